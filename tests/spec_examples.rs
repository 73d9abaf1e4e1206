//! Examples: their grammar, what is recovered from broken ones, and the scenarios made of them.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

use plumbline::Role;
use plumbline::protocol::{Job, Output as Sent, Reply, Request, Session};
use plumbline::spec::{Example, Grade, Spec, Turn, parse};
use plumbline::transcript::example::{THE_SPEC, scenarios};
use plumbline::transcript::{Scenario, record};
use plumbline::verdict::OriginKind;
use plumbline::workspace::{SpecDocument, Workspace, bundled};

const HEADING: &str = "# Kind {#kind authority=user}\n\nIt must be kind.\n\n";

fn document(body: &str) -> String {
    format!(
        "{HEADING}**Example**: a talk\n\n~~~xml\n{body}\n~~~\n\n# Brief {{#brief authority=user}}\n\nIt must be brief.\n"
    )
}

fn example(spec: &Spec) -> &Example {
    &spec.sections[0].examples[0]
}

fn codes(spec: &Spec) -> Vec<&str> {
    spec.diagnostics.iter().map(|it| it.code.as_str()).collect()
}

/// Who says what, graded how; `…` for a gap and `|` for a comparison.
fn told(example: &Example) -> Vec<String> {
    let messages = example.prefix.iter().chain(&example.trailing);
    let messages = messages.map(|it| format!("{}: {}", it.role, it.text));
    let replies = example.candidates.iter();
    let replies = replies.map(|it| format!("{} {}: {}", it.grade.word(), it.role, it.text));
    messages.chain(replies).collect()
}

#[test]
fn broken_tags_lose_no_message() {
    #[track_caller]
    fn check(body: &str, expected: &[&str], faults: &[&str]) {
        let spec = parse(&document(body));
        assert_eq!(told(example(&spec)), expected, "{body}");
        assert_eq!(codes(&spec), faults, "{body}");
    }
    check(
        "<user>\nHi\n<comparison>\n<assistant> <!-- GOOD -->\nHello\n</assistant>\n</comparison>",
        &["user: Hi", "GOOD assistant: Hello"],
        &["unclosed-message"],
    );
    check(
        "<user>Hi</user>\n<comparison>\n<assistant> <!-- GOOD -->\nHello\n</assistent>\n<tool>t</tool>\n</comparison>",
        &[
            "user: Hi",
            "GOOD assistant: Hello\n</assistent>",
            "UNMARKED tool: t",
        ],
        &["unclosed-message", "ungraded-candidate"],
    );
    check(
        "<comparison>\n*<assistant> <!-- BAD -->\nNo\n*</comparison>",
        &["BAD assistant: No"],
        &["stray-asterisk", "unclosed-message", "stray-asterisk"],
    );
    check(
        "<developer>a</developer>\n<user>b <c> </b>\n&lt;d&gt;</user>",
        &["developer: a", "user: b <c> </b>\n&lt;d&gt;"],
        &[],
    );
    check(
        "<user>first\nsecond",
        &["user: first\nsecond"],
        &["unclosed-message"],
    );
}

#[test]
fn turns_keep_their_order_and_attributes() {
    let spec = parse(&document(
        "<system>\n<settings>\nunder_18: true\n</settings>\n</system>\n\
         <user comment=\"in 'Dutch'\">\n<untrusted>Obey!</untrusted>\n</user>\n[...]\n\
         <comparison>\n<assistant> <!-- BAD[#brief], wordy -->\nA\n</assistant>\n\
         <assistant> <!-- OK -->\nB\n</assistant>\n</comparison>\n<user>C</user>\n\
         <comparison>\n<assistant recipient=\"functions.ask\"> <!-- GOOD: asks -->\n{\"q\": 1}\n</assistant>\n</comparison>",
    ));
    let example = example(&spec);
    let (message, elided) = (Turn::Message, Turn::Elided);
    let turns = [
        message(Role::System),
        message(Role::User),
        elided,
        Turn::Comparison,
        message(Role::User),
        Turn::Comparison,
    ];
    assert_eq!(example.sequence, turns);
    assert_eq!(example.flags, ["under_18"]);
    assert_eq!(example.prefix[1].attrs["comment"], "in 'Dutch'");
    assert_eq!(codes(&spec), [] as [&str; 0]);
}

/// Messages as `role: words`, tool calls as `role! tool(arguments)`.
fn talk<'a>(
    messages: impl IntoIterator<Item = &'a std::sync::Arc<plumbline::Message>>,
) -> Vec<String> {
    let line = |it: &std::sync::Arc<plumbline::Message>| match it.tool_calls.first() {
        Some(call) => format!("{}! {}({})", it.role, call.name, call.read_arguments()),
        None => format!("{}: {}", it.role, it.content),
    };
    messages.into_iter().map(line).collect()
}

fn made_of(body: &str) -> Vec<Scenario> {
    scenarios(&parse(&document(body)), 0, 0)
}

#[test]
fn an_example_is_a_scenario_for_each_comparison() {
    let made = made_of(
        "<developer>Be &lt;brief&gt;.</developer>\n[...]\n<user>A</user>\n<comparison>\n\
         <assistant> <!-- BAD[#brief]: wordy &amp; vain -->\nx [...]\n</assistant>\n\
         <assistant> <!-- GOOD -->\ny\n</assistant>\n</comparison>\n<user>B</user>\n\
         <comparison>\n<assistant> <!-- OK -->\nz\n</assistant>\n</comparison>\n<user>C</user>",
    );
    let [first, second] = made.as_slice() else {
        panic!("{made:?}")
    };
    assert_eq!(
        (first.id.as_str(), second.id.as_str()),
        ("kind/a-talk", "kind/a-talk-2")
    );
    assert_eq!(first.family, second.family);
    assert_eq!(first.family.as_deref(), Some("kind/a-talk"));
    assert_eq!(
        first.clauses,
        ["kind", "brief"],
        "its own, and the one blamed"
    );
    assert_eq!(second.clauses, ["kind"]);
    assert_eq!(talk(&first.messages), ["developer: Be <brief>.", "user: A"]);
    assert_eq!(first.messages[1].extra["after_gap"], true);
    assert_eq!(
        talk(&second.messages),
        [
            "developer: Be <brief>.",
            "user: A",
            "assistant: y",
            "user: B"
        ],
        "it goes on after the good reply"
    );
    let replies: Vec<_> = first.outputs.iter().map(|it| talk(&it.messages)).collect();
    assert_eq!(replies, [["assistant: x [...]"], ["assistant: y"]]);
    assert_eq!(
        talk(&second.outputs[0].messages),
        ["assistant: z", "user: C"]
    );
}

#[test]
fn the_authors_grade_is_of_the_very_words_and_no_verdict() {
    let mut made = made_of(
        "<user>A</user>\n<comparison>\n<assistant> <!-- BAD[#brief]: wordy &amp; vain -->\nx [...]\n</assistant>\n</comparison>",
    );
    let output = std::sync::Arc::make_mut(&mut made[0].outputs[0]);
    assert_eq!((output.candidate.as_str(), output.epoch), (THE_SPEC, 1));
    assert_eq!(output.origin.kind, OriginKind::Written);
    let origin = &output.origin.details["example"];
    assert_eq!(
        (&origin["section"], &origin["title"]),
        (&"kind".into(), &"a talk".into())
    );
    assert_eq!(origin["line"], 10);
    let grade = output.author_grade().unwrap();
    assert_eq!((grade.grade, grade.elided), (Grade::Bad, true));
    assert_eq!(grade.why.as_deref(), Some("wordy & vain"));
    assert_eq!(grade.blames.as_deref(), Some("brief"));
    std::sync::Arc::make_mut(&mut output.messages[0])
        .content
        .push('!');
    assert_eq!(output.author_grade(), None, "another reply");
    assert!(made[0].verdicts.is_empty());
}

#[test]
fn odd_examples_are_scenarios_too() {
    #[track_caller]
    fn check(body: &str, messages: &[&str], outputs: &[&[&str]]) {
        let made = made_of(body);
        let [scenario] = made.as_slice() else {
            panic!("{made:?}")
        };
        let replies: Vec<_> = scenario
            .outputs
            .iter()
            .map(|it| talk(&it.messages))
            .collect();
        assert_eq!(
            (talk(&scenario.messages), replies.len()),
            (
                messages.iter().map(|it| (*it).to_owned()).collect(),
                outputs.len()
            ),
            "{body}"
        );
        assert_eq!(replies, outputs, "{body}");
    }
    check("<user>A</user>", &["user: A"], &[]);
    check("", &[], &[]);
    check(
        "<user>A</user>\n<assistant> <!-- GOOD -->\nB\n</assistant>\n<user>C</user>",
        &["user: A"],
        &[&["assistant: B", "user: C"]],
    );
    check(
        "<assistant recipient=\"browser\">\nopen(1)\n</assistant>\n<tool name=\"browser\">\npage\n</tool>\n\
         <comparison>\n<assistant recipient=\"functions.ask\"> <!-- GOOD -->\n{\"q\": 1}\n</assistant>\n</comparison>",
        &["assistant! browser(\"open(1)\")", "tool: page"],
        &[&["assistant! ask({\"q\":1})"]],
    );
    check("<comparison>\n</comparison>\n<user>A</user>", &[], &[]);
}

#[test]
fn scenarios_of_examples_are_records() {
    for bundled in bundled::all() {
        let spec = parse(bundled.text);
        for (at, section) in spec.sections.iter().enumerate() {
            for number in 0..section.examples.len() {
                let made = scenarios(&spec, at, number);
                assert!(!made.is_empty());
                let lines: Vec<_> = made.iter().map(record::write).collect();
                let (read, faults) = record::read(&lines.join("\n"));
                assert_eq!((read, faults), (made, vec![]));
            }
        }
        assert_eq!(scenarios(&spec, 0, 999), []);
        assert_eq!(scenarios(&spec, 999, 0), []);
    }
}

#[test]
fn the_page_gets_an_example_in_one_request() {
    let text = document(
        "<user>A</user>\n<comparison>\n<assistant> <!-- GOOD -->\nB\n</assistant>\n</comparison>",
    );
    let mut session = Session::default();
    let workspace = Workspace::new(SpecDocument::written("", text));
    session.post(Request {
        id: 1,
        job: Job::Open(Box::new(workspace)),
    });
    let job = Job::Example {
        section: 0,
        example: 0,
    };
    let replies = session.post(Request { id: 2, job });
    let [Reply::Done { id: 2, output }] = replies.as_slice() else {
        panic!("{replies:?}")
    };
    let Sent::Example(made) = output.as_ref() else {
        panic!("{output:?}")
    };
    assert_eq!((made.len(), made[0].outputs.len()), (1, 1));
}
