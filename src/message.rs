//! What conversations are made of: the examples in a spec and the transcripts of a model.

use crate::json;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use std::fmt;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The operator of the model's host.
    System,
    /// The application's author.
    Developer,
    /// The person in the conversation.
    User,
    /// The model.
    Assistant,
    /// The result of a tool call.
    Tool,
}

impl Role {
    /// All roles, in the order in which they usually first speak.
    pub const ALL: [Role; 5] = [
        Role::System,
        Role::Developer,
        Role::User,
        Role::Assistant,
        Role::Tool,
    ];

    /// The role's name in files and on the page.
    pub fn name(self) -> &'static str {
        match self {
            Role::System => "system",
            Role::Developer => "developer",
            Role::User => "user",
            Role::Assistant => "assistant",
            Role::Tool => "tool",
        }
    }

    /// The role called `name`, if there is one.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One entry of a conversation. Fields this version does not know ride along in `extra`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What is said; empty where the message only calls tools.
    #[serde(default, deserialize_with = "null_as_default")]
    pub content: String,
    /// Tools the assistant calls with this message.
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub tool_calls: Vec<ToolCall>,
    /// In a tool's message: the call it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    /// In a tool's message: the tool's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Fields of later versions and other tools, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Message {
    /// A plain message.
    pub fn new(role: Role, content: impl Into<String>) -> Message {
        Message {
            role,
            content: content.into(),
            tool_calls: Vec::new(),
            tool_call_id: None,
            name: None,
            extra: Map::new(),
        }
    }

    /// Whether nothing was written into it yet.
    pub fn is_unwritten(&self) -> bool {
        self.content.is_empty() && self.tool_calls.is_empty()
    }

    /// Whether the message says nothing and only calls tools: it is not a reply to anyone.
    pub fn only_calls_tools(&self) -> bool {
        self.content.trim().is_empty() && !self.tool_calls.is_empty()
    }
}

/// A call of a tool by the assistant. OpenAI's form, with the name and the arguments' JSON text in
/// `function`, is read as well; it is written in this one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "WireToolCall")]
pub struct ToolCall {
    /// Ties the call to the tool's answer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The tool's name.
    pub name: String,
    /// Usually an object; a string where the model wrote something that is not JSON.
    #[serde(default)]
    pub arguments: Value,
    /// Fields of later versions and other tools, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl ToolCall {
    /// The arguments to look at: JSON that came as text is read, anything else is as it came.
    pub fn read_arguments(&self) -> Value {
        match &self.arguments {
            // A model that cut a character in half still called the tool with the rest.
            Value::String(text) => {
                let (text, _) = json::replace_lone_surrogates(text);
                parse_arguments(Value::String(text.into_owned()))
            }
            arguments => arguments.clone(),
        }
    }
}

/// A tool call as it may stand in a file.
#[derive(Deserialize)]
struct WireToolCall {
    #[serde(default, deserialize_with = "null_as_default")]
    id: String,
    name: Option<String>,
    #[serde(default)]
    arguments: Value,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

impl TryFrom<WireToolCall> for ToolCall {
    type Error = &'static str;

    fn try_from(wire: WireToolCall) -> Result<ToolCall, &'static str> {
        let WireToolCall {
            id,
            name,
            mut arguments,
            mut extra,
        } = wire;
        let name = match name {
            Some(name) => name,
            None => {
                let (name, text) = take_function(&mut extra).ok_or("missing field `name`")?;
                arguments = parse_arguments(text);
                name
            }
        };
        Ok(ToolCall {
            id,
            name,
            arguments,
            extra,
        })
    }
}

/// Takes name and arguments out of OpenAI's `function` object.
fn take_function(extra: &mut Map<String, Value>) -> Option<(String, Value)> {
    let function = extra.get_mut("function")?.as_object_mut()?;
    let name = function.get("name")?.as_str()?.to_owned();
    let arguments = function.get_mut("arguments").map(Value::take);
    extra.shift_remove("function");
    if extra.get("type").and_then(Value::as_str) == Some("function") {
        extra.shift_remove("type");
    }
    Some((name, arguments.unwrap_or_default()))
}

/// Arguments that are JSON as text become JSON; what the model wrote otherwise stays a string.
fn parse_arguments(arguments: Value) -> Value {
    let parsed = arguments
        .as_str()
        .filter(|text| json::depth(text) <= json::MAX_DEPTH)
        .and_then(|text| serde_json::from_str(text).ok());
    parsed.unwrap_or(arguments)
}

/// Reads `null` as the empty value: exporters write `"content": null` for pure tool calls.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_fields_ride_along() {
        let text = r#"{"role":"assistant","content":"hi","refusal":null,"x":{"b":1,"a":2}}"#;
        let message: Message = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&message).unwrap(), text);
    }

    #[test]
    fn null_content_is_an_empty_message() {
        let text =
            r#"{"role":"assistant","content":null,"tool_calls":[{"id":"c1","name":"renew"}]}"#;
        let message: Message = serde_json::from_str(text).unwrap();
        assert!(message.only_calls_tools());
    }

    #[test]
    fn tool_calls_in_openais_form_are_read() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            let call: ToolCall = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&call).unwrap(), expected);
        }
        check(
            r#"{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}"#,
            r#"{"id":"c1","name":"f","arguments":{"a":1}}"#,
        );
        check(
            r#"{"function":{"name":"f","arguments":"{a"},"index":0}"#,
            r#"{"name":"f","arguments":"{a","index":0}"#,
        );
        check(
            r#"{"name":"f","arguments":"{\"a\":1}","function":7}"#,
            r#"{"name":"f","arguments":"{\"a\":1}","function":7}"#,
        );
        assert!(serde_json::from_str::<ToolCall>(r#"{"function":"f"}"#).is_err());
    }

    #[test]
    fn argument_texts_are_read_and_kept_as_they_came() {
        #[track_caller]
        fn check(arguments: &str, expected: &str) {
            let text = format!(r#"{{"name":"f","arguments":{arguments}}}"#);
            let call: ToolCall = serde_json::from_str(&text).unwrap();
            assert_eq!(call.read_arguments().to_string(), expected);
            assert_eq!(serde_json::to_string(&call).unwrap(), text);
        }
        check(r#"{"a":1}"#, r#"{"a":1}"#);
        check(r#""{\"a\": 1}""#, r#"{"a":1}"#);
        check(r#""{\"a\":\"x\\ud83d\"}""#, "{\"a\":\"x\u{fffd}\"}");
        check(r#""{a""#, r#""{a""#);
    }
}
