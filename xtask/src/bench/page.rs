//! The page's half: the same requests to the same engine, on this machine and in Chromium's worker.

use super::cargo_bench;
use crate::bundle::{self, target};
use crate::{setup, shell};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

/// Both sides run this often, by turns; the best of each counts.
const TURNS: usize = 3;
/// Rounds of one side in one turn. The first starts cold.
const ROUNDS: &str = "2";
/// How much of the native speed the page must reach.
const SHARE: f64 = 0.4;
/// How long the set `many` may take in the page, in seconds, and an edit of one of its clauses.
const MANY: f64 = 1.0;
const MANY_EDIT: f64 = 0.3;

/// What is measured of a set, in seconds: to open it, to check all of it again, and to check it
/// after one edit; with how many checks the latter two ran.
#[derive(Clone, Copy, Default)]
struct Times {
    open: f64,
    again: f64,
    edit: f64,
    n: f64,
    n_edit: f64,
}

/// Times by set, the best seen so far.
type Best = BTreeMap<String, Times>;

/// Prints both sides, and gives what was missed, in words.
pub(super) fn run(responses: &str) -> Result<Vec<String>> {
    setup::browser()?;
    let dist = bundle::build()?;
    let folder = target().join("bench-requests");
    fs::create_dir_all(&folder)?;
    let folder = folder.to_string_lossy();
    cargo_bench("session", &["requests", responses, &folder])?;
    let (mut here, mut page) = (Best::new(), Best::new());
    for _ in 0..TURNS {
        keep(
            &mut here,
            &cargo_bench("session", &["rounds", &folder, ROUNDS])?,
        )?;
        let run = [
            "run",
            "--quiet",
            "--package",
            "browser",
            "--bin",
            "bench",
            "--",
        ];
        let dist = dist.to_string_lossy();
        let environment = [("PLUMBLINE_DIST", dist.as_ref())];
        let lines = shell::output_with(
            "cargo",
            &[&run[..], &[&folder, ROUNDS]].concat(),
            &environment,
        );
        keep(&mut page, &lines.context("the page's half failed")?)?;
    }
    print(&here, &page);
    Ok(missed(&here, &page))
}

fn keep(best: &mut Best, lines: &str) -> Result<()> {
    for line in lines.lines() {
        let sets: BTreeMap<String, Value> = serde_json::from_str(line)?;
        for (set, measured) in sets {
            let number = |name: &str| measured[name].as_f64().context("no number");
            let entry = best.entry(set).or_insert(Times {
                open: f64::MAX,
                again: f64::MAX,
                edit: f64::MAX,
                ..Times::default()
            });
            entry.open = entry.open.min(number("open")?);
            entry.again = entry.again.min(number("again")?);
            entry.edit = entry.edit.min(number("edit")?);
            (entry.n, entry.n_edit) = (number("n")?, number("n_edit")?);
        }
    }
    Ok(())
}

fn print(here: &Best, page: &Best) {
    println!("\nmilliseconds from a request to its findings, here and in Chromium's worker\n");
    println!(
        "{:<18} {:<6} {:>9} {:>9} {:>9} {:>10}",
        "set", "what", "checks", "here", "page", "of native"
    );
    for (set, here) in here {
        let Some(page) = page.get(set) else { continue };
        for (what, n, here, page) in [
            ("open", here.n, here.open, page.open),
            ("again", here.n, here.again, page.again),
            ("edit", here.n_edit, here.edit, page.edit),
        ] {
            println!(
                "{set:<18} {what:<6} {n:>9} {:>9.1} {:>9.1} {:>9.0}%",
                here * 1e3,
                page * 1e3,
                here / page * 100.0
            );
        }
    }
    println!();
}

fn missed(here: &Best, page: &Best) -> Vec<String> {
    let mut missed = Vec::new();
    if let (Some(here), Some(page)) = (here.get("whole"), page.get("whole")) {
        let share = here.again / page.again;
        println!(
            "page: {:.0} % of native; at least {:.0} % is asked for",
            share * 100.0,
            SHARE * 100.0
        );
        if share < SHARE {
            missed.push(format!("the page is at {:.0} % of native", share * 100.0));
        }
    }
    if let Some(many) = page.get("many") {
        println!(
            "page: {:.2} s for {} checks; at most {MANY} s is asked for",
            many.again, many.n
        );
        println!(
            "page: {:.2} s for {} checks after an edit; at most {MANY_EDIT} s is meant",
            many.edit, many.n_edit
        );
        if many.again > MANY || many.edit > MANY_EDIT {
            missed.push(format!(
                "the page takes {:.2} s for `many`, {:.2} s after an edit",
                many.again, many.edit
            ));
        }
    }
    missed
}
