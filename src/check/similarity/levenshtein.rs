//! Levenshtein distance up to a bound.
//!
//! Counts UTF-16 code units, as JavaScript does. Only the band of the table that a distance within
//! the bound can pass through is filled, so time grows with the shorter text times the bound.

/// How many cells of the table may be filled; more would take longer than a second.
const MAX_CELLS: u64 = 200_000_000;

/// The texts are too long for so high a bound.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong;

/// The distance of `a` and `b` if it is at most `bound`, else `None`.
pub(super) fn within(a: &str, b: &str, bound: u64) -> Result<Option<u64>, TooLong> {
    if a == b {
        return Ok(Some(0));
    }
    let (a, b): (Vec<u16>, Vec<u16>) = (a.encode_utf16().collect(), b.encode_utf16().collect());
    let (a, b) = without_common_ends(&a, &b);
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let longest = long.len() as u64;
    if longest - short.len() as u64 > bound {
        return Ok(None);
    }
    // No distance is larger than the longer text.
    let band = bound.min(longest);
    let width = (2 * band + 1).min(longest);
    if (short.len() as u64).saturating_mul(width) > MAX_CELLS {
        return Err(TooLong);
    }
    let distance = banded(short, long, usize::try_from(band).unwrap_or(usize::MAX));
    Ok(distance.filter(|it| *it <= bound))
}

fn without_common_ends<'t>(a: &'t [u16], b: &'t [u16]) -> (&'t [u16], &'t [u16]) {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    (&a[..a.len() - end], &b[..b.len() - end])
}

/// Fills the rows of `short` over the columns of `long` that lie within `band` of the diagonal.
fn banded(short: &[u16], long: &[u16], band: usize) -> Option<u64> {
    const FAR: u32 = u32::MAX / 2;
    let mut row: Vec<u32> = (0_u32..).take(long.len() + 1).collect();
    for (at, unit) in short.iter().enumerate() {
        let first = (at + 1).saturating_sub(band).max(1);
        let last = (at + 1 + band).min(long.len());
        let mut diagonal = row[first - 1];
        row[first - 1] = if first == 1 {
            u32::try_from(at + 1).unwrap_or(FAR)
        } else {
            FAR
        };
        let mut least = row[first - 1];
        if last < long.len() {
            row[last + 1] = FAR;
        }
        for column in first..=last {
            let swap = diagonal + u32::from(*unit != long[column - 1]);
            diagonal = row[column];
            row[column] = swap.min(diagonal + 1).min(row[column - 1] + 1);
            least = least.min(row[column]);
        }
        if least as usize > band {
            return None;
        }
    }
    Some(row[long.len()].into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_found_up_to_the_bound() {
        #[track_caller]
        fn check(a: &str, b: &str, bound: u64, expected: Option<u64>) {
            assert_eq!(within(a, b, bound), Ok(expected), "{a} {b}");
            assert_eq!(within(b, a, bound), Ok(expected), "{b} {a}");
        }
        check("kitten", "sitting", 5, Some(3));
        check("kitten", "sitting", 3, Some(3));
        check("kitten", "sitting", 2, None);
        check("", "abc", 3, Some(3));
        check("", "abc", 2, None);
        check("same", "same", 0, Some(0));
        check("a", "b", 0, None);
        check("😀", "", 2, Some(2));
        check("abcdef", "fedcba", 100, Some(6));
        check("xabcx", "yabcy", 1 << 50, Some(2));
    }

    #[test]
    fn a_band_gives_the_same_as_the_whole_table() {
        let words = [
            "",
            "a",
            "ab",
            "ba",
            "abab",
            "baabab",
            "aaaabbbb",
            "bbbbaaaa",
            "abcabcabc",
            "cbacba",
        ];
        for a in words {
            for b in words {
                let whole = within(a, b, 100).unwrap().unwrap();
                for bound in 0..10 {
                    assert_eq!(
                        within(a, b, bound),
                        Ok(Some(whole).filter(|it| *it <= bound)),
                        "{a} {b} {bound}"
                    );
                }
            }
        }
    }

    #[test]
    fn long_texts_are_compared_or_refused_at_once() {
        let (a, b) = ("a".repeat(10 << 20), "b".repeat(10 << 20));
        assert_eq!(within(&a, &b, 5), Ok(None));
        assert_eq!(within(&a, &b, 1 << 20), Err(TooLong));
        assert_eq!(within(&a, &(a.clone() + "b"), 1 << 30), Ok(Some(1)));
    }
}
