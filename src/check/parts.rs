//! Parts that a build may leave out because they weigh much and few checks need them.
//!
//! The native command has them all. In the page the small engine has none: where a check needs
//! one, the engine says that the check waits, and the page fetches the whole engine.

use crate::check::registry::CheckType;

/// Something large that checks of some types need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Reads HTML as browsers do (feature `html`).
    Html,
    /// Tells languages (feature `tables`).
    Languages,
    /// Finds sentences and words of English (feature `tables`).
    Sentences,
}

impl Part {
    /// All parts.
    pub const ALL: [Part; 3] = [Part::Html, Part::Languages, Part::Sentences];

    /// Whether this build has it.
    pub fn is_here(self) -> bool {
        match self {
            Part::Html => cfg!(feature = "html"),
            Part::Languages | Part::Sentences => cfg!(feature = "tables"),
        }
    }

    /// What it does, to complete "the part that …".
    pub fn does(self) -> &'static str {
        match self {
            Part::Html => "reads HTML",
            Part::Languages => "tells languages",
            Part::Sentences => "knows English sentences",
        }
    }

    /// The types whose checks need it, by name.
    pub fn types(self) -> &'static [&'static str] {
        match self {
            Part::Html => &["is-html"],
            Part::Languages => &[
                "language",
                "same-language",
                "ifeval/language:response_language",
                "ifeval/change_case:english_capital",
                "ifeval/change_case:english_lowercase",
            ],
            Part::Sentences => &[
                "ifeval/length_constraints:number_sentences",
                "ifeval/change_case:capital_word_frequency",
            ],
        }
    }
}

impl CheckType {
    /// The part that checks of this type need, if any.
    pub fn needs(&self) -> Option<Part> {
        let needed = |it: &Part| it.types().contains(&self.name);
        Part::ALL.into_iter().find(needed)
    }
}
