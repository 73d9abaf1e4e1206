//! Two clauses that demand the same and forbid it.

use super::{demands_of, note};
use crate::diagnostic::Diagnostic;
use crate::spec::words::{Word, words};
use crate::spec::{Clause, ClauseKind, SentenceDemand, Spec, Strength};
use crate::text::{LineIndex, Span};
use std::collections::HashMap;

pub(super) fn add(spec: &Spec, source: &str, found: &mut Vec<Diagnostic>) {
    let lines = LineIndex::new(source);
    let mut seen: HashMap<String, Said> = HashMap::new();
    for said in spec.clauses.iter().flat_map(|it| all_said(spec, it)) {
        let words = said.matter(source);
        if words.is_empty() {
            continue;
        }
        match seen.get(&words) {
            Some(before) if before.forbids != said.forbids && before.clause != said.clause => {
                found.push(opposite(before, &said, &lines));
            }
            Some(_) => {}
            None => drop(seen.insert(words, said)),
        }
    }
}

/// What a clause demands or forbids.
struct Said {
    /// Where the clause begins.
    clause: usize,
    forbids: bool,
    /// The words after the verb.
    rest: Span,
}

/// One for each sentence that demands something; for an item that inherits, its own words.
fn all_said(spec: &Spec, clause: &Clause) -> Vec<Said> {
    let said = |strength: Strength, rest: Span| {
        let forbids = forbids(strength)?;
        let clause = clause.span.start;
        Some(Said {
            clause,
            forbids,
            rest,
        })
    };
    if clause.kind != ClauseKind::Section && clause.stem.is_some() {
        return said(clause.strength, clause.span).into_iter().collect();
    }
    let demands = demands_of(spec, clause).iter();
    let of_demand = |it: &SentenceDemand| {
        said(
            it.strength,
            Span::new(it.words.end, it.sentence.end.max(it.words.end)),
        )
    };
    demands.filter_map(of_demand).collect()
}

fn forbids(strength: Strength) -> Option<bool> {
    match strength {
        Strength::Must | Strength::Should => Some(false),
        Strength::MustNot | Strength::ShouldNot => Some(true),
        Strength::May | Strength::None => None,
    }
}

impl Said {
    /// What it is about, in a form in which the same looks the same. Empty for a few words, which
    /// mean something else in each place.
    fn matter(&self, source: &str) -> String {
        let rest = self.rest.slice(source).unwrap_or("");
        let kept = |it: &&Word<'_>| !it.is_in(SMALL);
        let words: Vec<_> = words(rest)
            .iter()
            .filter(kept)
            .map(|it| it.text.to_lowercase())
            .collect();
        if words.len() < 2 {
            return String::new();
        }
        words.join(" ")
    }
}

/// Words that change nothing in what is demanded.
#[rustfmt::skip]
const SMALL: &[&str] = &[
    "a", "an", "the", "always", "ever", "generally", "typically", "usually", "also", "its", "their",
    "any", "to", "be", "try",
];

fn opposite(before: &Said, said: &Said, lines: &LineIndex) -> Diagnostic {
    let line = lines.line(before.clause);
    let message = format!("line {line} says the opposite of the same words");
    let hint = "say in one of the two when it gives way to the other";
    note(
        "opposite-strengths",
        said.rest,
        lines.line(said.rest.start),
        message,
        hint,
    )
}
