//! Coefficients of a set of items, each with an interval by resampling what is independent.

use crate::stats::bootstrap::{percentile, resample};
use crate::stats::{Interval, Undefined};
use std::collections::BTreeMap;

/// The share outside an interval.
const ALPHA: f64 = 0.05;

/// The most draws of one set of scopes, some ten seconds of work: beyond it fewer resamples are
/// taken, and every interval says how many.
const LIMIT_DRAWS: usize = 500_000_000;

/// The fewest resamples of a scope too large for as many as were asked for.
const FEWEST_RESAMPLES: usize = 100;

/// How many of `asked` resamples there is time for, where one takes `work` draws.
pub(super) fn affordable(asked: usize, work: usize) -> usize {
    asked.min((LIMIT_DRAWS / work.max(1)).max(FEWEST_RESAMPLES))
}

/// How to resample.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resampling {
    pub(super) n: usize,
    pub(super) seed: u64,
}

/// Items as kinds that look alike, in groups that are drawn as a whole: all clauses of one reply
/// belong together.
#[derive(Debug)]
pub(super) struct Scope<K> {
    /// The kinds of items there are.
    pub(super) kinds: Vec<K>,
    /// Groups that hold the same kinds, as indices into `kinds`.
    classes: Vec<Vec<usize>>,
    /// Of every group its class.
    groups: Vec<usize>,
}

/// An estimate and what resampling says of it.
pub(super) type Measured = Result<(f64, Result<Spread, String>), String>;

/// How far an estimate may be off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    pub(super) interval: Interval,
    pub(super) n_resamples: usize,
    /// Resamples in which the coefficient has no value.
    pub(super) n_undefined: usize,
}

impl<K: Clone + Ord> Scope<K> {
    /// Of items, each with the group it belongs to; items of a group stand together.
    pub(super) fn new<'a>(items: impl IntoIterator<Item = (&'a str, K)>) -> Scope<K> {
        let mut by_group: BTreeMap<&str, Vec<K>> = BTreeMap::new();
        for (group, kind) in items {
            by_group.entry(group).or_default().push(kind);
        }
        let (mut kinds, mut classes) = (BTreeMap::new(), BTreeMap::new());
        let mut scope = Scope {
            kinds: Vec::new(),
            classes: Vec::new(),
            groups: Vec::with_capacity(by_group.len()),
        };
        for items in by_group.into_values() {
            let mut class = Vec::with_capacity(items.len());
            for kind in items {
                let next = scope.kinds.len();
                let at = *kinds.entry(kind.clone()).or_insert(next);
                if at == next {
                    scope.kinds.push(kind);
                }
                class.push(at);
            }
            class.sort_unstable();
            let next = scope.classes.len();
            let at = *classes.entry(class.clone()).or_insert(next);
            if at == next {
                scope.classes.push(class);
            }
            scope.groups.push(at);
        }
        scope
    }

    /// How many items of each kind there are.
    pub(super) fn weights(&self) -> Vec<f64> {
        self.weights_of(&self.groups)
    }

    fn weights_of(&self, groups: &[usize]) -> Vec<f64> {
        let mut n_of_class = vec![0.0; self.classes.len()];
        for class in groups {
            n_of_class[*class] += 1.0;
        }
        let mut weights = vec![0.0; self.kinds.len()];
        for (class, n) in self.classes.iter().zip(n_of_class) {
            for kind in class {
                weights[*kind] += n;
            }
        }
        weights
    }

    /// Measures several coefficients, each a function of the weights of the kinds, on the same
    /// resamples.
    pub(super) fn measure<const N: usize>(
        &self,
        resampling: Resampling,
        coefficients: impl Fn(&[f64]) -> [Result<f64, Undefined>; N],
    ) -> [Measured; N] {
        let estimates = coefficients(&self.weights());
        let replicates = if self.groups.len() < 2 || estimates.iter().all(Result::is_err) {
            Vec::new()
        } else {
            resample(&self.groups, resampling.n, resampling.seed, |groups| {
                coefficients(&self.weights_of(groups))
            })
        };
        std::array::from_fn(|at| {
            let estimate = estimates[at].map_err(|it| it.to_string())?;
            let values = replicates.iter().map(|it| it[at]);
            Ok((estimate, spread(values.collect())))
        })
    }
}

fn spread(replicates: Vec<Result<f64, Undefined>>) -> Result<Spread, String> {
    let n_resamples = replicates.len();
    if n_resamples == 0 {
        return Err("a single reply has no spread".to_owned());
    }
    let defined: Vec<f64> = replicates.into_iter().filter_map(Result::ok).collect();
    let n_undefined = n_resamples - defined.len();
    if n_undefined * 2 > n_resamples {
        return Err(format!(
            "in {n_undefined} of {n_resamples} resamples it has no value"
        ));
    }
    // Sums of halves and thirds differ in their last digits.
    let is_same = |it: &[f64]| (it[0] - it[1]).abs() < 1e-9;
    if defined.windows(2).all(is_same) {
        let reason = "every resample gives the same value: the items are too few or too alike to \
                      say how far it may be off";
        return Err(reason.to_owned());
    }
    let interval = percentile(&defined, ALPHA).map_err(|it| it.to_string())?;
    Ok(Spread {
        interval,
        n_resamples,
        n_undefined,
    })
}
