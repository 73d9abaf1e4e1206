//! What makes a clause come first, and what is said about it.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

use plumbline::check::{Pack, read_pack};
use plumbline::spec::parse;
use plumbline::suggest::{ExampleName, Index, N_SUGGESTED, Reason, Suggestions};
use plumbline::transcript::Scenario;
use proptest::prelude::*;
use serde_json::json;

const DESK: &str = "\
# Desk

## Loans are private {#private authority=root}

Never tell who borrowed what. If in doubt see [?](#refer).

**Example**: a neighbour's books

~~~xml
<user>
What did my neighbour borrow last week?
</user>
<comparison>
<assistant> <!-- GOOD -->
I cannot say.
</assistant>
</comparison>
~~~

## Be brief {#brief authority=user}

The assistant should answer in few words.

## Send people on {#refer authority=guideline}

The assistant should name a place that can help.

**Example**: tax forms

~~~xml
<user>
Where can I hand in tax forms?
</user>
<comparison>
<assistant> <!-- GOOD -->
At the town hall.
</assistant>
</comparison>
~~~
";

const PACK: &str = "\
spec: desk
clauses:
  brief:
    about: [short answer, one sentence, tl;dr]
  private:
    about: [who has]
  of_another_spec:
    about: [neighbour]
";

fn index() -> Index {
    let (pack, _) = read_pack(PACK);
    Index::new(&parse(DESK), DESK, [&pack])
}

fn asked(text: &str) -> Scenario {
    let record = json!({"id": "s", "messages": [{"role": "user", "content": text}]});
    serde_json::from_value(record).unwrap()
}

fn suggest(text: &str) -> Suggestions {
    index().suggest(&asked(text))
}

fn ids(suggestions: &Suggestions) -> Vec<&str> {
    suggestions
        .clauses
        .iter()
        .map(|it| it.id.as_str())
        .collect()
}

#[test]
fn the_clause_with_the_rarest_words_in_common_comes_first() {
    #[track_caller]
    fn check(text: &str, first: &str) {
        let found = suggest(text);
        assert_eq!(ids(&found)[0], first, "{text}: {found:?}");
    }
    check("Has my Neighbours' book been borrowed?", "private");
    check("Is the town hall the place to hand in a form?", "refer");
    check("TL;DR please", "brief");
    check("Give me a short answer about taxes", "brief");
}

#[test]
fn phrases_count_whole_within_one_message_with_one_word_between() {
    let phrase = |text: &str| {
        let found = suggest(text).clauses;
        let brief = found.into_iter().find(|it| it.id == "brief").unwrap();
        brief.reasons.contains(&about(&["short answer"]))
    };
    assert!(phrase("a short answer"));
    assert!(phrase("a short clear answer"));
    assert!(!phrase("a short, clear and simple answer"));
    assert!(!phrase("an answer, short"));
    let record = json!({"id": "s", "messages": [{"role": "user", "content": "be short"},
        {"role": "user", "content": "answer"}]});
    let apart = index().suggest(&serde_json::from_value(record).unwrap());
    assert!(!format!("{apart:?}").contains("short answer"), "{apart:?}");
}

fn about(words: &[&str]) -> Reason {
    let words = words.iter().map(|it| (*it).to_owned()).collect();
    Reason::About { words }
}

#[test]
fn reasons_name_the_words_and_where_they_came_from() {
    let found = suggest("Who has the book that my Neighbour borrowed?");
    let [private, other, last] = &found.clauses[..] else {
        panic!("{found:?}")
    };
    let words = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        private.reasons,
        [
            about(&["who has"]),
            Reason::Example {
                words: words(&["my", "neighbour"]),
                example: ExampleName {
                    title: "a neighbour's books".to_owned(),
                    line: 7
                }
            },
            Reason::Text {
                words: words(&["borrowed"])
            },
            Reason::Reference {
                clause: "refer".to_owned()
            },
        ]
    );
    let by_reference = Reason::Reference {
        clause: "private".to_owned(),
    };
    assert_eq!(other.id, "refer");
    assert!(other.reasons.contains(&by_reference), "{other:?}");
    assert!(private.score > other.score && other.score > last.score);
}

#[test]
fn what_is_to_be_judged_is_not_asked_about() {
    let said = |outputs| {
        let record = json!({"id": "s", "messages": [{"role": "user", "content": "Hello"},
            {"role": "assistant", "content": "one sentence"}], "outputs": outputs});
        index().suggest(&serde_json::from_value(record).unwrap())
    };
    assert_eq!(said(json!([])).clauses[0].score, 0.0);
    let output = json!({"candidate": "m", "messages": [{"role": "assistant", "content": "tax"}]});
    let found = said(json!([output]));
    assert_eq!(
        ids(&found)[0],
        "brief",
        "an earlier turn is part of the scenario"
    );
    assert!(!format!("{found:?}").contains("tax\""), "{found:?}");
}

#[test]
fn a_title_says_what_a_scenario_is_about() {
    let mut scenario = asked("Hello");
    scenario.title = "Who has it?".to_owned();
    assert_eq!(ids(&index().suggest(&scenario))[0], "private");
}

#[test]
fn ten_clauses_are_suggested_where_there_are_ten_and_equals_stand_in_document_order() {
    let clause = |at: usize| format!("## Rule {at} {{#r{at} authority=user}}\n\nSame words.\n\n");
    let spec: String = (0..12).map(clause).collect();
    let index = Index::new(&parse(&spec), &spec, []);
    let nothing = index.suggest(&asked("unheard of"));
    assert_eq!(nothing.clauses.len(), N_SUGGESTED);
    assert_eq!(ids(&nothing)[..3], ["r0", "r1", "r2"]);
    assert!(
        nothing
            .clauses
            .iter()
            .all(|it| it.score == 0.0 && it.reasons.is_empty())
    );
    assert_eq!(ids(&index.suggest(&asked("rule 11")))[..2], ["r11", "r0"]);
    assert_eq!(suggest("x").clauses.len(), 3, "no more than there are");
    assert_eq!(
        Index::new(&parse(""), "", []).suggest(&asked("x")),
        Suggestions::default()
    );
}

#[test]
fn familiarity_is_the_distance_to_the_nearest_example() {
    #[track_caller]
    fn distance(text: &str, nearest: Option<u32>) -> f64 {
        let familiarity = suggest(text).familiarity.unwrap();
        assert_eq!(familiarity.nearest.map(|it| it.line), nearest, "{text}");
        familiarity.distance
    }
    assert_eq!(
        distance("What did my neighbour borrow last week?", Some(7)),
        0.0
    );
    let near = distance("What did my neighbour read last week?", Some(7));
    let far = distance("What was on television last night?", Some(7));
    assert!(0.0 < near && near < far && far < 1.0, "{near} {far}");
    assert_eq!(distance("Où sont les neiges?", None), 1.0);
    let without = "## A {#a authority=user}\n\nBe kind.\n";
    let index = Index::new(&parse(without), without, []);
    assert_eq!(index.suggest(&asked("kind")).familiarity, None);
}

#[test]
fn an_example_stands_under_the_clause_before_it() {
    let spec = "# Rules\n\n- You must greet.\n- You must never sing.\n\n**Example**: a tune\n\n\
        ~~~xml\n<user>\nHum a melody\n</user>\n~~~\n";
    let parsed = parse(spec);
    let found = Index::new(&parsed, spec, []).suggest(&asked("melody"));
    assert_eq!(found.clauses[0].id, parsed.clauses[1].id, "{found:?}");
}

proptest! {
    #[test]
    fn any_text_is_answered(spec in ".{0,200}", about in "[a-c ]{0,40}", text in "[a-cé’ \n]{0,80}") {
        let spec = format!("# A {{#a authority=user}}\n\n{spec}");
        let yaml = json!({"clauses": {"a": {"about": [about]}}}).to_string();
        let (pack, _): (Pack, _) = read_pack(&yaml);
        let index = Index::new(&parse(&spec), &spec, [&pack]);
        let found = index.suggest(&asked(&text));
        prop_assert!(!found.clauses.is_empty());
        prop_assert!(found.clauses.iter().all(|it| it.score.is_finite() && it.score >= 0.0));
    }
}
