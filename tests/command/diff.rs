//! `plumbline diff`.

use super::{SHOP, run};
use serde_json::{Value, json};

const NEXT: &str = "command/bicycle-shop-next.md";

#[test]
fn what_changed_is_told_with_counts_first() {
    let ran = run(&["diff", SHOP, NEXT], "");
    insta::assert_snapshot!(ran.out);
    assert_eq!((ran.said.as_str(), ran.code), ("", Some(0)));
}

#[test]
fn what_changed_is_given_as_json() {
    let ran = run(&["diff", "--json", SHOP, NEXT], "");
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (&found["from"], &found["to"]),
        (&json!("bicycle-shop.md"), &json!("bicycle-shop-next.md"))
    );
    let ids = |field: &str, key: &str| {
        let rows = found[field].as_array().unwrap().iter();
        rows.map(|it| it[key].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids("added", "id"), ["unsafe-bicycles", "hours"]);
    assert_eq!(ids("removed", "id"), ["safety", "prices"]);
    assert_eq!(ids("renamed", "to"), ["unsafe-bicycles"]);
    assert_eq!(ids("reranked", "id"), ["brief"]);
    assert_eq!(ids("prose_changed", "id"), ["brief"]);
    assert_eq!((&found["unchanged"], ran.code), (&json!(2), Some(0)));
    // Spans are bytes of the two files.
    let mark = &found["changes"][0]["prose"]["marks"][0]["new"];
    let [start, end] =
        ["start", "end"].map(|it| usize::try_from(mark[it].as_u64().unwrap()).unwrap());
    let next = std::fs::read_to_string(super::fixtures().join(NEXT)).unwrap();
    assert_eq!(&next[start..end], "60");
}

#[test]
fn the_same_text_has_no_changes() {
    let ran = run(&["diff", SHOP, SHOP], "");
    let expected = format!("{SHOP} → {SHOP}\n\nNothing changed.\nSections    5 unchanged\n");
    assert_eq!((ran.out, ran.code), (expected, Some(0)));
    // With its lines broken elsewhere it says the same.
    let text = std::fs::read_to_string(super::fixtures().join(SHOP)).unwrap();
    let wrapped = text
        .replace("covers", "covers ")
        .replace("by chat and", "by chat\nand");
    assert!(
        run(&["diff", SHOP, "-"], wrapped)
            .out
            .contains("Nothing changed.")
    );
}

#[test]
fn faults_of_both_versions_are_reported() {
    let ran = run(&["diff", "-", SHOP], "# A {#a authority=boss}\n");
    assert!(
        ran.said
            .starts_with("<stdin>:1: warning[unknown-authority]"),
        "{}",
        ran.said
    );
    assert_eq!(ran.code, Some(0));
}

#[test]
fn what_cannot_be_read_ends_the_comparison() {
    #[track_caller]
    fn check(args: &[&str], input: &str, said: &str) {
        let ran = run(&[&["diff"], args].concat(), input);
        assert_eq!(
            (ran.said.as_str(), ran.out.as_str(), ran.code),
            (said, "", Some(2))
        );
    }
    check(
        &["-", "-"],
        "# A\n",
        "<stdin>: error: it can be read only once\n  name a file for one of the two versions\n",
    );
    check(
        &[SHOP, "no-such.md"],
        "",
        "no-such.md: error: there is no such file\n  check the path\n",
    );
    check(
        &["-", SHOP],
        " \n",
        "<stdin>: error: it is empty\n  give a file with something in it\n",
    );
}

#[test]
fn clauses_of_prose_are_followed() {
    let rules = "command/house-rules.md";
    let text = std::fs::read_to_string(super::fixtures().join(rules)).unwrap();
    let new = text
        .replace("which rooms are empty during", "what rooms are free in")
        .replace("## On the phone", "## When the phone rings")
        .replace("* open", "* read the mail of a guest aloud\n* open");
    let ran = run(&["diff", rules, "-"], new);
    let (_, clauses) = ran.out.split_once("\nClauses\n\n").unwrap();
    // The one under the new heading has the same words in the same section.
    let words = clauses.split_whitespace();
    let without_ids: Vec<_> = words.filter(|it| !it.starts_with('#')).collect();
    let expected = "+ read the mail of a guest aloud line 9 \
        ~ give away what rooms are free in the night was lines 10 → 11";
    assert_eq!(without_ids.join(" "), expected);
    assert!(
        ran.out.contains("[-which-]{+what+} rooms are"),
        "{}",
        ran.out
    );
}
