//! Whether reading a hostile spec takes time in proportion to its length.
//!
//! `cargo bench --bench hostile` reads each of `tests/support/hostile.rs` at one and at four times
//! the length, in turn, and fails where the quickest of many rounds takes more than twice the
//! proportion. A text that does not is measured again, as a busy machine does not slow every round.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program for the host that measures"
)]

#[path = "../tests/support/hostile.rs"]
mod hostile;

use plumbline::spec::{advice, parse};
use std::hint::black_box;
use std::time::Instant;

const N_BYTES: usize = 30_000;

const MIN_ROUNDS: usize = 5;
const MAX_ROUNDS: usize = 60;

/// What needs no further round.
const CLEAR: f64 = 5.0;

/// Four times the text may take twice four times as long.
const LIMIT: f64 = 8.0;

fn main() {
    let (short, long) = (hostile::texts(N_BYTES), hostile::texts(4 * N_BYTES));
    let mut failed = Vec::new();
    for ((name, short), (_, long)) in short.iter().zip(&long) {
        let (mut one, mut four) = (f64::MAX, f64::MAX);
        for round in 0..MAX_ROUNDS {
            one = one.min(time(short));
            four = four.min(time(long));
            if round >= MIN_ROUNDS && four / one <= CLEAR {
                break;
            }
        }
        println!(
            "{name:<48} {one:8.3} ms  {four:8.3} ms  {:5.2} ×",
            four / one
        );
        if four / one > LIMIT {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "not in proportion: {failed:?}");
}

fn time(text: &str) -> f64 {
    let start = Instant::now();
    let spec = parse(text);
    black_box(advice(&spec, text, &|_| false));
    start.elapsed().as_secs_f64() * 1e3
}
