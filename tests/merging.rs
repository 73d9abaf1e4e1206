//! Labels of several people brought together: codes, links, files, chats, counts of hands.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

#[path = "support/desk.rs"]
mod desk;

use desk::Desk;
use plumbline::engine::Acted;
use plumbline::verdict::{Outcome, Source};
use plumbline::workspace::{SpecDocument, Workspace, file, select_list};
use serde_json::json;
use std::sync::Arc;

const SPEC: &str = "\
# Desk

## Kind {#kind authority=user}

The assistant must never be rude.

## Brief {#brief authority=user}

The assistant must be brief.
";

/// A work with ten things to judge, and the list of them.
fn invitation() -> Workspace {
    let mut work = Workspace::new(SpecDocument::written("desk", SPEC));
    let scenario = |n: usize| {
        json!({"id": format!("s{n}"), "clauses": ["kind", "brief"],
            "messages": [{"role": "user", "content": "Hello"}],
            "outputs": [{"candidate": "m", "messages": [
                {"role": "assistant", "content": format!("Reply {n}")}]}]})
    };
    work.scenarios = (0..5)
        .map(|n| Arc::new(serde_json::from_value(scenario(n)).unwrap()))
        .collect();
    let mut desk = Desk::open(work);
    desk.go("label");
    desk.press("Make this list", &[], None);
    let list = desk.work.lists().pop().unwrap();
    assert_eq!(list.items.len(), 10);
    select_list(&desk.work, &list.id)
}

/// What a person says of the ten items, and a desk at the end of them.
fn labelled(work: &Workspace, name: &str, n_before: u64, said: [&str; 10]) -> Desk {
    let mut desk = Desk::open(work.clone());
    desk.n_acts = n_before;
    desk.go("label");
    desk.press("Label", &[("who", name)], None);
    for word in said {
        desk.press(word, &[("reason", "so it seems")], None);
    }
    assert_eq!(desk.sheet().text, "All 10 labelled");
    desk
}

/// Ann, Bo and Cy differ on the last two items.
fn three(work: &Workspace) -> [Desk; 3] {
    let mut said = ["Kept"; 10];
    let ann = labelled(work, "Ann", 0, said);
    said[9] = "Broken";
    let bo = labelled(work, "Bo", 100, said);
    said[8] = "Unclear";
    [ann, bo, labelled(work, "Cy", 200, said)]
}

fn code(desk: &mut Desk) -> String {
    desk.press("Copy the code", &[], None).copy
}

fn link(desk: &mut Desk) -> String {
    desk.press("Copy a link", &[], None).copy
}

fn saved(desk: &mut Desk) -> String {
    desk.press("Save a file", &[], None).text
}

fn bring(desk: &mut Desk, text: &str) -> Acted {
    desk.act("merge", &[("_text", text)], None)
}

/// Each person's outcomes, in the order of their names.
fn said(desk: &Desk) -> Vec<(String, usize, usize)> {
    let mut all = std::collections::BTreeMap::<String, (usize, usize)>::new();
    for it in desk.standing() {
        let (n, broken) = all.entry(it.source.name().to_owned()).or_default();
        *n += 1;
        *broken += usize::from(it.outcome == Outcome::Fail);
    }
    all.into_iter()
        .map(|(name, (n, broken))| (name, n, broken))
        .collect()
}

#[test]
fn codes_links_and_files_come_together_in_any_order_and_twice() {
    let work = invitation();
    let [mut ann, mut bo, mut cy] = three(&work);
    let chat = format!(
        "[10:04] Moderator: codes please!\n{}\nthanks",
        code(&mut ann)
    );
    let link = format!(
        "Bo: here it is https://example.org/plumbline/{} bye",
        link(&mut bo)
    );
    let file = saved(&mut cy);
    let mut logs = Vec::new();
    for order in [
        [&chat, &link, &file],
        [&file, &chat, &link],
        [&link, &file, &chat],
    ] {
        let mut desk = Desk::open(work.clone());
        for text in order.into_iter().chain(order) {
            assert_eq!(bring(&mut desk, text).hint, "");
        }
        let expected = [("Ann", 10, 0), ("Bo", 10, 1), ("Cy", 10, 1)];
        assert_eq!(
            said(&desk),
            expected.map(|(it, a, b)| (it.to_owned(), a, b))
        );
        logs.push(file::write(&desk.work));
    }
    assert_eq!(logs[0], logs[1]);
    assert_eq!(logs[0], logs[2]);
}

#[test]
fn several_files_at_once_are_as_one_after_the_other() {
    let work = invitation();
    let [mut ann, mut bo, _] = three(&work);
    let (ann, bo) = (saved(&mut ann), saved(&mut bo));
    let mut desk = Desk::open(work.clone());
    let acted = desk.act("merge", &[("_text0", &ann), ("_text1", &bo)], None);
    assert_eq!(acted.said, "Ann: 10 new. Bo: 10 new.");
    let mut other = Desk::open(work);
    bring(&mut other, &bo);
    assert_eq!(bring(&mut other, &ann).said, "Ann: 10 new.");
    assert_eq!(desk.work.verdicts, other.work.verdicts);
    assert_eq!(bring(&mut other, &ann).said, "Ann: 0 new, 10 here already.");
}

#[test]
fn a_code_and_the_file_of_one_person_count_once() {
    let work = invitation();
    let [mut ann, ..] = three(&work);
    let (code, file) = (code(&mut ann), saved(&mut ann));
    let mut desk = Desk::open(work);
    bring(&mut desk, &code);
    bring(&mut desk, &file);
    let list = desk.work.lists().pop().unwrap();
    desk.go("label");
    assert!(
        desk.sheet().words().contains("Ann: 10 of 10"),
        "{}",
        desk.sheet().words()
    );
    assert_eq!(
        desk.sheet().words().matches("Ann").count(),
        1,
        "{}",
        list.name
    );
}

#[test]
fn codes_are_found_in_what_chats_and_spreadsheets_make_of_them() {
    let work = invitation();
    let [mut ann, mut bo, mut cy] = three(&work);
    let bare = |it: &mut Desk| code(it).split(": ").nth(1).unwrap().to_owned();
    let (ann, bo, cy) = (bare(&mut ann), bare(&mut bo), bare(&mut cy).to_lowercase());
    let chat = format!(
        "[12.05.31, 10:04] Ann Lee: {ann}\n\n10:05\nBo\n{bo}\nDora-Lou\tout-of-the-office\nCy;{cy};done\n"
    );
    let mut desk = Desk::open(work);
    assert_eq!(bring(&mut desk, &chat).hint, "");
    let names: Vec<_> = said(&desk).into_iter().map(|it| it.0).collect();
    assert_eq!(names, ["Ann Lee", "Bo", "Cy"]);
}

#[test]
fn the_name_before_a_code_goes_before_that_of_the_sender() {
    let work = invitation();
    let codes = three(&work).map(|mut it| code(&mut it).split(": ").nth(1).unwrap().to_owned());
    let [ann, bo, cy] = codes;
    let chat =
        format!("Ann Lee: done, Ann: {ann}\nBo Okri: here is my code: {bo}\nCy: the code: {cy}\n");
    let mut desk = Desk::open(work);
    assert_eq!(bring(&mut desk, &chat).hint, "");
    let names: Vec<_> = said(&desk).into_iter().map(|it| it.0).collect();
    assert_eq!(names, ["Ann", "Bo Okri", "Cy"]);
}

#[test]
fn what_is_wrong_is_said_and_the_rest_is_taken() {
    let work = invitation();
    let [mut ann, mut bo, mut cy] = three(&work);
    let mut wrong = code(&mut ann);
    let last = wrong.pop().unwrap();
    wrong.push(if last == 'Z' { 'Y' } else { 'Z' });
    let cut = link(&mut bo);
    let cut = &cut[..cut.len() - 30];
    let text = format!("{wrong}\n{cut}\n{}", code(&mut cy));
    let mut desk = Desk::open(work);
    let acted = bring(&mut desk, &text);
    assert_eq!(acted.said, "Cy: 10 new. But: ");
    assert!(
        acted.hint.contains("part 3 of the code is mistyped"),
        "{acted:?}"
    );
    assert!(acted.hint.contains("the link"), "{acted:?}");
    assert_eq!(said(&desk).len(), 1);
    for nothing in [
        "",
        "  \n",
        "see you tomorrow",
        "{\"plumbline\":1,\"spec\"",
        "item,rater\na,b",
    ] {
        let acted = bring(&mut desk, nothing);
        assert_ne!(acted.hint, "", "{nothing}: {acted:?}");
        assert!(acted.changes.is_empty(), "{nothing}");
    }
}

#[test]
fn labels_of_another_spec_or_other_words_are_told_by_clause() {
    let work = invitation();
    let [mut ann, mut bo, _] = three(&work);
    let (file, code) = (saved(&mut ann), code(&mut bo));
    let mut reworded = work.clone();
    reworded.spec.text = SPEC.replace("be brief", "be short").into();
    let mut desk = Desk::open(reworded);
    let acted = bring(&mut desk, &file);
    assert!(
        acted
            .hint
            .contains("other words of the clause were judged in: brief (5)"),
        "{acted:?}"
    );
    assert_eq!(desk.standing().len(), 10, "nothing is lost");
    let acted = bring(&mut desk, &code);
    assert!(
        acted
            .said
            .contains("a list that is not here, or whose words changed"),
        "{acted:?}"
    );
    let mut other = work;
    other.spec.text =
        "# Other\n\n## Calm {#calm authority=user}\n\nThe assistant must be calm.\n".into();
    let mut desk = Desk::open(other);
    let acted = bring(&mut desk, &file);
    assert_eq!(
        acted.said,
        "None of its 10 labels is of a clause and a reply of this work"
    );
    assert!(desk.work.verdicts.is_empty());
}

#[test]
fn two_people_of_one_name_are_two() {
    let work = invitation();
    let mut first = labelled(&work, "Ann", 0, ["Kept"; 10]);
    let mut second = labelled(&work, "Ann", 300, ["Broken"; 10]);
    let mut desk = Desk::open(work);
    bring(&mut desk, &saved(&mut first));
    bring(&mut desk, &saved(&mut second));
    assert_eq!(said(&desk), [("Ann".to_owned(), 20, 10)]);
}

#[test]
fn a_rater_who_goes_on_later_sends_everything_again() {
    let work = invitation();
    let mut ann = labelled(&work, "Ann", 0, ["Kept"; 10]);
    let early = saved(&mut ann);
    // Takes the last one back, and says otherwise.
    let seat = ann.here.strip_prefix("label/").unwrap().replace("%20", " ");
    ann.act(&format!("label-undo {seat}"), &[], None);
    ann.press("Broken", &[], None);
    let late = saved(&mut ann);
    for order in [[&early, &late], [&late, &early]] {
        let mut desk = Desk::open(work.clone());
        for text in order {
            bring(&mut desk, text);
        }
        assert_eq!(said(&desk), [("Ann".to_owned(), 10, 1)]);
    }
}

#[test]
fn a_show_of_hands_counts_and_is_corrected() {
    let mut desk = Desk::open(invitation());
    let list = desk.work.lists().pop().unwrap();
    let item = format!("{} 3", list.id);
    let count = |desk: &mut Desk, hands: &str| {
        desk.act("tally", &[("item", &item), ("hands", hands)], None)
    };
    assert_eq!(count(&mut desk, "7 / 9 / 4").said, "20 hands counted.");
    let outcomes = |desk: &Desk| {
        [Outcome::Pass, Outcome::Fail, Outcome::Unclear].map(|outcome| {
            desk.standing()
                .iter()
                .filter(|it| it.outcome == outcome)
                .count()
        })
    };
    assert_eq!(outcomes(&desk), [7, 9, 4]);
    count(&mut desk, "8, 9, 1");
    assert_eq!(outcomes(&desk), [8, 9, 1], "counted again, not added");
    let hand = Source::Person {
        name: "hand 1".to_owned(),
    };
    assert!(
        desk.standing()
            .iter()
            .any(|it| it.source == hand && it.is_tally())
    );
    for bad in [
        "",
        "many",
        "7",
        "1/2/3/4/5",
        "0/0/0",
        "9999999999/1",
        "400/200",
    ] {
        let acted = count(&mut desk, bad);
        assert!(acted.hint.contains("7 / 9 / 4"), "{bad}: {acted:?}");
    }
    assert_eq!(outcomes(&desk), [8, 9, 1]);
}

#[test]
fn tables_and_rows_of_json_are_taken() {
    let mut desk = Desk::open(invitation());
    let table = "item;clause;rater;label;reason\n\
        s0#m#1;kind;Ann;pass;\"calm;\nand kind\"\n\
        s1#m#1;kind;Ann;maybe;\n\
        s1#m#1;brief;Bo;broken;\n";
    let acted = bring(&mut desk, table);
    assert_eq!(acted.said, "Ann: 1 new. Bo: 1 new. But: ");
    assert!(
        acted.hint.contains("line 4: `maybe` is none of"),
        "{acted:?}"
    );
    let reasons: Vec<_> = desk
        .standing()
        .iter()
        .map(|it| it.explanation.clone())
        .collect();
    assert!(
        reasons.contains(
            &"calm;
and kind"
                .to_owned()
        ),
        "{reasons:?}"
    );
    let row = r#"{"item":"s2#m#1","clause":"kind","rater":"Cy","label":"unclear"}"#;
    assert_eq!(bring(&mut desk, row).said, "Cy: 1 new.");
    assert_eq!(bring(&mut desk, row).said, "Cy: 0 new, 1 here already.");
}

#[test]
fn a_mark_that_never_closes_spoils_its_own_row_alone() {
    let mut desk = Desk::open(invitation());
    let mut table = "item,clause,rater,label,reason\ns0#m#1,kind,Ann,pass,\"calm\n".to_owned();
    for n in 0..60 {
        let reason = if n % 7 == 0 { "\"fine\"" } else { "" };
        table += &format!("s1#m#1,kind,rater {n},pass,{reason}\n");
    }
    let acted = bring(&mut desk, &table);
    assert!(
        acted.said.contains("Of 60 people 60 new in all"),
        "{acted:?}"
    );
    assert_eq!(
        acted.hint,
        "line 2: quotation marks open here and never close"
    );
}
