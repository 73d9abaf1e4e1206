//! Python's idea of "the same letter but for case": two characters are the same when they have the
//! same lower case, of which only the first character counts, or lower cases that share their
//! upper case (`ı` and `i`, `ſ` and `s`, `ς` and `σ`).
//!
//! Source: CPython 3.11, `Lib/re/_compiler.py` and `Modules/_sre/sre.c`.

use crate::check::python::chars::is_newer_capital;
use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};
use std::sync::LazyLock;

/// The first character of its lower case.
pub(super) fn lower(character: char) -> char {
    if is_newer_capital(character) {
        return character;
    }
    character.to_lowercase().next().unwrap_or(character)
}

pub(super) fn contains(class: &ClassUnicode, character: char) -> bool {
    let ranges = class.ranges();
    let at = ranges.partition_point(|range| range.end() < character);
    ranges
        .get(at)
        .is_some_and(|range| range.start() <= character)
}

/// Adds to `class` the lower case of each of its characters, and those that are the same, so that
/// it can be asked with characters in lower case. `false` where it has no letters with case.
pub(super) fn fold(class: &mut ClassUnicode, ascii_only: bool) -> bool {
    let mut more = Vec::new();
    if ascii_only {
        let letters = ('A'..='Z')
            .chain('a'..='z')
            .filter(|it| contains(class, *it));
        more.extend(letters.map(|it| it.to_ascii_lowercase()));
    } else {
        for range in class.ranges() {
            let from = CASED.partition_point(|(it, _)| *it < range.start());
            let inside = CASED[from..]
                .iter()
                .take_while(|(it, _)| *it <= range.end());
            for (_, lower) in inside {
                more.push(*lower);
                more.extend(same_as(*lower));
            }
        }
    }
    for character in &more {
        class.push(ClassUnicodeRange::new(*character, *character));
    }
    !more.is_empty()
}

/// Every character that changes its case, and its lower case.
static CASED: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let changes = |it: &char| lower(*it) != *it || it.to_uppercase().next() != Some(*it);
    let cased = ('\0'..='\u{1ffff}').filter(changes);
    cased.map(|it| (it, lower(it))).collect()
});

/// Lower cases that share their upper case, by upper case.
static SAME: LazyLock<Vec<(Vec<char>, char)>> = LazyLock::new(|| {
    let upper = |it: char| it.to_uppercase().collect::<Vec<_>>();
    let pairs = CASED.iter().map(|(it, lower)| (upper(*it), *lower));
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_unstable();
    pairs.dedup();
    let groups = pairs.chunk_by(|a, b| a.0 == b.0).filter(|it| it.len() > 1);
    groups.flatten().cloned().collect()
});

fn same_as(lower: char) -> impl Iterator<Item = char> {
    let upper = SAME
        .iter()
        .filter(move |(_, it)| *it == lower)
        .map(|(upper, _)| upper);
    upper.flat_map(move |upper| {
        let group = SAME
            .iter()
            .filter(move |(it, other)| it == upper && *other != lower);
        group.map(|(_, other)| *other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_share_their_upper_case_are_the_same() {
        let same = |it: char| same_as(it).collect::<String>();
        assert_eq!(same('i'), "ı");
        assert_eq!(same('ſ'), "s");
        assert_eq!(same('σ'), "ς");
        assert_eq!(same('\u{345}'), "ι\u{1fbe}");
        assert_eq!(same('a') + &same('ß') + &same('ǆ'), "");
        assert_eq!(SAME.len(), 50, "as many as CPython 3.11 lists");
    }
}
