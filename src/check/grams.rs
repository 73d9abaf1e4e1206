//! Which runs of four bytes a text has. A text lacks most of what checks look for, and this tells
//! so without reading the text again for each of them: what is looked for has a run that the text
//! has not.

/// How many bytes a run has.
const LENGTH: usize = 4;
/// So many runs of what is looked for are asked about.
const MAX_ASKED: usize = 24;
/// Bits of a set for a short text and a long one, as powers of two.
const BITS: std::ops::RangeInclusive<u32> = 10..=20;

/// The runs of a text in lower case, as a set that may have too many and lacks none.
#[derive(Debug)]
pub(crate) struct Grams {
    bits: Vec<u64>,
    /// What is left of a hash is the place in the set.
    shift: u32,
}

/// What a text must have, as hashes of runs; nothing where that is not known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Needed {
    hashes: Vec<u32>,
}

impl Grams {
    /// Of a text in lower case.
    pub(crate) fn of(lowered: &str) -> Grams {
        let wanted = lowered.len().saturating_mul(8).max(1).ilog2() + 1;
        let shift = 32 - wanted.clamp(*BITS.start(), *BITS.end());
        let mut bits = vec![0; 1 << (32 - shift - 6)];
        for hash in hashes(lowered.as_bytes()) {
            let at = hash >> shift;
            bits[at as usize / 64] |= 1_u64 << (at % 64);
        }
        Grams { bits, shift }
    }

    /// `false` where the text cannot have it.
    pub(crate) fn may_have(&self, needed: &Needed) -> bool {
        needed.hashes.iter().all(|hash| {
            let at = hash >> self.shift;
            self.bits[at as usize / 64] >> (at % 64) & 1 == 1
        })
    }
}

impl Needed {
    /// These bytes one after the other, in a text in lower case as JavaScript gives it.
    pub(crate) fn in_lower_case(text: &str) -> Needed {
        let hashes = hashes(text.as_bytes()).take(MAX_ASKED).collect();
        Needed { hashes }
    }

    /// These texts, each anywhere in a text as it is written. Only what is ASCII in them counts:
    /// its lower case is the same wherever it stands.
    pub(crate) fn as_written<'a>(texts: impl IntoIterator<Item = &'a str>) -> Needed {
        let mut needed = Needed::default();
        for text in texts {
            for ascii in text.split(|it: char| !it.is_ascii()) {
                let room = MAX_ASKED - needed.hashes.len();
                let lowered = ascii.to_ascii_lowercase();
                needed.hashes.extend(hashes(lowered.as_bytes()).take(room));
            }
        }
        needed
    }
}

fn hashes(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    let run = |it: &[u8]| {
        it.iter()
            .fold(0_u32, |run, byte| run << 8 | u32::from(*byte))
    };
    // Its high bits depend on all bits of the run.
    bytes
        .windows(LENGTH)
        .map(move |it| run(it).wrapping_mul(0x9e37_79b1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_what_stands_in_it_and_lacks_most_other_things() {
        let grams = Grams::of("the glass coast is due on friday, says the été library");
        for part in ["the glass", "due on", "été lib", "s", "", "library"] {
            assert!(grams.may_have(&Needed::in_lower_case(part)), "{part}");
        }
        let written = |it: &'static [&str]| grams.may_have(&Needed::as_written(it.iter().copied()));
        assert!(written(&["The Glass", "FRIDAY"]) && written(&["É", "ÉTÉ Lib"]));
        assert!(!written(&["The Glass", "MONDAY"]));
        let absent = ["monday", "overdue", "as an ai", "i cannot"];
        let n_told = absent
            .iter()
            .filter(|it| !grams.may_have(&Needed::in_lower_case(it)));
        assert_eq!(n_told.count(), absent.len());
    }
}
