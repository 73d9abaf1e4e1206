//! Which characters are what, in Unicode 14.

use regex_syntax::hir::{Class, ClassUnicode, HirKind};
use std::sync::LazyLock;

/// `str.isspace()` of one character, and `\s`.
pub(crate) fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

/// `\w`: a letter, a number of any kind, or `_`. No marks.
#[inline]
pub(crate) fn is_word(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric() || character == '_';
    }
    WORD.contains(character)
}

/// `\d`: a decimal digit of any script.
pub(crate) fn is_decimal(character: char) -> bool {
    character.is_ascii_digit() || (!character.is_ascii() && DECIMAL.contains(character))
}

/// A capital: the property Uppercase.
pub(crate) fn is_upper(character: char) -> bool {
    character.is_uppercase() && (character.is_ascii() || ASSIGNED.contains(character))
}

/// A small letter: the property Lowercase. Six characters have another one today.
pub(crate) fn is_lower(character: char) -> bool {
    let was_not = matches!(character, '\u{10fc}' | '\u{a7f2}'..='\u{a7f4}' | '\u{ab69}');
    let was = character == '\u{295}';
    character.is_ascii_lowercase()
        || (!character.is_ascii()
            && (was || (character.is_lowercase() && !was_not && ASSIGNED.contains(character))))
}

/// A letter in title case, such as `ǅ`.
pub(crate) fn is_title(character: char) -> bool {
    matches!(
        character,
        '\u{1c5}' | '\u{1c8}' | '\u{1cb}' | '\u{1f2}' | '\u{1f88}'..='\u{1f8f}'
            | '\u{1f98}'..='\u{1f9f}' | '\u{1fa8}'..='\u{1faf}' | '\u{1fbc}' | '\u{1fcc}'
            | '\u{1ffc}'
    )
}

/// A capital that came after Unicode 14, so that Python leaves it as it is.
pub(crate) fn is_newer_capital(character: char) -> bool {
    matches!(
        character,
        '\u{1c89}' | '\u{a7cb}'..='\u{a7dc}' | '\u{10d50}'..='\u{10d65}'
            | '\u{16ea0}'..='\u{16eb8}'
    ) && !ASSIGNED.contains(character)
}

/// The characters of `\w` as ranges, for sets in patterns.
pub(crate) fn word_class() -> &'static ClassUnicode {
    static CLASS: LazyLock<ClassUnicode> = LazyLock::new(|| since_14(r"[\p{L}\p{N}_]"));
    &CLASS
}

/// The characters of `\d` as ranges.
pub(crate) fn decimal_class() -> &'static ClassUnicode {
    static CLASS: LazyLock<ClassUnicode> = LazyLock::new(|| since_14(r"\p{Nd}"));
    &CLASS
}

static WORD: LazyLock<Bits> = LazyLock::new(|| Bits::new(word_class()));
static DECIMAL: LazyLock<Bits> = LazyLock::new(|| Bits::new(decimal_class()));
static ASSIGNED: LazyLock<Bits> = LazyLock::new(|| Bits::new(&class(r"\p{age=14.0}")));

/// What of `pattern` was assigned in Unicode 14.
fn since_14(pattern: &str) -> ClassUnicode {
    let mut found = class(pattern);
    found.intersect(&class(r"\p{age=14.0}"));
    found
}

fn class(pattern: &str) -> ClassUnicode {
    match regex_syntax::parse(pattern).map(regex_syntax::hir::Hir::into_kind) {
        Ok(HirKind::Class(Class::Unicode(class))) => class,
        _ => ClassUnicode::empty(),
    }
}

/// A set of characters: a bit each for the basic plane, ranges above it.
struct Bits {
    basic: Box<[u64]>,
    above: Vec<(char, char)>,
}

impl Bits {
    fn new(class: &ClassUnicode) -> Bits {
        let mut bits = Bits {
            basic: vec![0; 0x10000 / 64].into_boxed_slice(),
            above: Vec::new(),
        };
        for range in class.ranges() {
            for code in range.start() as usize..=(range.end() as usize).min(0xffff) {
                bits.basic[code / 64] |= 1 << (code % 64);
            }
            if range.end() > '\u{ffff}' {
                bits.above.push((range.start(), range.end()));
            }
        }
        bits
    }

    #[inline]
    fn contains(&self, character: char) -> bool {
        let code = character as usize;
        match self.basic.get(code / 64) {
            Some(word) => word >> (code % 64) & 1 == 1,
            None => {
                let at = self.above.partition_point(|(_, end)| *end < character);
                self.above
                    .get(at)
                    .is_some_and(|(start, _)| *start <= character)
            }
        }
    }
}
