//! `cargo xtask test`: everything that must hold before a change lands.

use crate::{bundle, setup, shell};
use anyhow::{Context, Result};

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
    let dist = bundle::build()?;
    let dist = dist.to_string_lossy();
    let axe = setup::axe().unwrap_or_default();
    shell::run(
        "cargo",
        &["test", "--workspace", "--no-fail-fast"],
        &[
            ("PLUMBLINE_DIST", &dist),
            ("PLUMBLINE_AXE", &axe.to_string_lossy()),
        ],
    )
}

fn clippy(what: &[&str]) -> Result<()> {
    let arguments = [&["clippy", "--quiet"], what, &["--", "--deny", "warnings"]].concat();
    shell::run("cargo", &arguments, &[])
}
