//! Clauses with neither an example nor a check.

use super::note;
use crate::diagnostic::Diagnostic;
use crate::spec::{Clause, Spec, Strength};
use crate::text::{Span, shorten};
use std::collections::HashSet;

/// Which clauses something shows how to hold a reply against.
pub(super) struct Tested<'a> {
    ids: HashSet<&'a str>,
    is_checked: &'a dyn Fn(&str) -> bool,
}

impl<'a> Tested<'a> {
    pub(super) fn new(spec: &'a Spec, is_checked: &'a dyn Fn(&str) -> bool) -> Tested<'a> {
        let mut ids = HashSet::new();
        ids.extend(
            spec.check_blocks
                .iter()
                .filter_map(|it| it.clause.as_deref()),
        );
        for (at, section) in spec.sections.iter().enumerate() {
            for example in &section.examples {
                let clause = spec.clause_above(at, example.span.start);
                ids.extend(clause.map(|it| it.id.as_str()));
                let blamed = example
                    .candidates
                    .iter()
                    .filter_map(|it| it.blames.as_deref());
                ids.extend(blamed);
            }
        }
        Tested { ids, is_checked }
    }

    pub(super) fn has(&self, clause: &Clause) -> bool {
        self.ids.contains(clause.id.as_str()) || (self.is_checked)(&clause.id)
    }
}

/// Reports clauses that demand something and that nothing tests; once for a document without any
/// example or check.
pub(super) fn add(spec: &Spec, tested: &Tested<'_>, found: &mut Vec<Diagnostic>) {
    let demands = |it: &&Clause| !matches!(it.strength, Strength::May | Strength::None);
    let clauses: Vec<_> = spec.clauses.iter().filter(demands).collect();
    let untested: Vec<_> = clauses.iter().filter(|it| !tested.has(it)).collect();
    match untested.as_slice() {
        [first, _, ..] if untested.len() == clauses.len() => {
            found.push(whole_document(first, clauses.len()));
        }
        some => found.extend(some.iter().map(|it| untested_clause(it))),
    }
}

fn untested_clause(clause: &Clause) -> Diagnostic {
    let message = format!(
        "`{}` has neither an example nor a check",
        shorten(&clause.title, 60)
    );
    let hint = "add an example with a good and a bad reply, or a block of `checks`";
    note("untested-clause", start(clause), clause.line, message, hint)
}

fn whole_document(first: &Clause, n: usize) -> Diagnostic {
    let message =
        format!("none of the {n} clauses that demand something has an example or a check");
    let hint = "begin with the clause that people will argue about: add a good and a bad reply to it, \
                or put checks into a pack beside the document";
    note("untested-document", start(first), first.line, message, hint)
}

fn start(clause: &Clause) -> Span {
    Span::new(clause.span.start, clause.span.start)
}
