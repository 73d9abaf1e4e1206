//! Workspaces: the inputs of a piece of work, and nothing that can be recomputed.
//!
//! A [`Workspace`] is immutable and shares its parts: an edit makes a new one that holds the same
//! `Arc`s except along the path to the change. So undo is a list of workspaces, and
//! [`diff`](patch::diff) finds what changed by comparing pointers.

pub mod bundled;
pub mod file;
pub mod incoming;
pub mod link;
pub mod patch;
pub mod public;
mod select;

pub use select::select;

use crate::transcript::Scenario;
use crate::verdict::{CountingRule, VerdictEvent};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The version of the workspace format this code writes. Frozen by golden files.
pub const FORMAT: u32 = 1;

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

    /// Adds a scenario at the end; an id that is taken gets a number.
    pub fn add_scenario(&mut self, mut scenario: Arc<Scenario>) {
        if self.scenario_index(&scenario.id).is_some() {
            let base = scenario.id.clone();
            let mut free = (2..).map(|n| format!("{base}-{n}"));
            let free = free.find(|id| self.scenario_index(id).is_none());
            Arc::make_mut(&mut scenario).id = free.unwrap_or_default();
        }
        self.scenarios.push(scenario);
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
            extra: Map::new(),
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
