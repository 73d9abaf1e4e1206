//! Documents and expectations that are not part of this project.

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
