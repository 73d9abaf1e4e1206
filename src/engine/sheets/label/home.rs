//! The lists of this work, and making another one.

use super::super::super::labelling::{Choice, MODELS_SHOWN, models, raters};
use super::super::MERGE;
use super::super::address::{Asked, address};
use super::super::clauses::begin_choice;
use super::super::known::{Known, plain};
use super::super::parts::{MOST, Sheet};
use super::super::{REWORD, REWORDED};
use crate::prose::Kind;
use crate::text::shorten;
use crate::workspace::lists::List;

/// What can be labelled: the option's values and what to call them.
const PICKS: &[(&str, &str)] = &[
    ("all", "everything that is asked about"),
    ("contested", "where people differ"),
    ("older", "judged under older words"),
];

/// How many raters of a list are named.
const MAX_NAMED: usize = 30;

pub(super) fn set(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    sheet.said(
        Kind::Paragraph,
        "",
        "Judge replies one by one, each by one clause. What checks, models and other people said of \
         a reply is shown only after your own verdict.",
    );
    sheet.open(Kind::Part, "fields");
    let name = asked.option("who");
    sheet.said(
        Kind::Search,
        &["who=", name].concat(),
        "Your name, any will do",
    );
    sheet.close();
    let lists = known.workspace.lists();
    if !lists.is_empty() {
        sheet.heading("Lists");
        sheet.open(Kind::List, "");
        for it in lists.iter().rev().take(MOST) {
            list(known, it, sheet);
        }
        sheet.close();
    }
    new_list(known, asked, lists.is_empty(), sheet);
    sheet.open(Kind::Nav, "Labelling");
    sheet.said(Kind::Sheet, MERGE, "Bring labels together");
    sheet.said(Kind::Sheet, REWORD, "Test other words");
    sheet.close();
}

fn list(known: &Known<'_>, list: &List, sheet: &mut Sheet) {
    sheet.open(Kind::Item, "");
    sheet.said(Kind::Strong, "", &list.name);
    let all = raters(known.workspace, list);
    // One who is invited must not see the other words before judging.
    if list.reword.is_some() && all.len() > 1 {
        sheet.words(" ");
        sheet.said(
            Kind::Sheet,
            &address(REWORDED, &list.id, &[]),
            "What came of it",
        );
    }
    if list.needs_reason {
        sheet.words(", with reasons");
    }
    sheet.open(Kind::Part, "bar");
    sheet.button("do label-begin", &list.id, "Label");
    sheet.button("invite", &list.id, "Copy a link for others");
    sheet.button("do label-drop", &list.id, "Remove");
    sheet.close();
    if !all.is_empty() {
        sheet.open(Kind::Part, "hint");
        for (at, (seat, n)) in all.iter().take(MAX_NAMED).enumerate() {
            sheet.words(if at == 0 { "" } else { " · " });
            let name = if seat.name.is_empty() {
                "you"
            } else {
                &seat.name
            };
            let of = list.items.len().to_string();
            let words = [name, ": ", &n.to_string(), " of ", &of].concat();
            sheet.said(Kind::Sheet, &seat.address(), &words);
        }
        if all.len() > MAX_NAMED {
            sheet.count(all.len() - MAX_NAMED, " more", " more");
        }
        sheet.close();
    }
    sheet.close();
}

fn new_list(known: &Known<'_>, asked: &Asked, is_first: bool, sheet: &mut Sheet) {
    let is_asked = ["pick", "clause", "model", "n", "seed"]
        .iter()
        .any(|it| !asked.option(it).is_empty());
    sheet.open(
        Kind::Details,
        if is_first || is_asked { "open" } else { "" },
    );
    sheet.said(
        Kind::Summary,
        "",
        if is_first {
            "What to label"
        } else {
            "Make another list"
        },
    );
    sheet.open(Kind::Part, "fields");
    begin_choice("pick", "Replies", asked.option("pick"), sheet);
    sheet.rename_first_choice("that nobody judged");
    for (value, words) in PICKS {
        sheet.said(Kind::Choice, value, words);
    }
    sheet.close();
    begin_choice("clause", "Clause", asked.option("clause"), sheet);
    for about in known.clauses.iter().take(MOST) {
        sheet.said(
            Kind::Choice,
            &about.clause.id,
            &shorten(&plain(&about.clause.title), 80),
        );
    }
    sheet.close();
    begin_choice("model", "Model", asked.option("model"), sheet);
    for model in models(known.workspace).into_iter().take(MODELS_SHOWN) {
        sheet.said(Kind::Choice, model, model);
    }
    sheet.close();
    let field = |name: &str| [name, "=", asked.option(name)].concat();
    sheet.said(Kind::Search, &field("n"), "How many (10)");
    sheet.said(Kind::Search, &field("seed"), "Seed, to draw at random");
    sheet.said(Kind::Tick, &field("reason"), "Every verdict needs a reason");
    sheet.close();
    let choice = Choice {
        pick: asked.option("pick"),
        clause: asked.option("clause"),
        model: asked.option("model"),
        most: asked.option("n"),
        seed: asked.option("seed"),
    };
    let (items, of) = choice.items(known.engine, known.workspace);
    sheet.open(Kind::Status, "");
    sheet.count(items.len(), " reply", " replies");
    if items.len() < of {
        sheet.words(" of ");
        sheet.number(of);
    }
    sheet.close();
    if items.is_empty() {
        sheet.hint(
            "Nothing is like that. Choose a clause, or name the clauses that a scenario is about on \
             the workbench.",
        );
    } else {
        sheet.open(Kind::Part, "bar");
        sheet.button("do label-new", "", "Make this list");
        sheet.close();
    }
    sheet.close();
}
