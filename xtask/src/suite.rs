//! `cargo xtask test`: everything that must hold before a change lands.

use crate::{bundle, setup, shell};
use anyhow::{Context, Result};
use xtask::programs::find;

/// Runs format, lints and tests. The test runner's own summary comes last.
pub(crate) fn run() -> Result<()> {
    setup::lints()?;
    setup::wasm_target()?;
    setup::browser()?;
    shell::run("cargo", &["fmt", "--all", "--check"], &[]).context("run `cargo fmt --all`")?;
    clippy(&["--workspace", "--all-targets"])?;
    for module in ["page", "engine"] {
        clippy(&[
            "--target",
            "wasm32-unknown-unknown",
            "--no-default-features",
            "--features",
            module,
            "--lib",
            "--bin",
            module,
        ])?;
    }
    dependencies()?;
    let dist = bundle::build()?;
    let dist = dist.to_string_lossy();
    let axe = setup::axe().unwrap_or_default();
    // What the engine says that the page begins with: it lacks what the native command has.
    let small = [
        "test",
        "--quiet",
        "--no-default-features",
        "--test",
        "parts",
    ];
    shell::run("cargo", &small, &[])?;
    shell::run(
        "cargo",
        &["test", "--workspace", "--no-fail-fast"],
        &[
            ("PLUMBLINE_DIST", &dist),
            ("PLUMBLINE_AXE", &axe.to_string_lossy()),
        ],
    )
}

/// Licences and sources of all crates, where `cargo deny` is installed. Known holes are not asked
/// for: their list is on the network.
fn dependencies() -> Result<()> {
    if find(&["cargo-deny"]).is_none() {
        println!(
            "dependencies are not checked: `cargo install --locked cargo-deny` brings what does"
        );
        return Ok(());
    }
    let check = [
        "check",
        "--hide-inclusion-graph",
        "bans",
        "licenses",
        "sources",
    ];
    let quietly = ["deny", "--log-level", "error", "--workspace"];
    shell::run("cargo", &[&quietly[..], &check].concat(), &[])
}

fn clippy(what: &[&str]) -> Result<()> {
    let arguments = [&["clippy", "--quiet"], what, &["--", "--deny", "warnings"]].concat();
    shell::run("cargo", &arguments, &[])
}
