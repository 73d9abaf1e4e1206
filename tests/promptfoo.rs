//! Checks against the verdicts of promptfoo 0.121.20.
//!
//! The cases are not part of this project. They are read from `PLUMBLINE_DATA`, else from
//! `../shared/data`. Where they are absent the test says so; with `PLUMBLINE_REQUIRE_DATA=1` it
//! fails. Each case is a valid check as it stands and runs as one of a record, as the command
//! runs it.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test, helpers included"
)]

use plumbline::check::{CheckOutcome, CheckResult, read_values};
use plumbline::transcript::Transcript;
use plumbline::{Message, Role};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Types whose word lists are this project's own: the share that must agree.
const OWN_LISTS: [&str; 3] = ["is-refusal", "is-html", "contains-html"];
const OWN_SHARE: f64 = 0.95;

#[derive(Default)]
struct Tally {
    agree: usize,
    differ: Vec<String>,
}

#[test]
fn verdicts_and_scores_are_promptfoos() {
    let Some(path) = cases() else { return };
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let case: Map<String, Value> = serde_json::from_str(line).unwrap();
        let name = case["type"].as_str().unwrap().to_owned();
        if name.ends_with("-sql") {
            continue;
        }
        let tally = tallies.entry(name).or_default();
        match difference(&case) {
            None => tally.agree += 1,
            Some(difference) => tally.differ.push(difference),
        }
    }
    let mut faults = Vec::new();
    for (name, tally) in &tallies {
        let n = tally.agree + tally.differ.len();
        println!(
            "{name}: n {n}, agree {}, differ {}",
            tally.agree,
            tally.differ.len()
        );
        tally.differ.iter().for_each(|it| println!("  {it}"));
        let own = OWN_LISTS.contains(&name.trim_start_matches("not-"));
        let enough = if own { OWN_SHARE } else { 1.0 };
        if (tally.agree as f64) < enough * n as f64 {
            faults.push(format!("{name}: {} of {n} agree", tally.agree));
        }
    }
    assert!(tallies.len() > 40, "{} types", tallies.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The file of cases, where it is.
fn cases() -> Option<PathBuf> {
    let folder = std::env::var_os("PLUMBLINE_DATA").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let path = folder
        .unwrap_or_else(beside)
        .join("promptfoo/assertions.jsonl");
    if path.is_file() {
        return Some(path);
    }
    let message = "2817 cases were not compared: no data found";
    assert!(
        std::env::var_os("PLUMBLINE_REQUIRE_DATA").is_none(),
        "{message}"
    );
    println!("{message}");
    None
}

/// What differs from the case's verdict, if anything does.
fn difference(case: &Map<String, Value>) -> Option<String> {
    let result = run(case);
    let outcome = match case["pass"] {
        Value::Bool(true) => CheckOutcome::Pass,
        Value::Bool(false) => CheckOutcome::Fail,
        _ => CheckOutcome::Error,
    };
    // An invalid pattern fails there, in both polarities; here it is an error with the reason.
    let invalid = result.outcome == CheckOutcome::Error
        && result.explanation.contains("of the pattern)")
        && outcome == CheckOutcome::Fail;
    let score = case.get("score").and_then(Value::as_f64);
    let scores_agree = match (score, result.score) {
        (Some(expected), Some(found)) => (expected - found).abs() < 1e-6,
        (None, None) => true,
        _ => false,
    };
    if invalid || (outcome == result.outcome && scores_agree) {
        return None;
    }
    Some(format!(
        "{result:?} instead of {outcome:?}, score {score:?}: {}",
        Value::Object(case.clone())
    ))
}

fn run(case: &Map<String, Value>) -> CheckResult {
    let parameters = ["type", "value", "threshold", "vars", "provider_config"];
    let is_parameter = |(key, _): &(&String, &Value)| parameters.contains(&&key[..]);
    let check = case.iter().filter(is_parameter);
    let check: Map<String, Value> = check
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let (checks, _) = read_values(&[Value::Object(check)]);
    let output = match &case["output"] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let messages = vec![
        Arc::new(Message::new(Role::User, "?")),
        Arc::new(Message::new(Role::Assistant, output)),
    ];
    checks[0].run(&Transcript::of_messages("case".to_owned(), messages))
}
