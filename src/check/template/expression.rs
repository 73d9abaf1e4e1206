//! Expressions in templates and their values: variables, what is in them, comparisons, filters.

use super::tags::fault;
use super::{TemplateFault, filter};
use crate::check::js;
use serde_json::{Map, Value};
use std::ops::Range;

/// An expression, and where it stands where that matters.
#[derive(Debug)]
pub(super) enum Expression {
    Constant(Value),
    Variable(String),
    List(Vec<Expression>),
    Member(Box<Expression>, Box<Expression>),
    Filter {
        name: String,
        at: Range<usize>,
        input: Box<Expression>,
        arguments: Vec<Expression>,
    },
    Not(Box<Expression>),
    Negative(Box<Expression>),
    IsDefined(Box<Expression>),
    Binary(&'static str, Box<Expression>, Box<Expression>),
    Either {
        condition: Box<Expression>,
        then: Box<Expression>,
        otherwise: Option<Box<Expression>>,
    },
}

/// A number as JSON; what is no number JSON has is nothing.
pub(super) fn number_value(number: f64) -> Value {
    serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)
}
impl Expression {
    /// The value in `scope`; `None` where there is none, with the name told in `unknown`.
    pub(super) fn value(
        &self,
        scope: &Map<String, Value>,
        unknown: &mut Vec<String>,
    ) -> Result<Option<Value>, TemplateFault> {
        Ok(match self {
            Expression::Constant(value) => Some(value.clone()),
            Expression::Variable(name) => variable(name, scope, unknown),
            Expression::List(items) => {
                let values = items
                    .iter()
                    .map(|it| Ok(it.value(scope, unknown)?.unwrap_or_default()));
                Some(Value::Array(values.collect::<Result<_, TemplateFault>>()?))
            }
            Expression::Member(of, key) => {
                let of = of.value(scope, unknown)?;
                let key = key.value(scope, unknown)?;
                of.zip(key).and_then(|(of, key)| member(&of, &key))
            }
            Expression::Filter {
                name,
                at,
                input,
                arguments,
            } => {
                // Whatever has a default may be missing.
                let told = if matches!(&name[..], "default" | "d") {
                    &mut Vec::new()
                } else {
                    &mut *unknown
                };
                let input = input.value(scope, told)?;
                let values = arguments
                    .iter()
                    .map(|it| Ok(it.value(scope, unknown)?.unwrap_or_default()));
                let arguments = values.collect::<Result<Vec<_>, TemplateFault>>()?;
                filter::apply(name, input, &arguments)
                    .map_err(|message| fault(at.clone(), message))?
            }
            Expression::Not(inner) => Some(Value::Bool(!inner.holds(scope)?)),
            Expression::IsDefined(inner) => {
                Some(Value::Bool(inner.value(scope, &mut Vec::new())?.is_some()))
            }
            Expression::Negative(inner) => Some(number_value(-number(
                &inner.value(scope, unknown)?.unwrap_or_default(),
            ))),
            Expression::Binary(sign, left, right) => {
                return binary(sign, left, right, scope, unknown);
            }
            Expression::Either {
                condition,
                then,
                otherwise,
            } => {
                if condition.holds(scope)? {
                    then.value(scope, unknown)?
                } else {
                    otherwise
                        .as_ref()
                        .map(|it| it.value(scope, unknown))
                        .transpose()?
                        .flatten()
                }
            }
        })
    }

    fn holds(&self, scope: &Map<String, Value>) -> Result<bool, TemplateFault> {
        Ok(self
            .value(scope, &mut Vec::new())?
            .is_some_and(|it| js::is_truthy(&it)))
    }
}

fn variable(name: &str, scope: &Map<String, Value>, unknown: &mut Vec<String>) -> Option<Value> {
    let value = scope.get(name).cloned();
    if value.is_none() && !unknown.iter().any(|it| it == name) {
        unknown.push(name.to_owned());
    }
    value
}

fn member(of: &Value, key: &Value) -> Option<Value> {
    let name = js::text_of(key);
    match of {
        Value::Object(map) => map.get(&name).cloned(),
        Value::Array(items) if name == "length" => Some(items.len().into()),
        Value::Array(items) => items.get(name.parse::<usize>().ok()?).cloned(),
        Value::String(text) if name == "length" => Some(text.encode_utf16().count().into()),
        _ => None,
    }
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        Value::Bool(truth) => f64::from(u8::from(*truth)),
        Value::Null => 0.0,
        other => js::number_of(&js::text_of(other)).unwrap_or(f64::NAN),
    }
}

fn binary(
    sign: &str,
    left: &Expression,
    right: &Expression,
    scope: &Map<String, Value>,
    unknown: &mut Vec<String>,
) -> Result<Option<Value>, TemplateFault> {
    if matches!(sign, "and" | "or") {
        let decides = left.holds(scope)? == (sign == "or");
        return if decides {
            left.value(scope, unknown)
        } else {
            right.value(scope, unknown)
        };
    }
    let left = left.value(scope, unknown)?;
    let right = right.value(scope, unknown)?;
    let (a, b) = (
        left.clone().unwrap_or_default(),
        right.clone().unwrap_or_default(),
    );
    Ok(Some(match sign {
        "==" => Value::Bool(loosely_equal(&a, &b)),
        "!=" => Value::Bool(!loosely_equal(&a, &b)),
        "===" => Value::Bool(left.is_some() == right.is_some() && js::same(&a, &b)),
        "!==" => Value::Bool(left.is_some() != right.is_some() || !js::same(&a, &b)),
        "<" => Value::Bool(order(&a, &b).is_some_and(|it| it.is_lt())),
        ">" => Value::Bool(order(&a, &b).is_some_and(|it| it.is_gt())),
        "<=" => Value::Bool(order(&a, &b).is_some_and(|it| it.is_le())),
        ">=" => Value::Bool(order(&a, &b).is_some_and(|it| it.is_ge())),
        "in" => Value::Bool(contains(&b, &a)),
        "~" => Value::String(js::text_of(&a) + &js::text_of(&b)),
        "+" if a.is_string() || b.is_string() => Value::String(js::text_of(&a) + &js::text_of(&b)),
        "+" => number_value(number(&a) + number(&b)),
        "-" => number_value(number(&a) - number(&b)),
        "*" => number_value(number(&a) * number(&b)),
        "/" => number_value(number(&a) / number(&b)),
        _ => number_value(number(&a) % number(&b)),
    }))
}

fn loosely_equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::String(a), Value::String(b)) => a == b,
        (Value::Array(_) | Value::Object(_), _) | (_, Value::Array(_) | Value::Object(_)) => {
            js::same(a, b)
        }
        _ => number(a) == number(b),
    }
}

fn order(a: &Value, b: &Value) -> Option<std::cmp::Ordering> {
    match (a, b) {
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        _ => number(a).partial_cmp(&number(b)),
    }
}

fn contains(whole: &Value, part: &Value) -> bool {
    match whole {
        Value::Array(items) => items.iter().any(|it| js::same(it, part)),
        Value::Object(map) => map.contains_key(&js::text_of(part)),
        Value::String(text) => text.contains(&js::text_of(part)),
        _ => false,
    }
}
