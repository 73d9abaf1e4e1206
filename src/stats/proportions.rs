//! Intervals for a share and for the difference of two.

use super::special::{binomial_upper_tail, bisect, normal_quantile};
use super::{Interval, Undefined, check_alpha};

/// Wilson's score interval for the share `k` of `n`, without continuity correction.
///
/// `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)`. Assumes independent trials.
///
/// Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209–212.
///
/// # Errors
/// [`Undefined::Empty`] for `n = 0`; [`Undefined::OutOfRange`] for `k > n` or `alpha` outside (0, 1).
pub fn wilson(k: u64, n: u64, alpha: f64) -> Result<Interval, Undefined> {
    check_counts(k, n, alpha)?;
    let (total, z) = (n as f64, normal_quantile(1.0 - alpha / 2.0));
    let (p, z2) = (k as f64 / total, z * z);
    let centre = p + z2 / (2.0 * total);
    let half = z * (p * (1.0 - p) / total + z2 / (4.0 * total * total)).sqrt();
    let scale = 1.0 + z2 / total;
    let end = |it: f64| (it / scale).clamp(0.0, 1.0);
    Ok(Interval {
        lower: if k == 0 { 0.0 } else { end(centre - half) },
        upper: if k == n { 1.0 } else { end(centre + half) },
    })
}

/// Clopper and Pearson's exact interval for the share `k` of `n`: it holds the true share with
/// at least the stated probability. 0 is its lower end at `k = 0`, 1 its upper at `k = n`.
///
/// The lower end is the `p` at which `k` or more successes have probability `alpha/2`.
///
/// Source: Clopper & Pearson (1934), Biometrika 26, 404–413.
///
/// # Errors
/// [`Undefined::Empty`] for `n = 0`; [`Undefined::OutOfRange`] for `k > n` or `alpha` outside (0, 1).
pub fn clopper_pearson(k: u64, n: u64, alpha: f64) -> Result<Interval, Undefined> {
    check_counts(k, n, alpha)?;
    let lower = |k: u64| {
        let tail = |p: f64| binomial_upper_tail(k as f64, n as f64, p);
        match k {
            0 => 0.0,
            _ => bisect((0.0, 1.0), alpha / 2.0, tail),
        }
    };
    Ok(Interval {
        lower: lower(k),
        upper: 1.0 - lower(n - k),
    })
}

/// A difference of two shares with its interval, all in `[-1, 1]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The first share less the second.
    pub difference: f64,
    /// Where the difference lies.
    pub interval: Interval,
}

/// Newcombe's interval for `k1/n1 − k2/n2` of two independent samples, from their Wilson
/// intervals (method 10, no correction).
///
/// Source: Newcombe (1998), Stat. Med. 17, 873–890.
///
/// # Errors
/// As [`wilson`] for either sample.
pub fn newcombe(
    (k1, n1): (u64, u64),
    (k2, n2): (u64, u64),
    alpha: f64,
) -> Result<Difference, Undefined> {
    let (first, second) = (wilson(k1, n1, alpha)?, wilson(k2, n2, alpha)?);
    let (p1, p2) = (k1 as f64 / n1 as f64, k2 as f64 / n2 as f64);
    let difference = p1 - p2;
    let lower = difference - (p1 - first.lower).hypot(second.upper - p2);
    let upper = difference + (first.upper - p1).hypot(p2 - second.lower);
    Ok(Difference {
        difference,
        interval: Interval { lower, upper },
    })
}

fn check_counts(k: u64, n: u64, alpha: f64) -> Result<(), Undefined> {
    check_alpha(alpha)?;
    match n {
        _ if k > n => Err(Undefined::OutOfRange),
        0 => Err(Undefined::Empty),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_one_leaves_alpha_halves() {
        let exact = clopper_pearson(1, 1, 0.05).expect("defined");
        assert!((exact.lower - 0.025).abs() < 1e-12 && exact.upper >= 1.0);
        assert_eq!(wilson(0, 0, 0.05), Err(Undefined::Empty));
        assert_eq!(wilson(2, 1, 0.05), Err(Undefined::OutOfRange));
    }

    /// Newcombe (1998), table II, example (a).
    #[test]
    fn newcombe_as_printed() {
        let it = newcombe((56, 70), (48, 80), 0.05).expect("defined");
        assert!((it.interval.lower - 0.0524).abs() < 5e-5);
        assert!((it.interval.upper - 0.3339).abs() < 5e-5);
    }
}
