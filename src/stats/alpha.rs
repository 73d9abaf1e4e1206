//! Krippendorff's α: agreement of any number of raters, with gaps.

use super::Undefined;

/// How far apart two labels count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Any two labels differ alike.
    Nominal,
    /// Labels are ranks: as far apart as ratings lie between them.
    Ordinal,
    /// Labels are numbers: (i − j)².
    Interval,
}

/// Krippendorff's α: 1 − observed / expected disagreement, at most 1, 0 at chance.
/// `units[unit]` holds the labels one unit got, from whomever, as numbers below `n_labels`; a
/// missing rating is simply not there. Units with fewer than two do not count.
///
/// Source: Krippendorff (2004), Content Analysis, 2nd ed., ch. 11.
///
/// # Errors
/// [`Undefined::NoPairs`] when no unit has two ratings, [`Undefined::OneLabel`] when those that
/// count are all the same, [`Undefined::OutOfRange`] for a label that is none.
pub fn krippendorff<U: AsRef<[usize]>>(
    units: &[U],
    n_labels: usize,
    metric: Metric,
) -> Result<f64, Undefined> {
    let mut labels = units.iter().flat_map(AsRef::as_ref);
    if labels.any(|it| *it >= n_labels) {
        return Err(Undefined::OutOfRange);
    }
    let mut together = vec![vec![0.0; n_labels]; n_labels];
    let mut counts = vec![0.0; n_labels];
    for unit in units.iter().map(AsRef::as_ref).filter(|it| it.len() > 1) {
        count_pairs(unit, &mut together, &mut counts);
    }
    let total: f64 = counts.iter().sum();
    if total == 0.0 {
        return Err(Undefined::NoPairs);
    }
    let (mut observed, mut expected) = (0.0, 0.0);
    for i in 0..n_labels {
        for j in 0..i {
            let distance = distance(metric, &counts, j, i);
            observed += together[i][j] * distance;
            expected += counts[i] * counts[j] * distance;
        }
    }
    if expected == 0.0 {
        return Err(Undefined::OneLabel);
    }
    Ok(1.0 - (total - 1.0) * observed / expected)
}

/// Adds a unit's ordered pairs of labels, each weighing 1 / (ratings − 1).
fn count_pairs(unit: &[usize], together: &mut [Vec<f64>], counts: &mut [f64]) {
    let mut own = vec![0.0; counts.len()];
    for label in unit {
        own[*label] += 1.0;
        counts[*label] += 1.0;
    }
    let weight = 1.0 / (unit.len() - 1) as f64;
    for (i, row) in together.iter_mut().enumerate() {
        for (j, cell) in row.iter_mut().enumerate() {
            let partners = if i == j { own[j] - 1.0 } else { own[j] };
            *cell += weight * own[i] * partners;
        }
    }
}

pub(super) fn distance(metric: Metric, counts: &[f64], low: usize, high: usize) -> f64 {
    match metric {
        Metric::Nominal => 1.0,
        Metric::Interval => ((high - low) as f64).powi(2),
        Metric::Ordinal => {
            let between: f64 = counts[low..=high].iter().sum();
            (between - f64::midpoint(counts[low], counts[high])).powi(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Observed disagreement 1/2 of pairs, expected 2·1·3 / (4·3) = 1/2.
    #[test]
    fn alpha_by_hand() {
        let units = [vec![0, 1], vec![1, 1], vec![0]];
        assert_eq!(krippendorff(&units, 2, Metric::Nominal), Ok(0.0));
        let same = [vec![1, 1], vec![1, 1]];
        let one = krippendorff(&same, 2, Metric::Ordinal);
        assert_eq!(one, Err(Undefined::OneLabel));
        let single = krippendorff(&[vec![0], vec![1]], 2, Metric::Nominal);
        assert_eq!(single, Err(Undefined::NoPairs));
    }
}
