//! What changed as JSON, for `plumbline diff --json`.

use super::{ExampleChange, FoundBy, SectionChange, SectionPlace, SpecDiff};
use crate::spec::{Section, Spec};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What changed to `new`, with the names of the two documents.
///
/// The first fields, up to `unchanged`, know sections by id (else slug) alone: a renamed section is
/// among the added and the removed, and a new word for an authority among the changes of authority.
/// `renamed` (titles alike), `continued` (only the words alike), `vocabulary` and `reranked` say
/// which these are. `changes`, `examples` and `clauses`
/// hold everything, with lines, and spans in bytes of the two documents.
pub fn diff_json(diff: &SpecDiff, new: &Spec, from: &str, to: &str) -> Value {
    let kept = diff.changed.iter().filter(|it| it.is_kept());
    let reworded = kept.filter_map(|it| Some((it, it.prose.as_ref()?)));
    json!({
        "from": from,
        "to": to,
        "added": added(diff),
        "removed": removed(diff),
        "retitled": differing(diff, |it| json!(it.title)),
        "authority_changed": differing(diff, |it| json!(it.authority)),
        "tags_changed": differing(diff, |it| json!(it.tags)),
        "moved": differing(diff, |it| json!(it.parent)),
        "depth_changed": differing(diff, |it| json!(it.depth)),
        "prose_changed": reworded
            .map(|(it, prose)| json!({
                "id": it.new.key,
                "words_from": prose.n_old_words,
                "words_to": prose.n_new_words,
            }))
            .collect::<Vec<_>>(),
        "examples_changed": examples_changed(diff, new),
        "rename_candidates": rename_candidates(diff),
        "reordered": diff.reordered,
        "unchanged": diff.n_unchanged,
        "renamed": found_by(diff, FoundBy::Title),
        "continued": found_by(diff, FoundBy::Words),
        "vocabulary": vocabulary(diff),
        "reranked": reranked(diff),
        "front_matter_changed": diff.front_matter,
        "changes": diff.changed,
        "examples": diff.examples,
        "clauses": diff.clauses,
    })
}

fn added(diff: &SpecDiff) -> Vec<Value> {
    let renamed = diff.changed.iter().filter(|it| !it.is_kept());
    in_order(diff.added.iter().chain(renamed.map(|it| &it.new)))
}

fn removed(diff: &SpecDiff) -> Vec<Value> {
    let renamed = diff.changed.iter().filter(|it| !it.is_kept());
    in_order(diff.removed.iter().chain(renamed.map(|it| &it.old)))
}

fn in_order<'a>(places: impl Iterator<Item = &'a SectionPlace>) -> Vec<Value> {
    let mut by_start = BTreeMap::new();
    by_start.extend(places.map(|it| (it.span.start, it)));
    let brief = |it: &SectionPlace| {
        json!({
            "id": it.id,
            "title": it.title,
            "depth": it.depth,
            "parent": it.parent,
            "authority": it.authority,
            "line": it.line,
        })
    };
    by_start.into_values().map(brief).collect()
}

/// Sections with the same key of which `part` is another.
fn differing(diff: &SpecDiff, part: impl Fn(&SectionPlace) -> Value) -> Vec<Value> {
    let change = |it: &SectionChange| {
        let (from, to) = (part(&it.old), part(&it.new));
        (from != to).then(|| json!({"id": it.new.key, "from": from, "to": to}))
    };
    let kept = diff.changed.iter().filter(|it| it.is_kept());
    kept.filter_map(change).collect()
}

/// The examples of each section with the same key, by title alone: one that moved or got another
/// title is removed and added.
fn examples_changed(diff: &SpecDiff, new: &Spec) -> Vec<Value> {
    let mut titles = BTreeMap::<&str, Titles<'_>>::new();
    for change in diff.examples.iter().filter(|it| it.is_more_than_details()) {
        note(change, &mut titles);
    }
    let added = diff.added.iter().map(|it| &it.key);
    let renamed = diff.changed.iter().filter(|it| !it.is_kept());
    for key in added.chain(renamed.map(|it| &it.new.key)) {
        titles.remove(key.as_str());
    }
    let sections = new.sections.iter().map(Section::key);
    let change = |key| Some(titles.remove(key)?.json(key));
    sections.filter_map(change).collect()
}

/// Titles of a section's examples.
#[derive(Default)]
struct Titles<'a> {
    added: Vec<&'a str>,
    /// By where they stood.
    removed: BTreeMap<usize, &'a str>,
    edited: Vec<&'a str>,
}

fn note<'a>(change: &'a ExampleChange, titles: &mut BTreeMap<&'a str, Titles<'a>>) {
    if let Some(old) = change.old.as_ref().filter(|_| !change.stayed()) {
        let section = titles.entry(&old.section).or_default();
        section.removed.insert(old.span.start, &old.title);
    }
    if let Some(new) = &change.new {
        let section = titles.entry(&new.section).or_default();
        let list = match change.stayed() {
            true => &mut section.edited,
            false => &mut section.added,
        };
        list.push(&new.title);
    }
}

impl Titles<'_> {
    fn json(self, key: &str) -> Value {
        let removed: Vec<_> = self.removed.into_values().collect();
        json!({"id": key, "added": self.added, "removed": removed, "edited": self.edited})
    }
}

fn rename_candidates(diff: &SpecDiff) -> Vec<Value> {
    let pairs = diff.alike_titles.iter();
    pairs
        .map(|it| {
            json!({
                "from": it.old.id,
                "to": it.new.id,
                "title_from": it.old.title,
                "title_to": it.new.title,
            })
        })
        .collect()
}

fn found_by(diff: &SpecDiff, how: FoundBy) -> Vec<Value> {
    let found = diff.changed.iter().filter(|it| it.found_by == how);
    found
        .map(|it| {
            json!({
                "from": it.old.key,
                "to": it.new.key,
                "title_from": it.old.title,
                "title_to": it.new.title,
            })
        })
        .collect()
}

fn vocabulary(diff: &SpecDiff) -> Vec<Value> {
    let words = diff.vocabulary.iter();
    words
        .map(|it| {
            json!({
                "from": it.from,
                "to": it.to,
                "count": it.sections.len(),
                "sections": it.sections,
            })
        })
        .collect()
}

fn reranked(diff: &SpecDiff) -> Vec<Value> {
    let reranked = diff.changed.iter().filter(|it| it.reranked);
    reranked
        .map(|it| json!({"id": it.new.key, "from": it.old.authority, "to": it.new.authority}))
        .collect()
}
