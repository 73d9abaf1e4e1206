//! What is known about 55 languages: how often n-grams of one to three characters occur in each.
//!
//! **The seam.** The tables weigh half a megabyte packed. They are those of langdetect 1.0.9,
//! out of the crate `langdetect`, written more compactly when this is built
//! (`build/profiles.rs`). The native command links them, and so does the whole engine's module
//! (feature `tables`); the small engine that the page begins with does not and says that such a
//! check waits ([`Part`](crate::check::Part)). Nothing else knows where [`profiles`] come from.
//!
//! What is looked up per character says `inline(always)`: the page's engine is built for size, and
//! would call each of them.

use crate::check::python::chars;

/// What separates words.
pub(super) const SPACE: u16 = 0;
/// Stands where an n-gram has fewer than three characters. Symbols up to this one are small: the
/// space and the letters of English.
pub(super) const NONE: u16 = 63;
/// A character in no profile.
pub(super) const UNKNOWN: u16 = 0x1fff;
/// Set on symbols of capitals.
pub(super) const CAPITAL: u16 = 0x8000;
/// Three small symbols have so many keys.
pub(super) const SMALL_KEYS: usize = 1 << 18;

/// The profiles of all languages, by n-gram.
#[derive(Debug)]
pub(crate) struct Profiles {
    /// ISO 639-1 codes, with `zh-cn` and `zh-tw`.
    pub(super) codes: Vec<String>,
    /// The symbol of each character of the basic plane, [`CAPITAL`] included.
    pub(super) symbols: Vec<u16>,
    /// By three small symbols.
    pub(super) small: Vec<Place>,
    /// Whether there is an n-gram, one bit each, which stay in the processor's cache.
    pub(super) known: Box<[u64; SMALL_KEYS / 64]>,
    pub(super) others: Table,
    /// Numbers of languages, by n-gram.
    pub(super) languages: Vec<u8>,
    /// Beside each, the n-gram's share among those of its length there.
    pub(super) shares: Vec<f64>,
    /// Vietnamese letters with a mark of their own: letter, mark, both in one.
    pub(super) composed: Vec<(char, char, char)>,
}

/// Where the shares of an n-gram begin, times 64, plus how many there are. 0 is none.
pub(super) type Place = u32;

/// The profiles, where this build has them.
pub(crate) fn profiles() -> Option<&'static Profiles> {
    #[cfg(feature = "tables")]
    {
        static PROFILES: std::sync::OnceLock<Option<Profiles>> = std::sync::OnceLock::new();
        PROFILES.get_or_init(super::packed::read).as_ref()
    }
    #[cfg(not(feature = "tables"))]
    None
}

impl Profiles {
    /// The symbol of a character, with [`CAPITAL`] where it is one.
    #[inline(always)]
    pub(super) fn symbol(&self, character: char) -> u16 {
        match self.symbols.get(character as usize) {
            Some(symbol) => *symbol,
            None if chars::is_upper(character) => UNKNOWN | CAPITAL,
            None => UNKNOWN,
        }
    }

    /// Whether three small symbols are an n-gram of some language.
    #[inline(always)]
    pub(super) fn knows(&self, small_key: u32) -> bool {
        let key = small_key as usize % SMALL_KEYS;
        self.known[key / 64] >> (key % 64) & 1 == 1
    }

    /// The shares of a known n-gram of three small symbols.
    #[inline(always)]
    pub(super) fn small(&self, small_key: u32) -> Place {
        self.small[small_key as usize]
    }

    /// The shares of another n-gram, 0 if it is not known.
    #[inline(always)]
    pub(super) fn other(&self, gram: [u16; 3]) -> Place {
        match small_key(gram) {
            Some(key) => self.small(key),
            None => self.others.get(large_key(gram)),
        }
    }

    /// How often an n-gram occurs in each language that has it.
    #[inline]
    pub(super) fn shares(&self, place: Place) -> impl Iterator<Item = (u8, f64)> {
        let (start, n) = (place as usize >> 6, place as usize & 63);
        let languages = &self.languages[start..start + n];
        let shares = &self.shares[start..start + n];
        languages.iter().copied().zip(shares.iter().copied())
    }
}

/// The key of three symbols, where all are small.
#[inline(always)]
pub(super) fn small_key([first, second, third]: [u16; 3]) -> Option<u32> {
    let is_small = first | second | third <= NONE;
    is_small.then(|| u32::from(first) << 12 | u32::from(second) << 6 | u32::from(third))
}

#[inline(always)]
pub(super) fn large_key([first, second, third]: [u16; 3]) -> u64 {
    u64::from(first) << 26 | u64::from(second) << 13 | u64::from(third)
}

/// A hash table that never changes once it is filled.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) slots: Vec<(u64, Place)>,
}

impl Table {
    #[inline(always)]
    fn get(&self, key: u64) -> Place {
        self.slots[self.slot(key)].1
    }

    /// Where `key` stands, or would.
    #[inline(always)]
    pub(super) fn slot(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let hash = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut at = (hash >> 32) as usize & mask;
        while self.slots[at].1 != 0 && self.slots[at].0 != key {
            at = (at + 1) & mask;
        }
        at
    }
}
