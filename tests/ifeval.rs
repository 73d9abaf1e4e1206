//! IFEval's instruction types against the verdicts of the reference's own code.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test, helpers included"
)]

#[path = "support/data.rs"]
mod data;

use plumbline::check::{CheckOutcome, View, read_values};
use plumbline::transcript::record;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const TYPES: usize = 25;
/// Types whose verdicts depend on a detector that draws at random.
const DETECTED: [&str; 3] = [
    "change_case:english_capital",
    "change_case:english_lowercase",
    "language:response_language",
];

/// What came of the cases of one type.
#[derive(Default)]
struct Count {
    n: usize,
    differ: usize,
    not_scored: usize,
}

#[test]
fn verdicts_are_the_references() {
    let Some(folder) = data::folder("ifeval", "3651 verdicts of IFEval") else {
        return;
    };
    let mut counts = BTreeMap::<String, Count>::new();
    let mut differences = Vec::new();
    for case in data::lines(&folder.join("ifeval.jsonl")) {
        let outcomes = outcomes(&case);
        let instructions = case["instructions"].as_array().unwrap();
        for (instruction, outcomes) in instructions.iter().zip(outcomes.chunks(2)) {
            let id = instruction["id"].as_str().unwrap();
            let count = counts.entry(id.to_owned()).or_default();
            if instruction["seed_stable"] == false {
                count.not_scored += 1;
                continue;
            }
            for (mode, (outcome, explanation)) in ["strict", "loose"].iter().zip(outcomes) {
                count.n += 1;
                if !agrees(instruction, mode, *outcome) {
                    count.differ += 1;
                    let (key, expected) = (&case["key"], &instruction[mode]);
                    let kwargs = &instruction["kwargs"];
                    differences.push(format!(
                        "{id} {key} {mode} {kwargs}: expected {expected}, {outcome:?}: {explanation}"
                    ));
                }
            }
        }
    }
    report(&counts, &differences);
    assert_eq!(counts.len(), TYPES);
    for (id, count) in &counts {
        let allowed = if DETECTED.contains(&id.as_str()) {
            count.n / 100
        } else {
            0
        };
        assert!(
            count.differ <= allowed,
            "{id}: {} of {} differ",
            count.differ,
            count.n
        );
    }
}

/// The case as a record with all its checks, strict and loose in turn, and what came out.
fn outcomes(case: &Value) -> Vec<(CheckOutcome, String)> {
    let checks = case["instructions"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|instruction| {
            let strict = check(instruction);
            let mut loose = strict.clone();
            loose["loose"] = json!(true);
            [strict, loose]
        });
    let record = json!({
        "id": case["key"],
        "messages": [
            {"role": "user", "content": case["prompt"].as_str().unwrap_or_default()},
            {"role": "assistant", "content": case["response"]},
        ],
        "checks": checks.collect::<Vec<_>>(),
    });
    let (scenario, _) = record::read_line(&record.to_string(), 1);
    let scenario = scenario.unwrap();
    let (checks, _) = read_values(&scenario.checks);
    let transcripts = scenario.transcripts();
    let view = View::new(&transcripts[0]);
    let results = checks.iter().map(|it| it.run_on(&view));
    results.map(|it| (it.outcome, it.explanation)).collect()
}

fn check(instruction: &Value) -> Value {
    let mut check = instruction["kwargs"].clone();
    let id = instruction["id"].as_str().unwrap();
    check["type"] = json!(format!("ifeval/{id}"));
    check
}

fn agrees(instruction: &Value, mode: &str, outcome: CheckOutcome) -> bool {
    let is = |expected: &Value| match expected {
        Value::Bool(true) => outcome == CheckOutcome::Pass,
        Value::Bool(false) => outcome == CheckOutcome::Fail,
        _ => outcome == CheckOutcome::Error,
    };
    let newer = instruction.get("nltk_3_10");
    is(&instruction[mode]) || newer.is_some_and(|it| is(&it[mode]))
}

fn report(counts: &BTreeMap<String, Count>, differences: &[String]) {
    for (id, count) in counts {
        let (n, differ) = (count.n, count.differ);
        let agree = n - differ;
        let not_scored = match count.not_scored {
            0 => String::new(),
            n => format!(" ({n} not scored: they change with the seed)"),
        };
        println!("{id:<50} n {n:>4}  agree {agree:>4}  differ {differ}{not_scored}");
    }
    println!("{}", differences.join("\n"));
}

/// The detector itself, through a check that accepts every language but one.
#[test]
fn languages_are_langdetects() {
    let Some(folder) = data::folder("ifeval", "180 languages of langdetect") else {
        return;
    };
    let (mut n, mut differences) = (0, Vec::new());
    for case in data::lines(&folder.join("langdetect.jsonl")) {
        let Some(code) = case["lang"].as_str() else {
            continue;
        };
        let is_stable = case["seed_stable"] == true;
        let odds = case["probs"][code].as_f64().unwrap();
        if !is_stable || odds < 0.9 {
            continue;
        }
        n += 1;
        let check = json!({"type": "language", "value": code, "letters": 0});
        let messages = json!([{"role": "assistant", "content": case["text"]}]);
        let record = json!({"id": "t", "messages": messages, "checks": [check]});
        let (scenario, _) = record::read_line(&record.to_string(), 1);
        let scenario = scenario.unwrap();
        let (checks, _) = read_values(&scenario.checks);
        let result = checks[0].run(&scenario.transcripts()[0]);
        if result.outcome != CheckOutcome::Pass {
            differences.push(format!("{} {code}: {}", case["key"], result.explanation));
        }
    }
    println!(
        "{n} languages, {} differ\n{}",
        differences.len(),
        differences.join("\n")
    );
    assert!(differences.len() * 100 <= n, "{differences:?}");
}
