//! What changed from one release of a spec to the next, against an independent program that
//! compares sections by id. Documents and expectations are not part of this project; see
//! `support/data.rs`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "support/data.rs"]
mod data;

use plumbline::spec::diff::{Version, diff, diff_json, map_clauses};
use plumbline::spec::{Clause, Spec, parse};
use serde_json::Value;
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
            differ(
                expected,
                &found[field],
                &format!("{name} {field}"),
                &mut differences,
            );
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

/// With half of the longer words of a document exchanged, nearly all clauses are found again, and
/// none is taken for another.
#[test]
fn reworded_clauses_are_found_again() {
    let Some(folder) = data::folder("specs", "the clauses of a reworded document") else {
        return;
    };
    let old = read(&folder, "claudes-constitution-2026-01-20.md");
    let new = Document::new(reworded(&old.source));
    let found = map_clauses(old.version(), new.version());
    let expected = by_place(&old.spec, &new.spec);
    let known = || found.iter().zip(&expected).filter(|(_, it)| it.is_some());
    let n_right = known()
        .filter(|(it, expected)| it.new == **expected)
        .count();
    let n_gone = known().filter(|(it, _)| it.new.is_none()).count();
    assert_eq!(
        n_right + n_gone,
        known().count(),
        "clauses taken for others"
    );
    assert!(
        n_gone * 20 <= n_right,
        "{n_gone} not found, {n_right} found"
    );
}

/// The text with every second word of more than three small letters exchanged for another of the
/// text, but for those that make a rule.
fn reworded(source: &str) -> String {
    let is_content = |it: &str| {
        let is_small = it.len() > 3 && it.chars().all(char::is_lowercase);
        is_small && !["must", "should", "never", "shall"].contains(&it)
    };
    let words: Vec<&str> = source
        .split_whitespace()
        .filter(|it| is_content(it))
        .collect();
    let mut n_words = 0_usize;
    let mut exchanged = |word: &str| {
        let space = &word[word.trim_end().len()..];
        n_words += usize::from(is_content(word.trim_end()));
        let another = words[n_words * 7919 % words.len()];
        match is_content(word.trim_end()) && n_words % 2 == 0 {
            true => format!("{another}{space}"),
            false => word.to_owned(),
        }
    };
    let line = |line: &str| match line.starts_with('#') {
        true => line.to_owned(),
        false => line.split_inclusive(' ').map(&mut exchanged).collect(),
    };
    source.split_inclusive('\n').map(line).collect()
}

/// For each old clause the new one at the same place in the same line, where the line still has as
/// many.
fn by_place(old: &Spec, new: &Spec) -> Vec<Option<usize>> {
    let on_line = |spec: &Spec, line: u32| {
        let clauses = spec.clauses.iter().enumerate();
        let here = clauses.filter(|(_, it)| it.line == line);
        here.map(|(at, _)| at).collect::<Vec<_>>()
    };
    let place = |(at, clause): (usize, &Clause)| {
        let (was, is) = (on_line(old, clause.line), on_line(new, clause.line));
        let here = was.iter().position(|it| *it == at)?;
        is.get(here).copied().filter(|_| was.len() == is.len())
    };
    old.clauses.iter().enumerate().map(place).collect()
}
