//! `tool-call`: a tool was called.
//!
//! **Looks for** a call of the tool `name` whose arguments are as `args` says: a value to equal,
//! or a text check on the argument, `{ends-with: "@clinic.example"}`.
//! **Why**: what an agent does is in its calls, not in its words.
//! **Passes** where such a call was made; with `not-`, where none was. Evidence is the call's
//! arguments.
//! **Blind spots**: an argument that is missing meets no condition, not even `not-contains`; what
//! the tool did is not looked at, nor the order of calls.

use crate::check::Check;
use crate::check::definition::{Body, CheckDefinition};
use crate::check::fields::{Fault, Fields, Read, text_of};
use crate::check::node::{Kind, Node};
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{CheckOutcome, Found, Look, Reads, quoted};
use crate::check::view::{View, Wants};
use crate::message::{Message, Role, ToolCall};
use crate::transcript::Transcript;
use serde_json::Value;
use std::sync::Arc;

pub(super) const TYPES: &[CheckType] = &[CheckType {
    name: "tool-call",
    family: "tools",
    summary: "a call of a tool, with certain arguments",
    why: "what an agent does is in its calls, not in its words",
    reads: Reads::Finder,
    parameters: &[
        Parameter {
            name: "name",
            takes: "a text",
            needed: false,
            doc: "the tool's name; any tool if not given",
        },
        Parameter {
            name: "args",
            takes: "a mapping: an argument's name to a value or a text check",
            needed: false,
            doc: "what the arguments must be, as in `{to: {not-ends-with: \"@clinic.example\"}}`",
        },
    ],
    blind_spots: "a missing argument meets no condition; the tool's answer and the order of calls are not looked at",
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
    ],
    build: read,
}];

fn read(fields: &mut Fields) -> Read<Body> {
    let name = fields.text("name")?.map(str::to_owned);
    let mut args = Vec::new();
    if let Some(node) = fields.get("args") {
        let message = || {
            format!(
                "`args` takes a mapping by argument, not {}",
                node.describe()
            )
        };
        let entries = node
            .entries()
            .ok_or_else(|| Fault::new(node, "wrong-parameter", message()))?;
        for (key, value) in entries {
            args.push((text_of(key, "args")?.to_owned(), condition(fields, value)?));
        }
    }
    Ok(Body::Looks(Box::new(Called { name, args })))
}

fn condition(fields: &mut Fields, node: &Node) -> Read<Condition> {
    if !matches!(node.kind, Kind::Map(_)) {
        return Ok(Condition::Equals(
            node.to_json(),
            node.text().map(str::to_owned),
        ));
    }
    let check = fields.reader.nested(node);
    match check.fault() {
        Some(fault) => Err(Fault::new(
            node,
            "wrong-parameter",
            format!("in `args`: {fault}"),
        )),
        None => Ok(Condition::Passes(Box::new(check))),
    }
}

/// What an argument must be.
#[derive(Debug)]
enum Condition {
    /// This value, or this text as it was written.
    Equals(Value, Option<String>),
    /// A text that passes.
    Passes(Box<CheckDefinition>),
}

impl Condition {
    fn is_met(&self, argument: &Value) -> bool {
        let text = match argument {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match self {
            Condition::Equals(value, written) => {
                argument == value || written.as_deref() == Some(text.as_str())
            }
            Condition::Passes(check) => {
                let message = Arc::new(Message::new(Role::Assistant, text));
                let transcript = Transcript::of_messages(String::new(), vec![message]);
                check.run(&transcript).outcome == CheckOutcome::Pass
            }
        }
    }
}

#[derive(Debug)]
struct Called {
    name: Option<String>,
    args: Vec<(String, Condition)>,
}

impl Called {
    fn is_met(&self, call: &ToolCall) -> bool {
        let names = self.name.as_ref().is_none_or(|name| *name == call.name);
        let arguments = (names && !self.args.is_empty()).then(|| call.read_arguments());
        let of = |name: &str| arguments.as_ref().and_then(|it| it.get(name));
        let mut args = self.args.iter();
        names && args.all(|(name, condition)| of(name).is_some_and(|it| condition.is_met(it)))
    }
}

impl Check for Called {
    fn aim(&self) -> String {
        let tool = self
            .name
            .as_ref()
            .map_or("any tool".to_owned(), |name| quoted(name));
        if self.args.is_empty() {
            return format!("a call of {tool}");
        }
        let names: Vec<_> = self.args.iter().map(|(name, _)| quoted(name)).collect();
        format!("a call of {tool} with {} as given", names.join(", "))
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let calls = view.message(message).tool_calls.iter().enumerate();
        let met = calls.filter(|(_, call)| self.is_met(call));
        let found: Vec<_> = met
            .map(|(at, call)| Found {
                message,
                tool_call: Some(at),
                span: (0..call.arguments.to_string().len()).into(),
            })
            .collect();
        if found.is_empty() {
            return Look::missing(self.aim());
        }
        let names = found.iter().filter_map(|it| it.tool_call);
        let names: Vec<_> = names
            .map(|at| quoted(&view.message(message).tool_calls[at].name))
            .collect();
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
}
