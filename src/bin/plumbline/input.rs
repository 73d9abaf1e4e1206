//! Files and standard input, read within bounds and as UTF-8.

use crate::problem::{Problem, report};
use plumbline::Diagnostic;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// Largest text read as a whole, and longest line of a file of records.
pub(crate) const LIMIT_BYTES: usize = 50_000_000;

/// A text cut off here has to be marked: one byte more than the limit is read.
const READ_BYTES: u64 = LIMIT_BYTES as u64 + 1;

const LIMIT_NAME: &str = "50 MB";

/// An input that can be read once.
pub(crate) struct Input {
    /// How messages call it.
    pub(crate) name: String,
    reader: Box<dyn BufRead>,
}

/// A line of an input, without its line break.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// What stands there.
    Text(String),
    /// The same, with what was no UTF-8 replaced.
    Repaired(String),
    /// It is too long to be read, and was skipped.
    TooLong,
    /// It holds a NUL byte: the file is no text.
    Binary,
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

    /// The next line; `None` at the end. Takes no more memory than a line may have.
    pub(crate) fn line(&mut self) -> Result<Option<Line>, Problem> {
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
            return Ok(Some(Line::TooLong));
        }
        Ok(Some(line_of(bytes)))
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

fn line_of(bytes: Vec<u8>) -> Line {
    if bytes.contains(&0) {
        return Line::Binary;
    }
    String::from_utf8(bytes).map_or_else(
        |error| Line::Repaired(String::from_utf8_lossy(error.as_bytes()).into_owned()),
        Line::Text,
    )
}

/// The 1-based line on which `before` ends.
fn count_lines(before: &[u8]) -> u32 {
    let breaks = before.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(breaks + 1).unwrap_or(u32::MAX)
}

/// A line with bytes that are no UTF-8.
pub(crate) fn not_utf8(line: u32) -> Diagnostic {
    let message = "bytes that are not UTF-8 are read as `\u{fffd}`";
    Diagnostic::warning("not-utf8", 0..0, line, message).with_hint("save the file as UTF-8")
}

/// A file that is no text.
pub(crate) fn binary(name: &str) -> Problem {
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
