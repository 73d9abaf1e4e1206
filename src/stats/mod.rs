//! Statistics of agreement, proportions and judges: numbers in, numbers out.
//!
//! Nothing here knows specs, people or verdicts. Fractions are in `[0, 1]`, never percentages;
//! `alpha` is the share left outside a two-sided interval, 0.05 for 95 %. Where a formula has no
//! answer (0 of 0, one label only) the result is [`Undefined`] with the reason, never NaN.

pub mod alpha;
pub mod bootstrap;
pub mod calibration;
pub mod classification;
pub mod gwet;
pub mod kappa;
pub mod multiple;
pub mod proportions;
mod special;
pub mod sums;
pub mod tables;

/// Why a statistic has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undefined {
    /// There is nothing to count.
    #[error("there are no observations")]
    Empty,
    /// Nothing could differ by chance, so nothing can be said about chance.
    #[error("every rating is the same label")]
    OneLabel,
    /// Ratings exist, but no unit has two.
    #[error("no unit was rated twice")]
    NoPairs,
    /// A curve over two classes needs both.
    #[error("only one class occurs")]
    OneClass,
    /// A row or column of a table is empty.
    #[error("a row or a column of the table is empty")]
    EmptyMargin,
    /// A share of nothing: 0/0.
    #[error("the share is of nothing: its denominator is 0")]
    ZeroDenominator,
    /// Every bootstrap replicate lies on one side of the estimate.
    #[error("every replicate lies on one side of the estimate")]
    OneSided,
    /// Leaving out any observation changes nothing.
    #[error("leaving out one observation never changes the estimate")]
    NoInfluence,
    /// One value has no spread.
    #[error("a spread needs two values")]
    OneValue,
    /// Two lists that belong together differ in length, or rows do.
    #[error("the lists differ in length")]
    LengthsDiffer,
    /// An input is not in the range the function names.
    #[error("an input is outside its range")]
    OutOfRange,
}

/// An interval around an estimate, in the estimate's unit; `lower <= upper`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// Errs unless `alpha` lies strictly between 0 and 1.
fn check_alpha(alpha: f64) -> Result<(), Undefined> {
    let is_inside = alpha > 0.0 && alpha < 1.0;
    is_inside.then_some(()).ok_or(Undefined::OutOfRange)
}

/// Errs unless every value lies in `[0, 1]`.
fn check_fractions(values: &[f64]) -> Result<(), Undefined> {
    let are_inside = values.iter().all(|it| (0.0..=1.0).contains(it));
    are_inside.then_some(()).ok_or(Undefined::OutOfRange)
}
