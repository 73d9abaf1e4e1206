//! Words as they are compared: lower case, without apostrophes, in the singular.

use std::collections::BTreeMap;
use unicode_segmentation::UnicodeSegmentation;

/// A word's number in a [`Vocabulary`].
pub(super) type WordId = usize;

/// The words of a text as written, each with the form it is compared in.
///
/// Words are those of Unicode (UAX #29), so hyphens part and apostrophes do not.
pub(super) fn words(text: &str) -> impl Iterator<Item = (&str, String)> {
    text.unicode_words().map(|word| (word, fold(word)))
}

/// `Don’t` becomes `dont`, as many type it; `Lyrics` becomes `lyric`.
fn fold(word: &str) -> String {
    let mut folded = word.to_lowercase();
    folded.retain(|it| !matches!(it, '\'' | '’'));
    singular(folded)
}

/// Takes off a plural ending. On the Model Spec's examples taking off more (`ing`, `ed`, `er`,
/// `ation` and the like) found no more clauses, and neither did cutting words to their beginning.
fn singular(mut word: String) -> String {
    const SIBILANTS: [&str; 5] = ["sses", "shes", "ches", "xes", "zzes"];
    if word.len() <= 3 || !word.ends_with('s') {
        return word;
    }
    if word.len() > 4 && word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if SIBILANTS.iter().any(|it| word.ends_with(it)) {
        word.truncate(word.len() - 2);
    } else if !["ss", "us", "is"].iter().any(|it| word.ends_with(it)) {
        word.pop();
    }
    word
}

/// Words, numbered in the order in which they first came.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    numbers: BTreeMap<String, WordId>,
}

impl Vocabulary {
    /// The numbers of the words of `text`, new words included.
    pub(super) fn add(&mut self, text: &str) -> Vec<WordId> {
        let mut number = |word| {
            let next = self.numbers.len();
            *self.numbers.entry(word).or_insert(next)
        };
        words(text).map(|(_, word)| number(word)).collect()
    }

    /// The number of a word in the form it is compared in.
    pub(super) fn find(&self, word: &str) -> Option<WordId> {
        self.numbers.get(word).copied()
    }
}

/// How much it says that something has a word that `n_with` of `n_all` have: at least 0, and the
/// more the rarer. The inverse document frequency of BM25.
///
/// Source: Robertson and Zaragoza (2009), Found. Trends Inf. Retr. 3, 333–389.
pub(super) fn rarity(n_with: usize, n_all: usize) -> f64 {
    let (n_with, n_all) = (n_with as f64, n_all as f64);
    (1.0 + (n_all - n_with + 0.5) / (n_with + 0.5)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_case_apostrophe_and_plural() {
        #[track_caller]
        fn check(text: &str, expected: &[&str]) {
            let found: Vec<_> = words(text).map(|(_, word)| word).collect();
            assert_eq!(found, expected, "{text}");
        }
        check("Don’t DON'T dont", &["dont", "dont", "dont"]);
        check("self-harm, under_18", &["self", "harm", "under_18"]);
        check(
            "stories wishes glasses boxes",
            &["story", "wish", "glass", "box"],
        );
        check(
            "lyrics glass virus this is gas",
            &["lyric", "glass", "virus", "this", "is", "gas"],
        );
        check("Ärzte 東京 9/11", &["ärzte", "東", "京", "9", "11"]);
        check("… !", &[]);
    }

    #[test]
    fn what_everything_has_says_little() {
        assert!(rarity(1, 59) > rarity(5, 59) && rarity(5, 59) > rarity(59, 59));
        assert!(rarity(59, 59) > 0.0);
    }
}
