//! The profiles out of the crate `langdetect`, which carries those of langdetect 1.0.9.
//!
//! The crate can detect languages itself, exactly as langdetect does. Its tables are read out of
//! it instead because detection here is several times faster (see [`super::detect`]) and must also
//! run where the crate cannot be linked.

use super::filled::Row;
use super::profiles::Profiles;
use langdetect::{Compat, DetectorFactory, text};

/// Which Python's characters count.
const PYTHON: u32 = 11;

pub(super) fn read() -> Option<Profiles> {
    let mut factory = DetectorFactory::new(Compat::python(PYTHON));
    factory
        .load_builtin(&DetectorFactory::builtin_files())
        .ok()?;
    let packed = factory.to_bytes();
    // A mark for the format, and two bytes of settings.
    let mut reader = Reader(packed.get(6..)?);
    let codes = reader.codes()?;
    let n_rows = reader.u32()?;
    let rows = (0..n_rows)
        .map(|_| reader.row())
        .collect::<Option<Vec<_>>>()?;
    Some(Profiles::new(codes, rows, composed(), text::normalize))
}

fn composed() -> Vec<(char, char, char)> {
    let (letters, marks, both) = text::vietnamese_tables();
    let of_mark = |(mark, both): (char, &String)| {
        let letters: Vec<_> = letters.chars().zip(both.chars()).collect();
        letters
            .into_iter()
            .map(move |(letter, both)| (letter, mark, both))
    };
    marks.chars().zip(&both).flat_map(of_mark).collect()
}

/// The crate's packed form, little-endian.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn take(&mut self, n: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn codes(&mut self) -> Option<Vec<String>> {
        let n_codes = self.u32()?;
        let mut code = || {
            let length = self.u32()? as usize;
            String::from_utf8(self.take(length)?.to_vec()).ok()
        };
        (0..n_codes).map(|_| code()).collect()
    }

    /// Three times 21 bits with the character plus one, then the languages.
    fn row(&mut self) -> Option<Row> {
        let key = self.u64()?;
        let codes = (0..3).map(|at| (key >> (21 * at)) & 0x1f_ffff);
        let character = |code: u64| char::from_u32(u32::try_from(code).ok()?.checked_sub(1)?);
        let _n_languages = self.u32()?;
        let n_shares = self.u32()?;
        let mut share = || Some((u8::try_from(self.u32()?).ok()?, f64::from_bits(self.u64()?)));
        Some(Row {
            shares: (0..n_shares).map(|_| share()).collect::<Option<_>>()?,
            gram: codes.filter_map(character).collect(),
        })
    }
}
