//! A value against a schema's rules.

use super::{Bound, Counted, Properties, Rule, Schema, Type, Violation};
use crate::check::js;
use crate::check::pattern::Stopped;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// How many rules may be asked for one value.
const MAX_STEPS: usize = 5_000_000;
/// How deep schemas may be in one another while they judge.
const MAX_DEPTH: usize = 400;

pub(super) fn violation(schema: &Schema, value: &Value) -> Result<Option<Violation>, String> {
    let mut judge = Judge {
        schema,
        steps: 0,
        depth: 0,
    };
    judge.part(schema.root, value)
}

struct Judge<'s> {
    schema: &'s Schema,
    steps: usize,
    depth: usize,
}

/// `Ok(None)` where nothing is wrong.
type Judged = Result<Option<Violation>, String>;

fn against(reason: impl Into<String>) -> Judged {
    Ok(Some(Violation {
        path: String::new(),
        reason: reason.into(),
    }))
}

fn unless(holds: bool, reason: impl FnOnce() -> String) -> Judged {
    if holds { Ok(None) } else { against(reason()) }
}

fn stopped(stopped: Stopped) -> String {
    stopped.to_string()
}

impl<'s> Judge<'s> {
    fn part(&mut self, part: usize, value: &Value) -> Judged {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("the JSON Schema refers to itself without end".to_owned());
        }
        for rule in &self.schema.parts[part] {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                return Err(format!("the JSON Schema took more than {MAX_STEPS} steps"));
            }
            let judged = self.rule(rule, value)?;
            if judged.is_some() {
                self.depth -= 1;
                return Ok(judged);
            }
        }
        self.depth -= 1;
        Ok(None)
    }

    fn holds(&mut self, part: usize, value: &Value) -> Result<bool, String> {
        Ok(self.part(part, value)?.is_none())
    }

    fn at(&mut self, part: usize, value: &Value, key: &str) -> Judged {
        let judged = self.part(part, value)?;
        Ok(judged.map(|it| Violation {
            path: format!("/{key}{}", it.path),
            ..it
        }))
    }

    fn rule(&mut self, rule: &Rule, value: &Value) -> Judged {
        match rule {
            Rule::Never => against("nothing is allowed"),
            Rule::Types(types) => unless(types.iter().any(|it| it.takes(value)), || {
                let names: Vec<_> = types.iter().map(|it| it.name()).collect();
                format!("{} is not of type {}", shown(value), names.join(" or "))
            }),
            Rule::Enum(values) => unless(values.iter().any(|it| js::same(it, value)), || {
                format!("{} is none of the allowed values", shown(value))
            }),
            Rule::Pattern(pattern) => match value {
                Value::String(text) => unless(pattern.is_match(text).map_err(stopped)?, || {
                    format!("{} does not match `{}`", shown(value), pattern.source())
                }),
                _ => Ok(None),
            },
            Rule::Format(format) => unless(format.takes(value).map_err(stopped)?, || {
                format!("{} is not of the format {}", shown(value), format.name())
            }),
            Rule::Number(bound, limit) => number_rule(value, *bound, *limit),
            Rule::MultipleOf(step) => multiple_rule(value, *step),
            Rule::Size(sized, bound, limit) => size_rule(value, *sized, *bound, *limit),
            Rule::Unique => unless(value.as_array().is_none_or(|it| all_different(it)), || {
                "two items are the same".to_owned()
            }),
            Rule::All(_)
            | Rule::Any(_)
            | Rule::One(_)
            | Rule::Not(_)
            | Rule::If { .. }
            | Rule::Refers(_) => self.combined(rule, value),
            Rule::Items { .. } | Rule::Contains(_) => match value {
                Value::Array(items) => self.items(rule, items),
                _ => Ok(None),
            },
            Rule::Required(_)
            | Rule::Properties(_)
            | Rule::Names(_)
            | Rule::Dependency(..)
            | Rule::DependencySchema(..) => match value {
                Value::Object(map) => self.object(rule, map, value),
                _ => Ok(None),
            },
        }
    }

    fn combined(&mut self, rule: &Rule, value: &Value) -> Judged {
        match rule {
            Rule::All(parts) => self.first_violation(parts, value),
            Rule::Any(parts) => {
                for part in parts {
                    if self.holds(*part, value)? {
                        return Ok(None);
                    }
                }
                against(format!("{} is none of the alternatives", shown(value)))
            }
            Rule::One(parts) => {
                let mut n_holding = 0;
                for part in parts {
                    n_holding += usize::from(self.holds(*part, value)?);
                }
                unless(n_holding == 1, || {
                    format!(
                        "{} is {n_holding} of the alternatives, not one",
                        shown(value)
                    )
                })
            }
            Rule::Not(part) => unless(!self.holds(*part, value)?, || {
                format!("{} is what it must not be", shown(value))
            }),
            Rule::If {
                condition,
                then,
                otherwise,
            } => {
                let next = if self.holds(*condition, value)? {
                    then
                } else {
                    otherwise
                };
                next.map_or(Ok(None), |part| self.part(part, value))
            }
            Rule::Refers(part) => self.part(*part, value),
            _ => Ok(None),
        }
    }

    fn first_violation(&mut self, parts: &[usize], value: &Value) -> Judged {
        for part in parts {
            let judged = self.part(*part, value)?;
            if judged.is_some() {
                return Ok(judged);
            }
        }
        Ok(None)
    }

    fn items(&mut self, rule: &Rule, items: &[Value]) -> Judged {
        match rule {
            Rule::Items { first, rest } => {
                for (at, item) in items.iter().enumerate() {
                    let Some(part) = first.get(at).or(rest.as_ref()) else {
                        break;
                    };
                    let judged = self.at(*part, item, &at.to_string())?;
                    if judged.is_some() {
                        return Ok(judged);
                    }
                }
                Ok(None)
            }
            Rule::Contains(part) => {
                for item in items {
                    if self.holds(*part, item)? {
                        return Ok(None);
                    }
                }
                against("no item is as wanted")
            }
            _ => Ok(None),
        }
    }

    fn object(&mut self, rule: &Rule, map: &Map<String, Value>, value: &Value) -> Judged {
        match rule {
            Rule::Required(names) => missing(names, map),
            Rule::Properties(properties) => self.properties(properties, map),
            Rule::Dependency(name, needed) if map.contains_key(name) => missing(needed, map),
            Rule::DependencySchema(name, part) if map.contains_key(name) => self.part(*part, value),
            Rule::Names(part) => {
                for name in map.keys() {
                    if !self.holds(*part, &Value::String(name.clone()))? {
                        return against(format!(
                            "the name `{}` is not allowed",
                            crate::text::shorten(name, 40)
                        ));
                    }
                }
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    fn properties(&mut self, properties: &Properties, map: &Map<String, Value>) -> Judged {
        for (name, value) in map {
            let mut parts: Vec<usize> = properties
                .named
                .iter()
                .filter(|(it, _)| it == name)
                .map(|(_, part)| *part)
                .collect();
            for (pattern, part) in &properties.patterns {
                if pattern.is_match(name).map_err(stopped)? {
                    parts.push(*part);
                }
            }
            if parts.is_empty() {
                parts.extend(properties.additional);
            }
            for part in parts {
                let judged = self.at(part, value, name)?;
                if judged.is_some() {
                    return Ok(judged);
                }
            }
        }
        Ok(None)
    }
}

fn missing(names: &[String], map: &Map<String, Value>) -> Judged {
    match names.iter().find(|name| !map.contains_key(*name)) {
        Some(name) => against(format!("`{}` is missing", crate::text::shorten(name, 40))),
        None => Ok(None),
    }
}

fn number_rule(value: &Value, bound: Bound, limit: f64) -> Judged {
    let Some(number) = value.as_f64() else {
        return Ok(None);
    };
    unless(bound.takes(number, limit), || {
        format!(
            "{} is not {} {}",
            shown(value),
            bound.words(),
            js::float_text(limit)
        )
    })
}

fn multiple_rule(value: &Value, step: f64) -> Judged {
    let Some(number) = value.as_f64() else {
        return Ok(None);
    };
    let times = number / step;
    // Larger numbers are written with an exponent, which the reference cuts off.
    let is_whole = times.fract() == 0.0 && times.abs() < 1e21;
    unless(is_whole, || {
        format!(
            "{} is no multiple of {}",
            shown(value),
            js::float_text(step)
        )
    })
}

fn size_rule(value: &Value, sized: Counted, bound: Bound, limit: f64) -> Judged {
    let (size, noun) = match (sized, value) {
        (Counted::Letters, Value::String(text)) => (text.chars().count(), "characters"),
        (Counted::Items, Value::Array(items)) => (items.len(), "items"),
        (Counted::Properties, Value::Object(map)) => (map.len(), "properties"),
        _ => return Ok(None),
    };
    unless(bound.takes(size as f64, limit), || {
        format!(
            "{size} {noun}, {} {} wanted",
            bound.words(),
            js::float_text(limit)
        )
    })
}

impl Bound {
    fn takes(self, number: f64, limit: f64) -> bool {
        match self {
            Bound::AtLeast => number >= limit,
            Bound::AtMost => number <= limit,
            Bound::MoreThan => number > limit,
            Bound::LessThan => number < limit,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Bound::AtLeast => "at least",
            Bound::AtMost => "at most",
            Bound::MoreThan => "more than",
            Bound::LessThan => "less than",
        }
    }
}

impl Type {
    fn takes(self, value: &Value) -> bool {
        match self {
            Type::Null => value.is_null(),
            Type::Boolean => value.is_boolean(),
            Type::Integer => value.as_f64().is_some_and(|it| it.fract() == 0.0),
            Type::Number => value.is_number(),
            Type::String => value.is_string(),
            Type::Array => value.is_array(),
            Type::Object => value.is_object(),
        }
    }
}

/// Whether no two items are the same.
pub(super) fn all_different(items: &[Value]) -> bool {
    let mut seen = BTreeSet::new();
    items.iter().all(|item| {
        let mut key = String::new();
        write_key(item, &mut key);
        seen.insert(key)
    })
}

/// Writes a text that is the same for the same values.
fn write_key(value: &Value, key: &mut String) {
    match value {
        Value::Number(number) => key.push_str(&js::float_text(number.as_f64().unwrap_or_default())),
        Value::Array(items) => {
            key.push('[');
            for item in items {
                write_key(item, key);
                key.push(',');
            }
            key.push(']');
        }
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by_key(|(name, _)| *name);
            key.push('{');
            for (name, item) in entries {
                key.push_str(&Value::String(name.clone()).to_string());
                write_key(item, key);
            }
            key.push('}');
        }
        other => key.push_str(&other.to_string()),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        value => format!("`{}`", crate::text::shorten(&value.to_string(), 40)),
    }
}
