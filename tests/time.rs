//! Rules over time: what they say of particular conversations, and each held against its plain
//! definition on random ones.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

#[path = "support/checks.rs"]
mod support;

use plumbline::check::{CheckOutcome, CheckResult, read_checks};
use plumbline::transcript::Transcript;
use plumbline::verdict::Evidence;
use plumbline::{Message, Role};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;
use std::sync::Arc;
use support::{assert_points, conversation, one};

use CheckOutcome::{Error, Fail, NotApplicable, Pass};

/// A conversation from lines: `u:` the user, `t:` a tool, `a:` the assistant; after a `>` come the
/// tools that it calls.
fn talk(lines: &[&str]) -> Transcript {
    let call = |it: &str| {
        let (name, to) = it.split_once('=').unwrap_or((it, ""));
        json!({"name": name, "arguments": {"to": to}})
    };
    conversation(lines.iter().map(|line| {
        let (role, rest) = line.split_at(1);
        let (words, calls) = rest[1..].split_once('>').unwrap_or((&rest[1..], ""));
        let calls: Vec<_> = calls.split_whitespace().map(call).collect();
        let role = match role {
            "u" => "user",
            "t" => "tool",
            _ => "assistant",
        };
        json!({"role": role, "content": words.trim(), "tool_calls": calls})
    }))
}

#[track_caller]
fn check(yaml: &str, lines: &[&str], outcome: CheckOutcome, at: Option<usize>, says: &str) {
    let result = one(yaml).run(&talk(lines));
    let seen = (
        result.outcome,
        result.first_break().map(|it| it + 1),
        &result.explanation[..],
    );
    assert_eq!(seen, (outcome, at, says), "{yaml}\n{lines:?}");
}

const NEVER: &str = "{type: never-after, after: {type: contains, on: user, value: stop}, value: {type: tool-call, name: print}, until: {type: contains, on: user, value: go on}}";

#[test]
fn never_after_points_at_what_came_later() {
    let print = "a call of “print”";
    check(
        NEVER,
        &[
            "u: all labels",
            "a:>print",
            "u: stop",
            "a: Stopped.",
            "a: One more. >look print",
        ],
        Fail,
        Some(5),
        &format!("{print} in message 5, after “stop” in the user's messages in message 3"),
    );
    check(
        NEVER,
        &["u: all", "a:>print", "u: stop", "a: Stopped."],
        Pass,
        None,
        "“stop” in the user's messages in message 3, and no call of “print” after it",
    );
    check(
        NEVER,
        &["u: all", "a:>print"],
        NotApplicable,
        None,
        "looked for “stop” in the user's messages, not found: nothing is asked here",
    );
    let lines = [
        "u: stop", "u: go on", "a:>print", "u: stop", "a:>print", "a:>print",
    ];
    check(
        NEVER,
        &lines,
        Fail,
        Some(5),
        &format!(
            "{print} in message 5, after “stop” in the user's messages in message 4, and once more"
        ),
    );
}

#[test]
fn what_happens_in_one_message_is_neither_before_nor_after() {
    let both = ["u: hi", "a:>ask write"];
    let never = "{type: never-after, after: {type: tool-call, name: ask}, value: {type: tool-call, name: write}}";
    assert_eq!(one(never).run(&talk(&both)).outcome, Pass);
    let before = "{type: before, before: {type: tool-call, name: write}, value: {type: tool-call, name: ask}}";
    check(
        before,
        &both,
        Fail,
        Some(2),
        "a call of “write” in message 2, and no call of “ask” before it",
    );
}

#[test]
fn evidence_is_the_call_and_the_words_that_break_the_rule() {
    let result = one(NEVER).run(&talk(&["u: stop", "a: One more. >look print=x"]));
    assert_points(&result, &[(2, Some(2), r#"{"to":"x"}"#)]);
    let by = one("{type: by-turn, n: 1, value: {type: contains, value: '?'}}");
    let result = by.run(&talk(&["u: hi", "a: Done."]));
    let Evidence::Absent {
        absent, looked_in, ..
    } = &result.evidence[0]
    else {
        panic!("{result:?}")
    };
    assert_eq!((&absent[..], &looked_in[..]), ("“?”", "messages 1 to 2"));
}

#[test]
fn a_rule_tells_too_few_turns_from_enough() {
    let by = "{type: by-turn, n: 3, value: {type: contains, value: '?'}}";
    let outcome = |yaml: &str, lines: &[&str]| one(yaml).run(&talk(lines)).outcome;
    assert_eq!(outcome(by, &["u: x", "a: one", "a: two"]), NotApplicable);
    assert_eq!(
        outcome(by, &["u: x", "a: one", "a:>look", "a: two"]),
        NotApplicable
    );
    assert_eq!(outcome(by, &["u: x", "a: one", "a: two", "a: three"]), Fail);
    assert_eq!(outcome(by, &["u: x", "a: one", "a: two?"]), Pass);
    let every = "{type: at-least-every, n: 2, value: {type: contains, value: '?'}}";
    assert_eq!(outcome(every, &["u: x", "a: one"]), NotApplicable);
    assert_eq!(outcome(every, &["u: x", "a: one", "a: two"]), Fail);
}

#[test]
fn the_first_break_says_how_long_it_held() {
    let lines = [
        "u: x",
        "a: ok",
        "a:>look",
        "a: ok",
        "a: a long one",
        "a: ok",
    ];
    let yaml = "{type: first-break, value: {type: word-count, max: 1}";
    let says = "kept for 2 turns, broken first in turn 3 of 4 (message 5): wanted at most 1 word";
    check(&format!("{yaml}}}"), &lines, Fail, Some(5), says);
    let says = "kept for 2 turns of 4: at most 1 word";
    check(&format!("{yaml}, n: 2}}"), &lines, Pass, None, says);
    let score = |yaml: &str| one(yaml).run(&talk(&lines)).score;
    assert_eq!(score(&format!("{yaml}}}")), Some(0.5));
    // Of the turns that must be kept: all of them, where the rule passes.
    assert_eq!(score(&format!("{yaml}, n: 2}}")), Some(1.0));
    assert_eq!(score(&format!("{yaml}, n: 3}}")), Some(2.0 / 3.0));
    assert_eq!(score(&format!("{yaml}, n: 9}}")), Some(0.5));
    let turned = yaml.replace("first-break", "not-first-break");
    assert_eq!(score(&format!("{turned}, n: 2}}")), Some(0.0));
}

#[test]
fn what_was_answered_before_the_reply_is_answered() {
    let rule = |more: &str| {
        one(&format!(
            "{{type: after, after: {{type: contains, on: tool, value: failed}}, value: {{type: contains, value: failed}}{more}}}"
        ))
    };
    let lines = [
        "u: x",
        "a:>send",
        "t: failed",
        "a: It failed.",
        "u: y",
        "a: Done.",
    ];
    let mut transcript = talk(&lines);
    transcript.output = vec![5];
    assert_eq!(rule("").run(&transcript).outcome, Pass);
    assert_eq!(rule(", within: 1").run(&transcript).outcome, Pass);
    // What was due before the reply breaks nothing in it; what is due in it does.
    transcript.messages[3] = talk(&["a: Hm."]).messages[0].clone();
    assert_eq!(rule(", within: 1").run(&transcript).outcome, Pass);
    let late = rule(", within: 2").run(&transcript);
    assert_eq!((late.outcome, late.first_break()), (Fail, Some(5)));
    assert_eq!(rule("").run(&transcript).outcome, Fail);
}

#[test]
fn a_message_to_which_a_check_does_not_apply_is_no_turn() {
    let lines = [
        "u: In one word?",
        "a: Yes",
        "u: Tell me all.",
        "a: Many words follow.",
        "u: In one word?",
        "a: No way",
    ];
    check(
        "{type: first-break, value: {type: promised-length}}",
        &lines,
        Fail,
        Some(6),
        "kept for 1 turn, broken first in turn 2 of 2 (message 6): wanted what was asked for or announced: its length, number and form",
    );
    let never = one("{type: at-most, n: 0, value: {type: not-promised-length}}");
    assert_eq!(never.run(&talk(&lines)).first_break(), Some(5));
}

#[test]
fn a_group_in_a_rule_looks_at_its_own_turn() {
    let outcome = |turn: &str| {
        let yaml = format!(
            "{{type: at-most, n: 0, value: {{any-of: [{{contains: x}}, {{contains: z}}]{turn}}}}}"
        );
        one(&yaml).run(&talk(&["u: q", "a: x", "a: y"])).outcome
    };
    assert_eq!(outcome(""), Fail);
    assert_eq!(outcome(", turn: every"), Fail);
    assert_eq!(outcome(", turn: first"), Fail);
    assert_eq!(outcome(", turn: last"), Pass);
    assert_eq!(outcome(", turn: 2"), Pass);
}

#[test]
fn groups_in_rules_point_at_what_their_members_found() {
    let lines = ["u: q", "a: fine", "a: the butler and the cook >send=x"];
    let points = |yaml: &str, expected: &[(usize, Option<usize>, &str)]| {
        assert_points(&one(yaml).run(&talk(&lines)), expected);
    };
    let none = "none-of: [{contains: butler}, {contains: cook}, {contains: maid}]";
    let found = [(3, None, "butler"), (3, None, "cook")];
    points(&format!("{{type: first-break, value: {{{none}}}}}"), &found);
    points(
        &format!(
            "{{type: until, until: {{contains: never}}, value: {{all-of: [{{{none}}}, {{type: word-count, max: 9}}]}}}}"
        ),
        &found,
    );
    points(
        "{type: first-break, value: {not-contains: butler}}",
        &found[..1],
    );
    points(
        "{type: at-most, n: 0, value: {all-of: [{contains: cook}, {type: tool-call, name: send}]}}",
        &[(3, None, "cook"), (3, Some(1), r#"{"to":"x"}"#)],
    );
    // A member that does not apply decides nothing and shows nothing.
    points(
        "{type: at-most, n: 0, value: {any-of: [{contains: cook}, {contains: butler, when: {contains: maid}}, {contains: the, turn: first}]}}",
        &[(3, None, "cook")],
    );
    points(
        "{type: at-most, n: 0, value: {not-all-of: [{contains: fine}, {contains: butler}], on: assistant}}",
        &[(2, None, "fine"), (3, None, "the butler and the cook")],
    );
}

#[test]
fn a_value_may_change_where_someone_allowed_it() {
    let yaml = "{type: unchanged, value: '\\d+ crowns', unless: {type: contains, on: user, value: better}}";
    check(
        yaml,
        &[
            "u: a room",
            "a: 60 crowns",
            "u: no",
            "a: 80 crowns",
            "a: 80 crowns",
        ],
        Fail,
        Some(4),
        "“60 crowns” in message 2 became “80 crowns” in message 4",
    );
    let allowed = [
        "u: a room",
        "a: 60 crowns",
        "u: a better one",
        "a: 80 crowns",
    ];
    assert_eq!(one(yaml).run(&talk(&allowed)).outcome, Pass);
    let says = "only one match of /\\d+ crowns/, so there is nothing to compare";
    check(
        yaml,
        &["u: a room", "a: 60 crowns"],
        NotApplicable,
        None,
        says,
    );
}

#[test]
fn earlier_replies_set_a_rule_off_and_only_the_output_breaks_it() {
    let mut transcript = talk(&["u: x", "a:>read", "a:>send", "u: y", "a:>send"]);
    transcript.output = vec![4];
    let rule = "{type: never-after, after: {type: tool-call, name: read}, value: {type: tool-call, name: send}}";
    let result = one(rule).run(&transcript);
    assert_eq!((result.outcome, result.first_break()), (Fail, Some(4)));
    transcript.output = Vec::new();
    assert_eq!(one(rule).run(&transcript).outcome, NotApplicable);
}

#[test]
fn rules_stand_in_groups_and_have_conditions() {
    let rule = "{type: at-most, n: 1, value: {type: tool-call, name: send}}";
    let group = format!("any-of: [{rule}, {{type: contains, value: sorry}}]");
    let twice = ["u: x", "a:>send", "a:>send"];
    assert_eq!(one(&group).run(&talk(&twice)).outcome, Fail);
    let when = "{type: at-most, n: 1, value: {type: tool-call, name: send}, when: {type: contains, on: user, value: once}, decides: nothing}";
    assert_eq!(one(when).run(&talk(&twice)).outcome, NotApplicable);
    let asked = one(when).run(&talk(&["u: once", "a:>send", "a:>send"]));
    assert!(asked.signal && asked.applies);
    let short =
        one("- before: {type: tool-call, name: send}\n  value: {type: tool-call, name: ask}");
    assert_eq!(
        short.run(&talk(&["u: x", "a:>ask", "a:>send"])).outcome,
        Pass
    );
    assert_eq!(short.run(&talk(&["u: x", "a:>send"])).outcome, Fail);
    let turned = one("{type: not-at-most, n: 1, value: {type: tool-call, name: send}}");
    assert_eq!(turned.run(&talk(&twice)).outcome, Pass);
}

#[test]
fn a_part_may_be_a_group_that_looks_in_several_places() {
    let yaml = "type: never-after\nafter:\n  any-of:\n    - {type: contains, on: user, value: stop}\n    - {type: contains, on: tool, value: halted}\nvalue: {all-of: [{type: tool-call, name: send}, {type: contains, value: now}]}";
    let rule = one(yaml);
    let at = |lines: &[&str]| rule.run(&talk(lines)).first_break();
    assert_eq!(
        at(&["u: x", "t: halted", "a:>send", "a: now >send"]),
        Some(3)
    );
    assert_eq!(at(&["u: x", "t: stop", "a: now >send"]), None);
    let none = one(
        "{type: first-break, value: {none-of: [{type: contains, value: x}, {type: tool-call, name: send}]}}",
    );
    assert_eq!(
        none.run(&talk(&["u: x", "a: y", "a:>send"])).first_break(),
        Some(2)
    );
}

#[test]
fn faulty_rules_say_so_at_their_line() {
    #[track_caller]
    fn check(yaml: &str, line: u32, message: &str) {
        let (checks, diagnostics) = read_checks(yaml, None);
        let found: Vec<_> = diagnostics
            .iter()
            .map(|it| (it.line, &it.message[..]))
            .collect();
        assert_eq!(found, [(line, message)], "{yaml}");
        let result = checks[0].run(&talk(&["u: x", "a: y"]));
        assert_eq!(result.outcome, Error, "{yaml}");
    }
    let a = "{type: contains, value: a}";
    check(
        &format!("- type: never-after\n  value: {a}"),
        1,
        "`never-after` needs `after`: a check",
    );
    check(
        &format!("- type: at-most\n  n: -1\n  value: {a}"),
        2,
        "`n` takes a whole number, not `-1`",
    );
    check(
        &format!("- type: by-turn\n  value: {a}\n  n: 0"),
        3,
        "`n` is at least 1, not `0`",
    );
    check(
        &format!("- type: at-most\n  n: 1\n  turn: 2\n  value: {a}"),
        3,
        "`turn` chooses messages, and a rule over time looks at all of them",
    );
    check(
        &format!("- type: before\n  before: {a}\n  value: {a}"),
        1,
        "`before` and `value` say the same: nothing comes before the first of itself",
    );
    check(
        &format!("- type: after\n  after: {a}\n  value: {a}"),
        1,
        "`after` and `value` say the same: each would need another after it, without end",
    );
    check(
        &format!(
            "- type: never-after\n  after: {a}\n  value:\n    type: at-most\n    n: 1\n    value: {a}"
        ),
        4,
        "a rule over time cannot stand in another",
    );
    check(
        "- type: unchanged\n  why: x",
        1,
        "`unchanged` needs `value`, a pattern, or `arg`, an argument of calls",
    );
}

#[test]
fn arguments_that_are_not_json_are_never_a_pass() {
    let mut transcript = talk(&["u: x", "a:>read", "a:>send"]);
    let broken =
        json!({"role": "assistant", "tool_calls": [{"name": "send", "arguments": "{to: x"}]});
    transcript.messages[2] = Arc::new(serde_json::from_value(broken).unwrap());
    let send = "{type: tool-call, name: send, args: {to: {ends-with: x}}}";
    let says = "the arguments of `send` in message 3 are not JSON: `{to: x`";
    for yaml in [
        format!("{{type: never-after, after: {{type: tool-call, name: read}}, value: {send}}}"),
        send.to_owned(),
        send.replace("tool-call", "not-tool-call"),
        send.replace("tool-call", "tool-count")
            .replace("send,", "send, max: 1,"),
    ] {
        let result = one(&yaml).run(&transcript);
        assert_eq!(
            (result.outcome, &result.explanation[..]),
            (Error, says),
            "{yaml}"
        );
    }
    // What is found is found, whatever stands elsewhere.
    transcript.messages[1] = talk(&["a:>send=x"]).messages[0].clone();
    let result = one(&send.replace("tool-call", "not-tool-call")).run(&transcript);
    assert_eq!((result.outcome, result.first_break()), (Fail, Some(1)));
    // And without conditions the name is enough.
    assert_eq!(
        one("{type: tool-count, name: send, value: 2}")
            .run(&transcript)
            .outcome,
        Pass
    );
}

/// A message of a random conversation: who speaks, which of the letters it has, how often.
#[derive(Clone, Debug)]
struct Line {
    role: Role,
    a: usize,
    b: bool,
    c: bool,
    /// Only calls a tool.
    is_call: bool,
}

fn line() -> impl Strategy<Value = Line> {
    let role = prop_oneof![
        2 => Just(Role::User),
        1 => Just(Role::Tool),
        4 => Just(Role::Assistant),
    ];
    (
        role,
        0..3usize,
        any::<bool>(),
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(role, a, b, c, is_call)| Line {
            role,
            a,
            b: b && a != 1,
            c,
            is_call: is_call && role == Role::Assistant,
        })
}

fn transcript(lines: &[Line]) -> Transcript {
    let message = |it: &Line| {
        let words = [
            "-",
            &"a".repeat(it.a),
            if it.b { "b" } else { "" },
            if it.c { "c" } else { "" },
        ];
        let mut message = Message::new(it.role, words.concat());
        if it.is_call {
            let call = json!({"role": "assistant", "tool_calls": [{"name": "t"}]});
            message = serde_json::from_value(call).unwrap();
        }
        Arc::new(message)
    };
    Transcript::of_messages("t".to_owned(), lines.iter().map(message).collect())
}

/// When things happen: in the assistant's words, or in anyone's.
struct Sets {
    n: usize,
    /// The turns: the assistant's messages with words.
    turns: Vec<usize>,
    a: Vec<usize>,
    anyone_b: Vec<usize>,
    anyone_c: Vec<usize>,
}

fn sets(lines: &[Line]) -> Sets {
    let of = |holds: &dyn Fn(&Line) -> bool| -> Vec<usize> {
        let here = |at: &usize| !lines[*at].is_call && holds(&lines[*at]);
        (0..lines.len()).filter(here).collect()
    };
    Sets {
        n: lines.len(),
        turns: of(&|it| it.role == Role::Assistant),
        a: of(&|it| it.role == Role::Assistant && it.a > 0),
        anyone_b: of(&|it| it.b),
        anyone_c: of(&|it| it.c),
    }
}

/// What a rule should say: whether it applies, and the messages where it is broken.
type Wanted = Option<Vec<usize>>;

const A: &str = "{type: contains, value: a}";
const B: &str = "{type: contains, value: b}";
const C: &str = "{type: contains, value: c}";

fn agrees(yaml: &str, lines: &[Line], wanted: Wanted) -> Result<(), TestCaseError> {
    let is_judged = lines.iter().any(|it| it.role == Role::Assistant);
    let result: CheckResult = one(yaml).run(&transcript(lines));
    let expected = match wanted.filter(|_| is_judged) {
        None => (NotApplicable, None),
        Some(breaks) if breaks.is_empty() => (Pass, None),
        Some(breaks) => (Fail, breaks.first().copied()),
    };
    let seen = (result.outcome, result.first_break());
    prop_assert_eq!(seen, expected, "{}: {}", yaml, result.explanation);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn never_after_is_as_defined(lines in vec(line(), 0..14)) {
        let s = sets(&lines);
        let open = |v: usize| s.anyone_b.iter().any(|e| *e < v && !s.anyone_c.iter().any(|u| e < u && *u < v));
        let breaks: Vec<_> = s.a.iter().copied().filter(|v| open(*v)).collect();
        let wanted = (!s.anyone_b.is_empty()).then_some(breaks);
        agrees(&format!("{{type: never-after, after: {B}, value: {A}, until: {C}}}"), &lines, wanted)?;
        let plain: Vec<_> = s.a.iter().copied().filter(|v| s.anyone_b.iter().any(|e| e < v)).collect();
        let wanted = (!s.anyone_b.is_empty()).then_some(plain);
        agrees(&format!("{{type: never-after, after: {B}, value: {A}}}"), &lines, wanted)?;
    }

    #[test]
    fn after_is_as_defined(lines in vec(line(), 0..14), within in 1..4usize) {
        let s = sets(&lines);
        let lacking = s.anyone_b.iter().copied().filter(|e| !s.a.iter().any(|v| v > e));
        let wanted = (!s.anyone_b.is_empty()).then_some(lacking.collect());
        agrees(&format!("{{type: after, after: {B}, value: {A}}}"), &lines, wanted)?;
        let late = s.anyone_b.iter().filter_map(|e| {
            let next: Vec<_> = s.turns.iter().copied().filter(|t| t > e).take(within).collect();
            let is_late = next.len() == within && !next.iter().any(|t| s.a.contains(t));
            is_late.then(|| next[within - 1])
        });
        let wanted = (!s.anyone_b.is_empty()).then_some(late.collect());
        agrees(&format!("{{type: after, after: {B}, value: {A}, within: {within}}}"), &lines, wanted)?;
    }

    #[test]
    fn what_follows_may_stand_before_the_reply(lines in vec(line(), 0..14), n_before in 0..14usize, within in 1..4usize) {
        let s = sets(&lines);
        let mut transcript = transcript(&lines);
        transcript.output.retain(|at| *at >= n_before);
        let applies = !transcript.output.is_empty() && !s.anyone_b.is_empty();
        let outcome = |is_broken: bool| match (applies, is_broken) {
            (false, _) => NotApplicable,
            (true, true) => Fail,
            (true, false) => Pass,
        };
        let lacks = s.anyone_b.iter().any(|e| !s.a.iter().any(|v| v > e));
        let ever = one(&format!("{{type: after, after: {B}, value: {A}}}"));
        prop_assert_eq!(ever.run(&transcript).outcome, outcome(lacks));
        let is_late = |e: &usize| {
            let next: Vec<_> = s.turns.iter().copied().filter(|t| t > e).take(within).collect();
            let is_due = next.len() == within && transcript.output.contains(&next[within - 1]);
            is_due && !next.iter().any(|t| s.a.contains(t))
        };
        let soon = one(&format!("{{type: after, after: {B}, value: {A}, within: {within}}}"));
        prop_assert_eq!(soon.run(&transcript).outcome, outcome(s.anyone_b.iter().any(is_late)));
    }

    #[test]
    fn before_is_as_defined(lines in vec(line(), 0..14)) {
        let s = sets(&lines);
        let breaks: Vec<_> = s.a.iter().copied().filter(|e| !s.anyone_b.iter().any(|v| v < e)).collect();
        let wanted = (!s.a.is_empty()).then_some(breaks);
        agrees(&format!("{{type: before, before: {A}, value: {B}}}"), &lines, wanted)?;
        let each: Vec<_> = s.a.iter().copied().filter(|e| {
            let previous = s.a.iter().copied().filter(|p| p < e).max();
            !s.anyone_b.iter().any(|v| v < e && previous.is_none_or(|p| *v >= p))
        }).collect();
        let wanted = (!s.a.is_empty()).then_some(each);
        agrees(&format!("{{type: before, before: {A}, value: {B}, each: true}}"), &lines, wanted)?;
    }

    #[test]
    fn until_is_as_defined(lines in vec(line(), 0..14)) {
        let s = sets(&lines);
        let end = s.anyone_c.first().copied().unwrap_or(s.n);
        let turns: Vec<_> = s.turns.iter().copied().filter(|t| *t < end).collect();
        let breaks = turns.iter().copied().filter(|t| !s.a.contains(t)).collect();
        let wanted = (!turns.is_empty()).then_some(breaks);
        agrees(&format!("{{type: until, until: {C}, value: {A}}}"), &lines, wanted)?;
    }

    #[test]
    fn by_turn_is_as_defined(lines in vec(line(), 0..14), n in 1..5usize) {
        let s = sets(&lines);
        let early: Vec<_> = s.turns.iter().copied().take(n).collect();
        let wanted = match early.iter().any(|t| s.a.contains(t)) {
            true => Some(Vec::new()),
            false => early.get(n - 1).map(|t| vec![*t]),
        };
        agrees(&format!("{{type: by-turn, n: {n}, value: {A}}}"), &lines, wanted)?;
    }

    #[test]
    fn at_most_is_as_defined(lines in vec(line(), 0..14), n in 0..4usize) {
        let s = sets(&lines);
        let so_far = |t: usize| -> usize { s.a.iter().filter(|v| **v <= t).map(|v| lines[*v].a).sum() };
        let breaks = s.a.iter().copied().filter(|t| so_far(*t) > n).collect();
        let wanted = (!s.turns.is_empty()).then_some(breaks);
        agrees(&format!("{{type: at-most, n: {n}, value: {A}}}"), &lines, wanted)?;
    }

    #[test]
    fn at_least_every_is_as_defined(lines in vec(line(), 0..14), n in 1..4usize) {
        let s = sets(&lines);
        let empty = s.turns.windows(n).filter(|it| !it.iter().any(|t| s.a.contains(t)));
        // Windows that overlap one already found are the same break.
        let first = empty.map(|it| it[n - 1]).take(1).collect();
        let wanted = (s.turns.len() >= n).then_some(first);
        agrees(&format!("{{type: at-least-every, n: {n}, value: {A}}}"), &lines, wanted)?;
    }

    #[test]
    fn the_first_break_is_as_defined(lines in vec(line(), 0..14), n in 1..5usize) {
        let s = sets(&lines);
        let broken = s.turns.iter().copied().find(|t| !s.a.contains(t));
        let wanted = (!s.turns.is_empty()).then(|| broken.into_iter().collect());
        agrees(&format!("{{type: first-break, value: {A}}}"), &lines, wanted)?;
        let early = s.turns.iter().copied().take(n).find(|t| !s.a.contains(t));
        let wanted = (!s.turns.is_empty()).then(|| early.into_iter().collect());
        agrees(&format!("{{type: first-break, value: {A}, n: {n}}}"), &lines, wanted)?;
    }

    #[test]
    fn unchanged_is_as_defined(lines in vec(line(), 0..14)) {
        let s = sets(&lines);
        let values: Vec<_> = s.a.iter().map(|t| (*t, lines[*t].a)).collect();
        let differs = |it: &[(usize, usize)]| {
            let allowed = s.anyone_c.iter().any(|u| it[0].0 < *u && *u < it[1].0);
            (it[0].1 != it[1].1 && !allowed).then_some(it[1].0)
        };
        let breaks = values.windows(2).filter_map(differs).collect();
        let wanted = (values.len() > 1).then_some(breaks);
        agrees(&format!("{{type: unchanged, value: 'a+', unless: {C}}}"), &lines, wanted)?;
    }
}
