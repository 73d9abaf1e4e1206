//! Documents and expectations that are not part of this project.

#![allow(dead_code, reason = "each test needs its part")]

use serde_json::Value;
use std::path::{Path, PathBuf};

/// The folder `name` of the data: in `PLUMBLINE_DATA`, else in `../shared/data`. Where it is
/// absent, says that `what` was not compared; with `PLUMBLINE_REQUIRE_DATA=1` that is a failure.
#[allow(clippy::print_stdout, reason = "a test says what it did not do")]
pub(crate) fn folder(name: &str, what: &str) -> Option<PathBuf> {
    let data = std::env::var_os("PLUMBLINE_DATA").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = data.unwrap_or_else(beside).join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    let message = format!("{what} were not compared: no data found");
    assert!(
        std::env::var_os("PLUMBLINE_REQUIRE_DATA").is_none(),
        "{message}"
    );
    println!("{message}");
    None
}

/// What stands in a file of JSON.
pub(crate) fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("the data is complete");
    serde_json::from_str(&text).expect("the data is JSON")
}

/// How many published specs the data should hold at least.
pub(crate) const N_SPECS: usize = 8;

/// The folder of published specs.
pub(crate) fn specs_folder() -> Option<PathBuf> {
    folder("specs", &format!("{N_SPECS} documents"))
}

/// Names and texts of the published specs that an oracle describes; none where there is no data.
pub(crate) fn specs() -> Vec<(String, String)> {
    let Some(folder) = specs_folder() else {
        return Vec::new();
    };
    let files = std::fs::read_dir(&folder).expect("the folder can be listed");
    let name = |path: PathBuf| Some(path.file_name()?.to_str()?.strip_suffix(".md")?.to_owned());
    let names = files.filter_map(|it| name(it.ok()?.path()));
    let described = |it: &String| folder.join(format!("oracle/{it}.json")).is_file();
    let mut names: Vec<_> = names.filter(described).collect();
    names.sort();
    assert!(names.len() >= N_SPECS, "{names:?}");
    let read = |name: String| {
        let text = std::fs::read_to_string(folder.join(format!("{name}.md")));
        (name, text.expect("a spec is text"))
    };
    names.into_iter().map(read).collect()
}
