//! What the words of a clause say about a scenario: title, text, examples, and a pack's `about`.

use super::query::Query;
use super::words::{WordId, rarity};

/// Where a clause has a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// The title of its section.
    Title,
    /// What it says.
    Text,
    /// What is said in examples under it, before the graded replies.
    Examples,
    /// The words that packs give for it.
    About,
}

/// How much a word counts in each field, in the order of [`Field`].
///
/// `about` is written to be compared with scenarios; a clause's own words speak about the
/// assistant, and those of its examples about one case. On the Model Spec's examples, each left
/// out in turn, half or twice any of these moves recall by less than its uncertainty.
const WEIGHTS: [f64; 4] = [1.0, 0.3, 0.3, 3.0];

/// How far a word counts less in a long field than in a short one, from 0 to 1. A title is short;
/// a longer `about` is a better one.
const LENGTH_MATTERS: [f64; 4] = [0.0, 0.75, 0.75, 0.0];

/// How soon a word said again counts no more.
const SATURATION: f64 = 2.0;

/// The words of every clause, weighed as by BM25F.
///
/// Source: Robertson, Zaragoza and Taylor (2004), "Simple BM25 extension to multiple weighted
/// fields", CIKM, 42–49.
#[derive(Debug)]
pub(super) struct Fields {
    n_clauses: usize,
    /// By word: the clauses that have it.
    postings: Vec<Vec<Posting>>,
    /// By clause: words in each field.
    lengths: Vec<[f64; 4]>,
}

#[derive(Debug)]
struct Posting {
    clause: usize,
    /// How much of the word the clause has, by field.
    parts: [f64; 4],
}

impl Posting {
    /// What the clause's use of the word is worth, for a word worth 1.
    fn worth(&self) -> f64 {
        let amount: f64 = self.parts.iter().sum();
        amount * (SATURATION + 1.0) / (amount + SATURATION)
    }

    /// The field that has most of it.
    fn field(&self) -> Field {
        let fields = [Field::Title, Field::Text, Field::Examples, Field::About];
        let most =
            |a: &Field, b: &Field| self.parts[*a as usize].total_cmp(&self.parts[*b as usize]);
        fields.into_iter().max_by(most).unwrap_or(Field::Text)
    }
}

impl Fields {
    pub(super) fn new(n_clauses: usize) -> Fields {
        Fields {
            n_clauses,
            postings: Vec::new(),
            lengths: vec![[0.0; 4]; n_clauses],
        }
    }

    /// Adds words of one clause. All words of a clause are added before those of the next.
    pub(super) fn add(&mut self, clause: usize, field: Field, words: &[WordId]) {
        self.lengths[clause][field as usize] += words.len() as f64;
        let n_words = words.iter().max().map_or(0, |last| last + 1);
        if self.postings.len() < n_words {
            self.postings.resize_with(n_words, Vec::new);
        }
        for word in words {
            let list = &mut self.postings[*word];
            if list.last().is_none_or(|it| it.clause != clause) {
                list.push(Posting {
                    clause,
                    parts: [0.0; 4],
                });
            }
            if let Some(posting) = list.last_mut() {
                posting.parts[field as usize] += 1.0;
            }
        }
    }

    /// Turns counts into amounts. Call once, when everything is added.
    pub(super) fn weigh(&mut self) {
        let n_clauses = self.n_clauses.max(1) as f64;
        let total = |field: usize| self.lengths.iter().map(|it| it[field]).sum::<f64>();
        let average: [f64; 4] = std::array::from_fn(|field| (total(field) / n_clauses).max(1.0));
        for posting in self.postings.iter_mut().flatten() {
            for field in 0..4 {
                let length = self.lengths[posting.clause][field] / average[field];
                let matters = LENGTH_MATTERS[field];
                posting.parts[field] *= WEIGHTS[field] / (1.0 - matters + matters * length);
            }
        }
    }

    /// What each clause's words are worth to `query`.
    pub(super) fn scores(&self, query: &Query) -> Vec<f64> {
        let mut scores = vec![0.0; self.n_clauses];
        for (word, asked) in &query.words {
            let weight = self.weight(*word, asked.count);
            for posting in self.of_word(*word) {
                scores[posting.clause] += weight * posting.worth();
            }
        }
        scores
    }

    /// What one clause's use of one word is worth to a query that has it `count` times, and where
    /// the clause has it.
    pub(super) fn share(&self, clause: usize, word: WordId, count: usize) -> Option<(Field, f64)> {
        let list = self.of_word(word);
        let at = list.binary_search_by_key(&clause, |it| it.clause).ok()?;
        Some((
            list[at].field(),
            self.weight(word, count) * list[at].worth(),
        ))
    }

    /// What the words of `query` that any clause has would be worth, each counted once.
    pub(super) fn mass(&self, query: &Query) -> f64 {
        let words = query.words.iter();
        let known = words.filter(|(word, _)| !self.of_word(**word).is_empty());
        known
            .map(|(word, asked)| self.weight(*word, asked.count))
            .sum()
    }

    /// How many clauses have a word.
    pub(super) fn n_clauses_with(&self, word: WordId) -> usize {
        self.of_word(word).len()
    }

    fn weight(&self, word: WordId, count: usize) -> f64 {
        rarity(self.of_word(word).len(), self.n_clauses) * (count as f64).sqrt()
    }

    fn of_word(&self, word: WordId) -> &[Posting] {
        self.postings.get(word).map_or(&[], Vec::as_slice)
    }
}
