//! Whether stated probabilities are what happens.

use super::{Undefined, check_fractions};

/// Brier's score: mean squared distance of probability and outcome, 0 (best) to 1.
///
/// Source: Brier (1950), Mon. Weather Rev. 78, 1–3, in the form of one class.
///
/// # Errors
/// [`Undefined::Empty`], [`Undefined::LengthsDiffer`], [`Undefined::OutOfRange`] for a
/// probability outside `[0, 1]`.
pub fn brier(happened: &[bool], p: &[f64]) -> Result<f64, Undefined> {
    mean(happened, p, |y, p| (p - y).powi(2))
}

/// Mean negative log-likelihood in nats; probabilities are kept 2.2e-16 away from 0 and 1, so
/// that one sure error costs 36 and not all.
///
/// Source: Good (1952), J. R. Stat. Soc. B 14, 107–114.
///
/// # Errors
/// As [`brier`].
pub fn log_loss(happened: &[bool], p: &[f64]) -> Result<f64, Undefined> {
    mean(happened, p, |y, p| {
        let p = p.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
        -(y * p.ln() + (1.0 - y) * (1.0 - p).ln())
    })
}

fn mean(happened: &[bool], p: &[f64], f: impl Fn(f64, f64) -> f64) -> Result<f64, Undefined> {
    check(happened, p)?;
    let terms = happened.iter().zip(p).map(|(y, p)| f(f64::from(*y), *p));
    Ok(terms.sum::<f64>() / p.len() as f64)
}

fn check(happened: &[bool], p: &[f64]) -> Result<(), Undefined> {
    check_fractions(p)?;
    match p {
        _ if happened.len() != p.len() => Err(Undefined::LengthsDiffer),
        [] => Err(Undefined::Empty),
        _ => Ok(()),
    }
}

/// One bin of a reliability curve that holds something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// How many probabilities fell into it.
    pub n: usize,
    /// Share of them that happened.
    pub rate: f64,
    /// Their mean.
    pub mean_p: f64,
}

/// The bins that hold something, of `n_bins` equally wide ones, lowest first. A probability on an
/// inner edge belongs to the lower bin, 0 to the first.
///
/// # Errors
/// As [`brier`]; [`Undefined::OutOfRange`] also for no bins.
pub fn reliability(happened: &[bool], p: &[f64], n_bins: usize) -> Result<Vec<Bin>, Undefined> {
    check(happened, p)?;
    if n_bins == 0 {
        return Err(Undefined::OutOfRange);
    }
    let width = 1.0 / n_bins as f64;
    let edges: Vec<f64> = (1..n_bins).map(|it| it as f64 * width).collect();
    let mut sums = vec![(0, 0.0, 0.0); n_bins];
    for (happened, p) in happened.iter().zip(p) {
        let (n, rate, sum) = &mut sums[edges.partition_point(|edge| edge < p)];
        *n += 1;
        *rate += f64::from(*happened);
        *sum += p;
    }
    let filled = sums.into_iter().filter(|it| it.0 > 0);
    let bin = |(n, happened, sum)| Bin {
        n,
        rate: happened / n as f64,
        mean_p: sum / n as f64,
    };
    Ok(filled.map(bin).collect())
}

/// Expected calibration error over [`reliability`]'s bins: mean distance of rate and mean
/// probability, weighted by bin size; in `[0, 1]`.
///
/// Source: Naeini, Cooper & Hauskrecht (2015), AAAI 29, 2901–2907.
///
/// # Errors
/// As [`reliability`].
pub fn ece(happened: &[bool], p: &[f64], n_bins: usize) -> Result<f64, Undefined> {
    let bins = reliability(happened, p, n_bins)?;
    let gaps = bins
        .iter()
        .map(|it| it.n as f64 * (it.rate - it.mean_p).abs());
    Ok(gaps.sum::<f64>() / p.len() as f64)
}

/// Maximum calibration error: the widest distance of any bin.
///
/// Source: as [`ece`].
///
/// # Errors
/// As [`reliability`].
pub fn mce(happened: &[bool], p: &[f64], n_bins: usize) -> Result<f64, Undefined> {
    let bins = reliability(happened, p, n_bins)?;
    let gaps = bins.iter().map(|it| (it.rate - it.mean_p).abs());
    Ok(gaps.fold(0.0, f64::max))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calibration_by_hand() {
        assert_eq!(brier(&[true, false], &[0.5, 0.0]), Ok(0.125));
        assert_eq!(ece(&[true, false], &[0.5, 0.5], 2), Ok(0.0));
        assert_eq!(mce(&[true, true], &[0.5, 1.0], 2), Ok(0.5));
        assert_eq!(brier(&[], &[]), Err(Undefined::Empty));
        assert_eq!(brier(&[true], &[1.5]), Err(Undefined::OutOfRange));
    }
}
