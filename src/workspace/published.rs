//! What became of a published text: how many of its clauses differ here.
//!
//! The text itself is not kept beside the altered one, only a fingerprint of each of its clauses.

use super::{SpecDocument, SpecOrigin};
use crate::spec::Clause;
use crate::text::sha256;
use serde::{Deserialize, Serialize};

/// How many digits of a clause's hash are kept: two of a thousand clauses are taken for one another
/// once in ten thousand documents.
const DIGITS: usize = 8;

/// That a text is not as it was published, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Altered {
    /// How many clauses differ: changed, added or gone. `None` where the published clauses are not
    /// known here.
    pub n_clauses: Option<usize>,
    /// Ids of those that are here: changed or added, in document order.
    pub here: Vec<String>,
}

/// Fingerprints of clauses, one after the other.
pub fn fingerprints(clauses: &[Clause]) -> String {
    clauses.iter().filter_map(fingerprint).collect()
}

fn fingerprint(clause: &Clause) -> Option<&str> {
    clause.hash.get(..DIGITS)
}

impl SpecDocument {
    /// Whether the text is the one its origin names. `None` where the origin names no published
    /// text, or only a part of it is here.
    pub fn is_as_published(&self) -> Option<bool> {
        match &self.origin {
            SpecOrigin::Bundled { hash, .. } | SpecOrigin::Public { hash, .. } if !self.excerpt => {
                Some(sha256(self.text.as_bytes()) == *hash)
            }
            _ => None,
        }
    }

    /// How this text, with these clauses, differs from the published one.
    pub fn altered(&self, clauses: &[Clause]) -> Altered {
        let Some(published) = &self.published else {
            return Altered {
                n_clauses: None,
                here: Vec::new(),
            };
        };
        let digits = published.as_bytes().chunks(DIGITS);
        let mut published: Vec<_> = digits.collect();
        let mut is_new = |clause: &&Clause| {
            let own = fingerprint(clause).map(str::as_bytes);
            let same = published.iter().position(|it| Some(*it) == own);
            same.map(|at| published.remove(at)).is_none()
        };
        let new = clauses.iter().filter(|it| is_new(it));
        let here: Vec<_> = new.map(|it| it.id.clone()).collect();
        Altered {
            // A changed clause is a published one that is gone, and a new one.
            n_clauses: Some(here.len().max(published.len())),
            here,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::parse;

    const TEXT: &str =
        "# A {#a authority=user}\n\nBe kind.\n\n# B {#b authority=user}\n\nBe calm.\n";

    #[test]
    fn clauses_that_differ_from_the_published_text_are_counted() {
        #[track_caller]
        fn check(text: &str, n_clauses: usize, n_here: usize) {
            let mut document = SpecDocument::written("", text);
            document.published = Some(fingerprints(&parse(TEXT).clauses).into());
            let altered = document.altered(&parse(text).clauses);
            let found = (altered.n_clauses, altered.here.len());
            assert_eq!(found, (Some(n_clauses), n_here), "{text}");
        }
        check(TEXT, 0, 0);
        check(&TEXT.replace("kind", "kinder"), 1, 1);
        check(&TEXT.replace("kind", "calm"), 1, 1);
        check(&TEXT.replace("# A {#a authority=user}", "# A"), 1, 0);
        check(
            &format!("{TEXT}\n# C {{#c authority=user}}\n\nBe new.\n"),
            1,
            1,
        );
        check(&format!("Some words.\n\n{TEXT}"), 0, 0);
        check("", 2, 0);
    }

    #[test]
    fn only_a_whole_text_with_a_publisher_can_differ_from_it() {
        let hash = sha256(b"As it was.");
        let origin = |hash: &str| SpecOrigin::Public {
            address: "https://example.org/".to_owned(),
            hash: hash.to_owned(),
        };
        let mut document = SpecDocument::new("", origin(&hash), "As it was.");
        assert_eq!(document.is_as_published(), Some(true));
        document.text = "As it is.".into();
        assert_eq!(document.is_as_published(), Some(false));
        assert_eq!(document.altered(&[]).n_clauses, None);
        document.excerpt = true;
        assert_eq!(document.is_as_published(), None);
        let file = SpecDocument::new("", SpecOrigin::File { hash }, "As it is.");
        assert_eq!(file.is_as_published(), None);
    }
}
