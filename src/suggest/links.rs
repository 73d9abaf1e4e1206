//! Clauses that refer to each other: what one is about, the other often matters for too.

use crate::spec::{Clause, ClauseKind, ReferencePlace, Spec};
use std::collections::BTreeSet;

/// How much of the best score of a clause it is linked with a clause gains.
pub(super) const WEIGHT: f64 = 0.15;

/// For each clause those that its words refer to and those that refer to it, in document order.
/// References in examples and commentary do not count, nor those to sections of several clauses.
pub(super) fn links(spec: &Spec) -> Vec<Vec<usize>> {
    let mut links = vec![BTreeSet::new(); spec.clauses.len()];
    let whole = whole_sections(spec);
    for reference in &spec.references {
        let target = reference.target_section.and_then(|it| whole[it]);
        let source = clause_at(&spec.clauses, reference.span.start);
        if let (Some(source), Some(target)) = (source, target)
            && reference.place == ReferencePlace::Prose
            && source != target
        {
            links[source].insert(target);
            links[target].insert(source);
        }
    }
    links.into_iter().map(Vec::from_iter).collect()
}

/// By section: its clause, where it is one as a whole.
fn whole_sections(spec: &Spec) -> Vec<Option<usize>> {
    let mut whole = vec![None; spec.sections.len()];
    for (at, clause) in spec.clauses.iter().enumerate() {
        if clause.kind == ClauseKind::Section {
            whole[clause.section] = Some(at);
        }
    }
    whole
}

/// The clause whose words hold byte `at`. Clauses stand in document order.
fn clause_at(clauses: &[Clause], at: usize) -> Option<usize> {
    let after = clauses.partition_point(|it| it.span.start <= at);
    let before = after.checked_sub(1)?;
    (at < clauses[before].span.end).then_some(before)
}
