//! The fuzz targets on a stable compiler: over their corpus, the texts of this project, and a few
//! mutations of both, the same in every run. `fuzz/README.md` says how to look further.

#[path = "../fuzz/targets.rs"]
mod targets;

use std::fs;
use std::path::{Path, PathBuf};

/// Mutations of each target's inputs; `PLUMBLINE_FUZZ_RUNS` asks for more.
const N_RUNS: usize = if cfg!(debug_assertions) { 150 } else { 3000 };

/// Mutations are made of inputs up to this length, so that many fit into a second.
const MAX_SEED: usize = 4000;

#[test]
fn targets_hold_on_their_corpus_and_on_mutations_of_it() {
    let n_runs = std::env::var("PLUMBLINE_FUZZ_RUNS").ok();
    let n_runs = n_runs.and_then(|it| it.parse().ok()).unwrap_or(N_RUNS);
    for (name, target) in targets::ALL {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "{name} has no corpus");
        seeds.iter().for_each(|it| target(it));
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        for _ in 0..n_runs {
            target(&mutated(&seeds, &mut dice));
        }
    }
}

/// The corpus of a target, and texts of this project that it can read.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ours: &[(&str, &str)] = match name {
        "checks" => &[("specs/packs", "yml")],
        "link" => &[
            ("tests/fixtures/links", "link"),
            ("tests/fixtures/links", "json"),
        ],
        "patterns" => &[("tests/fixtures/patterns", "jsonl")],
        "record" => &[("specs", "jsonl")],
        _ => &[("specs", "md"), ("tests/fixtures/specs", "md")],
    };
    let corpus = files(&root.join("fuzz/corpus").join(name));
    let ours = ours.iter().flat_map(|(folder, ending)| {
        let all = files(&root.join(folder)).into_iter();
        all.filter(move |it| it.extension().is_some_and(|it| it == *ending))
    });
    corpus
        .into_iter()
        .chain(ours)
        .map(|it| fs::read(it).expect("the corpus can be read"))
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<_> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
    files.retain(|it| it.is_file());
    files.sort();
    files
}

/// Marsaglia's xorshift: the same numbers in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
    }
}

/// What means something to one reader or another.
const SIGNS: &[u8] = b"\x1f\n#`~<>[]{}()*_:-\"\\|+?^$";

/// A stretch of one input with pieces of others in it, some left out, some bytes changed.
fn mutated(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = stretch(&seeds[dice.roll(seeds.len())], MAX_SEED, dice).to_vec();
    for _ in 0..1 + dice.roll(6) {
        let at = dice.roll(bytes.len() + 1);
        let end = (at + dice.roll(40)).min(bytes.len());
        match dice.roll(4) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..end, [SIGNS[dice.roll(SIGNS.len())]])),
            2 => bytes.rotate_left(at),
            _ => {
                let piece = stretch(&seeds[dice.roll(seeds.len())], 60, dice).to_vec();
                drop(bytes.splice(at..at, piece));
            }
        }
    }
    bytes
}

fn stretch<'a>(bytes: &'a [u8], most: usize, dice: &mut Dice) -> &'a [u8] {
    let start = dice.roll(bytes.len().saturating_sub(most) + 1);
    let len = bytes.len() - start;
    &bytes[start..start + len.min(1 + dice.roll(most))]
}
