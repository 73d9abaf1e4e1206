//! Which text of one document became which of the other, by the words they share.

use crate::spec::words::word_len;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Texts of two documents, to be compared by likeness.
///
/// Likeness is Dice's: twice the words shared, by the words of both. A word weighs the more the
/// fewer of all texts have it, so that "the assistant should" makes no two rules alike.
#[derive(Debug, Default)]
pub(super) struct Alike {
    bags: [Vec<Bag>; 2],
    weights: Vec<u32>,
}

/// The words of a text with how often it has them, in the order of their numbers.
type Bag = Vec<(u32, u32)>;

/// Likeness from which two texts are the same one reworded, in thousandths: neighbours may be
/// less alike than texts far apart. On Claude's Constitution with half of the longer words of every
/// clause exchanged, these find all clauses and mistake none; of two halves of its clauses, they
/// take two of 65 for others, which are much alike.
const FAR: u32 = 550;
const NEAR_BONUS: u32 = 200;

/// Only so many different words of a text are looked at, and so many pairs of texts.
const MAX_WORDS: usize = 300;
const MAX_PAIRS: usize = 100_000;

impl Alike {
    /// Reads the texts of the old document and of the new one.
    pub(super) fn new(old: &[String], new: &[String]) -> Alike {
        let mut numbers = HashMap::new();
        let mut bags = |texts: &[String]| {
            let bags = texts.iter().map(|it| bag(it, &mut numbers));
            bags.collect::<Vec<_>>()
        };
        let (old, new) = (bags(old), bags(new));
        let mut n_texts = vec![0_u32; numbers.len()];
        for (word, _) in old.iter().chain(&new).flatten() {
            n_texts[*word as usize] += 1;
        }
        let n_all = u32::try_from(old.len() + new.len()).unwrap_or(u32::MAX);
        // A word that only long texts have, beyond what is looked at, is in none.
        let weight = |n: &u32| (n_all / n.max(&1)).ilog2() + 1;
        Alike {
            weights: n_texts.iter().map(weight).collect(),
            bags: [old, new],
        }
    }

    /// How alike two texts are, in thousandths. Two texts without words are not.
    pub(super) fn likeness(&self, old: usize, new: usize) -> u32 {
        let (old, new) = (&self.bags[0][old], &self.bags[1][new]);
        let all = self.weight(old) + self.weight(new);
        let shared = 2000 * self.shared(old, new);
        u32::try_from(shared / all.max(1)).unwrap_or(0)
    }

    fn weight(&self, bag: &Bag) -> u64 {
        let weights = bag.iter().map(|(word, n)| self.weight_of(*word, *n));
        weights.sum()
    }

    fn weight_of(&self, word: u32, n: u32) -> u64 {
        u64::from(self.weights[word as usize]) * u64::from(n)
    }

    fn shared(&self, old: &Bag, new: &Bag) -> u64 {
        let (mut new, mut shared) = (new.iter().peekable(), 0);
        for (word, n_old) in old {
            while new.next_if(|it| it.0 < *word).is_some() {}
            if let Some((_, n_new)) = new.next_if(|it| it.0 == *word) {
                shared += self.weight_of(*word, *n_old.min(n_new));
            }
        }
        shared
    }

    /// Pairs those of the `old` and `new` texts that are alike, each once, the most alike first.
    /// `near` says of two texts whether they are neighbours. Swapping old and new swaps the pairs.
    pub(super) fn pairs(
        &self,
        old: &[usize],
        new: &[usize],
        near: impl Fn(usize, usize) -> bool,
    ) -> Vec<(usize, usize)> {
        let mut ranked = BTreeSet::new();
        for (a, b) in self.candidates(old, new) {
            let bonus = if near(a, b) { NEAR_BONUS } else { 0 };
            let score = self.likeness(a, b) + bonus;
            if score >= FAR {
                ranked.insert((Reverse(score), a + b, a.abs_diff(b), a, b));
            }
        }
        let (mut old_taken, mut new_taken) = (BTreeSet::new(), BTreeSet::new());
        let mut pairs = Vec::new();
        for (.., a, b) in ranked {
            if !old_taken.contains(&a) && !new_taken.contains(&b) {
                old_taken.insert(a);
                new_taken.insert(b);
                pairs.push((a, b));
            }
        }
        pairs
    }

    /// Pairs that share a word, rare words first, up to about [`MAX_PAIRS`].
    fn candidates(&self, old: &[usize], new: &[usize]) -> BTreeSet<(usize, usize)> {
        let mut holders = vec![[Vec::new(), Vec::new()]; self.weights.len()];
        for (side, texts) in [old, new].into_iter().enumerate() {
            for text in texts {
                for (word, _) in &self.bags[side][*text] {
                    holders[*word as usize][side].push(*text);
                }
            }
        }
        let most = most_common(holders.iter().map(|[old, new]| old.len() * new.len()));
        let rare = holders
            .iter()
            .filter(|[old, new]| old.len() * new.len() <= most);
        let pairs = rare.flat_map(|[old, new]| {
            old.iter()
                .flat_map(|old| new.iter().map(|new| (*old, *new)))
        });
        pairs.collect()
    }
}

/// How many pairs a word may make so that all words that make no more stay within
/// [`MAX_PAIRS`].
fn most_common(n_pairs: impl Iterator<Item = usize>) -> usize {
    let mut totals = BTreeMap::<usize, usize>::new();
    for n in n_pairs {
        *totals.entry(n).or_default() += n;
    }
    let mut sum = 0_usize;
    let fits = totals.into_iter().take_while(|(_, total)| {
        sum = sum.saturating_add(*total);
        sum <= MAX_PAIRS
    });
    fits.last().map_or(0, |it| it.0)
}

/// The words of `text`, in lower case, with how often it has them.
fn bag(text: &str, numbers: &mut HashMap<String, u32>) -> Bag {
    let mut counts = BTreeMap::<u32, u32>::new();
    let mut rest = text;
    while let Some(at) = rest.find(char::is_alphanumeric) {
        let end = at + word_len(&rest[at..]);
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let word = rest[at..end].to_lowercase();
        let number = *numbers.entry(word).or_insert(next);
        if counts.len() < MAX_WORDS || counts.contains_key(&number) {
            *counts.entry(number).or_default() += 1;
        }
        rest = &rest[end..];
    }
    counts.into_iter().collect()
}
