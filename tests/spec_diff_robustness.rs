//! Whatever the two texts, comparing them ends soon, panics never, and points only into them.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

#[path = "support/versions.rs"]
mod versions;

use plumbline::spec::diff::{Fate, Mark, SpecDiff, diff, map_clauses};
use plumbline::text::Span;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use versions::{Document, compare};

/// Pieces of specs, broken ones among them.
const PIECES: [&str; 40] = [
    "\n",
    "\n\n",
    " ",
    "    ",
    "\r\n",
    "\u{feff}",
    "---\n",
    "title: x\n",
    "# ",
    "## ",
    "A title",
    "Another title",
    " {#id}",
    " {#id authority=root}",
    " {#b authority=platform tags=a}",
    "\n===\n",
    "!!! meta \"Why\"\n",
    "    body\n",
    "**Example**: ask\n",
    "**Example**: tell\n",
    "~~~xml\n",
    "~~~\n",
    "```checks\n",
    "```\n",
    "<user>",
    "</user>\n",
    "<assistant>",
    "<!-- GOOD: why -->\n",
    "<!-- BAD[#id] -->",
    "</assistant>\n",
    "<comparison>\n",
    "- ",
    "> ",
    "Claude should never:\n",
    "The assistant must not lie. ",
    "You MAY skip it. ",
    "[^a1]",
    "é😀",
    "。",
    "a_b-c’s ",
];

fn pieces() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(&PIECES[..]), 0..50);
    pieces.prop_map(|it| it.concat())
}

/// A text, and one that has much in common with it.
fn two_texts() -> impl Strategy<Value = (String, String)> {
    let pieces = || prop::collection::vec(prop::sample::select(&PIECES[..]), 0..12);
    let parts = (pieces(), pieces(), pieces(), pieces(), pieces());
    parts.prop_map(|(a, b, c, d, e)| {
        let join = |parts: [&[&str]; 3]| parts.concat().concat();
        (join([&a, &b, &c]), join([&d, &b, &e]))
    })
}

#[track_caller]
fn check_any(old: &str, new: &str) {
    let (old, new) = (Document::new(old), Document::new(new));
    let (there, back) = (
        diff(old.version(), new.version()),
        diff(new.version(), old.version()),
    );
    assert_eq!((&there.added, &there.removed), (&back.removed, &back.added));
    let marks = |diff: &SpecDiff| all_marks(diff);
    for mark in marks(&there) {
        assert!(mark.old.slice(&old.source).is_some());
        assert!(mark.new.slice(&new.source).is_some());
        assert!(!mark.old.is_empty() || !mark.new.is_empty());
    }
    for (spans, source) in [
        (old_spans(&there), &old.source),
        (new_spans(&there), &new.source),
    ] {
        assert!(spans.iter().all(|it| it.slice(source).is_some()));
    }
    check_matches(&old, &new);
    assert!(diff(old.version(), old.version()).is_empty());
}

fn all_marks(diff: &SpecDiff) -> Vec<Mark> {
    let prose = diff.changed.iter().filter_map(|it| it.prose.as_ref());
    let prose = prose.flat_map(|it| &it.marks);
    let beside = diff
        .changed
        .iter()
        .flat_map(|it| it.commentary.iter().chain(&it.blocks));
    let examples = diff.examples.iter().flat_map(|it| &it.marks);
    let clauses = diff.clauses.iter().flat_map(|it| &it.marks);
    prose
        .chain(beside)
        .chain(examples)
        .chain(clauses)
        .copied()
        .collect()
}

fn old_spans(diff: &SpecDiff) -> Vec<Span> {
    let sections = diff
        .removed
        .iter()
        .chain(diff.changed.iter().map(|it| &it.old));
    let examples = diff.examples.iter().filter_map(|it| it.old.as_ref());
    let clauses = diff.clauses.iter().filter_map(|it| it.old.as_ref());
    let spans = sections.map(|it| it.span).chain(examples.map(|it| it.span));
    spans.chain(clauses.map(|it| it.span)).collect()
}

fn new_spans(diff: &SpecDiff) -> Vec<Span> {
    let sections = diff
        .added
        .iter()
        .chain(diff.changed.iter().map(|it| &it.new));
    let examples = diff.examples.iter().filter_map(|it| it.new.as_ref());
    let clauses = diff.clauses.iter().filter_map(|it| it.new.as_ref());
    let spans = sections.map(|it| it.span).chain(examples.map(|it| it.span));
    spans.chain(clauses.map(|it| it.span)).collect()
}

/// Every old clause has a match, no new one two, and the fate is what the clauses say.
#[track_caller]
fn check_matches(old: &Document, new: &Document) {
    let hashes = |it: &Document| {
        let clauses = it.spec.clauses.iter();
        let pairs = clauses.map(|it| (it.id.clone(), it.hash.clone()));
        pairs.collect::<BTreeMap<_, _>>()
    };
    let (old_hashes, mut new_hashes) = (hashes(old), hashes(new));
    let matches = map_clauses(old.version(), new.version());
    let order = matches.iter().map(|it| &it.old);
    assert!(order.eq(old.spec.clauses.iter().map(|it| &it.id)));
    for it in &matches {
        let new = it
            .new
            .as_ref()
            .map(|id| (id, new_hashes.remove(id).unwrap()));
        let expected = match new {
            None => Fate::Gone,
            Some((_, hash)) if hash != old_hashes[&it.old] => Fate::Reworded,
            Some((id, _)) if *id != it.old => Fate::Renamed,
            Some(_) => Fate::Same,
        };
        assert_eq!(it.fate, expected);
    }
}

/// Unoptimized, the tests look less far so as not to hold up those who run them all the time.
const N_CASES: u32 = if cfg!(debug_assertions) { 300 } else { 5000 };

proptest! {
    #![proptest_config(ProptestConfig { cases: N_CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_two_texts_can_be_compared(old in any::<String>(), new in any::<String>()) {
        check_any(&old, &new);
    }

    #[test]
    fn any_two_mixtures_of_fragments_can_be_compared(old in pieces(), new in pieces()) {
        check_any(&old, &new);
    }

    #[test]
    fn any_two_texts_with_much_in_common_can_be_compared((old, new) in two_texts()) {
        check_any(&old, &new);
    }
}

#[test]
fn hostile_texts_take_time_in_proportion_to_their_length() {
    #[track_caller]
    fn linear(name: &str, make: impl Fn(usize, usize) -> String) {
        let (short, long) = (
            time(&make(1, 0), &make(1, 1)),
            time(&make(4, 0), &make(4, 1)),
        );
        // Twice the proportion, and a floor for the noise of a busy machine and for the bounded
        // part of the work.
        let limit = short * 8 + Duration::from_millis(1500);
        assert!(
            long < limit,
            "{name}: {short:?}, four times as much {long:?}"
        );
    }
    linear("headings", |times, by| {
        let heading =
            |it: usize| format!("# Heading {}\n\nIt must be {}.\n", it + by * 900, it + by);
        (0..times * 1500).map(heading).collect()
    });
    linear("one line", |times, by| {
        let word = |it: usize| format!("w{} ", (it * 7919 + by) % 4001);
        (0..times * 10_000).map(word).collect()
    });
    linear("clauses", |times, by| {
        let clause = |it: usize| format!("The assistant must be kind {}. ", it * (by + 1));
        (0..times * 1500).map(clause).collect()
    });
    linear("authorities", |times, by| {
        let section = |it: usize| format!("# A {{#a{it} authority=w{}}}\n\n", it * 2 + by);
        (0..times * 1500).map(section).collect()
    });
    linear("examples", |times, by| {
        let example = |it: usize| {
            format!(
                "**Example**: e{it}x{by}\n~~~xml\n<user>{}</user>\n~~~\n",
                it + by * 7
            )
        };
        (0..times * 800).map(example).collect()
    });
}

fn time(old: &str, new: &str) -> Duration {
    let start = now();
    compare(old, new);
    start.elapsed()
}

#[allow(
    clippy::disallowed_methods,
    reason = "this test measures time on the host"
)]
fn now() -> Instant {
    Instant::now()
}
