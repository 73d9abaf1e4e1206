//! IFEval's instruction types against the verdicts of the reference's own code.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test, helpers included"
)]

#[path = "support/data.rs"]
mod data;

use plumbline::check::{
    CheckDefinition, CheckOutcome, CheckType, View, read_checks, read_values, registry,
};
use plumbline::message::{Message, Role};
use plumbline::transcript::{Transcript, record};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;

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

/// Every type of IFEval's and of the language family, by the catalogue's own examples.
fn every_check(loose: bool) -> Vec<CheckDefinition> {
    let families = ["ifeval", "language"];
    let types = registry().iter().filter(|it| families.contains(&it.family));
    let read = |it: &CheckType| {
        let yaml = it.examples[0].yaml;
        let yaml = match (loose, yaml.strip_suffix('}')) {
            (false, _) => yaml.to_owned(),
            (true, Some(inside)) => format!("{inside}, loose: true}}"),
            (true, None) => format!("{yaml}\nloose: true"),
        };
        read_checks(&yaml, None).0.remove(0)
    };
    types.map(read).collect()
}

/// Runs every check on a reply, and gives how it came out.
fn run_all(checks: &[CheckDefinition], reply: &str) -> Vec<(String, CheckOutcome)> {
    let messages = [
        (Role::User, "Wann ist das Buch fällig, und wohin?"),
        (Role::Assistant, reply),
    ];
    let messages = messages.map(|(role, text)| Arc::new(Message::new(role, text)));
    let transcript = Transcript::of_messages("t".to_owned(), messages.to_vec());
    let view = View::new(&transcript);
    let result = |it: &CheckDefinition| {
        let result = it.run_on(&view);
        assert!(
            !result.explanation.is_empty(),
            "{} says nothing",
            it.type_name
        );
        (it.type_name.clone(), result.outcome)
    };
    checks.iter().map(result).collect()
}

#[test]
fn hostile_replies_are_answered() {
    let (strict, loose) = (every_check(false), every_check(true));
    assert_eq!(strict.len(), TYPES + 2);
    let deep = "[".repeat(100_000);
    let replies = [
        "\0".repeat(1000),
        "\u{301}".repeat(3000),
        "\u{fffd}\u{10ffff}\u{feff}\r".repeat(500),
        "*".repeat(5000),
        "**\n".repeat(2000),
        "* -\n".repeat(2000),
        "<<".repeat(3000),
        "[<".repeat(3000),
        "\"'`".repeat(2000),
        ". ".repeat(3000),
        ".\u{a0}".repeat(3000),
        "!".repeat(5000),
        "-".repeat(5000),
        "a@b".repeat(2000),
        "http://".repeat(1000),
        "P. ".repeat(2000),
        "Section Section1".repeat(500),
        "ΑΣ".repeat(2000),
        "Ⅷİıſ\u{a7cb}".repeat(500),
        " \n".repeat(3000),
        format!("{deep}{}", "]".repeat(100_000)),
        deep,
    ];
    for reply in &replies {
        run_all(&strict, reply);
        run_all(&loose, reply);
    }
    let json = |reply: &str| {
        let all = run_all(&strict, reply);
        let found = all
            .into_iter()
            .find(|(name, _)| name.ends_with("json_format"));
        found.unwrap().1
    };
    assert_eq!(json(replies.last().unwrap()), CheckOutcome::Error);
    assert_eq!(
        json(&format!("{}1", replies.last().unwrap())),
        CheckOutcome::Error
    );
}

/// Ten megabytes take seconds where the program is not optimised, so that a check whose time grew
/// faster than the text would not end.
#[test]
fn a_reply_of_megabytes_is_answered() {
    let sentence =
        "On Friday, at *noon* (U.S.A. time), the DESK's [door] opens — “really”? - Yes.\n";
    let slow = [
        "capital_word_frequency",
        "number_sentences",
        "end_checker",
        "same-language",
    ];
    let (quick, slow): (Vec<_>, Vec<_>) = every_check(false)
        .into_iter()
        .partition(|it| !slow.iter().any(|slow| it.type_name.ends_with(slow)));
    run_all(&quick, &sentence.repeat(10_000_000 / sentence.len()));
    run_all(&slow, &sentence.repeat(1_000_000 / sentence.len()));
}

/// A benchmark's row gives every parameter to every instruction, most without a value.
#[test]
fn parameters_without_a_value_are_not_given() {
    #[track_caller]
    fn check(value: Value, outcome: CheckOutcome, messages: &[&str]) {
        let (checks, diagnostics) = read_values(&[value]);
        let found: Vec<_> = diagnostics.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(found, messages);
        assert_eq!(run_all(&checks, "On Friday.\nAt noon.")[0].1, outcome);
    }
    let number_words = "ifeval/length_constraints:number_words";
    let value = json!({
        "type": number_words, "num_words": 3, "relation": "less than", "loose": true,
        "keywords": null, "first_word": null, "prompt_to_repeat": null, "num_sentences": null,
    });
    check(value, CheckOutcome::Pass, &[]);
    let needs =
        "check `scenario/1`: `ifeval/length_constraints:number_words` needs `num_words`: a number";
    let value = json!({"type": number_words, "num_words": null, "relation": "less than"});
    check(value, CheckOutcome::Error, &[needs]);
    let value = json!({"type": number_words, "num_words": 3, "relation": "at most"});
    let one_of = "check `scenario/1`: `relation` is `at least` or `less than`, not `at most`";
    check(value, CheckOutcome::Error, &[one_of]);
    let value = json!({"type": "ifeval/keywords:existence", "keywords": []});
    let needs = "check `scenario/1`: `ifeval/keywords:existence` needs `keywords`: a list of texts";
    check(value, CheckOutcome::Error, &[needs]);
    let value = json!({"type": "ifeval/punctuation:no_comma", "loose": "yes"});
    let truth = "check `scenario/1`: `loose` is true or false, not `yes`";
    check(value, CheckOutcome::Error, &[truth]);
    let value = json!({"type": "ifeval/punctuation:no_coma"});
    let unknown = "check `scenario/1`: unknown check type `ifeval/punctuation:no_coma`";
    check(value, CheckOutcome::Error, &[unknown]);
}

/// As in the reference, keywords are gone through in order, and a faulty one matters only when its
/// turn comes.
#[test]
fn a_faulty_keyword_is_reported_and_stops_the_check_when_its_turn_comes() {
    #[track_caller]
    fn check(keywords: &[&str], outcome: CheckOutcome) {
        let value = json!({"type": "ifeval/keywords:existence", "keywords": keywords});
        let (checks, diagnostics) = read_values(&[value]);
        let codes: Vec<_> = diagnostics.iter().map(|it| it.code.clone()).collect();
        assert_eq!(codes, ["invalid-pattern"]);
        assert_eq!(run_all(&checks, "On Friday")[0].1, outcome);
    }
    check(&["friday", "[x"], CheckOutcome::Error);
    check(&["[x", "Monday"], CheckOutcome::Fail);
    check(&["{1}"], CheckOutcome::Error);
}

/// The command's result rows: outcome and quotes.
fn through_the_command(record: &Value) -> Vec<(String, Vec<String>)> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
    command.args(["check", "-"]).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{record}").unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let rows = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let row = |row: Value| {
        let quotes = row["evidence"].as_array().unwrap().iter();
        let quotes = quotes.map(|it| it["quote"].as_str().unwrap().to_owned());
        (
            row["outcome"].as_str().unwrap().to_owned(),
            quotes.collect(),
        )
    };
    rows.map(row).collect()
}

#[test]
fn the_command_gives_the_verdicts_of_a_records_checks() {
    let reply = "Sure!\nThe *due* date is Friday, 3 May.";
    let record = json!({
        "id": "r",
        "messages": [{"role": "user", "content": "When?"}],
        "outputs": [{"candidate": "m", "messages": [{"role": "assistant", "content": reply}]}],
        "checks": [
            {"type": "ifeval/keywords:existence", "keywords": ["DUE", "ma?y"], "num_words": null},
            {"type": "ifeval/punctuation:no_comma"},
            {"type": "ifeval/startend:end_checker", "end_phrase": "sure!", "loose": true},
            {"type": "ifeval/detectable_format:number_highlighted_sections", "num_highlights": 1},
            {"type": "ifeval/language:response_language", "language": "nl"},
            {"type": "not-ifeval/keywords:forbidden_words", "forbidden_words": ["friday"]},
        ],
    });
    let rows = through_the_command(&record);
    let rows: Vec<(&str, Vec<&str>)> = rows
        .iter()
        .map(|(outcome, quotes)| {
            (
                outcome.as_str(),
                quotes.iter().map(String::as_str).collect(),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("pass", vec!["due", "May"]),
            ("fail", vec![","]),
            ("pass", vec!["Sure!"]),
            ("pass", vec!["*due*"]),
            ("error", vec![]),
            ("pass", vec!["Friday"]),
        ]
    );
}
