//! How far all that can be relied on: records, differences, agreement, and what is not known.

use super::found::{called, titled};
use super::{MOST_LINES, MOST_ROWS};
use crate::prose::{Kind, Node};
use crate::report::parts::{
    PERCENT, count, hint, judge, list, name, paragraph, reasons, reply, said, share, text, who,
};
use crate::report::tables::{Table, cell};
use crate::report::{Agreement, ClauseFacts, Coefficient, Contested, Report, Said};
use crate::verdict::SourceKind;

pub(super) fn records(report: &Report) -> Vec<Node> {
    let mut nodes = Vec::new();
    if !report.records.is_empty() {
        nodes.push(paragraph(
            "A bad reply that a check hits, or that a model calls broken, is caught; a good one is a \
             false alarm. Intervals are Wilson’s, 95 %.",
        ));
        let mut table = Table::new(
            "How often checks and models are wrong",
            &[
                "Check or model",
                "May say",
                "Caught",
                "False alarms",
                "Held against",
            ],
            MOST_ROWS,
        );
        for it in &report.records {
            let about = match it.kind {
                SourceKind::Check => {
                    let (id, title) = &it.clause;
                    let clause = hint(vec![called(id, title)]);
                    vec![said(Kind::Literal, name(&it.name)), clause]
                }
                kind => {
                    let all = hint(vec![text("all clauses together")]);
                    vec![text(judge(kind, &it.name)), all]
                }
            };
            let may_say = match (it.is_signal, it.kind) {
                (true, _) => "look here",
                (false, SourceKind::Check) => "broken",
                (false, _) => "anything",
            };
            let against = if it.is_of_examples {
                "the spec’s own examples, not these replies"
            } else {
                "replies here that people judged and agree on"
            };
            let cells = [may_say, &share(it.caught), &share(it.alarms), against];
            table.row(about, cells.map(cell).to_vec());
        }
        nodes.extend(table.done());
    }
    let mut rest = Vec::new();
    if report.checks.all() == 0 {
        rest.push("There is no check on a clause.".to_owned());
    }
    if report.n_checks_without_record > 0 {
        rest.push(count(
            report.n_checks_without_record,
            "check has no graded or judged reply of its clause to be held against: how often it is \
             wrong is not known.",
            "checks have no graded or judged reply of their clauses to be held against: how often \
             they are wrong is not known.",
        ));
    }
    if report.n_models_without_record > 0 {
        rest.push(count(
            report.n_models_without_record,
            "model judged nothing that people judged too: how often it is wrong is not known.",
            "models judged nothing that people judged too: how often they are wrong is not known.",
        ));
    }
    nodes.extend((!rest.is_empty()).then(|| paragraph(rest.join(" "))));
    nodes
}

pub(super) fn contested(report: &Report) -> Vec<Node> {
    if report.n_contested == 0 {
        return vec![paragraph(if report.agreement.n_pairs == 0 {
            "No two people judged the same clause and reply."
        } else {
            "Nothing: where two people judged the same clause and reply, they said the same."
        })];
    }
    let mut nodes = vec![list(report.contested.iter().map(contested_item))];
    let n_more = report.n_contested - report.contested.len();
    if n_more > 0 {
        nodes.push(paragraph(count(n_more, "more.", "more.")));
    }
    nodes
}

fn contested_item(item: &Contested) -> Vec<Node> {
    let mut nodes = vec![text(format!("{}: ", name(&item.clause)))];
    nodes.extend(reply(&item.reply));
    let says = |settled: bool| {
        move |it: &Said| {
            let mut nodes = who(it);
            let words = if settled { " settled it as " } else { " says " };
            nodes.push(text(words));
            nodes.push(said(Kind::Strong, it.outcome.word()));
            nodes.extend(reasons(it));
            nodes
        }
    };
    let own = item.said.iter().map(says(false));
    let settled = item.settled.iter().map(says(true));
    let mut lines: Vec<_> = own.chain(settled).collect();
    if item.settled.is_empty() {
        lines.push(vec![text("Not settled.")]);
    }
    nodes.push(list(lines));
    nodes
}

pub(super) fn agreement(agreement: &Agreement) -> Vec<Node> {
    if agreement.n_pairs == 0 {
        return vec![paragraph(
            "Not known: no two people judged the same clause and reply.",
        )];
    }
    let percent = |it: f64| format!("{:.0}", it * 100.0);
    vec![
        list([
            vec![text(format!(
                "Raw agreement: of {} of two people on one clause and reply, {} the same; {}.",
                count(agreement.n_pairs, "pair of verdicts", "pairs of verdicts"),
                match agreement.n_agreeing {
                    1 => "1 is".to_owned(),
                    n => format!("{n} are"),
                },
                coefficient(&agreement.raw, PERCENT, percent)
            ))],
            vec![text(format!(
                "Krippendorff’s α (nominal; 1 is perfect, 0 what chance gives): {}.",
                coefficient(&agreement.alpha, "", two)
            ))],
        ]),
        paragraph(format!(
            "{} judged. What was settled together is left out, and models are.",
            count(agreement.n_people, "person", "people")
        )),
    ]
}

/// A coefficient's value as it is read.
pub(super) fn two(value: f64) -> String {
    format!("{value:.2}").replace('-', "−")
}

/// "0.41 (0.12 to 0.70)", or why not.
pub(super) fn coefficient(it: &Coefficient, unit: &str, number: impl Fn(f64) -> String) -> String {
    let Some(value) = it.value else {
        return format!("no value, since {}", it.reason);
    };
    let spread = match it.interval {
        Some([lower, upper]) => format!("{} to {}{unit}", number(lower), number(upper)),
        None => format!("no interval, since {}", it.reason),
    };
    format!("{}{unit} ({spread})", number(value))
}

pub(super) fn unknown(report: &Report) -> Vec<Node> {
    let mut nodes = Vec::new();
    let sentences: Vec<_> = open_ends(report)
        .into_iter()
        .filter(|it| it.0 > 0)
        .map(|(n, one, many)| vec![text(count(n, one, many))])
        .collect();
    if !sentences.is_empty() {
        nodes.push(list(sentences));
    }
    let not_asked = |it: &&ClauseFacts| it.counts.all() == 0;
    let not_judged = |it: &&ClauseFacts| it.counts.all() > 0 && it.counts.judged() == 0;
    nodes.extend(lines(
        report,
        not_judged,
        "was asked about, but nothing that counts judged a reply by it:",
        "were asked about, but nothing that counts judged a reply by them:",
    ));
    nodes.extend(lines(
        report,
        not_asked,
        "is asked about by no scenario with a reply:",
        "are asked about by no scenario with a reply:",
    ));
    if nodes.is_empty() {
        nodes.push(paragraph(
            "Every clause was judged in some reply that asks about it.",
        ));
    }
    nodes
}

/// What could be known and is not: how many, and that in words for one and for many.
fn open_ends(report: &Report) -> [(usize, &'static str, &'static str); 4] {
    let n_outdated = report.judges.iter().map(|it| it.n_outdated).sum();
    [
        (
            report.checks.n_errors,
            "run of a check ended in an error: what it would have found is not known.",
            "runs of checks ended in an error: what they would have found is not known.",
        ),
        (
            report.checks.n_missing,
            "run of a check did not take place.",
            "runs of checks did not take place.",
        ),
        (
            n_outdated,
            "verdict was given on a reply that changed since: it counts no more.",
            "verdicts were given on replies that changed since: they count no more.",
        ),
        (
            report.n_verdicts_elsewhere,
            "verdict is on a clause or reply that is not in this work: it counts nowhere.",
            "verdicts are on clauses or replies that are not in this work: they count nowhere.",
        ),
    ]
}

/// Some clauses, a line each.
fn lines(
    report: &Report,
    is_meant: impl Fn(&&ClauseFacts) -> bool,
    one: &str,
    many: &str,
) -> Vec<Node> {
    let all: Vec<_> = report.clauses.iter().filter(is_meant).collect();
    if all.is_empty() {
        return Vec::new();
    }
    let words = format!(
        "{} {}",
        count(all.len(), "clause", "clauses"),
        if all.len() == 1 { one } else { many }
    );
    let line = |it: &&ClauseFacts| {
        let weight = it.authority.map(|it| format!(" ({})", it.name()));
        vec![titled(it), text(weight.unwrap_or_default())]
    };
    let mut nodes = vec![
        paragraph(words),
        list(all.iter().take(MOST_LINES).map(line)),
    ];
    let n_more = all.len().saturating_sub(MOST_LINES);
    if n_more > 0 {
        nodes.push(paragraph(count(n_more, "more.", "more.")));
    }
    nodes
}
