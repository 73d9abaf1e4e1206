//! Adjustments become clauses in place of those that the words alone gave.

use super::find::{Place, Places};
use super::{AdjustedClause, Adjustment};
use crate::diagnostic::{Diagnostic, Severity};
use crate::spec::clauses::{Finder, Found};
use crate::spec::{Clause, ClauseKind};
use crate::text::{Span, shorten};
use std::sync::Arc;

/// The code of adjustments whose words are gone.
pub const LOST: &str = "adjustment-lost";

/// Changes the clauses that were found as `adjustments` say. What does not fit is reported.
pub(in crate::spec) fn apply(finder: &mut Finder<'_>, adjustments: &[Arc<Adjustment>]) {
    let places = Places::new(finder.spec, finder.source, &finder.reading.cuts).of(adjustments);
    // Inserted, not sorted: there are few, and a sort is code to download.
    let mut words: Vec<(Span, Vec<Span>, &Adjustment)> = Vec::new();
    for (adjustment, place) in adjustments.iter().zip(places) {
        match place {
            Some(Place::Section(at)) => of_section(finder, adjustment, at),
            Some(Place::Words(span, parts)) => {
                let at = words.partition_point(|it| it.0.start <= span.start);
                words.insert(at, (span, parts, adjustment));
            }
            None => finder.diagnostics.push(lost(finder, adjustment)),
        }
    }
    let mut end = 0;
    for (span, parts, adjustment) in words {
        if span.start < end {
            finder.diagnostics.push(twice(finder, adjustment, span));
        } else {
            of_words(finder, span, &parts, &adjustment.clauses);
            end = span.end;
        }
    }
}

fn of_section(finder: &mut Finder<'_>, adjustment: &Adjustment, section: usize) {
    let is_whole = |it: &Clause| it.section == section && it.kind == ClauseKind::Section;
    let Some(at) = finder.clauses.iter().position(is_whole) else {
        return finder.diagnostics.push(lost(finder, adjustment));
    };
    let Some(said) = adjustment.clauses.first() else {
        finder.clauses.remove(at);
        return;
    };
    let clause = &mut finder.clauses[at];
    regrade(clause, said);
    if clause.hash != adjustment.hash {
        let note = older(clause);
        finder.diagnostics.push(note);
    }
}

fn regrade(clause: &mut Clause, said: &AdjustedClause) {
    clause.strength = said.strength.unwrap_or(clause.strength);
    clause.authority = said.authority.or(clause.authority);
    clause.adjusted = true;
}

/// Puts the clauses that some words are in place of those that the words gave.
fn of_words(finder: &mut Finder<'_>, span: Span, parts: &[Span], said: &[AdjustedClause]) {
    let (before, after) = overlapping(&finder.clauses, span);
    let replaced = finder.clauses[before..after].to_vec();
    let mut new = Vec::new();
    for (part, said) in parts.iter().zip(said) {
        let same = replaced.iter().find(|it| it.span == *part);
        let mut clause = match same {
            Some(same) => same.clone(),
            None => made(finder, *part, &replaced),
        };
        regrade(&mut clause, said);
        new.push(clause);
    }
    finder.clauses.splice(before..after, new);
}

/// The clauses that share words with `span`, as a range of indices, but for the section they stand
/// in.
fn overlapping(clauses: &[Clause], span: Span) -> (usize, usize) {
    let end = clauses.partition_point(|it| it.span.start < span.end);
    let is_before = |it: &Clause| it.span.end <= span.start || it.kind == ClauseKind::Section;
    let n_after = clauses[..end]
        .iter()
        .rev()
        .take_while(|it| !is_before(it))
        .count();
    (end - n_after, end)
}

/// A clause of words that were none, or part of others: they hand down their stem.
fn made(finder: &mut Finder<'_>, part: Span, replaced: &[Clause]) -> Clause {
    let from = replaced.iter().find(|it| it.span.overlaps(part));
    let stem = from.filter(|it| it.stem.is_some());
    let own = finder.strength_of(part);
    finder.clause(Found {
        kind: finder.kind_of(part),
        span: part,
        strength: own.or(stem.map(|it| it.strength)).unwrap_or_default(),
        authority: from.and_then(|it| it.authority),
        stem: stem.and_then(|it| it.stem),
        id: None,
        adjusted: true,
    })
}

fn lost(finder: &Finder<'_>, adjustment: &Adjustment) -> Diagnostic {
    let section = finder.spec.section_called(&adjustment.section);
    let section = section.map(|it| &finder.spec.sections[it]);
    let (at, line) = section.map_or((0, 1), |it| (it.span.start, it.line));
    let what = match adjustment.words.as_str() {
        "" => format!("no clause is called `{}`", shorten(&adjustment.section, 40)),
        words => format!("the words `{}` are not here", shorten(words, 60)),
    };
    let message = format!("{what}, so what was decided on them does not count");
    let found = Diagnostic::warning(LOST, Span::new(at, at), line, message);
    found.with_hint("decide again on the words as they are now; it counts again if they come back")
}

fn twice(finder: &Finder<'_>, adjustment: &Adjustment, span: Span) -> Diagnostic {
    let words = shorten(&adjustment.words, 60);
    let message = format!("of the words `{words}` something else was decided before");
    let line = finder.line(span.start);
    Diagnostic::warning("adjustment-twice", span, line, message)
        .with_hint("take back one of the two")
}

fn older(clause: &Clause) -> Diagnostic {
    let title = shorten(&clause.title, 60);
    let message = format!("the words of `{title}` changed since someone decided on it");
    let span = Span::new(clause.span.start, clause.span.start);
    Diagnostic::new(
        Severity::Note,
        "adjustment-older",
        span,
        clause.line,
        message,
    )
    .with_hint("look whether its strength and authority still fit")
}
