//! The table behind the report: a line of CSV (RFC 4180) for each clause and reply.

use super::{ABOUT, Reply};
use crate::spec::Clause;
use crate::text::push_csv_cell;
use crate::verdict::{Evidence, Status};

/// The names of the columns.
const HEAD: [&str; 15] = [
    "about",
    "scenario",
    "transcript",
    "model",
    "try",
    "origin",
    "clause",
    "clause_title",
    "authority",
    "strength",
    "asked",
    "status",
    "said_by",
    "evidence",
    "older_words",
];

/// A clause and a reply.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// The clause.
    pub clause: &'a Clause,
    /// Its title as people read it.
    pub title: &'a str,
    /// The reply.
    pub reply: &'a Reply,
    /// Whether the scenario asks about the clause; else the row enters no count.
    pub is_asked: bool,
    /// What is known.
    pub status: Status,
    /// Who or what says so.
    pub said_by: Vec<String>,
    /// The words that break the clause.
    pub evidence: Vec<Evidence>,
    /// Standing verdicts that were given under older words.
    pub n_older_words: usize,
}

/// A table that is being written.
#[derive(Clone, Debug)]
pub struct Table {
    text: String,
}

impl Default for Table {
    fn default() -> Table {
        let text = String::new();
        let mut table = Table { text };
        table.line(&HEAD);
        table
    }
}

impl Table {
    /// Adds a row. Each says what it is and is not, since rows are cut out and passed on.
    pub fn row(&mut self, row: &Row<'_>) {
        let Row { clause, reply, .. } = row;
        let epoch = reply.epoch.map(|it| it.to_string());
        let quotes: Vec<_> = row.evidence.iter().map(quote).collect();
        let older = match row.n_older_words {
            0 => String::new(),
            n => n.to_string(),
        };
        let origin = if reply.is_written {
            format!("{}: made-up data", reply.origin)
        } else {
            reply.origin.clone()
        };
        self.line(&[
            ABOUT,
            &reply.scenario,
            &reply.transcript,
            &reply.model,
            epoch.as_deref().unwrap_or_default(),
            &origin,
            &clause.id,
            row.title,
            clause.authority.map_or("", |it| it.name()),
            clause.strength.name(),
            if row.is_asked { "yes" } else { "no" },
            status(row.status),
            &row.said_by.join("; "),
            &quotes.join(" … "),
            &older,
        ]);
    }

    /// All of it.
    pub fn done(self) -> String {
        self.text
    }

    fn line(&mut self, cells: &[&str]) {
        for (at, cell) in cells.iter().enumerate() {
            self.text.push_str(if at > 0 { "," } else { "" });
            push_csv_cell(&mut self.text, cell);
        }
        self.text.push_str("\r\n");
    }
}

fn quote(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Words { quote, .. } => quote.clone(),
        Evidence::Absent {
            absent, looked_in, ..
        } => format!("not found: {absent}, in {looked_in}"),
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Broken => "broken",
        Status::Kept => "kept",
        Status::Unclear => "unclear",
        Status::NotApplicable => "does not apply",
        Status::NoBreakFound => "no break found",
        Status::NotJudged => "not judged",
    }
}
