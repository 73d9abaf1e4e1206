//! A workspace whose scenarios, verdicts and packs name clauses as a version of the spec does.
//!
//! Ids of clauses change with a rename, and with every rewording where they are made from words.
//! That alone must flip no status: what names a clause of one version means its like in the other.

use crate::spec::Spec;
use crate::spec::diff::ClauseMatch;
use crate::transcript::Scenario;
use crate::verdict::{Verdict, VerdictEvent};
use crate::workspace::Workspace;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Ids that a version lacks, and what it calls these clauses.
pub(super) type Names = BTreeMap<String, String>;

/// What the older version calls clauses of the newer one, and the other way round.
pub(super) fn names(matches: &[ClauseMatch], old: &Spec, new: &Spec) -> [Names; 2] {
    let [old_ids, new_ids] = [old, new].map(ids);
    let mut names = [Names::new(), Names::new()];
    for it in matches {
        let Some(new) = &it.new else { continue };
        if !old_ids.contains(new.as_str()) {
            names[0].insert(new.clone(), it.old.clone());
        }
        if !new_ids.contains(it.old.as_str()) {
            names[1].insert(it.old.clone(), new.clone());
        }
    }
    names
}

fn ids(spec: &Spec) -> BTreeSet<&str> {
    let mut ids = BTreeSet::new();
    ids.extend(spec.clauses.iter().map(|it| it.id.as_str()));
    ids
}

/// The workspace with the clauses of scenarios and verdicts under these names. Packs keep their
/// text.
pub(super) fn translated(workspace: &Workspace, names: &Names) -> Workspace {
    let mut workspace = workspace.clone();
    if names.is_empty() {
        return workspace;
    }
    for scenario in &mut workspace.scenarios {
        if scenario.clauses.iter().any(|it| names.contains_key(it)) {
            rename_clauses(Arc::make_mut(scenario), names);
        }
    }
    for event in &mut workspace.verdicts {
        let new = match event.as_ref() {
            VerdictEvent::Given(verdict) => names.get(&verdict.clause).cloned(),
            VerdictEvent::Withdrawal { .. } => None,
        };
        if let (Some(new), VerdictEvent::Given(verdict)) = (new, Arc::make_mut(event)) {
            rename_clause(verdict, new);
        }
    }
    workspace
}

fn rename_clauses(scenario: &mut Scenario, names: &Names) {
    for clause in &mut scenario.clauses {
        if let Some(new) = names.get(clause) {
            clause.clone_from(new);
        }
    }
}

/// Checks that have no id of their own are called by their clause: those set aside still are.
fn rename_clause(verdict: &mut Verdict, new: String) {
    let numbers = verdict.overrules.iter().filter_map(|check| {
        let number = check.strip_prefix(verdict.clause.as_str())?;
        number.starts_with('/').then(|| format!("{new}{number}"))
    });
    let renamed: Vec<_> = numbers.collect();
    verdict.overrules.extend(renamed);
    verdict.clause = new;
}
