//! What the words of a sentence demand.
//!
//! A demand needs a word that demands and someone it is made of. The word is one of RFC 2119's in
//! capitals, or plain "must", "shall", "should", "ought", "never", "is required to", "is
//! forbidden"; "do not", "never" and "always" where an order begins with them. The someone is the
//! model or what it writes, a name or thing the sentence begins with ("Bo must …", "The reply
//! should …"), or nobody, in an order. Not demands: what people, makers or the world must do
//! ("we must", "users should"), questions, conditions, relative clauses ("lines that should never
//! be crossed"), guesses ("must have been"), quoted words, and "never" of a state ("is never
//! bored"). A plain "may" states a possibility as often as a permission, so it counts only in
//! capitals or as a list's stem.

use super::Strength;
use super::subject::{self, Subject};
use super::words::{Gap, Word, words};
use crate::text::Span;

/// A demand found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// How strong it is.
    pub strength: Strength,
    /// The words that say so, in bytes of the text.
    pub span: Span,
}

/// The demand of one sentence: its first must or must not; without one, its first should or
/// should not; else its first permission.
pub fn demand(sentence: &str) -> Option<Demand> {
    demand_in_context(sentence, false)
}

/// [`demand`], where an earlier sentence may have spoken of the model, so that "it" means it.
pub(super) fn demand_in_context(sentence: &str, agent_known: bool) -> Option<Demand> {
    if !may_demand(sentence) {
        return None;
    }
    strongest(demands(sentence, agent_known).into_iter())
}

/// All demands of one sentence, in order.
pub(super) fn demands(sentence: &str, agent_known: bool) -> Vec<Demand> {
    let words = words(sentence);
    let is_question = sentence.trim_end().ends_with('?');
    let found = (0..words.len()).filter_map(|at| verb(&words, at));
    let demands = found.filter(|it| {
        it.in_capitals || (!is_question && is_made_of_someone(&words, it, agent_known))
    });
    demands.map(|it| it.demand(&words)).collect()
}

/// The first demand of a sentence that comes on top of another one in it.
pub(super) fn further_demand(sentence: &str) -> Option<Demand> {
    let words = words(sentence);
    let mut verbs = (0..words.len()).filter_map(|at| verb(&words, at));
    let first = verbs.find(|it| it.in_capitals || is_made_of_someone(&words, it, true))?;
    let is_further = |it: &Verb| match words.get(it.end) {
        // "always advising": how to do the one thing.
        Some(next) if it.kind != Kind::Finite && next.text.ends_with("ing") => false,
        _ if is_coordinated(&words, it.start) => false,
        _ => is_made_of_someone(&words, it, true) || goes_on(&words, first.end, it.start),
    };
    let further = verbs.find(|it| it.start >= first.end && is_further(it))?;
    Some(further.demand(&words))
}

/// Whether the verb at index `at` is one with the one before it: "can or should".
fn is_coordinated(words: &[Word<'_>], at: usize) -> bool {
    const MODALS: &[&str] = &["can", "could", "may", "might", "must", "should", "will"];
    matches!(&words[..at], [.., verb, joint] if verb.is_in(MODALS) && joint.is_in(&["and", "or"]))
}

/// Whether the verb at index `at` goes on with the subject of a demand that ends at `from`: "… and
/// should not", "…, should". What follows a relative clause may be said of someone else.
fn goes_on(words: &[Word<'_>], from: usize, at: usize) -> bool {
    let between = words.get(from..at).unwrap_or_default();
    let joins = |it: &Word<'_>| it.is_in(&["and", "but", "or", "nor"]);
    let is_joined = between.last().is_some_and(joins) || words[at].after == Gap::Comma;
    let opens = |it: &Word<'_>| it.is_in(&["who", "that", "which", "whether", "how", "what", "if"]);
    is_joined && !between.iter().any(opens)
}

/// What words demand that someone made a clause: of whom they demand it need not be among them.
pub(super) fn demand_of_part(part: &str) -> Option<Demand> {
    let words = words(part);
    let found = (0..words.len()).filter_map(|at| verb(&words, at));
    strongest(found.map(|it| it.demand(&words)))
}

/// The first of the strongest demands.
pub(super) fn strongest(demands: impl Iterator<Item = Demand>) -> Option<Demand> {
    demands.reduce(|best, new| {
        if rank(new.strength) > rank(best.strength) {
            new
        } else {
            best
        }
    })
}

fn rank(strength: Strength) -> u8 {
    match strength {
        Strength::Must | Strength::MustNot => 3,
        Strength::Should | Strength::ShouldNot => 2,
        Strength::May => 1,
        Strength::None => 0,
    }
}

/// The demand that a list's stem hands down to its items, as in "Claude should never:". Its verb
/// stands at the end, where only words such as "always" or "do the following" come after it.
pub(super) fn stem_demand(stem: &str, agent_known: bool) -> Option<Demand> {
    let words = words(stem.trim_end().strip_suffix(':')?);
    if let Some(wish) = wish(&words) {
        return Some(wish);
    }
    let verbs: Vec<Verb> = (0..words.len())
        .filter_map(|at| stem_verb(&words, at))
        .collect();
    let last = verbs.last()?;
    let rest = &words[last.end..];
    let is_open = rest.iter().all(|word| word.is_in(FILLERS));
    let is_made =
        last.start == 0 || last.in_capitals || is_made_of_someone(&words, last, agent_known);
    let mut demand = last.demand(&words);
    if rest.last().is_some_and(|word| word.is("avoid")) {
        demand.strength = negative(demand.strength);
    }
    (is_open && is_made).then_some(demand)
}

/// "We want Claude to:", "we would not like the assistant to be:": what the authors of a list wish
/// for, they expect.
fn wish(words: &[Word<'_>]) -> Option<Demand> {
    let at = words
        .iter()
        .rposition(|it| it.is_in(&["want", "like", "wish"]))?;
    let before = &words[..at];
    let start = before
        .iter()
        .rposition(|it| it.is_in(&["we", "we'd", "we’d"]))?;
    let between = &words[start + 1..at];
    let negated = |it: &Word<'_>| it.is("not") || it.negated().is_some();
    let helps = |it: &Word<'_>| negated(it) || is_adverb(it) || it.is_in(&["do", "would"]);
    let to = at + 1 + words[at + 1..].iter().position(|it| it.is("to"))?;
    let whom = &words[at + 1..to];
    let is_of_model = whom.len() <= 3 && whom.iter().any(subject::is_agent);
    let is_open = words[to + 1..].iter().all(|it| it.is_in(FILLERS));
    if !is_of_model || !is_open || !between.iter().all(helps) {
        return None;
    }
    let strength = if between.iter().any(negated) {
        Strength::ShouldNot
    } else {
        Strength::Should
    };
    let span = Span::new(words[start].span.start, words[to].span.end);
    Some(Demand { strength, span })
}

/// Words between a stem's verb and its colon.
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "always", "also", "generally", "typically", "usually", "normally", "by", "default", "do",
    "the", "following", "all", "any", "of", "these", "things", "be", "at", "least", "only", "to",
    "try", "either", "both", "avoid",
];

/// A verb that demands.
#[derive(Clone, Copy, Debug)]
struct Verb {
    strength: Strength,
    /// Index of its first word, and one past its last.
    start: usize,
    end: usize,
    in_capitals: bool,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// It has a subject: "must", "is required to".
    Finite,
    /// It begins an order: "do not".
    Order,
    /// "never" on its own: an order, or said of someone.
    Never,
}

impl Verb {
    fn demand(&self, words: &[Word<'_>]) -> Demand {
        let span = Span::new(words[self.start].span.start, words[self.end - 1].span.end);
        Demand {
            strength: self.strength,
            span,
        }
    }
}

/// A piece of every word that demands. Most sentences have none and are spared the closer look.
#[rustfmt::skip]
const MARKS: &[&str] = &[
    "ust", "UST", "hould", "HOULD", "hall", "HALL", "ever", "EVER", "ught", "UGHT", "o not", "n't",
    "n’t", "lways", "equired", "EQUIRED", "ECOMMENDED", "MAY", "OPTIONAL", "xpected", "blig",
    "llowed", "ermitted", "orbidden", "rohibited",
];

/// Whether a closer look at a sentence is worth while.
pub(super) fn may_demand(sentence: &str) -> bool {
    MARKS.iter().any(|mark| sentence.contains(mark))
}

/// The verb that begins with the word at index `at`.
fn verb(words: &[Word<'_>], at: usize) -> Option<Verb> {
    let word = &words[at];
    if word.quoted {
        return None;
    }
    modal(words, at)
        .or_else(|| order(words, at))
        .or_else(|| duty(words, at))
}

/// As [`verb`], with "may" among them.
fn stem_verb(words: &[Word<'_>], at: usize) -> Option<Verb> {
    let is_may = words[at].is("may");
    if is_may {
        Some(finite(words, at, Strength::May))
    } else {
        verb(words, at)
    }
}

fn modal(words: &[Word<'_>], at: usize) -> Option<Verb> {
    let word = &words[at];
    let base = word.negated().unwrap_or(word.text);
    let strength = match base.to_ascii_lowercase().as_str() {
        "must" | "shall" => Strength::Must,
        "should" | "ought" => Strength::Should,
        "may" if word.is_capitals() => Strength::May,
        "required" if word.is_capitals() => Strength::Must,
        "recommended" if word.is_capitals() => Strength::Should,
        "optional" if word.is_capitals() => Strength::May,
        _ => return None,
    };
    let mut verb = finite(words, at, strength);
    if word.negated().is_some() {
        verb.strength = negative(strength);
    }
    Some(verb)
}

/// A finite verb and the "not" or "never" right after it, with at most one adverb between.
/// "Should never" forbids as "must not" does.
fn finite(words: &[Word<'_>], at: usize, strength: Strength) -> Verb {
    let n_adverbs = words.get(at + 1).is_some_and(is_adverb) as usize;
    let next = words.get(at + 1 + n_adverbs);
    let negation = next.filter(|word| word.is("not") || word.is("never"));
    let strength = match negation {
        Some(word) if word.is("never") => Strength::MustNot,
        Some(_) => negative(strength),
        None => strength,
    };
    let end = at + 1 + negation.map_or(0, |_| n_adverbs + 1);
    let in_capitals = words[at].is_capitals();
    Verb {
        strength,
        start: at,
        end,
        in_capitals,
        kind: Kind::Finite,
    }
}

fn is_adverb(word: &Word<'_>) -> bool {
    word.text.ends_with("ly") || word.is_in(&["also", "always", "thus", "still", "even"])
}

fn negative(strength: Strength) -> Strength {
    match strength {
        Strength::Must | Strength::May => Strength::MustNot,
        Strength::Should => Strength::ShouldNot,
        other => other,
    }
}

/// "never", "do not", "don't", "always".
fn order(words: &[Word<'_>], at: usize) -> Option<Verb> {
    let (word, next) = (&words[at], words.get(at + 1));
    let (strength, len, kind) = if word.is("never") {
        (Strength::MustNot, 1, Kind::Never)
    } else if word.is("always") {
        (Strength::Must, 1, Kind::Order)
    } else if word
        .negated()
        .is_some_and(|it| it.eq_ignore_ascii_case("do"))
    {
        (Strength::MustNot, 1, Kind::Order)
    } else if word.is("do") && next.is_some_and(|next| next.is("not") || next.is("never")) {
        (Strength::MustNot, 2, Kind::Order)
    } else {
        return None;
    };
    let before = at.checked_sub(1).map(|before| {
        if is_adverb(&words[before]) {
            before.saturating_sub(1)
        } else {
            before
        }
    });
    let follows_modal = before.is_some_and(|before| modal(words, before).is_some());
    let in_capitals = word.is_capitals() && word.is("never");
    (!follows_modal).then_some(Verb {
        strength,
        start: at,
        end: at + len,
        in_capitals,
        kind,
    })
}

/// "is required to", "are not allowed to", "is forbidden".
fn duty(words: &[Word<'_>], at: usize) -> Option<Verb> {
    if !words[at].is_in(&["is", "are"]) {
        return None;
    }
    let negated = words
        .get(at + 1)
        .is_some_and(|word| word.is_in(&["not", "never"]));
    let state = at + 1 + usize::from(negated);
    let followed = words
        .get(state + 1)
        .is_some_and(|word| word.is_in(&["to", "from"]));
    let strength = match words.get(state)?.text.to_ascii_lowercase().as_str() {
        "required" | "obligated" | "obliged" if followed && !negated => Strength::Must,
        "expected" if followed && !negated => Strength::Should,
        "allowed" | "permitted" if followed && negated => Strength::MustNot,
        "forbidden" | "prohibited" if !negated => Strength::MustNot,
        _ => return None,
    };
    Some(Verb {
        strength,
        start: at,
        end: state + 1,
        in_capitals: false,
        kind: Kind::Finite,
    })
}

fn is_made_of_someone(words: &[Word<'_>], verb: &Verb, agent_known: bool) -> bool {
    match verb.kind {
        Kind::Order => begins_order(words, verb.start),
        Kind::Never => begins_order(words, verb.start) || is_act(words, verb, agent_known),
        Kind::Finite => is_demand_of(words, verb, agent_known),
    }
}

/// Whether an order can begin with the word at `at`: first in the sentence, after a label or a
/// colon, or after the comma of a condition.
fn begins_order(words: &[Word<'_>], at: usize) -> bool {
    let first = &words[0];
    let conditional = first.is_in(&[
        "when", "if", "while", "unless", "in", "for", "until", "before", "after", "where", "once",
    ]);
    let polite = at == 1 && first.is("please");
    let continues = at > 1
        && words[at - 1].is_in(&["and", "but"])
        && first.is_in(&["never", "always", "do", "don't", "don’t"]);
    match words[at].after {
        _ if at == 0 || polite || continues => true,
        Gap::Strong => true,
        Gap::Comma => conditional,
        Gap::Blank => false,
    }
}

/// "Claude never lies", not "Claude is never bored" or "Claude has never seen".
fn is_act(words: &[Word<'_>], verb: &Verb, agent_known: bool) -> bool {
    let is_state = |word: &Word<'_>| {
        word.is_in(&[
            "is", "was", "were", "are", "be", "been", "has", "had", "have", "feels", "gets",
        ])
    };
    let around = [verb.start.checked_sub(1), Some(verb.end)];
    let nearby = around.into_iter().flatten().filter_map(|at| words.get(at));
    let has_state = nearby.clone().any(is_state);
    let alternative = verb.start > 0 && words[verb.start - 1].is("or");
    !has_state && !alternative && subject::of(words, verb.start, agent_known) == Subject::Agent
}

fn is_demand_of(words: &[Word<'_>], verb: &Verb, agent_known: bool) -> bool {
    let next = words.get(verb.end);
    if next.is_some_and(|word| word.is("have")) && is_participle(words.get(verb.end + 1)) {
        return false;
    }
    match subject::of(words, verb.start, agent_known) {
        Subject::Agent | Subject::Other => true,
        Subject::NoRule => false,
    }
}

/// Irregular participles that end in neither "ed" nor "en".
#[rustfmt::skip]
const PARTICIPLES: &[&str] = &[
    "had", "done", "made", "gone", "read", "misread", "said", "told", "thought", "felt", "kept",
    "left", "lost", "meant", "met", "sent", "come", "become", "found", "known", "understood",
    "misunderstood", "heard", "held", "put", "set", "built", "caught",
];

fn is_participle(word: Option<&Word<'_>>) -> bool {
    let is_regular = |it: &Word<'_>| it.text.ends_with("ed") || it.text.ends_with("en");
    word.is_some_and(|it| is_regular(it) || it.is_in(PARTICIPLES))
}
