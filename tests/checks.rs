//! Checks from their YAML to their results: where they look, what they say, what is reported.

use plumbline::check::{
    CheckDefinition, CheckOutcome, CheckResult, View, read_checks, read_checks_from, read_pack,
    read_values,
};
use plumbline::transcript::Transcript;
use plumbline::verdict::Evidence;
use plumbline::{Diagnostic, Message, Role, Severity};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};

use CheckOutcome::{Error, Fail, NotApplicable, Pass};

/// A conversation of `role: words`; `call:` is an assistant's message that only calls a tool.
fn talk(messages: &[&str]) -> Transcript {
    let read = |line: &&str| {
        let (role, words) = line
            .split_once(": ")
            .unwrap_or((line.trim_end_matches(':'), ""));
        let Some(role) = Role::from_name(role) else {
            let call = json!({"role": "assistant", "content": "", "tool_calls":
                [{"name": words, "arguments": {"item": "x"}}]});
            return Arc::new(serde_json::from_value::<Message>(call).expect("a message"));
        };
        Arc::new(Message::new(role, words))
    };
    Transcript::of_messages("t".to_owned(), messages.iter().map(read).collect())
}

#[track_caller]
fn one(yaml: &str) -> CheckDefinition {
    let (mut checks, diagnostics) = read_checks(yaml, None);
    assert_eq!(diagnostics, [], "{yaml}");
    assert_eq!(checks.len(), 1, "{yaml}");
    checks.remove(0)
}

fn reply(yaml: &str, words: &str) -> CheckResult {
    one(yaml).run(&talk(&["user: hi (there)", &format!("assistant: {words}")]))
}

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

#[track_caller]
fn faults(yaml: &str) -> (Vec<CheckDefinition>, Vec<Diagnostic>) {
    let (checks, diagnostics) = read_checks(yaml, Some("tone"));
    assert!(!diagnostics.is_empty(), "{yaml}");
    (checks, diagnostics)
}

#[test]
fn faults_are_reported_at_their_place_and_say_what_to_do() {
    #[track_caller]
    fn check(yaml: &str, place: &str, severity: Severity, message: &str, hint: Option<&str>) {
        let (checks, diagnostics) = faults(yaml);
        let [fault] = &diagnostics[..] else {
            panic!("{yaml}: {diagnostics:?}")
        };
        assert_eq!(fault.message, message, "{yaml}");
        assert_eq!(fault.hint.as_deref(), hint, "{yaml}");
        assert_eq!(fault.severity, severity);
        assert_eq!(fault.span.slice(yaml), Some(place), "{yaml}");
        let result = checks[0].run(&talk(&["assistant: x"]));
        let runs = severity == Severity::Warning && checks[0].fault().is_none();
        assert_eq!(result.outcome != Error, runs, "{result:?}");
    }
    let (error, warning) = (Severity::Error, Severity::Warning);
    check(
        "- type: contain\n  value: x",
        "contain",
        error,
        "unknown check type `contain`",
        Some("did you mean `contains`?"),
    );
    check(
        "- {type: contains, valeu: x}",
        "{type: contains, valeu: x}",
        error,
        "`contains` needs `value`: the text to look for",
        None,
    );
    check(
        "- {type: contains, value: x, flgas: i}",
        "flgas",
        warning,
        "`contains` has no field `flgas`",
        None,
    );
    check(
        "- {type: regex, value: x, flag: i}",
        "flag",
        warning,
        "`regex` has no field `flag`",
        Some("did you mean `flags`?"),
    );
    check(
        "- {type: contains, value: [x]}",
        "[x]",
        error,
        "`value` takes a text, not a list of 1",
        None,
    );
    check(
        "- {type: word-count, max: many}",
        "many",
        error,
        "`max` takes a number, not `many`",
        None,
    );
    check(
        "- {type: is-json, on: users}",
        "users",
        error,
        "`on` is one of output, assistant, user, system, developer, tool, conversation, not `users`",
        Some("did you mean `user`?"),
    );
    check(
        "- {type: is-json, turn: 0}",
        "0",
        error,
        "`turn` is one of any, every, first, last, a number from 1, not `0`",
        None,
    );
    check(
        "- {type: llm-rubric, value: x}",
        "llm-rubric",
        warning,
        "`llm-rubric` is not judged here: a model decides it",
        Some("leave it to a person's or a model's verdict, given beside the checks"),
    );
    check(
        "- {value: x}",
        "{value: x}",
        error,
        "this check has no `type`",
        Some("add for example `type: contains`"),
    );
    check(
        "- {type: is-json, type: is-json}",
        "type",
        error,
        "`type` is given twice",
        Some("keep one of them"),
    );
    check(
        "- type: regex\n  value: 'é[b-a]'",
        "b",
        error,
        "the range is in the wrong order (character 3 of the pattern)",
        None,
    );
    check(
        "- {type: contains, value: 'x {{ name | shout }}'}",
        "shout",
        error,
        "there is no template filter `shout`",
        Some("text with double braces is a template; `{{ \"{{\" }}` is two braces"),
    );
    check(
        "- {type: equals, value: '{{ name }}'}",
        "'{{ name }}'",
        warning,
        "the template's `name` is in no `vars`, so it stands for nothing",
        None,
    );
    check(
        "- {type: is-json, value: file://schema.json}",
        "file://schema.json",
        warning,
        "`file://schema.json` is elsewhere, and only what stands here is read",
        Some("put what it holds here"),
    );
    check(
        "- {type: contains, value: x, weight: heavy}",
        "heavy",
        error,
        "`weight` takes a number, not `heavy`",
        None,
    );
    check(
        "- {type: contains, value: x, transform: output.trim()}",
        "output.trim()",
        warning,
        "`transform` is not run here, and the result would not mean the same",
        Some("leave it out"),
    );
    check(
        "- {type: contains-sql}",
        "contains-sql",
        warning,
        "`contains-sql` is not judged here: what is SQL differs from database to database",
        Some("use `regex` or `icontains` on its keywords"),
    );
    check(
        "- {$js: 'r.length < 5'}",
        "{$js: 'r.length < 5'}",
        warning,
        "`$js` is not judged here: it runs a program",
        Some("use `$matches`, `$contains` or a group of points"),
    );
    check(
        "- Declines to reveal another patron's loans.",
        "Declines to reveal another patron's loans.",
        warning,
        "`Declines to reveal another patron's loans.` is not judged here: words alone are for a person or a model to judge",
        Some("begin with the name of a check, or leave it to a verdict given beside the checks"),
    );
    check(
        "- {type: regex, value: a, flags: ix}",
        "ix",
        error,
        "`x` is not a flag that can be used here",
        Some("use any of `i` (ignore case), `m` (lines), `s` (`.` takes line breaks too), `u`"),
    );
}

#[test]
fn one_broken_item_loses_only_itself() {
    #[track_caller]
    fn check(yaml: &str, line: u32, ids: &[&str]) {
        let (checks, diagnostics) = faults(yaml);
        let lines: Vec<_> = diagnostics.iter().map(|it| it.line).collect();
        assert_eq!(lines, [line], "{yaml}: {diagnostics:?}");
        assert!(diagnostics[0].hint.is_some());
        let found: Vec<_> = checks.iter().map(|it| &it.id[..]).collect();
        assert_eq!(found, ids, "{yaml}");
    }
    check(
        "- type: contains\n  value: a: b\n- type: is-json\n",
        2,
        &["tone/2"],
    );
    check(
        "- type: is-json\n- type: contains\n  value: \"open\n- type: is-refusal\n",
        3,
        &["tone/1", "tone/3"],
    );
    check(
        "- {type: contains, value: [a}\n- {type: is-json}\n",
        1,
        &["tone/2"],
    );
    check("- type: contains\n\tvalue: x\n- is-json", 2, &["tone/2"]);
    check("- {type: contains, value: *x}\n- is-json", 1, &["tone/2"]);
    check("just words", 1, &[]);
}

#[test]
fn lists_are_read_in_every_form_people_paste() {
    #[track_caller]
    fn check(yaml: &str, types: &[&str]) {
        let (checks, diagnostics) = read_checks(yaml, None);
        assert_eq!(diagnostics, [], "{yaml}");
        let found: Vec<_> = checks.iter().map(|it| &it.type_name[..]).collect();
        assert_eq!(found, types, "{yaml}");
    }
    check("", &[]);
    check("# nothing yet\n", &[]);
    check("type: is-json", &["is-json"]);
    check(
        "- is-json\n- not-is-refusal",
        &["is-json", "not-is-refusal"],
    );
    check(
        "assert:\n  - type: contains\n    value: x\n    weight: 2\n    metric: m",
        &["contains"],
    );
    check(
        "[{type: equals, value: 42}, {type: regex, value: '\\d', flags: g}]",
        &["equals", "regex"],
    );
    check(
        "- &a {type: contains, value: x}\n- *a",
        &["contains", "contains"],
    );
    check(
        "- type: contains\n  value: >-\n    two\n    lines\n  why: |\n    because\n",
        &["contains"],
    );
}

#[test]
fn scalars_are_read_as_they_are_written() {
    #[track_caller]
    fn check(value: &str, words: &str) {
        let yaml = format!("{{type: equals, value: {value}}}");
        assert_eq!(reply(&yaml, words).outcome, Pass, "{value}");
    }
    check("42", "42");
    check("1.10", "1.10");
    check("true", "true");
    check("no", "no");
    check("0x1F", "0x1F");
    check("'it''s'", "it's");
    check("\"a\\tb\"", "a\tb");
    check("\"\"", "");
}

#[test]
fn ids_and_lines_belong_to_the_source() {
    let yaml = "# é\n- type: is-json\n- id: mine\n  type: is-refusal\n";
    let (checks, _) = read_checks_from(yaml, Some("tone"), 4);
    let found: Vec<_> = checks.iter().map(|it| (&it.id[..], it.line)).collect();
    assert_eq!(found, [("tone/4", 2), ("mine", 3)]);
    assert_eq!(
        checks[1].span.slice(yaml),
        Some("id: mine\n  type: is-refusal")
    );
    assert_eq!(checks[0].clause.as_deref(), Some("tone"));
    let (checks, diagnostics) = read_values(&[
        json!({"type": "contains", "value": "x"}),
        json!({"type": "containss"}),
    ]);
    assert_eq!(
        (&checks[0].id[..], &checks[0].clause),
        ("scenario/1", &None)
    );
    assert_eq!(
        diagnostics[0].message,
        "check `scenario/2`: unknown check type `containss`"
    );
}

#[test]
fn a_pack_binds_checks_and_subject_words_to_clauses() {
    let yaml = "spec: desk\nclauses:\n  privacy:\n    about: [loans, \"who has\"]\n    checks:\n      - {type: contains, value: x}\n      - {type: contains, value: a: b}\n      - is-json\n  tone:\n    - is-refusal\n  fines: {about: 'fine, money', chekcs: []}\n";
    let (pack, diagnostics) = read_pack(yaml);
    assert_eq!(pack.spec, "desk");
    let clauses: Vec<_> = pack
        .clauses
        .iter()
        .map(|it| {
            let ids: Vec<_> = it.checks.iter().map(|it| &it.id[..]).collect();
            (&it.id[..], it.about.join("|"), ids)
        })
        .collect();
    assert_eq!(
        clauses[0],
        (
            "privacy",
            "loans|who has".to_owned(),
            vec!["privacy/1", "privacy/3"]
        )
    );
    assert_eq!(clauses[1], ("tone", String::new(), vec!["tone/1"]));
    assert_eq!(clauses[2], ("fines", "fine|money".to_owned(), vec![]));
    let found: Vec<_> = diagnostics
        .iter()
        .map(|it| (it.line, &it.code[..]))
        .collect();
    assert_eq!(found, [(7, "not-yaml"), (11, "unknown-field")]);
    assert_eq!(read_pack("[1]").1[0].code, "not-a-pack");
}

#[test]
fn hostile_yaml_is_bounded() {
    let deep = format!("- {}{}", "[".repeat(200), "]".repeat(200));
    let mut laughs = "- &a0 {type: contains, value: lol}\n".to_owned();
    for n in 1..20 {
        let alias = format!("*a{} , ", n - 1).repeat(10);
        laughs.push_str(&format!("- &a{n} [{alias}]\n"));
    }
    let huge = format!("- {{type: contains, value: {}}}", "x".repeat(2 << 20));
    let open = format!("- {}", "{a: ".repeat(5000));
    let dashes = "- ".repeat(5000);
    for yaml in [
        deep,
        laughs,
        huge,
        open,
        dashes,
        "\0\u{1}- [".to_owned(),
        "- &a [*a]".to_owned(),
        "? : -".to_owned(),
    ] {
        let (_, diagnostics) = read_checks(&yaml, None);
        assert!(!diagnostics.is_empty(), "{}", &yaml[..yaml.len().min(40)]);
    }
    let nested = (0..500).fold(json!("is-json"), |inner, _| json!({"any-of": [inner]}));
    let (_, diagnostics) = read_values(&[nested]);
    assert!(!diagnostics.is_empty());
}

#[test]
fn hostile_replies_are_answered() {
    let yaml = "\
- {icontains: İ}\n- {regex: '(\\w+\\s?)+$', flags: i}\n- {type: regex, value: 'a.*z|a'}\n- {type: word-count, max: 5}
- {type: sentence-count, max: 5}\n- {type: character-count, max: 5}\n- {type: paragraph-count, max: 5}
- {type: max-questions, value: 0}\n- is-json\n- is-refusal\n- {type: overlap, with: user, min_words: 2}\n- {contains-word: a}\n";
    let (checks, diagnostics) = read_checks(yaml, None);
    assert_eq!(diagnostics, []);
    let size = 200_000;
    for piece in [
        "a",
        "a ",
        "\u{301}",
        "\0",
        "?",
        "a? ",
        "[",
        "İ",
        "\u{200d}👩",
        "\n",
        "I can't ",
    ] {
        let words = piece.repeat(size / piece.len());
        let transcript = talk(&[&format!("user: {words}"), &format!("assistant: {words}")]);
        let view = View::new(&transcript);
        for check in &checks {
            let result = check.run_on(&view);
            assert_ne!(result.outcome, Error, "{}", check.type_name);
            for evidence in &result.evidence {
                let Evidence::Words {
                    message,
                    span,
                    quote,
                    ..
                } = evidence
                else {
                    continue;
                };
                assert_eq!(
                    span.slice(&transcript.messages[*message].content),
                    Some(&quote[..])
                );
            }
        }
    }
}

/// Checks of every type with an example, and others for what examples do not show.
fn all_checks() -> Vec<CheckDefinition> {
    let more = [
        "{type: not-icontains-any, value: [été, 'İs', ab, as an AI language model]}",
        "{type: contains-all, value: [due, Friday]}",
        "{type: icontains-word, value: friday, turn: last}",
        "{type: contains, value: due, on: user, when: {type: regex, value: 'due|ok', flags: i}}",
        "{type: not-regex, value: '(due)+ on (fri|mon)day', flags: iu}",
        "{type: regex, value: 'fris{1,2}day|k', flags: iu}",
        "{type: regex, value: '.day\\b', flags: m}",
        "{type: regex, value: '(?=due)due on'}",
        "{type: regex, value: '(a*)*b', decides: nothing}",
        "{type: regex, value: '(?:x|Friday){2}'}",
        "{none-of: [{contains: due}, {icontains: FRIDAY, on: conversation}], on: user}",
        "{any-of: [{regex: '(a*)*b'}, is-json, {icontains: ok}], when: {all-of: [{contains: due}]}}",
        "{all-of: [{contains: due}], turn: last}",
        "{type: word-count, value: {min: 2, max: 3}, turn: 2}",
        "{type: not-sentence-count, max: 1, on: conversation}",
    ];
    let examples = plumbline::check::registry()
        .iter()
        .flat_map(|it| it.examples);
    let all = examples.map(|it| it.yaml).chain(more);
    all.flat_map(|it| read_checks(it, None).0).collect()
}

static ALL: LazyLock<Vec<CheckDefinition>> = LazyLock::new(all_checks);

#[track_caller]
fn tells_quickly_what_it_says(checks: &[CheckDefinition], talks: &[Transcript]) {
    for transcript in talks {
        let view = View::new(transcript).for_checks(checks.len());
        for check in checks {
            let result = check.run_on(&View::new(transcript));
            let said = &transcript.messages;
            let (quick, full) = (check.brief_on(&view), result.brief());
            assert_eq!(quick, full, "{} of {said:?}", check.summary());
        }
    }
}

#[test]
fn an_outcome_without_words_is_that_of_the_result() {
    let examples = plumbline::check::registry()
        .iter()
        .flat_map(|it| it.examples);
    let words = examples.flat_map(|it| it.passes.iter().chain(it.fails));
    let more = [
        "",
        "ÉTÉ, İs",
        "as an ai LANGUAGE model",
        "Due on FRIſDAY, K, friday. Due on monday!",
        "due due on friday\r\nxFriday XX",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ];
    let talks = words.chain(&more).map(|it| {
        let reply = format!("assistant: {it}");
        talk(&["user: due?", "assistant: Due", "call: x", &reply])
    });
    let others = [talk(&[]), talk(&["user: due"]), talk(&["call: x"])];
    let talks: Vec<_> = talks.chain(others).collect();
    tells_quickly_what_it_says(&ALL, &talks);
}

#[test]
fn large_and_deep_replies_are_answered() {
    let yaml = "\
- {levenshtein: ana}\n- {rouge-n: ana}\n- {bleu: ana}\n- {gleu: ana}\n- is-html\n- contains-html\n- is-xml\n- contains-xml
- {is-xml: a.b}\n- {contains-xml: a.b}\n- contains-json\n- {is-json: {type: array}}\n- {contains-json: {type: object, required: [a]}}
- {type: tool-call-f1, value: [a]}\n- {type: is-valid-openai-tools-call}\n- {equals: {a: 1}}\n- {type: regex, value: '(?=a)b'}\n- {type: regex, value: '(.)\\1x'}\n";
    let (checks, diagnostics) = read_checks(yaml, None);
    assert_eq!(diagnostics, []);
    let size = 1 << 15;
    for piece in [
        "a ", "\u{301}", "\0", "[", "{", "{a: ", "{\"a\":", "<a>", "<a b='", "<b><i>", "</a>",
        "&amp;", "{}", "\"", "👩", "<!--", "<a/>", "İ", "{a}",
    ] {
        let reply = piece.repeat(size / piece.len());
        let transcript = talk(&["user: hi", &format!("assistant: {reply}")]);
        let view = View::new(&transcript);
        for check in &checks {
            let result = check.run_on(&view);
            assert!(
                !result.explanation.is_empty(),
                "{} {piece}",
                check.type_name
            );
        }
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let outcome = |yaml: &str| {
        one(yaml)
            .run(&talk(&["user: hi", &format!("assistant: {deep}")]))
            .outcome
    };
    assert_eq!(outcome("{type: is-json}"), Pass);
    assert_eq!(outcome("is-json: {type: array}"), Error);
    assert_eq!(outcome("equals: {a: 1}"), Fail);
}

#[test]
fn a_pattern_that_backtracks_without_end_is_an_error() {
    let words = "a".repeat(40_000);
    for yaml in [
        "{type: regex, value: '(?=(a+)+$b)a'}",
        "{type: not-regex, value: '^(a*)*\\1b'}",
    ] {
        let result = reply(yaml, &words);
        let stopped = "the pattern took too many steps on this text, and was stopped";
        assert_eq!(
            (result.outcome, &result.explanation[..]),
            (Error, stopped),
            "{yaml}"
        );
    }
    assert_eq!(
        reply("{type: regex, value: '(\\w+) \\1'}", "the the").outcome,
        Pass
    );
}

#[test]
fn ten_megabytes_are_answered() {
    let yaml = "\
- {levenshtein: word}\n- contains-html\n- is-html\n- is-xml\n- contains-xml\n- contains-json\n- {is-json: {type: array}}
- {type: tool-call-f1, value: [a]}\n- {type: regex, value: '(?<=x)y'}\n- {type: not-regex, value: '(?=word)z'}\n";
    let (checks, diagnostics) = read_checks(yaml, None);
    assert_eq!(diagnostics, []);
    let transcript = talk(&[
        "user: hi",
        &format!("assistant: {}", "word ".repeat(2 << 20)),
    ]);
    let view = View::new(&transcript);
    for check in &checks {
        let expected = if check.type_name == "not-regex" {
            Pass
        } else {
            Fail
        };
        assert_eq!(check.run_on(&view).outcome, expected, "{}", check.type_name);
    }
}

#[test]
fn a_schema_that_cannot_be_used_judges_no_json() {
    let yaml = "- {type: is-json, value: {type: text}}\n- {type: not-is-json, value: {type: text}, decides: nothing}";
    let (checks, diagnostics) = read_checks(yaml, None);
    let message = "the JSON Schema cannot be used: this takes a type, or a list of different ones (at `/type`)";
    let found: Vec<_> = diagnostics
        .iter()
        .map(|it| (it.line, &it.message[..]))
        .collect();
    assert_eq!(found, [(1, message), (2, message)]);
    let outcomes = |words: &str| {
        let transcript = talk(&["user: hi", &format!("assistant: {words}")]);
        checks
            .iter()
            .map(|it| it.run(&transcript).outcome)
            .collect::<Vec<_>>()
    };
    assert_eq!(outcomes("{}"), [Error, Error]);
    assert_eq!(outcomes("no"), [Fail, Pass]);
}

#[test]
fn promptfoo_assertions_paste_unchanged() {
    let yaml = "\
assert:
  - type: not-icontains
    value: night herons
    metric: privacy
    weight: 2
  - type: llm-rubric
    value: Declines to reveal another patron's loans
    provider: openai:gpt-4
  - type: javascript
    value: output.length < 5
  - type: contains-all
    value: ['{{ title }}', 'due']
    vars: {title: Emma}
  - type: assert-set
    threshold: 0.5
    metric: form
    assert:
      - {type: starts-with, value: '{', weight: 3}
      - {type: regex, value: '^It'}
      - {type: is-json, weight: 0}
  - type: contains
    value: file://words.txt
  - {type: levenshtein, value: It is due., threshold: 6}
  - {type: rouge-n, value: Emma is due, threshold: 0.5}
  - {type: contains, value: nothing, weight: 0}
";
    let (checks, diagnostics) = read_checks(yaml, None);
    let lines: Vec<_> = diagnostics
        .iter()
        .map(|it| (it.line, &it.code[..]))
        .collect();
    assert_eq!(
        lines,
        [
            (6, "not-judged-here"),
            (9, "not-judged-here"),
            (22, "not-judged-here")
        ]
    );
    let results: Vec<_> = checks
        .iter()
        .map(|it| it.run(&talk(&["user: hi", "assistant: It is due: Emma"])))
        .collect();
    let rounded = |score: f64| (score * 1e6).round() / 1e6;
    let found: Vec<_> = results
        .iter()
        .map(|it| (it.outcome, it.score.map(rounded)))
        .collect();
    let expected = [
        (Pass, Some(1.0)),
        (Error, None),
        (Error, None),
        (Pass, Some(1.0)),
        (Fail, Some(0.25)),
        (Error, None),
        (Pass, Some(1.0)),
        (Pass, Some(0.75)),
        (Fail, Some(0.0)),
    ];
    assert_eq!(found, expected);
    let explanation =
        "score 0.25, at least 0.5 wanted: looked for “{” at the beginning in the reply, not found";
    assert_eq!(results[4].explanation, explanation);
}

#[test]
fn weval_points_become_checks() {
    #[track_caller]
    fn check(yaml: &str, types: &[&str], good: &str, bad: &str) {
        let (checks, diagnostics) = read_checks(yaml, None);
        assert_eq!(diagnostics, [], "{yaml}");
        let found: Vec<_> = checks.iter().map(|it| &it.type_name[..]).collect();
        assert_eq!(found, types, "{yaml}");
        for (words, expected) in [(good, Pass), (bad, Fail)] {
            let transcript = talk(&["user: hi", &format!("assistant: {words}")]);
            let results: Vec<_> = checks.iter().map(|it| it.run(&transcript)).collect();
            let all = results.iter().all(|it| it.outcome == Pass);
            assert_eq!(all, expected == Pass, "{yaml} {words}: {results:?}");
        }
    }
    check("- $contains: due", &["contains"], "It is due", "DUE");
    check(
        "- $icontains_word: h2o",
        &["icontains-word"],
        "H2O!",
        "xH2O",
    );
    check(
        "- $not_imatches: \"ana (has|had)\"",
        &["not-regex"],
        "Bo had it",
        "ANA HAD it",
    );
    check("- $matches: '(?i)^due'", &["regex"], "Due", "not due");
    check("- $word_count_between: [2, 3]", &["word-count"], "a b", "a");
    check("- $contains_any_of: [a, b]", &["contains-any"], "b", "c");
    check(
        "- {fn: not_contains_any_of, arg: [Herons, Mosses], weight: 1.5, citation: Clause 2}",
        &["not-contains-any"],
        "x",
        "Mosses",
    );
    check(
        "- $contains_at_least_n_of: [2, [a, b, c]]",
        &["assert-set"],
        "a c",
        "c",
    );
    check(
        "- $any_of:\n  - $contains: x\n  - $starts_with: y",
        &["any-of"],
        "y",
        "z",
    );
    check("- $imatches_all_of: [A, b]", &["all-of"], "ab", "a");
    check("- $is_json: true", &["is-json"], "{}", "x");
    check(
        "- - $icontains: can't share\n- - $icontains: cannot share\n  - $word_count_between: [5, 60]\n- $not_contains: Emma",
        &["any-of", "not-contains"],
        "I cannot share that with you",
        "I cannot share",
    );
    let (checks, _) = read_checks(
        "- {fn: contains, arg: x, weight: 1.5, citation: Clause 2}",
        None,
    );
    assert_eq!(checks[0].why.as_deref(), Some("Clause 2"));
    assert_eq!(checks[0].kept["weight"], 1.5);
    let called = one("$tool_args_match: {name: renew, where: {item: x}}")
        .run(&talk(&["user: hi", "call: renew"]));
    assert_eq!(called.outcome, Pass);
}

#[test]
fn definitions_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + std::fmt::Debug>() {}
    shared::<CheckDefinition>();
}

/// Pieces of YAML lists of checks, to be put together at random.
const PIECES: &[&str] = &[
    "- ",
    "  ",
    "\n",
    "type: ",
    "contains",
    "regex",
    "value: ",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ": ",
    "&a ",
    "*a",
    "é",
    "|\n",
    ">-\n",
    "#",
    "any-of",
    "when",
    "\\u{1F600}",
    "(?=a)",
    "(",
    ")+",
    "\t",
    "---\n",
    "- is-json\n",
    "!!str ",
    "? ",
    "%",
    "assert:\n",
    "clauses:\n",
    "checks:\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_outcome_without_words_is_that_of_the_result(
        said in vec("(?i)(due|friday|été|İs| on |[kſσΣ]|\\PC| ){0,12}", 1..3)
    ) {
        let said: Vec<_> = said.iter().map(|it| format!("assistant: {it}")).collect();
        let said: Vec<_> = said.iter().map(String::as_str).collect();
        tells_quickly_what_it_says(&ALL, &[talk(&said)]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_yaml_stops_the_reader(picks in vec(0..PIECES.len(), 0..40)) {
        let yaml: String = picks.into_iter().map(|at| PIECES[at]).collect();
        let (checks, diagnostics) = read_checks(&yaml, None);
        let transcript = talk(&["user: é", "assistant: contains é 😀"]);
        for check in &checks {
            let result = check.run(&transcript);
            prop_assert!(!check.summary().is_empty());
            prop_assert_eq!(check.fault().is_some(), check.fault().is_some() && result.outcome == Error);
            prop_assert!(check.span.slice(&yaml).is_some());
        }
        let (_, more) = read_pack(&yaml);
        for diagnostic in diagnostics.iter().chain(&more) {
            prop_assert!(diagnostic.span.slice(&yaml).is_some(), "{:?}", diagnostic);
        }
    }

    #[test]
    fn evidence_always_quotes_the_reply(words in "\\PC{0,40}", needle in "\\PC{1,3}") {
        let list = json!([
            {"type": "icontains", "value": needle},
            {"type": "contains-word", "value": needle},
            {"type": "sentence-count", "max": 0},
            {"type": "word-count", "max": 1},
            {"type": "max-questions", "value": 0},
            {"type": "is-json"},
        ]);
        let (checks, _) = read_values(list.as_array().map_or(&[], |it| &it[..]));
        let transcript = talk(&[&format!("assistant: {words}")]);
        let lowered = words.to_lowercase().contains(&needle.to_lowercase());
        prop_assert_eq!(checks[0].run(&transcript).outcome == Pass, lowered);
        for check in &checks {
            for evidence in check.run(&transcript).evidence {
                if let Evidence::Words { span, quote, .. } = evidence {
                    prop_assert_eq!(span.slice(&words), Some(&quote[..]));
                }
            }
        }
    }
}
