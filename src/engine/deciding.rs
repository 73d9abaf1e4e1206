//! What people decide on clauses and write into the spec, as acts.

use super::Engine;
use super::acts::{Act, Acted, Changes};
use super::add_check::AddCheckError;
use super::sheets::address;
use crate::spec::{self, Adjustment, Change, Saved, parse_adjusted, to_markdown};
use std::sync::Arc;

/// Decides something on clauses: a [`Change`] as JSON.
pub(super) fn adjust(engine: &Engine, _: &Act, change: &str) -> Acted {
    let hint = "open the clause's page again";
    let change: Change = match serde_json::from_str(change) {
        Ok(change) => change,
        Err(error) => return Acted::fault(error.to_string(), hint),
    };
    let text = engine.spec_text.as_deref().unwrap_or_default();
    match spec::change(&engine.spec, text, &engine.adjustments, &change) {
        Ok(all) => {
            let mut acted = match &change {
                Change::Merge { clause } | Change::Demote { clause } => {
                    what_became(engine, text, clause, &all)
                }
                _ => Acted::default(),
            };
            acted.changes.adjustments = Some(all);
            acted
        }
        Err(error) => Acted::fault(error.to_string(), error.hint()),
    }
}

/// Where to go from the page of a clause that is none of its own any more.
fn what_became(engine: &Engine, text: &str, clause: &str, all: &[Arc<Adjustment>]) -> Acted {
    let Some(was) = engine.spec.clauses.iter().find(|it| it.id == clause) else {
        return Acted::default();
    };
    let spec = parse_adjusted(text, all);
    if spec.clauses.iter().any(|it| it.id == was.id) {
        return Acted::default();
    }
    let now = spec.clauses.iter().filter(|it| it.span.contains(was.span));
    match now.min_by_key(|it| it.span.len()) {
        Some(now) => Acted {
            said: "Done. Undo takes it back.".to_owned(),
            ..Acted::going_to(address("clause", &now.id, &[]))
        },
        None => Acted {
            said: "It is no rule any more. Undo takes it back.".to_owned(),
            ..Acted::going_to(address("clauses", "", &[]))
        },
    }
}

/// Writes what stands in the field `yaml` under a clause, and goes to its page.
pub(super) fn add_check(engine: &Engine, act: &Act, clause: &str) -> Acted {
    written(clause, engine.with_check(clause, act.given("yaml")))
}

/// Writes what stands in the field `yaml` in place of a block of checks: its mark, then its clause.
pub(super) fn replace_checks(engine: &Engine, act: &Act, what: &str) -> Acted {
    change_block(engine, Some(act.given("yaml")), what)
}

/// Takes a block of checks out: its mark, then its clause.
pub(super) fn remove_checks(engine: &Engine, _: &Act, what: &str) -> Acted {
    change_block(engine, None, what)
}

fn change_block(engine: &Engine, yaml: Option<&str>, what: &str) -> Acted {
    let (mark, clause) = what.split_once(' ').unwrap_or_default();
    written(clause, engine.with_block_changed(clause, mark, yaml))
}

fn written(clause: &str, text: Result<String, AddCheckError>) -> Acted {
    match text {
        Ok(text) => Acted {
            changes: Changes {
                spec: Some(text),
                ..Changes::default()
            },
            ..Acted::going_to(address("clause", clause, &[]))
        },
        Err(error) => Acted::fault(error.to_string(), error.hint()),
    }
}

/// Saves the spec with ids and what was decided written into it.
pub(super) fn save_markdown(engine: &Engine, _: &Act, _: &str) -> Acted {
    let Some(document) = engine.workspace.as_ref().map(|it| &it.spec) else {
        return Acted::default();
    };
    let Saved { text, left } = to_markdown(&document.text, &document.adjustments);
    let saved = Acted {
        file: [document.name.trim_end_matches(".md"), ".md"].concat(),
        text,
        ..Acted::default()
    };
    if left.is_empty() {
        let said = "Saved. Ids and what you decided on clauses are in the Markdown.".to_owned();
        return Acted { said, ..saved };
    }
    let why = "Saved. Some decisions on clauses have no form in Markdown; this work keeps them.";
    let hint = "Save the work as a file too, if you pass it on.";
    Acted {
        file: saved.file,
        text: saved.text,
        ..Acted::fault(why, hint)
    }
}
