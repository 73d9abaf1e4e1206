//! English sentences and words as NLTK 3.9 finds them, for checks that must agree with Python
//! programs that use it.

mod model;
mod rules;
mod sentences;
mod tokens;
mod words;

pub(crate) use model::{SentenceModel, model};
pub(crate) use sentences::sentences;
pub(crate) use words::words;

/// Why checks that need the model do not run where there is none.
pub(crate) const NOT_LOADED: &str = "the model of English sentences is not loaded";
