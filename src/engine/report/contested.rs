//! What people differ on, and how that was settled.
//!
//! A verdict that settles was found together, after people had judged on their own; it is no voice
//! among theirs.

use super::super::Engine;
use super::super::findings::GivenVerdict;
use super::super::statuses::{Seen, Statuses};
use super::findings::said_by;
use super::replies::Replies;
use crate::report::{Contested, MOST_CONTESTED, Report};
use crate::text::plain_title;
use crate::verdict::SourceKind;

/// Adds what people differ on.
pub(super) fn add(
    engine: &Engine,
    (statuses, replies): (&Statuses<'_>, &Replies<'_, '_>),
    report: &mut Report,
) {
    for (at, clause) in engine.spec.clauses.iter().enumerate() {
        for (seen, reply) in &replies.all {
            let (settled, said): (Vec<_>, Vec<_>) = people(statuses, *seen, at)
                .into_iter()
                .partition(|it| it.settled);
            let is_same = |pair: &[GivenVerdict]| pair[0].outcome == pair[1].outcome;
            if said.windows(2).all(is_same) {
                continue;
            }
            report.n_contested += 1;
            report.clauses[at].n_contested += usize::from(settled.is_empty());
            if report.contested.len() < MOST_CONTESTED {
                report.contested.push(Contested {
                    clause: plain_title(&clause.title),
                    reply: reply.clone(),
                    said: said.iter().map(said_by).collect(),
                    settled: settled.iter().map(said_by).collect(),
                });
            }
        }
    }
}

/// The standing verdicts of people that count, on a clause and a reply.
fn people(statuses: &Statuses<'_>, seen: Seen<'_, '_>, clause: usize) -> Vec<GivenVerdict> {
    let mut given = statuses.given(seen, clause);
    given.retain(|it| it.counts() && it.source.kind() == SourceKind::Person);
    given
}
