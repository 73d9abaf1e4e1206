//! What is wrong with a list is said at its place, and loses nothing else.

use crate::support::{answer, talk};
use plumbline::check::{CheckDefinition, read_checks};
use plumbline::{Diagnostic, Severity};

use plumbline::check::CheckOutcome::{Error, Fail, Pass};

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
        Some("it takes `value`"),
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
        let transcript = answer(words);
        checks
            .iter()
            .map(|it| it.run(&transcript).outcome)
            .collect::<Vec<_>>()
    };
    assert_eq!(outcomes("{}"), [Error, Error]);
    assert_eq!(outcomes("no"), [Fail, Pass]);
}
