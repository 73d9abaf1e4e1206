//! Clauses that demand several things, or something that nobody can measure.

use super::untested::Tested;
use super::{demands_of, note};
use crate::diagnostic::Diagnostic;
use crate::spec::strength::further_demand;
use crate::spec::words::{Word, words};
use crate::spec::{Clause, ClauseKind, SentenceDemand, Spec, Strength};
use crate::text::{LineIndex, Span, shorten};

pub(super) fn add(spec: &Spec, source: &str, tested: &Tested<'_>, found: &mut Vec<Diagnostic>) {
    let lines = LineIndex::new(source);
    for clause in &spec.clauses {
        let all = demands_of(spec, clause);
        found.extend(two_demands(clause, all, source, &lines));
        if !tested.has(clause) {
            let vague = all.iter().filter_map(|it| vague_demand(it, source, &lines));
            found.extend(vague);
        }
    }
}

/// The second demand of a clause. Of a section only sentences are looked at: that a section holds
/// several rules is how such documents are written.
fn two_demands(
    clause: &Clause,
    all: &[SentenceDemand],
    source: &str,
    lines: &LineIndex,
) -> Vec<Diagnostic> {
    let of_sentence = |it: &SentenceDemand| second_in(it, source);
    let second = match (clause.kind, all) {
        (ClauseKind::Item, [first, second, ..]) => of_sentence(first).or(Some(second.words)),
        _ => None,
    };
    let seconds = match second {
        Some(second) => vec![second],
        None => all.iter().filter_map(of_sentence).collect(),
    };
    let say = |span: Span| {
        let words = shorten(span.slice(source).unwrap_or(""), 40);
        let message = format!("a second demand begins at `{words}`");
        let hint = "make them two clauses, so that a verdict says which one was broken";
        note("two-demands", span, lines.line(span.start), message, hint)
    };
    seconds.into_iter().map(say).collect()
}

/// Where a second demand stands in a sentence.
fn second_in(demand: &SentenceDemand, source: &str) -> Option<Span> {
    let second = further_demand(demand.sentence.slice(source)?)?;
    Some(second.span.shifted(demand.sentence.start))
}

/// A demand that leaves it to the reader what would keep it.
fn vague_demand(demand: &SentenceDemand, source: &str, lines: &LineIndex) -> Option<Diagnostic> {
    let rest = Span::new(demand.words.end, demand.sentence.end).slice(source)?;
    if matches!(demand.strength, Strength::May) || can_be_measured(rest) {
        return None;
    }
    let words = words(rest);
    let n_content = words.iter().filter(|it| is_content(it)).count();
    if n_content > MAX_CONTENT || words.len() > MAX_WORDS {
        return None;
    }
    let vague = &words[(0..words.len()).find(|at| is_vague(&words, *at))?];
    let message = format!("nothing says what would be `{}`", vague.text);
    let hint = "say what someone would see in a reply that does, or add an example";
    let span = vague.span.shifted(demand.words.end);
    Some(note(
        "vague-demand",
        span,
        lines.line(span.start),
        message,
        hint,
    ))
}

/// With more words of substance a demand says what it means.
const MAX_CONTENT: usize = 9;

/// The same of all words.
const MAX_WORDS: usize = 60;

/// Words that praise rather than describe.
#[rustfmt::skip]
const VAGUE: &[&str] = &[
    "appropriate", "appropriately", "reasonable", "reasonably", "suitable", "suitably", "adequate",
    "adequately", "proper", "properly", "sensible", "sensibly", "good", "best", "helpful", "useful",
    "careful", "carefully", "thoughtful", "thoughtfully", "mindful", "responsibly", "respectful",
    "respectfully", "fairly", "genuine", "genuinely", "safely", "ethically", "judgment", "judgement",
    "discretion", "care",
];

/// Words that do so where something must *be* so; before a noun they only say which.
#[rustfmt::skip]
const VAGUE_STATES: &[&str] = &[
    "safe", "ethical", "fair", "kind", "friendly", "polite", "professional", "natural", "honest",
    "responsible", "moral", "neutral", "open", "humble", "caring",
];

/// Whether the word at index `at` praises.
fn is_vague(words: &[Word<'_>], at: usize) -> bool {
    let before = &words[..at];
    let is_of_be = |it: &Word<'_>| it.is_in(&["be", "and", "or"]) || it.text.ends_with("ly");
    let is_state = before.first().is_some_and(|it| it.is("be"))
        && before
            .iter()
            .all(|it| is_of_be(it) || it.is_in(VAGUE_STATES));
    let is_idiom = words
        .get(at + 1)
        .is_some_and(|it| it.is_in(&["humor", "humour", "faith"]));
    // "ask in cases of genuine ambiguity": it says when, not what.
    let is_condition =
        |it: &Word<'_>| it.is_in(&["could", "if", "when", "unless", "case", "cases"]);
    let praises = words[at].is_in(VAGUE) && !is_idiom && !before.iter().any(is_condition);
    praises || (is_state && words[at].is_in(VAGUE_STATES))
}

/// Whether something in the words can be looked for: a number, a quotation, code, a list, an
/// example, a reference.
fn can_be_measured(rest: &str) -> bool {
    const SIGNS: &[&str] = &[
        "“",
        "\"",
        "`",
        "](",
        "(",
        ":",
        "e.g.",
        "i.e.",
        "such as",
        "for example",
        "for instance",
        "including",
        "rather than",
        "instead of",
    ];
    rest.contains(|it: char| it.is_ascii_digit()) || SIGNS.iter().any(|it| rest.contains(it))
}

fn is_content(word: &Word<'_>) -> bool {
    word.text.len() > 3 && !word.is_in(FILL)
}

/// Words that say nothing of what is wanted.
#[rustfmt::skip]
const FILL: &[&str] = &[
    "that", "this", "these", "those", "with", "from", "into", "when", "where", "which", "their",
    "them", "they", "have", "been", "being", "also", "always", "even", "other", "about", "such",
    "than", "then", "there", "very", "will", "would", "could", "should", "must", "some", "more",
    "most", "both", "while", "still", "generally", "typically", "usually", "default", "claude",
    "assistant", "model", "users", "user", "user’s",
];
