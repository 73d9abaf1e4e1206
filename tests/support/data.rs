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

/// The values of a file of JSON Lines. Halves of surrogate pairs are read as U+FFFD.
pub(crate) fn lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).expect("the data can be read");
    let whole = |line: &str| {
        let whole = replace_lone_surrogates(line);
        serde_json::from_str(&whole).expect("a line is JSON")
    };
    text.lines().map(whole).collect()
}

/// As the record reader does. The files are ASCII, with `\uXXXX` for the rest.
fn replace_lone_surrogates(line: &str) -> String {
    let (mut whole, mut rest) = (String::new(), line);
    while let Some(at) = rest.find("\\u") {
        let is_escaped = rest[..at]
            .bytes()
            .rev()
            .take_while(|it| *it == b'\\')
            .count()
            % 2
            == 1;
        let unit = |at: usize| u32::from_str_radix(rest.get(at + 2..at + 6)?, 16).ok();
        let low = rest[at..]
            .get(6..8)
            .filter(|it| *it == "\\u")
            .and_then(|_| unit(at + 6));
        let (length, text) = match (unit(at), low) {
            _ if is_escaped => (2, &rest[at..at + 2]),
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, &rest[at..at + 12]),
            (Some(0xd800..=0xdfff), _) => (6, "\\ufffd"),
            _ => (2, &rest[at..at + 2]),
        };
        whole.push_str(&rest[..at]);
        whole.push_str(text);
        rest = &rest[at + length..];
    }
    whole + rest
}
