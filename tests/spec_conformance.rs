//! The reader of specs against an independent line scanner, on real published documents.
//!
//! See `support/data.rs` for where these are.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test, helpers included"
)]

#[path = "support/data.rs"]
mod data;

use plumbline::spec::{Spec, outline_json, parse};
use plumbline::transcript::example::scenarios;
use serde_json::Value;
use std::path::Path;

const SECTION_FIELDS: [&str; 13] = [
    "id",
    "slug",
    "title",
    "depth",
    "parent",
    "authority",
    "tags",
    "attrs",
    "line",
    "end_line",
    "examples",
    "commentary",
    "footnotes",
];

const REFERENCE_FIELDS: [&str; 8] = [
    "line",
    "text",
    "target",
    "form",
    "where",
    "section",
    "resolved_by",
    "exists",
];

/// Totals the reader does not give: they depend on how a sentence splitter works.
const OTHER_TOTALS: [&str; 4] = [
    "prose_sentences",
    "normative_sentences",
    "normative",
    "normative_in_clauses",
];

#[test]
fn real_documents_read_as_the_oracle_says() {
    let mut differences = Vec::new();
    for (name, source) in data::specs() {
        let oracle = oracle(&name);
        let spec = parse(&source);
        let found = outline_json(&spec, &source);
        compare(&oracle, &found, &name, &mut differences);
        compare_words(&oracle, &spec, &name, &mut differences);
    }
    let n_more = differences.len().saturating_sub(40);
    differences.truncate(40);
    assert!(
        differences.is_empty(),
        "{}\nand {n_more} more",
        differences.join("\n")
    );
}

#[test]
fn every_real_example_opens_as_scenarios_with_all_its_replies() {
    for (name, source) in data::specs() {
        let spec = parse(&source);
        for (at, section) in spec.sections.iter().enumerate() {
            for (number, example) in section.examples.iter().enumerate() {
                let made = scenarios(&spec, at, number);
                let place = format!("{name} line {}", example.line);
                assert_eq!(made.len(), example.comparisons.max(1), "{place}");
                let grades = made.iter().flat_map(|it| &it.outputs);
                let grades: Vec<_> = grades.map(|it| it.author_grade().unwrap().grade).collect();
                let expected: Vec<_> = example.candidates.iter().map(|it| it.grade).collect();
                assert_eq!(grades, expected, "{place}");
                let messages = made.iter().flat_map(|it| &it.messages);
                assert!(messages.clone().count() >= example.prefix.len(), "{place}");
                assert_eq!(
                    made[0].clauses.is_empty(),
                    section.rank.is_none(),
                    "{place}"
                );
            }
        }
    }
}

#[test]
fn the_model_spec_has_59_clauses_with_authority() {
    let newest = |name: &str| name.starts_with("openai-model-spec-2025-12-18");
    for (name, source) in data::specs().iter().filter(|it| newest(&it.0)) {
        assert_eq!(parse(source).clauses.len(), 59, "{name}");
    }
}

fn oracle(name: &str) -> Value {
    let folder = data::specs_folder().unwrap();
    read_json(&folder.join(format!("oracle/{name}.json")))
}

fn read_json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn compare(oracle: &Value, found: &Value, name: &str, differences: &mut Vec<String>) {
    compare_rows(
        oracle,
        found,
        "sections",
        &SECTION_FIELDS,
        name,
        differences,
    );
    compare_rows(
        oracle,
        found,
        "references",
        &REFERENCE_FIELDS,
        name,
        differences,
    );
    let place = format!("{name} front_matter");
    covers(
        &oracle["front_matter"],
        &found["front_matter"],
        &place,
        differences,
    );
    for (key, expected) in oracle["totals"].as_object().unwrap() {
        if !OTHER_TOTALS.contains(&key.as_str()) && key != "blocks" {
            let place = format!("{name} totals.{key}");
            covers(expected, &found["totals"][key], &place, differences);
        }
    }
}

fn compare_rows(
    oracle: &Value,
    found: &Value,
    list: &str,
    fields: &[&str],
    name: &str,
    differences: &mut Vec<String>,
) {
    let (expected, found) = (
        oracle[list].as_array().unwrap(),
        found[list].as_array().unwrap(),
    );
    if expected.len() != found.len() {
        differences.push(format!(
            "{name}: {} {list}, found {}",
            expected.len(),
            found.len()
        ));
    }
    for (at, (expected, found)) in expected.iter().zip(found).enumerate() {
        for field in fields {
            let place = format!("{name} {list}[{at}].{field}");
            covers(&expected[field], &found[field], &place, differences);
        }
    }
}

/// Notes where `found` lacks or contradicts something of `expected`. More in `found` is fine.
fn covers(expected: &Value, found: &Value, place: &str, differences: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(_)) => {
            for (key, value) in expected {
                covers(value, &found[key], &format!("{place}.{key}"), differences);
            }
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            for (at, (expected, found)) in expected.iter().zip(found).enumerate() {
                covers(expected, found, &format!("{place}[{at}]"), differences);
            }
        }
        _ if expected == found => {}
        _ => differences.push(format!("{place}: expected {expected}, found {found}")),
    }
}

/// A clause's hash is that of the section's prose: it changes when, and only when, a diff of
/// the documents says so.
fn compare_words(oracle: &Value, spec: &Spec, name: &str, differences: &mut Vec<String>) {
    for clause in spec
        .clauses
        .iter()
        .filter(|it| spec.sections[it.section].authority.is_some())
    {
        let expected = oracle["sections"][clause.section]["prose_sha256"]
            .as_str()
            .unwrap();
        if !expected.starts_with(&clause.hash) {
            differences.push(format!(
                "{name} {}: the hash of its words differs",
                clause.id
            ));
        }
    }
}
