//! Where checks look, and what their results say and point at.

use crate::support::{one, reply, talk};
use plumbline::check::{CheckOutcome, read_checks};
use serde_json::{Value, json};

use plumbline::check::CheckOutcome::{Error, Fail, NotApplicable, Pass};

#[test]
fn where_and_which_messages_count() {
    #[track_caller]
    fn check(yaml: &str, messages: &[&str], expected: CheckOutcome, explanation: &str) {
        let result = one(yaml).run(&talk(messages));
        assert_eq!(
            (result.outcome, &result.explanation[..]),
            (expected, explanation),
            "{yaml}"
        );
    }
    let talk = &[
        "system: be due",
        "user: due?",
        "assistant: Due",
        "user: ok",
        "assistant: no",
    ];
    let due = "{type: contains, value: due";
    let absent = "looked for “due” in the reply, not found";
    check(&format!("{due}}}"), talk, Fail, absent);
    check(
        &format!("{due}, on: user}}"),
        talk,
        Pass,
        "found “due” in message 2",
    );
    check(
        &format!("{due}, on: system}}"),
        talk,
        Pass,
        "found “due” in message 1",
    );
    let both = "found “due” and 1 more in messages 1 and 2";
    check(&format!("{due}, on: conversation}}"), talk, Pass, both);
    check(
        &format!("{due}, on: tool}}"),
        talk,
        NotApplicable,
        "there is no tool message",
    );
    let due = "{type: icontains, value: due";
    check(
        &format!("{due}, turn: first}}"),
        talk,
        Pass,
        "found “Due” in message 3",
    );
    let absent = "looked for “due” (capitals or not) in message 5, not found";
    check(&format!("{due}, turn: last}}"), talk, Fail, absent);
    check(&format!("{due}, turn: 2}}"), talk, Fail, absent);
    check(&format!("{due}, turn: every}}"), talk, Fail, absent);
    let none = "there is no turn 3 in the reply, which has 2";
    check(&format!("{due}, turn: 3}}"), talk, NotApplicable, none);
    // `not-` turns the answer round after the messages were combined.
    check(
        "{type: not-icontains, value: due}",
        talk,
        Fail,
        "found “Due” in message 3",
    );
    check(
        "{type: not-icontains, value: due, turn: every}",
        talk,
        Pass,
        absent,
    );
    check(
        "{type: not-contains, value: due}",
        talk,
        Pass,
        "looked for “due” in the reply, not found",
    );
}

#[test]
fn an_empty_reply_is_a_reply_and_a_tool_call_is_not() {
    #[track_caller]
    fn check(messages: &[&str], expected: CheckOutcome) {
        let result = one("{type: word-count, value: 0}").run(&talk(messages));
        assert_eq!(result.outcome, expected, "{messages:?}");
    }
    check(&["user: hi", "assistant:"], Pass);
    check(&["user: hi", "call: renew"], NotApplicable);
    check(&["user: hi", "call: renew", "assistant:"], Pass);
    check(&["user: hi"], NotApplicable);
    let called = one("{type: tool-call, name: renew}").run(&talk(&["user: hi", "call: renew"]));
    assert_eq!(called.outcome, Pass);
    let evidence = serde_json::to_value(&called.evidence[0]).unwrap();
    let expected =
        json!({"message": 1, "tool_call": 0, "start": 0, "end": 12, "quote": "{\"item\":\"x\"}"});
    assert_eq!(evidence, expected);
}

#[test]
fn evidence_points_at_exact_words_or_says_what_is_absent() {
    #[track_caller]
    fn check(yaml: &str, words: &str, expected: Value) {
        let result = reply(yaml, words);
        assert_eq!(
            serde_json::to_value(&result.evidence).unwrap(),
            expected,
            "{yaml}: {result:?}"
        );
    }
    let words = |start: usize, end: usize, quote: &str| json!([{"message": 1, "start": start, "end": end, "quote": quote}]);
    check(
        "{type: icontains, value: straße}",
        "In der STRAßE.",
        words(7, 14, "STRAßE"),
    );
    check(
        "{type: icontains, value: istanbul}",
        "İ İSTANBUL istanbul",
        words(13, 21, "istanbul"),
    );
    check(
        "{type: not-regex, value: '\\d+'}",
        "é 42",
        words(3, 5, "42"),
    );
    let absent = json!([{"absent": "“due”", "looked_in": "the reply (1 message)"}]);
    check("{type: contains, value: due}", "no", absent);
    let partly = json!([
        {"message": 1, "start": 0, "end": 1, "quote": "a"},
        {"absent": "“b”", "looked_in": "the reply (1 message)"},
        {"absent": "“c”", "looked_in": "the reply (1 message)"},
    ]);
    check("{type: contains-all, value: [a, b, c]}", "a", partly);
    check(
        "{type: word-count, max: 2}",
        "one two three four",
        words(8, 18, "three four"),
    );
    check(
        "{type: word-count, min: 3}",
        "one two",
        words(0, 7, "one two"),
    );
    check("{type: word-count, max: 3}", "one two", json!([]));
    check(
        "{type: max-questions, value: 0}",
        "Hm. Which one?",
        words(4, 14, "Which one?"),
    );
    check("type: is-json", "{\"a\": 1,\n b}", words(10, 12, "b}"));
    check("type: not-is-json", "{}", words(0, 2, "{}"));
    check(
        "type: is-refusal",
        "Well, I can't help with that.",
        words(6, 18, "I can't help"),
    );
}

#[test]
fn many_matches_are_counted_and_few_are_shown() {
    let result = reply("{type: contains, value: a}", &"a ".repeat(1000));
    assert_eq!(result.evidence.len(), 50);
    assert_eq!(result.explanation, "found “a” and 999 more in message 2");
    let result = reply("{type: regex, value: '[a]'}", &"a ".repeat(1000));
    assert_eq!(result.explanation, "found “a” and 999 more in message 2");
}

#[test]
fn explanations_are_sentences_for_people() {
    #[track_caller]
    fn check(yaml: &str, words: &str, explanation: &str) {
        assert_eq!(reply(yaml, words).explanation, explanation, "{yaml}");
    }
    check(
        "{type: word-count, max: 2}",
        "a b c",
        "3 words, at most 2 allowed",
    );
    check(
        "{type: word-count, value: 1}",
        "a",
        "1 word, exactly 1 allowed",
    );
    check(
        "{type: max-questions, value: 1}",
        "A? B?",
        "2 questions, at most 1 allowed",
    );
    check(
        "type: is-json",
        "no",
        "not JSON: expected ident in line 1, column 2",
    );
    check(
        "type: is-refusal",
        "",
        "message 2 is blank, which counts as declining",
    );
    let overlap = "{type: overlap, with: user, min_words: 2}";
    check(
        overlap,
        "hi there, said Hi THERE",
        "2 words in a row of message 2 also stand in message 1",
    );
}

#[test]
fn a_condition_decides_whether_a_check_applies() {
    let check = one(
        "type: icontains\nvalue: AI\nwhen: {type: regex, on: user, value: 'are you (a )?human', flags: i}",
    );
    let run = |question: &str| check.run(&talk(&[question, "assistant: I am an AI"]));
    let asked = run("user: Are you human?");
    assert_eq!((asked.outcome, asked.applies), (Pass, true));
    let not_asked = run("user: Hello");
    assert_eq!(
        (not_asked.outcome, not_asked.applies),
        (NotApplicable, false)
    );
    assert_eq!(
        not_asked.explanation,
        "does not apply here: looked for a match of /are you (a )?human/i in the user's messages, not found"
    );
    let (checks, diagnostics) =
        read_checks("{type: is-json, when: {type: contain, value: a}}", None);
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(checks[0].run(&talk(&["assistant: 1"])).outcome, Error);
}

#[test]
fn a_signal_says_look_here_and_decides_nothing() {
    #[track_caller]
    fn check(yaml: &str, words: &str, expected: bool) {
        assert_eq!(reply(yaml, words).signal, expected, "{yaml} {words}");
    }
    check("{type: contains, value: a, decides: nothing}", "a", true);
    check(
        "{type: not-contains, value: a, decides: nothing}",
        "a",
        true,
    );
    check(
        "{type: not-contains, value: a, decides: nothing}",
        "b",
        false,
    );
    check("{type: word-count, max: 1, decides: nothing}", "a b", true);
    check("{type: word-count, max: 1, decides: nothing}", "a", false);
    check("{none-of: [{contains: a}], decides: nothing}", "a", true);
    check("{type: contains, value: a}", "a", false);
}

#[test]
fn groups_combine_whole_checks() {
    #[track_caller]
    fn check(yaml: &str, messages: &[&str], expected: CheckOutcome) {
        let result = one(yaml).run(&talk(messages));
        assert_eq!(result.outcome, expected, "{yaml}: {result:?}");
    }
    let two = &["user: q", "assistant: a", "user: a b", "assistant: b"];
    check("all-of: [{contains: a}, {contains: b}]", two, Pass);
    check(
        "{all-of: [{contains: a}, {contains: b}], turn: any}",
        two,
        Fail,
    );
    check(
        "{any-of: [{contains: a}, {contains: b}], turn: every}",
        two,
        Pass,
    );
    check(
        "{all-of: [{contains: a}, {contains: b}], on: user}",
        two,
        Pass,
    );
    check(
        "{all-of: [{contains: a}, {contains: b}], on: user, turn: every}",
        two,
        Fail,
    );
    check("not-any-of: [{contains: x}]", two, Pass);
    check("{type: not-none-of, value: [{contains: a}]}", two, Pass);
    check("any-of: [{contains: x, on: tool}]", two, NotApplicable);
    check(
        "any-of: [{contains: x, on: tool}, {contains: a}]",
        two,
        Pass,
    );
    check(
        "all-of: [{any-of: [is-refusal, {contains: a}]}, {not-contains: z}]",
        two,
        Pass,
    );
    let (checks, _) = read_checks("any-of: [{contains: x}, {type: nonsense}]", None);
    assert_eq!(checks[0].run(&talk(two)).outcome, Error);
    let (checks, _) = read_checks("any-of: [{contains: a}, {type: nonsense}]", None);
    assert_eq!(checks[0].run(&talk(two)).outcome, Pass);
}

#[test]
fn summaries_say_what_is_looked_for() {
    #[track_caller]
    fn check(yaml: &str, expected: &str) {
        assert_eq!(one(yaml).summary(), expected);
    }
    check(
        "{contains: The Glass Coast}",
        "looks for “The Glass Coast”, which should be there",
    );
    check(
        "{not-contains: x, on: user}",
        "looks for “x” in the user's messages, which should not be there",
    );
    check(
        "{contains-any: [a, b, c], decides: nothing}",
        "looks for “a”, “b” or “c”",
    );
    check("{type: word-count, max: 80}", "wants at most 80 words");
    check(
        "{type: not-is-json}",
        "wants anything but a message that is JSON",
    );
    check(
        "none-of: [{contains: a}]",
        "wants none of these: looks for “a”, which should be there",
    );
}
