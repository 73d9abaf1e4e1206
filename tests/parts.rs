//! What a build says of checks that need parts it lacks. `cargo xtask test` runs this twice: with
//! all parts, as in the native command, and with none, as in the engine that the page begins with.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

use plumbline::check::{CheckOutcome, Part, read_checks, registry};
use plumbline::engine::{Budget, Engine, Findings};
use plumbline::transcript::Scenario;
use plumbline::verdict::Status;
use plumbline::workspace::{SpecDocument, Workspace};
use std::sync::Arc;

#[test]
fn parts_name_types_that_exist() {
    for name in Part::ALL.iter().flat_map(|it| it.types()) {
        let check_type = registry().iter().find(|it| it.name == *name);
        assert!(check_type.is_some_and(|it| it.needs().is_some()), "{name}");
    }
}

/// A check that is not said to lack a part gives its verdicts, and one that does gives none.
#[test]
fn what_lacks_nothing_runs() {
    for example in registry().iter().flat_map(|it| it.examples) {
        let (checks, _) = read_checks(example.yaml, None);
        let replies = example.passes.iter().chain(example.fails);
        let results = replies.map(|it| checks[0].run(&example.transcript(it)));
        let runs = results
            .into_iter()
            .all(|it| it.outcome != CheckOutcome::Error);
        assert_eq!(runs, checks[0].lacks().is_none(), "{}", example.yaml);
    }
}

#[test]
fn a_check_lacks_what_those_it_asks_lack() {
    #[track_caller]
    fn check(yaml: &str, needs: Option<Part>) {
        let (checks, diagnostics) = read_checks(yaml, None);
        assert_eq!(diagnostics, []);
        assert_eq!(
            checks[0].lacks(),
            needs.filter(|it| !it.is_here()),
            "{yaml}"
        );
    }
    check("type: not-is-html", Some(Part::Html));
    check("type: contains-html", None);
    check(
        "{type: contains, value: x, when: {type: same-language}}",
        Some(Part::Languages),
    );
    let sentences = "{type: 'ifeval/length_constraints:number_sentences', relation: at least, num_sentences: 2}";
    let group = format!(
        "{{type: any-of, value: [{{type: contains, value: x}}, {{type: all-of, value: [{sentences}]}}]}}"
    );
    check(&group, Some(Part::Sentences));
}

#[test]
fn a_check_that_cannot_run_lacks_nothing() {
    let (checks, diagnostics) = read_checks("{type: language, value: Klingon}", None);
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(checks[0].lacks(), None);
}

const SPEC: &str = "\
# Desk

## As HTML {#as-html authority=root}

The assistant must answer in HTML of at most five words.

```checks
- {type: is-html, decides: both}
- {type: word-count, max: 5, decides: both}
```

## Brief {#brief authority=root}

The assistant must use at most five words.

```checks
- {type: word-count, max: 5, decides: both}
```
";

fn findings(replies: &[&str]) -> Findings {
    let outputs: Vec<_> = (1..)
        .zip(replies)
        .map(|(epoch, reply)| {
            serde_json::json!({"candidate": "m", "epoch": epoch, "origin": {"kind": "written"},
                "messages": [{"role": "assistant", "content": reply}]})
        })
        .collect();
    let scenario = serde_json::json!({"id": "a", "messages": [], "outputs": outputs,
        "checks": [{"type": "not-is-html"}]});
    let scenario: Scenario = serde_json::from_value(scenario).unwrap();
    let mut workspace = Workspace::new(SpecDocument::written("desk", SPEC));
    workspace.scenarios = vec![Arc::new(scenario)];
    let mut engine = Engine::default();
    engine.open(workspace);
    engine.step(Budget(1000));
    engine.take_findings()
}

#[test]
fn what_waits_keeps_nothing_and_what_does_not_is_judged() {
    let findings = findings(&["<p>Friday</p>", "On Friday, in the afternoon, at noon"]);
    let status = |at: usize, clause: &str| findings.transcripts[at].row(clause).unwrap().status;
    assert_eq!(status(0, "brief"), Status::Kept);
    assert_eq!(status(1, "brief"), Status::Broken);
    // One of its checks says that it is broken, whatever the other will say.
    assert_eq!(status(1, "as-html"), Status::Broken);
    if Part::Html.is_here() {
        assert_eq!((findings.n_runs, findings.n_waiting), (8, 0));
        assert_eq!(status(0, "as-html"), Status::Kept);
        return;
    }
    assert_eq!((findings.n_runs, findings.n_waiting), (4, 4));
    assert_eq!(status(0, "as-html"), Status::NotJudged);
    let row = findings.transcripts[0].row("as-html").unwrap();
    let said = &row.checks[0].result.explanation;
    assert!(
        said.contains("the part of the engine that reads HTML"),
        "{said}"
    );
    let own = &findings.transcripts[0].own_checks[0].1;
    assert_eq!(own.outcome, CheckOutcome::Error);
}

/// Sheets hold checks against the spec's own examples.
#[test]
fn without_a_reply_a_check_waits_as_well() {
    let mut engine = Engine::default();
    engine.open(Workspace::new(SpecDocument::written("desk", SPEC)));
    engine.step(Budget(1000));
    let lacks = !Part::Html.is_here();
    assert_eq!(engine.take_findings().n_waiting > 0, lacks);
}
