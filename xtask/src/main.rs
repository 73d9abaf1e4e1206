//! Set-up, build, test and measurement of Plumbline: `cargo xtask help`.
//!
//! Every command first sets up what is missing, so a machine with `rustup` and a C toolchain is
//! enough to begin with.

#![expect(clippy::print_stdout, reason = "a command for people")]

mod bench;
mod bundle;
mod measure;
mod plain;
mod setup;
mod shell;
mod suite;

use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use xtask::server::Server;

const HELP: &str = "\
cargo xtask serve [PORT]   build the page and serve it on this machine
cargo xtask build          build the page into dist/, for any static host
cargo xtask test           format, lints, every test, real browser included
cargo xtask measure        sizes, start-up beside an empty page, keystrokes
cargo xtask bench [spec]   checks beside the reference's own code, with long texts, in the page;
                           reading a spec beside the Markdown reader (with `spec`, that alone)
cargo xtask look [DIR]     screenshots of the page, desktop and phone, light and dark
";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    match arguments.first().map(String::as_str) {
        Some("serve") => serve(rest.first().copied()),
        Some("build") => bundle::build().map(|dist| println!("built {}", dist.display())),
        Some("test") => suite::run(),
        Some("bench") if rest == ["spec"] => bench::run_spec(),
        Some("bench") => bench::run(),
        Some("measure") => measure::run(&rest),
        Some("look") => measure::look(&rest),
        None | Some("help" | "--help" | "-h") => {
            print!("{HELP}");
            Ok(())
        }
        Some(other) => bail!("there is no `cargo xtask {other}`\n\n{HELP}"),
    }
}

fn serve(port: Option<&str>) -> Result<()> {
    let dist = bundle::build()?;
    let first: u16 = port
        .unwrap_or("8080")
        .parse()
        .context("a port is a number")?;
    let server = (first..=first.saturating_add(50))
        .find_map(|port| Server::start_on(&dist, "/", port).ok())
        .with_context(|| format!("no free port from {first} on"))?;
    println!("Plumbline is at {}  (stop with Ctrl-C)", server.address());
    server.wait()
}

/// The project's root folder.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or_else(|| here.clone(), PathBuf::from)
}
