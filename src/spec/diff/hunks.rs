//! Changes with the words around them, to be read by people.

use super::marks::Mark;
use crate::text::{Span, floor_boundary};

/// Unchanged text shown before and after a change, in bytes; changes closer than twice that are
/// shown together.
const CONTEXT: usize = 50;

/// A change of more words than this is cut in its middle.
const MAX_WORDS: usize = 60;

/// A piece of a text that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words of both versions.
    Kept(String),
    /// Words of the old version.
    Removed(String),
    /// Words of the new version.
    Added(String),
}

/// What changed in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hunks {
    /// Changes that stand close together, with the words around them, in the order of the new text.
    pub hunks: Vec<Vec<Piece>>,
    /// How many further changes are of dashes and quotation marks alone: a release that writes them
    /// in another way has hundreds.
    pub n_typographic: usize,
}

/// The changes that `marks` name in two texts, the old one first.
pub fn hunks(marks: &[Mark], texts: [&str; 2]) -> Hunks {
    let is_shown = |it: &&Mark| !it.is_typographic(texts[0], texts[1]);
    let shown: Vec<Mark> = marks.iter().filter(is_shown).copied().collect();
    let mut hunks = Vec::new();
    let mut rest = shown.as_slice();
    while !rest.is_empty() {
        let (together, further) = rest.split_at(n_together(rest, texts[1]));
        hunks.push(pieces(together, texts));
        rest = further;
    }
    Hunks {
        hunks,
        n_typographic: marks.len() - shown.len(),
    }
}

/// How many of the first marks stand close together.
fn n_together(marks: &[Mark], new: &str) -> usize {
    let close = |pair: &&[Mark]| {
        let gap = Span::new(pair[0].new.end, pair[1].new.start.max(pair[0].new.end));
        let is_near = gap.len() <= 2 * CONTEXT;
        is_near && gap.slice(new).is_some_and(|it| !ends_paragraph(it))
    };
    1 + marks.windows(2).take_while(close).count()
}

fn ends_paragraph(text: &str) -> bool {
    let mut lines = text.split('\n');
    lines.next();
    // What follows the last break is the beginning of a line, blank or not.
    lines.next_back();
    lines.any(|it| it.trim().is_empty())
}

fn pieces(hunk: &[Mark], [old, new]: [&str; 2]) -> Vec<Piece> {
    let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else {
        return Vec::new();
    };
    let mut pieces = Vec::new();
    let mut kept = before(&new[..first.new.start]);
    let mut at = first.new.start;
    for mark in hunk {
        kept.push_str(&new[at..mark.new.start.max(at)]);
        let is_apart = old[..mark.old.start].ends_with(char::is_whitespace);
        let is_start = kept.is_empty() && pieces.is_empty();
        if is_apart && !is_start && !kept.ends_with(char::is_whitespace) {
            kept.push(' ');
        }
        pieces.push(Piece::Kept(std::mem::take(&mut kept)));
        pieces.push(Piece::Removed(cut(mark.old.slice(old).unwrap_or(""))));
        pieces.push(Piece::Added(cut(mark.new.slice(new).unwrap_or(""))));
        at = mark.new.end.max(at);
    }
    pieces.push(Piece::Kept(after(&new[last.new.end..])));
    pieces.retain(|it| !it.text().is_empty());
    pieces
}

impl Piece {
    /// Its words.
    pub fn text(&self) -> &str {
        match self {
            Piece::Kept(text) | Piece::Removed(text) | Piece::Added(text) => text,
        }
    }
}

/// The text without its middle, where it is long.
fn cut(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() <= MAX_WORDS {
        return words.join(" ");
    }
    let (start, end) = (
        &words[..MAX_WORDS / 2],
        &words[words.len() - MAX_WORDS / 4..],
    );
    format!(
        "{} … {} ({} words)",
        start.join(" "),
        end.join(" "),
        words.len()
    )
}

/// The end of the paragraph that `text` ends in, from a word on.
fn before(text: &str) -> String {
    let start = floor_boundary(text, text.len().saturating_sub(CONTEXT));
    let context = text[start..].rsplit("\n\n").next().unwrap_or("");
    if start == 0 || context.len() < text.len() - start {
        return context.to_owned();
    }
    let word = context.find(char::is_whitespace).unwrap_or(context.len());
    format!("…{}", &context[word..])
}

/// The beginning of the paragraph that `text` begins with, up to a word's end.
fn after(text: &str) -> String {
    let end = floor_boundary(text, CONTEXT);
    let paragraph = text[..end].split("\n\n").next().unwrap_or("");
    let context = paragraph.split("\n~~~").next().unwrap_or("");
    if end == text.len() || context.len() < end {
        return context.to_owned();
    }
    let word = context.rfind(char::is_whitespace).unwrap_or(0);
    format!("{} …", &context[..word])
}
