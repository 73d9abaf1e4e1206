//! Two versions of a spec.

use plumbline::spec::diff::{SpecDiff, Version, diff};
use plumbline::spec::{Spec, parse};

/// A text and what was read from it.
pub(crate) struct Document {
    pub(crate) spec: Spec,
    pub(crate) source: String,
}

impl Document {
    pub(crate) fn new(source: &str) -> Document {
        Document {
            spec: parse(source),
            source: source.to_owned(),
        }
    }

    pub(crate) fn version(&self) -> Version<'_> {
        Version {
            spec: &self.spec,
            source: &self.source,
        }
    }
}

/// What changed from one text to the other.
#[allow(
    dead_code,
    reason = "not every test that has versions compares two texts"
)]
pub(crate) fn compare(old: &str, new: &str) -> SpecDiff {
    diff(Document::new(old).version(), Document::new(new).version())
}
