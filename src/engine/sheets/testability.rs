//! The testability table: of each clause, what could tell whether a reply keeps it.

use super::address::Asked;
use super::clauses::strength;
use super::copies::Copies;
use super::known::{About, Known, plain};
use super::parts::{MOST, Sheet};
use crate::check::Decides;
use crate::prose::Kind;
use crate::spec::Authority;
use crate::verdict::{Outcome, SourceKind};

/// What could tell: its tone, what to call it, and what that means.
const WAYS: [(&str, &str, &str); 6] = [
    (
        "kept",
        "decided by a check",
        "The clause is wholly what a check tests, so the computer can say kept or broken.",
    ),
    (
        "",
        "a check can only find breaks",
        "A check knows some ways to break it. Where it finds none, that proves nothing.",
    ),
    (
        "kept",
        "people agree",
        "Two people or more judged the same replies and said the same of each.",
    ),
    (
        "broken",
        "people split",
        "They judged the same replies and differ on at least one.",
    ),
    (
        "unclear",
        "one person",
        "Nobody else judged the same replies, so whether people agree is not known.",
    ),
    (
        "",
        "untried",
        "No check can find a break, and nobody judged a reply by it in this work.",
    ),
];

const DECIDED: usize = 0;
const BREAKS: usize = 1;
const AGREE: usize = 2;
const SPLIT: usize = 3;
const ONE: usize = 4;
const UNTRIED: usize = 5;

/// What could tell of one clause, as indices of [`WAYS`].
#[derive(Default)]
struct Told {
    by_checks: Option<usize>,
    by_people: Option<usize>,
    /// Replies that two people or more judged, and of how many of them they said the same.
    shared: (usize, usize),
}

pub(super) fn set(known: &Known<'_>, _: &Asked, sheet: &mut Sheet) {
    if known.clauses.is_empty() {
        return sheet.empty("This spec has no clauses yet, so there is nothing to test.");
    }
    let told: Vec<_> = known.clauses.iter().map(Told::of).collect();
    let mut copies = Copies::default();
    copies.line(&["Clause", "Id", "Demands", "Authority", "Checks", "People"]);
    for (about, told) in known.clauses.iter().zip(&told) {
        told.copy(about, &mut copies);
    }
    sheet.said(
        Kind::Paragraph,
        "",
        "What could tell whether a reply keeps each clause, as far as this work shows. \
         A clause can count twice, once for its checks and once for its people.",
    );
    sheet.open(Kind::Part, "bar");
    copies.buttons(sheet);
    sheet.button("print", "", "Print");
    sheet.close();
    sheet.table("What could tell, counted", &["What could tell", "Clauses"]);
    for (at, (tone, name, meaning)) in WAYS.iter().enumerate() {
        sheet.row();
        sheet.tag(tone, name);
        sheet.hint(meaning);
        sheet.cell();
        sheet.number(told.iter().filter(|it| it.has(at)).count());
        sheet.end_row();
    }
    sheet.end_table();
    sheet.heading("Clause by clause");
    sheet.table(
        "Testability by clause",
        &["Clause", "Demands", "The computer", "People"],
    );
    for (about, told) in known.clauses.iter().zip(&told).take(MOST) {
        let clause = about.clause;
        sheet.row();
        sheet.clause_link(&clause.id, &plain(&clause.title));
        sheet.cell();
        sheet.words(strength(clause.strength));
        sheet.cell();
        tag(told.by_checks, sheet);
        sheet.cell();
        tag(told.by_people, sheet);
        sheet.words(&told.agreed());
        sheet.end_row();
    }
    sheet.end_table();
    sheet.rest(told.len());
}

fn tag(way: Option<usize>, sheet: &mut Sheet) {
    if let Some(at) = way {
        sheet.tag(WAYS[at].0, WAYS[at].1);
    }
}

impl Told {
    fn of(about: &About<'_>) -> Told {
        let mut told = Told::default();
        for check in &about.checks {
            told.by_checks = match check.definition.decides {
                Decides::Both => Some(DECIDED),
                Decides::Break => told.by_checks.or(Some(BREAKS)),
                Decides::Nothing => told.by_checks,
            };
        }
        for given in &about.given {
            let mut people: Option<(Outcome, usize, bool)> = None;
            for it in given {
                if it.counts() && it.source.kind() == SourceKind::Person {
                    let (first, n, same) = people.unwrap_or((it.outcome, 0, true));
                    people = Some((first, n + 1, same && it.outcome == first));
                }
            }
            if let Some((_, n, same)) = people {
                told.by_people = Some(ONE);
                told.shared.0 += usize::from(n > 1);
                told.shared.1 += usize::from(n > 1 && same);
            }
        }
        if told.shared.0 > 0 {
            let all_same = told.shared.0 == told.shared.1;
            told.by_people = Some(if all_same { AGREE } else { SPLIT });
        }
        if told.by_checks.is_none() && told.by_people.is_none() {
            told.by_checks = Some(UNTRIED);
        }
        told
    }

    fn has(&self, way: usize) -> bool {
        self.by_checks == Some(way) || self.by_people == Some(way)
    }

    /// On how many replies people agree, where several judged some.
    fn agreed(&self) -> String {
        match self.shared {
            (0, _) => String::new(),
            (all, same) => format!(", on {same} of {all}"),
        }
    }

    fn copy(&self, about: &About<'_>, copies: &mut Copies) {
        let clause = about.clause;
        let name = |way: Option<usize>| way.map_or("", |it| WAYS[it].1);
        copies.line(&[
            &plain(&clause.title),
            &clause.id,
            strength(clause.strength),
            clause.authority.map_or("", Authority::name),
            name(self.by_checks),
            &[name(self.by_people), &self.agreed()].concat(),
        ]);
    }
}
