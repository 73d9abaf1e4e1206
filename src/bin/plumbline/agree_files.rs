//! What `plumbline agree` reads: workspace files, records and rows of labels, told apart by content.

use crate::agree::{TOLD_FAULTS, Tests, say_rest};
use crate::input::{Input, Line, Lines};
use crate::problem::{Problem, report, say};
use plumbline::Diagnostic;
use plumbline::agreement::{Ledger, rows};
use plumbline::spec::{Clause, parse_adjusted};
use plumbline::transcript::record;
use plumbline::workspace::incoming::Refused;
use plumbline::workspace::{Workspace, file};
use serde::de::IgnoredAny;
use std::collections::VecDeque;
use std::path::Path;

/// Reads a file into the ledger, and those with reword tests into `tests` too, and says what is wrong
/// with it. Whether anything could be read.
pub(crate) fn read(path: &Path, ledger: &mut Ledger, tests: &mut Tests) -> bool {
    let lines = match Input::open(path) {
        Ok(input) => input.lines(),
        Err(problem) => {
            say(&problem.to_string());
            return false;
        }
    };
    let mut reader = Reader {
        lines,
        ledger,
        tests,
        n_good: 0,
        n_bad: 0,
    };
    // What stands before a fault that ends the file was read nonetheless.
    let has_ended = reader.file();
    say_rest(reader.n_bad, "rows");
    if let Err(problem) = &has_ended {
        say(&problem.to_string());
    }
    reader.n_good > 0 || reader.n_bad == 0 && has_ended.is_ok()
}

/// Id and hash of each clause.
pub(crate) fn words(clauses: &[Clause]) -> impl Iterator<Item = (&str, &str)> {
    clauses.iter().map(|it| (it.id.as_str(), it.hash.as_str()))
}

struct Reader<'a> {
    lines: Lines,
    ledger: &'a mut Ledger,
    tests: &'a mut Tests,
    n_good: usize,
    n_bad: usize,
}

impl Reader<'_> {
    /// Reads the file by what it begins with.
    fn file(&mut self) -> Result<(), Problem> {
        let Some(first) = self.next_filled()? else {
            let hint = "give a file with something in it";
            return Err(Problem::new(self.lines.name(), "it is empty", hint));
        };
        let start = first.trim_start_matches('\u{feff}').trim_start();
        if start.starts_with('[') {
            return Err(self.one_document());
        }
        if !start.starts_with('{') {
            return self.table(&first);
        }
        if serde_json::from_str::<IgnoredAny>(start).is_ok() && !file::is_one(start) {
            return self.json_lines(first);
        }
        self.document(first)
    }

    /// Reads what may be one document over several lines. Where it is none, its first line is faulty
    /// and the others are read one by one.
    fn document(&mut self, first: String) -> Result<(), Problem> {
        let (mut text, mut further) = (first.clone(), VecDeque::new());
        // A file that is too large is read no further than shows that it is.
        while text.len() <= file::LIMIT_BYTES
            && let Some(line) = self.next()?
        {
            text.push('\n');
            text.push_str(&line);
            further.push_back(line);
        }
        if file::is_one(&text) {
            return self.workspace(&text);
        }
        let whole = text.trim_start_matches('\u{feff}');
        if !further.is_empty() && serde_json::from_str::<IgnoredAny>(whole).is_ok() {
            return Err(self.one_document());
        }
        self.lines.take_back(further);
        self.json_lines(first)
    }

    fn one_document(&self) -> Problem {
        let refused = Refused::OneDocument;
        Problem::new(self.lines.name(), refused, refused.hint())
    }

    fn workspace(&mut self, text: &str) -> Result<(), Problem> {
        let read = file::read(text);
        let workspace: Workspace =
            read.map_err(|error| Problem::new(self.lines.name(), &error, error.hint()))?;
        let spec = parse_adjusted(&workspace.spec.text, &workspace.spec.adjustments);
        let words = words(&spec.clauses);
        self.ledger.add_workspace(words, &workspace.verdicts);
        self.n_good += 1;
        self.tests.add(workspace.lists(), &workspace.verdicts);
        Ok(())
    }

    /// The next line; a blank one for one that is too long.
    fn next(&mut self) -> Result<Option<String>, Problem> {
        Ok(match self.lines.next()? {
            None => None,
            Some(Line::Text(text)) => Some(text),
            Some(Line::TooLong) => {
                self.bad(&self.lines.too_long("label"));
                Some(String::new())
            }
        })
    }

    /// The next line that is not blank.
    fn next_filled(&mut self) -> Result<Option<String>, Problem> {
        while let Some(line) = self.next()? {
            if !line.trim_start_matches('\u{feff}').trim().is_empty() {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    fn bad(&mut self, fault: &Diagnostic) {
        self.n_bad += 1;
        if self.n_bad <= TOLD_FAULTS {
            report(self.lines.name(), fault);
        }
    }

    fn table(&mut self, first: &str) -> Result<(), Problem> {
        let head = match rows::Head::read(first, self.lines.number) {
            Ok(head) => head,
            Err(fault) => {
                self.bad(&fault);
                return Ok(());
            }
        };
        while let Some(text) = self.next_filled()? {
            let begins = self.lines.number;
            let text = self.whole_row(text, head)?;
            self.row(head.row(&text, begins));
        }
        Ok(())
    }

    /// A [whole](rows::Head::whole) row; the lines read ahead that are not of it come again.
    fn whole_row(&mut self, first: String, head: rows::Head) -> Result<String, Problem> {
        if !head.is_open(&first) {
            return Ok(first);
        }
        let mut ahead = VecDeque::new();
        while ahead.len() < rows::LIMIT_LINES
            && let Some(line) = self.next()?
        {
            ahead.push_back(line);
        }
        let (row, n_further) = head.whole(&first, ahead.iter().map(String::as_str));
        let row = row.into_owned();
        self.lines.take_back(ahead.split_off(n_further));
        Ok(row)
    }

    fn json_lines(&mut self, first: String) -> Result<(), Problem> {
        let mut next = Some(first);
        while let Some(text) = next {
            self.json_line(text.trim_start_matches('\u{feff}'));
            next = self.next_filled()?;
        }
        Ok(())
    }

    fn json_line(&mut self, text: &str) {
        let line = self.lines.number;
        let fields = match rows::object(text, line) {
            Ok(fields) => fields,
            Err(fault) => return self.bad(&fault),
        };
        if rows::is_label(&fields) {
            return self.row(rows::of_json(&fields, line));
        }
        let (scenario, diagnostics) = record::read_line(text, line);
        match scenario {
            Some(scenario) => {
                self.n_good += 1;
                self.ledger.add_log(&scenario.verdicts);
                self.tests.add(Vec::new(), &scenario.verdicts);
            }
            None => diagnostics.iter().for_each(|it| self.bad(it)),
        }
    }

    fn row(&mut self, row: Result<rows::Row, Diagnostic>) {
        match row {
            Ok(row) => {
                self.n_good += 1;
                self.ledger.add_row(row);
            }
            Err(fault) => self.bad(&fault),
        }
    }
}
