//! `detectable_format:constrained_response`, `detectable_content:number_placeholders`.
//!
//! **Look for** one of three fixed sentences; for at least so many placeholders in square brackets.
//! **Evidence**: the sentence; the placeholders.
//! **Blind spots**: the sentence may stand anywhere in a longer reply, which may contradict it.
//! Every pair of brackets on a line is a placeholder: `[x]`, `[ ]`, `[1](http://…)`.

use super::parameters::{self, Number, count};
use super::{ASKED, Instruction, Tested, form, needed};
use crate::check::definition::Body;
use crate::check::derived::Derived;
use crate::check::fields::{Fields, Read};
use crate::check::registry::{CheckType, Example};
use crate::check::result::Reads;
use std::ops::Range;

/// The sentences the reference asks for.
const SENTENCES: [&str; 3] = [
    "My answer is yes.",
    "My answer is no.",
    "My answer is maybe.",
];

pub(super) const TYPES: &[CheckType] = &[
    form(
        "ifeval/detectable_format:constrained_response",
        "“My answer is yes.”, “My answer is no.” or “My answer is maybe.”",
        Reads::Finder,
        &[],
        "finds the sentence in a longer reply, too; case and period count",
        &[Example::new(
            ASKED,
            "type: ifeval/detectable_format:constrained_response",
            &["My answer is no.", "Well: My answer is maybe. Or not."],
            &["my answer is no.", "My answer is no", "No."],
        )],
        |fields| parameters::body(fields, Constrained),
    ),
    form(
        "ifeval/detectable_content:number_placeholders",
        "at least so many placeholders in square brackets",
        Reads::Finder,
        &[needed("num_placeholders", "a number", "how many at least")],
        "any square brackets on one line count, links and tick boxes too",
        &[Example::new(
            ASKED,
            "{type: 'ifeval/detectable_content:number_placeholders', num_placeholders: 2}",
            &["[name], due on [date]", "[] [ ]"],
            &["[name]", "[na\nme] [date]"],
        )],
        read_placeholders,
    ),
];

fn read_placeholders(fields: &mut Fields) -> Read<Body> {
    let number = parameters::number(fields, "num_placeholders")?;
    parameters::body(fields, Placeholders(number))
}

#[derive(Debug)]
struct Constrained;

impl Instruction for Constrained {
    fn aim(&self) -> String {
        "“My answer is yes.”, “My answer is no.” or “My answer is maybe.”".to_owned()
    }

    fn test(&self, text: &Derived) -> Tested {
        let place = |it: &&str| text.text.find(*it).map(|at| at..at + it.len());
        let Some(shown) = SENTENCES.iter().find_map(place) else {
            return Tested::missing(self.aim());
        };
        Tested {
            follows: true,
            shown: vec![shown],
            ..Tested::default()
        }
    }
}

#[derive(Debug)]
struct Placeholders(Number);

impl Instruction for Placeholders {
    fn aim(&self) -> String {
        format!("at least {} in square brackets", self.0.of("placeholder"))
    }

    fn test(&self, text: &Derived) -> Tested {
        let tested = Tested::default().showing(placeholders(text.text));
        let n = tested.shown.len() + tested.more;
        Tested {
            follows: self.0.is_reached_by(n),
            note: Some(format!(
                "{}, at least {} wanted",
                count(n, "placeholder"),
                self.0
            )),
            missing: vec!["a placeholder in square brackets".to_owned()],
            ..tested
        }
    }
}

/// The matches of `\[.*?\]`.
fn placeholders(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let (bytes, mut from) = (text.as_bytes(), 0);
    std::iter::from_fn(move || {
        loop {
            let start = from + memchr::memchr(b'[', &bytes[from..])?;
            let end = start + memchr::memchr2(b']', b'\n', &bytes[start..])?;
            from = end + 1;
            if bytes[end] == b']' {
                return Some(start..from);
            }
        }
    })
}
