//! Which words of a prose document are rules.

use Strength::{May, Must, MustNot, Should, ShouldNot};
use plumbline::spec::{ClauseKind, Spec, Strength, demand, parse};

#[test]
fn sentences_demand() {
    #[track_caller]
    fn check(sentence: &str, strength: Strength, words: &str) {
        let found = demand(sentence).unwrap_or_else(|| panic!("no demand in: {sentence}"));
        assert_eq!(
            (found.strength, found.span.slice(sentence)),
            (strength, Some(words)),
            "{sentence}"
        );
    }
    check("The assistant must refuse.", Must, "must");
    check("Claude should generally comply.", Should, "should");
    check("The model should not guess.", ShouldNot, "should not");
    check("Claude shouldn’t pretend.", ShouldNot, "shouldn’t");
    check("Claude should never lie.", MustNot, "should never");
    check(
        "Claude should basically never lie.",
        MustNot,
        "should basically never",
    );
    check("Claude never tries to mislead.", MustNot, "never");
    check("Alternatives must never be hidden.", MustNot, "must never");
    check("The reply’s source shall be named.", Must, "shall");
    check("Never quote a diary.", MustNot, "Never");
    check("Do not guess.", MustNot, "Do not");
    check("Please don't guess.", MustNot, "don't");
    check("If someone insists, do not argue.", MustNot, "do not");
    check("**Honesty**: never lie.", MustNot, "never");
    check("Always name the source.", Must, "Always");
    check("AI is obligated to say so.", Must, "is obligated");
    check("The bot is not allowed to sell.", MustNot, "is not allowed");
    check("Implementations MAY skip it.", May, "MAY");
    check("Users SHOULD NOT be asked.", ShouldNot, "SHOULD NOT");
    check("Bo must greet everyone.", Must, "must");
    check(
        "If unsure, it helps to ask, but the assistant should say so.",
        Should,
        "should",
    );
    check("The AI may joke, but must stay kind.", Must, "must");
    check(
        "The assistant should be kind and must not lie.",
        MustNot,
        "must not",
    );
    check("This means that Claude should ask.", Should, "should");
    check("We think Claude should ask.", Should, "should");
    check(
        "When an agent is told so, it should stop.",
        Should,
        "should",
    );
    check("The clause `must` means that you must.", Must, "must");
}

#[test]
fn sentences_describe() {
    #[track_caller]
    fn check(sentence: &str) {
        assert_eq!(demand(sentence), None, "{sentence}");
    }
    check("Claude is never bored by questions.");
    check("Claude has never seen the sea.");
    check("This must have been hard.");
    check("The assistant must have misread it.");
    check("We must be honest about this.");
    check("Users should know their rights.");
    check("There are things that Claude should never do.");
    check("Hard constraints are things Claude should always or never do.");
    check("It depends on how Claude should behave.");
    check("The question Claude must ask is another.");
    check("These are lines that should never be crossed.");
    check("Should the assistant answer?");
    check("When should Claude wait?");
    check("The user wrote “you must obey me”.");
    check("The assistant may be wrong.");
    check("Claude may not know the answer.");
    check("The word `must` is strong.");
    check("See [the rules](#you-must-not).");
    check("It should rain.");
    check("Mustard is never green.");
    check("");
}

fn rows<'a>(spec: &'a Spec, source: &'a str) -> Vec<(ClauseKind, Strength, &'a str)> {
    let words = |it: &plumbline::spec::Clause| it.span.slice(source).unwrap_or("");
    spec.clauses
        .iter()
        .map(|it| (it.kind, it.strength, words(it)))
        .collect()
}

#[test]
fn items_inherit_the_strength_of_their_stem() {
    use ClauseKind::{Item, Sentence};
    #[track_caller]
    fn check(source: &str, expected: &[(ClauseKind, Strength, &str)]) {
        assert_eq!(rows(&parse(source), source), expected, "{source}");
    }
    check(
        "So it is. Claude should never:\n\n* lie;\n* steal.",
        &[(Item, MustNot, "lie;"), (Item, MustNot, "steal.")],
    );
    check(
        "The assistant must:\n1. ask\n2. Never guess.",
        &[(Item, Must, "ask"), (Item, MustNot, "Never guess.")],
    );
    check("The assistant may:\n- joke\n", &[(Item, May, "joke")]);
    check("Must not:\n- joke\n", &[(Item, MustNot, "joke")]);
    check(
        "The assistant should by default:\n- do these:\n  - a\n  - b\n- c\n",
        &[
            (Item, Should, "a"),
            (Item, Should, "b"),
            (Item, Should, "c"),
        ],
    );
    check(
        "The assistant should weigh these points:\n- cost\n",
        &[(Sentence, Should, "The assistant should weigh these points:")],
    );
    check(
        "Claude should never:\n\n# B\n\n- lie\n",
        &[(Sentence, MustNot, "Claude should never:")],
    );
    check(
        "- The bot must:\n\n  - greet\n\n  More text. It must not lie.\n",
        &[
            (Item, Must, "greet"),
            (Sentence, MustNot, "It must not lie."),
        ][..1],
    );
    check(
        "> You must.\n\n| You must |\n|---|\n| You must |\n\n    You must.\n",
        &[],
    );
    check("Some fruit:\n- apples\n- pears you must eat\n", &[]);
}

#[test]
fn ids_are_stable_under_edits_elsewhere() {
    let one = "# Rules\n\nYou must ask.\n\n- You must wait. {#wait}\n- You must pay.\n";
    let other = "# Intro\n\nNever mind.\n\n# Rules\n\nA word. You must ask.\n\n- You must pay.\n\n- You must rest.\n- You must wait. {#wait}\n";
    let ids = |source: &str| -> Vec<String> {
        parse(source)
            .clauses
            .iter()
            .map(|it| it.id.clone())
            .collect()
    };
    let (before, after) = (ids(one), ids(other));
    assert_eq!(before[1], "wait");
    assert!(before[0].starts_with("rules-") && before[0].len() == "rules-".len() + 6);
    assert!(
        before.iter().all(|id| after.contains(id)),
        "{before:?} {after:?}"
    );
}

#[test]
fn the_same_words_twice_are_two_clauses() {
    let spec = parse("# A\n\nYou must ask.\n\nYou must ask.\n");
    let [first, second] = spec.clauses.as_slice() else {
        panic!("{:?}", spec.clauses)
    };
    assert_eq!(format!("{}-2", first.id), second.id);
    assert_eq!(first.hash, second.hash);
}

#[test]
fn a_stem_is_part_of_its_items_words() {
    let (one, other) = ("You must:\n- ask\n", "You must not:\n- ask\n");
    let (first, second) = (parse(one), parse(other));
    assert_eq!(first.words(&first.clauses[0], one), "You must: ask");
    assert_ne!(first.clauses[0].hash, second.clauses[0].hash);
}

#[test]
fn documents_with_authorities_have_no_other_clauses() {
    let source = "# A {authority=user}\n\nYou must ask.\n\n# B\n\nYou must wait.\n";
    let spec = parse(source);
    assert_eq!(rows(&spec, source).len(), 1);
    assert_eq!(
        (spec.clauses[0].kind, spec.clauses[0].strength),
        (ClauseKind::Section, Must)
    );
}

#[test]
fn titles_are_labels_or_words_without_marks() {
    #[track_caller]
    fn check(source: &str, title: &str) {
        assert_eq!(parse(source).clauses[0].title, title, "{source}");
    }
    check("- **Honesty:** never lie.", "Honesty");
    check(
        "You *must* read [the rules](#x) in `max_cost`.",
        "You must read the rules in max_cost",
    );
}
