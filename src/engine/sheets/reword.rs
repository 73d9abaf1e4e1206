//! Making a reword test: `reword/CLAUSE`. Without a clause, the clauses to choose from.

use super::address::{Asked, address};
use super::clauses::strength;
use super::known::{Known, plain};
use super::parts::{MOST, Sheet};
use super::{LABEL, REWORD as NAME, REWORDED};
use crate::prose::Kind;
use crate::spec::Clause;
use crate::text::shorten;

pub(super) fn set(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    sheet.title("Test other words");
    sheet.said(
        Kind::Paragraph,
        "",
        "What does a rewording change? Several people judge the same replies; each reads the words as \
         they are or other words, drawn by name, and none is told which. Then verdicts and agreement are \
         compared.",
    );
    tests(known, sheet);
    let mut clauses = known.spec.clauses.iter();
    match clauses.find(|it| it.id == asked.of) {
        Some(clause) => form(known, asked, clause, sheet),
        None => choose(known, sheet),
    }
}

/// The tests that there are.
fn tests(known: &Known<'_>, sheet: &mut Sheet) {
    let mut lists = known.workspace.lists();
    lists.retain(|it| it.reword.is_some());
    if lists.is_empty() {
        return;
    }
    sheet.heading("Tests of this work");
    sheet.open(Kind::List, "");
    for it in &lists {
        sheet.open(Kind::Item, "");
        sheet.said(Kind::Sheet, &address(REWORDED, &it.id, &[]), &it.name);
        sheet.close();
    }
    sheet.close();
}

fn choose(known: &Known<'_>, sheet: &mut Sheet) {
    sheet.heading("Which clause?");
    if known.spec.clauses.is_empty() {
        return sheet.empty("This spec has no clauses.");
    }
    sheet.table("Clauses", &["Clause", "Strength"]);
    for clause in known.spec.clauses.iter().take(MOST) {
        sheet.row();
        let to = address(NAME, &clause.id, &[]);
        sheet.said(Kind::Sheet, &to, &shorten(&plain(&clause.title), 120));
        sheet.cell();
        sheet.tag("", strength(clause.strength));
        sheet.end_row();
    }
    sheet.end_table();
    sheet.rest(known.spec.clauses.len());
}

fn form(known: &Known<'_>, asked: &Asked, clause: &Clause, sheet: &mut Sheet) {
    sheet.heading(&plain(&clause.title));
    sheet.open(Kind::Quote, "");
    known.put(known.book.words(known.spec, known.text, clause), sheet);
    sheet.close();
    let words = match asked.option("_words") {
        "" => known.spec.words(clause, known.text).trim().to_owned(),
        typed => typed.to_owned(),
    };
    let field = ["_words=", &words].concat();
    sheet.said(Kind::Area, &field, "The other words");
    sheet.open(Kind::Part, "fields");
    let field = |name: &str| [name, "=", asked.option(name)].concat();
    sheet.said(Kind::Search, &field("n"), "How many replies (10)");
    sheet.said(Kind::Search, &field("seed"), "Seed, to draw at random");
    sheet.said(
        Kind::Search,
        &field("names"),
        "Who will judge, to divide them evenly: Ann, Bo, …",
    );
    sheet.close();
    sheet.open(Kind::Part, "bar");
    sheet.button("do reword-new", &clause.id, "Make this test");
    sheet.close();
    sheet.open(Kind::Nav, "Labelling");
    sheet.clause_link(&clause.id, "Back to the clause");
    sheet.said(Kind::Sheet, LABEL, "All lists");
    sheet.close();
}
