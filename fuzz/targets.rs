//! What is fuzzed: readers of text that anyone may have written. None panics on any bytes, and what
//! each gives holds what it promises.
//!
//! `tests/fuzz.rs` runs these on a stable compiler, over the corpus and a few mutations of it.

#![allow(dead_code, reason = "each fuzz target is a program of its own")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use plumbline::check::{read_checks, read_pack, read_values};
use plumbline::spec::diff::{Version, diff_json};
use plumbline::spec::{self, Spec};
use plumbline::text::Span;
use plumbline::transcript::{Transcript, record};
use plumbline::workspace::link;
use plumbline::{Message, Role};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Parts of an input that takes several stand between these.
const MARK: char = '\u{1f}';

/// Texts that are read in parts are not longer than this: what is slow on long texts is found on
/// short ones too.
const MAX_BYTES: usize = 20_000;

/// What takes any bytes and panics where something does not hold.
pub(crate) type Target = fn(&[u8]);

/// Every target by its name.
pub(crate) const ALL: [(&str, Target); 7] = [
    ("checks", checks),
    ("diff", diff),
    ("edit", edit),
    ("link", link),
    ("patterns", patterns),
    ("record", record),
    ("spec", spec),
];

/// A spec is read whole, its advice and its JSON too; all places are in the text.
pub(crate) fn spec(data: &[u8]) {
    let source = text(data);
    let mut read = spec::parse(&source);
    let advice = spec::advice(&read, &source, &|_| false);
    spec::outline_json(&read, &source);
    read.diagnostics.extend(advice);
    check_places(&read, &source);
}

fn check_places(spec: &Spec, source: &str) {
    let sections = spec.sections.iter().map(|it| it.span);
    let clauses = spec.clauses.iter().flat_map(|it| [Some(it.span), it.stem]);
    let found = spec.diagnostics.iter().map(|it| it.span);
    let links = spec.references.iter().map(|it| it.span);
    let fences = spec.fences.iter().flat_map(|it| [it.span, it.body]);
    let mut all: Vec<Span> = sections.chain(clauses.flatten()).collect();
    all.extend(found.chain(links).chain(fences));
    all.extend(spec.not_rules.iter().chain(&spec.marks));
    for span in all {
        assert!(span.slice(source).is_some(), "{span:?} does not fit");
    }
}

/// Following an edit gives what reading the whole text gives, whatever the two texts.
pub(crate) fn edit(data: &[u8]) {
    let [old, new] = two(data);
    let mut spec = spec::parse(&old);
    let before = spec.clone();
    let followed = spec::follow_edit(&mut spec, &old, &new);
    let expected = if followed { spec::parse(&new) } else { before };
    assert!(spec == expected, "followed: {followed}");
}

/// Any two texts can be compared; a text does not differ from itself.
pub(crate) fn diff(data: &[u8]) {
    let [old, new] = two(data);
    let specs = [spec::parse(&old), spec::parse(&new)];
    let version = |at: usize| Version {
        spec: &specs[at],
        source: if at == 0 { &old } else { &new },
    };
    let changes = spec::diff::diff(version(0), version(1));
    diff_json(&changes, &specs[1], "old", "new");
    assert!(spec::diff::diff(version(0), version(0)).is_empty());
}

/// A link opens or says why it does not. What opened can be packed again.
pub(crate) fn link(data: &[u8]) {
    let text = text(data);
    let fragment = match text.strip_prefix('{') {
        // No chance finds a checksum: JSON is packed as a page would.
        Some(_) => sealed(&miniz_oxide::deflate::compress_to_vec(data, 1)),
        None if data.first() == Some(&0) => sealed(&data[1..]),
        None => text,
    };
    if let Ok(link) = link::decode(&fragment) {
        let again = link::encode(&link).expect("what fits into a link fits again");
        assert_eq!(link::decode(&again).expect("it was just packed"), link);
        let _ = link.resolve(|_| None);
    }
}

fn sealed(packed: &[u8]) -> String {
    let digest = Sha256::new().chain_update(b"d").chain_update(packed);
    let bytes = [&digest.finalize()[..4], packed].concat();
    format!("#1d{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// Lines of records are read; what was read is written so that it is read the same.
pub(crate) fn record(data: &[u8]) {
    let (scenarios, _) = record::read(&text(data));
    for scenario in &scenarios {
        let line = record::write(scenario);
        let (again, found) = record::read(&line);
        assert!(found.is_empty(), "{found:?} in {line}");
        assert_eq!(again.as_slice(), std::slice::from_ref(scenario), "{line}");
        scenario.transcripts();
    }
}

/// A pattern and a text: the search ends, and what it found stands in the text.
pub(crate) fn patterns(data: &[u8]) {
    let [pattern, reply] = two(data);
    let check = |kind, flags| json!({ "type": kind, "value": pattern, "flags": flags });
    let (checks, _) = read_values(&[check("regex", "i"), check("not-regex", "um")]);
    let message = Message::new(Role::Assistant, reply);
    let transcript = Transcript::of_messages("t".to_owned(), vec![Arc::new(message)]);
    for check in checks {
        check.run(&transcript);
    }
}

/// YAML of a block of checks and of a pack; each check that was read can run.
pub(crate) fn checks(data: &[u8]) {
    let [yaml, reply] = two(data);
    let (checks, found) = read_checks(&yaml, Some("a"));
    let (pack, more) = read_pack(&yaml);
    for fault in found.iter().chain(&more) {
        assert!(fault.span.slice(&yaml).is_some(), "{fault:?}");
    }
    let message = Message::new(Role::Assistant, reply);
    let transcript = Transcript::of_messages("t".to_owned(), vec![Arc::new(message)]);
    for check in checks
        .iter()
        .chain(pack.clauses.iter().flat_map(|it| &it.checks))
    {
        check.run(&transcript);
    }
}

fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(&data[..data.len().min(MAX_BYTES)]).into_owned()
}

/// The two parts of an input; without a mark both are the same text but for its last half.
fn two(data: &[u8]) -> [String; 2] {
    let text = text(data);
    let parts = text.split_once(MARK);
    parts.map_or_else(
        || [text.clone(), text[..half(&text)].to_owned()],
        |(one, other)| [one.to_owned(), other.to_owned()],
    )
}

fn half(text: &str) -> usize {
    plumbline::text::floor_boundary(text, text.len() / 2)
}
