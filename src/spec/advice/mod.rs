//! Advice on clauses: what is no fault, but makes a rule hard to hold a reply against.

mod demands;
mod opposites;
mod untested;

use super::{Clause, SentenceDemand, Spec, ignores};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::text::Span;
use untested::Tested;

/// Advice on the clauses of `spec`, which was read from `source`, in document order. What the
/// author does not want to hear is left out.
///
/// `is_checked` says of a clause's id whether a check is bound to it elsewhere, as in a pack.
pub fn advice(spec: &Spec, source: &str, is_checked: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
    let tested = Tested::new(spec, is_checked);
    let mut found = Vec::new();
    untested::add(spec, &tested, &mut found);
    demands::add(spec, source, &tested, &mut found);
    opposites::add(spec, source, &mut found);
    ignores::drop_ignored(&spec.ignores, &mut found);
    diagnostic::in_order(&mut found);
    found
}

fn note(code: &str, span: Span, line: u32, message: String, hint: &str) -> Diagnostic {
    Diagnostic::new(Severity::Note, code, span, line, message).with_hint(hint)
}

/// The sentences of a clause that demand something.
fn demands_of<'a>(spec: &'a Spec, clause: &Clause) -> &'a [SentenceDemand] {
    let before = |at: usize| spec.demands.partition_point(|it| it.sentence.start < at);
    let range = before(clause.span.start)..before(clause.span.end);
    spec.demands.get(range).unwrap_or_default()
}
