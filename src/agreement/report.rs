//! What is said of a study, as data.

use super::{Conflict, Edition, Item, Said, Settled};
use serde::Serialize;
use std::collections::BTreeMap;

/// How to measure.
#[derive(Clone, Debug)]
pub struct Options {
    /// Resamples for each interval, overall and per clause; 0 for figures at once, without intervals.
    pub n_resamples: usize,
    /// The same of each pair: there are many, and one may ask for them one by one
    /// ([`Study::pair`](super::Study::pair)).
    pub n_pair_resamples: usize,
    /// The same seed draws the same resamples everywhere.
    pub seed: u64,
    /// The labels from least to most, where they have an order. Numbers have theirs.
    pub order: Vec<String>,
    /// The most contested items listed.
    pub n_contested: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            n_resamples: 2_000,
            n_pair_resamples: 2_000,
            seed: 1,
            order: Vec::new(),
            n_contested: 20,
        }
    }
}

/// A coefficient with all one needs to read it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// At most 1; 0 at chance, except for raw agreement, which is a share.
    pub value: Option<f64>,
    /// Why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undefined: Option<String>,
    /// Items that enter.
    pub n_items: usize,
    /// Their ratings.
    pub n_ratings: usize,
    /// By what formula.
    pub method: String,
    /// Where the value may lie.
    pub interval: Option<Bounds>,
    /// Why there is no interval, where there is a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval_undefined: Option<String>,
}

/// An interval and how it was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bounds {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// The share of such intervals that hold the value, as a fraction.
    pub level: f64,
    /// How it was found.
    pub method: &'static str,
    /// Resamples taken: as many as were asked for, or as there was time for.
    pub n_resamples: usize,
    /// Resamples without a value, which the interval leaves out.
    pub n_undefined: usize,
}

/// All coefficients of a set of items.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coefficients {
    /// Raters who judged at least one of the items, hands counted in a room among them.
    pub n_raters: usize,
    /// Items with at least one rating.
    pub n_items: usize,
    /// All ratings.
    pub n_ratings: usize,
    /// Pairs of ratings of one item that agree.
    pub agreeing_pairs: u64,
    /// All pairs of ratings of one item.
    pub pairs: u64,
    /// The share of pairs that agree.
    pub raw_agreement: Figure,
    /// α with labels that differ alike.
    pub krippendorff_alpha: Figure,
    /// α with labels as ranks; undefined where no order is known.
    pub krippendorff_alpha_ordinal: Figure,
    /// κ of the items with the most ratings.
    pub fleiss_kappa: Figure,
    /// AC1, which stays sensible where one label is rare.
    pub gwet_ac1: Figure,
}

/// The labels under one clause.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfClause {
    /// The clause's id.
    pub clause: String,
    /// Verdicts under words that are no longer current. They enter nothing.
    pub n_older_words: usize,
    /// How many versions of the words, and of replies, the items are of. Labels on different ones
    /// are not compared.
    pub n_versions: usize,
    /// Which version of the words each rater's labels are of, where there are several or older ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub editions: Vec<Edition>,
    /// How far the raters agree.
    #[serde(flatten)]
    pub coefficients: Coefficients,
}

/// Two raters, on the items that both judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfPair {
    /// Their names as shown, in order.
    pub raters: [String; 2],
    /// Items that both judged.
    pub n_items: usize,
    /// Those on which they agree.
    pub agreeing: u64,
    /// The share of those.
    pub raw_agreement: Figure,
    /// Cohen's κ, unweighted.
    pub cohen_kappa: Figure,
    /// α with labels that differ alike.
    pub krippendorff_alpha: Figure,
    /// AC1.
    pub gwet_ac1: Figure,
}

/// An item that raters differ on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfItem {
    /// What was judged.
    #[serde(flatten)]
    pub item: Item,
    /// The chance that two raters drawn with replacement say different things.
    pub disagreement: f64,
    /// How many gave each label.
    pub counts: BTreeMap<String, u32>,
    /// What each rater said, by name.
    pub said: Vec<RaterSaid>,
    /// What was decided after discussion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled: Option<Settled>,
}

/// What one rater said.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RaterSaid {
    /// The rater, as shown.
    pub rater: String,
    /// Label and reason.
    #[serde(flatten)]
    pub said: Said,
}

/// A rater and how much they judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfRater {
    /// The name as shown.
    pub rater: String,
    /// Labels that count.
    pub n_ratings: usize,
    /// Whether it is a hand counted in a room.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_tally: bool,
}

/// What `plumbline agree` writes. The same labels give the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// What the figures say, and what not.
    pub about: &'static str,
    /// All labels that occur, in order where they have one; none where they are too many.
    pub labels: Vec<String>,
    /// Whether they have one.
    pub ordered: bool,
    /// The seed of all resampling.
    pub seed: u64,
    /// Resamples asked for, overall and per clause.
    pub n_resamples: usize,
    /// Verdicts of people that were withdrawn or replaced: they enter nothing.
    pub n_withdrawn: usize,
    /// Verdicts of models that were withdrawn or replaced: they enter nothing.
    pub n_models_withdrawn: usize,
    /// Verdicts under words that are no longer current: they enter nothing.
    pub n_older_words: usize,
    /// Verdicts of models that stand, left out unless asked for.
    pub n_models_left_out: usize,
    /// Items on which a decision was taken after discussion: it enters nothing.
    pub n_settled: usize,
    /// Who judged, by name.
    pub raters: Vec<OfRater>,
    /// What it means that some of them are hands counted in a room.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about_tally: Option<&'static str>,
    /// Names that several raters have, with how each is shown.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub namesakes: BTreeMap<String, Vec<String>>,
    /// All items together.
    pub overall: Coefficients,
    /// By clause, by id.
    pub clauses: Vec<OfClause>,
    /// Why pairs are not listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pairs_undefined: Option<String>,
    /// All pairs of raters, by name; those without an item in common as well.
    pub pairs: Vec<OfPair>,
    /// How many items raters differ on.
    pub n_contested: usize,
    /// The most contested first.
    pub contested: Vec<OfItem>,
    /// One rater, one item, several labels: none of them enters.
    pub conflicts: Vec<Conflict>,
}
