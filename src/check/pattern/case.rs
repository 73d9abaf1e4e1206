//! JavaScript's idea of "the same letter but for case".
//!
//! Without the flag `u`, two characters are the same when they have the same simple upper case,
//! where that is one character, and never across the border of ASCII (so `ſ` is not `s`, and `ß`
//! has no partner). With `u`, Unicode's simple case folding decides, which is worked out from the
//! standard library's upper and lower case: its table would weigh more than the few exceptions.

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};
use std::sync::OnceLock;

/// Adds to `class` every character that differs from one of its own only in case.
pub(super) fn fold(class: &mut ClassUnicode, unicode: bool) {
    let is_ascii = class
        .ranges()
        .last()
        .is_none_or(|range| range.end().is_ascii());
    let mut more = Vec::new();
    if is_ascii && !unicode {
        for letter in ('a'..='z')
            .chain('A'..='Z')
            .filter(|it| contains(class, *it))
        {
            more.push(swap_ascii_case(letter));
        }
    } else {
        for group in partners(unicode).chunk_by(|a, b| a.0 == b.0) {
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
    match (char::from_u32(a), char::from_u32(b)) {
        (Some(a), Some(b)) => canonical(a, unicode) == canonical(b, unicode),
        _ => a == b,
    }
}

/// ECMA-262's `Canonicalize`.
fn canonical(character: char, unicode: bool) -> char {
    let upper = single(character.to_uppercase()).unwrap_or(character);
    if !unicode {
        let crosses = upper.is_ascii() && !character.is_ascii();
        return if crosses { character } else { upper };
    }
    match character {
        // Letters of Turkish, which fold to themselves.
        '\u{130}' | '\u{131}' => character,
        // Letters that differ from another in nothing but their number.
        '\u{1fd3}' => '\u{390}',
        '\u{1fe3}' => '\u{3b0}',
        '\u{fb05}' => '\u{fb06}',
        _ => single(upper.to_lowercase()).unwrap_or(upper),
    }
}

fn single(mut characters: impl Iterator<Item = char>) -> Option<char> {
    let first = characters.next();
    first.filter(|_| characters.next().is_none())
}

/// Every character that has a partner, with what they share, sorted by it. Without `u` only the
/// basic plane: above it JavaScript sees two code units without case.
fn partners(unicode: bool) -> &'static [(char, char)] {
    static PLAIN: OnceLock<Vec<(char, char)>> = OnceLock::new();
    static UNICODE: OnceLock<Vec<(char, char)>> = OnceLock::new();
    let (table, last) = if unicode {
        (&UNICODE, '\u{1ffff}')
    } else {
        (&PLAIN, '\u{ffff}')
    };
    table.get_or_init(|| {
        let changed = |it: char| Some((canonical(it, unicode), it)).filter(|(to, it)| to != it);
        let changed = ('\0'..=last).filter_map(changed);
        let mut pairs: Vec<_> = changed.flat_map(|(to, it)| [(to, to), (to, it)]).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_is_unicodes() {
        let mut wrong = Vec::new();
        for (shared, member) in partners(true) {
            let mut class = ClassUnicode::new([ClassUnicodeRange::new(*member, *member)]);
            class.case_fold_simple();
            // The standard library may know younger letters than the table.
            let is_known = class.ranges() != [ClassUnicodeRange::new(*member, *member)];
            if is_known && !contains(&class, *shared) {
                wrong.push((*shared, *member));
            }
        }
        for character in '\0'..='\u{1ffff}' {
            let mut class = ClassUnicode::new([ClassUnicodeRange::new(character, character)]);
            class.case_fold_simple();
            let ours = |it: char| same(it.into(), character.into(), true);
            let theirs = class.ranges().iter().flat_map(|it| it.start()..=it.end());
            wrong.extend(theirs.filter(|it| !ours(*it)).map(|it| (it, character)));
        }
        assert_eq!(wrong, []);
        assert!(!same('ı'.into(), 'i'.into(), true) && !same('İ'.into(), 'i'.into(), true));
    }
}
