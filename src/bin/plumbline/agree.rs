//! `plumbline agree`: how far raters agree, from workspace files, records, and rows of labels.

use crate::args::AgreeArgs;
use crate::input::{self, Input, LIMIT_BYTES, Line};
use crate::problem::{Failure, Problem, report, say};
use plumbline::Diagnostic;
use plumbline::agreement::{Ledger, Options, Study, rows};
use plumbline::spec::{parse, parse_adjusted};
use plumbline::transcript::record;
use plumbline::workspace::incoming::Refused;
use plumbline::workspace::{Workspace, file};
use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The most faults of one file that are told one by one.
const TOLD_FAULTS: usize = 20;

/// The most lines of one row.
const ROW_LINES: usize = 50;

pub(crate) fn run(args: &AgreeArgs, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let mut ledger = Ledger::default();
    if let Some(path) = &args.spec {
        let (name, text) = Input::open(path)?.text()?;
        let spec = parse(&text);
        if spec.clauses.is_empty() {
            say(&format!("{name}: note: the spec has no clauses"));
        }
        ledger.add_words(
            spec.clauses
                .iter()
                .map(|it| (it.id.as_str(), it.hash.as_str())),
        );
    }
    let standard_input = [PathBuf::from("-")];
    let paths: &[PathBuf] = if args.files.is_empty() {
        &standard_input
    } else {
        &args.files
    };
    let mut n_read = 0;
    for path in paths {
        match read(path, &mut ledger) {
            Ok(is_readable) => n_read += usize::from(is_readable),
            Err(problem) => say(&problem.to_string()),
        }
    }
    if n_read == 0 {
        let hint = "give a workspace file, records with verdicts, or rows `item,rater,label`";
        return Err(Problem::new("plumbline agree", "nothing was readable", hint).into());
    }
    let study = ledger.close(args.models);
    warn(&study);
    let options = Options {
        n_resamples: args.bootstrap,
        seed: args.seed,
        order: args.order.iter().map(|it| it.trim().to_owned()).collect(),
        n_contested: args.contested,
    };
    let report = study.report(&options).map_err(|error| {
        let hint = "check that the column `label` holds the labels, not reasons or measurements";
        Problem::new("plumbline agree", error, hint)
    })?;
    serde_json::to_writer_pretty(&mut *out, &report).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(ExitCode::SUCCESS)
}

/// Says on standard error what a figure alone would hide.
fn warn(study: &Study) {
    let note = |message: &str, hint: &str| say(&format!("plumbline agree: {message}\n  {hint}"));
    if study.items.is_empty() {
        note(
            "note: no label counts, so nothing is measured",
            "label some items first; `unclear` and `not-applicable` are labels too",
        );
    }
    for conflict in study.conflicts.iter().take(TOLD_FAULTS) {
        let labels: Vec<_> = conflict
            .said
            .iter()
            .map(|it| format!("`{}`", it.label))
            .collect();
        let of_clause = match conflict.item.clause.as_str() {
            "" => String::new(),
            clause => format!(" under `{clause}`"),
        };
        note(
            &format!(
                "warning[label-conflict]: `{}` gave `{}`{of_clause} the labels {}",
                conflict.rater,
                conflict.item.item,
                labels.join(" and ")
            ),
            "if these are two people, give each a name of their own; none of these labels counts",
        );
    }
    say_rest(study.conflicts.len(), "conflicts");
    let raters: Vec<&str> = study
        .items
        .values()
        .flat_map(BTreeMap::keys)
        .map(String::as_str)
        .collect();
    let labels: Vec<&str> = study
        .items
        .values()
        .flat_map(BTreeMap::values)
        .map(|it| it.label.as_str())
        .collect();
    for (what, names) in [("raters", raters), ("labels", labels)] {
        for (one, other) in alike(names).iter().take(TOLD_FAULTS) {
            note(
                &format!("note: the {what} `{one}` and `{other}` differ only in capitals"),
                "they count as two; write them alike if they are one",
            );
        }
    }
}

/// Pairs of names that are the same but for capitals.
fn alike(mut names: Vec<&str>) -> Vec<(&str, &str)> {
    names.sort_unstable();
    names.dedup();
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let mut pairs = Vec::new();
    for name in names {
        match first.get(&name.to_lowercase()) {
            Some(other) => pairs.push((*other, name)),
            None => drop(first.insert(name.to_lowercase(), name)),
        }
    }
    pairs
}

fn say_rest(n: usize, what: &str) {
    if n > TOLD_FAULTS {
        say(&format!(
            "plumbline agree: note: {} more {what} like these",
            n - TOLD_FAULTS
        ));
    }
}

/// Reads a file by what its first line says it is. Whether anything in it could be read.
fn read(path: &Path, ledger: &mut Ledger) -> Result<bool, Problem> {
    let mut reader = Reader {
        input: Input::open(path)?,
        line: 0,
        again: VecDeque::new(),
        n_good: 0,
        n_bad: 0,
    };
    let Some(first) = reader.next_filled()? else {
        let hint = "give a file with something in it";
        return Err(Problem::new(&reader.input.name, "it is empty", hint));
    };
    let start = first.trim_start_matches('\u{feff}').trim();
    if start.starts_with('[') {
        let refused = Refused::OneDocument;
        return Err(Problem::new(&reader.input.name, refused, refused.hint()));
    }
    if !start.starts_with('{') {
        reader.table(&first, ledger)?;
    } else if start == "{" || is_workspace(start) {
        return reader.workspace(first, ledger).map(|()| true);
    } else {
        reader.json_lines(first, ledger)?;
    }
    say_rest(reader.n_bad, "rows");
    Ok(reader.n_good > 0 || reader.n_bad == 0)
}

fn is_workspace(start: &str) -> bool {
    start
        .chars()
        .take(400)
        .collect::<String>()
        .contains("\"plumbline\"")
}

struct Reader {
    input: Input,
    /// 1-based line read last.
    line: u32,
    /// Lines to be read again.
    again: VecDeque<String>,
    n_good: usize,
    n_bad: usize,
}

impl Reader {
    fn next(&mut self) -> Result<Option<String>, Problem> {
        self.line += 1;
        if let Some(line) = self.again.pop_front() {
            return Ok(Some(line));
        }
        match self.input.line()? {
            None => Ok(None),
            Some(Line::Text(text)) => Ok(Some(text)),
            Some(Line::Repaired(text)) => {
                report(&self.input.name, &input::not_utf8(self.line));
                Ok(Some(text))
            }
            Some(Line::Binary) => Err(input::binary(&self.input.name)),
            Some(Line::TooLong) => {
                let message = format!("the line has more than {LIMIT_BYTES} bytes");
                let fault = Diagnostic::error("line-too-long", 0..0, self.line, message);
                self.bad(&fault.with_hint("write one label per line; this line is left out"));
                Ok(Some(String::new()))
            }
        }
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
            report(&self.input.name, fault);
        }
    }

    fn workspace(&mut self, mut text: String, ledger: &mut Ledger) -> Result<(), Problem> {
        // A file that is too large is read no further than shows that it is.
        while text.len() <= file::LIMIT_BYTES
            && let Some(line) = self.next()?
        {
            text.push('\n');
            text.push_str(&line);
        }
        let read = file::read(&text);
        let workspace: Workspace =
            read.map_err(|error| Problem::new(&self.input.name, &error, error.hint()))?;
        let spec = parse_adjusted(&workspace.spec.text, &workspace.spec.adjustments);
        ledger.add_words(
            spec.clauses
                .iter()
                .map(|it| (it.id.as_str(), it.hash.as_str())),
        );
        ledger.add_log(&workspace.verdicts);
        Ok(())
    }

    fn table(&mut self, first: &str, ledger: &mut Ledger) -> Result<(), Problem> {
        let head = match rows::Head::read(first, self.line) {
            Ok(head) => head,
            Err(fault) => {
                self.bad(&fault);
                return Ok(());
            }
        };
        while let Some(text) = self.next_filled()? {
            let begins = self.line;
            let text = self.whole_row(text, head)?;
            match head.row(&text, begins) {
                Ok(row) => self.row(row, ledger),
                Err(fault) => self.bad(&fault),
            }
        }
        Ok(())
    }

    /// A row with the lines that its quoted fields go on in. Where the marks do not close soon, the
    /// first line alone is at fault, and the others are rows.
    fn whole_row(&mut self, first: String, head: rows::Head) -> Result<String, Problem> {
        let (mut text, mut lines) = (first.clone(), VecDeque::new());
        while head.is_open(&text) {
            let line = if lines.len() < ROW_LINES {
                self.next()?
            } else {
                None
            };
            let Some(line) = line else {
                self.line = self
                    .line
                    .saturating_sub(u32::try_from(lines.len()).unwrap_or(0));
                lines.append(&mut self.again);
                self.again = lines;
                return Ok(first);
            };
            text.push('\n');
            text.push_str(&line);
            lines.push_back(line);
        }
        Ok(text)
    }

    fn json_lines(&mut self, first: String, ledger: &mut Ledger) -> Result<(), Problem> {
        let mut next = Some(first);
        while let Some(text) = next {
            self.json_line(text.trim_start_matches('\u{feff}'), ledger);
            next = self.next_filled()?;
        }
        Ok(())
    }

    fn json_line(&mut self, text: &str, ledger: &mut Ledger) {
        let fields = match rows::object(text, self.line) {
            Ok(fields) => fields,
            Err(fault) => return self.bad(&fault),
        };
        if rows::is_label(&fields) {
            match rows::of_json(&fields, self.line) {
                Ok(row) => self.row(row, ledger),
                Err(fault) => self.bad(&fault),
            }
            return;
        }
        let (scenario, diagnostics) = record::read_line(text, self.line);
        match scenario {
            Some(scenario) => {
                self.n_good += 1;
                ledger.add_log(&scenario.verdicts);
            }
            None => diagnostics.iter().for_each(|it| self.bad(it)),
        }
    }

    fn row(&mut self, row: rows::Row, ledger: &mut Ledger) {
        self.n_good += 1;
        ledger.add_row(row);
    }
}
