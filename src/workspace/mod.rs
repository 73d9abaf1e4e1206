//! Workspaces: the inputs of a piece of work, and nothing that can be recomputed.
//!
//! A [`Workspace`] is immutable and shares its parts: an edit makes a new one that holds the same
//! `Arc`s except along the path to the change. So undo is a list of workspaces, and
//! [`diff`](patch::diff) finds what changed by comparing pointers.

pub mod bundled;
pub mod file;
pub mod incoming;
pub mod link;
pub mod lists;
pub mod patch;
pub mod public;
mod published;
mod select;

pub use published::{Altered, fingerprints};
pub use select::{select, select_list};

use crate::spec::{Adjustment, Spec};
use crate::transcript::Scenario;
use crate::verdict::{CountingRule, Source, VerdictEvent};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The version of the workspace format this code writes. Frozen by golden files.
pub const FORMAT: u32 = 1;

/// Who is said to have given a verdict that came with a record and names nobody.
const THE_RECORD: &str = "the record";

/// A spec, checks, scenarios with outputs, and the verdicts of people and models.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workspace {
    /// What the owner calls it.
    #[serde(default)]
    pub title: String,
    /// The spec being read.
    pub spec: SpecDocument,
    /// Check packs beside the spec.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packs: Vec<Arc<PackDocument>>,
    /// Scenarios, in the order shown.
    #[serde(default)]
    pub scenarios: Vec<Arc<Scenario>>,
    /// The log of verdicts, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verdicts: Vec<Arc<VerdictEvent>>,
    /// Which sources count.
    #[serde(default)]
    pub rule: CountingRule,
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The Markdown of a spec and where it came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpecDocument {
    /// What to call it where the text has no title, such as the file's name.
    pub name: String,
    /// Where the text came from, before any edit here.
    pub origin: SpecOrigin,
    /// The Markdown as it stands.
    pub text: Arc<str>,
    /// The text is only the sections that a link carried, not the whole document.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub excerpt: bool,
    /// Fingerprints of the published text's clauses, where that text was read here: by them an
    /// altered one tells what differs. The engine makes them; they are no change of the work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Arc<str>>,
    /// What people decided on its clauses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<Arc<Adjustment>>,
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Where a spec's text came from. With a `hash` one can tell whether it was edited since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", try_from = "WireOrigin")]
pub enum SpecOrigin {
    /// Written or pasted on the page.
    Written,
    /// Read from a file.
    File {
        /// SHA-256 of the bytes read.
        hash: String,
    },
    /// One of the specs that come with Plumbline.
    Bundled {
        /// Its name in `specs/`, without the extension.
        name: String,
        /// SHA-256 of the released text.
        hash: String,
    },
    /// A document its publisher keeps at an address.
    Public {
        /// Where the publisher keeps it.
        address: String,
        /// SHA-256 of the published text.
        hash: String,
    },
}

/// An origin as it stands in files, all fields side by side.
#[derive(Deserialize)]
struct WireOrigin {
    kind: OriginKind,
    hash: Option<String>,
    name: Option<String>,
    address: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum OriginKind {
    Written,
    File,
    Bundled,
    Public,
}

impl TryFrom<WireOrigin> for SpecOrigin {
    type Error = String;

    fn try_from(wire: WireOrigin) -> Result<SpecOrigin, String> {
        let hash = wire.hash.ok_or("a spec's origin lacks `hash`");
        Ok(match wire.kind {
            OriginKind::Written => SpecOrigin::Written,
            OriginKind::File => SpecOrigin::File { hash: hash? },
            OriginKind::Bundled => {
                let name = wire.name.ok_or("a bundled spec's origin lacks `name`")?;
                SpecOrigin::Bundled { name, hash: hash? }
            }
            OriginKind::Public => {
                let address = wire
                    .address
                    .ok_or("a public spec's origin lacks `address`")?;
                SpecOrigin::Public {
                    address,
                    hash: hash?,
                }
            }
        })
    }
}

/// A check pack as text, and its file's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackDocument {
    /// The file's name.
    pub name: String,
    /// The YAML as it stands.
    pub text: Arc<str>,
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Workspace {
    /// A workspace with a spec and nothing else.
    pub fn new(spec: SpecDocument) -> Workspace {
        Workspace {
            title: String::new(),
            spec,
            packs: Vec::new(),
            scenarios: Vec::new(),
            verdicts: Vec::new(),
            rule: CountingRule::default(),
            extra: Map::new(),
        }
    }

    /// The index of the scenario called `id`.
    pub fn scenario_index(&self, id: &str) -> Option<usize> {
        self.scenarios.iter().position(|scenario| scenario.id == id)
    }

    /// Adds a scenario at the end; an id that is taken gets a number. Verdicts that came with it go
    /// into the log.
    pub fn add_scenario(&mut self, mut scenario: Arc<Scenario>) {
        if self.scenario_index(&scenario.id).is_some() {
            let is_free = |id: &str| self.scenario_index(id).is_none();
            let id = numbered(&scenario.id, is_free);
            Arc::make_mut(&mut scenario).rename(id);
        }
        if !scenario.verdicts.is_empty() {
            let events = std::mem::take(&mut Arc::make_mut(&mut scenario).verdicts);
            self.add_verdicts(events);
        }
        self.scenarios.push(scenario);
    }

    /// Adds verdicts that came with a record. An id that is taken gets a number, and a person
    /// without a name is not taken for the visitor.
    fn add_verdicts(&mut self, events: Vec<Arc<VerdictEvent>>) {
        let mut renamed: Vec<(String, String)> = Vec::new();
        for mut event in events {
            let is_free = |id: &str| self.verdicts.iter().all(|it| it.id() != id);
            let new_id = (!is_free(event.id())).then(|| numbered(event.id(), is_free));
            match Arc::make_mut(&mut event) {
                VerdictEvent::Given(verdict) => {
                    if let Some(new) = new_id {
                        let old = std::mem::replace(&mut verdict.id, new.clone());
                        renamed.push((old, new));
                    }
                    if let Source::Person { name } = &mut verdict.source
                        && name.is_empty()
                    {
                        THE_RECORD.clone_into(name);
                    }
                }
                VerdictEvent::Withdrawal { id, withdraws, .. } => {
                    *id = new_id.unwrap_or_else(|| id.clone());
                    let now = renamed.iter().rev().find(|(old, _)| old == withdraws);
                    if let Some((_, new)) = now {
                        withdraws.clone_from(new);
                    }
                }
            }
            self.verdicts.push(event);
        }
    }

    /// Gives scenarios and outputs ids of their own where someone wrote the same twice: by them
    /// verdicts say what they are about, and storage keeps scenarios apart.
    pub fn make_ids_distinct(&mut self) {
        for mut scenario in std::mem::take(&mut self.scenarios) {
            let mut numbered = scenario.as_ref().clone();
            if numbered.number_outputs() > 0 {
                scenario = Arc::new(numbered);
            }
            self.add_scenario(scenario);
        }
    }
}

/// `id` with the first number that makes it free.
fn numbered(id: &str, is_free: impl Fn(&str) -> bool) -> String {
    let mut all = (2..).map(|n| format!("{id}-{n}"));
    all.find(|it| is_free(it)).unwrap_or_default()
}

impl SpecDocument {
    /// A whole spec.
    pub fn new(
        name: impl Into<String>,
        origin: SpecOrigin,
        text: impl Into<Arc<str>>,
    ) -> SpecDocument {
        SpecDocument {
            name: name.into(),
            origin,
            text: text.into(),
            excerpt: false,
            published: None,
            adjustments: Vec::new(),
            extra: Map::new(),
        }
    }

    /// What to call it, with what was read of its text: a public one by its name and edition,
    /// others by their own title.
    pub fn called<'a>(&'a self, spec: &'a Spec) -> &'a str {
        let is_public = matches!(self.origin, SpecOrigin::Public { .. });
        if is_public || spec.title.is_empty() {
            &self.name
        } else {
            &spec.title
        }
    }

    /// A spec written on the page.
    pub fn written(name: impl Into<String>, text: impl Into<Arc<str>>) -> SpecDocument {
        SpecDocument::new(name, SpecOrigin::Written, text)
    }
}

impl SpecOrigin {
    /// SHA-256 of the text before any edit here, where it came from somewhere.
    pub fn hash(&self) -> Option<&str> {
        match self {
            SpecOrigin::Written => None,
            SpecOrigin::File { hash }
            | SpecOrigin::Bundled { hash, .. }
            | SpecOrigin::Public { hash, .. } => Some(hash),
        }
    }

    /// The address of a public text, if it is one to follow or fetch. Origins come with links
    /// from strangers; anything but `https:` is only shown as text.
    pub fn web_address(&self) -> Option<&str> {
        match self {
            SpecOrigin::Public { address, .. } if address.starts_with("https://") => Some(address),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_of_a_record_go_into_the_log() {
        let record = r#"{"id":"a","messages":[{"role":"assistant","content":"A"}],"verdicts":[
            {"id":"v","time":"","clause":"c","transcript":"a","source":{"kind":"person"},"outcome":"pass"},
            {"id":"w","time":"","clause":"c","transcript":"a","source":{"kind":"person","name":"Jo"},"outcome":"fail"},
            {"id":"x","time":"","withdraws":"v"}]}"#;
        let scenario: Arc<Scenario> = serde_json::from_str(record).unwrap();
        let mut workspace = Workspace::new(SpecDocument::written("", ""));
        workspace.add_scenario(scenario.clone());
        workspace.add_scenario(scenario);
        assert!(workspace.scenarios.iter().all(|it| it.verdicts.is_empty()));
        let log = workspace.verdicts.iter().map(|it| match it.as_ref() {
            VerdictEvent::Given(it) => format!("{} {} {}", it.id, it.transcript, it.source.name()),
            VerdictEvent::Withdrawal { id, withdraws, .. } => format!("{id} withdraws {withdraws}"),
        });
        let expected = [
            "v a the record",
            "w a Jo",
            "x withdraws v",
            "v-2 a-2 the record",
            "w-2 a-2 Jo",
            "x-2 withdraws v-2",
        ];
        assert_eq!(log.collect::<Vec<_>>(), expected);
    }
}
