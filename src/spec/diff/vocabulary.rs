//! Words for authorities that were replaced by others.

use super::sections::Pairing;
use super::version::Both;
use crate::spec::{Authority, Section};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A word for an authority that was replaced by another, which means the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordChange {
    /// The old word.
    pub from: String,
    /// The new word.
    pub to: String,
    /// Keys of the sections that are called the same in both documents and have the one word in
    /// the old, the other in the new, in the order of the new document.
    pub sections: Vec<String>,
}

/// Finds the words that were replaced.
///
/// Two words that are known mean the same where their ranks are the same. One that is not known was
/// replaced where the old document lacks the new word and the new document the old one, and most
/// sections that had the one, at least two, have the other.
pub(super) fn find(both: &Both<'_>, pairing: &Pairing) -> Vec<WordChange> {
    let (old, new) = (&both.old.spec.sections, &both.new.spec.sections);
    let mut changes = BTreeMap::<_, Vec<usize>>::new();
    let mut n_from = BTreeMap::<_, usize>::new();
    for (a, b) in pairing.pairs() {
        if let Some((from, to)) = words(&old[a], &new[b]) {
            changes.entry((from, to)).or_default().push(b);
            *n_from.entry(from).or_default() += 1;
        }
    }
    let [old_words, new_words] = [old, new].map(|it| all_words(it));
    changes.retain(|(from, to), sections| {
        let ranks = Authority::from_word(from).zip(Authority::from_word(to));
        let is_gone = !new_words.contains(from) && !old_words.contains(to);
        let is_most = sections.len() > 1 && 2 * sections.len() > n_from[from];
        ranks.map_or(is_gone && is_most, |(old, new)| old == new)
    });
    let change = |((from, to), sections): ((&str, &str), Vec<usize>)| WordChange {
        from: from.to_owned(),
        to: to.to_owned(),
        sections: kept_keys(new, &sections, pairing),
    };
    changes.into_iter().map(change).collect()
}

/// The words of a section whose authority is called something else now.
fn words<'a>(old: &'a Section, new: &'a Section) -> Option<(&'a str, &'a str)> {
    let words = old.authority.as_deref().zip(new.authority.as_deref());
    words.filter(|(old, new)| old != new)
}

fn all_words(sections: &[Section]) -> BTreeSet<&str> {
    let words = sections.iter().filter_map(|it| it.authority.as_deref());
    words.collect()
}

fn kept_keys(sections: &[Section], some: &[usize], pairing: &Pairing) -> Vec<String> {
    let kept = some.iter().filter(|at| pairing.is_kept(**at));
    kept.map(|at| sections[*at].key().to_owned()).collect()
}

/// Whether the authority of a section is another, and not because the word for it is.
pub(super) fn is_reranked(replaced: &BTreeSet<(&str, &str)>, old: &Section, new: &Section) -> bool {
    let is_replaced = words(old, new).is_some_and(|it| replaced.contains(&it));
    old.authority != new.authority && !is_replaced
}
