//! The language of a text, where it can be told.

use super::names::name;
use super::profiles::Profiles;
use crate::check::derived::Derived;
use crate::check::python::{is_decimal, is_word};
use std::fmt;

/// A likelier language is told; a less likely one is a guess.
const SURE: f64 = 0.9;
/// What a character of a script with thousands of them counts.
const WEIGHT: usize = 4;

/// What can be said of a text.
pub(super) enum Told {
    Language(Likely),
    /// Why no language can be told.
    Unsure(String),
}

/// A language, and how likely it is.
pub(super) struct Likely {
    pub(super) code: &'static str,
    odds: f64,
}

impl fmt::Display for Likely {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({:.2} likely)", name(self.code), self.odds)
    }
}

/// The language of `text`, unless it has fewer than so many letters or no language is sure.
pub(super) fn told(text: &Derived, profiles: &'static Profiles, letters: usize) -> Told {
    let n_letters = count_letters(text.text, letters);
    if n_letters < letters {
        return Told::Unsure(format!(
            "{n_letters} letters are too few to tell the language"
        ));
    }
    match text.languages(profiles).first() {
        Some(&(code, odds)) if odds >= SURE => Told::Language(Likely { code, odds }),
        Some(&(code, odds)) => {
            let likely = Likely { code, odds };
            Told::Unsure(format!("the language is not sure, perhaps {likely}"))
        }
        None => Told::Unsure("nothing in it tells the language".to_owned()),
    }
}

/// How many letters there are, as far as `enough`.
fn count_letters(text: &str, enough: usize) -> usize {
    let mut n = 0;
    for letter in text.chars().filter(|it| is_word(*it) && !is_decimal(*it)) {
        n += if letter >= '\u{2e80}' { WEIGHT } else { 1 };
        if n >= enough {
            break;
        }
    }
    n
}
