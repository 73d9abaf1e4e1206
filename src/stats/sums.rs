//! Agreement from how often each label was given, with units that look alike taken together: what
//! a bootstrap over many units can afford.

use super::Undefined;
use super::alpha::{Metric, distance};

/// Kinds of units and how many there are of each.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    /// `counts[kind][label]`: how many raters of such a unit chose the label. All equally long.
    pub counts: &'a [Vec<u32>],
    /// How many units are of each kind, at least 0; as long as `counts`.
    pub weights: &'a [f64],
}

impl Counted<'_> {
    /// The kinds that occur, with their number of ratings.
    fn kinds(&self) -> impl Iterator<Item = (&[u32], f64, f64)> {
        let kinds = self.counts.iter().zip(self.weights);
        let kinds = kinds.filter(|(_, weight)| **weight > 0.0);
        kinds.map(|(counts, weight)| {
            let ratings = counts.iter().copied().map(f64::from).sum();
            (counts.as_slice(), *weight, ratings)
        })
    }

    /// The kinds with two ratings or more.
    fn paired(&self) -> impl Iterator<Item = (&[u32], f64, f64)> {
        self.kinds().filter(|(.., ratings)| *ratings > 1.0)
    }

    fn n_labels(&self) -> usize {
        self.counts.first().map_or(0, Vec::len)
    }

    /// Pairs of ratings of one unit that agree, and all such pairs.
    pub fn pairs(&self) -> (f64, f64) {
        let of_kind = |(counts, weight, ratings): (&[u32], f64, f64)| {
            (
                weight * agreeing(counts),
                weight * ratings * (ratings - 1.0) / 2.0,
            )
        };
        let pairs = self.paired().map(of_kind);
        pairs.fold((0.0, 0.0), |(a, b), (c, d)| (a + c, b + d))
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

    /// [`krippendorff`](super::alpha::krippendorff) of such units.
    ///
    /// # Errors
    /// As there.
    pub fn alpha(&self, metric: Metric) -> Result<f64, Undefined> {
        let n_labels = self.n_labels();
        let mut totals = vec![0.0; n_labels];
        for (counts, weight, _) in self.paired() {
            for (total, count) in totals.iter_mut().zip(counts) {
                *total += weight * f64::from(*count);
            }
        }
        let total: f64 = totals.iter().sum();
        if total == 0.0 {
            return Err(Undefined::NoPairs);
        }
        let mut expected = 0.0;
        let mut distances = vec![0.0; n_labels * n_labels];
        for i in 0..n_labels {
            for j in 0..i {
                let apart = distance(metric, &totals, j, i);
                distances[i * n_labels + j] = apart;
                expected += totals[i] * totals[j] * apart;
            }
        }
        if expected == 0.0 {
            return Err(Undefined::OneLabel);
        }
        let mut observed = 0.0;
        for (counts, weight, ratings) in self.paired() {
            let each = weight / (ratings - 1.0);
            for i in (0..n_labels).filter(|i| counts[*i] > 0) {
                let apart = |j: usize| f64::from(counts[j]) * distances[i * n_labels + j];
                observed += each * f64::from(counts[i]) * (0..i).map(apart).sum::<f64>();
            }
        }
        Ok(1.0 - (total - 1.0) * observed / expected)
    }

    /// [`fleiss`](super::kappa::fleiss) over the units with `n_ratings` ratings.
    ///
    /// # Errors
    /// [`Undefined::NoPairs`] for fewer than two ratings each, [`Undefined::Empty`] without such
    /// units, [`Undefined::OneLabel`] when one label took all.
    pub fn fleiss(&self, n_ratings: u32) -> Result<f64, Undefined> {
        if n_ratings < 2 {
            return Err(Undefined::NoPairs);
        }
        let m = f64::from(n_ratings);
        let (mut n, mut agreeing_pairs, mut totals) = (0.0, 0.0, vec![0.0; self.n_labels()]);
        for (counts, weight, _) in self.kinds().filter(|(.., ratings)| *ratings == m) {
            n += weight;
            agreeing_pairs += weight * agreeing(counts);
            for (total, count) in totals.iter_mut().zip(counts) {
                *total += weight * f64::from(*count);
            }
        }
        if n == 0.0 {
            return Err(Undefined::Empty);
        }
        if totals.iter().filter(|it| **it > 0.0).count() < 2 {
            return Err(Undefined::OneLabel);
        }
        let observed = 2.0 * agreeing_pairs / (n * m * (m - 1.0));
        let chance: f64 = totals.iter().map(|it| (it / (n * m)).powi(2)).sum();
        Ok((observed - chance) / (1.0 - chance))
    }

    /// Gwet's AC1: [`gwet`](super::gwet::gwet), unweighted, of such units.
    ///
    /// # Errors
    /// As there.
    pub fn ac1(&self) -> Result<f64, Undefined> {
        if self.counts.is_empty() {
            return Err(Undefined::NoPairs);
        }
        if self.n_labels() < 2 {
            return Err(Undefined::OneLabel);
        }
        let (mut n, mut n_paired, mut observed) = (0.0, 0.0, 0.0);
        let mut shares = vec![0.0; self.n_labels()];
        for (counts, weight, ratings) in self.kinds().filter(|(.., ratings)| *ratings > 0.0) {
            n += weight;
            for (share, count) in shares.iter_mut().zip(counts) {
                *share += weight * f64::from(*count) / ratings;
            }
            if ratings > 1.0 {
                n_paired += weight;
                observed += weight * 2.0 * agreeing(counts) / (ratings * (ratings - 1.0));
            }
        }
        if n_paired == 0.0 {
            return Err(Undefined::NoPairs);
        }
        let spread = shares.iter().map(|it| it / n * (1.0 - it / n)).sum::<f64>();
        let chance = spread / (self.n_labels() - 1) as f64;
        Ok((observed / n_paired - chance) / (1.0 - chance))
    }
}

/// Pairs of ratings that agree.
fn agreeing(counts: &[u32]) -> f64 {
    let pairs = counts
        .iter()
        .map(|it| f64::from(*it) * (f64::from(*it) - 1.0) / 2.0);
    pairs.sum()
}

#[cfg(test)]
mod tests {
    use super::super::alpha::krippendorff;
    use super::super::gwet::gwet;
    use super::super::kappa::{Weights, fleiss};
    use super::*;
    use proptest::prelude::*;

    fn close(left: Result<f64, Undefined>, right: Result<f64, Undefined>) -> bool {
        match (left, right) {
            (Ok(left), Ok(right)) => (left - right).abs() < 1e-9,
            (left, right) => left == right,
        }
    }

    proptest! {
        /// Units one by one and units taken together have the same agreement.
        #[test]
        fn counting_changes_no_coefficient(
            kinds in prop::collection::vec((prop::collection::vec(0_usize..3, 1..5), 1_usize..4), 1..6)
        ) {
            let units: Vec<Vec<usize>> = kinds
                .iter()
                .flat_map(|(unit, n)| std::iter::repeat_n(unit.clone(), *n))
                .collect();
            let count = |unit: &Vec<usize>| {
                let mut counts = vec![0; 3];
                unit.iter().for_each(|it| counts[*it] += 1);
                counts
            };
            let counts: Vec<Vec<u32>> = kinds.iter().map(|it| count(&it.0)).collect();
            let weights: Vec<f64> = kinds.iter().map(|it| it.1 as f64).collect();
            let counted = Counted { counts: &counts, weights: &weights };
            for metric in [Metric::Nominal, Metric::Ordinal] {
                prop_assert!(close(counted.alpha(metric), krippendorff(&units, 3, metric)));
            }
            let one_by_one = gwet(&units, 3, Weights::Unweighted).map(|it| it.coefficient);
            prop_assert!(close(counted.ac1(), one_by_one));
            let of_three: Vec<_> = units.iter().filter(|it| it.len() == 3).map(count).collect();
            prop_assert!(close(counted.fleiss(3), fleiss(&of_three)));
        }
    }
}
