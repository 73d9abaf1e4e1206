//! What changed from one sequence of words to another.

use super::flow::Token;
use similar::algorithms::{DiffHook, myers};
use std::collections::HashMap;
use std::convert::Infallible;
use std::hash::Hash;
use std::ops::Range;

/// Words of the old text, by index, and what stands in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

/// How much comparing may still be done. The time to compare grows with the product of the two
/// lengths; what does not fit is marked as replaced as a whole.
#[derive(Debug)]
pub(super) struct Effort {
    left: usize,
}

impl Effort {
    /// The most pairs of words that one stretch of text may need to be compared word by word: two
    /// times 1,500 words. Longer ones are first parted at the sentences that both have.
    const PART: usize = 2_250_000;
    /// The most that all of a document may need together: some 100 ms.
    const WHOLE: usize = 60_000_000;

    pub(super) fn new() -> Effort {
        Effort {
            left: Effort::WHOLE,
        }
    }

    /// Whether two texts of these lengths may be compared; if so, it counts as done.
    fn take(&mut self, old: usize, new: usize) -> bool {
        let needed = old.saturating_mul(new);
        let fits = needed <= Effort::PART.min(self.left);
        self.left -= if fits { needed } else { 0 };
        fits
    }
}

/// What changed, in order and apart. White space counts only where nothing else changed, as from
/// `so ,` to `so,`.
pub(super) fn changes(old: &[Token<'_>], new: &[Token<'_>], effort: &mut Effort) -> Vec<Change> {
    let changes = changes_of(old, new, effort, |it| (it.text, false));
    if !changes.is_empty() {
        return changes;
    }
    changes_of(old, new, effort, |it| (it.text, it.glued))
}

fn changes_of<'a>(
    old: &[Token<'a>],
    new: &[Token<'a>],
    effort: &mut Effort,
    as_compared: fn(&Token<'a>) -> (&'a str, bool),
) -> Vec<Change> {
    let mut numbers = Numbers::default();
    let mut ids = |all: &[Token<'a>]| -> Vec<u32> {
        let tokens = all.iter().map(as_compared);
        tokens.map(|it| numbers.of(it)).collect()
    };
    let (old_ids, new_ids) = (ids(old), ids(new));
    let whole = Change {
        old: 0..old.len(),
        new: 0..new.len(),
    };
    let middle = without_equal_ends(&old_ids, &new_ids, &whole);
    if effort.take(middle.old.len(), middle.new.len()) {
        return between(&old_ids, &new_ids, &middle);
    }
    let sentences = [
        sentences(old, &old_ids, &middle.old),
        sentences(new, &new_ids, &middle.new),
    ];
    let mut changes = Vec::new();
    for part in between_sentences(&sentences, &middle) {
        let part = without_equal_ends(&old_ids, &new_ids, &part);
        if effort.take(part.old.len(), part.new.len()) {
            changes.extend(between(&old_ids, &new_ids, &part));
        } else {
            changes.push(part);
        }
    }
    changes
}

/// Numbers for things, the same for equal ones.
struct Numbers<T> {
    known: HashMap<T, u32>,
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        let known = HashMap::new();
        Numbers { known }
    }
}

impl<T: Hash + Eq> Numbers<T> {
    fn of(&mut self, thing: T) -> u32 {
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        *self.known.entry(thing).or_insert(next)
    }
}

/// A part of both texts without what it begins and ends with alike.
fn without_equal_ends(old: &[u32], new: &[u32], part: &Change) -> Change {
    let (old, new) = (&old[part.old.clone()], &new[part.new.clone()]);
    let alike = |(a, b): &(&u32, &u32)| a == b;
    let n_start = old.iter().zip(new).take_while(alike).count();
    let ends = old[n_start..].iter().rev().zip(new[n_start..].iter().rev());
    let n_end = ends.take_while(alike).count();
    Change {
        old: part.old.start + n_start..part.old.end - n_end,
        new: part.new.start + n_start..part.new.end - n_end,
    }
}

/// The changes in a part of both texts, by the shortest way from one to the other.
fn between(old: &[u32], new: &[u32], part: &Change) -> Vec<Change> {
    let mut gaps = Gaps::new(part);
    let (in_old, in_new) = (part.old.clone(), part.new.clone());
    // What collects the gaps cannot fail.
    let _ = myers::diff_deadline_raw(&mut gaps, old, in_old, new, in_new, None);
    gaps.close(part)
}

/// Collects what lies between the parts that are equal.
struct Gaps {
    at: (usize, usize),
    found: Vec<Change>,
}

impl Gaps {
    fn new(part: &Change) -> Gaps {
        Gaps {
            at: (part.old.start, part.new.start),
            found: Vec::new(),
        }
    }

    /// What lies before these places and after the last equal part is a change.
    fn open(&mut self, old: usize, new: usize) {
        let (old, new) = (self.at.0..old, self.at.1..new);
        if !old.is_empty() || !new.is_empty() {
            self.found.push(Change { old, new });
        }
    }

    fn close(mut self, part: &Change) -> Vec<Change> {
        self.open(part.old.end, part.new.end);
        self.found
    }
}

impl DiffHook for Gaps {
    type Error = Infallible;

    fn equal(&mut self, old: usize, new: usize, len: usize) -> Result<(), Infallible> {
        self.open(old, new);
        self.at = (old + len, new + len);
        Ok(())
    }
}

/// A sentence: which words, and the numbers they are compared by.
type Sentence<'a> = (Range<usize>, &'a [u32]);

/// Where sentences end is guessed from their stops alone: it only has to be the same on both
/// sides.
fn sentences<'a>(tokens: &[Token<'_>], ids: &'a [u32], part: &Range<usize>) -> Vec<Sentence<'a>> {
    let (mut found, mut start) = (Vec::new(), part.start);
    for at in part.clone() {
        if is_stop(tokens[at].text) || at + 1 == part.end {
            found.push((start..at + 1, &ids[start..at + 1]));
            start = at + 1;
        }
    }
    found
}

/// Whether a sentence, or a part of one, ends with this word.
pub(super) fn is_stop(word: &str) -> bool {
    matches!(word, "." | "!" | "?" | ":" | ";" | "。")
}

/// The changes in a part of both texts, as far as the sentences tell that stand once in each.
/// Takes little more than linear time.
fn between_sentences(sentences: &[Vec<Sentence<'_>>; 2], part: &Change) -> Vec<Change> {
    let [old, new] = sentences;
    let mut gaps = Gaps::new(part);
    for (a, b) in longest_rising(&once_in_each(old, new)) {
        let (in_old, in_new) = (&old[a].0, &new[b].0);
        gaps.open(in_old.start, in_new.start);
        gaps.at = (in_old.end, in_new.end);
    }
    gaps.close(part)
}

/// Sentences that both texts have, and have once: by their index in each, in the order of the old.
fn once_in_each(old: &[Sentence<'_>], new: &[Sentence<'_>]) -> Vec<(usize, usize)> {
    let (in_old, in_new) = (places(old), places(new));
    let once = |(at, (_, ids)): (usize, &Sentence<'_>)| {
        let there = in_new.get(ids)?.as_ref()?;
        in_old.get(ids)?.as_ref()?;
        Some((at, *there))
    };
    old.iter().enumerate().filter_map(once).collect()
}

/// Where each sentence stands; `None` for those that stand in several places.
fn places<'a>(sentences: &[Sentence<'a>]) -> HashMap<&'a [u32], Option<usize>> {
    let mut places = HashMap::new();
    for (at, (_, ids)) in sentences.iter().enumerate() {
        places
            .entry(*ids)
            .and_modify(|it| *it = None)
            .or_insert(Some(at));
    }
    places
}

/// The most pairs that are in order on both sides, given that they are on the first.
fn longest_rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length the pair that ends such a run lowest, and for each pair the one before it.
    let (mut ends, mut before) = (Vec::<usize>::new(), Vec::with_capacity(pairs.len()));
    for (at, (_, b)) in pairs.iter().enumerate() {
        let len = ends.partition_point(|end| pairs[*end].1 < *b);
        before.push(len.checked_sub(1).map(|it| ends[it]));
        match ends.get_mut(len) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut last = ends.last().copied();
    while let Some(at) = last {
        run.push(pairs[at]);
        last = before[at];
    }
    run.reverse();
    run
}
