//! The tokens of a context, and whether a sentence ends among them.

use super::model::{CAPITAL, FIRST_SMALL, INNER_CAPITAL, SMALL, SentenceModel};
use super::sentences::is_line;
use crate::check::python::{chars, is_decimal, is_space, is_word, lowered};

/// The type of all numbers.
const NUMBER: &str = "##number##";

/// Whether a sentence ends in `context`, after any token but the last.
pub(super) fn is_sentence_break(context: &str, model: &SentenceModel) -> bool {
    let lines = context.split('\n').filter(|it| is_line(it));
    let tokens = lines.flat_map(Tokens).map(|it| Token::new(it, model));
    let mut tokens: Vec<Token> = tokens.collect();
    for at in 1..tokens.len() {
        let (before, after) = tokens.split_at_mut(at);
        let token = &mut before[at - 1];
        token.look_ahead(&after[0], model);
        if token.ends_sentence {
            return true;
        }
    }
    false
}

/// Characters that are never inside a word, without the period.
pub(super) fn is_inside_none(character: char) -> bool {
    ")\";}]*:@'({[!?".contains(character)
}

/// Splits a line at white space and punctuation, but not at periods.
struct Tokens<'t>(&'t str);

impl<'t> Iterator for Tokens<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        self.0 = self.0.trim_start_matches(is_space);
        let first = self.0.chars().next()?;
        let length = match several_signs(self.0) {
            0 if "(\"`{[:;&#*@)}]-,".contains(first) => 1,
            0 => word_length(self.0, first),
            length => length,
        };
        let (token, rest) = self.0.split_at(length);
        self.0 = rest;
        Some(token)
    }
}

/// The length of two and more hyphens or periods, or of periods with spaces between.
fn several_signs(text: &str) -> usize {
    let run = |sign: u8| text.bytes().take_while(|it| *it == sign).count();
    let run = run(b'-').max(run(b'.'));
    if run >= 2 {
        return run;
    }
    // `. . .`: as many as there are, at least three.
    let (mut length, mut periods, mut rest) = (0, 0, text);
    while let Some(after) = rest.strip_prefix('.') {
        periods += 1;
        length = text.len() - after.len();
        match after.strip_prefix(is_space) {
            Some(more) => rest = more,
            None => break,
        }
    }
    if periods >= 3 { length } else { 0 }
}

fn word_length(text: &str, first: char) -> usize {
    let mut rest = &text[first.len_utf8()..];
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        if ends_word(rest, character) || (character == ',' && is_end(after)) {
            break;
        }
        rest = after;
    }
    text.len() - rest.len()
}

fn is_end(rest: &str) -> bool {
    rest.chars().next().is_none_or(|it| ends_word(rest, it))
}

fn ends_word(rest: &str, first: char) -> bool {
    let has_several = matches!(first, '-' | '.') && several_signs(rest) > 0;
    is_space(first) || is_inside_none(first) || has_several
}

/// A token, and what is known about it.
struct Token<'t> {
    text: &'t str,
    /// In lower case, numbers as [`NUMBER`].
    kind: String,
    ends_sentence: bool,
    is_abbreviation: bool,
    is_ellipsis: bool,
}

impl<'t> Token<'t> {
    /// First, what the token says by itself.
    fn new(text: &'t str, model: &SentenceModel) -> Token<'t> {
        let lower = lowered(text);
        let mut token = Token {
            text,
            kind: if is_number(&lower) {
                NUMBER.to_owned()
            } else {
                lower.clone()
            },
            ends_sentence: false,
            is_abbreviation: false,
            is_ellipsis: false,
        };
        if matches!(text, "." | "?" | "!") {
            token.ends_sentence = true;
        } else if text.len() > 1 && text.bytes().all(|it| it == b'.') {
            token.is_ellipsis = true;
        } else if let Some(word) = lower.strip_suffix('.').filter(|it| !it.ends_with('.')) {
            let last = word.rsplit('-').next().unwrap_or(word);
            token.is_abbreviation = model.is_abbreviation(word) || model.is_abbreviation(last);
            token.ends_sentence = !token.is_abbreviation;
        }
        token
    }

    /// Then, what the next token says about it.
    fn look_ahead(&mut self, next: &Token, model: &SentenceModel) {
        if !self.text.ends_with('.') {
            return;
        }
        let (kind, next_kind) = (without_period(&self.kind), next.sentence_kind());
        let is_initial = self.is_initial();
        if model.is_pair(kind, next_kind) {
            self.ends_sentence = false;
            return;
        }
        let begins = next.begins_sentence(model);
        if (self.is_abbreviation || self.is_ellipsis) && !is_initial {
            let often = next.is_capital() && model.begins_sentences(next_kind);
            if begins == Some(true) || often {
                self.ends_sentence = true;
                return;
            }
        }
        if is_initial || kind == NUMBER {
            let always_capital = next.is_capital() && model.seen(next_kind) & SMALL == 0;
            if begins == Some(false) || (begins.is_none() && is_initial && always_capital) {
                self.ends_sentence = false;
            }
        }
    }

    /// A letter and a period.
    fn is_initial(&self) -> bool {
        let letter = self.text.strip_suffix('.').and_then(only);
        letter.is_some_and(|it| is_word(it) && !is_decimal(it))
    }

    fn sentence_kind(&self) -> &str {
        if self.ends_sentence {
            without_period(&self.kind)
        } else {
            &self.kind
        }
    }

    fn is_capital(&self) -> bool {
        self.text.starts_with(chars::is_upper)
    }

    /// Whether its letters say that it begins a sentence; `None` where they say nothing.
    fn begins_sentence(&self, model: &SentenceModel) -> Option<bool> {
        if matches!(self.text, ";" | ":" | "," | "." | "!" | "?") {
            return Some(false);
        }
        let seen = model.seen(self.sentence_kind());
        if self.is_capital() && seen & SMALL != 0 && seen & INNER_CAPITAL == 0 {
            return Some(true);
        }
        let is_small = self.text.starts_with(chars::is_lower);
        if is_small && (seen & CAPITAL != 0 || seen & FIRST_SMALL == 0) {
            return Some(false);
        }
        None
    }
}

fn only(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

fn without_period(kind: &str) -> &str {
    kind.strip_suffix('.')
        .filter(|it| !it.is_empty())
        .unwrap_or(kind)
}

/// `-1,000.50.` and the like.
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let text = text.strip_prefix(['.', ',']).unwrap_or(text);
    let goes_on = |it: char| is_decimal(it) || matches!(it, ',' | '.' | '-');
    text.starts_with(is_decimal) && text.chars().all(goes_on)
}
