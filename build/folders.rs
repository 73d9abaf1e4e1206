//! Where cargo put the crates of Cargo.lock.

use std::env;
use std::io::{Error, Result};
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The folder of the crate that cargo calls so, such as `punkt-1.0.5`.
pub(crate) fn of(name: &str) -> Result<PathBuf> {
    static METADATA: OnceLock<std::result::Result<String, String>> = OnceLock::new();
    let read = || metadata().map_err(|it| it.to_string());
    let metadata = METADATA.get_or_init(read).as_ref();
    // Every path is a string of its own in cargo's JSON, and only paths of manifests end like this.
    let mut folders = metadata
        .map_err(|it| Error::other(it.as_str()))?
        .split('"')
        .filter_map(|it| it.strip_suffix("Cargo.toml"))
        .map(|it| PathBuf::from(it.replace("\\\\", "\\")));
    let missing = || Error::other(format!("cargo knows no crate `{name}`"));
    folders.find(|it| it.ends_with(name)).ok_or_else(missing)
}

/// What cargo says of all crates of this project, as JSON. It fetches those that are not here yet.
fn metadata() -> Result<String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let folder = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let output = Command::new(cargo)
        .args(["metadata", "--locked", "--format-version", "1"])
        .current_dir(folder)
        .output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.lines().last().unwrap_or("cargo does not say why");
        return Err(Error::other(format!(
            "cargo cannot find its crates: {last}"
        )));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
