//! How well a yes-or-no judge or a score matches what is true.

use super::Undefined;

/// Outcomes against the truth; positive is what is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    /// Said positive, is positive.
    pub true_positives: u64,
    /// Said positive, is negative.
    pub false_positives: u64,
    /// Said negative, is positive.
    pub false_negatives: u64,
    /// Said negative, is negative.
    pub true_negatives: u64,
}

impl Confusion {
    /// Counts pairs of (is positive, said positive).
    pub fn count(pairs: impl IntoIterator<Item = (bool, bool)>) -> Confusion {
        let mut counts = Confusion::default();
        for pair in pairs {
            *match pair {
                (true, true) => &mut counts.true_positives,
                (false, true) => &mut counts.false_positives,
                (true, false) => &mut counts.false_negatives,
                (false, false) => &mut counts.true_negatives,
            } += 1;
        }
        counts
    }

    /// Share of those said positive that are.
    ///
    /// # Errors
    /// [`Undefined::ZeroDenominator`] when none was said positive.
    pub fn precision(self) -> Result<f64, Undefined> {
        share(
            self.true_positives,
            self.true_positives + self.false_positives,
        )
    }

    /// Share of the positive that were said so (sensitivity).
    ///
    /// # Errors
    /// [`Undefined::ZeroDenominator`] when none is positive.
    pub fn recall(self) -> Result<f64, Undefined> {
        share(
            self.true_positives,
            self.true_positives + self.false_negatives,
        )
    }

    /// F1: 2 tp / (2 tp + fp + fn), the harmonic mean of precision and recall.
    ///
    /// Source: van Rijsbergen (1979), Information Retrieval, ch. 7.
    ///
    /// # Errors
    /// [`Undefined::ZeroDenominator`] when none is positive and none was said so.
    pub fn f1(self) -> Result<f64, Undefined> {
        let twice = 2 * self.true_positives;
        share(twice, twice + self.false_positives + self.false_negatives)
    }

    /// Share of all that are right.
    ///
    /// # Errors
    /// [`Undefined::ZeroDenominator`] when nothing was counted.
    pub fn accuracy(self) -> Result<f64, Undefined> {
        let right = self.true_positives + self.true_negatives;
        share(right, right + self.false_positives + self.false_negatives)
    }

    /// Matthews' correlation coefficient, in `[-1, 1]`, 0 at chance.
    ///
    /// Source: Matthews (1975), Biochim. Biophys. Acta 405, 442–451.
    ///
    /// # Errors
    /// [`Undefined::EmptyMargin`] when only one class occurs or only one was said.
    pub fn mcc(self) -> Result<f64, Undefined> {
        let [tp, fp, fneg, tn] = [
            self.true_positives,
            self.false_positives,
            self.false_negatives,
            self.true_negatives,
        ]
        .map(|it| it as f64);
        let product = (tp + fp) * (tp + fneg) * (tn + fp) * (tn + fneg);
        if product == 0.0 {
            return Err(Undefined::EmptyMargin);
        }
        Ok((tp * tn - fp * fneg) / product.sqrt())
    }
}

fn share(part: u64, whole: u64) -> Result<f64, Undefined> {
    match whole {
        0 => Err(Undefined::ZeroDenominator),
        _ => Ok(part as f64 / whole as f64),
    }
}

/// Area under the ROC curve: the probability that a positive scores above a negative, ties
/// counted half (Mann and Whitney's U over all pairs).
///
/// Source: Hanley & McNeil (1982), Radiology 143, 29–36.
///
/// # Errors
/// [`Undefined::OneClass`] without both classes, [`Undefined::LengthsDiffer`], and
/// [`Undefined::OutOfRange`] for a score that is NaN.
pub fn auc(is_positive: &[bool], scores: &[f64]) -> Result<f64, Undefined> {
    let (mut above, mut wins) = (0.0, 0.0);
    let steps = steps(is_positive, scores)?;
    for (positives, negatives) in &steps {
        wins += negatives * (above + positives / 2.0);
        above += positives;
    }
    let negatives: f64 = steps.iter().map(|it| it.1).sum();
    Ok(wins / (above * negatives))
}

/// Average precision: precision at each distinct score, weighted by the recall it adds, without
/// interpolation.
///
/// Source: Zhu (2004), Recall, Precision and Average Precision, Univ. of Waterloo.
///
/// # Errors
/// As [`auc`].
pub fn average_precision(is_positive: &[bool], scores: &[f64]) -> Result<f64, Undefined> {
    let (mut found, mut said, mut sum) = (0.0, 0.0, 0.0);
    for (positives, negatives) in steps(is_positive, scores)? {
        found += positives;
        said += positives + negatives;
        sum += positives * found / said;
    }
    Ok(sum / found)
}

/// How many positives and negatives have each score, highest score first.
fn steps(is_positive: &[bool], scores: &[f64]) -> Result<Vec<(f64, f64)>, Undefined> {
    if is_positive.len() != scores.len() {
        return Err(Undefined::LengthsDiffer);
    }
    if scores.iter().any(|it| it.is_nan()) {
        return Err(Undefined::OutOfRange);
    }
    if !(is_positive.contains(&true) && is_positive.contains(&false)) {
        return Err(Undefined::OneClass);
    }
    let mut pairs: Vec<_> = scores.iter().zip(is_positive).collect();
    pairs.sort_by(|a, b| b.0.total_cmp(a.0));
    let count = |step: &[(&f64, &bool)]| {
        let positives = step.iter().filter(|it| *it.1).count();
        (positives as f64, (step.len() - positives) as f64)
    };
    Ok(pairs.chunk_by(|a, b| a.0 == b.0).map(count).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_hand() {
        let it = Confusion::count([(true, true), (true, false), (false, false), (false, true)]);
        assert_eq!(
            (it.precision(), it.recall(), it.f1()),
            (Ok(0.5), Ok(0.5), Ok(0.5))
        );
        assert_eq!(it.mcc(), Ok(0.0));
        let none = Confusion::default();
        assert_eq!(none.f1(), Err(Undefined::ZeroDenominator));
        assert_eq!(none.mcc(), Err(Undefined::EmptyMargin));
    }

    #[test]
    fn ties_count_half() {
        assert_eq!(auc(&[false, true], &[0.5, 0.5]), Ok(0.5));
        assert_eq!(auc(&[false, true, true], &[0.5, 0.5, 0.9]), Ok(0.75));
        assert_eq!(auc(&[true], &[0.5]), Err(Undefined::OneClass));
    }
}
