//! With the feature `tables`: finds NLTK's model of English sentences, for `src/check/english`.
//!
//! The crate `punkt` carries the model that NLTK ships, but no compiler of today builds the crate
//! itself (it asks for features that never became stable). Only its file is wanted, so cargo is
//! asked to fetch it as it fetches any crate, and the file is read where cargo put it. Where that
//! fails the command is built without, and says so; the checks that need it are errors then.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

const MANIFEST: &str = r#"[package]
name = "sentence-model"
version = "0.0.0"
edition = "2021"
[lib]
path = "lib.rs"
[dependencies]
punkt = "=1.0.5"
[workspace]
"#;
/// How the folder of the crate ends, as cargo writes it in JSON.
const FOLDER: &str = "punkt-1.0.5";
const FILE: &str = "src/data/english.json";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_TABLES").is_none() {
        return Ok(());
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let model = fetch(&out).and_then(|folder| fs::read_to_string(folder.join(FILE)));
    if let Err(error) = &model {
        println!("cargo::warning=no model of English sentences: {error}");
    }
    fs::write(out.join("english.json"), model.unwrap_or_default())
}

/// Has cargo fetch the crate, and gives its folder.
fn fetch(out: &Path) -> io::Result<PathBuf> {
    let package = out.join("sentence-model");
    fs::create_dir_all(&package)?;
    fs::write(package.join("Cargo.toml"), MANIFEST)?;
    fs::write(package.join("lib.rs"), "")?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--manifest-path"])
        .arg(package.join("Cargo.toml"))
        .output()?;
    let printed = String::from_utf8_lossy(&metadata.stdout);
    let failed = || {
        let said = String::from_utf8_lossy(&metadata.stderr);
        let last = said.lines().last().unwrap_or("cargo does not say why");
        io::Error::other(format!("the crate `punkt` cannot be fetched: {last}"))
    };
    let strings = printed.split('"');
    let folders = strings.filter_map(|it| it.strip_suffix("Cargo.toml"));
    let folders = folders.map(|it| it.replace("\\\\", "\\"));
    let mut folders = folders.map(PathBuf::from);
    folders.find(|it| it.ends_with(FOLDER)).ok_or_else(failed)
}
