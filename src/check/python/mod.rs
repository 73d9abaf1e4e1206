//! Python's idea of text: white space, words, capitals, lower case, regular expressions.
//!
//! IFEval's checks are Python programs, and their verdicts hang on such details: `²` is a word
//! character and the vowel sign `ी` is none, `\x1c` is white space, a keyword is a pattern.
//! Everything here is as in CPython 3.11, which knows Unicode 14. Letters of later Unicode
//! versions are in no text it was asked about, and are unassigned to it.

pub(crate) mod chars;
pub(crate) mod json;
mod lower;
pub(crate) mod pattern;

pub(crate) use chars::{is_decimal, is_space, is_word};
pub(crate) use lower::{lowered, lowered_length};

use std::ops::Range;

/// `str.strip()`, as a range of `text`.
pub(crate) fn strip(text: &str) -> Range<usize> {
    let start = text.len() - text.trim_start_matches(is_space).len();
    let stripped = text[start..].trim_end_matches(is_space);
    start..start + stripped.len()
}

/// `text.strip()`.
pub(crate) fn stripped(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `not text.strip()`.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// The matches of `\w+`.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = skip(text, at, false);
        at = skip(text, start, true);
        (start < at).then_some(start..at)
    })
}

/// How many matches `\w+` has.
pub(crate) fn count_words(text: &str) -> usize {
    let (mut n, mut in_word, mut rest) = (0, false, text);
    while !rest.is_empty() {
        let (ascii, others) = rest.split_at(ascii_length(rest));
        let (begun, goes_on) = count_ascii_words(ascii.as_bytes(), in_word);
        (n, in_word, rest) = (n + begun, goes_on, others);
        if let Some(character) = rest.chars().next() {
            n += usize::from(is_word(character) & !in_word);
            in_word = is_word(character);
            rest = &rest[character.len_utf8()..];
        }
    }
    n
}

/// How many bytes `text` has before its first character beyond ASCII. Looks at many at once.
pub(crate) fn ascii_length(text: &str) -> usize {
    let mut length = 0;
    for bytes in text.as_bytes().chunks(64) {
        if !bytes.is_ascii() {
            return length + bytes.iter().take_while(|it| it.is_ascii()).count();
        }
        length += bytes.len();
    }
    length
}

/// How many words begin in `text`, where one may go on already, and whether one goes on after it.
/// Written so that a processor can look at many bytes at once.
fn count_ascii_words(text: &[u8], in_word: bool) -> (usize, bool) {
    const LANES: usize = 64;
    let is_word = |it: u8| {
        let is_letter = (it | 0x20).wrapping_sub(b'a') < 26;
        u8::from(is_letter | (it.wrapping_sub(b'0') < 10) | (it == b'_'))
    };
    let (mut n, mut last) = (0, u8::from(in_word));
    for lane in text.chunks(LANES) {
        let mut words = [0; LANES + 1];
        words[0] = last;
        for (word, byte) in words[1..].iter_mut().zip(lane) {
            *word = is_word(*byte);
        }
        let begins: u8 = (0..LANES).map(|at| words[at + 1] & !words[at]).sum();
        n += usize::from(begins);
        last = words[lane.len()];
    }
    (n, last == 1)
}

/// Where the characters from `at` on end that are word characters, or are none.
fn skip(text: &str, mut at: usize, words: bool) -> usize {
    while let Some(byte) = text.as_bytes().get(at) {
        let (is_word, length) = match byte.is_ascii() {
            true => (byte.is_ascii_alphanumeric() || *byte == b'_', 1),
            false => {
                let character = text[at..].chars().next().unwrap_or_default();
                (is_word(character), character.len_utf8())
            }
        };
        if is_word != words {
            break;
        }
        at += length;
    }
    at
}

/// `str.isupper()`: at least one capital, and nothing in lower or title case.
pub(crate) fn is_upper(text: &str) -> bool {
    let spoils = |it: char| chars::is_lower(it) || chars::is_title(it);
    text.contains(chars::is_upper) && !text.contains(spoils)
}

/// `str.islower()`: at least one small letter, and nothing in upper or title case.
pub(crate) fn is_lower(text: &str) -> bool {
    let spoils = |it: char| chars::is_upper(it) || chars::is_title(it);
    text.contains(chars::is_lower) && !text.contains(spoils)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_pythons() {
        assert_eq!(
            stripped("\u{1c}\u{a0}\u{85} a\u{200b} \u{3000}"),
            "a\u{200b}"
        );
        assert_eq!(strip("  a b\n"), 2..5);
        assert_eq!(strip(" \n"), 2..2);
        assert!(is_blank("\u{1f}\u{2028}") && !is_blank("\u{feff}"));
    }

    #[test]
    fn words_are_letters_numbers_and_underlines() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<_> = words(text).map(|it| &text[it]).collect();
            assert_eq!(found, expected, "{text}");
            assert_eq!(count_words(text), expected.len(), "{text}");
        };
        check("don't a_b -5²", &["don", "t", "a_b", "5²"]);
        check("今日は good", &["今日は", "good"]);
        // Marks end a word, even inside one; letters after Unicode 14 are none.
        check("हिन्दी e\u{301}e", &["ह", "न", "द", "e", "e"]);
        check("\u{10d50}a", &["a"]);
        check("", &[]);
    }

    #[test]
    fn a_text_is_upper_or_lower_as_a_whole() {
        #[track_caller]
        fn check(text: &str, upper: bool, lower: bool) {
            assert_eq!((is_upper(text), is_lower(text)), (upper, lower), "{text}");
        }
        check("HELLO 1!", true, false);
        check("hello 今日", false, true);
        check("123", false, false);
        check("", false, false);
        check("Hello", false, false);
        check("ǅ", false, false);
        check("Aǅ", false, false);
        check("Ⅷ", true, false);
        check("ª", false, true);
    }
}
