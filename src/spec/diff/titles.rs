//! How alike two titles are, letter by letter.

use std::collections::HashMap;
use std::ops::Range;

/// Longer titles are alike only where they are the same.
const MAX_LETTERS: usize = 199;

/// Whether at least three quarters of the letters of two titles match, in lower case.
///
/// Matches are found as by Ratcliff and Obershelp (Dr. Dobb's Journal, July 1988): the longest
/// common piece, then the same left and right of it. This is what Python's `difflib` does for
/// texts of fewer than 200 letters.
pub(super) fn alike(old: &str, new: &str) -> bool {
    let [old, new] = [old, new].map(|it| it.to_lowercase().chars().collect::<Vec<_>>());
    let n_letters = old.len() + new.len();
    let enough = |n_matching: usize| 8 * n_matching >= 3 * n_letters;
    if old == new || !enough(old.len().min(new.len())) {
        return old == new;
    }
    old.len().max(new.len()) <= MAX_LETTERS && enough(n_matching(&old, &new))
}

fn n_matching(old: &[char], new: &[char]) -> usize {
    let mut places = HashMap::<char, Vec<usize>>::new();
    for (at, letter) in new.iter().enumerate() {
        places.entry(*letter).or_default().push(at);
    }
    let (mut n_matching, mut parts) = (0, vec![(0..old.len(), 0..new.len())]);
    while let Some((in_old, in_new)) = parts.pop() {
        let (at_old, at_new, len) = longest(old, &places, in_old.clone(), in_new.clone());
        if len > 0 {
            n_matching += len;
            parts.push((in_old.start..at_old, in_new.start..at_new));
            parts.push((at_old + len..in_old.end, at_new + len..in_new.end));
        }
    }
    n_matching
}

/// The longest common piece of two parts, the first of equally long ones: where it begins in each,
/// and its length.
fn longest(
    old: &[char],
    places: &HashMap<char, Vec<usize>>,
    in_old: Range<usize>,
    in_new: Range<usize>,
) -> (usize, usize, usize) {
    let mut best = (in_old.start, in_new.start, 0);
    // Length of the common piece that ends at the letter before, by its place in the new title.
    let mut lengths = vec![0_usize; in_new.end + 1];
    for at_old in in_old {
        let mut next = vec![0_usize; in_new.end + 1];
        let here = places.get(&old[at_old]).map_or(&[][..], Vec::as_slice);
        for at_new in here.iter().filter(|at| in_new.contains(at)) {
            let before = if *at_new > in_new.start {
                lengths[*at_new]
            } else {
                0
            };
            next[at_new + 1] = before + 1;
            if before + 1 > best.2 {
                best = (at_old - before, at_new - before, before + 1);
            }
        }
        lengths = next;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expectations by Python's `difflib.SequenceMatcher(None, old, new).ratio() >= 0.75`.
    #[test]
    fn titles_are_alike_from_three_quarters() {
        #[track_caller]
        fn check(old: &str, new: &str, expected: bool) {
            assert_eq!(alike(old, new), expected, "{old} / {new}");
        }
        check("abcd", "bcde", true);
        check("abcd", "abce", true);
        check("abcd", "abef", false);
        check("Be kind", "be KIND", true);
        check("", "", true);
        check("", "a", false);
        check(
            "Do not reveal privileged instructions",
            "Do not reveal privileged information",
            true,
        );
        check("Be engaging", "Be interesting and interested", false);
        check("ab cd", "cd ab", false);
    }
}
