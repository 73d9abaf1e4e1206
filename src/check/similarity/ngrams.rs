//! Runs of words that two texts share: BLEU, GLEU, ROUGE.

use super::treebank;
use crate::check::js;
use std::collections::HashMap;

/// The longest runs that count.
const MAX_N: usize = 4;
/// What BLEU takes for the share of a run that no reference has.
const ALMOST_NONE: f64 = 1e-7;

/// F1 of the single words of `text` and `reference`.
pub(super) fn rouge(text: &str, reference: &str) -> f64 {
    let mut numbers = Numbers::default();
    let mut read = |text: &str| {
        let tokens = treebank::tokens(&text.to_lowercase());
        tokens
            .iter()
            .map(|token| numbers.of(token))
            .collect::<Vec<_>>()
    };
    let (words, reference) = (read(text), read(reference));
    let shared = shared(&counts(&words, 1), &counts(&reference, 1));
    if shared == 0 {
        return 0.0;
    }
    let precision = shared as f64 / words.len() as f64;
    let recall = shared as f64 / reference.len() as f64;
    2.0 * precision * recall / (recall + precision)
}

/// BLEU of `text` against the nearest of `references`, of which there is at least one.
pub(super) fn bleu(text: &str, references: &[String]) -> f64 {
    if js::trim(text).is_empty() {
        return 0.0;
    }
    let mut numbers = Numbers::default();
    let words = numbers.words(text, false);
    let references: Vec<_> = references
        .iter()
        .map(|it| numbers.words(it, false))
        .collect();
    let orders: Vec<f64> = (1..=MAX_N.min(words.len()))
        .map(|n| precision(&words, &references, n))
        .collect();
    // The weights of orders that are longer than the text go to the others.
    let weight = 0.25 / orders.iter().map(|_| 0.25).sum::<f64>();
    let logs = orders
        .iter()
        .map(|it| weight * if *it == 0.0 { ALMOST_NONE } else { *it }.ln());
    brevity(words.len(), &references) * logs.sum::<f64>().exp()
}

/// The share of the runs of `n` words that stand in a reference, the best one.
fn precision(words: &[u32], references: &[Vec<u32>], n: usize) -> f64 {
    let own = counts(words, n);
    let clipped = references.iter().map(|it| shared(&own, &counts(it, n)));
    clipped.max().unwrap_or_default() as f64 / (words.len() + 1 - n) as f64
}

/// What a text shorter than the reference nearest in length loses.
fn brevity(length: usize, references: &[Vec<u32>]) -> f64 {
    let lengths = references.iter().map(Vec::len);
    let nearest = lengths
        .min_by_key(|it| (it.abs_diff(length), *it))
        .unwrap_or_default();
    if length > nearest {
        1.0
    } else {
        (1.0 - nearest as f64 / length as f64).exp()
    }
}

/// GLEU of `text` against the best of `references`; an empty text has none.
pub(super) fn gleu(text: &str, references: &[String]) -> Option<f64> {
    if text.is_empty() {
        return None;
    }
    let mut numbers = Numbers::default();
    let words = numbers.words(text, true);
    let scores = references
        .iter()
        .map(|it| gleu_of(&words, &numbers.words(it, true)));
    Some(scores.fold(f64::NEG_INFINITY, f64::max))
}

fn gleu_of(words: &[u32], reference: &[u32]) -> f64 {
    if words == reference {
        return 1.0;
    }
    let total = |it: &[u32]| {
        (1..=MAX_N)
            .map(|n| (it.len() + 1).saturating_sub(n))
            .sum::<usize>()
    };
    let shared: usize = (1..=MAX_N)
        .map(|n| shared(&counts(words, n), &counts(reference, n)))
        .sum();
    shared as f64 / total(words).max(total(reference)) as f64
}

/// Gives each word a number.
#[derive(Default)]
struct Numbers(HashMap<String, u32>);

impl Numbers {
    fn of(&mut self, word: &str) -> u32 {
        if let Some(number) = self.0.get(word) {
            return *number;
        }
        let number = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.insert(word.to_owned(), number);
        number
    }

    /// The words of a text in lower case as white space separates them; an empty text is one
    /// empty word. GLEU leaves the full stops at their ends out.
    fn words(&mut self, text: &str, without_stops: bool) -> Vec<u32> {
        let text = text.to_lowercase();
        let cut = |word: &str| {
            if without_stops {
                word.trim_end_matches('.').to_owned()
            } else {
                word.to_owned()
            }
        };
        let words = js::trim(&text)
            .split(js::is_space)
            .filter(|it| !it.is_empty());
        let words: Vec<_> = words.map(|word| self.of(&cut(word))).collect();
        if words.is_empty() {
            vec![self.of("")]
        } else {
            words
        }
    }
}

type Counts = HashMap<[u32; MAX_N], usize>;

/// How often each run of `n` words stands in `words`.
fn counts(words: &[u32], n: usize) -> Counts {
    let mut counts = Counts::new();
    for run in words.windows(n) {
        let mut key = [u32::MAX; MAX_N];
        key[..n].copy_from_slice(run);
        *counts.entry(key).or_default() += 1;
    }
    counts
}

/// How many runs both have, each as often as the one that has it less often.
fn shared(own: &Counts, other: &Counts) -> usize {
    own.iter()
        .map(|(run, count)| *count.min(other.get(run).unwrap_or(&0)))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-6, "{found} {expected}");
    }

    #[test]
    fn scores_are_those_of_the_definitions() {
        let one = |text: &str| vec![text.to_owned()];
        close(rouge("the cat sat", "The cat sat on the mat"), 2.0 / 3.0);
        close(rouge("", "a"), 0.0);
        close(rouge("a b", "b a"), 1.0);
        close(bleu("the cat", &one("The  cat")), 1.0);
        close(bleu("a b c d e", &one("a b c d e f")), (-0.2_f64).exp());
        close(bleu("x", &one("y")), 1e-7);
        close(bleu(" ", &one("y")), 0.0);
        close(gleu("the cat.", &one("The cat")).unwrap(), 1.0);
        close(gleu("a b", &one("a c")).unwrap(), 1.0 / 3.0);
        close(gleu("a", &["b".to_owned(), "a".to_owned()]).unwrap(), 1.0);
        assert_eq!(gleu("", &one("a")), None);
    }
}
