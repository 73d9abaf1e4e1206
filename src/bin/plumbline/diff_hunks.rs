//! Reworded text for a terminal: the words around each change, `[-removed-]` and `{+added+}`.

use plumbline::spec::diff::{Hunks, Mark, Piece};

/// Longest line, in characters.
const WIDTH: usize = 92;

/// The changes that `marks` name in two texts, the old one first, as lines.
pub(crate) fn hunks(marks: &[Mark], texts: [&str; 2]) -> Vec<String> {
    let Hunks {
        hunks,
        n_typographic,
    } = plumbline::spec::diff::hunks(marks, texts);
    let mut lines: Vec<String> = hunks.iter().flat_map(|it| wrapped(&text(it))).collect();
    if n_typographic > 0 {
        lines.push(format!(
            "({n_typographic} × only dashes or quotation marks)"
        ));
    }
    lines
}

fn text(hunk: &[Piece]) -> String {
    let piece = |it: &Piece| match it {
        Piece::Kept(text) => text.clone(),
        Piece::Removed(text) => format!("[-{text}-]"),
        Piece::Added(text) => format!("{{+{text}+}}"),
    };
    hunk.iter().map(piece).collect()
}

/// Lines of at most [`WIDTH`] characters, longer words apart; every line but the first indented.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) => lines.push(format!("  {word}")),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}
