//! Messages and graded replies of an example, from where they stand.

use crate::diagnostic::Diagnostic;
use crate::message::Role;
use crate::spec::{Candidate, ExampleMessage, Grade, grades};
use crate::text::{Span, shorten};
use std::collections::BTreeMap;

/// A message as written.
pub(super) struct Raw<'a> {
    pub(super) role: Role,
    pub(super) attrs: BTreeMap<String, String>,
    pub(super) comment: Option<&'a str>,
    pub(super) line: u32,
    /// The opening tag's line.
    pub(super) tag: Span,
    pub(super) text: Span,
}

/// A message that nobody grades, which says `text`.
pub(super) fn message(raw: Raw<'_>, text: String) -> ExampleMessage {
    ExampleMessage {
        role: raw.role,
        attrs: raw.attrs,
        text,
        line: raw.line,
        span: raw.text,
    }
}

/// A reply with its grade, which says `text`; `comparison` says in which comparison it stands.
pub(super) fn candidate(raw: &Raw<'_>, comparison: Option<usize>, text: String) -> Candidate {
    let graded = raw.comment.map(grades::read);
    let grade = graded.as_ref().map_or(Grade::Unmarked, |it| it.grade);
    Candidate {
        grade,
        comment: graded.as_ref().and_then(|it| it.comment).map(str::to_owned),
        blames: graded.as_ref().and_then(|it| it.blames).map(str::to_owned),
        role: raw.role,
        attrs: raw.attrs.clone(),
        text,
        line: raw.line,
        span: raw.text,
        comparison,
    }
}

/// The fault of a reply that was compared and not graded.
pub(super) fn ungraded(raw: &Raw<'_>) -> Diagnostic {
    let message = match raw.comment {
        Some(comment) => format!("`{}` is not a grade", shorten(comment, 40)),
        None => "the reply has no grade".to_owned(),
    };
    Diagnostic::warning("ungraded-candidate", raw.tag, raw.line, message)
        .with_hint("write `<!-- GOOD: why -->`, `<!-- BAD: why -->` or `<!-- OK -->` after its tag")
}

/// Whether a system message says that the user is a minor.
pub(super) fn says_under_18(message: &ExampleMessage) -> bool {
    let is_flag = |line: &str| {
        let value = line.trim().strip_prefix("under_18:");
        value.is_some_and(|it| it.trim() == "true")
    };
    message.role == Role::System && message.text.lines().any(is_flag)
}
