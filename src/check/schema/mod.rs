//! JSON Schema, draft 7, as ajv judges it in its strict mode.
//!
//! `compile` reads a schema and refuses what ajv refuses: keywords and formats that draft 7 does
//! not have, keywords that would be ignored where they stand, references to nothing. What nothing
//! refers to under `definitions` is looked at for its shape only. `validate` then judges values.
//!
//! Differences that remain: `formatMinimum` and its relatives are refused, references go to other
//! parts of the same schema only, and strings count in Unicode characters of UTF-8, which have no
//! lone surrogates.
//!
//! Source: the drafts `draft-handrews-json-schema-01` and `-validation-01`.

mod compile;
mod format;
mod keywords;
mod patterns;
mod validate;

use serde_json::Value;
use std::fmt;

/// A schema ready to judge values.
#[derive(Debug)]
pub(crate) struct Schema {
    /// All schemas and subschemas that are in use.
    parts: Vec<Vec<Rule>>,
    root: usize,
}

/// Why a schema cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SchemaFault {
    /// JSON pointer to the faulty part.
    pub(crate) path: String,
    pub(crate) message: String,
}

impl fmt::Display for SchemaFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path[..] {
            "" => write!(f, "the JSON Schema cannot be used: {}", self.message),
            path => write!(
                f,
                "the JSON Schema cannot be used: {} (at `{path}`)",
                self.message
            ),
        }
    }
}

/// What a value has against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// JSON pointer into the value.
    pub(crate) path: String,
    pub(crate) reason: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path[..] {
            "" => write!(f, "{}", self.reason),
            path => write!(f, "{} at `{}`", self.reason, crate::text::shorten(path, 60)),
        }
    }
}

/// One demand of a schema. Numbers are indices into [`Schema::parts`].
#[derive(Debug)]
enum Rule {
    Never,
    Types(Vec<Type>),
    Enum(Vec<Value>),
    Number(Bound, f64),
    MultipleOf(f64),
    Size(Counted, Bound, f64),
    Unique,
    Pattern(patterns::SchemaPattern),
    Format(format::Format),
    Items {
        first: Vec<usize>,
        rest: Option<usize>,
    },
    Contains(usize),
    Required(Vec<String>),
    Properties(Properties),
    Names(usize),
    Dependency(String, Vec<String>),
    DependencySchema(String, usize),
    All(Vec<usize>),
    Any(Vec<usize>),
    One(Vec<usize>),
    Not(usize),
    If {
        condition: usize,
        then: Option<usize>,
        otherwise: Option<usize>,
    },
    Refers(usize),
}

#[derive(Debug, Default)]
struct Properties {
    named: Vec<(String, usize)>,
    patterns: Vec<(patterns::SchemaPattern, usize)>,
    additional: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counted {
    Letters,
    Items,
    Properties,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    AtLeast,
    AtMost,
    MoreThan,
    LessThan,
}

impl Schema {
    /// Reads a schema.
    pub(crate) fn compile(schema: &Value) -> Result<Schema, SchemaFault> {
        compile::compile(schema)
    }

    /// What `value` has against it, or `None` where it is as the schema wants; `Err` where a limit
    /// was reached.
    pub(crate) fn violation(&self, value: &Value) -> Result<Option<Violation>, String> {
        validate::violation(self, value)
    }
}

impl Type {
    const NAMES: [(&'static str, Type); 7] = [
        ("null", Type::Null),
        ("boolean", Type::Boolean),
        ("integer", Type::Integer),
        ("number", Type::Number),
        ("string", Type::String),
        ("array", Type::Array),
        ("object", Type::Object),
    ];

    fn from_name(name: &str) -> Option<Type> {
        Type::NAMES
            .iter()
            .find(|(it, _)| *it == name)
            .map(|(_, kind)| *kind)
    }

    fn name(self) -> &'static str {
        Type::NAMES
            .iter()
            .find(|(_, it)| *it == self)
            .map_or("", |(name, _)| name)
    }
}

#[cfg(test)]
mod tests;
