//! Reading the longest published spec, on this machine and in Chromium, beside a bare walk over the
//! Markdown reader's events.

use super::cargo_bench;
use crate::{bundle, setup, shell};
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// How many times as long as the bare walk sections, examples and references may take in the page.
const BAR: f64 = 3.0;

/// Prints both halves, and gives what was missed, in words.
pub(super) fn run() -> Result<Option<String>> {
    println!("{}", cargo_bench("spec", &[])?);
    let specs = super::data().join("specs");
    let Some(spec) = longest(&specs) else {
        println!("there are no specs at `{}`", specs.display());
        return Ok(None);
    };
    setup::browser()?;
    let folder = bundle::build_spec_bench()?;
    let program = [
        "run",
        "--quiet",
        "--package",
        "browser",
        "--bin",
        "bench-spec",
        "--",
    ];
    let given = [folder.to_string_lossy(), spec.to_string_lossy()];
    let arguments = [&program[..], &[&given[0], &given[1]]].concat();
    let line = shell::output_with("cargo", &arguments, &[]).context("the page's half failed")?;
    let best: Value = serde_json::from_str(line.trim())?;
    let took = |part: &str| best[part].as_f64().context("no number");
    let (walk, structure, clauses) = (took("walk")?, took("structure")?, took("clauses")?);
    let ratio = structure / walk;
    println!(
        "in the page: walk {walk:.2} ms; sections, examples, references {structure:.2} ms, \
         {ratio:.2} × the walk; and clauses {clauses:.2} ms, {:.2} ×; at most {BAR} × is asked for",
        clauses / walk
    );
    Ok((ratio > BAR).then(|| format!("reading a spec in the page takes {ratio:.2} × the walk")))
}

fn longest(folder: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let specs = entries.filter(|it| it.path().extension().is_some_and(|it| it == "md"));
    let longest = specs.max_by_key(|it| it.metadata().map_or(0, |it| it.len()));
    longest.map(|it| it.path())
}
