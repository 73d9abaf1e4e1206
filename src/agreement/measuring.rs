//! From a study to its report.

use super::labels::in_order;
use super::measure::{Measured, Resampling, affordable};
use super::report::{Bounds, Figure, OfItem, OfRater, Options, RaterSaid, Report};
use super::{Item, LIMIT_LABELS, Said, Study};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

const ABOUT: &str = "How alike raters judge these items. Not evidence that they are right, or that a \
                     model is aligned.";

const ABOUT_TALLY: &str = "Hands counted in a room enter agreement, but no pairs: the same hand may \
                           be another person's the next time.";

/// A study with its raters and labels as numbers.
pub(super) struct Measuring<'a> {
    pub(super) study: &'a Study,
    pub(super) options: &'a Options,
    pub(super) labels: Vec<String>,
    /// Why the labels have no order.
    pub(super) order: Result<(), String>,
    /// Why nothing is measured.
    pub(super) is_measured: Result<(), String>,
    pub(super) raters: Vec<OfRater>,
    /// By group, and in a group in order.
    pub(super) items: Vec<Rated<'a>>,
}

/// An item, and what was said of it.
#[derive(Clone, Debug)]
pub(super) struct Rated<'a> {
    /// The reply it is of, as a number in order of names.
    pub(super) group: usize,
    pub(super) item: &'a Item,
    pub(super) ratings: &'a BTreeMap<String, Said>,
    /// Rater and label, in order of raters.
    pub(super) said: Vec<(usize, usize)>,
}

impl Rated<'_> {
    /// The labels given, with how often each was.
    fn counts(&self) -> BTreeMap<usize, u32> {
        let mut counts = BTreeMap::new();
        for (_, label) in &self.said {
            *counts.entry(*label).or_default() += 1;
        }
        counts
    }

    fn disagreement(&self) -> f64 {
        let counts = self.counts();
        if counts.len() < 2 {
            return 0.0;
        }
        let n = self.said.len() as f64;
        let squares = counts.values().map(|it| (f64::from(*it) / n).powi(2));
        1.0 - squares.sum::<f64>()
    }

    /// Pairs of ratings that agree, and all.
    pub(super) fn pairs(&self) -> (u64, u64) {
        let of = |n: u64| n * n.saturating_sub(1) / 2;
        let agreeing = self.counts().into_values().map(|it| of(u64::from(it)));
        (agreeing.sum(), of(self.said.len() as u64))
    }
}

impl Study {
    /// Measures all there is. Where there are too many labels, every figure says so.
    pub fn report(&self, options: &Options) -> Report {
        let measuring = Measuring::new(self, options);
        let (pairs, pairs_undefined) = match measuring.pairs() {
            Ok(pairs) => (pairs, None),
            Err(reason) => (Vec::new(), Some(reason)),
        };
        let (n_contested, contested) = measuring.contested();
        let n_older = self.editions.keys().map(|it| self.n_older_words(it));
        Report {
            about: ABOUT,
            seed: options.seed,
            n_resamples: options.n_resamples,
            n_withdrawn: self.n_withdrawn,
            n_models_withdrawn: self.n_models_withdrawn,
            n_older_words: n_older.sum(),
            n_models_left_out: self.n_models,
            n_settled: self.settled.len(),
            about_tally: (!self.tallies.is_empty()).then_some(ABOUT_TALLY),
            namesakes: self.namesakes.clone(),
            overall: measuring.overall(),
            clauses: measuring.clauses(),
            pairs,
            pairs_undefined,
            n_contested,
            contested,
            conflicts: self.conflicts.clone(),
            ordered: measuring.order.is_ok() && measuring.is_measured.is_ok(),
            raters: measuring.raters,
            labels: match measuring.is_measured {
                Ok(()) => measuring.labels,
                Err(_) => Vec::new(),
            },
        }
    }
}

impl<'a> Measuring<'a> {
    pub(super) fn new(study: &'a Study, options: &'a Options) -> Measuring<'a> {
        let all = study.items.values().flat_map(BTreeMap::values);
        let labels: BTreeSet<&str> = all.map(|it| it.label.as_str()).collect();
        let is_measured = match labels.first() {
            Some(example) if labels.len() > LIMIT_LABELS => Err(format!(
                "there are {} different labels, such as `{example}`; up to {LIMIT_LABELS} are measured",
                labels.len()
            )),
            _ => Ok(()),
        };
        let (labels, order) = in_order(&labels, &options.order);
        let mut measuring = Measuring {
            study,
            options,
            labels,
            order,
            is_measured,
            raters: Vec::new(),
            items: Vec::new(),
        };
        measuring.number();
        measuring
    }

    /// Gives raters, labels and groups their numbers.
    fn number(&mut self) {
        let study = self.study;
        let names: BTreeSet<&str> = study
            .items
            .values()
            .flatten()
            .map(|it| it.0.as_str())
            .collect();
        let places =
            |names: BTreeSet<&'a str>| names.into_iter().zip(0..).collect::<BTreeMap<_, usize>>();
        let raters = places(names);
        let groups = places(study.items.keys().map(|it| it.item.as_str()).collect());
        let labels: BTreeMap<&str, usize> =
            self.labels.iter().map(String::as_str).zip(0..).collect();
        let of = |(item, ratings): (&'a Item, &'a BTreeMap<String, Said>)| {
            let said = ratings
                .iter()
                .map(|(rater, said)| (raters[rater.as_str()], labels[said.label.as_str()]));
            Rated {
                group: groups[item.item.as_str()],
                item,
                ratings,
                said: said.collect(),
            }
        };
        self.items = study.items.iter().map(of).collect();
        self.items.sort_by_key(|it| it.group);
        let mut n_ratings = vec![0; raters.len()];
        for (rater, _) in self.items.iter().flat_map(|it| &it.said) {
            n_ratings[*rater] += 1;
        }
        let of = |(rater, n_ratings): (&str, usize)| OfRater {
            rater: rater.to_owned(),
            n_ratings,
            is_tally: study.tallies.contains(rater),
        };
        self.raters = raters.into_keys().zip(n_ratings).map(of).collect();
    }

    pub(super) fn resampling(&self, asked: usize, work: u64) -> Resampling {
        Resampling {
            n: affordable(asked, work),
            seed: self.options.seed,
        }
    }

    /// How many labels there are, if there are not too many.
    pub(super) fn n_measured(&self) -> usize {
        self.is_measured.as_ref().map_or(0, |()| self.labels.len())
    }

    /// What was measured, if anything could be.
    pub(super) fn checked<const N: usize>(
        &self,
        measure: impl FnOnce() -> [Measured; N],
    ) -> [Measured; N] {
        match &self.is_measured {
            Ok(()) => measure(),
            Err(reason) => std::array::from_fn(|_| Err(reason.clone())),
        }
    }

    pub(super) fn of_gwet(&self) -> String {
        format!("Gwet (2008), {} labels", self.labels.len())
    }

    /// How many items raters differ on, and the first of them.
    fn contested(&self) -> (usize, Vec<OfItem>) {
        let rated = self.items.iter().map(|it| (it.disagreement(), it));
        let mut contested: Vec<(f64, &Rated)> = rated.filter(|it| it.0 > 0.0).collect();
        contested.sort_by(|(a, of_a), (b, of_b)| {
            let key = |it: &Rated<'a>| (Reverse(it.said.len()), it.item);
            b.total_cmp(a).then_with(|| key(of_a).cmp(&key(of_b)))
        });
        let listed = contested.iter().take(self.options.n_contested);
        (
            contested.len(),
            listed.map(|it| self.of_item(it.0, it.1)).collect(),
        )
    }

    fn of_item(&self, disagreement: f64, rated: &Rated) -> OfItem {
        let counts = rated.counts().into_iter();
        let said = |(rater, said): (&String, &Said)| RaterSaid {
            rater: rater.clone(),
            said: said.clone(),
        };
        OfItem {
            item: rated.item.clone(),
            disagreement,
            counts: counts.map(|(at, n)| (self.labels[at].clone(), n)).collect(),
            said: rated.ratings.iter().map(said).collect(),
            settled: self.study.settled.get(rated.item).cloned(),
        }
    }
}

/// A figure of what was measured.
pub(super) fn figure(
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
