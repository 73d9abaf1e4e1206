//! How long agreement of many raters takes, beside measuring every resample item by item.
//!
//! `cargo bench --bench agreement` has thirty raters label 500 items under ten clauses. It measures
//! them overall and per clause with 2,000 resamples, and pair by pair; in turn, a plain
//! implementation draws whole items and asks each coefficient about all of them, some resamples of
//! as many. It prints the quickest of several rounds, and fails where a resample is not at least fifty
//! times as quick as a plain one.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a program for the host that measures"
)]
#![expect(clippy::disallowed_methods, reason = "this program owns the clock")]

use plumbline::agreement::rows::Row;
use plumbline::agreement::{Ledger, Options, Study};
use plumbline::engine::{Act, Budget};
use plumbline::protocol::{Job, Request, Session};
use plumbline::stats::alpha::{Metric, krippendorff};
use plumbline::stats::gwet::gwet;
use plumbline::stats::kappa::{Weights, fleiss};
use plumbline::workspace::{SpecDocument, Workspace};
use serde_json::json;
use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

const N_RATERS: usize = 30;
const N_ITEMS: usize = 500;
const N_CLAUSES: usize = 10;
const N_RESAMPLES: usize = 2_000;
const N_PLAIN: usize = 20;
const N_ROUNDS: usize = 5;
const LABELS: [&str; 4] = ["fail", "unclear", "not-applicable", "pass"];

/// What a plain resample takes at least, as a multiple of ours.
const LIMIT: f64 = 50.0;

fn main() {
    let labels = labels();
    let study = study(&labels);
    let (mut ours, mut plain, mut pairs, mut figures) = (f64::MAX, f64::MAX, f64::MAX, f64::MAX);
    for _ in 0..N_ROUNDS {
        figures = figures.min(milliseconds(|| report(&study, 0, 0)));
        ours = ours.min(milliseconds(|| report(&study, N_RESAMPLES, 0)));
        plain = plain.min(milliseconds(|| resample_plainly(&labels)));
        pairs = pairs.min(milliseconds(|| report(&study, 0, N_RESAMPLES)));
    }
    let per_resample = |all: f64, n: usize| all / n as f64;
    let ratio = per_resample(plain, N_PLAIN) / per_resample(ours - figures, N_RESAMPLES);
    println!("{N_RATERS} raters, {N_ITEMS} items, {N_RESAMPLES} resamples");
    println!("figures alone          {figures:8.1} ms");
    println!("overall and per clause {ours:8.1} ms, {ratio:5.1} × as quick per resample as plain");
    println!("all 435 pairs          {pairs:8.1} ms");
    println!("brought together       {:8.1} ms", merging());
    assert!(ratio > LIMIT, "a resample goes through what it need not");
}

/// Milliseconds of bringing a table of all labels into an open work, as the page's worker does it.
fn merging() -> f64 {
    let mut session = Session::default();
    session.post(Request {
        id: 1,
        job: Job::Open(Box::new(work())),
    });
    while session.is_busy() {
        session.step(Budget(1_000));
    }
    let act = Act {
        what: "merge".to_owned(),
        fields: vec![("_text".to_owned(), table())],
        id: "act".to_owned(),
        time: "2031-01-01T00:00:00Z".to_owned(),
        ..Act::default()
    };
    let once = || {
        let job = Job::Act(Box::new(act.clone()));
        black_box(session.post(Request { id: 2, job }));
    };
    milliseconds(once)
}

fn work() -> Workspace {
    let mut spec = "# Desk\n".to_owned();
    for clause in 0..N_CLAUSES {
        let _ = write!(
            spec,
            "\n## R{clause} {{#r{clause}}}\n\nKeep rule {clause}.\n"
        );
    }
    let mut work = Workspace::new(SpecDocument::written("desk", spec));
    let scenario = |n: usize| {
        json!({"id": format!("s{n}"), "messages": [{"role": "user", "content": "Hello"}],
            "outputs": [{"candidate": "m", "epoch": 1,
                "messages": [{"role": "assistant", "content": format!("Reply {n}")}]}]})
    };
    let scenario = |n| Arc::new(serde_json::from_value(scenario(n)).expect("a scenario"));
    work.scenarios = (0..N_ITEMS / N_CLAUSES).map(scenario).collect();
    work
}

fn table() -> String {
    let mut table = "item,clause,rater,label\n".to_owned();
    for (rater, item) in (0..N_RATERS).flat_map(|it| (0..N_ITEMS).map(move |at| (it, at))) {
        let (scenario, clause) = (item / N_CLAUSES, item % N_CLAUSES);
        let label = LABELS[(rater * scenario + clause) % 7 % 2 * 3];
        let _ = writeln!(table, "s{scenario}#m#1,r{clause},rater {rater},{label}");
    }
    table
}

fn report(study: &Study, n_resamples: usize, n_pair_resamples: usize) {
    black_box(study.report(&Options {
        n_resamples,
        n_pair_resamples,
        order: LABELS.map(str::to_owned).to_vec(),
        ..Options::default()
    }));
}

fn milliseconds(run: impl FnOnce()) -> f64 {
    let start = Instant::now();
    run();
    start.elapsed().as_secs_f64() * 1e3
}

/// Of each item the labels of all raters: most often the item's own, of each tenth none.
fn labels() -> Vec<Vec<Option<usize>>> {
    let mut state = 7_u64;
    let mut random = move |n: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % n).expect("a small number")
    };
    let mut label = |own: usize| match random(10) {
        0 => None,
        1..=6 => Some(own),
        _ => Some(random(4)),
    };
    let items = (0..N_ITEMS).map(|at| (0..N_RATERS).map(|_| label(at % 4)).collect());
    items.collect()
}

fn study(labels: &[Vec<Option<usize>>]) -> Study {
    let mut ledger = Ledger::default();
    for (item, of_item) in labels.iter().enumerate() {
        for (rater, label) in of_item.iter().enumerate() {
            let Some(label) = label else { continue };
            ledger.add_row(Row {
                item: format!("item {item}"),
                rater: format!("rater {rater}"),
                label: LABELS[*label].to_owned(),
                clause: format!("clause {}", item % N_CLAUSES),
                ..Row::default()
            });
        }
    }
    ledger.close(false)
}

/// Overall and for each clause: draws items, and measures them all.
fn resample_plainly(labels: &[Vec<Option<usize>>]) {
    let units: Vec<Vec<usize>> = labels
        .iter()
        .map(|it| it.iter().flatten().copied().collect())
        .collect();
    measure_plainly(&units);
    for clause in 0..N_CLAUSES {
        let own: Vec<Vec<usize>> = units
            .iter()
            .skip(clause)
            .step_by(N_CLAUSES)
            .cloned()
            .collect();
        measure_plainly(&own);
    }
}

fn measure_plainly(units: &[Vec<usize>]) {
    let n_labels = LABELS.len();
    let most = units.iter().map(Vec::len).max().unwrap_or(0);
    let mut state = 1_usize;
    for _ in 0..N_PLAIN {
        let drawn: Vec<Vec<usize>> = (0..units.len())
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                units[(state >> 8) % units.len()].clone()
            })
            .collect();
        let complete = drawn.iter().filter(|it| it.len() == most);
        let counts: Vec<Vec<u32>> = complete.map(|it| count(it, n_labels)).collect();
        black_box(krippendorff(&drawn, n_labels, Metric::Nominal).ok());
        black_box(krippendorff(&drawn, n_labels, Metric::Ordinal).ok());
        black_box(gwet(&drawn, n_labels, Weights::Unweighted).ok());
        black_box(fleiss(&counts).ok());
    }
}

fn count(unit: &[usize], n_labels: usize) -> Vec<u32> {
    let mut counts = vec![0; n_labels];
    unit.iter().for_each(|it| counts[*it] += 1);
    counts
}
