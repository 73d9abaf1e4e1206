//! The engine as the page uses it: open, patch, step, merge what is new.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

use plumbline::engine::{Budget, ClauseRow, Engine, Findings, SpecView, TranscriptFindings};
use plumbline::protocol::{Job, Output, Reply, Request, Session, Shared};
use plumbline::transcript::Scenario;
use plumbline::verdict::{Combine, CountingRule, Outcome, Source, Status, Verdict, VerdictEvent};
use plumbline::workspace::patch::{Patch, diff};
use plumbline::workspace::{PackDocument, SpecDocument, Workspace};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const SPEC: &str = "\
# Desk

## Kind {#kind authority=root}

The assistant must never be rude.

```checks
- {type: not-icontains, value: idiot, why: insults}
- {type: not-icontains, value: fool}
```

## Brief {#brief authority=user}

The assistant must use at most five words.

```checks
- {type: word-count, max: 5, decides: both}
```

## Warm {#warm authority=guideline}

The assistant should be warm.
";

fn scenario(id: &str, replies: &[&str]) -> Arc<Scenario> {
    let outputs: Vec<_> = (1..)
        .zip(replies)
        .map(|(epoch, reply)| {
            serde_json::json!({"candidate": "m", "epoch": epoch, "origin": {"kind": "written"},
                "messages": [{"role": "assistant", "content": reply}]})
        })
        .collect();
    let record = serde_json::json!({"id": id, "clauses": ["kind"], "outputs": outputs,
        "messages": [{"role": "user", "content": "Hello"}]});
    Arc::new(serde_json::from_value(record).unwrap())
}

fn workspace() -> Workspace {
    let mut workspace = Workspace::new(SpecDocument::written("desk", SPEC));
    workspace.scenarios = vec![
        scenario("a", &["Good day", "You idiot"]),
        scenario("b", &["One two three"]),
    ];
    workspace
}

/// Merges findings as the page does.
#[derive(Default, PartialEq, Debug)]
struct Client {
    spec: Option<Arc<SpecView>>,
    transcripts: BTreeMap<String, Arc<TranscriptFindings>>,
}

impl Client {
    fn merge(&mut self, findings: Findings) {
        self.spec = findings.spec.or(self.spec.take());
        for id in findings.removed {
            self.transcripts.remove(&id);
        }
        for it in findings.transcripts {
            self.transcripts.insert(it.transcript.clone(), it);
        }
    }

    fn row(&self, transcript: &str, clause: &str) -> &ClauseRow {
        self.transcripts[transcript]
            .row(clause)
            .expect("something is known")
    }
}

fn settle(engine: &mut Engine) -> Findings {
    loop {
        let progress = engine.step(Budget(2));
        if progress.done == progress.total {
            return engine.take_findings();
        }
    }
}

/// An engine and a client that follow a workspace.
struct Desk {
    engine: Engine,
    client: Client,
    now: Workspace,
}

impl Desk {
    fn open(workspace: Workspace) -> Desk {
        Desk::telling(usize::MAX, workspace)
    }

    /// One whose engine tells of so many results at a time.
    fn telling(n_results: usize, workspace: Workspace) -> Desk {
        let mut engine = Engine::default();
        engine.tell_at_most(n_results);
        engine.open(workspace.clone());
        let mut client = Client::default();
        client.merge(settle(&mut engine));
        Desk {
            engine,
            client,
            now: workspace,
        }
    }

    /// Changes the workspace and returns how many checks ran for it.
    fn edit(&mut self, change: impl FnOnce(&mut Workspace)) -> u32 {
        let mut new = self.now.clone();
        change(&mut new);
        self.engine.apply(diff(&self.now, &new)).unwrap();
        self.now = new;
        let findings = settle(&mut self.engine);
        let n_runs = findings.n_runs;
        self.client.merge(findings);
        n_runs
    }

    fn judge(&mut self, transcript: &str, clause: &str, outcome: Outcome, overrules: &[&str]) {
        let all = self.now.scenarios.iter().flat_map(|it| it.transcripts());
        let judged = all.into_iter().find(|it| it.id == transcript).unwrap();
        let spec = self.client.spec.as_ref().unwrap();
        let clause_hash = spec
            .clauses
            .iter()
            .find(|it| it.id == clause)
            .unwrap()
            .hash
            .clone();
        let verdict = Verdict {
            id: format!("v{}", self.now.verdicts.len()),
            clause: clause.to_owned(),
            clause_hash,
            transcript: transcript.to_owned(),
            output_hash: judged.output_hash(),
            context_hash: judged.context_hash(),
            source: Source::Person {
                name: String::new(),
            },
            outcome,
            evidence: Vec::new(),
            explanation: String::new(),
            overrules: overrules.iter().map(|it| (*it).to_owned()).collect(),
            time: "2031-01-01T00:00:00Z".to_owned(),
            extra: Default::default(),
        };
        self.edit(|it| it.verdicts.push(Arc::new(VerdictEvent::Given(verdict))));
    }
}

fn say(workspace: &mut Workspace, scenario: usize, output: usize, text: &str) {
    let messages = workspace.messages_mut(scenario, Some(output)).unwrap();
    Arc::make_mut(&mut messages[0]).content = text.to_owned();
}

#[test]
fn an_edited_reply_runs_that_replys_checks_alone() {
    let mut desk = Desk::open(workspace());
    assert_eq!(desk.edit(|it| say(it, 0, 0, "Hello there")), 3);
    assert_eq!(desk.edit(|it| it.title = "New".to_owned()), 0);
}

#[test]
fn an_edited_block_runs_its_own_checks_alone() {
    let mut desk = Desk::open(workspace());
    let n_runs = desk.edit(|it| it.spec.text = it.spec.text.replace("max: 5", "max: 2").into());
    assert_eq!(n_runs, 3, "one check on three replies");
    assert_eq!(desk.client.row("b#m#1", "brief").status, Status::Broken);
}

#[test]
fn statuses_say_no_more_than_is_known() {
    let desk = Desk::open(workspace());
    assert_eq!(
        desk.client.row("a#m#1", "kind").status,
        Status::NoBreakFound
    );
    assert_eq!(desk.client.row("a#m#2", "kind").status, Status::Broken);
    assert_eq!(desk.client.row("a#m#1", "brief").status, Status::Kept);
    assert!(
        !desk.client.row("a#m#1", "brief").applies,
        "the scenario does not ask about it"
    );
    assert_eq!(
        desk.client.transcripts["a#m#1"].row("warm"),
        None,
        "nobody looked"
    );
}

#[test]
fn a_verdict_on_an_edited_reply_stays_and_does_not_count() {
    let mut desk = Desk::open(workspace());
    desk.judge("a#m#1", "kind", Outcome::Pass, &[]);
    assert_eq!(desk.client.row("a#m#1", "kind").status, Status::Kept);
    desk.edit(|it| say(it, 0, 0, "Hello"));
    let row = desk.client.row("a#m#1", "kind");
    assert_eq!(
        (row.status, row.verdicts[0].older_reply),
        (Status::NoBreakFound, true)
    );
}

#[test]
fn a_verdict_given_in_another_conversation_stays_and_does_not_count() {
    let mut desk = Desk::open(workspace());
    desk.judge("a#m#1", "kind", Outcome::Pass, &[]);
    desk.edit(|it| {
        it.messages_mut(0, None).unwrap()[0] =
            plumbline::Message::new(plumbline::Role::User, "Why?").into();
    });
    let row = desk.client.row("a#m#1", "kind");
    assert_eq!(
        (row.status, row.verdicts[0].older_context),
        (Status::NoBreakFound, true)
    );
}

#[test]
fn a_reworded_clause_marks_verdicts_and_runs_nothing() {
    let mut desk = Desk::open(workspace());
    desk.judge("a#m#1", "warm", Outcome::Pass, &[]);
    let n_runs =
        desk.edit(|it| it.spec.text = it.spec.text.replace("be warm", "be cordial").into());
    let row = desk.client.row("a#m#1", "warm");
    assert_eq!((n_runs, row.status), (0, Status::Kept));
    assert!(row.verdicts[0].older_words);
}

#[test]
fn overruling_sets_a_check_aside_for_that_reply_alone() {
    let mut both = workspace();
    say(&mut both, 0, 0, "No idiot");
    let mut desk = Desk::open(both);
    desk.judge("a#m#1", "kind", Outcome::Pass, &["kind/1"]);
    assert_eq!(desk.client.row("a#m#1", "kind").status, Status::Kept);
    assert!(
        desk.client.row("a#m#1", "kind").checks[0]
            .overruled_by
            .is_some()
    );
    assert_eq!(desk.client.row("a#m#2", "kind").status, Status::Broken);
}

#[test]
fn a_person_decides_where_the_rule_says_so() {
    let mut desk = Desk::open(workspace());
    desk.judge("a#m#2", "kind", Outcome::Pass, &[]);
    assert_eq!(
        desk.client.row("a#m#2", "kind").status,
        Status::Broken,
        "any break breaks"
    );
    let first = CountingRule {
        combine: Combine::FirstDecides,
        ..CountingRule::default()
    };
    assert_eq!(desk.edit(|it| it.rule = first), 0);
    assert_eq!(desk.client.row("a#m#2", "kind").status, Status::Kept);
}

#[test]
fn check_ids_are_unique_across_blocks_and_packs() {
    let mut with_pack = workspace();
    let pack = "clauses:\n  kind:\n    checks:\n      - {type: not-contains, value: dolt}\n";
    let pack = serde_json::json!({"name": "p.yml", "text": pack});
    with_pack
        .packs
        .push(Arc::new(serde_json::from_value(pack).unwrap()));
    let desk = Desk::open(with_pack);
    let ids: Vec<_> = desk
        .client
        .spec
        .as_ref()
        .unwrap()
        .checks
        .iter()
        .map(|it| it.id.as_str())
        .collect();
    assert_eq!(ids, ["kind/1", "kind/2", "brief/1", "kind/3"]);
}

#[test]
fn faults_of_a_pack_name_the_pack_and_clauses_the_spec_lacks() {
    let mut with_pack = workspace();
    let pack = "clauses:\n  kind: [{type: contain, value: x}]\n  polite: []\n";
    let pack = serde_json::json!({"name": "p.yml", "text": pack});
    with_pack
        .packs
        .push(Arc::new(serde_json::from_value(pack).unwrap()));
    let said = |desk: &Desk| {
        let spec = desk.client.spec.clone().unwrap();
        let all = spec.diagnostics.iter();
        all.map(|it| format!("{} {} {}", it.line, it.code, it.message))
            .collect::<Vec<_>>()
    };
    let mut desk = Desk::open(with_pack);
    let expected = [
        "0 unknown-type in line 2 of the pack `p.yml`: unknown check type `contain`",
        "0 unknown-clause in line 3 of the pack `p.yml`: the spec has no clause `polite`",
    ];
    assert_eq!(said(&desk), expected);
    desk.edit(|it| it.spec.text = it.spec.text.replace("#warm", "#polite").into());
    assert_eq!(said(&desk), expected[..1]);
    desk.edit(|it| {
        it.spec.text = SPEC.into();
        it.spec.excerpt = true;
    });
    assert_eq!(said(&desk), expected[..1]);
}

/// One change of the workspace, chosen by numbers so that it can be shrunk.
fn change(workspace: &mut Workspace, (kind, at, word): (u8, usize, usize)) {
    const WORDS: [&str; 4] = ["idiot", "a b c d e f", "", "fool"];
    let text = WORDS[word % WORDS.len()];
    let index = at % workspace.scenarios.len().max(1);
    match kind % 7 {
        0 if !workspace.scenarios.is_empty() => say_somewhere(workspace, index, at, text),
        // As the page does: ids are distinct.
        1 => workspace.add_scenario(scenario(&format!("n{at}"), &[text])),
        2 if !workspace.scenarios.is_empty() => drop(workspace.scenarios.remove(index)),
        3 => workspace.spec.text = SPEC.replace("idiot", text).into(),
        4 => {
            let retitled = format!(
                "## {text}

## Brief"
            );
            workspace.spec.text = SPEC.replace("## Brief", &retitled).into();
        }
        5 => workspace.rule.sources.reverse(),
        _ => workspace.spec.text = SPEC.into(),
    }
}

fn say_somewhere(workspace: &mut Workspace, index: usize, at: usize, text: &str) {
    let n_outputs = workspace.scenarios[index].outputs.len();
    if n_outputs > 0 {
        say(workspace, index, at % n_outputs, text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn following_changes_ends_where_a_fresh_engine_begins(
        changes in prop::collection::vec((any::<u8>(), 0..6_usize, any::<usize>()), 0..10)
    ) {
        let mut desk = Desk::open(workspace());
        for it in changes {
            desk.edit(|workspace| change(workspace, it));
        }
        let fresh = Desk::open(desk.now.clone());
        prop_assert_eq!(desk.client, fresh.client);
    }

    #[test]
    fn the_few_that_are_told_are_as_all_are(
        changes in prop::collection::vec((any::<u8>(), 0..6_usize, any::<usize>()), 0..10),
        n_results in 0..16_usize,
    ) {
        let mut work = workspace();
        let own = serde_json::json!({"type": "not-contains", "value": "idiot"});
        Arc::make_mut(&mut work.scenarios[0]).checks.push(own);
        let mut desk = Desk::telling(n_results, work);
        let asked = "a#m#2";
        desk.engine.show(asked.to_owned());
        desk.client.merge(settle(&mut desk.engine));
        for it in changes {
            desk.edit(|workspace| change(workspace, it));
        }
        let mut fresh = Desk::open(desk.now.clone());
        for (id, told) in &desk.client.transcripts {
            prop_assert_eq!(Some(told), fresh.client.transcripts.get(id));
        }
        // Four for each: three checks, and the transcript itself.
        let n_told = desk.client.transcripts.len();
        prop_assert!(n_told <= 1 + n_results / 4, "{} of {}", n_told, n_results);
        let is_there = |it: &Desk| it.client.transcripts.contains_key(asked);
        prop_assert!(is_there(&desk) || !is_there(&fresh));
        for sheet in [
            "clauses", "clause/kind", "clause/brief", "coverage", "testability",
            "timeline/a?reply=1", "timeline/b?reply=0", "suggested/a",
        ] {
            let [desk, fresh] = [&mut desk, &mut fresh].map(|it| it.engine.sheet(sheet, None));
            prop_assert_eq!(desk, fresh);
        }
    }

    #[test]
    fn every_request_gets_exactly_one_final_reply(
        kinds in prop::collection::vec((0..12_u8, any::<bool>()), 1..20)
    ) {
        let mut session = Session::default();
        let mut final_ids = Vec::new();
        for (id, (kind, step)) in (1..).zip(&kinds) {
            let replies = session.post(Request { id, job: job(*kind) });
            final_ids.extend(replies.iter().filter_map(final_id));
            if *step {
                final_ids.extend(session.step(Budget(1)).iter().filter_map(final_id));
            }
        }
        while session.is_busy() {
            final_ids.extend(session.step(Budget(3)).iter().filter_map(final_id));
        }
        final_ids.sort_unstable();
        let all: Vec<u64> = (1..).take(kinds.len()).collect();
        prop_assert_eq!(final_ids, all);
    }
}

fn job(kind: u8) -> Job {
    match kind {
        0 | 1 => Job::Open(Box::new(workspace())),
        2 => Job::Patch(vec![Patch::Rule(CountingRule::default())]),
        3 => Job::Patch(vec![Patch::Scenarios(
            plumbline::workspace::patch::Splice {
                at: 99,
                remove: 1,
                insert: Vec::new(),
            },
        )]),
        4 => Job::Recheck,
        5 => Job::Cancel,
        8 => Job::SetText {
            sections: vec![0, 99],
            rules: vec!["kind".to_owned()],
            messages: vec!["*Yes*".to_owned()],
            replies: Some([Vec::new(), Vec::new()]),
        },
        9 => Job::Compare {
            name: "later".to_owned(),
            text: SPEC.replace("max: 5", "max: 2").into(),
        },
        10 => Job::Sheet("compare".to_owned()),
        11 => Job::Show("b#m#1".to_owned()),
        6 => Job::ReadLink {
            text: "#1dgarbage".to_owned(),
            originals: Vec::new(),
        },
        _ => Job::MakeLink {
            focus: None,
            shared: Shared::All,
            originals: Vec::new(),
        },
    }
}

fn final_id(reply: &Reply) -> Option<u64> {
    match reply {
        Reply::Done { id, .. } | Reply::Failed { id, .. } => Some(*id),
        Reply::Progress { .. } | Reply::Hello { .. } => None,
    }
}

#[test]
fn a_link_made_by_one_session_opens_in_another() {
    let mut session = Session::default();
    session.post(Request {
        id: 1,
        job: Job::Open(Box::new(workspace())),
    });
    while session.is_busy() {
        session.step(Budget(100));
    }
    let make = Job::MakeLink {
        focus: None,
        shared: Shared::Scenarios(vec!["b".to_owned()]),
        originals: Vec::new(),
    };
    let [Reply::Done { output, .. }] = &session.post(Request { id: 2, job: make })[..] else {
        panic!("a link")
    };
    let Output::Link(text) = output.as_ref() else {
        panic!("a link")
    };
    let read = Job::ReadLink {
        text: text.clone(),
        originals: Vec::new(),
    };
    let replies = Session::default().post(Request { id: 1, job: read });
    let [Reply::Done { output, .. }] = &replies[..] else {
        panic!("{replies:?}")
    };
    let Output::Opened(opened) = output.as_ref() else {
        panic!("opened")
    };
    assert_eq!(opened.workspace.spec.text, workspace().spec.text);
    assert_eq!(opened.workspace.scenarios, workspace().scenarios[1..]);
}

/// A spec of many clauses with a check each, and as many replies as that.
fn many(n_clauses: usize, n_outputs: usize) -> Workspace {
    let clause = |at| {
        format!(
            "## Rule {at} {{#rule-{at} authority=root}}\n\nThe assistant must not do {at}.\n\n\
             ```checks\n- {{type: not-contains, value: x{at}}}\n```\n\n"
        )
    };
    let spec: String = (0..n_clauses).map(clause).collect();
    let replies: Vec<_> = (0..n_outputs).map(|at| format!("reply {at}")).collect();
    let replies: Vec<_> = replies.iter().map(String::as_str).collect();
    let mut workspace = Workspace::new(SpecDocument::written("many", spec));
    workspace.scenarios = vec![scenario("a", &replies)];
    workspace
}

#[test]
fn an_edit_of_one_clause_runs_that_clause_alone() {
    let (n_clauses, n_outputs) = (40, 100);
    let old = many(n_clauses, n_outputs);
    let (mut engine, mut client) = (Engine::default(), Client::default());
    engine.open(old.clone());
    while engine.step(Budget(200)).done < n_clauses * n_outputs {}
    client.merge(engine.take_findings());
    let (check, more) = (
        "value: reply 7}",
        "value: x9}\n- {type: word-count, max: 9}",
    );
    let edits = [
        // The check of one clause; its words, with which nothing runs; a second check beside one.
        ("value: x7}", check, n_outputs),
        ("must not do 8.", "must never do 8.", 0),
        ("value: x9}", more, 2 * n_outputs),
    ];
    let mut text = old.spec.text.to_string();
    for (from, to, n_runs) in edits {
        let before = engine.workspace().unwrap().clone();
        text = text.replacen(from, to, 1);
        let after = Workspace {
            spec: SpecDocument::written("many", text.as_str()),
            ..before.clone()
        };
        engine.apply(diff(&before, &after)).unwrap();
        let progress = engine.step(Budget(n_clauses * n_outputs));
        assert_eq!((progress.done, progress.total), (n_runs, n_runs), "{to}");
        client.merge(engine.take_findings());
    }
    // Replies 7 and 70 to 79.
    let rows = client.transcripts.values().flat_map(|it| &it.rows);
    let broken = rows.filter(|it| it.status == Status::Broken);
    assert_eq!(broken.count(), 11);
}

/// Runs until the last request is answered, and gives the findings of each request in turn.
fn findings(session: &mut Session, jobs: Vec<Job>) -> Vec<Option<Findings>> {
    let mut replies = Vec::new();
    let n_jobs = jobs.len();
    for (id, job) in (1..).zip(jobs) {
        replies.extend(session.post(Request { id, job }));
    }
    while session.is_busy() {
        replies.extend(session.step(Budget(700)));
    }
    let mut found = vec![None; n_jobs];
    let mut n_final = 0;
    for reply in replies {
        if let Reply::Done { id, output } = reply {
            n_final += 1;
            if let Output::Findings(findings) = *output {
                found[usize::try_from(id).unwrap() - 1] = Some(findings);
            }
        }
    }
    assert_eq!(n_final, n_jobs, "one final reply each");
    found
}

#[test]
fn of_many_transcripts_a_page_is_told_of_those_that_it_looks_at() {
    let old = many(40, 80);
    let mut client = Client::default();
    let mut session = Session::default();
    let open = Job::Open(Box::new(old.clone()));
    let first = findings(&mut session, vec![open]).remove(0).unwrap();
    assert_eq!((first.n_runs, first.transcripts.len()), (3_200, 48));
    assert!(first.begins);
    client.merge(first);

    let last = "a#m#80".to_owned();
    assert!(!client.transcripts.contains_key(&last));
    let shown = findings(&mut session, vec![Job::Show(last.clone())]);
    let shown = shown.into_iter().flatten().next().unwrap();
    assert_eq!((shown.n_runs, shown.transcripts.len()), (0, 1));
    client.merge(shown);

    let mut new = old.clone();
    let other = old.spec.text.replacen("value: x7}", "value: reply 79}", 1);
    new.spec = SpecDocument::written("many", other);
    let edited = findings(&mut session, vec![Job::Patch(diff(&old, &new))]).remove(0);
    let edited = edited.unwrap();
    assert_eq!((edited.n_runs, edited.n_missing), (80, 0));
    client.merge(edited);
    assert_eq!(
        client.transcripts.len(),
        48,
        "the one looked at in place of another"
    );
    let mut fresh = Desk::open(new).client;
    fresh
        .transcripts
        .retain(|id, _| client.transcripts.contains_key(id));
    assert_eq!(client, fresh);
    assert_eq!(client.row(&last, "rule-7").status, Status::Broken);
}

#[test]
fn a_transcript_asked_for_while_checking_overtakes_and_brings_all() {
    let mut session = Session::default();
    let open = Job::Open(Box::new(many(40, 80)));
    let show = Job::Show("a#m#80".to_owned());
    let [opened, shown] = &findings(&mut session, vec![open, show])[..] else {
        panic!("two")
    };
    assert_eq!(*opened, None);
    let shown = shown.as_ref().unwrap();
    assert_eq!((shown.n_runs, shown.transcripts.len()), (3_200, 49));
    assert!(shown.transcripts.iter().any(|it| it.transcript == "a#m#80"));
}

#[test]
fn looking_at_a_transcript_after_checking_was_stopped_does_not_check_the_others() {
    let mut session = Session::default();
    let open = Job::Open(Box::new(many(40, 80)));
    let found = findings(&mut session, vec![open, Job::Cancel])
        .remove(0)
        .unwrap();
    assert_eq!((found.n_runs, found.n_missing), (0, 3_200));
    let show = Job::Show("a#m#80".to_owned());
    let found = findings(&mut session, vec![show]).remove(0).unwrap();
    assert_eq!((found.n_runs, found.n_missing), (40, 3_160));
    let found = findings(&mut session, vec![Job::Recheck])
        .remove(0)
        .unwrap();
    assert_eq!((found.n_runs, found.n_missing), (3_200, 0));
}

/// What a session that stopped after `n_steps` checks says, and after it checked again.
fn stopped(n_steps: usize) -> [Findings; 2] {
    let mut session = Session::default();
    let post = |session: &mut Session, id, job| session.post(Request { id, job });
    post(&mut session, 1, Job::Open(Box::new(workspace())));
    if n_steps > 0 {
        session.step(Budget(n_steps));
    }
    let stopped = post(&mut session, 2, Job::Cancel);
    post(&mut session, 3, Job::Recheck);
    let again = session.step(Budget(100));
    [stopped, again].map(|replies| match &replies[0] {
        Reply::Done { output, .. } => match output.as_ref() {
            Output::Findings(findings) => findings.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    })
}

#[test]
fn what_stopped_checks_did_not_see_is_not_called_kept() {
    let [stopped, again] = stopped(1);
    let mut client = Client::default();
    assert_eq!((stopped.n_missing, again.n_missing), (8, 0));
    client.merge(stopped);
    // One of two checks looked and found no break.
    assert_eq!(client.row("a#m#1", "kind").status, Status::NotJudged);
    client.merge(again);
    assert_eq!(client.row("a#m#1", "kind").status, Status::NoBreakFound);
    assert_eq!(client.row("a#m#1", "brief").status, Status::Kept);
}

#[test]
fn checking_can_be_stopped_before_it_began() {
    let [stopped, _] = stopped(0);
    assert_eq!((stopped.n_missing, stopped.n_runs), (9, 0));
    assert!(stopped.spec.is_some_and(|it| it.clauses.len() == 3));
}

#[test]
fn a_verdict_that_decides_alone_stands_without_the_checks() {
    #[track_caller]
    fn check(combine: Combine, expected: Status) {
        let mut desk = Desk::open(workspace());
        desk.judge("a#m#1", "kind", Outcome::Pass, &[]);
        let rule = CountingRule {
            combine,
            ..CountingRule::default()
        };
        desk.edit(|it| it.rule = rule);
        desk.engine.forget_results();
        desk.engine.cancel();
        desk.client.merge(desk.engine.take_findings());
        assert_eq!(desk.client.row("a#m#1", "kind").status, expected);
    }
    check(Combine::FirstDecides, Status::Kept);
    check(Combine::AnyBreaks, Status::NotJudged);
}

#[test]
fn a_link_asked_for_before_anything_was_checked_has_its_excerpt() {
    let published = SPEC.replacen("# Desk", "# The desk and its rules", 1);
    let public = plumbline::workspace::SpecOrigin::Public {
        address: "https://specs.example/a.md".to_owned(),
        hash: plumbline::text::sha256(published.as_bytes()),
    };
    let mut open = workspace();
    open.spec = SpecDocument::new("a", public, SPEC);
    let mut new = open.clone();
    new.spec.text = published.into();
    let jobs = [
        Job::Open(Box::new(open.clone())),
        Job::Patch(diff(&open, &new)),
        Job::MakeLink {
            focus: None,
            shared: Shared::All,
            originals: Vec::new(),
        },
    ];
    let mut session = Session::default();
    let replies = (1..)
        .zip(jobs)
        .map(|(id, job)| session.post(Request { id, job }));
    let last = replies.flatten().last().unwrap();
    let Reply::Done { output, .. } = last else {
        panic!("{last:?}")
    };
    let Output::Link(text) = output.as_ref() else {
        panic!("a link")
    };
    let link = plumbline::workspace::link::decode(text).unwrap();
    let excerpt = link.workspace.spec.excerpt.unwrap();
    let kind = "## Kind {#kind authority=root}\n\nThe assistant must never be rude.";
    assert!(excerpt.starts_with(kind), "{excerpt}");
}

#[test]
fn a_scenario_without_a_reply_is_not_judged_rather_than_outside_the_clause() {
    let mut desk = Desk::open(workspace());
    desk.edit(|it| {
        let spec = "## Be brief {#brief authority=user}\n\nIt must be brief.\n\n```checks\n- type: word-count\n  max: 5\n  decides: both\n```\n";
        it.spec.text = spec.into();
        let mut silent = Scenario::new("silent");
        silent.clauses = vec!["brief".to_owned()];
        silent.messages = vec![plumbline::Message::new(plumbline::Role::User, "Hi").into()];
        it.scenarios = vec![silent.into()];
    });
    let row = desk.client.row("silent", "brief");
    assert_eq!(
        row.checks[0].result.outcome,
        plumbline::check::CheckOutcome::NotApplicable
    );
    assert_eq!(row.status, Status::NotJudged);
}

/// The page asks by what it last heard; the engine answers by what it has, and names it.
#[test]
fn set_text_is_named_by_what_it_shows() {
    let mut engine = Engine::default();
    engine.open(workspace());
    let before = settle(&mut engine).spec.unwrap();
    let mut edited = workspace();
    edited.spec.text = SPEC.replace("# Desk", "# Front\n\n# Desk").into();
    edited.spec.text = edited.spec.text.replace("be rude", "be harsh").into();
    engine.apply(diff(&workspace(), &edited)).unwrap();
    let asked = engine.set_text(&[1, 2, 3, 99], &["kind".to_owned()]);
    let after = settle(&mut engine).spec.unwrap();

    let keys: Vec<_> = asked.iter().map(|it| it.key.as_str()).collect();
    let rule = format!("{} kind", after.sections[2].set);
    let sections = &after.sections;
    assert_eq!(
        keys,
        [
            &sections[1].set,
            &sections[2].set,
            &sections[3].set,
            "",
            &rule
        ]
    );
    let words = |at: usize| {
        asked[at]
            .nodes
            .iter()
            .map(|it| it.words())
            .collect::<String>()
    };
    assert!(words(1).contains("never be harsh"), "{}", words(1));
    assert_eq!(
        (words(3), words(4)),
        (
            String::new(),
            "The assistant must never be harsh.".to_owned()
        )
    );
    // What an edit did not touch is known by the same name, wherever it stands now.
    let known = |at: usize| before.sections.iter().any(|it| it.set == sections[at].set);
    assert_eq!([1, 2, 3].map(known), [true, false, true]);
}

/// Suggestions follow the scenario, the spec and the packs as they stand, checked or not.
#[test]
fn clauses_are_suggested_for_a_scenario_as_it_is_written() {
    let mut engine = Engine::default();
    assert_eq!(engine.suggest("a").clauses, [], "nothing is open");
    let begun = workspace();
    engine.open(begun.clone());
    let found = engine.suggest("a").clauses;
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|it| it.score == 0.0), "{found:?}");

    let mut last = begun;
    let mut best_after = |change: &dyn Fn(&mut Workspace)| {
        let mut next = last.clone();
        change(&mut next);
        engine.apply(diff(&last, &next)).unwrap();
        last = next;
        engine.suggest("a").clauses[0].id.clone()
    };
    let asked = |it: &mut Workspace| {
        let question = it.messages_mut(0, None).unwrap();
        Arc::make_mut(&mut question[0]).content = "Are you warm?".to_owned();
    };
    assert_eq!(best_after(&asked), "warm");
    let with_pack = |it: &mut Workspace| {
        it.packs.push(Arc::new(PackDocument {
            name: "pack".to_owned(),
            text: "clauses: {brief: {about: [are you warm]}}".into(),
            extra: Default::default(),
        }));
    };
    assert_eq!(best_after(&with_pack), "brief");
    let reworded = |it: &mut Workspace| it.spec.text = SPEC.replace("{#brief", "{#short").into();
    assert_eq!(best_after(&reworded), "warm", "the pack's clause is gone");
    assert_eq!(engine.suggest("gone").clauses, []);
}

#[test]
fn the_reply_that_was_looked_at_before_is_told_no_more() {
    let mut desk = Desk::telling(0, workspace());
    let mut show = |transcript: &str| {
        desk.engine.show(transcript.to_owned());
        let found = settle(&mut desk.engine);
        let told = found.transcripts.iter().map(|it| it.transcript.clone());
        (told.collect::<Vec<_>>(), found.removed)
    };
    assert_eq!(show("a#m#2"), (vec!["a#m#2".to_owned()], vec![]));
    let (b, before) = ("b#m#1".to_owned(), "a#m#2".to_owned());
    assert_eq!(show("b#m#1"), (vec![b], vec![before]));
}
