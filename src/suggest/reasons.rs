//! Why a clause is suggested, in words that a view can show.

use super::fields::Field;
use super::query::{Asked, Query};
use super::words::{WordId, words};
use super::{ExampleName, Index, VOTE_WEIGHT, best, links};
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

/// Something, and what it is worth.
type Worth<T> = (f64, T);

impl Evidence<'_> {
    /// What speaks for a clause, the strongest first.
    pub(super) fn reasons(&self, clause: usize) -> Vec<Reason> {
        let words = self.words(clause);
        let of_field = |field: Field| {
            let own = words.iter().filter(move |it| it.0 == field);
            own.map(|it| it.1.clone()).collect::<Vec<Worth<String>>>()
        };
        let about = self.with_phrases(of_field(Field::About), clause);
        let (title, text) = (of_field(Field::Title), of_field(Field::Text));
        let reasons = [
            self.in_words(about, |words| Reason::About { words }),
            self.in_words(title, |words| Reason::Title { words }),
            self.in_words(text, |words| Reason::Text { words }),
            self.example(clause),
            self.link(clause),
        ];
        let reasons: Vec<_> = reasons.into_iter().flatten().collect();
        best_of(&reasons, reasons.len())
    }

    /// Each word that the clause has, where it has most of it, and what it is worth.
    fn words(&self, clause: usize) -> Vec<(Field, Worth<String>)> {
        let mut words = Vec::new();
        for (word, asked) in self.telling_words() {
            if let Some((field, worth)) = self.index.fields.share(clause, word, asked.count) {
                words.push((field, (worth, asked.text.clone())));
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

    /// Adds the best phrases of a clause, each in place of the words that it is made of.
    fn with_phrases(&self, mut about: Vec<Worth<String>>, clause: usize) -> Vec<Worth<String>> {
        for phrase in self.phrases(clause) {
            let text = self.index.phrases.text(phrase);
            let parts: Vec<String> = words(text).map(|it| it.1).collect();
            let is_part = |it: &Worth<String>| words(&it.1).all(|word| parts.contains(&word.1));
            let (inside, outside): (Vec<_>, Vec<_>) = about.into_iter().partition(is_part);
            let whole: f64 = inside.iter().map(|it| it.0).sum();
            about = outside;
            about.push((whole + self.worth(phrase), text.to_owned()));
        }
        about
    }

    /// The phrases of a clause that are worth most, at most [`N_WORDS`].
    fn phrases(&self, clause: usize) -> Vec<usize> {
        let clauses = |phrase: usize| self.index.phrases.clauses(phrase);
        let own = self.phrases.iter().copied();
        let own = own.filter(|phrase| clauses(*phrase).binary_search(&clause).is_ok());
        let own: Vec<_> = own.map(|phrase| (self.worth(phrase), phrase)).collect();
        best_of(&own, N_WORDS)
    }

    fn worth(&self, phrase: usize) -> f64 {
        self.index.phrases.worth(phrase, self.own.len())
    }

    fn in_words(
        &self,
        words: Vec<Worth<String>>,
        reason: fn(Vec<String>) -> Reason,
    ) -> Option<Worth<Reason>> {
        let total: f64 = words.iter().map(|it| it.0).sum();
        let words = worth_naming(words);
        (!words.is_empty()).then(|| (total / self.mass, reason(words)))
    }

    fn example(&self, clause: usize) -> Option<Worth<Reason>> {
        let neighbours = &self.index.neighbours;
        let nearest = neighbours.nearest(self.similarities, |it| it.clause == clause)?;
        let mut words = Vec::new();
        for (word, asked) in self.telling_words() {
            let share = neighbours.share(nearest, word, asked.count);
            words.extend(share.map(|it| (it, asked.text.clone())));
        }
        let (words, example) = (worth_naming(words), neighbours.name(nearest).clone());
        let worth = VOTE_WEIGHT * self.similarities[nearest];
        (!words.is_empty()).then_some((worth, Reason::Example { words, example }))
    }

    fn link(&self, clause: usize) -> Option<Worth<Reason>> {
        let other = self.index.best_link(clause, self.own)?;
        let worth = links::WEIGHT * self.own[other];
        let clause = self.index.ids[other].clone();
        (worth > 0.0).then_some((worth, Reason::Reference { clause }))
    }
}

/// What is worth naming, the best first.
fn worth_naming(mut words: Vec<Worth<String>>) -> Vec<String> {
    let best = words.iter().map(|it| it.0).fold(0.0, f64::max);
    words.retain(|it| it.0 >= WORTH_NAMING * best);
    best_of(&words, N_WORDS)
}

/// The `n` things that are worth most, the best first, the earlier of equals.
fn best_of<T: Clone>(all: &[Worth<T>], n: usize) -> Vec<T> {
    let worths: Vec<f64> = all.iter().map(|it| it.0).collect();
    best(&worths, n)
        .into_iter()
        .map(|at| all[at].1.clone())
        .collect()
}
