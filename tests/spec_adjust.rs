//! Clauses as authors mark them in the text and as people decide on them.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

use Strength::{May, Must, MustNot, None as NoStrength, Should, ShouldNot};
use plumbline::Span;
use plumbline::engine::Act;
use plumbline::protocol::{Job, Output, Reply, Request, Session};
use plumbline::spec::{
    Adjustment, Authority, Change, ChangeError, Spec, Strength, change, parse, parse_adjusted,
};
use plumbline::workspace::link::{self, Link};
use plumbline::workspace::patch::diff;
use plumbline::workspace::{SpecDocument, Workspace, file};
use std::sync::Arc;

/// Ids, strengths and words; an id that is the reader's own is `-`.
fn rows(spec: &Spec, source: &str) -> Vec<(String, Strength, String)> {
    let row = |it: &plumbline::spec::Clause| {
        let is_own = it.id.len() > 6 && it.id.ends_with(&it.hash[..6]);
        let id = if is_own { "-" } else { &it.id };
        let words = spec.words(it, source);
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        (id.to_owned(), it.strength, words)
    };
    spec.clauses.iter().map(row).collect()
}

fn codes(spec: &Spec) -> Vec<&str> {
    spec.diagnostics.iter().map(|it| it.code.as_str()).collect()
}

#[test]
fn marks_say_which_words_are_a_clause() {
    #[track_caller]
    fn check(source: &str, expected: &[(&str, Strength, &str)]) {
        let found = rows(&parse(source), source);
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.0.as_str(), it.1, it.2.as_str()))
            .collect();
        assert_eq!(found, expected, "{source}");
    }
    check(
        "You must ask. {#ask} You should wait.{#wait strength=must}\n",
        &[
            ("ask", Must, "You must ask."),
            ("wait", Must, "You should wait."),
        ],
    );
    check(
        "It is late. You must ask {#ask} and you must not guess. {#guess}",
        &[
            ("ask", Must, "You must ask"),
            ("guess", MustNot, "and you must not guess."),
        ],
    );
    check(
        "One. Two. Three. {#a sentences=2} You must.",
        &[("a", NoStrength, "Two. Three."), ("-", Must, "You must.")],
    );
    check(
        "You must ask. {clause=no} It is late. {clause=yes}",
        &[("-", NoStrength, "It is late.")],
    );
    check(
        "Claude should never:\n- lie {#lie}\n- shout. Nor run. {#b}\n- cheat {clause=no}\n- steal\n",
        &[
            ("lie", MustNot, "Claude should never: lie"),
            ("b", MustNot, "Claude should never: shout. Nor run."),
            ("-", MustNot, "Claude should never: steal"),
        ],
    );
    check(
        "- One. {#one} You must ask. So.\n",
        &[("one", NoStrength, "One."), ("-", Must, "You must ask.")],
    );
    check(
        "# A {#a authority=user}\n\nYou must ask. You may go. {#go authority=root}\n\n# B\n\nNo. {#no}\n",
        &[
            ("a", Must, "You must ask. You may go."),
            ("go", NoStrength, "You may go."),
            ("no", NoStrength, "No."),
        ],
    );
    check(
        "# A {authority=user strength=may}\n\nYou must.\n\n# B {authority=user clause=no}\n\nYou must.\n",
        &[("a", May, "You must.")],
    );
    check(
        "You must write `{#a}`.",
        &[("-", Must, "You must write `{#a}`.")],
    );
    check(
        "You must ask. <!-- plumbline: ignore x -->\n\n<!-- plumbline: ignore y -->\n\nYou must wait.",
        &[("-", Must, "You must ask."), ("-", Must, "You must wait.")],
    );
    check(
        "We would like Claude to be:\n- kind\n\nWe do not want the assistant to:\n- lie\n\nThey want Claude to:\n- sing\n",
        &[
            ("-", Should, "We would like Claude to be: kind"),
            ("-", ShouldNot, "We do not want the assistant to: lie"),
        ],
    );
}

#[test]
fn marks_change_no_hash_and_authority_is_read() {
    let plain = "# A {#a authority=user}\n\nYou must ask. Wait, 規則。次！\n";
    let marked = plain
        .replace("ask.", "ask. {#ask authority=root}")
        .replace('。', "。{#x}");
    let (one, other) = (parse(plain), parse(&marked));
    assert_eq!(one.clauses[0].hash, other.clauses[0].hash);
    assert_eq!(other.clauses[1].authority, Some(Authority::Root));
    assert_eq!(
        other.clauses[2].authority,
        Some(Authority::User),
        "its section's"
    );
    let faulty = parse(
        "You must ask. {#a authority=boss strength=big}\n\nYou must. {#a}\n\n# H {strength=x authority=root}\n",
    );
    let expected = [
        "unknown-authority",
        "unknown-strength",
        "duplicate-id",
        "unknown-strength",
    ];
    assert_eq!(codes(&faulty), expected);
}

const DESK: &str = "# Desk\n\nYou must ask. You must wait and must not run. It is late. Speak softly.\n\n\
    The bot must never:\n\n- lie;\n- shout or\n  run.\n\n# Loans {#loans}\n\nYou should lend.\n";

/// A document with what is decided on it.
struct Desk {
    text: String,
    adjustments: Vec<Arc<Adjustment>>,
}

impl Desk {
    fn new(text: &str) -> Desk {
        Desk {
            text: text.to_owned(),
            adjustments: Vec::new(),
        }
    }

    fn spec(&self) -> Spec {
        parse_adjusted(&self.text, &self.adjustments)
    }

    /// The id of the clause whose words hold `words`.
    fn id(&self, words: &str) -> String {
        let spec = self.spec();
        let mut clauses = spec.clauses.iter();
        clauses
            .find(|it| spec.words(it, &self.text).contains(words))
            .unwrap()
            .id
            .clone()
    }

    fn try_do(&mut self, wanted: Change) -> Result<(), ChangeError> {
        self.adjustments = change(&self.spec(), &self.text, &self.adjustments, &wanted)?;
        Ok(())
    }

    fn split(&mut self, words: &str, at: &str) {
        let (clause, at) = (self.id(words), self.text.find(at).unwrap());
        self.try_do(Change::Split { clause, at }).unwrap();
    }

    fn promote(&mut self, words: &str) {
        let start = self.text.find(words).unwrap();
        let span = Span::new(start, start + words.len());
        self.try_do(Change::Promote { span }).unwrap();
    }

    fn grade(&mut self, words: &str, strength: Option<Strength>, authority: Option<Authority>) {
        let clause = self.id(words);
        self.try_do(Change::Grade {
            clause,
            strength,
            authority,
        })
        .unwrap();
    }

    fn demote(&mut self, words: &str) {
        let clause = self.id(words);
        self.try_do(Change::Demote { clause }).unwrap();
    }

    fn merge(&mut self, words: &str) {
        let clause = self.id(words);
        self.try_do(Change::Merge { clause }).unwrap();
    }

    #[track_caller]
    fn check(&self, expected: &[(Strength, &str)]) {
        let spec = self.spec();
        let found = rows(&spec, &self.text);
        let found: Vec<_> = found.iter().map(|it| (it.1, it.2.as_str())).collect();
        assert_eq!(found, expected);
        assert_eq!(codes(&spec), [] as [&str; 0]);
    }
}

const ASK: (Strength, &str) = (Must, "You must ask.");
const WAIT: (Strength, &str) = (MustNot, "You must wait and must not run.");
const LIE: (Strength, &str) = (MustNot, "The bot must never: lie;");
const SHOUT: (Strength, &str) = (MustNot, "The bot must never: shout or run.");
const LEND: (Strength, &str) = (Should, "You should lend.");

#[test]
fn people_split_merge_promote_demote_and_regrade() {
    let mut desk = Desk::new(DESK);
    desk.check(&[(Must, "You must ask."), (Must, WAIT.1), LIE, SHOUT, LEND]);
    desk.split("wait", "and must not");
    let (wait, run) = ((Must, "You must wait"), (MustNot, "and must not run."));
    desk.check(&[ASK, wait, run, LIE, SHOUT, LEND]);
    desk.split("shout", "or\n");
    let (shout, or) = (
        (MustNot, "The bot must never: shout"),
        (MustNot, "The bot must never: or run."),
    );
    desk.check(&[ASK, wait, run, LIE, shout, or, LEND]);
    desk.demote("lie;");
    desk.promote("Speak softly.");
    let softly = (NoStrength, "Speak softly.");
    desk.check(&[ASK, wait, run, softly, shout, or, LEND]);
    desk.grade("softly", Some(ShouldNot), Some(Authority::Root));
    desk.grade("and must not run", Some(May), None);
    let run = (May, "and must not run.");
    let softly = (ShouldNot, "Speak softly.");
    desk.check(&[ASK, wait, run, softly, shout, or, LEND]);
    let spec = desk.spec();
    assert_eq!(spec.clauses[3].authority, Some(Authority::Root));
    assert!(!spec.clauses[0].adjusted && spec.clauses[1].adjusted && spec.clauses[3].adjusted);
    desk.merge("ask");
    let asked = (Must, "You must ask. You must wait");
    desk.check(&[asked, run, softly, shout, or, LEND]);
    let at = desk.text.find("softly").unwrap();
    desk.try_do(Change::Undo { at }).unwrap();
    desk.check(&[asked, run, shout, or, LEND]);
    let at = desk.text.find("lie").unwrap();
    desk.try_do(Change::Undo { at }).unwrap();
    desk.check(&[asked, run, LIE, shout, or, LEND]);
}

#[test]
fn a_new_strength_changes_neither_id_nor_hash() {
    let mut desk = Desk::new(DESK);
    let before = desk.spec();
    desk.grade("lie", Some(Should), Some(Authority::User));
    let after = desk.spec();
    for (old, new) in before.clauses.iter().zip(&after.clauses) {
        assert_eq!((&old.id, &old.hash), (&new.id, &new.hash));
    }
}

#[test]
fn a_section_is_graded_demoted_and_split() {
    let text = "# A {#a authority=user}\n\nYou must ask.\n\nYou should wait.\n\n**Example**: x\n\n~~~xml\n<user>hi</user>\n~~~\n\nThe end.\n";
    let mut desk = Desk::new(text);
    let whole = "You must ask. You should wait. The end.";
    desk.grade("ask", Some(May), Some(Authority::Root));
    desk.check(&[(May, whole)]);
    assert_eq!(desk.spec().clauses[0].authority, Some(Authority::Root));
    desk.try_do(Change::Undo { at: 0 }).unwrap();
    desk.promote("You should wait.");
    desk.check(&[(Must, whole), (Should, "You should wait.")]);
    let at = desk.text.find("You should").unwrap();
    let split = Change::Split {
        clause: "a".to_owned(),
        at,
    };
    assert_eq!(
        desk.try_do(split.clone()),
        Err(ChangeError::HasParts { id: "a".to_owned() })
    );
    desk.try_do(Change::Undo { at }).unwrap();
    desk.try_do(split).unwrap();
    desk.check(&[
        (Must, "You must ask."),
        (Should, "You should wait. The end."),
    ]);
    assert!(
        desk.spec()
            .clauses
            .iter()
            .all(|it| it.authority == Some(Authority::User))
    );
    desk.demote("You must ask.");
    desk.check(&[(Should, "You should wait. The end.")]);
}

#[test]
fn promoting_part_of_a_clause_leaves_the_rest_clauses() {
    let mut desk = Desk::new("You must ask, wait and go.");
    desk.promote("wait");
    desk.check(&[
        (Must, "You must ask,"),
        (NoStrength, "wait"),
        (NoStrength, "and go."),
    ]);
    desk.promote("must ask, wait");
    desk.check(&[
        (NoStrength, "You"),
        (Must, "must ask, wait"),
        (NoStrength, "and go."),
    ]);
}

#[test]
fn changes_that_cannot_be_made_say_why() {
    let mut desk = Desk::new(DESK);
    let (id, no) = (desk.id("lend"), "x".to_owned());
    let fails = [
        (
            Change::Demote { clause: no },
            "no clause is called `x`".to_owned(),
        ),
        (
            Change::Merge { clause: id.clone() },
            format!("no clause follows `{id}` in its section"),
        ),
        (
            Change::Split {
                clause: id.clone(),
                at: 0,
            },
            "there are no words of a rule at this place".to_owned(),
        ),
        (
            Change::Split {
                clause: id,
                at: 9999,
            },
            "there are no words of a rule at this place".to_owned(),
        ),
        (
            Change::Promote {
                span: Span::new(0, 3),
            },
            "there are no words of a rule at this place".to_owned(),
        ),
        (
            Change::Promote {
                span: Span::new(9998, 9999),
            },
            "there are no words of a rule at this place".to_owned(),
        ),
    ];
    for (change, message) in fails {
        let error = desk.try_do(change).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert!(!error.hint().is_empty());
    }
    assert!(desk.adjustments.is_empty());
}

#[test]
fn decisions_survive_edits_elsewhere_and_are_reported_when_their_words_go() {
    let mut desk = Desk::new(DESK);
    desk.split("wait", "and must not");
    desk.demote("lend");
    desk.promote("It is late.");
    let wanted = desk.spec().clauses.len();
    for (old, new) in [
        (
            "# Desk\n",
            "# Intro\n\nIt is good.\n\n# Desk\n\nNever mind.\n",
        ),
        ("You must wait and", "You  must\nwait and"),
        ("- lie;\n", ""),
        ("# Desk", "# Front desk"),
    ] {
        desk.text = desk.text.replace(old, new);
        assert_eq!(codes(&desk.spec()), [] as [&str; 0], "{old}");
    }
    assert_eq!(desk.spec().clauses.len(), wanted, "one more, one less");
    desk.text = desk.text.replace("and must not", "and should not");
    let spec = desk.spec();
    assert_eq!(codes(&spec), ["adjustment-lost"]);
    assert_eq!(
        spec.diagnostics[0].message,
        "the words `You must wait and must not run.` are not here, so what was decided on them does not count"
    );
    desk.text = desk.text.replace("and should not", "and must not");
    assert_eq!(codes(&desk.spec()), [] as [&str; 0], "it counts again");
}

#[test]
fn equal_words_are_told_apart() {
    let mut desk = Desk::new("# A\n\nYou must ask. You must ask.\n\n# B\n\nYou must ask.\n");
    let ids: Vec<_> = desk.spec().clauses.iter().map(|it| it.id.clone()).collect();
    desk.try_do(Change::Demote {
        clause: ids[1].clone(),
    })
    .unwrap();
    assert_eq!(desk.adjustments[0].occurrence, 2);
    let left: Vec<_> = desk.spec().clauses.iter().map(|it| it.id.clone()).collect();
    assert_eq!(left, [ids[0].clone(), ids[2].clone()]);
    desk.try_do(Change::Demote {
        clause: ids[0].clone(),
    })
    .unwrap();
    let left: Vec<_> = desk.spec().clauses.iter().map(|it| it.id.clone()).collect();
    assert_eq!(left, [ids[2].clone()]);
}

#[test]
fn decisions_travel_with_file_link_and_patch() {
    let mut desk = Desk::new(DESK);
    desk.split("wait", "and must not");
    let plain = Workspace::new(SpecDocument::written("n", DESK));
    let mut adjusted = plain.clone();
    adjusted.spec.adjustments = desk.adjustments.clone();
    assert_eq!(file::read(&file::write(&adjusted)).unwrap(), adjusted);
    assert!(
        !file::write(&plain).contains("adjustments"),
        "older versions see no new field"
    );
    let link = link::encode(&Link::new(&adjusted, None, None, |_| None)).unwrap();
    let opened = link::decode(&link).unwrap().resolve(|_| None).unwrap();
    assert_eq!(opened.workspace, adjusted);
    let mut patched = plain.clone();
    for patch in diff(&plain, &adjusted) {
        patched.apply(patch).unwrap();
    }
    assert_eq!(patched, adjusted);
    let json = serde_json::to_value(desk.adjustments[0].as_ref()).unwrap();
    assert_eq!(json["words"], "You must wait and must not run.");
    assert_eq!(
        json["clauses"][1],
        serde_json::json!({"words": "and must not run."})
    );
}

#[test]
fn the_page_asks_for_a_change_and_patches_it_in() {
    let mut session = Session::default();
    let plain = Workspace::new(SpecDocument::written("n", DESK));
    let post = |session: &mut Session, job| {
        let mut replies = session.post(Request { id: 1, job });
        while session.is_busy() {
            replies.extend(session.step(plumbline::engine::Budget(9)));
        }
        replies.pop().unwrap()
    };
    post(&mut session, Job::Open(Box::new(plain.clone())));
    let clause = Desk::new(DESK).id("lie");
    let act = |session: &mut Session, change: &str| {
        let what = format!("adjust {change}");
        let act = Act {
            what,
            ..Act::default()
        };
        match post(session, Job::Act(Box::new(act))) {
            Reply::Done { output, .. } => match *output {
                Output::Acted(acted) => *acted,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    };
    let change = Change::Demote {
        clause: clause.clone(),
    };
    let demote = serde_json::to_string(&change).unwrap();
    let id = Desk::new(DESK).id("ask");
    let merge = serde_json::to_string(&Change::Merge { clause: id.clone() }).unwrap();
    let acted = act(&mut session, &merge);
    // It is in another clause now, which has a page of its own.
    let read = parse_adjusted(DESK, &acted.changes.adjustments.unwrap());
    let merged = acted.go_to.strip_prefix("clause/").unwrap();
    let merged = read.clauses.iter().find(|it| it.id == merged).unwrap();
    assert!(read.words(merged, DESK).contains("ask"), "{merged:?}");
    assert!(read.clauses.iter().all(|it| it.id != id));
    let acted = act(&mut session, &demote);
    // Its page is none any more, so one goes on to all of them.
    assert!(acted.said.contains("Undo"), "{acted:?}");
    assert_eq!(acted.go_to, "clauses");
    let all = acted.changes.adjustments.unwrap();
    let mut new = plain.clone();
    new.spec.adjustments = all;
    let reply = post(&mut session, Job::Patch(diff(&plain, &new)));
    let Reply::Done { output, .. } = reply else {
        panic!("{reply:?}")
    };
    let Output::Findings(findings) = *output else {
        panic!("{output:?}")
    };
    let clauses = &findings.spec.unwrap().clauses;
    assert!(clauses.iter().all(|it| it.id != clause), "{clauses:?}");
    for again in [demote.as_str(), "no change"] {
        let acted = act(&mut session, again);
        assert!(
            acted.changes.is_empty() && !acted.hint.is_empty(),
            "{acted:?}"
        );
    }
}
