//! Sentences of a paragraph, with exact places.

use crate::text::Span;

/// Words whose full stop ends no sentence.
#[rustfmt::skip]
const ABBREVIATIONS: &[&str] = &[
    "e.g", "i.e", "etc", "vs", "cf", "al", "dr", "mr", "mrs", "ms", "prof", "st", "approx", "resp",
    "incl",
];

/// Words whose full stop ends no sentence when a number follows.
const BEFORE_NUMBERS: &[&str] = &["no", "nr", "p", "pp", "fig", "sec", "art"];

/// The sentences of `text`, without white space around them. Together they hold every word.
///
/// A sentence ends at `.`, `!`, `?` or `…`, and whatever quotes, brackets, emphasis marks and
/// footnotes follow it, when white space and something that can begin a sentence come next; or at
/// the ideographic stops.
pub(crate) fn split(text: &str) -> Vec<Span> {
    let (mut sentences, mut start, mut seen) = (Vec::new(), 0, 0);
    for (at, stop) in text.char_indices().filter(|(_, letter)| is_stop(*letter)) {
        if at < seen {
            continue;
        }
        let end = after_closers(text, at + stop.len_utf8());
        seen = end;
        if is_end(text, at, stop, end) {
            push_trimmed(text, Span::new(start, end), &mut sentences);
            start = end;
        }
    }
    push_trimmed(text, Span::new(start, text.len()), &mut sentences);
    sentences
}

fn is_stop(letter: char) -> bool {
    matches!(letter, '.' | '!' | '?' | '…' | '。' | '！' | '？')
}

fn is_end(text: &str, at: usize, stop: char, end: usize) -> bool {
    if matches!(stop, '。' | '！' | '？') {
        return true;
    }
    let rest = &text[end..];
    if !rest.starts_with(char::is_whitespace) || !can_begin(rest) {
        return false;
    }
    stop != '.' || !is_abbreviated(&text[..at], rest)
}

/// Whether what follows can be the beginning of a sentence: anything but a lower-case letter.
fn can_begin(rest: &str) -> bool {
    let is_opener = |it: char| {
        it.is_whitespace() || matches!(it, '"' | '\'' | '“' | '‘' | '(' | '[' | '*' | '_' | '`')
    };
    let next = rest.trim_start_matches(is_opener).chars().next();
    next.is_some_and(|it| it.is_alphanumeric() && !it.is_lowercase())
}

/// Whether the stop between `before` and `rest` belongs to an abbreviation or an initial.
fn is_abbreviated(before: &str, rest: &str) -> bool {
    let is_break = |it: char| it.is_whitespace() || matches!(it, '(' | '[' | '"' | '“' | '*' | '_');
    let word = before.rsplit(is_break).next().unwrap_or("");
    let is_in = |list: &[&str]| list.iter().any(|it| it.eq_ignore_ascii_case(word));
    let is_initial =
        word.chars().count() == 1 && word.chars().all(char::is_uppercase) && word != "I";
    let numbered = rest
        .trim_start()
        .starts_with(|it: char| it.is_ascii_digit());
    is_initial || is_in(ABBREVIATIONS) || (numbered && is_in(BEFORE_NUMBERS))
}

/// The end of the quotes, brackets, emphasis marks and footnotes at byte `at`.
fn after_closers(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        let is_closer = |it: char| {
            matches!(
                it,
                '"' | '\'' | '”' | '’' | ')' | ']' | '*' | '_' | '.' | '!' | '?' | '…'
            )
        };
        let n_closers = rest.len() - rest.trim_start_matches(is_closer).len();
        let footnote =
            super::references::footnote_at(&rest[n_closers..]).map_or(0, |it| it.len() + 3);
        if n_closers + footnote == 0 {
            return at;
        }
        at += n_closers + footnote;
    }
}

fn push_trimmed(text: &str, span: Span, into: &mut Vec<Span>) {
    let words = &text[span.start..span.end];
    let start = span.start + words.len() - words.trim_start().len();
    if words.contains(char::is_alphanumeric) {
        into.push(Span::new(start, start + words.trim().len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_stops_that_are_not_part_of_a_word() {
        #[track_caller]
        fn check(text: &str, expected: &[&str]) {
            let found: Vec<_> = split(text)
                .iter()
                .map(|it| it.slice(text).unwrap())
                .collect();
            assert_eq!(found, expected);
        }
        check("One. Two!  Three?", &["One.", "Two!", "Three?"]);
        check(
            "See e.g. The Hague, i.e. Den Haag. Then 3.5 is it.",
            &["See e.g. The Hague, i.e. Den Haag.", "Then 3.5 is it."],
        );
        check(
            "He said “no.” Then (he left.) *She* stayed.",
            &["He said “no.”", "Then (he left.)", "*She* stayed."],
        );
        check(
            "It ends.[^a1] Next[^b2]. Last",
            &["It ends.[^a1]", "Next[^b2].", "Last"],
        );
        check(
            "See no. 5. It said no. Then",
            &["See no. 5.", "It said no.", "Then"],
        );
        check("J. Smith and I. Then", &["J. Smith and I.", "Then"]);
        check(
            "wrapped\nline. Next\nline",
            &["wrapped\nline.", "Next\nline"],
        );
        check("v1. of x. y", &["v1. of x. y"]);
        check("規則。次！", &["規則。", "次！"]);
        check("... ?! ", &[]);
        check("Wait... What?! Yes", &["Wait...", "What?!", "Yes"]);
        check("", &[]);
    }
}
