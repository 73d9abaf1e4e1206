//! Specs that others publish, recognised by their SHA-256 when someone loads them from a file.
//!
//! No text of theirs is here, only where they are published.

use super::SpecOrigin;

/// One published text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicSpec {
    /// What people call it.
    pub name: &'static str,
    /// Which edition, by its publisher's date.
    pub edition: &'static str,
    /// Where its publisher keeps this very text, or kept it when it was published.
    pub address: &'static str,
    /// SHA-256 of the published bytes.
    pub sha256: &'static str,
}

const MODEL_SPEC: &str = "OpenAI Model Spec";

/// The texts known, each publisher's newest first.
const PUBLIC: &[PublicSpec] = &[
    PublicSpec {
        name: MODEL_SPEC,
        edition: "2025-12-18, second issue",
        address: "https://raw.githubusercontent.com/openai/model_spec/8d2405d4e9a5143c5355f50482394ebd12fe898c/model_spec.md",
        sha256: "e7a70bc6ab363213d88f6c20a7b78c6949d3f5feba22ec054c97f333a71a8aeb",
    },
    PublicSpec {
        name: MODEL_SPEC,
        edition: "2025-12-18",
        address: "https://raw.githubusercontent.com/openai/model_spec/2e1ebe3c97d188a31d2fa0e4780f77a2a7412c4f/model_spec.md",
        sha256: "fec3ee7636b93185f0f68733c03f2b1a6bcf69c21649e690fbacf4a0ebbe2697",
    },
    PublicSpec {
        name: MODEL_SPEC,
        edition: "2025-10-27",
        address: "https://raw.githubusercontent.com/openai/model_spec/bda3e4c19b46a703f61b71d65023a07d8751dec5/model_spec.md",
        sha256: "bbc8a78d5a95c1e23c83c0dc8cffe5322189382385cd0b8edcb5fa69fd7a97f3",
    },
    PublicSpec {
        name: MODEL_SPEC,
        edition: "2025-04-11",
        address: "https://raw.githubusercontent.com/openai/model_spec/095dabb04dd2ade5e19d4438cec9a329ad967e02/model_spec.md",
        sha256: "eeb877a0b2480e0cb361ca0342b2f59ac1d7b83d42fa89e67fcac460fb4bdf19",
    },
    PublicSpec {
        name: MODEL_SPEC,
        edition: "2025-02-12",
        address: "https://raw.githubusercontent.com/openai/model_spec/fc9366e035db712509824eb8b175c26cf5fdf45b/model_spec.md",
        sha256: "89782a0647a034c79e5fc3d90b740cddbeb418c910a9f80950914202730723d2",
    },
    PublicSpec {
        name: "Claude’s Constitution",
        edition: "2026-01-20",
        address: "https://raw.githubusercontent.com/anthropics/claude-constitution/main/20260120-constitution.md",
        sha256: "251440a71a9068dd43bfaab2b8694d6e2a4f519c403f1b9a70785f830d05f327",
    },
];

/// The texts known, each publisher's newest first.
pub fn all() -> &'static [PublicSpec] {
    PUBLIC
}

/// Each publisher's newest text.
pub fn newest() -> impl Iterator<Item = &'static PublicSpec> {
    let is_first = |at: &usize| PUBLIC[..*at].iter().all(|it| it.name != PUBLIC[*at].name);
    (0..PUBLIC.len()).filter(is_first).map(|at| &PUBLIC[at])
}

/// The published text with this SHA-256, in hexadecimal digits.
pub fn recognise(sha256: &str) -> Option<&'static PublicSpec> {
    PUBLIC.iter().find(|spec| spec.sha256 == sha256)
}

impl PublicSpec {
    /// What people call it, with its edition.
    pub fn title(&self) -> String {
        format!("{}, {}", self.name, self.edition)
    }

    /// How a workspace refers to this text.
    pub fn origin(&self) -> SpecOrigin {
        SpecOrigin::Public {
            address: self.address.to_owned(),
            hash: self.sha256.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_texts_are_told_apart_by_their_hash() {
        for spec in all() {
            assert_eq!(recognise(spec.sha256), Some(spec));
            assert!(spec.address.starts_with("https://"));
        }
        assert_eq!(recognise(""), None);
        let newest: Vec<_> = newest().map(PublicSpec::title).collect();
        assert_eq!(
            newest,
            [
                "OpenAI Model Spec, 2025-12-18, second issue",
                "Claude’s Constitution, 2026-01-20"
            ]
        );
    }
}
