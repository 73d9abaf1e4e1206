//! Words, sentences, paragraphs and questions of a text, as byte ranges.

use crate::check::js::is_space;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// What JavaScript's white space separates.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let place = |word: &str| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    };
    text.split(is_space)
        .filter(|word| !word.is_empty())
        .map(place)
}

/// Sentences with a letter or digit in them, without the space around them.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.split_sentence_bound_indices()
        .filter(|(_, sentence)| sentence.contains(char::is_alphanumeric))
        .map(|(at, sentence)| trimmed(sentence, at))
}

fn trimmed(text: &str, at: usize) -> Range<usize> {
    let start = at + (text.len() - text.trim_start().len());
    start..(start + text.trim().len())
}

pub(crate) fn paragraphs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut open: Option<Range<usize>> = None;
    let (mut at, mut lines) = (0, text.split_inclusive('\n'));
    let mut ended = false;
    std::iter::from_fn(move || {
        while !ended {
            let Some(line) = lines.next() else {
                ended = true;
                break;
            };
            let place = trimmed(line, at);
            at += line.len();
            if place.is_empty() {
                if let Some(done) = open.take() {
                    return Some(done);
                }
                continue;
            }
            let start = open.as_ref().map_or(place.start, |open| open.start);
            open = Some(start..place.end);
        }
        open.take()
    })
}

/// Sentences with a letter or digit that end in a question mark. A mark in the middle of a word,
/// as in an address, ends nothing.
pub(crate) fn questions(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let (end, asks) = sentence_end(text, at);
            let sentence = trimmed(&text[at..end], at);
            at = end;
            if asks && text[sentence.clone()].contains(char::is_alphanumeric) {
                return Some(sentence);
            }
        }
        None
    })
}

/// Where the sentence that begins at `start` ends: after `.`, `!`, `?` and their like with the
/// quotation marks and brackets that follow, or with the line; and whether it asks.
fn sentence_end(text: &str, start: usize) -> (usize, bool) {
    const WIDE: [char; 5] = ['。', '！', '？', '⁇', '؟'];
    let ends = |it: char| matches!(it, '.' | '!' | '?' | '…' | '‽') || WIDE.contains(&it);
    let closes = |it: char| "\"'”’»)]}*_」』".contains(it);
    let mut rest = &text[start..];
    while let Some(found) = rest.find(|it| it == '\n' || ends(it)) {
        let marks = rest[found..].trim_start_matches(ends);
        let after = marks.trim_start_matches(closes);
        let run = &rest[found..rest.len() - marks.len()];
        let stops =
            after.is_empty() || after.starts_with(char::is_whitespace) || run.contains(WIDE);
        if run.is_empty() {
            return (text.len() - rest.len() + found + 1, false);
        }
        rest = after;
        if stops {
            return (
                text.len() - rest.len(),
                run.contains(['?', '？', '⁇', '؟', '‽']),
            );
        }
    }
    (text.len(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<'t>(things: impl Iterator<Item = Range<usize>>, text: &'t str, expected: &[&'t str]) {
        let found: Vec<_> = things.map(|range| &text[range]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_are_what_space_separates() {
        let text = " a well-known\u{a0}b \u{feff} - c\u{85}d\n";
        check(
            words(text),
            text,
            &["a", "well-known", "b", "-", "c\u{85}d"],
        );
    }

    #[test]
    fn sentences_need_a_letter() {
        let text = "On Friday. At 3.30 p.m., say! … \n- An item\n今日。明日。";
        let expected = [
            "On Friday.",
            "At 3.30 p.m., say!",
            "- An item",
            "今日。",
            "明日。",
        ];
        check(sentences(text), text, &expected);
    }

    #[test]
    fn paragraphs_are_separated_by_blank_lines() {
        let text = "\n\na\nb\n \t\n\nc\n";
        check(paragraphs(text), text, &["a\nb", "c"]);
        check(paragraphs(""), "", &[]);
    }

    #[test]
    fn questions_end_in_a_question_mark() {
        let text = "Which? She asked “why?” (Really?) What?! No. a?b\nAnd **when?**\n何ですか？いつ？ ?? e.g. so";
        let expected = [
            "Which?",
            "She asked “why?”",
            "(Really?)",
            "What?!",
            "And **when?**",
            "何ですか？",
            "いつ？",
        ];
        check(questions(text), text, &expected);
    }
}
