//! How long reading a spec takes, as a multiple of what the Markdown reader alone takes.
//!
//! `cargo bench --bench spec` reads the longest published spec from the data folder (see
//! `tests/support/data.rs`), else the longest of our own. All parts are timed in turn, in one run,
//! so that the ratios hold on a busy machine; of many rounds the quickest counts.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program for the host that measures"
)]

#[path = "../tests/support/data.rs"]
mod data;

use plumbline::spec::{parse, parse_structure};
use plumbline::workspace::bundled;
use pulldown_cmark::{Options, Parser};
use std::hint::black_box;
use std::time::Instant;

/// What is timed, and its quickest round in milliseconds.
struct Part {
    name: &'static str,
    run: fn(&str),
    best: f64,
}

impl Part {
    fn new(name: &'static str, run: fn(&str)) -> Part {
        let best = f64::MAX;
        Part { name, run, best }
    }
}

fn main() {
    let (name, text) = longest();
    println!("{name}, {} bytes", text.len());
    for copies in [1, 4, 16] {
        measure(&text.repeat(copies), copies);
    }
}

fn longest() -> (String, String) {
    let ours = bundled::all()
        .iter()
        .map(|it| (it.name.to_owned(), it.text.to_owned()));
    let all = data::specs().into_iter().chain(ours);
    all.max_by_key(|it| it.1.len()).expect("there are specs")
}

fn walk(text: &str) {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter();
    black_box(events.map(|(_, range)| range.len()).sum::<usize>());
}

fn structure(text: &str) {
    black_box(parse_structure(text));
}

fn clauses(text: &str) {
    black_box(parse(text));
}

fn measure(text: &str, copies: usize) {
    let mut parts = [
        Part::new("bare walk", walk),
        Part::new("sections, examples, references", structure),
        Part::new("and clauses", clauses),
    ];
    for _ in 0..200 / copies + 5 {
        for part in &mut parts {
            let start = Instant::now();
            (part.run)(text);
            part.best = part.best.min(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    let base = parts[0].best;
    println!("{copies} ×");
    for Part { name, best, .. } in parts {
        let (ratio, each) = (best / base, best / copies as f64);
        println!("  {name:<32} {best:8.3} ms  {each:7.3} ms a copy  {ratio:6.2} × the walk");
    }
}
