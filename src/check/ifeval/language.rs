//! `language:response_language`.
//!
//! **Wants** a message in one language, as langdetect 1.0.9 tells it with seed 0. A text that gives
//! it nothing to go by (numbers, a bare address) counts as being in the language.
//! **Why**: "answer in Hindi".
//! **Evidence**: the whole message, where it is in another.
//! **Blind spots**: unsure of short texts and of capitals ("HELLO" is seldom English), takes related
//! languages for each other, and names one language for a text in several. Chinese cannot be
//! asked for: the reference does not accept its codes.

use super::parameters;
use super::{ASKED, Instruction, Tested, form, needed};
use crate::check::definition::Body;
use crate::check::derived::Derived;
use crate::check::fields::{Fault, Fields, Read};
use crate::check::language::{NOT_LOADED, profiles};
use crate::check::registry::{CheckType, Example};
use crate::check::result::{Reads, quoted};

/// The codes the reference accepts.
const CODES: [&str; 30] = [
    "en", "es", "pt", "ar", "hi", "fr", "ru", "de", "ja", "it", "bn", "uk", "th", "ur", "ta", "te",
    "bg", "ko", "pl", "he", "fa", "vi", "ne", "sw", "kn", "mr", "gu", "pa", "ml", "fi",
];

pub(super) const TYPES: &[CheckType] = &[form(
    "ifeval/language:response_language",
    "a message in one language, as langdetect tells it",
    Reads::Requirement,
    &[needed(
        "language",
        "one of 30 codes, such as `hi`",
        "the language wanted",
    )],
    "unsure of short texts; a text without letters counts as being in the language; Chinese cannot be asked for",
    &[Example::new(
        ASKED,
        "{type: 'ifeval/language:response_language', language: fr}",
        &["Le livre est à rendre vendredi, avant midi.", "12.5"],
        &["The book is due on Friday, before noon."],
    )],
    read,
)];

fn read(fields: &mut Fields) -> Read<Body> {
    let code = parameters::text(fields, "language")?;
    let Some(code) = CODES.iter().find(|it| **it == code) else {
        let message = format!("the reference does not know the language {}", quoted(code));
        let fault = Fault::new(fields.node, "wrong-parameter", message);
        return Err(fault.hint(format!("it knows {}", CODES.join(", "))));
    };
    parameters::body(fields, Language(code))
}

#[derive(Debug)]
struct Language(&'static str);

impl Instruction for Language {
    fn aim(&self) -> String {
        format!("a message in the language {}", quoted(self.0))
    }

    fn test(&self, text: &Derived) -> Tested {
        let Some(profiles) = profiles() else {
            return Tested::stopped(NOT_LOADED);
        };
        let tested = match text.language(profiles) {
            Some(code) => Tested::new(
                code == self.0,
                format!("reads as {}, wanted {}", quoted(code), quoted(self.0)),
            ),
            None => Tested::new(true, NOTHING_TO_GO_BY),
        };
        tested.or_whole(text.text)
    }
}

/// What is said of texts without letters.
pub(super) const NOTHING_TO_GO_BY: &str = "nothing in it tells the language, which counts as right";
