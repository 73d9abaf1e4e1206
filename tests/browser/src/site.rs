//! The page under test.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::OnceLock;
use xtask::server::Server;

/// The folder of the built page.
///
/// # Panics
///
/// Where `PLUMBLINE_DIST` does not name one.
pub fn dist() -> PathBuf {
    let dir = std::env::var_os("PLUMBLINE_DIST").map(PathBuf::from);
    let built = dir.filter(|it| it.join("index.html").is_file());
    built.unwrap_or_else(|| panic!("run `cargo xtask test`: it builds the page these tests open"))
}

/// The address of the page. All browsers of a test process open the same one, so that a link made
/// in one opens in another.
///
/// # Panics
///
/// Where there is no built page, or no port to serve it on.
pub fn home() -> &'static str {
    static SERVER: OnceLock<Server> = OnceLock::new();
    let server = SERVER.get_or_init(|| Server::start(dist(), "/").expect("a free port"));
    server.address()
}

/// A file of the public specs that are too large to keep here, if it is there: under
/// `PLUMBLINE_DATA`, else beside the repository.
///
/// # Panics
///
/// Where it is not there and `PLUMBLINE_REQUIRE_DATA` is `1`.
pub fn data(file: &str) -> Option<PathBuf> {
    let given = std::env::var_os("PLUMBLINE_DATA").map(PathBuf::from);
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = given.unwrap_or_else(beside).join(file);
    if path.is_file() {
        return Some(path);
    }
    let required = std::env::var("PLUMBLINE_REQUIRE_DATA").is_ok_and(|it| it == "1");
    assert!(!required, "there is no {}", path.display());
    not_run(&format!("there is no {}", path.display()));
    None
}

/// The script of axe-core, where `cargo xtask test` could get it.
///
/// # Panics
///
/// Where the file cannot be read.
pub fn axe() -> Option<String> {
    let path = std::env::var_os("PLUMBLINE_AXE").filter(|it| !it.is_empty());
    let Some(path) = path else {
        not_run("axe-core is not here; npm brings it");
        return None;
    };
    let script = std::fs::read_to_string(&path);
    Some(script.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// Says that a case did not run, and why.
pub fn not_run(why: &str) {
    // Not `eprintln!`, whose words the test runner keeps to itself when a test passes.
    let _ = writeln!(io::stderr(), "1 case not run: {why}");
}
