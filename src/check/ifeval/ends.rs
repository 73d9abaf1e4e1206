//! `startend:end_checker`, `startend:quotation`.
//!
//! **Want** a message that ends with a phrase; one in straight double quotation marks.
//! **Evidence**: the phrase; what stands in its place.
//! **Blind spots**: white space and straight `"` after the phrase are fine, a full stop, `*`, an
//! emoji or a curly quotation mark is not, nor is a space before the quotation mark. A phrase that
//! ends in `"` can never be found. Quotation marks may belong to two different quotations.

use super::parameters;
use super::{ASKED, Instruction, Tested, form, needed};
use crate::check::definition::Body;
use crate::check::derived::Derived;
use crate::check::fields::{Fields, Read};
use crate::check::python;
use crate::check::registry::{CheckType, Example};
use crate::check::result::{Reads, quoted};

pub(super) const TYPES: &[CheckType] = &[
    form(
        "ifeval/startend:end_checker",
        "a message that ends with a phrase, capitals or not",
        Reads::Requirement,
        &[needed("end_phrase", "a text", "the last words")],
        "a sign after the phrase fails, straight quotation marks do not; finds `other` in `another`",
        &[Example::new(
            ASKED,
            "{type: 'ifeval/startend:end_checker', end_phrase: Any other questions?}",
            &[
                "On Friday. Any other questions?",
                "“Friday. MANY OTHER QUESTIONS?\" ",
            ],
            &[
                "Any other questions? 😀",
                "Any other questions? \"",
                "On Friday.",
            ],
        )],
        read_end,
    ),
    form(
        "ifeval/startend:quotation",
        "a message in straight double quotation marks",
        Reads::Requirement,
        &[],
        "curly quotation marks fail; the two may belong to different quotations",
        &[Example::new(
            ASKED,
            "type: ifeval/startend:quotation",
            &["\"On Friday.\"\n", "\"Due\" on \"Friday\""],
            &["“On Friday.”", "\"On Friday.", "\""],
        )],
        |fields| parameters::body(fields, Quotation),
    ),
];

fn read_end(fields: &mut Fields) -> Read<Body> {
    let phrase = python::lowered(python::stripped(parameters::text(fields, "end_phrase")?));
    parameters::body(fields, End { phrase })
}

#[derive(Debug)]
struct End {
    /// Stripped and in lower case.
    phrase: String,
}

impl Instruction for End {
    fn aim(&self) -> String {
        format!("{} at the end (capitals or not)", quoted(&self.phrase))
    }

    fn test(&self, text: &Derived) -> Tested {
        let stripped = python::stripped(text.text);
        let inside = stripped.trim_matches('"');
        let end = inside.as_ptr() as usize - text.text.as_ptr() as usize + inside.len();
        // White space and quotation marks are the same in lower case.
        let lowered = python::stripped(&text.python_lowered().text);
        let follows = lowered.trim_matches('"').ends_with(&self.phrase);
        let n_characters = self.phrase.chars().count();
        let tail = inside.char_indices().rev().take(n_characters).last();
        let start = tail.map_or(end, |(at, _)| end - inside.len() + at);
        let note = format!("ends with {}", quoted(&text.text[start..end]));
        let tested = Tested::new(follows, note);
        tested
            .showing((start < end).then_some(start..end))
            .or_whole(text.text)
    }
}

#[derive(Debug)]
struct Quotation;

impl Instruction for Quotation {
    fn aim(&self) -> String {
        "a message in straight double quotation marks".to_owned()
    }

    fn test(&self, text: &Derived) -> Tested {
        let inside = python::strip(text.text);
        let stripped = &text.text[inside.clone()];
        let length = |it: Option<char>| it.map_or(0, char::len_utf8);
        let first = inside.start..inside.start + length(stripped.chars().next());
        let last = inside.end - length(stripped.chars().next_back())..inside.end;
        let is_quote = |it: &std::ops::Range<usize>| &text.text[it.clone()] == "\"";
        let follows = first != last && is_quote(&first) && is_quote(&last);
        let note = match follows {
            true => "is in quotation marks",
            false => "does not begin and end with `\"`",
        };
        let spoils = [first, last].into_iter().filter(|it| !is_quote(it));
        Tested::new(follows, note)
            .showing(spoils)
            .or_whole(text.text)
    }
}
