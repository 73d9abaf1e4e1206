//! Agreement beyond chance with the same number of ratings everywhere: Cohen's and Fleiss' κ.

use super::Undefined;
use super::sums::Kept;

/// How far apart two categories count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weights {
    /// Any two categories differ alike.
    Unweighted,
    /// |i − j|: categories in order, evenly spaced.
    Linear,
    /// (i − j)².
    Quadratic,
}

impl Weights {
    fn distance(self, i: usize, j: usize) -> f64 {
        let steps = i.abs_diff(j) as f64;
        match self {
            Weights::Unweighted => f64::from(u8::from(i != j)),
            Weights::Linear => steps,
            Weights::Quadratic => steps * steps,
        }
    }

    /// 1 for the same category, 0 for the two furthest apart.
    pub(super) fn closeness(self, i: usize, j: usize, n_categories: usize) -> f64 {
        1.0 - self.distance(i, j) / self.distance(0, n_categories - 1)
    }
}

/// Cohen's κ of two raters: 1 − observed / expected disagreement, at most 1, 0 at chance.
/// `pairs` are the labels both gave to each item, as numbers below `n_categories`.
///
/// Source: Cohen (1960), Educ. Psychol. Meas. 20, 37–46; weighted: Cohen (1968), Psychol. Bull.
/// 70, 213–220.
///
/// # Errors
/// [`Undefined::Empty`] without pairs, [`Undefined::OneLabel`] when both always give one and the
/// same label, [`Undefined::OutOfRange`] for a label that is no category.
pub fn cohen(
    pairs: &[(usize, usize)],
    n_categories: usize,
    weights: Weights,
) -> Result<f64, Undefined> {
    cohen_of_table(&table(pairs, n_categories)?, n_categories, weights)
}

/// [`cohen`] of the table of both raters, row by row: cell (i, j) says how many items got `i` of the
/// first and `j` of the second.
///
/// # Errors
/// As [`cohen`]; [`Undefined::LengthsDiffer`] when the table is not `n_categories` wide and high.
pub fn cohen_of_table(
    table: &[f64],
    n_categories: usize,
    weights: Weights,
) -> Result<f64, Undefined> {
    if table.len() != n_categories * n_categories {
        return Err(Undefined::LengthsDiffer);
    }
    let (first, second) = margins(table, n_categories);
    let total: f64 = first.iter().sum();
    if total == 0.0 {
        return Err(Undefined::Empty);
    }
    let (mut observed, mut expected) = (0.0, 0.0);
    for (i, first) in first.iter().enumerate() {
        for (j, second) in second.iter().enumerate() {
            let distance = weights.distance(i, j);
            observed += distance * table[i * n_categories + j];
            expected += distance * first * second;
        }
    }
    if expected == 0.0 {
        return Err(Undefined::OneLabel);
    }
    Ok(1.0 - observed * total / expected)
}

fn table(pairs: &[(usize, usize)], n_categories: usize) -> Result<Vec<f64>, Undefined> {
    if pairs.iter().any(|(i, j)| i.max(j) >= &n_categories) {
        return Err(Undefined::OutOfRange);
    }
    let mut table = vec![0.0; n_categories * n_categories];
    for (i, j) in pairs {
        table[i * n_categories + j] += 1.0;
    }
    Ok(table)
}

/// The sums of the rows and of the columns.
fn margins(table: &[f64], n_categories: usize) -> (Vec<f64>, Vec<f64>) {
    let (mut first, mut second) = (vec![0.0; n_categories], vec![0.0; n_categories]);
    for (i, first) in first.iter_mut().enumerate() {
        let row = &table[i * n_categories..][..n_categories];
        for (cell, second) in row.iter().zip(&mut second) {
            *first += cell;
            *second += cell;
        }
    }
    (first, second)
}

/// Large-sample standard error of the unweighted [`cohen`].
///
/// Source: Fleiss, Cohen & Everitt (1969), Psychol. Bull. 72, 323–327.
///
/// # Errors
/// As [`cohen`].
pub fn cohen_standard_error(
    pairs: &[(usize, usize)],
    n_categories: usize,
) -> Result<f64, Undefined> {
    let kappa = cohen(pairs, n_categories, Weights::Unweighted)?;
    let n = pairs.len() as f64;
    let mut joint = table(pairs, n_categories)?;
    joint.iter_mut().for_each(|it| *it /= n);
    let (first, second) = margins(&joint, n_categories);
    let (mut same, mut different, mut chance) = (0.0, 0.0, 0.0);
    for i in 0..n_categories {
        chance += first[i] * second[i];
        for j in 0..n_categories {
            let joint = joint[i * n_categories + j];
            if i == j {
                let margins = first[i] + second[i];
                same += joint * (1.0 - margins * (1.0 - kappa)).powi(2);
            } else {
                different += joint * (second[i] + first[j]).powi(2);
            }
        }
    }
    let last = (kappa - chance * (1.0 - kappa)).powi(2);
    let variance = same + (1.0 - kappa).powi(2) * different - last;
    Ok((variance.max(0.0) / n).sqrt() / (1.0 - chance))
}

/// Fleiss' κ: `counts[subject][category]` says how many raters chose it; every subject has the
/// same number of ratings, at least two. At most 1, 0 at chance.
///
/// Source: Fleiss (1971), Psychol. Bull. 76, 378–382.
///
/// # Errors
/// [`Undefined::Empty`] without subjects, [`Undefined::NoPairs`] for fewer than two ratings each,
/// [`Undefined::LengthsDiffer`] when subjects differ in ratings or categories,
/// [`Undefined::OneLabel`] when one category took all.
pub fn fleiss(counts: &[Vec<u32>]) -> Result<f64, Undefined> {
    let first = counts.first().ok_or(Undefined::Empty)?;
    let total = |row: &Vec<u32>| row.iter().copied().map(u64::from).sum::<u64>();
    let n_ratings = total(first);
    let alike = |row: &Vec<u32>| row.len() == first.len() && total(row) == n_ratings;
    if !counts.iter().all(alike) {
        return Err(Undefined::LengthsDiffer);
    }
    let kept = Kept {
        n_labels: first.len(),
        complete: u32::try_from(n_ratings).ok(),
        by_label: false,
    };
    let mut sums = vec![0.0; kept.width()];
    counts.iter().for_each(|it| kept.add(it, 1.0, &mut sums));
    kept.of(&sums).fleiss()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_by_hand() {
        let opposite = [(0, 1), (1, 0)];
        assert_eq!(cohen(&opposite, 2, Weights::Unweighted), Ok(-1.0));
        // Observed 3/4, expected 1/2.
        let mostly = [(0, 0), (0, 0), (1, 1), (1, 0)];
        assert_eq!(cohen(&mostly, 2, Weights::Unweighted), Ok(0.5));
        let same = [(1, 1), (1, 1)];
        assert_eq!(cohen(&same, 2, Weights::Linear), Err(Undefined::OneLabel));
        assert_eq!(
            cohen(&[(2, 0)], 2, Weights::Linear),
            Err(Undefined::OutOfRange)
        );
    }

    #[test]
    fn fleiss_by_hand() {
        assert_eq!(fleiss(&[vec![2, 0], vec![0, 2]]), Ok(1.0));
        assert_eq!(fleiss(&[vec![1, 1], vec![1, 1]]), Ok(-1.0));
        assert_eq!(fleiss(&[vec![3, 0], vec![3, 0]]), Err(Undefined::OneLabel));
        assert_eq!(
            fleiss(&[vec![3, 0], vec![2, 0]]),
            Err(Undefined::LengthsDiffer)
        );
    }
}
