//! Filling the [`Profiles`] from a list of n-grams.

use super::profiles::{
    CAPITAL, NONE, Place, Profiles, SMALL_KEYS, SPACE, Table, UNKNOWN, large_key, small_key,
};
use crate::check::python::chars;

/// An n-gram, and its share among those of its length in each language that has it.
pub(super) struct Row {
    pub(super) gram: Vec<char>,
    pub(super) shares: Vec<(u8, f64)>,
}

impl Profiles {
    /// `normalize` is langdetect's: what a character counts as.
    pub(super) fn new(
        codes: Vec<String>,
        rows: Vec<Row>,
        composed: Vec<(char, char, char)>,
        normalize: impl Fn(char) -> char,
    ) -> Profiles {
        let mut profiles = Profiles {
            codes,
            symbols: Vec::new(),
            small: vec![0; SMALL_KEYS],
            known: Box::new([0; SMALL_KEYS / 64]),
            others: Table::new(rows.len()),
            languages: Vec::new(),
            shares: Vec::new(),
            composed,
        };
        let own = number_characters(&rows);
        for row in &rows {
            profiles.add(row, &own);
        }
        let symbol = |code| match char::from_u32(code).map(&normalize) {
            Some(character) => symbol_of(character, &own),
            None => SPACE,
        };
        profiles.symbols = (0..0x1_0000).map(symbol).collect();
        profiles
    }

    fn add(&mut self, row: &Row, own: &[u16]) {
        let symbols = row.gram.iter().map(|it| symbol_of(*it, own) & !CAPITAL);
        let mut gram = [NONE; 3];
        for (place, symbol) in gram[3 - row.gram.len()..].iter_mut().zip(symbols) {
            *place = symbol;
        }
        let place = self.shares.len() << 6 | row.shares.len();
        let place = Place::try_from(place).unwrap_or_default();
        self.languages.extend(row.shares.iter().map(|it| it.0));
        self.shares.extend(row.shares.iter().map(|it| it.1));
        match small_key(gram) {
            Some(key) => {
                self.small[key as usize] = place;
                self.known[key as usize / 64] |= 1 << (key % 64);
            }
            None => self.others.insert(large_key(gram), place),
        }
    }
}

/// Numbers the characters of all n-grams in the basic plane; English letters come first.
fn number_characters(rows: &[Row]) -> Vec<u16> {
    let mut own = vec![UNKNOWN; 0x1_0000];
    let letters = [' '].into_iter().chain('a'..='z').chain('A'..='Z');
    for (number, letter) in (0..).zip(letters) {
        own[letter as usize] = number;
    }
    let mut next = NONE + 1;
    for character in rows.iter().flat_map(|it| &it.gram) {
        let place = own.get_mut(*character as usize);
        if let Some(place) = place.filter(|it| **it == UNKNOWN && next < UNKNOWN) {
            *place = next;
            next += 1;
        }
    }
    own
}

fn symbol_of(character: char, own: &[u16]) -> u16 {
    let symbol = own.get(character as usize).copied().unwrap_or(UNKNOWN);
    let capital = if chars::is_upper(character) {
        CAPITAL
    } else {
        0
    };
    symbol | capital
}

impl Table {
    fn new(n_entries: usize) -> Table {
        Table {
            slots: vec![(0, 0); (2 * n_entries).next_power_of_two()],
        }
    }

    fn insert(&mut self, key: u64, place: Place) {
        let slot = self.slot(key);
        self.slots[slot] = (key, place);
    }
}
