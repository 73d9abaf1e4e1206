//! How fast IFEval's checks run, on one thread; `cargo xtask bench` runs it beside the reference.
//!
//! - `ifeval rounds FILE N [SET]`: prints one line of JSON per round: seconds for each set of checks over
//!   the real responses of the file, with the checks read before (`run`) and while the clock runs
//!   (`read_and_run`).
//! - `ifeval types FILE`: microseconds a check, by type.
//! - `ifeval scale FILE`: how the time of each type grows with the length of the text.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for `xtask`"
)]
#![expect(clippy::disallowed_methods, reason = "this program owns the clock")]

#[path = "support/responses.rs"]
mod responses;

use plumbline::check::{CheckDefinition, View, read_values};
use plumbline::transcript::Transcript;
use responses::{Response, SETS, responses, transcript, values};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|it| it != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["rounds", file, n] => rounds(&responses(file), n.parse().unwrap(), ""),
        ["rounds", file, n, set] => rounds(&responses(file), n.parse().unwrap(), set),
        ["types", file] => types(&responses(file)),
        ["scale", file] => scale(&responses(file)),
        _ => println!(
            "give `rounds FILE N [SET]`, `types FILE` or `scale FILE`; `cargo xtask bench` does"
        ),
    }
}

fn rounds(responses: &[Response], n: usize, set: &str) {
    for _ in 0..n {
        let mut line = serde_json::Map::new();
        for (name, is_in, loose) in SETS.iter().filter(|it| set.is_empty() || it.0 == set) {
            line.insert((*name).to_owned(), measure(responses, *is_in, *loose));
        }
        println!("{}", Value::Object(line));
    }
}

fn measure(responses: &[Response], is_in: fn(&str) -> bool, loose: bool) -> Value {
    let values: Vec<_> = responses
        .iter()
        .map(|it| values(it, is_in, loose))
        .collect();
    let read: Vec<_> = values.iter().map(|it| read_values(it).0).collect();
    let clock = Instant::now();
    let mut n = 0;
    for (response, checks) in responses.iter().zip(&read) {
        n += run(&response.transcript, checks);
    }
    let run_seconds = clock.elapsed().as_secs_f64();
    let clock = Instant::now();
    for (response, values) in responses.iter().zip(&values) {
        n += run(&response.transcript, &read_values(values).0);
    }
    let both_seconds = clock.elapsed().as_secs_f64();
    json!({"n": n / 2, "run": run_seconds, "read_and_run": both_seconds})
}

fn run(transcript: &Transcript, checks: &[CheckDefinition]) -> usize {
    let view = View::new(transcript);
    for check in checks {
        black_box(check.run_on(&view));
    }
    checks.len()
}

fn types(responses: &[Response]) {
    let mut spent = BTreeMap::<String, (usize, f64)>::new();
    for response in responses {
        for value in values(response, |_| true, false) {
            let name = value["type"].as_str().unwrap().to_owned();
            let (checks, _) = read_values(&[value]);
            let runs = (0..10).map(|_| time(&response.transcript, &checks));
            let entry = spent.entry(name).or_default();
            entry.0 += 1;
            entry.1 += runs.fold(f64::MAX, f64::min);
        }
    }
    for (name, (n, seconds)) in spent {
        println!("{name:<60} {n:>4} {:>8.2}", seconds / n as f64 * 1e6);
    }
}

/// Each type on one text, ten of it, a hundred of it: the time per byte must stay the same.
fn scale(responses: &[Response]) {
    let mut types = BTreeMap::<String, (Value, Vec<&str>)>::new();
    for response in responses {
        for value in values(response, |_| true, true) {
            let name = value["type"].as_str().unwrap().to_owned();
            let entry = types.entry(name).or_insert((value, Vec::new()));
            entry.1.push(&response.transcript.messages[0].content);
        }
    }
    for (name, (value, texts)) in types {
        let text: String = texts
            .iter()
            .take(20)
            .map(|it| format!("{it}\n\n"))
            .collect();
        let (checks, _) = read_values(&[value]);
        let seconds = [1, 10, 100].map(|times| {
            let transcript = transcript(&text.repeat(times));
            let runs = (100 / times).max(3);
            (0..runs)
                .map(|_| time(&transcript, &checks))
                .fold(f64::MAX, f64::min)
        });
        let bytes = text.len();
        println!(
            "{}",
            json!({"type": name, "bytes": bytes, "seconds": seconds})
        );
    }
}

fn time(transcript: &Transcript, checks: &[CheckDefinition]) -> f64 {
    let clock = Instant::now();
    run(transcript, checks);
    clock.elapsed().as_secs_f64()
}
