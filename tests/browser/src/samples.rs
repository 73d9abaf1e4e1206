//! Work that is larger than anything that comes with the page.

use std::fmt::Write as _;
use std::io::Write as _;
use tempfile::NamedTempFile;

/// What the long conversation of [`long_record`] is called.
pub const LONG: &str = "A long day";

/// A file with one scenario, called [`LONG`], of `n_turns` messages, of which the ninth from the
/// end names a loan.
///
/// # Panics
///
/// Where the file cannot be written.
pub fn long_record(n_turns: usize) -> NamedTempFile {
    let mut messages = String::new();
    for turn in 0..n_turns {
        let role = if turn % 2 == 0 { "user" } else { "assistant" };
        let words = if turn == 0 {
            "What did my neighbour borrow?".to_owned()
        } else if turn + 9 == n_turns {
            "Ms Okafor has The Glass Coast until Friday.".to_owned()
        } else {
            format!("Turn {turn}. Which shelf holds the tide tables, and who may take them home? ")
                .repeat(3)
        };
        let comma = if turn == 0 { "" } else { "," };
        let _ = write!(
            messages,
            r#"{comma}{{"role":"{role}","content":"{words}"}}"#
        );
    }
    let record = format!(r#"{{"id":"long","title":"{LONG}","messages":[{messages}]}}"#);
    file(".jsonl", &record)
}

/// A file of this text.
///
/// # Panics
///
/// Where it cannot be written.
pub fn file(suffix: &str, text: &str) -> NamedTempFile {
    let made = tempfile::Builder::new().suffix(suffix).tempfile();
    let mut file = made.expect("a file");
    writeln!(file, "{text}").expect("the file takes text");
    file
}
