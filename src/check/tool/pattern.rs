//! Which calls of a tool are meant: its name, and what its arguments must be.

use crate::check::definition::CheckDefinition;
use crate::check::fields::{Fault, Fields, Read, text_of};
use crate::check::node::{Kind, Node};
use crate::check::read::Reader;
use crate::check::registry::Parameter;
use crate::check::result::{CheckOutcome, quoted};
use crate::check::schema::Schema;
use crate::message::{Message, Role, ToolCall};
use crate::text::shorten;
use crate::transcript::Transcript;
use serde_json::Value;
use std::sync::Arc;

/// The parameters of types that look for calls.
pub(crate) const ARGUMENTS: [Parameter; 3] = [
    Parameter {
        name: "name",
        takes: "a text",
        needed: false,
        doc: "the tool's name; `files_*` for all that begin so; any tool if not given",
    },
    Parameter {
        name: "args",
        takes: "a mapping: an argument's name to a value or a text check",
        needed: false,
        doc: "what the arguments must be, as in `{to: {not-ends-with: \"@clinic.example\"}}`; `/to/0/name` reaches into one",
    },
    Parameter {
        name: "schema",
        takes: "a JSON Schema (draft 7)",
        needed: false,
        doc: "what the arguments as a whole must be",
    },
];

/// The calls that are meant.
#[derive(Debug, Default)]
pub(crate) struct CallPattern {
    name: Option<String>,
    args: Vec<(String, Condition)>,
    schema: Option<Schema>,
}

/// What an argument must be.
#[derive(Debug)]
enum Condition {
    /// This value, or this text as it was written.
    Equals(Value, Option<String>),
    /// A text that passes.
    Passes(Box<CheckDefinition>),
}

/// Whether a call is one that is meant.
#[derive(Debug, PartialEq)]
pub(crate) enum Met {
    Yes,
    /// It is not: another tool, or what is wrong with its arguments.
    No(String),
    /// Its arguments are not JSON or cannot be judged, so that it cannot be told; the reason.
    Unknown(String),
}

impl CallPattern {
    /// As a check's own fields say.
    pub(crate) fn of_fields(fields: &mut Fields) -> Read<CallPattern> {
        let (name, args) = (fields.get("name"), fields.get("args"));
        let schema = fields.get("schema");
        CallPattern::read(fields.reader, name, args, schema)
    }

    /// From a text, which is the tool's name, or from a mapping with `name`, `args`, `schema`.
    pub(crate) fn of_node(reader: &mut Reader, node: &Node) -> Read<CallPattern> {
        let Some(entries) = node.entries() else {
            return CallPattern::read(reader, Some(node), None, None);
        };
        let known = ["name", "args", "schema"];
        for (key, _) in entries {
            if !key.text().is_some_and(|it| known.contains(&it)) {
                let message = format!("a call has no field {}", key.describe());
                let hint = "it takes `name`, `args` and `schema`";
                return Err(Fault::new(key, "wrong-parameter", message).hint(hint));
            }
        }
        CallPattern::read(
            reader,
            node.get("name"),
            node.get("args"),
            node.get("schema"),
        )
    }

    fn read(
        reader: &mut Reader,
        name: Option<&Node>,
        args: Option<&Node>,
        schema: Option<&Node>,
    ) -> Read<CallPattern> {
        let mut pattern = CallPattern::default();
        if let Some(node) = name {
            pattern.name = Some(text_of(node, "name")?.to_owned());
            reader.speaks_of_tool(node);
        }
        if let Some(node) = args {
            pattern.add_arguments(reader, node)?;
        }
        let compile = |node: &Node| {
            let fault = |it: crate::check::schema::SchemaFault| {
                Fault::new(node, "wrong-parameter", it.to_string())
            };
            Schema::compile(&node.to_json()).map_err(fault)
        };
        pattern.schema = schema.map(compile).transpose()?;
        Ok(pattern)
    }

    /// Demands of the arguments what a mapping says.
    pub(crate) fn add_arguments(&mut self, reader: &mut Reader, node: &Node) -> Read<()> {
        let message = || {
            let found = node.describe();
            format!("`args` takes a mapping by argument, not {found}")
        };
        let entries = node.entries();
        let entries = entries.ok_or_else(|| Fault::new(node, "wrong-parameter", message()))?;
        for (key, value) in entries {
            let condition = condition(reader, value)?;
            self.args
                .push((text_of(key, "args")?.to_owned(), condition));
        }
        Ok(())
    }

    /// Whether a tool called `name` is meant.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.name.as_ref().is_none_or(|it| matches_name(it, name))
    }

    /// Whether a call is one that is meant. `message` is the index of the one it stands in.
    pub(crate) fn meets(&self, call: &ToolCall, message: usize) -> Met {
        if !self.is_named(&call.name) {
            return Met::No(format!("called {}", quoted(&call.name)));
        }
        if self.args.is_empty() && self.schema.is_none() {
            return Met::Yes;
        }
        let arguments = call.read_arguments();
        if let Value::String(text) = &arguments {
            let (name, text) = (&call.name, shorten(text, 60));
            let place = message + 1;
            return Met::Unknown(format!(
                "the arguments of `{name}` in message {place} are not JSON: `{text}`"
            ));
        }
        for (name, condition) in &self.args {
            match argument(&arguments, name).map(|it| condition.is_met(it)) {
                Some(Met::Yes) => {}
                Some(Met::Unknown(reason)) => return Met::Unknown(reason),
                Some(Met::No(_)) => return Met::No(format!("its {} is another", quoted(name))),
                None => return Met::No(format!("it has no {}", quoted(name))),
            }
        }
        match self.schema.as_ref().map(|it| it.violation(&arguments)) {
            None | Some(Ok(None)) => Met::Yes,
            Some(Ok(Some(violation))) => Met::No(format!("its arguments: {violation}")),
            Some(Err(reason)) => Met::Unknown(reason),
        }
    }

    /// What is meant, for people: `“send_email” with “to” as given`.
    pub(crate) fn describe(&self) -> String {
        let tool = self.name.as_deref().map_or("any tool".to_owned(), quoted);
        let mut names: Vec<_> = self.args.iter().map(|(name, _)| quoted(name)).collect();
        if self.schema.is_some() {
            names.push("arguments".to_owned());
        }
        match names.is_empty() {
            true => tool,
            false => format!("{tool} with {} as given", names.join(", ")),
        }
    }
}

/// An argument by its name, or by a path such as `/to/0/name` into one.
pub(crate) fn argument<'a>(arguments: &'a Value, written: &str) -> Option<&'a Value> {
    match written.starts_with('/') {
        true => arguments.pointer(written),
        false => arguments.get(written),
    }
}

/// Whether a tool is called as `written`, whose last `*` stands for anything.
pub(crate) fn matches_name(written: &str, name: &str) -> bool {
    match written.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == written,
    }
}

fn condition(reader: &mut Reader, node: &Node) -> Read<Condition> {
    if !matches!(node.kind, Kind::Map(_)) {
        let written = node.text().map(str::to_owned);
        return Ok(Condition::Equals(node.to_json(), written));
    }
    let check = reader.nested(node);
    match check.fault() {
        Some(fault) => {
            let message = format!("in `args`: {fault}");
            Err(Fault::new(node, "wrong-parameter", message))
        }
        None => Ok(Condition::Passes(Box::new(check))),
    }
}

impl Condition {
    fn is_met(&self, argument: &Value) -> Met {
        let text = match argument {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let is_met = match self {
            Condition::Equals(value, written) => {
                argument == value || written.as_deref() == Some(text.as_str())
            }
            Condition::Passes(check) => {
                let message = Arc::new(Message::new(Role::Assistant, text));
                let result = check.run(&Transcript::of_messages(String::new(), vec![message]));
                if result.outcome == CheckOutcome::Error {
                    return Met::Unknown(result.explanation);
                }
                result.outcome == CheckOutcome::Pass
            }
        };
        if is_met {
            Met::Yes
        } else {
            Met::No(String::new())
        }
    }
}
