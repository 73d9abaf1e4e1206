//! The testability table: of each clause, what could tell whether a reply keeps it.

use super::address::Asked;
use super::clauses::strength;
use super::copies::copies;
use super::known::{About, Known, plain};
use super::parts::{Nodes, button, empty, heading, link, part, row, said, table, tag, words};
use crate::check::Decides;
use crate::prose::{Kind, Node};
use crate::spec::Authority;
use crate::verdict::{Outcome, SourceKind};

/// What could tell: its tone, what to call it, and what that means.
struct Way(&'static str, &'static str, &'static str);

const DECIDED: Way = Way(
    "kept",
    "decided by a check",
    "The clause is wholly what a check tests, so the computer can say kept or broken.",
);
const BREAKS: Way = Way(
    "",
    "a check can only find breaks",
    "A check knows some ways to break it. Where it finds none, that proves nothing.",
);
const AGREE: Way = Way(
    "kept",
    "people agree",
    "Two people or more judged the same replies and said the same of each.",
);
const SPLIT: Way = Way(
    "broken",
    "people split",
    "They judged the same replies and differ on at least one.",
);
const ONE: Way = Way(
    "unclear",
    "one person",
    "Nobody else judged the same replies, so whether people agree is not known.",
);
const UNTRIED: Way = Way(
    "",
    "untried",
    "No check can find a break, and nobody judged a reply by it in this work.",
);

/// What could tell of one clause.
struct Told {
    by_checks: Option<&'static Way>,
    by_people: Option<&'static Way>,
    /// Replies that two people or more judged, and of how many they said the same.
    shared: (usize, usize),
}

pub(super) fn set(known: &Known<'_>, _: &Asked) -> (String, Nodes) {
    let title = "Testability".to_owned();
    if known.clauses.is_empty() {
        return (
            title,
            vec![empty(
                "This spec has no clauses yet, so there is nothing to test.",
            )],
        );
    }
    let told: Vec<_> = known.clauses.iter().map(Told::of).collect();
    let count = |way: &Way| {
        told.iter()
            .filter(|it| it.ways().any(|it| it.1 == way.1))
            .count()
    };
    let summary = [DECIDED, BREAKS, AGREE, SPLIT, ONE, UNTRIED].map(|way| {
        let n = count(&way).to_string();
        row(vec![way.tag()], vec![vec![words(n)], vec![words(way.2)]])
    });
    let mut lines = vec![
        ["Clause", "Id", "Demands", "Authority", "Checks", "People"]
            .map(str::to_owned)
            .to_vec(),
    ];
    let mut rows = Vec::new();
    for (about, told) in known.clauses.iter().zip(&told) {
        lines.push(told.line(about));
        rows.push(told.row(about));
    }
    let intro = "What could tell whether a reply keeps each clause, as far as this work shows. A clause can be in more than one line, once for its checks and once for its people.";
    let tools = copies(&lines).into_iter().chain([button("print", "Print")]);
    let nodes = vec![
        said(Kind::Paragraph, intro),
        part("bar", tools.collect()),
        table(
            "What could tell, counted",
            &["", "Clauses", "What it means"],
            summary.into(),
        ),
        heading("Clause by clause"),
        table(
            "Testability by clause",
            &["Clause", "Demands", "The computer", "People"],
            rows,
        ),
    ];
    (title, nodes)
}

impl Way {
    fn tag(&self) -> Node {
        tag(self.0, self.1)
    }
}

impl Told {
    fn of(about: &About<'_>) -> Told {
        let can = |decides| {
            about
                .checks
                .iter()
                .any(|it| it.definition.decides == decides)
        };
        let by_checks = if can(Decides::Both) {
            Some(&DECIDED)
        } else {
            can(Decides::Break).then_some(&BREAKS)
        };
        let mut shared = (0, 0);
        let mut is_judged = false;
        for (_, found) in &about.rows {
            let people = found
                .verdicts
                .iter()
                .filter(|it| it.counts() && it.source.kind() == SourceKind::Person);
            let said: Vec<Outcome> = people.map(|it| it.outcome).collect();
            is_judged |= !said.is_empty();
            if said.len() > 1 {
                shared.0 += 1;
                shared.1 += usize::from(said.iter().all(|it| *it == said[0]));
            }
        }
        let by_people = match shared {
            (0, _) => is_judged.then_some(&ONE),
            (all, same) => Some(if all == same { &AGREE } else { &SPLIT }),
        };
        Told {
            by_checks,
            by_people,
            shared,
        }
    }

    fn ways(&self) -> impl Iterator<Item = &'static Way> {
        let untried = self.by_checks.is_none() && self.by_people.is_none();
        let all = [self.by_checks, self.by_people, untried.then_some(&UNTRIED)];
        all.into_iter().flatten()
    }

    /// On how many replies people agree, where several judged some.
    fn agreed(&self) -> String {
        match self.shared {
            (0, _) => String::new(),
            (all, same) => format!(", on {same} of {all}"),
        }
    }

    fn row(&self, about: &About<'_>) -> Node {
        let clause = about.clause;
        let mut people: Nodes = self.by_people.map(Way::tag).into_iter().collect();
        people.push(words(self.agreed()));
        let checks = self.by_checks.unwrap_or(&UNTRIED);
        let checks = if self.by_checks.is_some() || self.by_people.is_none() {
            vec![checks.tag()]
        } else {
            Vec::new()
        };
        row(
            vec![link("clause", &clause.id, &[], plain(&clause.title))],
            vec![vec![words(strength(clause.strength))], checks, people],
        )
    }

    fn line(&self, about: &About<'_>) -> Vec<String> {
        let clause = about.clause;
        let name = |way: Option<&Way>| way.map_or("", |it| it.1).to_owned();
        let untried = self.ways().any(|it| it.1 == UNTRIED.1);
        vec![
            plain(&clause.title),
            clause.id.clone(),
            strength(clause.strength).to_owned(),
            clause.authority.map_or("", Authority::name).to_owned(),
            name(self.by_checks.or(untried.then_some(&UNTRIED))),
            name(self.by_people) + &self.agreed(),
        ]
    }
}
