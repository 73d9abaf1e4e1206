//! Which language a text is in, as langdetect 1.0.9 sees it: naive Bayes over n-grams of one to
//! three characters, drawn at random until one language is all but certain, seven times over.
//!
//! The numbers drawn are those of Python with seed 0, so the languages are those of the reference.
//! Three things are done otherwise, to the same result:
//! - A probability is multiplied only where the n-gram occurs; what would be common to all
//!   languages falls out when they are brought to a sum of one. Results differ in the fifteenth
//!   digit.
//! - Which n-grams a text has is told by one bit each; their shares are looked up only for those
//!   drawn.
//! - [`Profiles::language`] stops when the other draws cannot change the winner.
//!
//! Source: Shuyo (2010), "Language Detection Library for Java"; langdetect 1.0.9, `detector.py`.

use super::clean::cleaned;
use super::profiles::{CAPITAL, NONE, Place, Profiles, SPACE, small_key};
use super::random::Random;

const N_TRIALS: usize = 7;
/// Draws of one trial, at most.
const MAX_DRAWS: usize = 1000;
/// Probabilities are looked at after the first draw and then after so many more.
const PERIOD: usize = 5;
const CERTAIN: f64 = 0.99999;
/// What is below is not named.
const LEAST: f64 = 0.1;
/// Smoothing: mean and deviation of its weight, which is in units of `BASE`.
const WEIGHT: (f64, f64) = (0.5, 0.05);
const BASE: f64 = 10_000.0;
/// Probabilities are scaled down before they overflow.
const LARGE: f64 = 1e200;
/// Room for one probability per language, in whole lanes.
const LANES: usize = 64;
/// An n-gram that is not given by its small key but by the place of its shares.
const PLACED: u32 = 1 << 31;

impl Profiles {
    /// The code of the likeliest language; `None` where the text has nothing to go by. Where no
    /// language is likely, `unknown`.
    pub(crate) fn language(&self, text: &str) -> Option<&str> {
        let grams = self.grams(&cleaned(text, &self.composed));
        let odds = Trials::new(self, &grams)?.until_decided();
        Some(
            self.ranked(&odds)
                .first()
                .map_or("unknown", |(code, _)| code),
        )
    }

    /// Languages with a probability above 0.1, likeliest first; `None` where the text has nothing
    /// to go by.
    pub(crate) fn languages(&self, text: &str) -> Option<Vec<(&str, f64)>> {
        let grams = self.grams(&cleaned(text, &self.composed));
        let odds = Trials::new(self, &grams)?.all();
        Some(self.ranked(&odds))
    }

    fn ranked(&self, odds: &[f64; LANES]) -> Vec<(&str, f64)> {
        let named = self.codes.iter().map(String::as_str).zip(*odds);
        let mut ranked: Vec<_> = named.filter(|(_, odds)| *odds > LEAST).collect();
        ranked.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        ranked
    }

    /// The known n-grams of a text: small keys, or places with [`PLACED`].
    fn grams(&self, text: &str) -> Vec<u32> {
        let mut grams = Grams {
            profiles: self,
            found: vec![0; 3 * text.len() + 4],
            n_found: 0,
            before: [NONE, SPACE],
            after_capital: false,
            in_capitals: false,
        };
        // Two loops, so that the one for ASCII keeps everything in registers.
        if text.is_ascii() {
            for byte in text.bytes() {
                grams.push(self.symbol(char::from(byte)));
            }
        } else {
            for character in text.chars() {
                grams.push(self.symbol(character));
            }
        }
        grams.found.truncate(grams.n_found);
        grams.found
    }

    /// Where the shares of an n-gram of [`Profiles::grams`] are.
    #[inline(always)]
    fn place_of(&self, gram: u32) -> Place {
        match gram & PLACED {
            0 => self.small(gram),
            _ => gram & !PLACED,
        }
    }
}

/// Collects n-grams symbol by symbol.
struct Grams<'p> {
    profiles: &'p Profiles,
    found: Vec<u32>,
    n_found: usize,
    /// The last two symbols; the first is [`NONE`] right after a space.
    before: [u16; 2],
    /// The last symbol was a capital.
    after_capital: bool,
    /// Two capitals in a row: the rest of them make no n-grams.
    in_capitals: bool,
}

impl Grams<'_> {
    #[inline(always)]
    fn push(&mut self, symbol: u16) {
        let (is_capital, third) = (symbol & CAPITAL != 0, symbol & !CAPITAL);
        let [mut first, second] = self.before;
        if second == SPACE {
            first = NONE;
            if third == SPACE {
                return;
            }
        }
        self.in_capitals = is_capital & (self.in_capitals | self.after_capital);
        self.after_capital = is_capital;
        self.before = [second, third];
        if self.in_capitals {
            return;
        }
        match small_key([first, second, third]) {
            Some(key) => self.push_small(key, first != NONE, third != SPACE),
            None => self.push_any([first, second, third]),
        }
    }

    /// Keeps what is known of a character, it and the one before, and all three. Written without
    /// branches, which would be guessed wrong too often.
    #[inline(always)]
    fn push_small(&mut self, key: u32, has_first: bool, is_letter: bool) {
        let none = u32::from(NONE);
        let one = none << 12 | none << 6 | key & 0o77;
        let two = none << 12 | key & 0o7777;
        let Some(room) = self.found[self.n_found..].first_chunk_mut::<4>() else {
            return;
        };
        let mut n = 0;
        let asked = [(one, is_letter), (two, true), (key, has_first)];
        for (key, asked) in asked {
            room[n & 3] = key;
            n += usize::from(asked & self.profiles.knows(key));
        }
        self.n_found += n;
    }

    fn push_any(&mut self, [first, second, third]: [u16; 3]) {
        let grams = [
            [NONE, NONE, third],
            [NONE, second, third],
            [first, second, third],
        ];
        let shortest = usize::from(third == SPACE);
        let longest = if first == NONE { 2 } else { 3 };
        for gram in &grams[shortest..longest] {
            let place = self.profiles.other(*gram);
            if place != 0 {
                self.found[self.n_found] = place | PLACED;
                self.n_found += 1;
            }
        }
    }
}

/// Seven walks over the n-grams of a text.
struct Trials<'p> {
    profiles: &'p Profiles,
    grams: &'p [u32],
    n_grams: u32,
    random: Random,
    /// The mean over all trials, as far as they are done.
    odds: [f64; LANES],
}

impl<'p> Trials<'p> {
    /// `None` without n-grams.
    fn new(profiles: &'p Profiles, grams: &'p [u32]) -> Option<Trials<'p>> {
        let n_grams = u32::try_from(grams.len()).ok().filter(|it| *it > 0)?;
        Some(Trials {
            profiles,
            grams,
            n_grams,
            random: Random::seeded(),
            odds: [0.0; LANES],
        })
    }

    fn all(mut self) -> [f64; LANES] {
        (0..N_TRIALS).for_each(|_| self.walk());
        self.odds
    }

    /// Stops when the rest of the trials cannot change which language is first.
    fn until_decided(mut self) -> [f64; LANES] {
        for done in 1..=N_TRIALS {
            self.walk();
            let left = (N_TRIALS - done) as f64 / N_TRIALS as f64;
            let (mut best, mut second) = (0.0_f64, 0.0_f64);
            for odds in self.odds {
                second = second.max(odds.min(best));
                best = best.max(odds);
            }
            if best > second + left && best > LEAST {
                break;
            }
        }
        self.odds
    }

    /// One trial: draws n-grams until one language is certain.
    fn walk(&mut self) {
        let n_languages = self.profiles.codes.len().min(LANES);
        let weight = (WEIGHT.0 + self.random.gauss() * WEIGHT.1) / BASE;
        let scale = 1.0 / weight;
        let mut odds = [0.0; LANES];
        odds[..n_languages].fill(1.0);
        let mut n_drawn = 0;
        loop {
            // Drawn before they are looked at, so that memory is waited for once.
            let mut drawn = [0; PERIOD];
            let period = if n_drawn == 0 { 1 } else { PERIOD };
            for place in &mut drawn[..period] {
                let gram = self.grams[self.random.below(self.n_grams)];
                *place = self.profiles.place_of(gram);
            }
            for place in &drawn[..period] {
                for (language, share) in self.profiles.shares(*place) {
                    odds[usize::from(language) % LANES] *= 1.0 + share * scale;
                }
            }
            n_drawn += period;
            let (sum, most) = sum_and_most(&odds);
            if most > CERTAIN * sum || n_drawn > MAX_DRAWS {
                let share = 1.0 / (sum * N_TRIALS as f64);
                self.odds
                    .iter_mut()
                    .zip(odds)
                    .for_each(|(all, it)| *all += it * share);
                return;
            }
            if sum > LARGE {
                odds.iter_mut().for_each(|it| *it /= sum);
            }
        }
    }
}

/// Sum and maximum, in lanes that a processor can add at once.
fn sum_and_most(odds: &[f64; LANES]) -> (f64, f64) {
    let (mut sums, mut most) = ([0.0; 8], [0.0_f64; 8]);
    for lanes in odds.chunks_exact(8) {
        for at in 0..8 {
            sums[at] += lanes[at];
            // Not `f64::max`, which also thinks of numbers that are none.
            most[at] = if lanes[at] > most[at] {
                lanes[at]
            } else {
                most[at]
            };
        }
    }
    (sums.iter().sum(), most.into_iter().fold(0.0, f64::max))
}
