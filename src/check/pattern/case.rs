//! JavaScript's idea of "the same letter but for case".
//!
//! Without the flag `u`, two characters are the same when they have the same simple upper case,
//! where that is one character, and never across the border of ASCII (so `ſ` is not `s`, and `ß`
//! has no partner). With `u`, Unicode's simple case folding decides.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};
use std::sync::OnceLock;

/// Adds to `class` every character that differs from one of its own only in case.
pub(super) fn fold(class: &mut ClassUnicode, unicode: bool) {
    if unicode {
        class.case_fold_simple();
        return;
    }
    let is_ascii = class
        .ranges()
        .last()
        .is_none_or(|range| range.end().is_ascii());
    let mut more = Vec::new();
    if is_ascii {
        for letter in ('a'..='z')
            .chain('A'..='Z')
            .filter(|it| contains(class, *it))
        {
            more.push(swap_ascii_case(letter));
        }
    } else {
        for group in partners().chunk_by(|a, b| a.0 == b.0) {
            if group.iter().any(|(_, member)| contains(class, *member)) {
                more.extend(group.iter().map(|(_, member)| *member));
            }
        }
    }
    for character in more {
        class.push(ClassUnicodeRange::new(character, character));
    }
}

pub(super) fn contains(class: &ClassUnicode, character: char) -> bool {
    let ranges = class.ranges();
    let at = ranges.partition_point(|range| range.end() < character);
    ranges
        .get(at)
        .is_some_and(|range| range.start() <= character)
}

fn swap_ascii_case(letter: char) -> char {
    if letter.is_ascii_uppercase() {
        letter.to_ascii_lowercase()
    } else {
        letter.to_ascii_uppercase()
    }
}

/// Whether two units are the same but for case.
pub(super) fn same(a: u32, b: u32, unicode: bool) -> bool {
    let (Some(first), Some(second)) = (char::from_u32(a), char::from_u32(b)) else {
        return a == b;
    };
    if !unicode {
        return canonical(first) == canonical(second);
    }
    let mut class = ClassUnicode::new([ClassUnicodeRange::new(first, first)]);
    class.case_fold_simple();
    a == b || contains(&class, second)
}

/// ECMA-262's `Canonicalize` without `u`.
fn canonical(character: char) -> char {
    let mut upper = character.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(only), None) if character.is_ascii() || !only.is_ascii() => only,
        _ => character,
    }
}

/// Every character that has a partner, with the upper case they share, sorted by it.
/// Only the basic plane: above it JavaScript sees two code units without case.
fn partners() -> &'static [(char, char)] {
    static PARTNERS: OnceLock<Vec<(char, char)>> = OnceLock::new();
    PARTNERS.get_or_init(|| {
        let changed = |it: char| Some((canonical(it), it)).filter(|(upper, it)| upper != it);
        let changed = ('\0'..='\u{ffff}').filter_map(changed);
        let mut pairs: Vec<_> = changed
            .flat_map(|(upper, it)| [(upper, upper), (upper, it)])
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    })
}
