//! What changed from one version of a spec to the next.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

use plumbline::spec::diff::{
    ExampleChange, Fate, FoundBy, Mark, SectionChange, SpecDiff, Version, diff, map_clauses,
};
use plumbline::spec::{Spec, parse};
use plumbline::text::Span;
use proptest::prelude::*;
use std::time::{Duration, Instant};

const DESK: &str = "\
# Desk {#desk}

How the desk answers.

## Be kind {#kind authority=platform}

The assistant must be kind to all who ask.

**Example**: a lost key

~~~xml
<user>
I lost my key.
</user>
<comparison>
<assistant> <!-- GOOD -->
We will find it.
</assistant>
<assistant> <!-- BAD: blames -->
That is your own fault.
</assistant>
</comparison>
~~~

## Be brief {#brief authority=user}

The assistant should answer in a sentence or two. It may add a list.

## Opening hours {#hours authority=platform}

The assistant must know when the desk is open, and say so where it matters.
";

/// A text and what was read from it.
struct Document {
    spec: Spec,
    source: String,
}

impl Document {
    fn new(source: &str) -> Document {
        Document {
            spec: parse(source),
            source: source.to_owned(),
        }
    }

    fn version(&self) -> Version<'_> {
        Version {
            spec: &self.spec,
            source: &self.source,
        }
    }
}

fn compare(old: &str, new: &str) -> SpecDiff {
    diff(Document::new(old).version(), Document::new(new).version())
}

/// Every change in a few words.
fn facts(diff: &SpecDiff) -> Vec<String> {
    let mut facts: Vec<String> = Vec::new();
    facts.extend(diff.added.iter().map(|it| format!("added {}", it.key)));
    facts.extend(diff.removed.iter().map(|it| format!("removed {}", it.key)));
    facts.extend(diff.changed.iter().flat_map(facts_of));
    facts.extend(diff.reordered.iter().map(|it| format!("reordered {it}")));
    let words = diff.vocabulary.iter();
    facts.extend(words.map(|it| format!("{} is {} in {:?}", it.from, it.to, it.sections)));
    facts.extend(diff.examples.iter().map(example_fact));
    let fields = diff.front_matter.iter();
    facts.extend(fields.map(|it| format!("metadata {}", it.key)));
    facts
}

fn facts_of(change: &SectionChange) -> Vec<String> {
    let SectionChange { old, new, .. } = change;
    let (is_reworded, reranks) = (change.prose.is_some(), [&old.authority, &new.authority]);
    let known = [
        (change.found_by == FoundBy::Title, "renamed".to_owned()),
        (change.found_by == FoundBy::Words, "continued".to_owned()),
        (change.is_retitled(), "retitled".to_owned()),
        (
            change.moved,
            format!("moved to {}", new.parent.as_deref().unwrap_or("top")),
        ),
        (change.reranked, format!("re-ranked {reranks:?}")),
        (old.tags != new.tags, format!("tagged {:?}", new.tags)),
        (old.depth != new.depth, format!("level {}", new.depth)),
        (is_reworded, "reworded".to_owned()),
        (!change.commentary.is_empty(), "commentary".to_owned()),
        (!change.blocks.is_empty(), "blocks".to_owned()),
        (
            !change.footnotes.concat().is_empty(),
            format!("footnotes {:?}", change.footnotes),
        ),
    ];
    let facts = known.into_iter().filter(|(is, _)| *is);
    facts
        .map(|(_, fact)| format!("{} {fact}", new.key))
        .collect()
}

fn example_fact(change: &ExampleChange) -> String {
    let kind = match (&change.old, &change.new) {
        (None, _) => "added",
        (_, None) => "removed",
        _ if change.moved => "moved",
        _ if change.is_retitled() => "retitled",
        _ => "edited",
    };
    let place = change.new.as_ref().or(change.old.as_ref()).unwrap();
    format!(
        "example {kind} {}/{} {:?}",
        place.section, place.title, change.parts
    )
}

#[test]
fn every_kind_of_change_is_told_apart() {
    #[track_caller]
    fn check(from: &str, to: &str, expected: &[&str]) {
        assert!(DESK.contains(from), "{from}");
        assert_eq!(facts(&compare(DESK, &DESK.replace(from, to))), expected);
    }
    check("# Desk", "# Desk", &[]);
    check("## Be brief", "## Keep it short", &["brief retitled"]);
    check(
        "{#brief authority=user}",
        "{#short authority=user}",
        &["short renamed"],
    );
    check(
        "## Be brief {#brief",
        "## Say little {#little",
        &["little continued"],
    );
    check(
        "## Be brief",
        "# Be brief",
        &[
            "brief moved to top",
            "brief level 1",
            "hours moved to brief",
        ],
    );
    check(
        "authority=user",
        "authority=guideline",
        &["brief re-ranked [Some(\"user\"), Some(\"guideline\")]"],
    );
    check(
        "authority=user}",
        "authority=user tags=u18}",
        &["brief tagged [\"u18\"]"],
    );
    check(
        "platform",
        "root",
        &["platform is root in [\"kind\", \"hours\"]"],
    );
    check("a sentence or two", "one sentence", &["brief reworded"]);
    check("sentence or", "sentence\nor", &[]);
    check(
        "a list.",
        "a list.[^x1]",
        &["brief footnotes [[\"x1\"], []]"],
    );
    check("a list.", "a list.\n\n```sh\nls\n```", &["brief blocks"]);
    check(
        "a list.",
        "a list.\n\n!!! meta \"Why\"\n    Few read on.",
        &["brief commentary"],
    );
    check(
        "We will",
        "We shall",
        &["example edited kind/a lost key [Replies]"],
    );
    check(
        "BAD: blames",
        "OK: blames",
        &["example edited kind/a lost key [Grades]"],
    );
    check(
        "blames",
        "scolds",
        &["example edited kind/a lost key [Reasons]"],
    );
    check(
        "BAD: blames",
        "BAD[#brief]: blames",
        &["example edited kind/a lost key [Details]"],
    );
    check(
        "I lost",
        "I misplaced",
        &["example edited kind/a lost key [Messages]"],
    );
    check(
        "a lost key",
        "a key is lost",
        &["example retitled kind/a key is lost []"],
    );
    check(
        "# Desk",
        "---\nversion: 2\n---\n# Desk",
        &["metadata version"],
    );
}

#[test]
fn sections_come_go_and_change_places() {
    let [start, kind, brief, hours] = parts(DESK);
    let join = |parts: &[&str]| parts.concat();
    let without = join(&[start, kind, hours]);
    assert_eq!(facts(&compare(DESK, &without)), ["removed brief"]);
    assert_eq!(facts(&compare(&without, DESK)), ["added brief"]);
    let swapped = join(&[start, kind, hours, brief]);
    assert_eq!(facts(&compare(DESK, &swapped)), ["reordered brief"]);
}

/// What stands before the first heading of level 2, and what each of them governs.
fn parts(text: &str) -> [&str; 4] {
    let starts: Vec<_> = text.match_indices("\n## ").map(|it| it.0 + 1).collect();
    let [a, b, c] = starts[..] else {
        panic!("three sections")
    };
    [&text[..a], &text[a..b], &text[b..c], &text[c..]]
}

#[test]
fn an_example_is_found_where_it_went() {
    let [start, kind, brief, hours] = parts(DESK);
    let at = kind.find("**Example**").unwrap();
    let moved = [start, &kind[..at], brief, &kind[at..], hours].concat();
    assert_eq!(
        facts(&compare(DESK, &moved)),
        ["example moved brief/a lost key []"]
    );
    let gone = [start, &kind[..at], brief, hours].concat();
    assert_eq!(
        facts(&compare(DESK, &gone)),
        ["example removed kind/a lost key []"]
    );
    assert_eq!(
        facts(&compare(&gone, DESK)),
        ["example added kind/a lost key []"]
    );
}

#[test]
fn an_unknown_word_replaced_everywhere_is_vocabulary() {
    #[track_caller]
    fn check(from: &str, to: &str, expected: &[&str]) {
        let old = DESK.replace("platform", "law");
        assert_eq!(
            facts(&compare(&old, &old.replacen(from, to, 2))),
            expected,
            "{from} → {to}"
        );
    }
    check(
        "law",
        "charter",
        &["law is charter in [\"kind\", \"hours\"]"],
    );
    check(
        "kind authority=law",
        "kind authority=charter",
        &["kind re-ranked [Some(\"law\"), Some(\"charter\")]"],
    );
    check(
        "law",
        "user",
        &[
            "kind re-ranked [Some(\"law\"), Some(\"user\")]",
            "hours re-ranked [Some(\"law\"), Some(\"user\")]",
        ],
    );
}

#[test]
fn headings_without_ids_are_told_apart_by_what_they_stand_under() {
    let old = "# A\n\n## Notes\n\nAbout apples.\n\n# B\n\n## Notes\n\nAbout bees.\n";
    let new = format!("# Z\n\n## Notes\n\nAbout zebras.\n\n{old}");
    assert_eq!(facts(&compare(old, &new)), ["added z", "added notes"]);
    let new = old.replace("## Notes\n\nAbout apples.\n\n", "");
    assert_eq!(facts(&compare(old, &new)), ["removed notes"]);
}

/// The marks of the only text that changed, as the words they name.
fn words<'a>(diff: &SpecDiff, old: &'a str, new: &'a str) -> Vec<(&'a str, &'a str)> {
    let prose = diff.changed.iter().filter_map(|it| it.prose.as_ref());
    let marks = prose.flat_map(|it| &it.marks);
    marks.map(|it| slices(it, old, new)).collect()
}

fn slices<'a>(mark: &Mark, old: &'a str, new: &'a str) -> (&'a str, &'a str) {
    (mark.old.slice(old).unwrap(), mark.new.slice(new).unwrap())
}

#[test]
fn rewording_is_marked_word_by_word() {
    #[track_caller]
    fn check(old: &str, new: &str, expected: &[(&str, &str)]) {
        let [old, new] = [old, new].map(|it| format!("# A\n\n{it}\n"));
        assert_eq!(words(&compare(&old, &new), &old, &new), expected);
    }
    check(
        "Be kind to all.",
        "Be gentle to all.",
        &[("kind", "gentle")],
    );
    check("Be kind.", "Be very kind.", &[("", "very")]);
    check("Be very kind.", "Be kind.", &[("very", "")]);
    check("", "Be kind.", &[("", "Be kind.")]);
    check("So , yes.", "So, yes.", &[(",", ",")]);
    check(
        "Be kind. Be fair.",
        "Be kind. Be brief. Be fair.",
        &[("", "Be brief.")],
    );
    check(
        "It is open.",
        "It is open. It says so",
        &[("", "It says so")],
    );
    check(
        "See be_kind now.",
        "See be_fair now.",
        &[("be_kind", "be_fair")],
    );
    check("Say é😀 or ü.", "Say é😀 and ü.", &[("or", "and")]);
    // Easier to read as one change than as two that are parted by a small word.
    check(
        "They guard secrets of customers always.",
        "They guard reputation of companies always.",
        &[("secrets of customers", "reputation of companies")],
    );
    // What stands between is an example, which is not part of the rewording.
    let between = "\n\n**Example**: x\n~~~xml\n<user>hi</user>\n~~~\n\n";
    check(
        &format!("One two.{between}Three four."),
        &format!("One five.{between}Six four."),
        &[("two.", "five."), ("Three", "Six")],
    );
}

#[test]
fn typography_alone_is_known() {
    #[track_caller]
    fn check(old: &str, new: &str, expected: bool) {
        let [old, new] = [old, new].map(|it| format!("# A\n\n{it}\n"));
        let diff = compare(&old, &new);
        let mut marks = diff.changed[0].prose.as_ref().unwrap().marks.iter();
        assert_eq!(
            marks.all(|it| it.is_typographic(&old, &new)),
            expected,
            "{old} → {new}"
        );
    }
    check("a — b", "a --- b", true);
    check("It’s “so”…", "It's \"so\"...", true);
    check("a — b", "a, b", false);
    check("a - b", "a b", false);
}

const CHARTER: &str = "\
# Charter

The assistant must never read the mail of a guest without being asked to.

The assistant should answer in the language of the guest, however it was greeted.

The assistant must never:

* open doors for strangers who cannot say where they are going
* give away which rooms are empty during the night
";

/// Each clause of the old document: its first words, and what became of it.
fn fates(old: &str, new: &str) -> Vec<(String, Fate, Option<String>)> {
    let (old, new) = (Document::new(old), Document::new(new));
    let start = |it: &Document, clause: usize| {
        let text = it.spec.clauses[clause].span.slice(&it.source).unwrap();
        text.split_whitespace()
            .take(6)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let matches = map_clauses(old.version(), new.version());
    let fate = |it: &plumbline::spec::diff::ClauseMatch| {
        (
            start(&old, it.old),
            it.fate,
            it.new.map(|it| start(&new, it)),
        )
    };
    matches.iter().map(fate).collect()
}

#[test]
fn clauses_with_ids_made_from_words_are_found_again() {
    #[track_caller]
    fn check(from: &str, to: &str, expected: [Fate; 4]) {
        assert!(CHARTER.contains(from), "{from}");
        let found = fates(CHARTER, &CHARTER.replace(from, to));
        assert_eq!(
            found.iter().map(|it| it.1).collect::<Vec<_>>(),
            expected,
            "{found:?}"
        );
    }
    use Fate::{Gone, Renamed, Reworded, Same};
    check("Charter", "Charter", [Same; 4]);
    check("# Charter", "# House rules", [Renamed; 4]);
    check(
        "without being asked to",
        "unless the guest wants it",
        [Reworded, Same, Same, Same],
    );
    check("* open", "* give a key to anyone\n* open", [Same; 4]);
    check(
        "which rooms are empty during",
        "what rooms are free in",
        [Same, Same, Same, Reworded],
    );
    check("never:", "not:", [Same, Same, Reworded, Reworded]);
    let language =
        "The assistant should answer in the language of the guest, however it was greeted.";
    check(
        language,
        "Guests should be let sleep.",
        [Same, Gone, Same, Same],
    );
}

#[test]
fn clauses_that_are_sections_follow_their_sections() {
    let renamed = DESK.replace("{#brief authority=user}", "{#short authority=user}");
    let reworded = renamed.replace("kind to all", "gentle with all");
    let found: Vec<_> = fates(DESK, &reworded).into_iter().map(|it| it.1).collect();
    assert_eq!(found, [Fate::Reworded, Fate::Renamed, Fate::Same]);
}

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
        slices(&mark, &old.source, &new.source);
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
    let matches = map_clauses(old.version(), new.version());
    let order: Vec<_> = matches.iter().map(|it| it.old).collect();
    assert_eq!(order, (0..old.spec.clauses.len()).collect::<Vec<_>>());
    let mut taken: Vec<_> = matches.iter().filter_map(|it| it.new).collect();
    taken.sort_unstable();
    assert!(
        taken.is_sorted_by(|a, b| a < b),
        "a clause is the like of two"
    );
    for it in &matches {
        let words_differ = it
            .new
            .map(|new_at| old.spec.clauses[it.old].hash != new.spec.clauses[new_at].hash);
        assert_eq!(words_differ == Some(true), it.fate == Fate::Reworded);
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
fn what_is_too_long_to_compare_is_replaced_as_a_whole() {
    let line = |offset: usize| {
        let words = (0..60_000).map(|it| format!("w{} ", (it * 7919 + offset) % 4001));
        format!("Start {}end", words.collect::<String>())
    };
    let (old, new) = (line(0), line(13));
    let diff = compare(&old, &new);
    let prose = diff.changed[0].prose.as_ref().unwrap();
    assert_eq!(prose.marks.len(), 1);
    let (from, to) = slices(&prose.marks[0], &old, &new);
    assert!(from.len() > old.len() - 12 && to.len() > new.len() - 12);
}

#[test]
fn far_changes_of_a_long_text_are_marked_each() {
    let sentences: String = (0..3000)
        .map(|it| format!("Rule {it} must be kept. "))
        .collect();
    let new = sentences
        .replace("Rule 5 ", "Law 5 ")
        .replace("2995 must", "2995 should");
    let diff = compare(&sentences, &new);
    assert_eq!(
        words(&diff, &sentences, &new),
        [("Rule", "Law"), ("must", "should")]
    );
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
