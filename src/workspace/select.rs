//! The part of a workspace that is about some of its scenarios, for sharing.

use super::Workspace;
use crate::transcript::Scenario;
use crate::verdict::VerdictEvent;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Only the scenarios called `scenario_ids`, in their order in the workspace, with the verdicts on
/// their transcripts and the withdrawals of those, and the lists of them to judge. Nothing about
/// other scenarios goes along.
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
    let mut part = Workspace {
        scenarios,
        verdicts: Vec::new(),
        extra: workspace.with_lists_on(&transcripts),
        ..workspace.clone()
    };
    let mut tests = BTreeSet::new();
    tests.extend(part.lists().iter().map(|it| it.trial().to_owned()));
    tests.insert(String::new());
    part.verdicts = verdicts_on(&transcripts, &tests, &workspace.verdicts);
    part
}

/// Only what a list to judge is about, with no other list and nobody's verdicts, which would say
/// beforehand what is asked.
pub fn select_list(workspace: &Workspace, list: &str) -> Workspace {
    let list = workspace.list(list).unwrap_or_default();
    let mut wanted = BTreeSet::new();
    wanted.extend(list.items.iter().map(|it| it.1.as_str()));
    let is_wanted = |it: &&Arc<Scenario>| {
        it.transcripts()
            .iter()
            .any(|it| wanted.contains(it.id.as_str()))
    };
    let scenarios = workspace.scenarios.iter().filter(is_wanted);
    let mut shared = Workspace {
        scenarios: scenarios.cloned().collect(),
        verdicts: Vec::new(),
        ..workspace.clone()
    };
    for other in workspace.lists().iter().filter(|it| it.id != list.id) {
        shared.extra = shared.without_list(&other.id);
    }
    shared
}

/// Verdicts of reword tests go along with their lists alone.
fn verdicts_on(
    transcripts: &BTreeSet<String>,
    tests: &BTreeSet<String>,
    events: &[Arc<VerdictEvent>],
) -> Vec<Arc<VerdictEvent>> {
    let mut kept = BTreeSet::new();
    let stays = |event: &&Arc<VerdictEvent>| match event.as_ref() {
        VerdictEvent::Given(verdict) => {
            transcripts.contains(&verdict.transcript)
                && tests.contains(verdict.trial())
                && kept.insert(verdict.id.clone())
        }
        VerdictEvent::Withdrawal { withdraws, .. } => kept.contains(withdraws),
    };
    events.iter().filter(stays).cloned().collect()
}
