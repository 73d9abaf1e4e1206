//! Calls of tools as a model's output gives them: `tool-call-f1`, `is-valid-openai-tools-call`,
//! `is-valid-openai-function-call`.
//!
//! **Look at** the calls of a message, or where no message has any, at a message whose text is
//! the provider's JSON (OpenAI's, Anthropic's and Google's forms are read by `tool-call-f1`).
//! **`tool-call-f1` looks for** the named tools and no others, each at least once, in all messages
//! together; the score is the F1 of the two sets of names. **The others want** every call to be of
//! a tool in `provider_config` with arguments as its JSON Schema says.
//! **Why**: what an agent does is in its calls, not in its words.
//! **Blind spots**: order and number of calls; what the tools answered.

use crate::check::Check;
use crate::check::definition::Body;
use crate::check::fields::{Fault, Fields, Read, text_of};
use crate::check::js;
use crate::check::node::Kind;
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{Found, Look, Reads, listed};
use crate::check::schema::Schema;
use crate::check::view::{View, Wants};
use serde_json::Value;
use std::collections::BTreeSet;

const TOOLS: &[Parameter] = &[Parameter {
    name: "provider_config",
    takes: "a mapping with `tools` in OpenAI's form, or `functions`",
    needed: true,
    doc: "the tools that were offered",
}];

const fn valid(
    name: &'static str,
    examples: &'static [Example],
    build: crate::check::fields::Build,
) -> CheckType {
    CheckType {
        name,
        family: "tools",
        summary: "calls of tools that were offered, with arguments as their schemas say",
        why: "a call with wrong arguments does nothing, or the wrong thing",
        reads: Reads::Requirement,
        parameters: TOOLS,
        blind_spots: "whether the call was a good idea",
        examples,
        build,
    }
}

pub(super) const TYPES: &[CheckType] = &[
    CheckType {
        name: "tool-call-f1",
        family: "tools",
        summary: "calls of certain tools and no others (F1 of the names; `threshold` 1 if not given)",
        why: "what an agent does is in its calls, not in its words",
        reads: Reads::Finder,
        parameters: &[Parameter {
            name: "value",
            takes: "a list of names, or one text with commas",
            needed: true,
            doc: "the tools that should be called",
        }],
        blind_spots: "order, number and arguments of the calls",
        examples: &[Example {
            yaml: "{type: tool-call-f1, value: [renew_item]}",
            asked: "Renew Emma.",
            passes: &[
                r#"{"role":"assistant","content":"","tool_calls":[{"name":"renew_item","arguments":{}}]}"#,
                r#"[{"function": {"name": "renew_item", "arguments": "{}"}}]"#,
            ],
            fails: &[
                "Renewed!",
                r#"{"role":"assistant","content":"","tool_calls":[{"name":"renew_item"},{"name":"send_email"}]}"#,
            ],
        }],
        build: read_f1,
    },
    valid(
        "is-valid-openai-tools-call",
        &[Example {
            yaml: "{type: is-valid-openai-tools-call, provider_config: {tools: [{type: function, function: {name: renew, parameters: {required: [item]}}}]}}",
            asked: "Renew Emma.",
            passes: &[
                r#"{"role":"assistant","content":"","tool_calls":[{"name":"renew","arguments":{"item":"Emma"}}]}"#,
                r#"[{"function": {"name": "renew", "arguments": "{\"item\": 1}"}}]"#,
            ],
            fails: &[
                r#"{"role":"assistant","content":"","tool_calls":[{"name":"renew","arguments":{}}]}"#,
                r#"{"role":"assistant","content":"","tool_calls":[{"name":"lend","arguments":{"item":"Emma"}}]}"#,
                "Renewed!",
            ],
        }],
        |fields| read_valid(fields, Form::Tools),
    ),
    valid(
        "is-valid-openai-function-call",
        &[Example {
            yaml: "{type: is-valid-openai-function-call, provider_config: {functions: [{name: renew, parameters: {required: [item]}}]}}",
            asked: "Renew Emma.",
            passes: &[r#"{"name": "renew", "arguments": "{\"item\": 1}"}"#],
            fails: &[r#"{"name": "renew", "arguments": "{}"}"#, "Renewed!"],
        }],
        |fields| read_valid(fields, Form::Function),
    ),
];

fn read_f1(fields: &mut Fields) -> Read<Body> {
    let node = fields.needed("value", "the names of the tools")?;
    let names: Vec<String> = match &node.kind {
        Kind::List(items) => {
            let name = |it| text_of(it, "value").map(str::to_owned);
            items.iter().map(name).collect::<Read<_>>()?
        }
        _ => text_of(node, "value")?
            .split(',')
            .map(|it| js::trim(it).to_owned())
            .collect(),
    };
    if names.is_empty() {
        return Err(Fault::new(
            node,
            "wrong-parameter",
            "there is no tool to look for",
        ));
    }
    let threshold = fields.number("threshold")?.unwrap_or(1.0);
    let expected = names.into_iter().collect();
    Ok(Body::Looks(Box::new(CallF1 {
        expected,
        threshold,
    })))
}

#[derive(Debug)]
struct CallF1 {
    expected: BTreeSet<String>,
    threshold: f64,
}

impl Check for CallF1 {
    fn aim(&self) -> String {
        let names: Vec<String> = self.expected.iter().cloned().collect();
        format!("calls of {} and of no other tool", listed(&names, "and"))
    }

    fn look(&self, view: &View, message: usize) -> Look {
        self.look_at_all(view, &[message]).pop().unwrap_or_default()
    }

    /// All messages are looked at together; the last one says what was found.
    fn look_at_all(&self, view: &View, messages: &[usize]) -> Vec<Look> {
        let (mut names, mut found) = (BTreeSet::new(), Vec::new());
        let speaks = !messages
            .iter()
            .any(|at| !view.message(*at).tool_calls.is_empty());
        for at in messages {
            for (number, call) in view.message(*at).tool_calls.iter().enumerate() {
                names.insert(call.name.clone());
                found.push(Found::call(view, *at, number));
            }
            if speaks && let Some(called) = named_in_text(view.text(*at)) {
                names.extend(called);
                found.push(Found::whole(view, *at));
            }
        }
        let mut looks = vec![Look::default(); messages.len()];
        if let Some(last) = looks.last_mut() {
            *last = self.judge(&names, found);
        }
        looks
    }

    fn wants(&self) -> Wants {
        Wants::Calls
    }
}

impl CallF1 {
    fn judge(&self, names: &BTreeSet<String>, found: Vec<Found>) -> Look {
        let n_shared = self.expected.intersection(names).count() as f64;
        let precision = if names.is_empty() {
            0.0
        } else {
            n_shared / names.len() as f64
        };
        let recall = n_shared / self.expected.len() as f64;
        let sum = precision + recall;
        let score = if sum > 0.0 {
            2.0 * precision * recall / sum
        } else {
            0.0
        };
        let called: Vec<String> = names.iter().cloned().collect();
        let note = format!(
            "called {}, F1 {score:.2}, at least {} wanted",
            listed(&called, "and"),
            js::float_text(self.threshold)
        );
        Look {
            holds: score >= self.threshold,
            score: Some(score),
            score_stays: true,
            found,
            note: Some(note),
            ..Look::default()
        }
    }
}

/// The tools that a text names as JSON, as a whole or line by line; `None` where it is no JSON.
fn named_in_text(text: &str) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        collect_names(&value, &mut names, 4);
        return Some(names);
    }
    let is_json = |line: &&str| line.starts_with(['{', '[']);
    for line in text.split('\n').map(js::trim).filter(is_json) {
        if let Ok(value) = serde_json::from_str::<Value>(line) {
            collect_names(&value, &mut names, 4);
        }
    }
    (!names.is_empty()).then_some(names)
}

/// The tools that a provider's JSON names, in the forms of several.
fn collect_names(value: &Value, names: &mut BTreeSet<String>, depth: usize) {
    let name = |of: &Value| of.get("name").and_then(Value::as_str).map(str::to_owned);
    match value {
        Value::String(text) if depth > 0 => {
            if let Ok(value) = serde_json::from_str::<Value>(text) {
                collect_names(&value, names, depth - 1);
            }
        }
        Value::Object(map) => {
            if let Some(Value::Array(calls)) = map.get("tool_calls") {
                for call in calls {
                    names.extend(call.get("function").and_then(name));
                    names.extend(name(call));
                }
            } else if map.get("type") == Some(&Value::from("tool_use")) && name(value).is_some() {
                names.extend(name(value));
            } else if let Some(call) = map.get("functionCall").filter(|it| is_object(it)) {
                names.extend(name(call));
            } else if let Some(calls) = map.get("toolCall").and_then(|it| it.get("functionCalls")) {
                names.extend(calls.as_array().into_iter().flatten().filter_map(name));
            }
        }
        Value::Array(blocks) => {
            names.extend(blocks.iter().filter_map(|block| block_name(block, name)));
        }
        _ => {}
    }
}

fn is_object(value: &Value) -> bool {
    value.is_object() || value.is_array()
}

fn block_name(block: &Value, name: impl Fn(&Value) -> Option<String>) -> Option<String> {
    if block.get("type") == Some(&Value::from("tool_use")) && name(block).is_some() {
        return name(block);
    }
    let inner = block.get("functionCall").or_else(|| block.get("function"));
    match inner.filter(|it| is_object(it)) {
        Some(inner) => name(inner),
        None => name(block),
    }
}

/// How the output gives calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Tools,
    Function,
}

fn read_valid(fields: &mut Fields, form: Form) -> Read<Body> {
    let config = fields
        .get("provider_config")
        .map(|it| it.to_json())
        .unwrap_or_default();
    let functions: Vec<&Value> = match form {
        Form::Tools => {
            let tools = config
                .get("tools")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            let tools = tools.filter(|it| it.get("type") == Some(&Value::from("function")));
            tools.filter_map(|it| it.get("function")).collect()
        }
        Form::Function => config
            .get("functions")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .collect(),
    };
    let tool = |it: &Value| {
        let name = it.get("name")?.as_str()?.to_owned();
        let schema = it.get("parameters").filter(|it| js::is_truthy(it))?;
        Some((
            name,
            Schema::compile(schema).map_err(|fault| fault.to_string()),
        ))
    };
    let tools = functions.into_iter().filter_map(tool).collect();
    Ok(Body::Looks(Box::new(ValidCalls { tools, form })))
}

#[derive(Debug)]
struct ValidCalls {
    /// What was offered, with what its arguments must be.
    tools: Vec<(String, Result<Schema, String>)>,
    form: Form,
}

impl Check for ValidCalls {
    fn aim(&self) -> String {
        "calls of tools that were offered, with arguments as their schemas say".to_owned()
    }

    fn look(&self, view: &View, message: usize) -> Look {
        self.look_at_all(view, &[message]).pop().unwrap_or_default()
    }

    /// Messages that only speak are not judged where others call.
    fn look_at_all(&self, view: &View, messages: &[usize]) -> Vec<Look> {
        let calls = messages
            .iter()
            .any(|at| !view.message(*at).tool_calls.is_empty());
        let look = |at: &usize| {
            if calls {
                self.calls(view, *at)
            } else {
                self.text(view.text(*at), *at)
            }
        };
        messages.iter().map(look).collect()
    }

    fn wants(&self) -> Wants {
        Wants::Calls
    }
}

impl ValidCalls {
    fn calls(&self, view: &View, message: usize) -> Look {
        let calls = view.message(message).tool_calls.iter().enumerate();
        for (number, call) in calls {
            if let Err(reason) = self.call(&call.name, &call.read_arguments()) {
                return Look::required(false, reason, vec![Found::call(view, message, number)]);
            }
        }
        Look::required(true, "every call is valid".to_owned(), Vec::new())
    }

    fn text(&self, text: &str, message: usize) -> Look {
        // What the Model Context Protocol answered through promptfoo.
        let judged = if text.contains("MCP Tool Error") {
            Err("a call through MCP failed".to_owned())
        } else if text.contains("MCP Tool Result") {
            Ok(())
        } else {
            self.output(text)
        };
        match judged {
            Ok(()) => Look::required(true, "every call is valid".to_owned(), Vec::new()),
            Err(reason) => {
                Look::required(false, reason, vec![Found::words(message, 0..text.len())])
            }
        }
    }

    fn output(&self, text: &str) -> Result<(), String> {
        let no_calls = || "the message is no call of a tool".to_owned();
        let output = serde_json::from_str::<Value>(text).map_err(|_| no_calls())?;
        let key = if self.form == Form::Tools {
            "tool_calls"
        } else {
            "function_call"
        };
        let output = output.get(key).unwrap_or(&output);
        let calls: Vec<&Value> = match (self.form, output) {
            (Form::Tools, Value::Array(calls)) => calls
                .iter()
                .map(|it| it.get("function").unwrap_or(&Value::Null))
                .collect(),
            (Form::Tools, _) => Vec::new(),
            (Form::Function, call) => vec![call],
        };
        let parts = |call: &&Value| {
            Some((
                call.get("name")?.as_str()?.to_owned(),
                call.get("arguments")?.as_str()?.to_owned(),
            ))
        };
        let calls: Option<Vec<_>> = calls.iter().map(parts).collect();
        let calls = calls.filter(|it| !it.is_empty()).ok_or_else(no_calls)?;
        calls.iter().try_for_each(|(name, arguments)| {
            let arguments = serde_json::from_str(arguments);
            self.call(
                name,
                &arguments.map_err(|_| format!("the arguments of `{name}` are no JSON"))?,
            )
        })
    }

    fn call(&self, name: &str, arguments: &Value) -> Result<(), String> {
        let shown = crate::text::shorten(name, 60);
        let tool = self.tools.iter().find(|(it, _)| it == name);
        let (_, schema) = tool.ok_or_else(|| format!("no tool `{shown}` was offered"))?;
        let schema = schema
            .as_ref()
            .map_err(|fault| format!("of `{shown}`: {fault}"))?;
        match schema.violation(arguments)? {
            None => Ok(()),
            Some(violation) => Err(format!("the arguments of `{shown}` are wrong: {violation}")),
        }
    }
}
