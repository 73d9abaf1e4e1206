//! What changed from one release of a spec to the next, against an independent program that
//! compares sections by id. Documents and expectations are not part of this project; see
//! `support/data.rs`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "support/data.rs"]
mod data;

use plumbline::spec::diff::{Version, diff, diff_json, map_clauses};
use plumbline::spec::{Spec, parse};
use serde_json::{Value, json};
use std::path::Path;

/// The releases of one document and what is expected of each pair.
const PAIRS: &str = "4 pairs of releases";

#[test]
fn releases_differ_as_the_oracle_says() {
    let Some(folder) = data::folder("specs", PAIRS) else {
        return;
    };
    let oracle = data::json(&folder.join("oracle/diffs.json"));
    let mut differences = Vec::new();
    for expected in oracle["diffs"].as_array().unwrap() {
        let found = compare(&folder, expected);
        let name = format!("{} → {}", expected["from"], expected["to"]);
        for (field, expected) in expected.as_object().unwrap() {
            differ(expected, &found[field], &format!("{name} {field}"), &mut differences);
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Names every difference: rows that one side lacks, and rows that are not the same.
fn differ(expected: &Value, found: &Value, place: &str, differences: &mut Vec<String>) {
    let rows = |it: &Value| it.as_array().cloned();
    match (rows(expected), rows(found)) {
        (Some(expected), Some(found)) => {
            for row in expected.iter().filter(|it| !found.contains(it)) {
                differences.push(format!("{place}: lacks {row}"));
            }
            for row in found.iter().filter(|it| !expected.contains(it)) {
                differences.push(format!("{place}: has {row}"));
            }
            if differences.is_empty() && expected != found {
                differences.push(format!("{place}: the order is another"));
            }
        }
        _ if expected == found => {}
        _ => differences.push(format!("{place}: expected {expected}, found {found}")),
    }
}

fn compare(folder: &Path, pair: &Value) -> Value {
    let [from, to] = ["from", "to"].map(|it| pair[it].as_str().unwrap());
    let [old, new] = [from, to].map(|it| read(folder, it));
    diff_json(&diff(old.version(), new.version()), &new.spec, from, to)
}

struct Document {
    spec: Spec,
    source: String,
}

impl Document {
    fn new(source: String) -> Document {
        Document {
            spec: parse(&source),
            source,
        }
    }

    fn version(&self) -> Version<'_> {
        Version {
            spec: &self.spec,
            source: &self.source,
        }
    }
}

fn read(folder: &Path, name: &str) -> Document {
    Document::new(std::fs::read_to_string(folder.join(name)).unwrap())
}
