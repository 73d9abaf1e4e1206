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

use plumbline::check::{Pack, read_pack};
use plumbline::spec::{Example, Spec, Strength, decode_entities, parse};
use plumbline::suggest::{Index, N_SUGGESTED};
use plumbline::transcript::{Scenario, record};
use plumbline::{Message, Role};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use unicode_segmentation::UnicodeSegmentation;

const MODEL_SPEC: &str = "openai-model-spec-2025-12-18-rev2";
const CONSTITUTION: &str = "claudes-constitution-2026-01-20";
const PACKS: [(&str, &str); 2] = [
    ("openai-model-spec", MODEL_SPEC),
    ("claudes-constitution", CONSTITUTION),
];

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

#[test]
fn examples_of_this_projects_specs_find_their_clauses() {
    #[track_caller]
    fn check(name: &str, least: f64) {
        let ranks = leave_one_out(&own_text(&format!("{name}.md")), &[]);
        println!("{name}, each example left out: {}", recalls(&ranks));
        assert!(recall(&ranks, 5) >= least, "{name}: {}", recalls(&ranks));
    }
    check("library-desk", 0.0);
    check("tern-house", 0.0);
    check("long-errand", 0.0);
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
