//! Sentences by Punkt: every `.`, `?` or `!` before white space or a closing sign is looked at with
//! the word it ends and the one that follows.
//!
//! Source: Kiss and Strunk (2006), Computational Linguistics 32, 485–525; NLTK 3.9,
//! `tokenize/punkt.py`, whose habits are kept: only ASCII white space begins a word before the
//! sign, and white space as the very first character since the sign before does not.

use super::model::SentenceModel;
use super::tokens::{is_inside_none, is_sentence_break};
use crate::check::python::{is_space, stripped};
use std::ops::Range;

/// The sentences of `text`, with the closing quotes and brackets that follow their last sign,
/// without the white space between them.
pub(crate) fn sentences(text: &str, model: &SentenceModel) -> Vec<Range<usize>> {
    let end = text.trim_end_matches(is_space).len();
    let (mut pieces, mut start) = (Vec::new(), 0);
    for sign in Signs::new(text) {
        if is_sentence_break(&text[sign.context.clone()], model) {
            pieces.push(start..sign.end);
            start = sign.next;
        }
    }
    pieces.push(start..end.max(start));
    with_closing_signs(text, &pieces)
}

/// A sign that may end a sentence.
#[derive(Clone, Debug)]
struct Sign {
    /// Where it stands, and ends.
    at: usize,
    end: usize,
    /// The word before it, the sign, and what follows.
    context: Range<usize>,
    /// Where the next sentence would begin.
    next: usize,
}

/// The signs of a text; of several that end the same word, the last.
struct Signs<'t> {
    text: &'t str,
    /// Where to look on.
    from: usize,
    last: Option<Sign>,
    /// The word before the last sign, which may begin earlier than there.
    word: Range<usize>,
}

impl<'t> Signs<'t> {
    fn new(text: &'t str) -> Signs<'t> {
        Signs {
            text,
            from: 0,
            last: None,
            word: 0..0,
        }
    }

    /// The next sign with something after it.
    fn sign(&mut self) -> Option<Sign> {
        loop {
            let rest = &self.text.as_bytes()[self.from..];
            let at = self.from + memchr::memchr3(b'.', b'?', b'!', rest)?;
            self.from = at + 1;
            if let Some((after, next)) = follows(self.text, at + 1) {
                return Some(Sign {
                    at,
                    end: at + 1,
                    context: at..after,
                    next,
                });
            }
        }
    }

    /// Where the word before a sign begins, as far as the last sign lets it.
    fn word_start(&self, sign: &Sign) -> usize {
        let between = &self.text.as_bytes()[self.word.end..sign.at];
        let is_space = |it: &u8| matches!(it, b' ' | b'\t'..=b'\r');
        match between.iter().rposition(is_space) {
            None | Some(0) => self.word.start,
            Some(space) => self.word.end + space + 1,
        }
    }
}

impl Iterator for Signs<'_> {
    type Item = Sign;

    fn next(&mut self) -> Option<Sign> {
        while let Some(mut sign) = self.sign() {
            let word = self.word_start(&sign)..sign.at;
            sign.context.start = word.start;
            let is_apart = self.word.end <= word.start;
            self.word = word;
            let before = self.last.replace(sign);
            if is_apart && before.is_some() {
                return before;
            }
        }
        self.last.take()
    }
}

/// What stands after a sign: where it ends, and where the next sentence would begin.
fn follows(text: &str, at: usize) -> Option<(usize, usize)> {
    let first = text[at..].chars().next()?;
    if is_inside_none(first) {
        return Some((at + 1, at));
    }
    let word = text[at..].trim_start_matches(is_space);
    let start = text.len() - word.len();
    let length = word.find(is_space).unwrap_or(word.len());
    (start > at && length > 0).then_some((start + length, start))
}

/// Moves closing signs from the beginning of a piece to the end of the one before.
fn with_closing_signs(text: &str, pieces: &[Range<usize>]) -> Vec<Range<usize>> {
    let (mut sentences, mut moved) = (Vec::new(), 0);
    for (at, piece) in pieces.iter().enumerate() {
        let sentence = piece.start + moved..piece.end;
        let closing = pieces.get(at + 1).and_then(|next| {
            let (signs, end) = closing_signs(&text[next.clone()])?;
            Some((next.start + signs, end))
        });
        match closing {
            Some((end, length)) => {
                sentences.push(sentence.start.min(end)..end);
                moved = length;
            }
            None => {
                moved = 0;
                sentences.extend((!sentence.is_empty()).then_some(sentence));
            }
        }
    }
    sentences
}

/// The length of the closing signs that `text` begins with, alone and with the white space after
/// them; they must end there, or before `--`.
fn closing_signs(text: &str) -> Option<(usize, usize)> {
    let signs = text.bytes().take_while(|it| b"\"')]}".contains(it)).count();
    let rest = &text[signs..];
    if signs == 0 || !(rest.is_empty() || rest.starts_with("--") || rest.starts_with(is_space)) {
        return None;
    }
    let space = rest.len() - rest.trim_start_matches(is_space).len();
    Some((signs, signs + space))
}

/// Whether there is anything in a line.
pub(super) fn is_line(text: &str) -> bool {
    !stripped(text).is_empty()
}

#[cfg(all(test, feature = "tables"))]
mod tests {
    use super::super::model;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = sentences(text, model().expect("the model is linked"));
        let found: Vec<_> = found.into_iter().map(|it| &text[it]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn sentences_are_punkts() {
        check(
            "On Friday. At 3.30 p.m. it rains! Why?",
            &["On Friday.", "At 3.30 p.m. it rains!", "Why?"],
        );
        check(
            "Mr. Smith met Dr. J. Bach. They spoke.",
            &["Mr. Smith met Dr. J. Bach.", "They spoke."],
        );
        check(
            "(It ended.) Then “it” began.",
            &["(It ended.)", "Then “it” began."],
        );
        check(
            "Very bad acting!!! I promise.",
            &["Very bad acting!!!", "I promise."],
        );
        check("one\n\ntwo ", &["one\n\ntwo"]);
        check("", &[]);
        check(" . . . ", &[" .", ".", "."]);
    }
}
