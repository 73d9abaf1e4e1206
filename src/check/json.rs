//! `is-json`: the whole reply is JSON.
//!
//! **Wants** every message to be one JSON value and nothing else, as JavaScript's `JSON.parse`
//! reads it: white space around it is fine, a byte-order mark, comments, fences and trailing
//! commas are not.
//! **Why**: replies that programs read.
//! **Passes** `{"due": 3}` and `42`. **Fails** "Here you are: {…}"; evidence is the line at which
//! reading stopped, from there on.
//! **Blind spots**: says nothing about what the JSON contains; a schema comes in a later version.

use crate::check::Check;
use crate::check::definition::Body;
use crate::check::fields::{Fault, Fields, Read};
use crate::check::registry::{CheckType, Example};
use crate::check::result::{Found, Look, Reads};
use crate::check::view::View;
use crate::text::{LineIndex, floor_boundary};
use serde::de::IgnoredAny;

pub(super) const TYPES: &[CheckType] = &[CheckType {
    name: "is-json",
    family: "format",
    summary: "a message that is one JSON value and nothing else",
    why: "for replies that programs read",
    reads: Reads::Requirement,
    parameters: &[],
    blind_spots: "says nothing about what the JSON contains; JSON Schema comes in a later version",
    examples: &[Example {
        yaml: "type: is-json",
        asked: "Give me the record as JSON.",
        passes: &["{\"due\": 3}", " [1, \"\\ud800\"]\n", "42"],
        fails: &[
            "Here you are: {\"due\": 3}",
            "```json\n{}\n```",
            "{\"due\": 3,}",
            "",
        ],
    }],
    build: read,
}];

fn read(fields: &mut Fields) -> Read<Body> {
    if let Some(schema) = fields.get("value") {
        let message = "`is-json` does not take a schema yet; a later version does";
        let fault = Fault::new(schema, "not-judged-here", message);
        return Err(fault.hint("leave `value` out, or look for fields with `regex`"));
    }
    Ok(Body::Looks(Box::new(IsJson)))
}

#[derive(Debug)]
struct IsJson;

impl Check for IsJson {
    fn aim(&self) -> String {
        "a message that is JSON".to_owned()
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let text = view.text(message);
        // Ignored values are read without recursion, however deep they nest.
        match serde_json::from_str::<IgnoredAny>(text) {
            Ok(_) => Look::required(true, "is JSON".to_owned(), Vec::new()),
            Err(fault) => {
                let at = place_of(&fault, text);
                let end = text[at..]
                    .find('\n')
                    .map_or(text.len(), |length| at + length);
                let note = format!("not JSON: {}", describe(&fault));
                Look::required(false, note, vec![Found::words(message, at..end)])
            }
        }
    }
}

fn place_of(fault: &serde_json::Error, text: &str) -> usize {
    let line = u32::try_from(fault.line()).unwrap_or(u32::MAX);
    let start = LineIndex::new(text).start_of(line);
    floor_boundary(text, start + fault.column().saturating_sub(1))
}

fn describe(fault: &serde_json::Error) -> String {
    let text = fault.to_string();
    let reason = text.split(" at line ").next().unwrap_or_default();
    format!(
        "{reason} in line {}, column {}",
        fault.line(),
        fault.column()
    )
}
