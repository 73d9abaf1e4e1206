//! Filters of templates: `{{ name | upper }}`.

use super::expression::number_value;
use crate::check::js;
use serde_json::Value;

const NAMES: [&str; 20] = [
    "abs",
    "capitalize",
    "d",
    "default",
    "dump",
    "e",
    "escape",
    "first",
    "float",
    "int",
    "join",
    "last",
    "length",
    "load",
    "lower",
    "replace",
    "safe",
    "string",
    "trim",
    "upper",
];

pub(super) fn is_known(name: &str) -> bool {
    NAMES.contains(&name)
}

/// What the filter makes of `input`, which is `None` where there is no such variable.
pub(super) fn apply(
    name: &str,
    input: Option<Value>,
    arguments: &[Value],
) -> Result<Option<Value>, String> {
    if matches!(name, "default" | "d") {
        let also_empty = arguments.get(1).is_some_and(js::is_truthy);
        let is_there = input
            .as_ref()
            .is_some_and(|it| !also_empty || js::is_truthy(it));
        return Ok(if is_there {
            input
        } else {
            arguments.first().cloned()
        });
    }
    let value = input.unwrap_or_default();
    let text = || {
        if value.is_null() {
            String::new()
        } else {
            js::text_of(&value)
        }
    };
    Ok(Some(match name {
        "upper" => Value::String(text().to_uppercase()),
        "lower" => Value::String(text().to_lowercase()),
        "trim" => Value::String(js::trim(&text()).to_owned()),
        "string" | "safe" => Value::String(text()),
        "capitalize" => Value::String(capitalized(&text())),
        "escape" | "e" => Value::String(escaped(&text())),
        "replace" => Value::String(replaced(&text(), arguments)),
        "join" => Value::String(joined(&value, arguments)),
        "dump" => Value::String(value.to_string()),
        "load" => {
            serde_json::from_str(&text()).map_err(|_| "`load` was given no JSON".to_owned())?
        }
        "length" => length(&value).into(),
        "first" => value.get(0).cloned().unwrap_or_default(),
        "last" => value
            .as_array()
            .and_then(|it| it.last().cloned())
            .unwrap_or_default(),
        _ => number(name, &text()),
    }))
}

fn capitalized(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut characters = lower.chars();
    let first = characters.next().map(|it| it.to_uppercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}

fn escaped(text: &str) -> String {
    let pairs = [
        ('&', "&amp;"),
        ('"', "&quot;"),
        ('\'', "&#39;"),
        ('<', "&lt;"),
        ('>', "&gt;"),
    ];
    let escape = |it: char| match pairs.iter().find(|(from, _)| *from == it) {
        Some((_, to)) => (*to).to_owned(),
        None => it.to_string(),
    };
    text.chars().map(escape).collect()
}

fn replaced(text: &str, arguments: &[Value]) -> String {
    match arguments {
        [from, to, ..] => text.replace(&js::text_of(from), &js::text_of(to)),
        _ => text.to_owned(),
    }
}

fn joined(value: &Value, arguments: &[Value]) -> String {
    let between = arguments.first().map(js::text_of).unwrap_or_default();
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items
        .iter()
        .map(js::text_of)
        .collect::<Vec<_>>()
        .join(&between)
}

fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.encode_utf16().count(),
        Value::Array(items) => items.len(),
        Value::Object(map) => map.len(),
        _ => 0,
    }
}

/// `int`, `float`, `abs`: the number a text begins with.
fn number(name: &str, text: &str) -> Value {
    let text = js::trim(text);
    let end = text
        .find(|it: char| !it.is_ascii_digit() && !"+-.".contains(it))
        .unwrap_or(text.len());
    let value: f64 = text[..end].parse().unwrap_or(0.0);
    number_value(match name {
        "int" => value.trunc(),
        "abs" => value.abs(),
        _ => value,
    })
}
