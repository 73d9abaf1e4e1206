//! Published documents, which are not part of this project: read from `PLUMBLINE_DATA`, else from
//! `../shared/data`. Where they are absent a test says how many cases were not run; with
//! `PLUMBLINE_REQUIRE_DATA=1` it fails.

use std::path::{Path, PathBuf};

/// How many published specs the data should hold at least.
pub(crate) const N_SPECS: usize = 8;

/// The folder of published specs.
pub(crate) fn specs_folder() -> Option<PathBuf> {
    let data = std::env::var_os("PLUMBLINE_DATA").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let folder = data.unwrap_or_else(beside).join("specs");
    if folder.is_dir() {
        return Some(folder);
    }
    let message = format!("{N_SPECS} documents were not read: no data found");
    let required = std::env::var_os("PLUMBLINE_REQUIRE_DATA").is_some();
    assert!(!required, "{message}");
    println!("{message}");
    None
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
