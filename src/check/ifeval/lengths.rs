//! `length_constraints:number_words`, `number_sentences`.
//!
//! **Want** so many words, so many sentences.
//! **Why**: "in at least 300 words".
//! **Evidence**: what goes beyond; the whole message where it is too short.
//! **Blind spots**: words are runs of letters, digits and `_`: `don't` is two, a Chinese sentence
//! one. Sentences are those of Punkt's model of English: a title or a list without periods is one
//! sentence with what follows, "Dr. Smith" does not end one.

use super::parameters::{self, Amount};
use super::{ASKED, Instruction, Tested, form, needed};
use crate::check::definition::Body;
use crate::check::derived::Derived;
use crate::check::english;
use crate::check::fields::{Fields, Read};
use crate::check::python;
use crate::check::registry::{CheckType, Example};
use crate::check::result::Reads;
use std::ops::Range;

pub(super) const TYPES: &[CheckType] = &[
    form(
        "ifeval/length_constraints:number_words",
        "a number of words, as Python's `\\w+` finds them",
        Reads::Requirement,
        &[
            needed("num_words", "a number", "how many"),
            needed(
                "relation",
                "`at least` or `less than`",
                "how the number is meant",
            ),
        ],
        "`don't` and `well-known` are two words, a Chinese sentence is one",
        &[Example::new(
            ASKED,
            "{type: 'ifeval/length_constraints:number_words', num_words: 5, relation: less than}",
            &["It isn't due.", "今日は金曜日です"],
            &["It isn't yet due."],
        )],
        |fields| read(fields, "num_words", Unit::Word),
    ),
    form(
        "ifeval/length_constraints:number_sentences",
        "a number of sentences, as Punkt's model of English finds them",
        Reads::Requirement,
        &[
            needed("num_sentences", "a number", "how many"),
            needed(
                "relation",
                "`at least` or `less than`",
                "how the number is meant",
            ),
        ],
        "titles and list items without a period belong to the next sentence; other languages' signs end none",
        &[Example::new(
            ASKED,
            "{type: 'ifeval/length_constraints:number_sentences', num_sentences: 2, relation: at least}",
            &["It is due. Ask Dr. Smith."],
            &["Ask Dr. Smith.", "# Due\n\n- on Friday"],
        )],
        |fields| read(fields, "num_sentences", Unit::Sentence),
    ),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Word,
    Sentence,
}

#[derive(Debug)]
struct Length {
    unit: Unit,
    amount: Amount,
}

fn read(fields: &mut Fields, number: &'static str, unit: Unit) -> Read<Body> {
    let amount = Amount::read(fields, number, "relation")?;
    parameters::body(fields, Length { unit, amount })
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Unit::Word => "word",
            Unit::Sentence => "sentence",
        }
    }
}

impl Instruction for Length {
    fn aim(&self) -> String {
        self.amount.of(self.unit.name())
    }

    fn test(&self, text: &Derived) -> Tested {
        match self.unit {
            Unit::Word => {
                let n = python::count_words(text.text);
                self.tally(text.text, n, python::words(text.text))
            }
            Unit::Sentence => match english::model() {
                Some(model) => {
                    let sentences = text.english_sentences(model);
                    self.tally(text.text, sentences.len(), sentences.iter().cloned())
                }
                None => Tested::stopped(english::NOT_LOADED),
            },
        }
    }
}

impl Length {
    /// What `n` things mean; where they are too many, those beyond are shown.
    fn tally(&self, text: &str, n: usize, things: impl Iterator<Item = Range<usize>>) -> Tested {
        let tested = Tested::new(self.amount.holds(n), self.amount.note(n, self.unit.name()));
        if !self.amount.is_exceeded(n) {
            return tested.or_whole(text);
        }
        let beyond = (1..).zip(things).find(|(n, _)| self.amount.is_exceeded(*n));
        let shown = beyond.map(|(_, it)| it.start..python::strip(text).end);
        tested.showing(shown).or_whole(text)
    }
}
