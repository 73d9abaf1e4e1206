//! What was judged, and who or what judged it.

use super::{MOST_LINES, MOST_ROWS};
use crate::prose::{Kind, Node};
use crate::report::parts::{self, count, list, name, paragraph, said, text};
use crate::report::tables::{Table, cell, number};
use crate::report::{JudgeFacts, Report, SpecFacts, TextState};
use crate::verdict::{Combine, CountingRule, Outcome, SourceKind};

pub(super) fn spec(spec: &SpecFacts, n_clauses: usize) -> Vec<Node> {
    let mut first = vec![said(Kind::Strong, name(&spec.name))];
    let edition = match spec.edition.as_str() {
        "" => String::new(),
        edition => format!(", edition {}", name(edition)),
    };
    first.push(text(format!("{edition}, {}", spec.origin)));
    if let Some(address) = &spec.address {
        first.push(text(" "));
        let link = Node::new(Kind::Link, address.as_str());
        first.push(Node {
            children: vec![text(address)],
            ..link
        });
    }
    first.push(text("."));
    let mut lines = vec![first];
    match spec.state {
        TextState::Own => {}
        TextState::Same => lines.push(vec![text("Its text is unchanged.")]),
        TextState::Altered(Some(n)) => lines.push(vec![text(count(
            n,
            "clause differs from the published text.",
            "clauses differ from the published text.",
        ))]),
        TextState::Altered(None) => lines.push(vec![text(
            "The text was changed since; how many clauses differ is not known here.",
        )]),
        TextState::Excerpt => lines.push(vec![text(
            "Only an excerpt of it is part of this work, not the whole document.",
        )]),
    }
    let mut size = count(n_clauses, "clause", "clauses");
    if spec.n_adjusted > 0 {
        size.push_str(&format!(
            ", {} as people decided in this work",
            spec.n_adjusted
        ));
    }
    lines.push(vec![text(format!("{size}."))]);
    let hashed = |words: &str, hash: &str| vec![text(words), said(Kind::Literal, hash)];
    lines.push(hashed("SHA-256 of the text judged by: ", &spec.hash));
    if let Some(hash) = spec.hash_of_origin.as_ref().filter(|it| **it != spec.hash) {
        lines.push(hashed("SHA-256 of the text it came from: ", hash));
    }
    if !spec.packs.is_empty() {
        let packs: Vec<_> = spec.packs.iter().map(|it| name(it)).collect();
        lines.push(vec![text(format!(
            "Check packs beside it: {}.",
            packs.join(", ")
        ))]);
    }
    vec![list(lines)]
}

pub(super) fn judged(report: &Report) -> Vec<Node> {
    let judged = &report.judged;
    if judged.n_replies == 0 {
        return vec![paragraph("Nothing yet: this work has no reply.")];
    }
    let mut words = format!(
        "{} in {}.",
        count(judged.n_replies, "reply", "replies"),
        count(judged.n_scenarios, "scenario", "scenarios")
    );
    if judged.n_without_reply > 0 {
        words.push_str(&format!(
            " {}",
            count(
                judged.n_without_reply,
                "more scenario has no reply, and is in no count.",
                "more scenarios have no reply, and are in no count."
            )
        ));
    }
    let mut table = Table::new(
        "Replies by model and origin",
        &["Model", "Where the replies came from", "Replies"],
        MOST_ROWS,
    );
    for it in &judged.models {
        let model = match it.model.as_str() {
            "" => "no model named".to_owned(),
            model => name(model),
        };
        table.row(
            vec![text(model)],
            vec![cell(&it.origin), number(it.n_replies)],
        );
    }
    let mut nodes = vec![paragraph(words)];
    nodes.extend(table.done());
    nodes
}

pub(super) fn judges(report: &Report) -> Vec<Node> {
    let mut nodes = vec![paragraph(checks(report))];
    if report.judges.is_empty() {
        nodes.push(paragraph("No person and no model judged a reply."));
        return nodes;
    }
    nodes.push(list(report.judges.iter().take(MOST_LINES).map(judge_line)));
    let n_more = report.judges.len().saturating_sub(MOST_LINES);
    if n_more > 0 {
        nodes.push(paragraph(count(n_more, "more.", "more.")));
    }
    nodes
}

/// A person or model, and what they said, in a line: a table of so many columns fits no phone.
fn judge_line(judge: &JudgeFacts) -> Vec<Node> {
    let n = |outcome: Outcome| format!("{} {}", judge.n(outcome), outcome.word());
    let mut words = format!(
        ": {}: {}",
        count(judge.all(), "verdict", "verdicts"),
        Outcome::ALL.map(n).join(", ")
    );
    if judge.n_older_words > 0 {
        words.push_str(&format!("; {} under older words", judge.n_older_words));
    }
    if judge.n_outdated > 0 {
        words.push_str(&format!(
            "; {} on a reply that changed since, not counted",
            judge.n_outdated
        ));
    }
    let name = parts::judge(judge.kind, &judge.name);
    vec![said(Kind::Strong, name), text(words)]
}

fn checks(report: &Report) -> String {
    let checks = &report.checks;
    if checks.all() + checks.n_own == 0 {
        return "No check.".to_owned();
    }
    let mut words = format!(
        "{} on {}: {} can say kept or broken, {} can only find breaks, {} only {} where to look and \
         {} nothing.",
        count(checks.all(), "check", "checks"),
        count(checks.n_clauses, "clause", "clauses"),
        checks.n_both,
        checks.n_break,
        checks.n_signals,
        if checks.n_signals == 1 { "says" } else { "say" },
        if checks.n_signals == 1 {
            "decides"
        } else {
            "decide"
        },
    );
    if checks.n_own > 0 {
        words.push_str(&format!(
            " {}",
            count(
                checks.n_own,
                "more check belongs to a single scenario and no clause, and enters no count.",
                "more checks belong to single scenarios and no clause, and enter no count."
            )
        ));
    }
    words
}

pub(super) fn rule(rule: &CountingRule) -> Vec<Node> {
    let plural = |kind: &SourceKind| match kind {
        SourceKind::Check => "checks",
        SourceKind::Person => "people",
        SourceKind::Model => "models",
    };
    let kinds: Vec<_> = rule.sources.iter().map(plural).collect();
    let all = [SourceKind::Person, SourceKind::Check, SourceKind::Model];
    let left_out = all.iter().filter(|it| !rule.sources.contains(it));
    let left_out: Vec<_> = left_out.map(plural).collect();
    let mut words = match (kinds.as_slice(), rule.combine) {
        ([], _) => "No source counts, so nothing is judged.".to_owned(),
        (kinds, Combine::AnyBreaks) => format!(
            "What {} say counts. A clause is broken where any of them says so, and kept where one \
             says so and none says broken.",
            listed(kinds)
        ),
        (kinds, Combine::FirstDecides) => format!(
            "The first that decided is believed, in this order: {}. What the others say is only \
             shown.",
            kinds.join(", then ")
        ),
    };
    if !left_out.is_empty() && !kinds.is_empty() {
        words.push_str(&format!(" What {} say does not count.", listed(&left_out)));
    }
    vec![paragraph(words)]
}

/// "a, b and c".
fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}
