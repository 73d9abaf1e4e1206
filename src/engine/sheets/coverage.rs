//! How far the spec is tried: by section, which clauses have examples, checks and verdicts.

use super::address::Asked;
use super::known::{About, Known, plain};
use super::parts::{self, Nodes, count, link, part, row, said, table, words};
use crate::prose::{Kind, Node};
use crate::spec::Strength;

/// What is counted.
const HEADS: [&str; 6] = [
    "Section",
    "Clauses",
    "With an example",
    "With a check",
    "Judged here",
    "Untried",
];

/// The columns' numbers for some clauses.
#[derive(Clone, Copy, Default)]
struct Counts {
    clauses: usize,
    examples: usize,
    checks: usize,
    judged: usize,
    untried: usize,
}

impl Counts {
    fn add(&mut self, about: &About<'_>) {
        self.clauses += 1;
        self.examples += usize::from(!about.examples.is_empty());
        self.checks += usize::from(!about.checks.is_empty());
        self.judged += usize::from(about.is_judged());
        self.untried += usize::from(about.is_untried());
    }
}

pub(super) fn set(known: &Known<'_>, _: &Asked) -> (String, Nodes) {
    let mut all = Counts::default();
    let mut demands = 0;
    for about in &known.clauses {
        all.add(about);
        demands += usize::from(!matches!(
            about.clause.strength,
            Strength::May | Strength::None
        ));
    }
    let mut rows = Vec::new();
    for (at, section) in known.spec.sections.iter().enumerate() {
        let mut here = Counts::default();
        let clauses = known.clauses.iter().filter(|it| it.clause.section == at);
        clauses.for_each(|it| here.add(it));
        if here.clauses > 0 {
            let title = plain(&section.title);
            let to = link(
                "clauses",
                "",
                &[("section", section.key())],
                if title.is_empty() {
                    "Before the first heading".to_owned()
                } else {
                    title
                },
            );
            rows.push(counted(vec![to], here));
        }
    }
    rows.push(counted(vec![said(Kind::Strong, "All")], all));
    let intro = format!(
        "{}, {demands} of which demand something. {} {} neither an example nor a check, and nobody judged {} in this work.",
        count(all.clauses, "clause", "clauses"),
        all.untried,
        if all.untried == 1 { "has" } else { "have" },
        if all.untried == 1 { "it" } else { "them" },
    );
    let nodes = vec![
        said(Kind::Paragraph, intro),
        parts::hint(
            "The bar shows how many clauses something was tried on: an example, a check or a verdict.",
        ),
        if all.clauses == 0 {
            parts::empty("This spec has no clauses yet.")
        } else {
            table("Coverage by section", &HEADS, rows)
        },
        part(
            "bar",
            vec![link(
                "clauses",
                "",
                &[("has", "neither")],
                "Clauses with neither example nor check",
            )],
        ),
    ];
    ("Coverage".to_owned(), nodes)
}

fn counted(first: Nodes, counts: Counts) -> Node {
    let n = |n: usize| parts::number(n);
    let tried = counts.clauses - counts.untried;
    let bar = Node::new(Kind::Meter, format!("{tried}/{}", counts.clauses));
    let mut untried = vec![bar];
    untried.push(words([" ", &counts.untried.to_string()].concat()));
    row(
        first,
        vec![
            n(counts.clauses),
            n(counts.examples),
            n(counts.checks),
            n(counts.judged),
            untried,
        ],
    )
}
