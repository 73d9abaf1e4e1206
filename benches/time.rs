//! How long rules over time take on a long conversation, beside asking the checks in them.
//!
//! `cargo bench --bench time` runs fifty rules on a conversation of 2,000 turns with calls, in turn
//! with the checks that they ask, each once on the whole conversation, and prints the quickest of
//! many rounds. It fails where the rules take more than one and a half times as long: each check in them is to
//! be asked once per message, however many rules ask it, and for less than its evidence.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for the host that measures"
)]
#![expect(clippy::disallowed_methods, reason = "this program owns the clock")]

use plumbline::Message;
use plumbline::check::{CheckDefinition, View, read_checks};
use plumbline::transcript::Transcript;
use serde_json::json;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

const N_TURNS: usize = 2_000;
const N_ROUNDS: usize = 15;

/// What the rules may take, as a multiple of asking their checks.
const LIMIT: f64 = 1.5;

fn main() {
    let transcript = conversation();
    let rules = read(&rules());
    let parts = read(&parts());
    let (mut of_rules, mut of_parts) = (f64::MAX, f64::MAX);
    for _ in 0..N_ROUNDS {
        of_rules = of_rules.min(time(&transcript, &rules));
        of_parts = of_parts.min(time(&transcript, &parts));
    }
    let ratio = of_rules / of_parts;
    println!(
        "{} rules on {} messages {of_rules:7.2} ms, their {} checks {of_parts:7.2} ms, {ratio:4.2} ×",
        rules.len(),
        transcript.messages.len(),
        parts.len()
    );
    assert!(
        ratio < LIMIT,
        "a check in a rule is asked more than once per message"
    );
}

fn read(yaml: &str) -> Vec<CheckDefinition> {
    let (checks, diagnostics) = read_checks(yaml, None);
    assert_eq!(diagnostics, []);
    checks
}

fn time(transcript: &Transcript, checks: &[CheckDefinition]) -> f64 {
    let start = Instant::now();
    let view = View::new(transcript);
    for check in checks {
        black_box(check.run_on(&view));
    }
    start.elapsed().as_secs_f64() * 1e3
}

/// The checks that the rules ask: words, patterns and calls.
fn parts() -> String {
    let (words, patterns, calls) = (0..20, 0..20, 0..20);
    let words = words.map(|n| format!("- {}\n", word(n)));
    let patterns = patterns.map(|n| format!("- {}\n", pattern(n)));
    let calls = calls.map(|n| format!("- {}\n", call(n)));
    words.chain(patterns).chain(calls).collect()
}

fn word(n: usize) -> String {
    format!("{{type: icontains, value: word{n} of, on: conversation}}")
}

fn pattern(n: usize) -> String {
    format!("{{type: regex, value: '\\b(crown|mark)s? {n}\\b', on: conversation}}")
}

fn call(n: usize) -> String {
    format!(
        "{{type: tool-call, name: tool_{n}, args: {{to: {{ends-with: '{n}@example.com'}}}}, on: conversation}}"
    )
}

fn rules() -> String {
    let rule = |n: usize| {
        let (a, b, c) = (call(n % 20), word(n % 20), pattern((n + 7) % 20));
        match n % 8 {
            0 => format!("{{type: never-after, after: {b}, value: {a}, until: {c}}}"),
            1 => format!("{{type: after, after: {b}, value: {c}}}"),
            2 => format!("{{type: before, before: {a}, value: {b}, each: true}}"),
            3 => format!("{{type: until, until: {c}, value: {a}}}"),
            4 => format!("{{type: by-turn, n: 40, value: {c}}}"),
            5 => format!("{{type: at-most, n: 4, value: {b}}}"),
            6 => format!("{{type: at-least-every, n: 50, value: {b}}}"),
            _ => format!("{{type: first-break, value: {{none-of: [{a}, {b}, {c}]}}}}"),
        }
    };
    (0..50).map(|n| format!("- {}\n", rule(n))).collect()
}

/// A conversation in which the assistant speaks or calls, tools answer and a user sometimes asks.
fn conversation() -> Transcript {
    let message = |n: usize| {
        let words = format!(
            "Line {n}: {} word{} of the day, {} crowns {}, and so it goes on for a while longer than one would think, Ämter included.",
            "The quick brown fox jumps over the lazy dog.",
            n % 97,
            n % 13,
            n % 41
        );
        let json = match n % 4 {
            0 => json!({"role": "user", "content": words}),
            1 => json!({"role": "assistant", "content": words}),
            2 => json!({"role": "assistant", "content": "", "tool_calls": [
                {"id": format!("c{n}"), "name": format!("tool_{}", n % 23), "arguments": {"to": format!("{}@example.com", n % 29)}}]}),
            _ => json!({"role": "tool", "tool_call_id": format!("c{}", n - 1), "content": words}),
        };
        Arc::new(serde_json::from_value::<Message>(json).unwrap())
    };
    Transcript::of_messages("long".to_owned(), (0..N_TURNS).map(message).collect())
}
