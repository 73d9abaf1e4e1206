//! What goes to standard error, always in the same form.

use plumbline::diagnostic::{Diagnostic, Severity};
use std::fmt::{self, Display};
use std::io::{self, Write};

/// Why a call ended without its result.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An input was of no use.
    Input(Problem),
    /// Results could not be written.
    Output(io::Error),
}

/// A fault of a whole input.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The input's name.
    pub(crate) name: String,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) hint: String,
}

impl Problem {
    pub(crate) fn new(name: &str, message: impl Display, hint: impl Display) -> Problem {
        Problem {
            name: name.to_owned(),
            message: message.to_string(),
            hint: hint.to_string(),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Failure {
        Failure::Input(problem)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Output(error)
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: error: {}\n  {}", self.name, self.message, self.hint)
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Input(problem) => problem.fmt(f),
            Failure::Output(error) => write!(f, "error: cannot write the results: {error}"),
        }
    }
}

/// Says something on standard error. Where nobody listens there, nothing is to be done about it.
pub(crate) fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Reports a fault in the input called `name`.
pub(crate) fn report(name: &str, diagnostic: &Diagnostic) {
    report_at(&format!("{name}:{}", diagnostic.line), diagnostic);
}

/// Reports a fault at a place that its line does not say.
pub(crate) fn report_at(place: &str, diagnostic: &Diagnostic) {
    let Diagnostic {
        severity,
        code,
        message,
        hint,
        ..
    } = diagnostic;
    let severity = severity_name(*severity);
    say(&format!("{place}: {severity}[{code}]: {message}"));
    if let Some(hint) = hint {
        say(&format!("  {hint}"));
    }
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
