//! Parts that a build may leave out because they weigh much and few checks need them.
//!
//! The native command has them all. In the page the small engine has none: where a check needs
//! one, the engine says that the check waits, and the page fetches the whole engine.

use crate::check::fields::Build;
use crate::check::registry::CheckType;
#[cfg(not(feature = "conduct"))]
use crate::check::{Check, definition::Body, result::Look, view::View};

/// Something large that checks of some types need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Reads HTML as browsers do (feature `html`).
    Html,
    /// Tells languages (feature `tables`).
    Languages,
    /// Finds sentences and words of English (feature `tables`).
    Sentences,
    /// Knows signals of behaviour and scopes of autonomy (feature `conduct`).
    Conduct,
}

impl Part {
    /// All parts.
    pub const ALL: [Part; 4] = [Part::Html, Part::Languages, Part::Sentences, Part::Conduct];

    /// Whether this build has it.
    pub fn is_here(self) -> bool {
        match self {
            Part::Html => cfg!(feature = "html"),
            Part::Languages | Part::Sentences => cfg!(feature = "tables"),
            Part::Conduct => cfg!(feature = "conduct"),
        }
    }

    /// What it does, to complete "the part that …".
    pub fn does(self) -> &'static str {
        match self {
            Part::Html => "reads HTML",
            Part::Languages => "tells languages",
            Part::Sentences => "knows English sentences",
            Part::Conduct => "knows signals of behaviour and scopes of autonomy",
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
            Part::Conduct => &[
                "leak",
                "repeats-earlier",
                "personal-data",
                "secret",
                "stock-opener",
                "stock-closer",
                "flattery",
                "unprompted-emoji",
                "claims-human",
                "claims-feelings",
                "preaching",
                "unanswered-question",
                "promised-length",
                "unsupported-quote",
                "unsupported-number",
                "scope-of-autonomy",
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

/// How a type that needs [`Part::Conduct`] reads its fields.
#[cfg(feature = "conduct")]
pub(crate) const fn conduct(build: Build) -> Build {
    build
}

/// Stands in where a build leaves the part out: faults in the fields are told by one that has it.
#[cfg(not(feature = "conduct"))]
pub(crate) const fn conduct(_left_out: Build) -> Build {
    |fields| {
        fields.use_all();
        Ok(Body::Looks(Box::new(LeftOut(fields.name.to_owned()))))
    }
}

/// A check of the type of this name, of which a build knows no more.
#[cfg(not(feature = "conduct"))]
#[derive(Debug)]
struct LeftOut(String);

#[cfg(not(feature = "conduct"))]
impl Check for LeftOut {
    fn aim(&self) -> String {
        ["what `", &self.0, "` tells"].concat()
    }

    fn look(&self, _view: &View, _message: usize) -> Look {
        Look::stopped("this build does not know conduct".to_owned())
    }
}
