//! Agreement beyond chance with the same number of ratings everywhere: Cohen's and Fleiss' κ.

use super::Undefined;

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
    Shares::of(pairs, n_categories)?.cohen(weights)
}

/// [`cohen`] of the table of both raters: `table[i][j]` pairs got `i` of the first and `j` of the
/// second.
///
/// # Errors
/// As [`cohen`]; [`Undefined::LengthsDiffer`] when the table is not square.
pub fn cohen_of_table(table: &[Vec<f64>], weights: Weights) -> Result<f64, Undefined> {
    if table.iter().any(|row| row.len() != table.len()) {
        return Err(Undefined::LengthsDiffer);
    }
    Shares::of_table(table.to_vec())?.cohen(weights)
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
    let shares = Shares::of(pairs, n_categories)?;
    let (mut same, mut different, mut chance) = (0.0, 0.0, 0.0);
    for i in 0..n_categories {
        chance += shares.first[i] * shares.second[i];
        for j in 0..n_categories {
            let joint = shares.joint[i][j];
            if i == j {
                let margins = shares.first[i] + shares.second[i];
                same += joint * (1.0 - margins * (1.0 - kappa)).powi(2);
            } else {
                different += joint * (shares.second[i] + shares.first[j]).powi(2);
            }
        }
    }
    let last = (kappa - chance * (1.0 - kappa)).powi(2);
    let variance = same + (1.0 - kappa).powi(2) * different - last;
    let n = pairs.len() as f64;
    Ok((variance.max(0.0) / n).sqrt() / (1.0 - chance))
}

/// The table of two raters as shares of all pairs.
struct Shares {
    joint: Vec<Vec<f64>>,
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Shares {
    fn of(pairs: &[(usize, usize)], n_categories: usize) -> Result<Shares, Undefined> {
        if pairs.iter().any(|(i, j)| i.max(j) >= &n_categories) {
            return Err(Undefined::OutOfRange);
        }
        let mut table = vec![vec![0.0; n_categories]; n_categories];
        for (i, j) in pairs {
            table[*i][*j] += 1.0;
        }
        Shares::of_table(table)
    }

    fn of_table(mut table: Vec<Vec<f64>>) -> Result<Shares, Undefined> {
        let total: f64 = table.iter().flatten().sum();
        if total == 0.0 {
            return Err(Undefined::Empty);
        }
        table.iter_mut().flatten().for_each(|it| *it /= total);
        let first = table.iter().map(|row| row.iter().sum()).collect();
        let second = (0..table.len()).map(|j| table.iter().map(|row| row[j]).sum());
        let second = second.collect();
        Ok(Shares {
            joint: table,
            first,
            second,
        })
    }

    fn cohen(&self, weights: Weights) -> Result<f64, Undefined> {
        let (mut observed, mut expected) = (0.0, 0.0);
        for (i, row) in self.joint.iter().enumerate() {
            for (j, joint) in row.iter().enumerate() {
                let distance = weights.distance(i, j);
                observed += distance * joint;
                expected += distance * self.first[i] * self.second[j];
            }
        }
        if expected == 0.0 {
            return Err(Undefined::OneLabel);
        }
        Ok(1.0 - observed / expected)
    }
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
    if n_ratings < 2 {
        return Err(Undefined::NoPairs);
    }
    let (n, m) = (counts.len() as f64, n_ratings as f64);
    let squares = counts.iter().flatten().map(|it| f64::from(*it).powi(2));
    let observed = (squares.sum::<f64>() - n * m) / (n * m * (m - 1.0));
    let columns = (0..first.len()).map(|k| counts.iter().map(|row| f64::from(row[k])).sum::<f64>());
    let columns: Vec<f64> = columns.collect();
    if columns.iter().filter(|it| **it > 0.0).count() < 2 {
        return Err(Undefined::OneLabel);
    }
    let chance: f64 = columns.iter().map(|it| (it / (n * m)).powi(2)).sum();
    Ok((observed - chance) / (1.0 - chance))
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
