//! The spec as a link carries it: by reference wherever the other side can have the text.

use super::LinkError;
use super::edits::{self, Edit};
use crate::text::sha256;
use crate::workspace::{SpecDocument, SpecOrigin};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;

/// A spec in a link.
///
/// Either `text` is there, or the text is that of `origin` with `edits` applied. A receiver who
/// does not have a public text reads the `excerpt` until they load it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SharedSpec {
    /// What to call it where the text has no title.
    pub name: String,
    /// Where the text came from.
    pub origin: SpecOrigin,
    /// What was changed since, in document order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
    /// The sections in focus, as they stand after the changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Arc<str>>,
    /// The whole text, where no reference will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Arc<str>>,
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl SharedSpec {
    /// Shares `spec` by reference where that is possible: its text is as published, or `original`
    /// is the published text, or only an excerpt is known here as well.
    pub(super) fn new(
        spec: &SpecDocument,
        excerpt: Option<&str>,
        original: impl Fn(&SpecOrigin) -> Option<Arc<str>>,
    ) -> SharedSpec {
        let shared = |edits, excerpt, text| SharedSpec {
            name: spec.name.clone(),
            origin: spec.origin.clone(),
            edits,
            excerpt,
            text,
            extra: spec.extra.clone(),
        };
        let excerpt = excerpt
            .filter(|_| matches!(spec.origin, SpecOrigin::Public { .. }))
            .map(Arc::from);
        match reference(spec, original) {
            Reference::None => shared(Vec::new(), None, Some(spec.text.clone())),
            Reference::Excerpt => shared(Vec::new(), Some(spec.text.clone()), None),
            Reference::Edited(edits) => shared(edits, excerpt, None),
        }
    }

    /// The spec as the receiver has it: whole where `original` knows the text, else the excerpt.
    pub(super) fn resolve(
        self,
        original: impl Fn(&SpecOrigin) -> Option<Arc<str>>,
    ) -> Result<SpecDocument, LinkError> {
        let (text, excerpt) = match (&self.text, known(&self.origin, original)) {
            (Some(text), _) => (text.clone(), false),
            (None, Some(original)) => (edited(original, &self.edits)?, false),
            (None, None) if matches!(self.origin, SpecOrigin::Public { .. }) => {
                (self.excerpt.unwrap_or_default(), true)
            }
            (None, None) => return Err(LinkError::UnknownSpec { name: self.name }),
        };
        Ok(SpecDocument {
            name: self.name,
            origin: self.origin,
            text,
            excerpt,
            published: None,
            extra: self.extra,
        })
    }
}

/// How a text can be told to someone who has, or can get, the original.
enum Reference {
    /// Not at all.
    None,
    /// By the address alone; here, too, only some sections are known.
    Excerpt,
    /// By the original and what changed.
    Edited(Vec<Edit>),
}

fn reference(spec: &SpecDocument, original: impl Fn(&SpecOrigin) -> Option<Arc<str>>) -> Reference {
    match &spec.origin {
        SpecOrigin::Written | SpecOrigin::File { .. } => Reference::None,
        SpecOrigin::Public { .. } if spec.excerpt => Reference::Excerpt,
        SpecOrigin::Bundled { hash, .. } | SpecOrigin::Public { hash, .. } => {
            if sha256(spec.text.as_bytes()) == *hash {
                return Reference::Edited(Vec::new());
            }
            let edits = known(&spec.origin, original).map(|it| edits::between(&it, &spec.text));
            match edits {
                Some(edits) if size(&edits) < spec.text.len() => Reference::Edited(edits),
                _ => Reference::None,
            }
        }
    }
}

/// What `original` knows of `origin`, if it is the very text that the origin's hash names.
fn known(
    origin: &SpecOrigin,
    original: impl Fn(&SpecOrigin) -> Option<Arc<str>>,
) -> Option<Arc<str>> {
    original(origin).filter(|text| origin.hash() == Some(&sha256(text.as_bytes())))
}

fn edited(original: Arc<str>, edits: &[Edit]) -> Result<Arc<str>, LinkError> {
    if edits.is_empty() {
        return Ok(original);
    }
    let edited = edits::apply(&original, edits).ok_or(LinkError::EditsDoNotFit)?;
    Ok(edited.into())
}

fn size(edits: &[Edit]) -> usize {
    const FIELDS: usize = 30;
    edits.iter().map(|edit| edit.insert.len() + FIELDS).sum()
}
