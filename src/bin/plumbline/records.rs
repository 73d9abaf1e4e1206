//! Records, one at a time, from any number of files, in constant memory.

use crate::input::{Input, Line, Lines};
use crate::problem::{Problem, report, say};
use plumbline::diagnostic::Diagnostic;
use plumbline::transcript::{Scenario, record};
use plumbline::workspace::incoming::Refused;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A line of an input that is not blank.
pub(crate) enum Record {
    /// A record, and where it stands.
    Read(Box<Scenario>, Place),
    /// A line that is none.
    Bad {
        /// Its id where it can be told, else its line.
        id: String,
        /// What is wrong and where, in one sentence.
        explanation: String,
    },
}

/// Where a record stands.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) line: u32,
}

/// What was read from all inputs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    /// Records.
    pub(crate) records: usize,
    /// Lines that are none.
    pub(crate) bad: usize,
    /// Inputs read to their end.
    pub(crate) files: usize,
}

/// Gives every record of `paths` to `handle`. A file that cannot be read is reported and the
/// others are read.
pub(crate) fn for_each<E>(
    paths: &[PathBuf],
    mut handle: impl FnMut(Record) -> Result<(), E>,
) -> Result<Count, E> {
    let standard_input = [PathBuf::from("-")];
    let paths = if paths.is_empty() {
        &standard_input
    } else {
        paths
    };
    let mut count = Count::default();
    for path in paths {
        match of_file(path, &mut count, &mut handle)? {
            None => count.files += 1,
            Some(problem) => say(&problem.to_string()),
        }
    }
    Ok(count)
}

/// Gives every record of one file to `handle`, and the problem that ended it, if one did.
fn of_file<E>(
    path: &Path,
    count: &mut Count,
    handle: &mut impl FnMut(Record) -> Result<(), E>,
) -> Result<Option<Problem>, E> {
    let mut stream = match Input::open(path) {
        Ok(input) => Stream(input.lines()),
        Err(problem) => return Ok(Some(problem)),
    };
    loop {
        match stream.next() {
            Ok(Some(record)) => {
                count.add(&record);
                handle(record)?;
            }
            Ok(None) => return Ok(None),
            Err(problem) => return Ok(Some(problem)),
        }
    }
}

impl Count {
    /// Whether there was something to read, and none of it could be: then says so, unless a file
    /// that could not be read was reported already.
    pub(crate) fn nothing_was_readable(self, command: &str) -> bool {
        if self.records == 0 && self.bad > 0 {
            let message = format!("none of {} lines is a record", self.bad);
            let hint = "give JSON Lines: one scenario per line, as the messages above say";
            say(&Problem::new(command, message, hint).to_string());
        }
        self.records == 0 && (self.bad > 0 || self.files == 0)
    }

    fn add(&mut self, record: &Record) {
        match record {
            Record::Read(..) => self.records += 1,
            Record::Bad { .. } => self.bad += 1,
        }
    }
}

struct Stream(Lines);

impl Stream {
    fn next(&mut self) -> Result<Option<Record>, Problem> {
        loop {
            let text = match self.0.next()? {
                None => return Ok(None),
                Some(Line::TooLong) => return Ok(Some(self.too_long())),
                Some(Line::Text(text)) => text,
            };
            if self.0.number == 1 && is_one_document(&text) {
                return Err(self.one_document());
            }
            if let Some(record) = self.record(&text) {
                return Ok(Some(record));
            }
        }
    }

    /// Reads a line; `None` for a blank one.
    fn record(&self, text: &str) -> Option<Record> {
        let (name, line) = (self.0.name().to_owned(), self.0.number);
        let (scenario, mut diagnostics) = record::read_line(text, line);
        for diagnostic in &diagnostics {
            report(&name, diagnostic);
        }
        match (scenario, diagnostics.pop()) {
            (Some(scenario), _) => Some(Record::Read(Box::new(scenario), Place { name, line })),
            (None, Some(fault)) => Some(self.bad(id_of(text), &fault)),
            (None, None) => None,
        }
    }

    fn too_long(&self) -> Record {
        let fault = self.0.too_long("record");
        report(self.0.name(), &fault);
        self.bad(None, &fault)
    }

    fn bad(&self, id: Option<String>, fault: &Diagnostic) -> Record {
        let Stream(lines) = self;
        Record::Bad {
            id: id.unwrap_or_else(|| format!("line-{}", lines.number)),
            explanation: format!("{}:{}: {}", lines.name(), lines.number, fault.message),
        }
    }

    fn one_document(&self) -> Problem {
        let name = format!("{}:{}", self.0.name(), self.0.number);
        let refused = Refused::OneDocument;
        Problem::new(&name, refused, refused.hint())
    }
}

/// Whether the first line opens a document that goes on below, or a list of records.
fn is_one_document(first_line: &str) -> bool {
    let start = first_line.trim_start_matches('\u{feff}').trim();
    start == "{" || start == "[" || start.starts_with("[{")
}

/// The id of a line that is JSON but no record.
fn id_of(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    Some(value.get("id")?.as_str()?.to_owned())
}
