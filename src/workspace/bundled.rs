//! The specs that come with Plumbline.
//!
//! A link names such a spec by name and hash, so every text ever released stays here: when a text
//! changes, the old file moves to `specs/earlier/` and to `EARLIER`.

use super::{SpecDocument, SpecOrigin, Workspace};
use std::sync::Arc;

/// The page carries only the spec it begins with and fetches the others when they are wanted.
macro_rules! text_of {
    ($file:literal) => {
        if cfg!(all(target_arch = "wasm32", feature = "page")) {
            ""
        } else {
            include_str!($file)
        }
    };
}

/// One release of a spec, with scenarios to read it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bundled {
    /// Its name in `specs/`, without the extension.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// The Markdown, checks included; empty where the page fetches it.
    pub text: &'static str,
    /// SHA-256 of the text, written down since a page that starts has better to do than to hash.
    pub hash: &'static str,
    /// Native records, one per line; empty where the page fetches them.
    pub scenarios: &'static str,
}

/// The releases offered now.
const CURRENT: &[Bundled] = &[
    Bundled {
        name: "library-desk",
        title: "Library desk charter",
        text: include_str!("../../specs/library-desk.md"),
        hash: "d1b16f0dbda4a12d563041a42dd222f0eebcc6965de1a2282fc51ced33a97d96",
        scenarios: include_str!("../../specs/library-desk.scenarios.jsonl"),
    },
    Bundled {
        name: "tern-house",
        title: "Tern House assistant spec",
        text: text_of!("../../specs/tern-house.md"),
        hash: "838a9e6ae77badcf7141d9a146e8c778d70d4fddc728d1c79062b4469c77c0cd",
        scenarios: text_of!("../../specs/tern-house.scenarios.jsonl"),
    },
    Bundled {
        name: "long-errand",
        title: "The long errand",
        text: text_of!("../../specs/long-errand.md"),
        hash: "1622f6ba6db3fbe936053d5a8330a0a7af77c586f2e8a32f520b454218f5a1bd",
        scenarios: text_of!("../../specs/long-errand.scenarios.jsonl"),
    },
];

/// Releases that only links still name.
const EARLIER: &[Bundled] = &[];

/// The specs offered now.
pub fn all() -> &'static [Bundled] {
    CURRENT
}

/// The release of the spec called `name` whose text has this SHA-256.
pub fn find(name: &str, hash: &str) -> Option<&'static Bundled> {
    releases().find(|it| it.name == name && it.hash == hash)
}

/// The release that `origin` names, if it is a bundled one.
pub fn release(origin: &SpecOrigin) -> Option<&'static Bundled> {
    match origin {
        SpecOrigin::Bundled { name, hash } => find(name, hash),
        _ => None,
    }
}

/// The released text of a bundled `origin`: what links are made and resolved with.
pub fn original(origin: &SpecOrigin) -> Option<Arc<str>> {
    release(origin).map(|it| it.text.into())
}

/// Every release.
pub fn releases() -> impl Iterator<Item = &'static Bundled> {
    CURRENT.iter().chain(EARLIER)
}

/// The workspace that someone who picks this spec starts with.
pub fn workspace(bundled: &Bundled) -> Workspace {
    workspace_of(bundled, bundled.text, bundled.scenarios)
}

/// The same from fetched texts.
pub fn workspace_of(bundled: &Bundled, text: &str, scenarios: &str) -> Workspace {
    // Ours are native records without faults, so the page need not carry the reader of others'.
    let scenarios = scenarios
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    Workspace {
        title: bundled.title.to_owned(),
        scenarios: scenarios.map(Arc::new).collect(),
        ..Workspace::new(SpecDocument::new(bundled.name, bundled.origin(), text))
    }
}

/// A workspace with nothing in it.
pub fn blank() -> Workspace {
    Workspace::new(SpecDocument::written("", ""))
}

impl Bundled {
    /// How links and workspaces name it.
    pub fn origin(&self) -> SpecOrigin {
        SpecOrigin::Bundled {
            name: self.name.to_owned(),
            hash: self.hash.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sha256;
    use crate::transcript::record;

    #[test]
    fn every_release_can_be_found_by_its_hash_and_reads_without_a_fault() {
        for bundled in CURRENT.iter().chain(EARLIER) {
            assert_eq!(
                bundled.hash,
                sha256(bundled.text.as_bytes()),
                "{}",
                bundled.name
            );
            assert_eq!(find(bundled.name, bundled.hash), Some(bundled));
            let (scenarios, diagnostics) = record::read(bundled.scenarios);
            assert!(!scenarios.is_empty(), "{}", bundled.name);
            assert_eq!(diagnostics, [], "{}", bundled.name);
        }
        assert_eq!(find("library-desk", "0"), None);
    }

    #[test]
    fn a_new_workspace_knows_its_spec_is_unedited() {
        let workspace = workspace(&all()[0]);
        let original = original(&workspace.spec.origin).unwrap();
        assert_eq!(original, workspace.spec.text);
    }
}
