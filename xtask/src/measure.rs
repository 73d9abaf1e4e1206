//! `cargo xtask measure`: what the page weighs and how long it makes people wait.

use crate::{bundle, setup, shell};
use anyhow::Result;
use std::fs;
use std::path::Path;

/// Files the page needs before the first interaction; the engine comes beside them.
const BEFORE_FIRST_INTERACTION: [&str; 4] = ["index.", "style-", "page-", "icon-"];
/// Files that few visits need, fetched when one does.
const ON_DEMAND: [&str; 2] = ["engine-whole-", "editor-"];

/// Prints sizes, then what a browser says of start-up and keystrokes.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let dist = bundle::build()?;
    sizes(&dist)?;
    let empty = bundle::build_empty()?;
    let empty = empty.to_string_lossy();
    in_browser(
        "measure",
        arguments,
        &dist,
        &[("PLUMBLINE_EMPTY_DIST", &empty)],
    )
}

/// Takes screenshots of the page into a folder.
pub(crate) fn look(arguments: &[&str]) -> Result<()> {
    let dist = bundle::build()?;
    in_browser("look", arguments, &dist, &[])
}

fn in_browser(
    program: &str,
    arguments: &[&str],
    dist: &Path,
    environment: &[(&str, &str)],
) -> Result<()> {
    setup::browser()?;
    let run = [
        "run",
        "--quiet",
        "--package",
        "browser",
        "--bin",
        program,
        "--",
    ];
    let dist = dist.to_string_lossy();
    let environment = [&[("PLUMBLINE_DIST", dist.as_ref())], environment].concat();
    shell::run("cargo", &[&run, arguments].concat(), &environment)
}

fn sizes(dist: &Path) -> Result<()> {
    let (mut page, mut engine, mut later) = (0, 0, 0);
    println!("{:<28} {:>10} {:>10}", "file", "bytes", "brotli");
    let mut files: Vec<_> = fs::read_dir(dist)?.filter_map(Result::ok).collect();
    files.retain(|it| it.path().is_file());
    files.sort_by_key(fs::DirEntry::file_name);
    for file in files {
        let content = fs::read(file.path())?;
        let packed = packed_size(&content)?;
        let name = file.file_name().to_string_lossy().into_owned();
        println!("{name:<28} {:>10} {packed:>10}", content.len());
        let is_of = |all: &[&str]| all.iter().any(|it| name.starts_with(it));
        *(if is_of(&BEFORE_FIRST_INTERACTION) {
            &mut page
        } else if is_of(&ON_DEMAND) {
            &mut later
        } else {
            &mut engine
        }) += packed;
    }
    println!("needed before the first interaction: {page} bytes brotli (at most 350,000)");
    println!("engine and worker:                   {engine} bytes brotli (at most 750,000)");
    println!("on demand:                           {later} bytes brotli");
    Ok(())
}

/// Bytes after brotli at quality 11, as static hosts send it.
fn packed_size(content: &[u8]) -> Result<usize> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &content[..], &mut packed, &parameters)?;
    Ok(packed.len())
}
