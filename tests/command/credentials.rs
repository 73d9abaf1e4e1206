//! `plumbline credentials`: how often each check is wrong.

use super::run;
use serde_json::{Value, json};

const ARGS: [&str; 5] = [
    "credentials",
    "--spec",
    "command/greeting.md",
    "--checks",
    "command/greeting.yaml",
];

fn credentials(more: &[&str], input: &str) -> Value {
    let ran = run(&[&ARGS[..], &["--json"], more].concat(), input);
    assert_eq!((ran.code, ran.said.as_str()), (Some(0), ""));
    serde_json::from_str(&ran.out).unwrap()
}

/// How many bad replies each check caught, and its false alarms.
fn counts(found: &Value) -> Vec<String> {
    let one = |it: &Value| {
        let of = |name: &str| format!("{} of {}", it[name]["n"], it[name]["of"]);
        let check = it["check"].as_str().unwrap();
        format!("{check}: {}, {}", of("caught"), of("false_alarms"))
    };
    found["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(one)
        .collect()
}

#[test]
fn each_check_is_held_against_the_graded_replies_of_its_clause() {
    let found = credentials(&[], "");
    let expected = [
        "greet/1: 1 of 2, 1 of 2",
        "greet/2: 1 of 2, 1 of 2",
        "secrets/1: 1 of 1, 0 of 0",
    ];
    assert_eq!(counts(&found), expected);
    let first = &found["checks"][0];
    assert_eq!(
        (&first["sketches"], &first["errors"]),
        (&json!(1), &json!(0))
    );
    let interval = &first["caught"]["interval"];
    assert!(
        (interval[0].as_f64().unwrap() - 0.0945).abs() < 1e-3,
        "{interval}"
    );
    let alarm = &first["replies"][2];
    let named = json!({"example": 2, "title": "someone goes", "label": "good",
        "said": "false-alarm", "output": "greet/someone-goes#the spec#1"});
    assert_eq!(*alarm, named);
    let totals = &found["totals"];
    assert_eq!(totals["bad_hit"]["n"], 3);
    assert_eq!(totals["good_hit_by_deciding"]["n"], 1);
    assert_eq!(totals["good_hit_by_signals"]["n"], 1);
    assert_eq!(totals["sketches"], 1);
    assert_eq!(totals["bad_that_blame_no_clause"], 1);
}

#[test]
fn a_half_is_reported_by_itself() {
    let odd = [
        "greet/1: 1 of 1, 0 of 1",
        "greet/2: 0 of 1, 0 of 1",
        "secrets/1: 0 of 0, 0 of 0",
    ];
    let even = [
        "greet/1: 0 of 1, 1 of 1",
        "greet/2: 1 of 1, 1 of 1",
        "secrets/1: 1 of 1, 0 of 0",
    ];
    assert_eq!(counts(&credentials(&["--half", "odd"], "")), odd);
    assert_eq!(counts(&credentials(&["--half", "even"], "")), even);
    // Whatever the seed, an example is in one half alone, and each time in the same.
    for seed in ["1", "2", "3", "2031"] {
        let n_in = |half: &str| {
            let found = credentials(&["--half", half, "--seed", seed], "");
            assert_eq!(found, credentials(&["--half", half, "--seed", seed], ""));
            let of = |it: &Value| it["caught"]["of"].as_u64().unwrap();
            let checks = found["checks"].as_array().unwrap();
            checks.iter().map(of).sum::<u64>()
        };
        assert_eq!(n_in("odd") + n_in("even"), 5);
    }
}

#[test]
fn what_people_judged_counts_too() {
    let record = |id: &str, reply: &str, outcomes: &[(&str, &str)]| {
        let verdicts = outcomes.iter().map(|(who, outcome)| {
            json!({"id": format!("{id}-{who}"), "clause": "greet", "clause_hash": "0",
                "transcript": id, "source": {"kind": "person", "name": who},
                "outcome": outcome, "time": "2031-03-18T10:00:00Z"})
        });
        let verdicts: Vec<_> = verdicts.collect();
        json!({"id": id, "verdicts": verdicts, "messages": [
            {"role": "user", "content": "Hi"}, {"role": "assistant", "content": reply}]})
        .to_string()
    };
    let input = [
        record("a", "Next!", &[("Ann", "fail"), ("Bo", "fail")]),
        // People who differ tell nothing, nor does one who could not decide.
        record("b", "Next!", &[("Ann", "fail"), ("Bo", "pass")]),
        record("c", "Next!", &[("Ann", "unclear")]),
    ];
    let found = credentials(&["--half", "odd", "-"], &input.join("\n"));
    assert_eq!(counts(&found)[0], "greet/1: 2 of 2, 0 of 1");
}

#[test]
fn people_get_a_table_that_ends_with_all_together() {
    let ran = run(&ARGS, "");
    assert!(ran.out.starts_with("CHECK "), "{}", ran.out);
    for line in [
        "3 checks on 2 clauses; left out: 1 sketches, 1 bad replies that blame no clause",
        "good replies hit by a check that decides: 1 of 2 (9 to 91 %)",
        "bad replies hit by any: 3 of 3 (44 to 100 %)",
    ] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
}

#[test]
fn where_there_is_nothing_to_hold_against_it_says_so() {
    let ran = run(&["credentials", "--spec", "command/greeting.md"], "");
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.said
            .contains("note: there are no checks bound to clauses"),
        "{}",
        ran.said
    );
    let ran = run(&["credentials", "--spec", "no-such.md"], "");
    assert_eq!(ran.code, Some(2));
    assert!(ran.said.contains("no-such.md"), "{}", ran.said);
    let ran = run(&[&ARGS[..], &["--seed", "1"]].concat(), "");
    assert_eq!(ran.code, Some(2), "a seed draws halves: one must be named");
}
