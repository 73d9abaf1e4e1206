//! Whom a verb makes a demand of.
//!
//! Specs say "must", "should" and "never" of many things: of the model, of its makers, of the
//! world. Only the first is a rule. This is a modest reader of English: it looks at the few words
//! before the verb and turns down what it cannot place.

use super::words::{Gap, Word, words};

/// Who is meant, judged by the words before a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// The model, or what it writes.
    Agent,
    /// Something else that a rule may be about: "the reply's source", a name.
    Other,
    /// People, a clause that only describes, a question: no rule.
    NoRule,
}

#[rustfmt::skip]
const AGENTS: &[&str] = &[
    "claude", "assistant", "assistants", "model", "models", "ai", "ais", "system", "systems",
    "bot", "bots", "chatbot", "agent", "agents", "you", "reply", "replies", "response",
    "responses", "answer", "answers", "output", "outputs", "intelligence",
];

#[rustfmt::skip]
const PEOPLE: &[&str] = &[
    "we", "i", "he", "she", "one", "ones", "user", "users", "operator", "operators", "developer",
    "developers", "people", "person", "persons", "human", "humans", "humanity", "anthropic",
    "openai", "company", "companies", "government", "governments", "society", "anyone",
    "everyone", "someone", "nobody", "others", "employee", "employees", "professional",
    "professionals", "customer", "customers", "principal", "principals", "researcher",
    "researchers", "there", "this", "that", "these", "those", "who", "which",
];

/// Words after which a clause asks or describes.
#[rustfmt::skip]
const DESCRIBING: &[&str] = &[
    "how", "what", "why", "where", "whether", "which", "who", "whom", "whose", "if", "when",
    "unless", "until", "than", "as",
];

/// Words that join clauses and leave them demands.
#[rustfmt::skip]
const JOINING: &[&str] = &[
    "and", "but", "or", "so", "because", "since", "although", "though", "while", "then", "that",
];

/// Verbs whose "that" says what someone wants: "this means that Claude should".
#[rustfmt::skip]
const SAYING: &[&str] = &[
    "think", "believe", "believes", "means", "mean", "meaning", "suggests", "suggest", "implies",
    "requires", "argue", "hold", "view", "ensure",
];

#[rustfmt::skip]
const ADVERBS: &[&str] = &[
    "also", "always", "still", "therefore", "thus", "then", "generally", "typically", "usually",
    "itself", "themselves", "instead", "here", "so", "only", "often", "currently", "normally",
    "similarly", "furthermore", "moreover", "again", "now", "rather", "finally", "however",
    "overall", "naturally", "importantly", "both",
];

#[rustfmt::skip]
const PREPOSITIONS: &[&str] = &[
    "in", "by", "at", "on", "for", "with", "under", "during", "before", "after", "within",
    "without", "given", "from", "when", "to",
];

#[rustfmt::skip]
const DETERMINERS: &[&str] = &[
    "the", "a", "an", "every", "each", "any", "all", "no", "its", "our", "your", "such", "these",
    "ai", "language",
];

/// Who the verb at index `verb` of `words` is said of. `agent_known` says whether an earlier
/// sentence spoke of the model, so that "it" may mean it.
pub(super) fn of(words: &[Word<'_>], verb: usize, agent_known: bool) -> Subject {
    let skipped = verb.saturating_sub(MAX_WORDS_BEFORE);
    let (words, verb) = (&words[skipped..], verb - skipped);
    let start = clause_start(words, verb);
    let before = start.checked_sub(1).map(|at| &words[at]);
    let mut subject = trimmed(&words[start..verb]);
    if let Some(at) = subject.iter().position(|word| word.is_in(SAYING)) {
        if at > 1 {
            return Subject::NoRule;
        }
        subject = trimmed(&subject[at + 1..]);
    }
    if describes(words, start) {
        return Subject::NoRule;
    }
    match subject.last() {
        Some(head) => of_head(head, subject, before, words, start, agent_known),
        None if start == 0 => Subject::NoRule,
        None => continued(&words[..start]),
    }
}

/// How many words before a verb are looked at. A subject further away is not placed.
const MAX_WORDS_BEFORE: usize = 40;

/// Where the clause begins: after punctuation or a joining or describing word.
fn clause_start(words: &[Word<'_>], verb: usize) -> usize {
    let begins = |at: &usize| {
        let previous = &words[at - 1];
        words[*at].after > Gap::Blank || previous.is_in(JOINING) || previous.is_in(DESCRIBING)
    };
    (1..=verb).rev().find(begins).unwrap_or(0)
}

/// Without adverbs around it.
fn trimmed<'a, 'b>(mut words: &'b [Word<'a>]) -> &'b [Word<'a>] {
    while let Some((_, rest)) = words
        .split_first()
        .filter(|(first, _)| first.is_in(ADVERBS))
    {
        words = rest;
    }
    while let Some((_, rest)) = words.split_last().filter(|(last, _)| last.is_in(ADVERBS)) {
        words = rest;
    }
    words
}

/// Whether the word before a clause makes it a question, a condition or a description.
fn describes(words: &[Word<'_>], start: usize) -> bool {
    let Some(before) = start.checked_sub(1) else {
        return false;
    };
    if words[start].after > Gap::Blank && !words[before].is("that") {
        return false;
    }
    let said = before > 0 && words[before - 1].is_in(SAYING);
    words[before].is_in(DESCRIBING) || (words[before].is("that") && !said)
}

fn of_head(
    head: &Word<'_>,
    subject: &[Word<'_>],
    before: Option<&Word<'_>>,
    words: &[Word<'_>],
    start: usize,
    agent_known: bool,
) -> Subject {
    let is_alone = subject.len() == 1 || is_phrase(subject);
    if head.is("it") || head.is("they") {
        let speaks_of_agent = words[..start].iter().any(is_agent);
        let speaks_of_people = head.is("they") && words[..start].iter().any(is_person);
        let known = speaks_of_agent || (agent_known && start == 0);
        return if is_alone && known && !speaks_of_people {
            Subject::Agent
        } else {
            Subject::NoRule
        };
    }
    if is_person(head) || subject.iter().any(|word| word.is_in(DESCRIBING)) {
        return Subject::NoRule;
    }
    if is_agent(head) {
        return if is_alone {
            Subject::Agent
        } else {
            Subject::NoRule
        };
    }
    if subject.first().is_some_and(possesses) {
        return Subject::Agent;
    }
    let is_first = before.is_none_or(|_| words[start].after > Gap::Blank);
    if is_first && is_alone && subject.len() <= 6 {
        Subject::Other
    } else {
        Subject::NoRule
    }
}

/// Whether the words can be one noun phrase, perhaps after an adverbial, rather than a noun with
/// a clause about it: "the question Claude" is not one.
fn is_phrase(subject: &[Word<'_>]) -> bool {
    let (first, head) = (&subject[0], &subject[subject.len() - 1]);
    let needs_no_article = head.is_in(&["claude", "it", "they", "you", "we", "i"]);
    if first.is_in(PREPOSITIONS) {
        return true;
    }
    if needs_no_article
        || subject[1..]
            .iter()
            .any(|word| word.is_in(&["the", "we", "you", "i"]))
    {
        return false;
    }
    first.is_in(DETERMINERS) || subject.len() <= 4
}

/// A verb without a subject of its own continues the clause before it: "may do X, but must Y".
fn continued(before: &[Word<'_>]) -> Subject {
    let joins = before
        .last()
        .is_some_and(|word| word.is_in(&["and", "but", "or"]));
    let end = before
        .iter()
        .position(|word| word.after > Gap::Blank)
        .unwrap_or(before.len())
        .min(8);
    let first = &before[..end];
    let speaks_of_agent = first.iter().any(is_agent) && !first.iter().any(is_person);
    if joins && speaks_of_agent {
        Subject::Agent
    } else {
        Subject::NoRule
    }
}

/// Whether a sentence speaks of the model.
pub(super) fn names_agent(sentence: &str) -> bool {
    words(sentence).iter().any(is_agent)
}

pub(super) fn is_agent(word: &Word<'_>) -> bool {
    word.is_in(AGENTS)
}

fn is_person(word: &Word<'_>) -> bool {
    word.is_in(PEOPLE)
}

/// "Claude’s", "its".
fn possesses(word: &Word<'_>) -> bool {
    let owner = word
        .text
        .strip_suffix("'s")
        .or_else(|| word.text.strip_suffix("’s"));
    word.is("its")
        || owner.is_some_and(|it| AGENTS.iter().any(|agent| agent.eq_ignore_ascii_case(it)))
}
