//! Intervals by resampling.

use super::special::{normal_cdf, normal_quantile};
use super::{Interval, Undefined, check_alpha};

/// Replicates of a statistic of observations of which many are alike: `observations` says of each
/// its class, below `n_classes`. Each replicate is the statistic of one sample of as many, drawn with
/// replacement, given as how many of each class were drawn. The same seed draws the same samples
/// everywhere. Give the units that are independent (whole scenarios or items, never turns of one).
///
/// Source: Efron (1979), Ann. Stat. 7, 1–26.
pub fn resample<R>(
    observations: &[usize],
    n_classes: usize,
    n_replicates: usize,
    seed: u64,
    mut statistic: impl FnMut(&[u32]) -> R,
) -> Vec<R> {
    let mut random = SplitMix64(seed);
    let mut drawn = vec![0; n_classes];
    let mut replicate = || {
        drawn.fill(0);
        for _ in observations {
            drawn[observations[random.below(observations.len())]] += 1;
        }
        statistic(&drawn)
    };
    (0..n_replicates).map(|_| replicate()).collect()
}

/// Samples of units, drawn with replacement, one fewer than there are: the spread of a mean is then
/// that of its estimate even where the units are few, where as many as there are would make it too
/// small. The same seed draws the same samples everywhere.
///
/// Source: Rao & Wu (1988), J. Am. Stat. Assoc. 83, 231–241.
#[derive(Debug)]
pub struct Draws {
    random: SplitMix64,
    drawn: Vec<u32>,
}

impl Draws {
    /// Of `n` units, two or more.
    pub fn one_fewer(n: usize, seed: u64) -> Draws {
        Draws {
            random: SplitMix64(seed),
            drawn: vec![0; n],
        }
    }

    /// The next sample: how often each unit was drawn.
    pub fn draw(&mut self) -> &[u32] {
        self.drawn.fill(0);
        for _ in 1..self.drawn.len() {
            let at = self.random.below(self.drawn.len());
            self.drawn[at] += 1;
        }
        &self.drawn
    }
}

/// SplitMix64: eight bytes of state, the same numbers on every machine.
///
/// Source: Steele, Lea & Flood (2014), OOPSLA, 453–472.
#[derive(Debug)]
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    /// A number below `n`, by the high half of a product; its bias is under n / 2⁶⁴.
    #[allow(clippy::cast_possible_truncation, reason = "below n, which is a usize")]
    fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}

/// The percentile interval: quantiles of the replicates, linear between neighbours (type 7).
///
/// Source: Davison & Hinkley (1997), Bootstrap Methods, ch. 5.
///
/// # Errors
/// [`Undefined::Empty`] without replicates, [`Undefined::OutOfRange`] for one that is not finite or an
/// `alpha` outside (0, 1).
pub fn percentile(replicates: &[f64], alpha: f64) -> Result<Interval, Undefined> {
    check_alpha(alpha)?;
    let sorted = sorted(replicates)?;
    Ok(Interval {
        lower: quantile(&sorted, alpha / 2.0),
        upper: quantile(&sorted, 1.0 - alpha / 2.0),
    })
}

/// The basic interval: the percentile interval mirrored at the estimate.
///
/// Source: as [`percentile`].
///
/// # Errors
/// As [`percentile`].
pub fn basic(estimate: f64, replicates: &[f64], alpha: f64) -> Result<Interval, Undefined> {
    let it = percentile(replicates, alpha)?;
    Ok(Interval {
        lower: 2.0 * estimate - it.upper,
        upper: 2.0 * estimate - it.lower,
    })
}

/// The bias-corrected and accelerated interval: percentiles shifted by [`bias`] and
/// [`acceleration`]. `left_out` holds the statistic without each observation in turn.
///
/// Source: Efron (1987), J. Am. Stat. Assoc. 82, 171–185.
///
/// # Errors
/// As [`percentile`], [`bias`] and [`acceleration`].
pub fn bca(
    estimate: f64,
    replicates: &[f64],
    left_out: &[f64],
    alpha: f64,
) -> Result<Interval, Undefined> {
    check_alpha(alpha)?;
    let sorted = sorted(replicates)?;
    let (z0, a) = (bias(estimate, replicates)?, acceleration(left_out)?);
    let end = |p: f64| {
        let z = z0 + normal_quantile(p);
        quantile(&sorted, normal_cdf(z0 + z / (1.0 - a * z)))
    };
    Ok(Interval {
        lower: end(alpha / 2.0),
        upper: end(1.0 - alpha / 2.0),
    })
}

/// Median bias z₀: the normal quantile of the share of replicates below the estimate, ties
/// counted half.
///
/// # Errors
/// [`Undefined::Empty`] without replicates, [`Undefined::OneSided`] when all lie on one side.
pub fn bias(estimate: f64, replicates: &[f64]) -> Result<f64, Undefined> {
    if replicates.is_empty() {
        return Err(Undefined::Empty);
    }
    let below = replicates.iter().filter(|it| **it < estimate).count() as f64;
    let ties = replicates.iter().filter(|it| **it == estimate).count() as f64;
    let share = (below + ties / 2.0) / replicates.len() as f64;
    match share {
        0.0 | 1.0 => Err(Undefined::OneSided),
        _ => Ok(normal_quantile(share)),
    }
}

/// Acceleration: a sixth of the skewness of the statistic without each observation in turn.
///
/// # Errors
/// [`Undefined::NoInfluence`] when leaving out an observation never changes it.
pub fn acceleration(left_out: &[f64]) -> Result<f64, Undefined> {
    let mean = left_out.iter().sum::<f64>() / left_out.len() as f64;
    let power = |n: i32| left_out.iter().map(|it| (mean - it).powi(n)).sum::<f64>();
    let squares = power(2);
    if left_out.windows(2).all(|it| it[0] == it[1]) || squares == 0.0 {
        return Err(Undefined::NoInfluence);
    }
    Ok(power(3) / (6.0 * squares.powf(1.5)))
}

/// Standard error: the standard deviation of the replicates, over n − 1.
///
/// # Errors
/// [`Undefined::OneValue`] for fewer than two.
pub fn standard_error(replicates: &[f64]) -> Result<f64, Undefined> {
    if replicates.len() < 2 {
        return Err(Undefined::OneValue);
    }
    let n = replicates.len() as f64;
    let mean = replicates.iter().sum::<f64>() / n;
    let squares: f64 = replicates.iter().map(|it| (it - mean).powi(2)).sum();
    Ok((squares / (n - 1.0)).sqrt())
}

fn sorted(replicates: &[f64]) -> Result<Vec<f64>, Undefined> {
    if replicates.is_empty() {
        return Err(Undefined::Empty);
    }
    if !replicates.iter().all(|it| it.is_finite()) {
        return Err(Undefined::OutOfRange);
    }
    let mut sorted = replicates.to_vec();
    sorted.sort_by(f64::total_cmp);
    Ok(sorted)
}

/// The quantile at `p` of ascending values, linear between neighbours.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within the list"
)]
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * (sorted.len() - 1) as f64;
    let low = sorted[at.floor() as usize];
    low + (sorted[at.ceil() as usize] - low) * at.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_by_hand() {
        let replicates = [1.0, 2.0, 3.0, 4.0, 5.0];
        let middle = percentile(&replicates, 0.5).expect("defined");
        assert_eq!((middle.lower, middle.upper), (2.0, 4.0));
        let mirrored = basic(4.0, &replicates, 0.5).expect("defined");
        assert_eq!((mirrored.lower, mirrored.upper), (4.0, 6.0));
        assert_eq!(bias(0.0, &replicates), Err(Undefined::OneSided));
        assert_eq!(acceleration(&[1.0, 1.0]), Err(Undefined::NoInfluence));
        // Without bias and acceleration BCa is the percentile interval.
        let same = bca(3.0, &replicates, &[1.0, 2.0, 3.0], 0.5).expect("defined");
        assert!((same.lower - 2.0).abs() < 1e-12 && (same.upper - 4.0).abs() < 1e-12);
    }

    /// Of two units the mean of one drawn is one or the other: its variance is that of the mean's
    /// estimate, half the units' own.
    #[test]
    fn one_fewer_spreads_as_the_estimate_does() {
        let mut draws = Draws::one_fewer(2, 1);
        let first: Vec<u32> = (0..4_000).map(|_| draws.draw()[0]).collect();
        let share = f64::from(first.iter().sum::<u32>()) / 4_000.0;
        assert!((share - 0.5).abs() < 0.03, "{share}");
        let mut draws = Draws::one_fewer(5, 1);
        assert!((0..50).all(|_| draws.draw().iter().sum::<u32>() == 4));
    }

    #[test]
    fn a_seed_draws_the_same_samples() {
        let draw = |seed| resample(&[0, 1, 1], 2, 50, seed, <[u32]>::to_vec);
        assert!(draw(7).iter().all(|it| it.iter().sum::<u32>() == 3));
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        // Vigna's published first output for seed 0.
        assert_eq!(SplitMix64(0).next(), 0xe220_a839_7b1d_cdaf);
    }
}
