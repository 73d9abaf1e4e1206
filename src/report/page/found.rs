//! What was found, clause by clause.

use super::MOST_ROWS;
use crate::prose::{Kind, Node};
use crate::report::parts::{
    count, hint, list, name, node, paragraph, reasons, reply, share, text, who,
};
use crate::report::tables::{Table, cell, number};
use crate::report::{Broken, ClauseFacts, Counts, Report, Said};
use crate::spec::Strength;
use crate::verdict::Status;

pub(super) fn clauses(report: &Report) -> Vec<Node> {
    let asked = || report.clauses.iter().filter(|it| it.counts.all() > 0);
    if asked().next().is_none() {
        return vec![paragraph("No scenario with a reply asks about a clause.")];
    }
    let mut table = Table::new(
        "What was found, by clause",
        &[
            "Clause",
            "Asked about",
            "✓ Kept",
            "✗ Broken",
            "? Unclear",
            "– Does not apply",
            "No break found",
            "○ Not judged",
            "Kept, of kept or broken",
        ],
        MOST_ROWS,
    );
    for clause in asked() {
        let counts = &clause.counts;
        let mut cells = vec![number(counts.all())];
        cells.extend(
            [
                Status::Kept,
                Status::Broken,
                Status::Unclear,
                Status::NotApplicable,
                Status::NoBreakFound,
                Status::NotJudged,
            ]
            .map(|it| number(counts.n(it))),
        );
        cells.push(cell(adherence(counts)));
        table.row(about(clause), cells);
    }
    let mut nodes = vec![paragraph(
        "“Asked about” counts the replies that the clause applies to: the scenario names it, a check’s \
         condition matched, or someone said so. The next six columns add up to it. The share is of \
         replies kept or broken alone, with Wilson’s 95 % interval: what is unclear or not judged is \
         in no share. Where people differ and nothing is settled, what counts is what the rule above makes \
         of it.",
    )];
    nodes.extend(table.done());
    nodes
}

/// A clause in a table: its title, its weight, and what is to be known of its verdicts.
fn about(clause: &ClauseFacts) -> Vec<Node> {
    let mut facts = vec![clause.id.clone()];
    facts.extend(clause.authority.map(|it| it.name().to_owned()));
    if clause.strength != Strength::None {
        facts.push(clause.strength.name().replace('-', " "));
    }
    if clause.n_older_words > 0 {
        facts.push(count(
            clause.n_older_words,
            "verdict under older words",
            "verdicts under older words",
        ));
    }
    if clause.n_contested > 0 {
        facts.push(count(
            clause.n_contested,
            "reply that people differ on",
            "replies that people differ on",
        ));
    }
    vec![titled(clause), hint(vec![text(facts.join(" · "))])]
}

/// A clause's title, by which a sheet leads to its page.
pub(super) fn titled(clause: &ClauseFacts) -> Node {
    called(&clause.id, &clause.title)
}

/// The same of a clause by its id and title.
pub(super) fn called(id: &str, title: &str) -> Node {
    Node {
        children: vec![text(name(title))],
        ..Node::new(Kind::Words, id)
    }
}

fn adherence(counts: &Counts) -> String {
    let (kept, broken) = (counts.n(Status::Kept), counts.n(Status::Broken));
    share([kept, kept + broken])
}

pub(super) fn broken(report: &Report) -> Vec<Node> {
    let mut nodes = Vec::new();
    for clause in report.clauses.iter().filter(|it| it.n_broken > 0) {
        nodes.push(node(Kind::Heading3, vec![titled(clause)]));
        if !clause.broken.is_empty() {
            nodes.push(list(clause.broken.iter().map(broken_reply)));
        }
        let n_more = clause.n_broken - clause.broken.len();
        if n_more > 0 {
            nodes.push(paragraph(count(
                n_more,
                "more is in the CSV.",
                "more are in the CSV.",
            )));
        }
    }
    if nodes.is_empty() {
        nodes.push(paragraph(
            "No reply was found to break a clause. That proves little where little was judged.",
        ));
    }
    nodes
}

fn broken_reply(broken: &Broken) -> Vec<Node> {
    let mut nodes = reply(&broken.reply);
    if !broken.is_asked {
        nodes.push(text(
            ". Its scenario does not ask about this clause, so it enters no count",
        ));
    }
    let says = |it: &Said| {
        let mut nodes = who(it);
        nodes.extend(reasons(it));
        nodes
    };
    nodes.push(list(broken.said.iter().map(says)));
    nodes
}
