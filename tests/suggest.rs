//! Suggestions of clauses and the packs for them, on this project's specs and on real published
//! documents.
//!
//! The documents are not part of this project. They are read from `PLUMBLINE_DATA`, else from
//! `../shared/data`. Where they are absent the tests say so; with `PLUMBLINE_REQUIRE_DATA=1` they
//! fail.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test, helpers included"
)]

use plumbline::Message;
use plumbline::check::{Pack, PackClause, read_pack};
use plumbline::spec::{Clause, Example, Strength, decode_entities, parse};
use plumbline::suggest::Index;
use plumbline::transcript::Scenario;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const MODEL_SPEC: &str = "openai-model-spec-2025-12-18-rev2";
const CONSTITUTION: &str = "claudes-constitution-2026-01-20";
#[test]
fn the_model_specs_examples_find_their_clauses() {
    let Some(text) = document(MODEL_SPEC) else {
        return;
    };
    let ranks = leave_one_out(&text, &[pack("openai-model-spec")]);
    assert_eq!(ranks.len(), 181);
    println!("Model Spec, each example left out: {}", recalls(&ranks));
    assert!(recall(&ranks, 5) >= 0.55, "{}", recalls(&ranks));
}

/// Without a pack, and with one other example to learn from: far better than chance.
#[test]
fn examples_of_this_projects_specs_find_their_clauses() {
    #[track_caller]
    fn check(name: &str, n_clauses: usize) {
        let text = own_text(&format!("{name}.md"));
        assert_eq!(parse(&text).clauses.len(), n_clauses, "{name}");
        let ranks = leave_one_out(&text, &[]);
        println!("{name}, each example left out: {}", recalls(&ranks));
        let chance = 1.0 / n_clauses as f64;
        assert!(
            recall(&ranks, 1) >= 3.0 * chance,
            "{name}: {}",
            recalls(&ranks)
        );
    }
    check("tern-house", 26);
    check("long-errand", 19);
}

/// What a pack says about clauses; of others it has checks alone.
fn about(name: &str) -> Vec<PackClause> {
    let mut clauses = pack(name).clauses;
    clauses.retain(|it| !it.about.is_empty());
    clauses
}

#[test]
fn packs_say_every_clause_in_many_words_and_repeat_none() {
    for name in ["openai-model-spec", "claudes-constitution"] {
        for clause in about(name) {
            let id = clause.id.as_str();
            let mut seen = BTreeSet::new();
            for entry in &clause.about {
                let words: Vec<_> = entry.split_whitespace().map(str::to_lowercase).collect();
                assert!(entry.contains(char::is_alphanumeric), "{id}: `{entry}`");
                assert!(words.len() <= 8, "{id}: `{entry}` is too long for a phrase");
                assert!(seen.insert(words), "{id}: `{entry}` stands there twice");
            }
            assert!(seen.len() >= 25, "{name}: {id} has {} entries", seen.len());
        }
    }
}

#[test]
fn packs_are_about_exactly_the_clauses_they_promise() {
    #[track_caller]
    fn check(name: &str, document_name: &str, promised: fn(&Clause) -> bool) {
        let Some(text) = document(document_name) else {
            return;
        };
        let clauses = parse(&text).clauses;
        let wanted = clauses.iter().filter(|it| promised(it));
        let wanted: BTreeSet<_> = wanted.map(|it| it.id.clone()).collect();
        let found: BTreeSet<_> = about(name).into_iter().map(|it| it.id).collect();
        assert_eq!(found, wanted);
    }
    check("openai-model-spec", MODEL_SPEC, |it| it.authority.is_some());
    check("claudes-constitution", CONSTITUTION, |it| {
        matches!(it.strength, Strength::Must | Strength::MustNot)
    });
}

/// Clauses that came later are said to be missing; all others are found by their old ids.
#[test]
fn the_model_specs_pack_serves_its_older_releases() {
    #[track_caller]
    fn check(release: &str, n_unknown: usize) {
        let Some(text) = document(&format!("openai-model-spec-{release}")) else {
            return;
        };
        let clauses = parse(&text).clauses;
        let known = |id: &str| clauses.iter().any(|it| it.id == id);
        let unknown = pack("openai-model-spec").unknown_clauses(known);
        assert_eq!(unknown.len(), n_unknown, "{release}");
        assert!(
            unknown.iter().all(|it| it.code == "unknown-clause"),
            "{release}"
        );
    }
    check("2025-02-12", 12);
    check("2025-04-11", 12);
    check("2025-10-27", 1);
    check("2025-12-18", 0);
    check("2025-12-18-rev2", 0);
}

/// For each example under a clause: the rank of its clause without it, where it was suggested.
fn leave_one_out(text: &str, packs: &[Pack]) -> Vec<Option<usize>> {
    let mut spec = parse(text);
    let mut ranks = Vec::new();
    for clause in spec.clauses.clone() {
        for at in 0..spec.sections[clause.section].examples.len() {
            let left_out = spec.sections[clause.section].examples.remove(at);
            let found = Index::new(&spec, text, packs).suggest(&scenario_of(&left_out));
            ranks.push(found.clauses.iter().position(|it| it.id == clause.id));
            spec.sections[clause.section].examples.insert(at, left_out);
        }
    }
    ranks
}

fn scenario_of(example: &Example) -> Scenario {
    let mut scenario = Scenario::new("left-out");
    for message in &example.prefix {
        let message = Message::new(message.role, decode_entities(&message.text));
        scenario.messages.push(message.into());
    }
    scenario
}

/// The share of `ranks` among the first `n`.
fn recall(ranks: &[Option<usize>], n: usize) -> f64 {
    let n_found = ranks.iter().flatten().filter(|rank| **rank < n).count();
    n_found as f64 / ranks.len() as f64
}

fn recalls(ranks: &[Option<usize>]) -> String {
    let one = |n: usize| format!("recall@{n} {:.3}", recall(ranks, n));
    let all = [1, 3, 5, 10].map(one).join(", ");
    format!("{all} of {}", ranks.len())
}

fn own_text(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// A pack of this project; it reads without any fault.
fn pack(name: &str) -> Pack {
    let (pack, diagnostics) = read_pack(&own_text(&format!("packs/{name}.yml")));
    assert_eq!(diagnostics, [], "{name}");
    assert_eq!(pack.spec, name);
    pack
}

fn document(name: &str) -> Option<String> {
    let data = std::env::var_os("PLUMBLINE_DATA").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let path = data.unwrap_or_else(beside).join(format!("specs/{name}.md"));
    if let Ok(text) = std::fs::read_to_string(path) {
        return Some(text);
    }
    let message = format!("nothing was suggested for `{name}`: no data found");
    assert!(
        std::env::var_os("PLUMBLINE_REQUIRE_DATA").is_none(),
        "{message}"
    );
    println!("{message}");
    None
}
