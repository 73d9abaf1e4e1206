//! Checks that others use: written once with an `id`, asked for again with `use: ID`.
//!
//! ```yaml
//! - {id: told-to-stop, type: regex, on: user, value: '\bstop\b', flags: i, decides: nothing}
//! - {type: never-after, after: {use: told-to-stop}, value: tool-call}
//! - {use: told-to-stop, turn: last, decides: break}
//! ```
//!
//! What stands beside `use` takes the place of what the named check says. A check may use one that
//! uses others, but not itself.

use crate::check::definition::CheckDefinition;
use crate::check::fields::{Fault, Read, text_of};
use crate::check::node::{Kind, Node};
use crate::check::pack::Pack;
use crate::check::{pack, read, yaml};
use crate::diagnostic::Diagnostic;
use serde_json::Value;
use std::sync::Arc;

/// The checks of a spec and its packs that have an `id`, so that others can use them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names(Arc<Vec<(String, Node)>>);

impl Names {
    /// The named checks of one text: a list of checks or a pack. Of two with the same id the first
    /// counts.
    pub fn of(yaml: &str) -> Names {
        if !yaml.contains("id") {
            return Names::default();
        }
        let mut names = Vec::new();
        let (node, _) = yaml::read(yaml);
        collect(&node, &mut names);
        for list in pack::lists(&node) {
            collect(list, &mut names);
        }
        Names(Arc::new(names))
    }

    /// Adds those of another text; where both have an id, the earlier one counts.
    pub fn add(&mut self, other: &Names) {
        if other.0.is_empty() {
            return;
        }
        let names = Arc::make_mut(&mut self.0);
        for (id, node) in other.0.iter() {
            keep(names, id, node);
        }
    }

    /// As [`read_checks_from`](crate::check::read_checks_from), for checks that may use these.
    pub fn read_checks(
        &self,
        yaml: &str,
        clause: Option<&str>,
        first: usize,
    ) -> (Vec<CheckDefinition>, Vec<Diagnostic>) {
        read::checks(yaml, clause, first, self)
    }

    /// As [`read_values`](crate::check::read_values), for checks that may use these.
    pub fn read_values(&self, values: &[Value]) -> (Vec<CheckDefinition>, Vec<Diagnostic>) {
        read::values(values, self)
    }

    /// As [`read_pack`](crate::check::read_pack), for checks that may use these.
    pub fn read_pack(&self, yaml: &str) -> (Pack, Vec<Diagnostic>) {
        pack::read(yaml, self)
    }

    /// Adds the named checks of a list.
    pub(crate) fn add_list(&mut self, list: &Node) {
        let mut names = Vec::new();
        collect(list, &mut names);
        // What stands in the same text is meant first.
        if !names.is_empty() {
            let mut own = Names(Arc::new(names));
            own.add(self);
            *self = own;
        }
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Node> {
        self.0.iter().find(|it| it.0 == id).map(|it| &it.1)
    }

    /// The ids.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|it| it.0.as_str())
    }
}

/// Keeps a named check, unless an earlier one has its name.
fn keep(names: &mut Vec<(String, Node)>, id: &str, node: &Node) {
    if names.iter().all(|it| it.0 != id) {
        names.push((id.to_owned(), node.clone()));
    }
}

fn collect(node: &Node, names: &mut Vec<(String, Node)>) {
    let items = match &node.kind {
        Kind::List(items) => &items[..],
        Kind::Map(_) => match node.get("assert").filter(|_| node.get("type").is_none()) {
            Some(inner) => return collect(inner, names),
            None => std::slice::from_ref(node),
        },
        _ => return,
    };
    for item in items {
        let id = item
            .get("id")
            .and_then(Node::text)
            .filter(|it| !it.is_empty());
        if let Some(id) = id {
            keep(names, id, item);
        }
    }
}

/// The id that a check uses, where it uses one.
pub(crate) fn used(node: &Node) -> Read<Option<&str>> {
    let Some(used) = node.get("use") else {
        return Ok(None);
    };
    if let Some(written) = node.get("type") {
        let message = "a check has `type` or `use`, not both";
        let hint = "with `use` it is of the type of the check that it uses";
        return Err(Fault::new(written, "wrong-parameter", message).hint(hint));
    }
    text_of(used, "use").map(Some)
}

/// The named check as if it stood where it is used, with what is said there beside `use`.
pub(crate) fn expanded(named: &Node, place: &Node) -> Node {
    let Kind::Map(named) = &named.kind else {
        return place.clone();
    };
    let own = place.entries().unwrap_or_default();
    let is_own = |key: &Node| own.iter().any(|it| it.0.text() == key.text());
    let inherited = named
        .iter()
        .filter(|it| it.0.text() != Some("id") && !is_own(&it.0));
    let mut entries: Vec<_> = own
        .iter()
        .filter(|it| it.0.text() != Some("use"))
        .cloned()
        .collect();
    entries.extend(inherited.map(|it| (placed(&it.0, place), placed(&it.1, place))));
    Node::new(place.span, place.line, Kind::Map(entries))
}

/// A value as if it stood elsewhere, so that what is wrong with it is said there.
fn placed(node: &Node, place: &Node) -> Node {
    let kind = match &node.kind {
        Kind::Scalar(scalar) => {
            let mut scalar = scalar.clone();
            scalar.verbatim = None;
            Kind::Scalar(scalar)
        }
        Kind::List(items) => Kind::List(items.iter().map(|it| placed(it, place)).collect()),
        Kind::Map(entries) => {
            let entry = |(key, value): &(Node, Node)| (placed(key, place), placed(value, place));
            Kind::Map(entries.iter().map(entry).collect())
        }
        other => other.clone(),
    };
    Node::new(place.span, place.line, kind)
}
