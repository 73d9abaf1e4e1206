//! Checks that others use, and lists that contradict themselves.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

use plumbline::check::{CheckOutcome, Names, read_checks, read_pack};
use plumbline::engine::{Budget, Engine};
use plumbline::transcript::{Scenario, Transcript};
use plumbline::workspace::patch::Patch;
use plumbline::workspace::{PackDocument, SpecDocument, Workspace};
use plumbline::{Message, Role, Severity};
use serde_json::json;
use std::sync::Arc;

use CheckOutcome::{Error, Fail, NotApplicable, Pass};

fn talk(asked: &str, reply: &str) -> Transcript {
    let messages = [
        Message::new(Role::User, asked),
        Message::new(Role::Assistant, reply),
    ];
    Transcript::of_messages("t".to_owned(), messages.map(Arc::new).into())
}

const NAMED: &str = "\
- {id: human, type: regex, on: user, value: '(a )?human', flags: i, decides: nothing, why: asks}
- {id: says, type: not-icontains, value: as an AI, when: {use: human}}
- {use: says, id: strict, decides: both, when: null, why: mine}
- any-of: [{use: human, on: output}, {contains: robot}]
";

#[test]
fn a_check_is_written_once_and_used_in_conditions_groups_and_lists() {
    let (checks, diagnostics) = read_checks(NAMED, Some("c"));
    assert_eq!(diagnostics, []);
    let ids: Vec<_> = checks.iter().map(|it| &it.id[..]).collect();
    assert_eq!(ids, ["human", "says", "strict", "c/4"]);
    let outcomes = |asked: &str, reply: &str| -> Vec<CheckOutcome> {
        let transcript = talk(asked, reply);
        checks
            .iter()
            .map(|it| it.run(&transcript).outcome)
            .collect()
    };
    assert_eq!(
        outcomes("Human?", "As an AI, no."),
        [Pass, Fail, Fail, Fail]
    );
    assert_eq!(
        outcomes("Who?", "As an AI"),
        [Fail, NotApplicable, Fail, Fail]
    );
    assert_eq!(outcomes("Human?", "No human."), [Pass, Pass, Pass, Pass]);
    let strict = &checks[2];
    assert_eq!(
        (
            strict.why.as_deref(),
            strict.type_name.as_str(),
            strict.line
        ),
        (Some("mine"), "not-icontains", 3)
    );
}

#[test]
fn a_check_that_uses_another_can_be_used() {
    let yaml = "\
- {id: x, contains: x}
- {id: asked-x, use: x, on: user, why: mine}
- {use: asked-x}
- {use: asked-x, on: conversation, id: anyone}
- any-of: [{use: anyone, turn: last}]
";
    let (checks, diagnostics) = read_checks(yaml, Some("c"));
    assert_eq!(diagnostics, []);
    let outcomes = |asked: &str, reply: &str| -> Vec<CheckOutcome> {
        let transcript = talk(asked, reply);
        checks
            .iter()
            .map(|it| it.run(&transcript).outcome)
            .collect()
    };
    assert_eq!(outcomes("x", "y"), [Fail, Pass, Pass, Pass, Fail]);
    assert_eq!(outcomes("y", "x"), [Pass, Fail, Fail, Pass, Pass]);
    assert_eq!(checks[2].why.as_deref(), Some("mine"));
    let cycle = "- {id: a, use: b}\n- {id: b, use: c}\n- {id: c, use: a}\n- {use: a}\n";
    let (checks, diagnostics) = read_checks(cycle, None);
    assert!(diagnostics.iter().all(|it| it.code == "cyclic-use"));
    assert_eq!(diagnostics.len(), checks.len());
}

#[test]
fn of_two_checks_with_one_id_the_first_is_used_and_it_is_said() {
    let yaml = "- {id: a, contains: x}\n- {id: a, contains: y}\n- use: a\n";
    let (checks, diagnostics) = read_checks(yaml, None);
    let found: Vec<_> = diagnostics
        .iter()
        .map(|it| (it.line, it.severity, &it.message[..], it.hint.as_deref()))
        .collect();
    let hint = Some("give each an id of its own");
    let message = "two checks have the id `a`: `use` means the first";
    assert_eq!(found, [(2, Severity::Warning, message, hint)]);
    let outcomes = checks.iter().map(|it| it.run(&talk("", "x")).outcome);
    let outcomes: Vec<_> = outcomes.collect();
    assert_eq!(outcomes, [Pass, Fail, Pass]);
    // So it is among the lists of a pack, and among all the texts that are read.
    let pack = "clauses:\n  one: [{id: a, contains: x}]\n  two: [{id: a, contains: y}, {use: a}, {use: b}]\nnamed:\n  - {id: b, contains: x}\n  - {id: b, contains: y}\n";
    let (read, diagnostics) = read_pack(pack);
    let lines: Vec<_> = diagnostics
        .iter()
        .map(|it| (it.line, &it.message[..]))
        .collect();
    let of_b = "two checks have the id `b`: `use` means the first";
    assert_eq!(lines, [(3, message), (6, of_b)]);
    let outcomes = read.clauses[1]
        .checks
        .iter()
        .map(|it| it.run(&talk("", "x")).outcome);
    assert_eq!(outcomes.collect::<Vec<_>>(), [Fail, Pass, Pass]);
    let mut names = Names::of("- {id: a, contains: q}");
    let taken = names.add(&Names::of(pack));
    let taken: Vec<_> = taken.iter().map(|it| (it.line, &it.message[..])).collect();
    let message =
        "an earlier list has a check with the id `a` too: outside this text, `use` means that one";
    assert_eq!(taken, [(2, message)]);
}

#[test]
fn lists_of_very_many_named_checks_are_read() {
    let lines: Vec<_> = (0..4000)
        .map(|n| format!("- {{id: n{n}, contains: x}}\n- {{use: n{}}}\n", n / 2))
        .collect();
    let list = lines.concat();
    let (checks, diagnostics) = Names::of(&list).read_checks(&list, None, 1);
    assert_eq!((checks.len(), diagnostics.len()), (8000, 0));
    let clauses: Vec<_> = (0..2000)
        .map(|n| format!("  c{n}: [{{id: n{n}, contains: x}}, {{use: n{}}}]\n", n / 2))
        .collect();
    let pack = format!("clauses:\n{}", clauses.concat());
    let (pack, diagnostics) = Names::of(&pack).read_pack(&pack);
    assert_eq!((pack.clauses.len(), diagnostics.len()), (2000, 0));
}

#[test]
fn what_cannot_be_used_is_said_at_its_line() {
    #[track_caller]
    fn check(yaml: &str, faulty: usize, found: &[(u32, &str, &str)]) {
        let (checks, diagnostics) = read_checks(yaml, None);
        let seen: Vec<_> = diagnostics
            .iter()
            .map(|it| (it.line, &it.code[..], &it.message[..]))
            .collect();
        assert_eq!(seen, found, "{yaml}");
        assert_eq!(checks[faulty].run(&talk("a", "b")).outcome, Error);
    }
    check(
        "- {id: greets, contains: hi}\n- use: greet\n",
        1,
        &[(2, "unknown-use", "no check has the id `greet`")],
    );
    check(
        "- {id: a, use: a}",
        0,
        &[(1, "cyclic-use", "`a` uses itself: `a` → `a`")],
    );
    check(
        "- id: a\n  any-of:\n    - {use: b}\n- id: b\n  all-of: [{use: c}]\n- id: c\n  contains: x\n  when: {use: a}\n",
        0,
        &[
            (3, "cyclic-use", "`a` uses itself: `a` → `b` → `c` → `a`"),
            (5, "cyclic-use", "`b` uses itself: `b` → `c` → `a` → `b`"),
            (8, "cyclic-use", "`c` uses itself: `c` → `a` → `b` → `c`"),
        ],
    );
    check(
        "- {id: a, contains: x}\n- {type: contains, use: a}",
        1,
        &[(
            2,
            "wrong-parameter",
            "a check has `type` or `use`, not both",
        )],
    );
    let (_, diagnostics) = read_checks("- {id: greets, contains: hi}\n- use: greet\n", None);
    assert_eq!(
        diagnostics[0].hint.as_deref(),
        Some("did you mean `greets`?")
    );
}

#[test]
fn a_few_lines_cannot_stand_for_millions_of_checks() {
    let mut yaml = "- {id: a0, contains: x}\n".to_owned();
    for n in 1..30 {
        let before = n - 1;
        yaml.push_str(&format!(
            "- {{id: a{n}, any-of: [{{use: a{before}}}, {{use: a{before}}}]}}\n"
        ));
    }
    let (_, diagnostics) = read_checks(&yaml, None);
    assert!(diagnostics.iter().all(|it| it.code == "too-large") && !diagnostics.is_empty());
}

#[test]
fn packs_name_checks_that_run_only_where_they_are_used() {
    let pack = "clauses:\n  tone:\n    - {use: greets, decides: both}\n  other:\n    checks: [{id: x, contains: b}, {use: elsewhere}]\nnamed:\n  - {id: greets, type: contains, value: hi}\n  - {id: broken, type: contians}\n";
    let (read, diagnostics) = read_pack(pack);
    let found: Vec<_> = diagnostics
        .iter()
        .map(|it| (it.line, &it.code[..]))
        .collect();
    assert_eq!(found, [(5, "unknown-use"), (8, "unknown-type")]);
    assert_eq!(read.clauses[0].checks.len(), 1);
    assert_eq!(read.clauses[0].checks[0].run(&talk("", "hi")).outcome, Pass);
    let mut names = Names::of("- {id: elsewhere, contains: z}");
    names.add(&Names::of("- {id: elsewhere, contains: other}"));
    let (read, _) = names.read_pack(pack);
    assert_eq!(read.clauses[1].checks[1].run(&talk("", "z")).outcome, Pass);
}

#[test]
fn the_blocks_and_packs_of_a_workspace_share_their_names() {
    let spec = |word: &str| {
        format!(
            "# Spec\n\n## A {{#a authority=user}}\n\nBe kind.\n\n```checks\n- {{id: greets, contains: {word}}}\n```\n\n## B {{#b authority=user}}\n\nBe brief.\n\n```checks\n- use: greets\n```\n"
        )
    };
    let mut scenario = Scenario::new("s");
    scenario.messages = vec![Arc::new(Message::new(Role::Assistant, "hello"))];
    scenario.checks = vec![json!({"use": "greets"}), json!({"use": "of-pack"})];
    let mut engine = Engine::default();
    engine.open(Workspace {
        scenarios: vec![Arc::new(scenario)],
        packs: vec![Arc::new(PackDocument {
            name: "p".to_owned(),
            text:
                "clauses: {a: [{use: greets, id: again}]}\nnamed: [{id: of-pack, contains: hell}]\n"
                    .into(),
            extra: Default::default(),
        })],
        ..Workspace::new(SpecDocument::written("", spec("hi").as_str()))
    });
    let outcomes = |engine: &mut Engine| -> Vec<(String, CheckOutcome)> {
        engine.step(Budget(usize::MAX));
        let found = engine.take_findings();
        let transcript = &found.transcripts[0];
        let of_clauses = transcript.rows.iter().flat_map(|it| &it.checks);
        let own = transcript
            .own_checks
            .iter()
            .map(|it| (it.0.id.clone(), it.1.outcome));
        of_clauses
            .map(|it| (it.check.clone(), it.result.outcome))
            .chain(own)
            .collect()
    };
    let named = |of: [CheckOutcome; 5]| -> Vec<(String, CheckOutcome)> {
        let ids = ["greets", "again", "b/1", "scenario/1", "scenario/2"];
        ids.map(str::to_owned).into_iter().zip(of).collect()
    };
    assert_eq!(outcomes(&mut engine), named([Fail, Fail, Fail, Fail, Pass]));
    // What is edited in one place is edited wherever it is used.
    let document = SpecDocument::written("", spec("hello").as_str());
    engine.apply(vec![Patch::Spec(document)]).unwrap();
    assert_eq!(outcomes(&mut engine), named([Pass, Pass, Pass, Pass, Pass]));
}

#[test]
fn two_blocks_of_a_spec_with_one_id_are_said_at_the_second() {
    let block = "```checks\n- {id: greets, contains: hi}\n```\n";
    let spec = format!(
        "# Spec\n\n## A {{#a authority=user}}\n\nBe kind.\n\n{block}\n## B {{#b authority=user}}\n\nBe brief.\n\n{block}"
    );
    let mut engine = Engine::default();
    engine.open(Workspace::new(SpecDocument::written("", spec.as_str())));
    engine.step(Budget(usize::MAX));
    let found = engine.take_findings().spec.unwrap();
    let twice = found
        .diagnostics
        .iter()
        .filter(|it| it.message.contains("the id `greets`"));
    let lines: Vec<_> = twice.map(|it| (it.line, &it.code[..])).collect();
    assert_eq!(lines, [(16, "duplicate-id")]);
}

#[test]
fn lists_that_contradict_themselves_say_so() {
    #[track_caller]
    fn check(yaml: &str, found: &[(u32, &str)]) {
        let (_, diagnostics) = read_checks(yaml, Some("c"));
        assert!(
            diagnostics
                .iter()
                .all(|it| it.severity == Severity::Warning)
        );
        let seen: Vec<_> = diagnostics
            .iter()
            .map(|it| (it.line, &it.message[..]))
            .collect();
        assert_eq!(seen, found, "{yaml}");
    }
    check(
        "- {type: contains, value: x, why: one}\n- {type: not-contains, value: x}",
        &[(
            2,
            "`c/2` is the opposite of `c/1`, so nothing can pass both",
        )],
    );
    check(
        "- {type: contains, value: x}\n- {type: not-contains, value: x, on: user}",
        &[],
    );
    check(
        "- {type: contains, value: x}\n- {type: not-contains, value: x, decides: nothing}",
        &[],
    );
    let before = |one: &str, other: &str| {
        format!(
            "- {{type: before, before: {{type: tool-call, name: {one}}}, value: {{type: tool-call, name: {other}}}}}\n"
        )
    };
    check(&(before("b", "a") + &before("c", "b")), &[]);
    check(
        &(before("b", "a") + &before("c", "b") + &before("a", "c")),
        &[(
            3,
            "`c/3` and `c/1`, `c/2` want each other's acts to come first, so none may happen at all",
        )],
    );
    let rule = |name: &str| {
        format!("- {{type: {name}, after: {{contains: a}}, value: {{contains: b}}}}\n")
    };
    check(
        &(rule("after") + &rule("never-after")),
        &[(
            2,
            "`c/2` and `c/1` want the same to follow and never to follow",
        )],
    );
    // At another place or under another condition there is none.
    let beside = |rule: String, more: &str| rule.replace("}}\n", &format!("}}, {more}}}\n"));
    let when = "when: {contains: c}";
    for more in ["on: user", when] {
        check(&(rule("after") + &beside(rule("never-after"), more)), &[]);
        let two = before("b", "a") + &beside(before("a", "b"), more);
        check(&two, &[]);
    }
    check(
        &(beside(rule("after"), when) + &beside(rule("never-after"), when)),
        &[(
            2,
            "`c/2` and `c/1` want the same to follow and never to follow",
        )],
    );
    check(
        &format!("- {{type: contains, value: x, {when}}}\n- {{type: not-contains, value: x}}"),
        &[],
    );
}

fn calling(id: &str, tool: &str) -> Arc<Scenario> {
    let json = json!({"id": id, "messages": [
        {"role": "system", "content": "Tools: lookup, send_email."},
        {"role": "assistant", "tool_calls": [{"name": tool}]},
    ]});
    Arc::new(serde_json::from_value(json).unwrap())
}

#[test]
fn a_tool_that_nobody_calls_is_asked_about_where_it_is_named() {
    let spec = "# Spec\n\n## A {#a authority=user}\n\nBe kind.\n\n```checks\n- {type: not-tool-call, name: raed_file}\n- type: never-after\n  after: {type: tool-call, name: lookup}\n  value: {type: tool-call, name: delete_all}\n```\n";
    let said = |scenarios: Vec<Arc<Scenario>>| -> Vec<(u32, Severity, String, Option<String>)> {
        let mut engine = Engine::default();
        engine.open(Workspace {
            scenarios,
            ..Workspace::new(SpecDocument::written("", spec))
        });
        engine.step(Budget(usize::MAX));
        let found = engine.take_findings().spec.unwrap();
        let is_tool = |it: &&plumbline::Diagnostic| it.code == "tool-never-called";
        let all = found.diagnostics.iter().filter(is_tool);
        all.map(|it| (it.line, it.severity, it.message.clone(), it.hint.clone()))
            .collect()
    };
    assert_eq!(said(Vec::new()), []);
    let few = said(vec![calling("1", "read_file")]);
    let message = |name: &str, of: &str| format!("`{name}` is {of}: is the name right?");
    let misspelt = |of: &str| {
        let hint = Some("did you mean `read_file`?".to_owned());
        (8, Severity::Warning, message("raed_file", of), hint)
    };
    assert_eq!(
        few,
        [misspelt("not called in the one transcript with calls")]
    );
    let many = (0..30)
        .map(|n| calling(&n.to_string(), "read_file"))
        .collect();
    let of = "called in none of 30 transcripts with calls";
    let absent = (11, Severity::Note, message("delete_all", of), None);
    assert_eq!(said(many), [misspelt(of), absent]);
}

#[test]
fn weights_are_at_least_nothing_and_enough_of_a_group_passes() {
    let (checks, diagnostics) = read_checks("- {contains: x, weight: -1}", None);
    assert_eq!(diagnostics[0].message, "`weight` is at least 0, not `-1`");
    assert_eq!(checks[0].run(&talk("", "x")).outcome, Error);
    let yaml = "any-of: [{contains: x}]\nthreshold: 0.5";
    let (_, diagnostics) = read_checks(yaml, None);
    assert_eq!(
        diagnostics[0].message,
        "`any-of` takes no `threshold`: one member decides it"
    );
    let yaml = "all-of: [{contains: x, weight: 3}, {contains: y}]\nthreshold: 0.75";
    let (checks, _) = read_checks(yaml, None);
    let result = checks[0].run(&talk("", "x"));
    assert_eq!((result.outcome, result.score), (Pass, Some(0.75)));
    assert_eq!(checks[0].run(&talk("", "y")).outcome, Fail);
}
