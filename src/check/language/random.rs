//! Python's `random.Random(0)`: the numbers by which langdetect samples n-grams.
//!
//! Source: Matsumoto and Nishimura (1998), MT19937; CPython 3.11, `Modules/_randommodule.c` and
//! `Lib/random.py` for how seeds, choices and normal deviates come from it.

use std::sync::LazyLock;

const N: usize = 624;
const M: usize = 397;

/// The generator, seeded with 0.
#[derive(Clone)]
pub(super) struct Random {
    state: [u32; N],
    at: usize,
    /// Normal deviates come in pairs.
    spare: Option<f64>,
}

impl Random {
    /// The generator after `seed(0)`. Seeding takes longer than a text, so it is done once.
    pub(super) fn seeded() -> Random {
        static FIRST: LazyLock<Random> = LazyLock::new(|| {
            let mut random = Random {
                state: seeded_state(),
                at: 0,
                spare: None,
            };
            random.twist();
            random
        });
        FIRST.clone()
    }

    /// `gauss(0, 1)`.
    pub(super) fn gauss(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let angle = self.uniform() * (2.0 * std::f64::consts::PI);
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        self.spare = Some(angle.sin() * radius);
        angle.cos() * radius
    }

    /// `choice` of so many: a whole number below `n`, which is at least 1 and below 2^32.
    #[inline(always)]
    pub(super) fn below(&mut self, n: u32) -> usize {
        let unused = n.leading_zeros();
        loop {
            let bits = self.next() >> unused;
            if bits < n {
                return bits as usize;
            }
        }
    }

    /// `random()`: 53 bits in `[0, 1)`.
    fn uniform(&mut self) -> f64 {
        let (high, low) = (self.next() >> 5, self.next() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    #[inline(always)]
    fn next(&mut self) -> u32 {
        if self.at == N {
            self.twist();
        }
        let mut word = self.state[self.at];
        self.at += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    fn twist(&mut self) {
        for at in 0..N {
            let (high, low) = (self.state[at], self.state[(at + 1) % N]);
            let mixed = (high & 0x8000_0000) | (low & 0x7fff_ffff);
            let odd = if mixed & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[at] = self.state[(at + M) % N] ^ (mixed >> 1) ^ odd;
        }
        self.at = 0;
    }
}

/// `init_by_array` with the key 0, which adds nothing anywhere.
fn seeded_state() -> [u32; N] {
    let mut state = [19_650_218; N];
    for (number, at) in (1_u32..).zip(1..N) {
        state[at] = spread(state[at - 1])
            .wrapping_mul(1_812_433_253)
            .wrapping_add(number);
    }
    // Once round, beginning with the second word, and the second again; then round from the third.
    for at in (1..N).chain([1]) {
        state[at] ^= spread(state[at - 1]).wrapping_mul(1_664_525);
        wrap(&mut state, at);
    }
    for (number, at) in (2_u32..).zip(2..N).chain([(1, 1)]) {
        let mixed = state[at] ^ spread(state[at - 1]).wrapping_mul(1_566_083_941);
        state[at] = mixed.wrapping_sub(number);
        wrap(&mut state, at);
    }
    state[0] = 0x8000_0000;
    state
}

fn spread(word: u32) -> u32 {
    word ^ (word >> 30)
}

/// The first word is the last one's copy when the round is over.
fn wrap(state: &mut [u32; N], at: usize) {
    if at == N - 1 {
        state[0] = state[at];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `random.Random(0)` of CPython gives these numbers.
    #[test]
    fn the_sequence_is_pythons() {
        let mut random = Random::seeded();
        let numbers: Vec<_> = (0..5).map(|_| random.below(1000)).collect();
        assert_eq!(numbers, [864, 394, 776, 911, 430]);
        let mut random = Random::seeded();
        let deviates: Vec<_> = (0..3).map(|_| random.gauss()).collect();
        assert_eq!(
            deviates,
            [0.9417154046806644, -1.3965781047011498, -0.6797144480784211]
        );
        let mut random = Random::seeded();
        let later = (0..2000).map(|_| random.below(1 << 31)).last();
        assert_eq!(later, Some(1_149_652_262));
    }
}
