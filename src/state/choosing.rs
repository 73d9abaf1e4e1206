//! What is chosen: the scenario, the reply and the clause that one looks at.

use super::{AppState, Edit};
use crate::transcript::Output;
use crate::verdict::Status;
use crate::workspace::link::Focus;
use std::sync::Arc;

/// What is chosen in the workspace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    /// Index of the scenario.
    pub scenario: usize,
    /// Index of the output.
    pub output: usize,
    /// Id of the clause.
    pub clause: Option<String>,
}

impl AppState {
    pub(super) fn choose_focus(&mut self, focus: &Focus) {
        for (at, scenario) in self.history.now.scenarios.iter().enumerate() {
            let transcript = focus.transcript.as_deref();
            let of = |it: &Arc<Output>| Some(scenario.transcript_id(it).as_str()) == transcript;
            let output = scenario.outputs.iter().position(of);
            if output.is_some() || Some(scenario.id.as_str()) == transcript {
                self.chosen = Chosen {
                    scenario: at,
                    output: output.unwrap_or(0),
                    clause: None,
                };
            }
        }
        self.chosen.clause = Some(focus.clause.clone());
    }

    /// A scenario opens on the first clause it is about, else on the first that is broken; else on
    /// the first of all where it was just opened.
    pub(super) fn choose_a_first_clause(&mut self, was_opened: bool) {
        if self.chosen.clause.is_some() {
            return;
        }
        let is_unknown = self.untold().is_some();
        let named = self.scenario().and_then(|it| it.clauses.first().cloned());
        let broken = || {
            let rows = &self.findings()?.rows;
            Some(
                rows.iter()
                    .find(|row| row.status == Status::Broken)?
                    .clause
                    .clone(),
            )
        };
        // What breaks in a reply of very many is on its way. Where nothing is written yet, the spec
        // is read from its beginning.
        let is_written = self.scenario().is_some_and(|it| !it.is_unwritten());
        let is_wanted = was_opened && is_written && !is_unknown;
        let clauses = self.known.spec.clauses.iter().filter(|_| is_wanted);
        let first = || Some(clauses.map(|it| &it.id).next()?.clone());
        self.chosen.clause = named.or_else(broken).or_else(first);
    }

    pub(super) fn step_clause(&mut self, by: isize) {
        let clauses = &self.known.spec.clauses;
        let now = clauses
            .iter()
            .position(|it| Some(&it.id) == self.chosen.clause.as_ref());
        let next = now.map_or(Some(0), |now| now.checked_add_signed(by));
        if let Some(clause) = next.and_then(|at| clauses.get(at)) {
            self.chosen.clause = Some(clause.id.clone());
        }
    }

    pub(super) fn keep_choice_valid(&mut self) {
        let workspace = &self.history.now;
        self.chosen.scenario = self
            .chosen
            .scenario
            .min(workspace.scenarios.len().saturating_sub(1));
        let n_outputs = self.scenario().map_or(0, |scenario| scenario.outputs.len());
        self.chosen.output = self.chosen.output.min(n_outputs.saturating_sub(1));
    }
}

/// After adding or copying, the new thing is chosen.
pub(super) fn choice_after(edit: &Edit, chosen: &Chosen) -> Chosen {
    let at_scenario = |scenario| Chosen {
        scenario,
        output: 0,
        clause: chosen.clause.clone(),
    };
    match edit {
        Edit::ScenarioAdded(at, _) => at_scenario(*at),
        Edit::ScenarioDuplicated(at, _) => at_scenario(at + 1),
        Edit::ReplyAdded(..) | Edit::ChatPasted(..) => Chosen {
            output: usize::MAX,
            ..chosen.clone()
        },
        Edit::ReplyDuplicated(_, at) => Chosen {
            output: at + 1,
            ..chosen.clone()
        },
        _ => chosen.clone(),
    }
}
