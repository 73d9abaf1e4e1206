//! A text as the machine reads it: one unit at each place.

use std::ops::Range;

/// A text in units: its own bytes where it is ASCII, else characters (`u`) or UTF-16 code units.
pub(super) struct Input<'t> {
    text: &'t str,
    units: Units<'t>,
    unicode: bool,
}

enum Units<'t> {
    Ascii(&'t [u8]),
    Wide(Vec<u32>),
}

impl<'t> Input<'t> {
    pub(super) fn new(text: &'t str, unicode: bool) -> Input<'t> {
        let units = if text.is_ascii() {
            Units::Ascii(text.as_bytes())
        } else if unicode {
            Units::Wide(text.chars().map(u32::from).collect())
        } else {
            Units::Wide(text.encode_utf16().map(u32::from).collect())
        };
        Input {
            text,
            units,
            unicode,
        }
    }

    pub(super) fn len(&self) -> usize {
        match &self.units {
            Units::Ascii(bytes) => bytes.len(),
            Units::Wide(units) => units.len(),
        }
    }

    pub(super) fn get(&self, at: usize) -> Option<u32> {
        match &self.units {
            Units::Ascii(bytes) => bytes.get(at).map(|it| u32::from(*it)),
            Units::Wide(units) => units.get(at).copied(),
        }
    }

    /// Ascending ranges of units as bytes; half a character takes in the whole.
    pub(super) fn to_bytes(&self, ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
        if matches!(self.units, Units::Ascii(_)) {
            return ranges;
        }
        let mut places = self.text.char_indices().scan(0, |unit, (at, character)| {
            let length = if self.unicode {
                1
            } else {
                character.len_utf16()
            };
            *unit += length;
            Some((*unit - length..*unit, at..at + character.len_utf8()))
        });
        let mut place = places.next();
        let mut find = |unit: usize, round_up: bool| loop {
            match &place {
                Some((units, _)) if units.end <= unit => place = places.next(),
                Some((units, bytes)) if round_up && unit > units.start => return bytes.end,
                Some((_, bytes)) => return bytes.start,
                None => return self.text.len(),
            }
        };
        let to_bytes = |it: Range<usize>| {
            let start = find(it.start, false);
            start..if it.is_empty() {
                start
            } else {
                find(it.end, true)
            }
        };
        ranges.into_iter().map(to_bytes).collect()
    }
}
