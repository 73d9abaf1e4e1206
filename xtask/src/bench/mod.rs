//! `cargo xtask bench`: IFEval's checks beside the reference's own code, how their time grows with
//! the text, the same engine in the page, and reading a spec beside the Markdown reader.

mod page;
mod python;
mod spec;

use crate::shell::output;
use anyhow::{Context, Result, bail};
use python::Reference;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Both sides run this often, in turn; the best of each counts.
const TURNS: usize = 3;
/// Rounds of ours in one turn.
const ROUNDS: &str = "5";
/// Set, how many times faster than the reference it must be, and is meant to be.
const BARS: [(&str, f64, f64); 2] = [("whole", 50.0, 100.0), ("without_language", 8.0, 20.0)];
/// A type is linear if its time per byte stays below so many times that of the shortest text.
const LINEAR: f64 = 3.0;

/// Seconds and checks by set, the best seen so far.
type Best = BTreeMap<String, (f64, f64)>;

pub(crate) fn run() -> Result<()> {
    let file = responses()?;
    let reference = Reference::set_up();
    if let Err(error) = &reference {
        println!("without the reference: {error:#}\n");
    }
    let (mut ours, mut read, mut theirs) = (Best::new(), Best::new(), Best::new());
    for _ in 0..TURNS {
        for line in cargo_bench("ifeval", &["rounds", &file, ROUNDS])?.lines() {
            keep(&mut ours, line, "run")?;
            keep(&mut read, line, "read_and_run")?;
        }
        if let Ok(reference) = &reference {
            keep(&mut theirs, &reference.round(&file)?, "run")?;
        }
    }
    print_sets(&ours, &read, &theirs);
    let is_linear = print_growth(&cargo_bench("ifeval", &["scale", &file])?)?;
    let mut missed = missed(&ours, &theirs);
    if !is_linear {
        missed.push("see the types marked above".to_owned());
    }
    missed.extend(page::run(&file)?);
    missed.extend(spec::run()?);
    if !missed.is_empty() {
        bail!("{}", missed.join("; "));
    }
    Ok(())
}

/// `cargo xtask bench spec`: the spec alone.
pub(crate) fn run_spec() -> Result<()> {
    spec::run()?.map_or(Ok(()), |missed| bail!("{missed}"))
}

/// Where texts are that are not part of this project.
fn data() -> PathBuf {
    let data = std::env::var_os("PLUMBLINE_DATA").map(PathBuf::from);
    data.unwrap_or_else(|| crate::root().join("../shared/data"))
}

/// The responses, which are not part of this project.
fn responses() -> Result<String> {
    let file = data().join("ifeval/ifeval.jsonl");
    if !file.is_file() {
        bail!(
            "there are no responses at `{}`; set PLUMBLINE_DATA",
            file.display()
        );
    }
    Ok(Path::new(&file).to_string_lossy().into_owned())
}

/// Runs one of `benches/`, and gives what it prints.
fn cargo_bench(name: &str, arguments: &[&str]) -> Result<String> {
    let cargo = ["bench", "--quiet", "--bench", name, "--"];
    output("cargo", &[&cargo[..], arguments].concat()).context("`cargo bench` failed")
}

fn keep(best: &mut Best, line: &str, field: &str) -> Result<()> {
    let sets: BTreeMap<String, Value> = serde_json::from_str(line)?;
    for (set, measured) in sets {
        let number = |name: &str| measured[name].as_f64().context("no number");
        let (seconds, n) = (number(field)?, number("n")?);
        let before = best.entry(set).or_insert((f64::MAX, n));
        before.0 = before.0.min(seconds);
    }
    Ok(())
}

fn print_sets(ours: &Best, read: &Best, theirs: &Best) {
    println!(
        "microseconds a check, strict unless loose; in brackets with reading its parameters\n"
    );
    println!(
        "{:<18} {:>6} {:>11} {:>17} {:>7}",
        "set", "checks", "reference", "here", "faster"
    );
    for (set, (seconds, n)) in ours {
        let micro = |seconds: f64| seconds / n * 1e6;
        let reading = read.get(set).map_or(0.0, |it| micro(it.0));
        let here = format!("{:.2} ({reading:.2})", micro(*seconds));
        let (reference, faster) = match theirs.get(set) {
            Some(it) => (
                format!("{:.2}", micro(it.0)),
                format!("{:.0}×", it.0 / seconds),
            ),
            None => ("-".to_owned(), "-".to_owned()),
        };
        println!("{set:<18} {n:>6} {reference:>11} {here:>17} {faster:>7}");
    }
}

/// The bars that were not reached, in words.
fn missed(ours: &Best, theirs: &Best) -> Vec<String> {
    let mut missed = Vec::new();
    for (set, bar, aim) in BARS {
        let (Some(ours), Some(theirs)) = (ours.get(set), theirs.get(set)) else {
            continue;
        };
        let ratio = theirs.0 / ours.0;
        println!("{set}: {ratio:.0}×; at least {bar}× is asked for, {aim}× aimed at");
        if ratio < bar {
            missed.push(format!(
                "{set} is only {ratio:.0}× as fast as the reference"
            ));
        }
    }
    missed
}

/// Prints nanoseconds per byte at three lengths. `false` where a type grows faster than its text.
fn print_growth(lines: &str) -> Result<bool> {
    println!("\nnanoseconds per byte at 1, 10 and 100 times the text, loose\n");
    let mut is_linear = true;
    for line in lines.lines() {
        let row: Value = serde_json::from_str(line)?;
        let bytes = row["bytes"].as_f64().context("no number")?;
        let seconds = row["seconds"].as_array().context("no list")?.iter();
        let per_byte = [1.0, 10.0, 100.0].iter().zip(seconds);
        let per_byte: Vec<f64> = per_byte
            .map(|(times, it)| it.as_f64().unwrap_or_default() / bytes / times * 1e9)
            .collect();
        let grows = per_byte[2] > per_byte[0].max(0.05) * LINEAR;
        is_linear &= !grows;
        let mark = if grows {
            "  grows faster than its text"
        } else {
            ""
        };
        let name = row["type"].as_str().unwrap_or_default();
        println!(
            "{name:<58} {:>8.2} {:>8.2} {:>8.2}{mark}",
            per_byte[0], per_byte[1], per_byte[2]
        );
    }
    println!();
    Ok(is_linear)
}
