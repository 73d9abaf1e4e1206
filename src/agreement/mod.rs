//! Who agrees: labels of several raters, brought together and measured.
//!
//! A [`Ledger`] takes logs of verdicts and rows of labels, in any order and any number of times;
//! [`Ledger::close`] settles what counts and gives a [`Study`]; [`Study::report`] measures it.
//! What was judged is an [`Item`]: raters are compared only where they read the same words of a
//! clause and the same reply. Agreement says how alike raters judge, never that they are right.

pub mod code;
mod ledger;
mod measure;
mod report;
pub mod rows;

pub use ledger::Ledger;
pub use report::{Figure, Options, Report};

use crate::verdict::Outcome;
use serde::Serialize;
use std::collections::BTreeMap;

/// The most kinds of labels that are measured: more are no labels but numbers or free text.
pub const LIMIT_LABELS: usize = 50;

/// What was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Item {
    /// The clause; empty for rows that name none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub clause: String,
    /// Hash of the clause's words, empty where nobody noted it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub clause_hash: String,
    /// The transcript, or what a row calls the item.
    pub item: String,
    /// Hashes of the reply and of what was said around it, empty where nobody noted them.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reply_hash: String,
}

/// What a rater said of an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Said {
    /// The label, as written.
    pub label: String,
    /// Why, in the rater's words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// When, where it is known.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub time: String,
}

/// One rater, one item and several labels: two people with one name, or a copy that was edited.
/// None of them counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// The rater's name.
    pub rater: String,
    /// What was judged.
    #[serde(flatten)]
    pub item: Item,
    /// All that was said, in order of label.
    pub said: Vec<Said>,
}

/// Labels that count, and what was set aside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Study {
    /// Of every item what each rater said.
    pub items: BTreeMap<Item, BTreeMap<String, Said>>,
    /// Where one rater said several things.
    pub conflicts: Vec<Conflict>,
    /// Of each clause, how many verdicts were given under words that are no longer current.
    pub older_words: BTreeMap<String, usize>,
    /// Verdicts that were withdrawn or replaced.
    pub n_withdrawn: usize,
    /// Verdicts of models that were left out because only people were asked for.
    pub n_models: usize,
}

/// The label that an outcome is.
pub fn label_of(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::NotApplicable => "not-applicable",
        Outcome::Unclear => "unclear",
    }
}

/// The outcome that a label names, in the words of records or of the page.
pub fn outcome_of(label: &str) -> Option<Outcome> {
    Some(match label.trim().to_lowercase().as_str() {
        "pass" | "kept" => Outcome::Pass,
        "fail" | "broken" => Outcome::Fail,
        "unclear" => Outcome::Unclear,
        "not-applicable" | "does not apply" => Outcome::NotApplicable,
        _ => return None,
    })
}
