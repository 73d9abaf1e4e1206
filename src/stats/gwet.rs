//! Gwet's agreement coefficients: they stay sensible when one label is rare.

use super::Undefined;
use super::alpha::count;
use super::kappa::Weights;
use super::sums::Kept;

/// Gwet's AC1, or AC2 with weights, and what it is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gwet {
    /// (observed − chance) / (1 − chance): at most 1, 0 at chance.
    pub coefficient: f64,
    /// Share of pairs of ratings of one unit that agree, by weight, averaged over units.
    pub observed: f64,
    /// The agreement expected of chance.
    pub chance: f64,
    /// Standard error over units; [`Undefined::OneValue`] for a single unit.
    pub standard_error: Result<f64, Undefined>,
}

/// A coefficient and what it is of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    pub(super) coefficient: f64,
    pub(super) observed: f64,
    pub(super) chance: f64,
}

/// Gwet's AC1 ([`Weights::Unweighted`]) or AC2. `units[unit]` holds the labels one unit got, as
/// numbers below `n_labels`; gaps are simply not there. A unit with one rating counts for chance
/// only. The set of possible labels matters: chance falls as it grows.
///
/// Source: Gwet (2008), Br. J. Math. Stat. Psychol. 61, 29–48; Gwet (2014), Handbook of
/// Inter-Rater Reliability, 4th ed., ch. 5.
///
/// # Errors
/// [`Undefined::NoPairs`] when no unit has two ratings, [`Undefined::OneLabel`] for fewer than two
/// possible labels, [`Undefined::OutOfRange`] for a label that is none.
pub fn gwet<U: AsRef<[usize]>>(
    units: &[U],
    n_labels: usize,
    weights: Weights,
) -> Result<Gwet, Undefined> {
    let kept = Kept {
        n_labels,
        complete: None,
        by_label: false,
    };
    let mut sums = vec![0.0; kept.width()];
    for unit in units {
        kept.add(&count(unit.as_ref(), n_labels)?, 1.0, &mut sums);
    }
    let units = units.iter().map(AsRef::as_ref).filter(|it| !it.is_empty());
    let units: Vec<&[usize]> = units.collect();
    let weight = |i: usize, j: usize| weights.closeness(i, j, n_labels);
    let labels = n_labels as f64;
    let all = (0..n_labels).flat_map(|i| (0..n_labels).map(move |j| weight(i, j)));
    let scale = all.sum::<f64>() / (labels * (labels - 1.0));
    let agreement = |unit: &[usize]| agreement(unit, weight);
    let sums = kept.of(&sums);
    let parts = sums.gwet(units.iter().map(|it| agreement(it)).sum(), scale)?;
    let standard_error = standard_error(&units, &sums.shares(), scale, parts, agreement);
    let Parts {
        coefficient,
        observed,
        chance,
    } = parts;
    Ok(Gwet {
        coefficient,
        observed,
        chance,
        standard_error,
    })
}

/// The spread of what each unit pulls the coefficient to.
fn standard_error(
    units: &[&[usize]],
    shares: &[f64],
    scale: f64,
    parts: Parts,
    agreement: impl Fn(&[usize]) -> f64,
) -> Result<f64, Undefined> {
    if units.len() < 2 {
        return Err(Undefined::OneValue);
    }
    let Parts {
        coefficient,
        chance,
        ..
    } = parts;
    let n = units.len() as f64;
    let n_paired = units.iter().filter(|it| it.len() > 1).count() as f64;
    let deviation = |unit: &&[usize]| {
        let own = match unit.len() {
            1 => 0.0,
            _ => n / n_paired * (agreement(unit) - chance) / (1.0 - chance),
        };
        let others: f64 = unit.iter().map(|it| 1.0 - shares[*it]).sum();
        let own_chance = scale * others / unit.len() as f64;
        let pull = 2.0 * (1.0 - coefficient) * (own_chance - chance) / (1.0 - chance);
        (own - pull - coefficient).powi(2)
    };
    let squares: f64 = units.iter().map(deviation).sum();
    Ok((squares / (n * (n - 1.0))).sqrt())
}

/// Mean weight of two different ratings of a unit; 0 for a single rating.
fn agreement(unit: &[usize], weight: impl Fn(usize, usize) -> f64) -> f64 {
    let n = unit.len() as f64;
    if unit.len() < 2 {
        return 0.0;
    }
    let pairs = unit
        .iter()
        .flat_map(|i| unit.iter().map(|j| weight(*i, *j)));
    (pairs.sum::<f64>() - n) / (n * (n - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Observed 1/2; shares 1/4 and 3/4, so chance 2 · 3/16.
    #[test]
    fn ac1_by_hand() {
        let it = gwet(&[[0, 1], [1, 1]], 2, Weights::Unweighted).expect("defined");
        assert_eq!((it.observed, it.chance), (0.5, 0.375));
        assert!((it.coefficient - 0.2).abs() < 1e-15);
        let none = gwet(&[[0], [1]], 2, Weights::Unweighted);
        assert_eq!(none, Err(Undefined::NoPairs));
    }
}
