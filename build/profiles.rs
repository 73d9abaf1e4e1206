//! Packs langdetect's profiles for `src/check/language/packed.rs`, which reads them.
//!
//! Counts take a third of the room of the shares that are worked out from them, and things of one
//! kind that stand together are easier to compress than a table of rows. Numbers are LEB128:
//!
//! 1. the number of languages; of each the length of its code, the code, and how many n-grams of
//!    one, two and three characters it counted;
//! 2. the length of all n-grams in bytes, and the n-grams, each with a line break after it;
//! 3. for each n-gram, how many languages have it, and which;
//! 4. for each of these, how often it was counted there;
//! 5. what characters of the basic plane count as: runs of characters that count as the same one,
//!    each as its length and that character, 0 for themselves;
//! 6. how many Vietnamese letters take marks; of each letter, mark, and both in one.

use langdetect::{LangProfile, text};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};

/// Where n-grams occur: numbers of languages and counts.
type Grams = BTreeMap<String, BTreeMap<usize, u64>>;

/// Packs the profiles in the crate's folder.
pub(crate) fn pack(folder: &Path) -> Result<Vec<u8>> {
    let profiles = read(&folder.join("profiles"))?;
    let mut packed = Vec::new();
    number(&mut packed, profiles.len() as u64);
    for profile in &profiles {
        number(&mut packed, profile.name.len() as u64);
        packed.extend(profile.name.as_bytes());
        let totals = profile.n_words.iter().take(3);
        totals.for_each(|it| number(&mut packed, whole(*it)));
    }
    add_grams(&mut packed, &grams(&profiles));
    add_characters(&mut packed);
    add_composed(&mut packed);
    Ok(packed)
}

/// The profiles in the order of their files, which is the order langdetect knows them in.
fn read(folder: &Path) -> Result<Vec<LangProfile>> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>>>()?;
    let mut files: Vec<_> = entries.into_iter().map(|it| it.path()).collect();
    files.sort();
    let profile = |file: PathBuf| {
        let profile = LangProfile::from_json(&fs::read_to_string(&file)?);
        let profile = profile.ok().filter(|it| it.n_words.len() == 3);
        profile.ok_or_else(|| Error::other(format!("`{}` is no profile", file.display())))
    };
    files.into_iter().map(profile).collect()
}

fn grams(profiles: &[LangProfile]) -> Grams {
    let mut grams = Grams::new();
    for (language, profile) in profiles.iter().enumerate() {
        for (gram, count) in &profile.freq {
            if (1..=3).contains(&gram.chars().count()) {
                let languages = grams.entry(gram.clone()).or_default();
                languages.insert(language, whole(*count));
            }
        }
    }
    grams
}

fn add_grams(packed: &mut Vec<u8>, grams: &Grams) {
    let n_bytes: usize = grams.keys().map(|it| it.len() + 1).sum();
    number(packed, n_bytes as u64);
    for gram in grams.keys() {
        packed.extend(gram.as_bytes());
        packed.push(b'\n');
    }
    for languages in grams.values() {
        number(packed, languages.len() as u64);
        languages.keys().for_each(|it| number(packed, *it as u64));
    }
    for languages in grams.values() {
        languages.values().for_each(|it| number(packed, *it));
    }
}

fn add_characters(packed: &mut Vec<u8>) {
    let counts_as = |code: u32| match char::from_u32(code).map(|it| (it, text::normalize(it))) {
        Some((it, normal)) if it != normal => u64::from(u32::from(normal)),
        _ => 0,
    };
    let mut codes = (0..0x1_0000).map(counts_as).peekable();
    while let Some(first) = codes.next() {
        let mut length = 1;
        while codes.next_if_eq(&first).is_some() {
            length += 1;
        }
        number(packed, length);
        number(packed, first);
    }
}

fn add_composed(packed: &mut Vec<u8>) {
    let (letters, marks, both) = text::vietnamese_tables();
    number(packed, letters.chars().count() as u64 * both.len() as u64);
    for (mark, both) in marks.chars().zip(&both) {
        for (letter, both) in letters.chars().zip(both.chars()) {
            for it in [letter, mark, both] {
                number(packed, u64::from(u32::from(it)));
            }
        }
    }
}

fn number(packed: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        packed.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    packed.push(number.to_le_bytes()[0]);
}

/// A count, which the crate keeps as a float.
#[expect(
    clippy::cast_possible_truncation,
    reason = "counts are whole and far from the limits"
)]
fn whole(count: f64) -> u64 {
    count as u64
}
