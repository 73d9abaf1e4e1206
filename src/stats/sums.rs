//! The sums that coefficients of agreement are made of. Sums of units add up, so that of many units
//! a resample is a weighted sum of a few numbers; it is what a bootstrap can afford.

use super::alpha::{Metric, distance};
use super::{Undefined, gwet};

/// Which sums are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Possible labels.
    pub n_labels: usize,
    /// Ratings of the units that Fleiss' κ is of; others enter all but it.
    pub complete: Option<u32>,
    /// Whether it is kept which labels met, which every [`Metric`] but the nominal needs.
    pub by_label: bool,
}

// The places of the sums that do not depend on the number of labels.
const AGREEING: usize = 0;
const PAIRS: usize = 1;
const UNITS: usize = 2;
const PAIRED_UNITS: usize = 3;
const OBSERVED: usize = 4;
const APART: usize = 5;
const COMPLETE_UNITS: usize = 6;
const COMPLETE_AGREEING: usize = 7;
const SINGLE: usize = 8;

impl Kept {
    /// How many numbers the sums are.
    pub fn width(self) -> usize {
        let n_met = if self.by_label { self.n_labels } else { 0 };
        self.together(n_met, 0)
    }

    /// Where the ratings of each label stand, in units with two or more.
    fn paired(self) -> usize {
        SINGLE
    }

    /// Where each label's share of its unit stands.
    fn shares(self) -> usize {
        self.paired() + self.n_labels
    }

    /// Where the ratings of each label stand in complete units.
    fn complete(self) -> usize {
        self.shares() + self.n_labels
    }

    /// Where it stands how often `high` met the lower `low`.
    fn together(self, high: usize, low: usize) -> usize {
        let n_complete = self.complete.map_or(0, |_| self.n_labels);
        self.complete() + n_complete + high * high.saturating_sub(1) / 2 + low
    }

    /// Adds `weight` units in which each label was given as often as `counts` says.
    pub fn add(self, counts: &[u32], weight: f64, sums: &mut [f64]) {
        let ratings: f64 = counts.iter().copied().map(f64::from).sum();
        if ratings == 0.0 {
            return;
        }
        sums[UNITS] += weight;
        add_counts(counts, weight / ratings, &mut sums[self.shares()..]);
        if ratings < 2.0 {
            return;
        }
        let (agreeing, pairs) = (agreeing(counts), ratings * (ratings - 1.0) / 2.0);
        sums[AGREEING] += weight * agreeing;
        sums[PAIRS] += weight * pairs;
        sums[PAIRED_UNITS] += weight;
        sums[OBSERVED] += weight * agreeing / pairs;
        sums[APART] += weight * (pairs - agreeing) / (ratings - 1.0);
        add_counts(counts, weight, &mut sums[self.paired()..]);
        if self.complete.map(f64::from) == Some(ratings) {
            sums[COMPLETE_UNITS] += weight;
            sums[COMPLETE_AGREEING] += weight * agreeing;
            add_counts(counts, weight, &mut sums[self.complete()..]);
        }
        if self.by_label {
            self.add_together(counts, weight / (ratings - 1.0), sums);
        }
    }

    fn add_together(self, counts: &[u32], weight: f64, sums: &mut [f64]) {
        for high in (0..self.n_labels).filter(|it| counts[*it] > 0) {
            let row = &mut sums[self.together(high, 0)..][..high];
            add_counts(&counts[..high], weight * f64::from(counts[high]), row);
        }
    }

    /// The coefficients of `sums`.
    pub fn of(self, sums: &[f64]) -> Sums<'_> {
        Sums { kept: self, sums }
    }
}

fn add_counts(counts: &[u32], weight: f64, sums: &mut [f64]) {
    for (sum, count) in sums.iter_mut().zip(counts) {
        *sum += weight * f64::from(*count);
    }
}

/// Pairs of ratings that agree.
fn agreeing(counts: &[u32]) -> f64 {
    let pairs = counts
        .iter()
        .map(|it| f64::from(*it) * (f64::from(*it) - 1.0) / 2.0);
    pairs.sum()
}

/// The sums of some units, to be read.
#[derive(Clone, Copy, Debug)]
pub struct Sums<'a> {
    kept: Kept,
    sums: &'a [f64],
}

impl Sums<'_> {
    fn by_label(&self, at: usize) -> &[f64] {
        &self.sums[at..][..self.kept.n_labels]
    }

    /// Pairs of ratings of one unit that agree, and all such pairs.
    pub fn pairs(&self) -> (f64, f64) {
        (self.sums[AGREEING], self.sums[PAIRS])
    }

    /// The share of pairs of ratings of one unit that agree.
    ///
    /// # Errors
    /// [`Undefined::NoPairs`] when no unit has two ratings.
    pub fn agreement(&self) -> Result<f64, Undefined> {
        match self.pairs() {
            (_, 0.0) => Err(Undefined::NoPairs),
            (agreeing, all) => Ok(agreeing / all),
        }
    }

    /// [`krippendorff`](super::alpha::krippendorff) of the units.
    ///
    /// # Errors
    /// As there; [`Undefined::OutOfRange`] for a metric whose sums are not kept.
    pub fn alpha(&self, metric: Metric) -> Result<f64, Undefined> {
        let totals = self.by_label(self.kept.paired());
        let total: f64 = totals.iter().sum();
        if total == 0.0 {
            return Err(Undefined::NoPairs);
        }
        let (observed, expected) = match metric {
            Metric::Nominal => {
                let same: f64 = totals.iter().map(|it| it * it).sum();
                (self.sums[APART], (total * total - same) / 2.0)
            }
            _ if !self.kept.by_label => return Err(Undefined::OutOfRange),
            _ => self.apart(metric, totals),
        };
        if expected == 0.0 {
            return Err(Undefined::OneLabel);
        }
        Ok(1.0 - (total - 1.0) * observed / expected)
    }

    /// Observed and expected disagreement by a metric.
    fn apart(&self, metric: Metric, totals: &[f64]) -> (f64, f64) {
        let (mut observed, mut expected) = (0.0, 0.0);
        for high in 0..totals.len() {
            let together = &self.sums[self.kept.together(high, 0)..][..high];
            for (low, together) in together.iter().enumerate() {
                let distance = distance(metric, totals, low, high);
                observed += together * distance;
                expected += totals[low] * totals[high] * distance;
            }
        }
        (observed, expected)
    }

    /// [`fleiss`](super::kappa::fleiss) over the complete units.
    ///
    /// # Errors
    /// [`Undefined::NoPairs`] for fewer than two ratings each, [`Undefined::Empty`] without such
    /// units, [`Undefined::OneLabel`] when one label took all.
    pub fn fleiss(&self) -> Result<f64, Undefined> {
        let Some(m) = self.kept.complete.filter(|it| *it > 1).map(f64::from) else {
            return Err(Undefined::NoPairs);
        };
        let n = self.sums[COMPLETE_UNITS];
        if n == 0.0 {
            return Err(Undefined::Empty);
        }
        let totals = self.by_label(self.kept.complete());
        if totals.iter().filter(|it| **it > 0.0).count() < 2 {
            return Err(Undefined::OneLabel);
        }
        let observed = 2.0 * self.sums[COMPLETE_AGREEING] / (n * m * (m - 1.0));
        let chance: f64 = totals.iter().map(|it| (it / (n * m)).powi(2)).sum();
        Ok((observed - chance) / (1.0 - chance))
    }

    /// Gwet's AC1: [`gwet`](super::gwet::gwet()), unweighted, of the units.
    ///
    /// # Errors
    /// As there.
    pub fn ac1(&self) -> Result<f64, Undefined> {
        let scale = 1.0 / (self.kept.n_labels as f64 - 1.0);
        self.gwet(self.sums[OBSERVED], scale)
            .map(|it| it.coefficient)
    }

    /// Gwet's coefficient where the units' agreements, by weight, add up to `observed`; `scale` is
    /// the sum of all weights over q (q − 1).
    pub(super) fn gwet(&self, observed: f64, scale: f64) -> Result<gwet::Parts, Undefined> {
        let (n, n_paired) = (self.sums[UNITS], self.sums[PAIRED_UNITS]);
        if n_paired == 0.0 {
            return Err(Undefined::NoPairs);
        }
        if self.kept.n_labels < 2 {
            return Err(Undefined::OneLabel);
        }
        let shares = self.by_label(self.kept.shares()).iter().map(|it| it / n);
        let chance = scale * shares.map(|it| it * (1.0 - it)).sum::<f64>();
        let observed = observed / n_paired;
        Ok(gwet::Parts {
            coefficient: (observed - chance) / (1.0 - chance),
            observed,
            chance,
        })
    }

    /// The share of each label, averaged over units.
    pub(super) fn shares(&self) -> Vec<f64> {
        let shares = self.by_label(self.kept.shares()).iter();
        shares.map(|it| it / self.sums[UNITS]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(left: Result<f64, Undefined>, right: Result<f64, Undefined>) -> bool {
        match (left, right) {
            (Ok(left), Ok(right)) => (left - right).abs() < 1e-9,
            (left, right) => left == right,
        }
    }

    /// Krippendorff's α by its definition: the mean distance of two ratings of a unit over that of
    /// two ratings of any unit.
    fn alpha_by_definition(units: &[Vec<usize>], distance: impl Fn(usize, usize) -> f64) -> f64 {
        let paired = units.iter().filter(|it| it.len() > 1);
        let all: Vec<usize> = paired.clone().flatten().copied().collect();
        let sum = |of: &[usize]| {
            let pairs = of.iter().flat_map(|a| of.iter().map(|b| distance(*a, *b)));
            pairs.sum::<f64>()
        };
        let n = all.len() as f64;
        let within: f64 = paired.map(|it| sum(it) / (it.len() as f64 - 1.0)).sum();
        1.0 - (within / n) / (sum(&all) / (n * (n - 1.0)))
    }

    #[test]
    fn alpha_is_a_ratio_of_mean_distances() {
        let units = [vec![0, 1, 2], vec![1, 1], vec![0], vec![2, 0, 2, 2]];
        let kept = Kept {
            n_labels: 3,
            complete: None,
            by_label: true,
        };
        let mut sums = vec![0.0; kept.width()];
        for unit in &units {
            let mut counts = vec![0; 3];
            unit.iter().for_each(|it| counts[*it] += 1);
            kept.add(&counts, 1.0, &mut sums);
        }
        let nominal = alpha_by_definition(&units, |a, b| f64::from(u8::from(a != b)));
        let interval = alpha_by_definition(&units, |a, b| (a as f64 - b as f64).powi(2));
        assert!(close(kept.of(&sums).alpha(Metric::Nominal), Ok(nominal)));
        assert!(close(kept.of(&sums).alpha(Metric::Interval), Ok(interval)));
    }

    proptest! {
        /// Units one by one and units taken together have the same sums.
        #[test]
        fn a_weight_is_so_many_units(
            kinds in prop::collection::vec((prop::collection::vec(0_u32..3, 3), 1_u32..4), 1..6)
        ) {
            let kept = Kept { n_labels: 3, complete: Some(3), by_label: true };
            let (mut once, mut each) = (vec![0.0; kept.width()], vec![0.0; kept.width()]);
            for (counts, n) in &kinds {
                kept.add(counts, f64::from(*n), &mut once);
                (0..*n).for_each(|_| kept.add(counts, 1.0, &mut each));
            }
            let (once, each) = (kept.of(&once), kept.of(&each));
            for metric in [Metric::Nominal, Metric::Ordinal, Metric::Interval] {
                prop_assert!(close(once.alpha(metric), each.alpha(metric)));
            }
            prop_assert!(close(once.fleiss(), each.fleiss()));
            prop_assert!(close(once.ac1(), each.ac1()));
            prop_assert!(close(once.agreement(), each.agreement()));
        }
    }
}
