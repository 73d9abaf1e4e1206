//! Tables to take along.

use super::parts::{Nodes, words};
use crate::prose::{Kind, Node};

/// Buttons that copy a table, its head first.
pub(super) fn copies(lines: &[Vec<String>]) -> Nodes {
    let copy = |text, label| Node::with(Kind::Copy, text, vec![words(label)]);
    vec![
        copy(markdown(lines), "Copy as Markdown"),
        copy(csv(lines), "Copy as CSV"),
    ]
}

/// As in RFC 4180.
fn csv(lines: &[Vec<String>]) -> String {
    let mut text = String::new();
    for line in lines {
        let cell = |it: &String| {
            if it.contains(['"', ',', '\n', '\r']) {
                ["\"", &it.replace('"', "\"\""), "\""].concat()
            } else {
                it.clone()
            }
        };
        text.push_str(&line.iter().map(cell).collect::<Vec<_>>().join(","));
        text.push_str("\r\n");
    }
    text
}

fn markdown(lines: &[Vec<String>]) -> String {
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        for cell in line {
            let cell = cell.replace(['\n', '\r'], " ").replace('|', "\\|");
            text.push_str(&["| ", &cell, " "].concat());
        }
        text.push_str("|\n");
        if at == 0 {
            text.push_str(&"| --- ".repeat(line.len()));
            text.push_str("|\n");
        }
    }
    text
}
