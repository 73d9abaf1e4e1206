//! Reword tests: what other words of a clause change in what people say, and in how far they agree.
//!
//! Every rater reads one of two wordings, drawn by name and seed, and judges the same replies. Only
//! replies that were judged under both wordings are compared. Both raters and replies are samples, so
//! shares are resampled over both at once: raters within their wording and replies, each drawn with
//! replacement and weighted by the product (the pigeonhole bootstrap: Owen (2007), Ann. Appl. Stat. 1,
//! 386–411). One fewer is drawn than there are, which keeps the spread of few from being too small (Rao
//! and Wu (1988), J. Am. Stat. Assoc. 83, 231–241); with a handful of people it is rough all the same.
//! Raters drawn twice would agree with themselves, so agreement is resampled over replies alone, the
//! same ones under both wordings: how far other people would agree is not in its interval.

use super::measure::{Measured, Resampling, Scope, affordable, spread};
use super::measuring::figure;
use super::report::{Figure, Options};
use super::{Item, Ledger, Study, label_of, outcome_of};
use crate::stats::Undefined;
use crate::stats::alpha::Metric;
use crate::stats::bootstrap::Draws;
use crate::stats::sums::Kept;
use crate::text::hash_words;
use crate::verdict::{Outcome, VerdictEvent};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A reword test.
#[derive(Clone, Copy, Debug)]
pub struct RewordTest<'a> {
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
    /// What the figures say, and what not.
    pub about: &'static str,
    /// The test's list.
    pub list: String,
    /// The clause.
    pub clause: String,
    /// The older words and the other ones.
    pub arms: [Arm; 2],
    /// Of each label that was given what the other words change.
    pub labels: Vec<LabelChange>,
    /// α under the other words less α under the older ones.
    pub alpha_change: Figure,
    /// Replies that were judged under one wording alone: they enter nothing.
    pub n_one_sided: usize,
    /// Labels that do not count, since one name gave one reply several.
    pub n_conflicts: usize,
    /// Of each reply that enters how often each label was given under each wording, by the reply's id.
    pub replies: BTreeMap<String, [BTreeMap<String, u32>; 2]>,
}

/// What the wordings of a test are called.
pub const ARMS: [&str; 2] = ["Older words", "Other words"];

/// The verdicts of whoever read one of the test.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Arm {
    /// The words.
    pub words: String,
    /// Their hash, as verdicts note it.
    pub clause_hash: String,
    /// Who judged by them.
    pub readers: Vec<String>,
    /// How many of them enter: those who judged a reply that was judged under the other wording too.
    pub n_raters: usize,
    /// Verdicts that enter.
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

/// A change of a share in percentage points, as it is read: `+25`, `−25`, `0`.
pub fn points(change: f64) -> String {
    match format!("{:+.0}", change * 100.0) {
        it if it == "+0" || it == "-0" => "0".to_owned(),
        it => it.replace('-', "−"),
    }
}

/// Measures a reword test in some logs.
pub fn rewording<'a>(
    test: RewordTest<'_>,
    logs: impl IntoIterator<Item = &'a [Arc<VerdictEvent>]>,
    options: &Options,
) -> Rewording {
    let mut ledger = Ledger::default();
    for log in logs {
        ledger.add_trial(test.list, log);
    }
    let study = ledger.close(false);
    let hashes = test.words.map(hash_words);
    Test::new(&study, &hashes, options).found(test, hashes)
}

const ABOUT: &str = "What other words change in how people judge these replies. Not evidence that \
                     either wording is right.";

/// How often each of [`Outcome::ALL`] was given.
type Counts = [u32; Outcome::ALL.len()];

/// The same under each wording, of many verdicts.
type Totals = [[u64; Outcome::ALL.len()]; 2];

/// A label that a rater gave to a reply.
struct Rating {
    /// Which wording was read.
    arm: usize,
    rater: usize,
    reply: usize,
    /// Index in [`Outcome::ALL`].
    label: usize,
}

/// A reply in its conversation: an edited one is another.
type Reply<'a> = (&'a str, &'a str, &'a str);

fn reply_of(item: &Item) -> Reply<'_> {
    (&item.item, &item.reply_hash, &item.context_hash)
}

/// All that enters, as numbers.
struct Test<'a> {
    options: &'a Options,
    /// Who read each wording.
    readers: [BTreeSet<&'a str>; 2],
    /// Those of them who enter.
    raters: [Vec<&'a str>; 2],
    replies: Vec<Reply<'a>>,
    ratings: Vec<Rating>,
    n_one_sided: usize,
    n_conflicts: usize,
}

impl<'a> Test<'a> {
    fn new(study: &'a Study, hashes: &[String; 2], options: &'a Options) -> Test<'a> {
        let arm_of = |item: &Item| hashes.iter().position(|it| *it == item.clause_hash);
        let mut arms: BTreeMap<Reply<'_>, [bool; 2]> = BTreeMap::new();
        let mut readers = [BTreeSet::new(), BTreeSet::new()];
        for (item, said) in &study.items {
            if let Some(arm) = arm_of(item) {
                arms.entry(reply_of(item)).or_default()[arm] = true;
                readers[arm].extend(said.keys().map(String::as_str));
            }
        }
        let n_replies = arms.len();
        arms.retain(|_, it| *it == [true, true]);
        let mut test = Test {
            options,
            readers,
            raters: [Vec::new(), Vec::new()],
            replies: arms.keys().copied().collect(),
            ratings: Vec::new(),
            n_one_sided: n_replies - arms.len(),
            n_conflicts: study.conflicts.len(),
        };
        for (item, said) in &study.items {
            let reply = test.replies.binary_search(&reply_of(item));
            let (Some(arm), Ok(reply)) = (arm_of(item), reply) else {
                continue;
            };
            for (rater, said) in said {
                let outcome = outcome_of(&said.label);
                let label = Outcome::ALL.iter().position(|it| Some(*it) == outcome);
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

    fn found(&self, test: RewordTest<'_>, hashes: [String; 2]) -> Rewording {
        let [old, new, alpha_change] = self.alphas();
        let [old_hash, new_hash] = hashes;
        let [old_words, new_words] = test.words;
        let replies = self.replies.iter().zip(self.counts());
        Rewording {
            about: ABOUT,
            list: test.list.to_owned(),
            clause: test.clause.to_owned(),
            arms: [
                self.arm(0, old_words, old_hash, old),
                self.arm(1, new_words, new_hash, new),
            ],
            labels: self.changes(),
            alpha_change: figure(
                alpha_change,
                (self.replies.len(), self.ratings.len()),
                "difference of two α on the same replies",
            ),
            n_one_sided: self.n_one_sided,
            n_conflicts: self.n_conflicts,
            replies: replies.map(of_reply).collect(),
        }
    }

    fn arm(&self, arm: usize, words: &str, clause_hash: String, alpha: Measured) -> Arm {
        let n_ratings = self.ratings.iter().filter(|it| it.arm == arm).count();
        let n = (self.replies.len(), n_ratings);
        Arm {
            words: words.to_owned(),
            clause_hash,
            readers: self.readers[arm]
                .iter()
                .map(|it| (*it).to_owned())
                .collect(),
            n_raters: self.raters[arm].len(),
            n_ratings,
            krippendorff_alpha: figure(alpha, n, "Krippendorff (2004), nominal"),
        }
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
            n_labels: Outcome::ALL.len(),
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
        let resampling = Resampling {
            n: affordable(self.options.n_resamples, scope.work(Outcome::ALL.len())),
            seed: self.options.seed,
        };
        scope.measure(resampling, |sums| {
            let (old, new) = sums.split_at(width);
            let [old, new] = [old, new].map(|it| kept.of(it).alpha(Metric::Nominal));
            [old, new, new.and_then(|new| Ok(new - old?))]
        })
    }

    /// What the other words change in how often each label is given, of labels that were.
    fn changes(&self) -> Vec<LabelChange> {
        let all = |n: usize| vec![1; n];
        let [old, new] = [0, 1].map(|it| all(self.raters[it].len()));
        let totals = self.totals([&old, &new], &all(self.replies.len()));
        let resampled = self.resampled();
        let given = (0..Outcome::ALL.len()).filter(|it| totals.iter().any(|arm| arm[*it] > 0));
        let of = |label: usize| {
            let spread = || {
                let resampled = resampled.as_ref().map_err(|why| (*why).to_owned())?;
                spread(resampled.iter().map(|it| change(it, label)).collect())
            };
            let measured = change(&totals, label).map_err(|it| it.to_string());
            LabelChange {
                label: label_of(Outcome::ALL[label]).to_owned(),
                counts: totals.map(|arm| usize::try_from(arm[label]).unwrap_or(usize::MAX)),
                change: crossed(figure(
                    measured.map(|it| (it, spread())),
                    (self.replies.len(), self.ratings.len()),
                    "share of the verdicts under the other words less that under the older ones",
                )),
            }
        };
        given.map(of).collect()
    }

    /// Totals of labels in resamples of raters, within their wording, and of replies; why there are
    /// none where these are too few.
    fn resampled(&self) -> Result<Vec<Totals>, &'static str> {
        let asked = self.options.n_resamples;
        if asked == 0 {
            return Err("not asked for");
        }
        if self.raters.iter().any(|it| it.len() < 2) {
            return Err(
                "one person read one of the wordings, so how far people differ is not known",
            );
        }
        if self.replies.len() < 2 {
            return Err("a single reply has no spread");
        }
        let work = u64::try_from(self.ratings.len()).unwrap_or(u64::MAX);
        let seed = self.options.seed;
        let mut draws = [0, 1].map(|arm: usize| {
            let seed = seed.wrapping_add(arm as u64 + 1);
            Draws::one_fewer(self.raters[arm].len(), seed)
        });
        let mut of_replies = Draws::one_fewer(self.replies.len(), seed);
        let replicate = |_| {
            let [old, new] = &mut draws;
            self.totals([old.draw(), new.draw()], of_replies.draw())
        };
        Ok((0..affordable(asked, work)).map(replicate).collect())
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
        it.method = "percentile bootstrap, raters and replies drawn, one fewer of each";
    }
    figure
}

fn of_reply((reply, counts): (&Reply<'_>, [Counts; 2])) -> (String, [BTreeMap<String, u32>; 2]) {
    let given = |counts: Counts| {
        let all = Outcome::ALL.iter().zip(counts).filter(|it| it.1 > 0);
        all.map(|(label, n)| (label_of(*label).to_owned(), n))
            .collect()
    };
    (reply.0.to_owned(), counts.map(given))
}
