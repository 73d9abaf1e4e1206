//! How a rater's labels reach the others: as a short code, as a file, as a link.

use super::super::Engine;
use super::super::acts::{Act, Acted};
use super::seat::{Place, Progress, Seat, Wording, progress};
use crate::agreement::{Item, code};
use crate::verdict::VerdictEvent;
use crate::workspace::link::{self, Link};
use crate::workspace::lists::List;
use crate::workspace::{SpecDocument, Workspace, file};
use serde_json::Map;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The labels of a rater, by name, as a code.
pub(in crate::engine) fn code_of(
    engine: &Engine,
    list: &List,
    name: &str,
    of: &Progress,
) -> String {
    let wording = Wording::for_rater(list, name);
    let labels: Vec<_> = of
        .said
        .iter()
        .map(|it| it.as_ref().map(|it| it.outcome))
        .collect();
    let items = items(engine, list, wording);
    code::encode(print(&items, list.trial()), &labels)
}

/// What tells codes of such items apart; those of a reword test from those of any other list.
pub(super) fn print(items: &[Item], trial: &str) -> u16 {
    let test = (!trial.is_empty()).then(|| Item {
        clause: trial.to_owned(),
        ..Item::default()
    });
    code::fingerprint(items.iter().chain(&test))
}

/// What a list asks whoever reads these words: every clause and reply as it is now.
pub(super) fn items(engine: &Engine, list: &List, wording: Option<Arc<Wording>>) -> Vec<Item> {
    let item = |it: &(String, String)| {
        let place = Place::of(engine, it).map(|it| it.by(wording.clone()));
        let hash = |of: fn(&Place<'_>) -> String| place.as_ref().map_or_else(String::new, of);
        Item {
            clause: it.0.clone(),
            clause_hash: hash(|it| it.clause_hash().to_owned()),
            item: it.1.clone(),
            reply_hash: hash(|it| it.transcript.output_hash()),
            context_hash: hash(|it| it.transcript.context_hash()),
        }
    };
    list.items.iter().map(item).collect()
}

/// Copies the code.
pub(in crate::engine) fn copy_code(engine: &Engine, _: &Act, seat: &str) -> Acted {
    with_list(engine, seat, |_, list, seat| {
        let code = code_of(engine, list, &seat.name, &progress(engine, list, seat));
        Acted {
            copy: [&seat.name, ": ", &code].concat(),
            ..Acted::default()
        }
    })
}

/// Saves the rater's part of the log.
pub(in crate::engine) fn save(engine: &Engine, _: &Act, seat: &str) -> Acted {
    with_list(engine, seat, |workspace, list, seat| {
        let is_plain = |it: char| if it.is_alphanumeric() { it } else { '-' };
        let name: String = seat.name.chars().take(40).map(is_plain).collect();
        let text = file::write(&labels_of(workspace, list, seat));
        Acted {
            file: ["labels-", &name, ".json"].concat(),
            text,
            ..Acted::default()
        }
    })
}

/// Copies a link that holds the same.
pub(in crate::engine) fn copy_link(engine: &Engine, _: &Act, seat: &str) -> Acted {
    with_list(engine, seat, |workspace, list, seat| {
        let link = Link::new(&labels_of(workspace, list, seat), None, None, |_| None);
        match link::encode(&link) {
            Ok(copy) => Acted {
                copy,
                ..Acted::default()
            },
            Err(error) => Acted::fault(error.to_string(), error.hint()),
        }
    })
}

fn with_list(
    engine: &Engine,
    seat: &str,
    give: impl FnOnce(&Workspace, &List, &Seat) -> Acted,
) -> Acted {
    let seat = Seat::read(seat);
    let workspace = engine.workspace.as_ref();
    let found = workspace.zip(seat).and_then(|(workspace, seat)| {
        let list = workspace.list(&seat.list)?;
        Some(give(workspace, &list, &seat))
    });
    found.unwrap_or_else(super::acts::gone)
}

/// A workspace with nothing but what one rater said of a list, withdrawals included. Verdicts say what
/// they are about, so it needs no spec.
fn labels_of(workspace: &Workspace, list: &List, seat: &Seat) -> Workspace {
    let mut wanted = BTreeSet::new();
    wanted.extend(list.items.iter().map(|it| (it.0.as_str(), it.1.as_str())));
    let source = seat.source();
    let mut own = BTreeSet::new();
    let is_own = |event: &&Arc<VerdictEvent>| match event.as_ref() {
        VerdictEvent::Given(it) => {
            it.source == source
                && it.rater() == seat.rater
                && it.trial() == list.trial()
                && wanted.contains(&(it.clause.as_str(), it.transcript.as_str()))
                && own.insert(it.id.clone())
        }
        VerdictEvent::Withdrawal { withdraws, .. } => own.contains(withdraws),
    };
    let verdicts = workspace.verdicts.iter().filter(is_own).cloned().collect();
    let spec = SpecDocument::written(workspace.spec.name.clone(), "");
    let mut labels = Workspace::new(spec);
    labels.title = ["Labels of ", &seat.name].concat();
    labels.verdicts = verdicts;
    labels.extra = Map::new();
    labels.extra = labels.with_list(list);
    labels
}
