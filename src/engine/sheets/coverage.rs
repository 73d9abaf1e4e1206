//! How far the spec is tried: by section, which clauses have examples, checks and verdicts.

use super::address::Asked;
use super::known::{About, Known, plain};
use super::parts::{MOST, Sheet};
use crate::prose::Kind;
use crate::spec::{Section, Strength};

/// The numbers of some clauses: all, with an example, with a check, judged, untried.
type Counts = [usize; 5];

fn add(counts: &mut Counts, about: &About<'_>) {
    counts[0] += 1;
    counts[1] += usize::from(!about.examples.is_empty());
    counts[2] += usize::from(!about.checks.is_empty());
    counts[3] += usize::from(about.is_judged());
    counts[4] += usize::from(about.is_untried());
}

pub(super) fn set(known: &Known<'_>, _: &Asked, sheet: &mut Sheet) {
    if known.clauses.is_empty() {
        return sheet.empty("This spec has no clauses yet.");
    }
    let (mut all, mut n_demands) = (Counts::default(), 0);
    for about in &known.clauses {
        add(&mut all, about);
        n_demands += usize::from(!matches!(
            about.clause.strength,
            Strength::May | Strength::None
        ));
    }
    sheet.open(Kind::Paragraph, "");
    sheet.count(all[0], " clause, ", " clauses, ");
    sheet.count(
        n_demands,
        " of which demands something. ",
        " of which demand something. ",
    );
    sheet.count(
        all[4],
        " has neither an example nor a check, and nobody judged a reply by it in this work.",
        " have neither an example nor a check, and nobody judged a reply by them in this work.",
    );
    sheet.close();
    sheet.table(
        "Coverage by section",
        &[
            "Section",
            "Clauses",
            "With an example",
            "With a check",
            "Judged here",
            "Untried",
            "Tried",
        ],
    );
    let mut n_rows = 0;
    let sections = &known.spec.sections;
    for (at, section) in sections.iter().enumerate() {
        let below = sections[at + 1..].iter();
        let is_below = |it: &&Section| section.depth > 0 && it.depth > section.depth;
        let end = at + 1 + below.take_while(is_below).count();
        let mut here = Counts::default();
        let clauses = known.clauses_in(at..end);
        clauses.iter().for_each(|it| add(&mut here, it));
        // What holds one other section, or everything, would say the same twice.
        let has_own = clauses.first().is_some_and(|it| it.clause.section == at);
        let parts = clauses.chunk_by(|a, b| a.clause.section == b.clause.section);
        if !has_own && (parts.take(2).count() < 2 || here == all) {
            continue;
        }
        n_rows += 1;
        if n_rows <= MOST {
            sheet.row();
            sheet.open(
                Kind::Part,
                ["", "", "depth-2", "depth-3"]
                    .get(usize::from(section.depth))
                    .unwrap_or(&"depth-4"),
            );
            let title = plain(&section.title);
            if has_own {
                sheet.clauses_link("section", section.key(), &title);
            } else {
                sheet.said(Kind::Strong, "", &title);
            }
            sheet.close();
            numbers(&here, sheet);
        }
    }
    sheet.row();
    sheet.said(Kind::Strong, "", "All sections");
    numbers(&all, sheet);
    sheet.end_table();
    sheet.rest(n_rows);
    sheet.clauses_link("has", "neither", "Clauses with neither example nor check");
}

fn numbers(counts: &Counts, sheet: &mut Sheet) {
    for n in counts {
        sheet.number_cell(*n);
    }
    let tried = (counts[0] - counts[4]).to_string();
    sheet.cell();
    sheet.said(
        Kind::Meter,
        &[&tried, "/", &counts[0].to_string()].concat(),
        "",
    );
    sheet.end_row();
}
