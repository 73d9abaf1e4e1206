//! Sheets: views that the engine sets as nodes and the page only draws.
//!
//! A sheet is asked for by its [`address`] and answered with one node: its text is the title, its
//! children what stands on it. It is asked for again whenever findings come, so a sheet is made of
//! what is known and keeps nothing. To write a further one, add a file with a function of a
//! [`Known`] and an [`Asked`] and a line in [`SHEETS`].

mod address;
mod clause;
mod clauses;
mod copies;
mod coverage;
mod diagnostics;
mod known;
mod parts;
mod testability;

pub use address::address;

use super::Engine;
use crate::prose::{Kind, Node};
use address::Asked;
use known::Known;
use parts::{Nodes, button, link, words};

/// Sets a sheet: title and what stands on it.
type Set = fn(&Known<'_>, &Asked) -> (String, Nodes);

/// All sheets: name, what the way there is called (nothing where there is none), how it is set.
const SHEETS: &[(&str, &str, Set)] = &[
    ("clauses", "Clauses", clauses::set),
    ("clause", "", clause::set),
    ("coverage", "Coverage", coverage::set),
    ("testability", "Testability", testability::set),
    ("diagnostics", "Things to look at", diagnostics::set),
];

impl Engine {
    /// The sheet at an address; `None` where no work is open. An address that names no sheet gives
    /// one that says so.
    pub fn sheet(&mut self, address: &str) -> Option<Node> {
        self.read_changes();
        let known = Known::of(self)?;
        let asked = Asked::read(address);
        let found = SHEETS.iter().find(|it| it.0 == asked.name);
        let (title, nodes) = found.map_or_else(unknown, |it| it.2(&known, &asked));
        let mut sheet = Node::with(Kind::Block, title, vec![ways(&asked)]);
        sheet.children.extend(nodes);
        Some(sheet)
    }
}

/// Back to the workbench, and to the other sheets.
fn ways(asked: &Asked) -> Node {
    let mut nav = Node::with(Kind::Nav, "Sheets", vec![button("play", "← Workbench")]);
    for (name, title, _) in SHEETS.iter().filter(|it| !it.1.is_empty()) {
        let is_here = asked.name == *name && asked.of.is_empty();
        nav.children.push(if is_here {
            Node::with(Kind::Here, "", vec![words(*title)])
        } else {
            link(name, "", &[], *title)
        });
    }
    nav
}

fn unknown() -> (String, Nodes) {
    let text = "Nothing stands at this address. Perhaps the link is from a later version.";
    ("No such sheet".to_owned(), vec![parts::empty(text)])
}
