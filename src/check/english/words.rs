//! The words of a sentence as NLTK's word tokenizer splits it: punctuation stands alone, `can't` is
//! `ca` and `n't`, a final period is one, `U.S.A.` inside a sentence is one word.
//!
//! The tokenizer rewrites the sentence again and again, mostly putting spaces around things, and
//! at last splits at white space. So does this, remembering where each character came from.
//!
//! Source: NLTK 3.9, `tokenize/destructive.py` (`NLTKWordTokenizer`), rule by rule.

use super::rules::RULES;
use crate::check::python::is_space;
use std::ops::Range;

/// Words and signs of one sentence, as ranges of `text`. A straight quotation mark is one of them.
pub(crate) fn words(text: &str) -> Vec<Range<usize>> {
    let signs = text.char_indices().map(|(at, sign)| Sign::new(sign, at));
    let (mut signs, mut out) = (signs.collect::<Vec<_>>(), Vec::new());
    let present = Present::of(text);
    for rule in RULES.iter().filter(|it| present.may_need(it)) {
        rule.apply(&signs, &mut out);
        std::mem::swap(&mut signs, &mut out);
    }
    let words = signs.split(|it| is_space(it.sign));
    words.filter_map(|word| place(word, text)).collect()
}

/// A character, and where it came from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sign {
    pub(super) sign: char,
    /// [`INSERTED`] for spaces that were put in, and beyond four gigabytes.
    pub(super) at: u32,
}

const INSERTED: u32 = u32::MAX;
pub(super) const GAP: Sign = Sign {
    sign: ' ',
    at: INSERTED,
};

impl Sign {
    fn new(sign: char, at: usize) -> Sign {
        let at = u32::try_from(at).unwrap_or(INSERTED);
        Sign { sign, at }
    }
}

/// What happens to the characters from one on: how many are replaced by what.
pub(super) type Rewrite = fn(&[Sign], usize, &mut Vec<Sign>) -> usize;

/// One step of the tokenizer.
pub(super) struct Rule {
    pub(super) needs: Needs,
    /// Gives how many characters it replaced, and adds what for; 0 where it does not apply.
    pub(super) rewrite: Rewrite,
}

/// What a sentence must have had for a rule to do anything.
pub(super) enum Needs {
    Nothing,
    /// One of these characters.
    Any(&'static str),
    /// This, capitals or not.
    Text(&'static str),
}

impl Rule {
    /// Writes what becomes of `signs` to `out`.
    fn apply(&self, signs: &[Sign], out: &mut Vec<Sign>) {
        out.clear();
        let mut at = 0;
        while at < signs.len() {
            match (self.rewrite)(signs, at, out) {
                0 => {
                    out.push(signs[at]);
                    at += 1;
                }
                n => at += n,
            }
        }
    }
}

/// What a sentence has.
struct Present {
    /// One bit per ASCII character.
    ascii: u128,
    others: bool,
    lowered: String,
}

impl Present {
    fn of(text: &str) -> Present {
        let ascii = text.bytes().filter(u8::is_ascii);
        Present {
            ascii: ascii.fold(0, |all, byte| all | 1 << u32::from(byte)),
            others: !text.is_ascii(),
            lowered: text.to_ascii_lowercase(),
        }
    }

    /// Whether a rule may do something.
    fn may_need(&self, rule: &Rule) -> bool {
        let has = |it: char| match it.is_ascii() {
            true => self.ascii >> (it as u32) & 1 == 1,
            false => self.others,
        };
        match rule.needs {
            Needs::Nothing => true,
            Needs::Any(set) => set.chars().any(has),
            // Letters beyond ASCII may count as its letters.
            Needs::Text(text) => {
                let has_letters = text
                    .chars()
                    .all(|it| has(it) || has(it.to_ascii_uppercase()));
                self.others || (has_letters && self.lowered.contains(text))
            }
        }
    }
}

/// Where a word stands in `text`.
fn place(word: &[Sign], text: &str) -> Option<Range<usize>> {
    let known = |it: &&Sign| it.at != INSERTED;
    let (first, last) = (word.iter().find(known)?, word.iter().rfind(known)?);
    let (first, last) = (first.at as usize, last.at as usize);
    let length = text[last..].chars().next().map_or(0, char::len_utf8);
    Some(first..last + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = words(text).into_iter().map(|it| &text[it]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_are_nltks() {
        check(
            "Good muffins cost $3.88 (roughly 3,36 euros)\nin New York.",
            &[
                "Good", "muffins", "cost", "$", "3.88", "(", "roughly", "3,36", "euros", ")", "in",
                "New", "York", ".",
            ],
        );
        check(
            "I'M in the U.S.A. now.",
            &["I", "'M", "in", "the", "U.S.A.", "now", "."],
        );
        check(
            "can't CANNOT gonna d'ye",
            &["ca", "n't", "CAN", "NOT", "gon", "na", "d", "'ye"],
        );
        check(
            "\"So,\" she said: 'tis.",
            &["\"", "So", ",", "\"", "she", "said", ":", "'t", "is", "."],
        );
        check(
            "He said (\"No\")...",
            &["He", "said", "(", "\"", "No", "\"", ")", "..."],
        );
        check(
            "“A’s” — B--C*d*",
            &["“", "A", "’", "s", "”", "—", "B", "--", "C", "*", "d", "*"],
        );
        check("wanna wannabe", &["wan", "na", "wannabe"]);
        check("'a 's dogs' x", &["'", "a", "'s", "dogs", "'", "x"]);
        check("", &[]);
    }
}
