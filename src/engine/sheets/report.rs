//! The report, as it is handed in: the same words as its files.

use super::address::{Asked, address};
use super::known::Known;
use super::parts::Sheet;
use crate::engine::report::file;
use crate::prose::{Kind, Node};
use crate::report::{Format, set};

pub(super) const NAME: &str = "report";

/// The longest text that a button carries: it goes to the page with every answer.
const MOST_BYTES: usize = 500_000;

pub(super) fn set_sheet(known: &Known<'_>, _: &Asked, sheet: &mut Sheet) {
    let Some(report) = known.engine().report() else {
        return;
    };
    sheet.open(Kind::Part, "bar");
    sheet.button("print", "", "Print");
    for (format, words) in [
        (Format::Markdown, "Copy as Markdown"),
        (Format::Csv, "Copy as CSV"),
    ] {
        let file = file(known.engine(), format);
        if let Some((_, text)) = file.filter(|it| it.1.len() <= MOST_BYTES) {
            sheet.said(Kind::Copy, &text, words);
        }
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
