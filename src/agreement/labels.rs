//! Labels: which are one, and in what order they stand.

use std::collections::BTreeSet;

/// A label that is a number, as it is shortest: `1`, `1.0`, `+1` and `01` are one label.
pub(super) fn number(label: &str) -> Option<f64> {
    let value: f64 = label.trim().parse().ok()?;
    // Minus nought is nought.
    value.is_finite().then_some(value + 0.0)
}

/// How a number is written as a label.
pub(super) fn write(number: f64) -> String {
    let is_plain = number == 0.0 || (1e-5..1e15).contains(&number.abs());
    if is_plain {
        number.to_string()
    } else {
        format!("{number:e}")
    }
}

/// The labels, in the order given, else as numbers, else by their letters and unordered; with why
/// they have no order.
pub(super) fn in_order(
    labels: &BTreeSet<&str>,
    order: &[String],
) -> (Vec<String>, Result<(), String>) {
    let own = |labels: &[&str]| labels.iter().map(|it| (*it).to_owned()).collect();
    let mut listed: Vec<&str> = labels.iter().copied().collect();
    let numbers: Option<Vec<f64>> = listed.iter().map(|it| number(it)).collect();
    let numbers = numbers.filter(|it| !it.is_empty());
    if order.is_empty() {
        let Some(numbers) = numbers else {
            return (
                own(&listed),
                Err("no order of the labels is known".to_owned()),
            );
        };
        let mut ranked: Vec<_> = numbers.into_iter().zip(listed).collect();
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
        let ranked: Vec<&str> = ranked.into_iter().map(|it| it.1).collect();
        return (own(&ranked), Ok(()));
    }
    let is_number = numbers.is_some();
    let is_same = |label: &str, other: &str| match (number(label), number(other)) {
        (Some(label), Some(other)) if is_number => label == other,
        _ => label == other,
    };
    let place = |label: &str| order.iter().position(|it| is_same(label, it));
    if let Some(label) = listed.iter().find(|it| place(it).is_none()) {
        let reason = format!("the label `{label}` has no place in the order given");
        return (own(&listed), Err(reason));
    }
    listed.sort_by_key(|it| place(it));
    (own(&listed), Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_short_as_they_are() {
        #[track_caller]
        fn check(label: &str, expected: Option<&str>) {
            assert_eq!(number(label).map(write).as_deref(), expected, "{label}");
        }
        check("1", Some("1"));
        check(" 01.0 ", Some("1"));
        check("-0", Some("0"));
        check(".50", Some("0.5"));
        check("1e300", Some("1e300"));
        check("NaN", None);
        check("inf", None);
        check("1,5", None);
        check("", None);
    }
}
