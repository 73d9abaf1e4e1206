//! What was found, by clause, and who said what.

use super::super::Engine;
use super::super::findings::{CheckFinding, GivenVerdict};
use super::super::statuses::{Seen, Statuses};
use super::replies::Replies;
use crate::check::CheckOutcome;
use crate::report::{Broken, ClauseFacts, Counts, JudgeFacts, MOST_BROKEN, MOST_TOLD, Reply, Said};
use crate::spec::Clause;
use crate::text::plain_title;
use crate::verdict::{Outcome, SourceKind, Status};
use std::collections::BTreeMap;

/// How many sources of one finding are told.
const MOST_SOURCES: usize = 10;

/// All of it.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) clauses: Vec<ClauseFacts>,
    /// People, then models, each in the order of their names.
    pub(super) judges: Vec<JudgeFacts>,
    /// Standing verdicts on what is not here.
    pub(super) n_elsewhere: usize,
    /// Runs of checks that ended in an error.
    pub(super) n_errors: usize,
}

impl Findings {
    pub(super) fn of(
        engine: &Engine,
        statuses: &Statuses<'_>,
        replies: &Replies<'_, '_>,
    ) -> Findings {
        let mut judges = Judges::default();
        let (mut n_errors, mut room) = (0, MOST_TOLD);
        let clauses = engine.spec.clauses.iter().enumerate();
        let clauses = clauses.map(|(at, clause)| {
            let mut facts = begun(clause);
            for (seen, reply) in &replies.all {
                for given in statuses.given(*seen, at) {
                    facts.n_older_words += usize::from(given.counts() && given.older_words);
                    judges.add(&given);
                }
                n_errors += errors(statuses, *seen, at);
                let Some(row) = statuses.brief(*seen, at) else {
                    continue;
                };
                if row.applies {
                    facts.counts.add(row.status);
                }
                if row.status == Status::Broken {
                    facts.n_broken += 1;
                    if facts.broken.len() < MOST_BROKEN.min(room) {
                        let told = broken(statuses, (*seen, reply), at, row.applies);
                        facts.broken.push(told);
                    }
                }
            }
            room -= facts.broken.len();
            facts
        });
        let clauses = clauses.collect();
        Findings {
            clauses,
            n_elsewhere: statuses.n_verdicts().saturating_sub(judges.n),
            judges: judges.by_name.into_values().collect(),
            n_errors,
        }
    }
}

fn begun(clause: &Clause) -> ClauseFacts {
    ClauseFacts {
        id: clause.id.clone(),
        title: plain_title(&clause.title),
        authority: clause.authority,
        strength: clause.strength,
        counts: Counts::default(),
        n_older_words: 0,
        n_contested: 0,
        n_broken: 0,
        broken: Vec::new(),
    }
}

/// How many of a clause's checks ended in an error on a run.
fn errors(statuses: &Statuses<'_>, seen: Seen<'_, '_>, clause: usize) -> usize {
    let said = statuses
        .checks(clause)
        .iter()
        .filter(|it| it.lacks.is_none());
    let said = said.filter_map(|it| seen.run.said(it));
    said.filter(|it| it.outcome == CheckOutcome::Error).count()
}

fn broken(
    statuses: &Statuses<'_>,
    (seen, reply): (Seen<'_, '_>, &Reply),
    clause: usize,
    is_asked: bool,
) -> Broken {
    let mut said = said_broken(statuses, seen, clause);
    said.truncate(MOST_SOURCES);
    Broken {
        reply: reply.clone(),
        is_asked,
        said,
    }
}

/// Who says that a reply breaks a clause, of those that count, and on what evidence.
pub(super) fn said_broken(statuses: &Statuses<'_>, seen: Seen<'_, '_>, clause: usize) -> Vec<Said> {
    let believed = statuses.believed(seen, clause);
    let says = |kind, name: &str| believed.contains(&(kind, name, Outcome::Fail));
    let Some(row) = statuses.row(seen, clause) else {
        return Vec::new();
    };
    let checks = row.checks.iter();
    let checks = checks.filter(|it| says(SourceKind::Check, &it.check));
    let verdicts = row.verdicts.iter().filter(|it| {
        let is_break = it.outcome == Outcome::Fail && it.counts();
        is_break && says(it.source.kind(), it.source.name())
    });
    let why = |id: &str| {
        let checks = statuses.checks(clause).iter();
        let mut named = checks.filter(|it| it.id == id);
        named.next().and_then(|it| it.definition.why.clone())
    };
    let of_check = |it: &CheckFinding| Said {
        kind: SourceKind::Check,
        name: it.check.clone(),
        outcome: Outcome::Fail,
        why: why(&it.check).unwrap_or_else(|| it.result.explanation.clone()),
        evidence: it.result.evidence.clone(),
        older_words: false,
    };
    checks.map(of_check).chain(verdicts.map(said_by)).collect()
}

/// What a person or model said.
pub(super) fn said_by(given: &GivenVerdict) -> Said {
    Said {
        kind: given.source.kind(),
        name: given.source.name().to_owned(),
        outcome: given.outcome,
        why: given.explanation.clone(),
        evidence: given.evidence.clone(),
        older_words: given.older_words,
    }
}

/// Who judged, by kind and name.
#[derive(Default)]
struct Judges {
    by_name: BTreeMap<(bool, String), JudgeFacts>,
    /// How many verdicts there are.
    n: usize,
}

impl Judges {
    fn add(&mut self, given: &GivenVerdict) {
        let (kind, name) = (given.source.kind(), given.source.name().trim());
        let new = || JudgeFacts::new(kind, name);
        let key = (kind == SourceKind::Model, name.to_owned());
        let judge = self.by_name.entry(key).or_insert_with(new);
        judge.add(given.outcome);
        judge.n_outdated += usize::from(!given.counts());
        judge.n_older_words += usize::from(given.counts() && given.older_words);
        self.n += 1;
    }
}
