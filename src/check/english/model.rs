//! What Punkt learnt about English: which words are abbreviations, which begin sentences.
//!
//! **The seam.** The tables are NLTK's, 300 KB of JSON that come with the crate `punkt`
//! (`build/build.rs`). The native command carries them, and so does the whole engine's module
//! (feature `tables`); the small engine that the page begins with does not and says that such a
//! check waits ([`Part`](crate::check::Part)). Nothing else knows where the [`model`] comes from.

use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// What is known about words; all are in lower case, numbers are `##number##`.
#[derive(Debug, Deserialize)]
pub(crate) struct SentenceModel {
    /// Without their last period.
    abbrev_types: HashSet<String>,
    sentence_starters: HashSet<String>,
    collocations: Vec<(String, String)>,
    ortho_context: HashMap<String, u8>,
}

/// Seen with a capital inside a sentence.
pub(super) const INNER_CAPITAL: u8 = 1 << 2;
/// Seen with a capital: at the beginning of a sentence, inside one, or who knows where.
pub(super) const CAPITAL: u8 = 1 << 1 | INNER_CAPITAL | 1 << 3;
/// Seen in lower case at the beginning of a sentence.
pub(super) const FIRST_SMALL: u8 = 1 << 4;
/// Seen in lower case anywhere.
pub(super) const SMALL: u8 = FIRST_SMALL | 1 << 5 | 1 << 6;

/// The model of English, where this build has it.
pub(crate) fn model() -> Option<&'static SentenceModel> {
    #[cfg(feature = "tables")]
    {
        const LINKED: &str = include_str!(concat!(env!("OUT_DIR"), "/english.json"));
        static MODEL: std::sync::OnceLock<Option<SentenceModel>> = std::sync::OnceLock::new();
        MODEL.get_or_init(|| SentenceModel::read(LINKED)).as_ref()
    }
    #[cfg(not(feature = "tables"))]
    None
}

impl SentenceModel {
    /// Reads the tables; `None` where they are none.
    #[cfg(feature = "tables")]
    pub(crate) fn read(json: &str) -> Option<SentenceModel> {
        serde_json::from_str(json).ok()
    }

    /// Whether a word, given without its last period, is an abbreviation.
    pub(super) fn is_abbreviation(&self, word: &str) -> bool {
        self.abbrev_types.contains(word)
    }

    /// Whether a word often begins sentences.
    pub(super) fn begins_sentences(&self, word: &str) -> bool {
        self.sentence_starters.contains(word)
    }

    /// Whether two words belong together although a period ends the first.
    pub(super) fn is_pair(&self, first: &str, second: &str) -> bool {
        let mut pairs = self.collocations.iter();
        pairs.any(|pair| pair.0 == first && pair.1 == second)
    }

    /// Where a word was seen: the sum of [`INNER_CAPITAL`] and its neighbours.
    pub(super) fn seen(&self, word: &str) -> u8 {
        self.ortho_context.get(word).copied().unwrap_or(0)
    }
}
