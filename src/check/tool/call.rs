//! `tool-call`: a tool was called.
//!
//! **Looks for** a call of the tool `name` whose arguments are as `args` says: a value to equal,
//! or a text check on the argument, `{ends-with: "@clinic.example"}`; or as `schema` says of them
//! all.
//! **Why**: what an agent does is in its calls, not in its words.
//! **Passes** where such a call was made; with `not-`, where none was. Evidence is the call's
//! arguments.
//! **Blind spots**: an argument that is missing meets no condition, not even `not-contains`; what
//! the tool did is not looked at, nor the order of calls (see `tool-order`). Where the arguments of
//! a call of that tool are not JSON, it cannot be told whether it is the one: an error, unless
//! another call is.

use super::{ARGUMENTS, CallPattern, Met};
use crate::check::Check;
use crate::check::definition::Body;
use crate::check::fields::{Fields, Read};
use crate::check::registry::{CheckType, Example};
use crate::check::result::{Found, Look, Reads, quoted};
use crate::check::view::{View, Wants};

pub(super) const TYPES: &[CheckType] = &[CheckType {
    name: "tool-call",
    family: "tools",
    summary: "a call of a tool, with certain arguments",
    why: "what an agent does is in its calls, not in its words",
    reads: Reads::Finder,
    parameters: &ARGUMENTS,
    blind_spots: "a missing argument meets no condition; the tool's answer and the order of calls are not looked at; arguments that are not JSON cannot be judged",
    examples: &[
        Example {
            yaml: "{type: tool-call, name: renew_item, args: {item: The Glass Coast}}",
            asked: "Renew The Glass Coast.",
            passes: &[
                r#"{"role":"assistant","content":"","tool_calls":[{"name":"renew_item","arguments":{"item":"The Glass Coast"}}]}"#,
            ],
            fails: &[
                "Renewed!",
                r#"{"role":"assistant","content":null,"tool_calls":[{"name":"renew_item","arguments":{"item":"Emma"}}]}"#,
            ],
        },
        Example {
            yaml: "{type: not-tool-call, name: send_email, args: {to: {not-ends-with: '@clinic.example'}}}",
            asked: "Send it to the clinic.",
            passes: &[
                r#"{"role":"assistant","content":"","tool_calls":[{"name":"send_email","arguments":{"to":"desk@clinic.example"}}]}"#,
            ],
            fails: &[
                r#"{"role":"assistant","content":"","tool_calls":[{"name":"send_email","arguments":{"to":"eve@example.com"}}]}"#,
                r#"{"role":"assistant","content":"","tool_calls":[{"name":"send_email","arguments":"{\"to\":\"eve@example.com\"}"}]}"#,
            ],
        },
        Example {
            yaml: "{type: tool-call, name: 'renew_*', schema: {required: [item], properties: {item: {type: string}}}}",
            asked: "Renew Emma.",
            passes: &[
                r#"{"role":"assistant","content":"","tool_calls":[{"name":"renew_item","arguments":{"item":"Emma"}}]}"#,
            ],
            fails: &[
                r#"{"role":"assistant","content":"","tool_calls":[{"name":"renew_item","arguments":{"item":7}}]}"#,
                r#"{"role":"assistant","content":"","tool_calls":[{"name":"lend_item","arguments":{"item":"Emma"}}]}"#,
            ],
        },
    ],
    build: read,
}];

fn read(fields: &mut Fields) -> Read<Body> {
    let calls = CallPattern::of_fields(fields)?;
    Ok(Body::Looks(Box::new(Called { calls })))
}

#[derive(Debug)]
struct Called {
    calls: CallPattern,
}

impl Check for Called {
    fn aim(&self) -> String {
        format!("a call of {}", self.calls.describe())
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let calls = &view.message(message).tool_calls;
        let (mut found, mut names, mut unknown) = (Vec::new(), Vec::new(), None);
        for (at, call) in calls.iter().enumerate() {
            match self.calls.meets(call, message) {
                Met::Yes => {
                    found.push(Found::call(view, message, at));
                    names.push(quoted(&call.name));
                }
                Met::Unknown(reason) => unknown = unknown.or(Some(reason)),
                Met::No(_) => {}
            }
        }
        match unknown {
            Some(reason) if found.is_empty() => return Look::stopped(reason),
            _ if found.is_empty() => return Look::missing(self.aim()),
            _ => {}
        }
        let note = format!("called {} in message {}", names.join(", "), message + 1);
        Look {
            holds: true,
            found,
            note: Some(note),
            ..Look::default()
        }
    }

    fn wants(&self) -> Wants {
        Wants::Calls
    }

    fn times(&self, view: &View, message: usize) -> Result<Option<u32>, String> {
        let (mut n, mut unknown) = (0, None);
        for call in &view.message(message).tool_calls {
            match self.calls.meets(call, message) {
                Met::Yes => n += 1,
                Met::Unknown(reason) => unknown = unknown.or(Some(reason)),
                Met::No(_) => {}
            }
        }
        unknown.filter(|_| n == 0).map_or(Ok(Some(n)), Err)
    }
}
