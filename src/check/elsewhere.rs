//! Types of other tools that are known by name and not run here, with what to use instead.

/// Why a known type does not run, and what to do.
pub(crate) struct Elsewhere {
    pub(crate) reason: &'static str,
    pub(crate) instead: &'static str,
}

const SCRIPT: Elsewhere = Elsewhere {
    reason: "it runs a program",
    instead: "use `regex`, `contains` or a group of checks, or leave it to a person's verdict",
};
const JUDGE: Elsewhere = Elsewhere {
    reason: "a model decides it",
    instead: "leave it to a person's or a model's verdict, given beside the checks",
};
const MEASURE: Elsewhere = Elsewhere {
    reason: "it needs more than the text: a server, a price list or a clock",
    instead: "use a check on the text, such as `word-count`",
};
const LATER: Elsewhere = Elsewhere {
    reason: "a later version runs it",
    instead: "until then use `contains`, `regex` or `is-json`, or leave it to a person's verdict",
};

/// What is known about `name`, given without `not-`.
pub(crate) fn find(name: &str) -> Option<&'static Elsewhere> {
    match name {
        "javascript" | "python" | "ruby" | "webhook" => Some(&SCRIPT),
        "llm-rubric"
        | "factuality"
        | "similar"
        | "answer-relevance"
        | "context-faithfulness"
        | "context-recall"
        | "context-relevance"
        | "conversation-relevance"
        | "g-eval"
        | "classifier"
        | "moderation"
        | "pi"
        | "search-rubric"
        | "select-best"
        | "max-score"
        | "agent-rubric"
        | "guardrails"
        | "human" => Some(&JUDGE),
        "cost"
        | "latency"
        | "perplexity"
        | "perplexity-score"
        | "finish-reason"
        | "trace-error-spans"
        | "trace-span-count"
        | "trace-span-duration" => Some(&MEASURE),
        "assert-set"
        | "contains-json"
        | "contains-xml"
        | "contains-html"
        | "contains-sql"
        | "is-html"
        | "is-xml"
        | "is-sql"
        | "is-valid-function-call"
        | "is-valid-openai-function-call"
        | "is-valid-openai-tools-call"
        | "levenshtein"
        | "bleu"
        | "gleu"
        | "rouge-n"
        | "rouge-s"
        | "rouge-l"
        | "meteor"
        | "tool-call-f1"
        | "never-after"
        | "before"
        | "after"
        | "until"
        | "by-turn"
        | "at-most"
        | "unchanged"
        | "scope-of-autonomy" => Some(&LATER),
        _ if name.starts_with("model-graded") || name.starts_with("similar:") => Some(&JUDGE),
        _ if name.starts_with("promptfoo:redteam") => Some(&JUDGE),
        _ if name.starts_with("ifbench/") => Some(&LATER),
        _ if name.starts_with("trajectory:") || name.starts_with("skill-") => Some(&LATER),
        _ => None,
    }
}
