//! IFEval's 25 instruction types, `type: ifeval/ID` with their parameters beside it, to the
//! verdicts of the reference's own Python code, habits included.
//!
//! ```yaml
//! - type: ifeval/length_constraints:number_words
//!   relation: at least
//!   num_words: 40
//!   loose: true
//! ```
//!
//! - **Strict** (default): a blank message follows no instruction; else the instruction is tested
//!   on the text as it is. **`loose: true`**: it is enough that one of eight variants follows it
//!   (see [`loose`]), which makes "less than" and "must not" much easier to follow.
//! - **Parameters** the reference draws at random where they are missing are needed here. A
//!   parameter without a value, as benchmark files have them, counts as not given.
//! - **Keywords** are patterns in Python's syntax, not escaped (see [`crate::check::python::pattern`]).
//! - Where the reference raises an exception, the result is an `error` with the reason.
//!
//! By default a check decides only breaks; as the whole of a clause ("at most 40 words") it may be
//! given `decides: both`.
//!
//! One file per small family, each a form in the registry. IFBench's 58 types (`ifbench/ID`) get a
//! folder of their own beside this one; they share `loose`, `python`, `english`, and the reading of
//! parameters here.
//!
//! Source: Zhou et al. (2023), arXiv:2311.07911, and google-research's
//! `instruction_following_eval`.

mod capitals;
mod combination;
mod divided;
mod ends;
mod fixed;
mod json_format;
mod keyword;
mod keywords;
mod language;
mod lengths;
mod letters;
mod loose;
mod markup;
mod paragraphs;
mod parameters;
mod sections;

use crate::check::Check;
use crate::check::derived::Derived;
use crate::check::fields::Build;
use crate::check::python;
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{Found, Look, MAX_EVIDENCE, Reads};
use crate::check::view::View;
use std::ops::Range;

/// The forms of all types.
pub(super) const FAMILIES: &[&[CheckType]] = &[
    keywords::TYPES,
    letters::TYPES,
    language::TYPES,
    lengths::TYPES,
    paragraphs::TYPES,
    sections::TYPES,
    fixed::TYPES,
    markup::TYPES,
    json_format::TYPES,
    combination::TYPES,
    ends::TYPES,
    capitals::TYPES,
];

/// What stands in every form.
const WHY: &str = "gives the verdict that IFEval gives, for instructions that can be verified";

/// A form; its parameters' meanings are the reference's.
const fn form(
    name: &'static str,
    summary: &'static str,
    reads: Reads,
    parameters: &'static [Parameter],
    blind_spots: &'static str,
    examples: &'static [Example],
    build: Build,
) -> CheckType {
    CheckType {
        name,
        family: "ifeval",
        summary,
        why: WHY,
        reads,
        parameters,
        blind_spots,
        examples,
        build,
    }
}

/// What the user asked in all examples.
const ASKED: &str = "When is it due?";

const fn needed(name: &'static str, takes: &'static str, doc: &'static str) -> Parameter {
    Parameter {
        name,
        takes,
        needed: true,
        doc,
    }
}

/// An instruction with its parameters.
trait Instruction: Send + Sync + std::fmt::Debug {
    /// What is wanted, to complete "wants …" or "looks for …".
    fn aim(&self) -> String;

    /// Tests a text that is not blank.
    fn test(&self, text: &Derived) -> Tested;
}

/// How a text follows an instruction. Ranges are of that text.
#[derive(Debug, Default)]
struct Tested {
    follows: bool,
    /// What shows it.
    shown: Vec<Range<usize>>,
    /// How much more there is than is shown.
    more: usize,
    /// What was looked for and is not there.
    missing: Vec<String>,
    /// What was counted or read.
    note: Option<String>,
    /// Why it could not be tested; the reference raises an exception.
    stopped: Option<String>,
}

impl Tested {
    fn new(follows: bool, note: impl Into<String>) -> Tested {
        Tested {
            follows,
            note: Some(note.into()),
            ..Tested::default()
        }
    }

    fn stopped(reason: impl Into<String>) -> Tested {
        Tested {
            stopped: Some(reason.into()),
            ..Tested::default()
        }
    }

    fn missing(what: impl Into<String>) -> Tested {
        Tested {
            missing: vec![what.into()],
            ..Tested::default()
        }
    }

    /// Shows these, as far as there is room.
    fn showing(mut self, ranges: impl IntoIterator<Item = Range<usize>>) -> Tested {
        let mut ranges = ranges.into_iter();
        self.shown.extend(ranges.by_ref().take(MAX_EVIDENCE));
        self.more += ranges.count();
        self
    }

    /// Shows the whole text where the instruction is not followed and nothing else shows it.
    fn or_whole(mut self, text: &str) -> Tested {
        if !self.follows && self.shown.is_empty() {
            self.shown.push(0..text.len());
        }
        self
    }

    fn into_look(self, message: usize) -> Look {
        let found = self.shown.into_iter().map(|it| Found::words(message, it));
        Look {
            holds: self.follows,
            found: found.collect(),
            more: self.more,
            missing: self.missing,
            stopped: self.stopped,
            note: self.note,
            ..Look::default()
        }
    }
}

/// An instruction as a check, strict or loose.
#[derive(Debug)]
struct Instructed {
    instruction: Box<dyn Instruction>,
    loose: bool,
}

impl Check for Instructed {
    fn aim(&self) -> String {
        let loosely = if self.loose { ", read loosely" } else { "" };
        format!("{}{loosely}", self.instruction.aim())
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let text = view.derived(message);
        let tested = if self.loose {
            loose::test(self.instruction.as_ref(), text)
        } else if python::is_blank(text.text) {
            blank(text.text)
        } else {
            self.instruction.test(text)
        };
        tested.into_look(message)
    }
}

/// A blank message follows nothing.
fn blank(text: &str) -> Tested {
    Tested::new(false, "the message is blank, which follows no instruction").or_whole(text)
}
