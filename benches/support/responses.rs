//! The real responses to IFEval's prompts, and sets of the checks that belong to them.

use plumbline::message::{Message, Role};
use plumbline::transcript::Transcript;
use serde_json::{Value, json};
use std::sync::Arc;

/// A set of checks: its name, which types are in it, whether they are read loosely.
pub(crate) type Set = (&'static str, fn(&str) -> bool, bool);

/// Sets of checks, as the reference's side calls them.
pub(crate) const SETS: [Set; 5] = [
    ("whole", |id| !needs_sentences(id), false),
    (
        "without_language",
        |id| !needs_sentences(id) && !needs_language(id),
        false,
    ),
    ("language", needs_language, false),
    ("sentences", needs_sentences, false),
    ("loose", |id| !needs_sentences(id), true),
];

fn needs_sentences(id: &str) -> bool {
    id.ends_with("number_sentences") || id.ends_with("capital_word_frequency")
}

fn needs_language(id: &str) -> bool {
    id.ends_with("response_language") || id.contains("case:english_")
}

/// A response and its instructions.
pub(crate) struct Response {
    pub(crate) transcript: Transcript,
    instructions: Vec<Value>,
}

pub(crate) fn responses(file: &str) -> Vec<Response> {
    let text = std::fs::read_to_string(file).unwrap();
    let rows = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let real = rows.filter(|row| row["source"] == "real");
    let response = |row: Value| Response {
        transcript: transcript(row["response"].as_str().unwrap()),
        instructions: row["instructions"].as_array().unwrap().clone(),
    };
    real.map(response).collect()
}

pub(crate) fn transcript(reply: &str) -> Transcript {
    let reply = Arc::new(Message::new(Role::Assistant, reply));
    Transcript::of_messages("t".to_owned(), vec![reply])
}

/// The instructions of a set as checks.
pub(crate) fn values(response: &Response, is_in: fn(&str) -> bool, loose: bool) -> Vec<Value> {
    let id = |it: &Value| it["id"].as_str().unwrap().to_owned();
    let chosen = response.instructions.iter().filter(|it| is_in(&id(it)));
    let value = |it: &Value| {
        let mut value = it["kwargs"].clone();
        value["type"] = json!(format!("ifeval/{}", id(it)));
        value["loose"] = json!(loose);
        value
    };
    chosen.map(value).collect()
}
