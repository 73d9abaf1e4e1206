//! The spec's own examples, and how near a scenario is to each.

use super::ExampleName;
use super::query::Query;
use super::words::{WordId, rarity};
use std::collections::BTreeMap;

/// How many examples under a clause vote for it; the second counts half, the third a third.
const N_VOTES: usize = 3;

/// Examples as vectors of words, each of length 1: a word's value is `1 + ln(count)` times its
/// rarity among the examples.
#[derive(Debug, Default)]
pub(super) struct Neighbours {
    examples: Vec<Neighbour>,
    /// By word: the examples that have it, with the word's value in them.
    postings: BTreeMap<WordId, Vec<(usize, f64)>>,
}

#[derive(Debug)]
pub(super) struct Neighbour {
    pub(super) name: ExampleName,
    /// The clause it stands under.
    pub(super) clause: usize,
}

impl Neighbours {
    /// Adds an example with the words of its messages.
    pub(super) fn add(&mut self, name: ExampleName, clause: usize, words: &[WordId]) {
        let at = self.examples.len();
        self.examples.push(Neighbour { name, clause });
        for word in words {
            let list = self.postings.entry(*word).or_default();
            match list.last_mut() {
                Some((example, count)) if *example == at => *count += 1.0,
                _ => list.push((at, 1.0)),
            }
        }
    }

    /// Turns counts into values. Call once, when everything is added.
    pub(super) fn weigh(&mut self) {
        let n_all = self.examples.len();
        let mut squares = vec![0.0; n_all];
        for list in self.postings.values_mut() {
            let rarity = rarity(list.len(), n_all);
            for (example, value) in list {
                *value = value_of(*value, rarity);
                squares[*example] += *value * *value;
            }
        }
        for (example, value) in self.postings.values_mut().flatten() {
            *value /= squares[*example].sqrt();
        }
    }

    /// How near `query` is to each example: the cosine, from 0 (no word in common) to 1 (the same
    /// words as often).
    pub(super) fn similarities(&self, query: &Query) -> Vec<f64> {
        let n_all = self.examples.len();
        let mut similarities = vec![0.0; n_all];
        let mut square: f64 = 0.0;
        for (word, asked) in &query.words {
            let list = self.of_word(*word);
            let own = value_of(asked.count as f64, rarity(list.len(), n_all));
            square += own * own;
            for (example, value) in list {
                similarities[*example] += own * value;
            }
        }
        for count in query.unknown.values() {
            square += value_of(*count as f64, rarity(0, n_all)).powi(2);
        }
        let length = square.sqrt().max(f64::MIN_POSITIVE);
        similarities
            .iter()
            .map(|it| (it / length).min(1.0))
            .collect()
    }

    /// What the nearest examples under each clause say for it.
    pub(super) fn votes(&self, similarities: &[f64], n_clauses: usize) -> Vec<f64> {
        let mut nearest = vec![[0.0; N_VOTES]; n_clauses];
        for (example, similarity) in self.examples.iter().zip(similarities) {
            insert(&mut nearest[example.clause], *similarity);
        }
        let vote = |of_clause: &[f64; N_VOTES]| {
            let ranked = (1..).map(f64::from).zip(of_clause);
            ranked.map(|(rank, similarity)| similarity / rank).sum()
        };
        nearest.iter().map(vote).collect()
    }

    /// The nearest of the examples that `wanted` takes, the first where several are; `None` where
    /// none shares a word.
    pub(super) fn nearest(
        &self,
        similarities: &[f64],
        wanted: impl Fn(&Neighbour) -> bool,
    ) -> Option<usize> {
        let near = |at: &usize| similarities[*at] > 0.0 && wanted(&self.examples[*at]);
        let candidates = (0..self.examples.len()).filter(near);
        // Of equals `max_by` gives the last; the first is wanted.
        candidates
            .rev()
            .max_by(|a, b| similarities[*a].total_cmp(&similarities[*b]))
    }

    /// What a word that a query has `count` times adds to its nearness to an example, in no
    /// absolute measure.
    pub(super) fn share(&self, example: usize, word: WordId, count: usize) -> Option<f64> {
        let list = self.of_word(word);
        let at = list.binary_search_by_key(&example, |it| it.0).ok()?;
        let own = value_of(count as f64, rarity(list.len(), self.examples.len()));
        Some(own * list[at].1)
    }

    pub(super) fn name(&self, example: usize) -> &ExampleName {
        &self.examples[example].name
    }

    pub(super) fn is_empty(&self) -> bool {
        self.examples.is_empty()
    }

    fn of_word(&self, word: WordId) -> &[(usize, f64)] {
        self.postings.get(&word).map_or(&[], Vec::as_slice)
    }
}

fn value_of(count: f64, rarity: f64) -> f64 {
    (1.0 + count.ln()) * rarity
}

/// Puts `value` into a row that falls from left to right, and drops the last.
fn insert<const N: usize>(row: &mut [f64; N], mut value: f64) {
    for place in row {
        if value > *place {
            std::mem::swap(place, &mut value);
        }
    }
}
