//! Conversations, checks, and what results point at.

#![allow(dead_code, reason = "each test needs its part")]
#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

use plumbline::Message;
use plumbline::check::{CheckDefinition, CheckResult, read_checks};
use plumbline::transcript::Transcript;
use plumbline::verdict::Evidence;
use serde_json::{Value, json};
use std::sync::Arc;

/// A conversation of messages as JSON; all of the assistant's are its output.
pub(crate) fn conversation(messages: impl IntoIterator<Item = Value>) -> Transcript {
    let read = |it| Arc::new(serde_json::from_value::<Message>(it).unwrap());
    Transcript::of_messages("t".to_owned(), messages.into_iter().map(read).collect())
}

/// The one check of a list without a fault.
#[track_caller]
pub(crate) fn one(yaml: &str) -> CheckDefinition {
    let (mut checks, diagnostics) = read_checks(yaml, None);
    assert_eq!(diagnostics, [], "{yaml}");
    assert_eq!(checks.len(), 1, "{yaml}");
    checks.remove(0)
}

/// That a result points at these places: a message, from 1, a call in it, from 1, and the words or
/// arguments there.
#[track_caller]
pub(crate) fn assert_points(result: &CheckResult, expected: &[(usize, Option<usize>, &str)]) {
    let place = |it: &Evidence| match it {
        Evidence::Words {
            message,
            tool_call,
            quote,
            ..
        } => Some((message + 1, tool_call.map(|it| it + 1), quote.clone())),
        Evidence::Absent { .. } => None,
    };
    let found: Vec<_> = result.evidence.iter().filter_map(place).collect();
    let found: Vec<_> = found.iter().map(|it| (it.0, it.1, &it.2[..])).collect();
    assert_eq!(found, expected, "{result:?}");
}

/// A conversation of `role: words`; `call: name` is a message of the assistant that only calls a
/// tool.
pub(crate) fn talk(lines: &[&str]) -> Transcript {
    let message = |line: &&str| {
        let (role, words) = line
            .split_once(": ")
            .unwrap_or((line.trim_end_matches(':'), ""));
        match role {
            "call" => json!({"role": "assistant", "content": "", "tool_calls":
                [{"name": words, "arguments": {"item": "x"}}]}),
            role => json!({"role": role, "content": words}),
        }
    };
    conversation(lines.iter().map(message))
}

/// A conversation of one question and this reply.
pub(crate) fn answer(words: &str) -> Transcript {
    talk(&["user: hi (there)", &format!("assistant: {words}")])
}

/// What a check says of a reply.
#[track_caller]
pub(crate) fn reply(yaml: &str, words: &str) -> CheckResult {
    one(yaml).run(&answer(words))
}
