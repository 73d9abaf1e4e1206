//! The map in ARCHITECTURE.md is true: every module stands in it, and none uses one below it.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The modules in the order of the map.
fn map() -> Vec<String> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let (_, block) = text
        .split_once("```text\nsrc/\n")
        .expect("the map begins with src/");
    let (block, _) = block.split_once("```").unwrap();
    let name = |line: &str| {
        let word = line.split_whitespace().next()?;
        Some(
            word.trim_end_matches('/')
                .trim_end_matches(".rs")
                .to_owned(),
        )
    };
    block.lines().filter_map(name).collect()
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
}

/// Every source file but `lib.rs`, with the module it belongs to and its text outside tests.
fn sources() -> Vec<(String, PathBuf, String)> {
    let src = root().join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    files.sort();
    let source = |path: PathBuf| {
        let inside = path.strip_prefix(&src).unwrap().to_owned();
        let first = inside
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_string_lossy()
            .into_owned();
        let module = first.trim_end_matches(".rs").to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let code = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap()
            .to_owned();
        let is_test = inside.components().any(|it| {
            let name = it.as_os_str();
            name == "tests" || name == "tests.rs"
        });
        (module != "lib" && !is_test).then_some((module, inside, code))
    };
    files.into_iter().filter_map(source).collect()
}

/// `lib.rs` offers these names at the top: the module each belongs to.
fn reexports() -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let uses = text.lines().filter_map(|it| it.strip_prefix("pub use "));
    let of_line = |line: &str| {
        let paths = expand(line.trim_end_matches(';'));
        let pair = |path: String| {
            let (module, name) = (path.split("::").next()?, path.rsplit("::").next()?);
            Some((name.to_owned(), module.to_owned()))
        };
        paths.into_iter().filter_map(pair).collect::<Vec<_>>()
    };
    uses.flat_map(of_line).collect()
}

/// The paths of a `use` with braces: `a::{b, c::{d, e}}` is `a::b`, `a::c::d`, `a::c::e`.
fn expand(path: &str) -> Vec<String> {
    let path = path.trim();
    let Some((before, inside)) = path.split_once('{') else {
        return vec![path.split(" as ").next().unwrap().trim().to_owned()];
    };
    let (mut depth, mut start, mut paths) = (0_usize, 0, Vec::new());
    for (at, character) in inside.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' | ',' if depth == 0 => {
                let inner = inside[start..at].trim();
                let inner = if inner.is_empty() {
                    Vec::new()
                } else {
                    expand(inner)
                };
                paths.extend(inner.into_iter().map(|it| format!("{before}{it}")));
                start = at + 1;
                if character == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    paths
}

/// The modules a text uses from the top of the crate, as `crate::module`, in braces, or under a
/// name that `lib.rs` offers again; comments left out.
fn used(code: &str, reexports: &[(String, String)]) -> Vec<String> {
    let code: Vec<&str> = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    let after = ["crate::", "plumbline::"]
        .into_iter()
        .flat_map(|it| code.split(it).skip(1));
    let first = |path: &str| {
        let name = path.trim_start();
        let end = name.find(|c: char| !c.is_alphanumeric() && c != '_');
        name[..end.unwrap_or(name.len())].to_owned()
    };
    let names = after.flat_map(|rest| match rest.trim_start().strip_prefix('{') {
        Some(_) => expand(rest).iter().map(|it| first(it)).collect(),
        None => vec![first(rest)],
    });
    let module_of = |name: String| match reexports.iter().find(|(it, _)| *it == name) {
        Some((_, module)) => module.clone(),
        None => name,
    };
    names.map(module_of).collect()
}

#[test]
fn uses_are_found_however_they_are_written() {
    #[track_caller]
    fn check(code: &str, expected: &[&str]) {
        let reexports = [("Message".to_owned(), "message".to_owned())];
        assert_eq!(used(code, &reexports), expected, "{code}");
    }
    check("use crate::engine::Engine;", &["engine"]);
    check(
        "use crate::{app, engine::{self, Budget}, text};",
        &["app", "engine", "engine", "text"],
    );
    check(
        "use crate::{\n    engine as motor,\n    Message,\n};",
        &["engine", "message"],
    );
    check(
        "fn f(it: &crate::Message) -> plumbline::spec::Spec {}",
        &["message", "spec"],
    );
    check("// crate::app\nlet x = 1;", &[]);
    assert!(reexports().contains(&("Message".to_owned(), "message".to_owned())));
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let (map, reexports) = (map(), reexports());
    let rank = |module: &str| map.iter().position(|it| it == module);
    let mut wrong = Vec::new();
    for (module, path, code) in sources() {
        let Some(own) = rank(&module) else {
            panic!("`{module}` is not in ARCHITECTURE.md's map")
        };
        let below = used(&code, &reexports)
            .into_iter()
            .filter(|it| rank(it).is_some_and(|it| it > own));
        wrong.extend(below.map(|it| format!("{} uses {it}", path.display())));
    }
    assert_eq!(wrong, [] as [&str; 0]);
}

#[test]
fn every_module_of_the_map_is_there() {
    let modules: Vec<_> = sources().into_iter().map(|(module, ..)| module).collect();
    for module in map() {
        assert!(
            modules.contains(&module),
            "`{module}` is in the map, but not in src/"
        );
    }
}

#[test]
fn only_the_edge_touches_the_browser_the_clock_and_files() {
    let edge = ["app", "bin"];
    let outside = [
        "web_sys",
        "js_sys",
        "gloo_",
        "yew::",
        "Instant::now",
        "SystemTime",
        "std::net",
        "std::fs",
        "std::env",
    ];
    for (module, path, code) in sources() {
        for word in outside.iter().filter(|_| !edge.contains(&module.as_str())) {
            assert!(!code.contains(word), "{} mentions {word}", path.display());
        }
    }
}
