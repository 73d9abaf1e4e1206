//! Finds Chromium and its driver.

use std::path::PathBuf;
use xtask::programs;

/// The driver: `PLUMBLINE_CHROMEDRIVER`, else `chromedriver`.
pub(crate) fn chromedriver() -> PathBuf {
    wanted(programs::chromedriver(), "PLUMBLINE_CHROMEDRIVER")
}

/// The browser: `PLUMBLINE_CHROME`, else the first that is installed.
pub(crate) fn chrome() -> PathBuf {
    wanted(programs::chrome(), "PLUMBLINE_CHROME")
}

fn wanted(found: Option<PathBuf>, variable: &str) -> PathBuf {
    found.unwrap_or_else(|| {
        panic!("install Chromium and its driver, or set {variable} to the program")
    })
}
