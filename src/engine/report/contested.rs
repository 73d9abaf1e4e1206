//! What people differ on, and how that was settled.
//!
//! A verdict that says `"settled": true` was found together, after people had judged on their own:
//! it settles, and is no voice among theirs. It replaces what its author had said before, which is
//! why their own verdicts are read off the log without those that settle.

use super::super::Engine;
use super::super::findings::GivenVerdict;
use super::super::statuses::{Seen, Statuses};
use super::findings::said_by;
use super::replies::Replies;
use crate::report::{Contested, MOST_CONTESTED, Reply, Report};
use crate::text::plain_title;
use crate::verdict::{SourceKind, VerdictEvent};
use crate::workspace::Workspace;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Adds what people differ on.
pub(super) fn add(
    engine: &Engine,
    workspace: &Workspace,
    (statuses, replies): (&Statuses<'_>, &Replies<'_, '_>),
    report: &mut Report,
) {
    let settling = settling(&workspace.verdicts);
    let alone = Workspace {
        verdicts: on_their_own(&workspace.verdicts),
        ..workspace.clone()
    };
    let before = || Statuses::new(&engine.runs, &engine.spec, &engine.checks, &alone);
    let before = (!settling.is_empty()).then(before);
    let own = before.as_ref().unwrap_or(statuses);
    for (at, clause) in engine.spec.clauses.iter().enumerate() {
        let before = own
            .seen()
            .filter(|it| !it.run.judged.transcript.output.is_empty());
        for ((seen, reply), before) in replies.all.iter().zip(before) {
            let said = people(own, before, at);
            let is_same = |pair: &[GivenVerdict]| pair[0].outcome == pair[1].outcome;
            if said.windows(2).all(is_same) {
                continue;
            }
            report.n_contested += 1;
            if report.contested.len() < MOST_CONTESTED {
                let mut settled = people(statuses, *seen, at);
                settled.retain(|it| settling.contains(it.id.as_str()));
                let title = plain_title(&clause.title);
                report.contested.push(item(title, reply, &said, &settled));
            }
        }
    }
}

fn item(
    clause: String,
    reply: &Reply,
    said: &[GivenVerdict],
    settled: &[GivenVerdict],
) -> Contested {
    Contested {
        clause,
        reply: reply.clone(),
        said: said.iter().map(said_by).collect(),
        settled: settled.iter().map(said_by).collect(),
    }
}

/// The standing verdicts of people that count, on a clause and a reply.
fn people(statuses: &Statuses<'_>, seen: Seen<'_, '_>, clause: usize) -> Vec<GivenVerdict> {
    let mut given = statuses.given(seen, clause);
    given.retain(|it| it.counts() && it.source.kind() == SourceKind::Person);
    given
}

/// The ids of the verdicts that settle.
fn settling(events: &[Arc<VerdictEvent>]) -> BTreeSet<&str> {
    let mut ids = BTreeSet::new();
    for event in events {
        if let VerdictEvent::Given(verdict) = event.as_ref()
            && settles(&verdict.extra)
        {
            ids.insert(verdict.id.as_str());
        }
    }
    ids
}

/// The log without the verdicts that settle.
pub(super) fn on_their_own(events: &[Arc<VerdictEvent>]) -> Vec<Arc<VerdictEvent>> {
    let is_own = |event: &&Arc<VerdictEvent>| match event.as_ref() {
        VerdictEvent::Given(verdict) => !settles(&verdict.extra),
        VerdictEvent::Withdrawal { .. } => true,
    };
    events.iter().filter(is_own).cloned().collect()
}

fn settles(extra: &Map<String, Value>) -> bool {
    extra.get("settled") == Some(&Value::Bool(true))
}
