//! `language`, `same-language`: which language a message is in.
//!
//! **Want** every message to be in one of the given languages; in the language of the user's
//! message before it.
//! **Why**: clauses such as "answer in the language you were asked in".
//! **Pass** where the likeliest language is the one wanted. A message with too few letters, or of
//! which no language is sure, is not judged: the check does not apply to it.
//! **Evidence**: the message, and the user's where they are compared.
//! **Blind spots**: one language for the whole message, whatever is quoted in it; code, names and
//! numbers are read as if they were words; related languages (Danish and Norwegian, Croatian and
//! Slovene) are taken for each other; 55 languages are known, the rest is taken for one of them.
//!
//! The languages are told as langdetect 1.0.9 tells them with seed 0: see [`detect`]. The tables
//! are not part of every build: see [`profiles`].

mod clean;
mod detect;
#[cfg(feature = "tables")]
mod filled;
mod names;
#[cfg(feature = "tables")]
mod packed;
mod profiles;
mod random;
mod told;

pub(crate) use profiles::{Profiles, profiles};

use crate::check::Check;
use crate::check::definition::Body;
use crate::check::fields::{Fault, Fields, Read, text_of};
use crate::check::node::{Kind, Node};
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{Found, Look, Reads, listed, quoted};
use crate::check::view::View;
use crate::message::Role;
use told::{Told, told};

/// Why checks that need the profiles do not run where there are none.
pub(crate) const NOT_LOADED: &str = "the language profiles are not loaded";

/// Fewer letters tell no language.
const LETTERS: usize = 20;

const FEWEST: Parameter = Parameter {
    name: "letters",
    takes: "a whole number",
    needed: false,
    doc: "messages with fewer letters are not judged; 20 unless given, and Chinese, Japanese and Korean characters count four times",
};
const BLIND: &str = "needs about 20 letters; one language for the whole message, whatever it quotes; code and names are read as words; takes related languages for each other";

pub(super) const TYPES: &[CheckType] = &[
    CheckType {
        name: "language",
        family: "language",
        summary: "a message in one of the given languages",
        why: "for clauses about the language of replies",
        reads: Reads::Requirement,
        parameters: &[
            Parameter {
                name: "value",
                takes: "a language or a list of them: `fr` or `French`",
                needed: true,
                doc: "the languages allowed; `zh` is both ways of writing Chinese",
            },
            FEWEST,
        ],
        blind_spots: BLIND,
        examples: &[Example {
            yaml: "{type: language, value: [French, de]}",
            asked: "When is it due?",
            passes: &[
                "Le livre est à rendre avant vendredi midi, au comptoir du rez-de-chaussée.",
                "Am Freitag, noch vor zwölf Uhr mittags, am Schalter im Erdgeschoss.",
            ],
            fails: &["The book is due on Friday, before noon."],
        }],
        build: read_language,
    },
    CheckType {
        name: "same-language",
        family: "language",
        summary: "a message in the language of the user's message before it",
        why: "for clauses such as `answer in the language you were asked in`",
        reads: Reads::Requirement,
        parameters: &[FEWEST],
        blind_spots: "as `language`; a user who asks for a translation wants another language",
        examples: &[Example {
            yaml: "type: same-language",
            asked: "Wann muss ich das Buch zurückbringen, und wohin?",
            passes: &["Am Freitag vor zwölf Uhr, an den Schalter im Erdgeschoss."],
            fails: &["On Friday before noon, to the desk on the ground floor."],
        }],
        build: read_same_language,
    },
];

fn read_language(fields: &mut Fields) -> Read<Body> {
    let node = fields.needed("value", "a language, such as `fr`")?;
    let items = match &node.kind {
        Kind::List(items) => &items[..],
        _ => std::slice::from_ref(node),
    };
    let codes = items.iter().map(code_of).collect::<Read<Vec<_>>>()?;
    if codes.is_empty() {
        let message = "`value` names no language, so no message can pass";
        return Err(Fault::new(node, "wrong-parameter", message));
    }
    let letters = fields.count("letters")?.unwrap_or(LETTERS);
    Ok(Body::Looks(Box::new(Language { codes, letters })))
}

fn code_of(node: &Node) -> Read<&'static str> {
    let written = text_of(node, "value")?;
    let message = || {
        format!(
            "{} is none of the languages that can be told",
            quoted(written)
        )
    };
    let hint = "give a code such as `fr`, or the English name";
    names::code(written).ok_or_else(|| Fault::new(node, "wrong-parameter", message()).hint(hint))
}

fn read_same_language(fields: &mut Fields) -> Read<Body> {
    let letters = fields.count("letters")?.unwrap_or(LETTERS);
    Ok(Body::Looks(Box::new(SameLanguage { letters })))
}

/// Whether `found`, as the profiles call it, is what `wanted` names.
fn is_wanted(found: &str, wanted: &str) -> bool {
    found == wanted || (wanted == "zh" && found.starts_with("zh-"))
}

#[derive(Debug)]
struct Language {
    codes: Vec<&'static str>,
    letters: usize,
}

impl Check for Language {
    fn aim(&self) -> String {
        let names: Vec<_> = self
            .codes
            .iter()
            .map(|it| names::name(it).to_owned())
            .collect();
        format!("a message in {}", listed(&names, "or"))
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let Some(profiles) = profiles() else {
            return Look::stopped(NOT_LOADED);
        };
        match told(view.derived(message), profiles, self.letters) {
            Told::Unsure(why) => Look::abstaining(why),
            Told::Language(found) => {
                let is_right = self.codes.iter().any(|it| is_wanted(found.code, it));
                let whole = Found::whole(view, message);
                let shown = (!is_right).then_some(whole);
                Look::required(
                    is_right,
                    format!("reads as {found}"),
                    shown.into_iter().collect(),
                )
            }
        }
    }
}

#[derive(Debug)]
struct SameLanguage {
    letters: usize,
}

impl Check for SameLanguage {
    fn aim(&self) -> String {
        "a message in the language of the user's message before it".to_owned()
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let Some(profiles) = profiles() else {
            return Look::stopped(NOT_LOADED);
        };
        let mut before = (0..message).rev();
        let Some(asked) = before.find(|at| view.message(*at).role == Role::User) else {
            return Look::abstaining("no user's message stands before it");
        };
        let languages = [asked, message].map(|at| told(view.derived(at), profiles, self.letters));
        match languages {
            [Told::Unsure(why), _] => Look::abstaining(format!("of the user's message, {why}")),
            [_, Told::Unsure(why)] => Look::abstaining(why),
            [Told::Language(asked_in), Told::Language(found)] => {
                let is_same = is_same(asked_in.code, found.code);
                let whole = |at| Found::whole(view, at);
                let shown = if is_same {
                    Vec::new()
                } else {
                    vec![whole(asked), whole(message)]
                };
                let note = format!("reads as {found}, the user's message as {asked_in}");
                Look::required(is_same, note, shown)
            }
        }
    }
}

/// Both ways of writing Chinese are one language.
fn is_same(asked: &str, found: &str) -> bool {
    asked == found || (asked.starts_with("zh-") && found.starts_with("zh-"))
}

#[cfg(all(test, feature = "tables"))]
mod tests;
