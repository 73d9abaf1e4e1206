//! Data of the peers that is not part of this project: read from `PLUMBLINE_DATA`, else from
//! `../shared/data`.

use serde_json::Value;
use std::path::{Path, PathBuf};

/// The folder `name`, or `None` where it is absent: then it is said that `what` was not compared.
/// With `PLUMBLINE_REQUIRE_DATA=1` that is a failure.
pub(crate) fn folder(name: &str, what: &str) -> Option<PathBuf> {
    let data = std::env::var_os("PLUMBLINE_DATA").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = data.unwrap_or_else(beside).join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    let is_required = std::env::var_os("PLUMBLINE_REQUIRE_DATA").is_some();
    assert!(!is_required, "{what} were not compared: no data found");
    println!("{what} were not compared: no data found");
    None
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
