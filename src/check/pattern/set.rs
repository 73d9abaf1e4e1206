//! Sets of units: characters, and halves of surrogate pairs.

use super::case;
use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

const FIRST_HALF: u32 = 0xd800;
const LAST_HALF: u32 = 0xdfff;
const BEYOND: char = '\u{10000}';

/// A set of units. Without the flag `u` characters beyond the basic plane are not in any text,
/// only their halves are.
#[derive(Clone, Debug)]
pub(super) struct Set {
    chars: ClassUnicode,
    /// One bit per half of a surrogate pair.
    halves: [u64; 32],
    /// The ASCII characters of `chars`, for speed.
    ascii: u128,
}

impl From<ClassUnicode> for Set {
    fn from(chars: ClassUnicode) -> Set {
        let mut set = Set {
            chars,
            halves: [0; 32],
            ascii: 0,
        };
        set.index();
        set
    }
}

impl Set {
    pub(super) fn empty() -> Set {
        Set::from(ClassUnicode::empty())
    }

    pub(super) fn anything() -> Set {
        let mut set = Set::empty();
        set.negate();
        set
    }

    /// Adds the units from `first` to `last`.
    pub(super) fn add(&mut self, first: u32, last: u32) {
        let start = char::from_u32(first).unwrap_or('\u{e000}');
        let end = char::from_u32(last).unwrap_or('\u{d7ff}');
        if start <= end {
            self.chars.push(ClassUnicodeRange::new(start, end));
        }
        for half in first.max(FIRST_HALF)..=last.min(LAST_HALF) {
            let bit = half - FIRST_HALF;
            self.halves[bit as usize / 64] |= 1 << (bit % 64);
        }
        self.index();
    }

    pub(super) fn union(&mut self, other: &Set) {
        self.chars.union(&other.chars);
        for (own, other) in self.halves.iter_mut().zip(other.halves) {
            *own |= other;
        }
        self.index();
    }

    pub(super) fn negate(&mut self) {
        self.chars.negate();
        self.halves = self.halves.map(|it| !it);
        self.index();
    }

    /// Adds every character that differs from one of its own only in case.
    pub(super) fn fold(&mut self, unicode: bool) {
        case::fold(&mut self.chars, unicode);
        self.index();
    }

    pub(super) fn contains(&self, unit: u32) -> bool {
        if unit < 128 {
            return self.ascii >> unit & 1 == 1;
        }
        match char::from_u32(unit) {
            Some(character) => case::contains(&self.chars, character),
            None => {
                let bit = unit.wrapping_sub(FIRST_HALF);
                self.halves
                    .get(bit as usize / 64)
                    .is_some_and(|it| it >> (bit % 64) & 1 == 1)
            }
        }
    }

    /// The ASCII character that it holds alone, or in both cases, in lower case.
    pub(super) fn letter(&self) -> Option<char> {
        let last = self.chars.ranges().last()?.end();
        if !last.is_ascii() || self.has_halves() {
            return None;
        }
        let cases = [last, last.to_ascii_uppercase()].map(|it| 1_u128 << u32::from(it));
        let others = self.ascii & !(cases[0] | cases[1]);
        (others == 0).then(|| last.to_ascii_lowercase())
    }

    /// Whether it has halves of surrogate pairs.
    pub(super) fn has_halves(&self) -> bool {
        self.halves != [0; 32]
    }

    /// The same set of whole characters, where there is one: with all halves it has every
    /// character beyond the basic plane, without any none.
    pub(super) fn of_characters(&self, unicode: bool) -> Option<ClassUnicode> {
        let mut chars = self.chars.clone();
        if unicode {
            return Some(chars);
        }
        let beyond = ClassUnicode::new([ClassUnicodeRange::new(BEYOND, char::MAX)]);
        if self.halves == [u64::MAX; 32] {
            chars.union(&beyond);
        } else if self.has_halves() {
            return None;
        } else {
            chars.difference(&beyond);
        }
        Some(chars)
    }

    fn index(&mut self) {
        self.ascii = 0;
        for range in self.chars.ranges() {
            for character in range.start()..=range.end().min('\u{7f}') {
                self.ascii |= 1 << (character as u32);
            }
        }
    }
}
