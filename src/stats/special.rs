//! Functions that the statistics stand on: the normal distribution, binomial and hypergeometric
//! probabilities.

use std::f64::consts::{PI, SQRT_2};

/// Probability that a standard normal value is at most `z`.
pub(super) fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// The standard normal value below which the share `p` lies; infinite at 0 and 1.
///
/// Start: Abramowitz & Stegun (1964) 26.2.23, good to 5e-4; Halley's steps do the rest.
pub(super) fn normal_quantile(p: f64) -> f64 {
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let t = (-2.0 * p.ln()).sqrt();
    let top = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let bottom = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    let mut z = top / bottom - t;
    for _ in 0..4 {
        let step = (normal_cdf(z) - p) * (2.0 * PI).sqrt() * (z * z / 2.0).exp();
        z -= step / (1.0 + z * step / 2.0);
    }
    z
}

/// Probability of `k` successes in `n` trials that succeed with `p`.
///
/// Source: Loader (2000), Fast and Accurate Computation of Binomial Probabilities; differences
/// of large logarithms never arise.
pub(super) fn binomial_pmf(k: f64, n: f64, p: f64) -> f64 {
    if k == 0.0 {
        return (n * (-p).ln_1p()).exp();
    }
    if k == n {
        return (n * p.ln()).exp();
    }
    let rest = n - k;
    let errors = stirling_error(n) - stirling_error(k) - stirling_error(rest);
    let deviances = deviance(k, n * p) + deviance(rest, n * (1.0 - p));
    (errors - deviances).exp() * (n / (2.0 * PI * k * rest)).sqrt()
}

/// ln n! less Stirling's approximation of it.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        return libm::lgamma(n + 1.0) - (n + 0.5) * n.ln() + n - 0.5 * (2.0 * PI).ln();
    }
    let square = n * n;
    let inner = 1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * square)) / square;
    (1.0 / 12.0 - (1.0 / 360.0 - inner / square) / square) / n
}

/// x ln(x/m) + m − x, by its series where the terms would cancel.
fn deviance(x: f64, mean: f64) -> f64 {
    let d = (x - mean) / mean;
    if d.abs() > 0.1 {
        return x * (x / mean).ln() + mean - x;
    }
    let (mut sum, mut power) = (0.0, d);
    for j in 2..20 {
        power *= d;
        let sign = if j % 2 == 0 { 1.0 } else { -1.0 };
        sum += sign * power / f64::from(j * (j - 1));
    }
    mean * sum
}

/// Probability of at least `k` successes in `n` trials: the regularised incomplete beta function
/// I_p(k, n − k + 1).
pub(super) fn binomial_upper_tail(k: f64, n: f64, p: f64) -> f64 {
    if k <= 0.0 || p >= 1.0 {
        return 1.0;
    }
    if k > n || p <= 0.0 {
        return 0.0;
    }
    if p < (k + 1.0) / (n + 3.0) {
        return (1.0 - p) * binomial_pmf(k, n, p) * beta_fraction(k, n - k + 1.0, p);
    }
    let (failures, q) = (n - k + 1.0, 1.0 - p);
    1.0 - p * binomial_pmf(failures, n, q) * beta_fraction(failures, k, q)
}

/// The continued fraction of the incomplete beta function by Lentz's method (DLMF 8.17.22).
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let away_from_zero = |it: f64| if it.abs() < 1e-300 { 1e-300 } else { it };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..100_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = value;
        for term in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + term * d);
            c = away_from_zero(1.0 + term / c);
            value *= c * d;
        }
        if (value / before - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value
}

/// ln of n over k.
pub(super) fn ln_choose(n: f64, k: f64) -> f64 {
    libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0)
}

/// Where a function that grows over `[lower, upper]` passes `target`, to the last bit.
pub(super) fn bisect(
    (mut lower, mut upper): (f64, f64),
    target: f64,
    f: impl Fn(f64) -> f64,
) -> f64 {
    loop {
        let middle = f64::midpoint(lower, upper);
        if middle <= lower || middle >= upper {
            return middle;
        }
        if f(middle) < target {
            lower = middle;
        } else {
            upper = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_quantiles_are_those_of_the_tables() {
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
        assert!((normal_quantile(0.001) + 3.090_232_306_167_814).abs() < 1e-13);
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert!(normal_quantile(0.5).abs() < 1e-15);
    }

    #[test]
    fn tails_are_sums_of_probabilities() {
        for k in 0..=12 {
            let tail: f64 = (k..=12)
                .map(|it| binomial_pmf(f64::from(it), 12.0, 0.3))
                .sum();
            let close = (binomial_upper_tail(f64::from(k), 12.0, 0.3) - tail).abs();
            assert!(close < 1e-13, "{k}: {close}");
        }
    }
}
