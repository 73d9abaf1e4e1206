//! The part of a workspace that is about some of its scenarios, for sharing.

use super::Workspace;
use crate::verdict::VerdictEvent;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Only the scenarios called `scenario_ids`, in their order in the workspace, with the verdicts on
/// their transcripts and the withdrawals of those. Nothing about other scenarios stays behind.
pub fn select(workspace: &Workspace, scenario_ids: &[&str]) -> Workspace {
    let scenarios: Vec<_> = workspace
        .scenarios
        .iter()
        .filter(|scenario| scenario_ids.contains(&scenario.id.as_str()))
        .cloned()
        .collect();
    let mut transcripts = BTreeSet::new();
    let all = scenarios.iter().flat_map(|scenario| scenario.transcripts());
    transcripts.extend(all.map(|transcript| transcript.id));
    Workspace {
        scenarios,
        verdicts: verdicts_on(&transcripts, &workspace.verdicts),
        ..workspace.clone()
    }
}

fn verdicts_on(
    transcripts: &BTreeSet<String>,
    events: &[Arc<VerdictEvent>],
) -> Vec<Arc<VerdictEvent>> {
    let mut kept = BTreeSet::new();
    let stays = |event: &&Arc<VerdictEvent>| match event.as_ref() {
        VerdictEvent::Given(verdict) => {
            transcripts.contains(&verdict.transcript) && kept.insert(verdict.id.clone())
        }
        VerdictEvent::Withdrawal { withdraws, .. } => kept.contains(withdraws),
    };
    events.iter().filter(stays).cloned().collect()
}
