//! Share links: a workspace and what to look at in it, after the `#` of an address, so that no
//! server sees it.
//!
//! `#1<codec><payload>`: the format's digit, the codec, and JSON packed into base64url.
//! Links of every released format open for ever; `tests/fixtures/links` holds some of each.
//!
//! A link never carries a key: it carries a [`Workspace`], and nothing in a workspace holds one.

mod edits;
mod error;
mod excerpt;
mod fragment;
mod pack;
mod spec;

pub use edits::Edit;
pub use error::LinkError;
pub use excerpt::excerpt;
pub use pack::LIMIT_BYTES;
pub use spec::SharedSpec;

use super::file;
use super::{PackDocument, SpecOrigin, Workspace};
use crate::transcript::Scenario;
use crate::verdict::{CountingRule, Evidence, Source, VerdictEvent};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;

/// What a link carries. The fields are those of the packed JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The shared work.
    pub workspace: SharedWorkspace,
    /// What the link opens on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focus: Option<Focus>,
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A [`Workspace`] whose spec is a reference where possible.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SharedWorkspace {
    /// What the owner calls it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The spec.
    pub spec: SharedSpec,
    /// Check packs beside the spec.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packs: Vec<Arc<PackDocument>>,
    /// Scenarios, in the order shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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

/// What a link opens on: a clause, and where it is about an output, that output and the words
/// that keep or break the clause.
///
/// The evidence itself travels, not its number: findings are recomputed where the link opens, and
/// a later version may find more of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Focus {
    /// Id of the clause.
    pub clause: String,
    /// Id of the transcript.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcript: Option<String>,
    /// Whose verdict or finding it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The words to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A link, opened. Whether the spec is whole or only what the link carried of it is
/// [`SpecDocument::excerpt`](super::SpecDocument::excerpt).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// The shared work.
    pub workspace: Workspace,
    /// What to show first.
    pub focus: Option<Focus>,
}

impl Focus {
    /// A focus on a clause alone.
    pub fn on_clause(clause: impl Into<String>) -> Focus {
        Focus {
            clause: clause.into(),
            transcript: None,
            source: None,
            evidence: None,
            extra: Map::new(),
        }
    }
}

impl Link {
    /// Shares all of `workspace`; [`select`](super::select) cuts it down first.
    ///
    /// `excerpt` is the Markdown of the sections of the clauses in focus, headings included, for
    /// receivers who do not have a public spec's text. `original` gives the released or published
    /// text of an origin, where it is at hand: then only the reader's edits travel.
    pub fn new(
        workspace: &Workspace,
        focus: Option<Focus>,
        excerpt: Option<&str>,
        original: impl Fn(&SpecOrigin) -> Option<Arc<str>>,
    ) -> Link {
        let workspace = SharedWorkspace {
            title: workspace.title.clone(),
            spec: SharedSpec::new(&workspace.spec, excerpt, original),
            packs: workspace.packs.clone(),
            scenarios: workspace.scenarios.clone(),
            verdicts: workspace.verdicts.clone(),
            rule: workspace.rule.clone(),
            extra: workspace.extra.clone(),
        };
        Link {
            workspace,
            focus,
            extra: Map::new(),
        }
    }

    /// The work as it stands where the link is opened. `original` gives the released or published
    /// text of an origin, where it is at hand; a text with another hash is not used.
    ///
    /// # Errors
    ///
    /// [`LinkError::UnknownSpec`] where the link names a text of the project that this version
    /// does not have; [`LinkError::EditsDoNotFit`] where its changes do not fit the text.
    pub fn resolve(
        self,
        original: impl Fn(&SpecOrigin) -> Option<Arc<str>>,
    ) -> Result<Opened, LinkError> {
        let SharedWorkspace {
            title,
            spec,
            packs,
            scenarios,
            verdicts,
            rule,
            extra,
        } = self.workspace;
        let mut workspace = Workspace {
            title,
            spec: spec.resolve(original)?,
            packs,
            scenarios,
            verdicts,
            rule,
            extra,
        };
        workspace.make_ids_distinct();
        Ok(Opened {
            workspace,
            focus: self.focus,
        })
    }
}

/// Packs a link: the part of an address from the `#` on. Same link, same characters.
///
/// # Errors
///
/// [`LinkError::TooLarge`] where no version could open it again.
pub fn encode(link: &Link) -> Result<String, LinkError> {
    let json = serde_json::to_string(link).expect("all keys of a link are strings");
    pack::pack(&json)
}

/// Opens the link in `text`: a fragment with or without its `#`, or a whole address, as it came
/// out of a chat program.
///
/// # Errors
///
/// [`LinkError`] says what is wrong with it.
pub fn decode(text: &str) -> Result<Link, LinkError> {
    Ok(file::parse(&pack::unpack(text)?)?)
}

/// Whether a link seems to stand somewhere in `text`, among other words.
pub fn is_in(text: &str) -> bool {
    fragment::is_in(text)
}

/// Where links stand in `text`, among other words: each from its `#` on.
pub fn all_in(text: &str) -> Vec<crate::text::Span> {
    fragment::all_in(text)
}

/// What the link in `text` carries, unread: for people who want to see before they open.
///
/// # Errors
///
/// [`LinkError`], where nothing can be unpacked.
pub fn inspect(text: &str) -> Result<Value, LinkError> {
    Ok(file::parse(&pack::unpack(text)?)?)
}
