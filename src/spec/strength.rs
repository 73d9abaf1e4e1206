//! What the words of a sentence demand.
use super::Strength;
use crate::text::Span;

/// A demand found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// How strong it is.
    pub strength: Strength,
    /// The words that say so, in bytes of the text.
    pub span: Span,
}

/// The demand of a sentence.
pub fn demand(sentence: &str) -> Option<Demand> {
    let _ = sentence;
    None
}
