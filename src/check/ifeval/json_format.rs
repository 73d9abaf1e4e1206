//! `detectable_format:json_format`.
//!
//! **Wants** the whole message to be JSON as Python reads it, perhaps in a Markdown fence.
//! **Why**: replies that programs read.
//! **Evidence**: the line at which reading stopped, from there on.
//! **Blind spots**: `NaN` and duplicate keys pass; says nothing about what the JSON contains. JSON
//! that nests deeper than Python reads is an error, as there.

use super::parameters;
use super::{ASKED, Instruction, Tested, form};
use crate::check::derived::Derived;
use crate::check::python::{self, json};
use crate::check::registry::{CheckType, Example};
use crate::check::result::Reads;
use crate::text::floor_boundary;

/// How a fence may open; each is taken off once, in this order.
const FENCES: [&str; 4] = ["```json", "```Json", "```JSON", "```"];

pub(super) const TYPES: &[CheckType] = &[form(
    "ifeval/detectable_format:json_format",
    "a message that is JSON as Python reads it, perhaps in a fence",
    Reads::Requirement,
    &[],
    "`NaN` and duplicate keys pass; a word before or after the JSON fails; says nothing about what it contains",
    &[Example::new(
        ASKED,
        "type: ifeval/detectable_format:json_format",
        &["{\"due\": 3}", "```json\n[1, NaN]\n```"],
        &["Here: {\"due\": 3}", "{\"due\": 3,}", "```js\n{}\n```"],
    )],
    |fields| parameters::body(fields, Json),
)];

#[derive(Debug)]
struct Json;

impl Instruction for Json {
    fn aim(&self) -> String {
        "a message that is JSON".to_owned()
    }

    fn test(&self, text: &Derived) -> Tested {
        let inside = unfenced(text.text);
        match json::check(inside) {
            Ok(()) => Tested::new(true, "is JSON"),
            Err(json::Fault::TooDeep) => {
                Tested::stopped("the JSON nests deeper than the reference reads")
            }
            Err(json::Fault::NotJson(at)) => {
                let start = inside.as_ptr() as usize - text.text.as_ptr() as usize;
                stopped_at(text.text, floor_boundary(text.text, start + at))
            }
        }
    }
}

fn unfenced(text: &str) -> &str {
    let mut inside = python::stripped(text);
    for fence in FENCES {
        inside = inside.strip_prefix(fence).unwrap_or(inside);
    }
    python::stripped(inside.strip_suffix("```").unwrap_or(inside))
}

fn stopped_at(text: &str, at: usize) -> Tested {
    let end = text[at..]
        .find('\n')
        .map_or(text.len(), |length| at + length);
    let line = 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count();
    Tested::new(false, format!("not JSON from line {line} on"))
        .showing((at < end).then_some(at..end))
        .or_whole(text)
}
