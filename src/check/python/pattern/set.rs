//! Sets of characters.

use super::case;
use crate::check::python::chars;
use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

/// A set of characters, fast for ASCII.
#[derive(Clone, Debug)]
pub(super) struct Set {
    /// One bit per ASCII character.
    ascii: u128,
    class: ClassUnicode,
    /// Ask with the character in lower case.
    ignore_case: bool,
    is_negated: bool,
}

impl Set {
    /// The set of `class`; with `ignore_case` also of what differs only in case.
    pub(super) fn new(mut class: ClassUnicode, ignore_case: bool, ascii_only: bool) -> Set {
        let folds = ignore_case && case::fold(&mut class, ascii_only);
        let mut ascii = 0;
        for character in '\0'..='\u{7f}' {
            let asked = if folds {
                character.to_ascii_lowercase()
            } else {
                character
            };
            ascii |= u128::from(case::contains(&class, asked)) << (character as u32);
        }
        Set {
            ascii,
            class,
            ignore_case: folds && !ascii_only,
            is_negated: false,
        }
    }

    /// Every other character.
    pub(super) fn opposite(self) -> Set {
        Set {
            ascii: !self.ascii,
            is_negated: !self.is_negated,
            ..self
        }
    }

    #[inline]
    pub(super) fn contains(&self, character: char) -> bool {
        if character.is_ascii() {
            return self.ascii >> (character as u32) & 1 == 1;
        }
        let asked = if self.ignore_case {
            case::lower(character)
        } else {
            character
        };
        case::contains(&self.class, asked) != self.is_negated
    }

    /// The one character it holds, if it holds just one.
    pub(super) fn only(&self) -> Option<char> {
        match self.class.ranges() {
            [range] if range.start() == range.end() && !self.is_negated && !self.ignore_case => {
                Some(range.start()).filter(|_| self.ascii.count_ones() <= 1)
            }
            _ => None,
        }
    }

    /// Which ASCII characters are in it.
    pub(super) fn ascii(&self) -> u128 {
        self.ascii
    }
}

pub(super) fn of(ranges: &[(char, char)]) -> ClassUnicode {
    ClassUnicode::new(
        ranges
            .iter()
            .map(|(start, end)| ClassUnicodeRange::new(*start, *end)),
    )
}

pub(super) fn single(character: char) -> ClassUnicode {
    of(&[(character, character)])
}

pub(super) fn negated(mut class: ClassUnicode) -> ClassUnicode {
    class.negate();
    class
}

/// `\d`, `\s`, `\w` and their opposites.
pub(super) fn category(letter: char, ascii_only: bool) -> Option<ClassUnicode> {
    let mut class = match letter.to_ascii_lowercase() {
        'd' => chars::decimal_class().clone(),
        'w' => chars::word_class().clone(),
        's' => white_space(),
        _ => return None,
    };
    if ascii_only {
        class.intersect(&of(&[('\0', '\u{7f}')]));
        if letter.eq_ignore_ascii_case(&'s') {
            class.difference(&of(&[('\u{1c}', '\u{1f}')]));
        }
    }
    Some(if letter.is_ascii_uppercase() {
        negated(class)
    } else {
        class
    })
}

fn white_space() -> ClassUnicode {
    of(&[
        ('\t', '\r'),
        ('\u{1c}', ' '),
        ('\u{85}', '\u{85}'),
        ('\u{a0}', '\u{a0}'),
        ('\u{1680}', '\u{1680}'),
        ('\u{2000}', '\u{200a}'),
        ('\u{2028}', '\u{2029}'),
        ('\u{202f}', '\u{202f}'),
        ('\u{205f}', '\u{205f}'),
        ('\u{3000}', '\u{3000}'),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_the_same_in_sets_and_elsewhere() {
        let class = white_space();
        let differs = |it: &char| case::contains(&class, *it) != chars::is_space(*it);
        assert_eq!(('\0'..=char::MAX).find(differs), None);
    }
}
