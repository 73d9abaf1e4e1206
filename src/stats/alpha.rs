//! Krippendorff's α: agreement of any number of raters, with gaps.

use super::Undefined;
use super::sums::Kept;

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
    let kept = Kept {
        n_labels,
        complete: None,
        by_label: metric != Metric::Nominal,
    };
    let mut sums = vec![0.0; kept.width()];
    for unit in units {
        kept.add(&count(unit.as_ref(), n_labels)?, 1.0, &mut sums);
    }
    kept.of(&sums).alpha(metric)
}

/// How often a unit got each label.
pub(super) fn count(unit: &[usize], n_labels: usize) -> Result<Vec<u32>, Undefined> {
    let mut counts = vec![0; n_labels];
    for label in unit {
        *counts.get_mut(*label).ok_or(Undefined::OutOfRange)? += 1;
    }
    Ok(counts)
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
