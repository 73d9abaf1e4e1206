//! Many tests at once: adjusted p-values in the order given, at most 1.

use super::{Undefined, check_fractions};

/// Holm's step-down adjustment: rejecting `p <= alpha` keeps the chance of any false rejection
/// under `alpha`, whatever the dependence. Nothing in, nothing out.
///
/// Source: Holm (1979), Scand. J. Stat. 6, 65–70.
///
/// # Errors
/// [`Undefined::OutOfRange`] for a p-value outside `[0, 1]`.
pub fn holm(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    check_fractions(p)?;
    let mut adjusted = vec![0.0; p.len()];
    let mut greatest = 0.0_f64;
    for (rank, at) in ascending(p).into_iter().enumerate() {
        greatest = greatest.max((p.len() - rank) as f64 * p[at]).min(1.0);
        adjusted[at] = greatest;
    }
    Ok(adjusted)
}

/// Benjamini and Hochberg's q-values: rejecting `q <= alpha` keeps the expected share of false
/// among all rejections under `alpha`, for independent tests. Nothing in, nothing out.
///
/// Source: Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289–300.
///
/// # Errors
/// [`Undefined::OutOfRange`] for a p-value outside `[0, 1]`.
pub fn benjamini_hochberg(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    check_fractions(p)?;
    let mut adjusted = vec![0.0; p.len()];
    let mut least = 1.0_f64;
    for (rank, at) in ascending(p).into_iter().enumerate().rev() {
        least = least.min(p[at] * p.len() as f64 / (rank + 1) as f64);
        adjusted[at] = least;
    }
    Ok(adjusted)
}

fn ascending(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<_> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjusted_by_hand() {
        assert_eq!(holm(&[0.5, 0.125]), Ok(vec![0.5, 0.25]));
        assert_eq!(benjamini_hochberg(&[0.5, 0.125]), Ok(vec![0.5, 0.25]));
        assert_eq!(benjamini_hochberg(&[0.5, 0.375]), Ok(vec![0.5, 0.5]));
        assert_eq!(holm(&[1.5]), Err(Undefined::OutOfRange));
    }
}
