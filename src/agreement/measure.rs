//! Coefficients of a set of items, each with an interval by resampling what is independent.

use crate::stats::bootstrap::{percentile, resample};
use crate::stats::{Interval, Undefined};
use std::collections::BTreeMap;

/// The share outside an interval.
const ALPHA: f64 = 0.05;

/// The most steps of one set of scopes, some seconds of work: beyond it fewer resamples are taken,
/// and every interval says how many.
const LIMIT_STEPS: u64 = 2_000_000_000;

/// The fewest resamples of a scope too large for as many as were asked for.
const FEWEST_RESAMPLES: usize = 100;

/// How many of `asked` resamples there is time for, where one takes `work` steps.
pub(super) fn affordable(asked: usize, work: u64) -> usize {
    let n = usize::try_from(LIMIT_STEPS / work.max(1)).unwrap_or(usize::MAX);
    asked.min(n.max(FEWEST_RESAMPLES))
}

/// The steps of a resample of so many groups: each is drawn, the sums of those that differ are
/// added up, and α compares each label with each other.
pub(super) fn work(n_groups: usize, n_classes: usize, width: usize, n_labels: usize) -> u64 {
    let of = |it: usize| u64::try_from(it).unwrap_or(u64::MAX);
    let adding = of(n_classes).saturating_mul(of(width));
    let comparing = of(n_labels).saturating_mul(of(n_labels));
    adding
        .saturating_add(comparing)
        .saturating_add(of(n_groups))
}

/// How to resample.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resampling {
    pub(super) n: usize,
    pub(super) seed: u64,
}

/// Units in groups that are drawn as a whole: all clauses of one reply belong together. Groups
/// whose units are alike are one class, of which the sums are kept.
#[derive(Debug)]
pub(super) struct Scope {
    width: usize,
    /// `width` sums of each class, one class after the other.
    sums: Vec<f64>,
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

impl Scope {
    /// Of units, each with the group it belongs to; those of a group stand together. `add` adds a
    /// kind of unit to `width` sums.
    pub(super) fn new<K: Ord>(
        width: usize,
        units: impl IntoIterator<Item = (usize, K)>,
        add: impl Fn(&K, &mut [f64]),
    ) -> Scope {
        let mut scope = Scope {
            width,
            sums: Vec::new(),
            groups: Vec::new(),
        };
        let mut classes: BTreeMap<Vec<K>, usize> = BTreeMap::new();
        let mut units = units.into_iter().peekable();
        while let Some((group, kind)) = units.next() {
            let mut class = vec![kind];
            while let Some((_, kind)) = units.next_if(|it| it.0 == group) {
                class.push(kind);
            }
            class.sort_unstable();
            let next = classes.len();
            if let Some(at) = classes.get(&class) {
                scope.groups.push(*at);
                continue;
            }
            scope.sums.resize(scope.sums.len() + width, 0.0);
            let sums = &mut scope.sums[next * width..];
            class.iter().for_each(|it| add(it, sums));
            classes.insert(class, next);
            scope.groups.push(next);
        }
        scope
    }

    fn n_classes(&self) -> usize {
        self.sums.len() / self.width.max(1)
    }

    /// The steps that a resample takes.
    pub(super) fn work(&self, n_labels: usize) -> u64 {
        work(self.groups.len(), self.n_classes(), self.width, n_labels)
    }

    /// Measures several coefficients, each a function of the sums, on the same resamples.
    pub(super) fn measure<const N: usize>(
        &self,
        resampling: Resampling,
        coefficients: impl Fn(&[f64]) -> [Result<f64, Undefined>; N],
    ) -> [Measured; N] {
        let mut n_of_class = vec![0; self.n_classes()];
        self.groups.iter().for_each(|it| n_of_class[*it] += 1);
        let mut sums = vec![0.0; self.width];
        self.add_up(&n_of_class, &mut sums);
        let estimates = coefficients(&sums);
        let is_hopeless = self.groups.len() < 2 || estimates.iter().all(Result::is_err);
        let n = if is_hopeless { 0 } else { resampling.n };
        let replicates = resample(
            &self.groups,
            self.n_classes(),
            n,
            resampling.seed,
            |drawn| {
                self.add_up(drawn, &mut sums);
                coefficients(&sums)
            },
        );
        let why_none = if self.groups.len() < 2 {
            "a single reply has no spread"
        } else {
            "not asked for"
        };
        std::array::from_fn(|at| {
            let estimate = estimates[at].map_err(|it| it.to_string())?;
            let values: Vec<_> = replicates.iter().map(|it| it[at]).collect();
            if values.is_empty() {
                return Ok((estimate, Err(why_none.to_owned())));
            }
            Ok((estimate, spread(values)))
        })
    }

    fn add_up(&self, n_of_class: &[u32], sums: &mut [f64]) {
        sums.fill(0.0);
        for (n, own) in n_of_class.iter().zip(self.sums.chunks_exact(self.width)) {
            if *n > 0 {
                let n = f64::from(*n);
                sums.iter_mut()
                    .zip(own)
                    .for_each(|(sum, it)| *sum += n * it);
            }
        }
    }
}

/// The spread of replicates, where they have one.
pub(super) fn spread(replicates: Vec<Result<f64, Undefined>>) -> Result<Spread, String> {
    let n_resamples = replicates.len();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_labels_cost_resamples() {
        assert_eq!(affordable(2_000, work(500, 500, 20, 4)), 2_000);
        // Which of fifty labels met are 1,225 sums of each class.
        assert_eq!(affordable(2_000, work(2_000, 2_000, 1_400, 50)), 713);
        assert_eq!(affordable(2_000, work(0, usize::MAX, usize::MAX, 50)), 100);
        assert_eq!(affordable(0, 1), 0);
    }
}
