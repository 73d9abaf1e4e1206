//! Finds Chromium and its driver.

use std::path::PathBuf;

/// The driver: `PLUMBLINE_CHROMEDRIVER`, else `chromedriver`.
pub(crate) fn chromedriver() -> PathBuf {
    find("PLUMBLINE_CHROMEDRIVER", &["chromedriver"])
}

/// The browser: `PLUMBLINE_CHROME`, else the first that is installed.
pub(crate) fn chrome() -> PathBuf {
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    find("PLUMBLINE_CHROME", &names)
}

fn find(variable: &str, names: &[&str]) -> PathBuf {
    if let Some(path) = std::env::var_os(variable) {
        return path.into();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let places = names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let found = places.into_iter().find(|it| it.is_file());
    found.unwrap_or_else(|| {
        panic!(
            "none of {names:?} is on PATH: install Chromium and its driver, or set {variable} to the program"
        )
    })
}
