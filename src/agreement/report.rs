//! What is said of a study, as data.

use super::measure::{Measured, Resampling, Scope, affordable};
use super::{Conflict, Item, LIMIT_LABELS, Said, Study};
use crate::stats::Undefined;
use crate::stats::alpha::Metric;
use crate::stats::counted::Counted;
use crate::stats::kappa::{Weights, cohen_of_table};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// With more raters pairs are not listed: there would be thousands.
const LIMIT_RATERS_IN_PAIRS: usize = 64;

const ABOUT: &str = "How alike raters judge these items. Not evidence that they are right, or that a \
                     model is aligned.";

/// How to measure.
#[derive(Clone, Debug)]
pub struct Options {
    /// Resamples for each interval.
    pub n_resamples: usize,
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
    lower: f64,
    upper: f64,
    level: f64,
    method: &'static str,
    n_resamples: usize,
    /// Resamples without a value, which the interval leaves out.
    n_undefined: usize,
}

/// All coefficients of a set of items.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Coefficients {
    n_raters: usize,
    n_items: usize,
    n_ratings: usize,
    agreeing_pairs: u64,
    pairs: u64,
    raw_agreement: Figure,
    krippendorff_alpha: Figure,
    krippendorff_alpha_ordinal: Figure,
    fleiss_kappa: Figure,
    gwet_ac1: Figure,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct OfClause {
    clause: String,
    /// Verdicts under words that are no longer current. They enter nothing.
    n_older_words: usize,
    /// How many versions of the words, and of replies, the items are of. Labels on different ones
    /// are not compared.
    n_versions: usize,
    #[serde(flatten)]
    coefficients: Coefficients,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct OfPair {
    raters: [String; 2],
    n_items: usize,
    agreeing: u64,
    raw_agreement: Figure,
    cohen_kappa: Figure,
    krippendorff_alpha: Figure,
    gwet_ac1: Figure,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Contested {
    #[serde(flatten)]
    item: Item,
    /// The chance that two raters drawn with replacement say different things.
    disagreement: f64,
    counts: BTreeMap<String, u32>,
    said: Vec<RaterSaid>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct RaterSaid {
    rater: String,
    #[serde(flatten)]
    said: Said,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct OfRater {
    rater: String,
    n_ratings: usize,
}

/// What `plumbline agree` writes. The same labels give the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    about: &'static str,
    /// All labels that occur, in order where they have one.
    labels: Vec<String>,
    /// Whether they have one.
    ordered: bool,
    seed: u64,
    n_resamples: usize,
    /// Verdicts that were withdrawn or replaced: they enter nothing.
    n_withdrawn: usize,
    /// Verdicts under words that are no longer current: they enter nothing.
    n_older_words: usize,
    /// Verdicts of models, left out unless asked for.
    n_models_left_out: usize,
    raters: Vec<OfRater>,
    overall: Coefficients,
    clauses: Vec<OfClause>,
    /// Why pairs are not listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pairs_undefined: Option<String>,
    pairs: Vec<OfPair>,
    /// How many items raters differ on.
    n_contested: usize,
    /// The most contested first.
    contested: Vec<Contested>,
    /// One rater, one item, several labels: none of them enters.
    conflicts: Vec<Conflict>,
}

/// Why a study is not measured.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there are {found} different labels, such as `{example}`; up to {LIMIT_LABELS} are measured"
)]
pub struct TooManyLabels {
    /// How many.
    pub found: usize,
    /// One of them.
    pub example: String,
}

type Ratings = BTreeMap<String, Said>;

/// What an item that two raters share is of, and both labels.
type Shared<'a> = (&'a str, (usize, usize));

/// A study with its labels as numbers.
struct Measuring<'a> {
    labels: Vec<String>,
    order: Result<(), String>,
    items: Vec<(&'a Item, &'a Ratings)>,
    options: &'a Options,
}

impl Study {
    /// Measures all there is.
    ///
    /// # Errors
    /// [`TooManyLabels`] where the labels are more likely something else.
    pub fn report(&self, options: &Options) -> Result<Report, TooManyLabels> {
        let all = self.items.values().flat_map(BTreeMap::values);
        let labels: BTreeSet<&str> = all.map(|it| it.label.as_str()).collect();
        if labels.len() > LIMIT_LABELS {
            return Err(TooManyLabels {
                found: labels.len(),
                example: labels
                    .first()
                    .map_or_else(String::new, |it| (*it).to_owned()),
            });
        }
        let (labels, order) = in_order(labels, &options.order);
        let measuring = Measuring {
            labels,
            order,
            items: self.items.iter().collect(),
            options,
        };
        let raters = measuring.raters();
        let is_listed = raters.len() <= LIMIT_RATERS_IN_PAIRS;
        let pairs_undefined = (!is_listed).then(|| {
            let n = raters.len();
            format!("{n} raters make too many pairs to list; up to {LIMIT_RATERS_IN_PAIRS} are")
        });
        let (n_contested, contested) = measuring.contested();
        Ok(Report {
            about: ABOUT,
            seed: options.seed,
            n_resamples: options.n_resamples,
            n_withdrawn: self.n_withdrawn,
            n_older_words: self.older_words.values().sum(),
            n_models_left_out: self.n_models,
            overall: measuring.coefficients(&measuring.items, options.n_resamples),
            clauses: measuring.clauses(&self.older_words),
            pairs: if is_listed {
                measuring.pairs(&raters)
            } else {
                Vec::new()
            },
            pairs_undefined,
            raters,
            n_contested,
            contested,
            conflicts: self.conflicts.clone(),
            ordered: measuring.order.is_ok(),
            labels: measuring.labels,
        })
    }
}

/// The labels, in the order given, else as numbers, else by their letters and unordered.
fn in_order(labels: BTreeSet<&str>, order: &[String]) -> (Vec<String>, Result<(), String>) {
    let own = |labels: Vec<&str>| labels.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let mut listed: Vec<&str> = labels.iter().copied().collect();
    if order.is_empty() {
        let numbers: Option<Vec<(f64, &str)>> = listed
            .iter()
            .map(|it| Some((it.parse().ok().filter(|it: &f64| it.is_finite())?, *it)))
            .collect();
        let Some(mut numbers) = numbers.filter(|it| !it.is_empty()) else {
            return (
                own(listed),
                Err("no order of the labels is known".to_owned()),
            );
        };
        numbers.sort_by(|a, b| a.0.total_cmp(&b.0));
        return (
            numbers.into_iter().map(|it| it.1.to_owned()).collect(),
            Ok(()),
        );
    }
    let place = |label: &str| order.iter().position(|it| it == label);
    if let Some(label) = listed.iter().find(|it| place(it).is_none()) {
        let reason = format!("the label `{label}` has no place in the order given");
        return (own(listed), Err(reason));
    }
    listed.sort_by_key(|it| place(it));
    (own(listed), Ok(()))
}

impl Measuring<'_> {
    fn index(&self, label: &str) -> usize {
        let at = self.labels.iter().position(|it| it == label);
        at.unwrap_or(0)
    }

    fn counts(&self, ratings: &Ratings) -> Vec<u32> {
        let mut counts = vec![0; self.labels.len()];
        for said in ratings.values() {
            counts[self.index(&said.label)] += 1;
        }
        counts
    }

    fn raters(&self) -> Vec<OfRater> {
        let mut raters: BTreeMap<&str, usize> = BTreeMap::new();
        for rater in self.items.iter().flat_map(|it| it.1.keys()) {
            *raters.entry(rater).or_default() += 1;
        }
        let of = |(rater, n_ratings): (&str, usize)| OfRater {
            rater: rater.to_owned(),
            n_ratings,
        };
        raters.into_iter().map(of).collect()
    }

    fn coefficients(&self, items: &[(&Item, &Ratings)], n_resamples: usize) -> Coefficients {
        let raters: BTreeSet<&str> = items
            .iter()
            .flat_map(|it| it.1.keys().map(String::as_str))
            .collect();
        let most = items.iter().map(|it| it.1.len()).max().unwrap_or(0);
        let n_complete = u32::try_from(most).unwrap_or(u32::MAX);
        let scope = Scope::new(
            items
                .iter()
                .map(|it| (it.0.item.as_str(), self.counts(it.1))),
        );
        let resampling = self.resampling(n_resamples, items.len());
        let [raw, alpha, ordinal, fleiss, ac1] = scope.measure(resampling, |weights| {
            let counted = Counted {
                counts: &scope.kinds,
                weights,
            };
            [
                counted.agreement(),
                counted.alpha(Metric::Nominal),
                counted.alpha(Metric::Ordinal),
                counted.fleiss(n_complete),
                counted.ac1(),
            ]
        });
        let weights = scope.weights();
        let (agreeing, pairs) = Counted {
            counts: &scope.kinds,
            weights: &weights,
        }
        .pairs();
        let n = |keep: &dyn Fn(usize) -> bool| {
            let kept = items.iter().map(|it| it.1.len()).filter(|it| keep(*it));
            kept.fold((0, 0), |(items, ratings), it| (items + 1, ratings + it))
        };
        let (paired, complete) = (n(&|it| it > 1), n(&|it| it > 1 && it == most));
        let ordinal = self.order.clone().and(ordinal);
        let of_fleiss = format!("Fleiss (1971), items with {most} ratings, the most that any has");
        Coefficients {
            n_raters: raters.len(),
            n_items: items.len(),
            n_ratings: n(&|_| true).1,
            agreeing_pairs: whole(agreeing),
            pairs: whole(pairs),
            raw_agreement: figure(
                raw,
                paired,
                "share of pairs of ratings of one item that agree",
            ),
            krippendorff_alpha: figure(alpha, paired, "Krippendorff (2004), nominal"),
            krippendorff_alpha_ordinal: figure(ordinal, paired, "Krippendorff (2004), ordinal"),
            fleiss_kappa: figure(fleiss, complete, of_fleiss),
            gwet_ac1: figure(ac1, n(&|_| true), self.of_gwet()),
        }
    }

    fn of_gwet(&self) -> String {
        format!("Gwet (2008), {} labels", self.labels.len())
    }

    fn resampling(&self, n: usize, work: usize) -> Resampling {
        Resampling {
            n: affordable(n, work),
            seed: self.options.seed,
        }
    }

    fn clauses(&self, older_words: &BTreeMap<String, usize>) -> Vec<OfClause> {
        let mut clauses: BTreeMap<&str, Vec<(&Item, &Ratings)>> = BTreeMap::new();
        for clause in older_words.keys() {
            clauses.entry(clause).or_default();
        }
        for (item, ratings) in &self.items {
            clauses
                .entry(&item.clause)
                .or_default()
                .push((*item, *ratings));
        }
        clauses.remove("");
        let n_resamples = affordable(self.options.n_resamples, self.items.len());
        let of = |(clause, items): (&str, Vec<(&Item, &Ratings)>)| OfClause {
            clause: clause.to_owned(),
            n_older_words: older_words.get(clause).copied().unwrap_or(0),
            n_versions: versions(&items),
            coefficients: self.coefficients(&items, n_resamples),
        };
        clauses.into_iter().map(of).collect()
    }

    fn pairs(&self, raters: &[OfRater]) -> Vec<OfPair> {
        let number: BTreeMap<&str, usize> = raters
            .iter()
            .enumerate()
            .map(|(at, it)| (it.rater.as_str(), at))
            .collect();
        let mut shared: BTreeMap<(usize, usize), Vec<Shared>> = BTreeMap::new();
        for (item, ratings) in &self.items {
            let said = ratings.iter().map(|(rater, said)| {
                let label = self.index(&said.label);
                (number[rater.as_str()], label)
            });
            let said: Vec<_> = said.collect();
            for (at, (first, label)) in said.iter().enumerate() {
                for (second, other) in &said[at + 1..] {
                    let pair = shared.entry((*first, *second)).or_default();
                    pair.push((&item.item, (*label, *other)));
                }
            }
        }
        let n_draws = shared.values().map(Vec::len).sum();
        let n_resamples = affordable(self.options.n_resamples, n_draws);
        // Pairs without an item in common are listed as well: that is why they have no value.
        let all = (0..raters.len()).flat_map(|a| (a + 1..raters.len()).map(move |b| (a, b)));
        all.map(|(a, b)| {
            let names = [raters[a].rater.clone(), raters[b].rater.clone()];
            let items = shared.remove(&(a, b)).unwrap_or_default();
            self.pair(names, items, n_resamples)
        })
        .collect()
    }

    fn pair(&self, raters: [String; 2], items: Vec<Shared>, n_resamples: usize) -> OfPair {
        let n_items = items.len();
        let scope = Scope::new(items);
        let n_labels = self.labels.len();
        let counts: Vec<Vec<u32>> = scope
            .kinds
            .iter()
            .map(|(a, b)| {
                let mut counts = vec![0; n_labels];
                counts[*a] += 1;
                counts[*b] += 1;
                counts
            })
            .collect();
        let [raw, kappa, alpha, ac1] =
            scope.measure(self.resampling(n_resamples, n_items), |weights| {
                let counted = Counted {
                    counts: &counts,
                    weights,
                };
                let mut table = vec![vec![0.0; n_labels]; n_labels];
                for ((a, b), weight) in scope.kinds.iter().zip(weights) {
                    table[*a][*b] += weight;
                }
                [
                    counted.agreement(),
                    match cohen_of_table(&table, Weights::Unweighted) {
                        Err(Undefined::Empty) => Err(Undefined::NoPairs),
                        kappa => kappa,
                    },
                    counted.alpha(Metric::Nominal),
                    counted.ac1(),
                ]
            });
        let weights = scope.weights();
        let (agreeing, _) = Counted {
            counts: &counts,
            weights: &weights,
        }
        .pairs();
        let n = (n_items, 2 * n_items);
        OfPair {
            raters,
            n_items,
            agreeing: whole(agreeing),
            raw_agreement: figure(raw, n, "share of items on which both agree"),
            cohen_kappa: figure(kappa, n, "Cohen (1960), unweighted"),
            krippendorff_alpha: figure(alpha, n, "Krippendorff (2004), nominal"),
            gwet_ac1: figure(ac1, n, self.of_gwet()),
        }
    }

    /// How many items raters differ on, and the first of them.
    fn contested(&self) -> (usize, Vec<Contested>) {
        let mut contested: Vec<(f64, &Item, &Ratings)> = self
            .items
            .iter()
            .map(|(item, ratings)| (self.disagreement(ratings), *item, *ratings))
            .filter(|it| it.0 > 0.0)
            .collect();
        contested.sort_by(|a, b| {
            let by_share = b.0.total_cmp(&a.0);
            by_share.then_with(|| (Reverse(a.2.len()), a.1).cmp(&(Reverse(b.2.len()), b.1)))
        });
        let n = contested.len();
        let listed = contested.into_iter().take(self.options.n_contested);
        let of = |(disagreement, item, ratings): (f64, &Item, &Ratings)| Contested {
            item: item.clone(),
            disagreement,
            counts: self.named_counts(ratings),
            said: ratings
                .iter()
                .map(|(rater, said)| RaterSaid {
                    rater: rater.clone(),
                    said: said.clone(),
                })
                .collect(),
        };
        (n, listed.map(of).collect())
    }

    fn disagreement(&self, ratings: &Ratings) -> f64 {
        let n = ratings.len() as f64;
        let counts = self.counts(ratings);
        if counts.iter().filter(|it| **it > 0).count() < 2 {
            return 0.0;
        }
        let squares = counts.iter().map(|it| (f64::from(*it) / n).powi(2));
        1.0 - squares.sum::<f64>()
    }

    fn named_counts(&self, ratings: &Ratings) -> BTreeMap<String, u32> {
        let counts = self.counts(ratings);
        let named = self.labels.iter().cloned().zip(counts);
        named.filter(|it| it.1 > 0).collect()
    }
}

/// How many versions of words, or of one reply, items are of: 1 where all are comparable.
fn versions(items: &[(&Item, &Ratings)]) -> usize {
    let words: BTreeSet<&str> = items.iter().map(|it| it.0.clause_hash.as_str()).collect();
    let mut replies: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (item, _) in items {
        replies
            .entry(&item.item)
            .or_default()
            .insert(&item.reply_hash);
    }
    let of_replies = replies.values().map(BTreeSet::len).max().unwrap_or(0);
    words.len().max(of_replies)
}

fn figure(
    measured: Measured,
    (n_items, n_ratings): (usize, usize),
    method: impl Into<String>,
) -> Figure {
    let mut figure = Figure {
        value: None,
        undefined: None,
        n_items,
        n_ratings,
        method: method.into(),
        interval: None,
        interval_undefined: None,
    };
    match measured {
        Err(reason) => figure.undefined = Some(reason),
        Ok((value, spread)) => {
            figure.value = Some(value);
            match spread {
                Err(reason) => figure.interval_undefined = Some(reason),
                Ok(it) => {
                    figure.interval = Some(Bounds {
                        lower: it.interval.lower,
                        upper: it.interval.upper,
                        level: 0.95,
                        method: "percentile bootstrap, replies drawn with all their clauses",
                        n_resamples: it.n_resamples,
                        n_undefined: it.n_undefined,
                    });
                }
            }
        }
    }
    figure
}

/// A sum of whole numbers.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts, far below 2⁵³"
)]
fn whole(count: f64) -> u64 {
    count.round() as u64
}
