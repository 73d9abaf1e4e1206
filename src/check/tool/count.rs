//! `tool-count`: how often a tool was called.
//!
//! **Wants** so many calls of the tool in all messages together: exactly `value`, or between `min`
//! and `max`.
//! **Why**: "write once", "ask at most three times".
//! **Passes** within the bounds. Evidence is the calls beyond `max`; too few have no place.
//! **Blind spots**: a call that is repeated because it failed counts again; a call for ten things
//! at once counts once.

use super::{ARGUMENTS, CallPattern, Met};
use crate::check::Check;
use crate::check::definition::Body;
use crate::check::fields::{Fault, Fields, Read};
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{Found, Look, Reads};
use crate::check::view::{View, Wants};

const fn bound(name: &'static str, doc: &'static str) -> Parameter {
    Parameter {
        name,
        takes: "a whole number",
        needed: false,
        doc,
    }
}

pub(super) const TYPES: &[CheckType] = &[CheckType {
    name: "tool-count",
    family: "tools",
    summary: "a number of calls of a tool, in all messages together",
    why: "for clauses such as `write once, and do not write again`",
    reads: Reads::Requirement,
    parameters: &[
        bound("value", "exactly so many"),
        bound("min", "at least so many"),
        bound("max", "at most so many"),
        ARGUMENTS[0],
        ARGUMENTS[1],
        ARGUMENTS[2],
    ],
    blind_spots: "a call repeated because it failed counts again; a call for ten things at once counts once",
    examples: &[
        Example {
            yaml: "{type: tool-count, name: write_member, max: 1}",
            asked: "Remind Rask of the fee.",
            passes: &[
                r#"{"role":"assistant","tool_calls":[{"name":"write_member","arguments":{"name":"Rask"}}]}"#,
                "I have not written yet.",
            ],
            fails: &[
                r#"[{"role":"assistant","tool_calls":[{"name":"write_member"}]},{"role":"tool","content":"sent"},{"role":"assistant","tool_calls":[{"name":"write_member"}]}]"#,
            ],
        },
        Example {
            yaml: "{type: tool-count, name: read_photo, min: 2}",
            asked: "Compare two of the photographs.",
            passes: &[
                r#"{"role":"assistant","tool_calls":[{"name":"read_photo"},{"name":"read_photo"}]}"#,
            ],
            fails: &[
                r#"{"role":"assistant","tool_calls":[{"name":"read_photo"}]}"#,
                "Both agree.",
            ],
        },
    ],
    build: read,
}];

fn read(fields: &mut Fields) -> Read<Body> {
    let value = fields.count("value")?;
    let min = fields.count("min")?.or(value);
    let max = fields.count("max")?.or(value);
    if min.is_none() && max.is_none() {
        let message = "`tool-count` needs a number: `value`, `min` or `max`";
        return Err(Fault::new(fields.node, "missing-parameter", message));
    }
    if max.is_some_and(|max| min.is_some_and(|min| min > max)) {
        let message = "`min` is larger than `max`, so nothing can pass";
        let place = fields.get("min").unwrap_or(fields.node);
        return Err(Fault::new(place, "wrong-parameter", message));
    }
    let calls = CallPattern::of_fields(fields)?;
    Ok(Body::Looks(Box::new(Count { calls, min, max })))
}

#[derive(Debug)]
struct Count {
    calls: CallPattern,
    min: Option<usize>,
    max: Option<usize>,
}

impl Check for Count {
    fn aim(&self) -> String {
        let bounds = match (self.min, self.max) {
            (Some(min), Some(max)) if min == max => format!("exactly {min}"),
            (Some(min), Some(max)) => format!("between {min} and {max}"),
            (Some(min), None) => format!("at least {min}"),
            (None, max) => format!("at most {}", max.unwrap_or_default()),
        };
        format!("{bounds} calls of {}", self.calls.describe())
    }

    fn look(&self, view: &View, message: usize) -> Look {
        self.look_at_all(view, &[message]).pop().unwrap_or_default()
    }

    /// Counts through; each message says whether it goes beyond, the last one whether it is enough.
    fn look_at_all(&self, view: &View, messages: &[usize]) -> Vec<Look> {
        let mut n = 0;
        let mut looks: Vec<Look> = Vec::with_capacity(messages.len());
        for at in messages {
            let mut beyond: Vec<Found> = Vec::new();
            for (number, call) in view.message(*at).tool_calls.iter().enumerate() {
                match self.calls.meets(call, *at) {
                    Met::Yes => n += 1,
                    Met::No(_) => continue,
                    Met::Unknown(reason) => return vec![Look::stopped(reason)],
                }
                if self.max.is_some_and(|max| n > max) {
                    beyond.push(Found::call(view, *at, number));
                }
            }
            let holds = beyond.is_empty();
            looks.push(Look::required(holds, String::new(), beyond));
        }
        if let Some(last) = looks.last_mut() {
            last.holds &= self.min.is_none_or(|min| n >= min);
        }
        let plural = if n == 1 { "" } else { "s" };
        let tool = self.calls.describe();
        let note = format!("{n} call{plural} of {tool}, wanted {}", self.aim());
        for look in &mut looks {
            look.note = Some(note.clone());
        }
        looks
    }

    fn wants(&self) -> Wants {
        Wants::Calls
    }
}
