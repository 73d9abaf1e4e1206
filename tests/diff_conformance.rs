//! What changed from one release of a spec to the next, against an independent program that
//! compares sections by id. Documents and expectations are not part of this project; see
//! `support/data.rs`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "support/data.rs"]
mod data;
#[path = "support/versions.rs"]
mod versions;

use plumbline::spec::diff::{diff, diff_json, map_clauses};
use plumbline::spec::{Clause, Spec};
use serde_json::{Value, json};
use std::path::Path;
use versions::Document;

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

/// In October 2025 the Model Spec called `platform` `root`, gave one section another id, and let the
/// words of another go on under another name.
#[test]
fn a_new_word_and_a_new_name_are_one_fact_each() {
    let Some(folder) = data::folder("specs", "names of the Model Spec's sections") else {
        return;
    };
    let name = |date: &str| format!("openai-model-spec-{date}.md");
    let found = compare(
        &folder,
        &json!({"from": name("2025-04-11"), "to": name("2025-10-27")}),
    );
    let fields = |list: &str, fields: [&str; 2]| {
        let rows = found[list].as_array().unwrap().iter();
        rows.map(|row| fields.map(|it| row[it].as_str().unwrap()).join(" → "))
            .collect::<Vec<_>>()
    };
    let names = ["from", "to"];
    let renamed = ["protect_privileged_messages → protect_privileged_information"];
    assert_eq!(fields("renamed", names), renamed);
    assert_eq!(fields("continued", names), ["be_kind → love_humanity"]);
    assert_eq!(fields("vocabulary", names), ["platform → root"]);
    assert_eq!(found["vocabulary"][0]["count"], 16);
    let reranked = [
        "comply_with_laws → system",
        "no_erotica_or_gore → system",
        "use_preset_voice_in_voice_mode → system",
    ];
    assert_eq!(fields("reranked", ["id", "to"]), reranked);
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

fn read(folder: &Path, name: &str) -> Document {
    Document::new(&std::fs::read_to_string(folder.join(name)).unwrap())
}

/// With half of the longer words of a document exchanged, nearly all clauses are found again, and
/// none is taken for another.
#[test]
fn reworded_clauses_are_found_again() {
    let Some(folder) = data::folder("specs", "the clauses of a reworded document") else {
        return;
    };
    let old = read(&folder, "claudes-constitution-2026-01-20.md");
    let new = Document::new(&reworded(&old.source));
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
        match is_content(word.trim_end()) && n_words.is_multiple_of(2) {
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

/// For each old clause the id of the new one at the same place in the same line, where the line
/// still has as many.
fn by_place(old: &Spec, new: &Spec) -> Vec<Option<String>> {
    let on_line = |spec: &Spec, line: u32| {
        let here = spec.clauses.iter().filter(|it| it.line == line);
        here.map(|it| it.id.clone()).collect::<Vec<_>>()
    };
    let place = |clause: &Clause| {
        let (was, is) = (on_line(old, clause.line), on_line(new, clause.line));
        let here = was.iter().position(|it| *it == clause.id)?;
        is.get(here).filter(|_| was.len() == is.len()).cloned()
    };
    old.clauses.iter().map(place).collect()
}
