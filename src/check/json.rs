//! `is-json` and `contains-json`: JSON, alone or in a text, and what it must hold.
//!
//! **`is-json` wants** every message to be one JSON value and nothing else, as JavaScript's
//! `JSON.parse` reads it: white space around it is fine, a byte-order mark, comments, fences and
//! trailing commas are not. **`contains-json` looks for** something in braces that reads as a
//! mapping, even where quotation marks are missing.
//! **Both take** a JSON Schema (draft 7, strict: see [`super::schema`]) as `value`, as a mapping or
//! as text in YAML; what is read must then be as it says.
//! **Why**: replies that programs read.
//! **Pass** `{"due": 3}` and, for `is-json`, `42`. **Fail** "Here you are: {…}" with `is-json`;
//! evidence is the line at which reading stopped, from there on.
//! **Blind spots**: without a schema nothing is said about what the JSON contains. Lists outside
//! braces are invisible to `contains-json`, while `{so}` is a mapping to it. With a schema, JSON
//! nested more than 128 deep is not judged.

use crate::check::Check;
use crate::check::definition::Body;
use crate::check::embedded_json::{self, Object};
use crate::check::fields::{Fault, Fields, Read};
use crate::check::js;
use crate::check::node::Kind;
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{Found, Look, MAX_EVIDENCE, Reads};
use crate::check::schema::Schema;
use crate::check::view::View;
use crate::check::yaml;
use crate::diagnostic::Severity;
use crate::text::{LineIndex, floor_boundary};
use serde::de::IgnoredAny;
use serde_json::Value;

const SCHEMA: &[Parameter] = &[Parameter {
    name: "value",
    takes: "a JSON Schema (draft 7), as a mapping or as a text in YAML or JSON",
    needed: false,
    doc: "what the JSON must be",
}];

pub(super) const TYPES: &[CheckType] = &[
    CheckType {
        name: "is-json",
        family: "format",
        summary: "a message that is one JSON value and nothing else, as a schema says where one is given",
        why: "for replies that programs read",
        reads: Reads::Requirement,
        parameters: SCHEMA,
        blind_spots: "without a schema nothing is said about what the JSON contains",
        examples: &[
            Example {
                yaml: "type: is-json",
                asked: "Give me the record as JSON.",
                passes: &["{\"due\": 3}", " [1, \"\\ud800\"]\n", "42"],
                fails: &[
                    "Here you are: {\"due\": 3}",
                    "```json\n{}\n```",
                    "{\"due\": 3,}",
                    "",
                ],
            },
            Example {
                yaml: "{type: is-json, value: {type: object, required: [due], properties: {due: {type: integer, minimum: 1}}}}",
                asked: "Give me the record as JSON.",
                passes: &["{\"due\": 3}"],
                fails: &["{\"due\": 0}", "{}", "3"],
            },
        ],
        build: |fields| {
            let schema = read_schema(fields)?;
            Ok(Body::Looks(Box::new(IsJson { schema })))
        },
    },
    CheckType {
        name: "contains-json",
        family: "format",
        summary: "a JSON object somewhere in a message, as a schema says where one is given",
        why: "for replies with words around what programs read",
        reads: Reads::Finder,
        parameters: SCHEMA,
        blind_spots: "lists outside braces are not seen; `{so}` is taken for an object; braces left open are closed",
        examples: &[Example {
            yaml: "{type: contains-json, value: {required: [due]}}",
            asked: "Give me the record as JSON.",
            passes: &["Here you are: {\"due\": 3}.", "{due: 3,}"],
            fails: &["{\"title\": \"Emma\"}", "due: 3", "[3]"],
        }],
        build: |fields| {
            let schema = read_schema(fields)?;
            Ok(Body::Looks(Box::new(ContainsJson { schema })))
        },
    },
];

/// A schema, or why it cannot be used: then what is JSON at all cannot be judged, and what is not
/// fails as it would anyway.
type Given = Option<Result<Schema, String>>;

fn read_schema(fields: &mut Fields) -> Read<Given> {
    let Some(node) = fields.get("value") else {
        return Ok(None);
    };
    if matches!(node.kind, Kind::Scalar(_)) && !js::is_truthy(&node.to_json()) {
        return Ok(None);
    }
    let schema = match node.to_json() {
        Value::Bool(_) | Value::Number(_) => Err("a JSON Schema is a mapping or a text".to_owned()),
        Value::String(text) => of_text(&text),
        other => Ok(other),
    };
    let compiled = schema.and_then(|it| Schema::compile(&it).map_err(|fault| fault.to_string()));
    if let Err(message) = &compiled {
        let fault = Fault::new(node, "invalid-schema", message.clone());
        fields.reader.report(fault, Severity::Error);
    }
    Ok(Some(compiled))
}

/// The schema that a text in YAML or JSON is.
fn of_text(text: &str) -> Result<Value, String> {
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    let (schema, diagnostics) = yaml::read(text);
    match diagnostics.first() {
        None => Ok(schema.to_json()),
        Some(fault) => Err(format!("the JSON Schema cannot be read: {}", fault.message)),
    }
}

#[derive(Debug)]
struct IsJson {
    schema: Given,
}

impl Check for IsJson {
    fn aim(&self) -> String {
        match self.schema {
            None => "a message that is JSON".to_owned(),
            Some(_) => "a message that is JSON as the schema says".to_owned(),
        }
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let text = view.text(message);
        // Ignored values are read without recursion, however deep they nest.
        let schema = match (serde_json::from_str::<IgnoredAny>(text), &self.schema) {
            (Err(fault), _) => return not_json(&fault, text, message),
            (Ok(_), None) => return Look::required(true, "is JSON".to_owned(), Vec::new()),
            (Ok(_), Some(Err(fault))) => return Look::stopped(fault.clone()),
            (Ok(_), Some(Ok(schema))) => schema,
        };
        match judge(schema, text) {
            Err(reason) => Look::stopped(reason),
            Ok(None) => Look::required(true, "is JSON as the schema says".to_owned(), Vec::new()),
            Ok(Some(reason)) => {
                let found = vec![Found::words(message, 0..text.len())];
                Look::required(false, format!("JSON, but {reason}"), found)
            }
        }
    }
}

/// What `text`, which is JSON, has against the schema.
fn judge(schema: &Schema, text: &str) -> Result<Option<String>, String> {
    let (text, _) = crate::json::replace_lone_surrogates(text);
    let value = serde_json::from_str::<Value>(&text)
        .map_err(|fault| format!("the JSON cannot be judged: {}", describe(&fault)))?;
    Ok(schema.violation(&value)?.map(|it| it.to_string()))
}

fn not_json(fault: &serde_json::Error, text: &str, message: usize) -> Look {
    let at = place_of(fault, text);
    let end = text[at..]
        .find('\n')
        .map_or(text.len(), |length| at + length);
    let note = format!("not JSON: {}", describe(fault));
    Look::required(false, note, vec![Found::words(message, at..end)])
}

#[derive(Debug)]
struct ContainsJson {
    schema: Given,
}

impl Check for ContainsJson {
    fn aim(&self) -> String {
        match self.schema {
            None => "a JSON object".to_owned(),
            Some(_) => "a JSON object as the schema says".to_owned(),
        }
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let text = view.text(message);
        let objects = match embedded_json::objects(text) {
            Ok(objects) => objects,
            Err(reason) => return Look::stopped(reason),
        };
        if objects.is_empty() {
            return Look::missing(self.aim());
        }
        match &self.schema {
            None => Look::found(message, objects.into_iter().map(|it| it.place)),
            Some(Err(fault)) => Look::stopped(fault.clone()),
            Some(Ok(schema)) => first_valid(schema, objects, message),
        }
    }
}

/// The first object that is as the schema says; else all, with what the last has against it.
fn first_valid(schema: &Schema, objects: Vec<Object>, message: usize) -> Look {
    let mut reason = String::new();
    let mut seen = Vec::new();
    for object in objects {
        match schema.violation(&object.value) {
            Err(reason) => return Look::stopped(reason),
            Ok(None) => return Look::found(message, [object.place]),
            Ok(Some(violation)) => reason = violation.to_string(),
        }
        seen.push(Found::words(message, object.place));
    }
    seen.truncate(MAX_EVIDENCE);
    Look {
        found: seen,
        note: Some(format!("a JSON object, but {reason}")),
        ..Look::default()
    }
}

fn place_of(fault: &serde_json::Error, text: &str) -> usize {
    let line = u32::try_from(fault.line()).unwrap_or(u32::MAX);
    let start = LineIndex::new(text).start_of(line);
    floor_boundary(text, start + fault.column().saturating_sub(1))
}

fn describe(fault: &serde_json::Error) -> String {
    let text = fault.to_string();
    let reason = match text.split(" at line ").next() {
        Some("recursion limit exceeded") => "it is nested too deeply",
        reason => reason.unwrap_or_default(),
    };
    format!(
        "{reason} in line {}, column {}",
        fault.line(),
        fault.column()
    )
}
