//! A document with its clauses' ids and what people decided on them written into its text, so that
//! both stay when the words or the tool change.
//!
//! Only blocks of attributes are added, changed or removed; every other byte stays. What Markdown
//! cannot say, such as a clause of two list items, is left to the workspace. Nothing is believed:
//! the new text is read again, and what does not give the same clauses is not written.

mod heading;
mod words;

use super::adjust::{Adjustment, Place, Places};
use super::blocks::Blocks;
use super::clauses::{Reading, cuts};
use super::parse::{parse_adjusted, read_whole};
use super::{Clause, Spec};
use crate::text::Span;
use std::sync::Arc;

/// A document as text, and what it could not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The Markdown.
    pub text: String,
    /// The adjustments that stay beside it.
    pub left: Vec<Arc<Adjustment>>,
}

/// Writes ids and attributes of all clauses, and as many of `adjustments` as Markdown can say, into
/// `source`. Reading the result with those that are left gives the same clauses.
pub fn to_markdown(source: &str, adjustments: &[Arc<Adjustment>]) -> Saved {
    let whole = Whole::new(source, adjustments);
    let mut pieces = heading::pieces(&whole);
    pieces.extend(words::pieces(&whole));
    whole.save(&pieces)
}

/// All that is known of the document.
struct Whole<'a> {
    source: &'a str,
    adjustments: &'a [Arc<Adjustment>],
    /// Where each adjustment fits.
    places: Vec<Option<Place>>,
    /// What is no rule's words.
    cuts: Vec<Span>,
    spec: Spec,
    blocks: Blocks,
    reading: Reading,
}

/// Changes of one paragraph, item or heading: they are written together or not at all.
#[derive(Debug, Default)]
struct Piece {
    /// In document order.
    edits: Vec<Edit>,
    /// Indices of the adjustments that they say.
    says: Vec<usize>,
}

/// Replaces the bytes of `span`.
#[derive(Debug, PartialEq, Eq)]
struct Edit {
    span: Span,
    text: String,
}

impl<'a> Whole<'a> {
    fn new(source: &'a str, adjustments: &'a [Arc<Adjustment>]) -> Whole<'a> {
        let (spec, blocks, reading) = read_whole(source, adjustments);
        let cuts = cuts(&spec);
        Whole {
            places: Places::new(&spec, source, &cuts).of(adjustments),
            source,
            adjustments,
            cuts,
            spec,
            blocks,
            reading,
        }
    }

    fn save(&self, pieces: &[Piece]) -> Saved {
        let all: Vec<&Piece> = pieces.iter().filter(|it| !it.edits.is_empty()).collect();
        let mut kept = Vec::new();
        self.keep_good(&all, &mut kept);
        let saved = self.with(&kept);
        if self.is_same(&saved) {
            return saved;
        }
        // Pieces do not reach into each other, so this does not come to pass.
        self.with(&[])
    }

    /// Adds the pieces that change no clause, by halves: nearly always all are good.
    fn keep_good<'p>(&self, pieces: &[&'p Piece], kept: &mut Vec<&'p Piece>) {
        if pieces.is_empty() || self.is_same(&self.with(pieces)) {
            kept.extend(pieces);
        } else if pieces.len() > 1 {
            let (first, second) = pieces.split_at(pieces.len() / 2);
            self.keep_good(first, kept);
            self.keep_good(second, kept);
        }
    }

    /// The document with these pieces, in document order or not.
    fn with(&self, pieces: &[&Piece]) -> Saved {
        let mut edits: Vec<&Edit> = Vec::new();
        for edit in pieces.iter().flat_map(|it| &it.edits) {
            let at = edits.partition_point(|it| it.span.start <= edit.span.start);
            edits.insert(at, edit);
        }
        let (mut text, mut at) = (String::with_capacity(self.source.len()), 0);
        for Edit { span, text: new } in edits {
            text.push_str(self.source.get(at..span.start).unwrap_or(""));
            text.push_str(new);
            at = span.end;
        }
        text.push_str(self.source.get(at..).unwrap_or(""));
        let is_said = |at: &usize| pieces.iter().any(|it| it.says.contains(at));
        let left = (0..self.adjustments.len()).filter(|at| !is_said(at));
        let left = left.map(|at| self.adjustments[at].clone()).collect();
        Saved { text, left }
    }

    fn is_same(&self, saved: &Saved) -> bool {
        let new = parse_adjusted(&saved.text, &saved.left).clauses;
        let old = &self.spec.clauses;
        old.len() == new.len() && old.iter().zip(&new).all(|(a, b)| is_same_clause(a, b))
    }
}

/// Whether two clauses differ in nothing but where they stand and how it was said.
fn is_same_clause(old: &Clause, new: &Clause) -> bool {
    let said = |it: &Clause| {
        (
            it.kind,
            it.authority,
            it.strength,
            it.section,
            it.stem.is_some(),
        )
    };
    said(old) == said(new) && (&old.id, &old.title, &old.hash) == (&new.id, &new.title, &new.hash)
}
