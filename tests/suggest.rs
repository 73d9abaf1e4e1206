//! Suggestions of clauses, on the project's own specs and on real published documents.
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
use plumbline::spec::{Example, Spec, decode_entities, parse};
use plumbline::suggest::Index;
use plumbline::transcript::Scenario;
use plumbline::Message;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn pack(name: &str) -> Pack {
    let path = root().join(format!("specs/packs/{name}.yml"));
    let (pack, diagnostics) = read_pack(&std::fs::read_to_string(path).unwrap());
    assert_eq!(diagnostics, [], "{name}");
    pack
}

fn scenario_of(example: &Example) -> Scenario {
    let mut scenario = Scenario::new("left-out");
    let message = |it: &plumbline::spec::ExampleMessage| {
        Message::new(it.role, decode_entities(&it.text)).into()
    };
    scenario.messages = example.prefix.iter().map(message).collect();
    scenario
}

/// Hits and examples
fn leave_one_out(text: &str, packs: &[Pack], n: usize) -> (usize, usize) {
    let spec = parse(text);
    let (mut hits, mut total) = (0, 0);
    for clause in &spec.clauses {
        for at in 0..spec.sections[clause.section].examples.len() {
            let mut rest: Spec = spec.clone();
            let example = rest.sections[clause.section].examples.remove(at);
            let found = Index::new(&rest, text, packs).suggest(&scenario_of(&example));
            hits += usize::from(found.clauses.iter().take(n).any(|it| it.id == clause.id));
            total += 1;
        }
    }
    (hits, total)
}

#[test]
fn loo() {
    let folder = root().join("../shared/data/specs");
    let text = std::fs::read_to_string(folder.join("openai-model-spec-2025-12-18-rev2.md")).unwrap();
    let p = [pack("openai-model-spec")];
    for n in [1, 3, 5, 10] {
        let (a, t) = leave_one_out(&text, &p, n);
        let (b, _) = leave_one_out(&text, &[], n);
        println!("@{n}: pack {:.3} none {:.3} of {t}", a as f64 / t as f64, b as f64 / t as f64);
    }
    let spec = parse(&text);
    let t0 = std::time::Instant::now();
    let index = Index::new(&spec, &text, &p);
    println!("build {:?}", t0.elapsed());
    let t0 = std::time::Instant::now();
    let mut n = 0;
    for s in &spec.sections { for e in &s.examples { let r = index.suggest(&scenario_of(e)); n += r.clauses.len(); } }
    println!("suggest {:?} each {n}", t0.elapsed() / 183);
}
