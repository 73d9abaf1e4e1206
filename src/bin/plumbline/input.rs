//! Files and standard input, read within bounds and as UTF-8.

use crate::problem::{Problem, report};
use plumbline::Diagnostic;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// Largest text read as a whole, and longest line of a file of records.
const LIMIT_BYTES: usize = 50_000_000;

/// A text cut off here has to be marked: one byte more than the limit is read.
const READ_BYTES: u64 = LIMIT_BYTES as u64 + 1;

const LIMIT_NAME: &str = "50 MB";

/// An input that can be read once.
pub(crate) struct Input {
    /// How messages call it.
    name: String,
    reader: Box<dyn BufRead>,
}

/// A line of an input, without its line break.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// What stands there; what was no UTF-8 is replaced, and was reported.
    Text(String),
    /// It is too long to be read, and was skipped.
    TooLong,
}

/// An input line by line.
pub(crate) struct Lines {
    input: Input,
    /// 1-based, of the line read last.
    pub(crate) number: u32,
    /// Lines to be read again.
    again: VecDeque<String>,
}

impl Input {
    /// Opens a file, or standard input for `-`.
    pub(crate) fn open(path: &Path) -> Result<Input, Problem> {
        if path == Path::new("-") {
            return Ok(Input {
                name: "<stdin>".to_owned(),
                reader: Box::new(BufReader::new(io::stdin())),
            });
        }
        let name = path.display().to_string();
        match File::open(path) {
            Ok(file) => Ok(Input {
                name,
                reader: Box::new(BufReader::new(file)),
            }),
            Err(error) => Err(unreadable(&name, &error)),
        }
    }

    /// All of it as text. Bytes that are no UTF-8 are replaced and reported; what is no text at
    /// all is a problem.
    pub(crate) fn text(self) -> Result<(String, String), Problem> {
        let Input { name, reader } = self;
        let mut bytes = Vec::new();
        let read = reader.take(READ_BYTES).read_to_end(&mut bytes);
        read.map_err(|error| unreadable(&name, &error))?;
        if bytes.len() > LIMIT_BYTES {
            let message = format!("it is larger than {LIMIT_NAME}");
            return Err(Problem::new(&name, message, "give a smaller file"));
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            let hint = "give a file with something in it";
            return Err(Problem::new(&name, "it is empty", hint));
        }
        if bytes.contains(&0) {
            return Err(binary(&name));
        }
        let text = String::from_utf8(bytes).unwrap_or_else(|error| {
            let line = count_lines(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
            report(&name, &not_utf8(line));
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        });
        Ok((name, text))
    }

    /// Its lines, one at a time.
    pub(crate) fn lines(self) -> Lines {
        Lines {
            input: self,
            number: 0,
            again: VecDeque::new(),
        }
    }

    /// The bytes of the next line; `None` for one that is too long, and none at the end.
    fn line(&mut self) -> Result<Option<Option<Vec<u8>>>, Problem> {
        let mut bytes = Vec::new();
        let mut bounded = (&mut self.reader).take(READ_BYTES);
        let read = bounded.read_until(b'\n', &mut bytes);
        let n_read = read.map_err(|error| unreadable(&self.name, &error))?;
        if n_read == 0 {
            return Ok(None);
        }
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        } else if n_read > LIMIT_BYTES {
            drop(bytes);
            self.skip_line()?;
            return Ok(Some(None));
        }
        Ok(Some(Some(bytes)))
    }

    fn skip_line(&mut self) -> Result<(), Problem> {
        loop {
            let error = |error| unreadable(&self.name, &error);
            let buffer = self.reader.fill_buf().map_err(error)?;
            let (n_bytes, ends) = match buffer.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (buffer.len(), buffer.is_empty()),
            };
            self.reader.consume(n_bytes);
            if ends {
                return Ok(());
            }
        }
    }
}

impl Lines {
    /// How messages call the input.
    pub(crate) fn name(&self) -> &str {
        &self.input.name
    }

    /// The next line; `None` at the end. Takes no more memory than a line may have.
    pub(crate) fn next(&mut self) -> Result<Option<Line>, Problem> {
        if let Some(line) = self.again.pop_front() {
            self.number += 1;
            return Ok(Some(Line::Text(line)));
        }
        let Some(line) = self.input.line()? else {
            return Ok(None);
        };
        self.number += 1;
        match line {
            None => Ok(Some(Line::TooLong)),
            Some(bytes) if bytes.contains(&0) => Err(binary(self.name())),
            Some(bytes) => Ok(Some(Line::Text(self.text(bytes)))),
        }
    }

    fn text(&self, bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap_or_else(|error| {
            report(self.name(), &not_utf8(self.number));
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        })
    }

    /// Takes back the lines read last, to give them again.
    pub(crate) fn take_back(&mut self, mut lines: VecDeque<String>) {
        let n = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        self.number = self.number.saturating_sub(n);
        lines.append(&mut self.again);
        self.again = lines;
    }

    /// The fault of a line that is too long, where each holds one `what`.
    pub(crate) fn too_long(&self, what: &str) -> Diagnostic {
        let message = format!("the line has more than {LIMIT_BYTES} bytes");
        let fault = Diagnostic::error("line-too-long", 0..0, self.number, message);
        fault.with_hint(format!("write one {what} per line; this line is left out"))
    }
}

/// The 1-based line on which `before` ends.
fn count_lines(before: &[u8]) -> u32 {
    let breaks = before.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(breaks + 1).unwrap_or(u32::MAX)
}

/// A line with bytes that are no UTF-8.
fn not_utf8(line: u32) -> Diagnostic {
    let message = "bytes that are not UTF-8 are read as `\u{fffd}`";
    Diagnostic::warning("not-utf8", 0..0, line, message).with_hint("save the file as UTF-8")
}

/// A file that is no text.
fn binary(name: &str) -> Problem {
    let hint = "give a text file in UTF-8, unpacked";
    Problem::new(name, "it is binary, not text", hint)
}

fn unreadable(name: &str, error: &io::Error) -> Problem {
    let (message, hint) = match error.kind() {
        io::ErrorKind::NotFound => ("there is no such file", "check the path"),
        io::ErrorKind::PermissionDenied => ("it may not be read", "check its permissions"),
        io::ErrorKind::IsADirectory => ("it is a directory", "name the files in it"),
        _ => return Problem::new(name, format!("it cannot be read: {error}"), "try again"),
    };
    Problem::new(name, message, hint)
}
