//! Two versions of a spec, and what they mean for the same outputs: as the page asks for it.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

use plumbline::engine::{Budget, Comparison, Flip, Standing};
use plumbline::protocol::{Job, Output, Reply, Request, Session};
use plumbline::spec::diff::Fate;
use plumbline::spec::parse;
use plumbline::transcript::Scenario;
use plumbline::verdict::{Outcome, Source, Status, Verdict, VerdictEvent};
use plumbline::workspace::patch::Patch;
use plumbline::workspace::{PackDocument, SpecDocument, Workspace};
use std::sync::Arc;

const SPEC: &str = "\
# Desk

## Kind {#kind authority=root}

The assistant must never be rude to anyone who asks.

```checks
- {type: not-icontains, value: idiot}
```

## Brief {#brief authority=user}

The assistant must use few words, at most five.

```checks
- {type: word-count, max: 5, decides: both}
```

## Warm {#warm authority=guideline}

The assistant should be warm and look forward to the next visit.
";

fn scenario(id: &str, clauses: &[&str], replies: &[&str]) -> Arc<Scenario> {
    let output = |(epoch, reply): (usize, &&str)| {
        serde_json::json!({"candidate": "m", "epoch": epoch, "origin": {"kind": "written"},
            "messages": [{"role": "assistant", "content": reply}]})
    };
    let outputs: Vec<_> = (1..).zip(replies).map(output).collect();
    let record = serde_json::json!({"id": id, "clauses": clauses, "outputs": outputs,
        "messages": [{"role": "user", "content": "Hello"}]});
    Arc::new(serde_json::from_value(record).unwrap())
}

fn workspace(spec: &str) -> Workspace {
    let mut workspace = Workspace::new(SpecDocument::written("desk", spec));
    workspace.scenarios = vec![
        scenario("a", &["kind"], &["Good day", "You idiot"]),
        scenario("b", &["kind", "brief"], &["One two three"]),
    ];
    workspace
}

/// A person's verdict on a clause as `spec` has it.
fn judged(id: &str, spec: &str, clause: &str, transcript: &str) -> Arc<VerdictEvent> {
    let clauses = parse(spec).clauses;
    let clause = clauses.iter().find(|it| it.id == clause).unwrap();
    Arc::new(VerdictEvent::Given(Verdict {
        id: id.to_owned(),
        clause: clause.id.clone(),
        clause_hash: clause.hash.clone(),
        transcript: transcript.to_owned(),
        output_hash: String::new(),
        context_hash: String::new(),
        source: Source::Person {
            name: "Ida".to_owned(),
        },
        outcome: Outcome::Pass,
        evidence: Vec::new(),
        explanation: String::new(),
        overrules: Vec::new(),
        time: "2031-01-01T00:00:00Z".to_owned(),
        extra: Default::default(),
    }))
}

/// A session that has checked `workspace`.
fn open(workspace: Workspace) -> Session {
    let mut session = Session::default();
    post(&mut session, 1, Job::Open(Box::new(workspace)));
    while session.is_busy() {
        session.step(Budget(100));
    }
    session
}

fn post(session: &mut Session, id: u64, job: Job) -> Vec<Reply> {
    session.post(Request { id, job })
}

/// Takes another version and asks for the sheet that compares, as request `id`.
fn ask_to_compare(session: &mut Session, id: u64, text: &str, is_older: bool) -> Vec<Reply> {
    let (name, text) = ("other".to_owned(), text.into());
    let mut replies = post(session, 1_000 + id, Job::Compare { name, text });
    let taken = replies.pop().expect("a final reply");
    assert!(
        matches!(taken, Reply::Done { ref output, .. } if **output == Output::Taken),
        "{taken:?}"
    );
    let address = if is_older {
        "compare"
    } else {
        "compare?newer=1"
    };
    replies.extend(post(session, id, Job::Sheet(address.to_owned())));
    replies
}

/// What comes of a comparison, and all that was said before: done, and total.
fn settle(session: &mut Session, budget: usize) -> (Comparison, Vec<(usize, usize)>) {
    let mut progress = Vec::new();
    loop {
        for reply in session.step(Budget(budget)) {
            match reply {
                Reply::Progress { done, total, .. } => progress.push((done, total)),
                Reply::Done { output, .. } => match *output {
                    Output::Sheet(_) => {
                        let found = session.comparison().expect("compared").clone();
                        return (found, progress);
                    }
                    other => panic!("{other:?}"),
                },
                other => panic!("{other:?}"),
            }
        }
    }
}

fn compare(workspace: Workspace, text: &str, is_older: bool) -> Comparison {
    let mut session = open(workspace);
    let replies = ask_to_compare(&mut session, 2, text, is_older);
    assert_eq!(replies, []);
    settle(&mut session, 2).0
}

fn brief(flips: &[Flip]) -> Vec<String> {
    let side = |side: &Option<Standing>| {
        let known = side.as_ref();
        known.map_or("none".to_owned(), |it| {
            format!("{} {:?}", it.clause, it.status)
        })
    };
    let line = |it: &Flip| format!("{}: {} → {}", it.transcript, side(&it.old), side(&it.new));
    flips.iter().map(line).collect()
}

fn outdated(comparison: &Comparison) -> Vec<String> {
    let line = |it: &plumbline::engine::OutdatedVerdict| {
        let new = it.new_clause.as_deref().unwrap_or("none");
        format!("{} {} → {new} {:?}", it.verdict, it.clause, it.fate)
    };
    comparison.outdated.iter().map(line).collect()
}

#[test]
fn a_stricter_check_flips_statuses_whichever_version_is_at_hand() {
    let stricter = SPEC.replace("max: 5", "max: 2");
    #[track_caller]
    fn check(here: &str, there: &str, is_older: bool, expected: &[&str]) {
        let found = compare(workspace(here), there, is_older);
        assert_eq!(brief(&found.flips), expected);
        assert_eq!(found.n_transcripts, 3);
    }
    let flip = ["b#m#1: brief Kept → brief Broken"];
    check(&stricter, SPEC, true, &flip);
    check(SPEC, &stricter, false, &flip);
    let back = ["b#m#1: brief Broken → brief Kept"];
    check(&stricter, SPEC, false, &back);
    check(SPEC, SPEC, true, &[]);
}

#[test]
fn a_flip_says_what_the_checks_said_and_is_counted() {
    let stricter = SPEC.replace("max: 5", "max: 2");
    let found = compare(workspace(&stricter), SPEC, true);
    let flip = &found.flips[0];
    let [old, new] = [&flip.old, &flip.new].map(|it| it.as_ref().unwrap());
    assert_eq!((flip.scenario.as_str(), new.applies), ("b", true));
    assert_eq!(
        (old.checks.len(), new.checks[0].check.as_str()),
        (1, "brief/1")
    );
    assert!(new.checks[0].explanation.contains('3'), "{:?}", new.checks);
    let counts: Vec<_> = found
        .flip_counts
        .iter()
        .map(|it| (it.old, it.new, it.n))
        .collect();
    assert_eq!(counts, [(Some(Status::Kept), Some(Status::Broken), 1)]);
}

#[test]
fn clauses_that_came_or_went_count_where_something_is_known() {
    let (start, rest) = SPEC.split_at(SPEC.find("## Brief").unwrap());
    let without = format!("{start}{}", &rest[rest.find("## Warm").unwrap()..]);
    let found = compare(workspace(SPEC), &without, true);
    let expected = [
        "a#m#1: none → brief Kept",
        "a#m#2: none → brief Kept",
        "b#m#1: none → brief Kept",
    ];
    assert_eq!(brief(&found.flips), expected);
    let found = compare(workspace(SPEC), &without, false);
    assert_eq!(brief(&found.flips)[0], "a#m#1: brief Kept → none");
    // Of a clause that nobody looked at, nothing flips.
    let (without_warm, _) = SPEC.split_at(SPEC.find("## Warm").unwrap());
    assert_eq!(
        brief(&compare(workspace(SPEC), without_warm, true).flips),
        [] as [&str; 0]
    );
}

/// Scenarios, verdicts and packs name clauses by id. Another id for the same words flips nothing.
#[test]
fn a_renamed_clause_flips_nothing() {
    let mut here = workspace(SPEC);
    here.verdicts = vec![
        judged("v1", SPEC, "kind", "a#m#2"),
        judged("v2", SPEC, "warm", "a#m#1"),
    ];
    let VerdictEvent::Given(verdict) = Arc::make_mut(&mut here.verdicts[0]) else {
        panic!("a verdict")
    };
    verdict.overrules = vec!["kind/1".to_owned()];
    here.packs = vec![Arc::new(PackDocument {
        name: "p".to_owned(),
        text: "clauses:\n  kind: [{type: not-icontains, value: day}]\n".into(),
        extra: Default::default(),
    })];
    let renamed = SPEC
        .replace("{#kind", "{#polite")
        .replace("{#warm", "{#cordial");
    let found = compare(here, &renamed, false);
    assert_eq!(brief(&found.flips), [] as [&str; 0]);
    assert_eq!(
        outdated(&found),
        ["v1 kind → polite Renamed", "v2 warm → cordial Renamed"]
    );
}

#[test]
fn verdicts_given_under_older_words_are_offered_again() {
    #[track_caller]
    fn check(here: &str, there: &str, is_older: bool, expected: &[&str]) {
        let mut workspace = workspace(here);
        workspace.verdicts = vec![judged("v1", SPEC, "warm", "a#m#1")];
        let found = compare(workspace, there, is_older);
        assert_eq!(
            (outdated(&found), brief(&found.flips)),
            (
                expected.iter().map(|it| (*it).to_owned()).collect(),
                Vec::new(),
            )
        );
    }
    let reworded = SPEC.replace("look forward to", "hope for");
    check(SPEC, &reworded, false, &["v1 warm → warm Reworded"]);
    check(&reworded, SPEC, true, &["v1 warm → warm Reworded"]);
    // Seen from the words under which it was given, it is not outdated.
    check(SPEC, &reworded, true, &[]);
    let renamed = reworded.replace("{#warm", "{#cordial");
    check(&renamed, SPEC, true, &["v1 warm → cordial Reworded"]);
    let gone = SPEC.split_at(SPEC.find("## Warm").unwrap()).0;
    let mut workspace = workspace(SPEC);
    workspace.verdicts = vec![judged("v1", SPEC, "warm", "a#m#1")];
    let found = compare(workspace, gone, false);
    assert_eq!(outdated(&found), ["v1 warm → none Gone"]);
    assert_eq!(brief(&found.flips), ["a#m#1: warm Kept → none"]);
}

#[test]
fn verdicts_on_clauses_with_ids_made_from_words_are_found_again() {
    let old = "# Charter\n\nThe assistant must never read the mail of a guest without leave.\n";
    let new = old.replace("without leave", "unless the guest asks for it");
    let id = |text: &str| parse(text).clauses[0].id.clone();
    let mut here = workspace(&new);
    here.verdicts = vec![judged("v1", old, &id(old), "a#m#1")];
    let found = compare(here, old, true);
    assert_eq!(found.outdated[0].new_clause, Some(id(&new)));
    assert_eq!(
        (found.outdated.len(), found.outdated[0].fate),
        (1, Fate::Reworded)
    );
    assert_eq!(
        brief(&found.flips),
        [] as [&str; 0],
        "another id alone flips nothing"
    );
    assert_eq!(found.diff.matches[0].new, Some(id(&new)));
}

#[test]
fn what_both_versions_have_is_not_checked_again() {
    let stricter = SPEC.replace("max: 5", "max: 2");
    let mut session = open(workspace(&stricter));
    ask_to_compare(&mut session, 2, SPEC, true);
    let (_, progress) = settle(&mut session, 1);
    // One check on three replies; the first total is not yet all.
    assert_eq!(progress, [(0, 1), (1, 3), (2, 3)]);
    // The engine itself is where it was.
    let patches = vec![Patch::Head {
        title: "New".to_owned(),
        extra: Default::default(),
    }];
    // Nothing has to be checked, so that the findings come at once.
    let replies = post(&mut session, 3, Job::Patch(patches));
    assert!(!session.is_busy());
    let [Reply::Done { output, .. }] = &replies[..] else {
        panic!("{replies:?}")
    };
    assert!(matches!(output.as_ref(), Output::Findings(it) if it.n_runs == 0));
}

#[test]
fn a_comparison_waits_for_findings_and_is_overtaken_by_changes() {
    let mut session = Session::default();
    post(&mut session, 1, Job::Open(Box::new(workspace(SPEC))));
    ask_to_compare(&mut session, 2, SPEC, true);
    let finals = |replies: Vec<Reply>| {
        let done = replies.into_iter().filter_map(|it| match it {
            Reply::Done { id, output } => Some((id, *output)),
            _ => None,
        });
        done.collect::<Vec<_>>()
    };
    let first = finals(session.step(Budget(100)));
    assert!(matches!(first[..], [(1, Output::Findings(_))]), "{first:?}");
    session.step(Budget(1));
    assert_eq!(
        finals(ask_to_compare(&mut session, 3, SPEC, true)),
        [(2, Output::Overtaken)]
    );
    let rule = Patch::Rule(Default::default());
    let overtaken = finals(post(&mut session, 4, Job::Patch(vec![rule])));
    assert!(
        matches!(
            overtaken[..],
            [(3, Output::Overtaken), (4, Output::Findings(_))]
        ),
        "{overtaken:?}"
    );
    ask_to_compare(&mut session, 5, SPEC, true);
    let cancelled = finals(post(&mut session, 6, Job::Cancel));
    assert_eq!(cancelled, [(5, Output::Overtaken), (6, Output::Overtaken)]);
    assert!(!session.is_busy());
}

#[test]
fn a_comparison_without_work_is_lost() {
    let mut session = Session::default();
    ask_to_compare(&mut session, 1, SPEC, true);
    let replies = session.step(Budget(1));
    assert!(matches!(&replies[..], [Reply::Failed { id: 1, error }] if error.lost));
}

#[test]
fn a_comparison_travels_as_json() {
    let mut here = workspace(&SPEC.replace("max: 5", "max: 2").replace("few", "very few"));
    here.verdicts = vec![judged("v1", SPEC, "brief", "a#m#1")];
    let found = compare(here, SPEC, true);
    let text = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Comparison>(&text).unwrap(), found);
    assert_eq!(found.title, "Desk");
    assert!(found.diff.changed[0].prose.is_some());
}
