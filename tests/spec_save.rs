//! Ids and attributes written into a document: read again, it has the same clauses.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test, helpers included"
)]

#[path = "support/data.rs"]
mod data;

use plumbline::Span;
use plumbline::engine::Act;
use plumbline::protocol::{Job, Output, Reply, Request, Session};
use plumbline::spec::{
    Adjustment, Authority, Change, ClauseKind, Saved, Section, Spec, Strength, change,
    parse_adjusted, to_markdown,
};
use plumbline::workspace::{SpecDocument, Workspace, bundled};
use proptest::prelude::*;
use std::sync::Arc;

/// All that must be the same after saving and loading.
fn clauses(spec: &Spec) -> Vec<String> {
    let row = |it: &plumbline::spec::Clause| {
        let said = (it.kind, it.authority, it.strength, it.section);
        format!("{} {} {} {said:?}", it.id, it.hash, it.title)
    };
    spec.clauses.iter().map(row).collect()
}

/// Saves a document, checks what holds of every saved document, and gives the result.
#[track_caller]
fn save(source: &str, adjustments: &[Arc<Adjustment>]) -> Saved {
    let old = parse_adjusted(source, adjustments);
    let saved = to_markdown(source, adjustments);
    let new = parse_adjusted(&saved.text, &saved.left);
    assert_eq!(clauses(&new), clauses(&old));
    same_bytes(source, &old, &saved.text, &new);
    let again = to_markdown(&saved.text, &saved.left);
    let mut lines = saved.text.lines().zip(again.text.lines());
    let other = lines.find(|(was, is)| was != is);
    assert_eq!(other, None, "saving again changes nothing");
    saved
}

/// Every other byte stays: to the byte where the source had no marks, else but for blanks.
#[track_caller]
fn same_bytes(source: &str, old: &Spec, saved: &str, new: &Spec) {
    let is_exact = old.marks.is_empty();
    let (was, is) = (without_marks(source, old), without_marks(saved, new));
    for (was, is) in was.lines().zip(is.lines()) {
        let flat = |it: &str| it.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            was == is || !is_exact && flat(was) == flat(is),
            "{was:?} became {is:?}"
        );
    }
    assert_eq!(was.lines().count(), is.lines().count());
}

/// The text without blocks of attributes and the blank before each.
fn without_marks(source: &str, spec: &Spec) -> String {
    let mut blocks: Vec<Span> = spec.marks.clone();
    let with_block = spec.sections.iter().filter(|it| !it.attrs.is_empty());
    blocks.extend(with_block.map(|it| heading_block(source, it)));
    blocks.sort();
    let (mut text, mut at) = (String::new(), 0);
    for span in blocks {
        let before = &source[at..span.start];
        text.push_str(before.strip_suffix(' ').unwrap_or(before));
        at = span.end;
    }
    text + &source[at..]
}

fn heading_block(source: &str, section: &Section) -> Span {
    let heading = section.span.slice(source).unwrap().lines().next().unwrap();
    let (open, close) = (heading.rfind('{').unwrap(), heading.rfind('}').unwrap());
    Span::new(section.span.start + open, section.span.start + close + 1)
}

/// Applies changes one after the other; those that cannot be made are left out.
fn decide(source: &str, changes: impl IntoIterator<Item = Change>) -> Vec<Arc<Adjustment>> {
    let mut adjustments = Vec::new();
    for one in changes {
        let spec = parse_adjusted(source, &adjustments);
        if let Ok(all) = change(&spec, source, &adjustments, &one) {
            adjustments = all;
        }
    }
    adjustments
}

#[test]
fn ids_are_written_after_words_and_into_headings() {
    #[track_caller]
    fn check(source: &str, expected: &str) {
        let saved = save(source, &[]).text;
        let spec = parse_adjusted(source, &[]);
        let named = spec.clauses.iter().enumerate();
        let named = named.filter(|(_, it)| it.kind != ClauseKind::Section);
        let names = |text: String, (at, it): (usize, &plumbline::spec::Clause)| {
            text.replace(&format!("#{}", it.id), &format!("#{at}"))
        };
        assert_eq!(named.fold(saved, names), expected);
    }
    check(
        "# A\n\nYou must ask. It is *late*.\nYou must\nwait.\n",
        "# A\n\nYou must ask. {#0} It is *late*.\nYou must\nwait. {#1}\n",
    );
    check(
        "Never:\n- lie\n- steal; ever\n  so",
        "Never:\n- lie {#0}\n- steal; ever\n  so {#1}",
    );
    check("規則。You must。次！", "規則。You must。{#0}次！");
    check(
        "You must ask. {#ask}\r\n\r\nYou must wait.\r\n",
        "You must ask. {#0}\r\n\r\nYou must wait. {#1}\r\n",
    );
    check(
        "You should ask.{strength=must} x",
        "You should ask.{#0 strength=must} x",
    );
    check(
        "## A b {authority=user}\n\nYou must.\n\n# C ##\n\nC {authority=root tags=x}\n===\n",
        "## A b {#a-b authority=user}\n\nYou must.\n\n# C ##\n\nC {#c-1 authority=root tags=x}\n===\n",
    );
    check(
        "# A {#a authority=user}\n\nYou must.\n",
        "# A {#a authority=user}\n\nYou must.\n",
    );
    check("> You must.\n\nIt is.\n", "> You must.\n\nIt is.\n");
}

const TEXT: &str = "# Desk\n\nYou must ask. You must wait and must not run. It is late. Speak softly.\n\n\
    The bot must never:\n\n- lie;\n- shout. Nor run.\n\n# Loans {#loans}\n\nYou should lend.\n";

fn id(source: &str, words: &str) -> String {
    let spec = parse_adjusted(source, &[]);
    let clause = spec
        .clauses
        .iter()
        .find(|it| spec.words(it, source).contains(words));
    clause.unwrap().id.clone()
}

fn at(source: &str, words: &str) -> usize {
    source.find(words).unwrap()
}

fn span(source: &str, words: &str) -> Span {
    Span::new(at(source, words), at(source, words) + words.len())
}

#[test]
fn what_people_decided_is_written_too() {
    #[track_caller]
    fn check(changes: Vec<Change>, expected: &str) {
        let adjustments = decide(TEXT, changes);
        let saved = save(TEXT, &adjustments);
        assert_eq!(saved.left, [], "{}", saved.text);
        assert!(
            saved.text.contains(expected),
            "{expected} in:\n{}",
            saved.text
        );
    }
    let clause = |words: &str| id(TEXT, words);
    check(
        vec![Change::Split {
            clause: clause("wait"),
            at: at(TEXT, "and must not"),
        }],
        " strength=must} and must not run. {#",
    );
    check(
        vec![Change::Demote {
            clause: clause("lend"),
        }],
        "You should lend. {clause=no}",
    );
    check(
        vec![Change::Promote {
            span: span(TEXT, "It is late."),
        }],
        "It is late. {#desk-",
    );
    check(
        vec![Change::Grade {
            clause: clause("lie"),
            strength: Some(Strength::Should),
            authority: Some(Authority::Root),
        }],
        " authority=root strength=should}\n- shout",
    );
    check(
        vec![Change::Merge {
            clause: clause("ask"),
        }],
        " strength=must sentences=2} It is late.",
    );
    check(
        vec![Change::Split {
            clause: clause("shout"),
            at: at(TEXT, "Nor run"),
        }],
        "shout. {#",
    );
    check(
        vec![Change::Promote {
            span: span(
                TEXT,
                "You must ask. You must wait and must not run. It is late.",
            ),
        }],
        " sentences=3} Speak softly.",
    );
}

#[test]
fn what_markdown_cannot_say_stays_beside_it() {
    let lie = id(TEXT, "lie");
    let adjustments = decide(
        TEXT,
        [
            Change::Merge { clause: lie },
            Change::Demote {
                clause: id(TEXT, "lend"),
            },
            Change::Promote {
                span: span(TEXT, "ask. You must"),
            },
        ],
    );
    let saved = save(TEXT, &adjustments);
    assert_eq!(saved.left.len(), 1, "{}", saved.text);
    assert!(saved.left[0].words.starts_with("lie;"));
}

#[test]
fn marks_in_the_way_are_taken_out() {
    let source =
        "You must ask. {#a} You must wait. {#b strength=may}\n\nYou must go. {clause=no}\n";
    let merged = decide(
        source,
        [Change::Merge {
            clause: "a".to_owned(),
        }],
    );
    let saved = save(source, &merged);
    assert!(
        saved.text.starts_with("You must ask. You must wait. {#"),
        "{}",
        saved.text
    );
    assert_eq!(saved.left, []);
    let promoted = decide(
        source,
        [Change::Promote {
            span: span(source, "You must go."),
        }],
    );
    let saved = save(source, &promoted);
    assert!(
        saved.text.contains("\n\nYou must go. {#top-"),
        "{}",
        saved.text
    );
    let undone = decide(
        source,
        [Change::Split {
            clause: "a".to_owned(),
            at: at(source, "ask"),
        }],
    );
    assert!(save(source, &undone).text.contains("ask. {#"));
}

#[test]
fn sections_are_graded_and_demoted_in_their_headings() {
    let source = "# A {#a authority=user}\n\nYou must.\n\n# B\n\nIt is.\n\n# C ##\n";
    let graded = decide(
        source,
        [Change::Grade {
            clause: "a".to_owned(),
            strength: Some(Strength::May),
            authority: Some(Authority::Root),
        }],
    );
    let saved = save(source, &graded);
    assert!(
        saved
            .text
            .starts_with("# A {#a authority=root strength=may}\n"),
        "{}",
        saved.text
    );
    assert_eq!(saved.left, []);
    let demoted = decide(
        source,
        [Change::Demote {
            clause: "a".to_owned(),
        }],
    );
    let saved = save(source, &demoted);
    assert!(
        saved
            .text
            .starts_with("# A {#a authority=user clause=no}\n"),
        "{}",
        saved.text
    );
    assert_eq!(parse_adjusted(&saved.text, &[]).clauses, []);
}

/// Published and bundled documents.
fn documents() -> Vec<(String, String)> {
    let ours = bundled::all()
        .iter()
        .map(|it| (it.name.to_owned(), it.text.to_owned()));
    data::specs().into_iter().chain(ours).collect()
}

#[test]
fn every_clause_of_real_documents_gets_an_id_in_the_text() {
    for (name, source) in documents() {
        let saved = save(&source, &[]);
        let spec = parse_adjusted(&saved.text, &[]);
        for clause in &spec.clauses {
            let written = format!("{{#{}", clause.id);
            assert!(saved.text.contains(&written), "{name}: {}", clause.id);
        }
        let plain = documents().into_iter().filter(|it| it.0 == name);
        let is_ranked = spec.sections.iter().any(|it| it.authority.is_some());
        assert!(
            !is_ranked || plain.into_iter().all(|it| it.1 == saved.text),
            "{name} has all ids"
        );
    }
}

/// A change somewhere in the document.
fn random_change(source: &str, spec: &Spec, (kind, n, m): (u8, usize, usize)) -> Option<Change> {
    let clause = spec.clauses.get(n % spec.clauses.len().max(1))?;
    let id = clause.id.clone();
    let inside = clause.span.start + m % clause.span.len().max(1);
    Some(match kind % 6 {
        0 => Change::Split {
            clause: id,
            at: inside,
        },
        1 => Change::Merge { clause: id },
        2 => Change::Demote { clause: id },
        3 => Change::Grade {
            clause: id,
            strength: Some(Strength::ALL[m % 6]),
            authority: (m % 2 == 0).then_some(Authority::ALL[m % 5]),
        },
        4 => {
            let start = plumbline::text::floor_boundary(source, n % source.len());
            let end = plumbline::text::floor_boundary(source, (start + m % 300).min(source.len()));
            Change::Promote {
                span: Span::new(start, end.max(start)),
            }
        }
        _ => Change::Undo { at: inside },
    })
}

#[test]
fn a_decision_that_ends_within_code_stays_beside_the_text() {
    let source = "## B\n\nYou must `x. Y {#n}`. You may go.\n";
    let from = source.find("You must").unwrap();
    let to = source.find(" Y").unwrap();
    let spec = parse_adjusted(source, &[]);
    let promote = Change::Promote {
        span: Span::new(from, to),
    };
    let Ok(all) = change(&spec, source, &[], &promote) else {
        panic!("these are words")
    };
    let saved = save(source, &all);
    assert!(saved.text.contains("`x. Y {#n}`"), "{}", saved.text);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_decide_saving_and_loading_keeps_it(
        changes in prop::collection::vec((any::<u8>(), any::<usize>(), any::<usize>()), 1..12)
    ) {
        // One of the releases of a document is enough.
        let is_other = |name: &str| name.starts_with("openai") && !name.ends_with("rev2");
        for (_, source) in documents().into_iter().filter(|it| !is_other(&it.0)) {
            let mut adjustments = Vec::new();
            for one in &changes {
                let spec = parse_adjusted(&source, &adjustments);
                let wanted = random_change(&source, &spec, *one);
                let all = wanted.and_then(|it| change(&spec, &source, &adjustments, &it).ok());
                adjustments = all.unwrap_or(adjustments);
            }
            save(&source, &adjustments);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn small_documents_too(
        source in prop::sample::select(&[TEXT, MARKED, ODD][..]),
        changes in prop::collection::vec((any::<u8>(), any::<usize>(), any::<usize>()), 0..8)
    ) {
        let mut adjustments = Vec::new();
        for one in &changes {
            let spec = parse_adjusted(source, &adjustments);
            let wanted = random_change(source, &spec, *one);
            let all = wanted.and_then(|it| change(&spec, source, &adjustments, &it).ok());
            adjustments = all.unwrap_or(adjustments);
        }
        save(source, &adjustments);
    }
}

const MARKED: &str = "# A {#a authority=user}\n\nYou must ask. {#b} You may go.{#c strength=must} So.\n\n\
    - One. Two. {#two} Three must.\n\n## B\n\nYou must `x. Y {#n}`. {clause=no}\n\n**Example**: y\n\n~~~xml\n<user>You must. {#z}</user>\n~~~\n";

const ODD: &str = "規則。You must ask。You must wait！\n\n*You must ask. You must wait.*\n\n\
    [You must ask. You must](http://x.example/a. B) wait.\n\n1. Never:\n   - lie `a. B`\n\n     You must not. {sentences=2}\n2. The AI must\\\n   break.  \n   You must <!-- plumbline: ignore x --> wait.\n";

#[test]
fn the_page_saves_in_one_request() {
    let mut session = Session::default();
    let workspace = Workspace::new(SpecDocument::written("", TEXT));
    session.post(Request {
        id: 1,
        job: Job::Open(Box::new(workspace)),
    });
    let replies = session.post(Request {
        id: 2,
        job: Job::Act(Box::new(Act {
            what: "save-markdown".to_owned(),
            ..Act::default()
        })),
    });
    let [Reply::Done { output, .. }] = replies.as_slice() else {
        panic!("{replies:?}")
    };
    let Output::Acted(acted) = output.as_ref() else {
        panic!("{output:?}")
    };
    assert!(acted.text.contains("You should lend. {#loans-"));
    assert_eq!((acted.file.as_str(), acted.hint.as_str()), (".md", ""));
}
