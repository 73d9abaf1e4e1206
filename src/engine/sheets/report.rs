//! The report, as it is handed in: the same words as its files.

use super::address::{Asked, address};
use super::known::Known;
use super::parts::Sheet;
use crate::prose::{Kind, Node};
use crate::report::set;

pub(super) fn set_sheet(known: &Known<'_>, _: &Asked, sheet: &mut Sheet) {
    let Some(report) = known.engine.report() else {
        return;
    };
    sheet.open(Kind::Part, "bar");
    sheet.button("print", "", "Print");
    for (act, words) in [
        ("report-copy", "Copy as Markdown"),
        ("report-save markdown", "Save as Markdown"),
        ("report-save html", "Save as a page"),
        ("report-save csv", "Save as CSV"),
    ] {
        sheet.button("do", act, words);
    }
    sheet.close();
    for node in set(&report) {
        // The title stands above the sheet.
        if node.kind == Kind::Heading1 {
            sheet.title(&node.words());
        } else {
            sheet.add(linked(node));
        }
    }
}

/// A clause's title leads to its page.
fn linked(node: Node) -> Node {
    let children = node.children.into_iter().map(linked).collect();
    let (kind, text) = match node.kind {
        Kind::Words => (Kind::Sheet, address("clause", &node.text, &[])),
        kind => (kind, node.text),
    };
    Node {
        kind,
        text,
        children,
    }
}
