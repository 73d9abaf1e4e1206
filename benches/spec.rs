//! How long reading a spec takes, as a multiple of what the Markdown reader alone takes.
//!
//! `cargo bench --bench spec` reads the longest published spec from the data folder (see
//! `tests/support/data.rs`), else the longest of our own. All parts are timed in turn, in one run,
//! so that the ratios hold on a busy machine; of many rounds the quickest counts. An edit is timed
//! beside the reading of the whole document.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program for the host that measures"
)]

#[path = "../tests/support/data.rs"]
mod data;

use plumbline::spec::{advice, follow_edit, parse, parse_structure};
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
    measure_edit(&text);
}

/// A letter typed in the middle, and taken back: its section read again beside the whole document.
fn measure_edit(text: &str) {
    let at = text.len() / 2;
    let at = at + text[at..].find(". ").expect("a spec has sentences");
    let typed = [&text[..at], "x", &text[at..]].concat();
    let mut spec = parse(text);
    let (mut section, mut whole, mut advised) = (f64::MAX, f64::MAX, f64::MAX);
    for round in 0..200 {
        let (old, new) = if round % 2 == 0 {
            (text, typed.as_str())
        } else {
            (typed.as_str(), text)
        };
        section = section.min(milliseconds(|| assert!(follow_edit(&mut spec, old, new))));
        whole = whole.min(milliseconds(|| drop(black_box(parse(new)))));
        let advise = || drop(black_box(advice(&spec, new, &|_| false)));
        advised = advised.min(milliseconds(advise));
    }
    println!("an edit: section {section:.3} ms, whole {whole:.3} ms, advice {advised:.3} ms");
}

fn milliseconds(run: impl FnOnce()) -> f64 {
    let start = Instant::now();
    run();
    start.elapsed().as_secs_f64() * 1e3
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
            part.best = part.best.min(milliseconds(|| (part.run)(text)));
        }
    }
    let base = parts[0].best;
    println!("{copies} ×");
    for Part { name, best, .. } in parts {
        let (ratio, each) = (best / base, best / copies as f64);
        println!("  {name:<32} {best:8.3} ms  {each:7.3} ms a copy  {ratio:6.2} × the walk");
    }
}
