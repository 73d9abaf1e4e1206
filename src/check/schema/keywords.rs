//! What draft 7 knows, and what shape each keyword's value must have.

use super::{SchemaFault, Type};
use serde_json::Value;
use std::collections::BTreeSet;

/// What a keyword's value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Anything,
    Text,
    Truth,
    List,
    Number,
    MoreThanZero,
    Count,
    Schema,
    Schemas,
    /// A schema or a list of them.
    Items,
    SchemaMap,
    TextSet,
    Types,
    Enum,
    Dependencies,
}

const KEYWORDS: [(&str, Shape); 52] = [
    ("$id", Shape::Text),
    ("$schema", Shape::Text),
    ("$ref", Shape::Text),
    ("$comment", Shape::Text),
    ("$defs", Shape::Anything),
    ("$vocabulary", Shape::Anything),
    ("$async", Shape::Anything),
    ("schema", Shape::Anything),
    ("title", Shape::Text),
    ("description", Shape::Text),
    ("default", Shape::Anything),
    ("deprecated", Shape::Anything),
    ("readOnly", Shape::Truth),
    ("writeOnly", Shape::Anything),
    ("examples", Shape::List),
    ("contentMediaType", Shape::Text),
    ("contentEncoding", Shape::Text),
    ("contentSchema", Shape::Anything),
    ("nullable", Shape::Truth),
    ("multipleOf", Shape::MoreThanZero),
    ("maximum", Shape::Number),
    ("exclusiveMaximum", Shape::Number),
    ("minimum", Shape::Number),
    ("exclusiveMinimum", Shape::Number),
    ("maxLength", Shape::Count),
    ("minLength", Shape::Count),
    ("pattern", Shape::Text),
    ("additionalItems", Shape::Schema),
    ("items", Shape::Items),
    ("maxItems", Shape::Count),
    ("minItems", Shape::Count),
    ("uniqueItems", Shape::Truth),
    ("contains", Shape::Schema),
    ("maxProperties", Shape::Count),
    ("minProperties", Shape::Count),
    ("required", Shape::TextSet),
    ("additionalProperties", Shape::Schema),
    ("definitions", Shape::SchemaMap),
    ("properties", Shape::SchemaMap),
    ("patternProperties", Shape::SchemaMap),
    ("dependencies", Shape::Dependencies),
    ("propertyNames", Shape::Schema),
    ("const", Shape::Anything),
    ("enum", Shape::Enum),
    ("type", Shape::Types),
    ("format", Shape::Text),
    ("if", Shape::Schema),
    ("then", Shape::Schema),
    ("else", Shape::Schema),
    ("allOf", Shape::Schemas),
    ("anyOf", Shape::Schemas),
    ("oneOf", Shape::Schemas),
];

/// Keywords that demand something of values. A schema without any accepts everything.
const DEMANDING: [&str; 36] = [
    "$ref",
    // It demands nothing, but ajv takes it for a keyword that does.
    "$comment",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "additionalItems",
    "items",
    "maxItems",
    "minItems",
    "uniqueItems",
    "contains",
    "maxProperties",
    "minProperties",
    "required",
    "additionalProperties",
    "properties",
    "patternProperties",
    "dependencies",
    "propertyNames",
    "const",
    "enum",
    "type",
    "nullable",
    "format",
    "if",
    "then",
    "else",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
];

/// Whether a schema accepts everything by its form alone.
pub(super) fn accepts_everything(schema: &Value) -> bool {
    match schema {
        Value::Bool(truth) => *truth,
        Value::Object(map) => !map.keys().any(|key| DEMANDING.contains(&&key[..])),
        _ => false,
    }
}

/// Checks that every keyword has a value of the right shape, in all of the schema.
pub(super) fn check_shapes(schema: &Value, path: &str) -> Result<(), SchemaFault> {
    let map = match schema {
        Value::Bool(_) => return Ok(()),
        Value::Object(map) => map,
        _ => return Err(fault(path, "a schema is a mapping or a truth value")),
    };
    for (key, value) in map {
        let path = format!("{path}/{key}");
        // `not` stands apart: it is a schema, and the table has one row less.
        let shape = if key == "not" {
            Some(Shape::Schema)
        } else {
            shape_of(key)
        };
        if let Some(shape) = shape {
            check(shape, value, &path)?;
        }
    }
    Ok(())
}

fn shape_of(key: &str) -> Option<Shape> {
    KEYWORDS
        .iter()
        .find(|(name, _)| *name == key)
        .map(|(_, shape)| *shape)
}

/// Checks that a schema in use has only keywords that draft 7 knows.
pub(super) fn check_known(
    schema: &serde_json::Map<String, Value>,
    path: &str,
) -> Result<(), SchemaFault> {
    for key in schema.keys() {
        let message = match &key[..] {
            "id" => "the keyword is `$id`, not `id`".to_owned(),
            "formatMaximum"
            | "formatMinimum"
            | "formatExclusiveMaximum"
            | "formatExclusiveMinimum" => {
                format!("the keyword `{key}` is not judged here")
            }
            "not" => continue,
            key if shape_of(key).is_some() => continue,
            key => format!("draft 7 has no keyword `{}`", crate::text::shorten(key, 60)),
        };
        return Err(fault(path, message));
    }
    Ok(())
}

pub(super) fn fault(path: &str, message: impl Into<String>) -> SchemaFault {
    SchemaFault {
        path: path.to_owned(),
        message: message.into(),
    }
}

fn check(shape: Shape, value: &Value, path: &str) -> Result<(), SchemaFault> {
    let number = value.as_f64();
    let wanted = match shape {
        Shape::Anything => return Ok(()),
        Shape::Text => value.is_string().then_some(()).ok_or("a text"),
        Shape::Truth => value.is_boolean().then_some(()).ok_or("`true` or `false`"),
        Shape::List => value.is_array().then_some(()).ok_or("a list"),
        Shape::Number => number.map(drop).ok_or("a number"),
        Shape::MoreThanZero => number
            .filter(|it| *it > 0.0)
            .map(drop)
            .ok_or("a number above 0"),
        Shape::Count => number
            .filter(|it| *it >= 0.0 && it.fract() == 0.0)
            .map(drop)
            .ok_or("a whole number from 0"),
        Shape::TextSet => is_text_set(value)
            .then_some(())
            .ok_or("a list of different texts"),
        Shape::Types => is_types(value)
            .then_some(())
            .ok_or("a type, or a list of different ones"),
        Shape::Enum => is_enum(value)
            .then_some(())
            .ok_or("a list of at least one value, all different"),
        Shape::Schema => return check_shapes(value, path),
        Shape::Schemas => return check_list(value, path),
        Shape::Items if value.is_array() => return check_list(value, path),
        Shape::Items => return check_shapes(value, path),
        Shape::SchemaMap => return check_map(value, path, check_shapes),
        Shape::Dependencies => return check_map(value, path, check_dependency),
    };
    wanted.map_err(|wanted| fault(path, format!("this takes {wanted}")))
}

fn check_list(value: &Value, path: &str) -> Result<(), SchemaFault> {
    match value.as_array() {
        Some(items) if !items.is_empty() => {
            let mut items = items.iter().enumerate();
            items.try_for_each(|(at, item)| check_shapes(item, &format!("{path}/{at}")))
        }
        _ => Err(fault(path, "this takes a list of at least one schema")),
    }
}

fn check_map(
    value: &Value,
    path: &str,
    check: fn(&Value, &str) -> Result<(), SchemaFault>,
) -> Result<(), SchemaFault> {
    let map = value
        .as_object()
        .ok_or_else(|| fault(path, "this takes a mapping of names to schemas"))?;
    map.iter()
        .try_for_each(|(key, item)| check(item, &format!("{path}/{key}")))
}

fn check_dependency(value: &Value, path: &str) -> Result<(), SchemaFault> {
    if value.is_array() {
        check(Shape::TextSet, value, path)
    } else {
        check_shapes(value, path)
    }
}

fn is_text_set(value: &Value) -> bool {
    let Some(items) = value.as_array() else {
        return false;
    };
    let texts: BTreeSet<_> = items.iter().filter_map(Value::as_str).collect();
    texts.len() == items.len()
}

fn is_types(value: &Value) -> bool {
    let is_type = |it: &Value| {
        it.as_str()
            .is_some_and(|name| Type::from_name(name).is_some())
    };
    match value {
        Value::Array(items) => !items.is_empty() && items.iter().all(is_type) && is_text_set(value),
        value => is_type(value),
    }
}

fn is_enum(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|items| !items.is_empty() && super::validate::all_different(items))
}
