//! Reword tests: people judge the same replies by one of two wordings, and what that changes is told.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

#[path = "support/desk.rs"]
mod desk;

use desk::{Desk, visitors};
use plumbline::agreement::{Options, rewording};
use plumbline::verdict::Outcome;
use plumbline::workspace::{Workspace, file, select};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const OTHER: &str = "The assistant must never insult anyone.";

/// A desk with a test of some replies, and the test's list.
fn test(n: usize) -> (Desk, String) {
    let mut desk = Desk::open(visitors(n));
    desk.go("reword/kind");
    let made = desk.press("Make this test", &[("_words", OTHER), ("seed", "7")], None);
    assert_eq!(made.said, "");
    let list = desk.work.lists()[0].id.clone();
    (desk, list)
}

/// So many names of people who read a wording.
fn readers(work: &Workspace, arm: usize, n: usize) -> Vec<String> {
    let reword = work.lists()[0].reword.clone().unwrap();
    let names = (0..).map(|it| format!("Rater {it}"));
    names
        .filter(|it| reword.arm_of(it) == arm)
        .take(n)
        .collect()
}

/// Has someone judge all replies of the only list.
fn judge(desk: &mut Desk, name: &str, words: &[&str]) {
    desk.go("label");
    desk.press("Label", &[("who", name)], None);
    for word in words {
        desk.press(word, &[], None);
    }
}

const KEPT: &str = "Kept";
const BROKEN: &str = "Broken";

#[test]
fn each_reads_one_wording_and_is_not_told_which() {
    let (mut desk, list) = test(2);
    assert_eq!(desk.here, format!("reworded/{list}"));
    for (arm, words) in [(0, "must never be rude"), (1, "must never insult anyone")] {
        let name = &readers(&desk.work, arm, 1)[0];
        desk.go("label");
        desk.press("Label", &[("who", name)], None);
        let lists = desk.go("label").words();
        assert!(!lists.contains("What came of it"), "{lists}");
        desk.press("Label", &[("who", name)], None);
        let sheet = desk.sheet().words();
        assert!(sheet.contains(words), "{sheet}");
        let others = ["must never be rude", "must never insult anyone"];
        assert_eq!(others.iter().filter(|it| sheet.contains(**it)).count(), 1);
        assert!(
            !sheet.contains("Other words") && !sheet.contains("wording"),
            "{sheet}"
        );
        desk.press(BROKEN, &[], None);
        // Neither what others said, nor what checks found.
        let again = desk.go(&desk.here.replace("%201%20", "%200%20")).words();
        assert!(!again.contains("What others said"), "{again}");
    }
}

#[test]
fn verdicts_of_a_test_count_in_it_alone() {
    let (mut desk, list) = test(1);
    let name = readers(&desk.work, 1, 1).remove(0);
    judge(&mut desk, &name, &[BROKEN]);
    assert_eq!(desk.standing().len(), 0);
    let given = desk.work.verdicts.last().unwrap();
    let json = serde_json::to_value(given.as_ref()).unwrap();
    assert_eq!(json["trial"], list.as_str());
    // The same person may judge by the clause's own words besides.
    desk.go("label?pick=all&clause=kind");
    desk.press(
        "Make this list",
        &[("pick", "all"), ("clause", "kind")],
        None,
    );
    desk.go("label");
    desk.press("Label", &[("who", &name)], None);
    desk.press(KEPT, &[], None);
    assert_eq!(desk.standing()[0].outcome, Outcome::Pass);
    let words = desk.go(&format!("reworded/{list}")).words();
    assert!(words.contains(&format!("Read by {name}.")), "{words}");
    let agreement = desk.go("agreement").words();
    assert!(
        agreement.contains("No two people judged the same reply"),
        "{agreement}"
    );
    // Whoever is still to judge reads neither wording in the report.
    let report = desk.go("report").words();
    assert!(!report.contains("insult"), "{report}");
}

#[test]
fn what_the_words_change_is_told_with_intervals() {
    let (mut desk, list) = test(4);
    let says = [
        [[KEPT, KEPT, BROKEN, BROKEN], [BROKEN, KEPT, KEPT, BROKEN]],
        [[KEPT, KEPT, KEPT, BROKEN], [KEPT, KEPT, KEPT, BROKEN]],
    ];
    for (arm, says) in says.iter().enumerate() {
        for (name, words) in readers(&desk.work, arm, 2).iter().zip(says) {
            judge(&mut desk, name, words);
        }
    }
    let words = desk.go(&format!("reworded/{list}")).words();
    // By hand: broken 4 of 8 and 2 of 8. α of the first two: 2 of 4 pairs differ, 4 of 8 labels
    // each: 1 - 7 · 2 / (4 · 4) = 0.125; the others agree in everything.
    for part in [
        "✗ broken4 of 82 of 8−25 points (95 %: ",
        "✓ kept4 of 86 of 8+25 points (95 %: 0 to +67)",
        "Older words0.12 ",
        "Other words1.00 ",
        "Change0.88 (95 %: ",
        "Visitor 3Reply 32 ✓ kept2 ✓ kept",
    ] {
        assert!(words.contains(part), "{part} in {words}");
    }
    let report = desk.go("report").words();
    for part in [
        "What other words change",
        "Older words (2 people; α 0.12 (",
        "Other words (2 people; α 1.00 (",
        "“The assistant must never insult anyone.”",
        "broken: 4 of 8 by the older words, 2 of 8 by the others: −25 points (",
    ] {
        assert!(report.contains(part), "{part} in {report}");
    }
}

#[test]
fn labels_of_a_test_travel_as_code_and_file() {
    let (mut desk, list) = test(3);
    let [one, other] = [0, 1].map(|arm| readers(&desk.work, arm, 1).remove(0));
    let mut handed_in = Vec::new();
    for (name, how) in [(&one, "Copy the code"), (&other, "Copy the code")] {
        let mut own = Desk::open(desk.work.clone());
        judge(&mut own, name, &[KEPT, BROKEN, KEPT]);
        handed_in.push(own.press(how, &[], None).copy);
    }
    assert_ne!(
        handed_in[0].rsplit(' ').next(),
        handed_in[1].rsplit(' ').next(),
        "the same labels of other words are another code"
    );
    desk.go("merge");
    let chat = handed_in.join("\n");
    let told = desk.press("Bring it in", &[("_text", &chat)], None);
    for name in [&one, &other] {
        assert!(told.said.contains(&format!("{name}: 3 new.")), "{told:?}");
    }
    assert_eq!(told.hint, "");
    assert_eq!(desk.here, format!("reworded/{list}"));
    desk.go("merge");
    let mut own = Desk::open(desk.work.clone());
    let third = readers(&desk.work, 1, 2).remove(1);
    judge(&mut own, &third, &[BROKEN, BROKEN, KEPT]);
    let file = own.press("Save a file", &[], None).text;
    let told = desk.press("Bring it in", &[("_text", &file)], None);
    assert_eq!(told.said, format!("{third}: 3 new."));
    assert_eq!(told.hint, "");
    let found = rewording(
        desk.work.list(&list).unwrap().reword_test().unwrap(),
        [&desk.work.verdicts[..]],
        &Options::default(),
    );
    assert_eq!(found.arms[0].readers, [one]);
    assert_eq!(found.arms[1].readers, [other, third]);
    // One reader is no measure of how far readers differ.
    let change = &found.labels[0].change;
    assert!(change.value.is_some() && change.interval.is_none());
    assert!(
        change
            .interval_undefined
            .as_ref()
            .unwrap()
            .contains("one person")
    );
}

#[test]
fn codes_of_a_test_are_of_no_other_list() {
    let mut desk = Desk::open(visitors(2));
    desk.go("label?pick=all&clause=kind");
    desk.press(
        "Make this list",
        &[("pick", "all"), ("clause", "kind")],
        None,
    );
    for other in [OTHER, "The assistant must be polite."] {
        desk.go("reword/kind");
        desk.press("Make this test", &[("_words", other)], None);
    }
    // In all three, whoever reads the clause's own words judges the same replies by the same words.
    let lists = desk.work.lists();
    for list in lists.iter().rev() {
        let reword = list.reword.clone().unwrap_or_default();
        let mut names = (0..).map(|it| format!("Rater {it}"));
        let name = names.find(|it| reword.arm_of(it) == 0).unwrap();
        let mut own = Desk::open(desk.work.clone());
        own.go("label");
        own.act(&format!("label-begin {}", list.id), &[("who", &name)], None);
        own.press(KEPT, &[], None);
        own.press(BROKEN, &[], None);
        let code = own.press("Copy the code", &[], None).copy;
        let mut facilitator = Desk::open(desk.work.clone());
        facilitator.go("merge");
        facilitator.press("Bring it in", &[("_text", &code)], None);
        let given = facilitator.work.verdicts.iter();
        let trials: Vec<_> = given
            .map(|it| serde_json::to_value(it.as_ref()).unwrap()["trial"].clone())
            .collect();
        let expected = match list.reword {
            Some(_) => json!(list.id),
            None => json!(null),
        };
        assert_eq!(trials, [expected.clone(), expected]);
    }
}

#[test]
fn what_one_said_in_a_test_is_shared_with_its_list_alone() {
    let (mut desk, list) = test(2);
    let name = readers(&desk.work, 1, 1).remove(0);
    judge(&mut desk, &name, &[BROKEN, KEPT]);
    let whole = select(&desk.work, &["s0", "s1"]);
    assert_eq!(whole.lists().len(), 1);
    assert_eq!(whole.verdicts.len(), 2);
    // The list is about the other scenario too, and stays here.
    let part = select(&desk.work, &["s0"]);
    assert!(part.list(&list).is_none() && part.verdicts.is_empty());
}

#[test]
fn people_who_are_named_are_divided_evenly() {
    for names in [
        "Ann, Bo, Cy, Dee",
        "Ann\nBo\nCy\nDee\nEd",
        "Flo; Gus; Hal; Ida; Jo; Kim",
    ] {
        let mut desk = Desk::open(visitors(1));
        desk.go("reword/kind");
        desk.press(
            "Make this test",
            &[("_words", OTHER), ("names", names)],
            None,
        );
        let reword = desk.work.lists()[0].reword.clone().unwrap();
        let names: Vec<_> = names.split([',', '\n', ';']).collect();
        let n_other: usize = names.iter().map(|it| reword.arm_of(it)).sum();
        assert!(
            n_other.abs_diff(names.len() - n_other) <= 1,
            "{names:?}: {n_other}"
        );
    }
}

#[test]
fn a_test_needs_other_words_and_a_reply() {
    let mut desk = Desk::open(visitors(1));
    desk.go("reword/kind");
    let same = desk.press(
        "Make this test",
        &[("_words", "The assistant must\nnever be rude. ")],
        None,
    );
    assert_eq!(same.said, "These are the clause's words as they are");
    let long = "x".repeat(30_000);
    let long = desk.press("Make this test", &[("_words", &long)], None);
    assert!(long.said.contains("too long"), "{long:?}");
    let mut empty = Desk::open(visitors(0));
    empty.go("reword/kind");
    let none = empty.press("Make this test", &[("_words", OTHER)], None);
    assert!(
        none.said.contains("no reply") && !none.hint.is_empty(),
        "{none:?}"
    );
    assert!(empty.work.lists().is_empty());
    assert!(
        desk.go("reworded/gone")
            .words()
            .contains("not here any more")
    );
    assert!(desk.go("reword").words().contains("Which clause?"));
}

#[test]
fn the_command_measures_a_test_in_whatever_files_it_is() {
    let (mut desk, list) = test(2);
    let work = desk.work.clone();
    let [one, other] = [0, 1].map(|arm| readers(&work, arm, 1).remove(0));
    judge(&mut desk, &one, &[BROKEN, BROKEN]);
    let first = file::write(&desk.work);
    // The other one's verdicts come as records, which hold no list.
    let mut own = Desk::open(work);
    judge(&mut own, &other, &[KEPT, BROKEN]);
    let record = json!({"id": "s0", "messages": [{"role": "user", "content": "Hello"}],
        "verdicts": own.work.verdicts});
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let paths = [
        ("work.json", first),
        ("more.jsonl", record.to_string() + "\n"),
    ]
    .map(|(name, text)| {
        let path = folder.join(format!("rewording-{name}"));
        std::fs::write(&path, text).unwrap();
        path
    });
    let agree = |paths: &[&PathBuf]| -> Value {
        let run = Command::new(env!("CARGO_BIN_EXE_plumbline"))
            .arg("agree")
            .args(paths)
            .output()
            .unwrap();
        serde_json::from_slice(&run.stdout).unwrap()
    };
    let [a, b] = &paths;
    let found = agree(&[a, b]);
    assert_eq!(
        found["overall"]["n_ratings"], 0,
        "it counts in nothing else"
    );
    let test = &found["rewordings"][0];
    assert_eq!(test["list"], list.as_str());
    assert_eq!(test["arms"][0]["readers"], json!([one]));
    assert_eq!(test["arms"][1]["readers"], json!([other]));
    // Broken: 2 of 2 and 1 of 2.
    let broken = test["labels"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["label"] == "fail");
    assert_eq!(broken.unwrap()["change"]["value"], -0.5);
    assert_eq!(agree(&[b, a])["rewordings"], found["rewordings"]);
}
