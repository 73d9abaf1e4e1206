//! Who agrees: labels of several raters, brought together and measured.
//!
//! A [`Ledger`] takes logs of verdicts and rows of labels, in any order and any number of times;
//! [`Ledger::close`] settles what counts and gives a [`Study`]; [`Study::report`] measures it.
//! What was judged is an [`Item`]: raters are compared only where they read the same words of a
//! clause and the same reply. Agreement says how alike raters judge, never that they are right.

mod close;
pub mod code;
mod coefficients;
mod labels;
mod ledger;
mod measure;
mod measuring;
mod pairs;
mod raters;
mod report;
mod reword;
pub mod rows;

pub use ledger::Ledger;
pub use report::{
    Bounds, Coefficients, Figure, OfClause, OfItem, OfPair, OfRater, Options, RaterSaid, Report,
};
pub use reword::{ARMS, Arm, LabelChange, RewordTest, Rewording, points, rewording};

use crate::verdict::Outcome;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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
    /// Hash of the reply, empty where nobody noted it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reply_hash: String,
    /// Hash of what was said around the reply, empty where nobody noted it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub context_hash: String,
}

/// What a rater said of an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Said {
    /// The label, as written; where all labels are numbers, the number as it is shortest.
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
    /// The rater, as shown.
    pub rater: String,
    /// What was judged.
    #[serde(flatten)]
    pub item: Item,
    /// All that was said, in order of label.
    pub said: Vec<Said>,
}

/// A decision after discussion. It is no rater's label and enters nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settled {
    /// Who wrote it down.
    pub by: String,
    /// What was decided, and why.
    #[serde(flatten)]
    pub said: Said,
}

/// One version of a clause's words, and whose labels are of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edition {
    /// Hash of the words; empty for labels that did not note it.
    pub clause_hash: String,
    /// Whether a spec that was given has these words now; `None` where no spec has the clause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_current: Option<bool>,
    /// Whose labels are of it, by name.
    pub raters: Vec<OfEdition>,
}

/// A rater's labels on one version of a clause's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfEdition {
    /// The rater, as shown.
    pub rater: String,
    /// Labels that count.
    pub n_ratings: usize,
    /// Verdicts left out: by the spec that they came with, the clause has other words now.
    pub n_older_words: usize,
}

/// Labels that count, and what was set aside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Study {
    /// Of every item what each rater said, by the rater's name as shown.
    pub items: BTreeMap<Item, BTreeMap<String, Said>>,
    /// Of items what was decided after discussion.
    pub settled: BTreeMap<Item, Settled>,
    /// Where one rater said several things.
    pub conflicts: Vec<Conflict>,
    /// Of each clause the versions of its words that labels are of, by hash.
    pub editions: BTreeMap<String, Vec<Edition>>,
    /// The raters that are hands counted in a room. They enter no pairs.
    pub tallies: BTreeSet<String>,
    /// Names that several raters have, told apart by their ids, with how each is shown.
    pub namesakes: BTreeMap<String, Vec<String>>,
    /// Verdicts that count of people who gave no name.
    pub n_nameless: usize,
    /// Verdicts of people that were withdrawn or replaced.
    pub n_withdrawn: usize,
    /// Verdicts of models that were withdrawn or replaced.
    pub n_models_withdrawn: usize,
    /// Verdicts of models that stand and were left out because only people were asked for.
    pub n_models: usize,
}

impl Study {
    /// How many verdicts on a clause are of words that are no longer current.
    pub fn n_older_words(&self, clause: &str) -> usize {
        let editions = self.editions.get(clause).into_iter().flatten();
        let raters = editions.flat_map(|it| &it.raters);
        raters.map(|it| it.n_older_words).sum()
    }
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
