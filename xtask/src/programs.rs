//! Other programs: on the PATH, and browsers where installers put them.

use std::path::PathBuf;

const CHROMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Where a browser stands that is not on the PATH: macOS, then Windows.
const CHROME_PLACES: [&str; 4] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
];

/// The browser: `PLUMBLINE_CHROME`, else the first that is installed.
pub fn chrome() -> Option<PathBuf> {
    let places = CHROME_PLACES.iter().map(PathBuf::from);
    let installed = || find(&CHROMES).or_else(|| first_file(places));
    given("PLUMBLINE_CHROME").or_else(installed)
}

/// Its driver: `PLUMBLINE_CHROMEDRIVER`, else the first that is installed.
pub fn chromedriver() -> Option<PathBuf> {
    given("PLUMBLINE_CHROMEDRIVER").or_else(|| find(&["chromedriver"]))
}

fn given(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from)
}

/// The first of `names` that is on the PATH.
pub fn find(names: &[&str]) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&folders).collect();
    let suffix = std::env::consts::EXE_SUFFIX;
    let in_folders = |name: &&str| {
        let file = format!("{name}{suffix}");
        folders
            .iter()
            .map(|dir| dir.join(&file))
            .collect::<Vec<_>>()
    };
    first_file(names.iter().flat_map(in_folders))
}

fn first_file(mut places: impl Iterator<Item = PathBuf>) -> Option<PathBuf> {
    places.find(|it| it.is_file())
}
