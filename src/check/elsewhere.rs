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
const SQL: Elsewhere = Elsewhere {
    reason: "what is SQL differs from database to database",
    instead: "use `regex` or `icontains` on its keywords",
};
const WORDS: Elsewhere = Elsewhere {
    reason: "it needs tables of words and their forms",
    instead: "use `rouge-n`, `bleu` or `gleu`",
};
const CALLS: Elsewhere = Elsewhere {
    reason: "it asks the provider it ran with",
    instead: "use `is-valid-openai-function-call` or `is-valid-openai-tools-call` with `provider_config`",
};
/// A point in plain words.
pub(crate) const WORDING: Elsewhere = Elsewhere {
    reason: "words alone are for a person or a model to judge",
    instead: "begin with the name of a check, or leave it to a verdict given beside the checks",
};
const LATER: Elsewhere = Elsewhere {
    reason: "a later version runs it",
    instead: "until then use `contains`, `regex` or `is-json`, or leave it to a person's verdict",
};

/// What is known about `name`, given without `not-`.
pub(crate) fn find(name: &str) -> Option<&'static Elsewhere> {
    match name {
        "javascript" | "python" | "ruby" | "webhook" | "transform" => Some(&SCRIPT),
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
        "is-sql" | "contains-sql" => Some(&SQL),
        "meteor" | "rouge-s" | "rouge-l" => Some(&WORDS),
        "is-valid-function-call" => Some(&CALLS),
        "never-after" | "before" | "after" | "until" | "by-turn" | "at-most" | "unchanged"
        | "scope-of-autonomy" => Some(&LATER),
        _ if name.starts_with("model-graded") || name.starts_with("similar:") => Some(&JUDGE),
        _ if name.starts_with("promptfoo:redteam") => Some(&JUDGE),
        _ if name.starts_with("ifbench/") => Some(&LATER),
        _ if name.starts_with("trajectory:") || name.starts_with("skill-") => Some(&LATER),
        _ if name.split_whitespace().nth(2).is_some() => Some(&WORDING),
        _ => None,
    }
}
