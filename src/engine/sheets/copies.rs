//! Tables to take along, as Markdown and as CSV.

use super::parts::Sheet;
use crate::prose::Kind;
use crate::text::push_csv_cell;

/// A table, written as Markdown and as CSV of RFC 4180 at once.
#[derive(Default)]
pub(super) struct Copies {
    markdown: String,
    csv: String,
    n_lines: usize,
}

impl Copies {
    /// A further line; the first is the head.
    pub(super) fn line(&mut self, cells: &[&str]) {
        for (at, cell) in cells.iter().enumerate() {
            let in_line = cell.replace(['\n', '\r'], " ");
            self.markdown.push_str("| ");
            self.markdown.push_str(&in_line.replace('|', "\\|"));
            self.markdown.push(' ');
            if at > 0 {
                self.csv.push(',');
            }
            push_csv_cell(&mut self.csv, cell);
        }
        self.markdown.push_str("|\n");
        self.csv.push_str("\r\n");
        if self.n_lines == 0 {
            self.markdown.push_str(&"| --- ".repeat(cells.len()));
            self.markdown.push_str("|\n");
        }
        self.n_lines += 1;
    }

    /// The buttons that copy it.
    pub(super) fn buttons(&self, sheet: &mut Sheet) {
        sheet.said(Kind::Copy, &self.markdown, "Copy as Markdown");
        sheet.said(Kind::Copy, &self.csv, "Copy as CSV");
    }
}
