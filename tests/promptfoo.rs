//! Checks against the verdicts of promptfoo 0.121.20.
//!
//! The cases are not part of this project. They are read from `PLUMBLINE_DATA`, else from
//! `../shared/data`. Where they are absent the test says so; with `PLUMBLINE_REQUIRE_DATA=1` it
//! fails. Each case is a valid check as it stands; it goes through the command, on a record whose
//! reply is the case's output and whose `checks` hold the case.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test, helpers included"
)]

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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
    let text = std::fs::read_to_string(path).unwrap();
    let cases: Vec<Map<String, Value>> = text
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    let is_judged = |case: &&Map<String, Value>| !case["type"].as_str().unwrap().ends_with("-sql");
    let cases: Vec<_> = cases.iter().filter(is_judged).collect();
    let results = run(&cases);
    assert_eq!(results.len(), cases.len());
    for (case, result) in cases.iter().zip(&results) {
        assert_eq!(case["key"], result["transcript"]);
        let tally = tallies
            .entry(case["type"].as_str().unwrap().to_owned())
            .or_default();
        match difference(case, result) {
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

/// The command's lines for one record per case.
fn run(cases: &[&Map<String, Value>]) -> Vec<Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
    let command = command
        .args(["check", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let records: String = cases
        .iter()
        .map(|case| record(case).to_string() + "\n")
        .collect();
    let mut input = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(records.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    let lines = String::from_utf8(output.stdout).unwrap();
    lines
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect()
}

fn record(case: &Map<String, Value>) -> Value {
    let parameters = ["type", "value", "threshold", "vars", "provider_config"];
    let mut check = case.clone();
    check.retain(|key, _| parameters.contains(&&key[..]));
    let output = match &case["output"] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    json!({"id": case["key"], "checks": [check],
        "messages": [{"role": "user", "content": "?"}, {"role": "assistant", "content": output}]})
}

/// What differs from the case's verdict, if anything does.
fn difference(case: &Map<String, Value>, result: &Value) -> Option<String> {
    let outcome = match case["pass"] {
        Value::Bool(true) => "pass",
        Value::Bool(false) => "fail",
        _ => "error",
    };
    // An invalid pattern fails there, in both polarities; here it is an error with the reason.
    let invalid = result["outcome"] == "error"
        && result["explanation"]
            .as_str()
            .unwrap()
            .contains("of the pattern)")
        && outcome == "fail";
    let score = case.get("score").and_then(Value::as_f64);
    let scores_agree = match (score, result.get("score").and_then(Value::as_f64)) {
        (Some(expected), Some(found)) => (expected - found).abs() < 1e-6,
        (None, None) => true,
        _ => false,
    };
    if invalid || (result["outcome"] == outcome && scores_agree) {
        return None;
    }
    Some(format!(
        "{result} instead of {outcome}, score {score:?}: {}",
        Value::Object(case.clone())
    ))
}
