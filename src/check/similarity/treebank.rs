//! Words and punctuation marks of a text as the Penn Treebank cuts them: `don't` is `do` and
//! `n't`, `$3.50,` is `$`, `3.50` and `,`.
//!
//! Source: the Treebank's published tokenisation rules, with the treatment of quotation marks
//! that promptfoo's ROUGE has: a pair of them opens or closes by what stands beside it.

use crate::check::js;
use crate::check::pattern::{Flags, Pattern};
use std::sync::LazyLock;

/// Contractions that are two words: where the second begins.
const CONTRACTIONS: [(&str, &str); 10] = [
    ("can", "not"),
    ("d", "'ye"),
    ("gim", "me"),
    ("gon", "na"),
    ("got", "ta"),
    ("lem", "me"),
    ("more", "'n"),
    ("wan", "na"),
    ("'t", "is"),
    ("'t", "was"),
];
const ENDINGS: [&str; 8] = ["'ll", "'LL", "'re", "'RE", "'ve", "'VE", "n't", "N'T"];

/// The tokens of `text`.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let is_space = |it: char| js::is_space(it) || it == '\u{85}';
    let text = text
        .split(is_space)
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if text.is_empty() {
        return Vec::new();
    }
    let text = apart(&mark_quotes(&text).replace("...", " ... "), |it, next| {
        matches!(it, ':' | ',') && !next.is_some_and(is_digit) || ";@#$%&".contains(it)
    });
    let text = apart(&final_stop(&text), |it, _| "?![](){}<>".contains(it));
    let text = format!(" {} ", text.replace("--", " -- "));
    let text = contractions(&endings(&closing_apostrophes(&text)));
    text.split(' ')
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit() || !character.is_ascii() && is(&DIGIT, character)
}

/// Puts spaces around the characters that `stands_apart` picks, given the one after each.
fn apart(text: &str, stands_apart: impl Fn(char, Option<char>) -> bool) -> String {
    let mut spaced = String::with_capacity(text.len() + 16);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if stands_apart(character, characters.peek().copied()) {
            spaced.extend([' ', character, ' ']);
        } else {
            spaced.push(character);
        }
    }
    spaced
}

fn set(source: &str) -> Pattern {
    let flags = Flags {
        unicode: true,
        ..Flags::default()
    };
    Pattern::new(&format!("^[{source}]$"), flags).expect("the set is a valid pattern")
}

static DIGIT: LazyLock<Pattern> = LazyLock::new(|| set("\\p{Nd}"));
/// After what a quotation mark may open even at the end of the text.
static OPENING: LazyLock<Pattern> = LazyLock::new(|| set("\\s\\p{Ps}<"));
/// After what a quotation mark may open.
static BEFORE_QUOTE: LazyLock<Pattern> = LazyLock::new(|| set("\\s\\p{P}<"));
/// What two single marks must stand before to open.
static AFTER_QUOTE: LazyLock<Pattern> = LazyLock::new(|| set("\\p{L}\\p{N}\\p{Sc}\\p{Ps}"));
static WORD: LazyLock<Pattern> = LazyLock::new(|| set("\\p{ID_Continue}\\u200c\\u200d"));

fn is(set: &Pattern, character: char) -> bool {
    set.is_match(character.encode_utf8(&mut [0; 4])) == Ok(true)
}

/// Replaces double quotation marks by the Treebank's: two backticks open, two apostrophes close.
fn mark_quotes(text: &str) -> String {
    let marks = quote_marks(text);
    let (mut marked, mut rest, mut inside) = (String::with_capacity(text.len()), 0, false);
    for (number, (at, mark)) in marks.iter().enumerate() {
        let next = marks.get(number + 1).map(|(_, mark)| *mark);
        inside = *mark == "``" || opens(text, *at, mark, next, inside);
        marked.push_str(&text[rest..*at]);
        marked.push_str(if inside { " `` " } else { " '' " });
        rest = at + mark.len();
    }
    marked + &text[rest..]
}

fn quote_marks(text: &str) -> Vec<(usize, &'static str)> {
    let (mut marks, mut at) = (Vec::new(), 0);
    while let Some(found) = text[at..].find(['`', '\'', '"']) {
        at += found;
        let mark = ["``", "''", "\""]
            .into_iter()
            .find(|it| text[at..].starts_with(it));
        marks.extend(mark.map(|mark| (at, mark)));
        at += mark.map_or(1, str::len);
    }
    marks
}

fn opens(text: &str, at: usize, mark: &str, next: Option<&str>, inside: bool) -> bool {
    // A character of two UTF-16 units is none of the sets.
    let before = text[..at]
        .chars()
        .next_back()
        .map(|it| Some(it).filter(|it| it.len_utf16() == 1));
    let follows = |set: &Pattern| before.is_none_or(|it| it.is_some_and(|it| is(set, it)));
    let may_open = at + mark.len() < text.len() || follows(&OPENING);
    let context = follows(&BEFORE_QUOTE) || text[..at].ends_with("``");
    let after_end = before
        .flatten()
        .is_some_and(|it| matches!(it, '.' | '!' | '?'));
    let pair = || {
        let after = text[at + mark.len()..].chars().next();
        at > 0 && after.is_some_and(|it| is(&AFTER_QUOTE, it)) && next == Some("''")
    };
    may_open && !inside && context && !after_end && (mark == "\"" || pair())
}

/// Sets the full stop at the end of the text apart, unless it ends an abbreviation like `U.S.`.
fn final_stop(text: &str) -> String {
    let closes = |it: char| js::is_space(it) || "])}>'".contains(it);
    let body = text.trim_end_matches(closes);
    let Some(before) = body.strip_suffix('.') else {
        return text.to_owned();
    };
    let last: Vec<char> = before.chars().rev().take(4).collect();
    let is_word = |it: Option<&char>| it.is_some_and(|it| it.is_ascii_alphanumeric() || *it == '_');
    let abbreviation = matches!(last[..], [a, '.', b, ..] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic())
        && !is_word(last.get(3));
    if last.is_empty() || last[0] == '.' || abbreviation {
        return text.to_owned();
    }
    format!("{before} .{} ", &text[body.len()..])
}

/// An apostrophe at the end of a word is a token; so are `'s`, `'m` and `'d`.
fn closing_apostrophes(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("' ") {
        let (before, after) = rest.split_at(at);
        spaced.push_str(before);
        let stands = before.chars().next_back().is_some_and(|it| it != '\'');
        spaced.push_str(if stands { " ' " } else { "' " });
        rest = &after[2..];
    }
    spaced.push_str(rest);
    spaced
}

fn endings(text: &str) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    // What follows the last space ends no word.
    let n_words = words.len().saturating_sub(1);
    for word in &mut words[..n_words] {
        if let Some(letter) = word.strip_suffix(['s', 'S', 'm', 'M', 'd', 'D'])
            && let Some(stem) = letter.strip_suffix('\'')
        {
            *word = format!("{stem} {}", &word[stem.len()..]);
        } else if let Some(ending) = ENDINGS.iter().find(|it| word.ends_with(**it)) {
            *word = format!("{} {ending}", &word[..word.len() - ending.len()]);
        }
    }
    words.join(" ")
}

fn contractions(text: &str) -> String {
    let mut text = text.to_owned();
    for (first, second) in CONTRACTIONS {
        let whole = format!("{first}{second}");
        if text.contains(&whole) {
            text = split_contraction(&text, &whole, first.len());
        }
    }
    text
}

fn split_contraction(text: &str, whole: &str, first: usize) -> String {
    let (mut split, mut rest) = (String::with_capacity(text.len()), 0);
    for (at, _) in text.match_indices(whole) {
        let end = at + whole.len();
        let before = text[..at].chars().next_back();
        let after = text[end..].chars().next();
        let alone = ![before, after]
            .into_iter()
            .flatten()
            .any(|it| is(&WORD, it));
        if alone && (whole != "wanna" || after == Some(' ')) {
            split.push_str(&text[rest..at]);
            split.push_str(&format!(" {} {} ", &whole[..first], &whole[first..]));
            rest = end;
        }
    }
    split + &text[rest..]
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn texts_are_cut_as_in_the_treebank() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(tokens(text).join("|"), expected, "{text}");
        }
        check(
            "they'll save and invest more.",
            "they|'ll|save|and|invest|more|.",
        );
        check("hi, my name can't hello,", "hi|,|my|name|ca|n't|hello|,");
        check(
            "good muffins cost $3.88 (in new york).",
            "good|muffins|cost|$|3.88|(|in|new|york|)|.",
        );
        check("\"wait\", she said...", "``|wait|''|,|she|said|...");
        check(
            "the dogs' bowl's in the u.s.",
            "the|dogs|'|bowl|'s|in|the|u.s.",
        );
        check("cannot gonna wanna", "can|not|gon|na|wan|na");
        check("1,000: a -- b", "1,000|:|a|--|b");
        check(" \u{85} ", "");
    }
}
