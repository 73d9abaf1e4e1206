//! `combination:two_responses`, `combination:repeat_prompt`.
//!
//! **Want** two different responses with `******` between them; a message that begins with the
//! words of the prompt.
//! **Evidence**: the dividers; where the repetition goes wrong.
//! **Blind spots**: responses that differ in one letter are two. The prompt's words count to the
//! letter but for capitals and the space around them; Greek `ς` and `σ` are different.

use super::divided::Divided;
use super::parameters::{self, count};
use super::{ASKED, Instruction, Tested, form, needed};
use crate::check::definition::Body;
use crate::check::derived::Derived;
use crate::check::fields::{Fault, Fields, Read};
use crate::check::python;
use crate::check::registry::{CheckType, Example};
use crate::check::result::{Reads, quoted};
use crate::text::floor_boundary;

/// What stands between two responses.
const DIVIDER: &str = "******";

pub(super) const TYPES: &[CheckType] = &[
    form(
        "ifeval/combination:two_responses",
        "two different responses with `******` between them",
        Reads::Requirement,
        &[],
        "one letter of difference is enough; a divider before the first or after the last is fine",
        &[Example::new(
            ASKED,
            "type: ifeval/combination:two_responses",
            &["On Friday.\n******\nAt noon."],
            &["On Friday.", "Due. ****** Due. ", "a ****** ****** b"],
        )],
        |fields| parameters::body(fields, TwoResponses),
    ),
    form(
        "ifeval/combination:repeat_prompt",
        "a message that begins with the words of the prompt",
        Reads::Requirement,
        &[needed(
            "prompt_to_repeat",
            "a text",
            "the words, capitals or not",
        )],
        "one space more or less fails; says nothing about the answer that follows",
        &[Example::new(
            ASKED,
            "{type: 'ifeval/combination:repeat_prompt', prompt_to_repeat: When is it due?}",
            &[" when is it DUE? On Friday."],
            &["You asked: When is it due?", "When is it  due?"],
        )],
        read_prompt,
    ),
];

fn read_prompt(fields: &mut Fields) -> Read<Body> {
    let prompt = parameters::text(fields, "prompt_to_repeat")?;
    if prompt.is_empty() {
        let message = "`prompt_to_repeat` is empty, which the reference refuses";
        return Err(Fault::new(fields.node, "wrong-parameter", message));
    }
    let lowered = python::lowered(python::stripped(prompt));
    parameters::body(fields, RepeatPrompt { lowered })
}

#[derive(Debug)]
struct TwoResponses;

impl Instruction for TwoResponses {
    fn aim(&self) -> String {
        "two different responses with `******` between them".to_owned()
    }

    fn test(&self, text: &Derived) -> Tested {
        let divided = Divided::new(text.text, DIVIDER);
        let (follows, note) = match divided.filled(text.text).as_deref() {
            Err(part) => (false, divided.gap(part).0.to_owned()),
            Ok([first, second]) => {
                let [first, second] = [first, second].map(|it| &text.text[it.clone()]);
                match python::stripped(first) == python::stripped(second) {
                    true => (false, "the two responses are the same".to_owned()),
                    false => (true, "two different responses".to_owned()),
                }
            }
            Ok(parts) => {
                let n = count(parts.len(), "response");
                (false, format!("{n} between dividers, 2 wanted"))
            }
        };
        Tested::new(follows, note)
            .showing(divided.dividers)
            .or_whole(text.text)
    }
}

#[derive(Debug)]
struct RepeatPrompt {
    /// Stripped and in lower case.
    lowered: String,
}

impl Instruction for RepeatPrompt {
    fn aim(&self) -> String {
        format!("a message that begins with {}", quoted(&self.lowered))
    }

    fn test(&self, text: &Derived) -> Tested {
        let inside = python::strip(text.text);
        let lowered = python::stripped(&text.python_lowered().text);
        if lowered.starts_with(&self.lowered) {
            return Tested::new(true, "begins with the prompt");
        }
        let pairs = lowered.bytes().zip(self.lowered.bytes());
        let same = pairs.take_while(|(a, b)| a == b).count();
        let at = floor_boundary(text.text, inside.start + same);
        let end = text.text[at..]
            .find('\n')
            .map_or(text.text.len(), |length| at + length);
        let word = text.text[at..end]
            .split_inclusive(python::is_space)
            .next()
            .map_or(0, str::len);
        Tested::new(false, format!("is the prompt for {same} bytes only"))
            .showing((word > 0).then_some(at..at + word))
            .or_whole(text.text)
    }
}
