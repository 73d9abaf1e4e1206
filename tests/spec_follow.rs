//! Following an edit gives what reading the whole document gives.

#[path = "support/data.rs"]
mod data;
#[path = "support/hostile.rs"]
mod hostile;

use hostile::PIECES;
use plumbline::spec::{follow_edit, parse};
use plumbline::text::floor_boundary;
use proptest::prelude::*;

/// Unoptimized, the tests look less far so as not to hold up those who run them all the time.
const N_CASES: u32 = if cfg!(debug_assertions) { 200 } else { 4000 };

/// A replacement: where it begins and how much it takes away, as fractions, and what it puts there.
type Edit = (f64, f64, Vec<&'static str>);

fn edits(most: usize) -> impl Strategy<Value = Vec<Edit>> {
    let pieces = prop::collection::vec(prop::sample::select(&PIECES[..]), 0..4);
    let small = prop_oneof![Just(0.0), 0.0..0.02];
    prop::collection::vec((0.0..1.0, small, pieces), 1..most)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place somewhere in the text"
)]
fn edited(text: &str, (at, len, insert): &Edit) -> String {
    let byte = |it: f64| floor_boundary(text, (it * text.len() as f64) as usize);
    let (start, end) = (byte(*at), byte(at + len));
    [&text[..start], &insert.concat(), &text[end..]].concat()
}

/// How many of the edits were followed.
fn check(source: &str, edits: &[Edit]) -> usize {
    let (mut spec, mut text, mut n_followed) = (parse(source), source.to_owned(), 0);
    for edit in edits {
        let new = edited(&text, edit);
        let before = spec.clone();
        if follow_edit(&mut spec, &text, &new) {
            n_followed += 1;
        } else {
            assert!(spec == before, "left half changed: {text:?} -> {new:?}");
            spec = parse(&new);
        }
        assert!(spec == parse(&new), "{edit:?} in {text:?}");
        text = new;
    }
    n_followed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: N_CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_edits_of_any_mixture(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60),
        edits in edits(6)
    ) {
        check(&pieces.concat(), &edits);
    }
}

#[test]
fn typing_in_published_specs_is_followed() {
    let n_edits = if cfg!(debug_assertions) { 12 } else { 200 };
    for (name, text) in data::specs() {
        let letters = (0..n_edits).map(|it| (f64::from(it) / f64::from(n_edits), 0.0, vec!["x"]));
        let letters: Vec<Edit> = letters.collect();
        let n_followed = check(&text, &letters);
        // Letters in headings, in front matter and before the first heading are not.
        assert!(
            2 * n_followed > letters.len(),
            "{name}: {n_followed} of {n_edits}"
        );
    }
}

#[test]
fn an_edit_that_reaches_further_than_its_section_is_not_followed() {
    #[track_caller]
    fn check(old: &str, new: &str, expected: bool) {
        let mut spec = parse(old);
        assert_eq!(follow_edit(&mut spec, old, new), expected, "{new}");
        assert!(!expected || spec == parse(new), "{new}");
    }
    let old =
        "---\nt: x\n---\nTop.\n\n# A {#a}\n\nIt must be. See [?](#b).\n\n# B {#b}\n\nIt is.\n";
    check(old, &old.replace("must be", "must not be"), true);
    check(old, &old.replace("It is.", "It is. It must [?](#c)."), true);
    check(old, &old.replace("It is.\n", ""), true);
    check(old, &old.replace("See [?](#b).", "**Example**: x"), true);
    for (was, is) in [
        ("t: x", "t: y"),
        ("Top", "Tip"),
        ("# A", "# AA"),
        ("# A", "## A"),
        ("#b}\n", "#c}\n"),
        ("It must", "~~~\nIt must"),
        ("It must", "# C\n\nIt must"),
        ("It must", "<!--\nIt must"),
        (
            "It is.",
            "<!-- plumbline: ignore two-demands in document -->",
        ),
        ("\n\n# B", " # B"),
    ] {
        check(old, &old.replacen(was, is, 1), false);
    }
}
