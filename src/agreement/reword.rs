//! Reword tests: what other words of a clause change in what people say, and in how far they agree.
//!
//! Every rater reads one of two wordings, drawn by name and seed, and judges the same replies. Both
//! raters and replies are samples, so shares are resampled over both at once: raters within their
//! wording and replies, each drawn with replacement and weighted by the product (the pigeonhole
//! bootstrap: Owen (2007), Ann. Appl. Stat. 1, 386–411; if anything too wide). Raters drawn twice
//! would agree with themselves, so agreement is resampled over replies alone, the same ones under
//! both wordings.

use super::measure::{Measured, Resampling, Scope, Spread, spread};
use super::measuring::figure;
use super::report::{Figure, Options};
use super::{Ledger, Study, label_of, outcome_of};
use crate::stats::Undefined;
use crate::stats::alpha::Metric;
use crate::stats::bootstrap::resample;
use crate::stats::sums::Kept;
use crate::text::hash_words;
use crate::verdict::{Outcome, VerdictEvent};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A reword test.
#[derive(Clone, Copy, Debug)]
pub struct Wordings<'a> {
    /// The list, as verdicts of the test note it.
    pub list: &'a str,
    /// The clause.
    pub clause: &'a str,
    /// The older words and the other ones.
    pub words: [&'a str; 2],
}

/// What a reword test found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rewording {
    /// The test's list.
    pub list: String,
    /// The clause.
    pub clause: String,
    /// The older words and the other ones.
    pub arms: [OfWording; 2],
    /// Of each label that was given what the other words change.
    pub labels: Vec<LabelChange>,
    /// α under the other words less α under the older ones.
    pub alpha_change: Figure,
    /// Of each reply how often each label was given under each wording, by the reply's id.
    pub replies: BTreeMap<String, [BTreeMap<String, u32>; 2]>,
}

/// The verdicts of whoever read one of the wordings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfWording {
    /// The words.
    pub words: String,
    /// Their hash, as verdicts note it.
    pub clause_hash: String,
    /// Who judged by them.
    pub raters: Vec<String>,
    /// Their verdicts.
    pub n_ratings: usize,
    /// How far they agree.
    pub krippendorff_alpha: Figure,
}

/// How often a label was given.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelChange {
    /// The label.
    pub label: String,
    /// How often it was given under the older words and the other ones.
    pub counts: [usize; 2],
    /// Its share under the other words less that under the older ones.
    pub change: Figure,
}

/// Measures a reword test in some logs.
pub fn rewording<'a>(
    wordings: Wordings<'_>,
    logs: impl IntoIterator<Item = &'a [Arc<VerdictEvent>]>,
    options: &Options,
) -> Rewording {
    let mut ledger = Ledger::default();
    for log in logs {
        ledger.add_trial(wordings.list, log);
    }
    let study = ledger.close(false);
    let hashes = wordings.words.map(hash_words);
    Test::new(&study, &hashes, options).found(wordings, hashes)
}

/// What can be said.
const LABELS: [Outcome; 4] = [
    Outcome::Pass,
    Outcome::Fail,
    Outcome::Unclear,
    Outcome::NotApplicable,
];

/// How often each of [`LABELS`] was given.
type Counts = [u32; LABELS.len()];

/// The same under each wording, of many verdicts.
type Totals = [[u64; LABELS.len()]; 2];

/// A label that a rater gave to a reply.
struct Rating {
    /// Which wording was read.
    arm: usize,
    rater: usize,
    reply: usize,
    /// Index in [`LABELS`].
    label: usize,
}

/// All that was said in a test, as numbers.
struct Test<'a> {
    options: &'a Options,
    /// The raters of each wording.
    raters: [Vec<&'a str>; 2],
    replies: Vec<&'a str>,
    ratings: Vec<Rating>,
}

impl<'a> Test<'a> {
    fn new(study: &'a Study, hashes: &[String; 2], options: &'a Options) -> Test<'a> {
        let mut test = Test {
            options,
            raters: [Vec::new(), Vec::new()],
            replies: Vec::new(),
            ratings: Vec::new(),
        };
        for (item, said) in &study.items {
            let Some(arm) = hashes.iter().position(|it| *it == item.clause_hash) else {
                continue;
            };
            let reply = number(&mut test.replies, &item.item);
            for (rater, said) in said {
                let outcome = outcome_of(&said.label);
                let label = LABELS.iter().position(|it| Some(*it) == outcome);
                test.ratings.extend(label.map(|label| Rating {
                    arm,
                    rater: number(&mut test.raters[arm], rater),
                    reply,
                    label,
                }));
            }
        }
        test
    }

    fn found(&self, wordings: Wordings<'_>, hashes: [String; 2]) -> Rewording {
        let [alphas @ .., alpha_change] = self.alphas();
        let mut alphas = alphas.into_iter();
        let mut hashes = hashes.into_iter();
        let counts = self.counts();
        let arms = [0, 1].map(|arm| OfWording {
            words: wordings.words[arm].to_owned(),
            clause_hash: hashes.next().unwrap_or_default(),
            raters: self.raters[arm].iter().map(|it| (*it).to_owned()).collect(),
            n_ratings: self.n_ratings(arm),
            krippendorff_alpha: figure(
                alphas.next().unwrap_or(Err(String::new())),
                (self.replies.len(), self.n_ratings(arm)),
                "Krippendorff (2004), nominal",
            ),
        });
        Rewording {
            list: wordings.list.to_owned(),
            clause: wordings.clause.to_owned(),
            arms,
            labels: self.changes(),
            alpha_change: figure(
                alpha_change,
                (self.replies.len(), self.ratings.len()),
                "difference of two α on the same replies",
            ),
            replies: self.replies.iter().zip(counts).map(of_reply).collect(),
        }
    }

    fn n_ratings(&self, arm: usize) -> usize {
        self.ratings.iter().filter(|it| it.arm == arm).count()
    }

    /// Of each reply how often each label was given under each wording.
    fn counts(&self) -> Vec<[Counts; 2]> {
        let mut counts = vec![[Counts::default(); 2]; self.replies.len()];
        for it in &self.ratings {
            counts[it.reply][it.arm][it.label] += 1;
        }
        counts
    }

    /// α under each wording, and the difference, on the same resamples of replies.
    fn alphas(&self) -> [Measured; 3] {
        let kept = Kept {
            n_labels: LABELS.len(),
            complete: None,
            by_label: false,
        };
        let width = kept.width();
        let replies = self.counts().into_iter().enumerate();
        let scope = Scope::new(2 * width, replies, |counts: &[Counts; 2], sums| {
            for (counts, sums) in counts.iter().zip(sums.chunks_exact_mut(width)) {
                kept.add(counts, 1.0, sums);
            }
        });
        scope.measure(self.resampling(), |sums| {
            let (old, new) = sums.split_at(width);
            let [old, new] = [old, new].map(|it| kept.of(it).alpha(Metric::Nominal));
            [old, new, new.and_then(|new| Ok(new - old?))]
        })
    }

    fn resampling(&self) -> Resampling {
        Resampling {
            n: self.options.n_resamples,
            seed: self.options.seed,
        }
    }

    /// What the other words change in how often each label is given, of labels that were.
    fn changes(&self) -> Vec<LabelChange> {
        let all = |n: usize| vec![1; n];
        let [old, new] = [0, 1].map(|it| all(self.raters[it].len()));
        let totals = self.totals([&old, &new], &all(self.replies.len()));
        let resampled = self.resampled();
        let change = |label: usize| {
            let change = change(&totals, label).map_err(|it| it.to_string());
            change.map(|it| (it, self.spread(&resampled, label)))
        };
        let given = (0..LABELS.len()).filter(|it| totals.iter().any(|arm| arm[*it] > 0));
        let of = |label: usize| LabelChange {
            label: label_of(LABELS[label]).to_owned(),
            counts: totals.map(|arm| usize::try_from(arm[label]).unwrap_or(usize::MAX)),
            change: crossed(figure(
                change(label),
                (self.replies.len(), self.ratings.len()),
                "share of the verdicts under the other words less that under the older ones",
            )),
        };
        given.map(of).collect()
    }

    fn spread(&self, resampled: &[Totals], label: usize) -> Result<Spread, String> {
        if self.raters.iter().any(|it| it.len() < 2) {
            let why = "one person read one of the wordings, so how far people differ is not known";
            return Err(why.to_owned());
        }
        spread(resampled.iter().map(|it| change(it, label)).collect())
    }

    /// Totals of labels in resamples of raters, within their wording, and of replies.
    fn resampled(&self) -> Vec<Totals> {
        let Resampling { n, seed } = self.resampling();
        let draw = |of: usize, seed: u64| {
            let each: Vec<usize> = (0..of).collect();
            resample(&each, of, n, seed, <[u32]>::to_vec)
        };
        let replies = draw(self.replies.len(), seed);
        let old = draw(self.raters[0].len(), seed.wrapping_add(1));
        let new = draw(self.raters[1].len(), seed.wrapping_add(2));
        let raters = old.iter().zip(&new);
        let drawn = raters.zip(&replies);
        drawn
            .map(|((old, new), replies)| self.totals([old, new], replies))
            .collect()
    }

    /// How often each label was given under each wording, each rater and reply taken so many times.
    fn totals(&self, raters: [&[u32]; 2], replies: &[u32]) -> Totals {
        let mut totals = Totals::default();
        for it in &self.ratings {
            let weight = u64::from(raters[it.arm][it.rater]) * u64::from(replies[it.reply]);
            totals[it.arm][it.label] += weight;
        }
        totals
    }
}

/// Index of a name among those that were seen.
fn number<'a>(all: &mut Vec<&'a str>, name: &'a str) -> usize {
    all.iter().position(|it| *it == name).unwrap_or_else(|| {
        all.push(name);
        all.len() - 1
    })
}

/// The share of a label under the other words less that under the older ones.
fn change([old, new]: &Totals, label: usize) -> Result<f64, Undefined> {
    let share = |of: &[u64]| match of.iter().sum::<u64>() {
        0 => Err(Undefined::Empty),
        n => Ok(of[label] as f64 / n as f64),
    };
    Ok(share(new)? - share(old)?)
}

/// Says of an interval that raters were drawn too.
fn crossed(mut figure: Figure) -> Figure {
    if let Some(it) = &mut figure.interval {
        it.method = "percentile bootstrap, raters and replies drawn";
    }
    figure
}

fn of_reply((reply, counts): (&&str, [Counts; 2])) -> (String, [BTreeMap<String, u32>; 2]) {
    let given = |counts: Counts| {
        let all = LABELS.iter().zip(counts).filter(|it| it.1 > 0);
        all.map(|(label, n)| (label_of(*label).to_owned(), n))
            .collect()
    };
    ((*reply).to_owned(), counts.map(given))
}
