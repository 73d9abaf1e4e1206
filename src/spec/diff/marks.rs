//! Where two texts differ, as places in the two documents.

use super::changes::{Change, Effort, changes};
use super::flow::{Flow, Token};
use super::readable::make_readable;
use crate::text::{LineIndex, Span};
use serde::{Deserialize, Serialize};
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

impl Mark {
    /// Whether nothing but dashes, quotation marks and the like is written in another way.
    pub fn is_typographic(&self, old: &str, new: &str) -> bool {
        let plain = |span: Span, source: &str| plain(span.slice(source).unwrap_or(""));
        plain(self.old, old) == plain(self.new, new)
    }
}

/// The text as one writes it on a plain keyboard, without white space.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().filter(|it| !it.is_whitespace()) {
        match letter {
            '’' | '‘' => plain.push('\''),
            '“' | '”' => plain.push('"'),
            '…' => plain.push_str("..."),
            // However many hyphens a dash is made of.
            '-' | '‐' | '‑' | '–' | '—' if plain.ends_with('-') => {}
            '-' | '‐' | '‑' | '–' | '—' => plain.push('-'),
            '\u{200b}' => {}
            _ => plain.push(letter),
        }
    }
    plain
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
    make_readable(&mut changes, &old.tokens, &new.tokens);
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marks_of(old: &str, new: &str) -> Vec<Mark> {
        let flow = |text: &str| Flow::verbatim(text, &[Span::new(0, text.len())], 0);
        let lines = [&LineIndex::new(old), &LineIndex::new(new)];
        marks(&flow(old), &flow(new), lines, &mut Effort::new())
    }

    /// `old` with the words of every mark exchanged, without white space.
    fn applied(old: &str, new: &str, marks: &[Mark]) -> String {
        let mut text = old.to_owned();
        for mark in marks.iter().rev() {
            let words = mark.new.slice(new).unwrap_or("");
            text.replace_range(mark.old.start..mark.old.end, words);
        }
        text.split_whitespace().collect()
    }

    proptest! {
        #[test]
        fn marks_turn_the_old_words_into_the_new(
            old in "([ab]{1,2}|[.,(] ?|é-|\n| ){0,24}",
            new in "([ab]{1,2}|[.,(] ?|é-|\n| ){0,24}",
        ) {
            let marks = marks_of(&old, &new);
            let words = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(applied(&old, &new, &marks), words(&new));
            let ordered = |a: &Mark, b: &Mark| a.old.end <= b.old.start && a.new.end <= b.new.start;
            prop_assert!(marks.is_sorted_by(ordered));
            let same = old.split_whitespace().eq(new.split_whitespace());
            prop_assert_eq!(marks.is_empty(), same);
        }
    }

    #[test]
    fn marks_know_their_lines() {
        let marks = marks_of("one\ntwo\nthree", "one\n\ntwo\nfour");
        let lines: Vec<_> = marks.iter().map(|it| (it.old_line, it.new_line)).collect();
        assert_eq!(lines, [(3, 4)]);
    }
}
