//! What sheets are put together from.

use super::address::address;
use crate::prose::{Kind, Node};
use crate::verdict::Status;

/// What stands on a sheet.
pub(super) type Nodes = Vec<Node>;

/// Words.
pub(super) fn words(text: impl Into<String>) -> Node {
    Node::new(Kind::Text, text)
}

/// `node` with words in it.
pub(super) fn said(kind: Kind, text: impl Into<String>) -> Node {
    Node::with(kind, "", vec![words(text)])
}

/// A part that the style sheet calls `class`.
pub(super) fn part(class: &str, nodes: Nodes) -> Node {
    Node::with(Kind::Part, class, nodes)
}

/// A remark in small print.
pub(super) fn hint(text: impl Into<String>) -> Node {
    part("hint", vec![words(text)])
}

/// What is said where there is nothing.
pub(super) fn empty(text: impl Into<String>) -> Node {
    part("empty", vec![words(text)])
}

/// A heading.
pub(super) fn heading(text: impl Into<String>) -> Node {
    said(Kind::Heading2, text)
}

/// A word in a frame.
pub(super) fn tag(tone: &str, text: impl Into<String>) -> Node {
    Node::with(Kind::Tag, tone, vec![words(text)])
}

/// A button that does something; see [`Kind::Button`].
pub(super) fn button(act: impl Into<String>, text: impl Into<String>) -> Node {
    Node::with(Kind::Button, act, vec![words(text)])
}

/// A link to the sheet called `name`.
pub(super) fn link(
    name: &str,
    of: &str,
    options: &[(&str, &str)],
    text: impl Into<String>,
) -> Node {
    Node::with(Kind::Sheet, address(name, of, options), vec![words(text)])
}

/// A table that scrolls within itself where it is too wide.
pub(super) fn table(caption: &str, heads: &[&str], rows: Nodes) -> Node {
    let heads = heads.iter().map(|it| cell(Kind::HeadCell, it)).collect();
    let head = Node::with(Kind::Row, "", heads);
    let mut all = vec![
        said(Kind::Caption, caption),
        Node::with(Kind::Head, "", vec![head]),
    ];
    all.extend(rows);
    part("wide", vec![Node::with(Kind::Table, "", all)])
}

/// A row; the first cell is what it is about.
pub(super) fn row(first: Nodes, others: Vec<Nodes>) -> Node {
    let mut cells = vec![Node::with(Kind::RowHead, "", first)];
    let others = others.into_iter();
    cells.extend(others.map(|it| Node::with(Kind::Cell, "", it)));
    Node::with(Kind::Row, "", cells)
}

fn cell(kind: Kind, text: &str) -> Node {
    said(kind, text)
}

/// `n` as words; nothing for none, so that what is there stands out.
pub(super) fn number(n: usize) -> Nodes {
    if n == 0 {
        Vec::new()
    } else {
        vec![words(n.to_string())]
    }
}

/// `one` for 1, else the number and `many`.
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    [n.to_string().as_str(), " ", if n == 1 { one } else { many }].concat()
}

/// Tone and word of a status.
pub(super) fn status(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Broken => ("broken", "✗ broken"),
        Status::Kept => ("kept", "✓ kept"),
        Status::Unclear => ("unclear", "? unclear"),
        Status::NotApplicable => ("", "does not apply"),
        Status::NoBreakFound => ("", "no break found"),
        Status::NotJudged => ("", "not judged"),
    }
}

/// A field to choose from: what is called `label`, the option it sets and its value now, and what
/// can be chosen.
pub(super) fn select(label: &str, option: &str, now: &str, choices: &[(&str, String)]) -> Node {
    let mut field = vec![words(label)];
    let choices = choices.iter();
    field.extend(choices.map(|it| Node::with(Kind::Choice, it.0, vec![words(&it.1)])));
    Node::with(Kind::Select, [option, "=", now].concat(), field)
}
