//! Texts, numbers and white space as JavaScript has them: promptfoo's verdicts depend on it.

use serde_json::Value;

/// What JavaScript's `\s` separates: Rust's white space and U+FEFF, without U+0085.
pub(crate) fn is_space(character: char) -> bool {
    (character.is_whitespace() && character != '\u{85}') || character == '\u{feff}'
}

/// `text.trim()`.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `String(value)`; lists are their items with commas, mappings say nothing of themselves.
pub(crate) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number_text(number),
        Value::Array(items) => {
            let item = |it: &Value| {
                if it.is_null() {
                    String::new()
                } else {
                    text_of(it)
                }
            };
            items.iter().map(item).collect::<Vec<_>>().join(",")
        }
        Value::Object(_) => "[object Object]".to_owned(),
        other => other.to_string(),
    }
}

/// A number as JavaScript writes it: `3.0` is `3`.
pub(crate) fn number_text(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(value) if number.is_f64() => float_text(value),
        _ => number.to_string(),
    }
}

/// A floating-point number as JavaScript writes it.
pub(crate) fn float_text(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        let text = if value.is_nan() { "NaN" } else { "Infinity" };
        return if value < 0.0 {
            format!("-{text}")
        } else {
            text.to_owned()
        };
    }
    if size == 0.0 {
        return "0".to_owned();
    }
    if (1e-6..1e21).contains(&size) {
        return value.to_string();
    }
    let text = format!("{value:e}");
    match text.split_once('e') {
        Some((digits, power)) if !power.starts_with('-') => format!("{digits}e+{power}"),
        _ => text,
    }
}

/// The whole number at or below `value`; 0 below 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what does not fit is to become the nearest that does"
)]
pub(crate) fn whole(value: f64) -> usize {
    value as usize
}

/// `Number(text)`, or `None` where that is not a number.
pub(crate) fn number_of(text: &str) -> Option<f64> {
    let text = trim(text);
    let digits = |radix| {
        i64::from_str_radix(&text[2..], radix)
            .ok()
            .filter(|it| *it >= 0)
    };
    match text.get(..2) {
        Some("0x" | "0X") => return digits(16).map(|it| it as f64),
        Some("0o" | "0O") => return digits(8).map(|it| it as f64),
        Some("0b" | "0B") => return digits(2).map(|it| it as f64),
        _ => {}
    }
    match text {
        "" => Some(0.0),
        "Infinity" | "+Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ if text
            .bytes()
            .all(|it| it.is_ascii_digit() || b"+-.eE".contains(&it)) =>
        {
            text.parse().ok()
        }
        _ => None,
    }
}

/// Whether JavaScript takes the value for true.
pub(crate) fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// Equal as JavaScript sees JSON: `1` and `1.0` are one number, the order of keys does not count.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let holds = |(key, a): (&String, &Value)| b.get(key).is_some_and(|b| same(a, b));
            a.len() == b.len() && a.iter().all(holds)
        }
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_written_as_javascript_writes_them() {
        #[track_caller]
        fn check(value: Value, expected: &str) {
            assert_eq!(text_of(&value), expected);
        }
        check(json!(3.0), "3");
        check(json!(0.1), "0.1");
        check(json!(1e21), "1e+21");
        check(json!(1.5e-7), "1.5e-7");
        check(json!(-0.0), "0");
        check(json!([1, [null, "a"], {}]), "1,,a,[object Object]");
        check(json!(true), "true");
        check(json!(null), "null");
    }

    #[test]
    fn texts_become_numbers_as_in_javascript() {
        #[track_caller]
        fn check(text: &str, expected: Option<f64>) {
            assert_eq!(number_of(text), expected, "{text}");
        }
        check(" 5\n", Some(5.0));
        check("", Some(0.0));
        check("0x1F", Some(31.0));
        check("1e2", Some(100.0));
        check(".5", Some(0.5));
        check("5.", Some(5.0));
        check("inf", None);
        check("1_000", None);
        check("5 words", None);
        check("0x", None);
    }
}
