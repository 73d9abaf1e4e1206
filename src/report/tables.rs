//! Tables as set text.

use super::parts::{count, node, said};
use crate::prose::{Kind, Node};

/// A table that is being written.
pub(super) struct Table {
    node: Node,
    n_rows: usize,
    most: usize,
}

impl Table {
    /// A table with a name and heads, of at most so many rows.
    pub(super) fn new(caption: &str, heads: &[&str], most: usize) -> Table {
        let heads = heads.iter().map(|it| said(Kind::HeadCell, it));
        let head = node(Kind::Head, vec![node(Kind::Row, heads.collect())]);
        Table {
            node: node(Kind::Table, vec![said(Kind::Caption, caption), head]),
            n_rows: 0,
            most,
        }
    }

    /// Adds a row, which begins with what it is about.
    pub(super) fn row(&mut self, about: Vec<Node>, cells: Vec<Node>) {
        self.n_rows += 1;
        if self.n_rows <= self.most {
            let mut row = node(Kind::Row, vec![node(Kind::RowHead, about)]);
            row.children.extend(cells);
            self.node.children.push(row);
        }
    }

    /// The table, and what is said where it has not all rows.
    pub(super) fn done(self) -> Vec<Node> {
        let wide = Node {
            text: "wide".to_owned(),
            ..node(Kind::Part, vec![self.node])
        };
        let mut nodes = vec![wide];
        if self.n_rows > self.most {
            let rest = self.n_rows - self.most;
            nodes.push(said(
                Kind::Paragraph,
                count(rest, "more is not shown here.", "more are not shown here."),
            ));
        }
        nodes
    }
}

/// A cell with words.
pub(super) fn cell(words: impl AsRef<str>) -> Node {
    said(Kind::Cell, words)
}

/// A cell with a number.
pub(super) fn number(n: usize) -> Node {
    Node {
        text: "number".to_owned(),
        ..cell(n.to_string())
    }
}
