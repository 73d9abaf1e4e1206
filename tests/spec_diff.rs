//! What changed from one version of a spec to the next.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

#[path = "support/versions.rs"]
mod versions;

use plumbline::spec::diff::{
    ExampleChange, Fate, FoundBy, Mark, SectionChange, SpecDiff, map_clauses,
};
use versions::{Document, compare};

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

/// What became of each clause of the old document.
fn fates(old: &str, new: &str) -> Vec<Fate> {
    let (old, new) = (Document::new(old), Document::new(new));
    let matches = map_clauses(old.version(), new.version());
    matches.iter().map(|it| it.fate).collect()
}

#[test]
fn clauses_with_ids_made_from_words_are_found_again() {
    #[track_caller]
    fn check(from: &str, to: &str, expected: [Fate; 4]) {
        assert!(CHARTER.contains(from), "{from}");
        let found = fates(CHARTER, &CHARTER.replace(from, to));
        assert_eq!(found, expected, "{from} → {to}");
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
    let expected = [Fate::Reworded, Fate::Renamed, Fate::Same];
    assert_eq!(fates(DESK, &reworded), expected);
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
