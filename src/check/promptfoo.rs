//! What these checks share with promptfoo beyond their verdicts.

/// The types that promptfoo has and gives a score; the other types have none. A score that a type
/// does not work out itself is 1 where it passes and 0 where it fails.
const SCORED: [&str; 25] = [
    "equals",
    "contains",
    "contains-all",
    "contains-any",
    "icontains",
    "icontains-all",
    "icontains-any",
    "starts-with",
    "regex",
    "word-count",
    "is-json",
    "contains-json",
    "is-html",
    "contains-html",
    "is-xml",
    "contains-xml",
    "is-refusal",
    "levenshtein",
    "rouge-n",
    "bleu",
    "gleu",
    "tool-call-f1",
    "is-valid-openai-tools-call",
    "is-valid-openai-function-call",
    "assert-set",
];

/// Whether the type called `name` has a score.
pub(crate) fn scores(name: &str) -> bool {
    SCORED.contains(&name)
}
