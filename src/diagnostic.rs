//! Faults in an input: what is wrong, where, and what to do.
//!
//! A diagnostic is never about a model's behaviour; that is a finding.

use crate::text::Span;
use serde::{Deserialize, Serialize};

/// How much a fault matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Part of the input could not be used.
    Error,
    /// The input was used, perhaps not as meant.
    Warning,
    /// Worth knowing; nothing is wrong.
    Note,
}

/// One fault in an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Where, in bytes of the input.
    pub span: Span,
    /// 1-based line of `span.start`; 0 where it lies in another text, which the message names.
    pub line: u32,
    /// How much it matters.
    pub severity: Severity,
    /// Stable name of this kind of fault, such as `unknown-authority`.
    pub code: String,
    /// What is wrong: one lower-case clause without a period, user text in backticks.
    pub message: String,
    /// What to do about it, where something can be done.
    #[serde(default)]
    pub hint: Option<String>,
}

impl Diagnostic {
    /// A fault of the given severity; the line is filled in by whoever knows the whole text.
    pub fn new(
        severity: Severity,
        code: &str,
        span: impl Into<Span>,
        line: u32,
        message: impl Into<String>,
    ) -> Diagnostic {
        let (span, message) = (span.into(), message.into());
        Diagnostic {
            span,
            line,
            severity,
            code: code.to_owned(),
            message,
            hint: None,
        }
    }

    /// An [`Severity::Error`].
    pub fn error(code: &str, span: impl Into<Span>, line: u32, message: impl Into<String>) -> Self {
        Diagnostic::new(Severity::Error, code, span, line, message)
    }

    /// A [`Severity::Warning`].
    pub fn warning(
        code: &str,
        span: impl Into<Span>,
        line: u32,
        message: impl Into<String>,
    ) -> Self {
        Diagnostic::new(Severity::Warning, code, span, line, message)
    }

    /// The same fault with a remedy.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hint = Some(hint.into());
        self
    }

    /// The same fault in a text that contains the faulty one `offset` bytes and `lines` lines in.
    #[must_use]
    pub fn shifted(mut self, offset: usize, lines: u32) -> Diagnostic {
        self.span = self.span.shifted(offset);
        self.line += lines;
        self
    }
}

/// Puts diagnostics into the order of the text.
pub fn in_order(diagnostics: &mut [Diagnostic]) {
    // Unstable is the smaller code; the message settles what begins at one place.
    diagnostics
        .sort_unstable_by(|a, b| (a.span.start, &a.message).cmp(&(b.span.start, &b.message)));
}
