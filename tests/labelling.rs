//! Labelling: lists of replies, verdicts given one by one and blind, and how they are taken back.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

#[path = "support/desk.rs"]
mod desk;

use desk::{Desk, buttons, walk};
use plumbline::prose::Kind;
use plumbline::verdict::{Evidence, Outcome, Source};
use plumbline::workspace::{SpecDocument, Workspace};
use serde_json::json;
use std::sync::Arc;

const SPEC: &str = "\
# Desk

## Kind {#kind authority=root}

The assistant must never be rude.

```checks
- {type: not-icontains, value: idiot, why: an insult}
```

## Brief {#brief authority=user}

The assistant must be brief.
";

/// Replies in two scenarios, three of them in the first.
fn work() -> Workspace {
    let mut work = Workspace::new(SpecDocument::written("desk", SPEC));
    let output = |epoch: u32, said: &str| {
        json!({"candidate": "m", "epoch": epoch, "origin": {"kind": "pasted"},
            "messages": [{"role": "assistant", "content": said}]})
    };
    let records = [
        json!({"id": "a", "title": "A cross person", "clauses": ["kind"],
            "messages": [{"role": "user", "content": "Hello"}],
            "outputs": [output(1, "Good day – 😀 dear"), output(2, "You idiot"), output(3, "Hm")]}),
        json!({"id": "b", "clauses": ["kind", "brief"],
            "messages": [{"role": "user", "content": "And you?"}], "outputs": [output(1, "Well")]}),
    ];
    work.scenarios = records
        .map(|it| Arc::new(serde_json::from_value(it).unwrap()))
        .into();
    work
}

fn judge(work: &mut Workspace, n: usize, who: &str, item: (&str, &str), outcome: &str) {
    let verdict = json!({"id": format!("v{n}"), "clause": item.0, "clause_hash": "",
        "transcript": item.1, "source": {"kind": "person", "name": who}, "outcome": outcome,
        "explanation": "because of the tone", "time": format!("2031-01-01T00:00:0{n}Z")});
    work.verdicts
        .push(Arc::new(serde_json::from_value(verdict).unwrap()));
}

/// A desk at which Ann sits at a list of everything.
fn ann(work: Workspace) -> Desk {
    let mut desk = Desk::open(work);
    desk.go("label");
    desk.press("Make this list", &[("who", " Ann "), ("pick", "all")], None);
    desk
}

#[test]
fn a_list_is_labelled_one_by_one_and_ends() {
    let mut desk = ann(work());
    let titles: Vec<String> = ["Kept", "Broken", "Unclear", "Does not apply", "Kept"]
        .map(|words| {
            let title = desk.sheet().text;
            assert_eq!(desk.press(words, &[("reason", "so")], None).hint, "");
            title
        })
        .into();
    let expected = [
        "1 of 5: Kind",
        "2 of 5: Kind",
        "3 of 5: Kind",
        "4 of 5: Kind",
        "5 of 5: Brief",
    ];
    assert_eq!(titles, expected);
    assert_eq!(desk.sheet().text, "All 5 labelled");
    let said: Vec<_> = desk
        .standing()
        .iter()
        .map(|it| {
            (
                it.clause.as_str(),
                it.transcript.as_str(),
                it.outcome,
                it.explanation.as_str(),
            )
        })
        .collect();
    let expected = [
        ("kind", "a#m#1", Outcome::Pass, "so"),
        ("kind", "a#m#2", Outcome::Fail, "so"),
        ("kind", "a#m#3", Outcome::Unclear, "so"),
        ("kind", "b#m#1", Outcome::NotApplicable, "so"),
        ("brief", "b#m#1", Outcome::Pass, "so"),
    ];
    assert_eq!(said, expected);
    let ann = Source::Person {
        name: "Ann".to_owned(),
    };
    assert!(
        desk.standing()
            .iter()
            .all(|it| it.source == ann && it.rater().len() == 6)
    );
}

#[test]
fn nothing_that_others_said_is_shown_before_one_s_own_verdict() {
    let mut work = work();
    judge(&mut work, 1, "Bo", ("kind", "a#m#2"), "fail");
    let mut desk = ann(work);
    desk.press("Kept", &[], None);
    let before = desk.sheet().words();
    for word in [
        "Bo",
        "because of the tone",
        "insult",
        "idiot”",
        "broken",
        "Said to be",
    ] {
        assert!(!before.contains(word), "{word} in {before}");
    }
    let here = desk.here.clone();
    desk.press("Kept", &[], None);
    let after = desk.go(&here).words();
    for word in [
        "Bo: broken. because of the tone",
        "Check kind/1",
        "Said to be of m",
    ] {
        assert!(after.contains(word), "{word} in {after}");
    }
}

#[test]
fn a_list_goes_on_where_one_was_under_the_same_name() {
    let mut desk = ann(work());
    desk.press("Kept", &[], None);
    desk.press("Kept", &[], None);
    desk.go("label");
    assert!(
        desk.sheet().words().contains("Ann: 2 of 5"),
        "{}",
        desk.sheet().words()
    );
    let fault = desk.press("Label", &[], None);
    assert_eq!(fault.said, "Type your name first");
    desk.press("Label", &[("who", "Ann")], None);
    assert_eq!(desk.sheet().text, "3 of 5: Kind");
    desk.press("Broken", &[], None);
    let raters: std::collections::BTreeSet<_> = desk
        .standing()
        .iter()
        .map(|it| it.rater().to_owned())
        .collect();
    assert_eq!(raters.len(), 1);
}

#[test]
fn a_verdict_can_be_changed_and_taken_back() {
    let mut desk = ann(work());
    let first = desk.here.clone();
    desk.press("Kept", &[("reason", "friendly")], None);
    desk.go(&first);
    desk.press("Broken", &[("reason", "friendly")], None);
    assert_eq!(desk.work.verdicts.len(), 2);
    assert_eq!(desk.standing().len(), 1);
    desk.go(&first);
    // The same again is no further event.
    desk.press("Broken", &[("reason", "friendly")], None);
    assert_eq!(desk.work.verdicts.len(), 2);
    desk.press("Unclear", &[], None);
    desk.go(&first);
    desk.press("Take back", &[], None);
    assert_eq!(
        desk.sheet().text,
        "2 of 5: Kind",
        "the last verdict goes first"
    );
    assert_eq!(desk.standing().len(), 1);
    assert_eq!(desk.work.verdicts.len(), 4, "the log only grows");
}

#[test]
fn what_was_written_and_marked_is_there_again_when_a_verdict_is_taken_back() {
    let mut desk = ann(work());
    desk.press("Mark", &[], Some((1, "Good")));
    desk.press("Broken", &[("reason", "too friendly: 50 %?")], None);
    desk.press("Take back", &[], None);
    assert_eq!(desk.standing().len(), 0);
    let sheet = desk.sheet();
    assert!(sheet.words().contains("“Good”"), "{}", sheet.words());
    let mut fields = Vec::new();
    walk(&sheet, &mut |it| {
        if it.kind == Kind::Area {
            fields.push(it.text.clone());
        }
    });
    assert_eq!(fields, ["reason=too friendly: 50 %?"]);
}

#[test]
fn words_are_marked_before_a_verdict_with_it_and_after_it() {
    let mut desk = ann(work());
    assert_eq!(desk.press("Mark", &[], None).said, "Select the words first");
    desk.press("Mark", &[], Some((1, "😀 dear")));
    assert!(
        desk.sheet().words().contains("“😀 dear”"),
        "{}",
        desk.sheet().words()
    );
    let first = desk.here.clone();
    desk.press("Broken", &[], Some((1, "Good")));
    desk.go(&first);
    desk.press("Mark", &[], Some((0, "Hello")));
    let quotes = |desk: &Desk| -> Vec<String> {
        let evidence = desk.standing()[0].evidence.clone().into_iter();
        evidence
            .map(|it| match it {
                Evidence::Words { quote, message, .. } => format!("{message} {quote}"),
                Evidence::Absent { absent, .. } => absent,
            })
            .collect()
    };
    assert_eq!(quotes(&desk), ["1 😀 dear", "1 Good", "0 Hello"]);
    desk.press("✕", &[], None);
    assert_eq!(quotes(&desk), ["1 Good", "0 Hello"]);
    assert_eq!(desk.standing()[0].outcome, Outcome::Fail);
}

#[test]
fn a_list_may_ask_for_reasons() {
    let mut desk = Desk::open(work());
    desk.go("label");
    desk.press("Make this list", &[("who", "Ann"), ("reason", "1")], None);
    let fault = desk.press("Kept", &[("reason", "  ")], None);
    assert!(fault.said.contains("a reason"), "{fault:?}");
    assert!(fault.hint.contains("press N"), "{fault:?}");
    assert!(desk.work.verdicts.is_empty());
    desk.press("Kept", &[("reason", "polite")], None);
    assert_eq!(desk.standing()[0].explanation, "polite");
}

#[test]
fn what_to_label_can_be_chosen() {
    let mut work = work();
    judge(&mut work, 1, "Ann", ("kind", "a#m#1"), "pass");
    judge(&mut work, 2, "Bo", ("kind", "a#m#1"), "fail");
    let items = |fields: &[(&str, &str)]| -> Vec<String> {
        let mut desk = Desk::open(work.clone());
        desk.go("label");
        let acted = desk.act("label-new", fields, None);
        let list = desk.work.lists().pop().unwrap_or_default();
        assert_eq!(list.items.is_empty(), !acted.hint.is_empty());
        list.items.iter().map(|(a, b)| format!("{a} {b}")).collect()
    };
    let not_judged = ["kind a#m#3", "kind b#m#1", "brief b#m#1"];
    assert_eq!(items(&[]), not_judged, "the check decides a#m#2");
    assert_eq!(items(&[("n", "1")]), not_judged[..1]);
    assert_eq!(
        items(&[("pick", "older")]),
        ["kind a#m#1"],
        "no hash was noted"
    );
    assert_eq!(
        items(&[("pick", "contested")]),
        [""; 0],
        "under older words nobody differs"
    );
    assert_eq!(items(&[("pick", "all")]).len(), 5);
    let brief = ["brief a#m#1", "brief a#m#2", "brief a#m#3", "brief b#m#1"];
    assert_eq!(
        items(&[("clause", "brief")]),
        brief,
        "who asks for a clause asks it everywhere"
    );
    assert_eq!(items(&[("model", "other")]), [""; 0]);
    let drawn = items(&[("pick", "all"), ("n", "3"), ("seed", "7")]);
    assert_eq!(drawn, items(&[("pick", "all"), ("n", "3"), ("seed", "7")]));
    let others = (0..20).map(|it| items(&[("pick", "all"), ("n", "3"), ("seed", &it.to_string())]));
    assert!(others.into_iter().any(|it| it != drawn));
}

#[test]
fn what_is_gone_is_said_and_the_rest_goes_on() {
    let mut desk = ann(work());
    let mut without = desk.work.clone();
    without.scenarios.remove(0);
    desk.change(without);
    assert!(desk.sheet().words().contains("not here any more"));
    assert!(
        !buttons(&desk.sheet())
            .iter()
            .any(|it| it.1.starts_with("Kept"))
    );
    let here = desk.here.replace("label/", "label/x");
    assert!(desk.go(&here).words().contains("not here any more"));
    for what in [
        "label pass",
        "label-mark",
        "label-undo zz",
        "label-begin zz",
        "what",
        "",
    ] {
        assert_ne!(desk.act(what, &[("who", "Ann")], None).hint, "", "{what}");
    }
}

#[test]
fn a_list_is_removed_and_its_verdicts_stay() {
    let mut desk = ann(work());
    desk.press("Kept", &[], None);
    desk.go("label");
    desk.press("Remove", &[], None);
    assert!(desk.work.lists().is_empty());
    assert_eq!(desk.standing().len(), 1);
}
