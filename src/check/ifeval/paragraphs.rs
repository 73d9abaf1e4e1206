//! `length_constraints:number_paragraphs`, `nth_paragraph_first_word`.
//!
//! **Want** exactly so many paragraphs: separated by `***` in the one, by one blank line in the
//! other, where a given one must begin with a given word.
//! **Evidence**: the dividers; the word that stands there.
//! **Blind spots**: `****` and `***bold***` are dividers too, and two of them with nothing between
//! fail. A paragraph after two blank lines counts from the wrong place; a word ends at
//! `. , ? ! ' "`, but keeps curly quotes, `*` and `:`.

use super::divided::Divided;
use super::parameters::{self, Number};
use super::{ASKED, Instruction, Tested, form, needed};
use crate::check::definition::Body;
use crate::check::derived::Derived;
use crate::check::fields::{Fault, Fields, Read};
use crate::check::python::{self, is_space};
use crate::check::registry::{CheckType, Example};
use crate::check::result::{Reads, quoted};
use std::ops::Range;

pub(super) const TYPES: &[CheckType] = &[
    form(
        "ifeval/length_constraints:number_paragraphs",
        "exactly so many paragraphs with `***` between them",
        Reads::Requirement,
        &[needed("num_paragraphs", "a number", "how many")],
        "only `***` separates; so do `****` and bold italics; nothing between two dividers fails",
        &[Example::new(
            ASKED,
            "{type: 'ifeval/length_constraints:number_paragraphs', num_paragraphs: 2}",
            &["On Friday.\n***\nAt noon.", "***On Friday. *** At noon."],
            &["On Friday.\n\nAt noon.", "On ****** Friday."],
        )],
        read_number,
    ),
    form(
        "ifeval/length_constraints:nth_paragraph_first_word",
        "exactly so many paragraphs, one of which begins with a given word",
        Reads::Requirement,
        &[
            needed("num_paragraphs", "a number", "how many"),
            needed("nth_paragraph", "a number from 1", "which one"),
            needed(
                "first_word",
                "a word",
                "what it begins with, capitals or not",
            ),
        ],
        "paragraphs are separated by exactly one blank line; the word keeps curly quotes, `*` and `:`",
        &[Example::new(
            ASKED,
            "{type: 'ifeval/length_constraints:nth_paragraph_first_word', num_paragraphs: 2, nth_paragraph: 2, first_word: Weekend}",
            &["On Friday.\n\nweekend's best."],
            &[
                "On Friday.\n\nThe weekend.",
                "Weekend.",
                "a\n\nWeekend\n\nb",
            ],
        )],
        read_first_word,
    ),
];

fn read_number(fields: &mut Fields) -> Read<Body> {
    let number = parameters::number(fields, "num_paragraphs")?;
    parameters::body(fields, Paragraphs(number))
}

fn read_first_word(fields: &mut Fields) -> Read<Body> {
    let number = parameters::number(fields, "num_paragraphs")?;
    let nth = parameters::any_number(fields, "nth_paragraph")?;
    if nth.value <= 0.0 || nth.value > number.value || nth.value.fract() != 0.0 {
        let message =
            "`nth_paragraph` names none of the paragraphs; the reference draws one at random";
        return Err(Fault::new(fields.node, "wrong-parameter", message));
    }
    let word = python::lowered(parameters::text(fields, "first_word")?);
    parameters::body(fields, FirstWord { number, nth, word })
}

#[derive(Debug)]
struct Paragraphs(Number);

impl Instruction for Paragraphs {
    fn aim(&self) -> String {
        format!("exactly {} with `***` between them", self.0.of("paragraph"))
    }

    fn test(&self, text: &Derived) -> Tested {
        let divided = Divided::new(text.text, "***");
        let n = match divided.filled(text.text) {
            Ok(filled) => filled.len(),
            Err(part) => {
                let (note, gap) = divided.gap(&part);
                return Tested::new(false, note).showing([gap]);
            }
        };
        let paragraphs = parameters::count(n, "paragraph");
        let note = format!("{paragraphs}, exactly {} wanted", self.0);
        let tested = Tested::new(self.0.is(n), note);
        if tested.follows {
            return tested;
        }
        tested.showing(divided.dividers).or_whole(text.text)
    }
}

#[derive(Debug)]
struct FirstWord {
    number: Number,
    nth: Number,
    /// In lower case.
    word: String,
}

impl Instruction for FirstWord {
    fn aim(&self) -> String {
        let paragraphs = self.number.of("paragraph");
        format!(
            "exactly {paragraphs}, number {} beginning with {}",
            self.nth,
            quoted(&self.word)
        )
    }

    fn test(&self, text: &Derived) -> Tested {
        let n = paragraphs(text.text)
            .filter(|it| !python::is_blank(&text.text[it.clone()]))
            .count();
        let found = (1..)
            .zip(paragraphs(text.text))
            .find(|(at, _)| self.nth.is(*at));
        let paragraph = found
            .map(|(_, it)| it)
            .filter(|_| self.nth.is_reached_by(n));
        let word = paragraph.and_then(|it| first_word(text.text, it));
        let begins = word
            .clone()
            .is_some_and(|it| lower_each(&text.text[it]) == self.word);
        let paragraphs = parameters::count(n, "paragraph");
        let found = word.as_ref().map_or("", |it| &text.text[it.clone()]);
        let note = format!(
            "{paragraphs}, number {} begins with {}",
            self.nth,
            quoted(found)
        );
        let tested = Tested::new(begins && self.number.is(n), note);
        tested
            .showing(word.filter(|it| !it.is_empty()))
            .or_whole(text.text)
    }
}

/// What one blank line separates, blank pieces included.
fn paragraphs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.split("\n\n").map(move |it| {
        let start = it.as_ptr() as usize - text.as_ptr() as usize;
        start..start + it.len()
    })
}

/// The first word of a paragraph, without straight quotation marks before it, up to a sign; `None`
/// where the paragraph is blank.
fn first_word(text: &str, paragraph: Range<usize>) -> Option<Range<usize>> {
    let inside = text[paragraph.clone()].trim_start_matches(is_space);
    let word = inside.split(is_space).next().filter(|it| !it.is_empty())?;
    let bare = word.trim_start_matches('\'').trim_start_matches('"');
    let length = bare
        .find(['.', ',', '?', '!', '\'', '"'])
        .unwrap_or(bare.len());
    let start = paragraph.end - inside.len() + word.len() - bare.len();
    Some(start..start + length)
}

/// Lower case letter by letter, so that no `Σ` knows that it is the last.
fn lower_each(word: &str) -> String {
    let mut letter = [0; 4];
    word.chars()
        .map(|it| python::lowered(it.encode_utf8(&mut letter)))
        .collect()
}
