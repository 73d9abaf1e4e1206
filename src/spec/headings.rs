//! Headings: their text, tags, and what to write where an authority is unknown.

use super::Authority;
use crate::diagnostic::Diagnostic;
use crate::text::{Span, shorten};
use std::borrow::Cow;

/// The text of a heading without `#` or underline; several lines become one.
pub(super) fn text(block: &str) -> Cow<'_, str> {
    let block = block.trim();
    if let Some(rest) = block.strip_prefix('#') {
        return without_closing_hashes(rest.trim_start_matches('#').trim()).into();
    }
    let text = block.rsplit_once('\n').map_or(block, |it| it.0);
    text.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

fn without_closing_hashes(text: &str) -> &str {
    let kept = text.trim_end_matches('#');
    let is_closing = kept.is_empty() || kept.ends_with([' ', '\t']);
    if is_closing { kept.trim_end() } else { text }
}

/// The fault of an authority that is none.
pub(super) fn unknown_authority(word: &str, span: Span, line: u32) -> Diagnostic {
    let message = format!("unknown authority `{}`", shorten(word, 40));
    let found = Diagnostic::warning("unknown-authority", span, line, message);
    found.with_hint(authority_hint(word))
}

/// What the known authorities are, the most likely one first.
fn authority_hint(word: &str) -> String {
    let mut known = Authority::ALL.map(Authority::name);
    let word: String = word.chars().take(20).collect();
    let word = word.to_lowercase();
    let nearest = (0..known.len())
        .min_by_key(|at| distance(&word, known[*at]))
        .unwrap_or(0);
    known[..=nearest].rotate_right(1);
    format!(
        "write one of {}",
        known.map(|name| format!("`{name}`")).join(", ")
    )
}

/// Levenshtein's edit distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, letter) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (column, other) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[b.len()]
}

pub(super) fn tags(list: &str) -> Vec<String> {
    list.split(',')
        .filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect()
}
