//! Who agrees, on a sheet: counts, α, what people differ on with their reasons, and settling it.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

#[path = "support/desk.rs"]
mod desk;

use desk::{Desk, visitors, walk};
use plumbline::engine::sheets::address;
use plumbline::engine::{Budget, Engine};
use plumbline::prose::Kind;
use plumbline::verdict::Status;
use plumbline::workspace::Workspace;

/// Four replies, and what people say of each.
fn work(said: &[(&str, [&str; 4])]) -> Workspace {
    let mut desk = Desk::open(visitors(4));
    desk.go("label");
    desk.press("Make this list", &[("pick", "all")], None);
    for (name, words) in said {
        desk.go("label");
        desk.press("Label", &[("who", name)], None);
        for word in words {
            let reason = format!("{name} finds so");
            desk.press(word, &[("reason", &reason)], None);
        }
    }
    desk.work
}

const KEPT: &str = "Kept";
const BROKEN: &str = "Broken";

#[test]
fn counts_and_alpha_are_told_with_an_interval() {
    let work = work(&[
        ("Ann", [KEPT, KEPT, BROKEN, BROKEN]),
        ("Bo", [KEPT, KEPT, BROKEN, KEPT]),
    ]);
    let words = Desk::open(work).go("agreement").words();
    // α by hand: of 8 labels 5 kept, 3 broken; 1 of 4 pairs differs: 1 - 7 · 1 / (5 · 3) = 0.5333.
    for part in [
        "3 of 4 pairs of verdicts agree, of 2 people on 4 replies",
        "Krippendorff's α is 0.53 (95 %: ",
        "Ann: 4 · Bo: 4",
        "Ann and Bo3 of 4",
    ] {
        assert!(words.contains(part), "{part} in {words}");
    }
}

#[test]
fn what_is_not_defined_is_said_with_the_reason() {
    let empty = Desk::open(work(&[("Ann", [KEPT; 4])]))
        .go("agreement")
        .words();
    assert!(
        empty.contains("No two people judged the same reply"),
        "{empty}"
    );
    let same = work(&[("Ann", [KEPT; 4]), ("Bo", [KEPT; 4])]);
    let words = Desk::open(same).go("agreement").words();
    assert!(words.contains("4 of 4 pairs of verdicts agree"), "{words}");
    assert!(words.contains("α is not defined: "), "{words}");
    assert!(words.contains("Nobody differs on anything."), "{words}");
}

#[test]
fn a_contested_item_is_settled_and_counts_so() {
    let mut desk = Desk::open(work(&[
        ("Ann", [KEPT, KEPT, BROKEN, BROKEN]),
        ("Bo", [KEPT, KEPT, BROKEN, KEPT]),
    ]));
    let sheet = desk.go("agreement");
    let mut links = Vec::new();
    walk(&sheet, &mut |it| {
        if it.kind == Kind::Sheet && it.text.starts_with("agreement/") {
            links.push(it.text.clone());
        }
    });
    assert_eq!(links, [address("agreement", "kind\ns3#m#1", &[])]);
    let words = desk.go(&links[0]).words();
    for reason in [
        "Ann finds so",
        "Bo finds so",
        "must never be rude",
        "Reply 3",
    ] {
        assert!(words.contains(reason), "{words}");
    }
    let fault = desk.press("✓ kept", &[("note", "the tone is fine")], None);
    assert_eq!(fault.said, "It must be known who settled it");
    desk.press(
        "✓ kept",
        &[("who", "the group"), ("note", "the tone is fine")],
        None,
    );
    let words = desk.sheet().words();
    assert!(
        words.contains("the group settled it: ✓ kept the tone is fine"),
        "{words}"
    );
    assert!(
        desk.go("agreement").words().contains("3 of 4 pairs"),
        "it is no rater's label"
    );
    assert_eq!(desk.standing().len(), 9);
    // Ann's break no longer counts.
    let mut engine = Engine::default();
    engine.open(desk.work.clone());
    loop {
        let progress = engine.step(Budget(100));
        if progress.done == progress.total {
            break;
        }
    }
    let findings = engine.take_findings();
    let found = findings
        .transcripts
        .iter()
        .find(|it| it.transcript == "s3#m#1")
        .unwrap();
    assert_eq!(found.row("kind").unwrap().status, Status::Kept);
}

#[test]
fn two_people_of_one_name_are_told_apart() {
    let mut first = work(&[("Ann", [KEPT; 4])]);
    let second = work(&[("Ann", [BROKEN; 4])]);
    // The same ids in both: as if from two browsers, the second's rater has another.
    for event in &second.verdicts {
        let text = serde_json::to_string(event).unwrap();
        let rater = text.split("\"rater\":\"").nth(1).unwrap()[..6].to_owned();
        let text = text
            .replace(&rater, "zzzzzz")
            .replace("\"id\":\"", "\"id\":\"other-");
        first.verdicts.push(serde_json::from_str(&text).unwrap());
    }
    let words = Desk::open(first).go("agreement").words();
    assert!(words.contains("0 of 4 pairs of verdicts agree"), "{words}");
    assert!(words.contains("Ann: 4 · Ann (2): 4"), "{words}");
    assert!(words.contains("2 people are called Ann"), "{words}");
}
