//! Positions in text.
//!
//! The core counts in UTF-8 bytes everywhere; the browser counts in UTF-16 code
//! units. Conversion happens once, at the DOM's edge, with [`to_utf16`] and
//! [`from_utf16`], so no other module has to ask which unit a number is in.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A range of UTF-8 bytes in a text named by the context.
///
/// Invariant: `start <= end`, and both lie on character boundaries of that text.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` up to, not including, `end`. A reversed pair becomes empty.
    pub fn new(start: usize, end: usize) -> Span {
        Span {
            start,
            end: end.max(start),
        }
    }

    /// Number of bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether every byte of `other` lies in this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The text the span names, or `None` where it does not fit `text`.
    pub fn slice(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }

    /// The same bytes, counted from `offset` bytes further left.
    pub fn shifted(self, offset: usize) -> Span {
        Span {
            start: self.start + offset,
            end: self.end + offset,
        }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Span {
        Span::new(range.start, range.end)
    }
}

/// Where the lines of a text begin, to turn byte offsets into line numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Reads the line starts of `text` once. Lines end with LF.
    pub fn new(text: &str) -> LineIndex {
        let after_breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let mut starts = vec![0];
        starts.extend(after_breaks);
        LineIndex { starts }
    }

    /// The 1-based line that holds byte `offset`.
    pub fn line(&self, offset: usize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// The byte at which the 1-based `line` begins, or the last line's start.
    pub fn start_of(&self, line: u32) -> usize {
        let at = (line.max(1) as usize - 1).min(self.starts.len() - 1);
        self.starts[at]
    }
}

/// Converts a byte offset of `text` to UTF-16 code units, as the DOM counts.
/// An offset inside a character counts as its start; one past the end, as the end.
pub fn to_utf16(text: &str, offset: usize) -> usize {
    text[..floor_boundary(text, offset)].encode_utf16().count()
}

/// Converts an offset in UTF-16 code units of `text` to bytes.
/// An offset inside a surrogate pair counts as the pair's start.
pub fn from_utf16(text: &str, offset: usize) -> usize {
    let (mut start, mut units) = (0, 0);
    // Each character is counted where it begins.
    for eight in text.as_bytes().as_chunks::<8>().0 {
        let more = if u64::from_ne_bytes(*eight) & ANY_HIGH_BIT == 0 {
            8
        } else {
            eight.iter().map(|it| units_begun(*it)).sum()
        };
        if units + more > offset {
            break;
        }
        (start, units) = (start + 8, units + more);
    }
    while !text.is_char_boundary(start) {
        start += 1;
    }
    for (at, character) in text[start..].char_indices() {
        if units + character.len_utf16() > offset {
            return start + at;
        }
        units += character.len_utf16();
    }
    text.len()
}

const ANY_HIGH_BIT: u64 = 0x8080_8080_8080_8080;

/// How many UTF-16 units the character has that begins with this byte, if one does.
fn units_begun(byte: u8) -> usize {
    match byte {
        0x80..0xC0 => 0,
        0xF0.. => 2,
        _ => 1,
    }
}

/// How many bytes two texts have in common at their starts.
pub fn shared_start(a: &[u8], b: &[u8]) -> usize {
    // A spec is compared at every key, so eight bytes at a time.
    let (many, others) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
    let n = 8 * many.iter().zip(others).take_while(are_same).count();
    let rest = a[n..].iter().zip(&b[n..]);
    n + rest.take_while(|(a, b)| a == b).count()
}

fn are_same((a, b): &(&[u8; 8], &[u8; 8])) -> bool {
    u64::from_ne_bytes(**a) == u64::from_ne_bytes(**b)
}

/// How many bytes two texts have in common at their ends.
pub fn shared_end(a: &[u8], b: &[u8]) -> usize {
    let (many, others) = (a.as_rchunks::<8>().1, b.as_rchunks::<8>().1);
    let n = 8 * many
        .iter()
        .rev()
        .zip(others.iter().rev())
        .take_while(are_same)
        .count();
    let rest = a[..a.len() - n]
        .iter()
        .rev()
        .zip(b[..b.len() - n].iter().rev());
    n + rest.take_while(|(a, b)| a == b).count()
}

/// The largest character boundary of `text` that is at most `offset`.
pub fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A short piece of `text` for messages: at most `limit` characters, `…` where cut,
/// line breaks shown as spaces.
pub fn shorten(text: &str, limit: usize) -> String {
    let flat = text.trim().replace(['\n', '\r', '\t'], " ");
    if flat.chars().count() <= limit {
        return flat;
    }
    let kept: String = flat.chars().take(limit.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// A title without Markdown's signs.
pub fn plain_title(title: &str) -> String {
    title.replace(['*', '`', '_'], "")
}

/// Adds a cell to a line of CSV (RFC 4180). A text that a spreadsheet would take for a formula gets
/// an apostrophe before it, so that nobody runs what an input says by opening a table.
pub fn push_csv_cell(line: &mut String, cell: &str) {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_plain = !cell.contains(['"', ',', '\n', '\r']);
    let quote = if is_plain { "" } else { "\"" };
    line.push_str(quote);
    line.push_str(if is_formula { "'" } else { "" });
    line.push_str(&cell.replace('"', "\"\""));
    line.push_str(quote);
}

/// A short, stable hash of words: the first 16 hexadecimal digits of the SHA-256 of `text` with
/// every run of white space as one space and none at the ends. Re-wrapping changes nothing.
pub fn hash_words(text: &str) -> String {
    use sha2::{Digest, Sha256};
    let mut hasher = Sha256::new();
    for (at, word) in text.split_whitespace().enumerate() {
        if at > 0 {
            hasher.update(b" ");
        }
        hasher.update(word.as_bytes());
    }
    hex(&hasher.finalize()[..8])
}

/// The SHA-256 of `bytes` as 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let mut text = String::with_capacity(2 * bytes.len());
    for it in bytes {
        text.push(DIGITS[usize::from(it >> 4)]);
        text.push(DIGITS[usize::from(it & 15)]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn utf16_offsets_round_trip_at_character_boundaries() {
        let text = "aé😀z";
        for (at, _) in text.char_indices() {
            assert_eq!(from_utf16(text, to_utf16(text, at)), at, "byte {at}");
        }
        assert_eq!(to_utf16(text, text.len()), 5);
        assert_eq!(from_utf16(text, 3), 3, "inside the surrogate pair");
        assert_eq!(from_utf16(text, 99), text.len());
    }

    proptest! {
        #[test]
        fn utf16_offsets_are_those_of_the_characters(text in "[a-cé…😀]{0,40}", offset in 0..100_usize) {
            let mut units = 0;
            let begins = text.char_indices().map(|(at, it)| {
                units += it.len_utf16();
                (at, units)
            });
            let expected = begins.skip_while(|it| it.1 <= offset).map(|it| it.0).next();
            prop_assert_eq!(from_utf16(&text, offset), expected.unwrap_or(text.len()));
        }

        #[test]
        fn ends_in_common_are_counted_byte_by_byte(
            start in "[ab]{0,20}", a in "[ab]{0,12}", b in "[ab]{0,12}", end in "[ab]{0,20}",
        ) {
            let (a, b) = ([&*start, &*a, &*end].concat(), [&*start, &*b, &*end].concat());
            let same = |(a, b): &(u8, u8)| a == b;
            let starts = a.bytes().zip(b.bytes()).take_while(same).count();
            let ends = a.bytes().rev().zip(b.bytes().rev()).take_while(same).count();
            prop_assert_eq!(shared_start(a.as_bytes(), b.as_bytes()), starts);
            prop_assert_eq!(shared_end(a.as_bytes(), b.as_bytes()), ends);
        }
    }

    #[test]
    fn lines_are_counted_from_one() {
        let index = LineIndex::new("a\nbc\n");
        assert_eq!([0, 1, 2, 4, 5].map(|at| index.line(at)), [1, 1, 2, 2, 3]);
        assert_eq!(index.start_of(2), 2);
        assert_eq!(index.start_of(99), 5);
    }

    #[test]
    fn shorten_cuts_at_characters() {
        assert_eq!(shorten("a\nb", 10), "a b");
        assert_eq!(shorten("äöüß", 3), "äö…");
    }

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_is_never_a_formula() {
        #[track_caller]
        fn check(cell: &str, expected: &str) {
            let mut line = String::new();
            push_csv_cell(&mut line, cell);
            assert_eq!(line, expected, "{cell}");
        }
        check("a; b", "a; b");
        check("a, \"b\"", "\"a, \"\"b\"\"\"");
        check("=1+1", "'=1+1");
        check("-cmd,\n", "\"'-cmd,\n\"");
        check("@a", "'@a");
        check("\ta", "'\ta");
        check("a=1", "a=1");
    }

    #[test]
    fn hashes_ignore_wrapping_only() {
        assert_eq!(
            hash_words("be  kind\nto all "),
            hash_words("be kind to all")
        );
        assert_ne!(hash_words("be kind"), hash_words("bekind"));
    }
}
