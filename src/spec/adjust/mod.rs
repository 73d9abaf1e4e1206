//! What a person decided on clauses where reading the words alone got them wrong: words split,
//! merged, made a clause or none, or given another strength or authority.
//!
//! Each [`Adjustment`] is about words, not about a place, and says which clauses they are. So
//! edits elsewhere change none, and the order in which they were made does not matter. One whose
//! words are gone does nothing and is reported; it fits again when the words come back.

mod apply;
mod change;
mod find;

pub use apply::LOST;
pub(super) use apply::apply;
pub use change::{Change, ChangeError, change};
pub(super) use find::{Place, Places};

use super::{Authority, Strength};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Which clauses some words of a document are, by a person's decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// Key of the section the words stand in.
    pub section: String,
    /// The words as the document writes them, white space as single blanks; empty for the section
    /// as a whole, where it is a clause.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// The how-manieth time these words stand in the section, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub occurrence: usize,
    /// [`hash_words`](crate::text::hash_words) of the words that were decided on.
    pub hash: String,
    /// The clauses they are, in order: none where they are no rule.
    #[serde(default)]
    pub clauses: Vec<AdjustedClause>,
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One of the clauses that some words are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdjustedClause {
    /// Its words; empty where it is all of them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// Its strength, where it is not what the words say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    /// Its authority, where it is not what the document says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority>,
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

fn first() -> usize {
    1
}

fn is_first(occurrence: &usize) -> bool {
    *occurrence == 1
}

/// The words of `text` with single blanks between them.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
