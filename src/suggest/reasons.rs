//! Why a clause is suggested, in words that a view can show.

use super::fields::Field;
use super::query::{Asked, Query};
use super::words::{WordId, words};
use super::{ExampleName, Index, VOTE_WEIGHT, links};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How many words a reason names at most.
const N_WORDS: usize = 6;

/// A word worth less than this part of the best beside it is not worth naming.
const WORTH_NAMING: f64 = 0.2;

/// Something that speaks for a clause. Words are as the scenario has them, the strongest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum Reason {
    /// What a pack says the clause is about.
    About {
        /// Words, and phrases as the pack has them.
        words: Vec<String>,
    },
    /// The title of its section.
    Title {
        /// Words of it.
        words: Vec<String>,
    },
    /// What it says.
    Text {
        /// Words of it.
        words: Vec<String>,
    },
    /// An example under it, the nearest.
    Example {
        /// Words of it.
        words: Vec<String>,
        /// Which.
        example: ExampleName,
    },
    /// Another clause that the scenario may be about: one of the two refers to the other.
    Reference {
        /// The other clause's id.
        clause: String,
    },
}

/// All that speaks for the clauses of one scenario.
pub(super) struct Evidence<'a> {
    pub(super) index: &'a Index,
    pub(super) query: &'a Query,
    /// The phrases in the query, by number.
    pub(super) phrases: &'a BTreeSet<usize>,
    /// By example: how near it is.
    pub(super) similarities: &'a [f64],
    /// By clause: its score without links.
    pub(super) own: &'a [f64],
    /// What scores of words are divided by.
    pub(super) mass: f64,
}

/// A word or phrase, and what it is worth.
type Worth = (String, f64);

/// A reason, and what it is worth.
type Weighed = (f64, Reason);

impl Evidence<'_> {
    /// What speaks for a clause, the strongest first.
    pub(super) fn reasons(&self, clause: usize) -> Vec<Reason> {
        let words = self.words(clause);
        let of_field = |field: Field| {
            let own = words.iter().filter(move |it| it.0 == field);
            own.map(|it| it.1.clone()).collect::<Vec<Worth>>()
        };
        let about = self.with_phrases(of_field(Field::About), clause);
        let title = of_field(Field::Title);
        let text = of_field(Field::Text);
        let mut reasons: Vec<Weighed> = Vec::new();
        reasons.extend(self.in_words(about, |words| Reason::About { words }));
        reasons.extend(self.in_words(title, |words| Reason::Title { words }));
        reasons.extend(self.in_words(text, |words| Reason::Text { words }));
        reasons.extend(self.example(clause));
        reasons.extend(self.link(clause));
        reasons.sort_by(|a, b| b.0.total_cmp(&a.0));
        reasons.into_iter().map(|(_, reason)| reason).collect()
    }

    /// Each word that the clause has, where it has most of it, and what it is worth.
    fn words(&self, clause: usize) -> Vec<(Field, Worth)> {
        let mut words = Vec::new();
        for (word, asked) in self.telling_words() {
            if let Some((field, worth)) = self.index.fields.share(clause, word, asked.count) {
                words.push((field, (asked.text.clone(), worth)));
            }
        }
        words
    }

    /// The words of the scenario that tell clauses apart: at most half of the clauses have them.
    fn telling_words(&self) -> impl Iterator<Item = (WordId, &Asked)> {
        let (fields, n_clauses) = (&self.index.fields, self.own.len());
        let words = self.query.words.iter().map(|(word, asked)| (*word, asked));
        words.filter(move |(word, _)| 2 * fields.n_clauses_with(*word) <= n_clauses.max(2))
    }

    /// Adds the phrases of a clause, and takes out the words that they are made of.
    fn with_phrases(&self, mut about: Vec<Worth>, clause: usize) -> Vec<Worth> {
        let phrases = &self.index.phrases;
        let of_clause = |phrase: &&usize| phrases.clauses(**phrase).contains(&clause);
        for phrase in self.phrases.iter().filter(of_clause) {
            let parts: Vec<String> = words(phrases.text(*phrase)).map(|it| it.1).collect();
            let is_part = |word: &str| words(word).all(|it| parts.contains(&it.1));
            let (inside, outside) = about.into_iter().partition(|(word, _)| is_part(word));
            let inside: Vec<Worth> = inside;
            let whole: f64 = inside.iter().map(|it| it.1).sum();
            about = outside;
            about.push((
                phrases.text(*phrase).to_owned(),
                whole + phrases.worth(*phrase, self.own.len()),
            ));
        }
        about
    }

    fn in_words(&self, words: Vec<Worth>, reason: fn(Vec<String>) -> Reason) -> Option<Weighed> {
        let total: f64 = words.iter().map(|it| it.1).sum();
        let words = worth_naming(words);
        (!words.is_empty()).then(|| (total / self.mass, reason(words)))
    }

    fn example(&self, clause: usize) -> Option<Weighed> {
        let neighbours = &self.index.neighbours;
        let nearest = neighbours.nearest(self.similarities, |it| it.clause == clause)?;
        let mut words = Vec::new();
        for (word, asked) in self.telling_words() {
            let share = neighbours.share(nearest, word, asked.count);
            words.extend(share.map(|it| (asked.text.clone(), it)));
        }
        let (words, example) = (worth_naming(words), neighbours.name(nearest).clone());
        let worth = VOTE_WEIGHT * self.similarities[nearest];
        (!words.is_empty()).then_some((worth, Reason::Example { words, example }))
    }

    fn link(&self, clause: usize) -> Option<Weighed> {
        let other = self.index.best_link(clause, self.own)?;
        let worth = links::WEIGHT * self.own[other];
        if worth <= 0.0 {
            return None;
        }
        let clause = self.index.ids[other].clone();
        Some((worth, Reason::Reference { clause }))
    }
}

/// What is worth naming, the best first.
fn worth_naming(mut words: Vec<Worth>) -> Vec<String> {
    words.sort_by(|a, b| b.1.total_cmp(&a.1));
    let least = words.first().map_or(0.0, |best| WORTH_NAMING * best.1);
    let naming = words.into_iter().filter(|(_, worth)| *worth >= least);
    naming.take(N_WORDS).map(|(word, _)| word).collect()
}
