//! What a machine needs beyond `rustup` and a C toolchain, fetched where it is missing.

use crate::bundle::target;
use crate::root;
use crate::shell::{output, run};
use anyhow::{Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use xtask::programs::{self, find};

/// The compiler's parts for the browser.
pub(crate) fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let installed = output("rustup", &["target", "list", "--installed"]);
    match installed {
        Some(list) if list.lines().any(|line| line == TARGET) => Ok(()),
        Some(_) => run("rustup", &["target", "add", TARGET], &[]),
        None => {
            println!("rustup is not here; going on with the toolchain as it is");
            Ok(())
        }
    }
}

/// `cargo fmt` and `cargo clippy`.
pub(crate) fn lints() -> Result<()> {
    for (component, command) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if output("cargo", &[command, "--version"]).is_none() {
            run("rustup", &["component", "add", component], &[])?;
        }
    }
    Ok(())
}

/// A browser and its driver for the tests: `PLUMBLINE_CHROME` and `PLUMBLINE_CHROMEDRIVER`, else
/// what is installed, else Debian's packages.
pub(crate) fn browser() -> Result<()> {
    if has_browser() {
        return Ok(());
    }
    println!("no Chromium with its driver here; trying to install it");
    if find(&["apt-get"]).is_some() {
        // Without root rights this fails, and the message below says what to do.
        let _ = as_root(&["apt-get", "update"]);
        let _ = as_root(&["apt-get", "install", "--yes", "chromium", "chromium-driver"]);
    }
    if has_browser() {
        return Ok(());
    }
    bail!(
        "the browser tests need Chromium or Chrome and the chromedriver of the same version\n\
         Debian, Ubuntu: apt-get install chromium chromium-driver\n\
         macOS:          brew install --cask google-chrome chromedriver\n\
         Windows:        winget install Google.Chrome Google.ChromeDriver\n\
         elsewhere, set PLUMBLINE_CHROME and PLUMBLINE_CHROMEDRIVER to the two programs"
    )
}

/// Deque's axe-core, which looks for what keeps people out: where npm is installed, the script;
/// else the test that needs it says that it did not run.
pub(crate) fn axe() -> Option<PathBuf> {
    const PACKAGE: &str = "axe-core@4.14.1";
    let given = std::env::var_os("PLUMBLINE_AXE").map(PathBuf::from);
    let folder = target().join("axe");
    let script = given.unwrap_or_else(|| folder.join("node_modules/axe-core/axe.min.js"));
    if !script.is_file() && find(&["npm"]).is_some() {
        let folder = folder.to_string_lossy();
        let install = [
            "install",
            "--no-save",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
        ];
        // Where the registry cannot be reached, the rest is tested all the same.
        let _ = run(
            "npm",
            &[&install[..], &["--prefix", &folder, PACKAGE]].concat(),
            &[],
        );
    }
    script.is_file().then_some(script)
}

/// The spec editor in one file, bundled from `www/editor`: where npm is installed and reaches its
/// registry; else specs are edited in a bare text area.
pub(crate) fn editor() -> Option<PathBuf> {
    let sources = root().join("www").join("editor");
    let folder = target().join("editor");
    let script = folder.join("bundled.js");
    let names = [
        "package.json",
        "package-lock.json",
        "editor.js",
        "no-html.js",
    ];
    let same = |name: &&str| fs::read(sources.join(name)).ok() == fs::read(folder.join(name)).ok();
    if script.is_file() && names.iter().all(same) {
        return Some(script);
    }
    let _ = fs::remove_file(&script);
    if find(&["npm"]).is_none() || bundle(&sources, &folder, &names).is_err() {
        println!("specs are edited in a bare text area: the editor needs npm and its registry");
    }
    script.is_file().then_some(script)
}

fn bundle(sources: &Path, folder: &Path, names: &[&str]) -> Result<()> {
    fs::create_dir_all(folder)?;
    for name in names {
        fs::copy(sources.join(name), folder.join(name))?;
    }
    let place = folder.to_string_lossy();
    let install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    run("npm", &[&install[..], &["--prefix", &place]].concat(), &[])?;
    let bundler = folder.join("node_modules/.bin/esbuild");
    let entry = folder.join("editor.js");
    let html = folder.join("no-html.js");
    let arguments = [
        &*entry.to_string_lossy(),
        "--bundle",
        "--format=esm",
        "--minify",
        "--target=es2022",
        "--log-level=warning",
        &format!("--alias:@codemirror/lang-html={}", html.display()),
        &format!("--outfile={}", folder.join("bundled.js").display()),
    ];
    run(&bundler.to_string_lossy(), &arguments, &[])
}

fn has_browser() -> bool {
    programs::chrome().is_some() && programs::chromedriver().is_some()
}

fn as_root(command: &[&str]) -> Result<()> {
    let is_root = output("id", &["-u"]).is_some_and(|it| it.trim() == "0");
    if is_root {
        return run(command[0], &command[1..], &[]);
    }
    run("sudo", &[&["-n"], command].concat(), &[])
}
