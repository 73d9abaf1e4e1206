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
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::shorten;
use serde_json::Value;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// The checks of a spec and its packs that have an `id`, so that others can use them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names(Arc<ById>);

type ById = BTreeMap<String, Arc<Node>>;

impl Names {
    /// The named checks of one text: a list of checks or a pack. Of two with the same id the first
    /// counts.
    pub fn of(yaml: &str) -> Names {
        if !yaml.contains("id") {
            return Names::default();
        }
        let (node, _) = yaml::read(yaml);
        let list = std::iter::once(&node);
        Names::of_lists(list.chain(pack::lists(&node)))
    }

    /// Those of some lists.
    pub(crate) fn of_lists<'n>(lists: impl Iterator<Item = &'n Node>) -> Names {
        let mut names = ById::new();
        lists.for_each(|it| collect(it, &mut names));
        Names(Arc::new(names))
    }

    /// Adds those of another text; where both have an id, the earlier one counts. Says which of the
    /// other text these are, at their places there.
    pub fn add(&mut self, other: &Names) -> Vec<Diagnostic> {
        let mut taken = Vec::new();
        if other.0.is_empty() {
            return taken;
        }
        let names = Arc::make_mut(&mut self.0);
        for (id, node) in other.0.iter() {
            match names.entry(id.clone()) {
                Entry::Vacant(free) => drop(free.insert(node.clone())),
                Entry::Occupied(_) => taken.push(given_elsewhere(node, id)),
            }
        }
        taken
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

    pub(crate) fn get(&self, id: &str) -> Option<&Arc<Node>> {
        self.0.get(id)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether another check has this id and comes first.
    pub(crate) fn is_taken(&self, id: &str, check: &Node) -> bool {
        self.get(id).is_some_and(|first| **first != *check)
    }

    /// The ids, to guess which one was meant; of very many only some.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str).take(MAX_GUESSED)
    }
}

/// Among so many ids a misspelt one is looked for: each costs a comparison letter by letter.
const MAX_GUESSED: usize = 200;

/// Adds the named checks of a list; where two have an id, the earlier one counts.
fn collect(node: &Node, names: &mut ById) {
    let items = match &node.kind {
        Kind::List(items) => &items[..],
        Kind::Map(_) => match node.get("assert").filter(|_| node.get("type").is_none()) {
            Some(inner) => return collect(inner, names),
            None => std::slice::from_ref(node),
        },
        _ => return,
    };
    for item in items {
        if let Some(id) = own_id(item) {
            let named = names.entry(id.to_owned());
            named.or_insert_with(|| Arc::new(item.clone()));
        }
    }
}

/// The id that a check's author gave it.
pub(crate) fn own_id(check: &Node) -> Option<&str> {
    let id = check.get("id").and_then(Node::text);
    id.filter(|it| !it.is_empty())
}

/// That an earlier check of the same text has a check's id.
pub(crate) fn given_twice(check: &Node, id: &str) -> Fault {
    let message = format!(
        "two checks have the id `{}`: `use` means the first",
        shorten(id, 60)
    );
    Fault::new(check, "duplicate-id", message).hint(OWN_ID)
}

/// That a check of an earlier text has a check's id.
fn given_elsewhere(check: &Node, id: &str) -> Diagnostic {
    let message = format!(
        "an earlier list has a check with the id `{}` too: outside this text, `use` means that one",
        shorten(id, 60)
    );
    let fault = Fault::new(check, "duplicate-id", message).hint(OWN_ID);
    fault.diagnostic(Severity::Warning)
}

const OWN_ID: &str = "give each an id of its own";

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
    // What the named check uses itself is what is used here then.
    let own = place.entries().unwrap_or_default().iter();
    let mut entries: Vec<_> = own
        .filter(|it| it.0.text() != Some("use"))
        .cloned()
        .collect();
    let is_own = |key: &Node| entries.iter().any(|it| it.0.text() == key.text());
    let inherited = named
        .iter()
        .filter(|it| it.0.text() != Some("id") && !is_own(&it.0));
    let inherited: Vec<_> = inherited.collect();
    let inherited = inherited.into_iter();
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
