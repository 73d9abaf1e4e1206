//! `combination:two_responses`, `combination:repeat_prompt`.
//!
//! **Want** two different responses with `******` between them; a message that begins with the
//! words of the prompt.
//! **Evidence**: the dividers; where the repetition goes wrong.
//! **Blind spots**: responses that differ in one letter are two. The prompt's words count to the
//! letter but for capitals and the space around them; Greek `ς` and `σ` are different.

use super::parameters::{self, count};
use super::{Instruction, Tested, example, form, needed};
use crate::check::definition::Body;
use crate::check::derived::Derived;
use crate::check::fields::{Fault, Fields, Read};
use crate::check::python;
use crate::check::registry::CheckType;
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
        &[example(
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
        &[example(
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
        let (mut responses, mut n, mut has_gap) = ([""; 2], 0, false);
        let last = text.text.matches(DIVIDER).count();
        for (at, part) in text.text.split(DIVIDER).enumerate() {
            if python::is_blank(part) {
                has_gap |= at != 0 && at != last;
                continue;
            }
            if let Some(place) = responses.get_mut(n) {
                *place = python::stripped(part);
            }
            n += 1;
        }
        let differ = responses[0] != responses[1];
        let note = match n {
            _ if has_gap => "nothing stands between two dividers".to_owned(),
            2 if !differ => "the two responses are the same".to_owned(),
            n => format!("{} between dividers, 2 wanted", count(n, "response")),
        };
        let dividers = text
            .text
            .match_indices(DIVIDER)
            .map(|(at, it)| at..at + it.len());
        let tested = Tested::new(!has_gap && n == 2 && differ, note);
        tested.showing(dividers).or_whole(text.text)
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
