//! Phrases of packs: several words that say more together than each alone.

use super::query::Query;
use super::words::{WordId, rarity};
use std::collections::{BTreeMap, BTreeSet};

/// What a phrase found whole is worth beside its words: as much as another word as rare as it.
const WEIGHT: f64 = 1.0;

/// Words that may stand between two words of a phrase: "write a poem" has "write poem".
const GAP: usize = 1;

/// Longest phrase in words. The words of a longer one count alone. Bounds the search.
const LONGEST: usize = 8;

/// All phrases, as a tree of words.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    /// From a node and a word to the next node. Node 0 is the root.
    next: BTreeMap<(usize, WordId), usize>,
    /// The phrase that ends at a node.
    ends: BTreeMap<usize, usize>,
    list: Vec<Phrase>,
}

#[derive(Debug)]
struct Phrase {
    /// As the first pack writes it.
    text: String,
    /// The clauses it is about, in order.
    clauses: Vec<usize>,
}

impl Phrases {
    /// Adds a phrase of one clause; a single word is none. Clauses come in order.
    pub(super) fn add(&mut self, clause: usize, text: &str, words: &[WordId]) {
        if !(2..=LONGEST).contains(&words.len()) {
            return;
        }
        let node = words.iter().fold(0, |node, word| {
            let fresh = self.next.len() + 1;
            *self.next.entry((node, *word)).or_insert(fresh)
        });
        let at = *self.ends.entry(node).or_insert(self.list.len());
        if at == self.list.len() {
            self.list.push(Phrase {
                text: text.to_owned(),
                clauses: Vec::new(),
            });
        }
        if self.list[at].clauses.last() != Some(&clause) {
            self.list[at].clauses.push(clause);
        }
    }

    /// The phrases in `query`, by number, each once.
    pub(super) fn find(&self, query: &Query) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for at in 0..query.stream.len() {
            self.walk(0, &query.stream[at..], &mut found);
        }
        found
    }

    /// Follows the tree from `node` with the first word of `rest`, then on.
    fn walk(&self, node: usize, rest: &[Option<WordId>], found: &mut BTreeSet<usize>) {
        let Some(Some(word)) = rest.first() else {
            return;
        };
        let Some(node) = self.next.get(&(node, *word)) else {
            return;
        };
        found.extend(self.ends.get(node));
        for skipped in 0..=GAP {
            let rest = rest.get(1 + skipped..).unwrap_or_default();
            self.walk(*node, rest, found);
        }
    }

    /// The clauses that a phrase is about.
    pub(super) fn clauses(&self, phrase: usize) -> &[usize] {
        &self.list[phrase].clauses
    }

    /// What finding a phrase is worth to each of its clauses.
    pub(super) fn worth(&self, phrase: usize, n_clauses: usize) -> f64 {
        WEIGHT * rarity(self.clauses(phrase).len(), n_clauses)
    }

    /// As the first pack writes it.
    pub(super) fn text(&self, phrase: usize) -> &str {
        &self.list[phrase].text
    }
}
