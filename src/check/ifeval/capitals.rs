//! `change_case:english_capital`, `english_lowercase`, `capital_word_frequency`.
//!
//! **Want** a text with no small letter (no capital) that reads as English; so many words in
//! capitals.
//! **Why**: "answer in capitals only".
//! **Evidence**: the words that spoil it; the words in capitals.
//! **Blind spots**: signs, digits and scripts without case count for nothing, but one letter must
//! have case. Short texts in capitals are seldom taken for English. Words are NLTK's: `A1` and
//! `I` are in capitals, `123` is not, `I'M` are two, `U.S.A.` is one.

use super::language::NOTHING_TO_GO_BY;
use super::parameters::{self, Amount};
use super::{ASKED, Instruction, Tested, form, needed};
use crate::check::definition::Body;
use crate::check::derived::Derived;
use crate::check::english;
use crate::check::fields::{Fields, Read};
use crate::check::language::{NOT_LOADED, profiles};
use crate::check::python::{self, chars};
use crate::check::registry::{CheckType, Example};
use crate::check::result::{MAX_EVIDENCE, Reads};
use std::ops::Range;

const BLIND: &str = "short texts are seldom taken for English; digits, signs and scripts without case count for nothing, but a text without letters fails";

pub(super) const TYPES: &[CheckType] = &[
    form(
        "ifeval/change_case:english_capital",
        "an English text all in capitals",
        Reads::Requirement,
        &[],
        BLIND,
        &[Example::new(
            ASKED,
            "type: ifeval/change_case:english_capital",
            &["THE BOOK IS DUE ON FRIDAY AND THE DESK WILL BE OPEN UNTIL NOON 12."],
            &[
                "THE BOOK IS DUE ON Friday.",
                "LE LIVRE EST À RENDRE VENDREDI, AVANT MIDI.",
                "12",
            ],
        )],
        |fields| parameters::body(fields, Case { upper: true }),
    ),
    form(
        "ifeval/change_case:english_lowercase",
        "an English text without capitals",
        Reads::Requirement,
        &[],
        BLIND,
        &[Example::new(
            ASKED,
            "type: ifeval/change_case:english_lowercase",
            &["the book is due on friday and the desk will be open until noon."],
            &[
                "The book is due on friday.",
                "le livre est à rendre vendredi, avant midi.",
                "12",
            ],
        )],
        |fields| parameters::body(fields, Case { upper: false }),
    ),
    form(
        "ifeval/change_case:capital_word_frequency",
        "so many words in capitals",
        Reads::Requirement,
        &[
            needed("capital_frequency", "a number", "how many"),
            needed(
                "capital_relation",
                "`at least` or `less than`",
                "how the number is meant",
            ),
        ],
        "words are NLTK's: `A1` and `I` are in capitals, `123` is not, `I'M` are two",
        &[Example::new(
            ASKED,
            "{type: 'ifeval/change_case:capital_word_frequency', capital_frequency: 2, capital_relation: at least}",
            &["It is DUE on FRIDAY.", "I'M at the desk."],
            &["It is DUE on Friday.", "12 24"],
        )],
        read_frequency,
    ),
];

fn read_frequency(fields: &mut Fields) -> Read<Body> {
    let number = parameters::any_number(fields, "capital_frequency")?;
    let amount = Amount::with(number, fields, "capital_relation")?;
    parameters::body(fields, CapitalWords(amount))
}

#[derive(Debug)]
struct Case {
    upper: bool,
}

impl Instruction for Case {
    fn aim(&self) -> String {
        let case = if self.upper {
            "all in capitals"
        } else {
            "without capitals"
        };
        format!("an English text {case}")
    }

    fn test(&self, text: &Derived) -> Tested {
        let has_case = if self.upper {
            python::is_upper
        } else {
            python::is_lower
        };
        if !has_case(text.text) {
            return self.spoiled(text.text);
        }
        let Some(profiles) = profiles() else {
            return Tested::stopped(NOT_LOADED);
        };
        let tested = match text.language(profiles) {
            Some(code) => Tested::new(
                code == "en",
                format!("its case is right, and it reads as “{code}”"),
            ),
            None => Tested::new(true, NOTHING_TO_GO_BY),
        };
        tested.or_whole(text.text)
    }
}

impl Case {
    fn spoiled(&self, text: &str) -> Tested {
        let is_other = if self.upper {
            chars::is_lower
        } else {
            chars::is_upper
        };
        let spoils = |it: char| is_other(it) || chars::is_title(it);
        let case = if self.upper {
            "small letters"
        } else {
            "capitals"
        };
        let words = words_with(text, spoils).take(MAX_EVIDENCE);
        let note = match text.contains(spoils) {
            true => format!("there are words with {case}"),
            false => "no letter in it has a case".to_owned(),
        };
        Tested::new(false, note).showing(words).or_whole(text)
    }
}

/// The words in which there is such a character.
fn words_with(text: &str, asks: impl Fn(char) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text[from..].find(&asks)?;
        let is_no_word = |it: char| !python::is_word(it);
        let start = text[..at].rfind(is_no_word).map_or(0, |it| {
            it + text[it..].chars().next().map_or(0, char::len_utf8)
        });
        let rest = &text[at..];
        let length = rest.char_indices().skip(1).find(|(_, it)| is_no_word(*it));
        from = at + length.map_or(rest.len(), |(length, _)| length);
        Some(start..from)
    })
}

#[derive(Debug)]
struct CapitalWords(Amount);

impl Instruction for CapitalWords {
    fn aim(&self) -> String {
        format!("{} in capitals", self.0.of("word"))
    }

    fn test(&self, text: &Derived) -> Tested {
        let Some(model) = english::model() else {
            return Tested::stopped(english::NOT_LOADED);
        };
        let sentences = text.english_sentences(model).iter();
        let words = sentences.flat_map(|it| words_of(text.text, it));
        let shown =
            Tested::default().showing(words.filter(|it| python::is_upper(&text.text[it.clone()])));
        let n = shown.shown.len() + shown.more;
        Tested {
            follows: self.0.holds(n),
            note: Some(self.0.note(n, "word in capitals")),
            ..shown
        }
        .or_whole(text.text)
    }
}

/// The words of a sentence, in the whole text.
fn words_of(text: &str, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let words = english::words(&text[sentence.clone()]).into_iter();
    words
        .map(|it| sentence.start + it.start..sentence.start + it.end)
        .collect()
}
