//! `keywords:letter_frequency`, `punctuation:no_comma`.
//!
//! **Count** one character in the lower-case text; want no comma.
//! **Why**: instructions about letters, which models find hard and readers can check.
//! **Pass** with so many; without a comma. **Evidence**: the characters found.
//! **Blind spots**: only the very character counts, `é` is no `e`; only U+002C is a comma.

use super::parameters::{self, Amount, count};
use super::{ASKED, Instruction, Tested, form, needed};
use crate::check::definition::Body;
use crate::check::derived::Derived;
use crate::check::fields::{Fault, Fields, Read};
use crate::check::python;
use crate::check::registry::{CheckType, Example};
use crate::check::result::{MAX_EVIDENCE, Reads, quoted};
use std::ops::Range;

pub(super) const TYPES: &[CheckType] = &[
    form(
        "ifeval/keywords:letter_frequency",
        "a letter or sign so often, capitals or not",
        Reads::Requirement,
        &[
            needed("letter", "one character", "what is counted"),
            needed("let_frequency", "a number", "how often"),
            needed(
                "let_relation",
                "`at least` or `less than`",
                "how the number is meant",
            ),
        ],
        "letters with accents are others; `İ` counts as `i`",
        &[
            Example::new(
                ASKED,
                "{type: 'ifeval/keywords:letter_frequency', letter: O, let_frequency: 2, let_relation: at least}",
                &["On Monday."],
                &["On Friday."],
            ),
            Example::new(
                ASKED,
                "{type: 'ifeval/keywords:letter_frequency', letter: '#', let_frequency: 1, let_relation: less than}",
                &["On Friday."],
                &["# Friday"],
            ),
        ],
        read_letter,
    ),
    form(
        "ifeval/punctuation:no_comma",
        "no comma",
        Reads::Requirement,
        &[],
        "only `,` counts: no Arabic, Chinese or full-width comma",
        &[Example::new(
            ASKED,
            "type: ifeval/punctuation:no_comma",
            &["On Friday at noon、or so."],
            &["On Friday, at noon."],
        )],
        |fields| parameters::body(fields, NoComma),
    ),
];

fn read_letter(fields: &mut Fields) -> Read<Body> {
    let written = parameters::text(fields, "letter")?;
    if written.chars().count() != 1 {
        let message = "`letter` takes one character; for others the reference draws one at random";
        return Err(Fault::new(fields.node, "wrong-parameter", message));
    }
    let amount = Amount::read(fields, "let_frequency", "let_relation")?;
    let letter = python::lowered(python::stripped(written));
    parameters::body(fields, Letter { letter, amount })
}

#[derive(Debug)]
struct Letter {
    /// In lower case; only one that is a single character can be found.
    letter: String,
    amount: Amount,
}

impl Instruction for Letter {
    fn aim(&self) -> String {
        format!("{} {}", quoted(&self.letter), self.amount.of("time"))
    }

    fn test(&self, text: &Derived) -> Tested {
        let lowered = text.python_lowered();
        let is_single = self.letter.chars().count() == 1;
        let places = Places::of(&lowered.text, self.letter.as_bytes());
        let n = if is_single { places.count() } else { 0 };
        let note = format!(
            "{} is there {}",
            quoted(&self.letter),
            self.amount.note(n, "time")
        );
        let tested = Tested::new(self.amount.holds(n), note);
        if tested.follows || n == 0 {
            return tested.or_whole(text.text);
        }
        let shown: Vec<_> = Places::of(&lowered.text, self.letter.as_bytes())
            .take(MAX_EVIDENCE)
            .collect();
        Tested {
            more: n - shown.len(),
            shown: lowered.to_original(text.text, &shown),
            ..tested
        }
    }
}

/// Where a character stands.
struct Places<'t> {
    text: &'t [u8],
    letter: &'t [u8],
    from: usize,
}

impl<'t> Places<'t> {
    fn of(text: &'t str, letter: &'t [u8]) -> Places<'t> {
        Places {
            text: text.as_bytes(),
            letter,
            from: 0,
        }
    }

    /// All of them, without their places.
    fn count(self) -> usize {
        match *self.letter {
            [byte] => memchr::memchr_iter(byte, self.text).count(),
            _ => Iterator::count(self),
        }
    }
}

impl Iterator for Places<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = self
            .text
            .get(self.from..)
            .filter(|_| !self.letter.is_empty())?;
        let start = self.from + memchr::memmem::find(rest, self.letter)?;
        self.from = start + self.letter.len();
        Some(start..self.from)
    }
}

#[derive(Debug)]
struct NoComma;

impl Instruction for NoComma {
    fn aim(&self) -> String {
        "no comma".to_owned()
    }

    fn test(&self, text: &Derived) -> Tested {
        let commas = memchr::memchr_iter(b',', text.text.as_bytes());
        let shown = Tested::default().showing(commas.map(|at| at..at + 1));
        let n = shown.shown.len() + shown.more;
        Tested {
            follows: n == 0,
            note: Some(if n == 0 {
                "no comma".to_owned()
            } else {
                count(n, "comma")
            }),
            ..shown
        }
    }
}
