//! What changed from one text to another, word by word.

use super::flow::{Flow, Token};
use crate::text::{LineIndex, Span};
use serde::{Deserialize, Serialize};
use similar::algorithms::{DiffHook, myers};
use std::collections::HashMap;
use std::convert::Infallible;
use std::hash::Hash;
use std::ops::Range;

/// Words that stand in place of others. One of the two spans may be empty: words were added or
/// removed, and the empty span is where the other text lacks them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The words of the old document.
    pub old: Span,
    /// 1-based line of the old document where they start.
    pub old_line: u32,
    /// The words of the new document.
    pub new: Span,
    /// 1-based line of the new document where they start.
    pub new_line: u32,
}

/// How much comparing may still be done. The time to compare grows with the product of the two
/// lengths; what does not fit is marked as replaced as a whole.
#[derive(Debug)]
pub(super) struct Effort {
    left: usize,
}

impl Effort {
    /// The most pairs of words that one part of a document may need to be compared word by word:
    /// two texts of 1,500 words. Longer ones are compared sentence by sentence first.
    const PART: usize = 2_250_000;
    /// The most that all parts of a document may need together: some 100 ms.
    const WHOLE: usize = 60_000_000;

    pub(super) fn new() -> Effort {
        Effort {
            left: Effort::WHOLE,
        }
    }

    /// Whether two texts of these lengths may be compared; if so, it counts as done.
    fn take(&mut self, old: usize, new: usize) -> bool {
        let needed = old.saturating_mul(new);
        let fits = needed <= Effort::PART.min(self.left);
        self.left -= if fits { needed } else { 0 };
        fits
    }
}

/// Where two texts differ. Empty if, and only if, their words are the same.
///
/// `lines` are those of the old and the new source.
pub(super) fn marks(
    old: &Flow,
    new: &Flow,
    lines: [&LineIndex; 2],
    effort: &mut Effort,
) -> Vec<Mark> {
    if old.text == new.text {
        return Vec::new();
    }
    let [old, new] = [old, new].map(Words::new);
    let mut changes = changes(&old.tokens, &new.tokens, effort);
    tidy(&mut changes, &old.tokens, &new.tokens);
    let placed = changes.iter().flat_map(|it| place(it, &old, &new));
    placed
        .map(|(old, new)| Mark {
            old,
            old_line: lines[0].line(old.start),
            new,
            new_line: lines[1].line(new.start),
        })
        .collect()
}

/// The words of one of the two texts.
struct Words<'a> {
    tokens: Vec<Token<'a>>,
    /// Where the text begins in the source.
    start: usize,
}

impl<'a> Words<'a> {
    fn new(flow: &'a Flow) -> Words<'a> {
        Words {
            tokens: flow.tokens(),
            start: flow.start,
        }
    }

    /// Where some of the words stand, a span for each piece; where there are none, an empty span
    /// after the word before.
    fn spans(&self, some: &Range<usize>) -> Vec<Span> {
        let mut spans: Vec<(usize, Span)> = Vec::new();
        for token in &self.tokens[some.clone()] {
            match spans.last_mut() {
                Some((piece, span)) if *piece == token.piece => span.end = token.span.end,
                _ => spans.push((token.piece, token.span)),
            }
        }
        if spans.is_empty() {
            let before = some.start.checked_sub(1).map(|at| self.tokens[at].span.end);
            let at = before.unwrap_or(self.start);
            spans.push((0, Span::new(at, at)));
        }
        spans.into_iter().map(|it| it.1).collect()
    }
}

/// Words of the old text, by index, and what stands in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    old: Range<usize>,
    new: Range<usize>,
}

impl Change {
    fn is_empty(&self) -> bool {
        self.old.is_empty() && self.new.is_empty()
    }
}

fn changes(old: &[Token<'_>], new: &[Token<'_>], effort: &mut Effort) -> Vec<Change> {
    let mut numbers = Numbers::default();
    let [old_ids, new_ids] =
        [old, new].map(|all| numbers.of(all.iter().map(|it| (it.text, it.glued))));
    let middle = differing(&old_ids, &new_ids);
    if effort.take(middle.old.len(), middle.new.len()) {
        return between(&old_ids, &new_ids, &middle);
    }
    let by_sentence = sentences_between([old, new], [&old_ids, &new_ids], &middle, effort);
    let by_word = |part: &Change| {
        let part = within(&old_ids, &new_ids, part);
        match effort.take(part.old.len(), part.new.len()) {
            true => between(&old_ids, &new_ids, &part),
            false => vec![part],
        }
    };
    by_sentence.iter().flat_map(by_word).collect()
}

/// Numbers for things, the same for equal ones.
struct Numbers<T> {
    known: HashMap<T, u32>,
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Numbers {
            known: HashMap::new(),
        }
    }
}

impl<T: Hash + Eq> Numbers<T> {
    fn of(&mut self, things: impl Iterator<Item = T>) -> Vec<u32> {
        let number = |thing| {
            let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
            *self.known.entry(thing).or_insert(next)
        };
        things.map(number).collect()
    }
}

/// Both texts without what they begin and end with alike.
fn differing(old: &[u32], new: &[u32]) -> Change {
    let whole = Change {
        old: 0..old.len(),
        new: 0..new.len(),
    };
    within(old, new, &whole)
}

/// A part of both texts without what it begins and ends with alike.
fn within(old: &[u32], new: &[u32], part: &Change) -> Change {
    let (old, new) = (&old[part.old.clone()], &new[part.new.clone()]);
    let alike = |(a, b): &(&u32, &u32)| a == b;
    let n_start = old.iter().zip(new).take_while(alike).count();
    let ends = old[n_start..].iter().rev().zip(new[n_start..].iter().rev());
    let n_end = ends.take_while(alike).count();
    Change {
        old: part.old.start + n_start..part.old.end - n_end,
        new: part.new.start + n_start..part.new.end - n_end,
    }
}

/// The changes in a part of both texts, by the shortest way from one to the other.
fn between(old: &[u32], new: &[u32], part: &Change) -> Vec<Change> {
    let mut gaps = Gaps {
        at: (part.old.start, part.new.start),
        found: Vec::new(),
    };
    // What collects the gaps cannot fail.
    let _ = myers::diff_deadline_raw(
        &mut gaps,
        old,
        part.old.clone(),
        new,
        part.new.clone(),
        None,
    );
    gaps.skip(part.old.end, part.new.end);
    gaps.found
}

/// Collects what lies between the parts that are equal.
struct Gaps {
    at: (usize, usize),
    found: Vec<Change>,
}

impl Gaps {
    /// What lies between the last equal part and these places is a change.
    fn skip(&mut self, old: usize, new: usize) {
        let change = Change {
            old: self.at.0..old,
            new: self.at.1..new,
        };
        if !change.is_empty() {
            self.found.push(change);
        }
    }
}

impl DiffHook for Gaps {
    type Error = Infallible;

    fn equal(&mut self, old: usize, new: usize, len: usize) -> Result<(), Infallible> {
        self.skip(old, new);
        self.at = (old + len, new + len);
        Ok(())
    }
}

/// The changes in a part of both texts, as far as whole sentences tell; the part itself where it
/// has too many.
fn sentences_between(
    tokens: [&[Token<'_>]; 2],
    ids: [&[u32]; 2],
    part: &Change,
    effort: &mut Effort,
) -> Vec<Change> {
    let old = sentences(&tokens[0][part.old.clone()]);
    let new = sentences(&tokens[1][part.new.clone()]);
    if !effort.take(old.len(), new.len()) {
        return vec![part.clone()];
    }
    let shift = |it: &Range<usize>, by: usize| it.start + by..it.end + by;
    let old: Vec<_> = old.iter().map(|it| shift(it, part.old.start)).collect();
    let new: Vec<_> = new.iter().map(|it| shift(it, part.new.start)).collect();
    let mut numbers = Numbers::default();
    let old_ids = numbers.of(old.iter().map(|it| &ids[0][it.clone()]));
    let new_ids = numbers.of(new.iter().map(|it| &ids[1][it.clone()]));
    let whole = Change {
        old: 0..old.len(),
        new: 0..new.len(),
    };
    let to_words = |it: Change| Change {
        old: words_of(&old, it.old, part.old.end),
        new: words_of(&new, it.new, part.new.end),
    };
    let changes = between(&old_ids, &new_ids, &whole).into_iter();
    changes.map(to_words).collect()
}

/// Where sentences end is guessed from their stops alone: it only has to be the same on both
/// sides.
fn sentences(tokens: &[Token<'_>]) -> Vec<Range<usize>> {
    let (mut found, mut start) = (Vec::new(), 0);
    for (at, token) in tokens.iter().enumerate() {
        if matches!(token.text, "." | "!" | "?" | ":" | ";" | "。") || at + 1 == tokens.len() {
            found.push(start..at + 1);
            start = at + 1;
        }
    }
    found
}

/// The words of some sentences; `end` where the text ends.
fn words_of(sentences: &[Range<usize>], some: Range<usize>, end: usize) -> Range<usize> {
    let start_of = |at: usize| sentences.get(at).map_or(end, |it| it.start);
    start_of(some.start)..start_of(some.end)
}

/// Joins changes that are parted by less than what they change: `a [b→x] of [c→y]` is easier to
/// read as one change than as two.
fn tidy(changes: &mut Vec<Change>, old: &[Token<'_>], new: &[Token<'_>]) {
    let len = |of: &[Token<'_>]| of.iter().map(|it| it.text.len()).sum::<usize>();
    let size = |it: &Change| len(&old[it.old.clone()]).max(len(&new[it.new.clone()]));
    let mut joined: Vec<(Change, usize)> = Vec::new();
    for change in changes.drain(..) {
        let own = size(&change);
        if let Some((last, last_size)) = joined.last_mut() {
            let parting = len(&old[last.old.end..change.old.start]);
            if parting * 2 <= own.min(*last_size) {
                last.old.end = change.old.end;
                last.new.end = change.new.end;
                *last_size += own + parting;
                continue;
            }
        }
        joined.push((change, own));
    }
    changes.extend(joined.into_iter().map(|it| it.0));
}

/// The change as spans of the two sources. Where it reaches from one piece into the next, it
/// becomes several: what lies between is not part of it.
fn place(change: &Change, old: &Words<'_>, new: &Words<'_>) -> Vec<(Span, Span)> {
    let (mut old, mut new) = (old.spans(&change.old), new.spans(&change.new));
    let n_parts = old.len().max(new.len());
    for spans in [&mut old, &mut new] {
        let end = spans.last().map_or(0, |it| it.end);
        spans.resize(n_parts, Span::new(end, end));
    }
    old.into_iter().zip(new).collect()
}
