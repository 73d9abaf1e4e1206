//! Reads the profiles that `build/profiles.rs` packed, which says how they are written.

use super::filled::Row;
use super::profiles::Profiles;

/// Made when this is built; empty where that failed.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/profiles.bin"));

struct Language {
    code: String,
    /// How many n-grams of one, two and three characters were counted.
    totals: [f64; 3],
}

pub(super) fn read() -> Option<Profiles> {
    let mut reader = Reader(PACKED);
    let n_languages = reader.number()?;
    let languages = (0..n_languages).map(|_| reader.language());
    let languages = languages.collect::<Option<Vec<_>>>()?;
    let rows = reader.rows(&languages)?;
    let counts_as = reader.characters()?;
    let composed = reader.composed()?;
    let normalize = |it: char| {
        let other = counts_as.get(it as usize).copied().flatten();
        other.unwrap_or(it)
    };
    let codes = languages.into_iter().map(|it| it.code).collect();
    Some(Profiles::new(codes, rows, composed, normalize))
}

struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn take(&mut self, n: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        let length = self.0.iter().position(|it| *it < 0x80)? + 1;
        let bytes = self.take(length)?.iter().rev();
        Some(bytes.fold(0, |number, it| number << 7 | u32::from(it & 0x7f)))
    }

    fn character(&mut self) -> Option<char> {
        char::from_u32(self.number()?)
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = self.number()? as usize;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn language(&mut self) -> Option<Language> {
        let code = self.text()?.to_owned();
        let mut total = || self.number().map(f64::from);
        Some(Language {
            code,
            totals: [total()?, total()?, total()?],
        })
    }

    fn rows(&mut self, languages: &[Language]) -> Option<Vec<Row>> {
        let grams = self.text()?.lines().map(|it| it.chars().collect());
        let mut rows: Vec<_> = grams
            .map(|gram| Row {
                gram,
                shares: Vec::new(),
            })
            .collect();
        for row in &mut rows {
            let n_languages = self.number()?;
            let language = |_| Some((u8::try_from(self.number()?).ok()?, 0.0));
            row.shares = (0..n_languages).map(language).collect::<Option<_>>()?;
        }
        for row in &mut rows {
            for (language, share) in &mut row.shares {
                let totals = &languages.get(*language as usize)?.totals;
                *share = f64::from(self.number()?) / totals.get(row.gram.len() - 1)?;
            }
        }
        Some(rows)
    }

    /// What each character of the basic plane counts as, where not as itself.
    fn characters(&mut self) -> Option<Vec<Option<char>>> {
        let mut all = Vec::with_capacity(0x1_0000);
        while all.len() < 0x1_0000 {
            let length = self.number()? as usize;
            let other = Some(self.character()?).filter(|it| *it != '\0');
            all.extend(std::iter::repeat_n(other, length));
        }
        Some(all)
    }

    fn composed(&mut self) -> Option<Vec<(char, char, char)>> {
        let n = self.number()?;
        let all = (0..n).map(|_| Some((self.character()?, self.character()?, self.character()?)));
        all.collect()
    }
}
