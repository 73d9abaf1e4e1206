//! Checks as people write them on sheets: the catalogue, trying one on what is there, and writing it
//! into the spec.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

use plumbline::engine::sheets::address;
use plumbline::engine::{Act, Acted, Budget};
use plumbline::prose::{Kind, Node};
use plumbline::protocol::{Job, JobError, Output, Reply, Request, Session};
use plumbline::workspace::{SpecDocument, Workspace};
use serde_json::json;
use std::sync::Arc;

const SPEC: &str = "\
# Desk

## Kind {#kind authority=root}

The assistant must never be rude.

**Example**: someone is cross

~~~xml
<user>
You are useless.
</user>
<comparison>
<assistant> <!-- GOOD -->
I am sorry.
</assistant>
<assistant> <!-- BAD -->
So are you.
</assistant>
<assistant> <!-- BAD -->
You fool [...]
</assistant>
</comparison>
~~~

```checks
- {type: not-icontains, value: idiot}
```

## Brief {#brief authority=user}

Use at most five words.
";

/// Without authorities, sentences and list items are clauses.
const CHARTER: &str = "\
# Charter

The bot must greet. The bot should not sing.
The bot must be brief.

- The bot must not hum a song.
- The bot should smile at people.
  Always.

  1. The bot must not frown at them.

The bot may leave when asked.
";

fn workspace(replies: &[&str]) -> Workspace {
    let mut workspace = Workspace::new(SpecDocument::written("desk", SPEC));
    let output = |(at, said): (usize, &&str)| {
        json!({"candidate": "m", "epoch": at + 1, "origin": {"kind": "written"},
            "messages": [{"role": "assistant", "content": said}]})
    };
    let outputs: Vec<_> = replies.iter().enumerate().map(output).collect();
    let record = json!({"id": "a", "title": "A cross person", "clauses": ["kind"],
        "messages": [{"role": "user", "content": "Hello"}], "outputs": outputs});
    workspace.scenarios = vec![Arc::new(serde_json::from_value(record).unwrap())];
    workspace
}

fn session(replies: &[&str]) -> Session {
    let mut session = Session::default();
    open(&mut session, workspace(replies));
    session
}

fn open(session: &mut Session, workspace: Workspace) {
    let job = Job::Open(Box::new(workspace));
    session.post(Request { id: 1, job });
    while session.is_busy() {
        session.step(Budget(100));
    }
}

fn answer(session: &mut Session, job: Job) -> Result<Output, JobError> {
    match session.post(Request { id: 2, job }).pop().unwrap() {
        Reply::Done { output, .. } => Ok(*output),
        Reply::Failed { error, .. } => Err(error),
        other => panic!("{other:?}"),
    }
}

fn sheet(session: &mut Session, address: &str) -> Node {
    match answer(session, Job::Sheet(address.to_owned())).unwrap() {
        Output::Sheet(sheet) => sheet,
        other => panic!("{other:?}"),
    }
}

/// The sheet on which `yaml` is tried for a clause.
fn tried(replies: &[&str], clause: &str, yaml: &str) -> Node {
    let address = address("try-check", clause, &[("yaml", yaml)]);
    sheet(&mut session(replies), &address)
}

/// The spec's text with checks added under a clause; else why not.
fn add(session: &mut Session, clause: &str, yaml: &str) -> Result<String, JobError> {
    let act = Act {
        what: format!("add-check {clause}"),
        fields: vec![("yaml".to_owned(), yaml.to_owned())],
        ..Act::default()
    };
    let Output::Acted(acted) = answer(session, Job::Act(Box::new(act)))? else {
        panic!("no act")
    };
    acted.changes.spec.ok_or(JobError {
        message: acted.said,
        hint: acted.hint,
        lost: false,
    })
}

/// What comes of changing the spec's checks with an act on what stands in the field.
fn changed(session: &mut Session, what: &str, yaml: &str) -> Acted {
    let act = Act {
        what: what.to_owned(),
        fields: vec![("yaml".to_owned(), yaml.to_owned())],
        ..Act::default()
    };
    match answer(session, Job::Act(Box::new(act))) {
        Ok(Output::Acted(acted)) => *acted,
        other => panic!("{other:?}"),
    }
}

/// The sheet on which the first block of a clause's checks is changed, from the clause's page.
fn to_change(session: &mut Session, clause: &str) -> Node {
    let page = sheet(session, &address("clause", clause, &[]));
    let links = of_kind(&page, Kind::Sheet);
    let link = links
        .iter()
        .find(|it| it.words().starts_with("Change its checks"));
    sheet(session, &link.expect("a block").text.clone())
}

/// A session with a spec, and the id of its clause that has this word.
fn session_of(spec: &str, word: &str) -> (Session, String) {
    let mut session = Session::default();
    open(
        &mut session,
        Workspace::new(SpecDocument::written("desk", spec)),
    );
    let page = sheet(&mut session, "clauses");
    let links = of_kind(&page, Kind::Sheet);
    let clause = links.iter().find(|it| it.words().contains(word));
    let id = clause.expect("a clause").text.trim_start_matches("clause/");
    let id = id.to_owned();
    (session, id)
}

/// What the button with these words does.
fn button(sheet: &Node, words: &str) -> String {
    let all = of_kind(sheet, Kind::Button);
    let found = all.iter().find(|it| it.words() == words);
    let found = found.unwrap_or_else(|| panic!("no button `{words}`: {all:?}"));
    found.text.trim_start_matches("do ").to_owned()
}

#[test]
fn checks_in_the_spec_are_changed_in_their_place() {
    let mut session = session(&["You idiot"]);
    let tried = to_change(&mut session, "kind");
    let field = &of_kind(&tried, Kind::Area)[0].text;
    assert_eq!(field, "yaml=- {type: not-icontains, value: idiot}");
    let replace = button(&tried, "Replace them in the spec");
    let new = "- {type: not-icontains, value: fool}\n- {type: max-questions, value: 0}";
    let acted = changed(&mut session, &replace, new);
    let expected = SPEC.replace("- {type: not-icontains, value: idiot}", new);
    assert_eq!(acted.changes.spec.as_deref(), Some(expected.as_str()));
    assert_eq!(acted.go_to, "clause/kind");
    let faulty = changed(&mut session, &replace, "- {type: contians, value: x}");
    assert!(
        faulty.changes.is_empty() && faulty.said.starts_with("line 1: "),
        "{faulty:?}"
    );
    let nothing = changed(&mut session, &replace, "");
    assert!(
        nothing.changes.is_empty() && !nothing.hint.is_empty(),
        "{nothing:?}"
    );
    let gone = changed(&mut session, "replace-checks 0badf00d kind", new);
    assert!(gone.said.contains("not there any more"), "{gone:?}");
}

#[test]
fn checks_are_taken_out_of_the_spec() {
    let mut session = session(&["You idiot"]);
    let tried = to_change(&mut session, "kind");
    let out = button(&tried, "Take them out");
    let acted = changed(&mut session, &out, "");
    let expected = SPEC.replace(
        "\n```checks\n- {type: not-icontains, value: idiot}\n```\n",
        "",
    );
    assert_eq!(acted.changes.spec.as_deref(), Some(expected.as_str()));
}

#[test]
fn a_block_within_a_list_keeps_its_columns() {
    let spec = "# Desk\n\n- The bot must not sing.\n\n  ```checks\n  - type: not-icontains\n    value: la\n  ```\n\n- The bot must greet.\n";
    let (mut session, id) = session_of(spec, "sing");
    let tried = to_change(&mut session, &id);
    let field = &of_kind(&tried, Kind::Area)[0].text;
    assert_eq!(field, "yaml=- type: not-icontains\n  value: la");
    let replace = button(&tried, "Replace them in the spec");
    let acted = changed(
        &mut session,
        &replace,
        "- type: not-icontains\n  value: tra",
    );
    assert_eq!(
        acted.changes.spec,
        Some(spec.replace("value: la", "value: tra"))
    );
}

#[test]
fn what_would_end_its_own_block_is_not_written() {
    let spec = "# D\n\nThe bot must not sing.\n\n```checks\n- type: icontains\n  value: la\n```\n";
    let (mut session, id) = session_of(spec, "sing");
    let what = button(&to_change(&mut session, &id), "Replace them in the spec");
    let cut = changed(
        &mut session,
        &what,
        "- type: icontains\n  value: |\n   ```\n   x",
    );
    assert!(
        cut.changes.is_empty() && cut.said.contains("end their block"),
        "{cut:?}"
    );
}

#[test]
fn white_space_of_three_bytes_sets_no_block_in() {
    let spec = "# D\n\nThe bot must not sing.\n\n```checks\n  - type: icontains\n\u{3000} value: la\n```\n";
    let (mut session, id) = session_of(spec, "sing");
    let tried = to_change(&mut session, &id);
    let field = &of_kind(&tried, Kind::Area)[0].text;
    assert_eq!(field, "yaml=- type: icontains\n\u{3000} value: la");
    // Whatever it is, it can be taken out.
    let out = changed(&mut session, &button(&tried, "Take them out"), "");
    let left = "# D\n\nThe bot must not sing.\n";
    assert_eq!(out.changes.spec.as_deref(), Some(left));
}

fn of_kind(node: &Node, kind: Kind) -> Vec<&Node> {
    let inner = node.children.iter().flat_map(|it| of_kind(it, kind));
    let own = (node.kind == kind).then_some(node);
    own.into_iter().chain(inner).collect()
}

fn words(node: &Node, kind: Kind) -> Vec<String> {
    of_kind(node, kind).into_iter().map(Node::words).collect()
}

#[test]
fn the_catalogue_is_searched_and_shows_what_its_examples_really_get() {
    let mut session = session(&[]);
    let all = sheet(&mut session, "checks");
    let n_types = plumbline::check::registry().len();
    assert_eq!(
        words(&all, Kind::Status),
        [format!("{n_types} types of checks")]
    );
    let one = sheet(&mut session, "checks/kind?q=levenshtein");
    let status = &words(&one, Kind::Status)[0];
    assert!(status.starts_with("1 type"), "{status}");
    let tags = words(&one, Kind::Tag);
    assert!(tags.contains(&"passes".to_owned()), "{tags:?}");
    assert!(tags.contains(&"✗ hit".to_owned()), "{tags:?}");
    let links = of_kind(&one, Kind::Sheet);
    let to_try = "try-check/kind?type=levenshtein";
    assert!(links.iter().any(|it| it.text == to_try), "{links:?}");
    assert!(of_kind(&sheet(&mut session, "checks?q=xyzzy"), Kind::Literal).is_empty());
}

#[test]
fn every_type_can_be_tried_from_its_template() {
    let mut session = session(&["Hello there"]);
    for it in plumbline::check::registry() {
        let tried = sheet(
            &mut session,
            &address("try-check", "kind", &[("type", it.name)]),
        );
        let words = tried.words();
        assert!(!words.contains("line 1:"), "{}: {words}", it.name);
        assert_eq!(of_kind(&tried, Kind::Status).len(), 1, "{}", it.name);
    }
}

#[test]
fn faults_are_told_at_their_line_with_a_remedy() {
    #[track_caller]
    fn check(yaml: &str, expected: &[&str]) {
        let sheet = tried(&["Hello"], "kind", yaml);
        let code = of_kind(&sheet, Kind::Literal);
        let code: Vec<_> = code.iter().map(|it| it.text.as_str()).collect();
        let words = [sheet.words(), code.join(" ")].concat();
        for it in expected {
            assert!(words.contains(it), "{it}: {words}");
        }
    }
    check(
        "- type: contains\n  value: x\n- type: icontians\n  value: y",
        &[
            "line 3: ",
            "unknown check type",
            "did you mean",
            "icontians icontains",
            "1 of 1 reply hit",
        ],
    );
    check("- {type: regex, value: '('}", &["line 1: ", "Add it"]);
    check("- type: [", &["line "]);
    check("", &["Write a check"]);
    check("- {type: llm-rubric, value: kind}", &["not judged here"]);
}

#[test]
fn a_pattern_shows_its_matches_as_one_types() {
    let replies = ["You idiot, you absolute fool", "Good day", "fool"];
    let tried = tried(
        &replies,
        "kind",
        "- {type: not-regex, value: 'fool|idi\\w+'}",
    );
    assert_eq!(
        words(&tried, Kind::Status),
        ["2 of 3 replies hit, words to show in 2"]
    );
    assert_eq!(words(&tried, Kind::Inserted), ["idiot", "fool", "fool"]);
    let examples = "catches 0 of 1 (could be 79 %), false alarms 0 of 1 (could be 79 %). \
                    1 sketch with “[...]” is left out.";
    assert!(tried.words().contains(examples), "{}", tried.words());
}

#[test]
fn the_specs_own_examples_say_what_a_check_catches() {
    #[track_caller]
    fn check(value: &str, expected: &str) {
        let yaml = format!("- {{type: not-icontains, value: {value}}}");
        let words = tried(&[], "kind", &yaml).words();
        assert!(words.contains(expected), "{words}");
    }
    check(
        "so are",
        "catches 1 of 1 (could be 21 %), false alarms 0 of 1 (could be 79 %)",
    );
    check(
        "sorry",
        "catches 0 of 1 (could be 79 %), false alarms 1 of 1",
    );
}

#[test]
fn each_reply_of_a_record_is_opened_from_it() {
    let yaml = "- {type: not-icontains, value: s}";
    let tried = tried(&[], "kind", yaml);
    let details = of_kind(&tried, Kind::Details);
    let named: Vec<_> = details.iter().map(|it| it.words()).collect();
    assert_eq!(named.len(), 2, "{named:?}");
    assert!(named[0].starts_with("False alarms") && named[1].starts_with("Caught"));
    for (it, opens) in details.into_iter().zip(["example 0 0 0", "example 0 0 1"]) {
        let section = of_kind(it, Kind::Section);
        let buttons = of_kind(section[0], Kind::Button);
        assert_eq!((&section[0].text[..], &buttons[0].text[..]), ("1", opens));
    }
}

#[test]
fn a_half_of_the_examples_is_asked_for() {
    let yaml = "- {type: not-icontains, value: so are}";
    let of_half = |half: &str| {
        let options = [("yaml", yaml), ("half", half)];
        sheet(&mut session(&[]), &address("try-check", "kind", &options)).words()
    };
    assert!(of_half("odd").contains("catches 1 of 1"));
    // There is one example: the second half has none.
    assert!(!of_half("even").contains("catches"));
}

#[test]
fn all_checks_stand_on_one_sheet_with_their_records() {
    let mut workspace = workspace(&["You idiot", "Good day", "Fool"]);
    let verdict = |epoch: u32, outcome: &str| {
        let event = json!({"id": format!("v{epoch}"), "clause": "kind", "clause_hash": "0",
            "transcript": format!("a#m#{epoch}"), "source": {"kind": "person", "name": "Ann"},
            "outcome": outcome, "time": "2031-03-18T10:00:00Z"});
        Arc::new(serde_json::from_value(event).unwrap())
    };
    workspace.verdicts = vec![verdict(1, "pass"), verdict(2, "pass"), verdict(3, "fail")];
    let mut session = Session::default();
    open(&mut session, workspace);
    let all = sheet(&mut session, "credentials");
    let words = all.words();
    // The spec's own check hits the first reply, which a person calls kept, and misses two bad ones.
    for it in [
        "Bad replies that a check hits: 0 of 2",
        "Good replies hit by a check that decides: 1 of 3",
        "1 sketch",
    ] {
        assert!(words.contains(it), "{it}: {words}");
    }
    let buttons = of_kind(&all, Kind::Button);
    let buttons: Vec<_> = buttons.iter().map(|it| it.text.as_str()).collect();
    assert!(buttons.contains(&"scenario 0 kind a"), "{buttons:?}");
    assert!(buttons.contains(&"example 0 0 1"), "{buttons:?}");
}

#[test]
fn a_pattern_bomb_is_answered_after_a_few_replies() {
    let long = "a".repeat(40);
    let replies: Vec<&str> = (0..50).map(|_| long.as_str()).collect();
    let tried = tried(
        &replies,
        "kind",
        "- {type: not-regex, value: '^(?=a)(a|aa)+\\1$(?!b)b'}",
    );
    let status = &words(&tried, Kind::Status)[0];
    assert!(
        status.contains("2 could not be judged, 48 not looked at"),
        "{status}"
    );
}

#[test]
fn many_replies_are_looked_at_up_to_a_limit() {
    let replies = vec!["Hello"; 2100];
    let tried = tried(&replies, "kind", "- {type: contains, value: Hello}");
    let status = &words(&tried, Kind::Status)[0];
    assert!(status.starts_with("0 of 2000 replies hit"), "{status}");
    assert!(status.ends_with("100 not looked at"), "{status}");
}

/// Writes a list of two under each clause of `spec` in turn, and looks at what the clause then has.
#[track_caller]
fn check_adding(spec: &str, expected: &[usize]) {
    let yaml = "- type: not-regex\n  value: |\n    ```x\n\n    y\n- contains: z";
    let clauses = plumbline::spec::parse(spec).clauses;
    assert_eq!(clauses.len(), expected.len(), "{clauses:#?}");
    for (clause, n_checks) in clauses.iter().zip(expected) {
        let id = &clause.id;
        let mut session = session(&[]);
        let with_spec = |text: &str| {
            let mut workspace = workspace(&[]);
            workspace.spec = SpecDocument::written("desk", text);
            workspace
        };
        open(&mut session, with_spec(spec));
        let text = add(&mut session, id, yaml).unwrap();
        open(&mut session, with_spec(&text));
        let page = sheet(&mut session, &address("clause", id, &[])).words();
        assert!(
            page.contains(&format!("{n_checks} checks")),
            "{id}:\n{text}\n{page}"
        );
        assert!(!page.contains("cannot run"), "{id}: {text}");
        let new = plumbline::spec::parse(&text).clauses;
        let hashes = |all: &[plumbline::spec::Clause]| -> Vec<String> {
            all.iter().map(|it| it.hash.clone()).collect()
        };
        assert_eq!(hashes(&new), hashes(&clauses), "{text}");
    }
}

#[test]
fn a_check_is_written_under_its_clause_and_nothing_else_changes() {
    check_adding(SPEC, &[3, 2]);
    check_adding(CHARTER, &[2; 6]);
}

#[test]
fn a_list_of_assertions_is_pasted_as_it_is() {
    let yaml =
        "assert:\n  - type: icontains\n    value: hello\n  - type: llm-rubric\n    value: kind";
    let mut session = session(&["Hello"]);
    let text = add(&mut session, "brief", yaml).unwrap();
    let block = format!("Use at most five words.\n\n```checks\n{yaml}\n```\n");
    assert!(text.ends_with(&block), "{text}");
}

#[test]
fn what_is_faulty_is_not_written() {
    #[track_caller]
    fn check(clause: &str, yaml: &str, message: &str, hint: &str) {
        let error = add(&mut session(&[]), clause, yaml).unwrap_err();
        assert!(error.message.contains(message), "{error:?}");
        assert!(error.hint.contains(hint), "{error:?}");
        assert!(!error.lost);
    }
    check(
        "kind",
        "- {type: icontians, value: x}",
        "line 1: unknown check type",
        "icontains",
    );
    check("kind", "", "no check", "- type");
    check(
        "gone",
        "- {type: contains, value: x}",
        "no clause `gone`",
        "choose",
    );
}
