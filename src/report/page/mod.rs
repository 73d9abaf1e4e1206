//! The report in sentences, as set text: what sheet, Markdown and HTML say is said here, once.

mod doubts;
mod found;
mod judged;
mod reworded;

use super::parts::{count, list, name, node, paragraph, said, text};
use super::{ABOUT, Counts, Report};
use crate::prose::{Kind, Node};
use crate::verdict::Status;

/// How many rows a table has at most, and how many lines a list of clauses.
const MOST_ROWS: usize = 400;

const MOST_LINES: usize = 200;

/// What is true of every report.
const LIMITS: [&str; 8] = [
    "A check that merely found nothing keeps no clause: that is “no break found”, and it enters no \
     share. Only a check whose clause is wholly what it tests, a person, or a model that judged can \
     say kept.",
    "A clause counts for a reply only where it applies: the scenario names it, a check’s condition \
     matched, or someone said so. A hit on a clause that the scenario does not ask about is a finding \
     and enters no share.",
    "What is not judged is not kept. Scenarios were chosen by people: other situations may go \
     otherwise.",
    "A verdict is on the words of a clause as they were. Where they changed it stands, marked “under \
     older words”; where the reply changed it counts no more.",
    "Where a reply came from is what this work says. Anyone can type a reply and call it a famous \
     model.",
    "How often a check or a model is wrong was counted on the replies named there, which need not be \
     like these.",
    "How far people agree says how alike they judge, not that they are right.",
    "Intervals take replies as independent. Several tries at one scenario are not, so the truth is \
     less certain than they look.",
];

/// What the report is called.
pub(in crate::report) fn heading(report: &Report) -> String {
    format!("Report: {}", name(&report.title))
}

/// The whole report; its first heading is of the first level, the others below it.
pub fn set(report: &Report) -> Vec<Node> {
    let mut nodes = vec![
        node(Kind::Paragraph, vec![said(Kind::Strong, ABOUT)]),
        said(Kind::Heading1, heading(report)),
    ];
    let parts: [(&str, Vec<Node>); 13] = [
        ("", in_short(report)),
        ("The spec", judged::spec(&report.spec, report.clauses.len())),
        ("What was judged", judged::judged(report)),
        ("Who or what judged", judged::judges(report)),
        ("Which verdicts count", judged::rule(&report.rule)),
        ("Clause by clause", found::clauses(report)),
        ("What is broken, and who says so", found::broken(report)),
        (
            "How often checks and models are wrong",
            doubts::records(report),
        ),
        ("What people differ on", doubts::contested(report)),
        ("How far people agree", doubts::agreement(&report.agreement)),
        ("What other words change", reworded::set(report)),
        ("What is not known", doubts::unknown(report)),
        ("Limits", vec![list(LIMITS.map(|it| vec![text(it)]))]),
    ];
    for (heading, part) in parts.into_iter().filter(|it| !it.1.is_empty()) {
        if !heading.is_empty() {
            nodes.push(said(Kind::Heading2, heading));
        }
        nodes.extend(part);
    }
    nodes.push(said(Kind::Heading2, "How this was made"));
    nodes.push(paragraph(concat!(
        "By Plumbline ",
        env!("CARGO_PKG_VERSION"),
        ", from the work alone and by the rules that its page and command share. It holds no date and \
         no path: the same work gives the same report, byte for byte."
    )));
    nodes
}

/// What a reader must know first.
fn in_short(report: &Report) -> Vec<Node> {
    let mut nodes = Vec::new();
    if let Some(words) = made_up(report.judged.n_written, report.judged.n_replies) {
        nodes.push(node(Kind::Paragraph, vec![said(Kind::Strong, words)]));
    }
    let counts = report.counts();
    if counts.all() > 0 {
        nodes.push(paragraph(format!(
            "Asked {} whether a reply keeps a clause: {}.",
            count(counts.all(), "time", "times"),
            found(&counts)
        )));
    }
    nodes
}

/// That replies were written by hand, where some were.
fn made_up(n_written: usize, n: usize) -> Option<String> {
    Some(match n_written {
        0 => return None,
        1 if n == 1 => "Made-up data: the reply was written by hand, no model said it.".to_owned(),
        it if it == n => {
            format!("Made-up data: all {n} replies were written by hand, no model said them.")
        }
        it => format!(
            "Made-up data in part: {it} of {n} replies written by hand, no model said {}.",
            if it == 1 { "it" } else { "them" }
        ),
    })
}

/// "12 kept, 3 broken; 9 unclear, 76 not judged".
fn found(counts: &Counts) -> String {
    let [kept, broken, unclear, not_judged, no_break, not_applicable] = [
        Status::Kept,
        Status::Broken,
        Status::Unclear,
        Status::NotJudged,
        Status::NoBreakFound,
        Status::NotApplicable,
    ]
    .map(|it| counts.n(it));
    let mut words =
        format!("{kept} kept, {broken} broken; {unclear} unclear, {not_judged} not judged");
    if no_break > 0 {
        words.push_str(&format!("; {no_break} no break found"));
    }
    if not_applicable > 0 {
        words.push_str(&format!("; {not_applicable} does not apply"));
    }
    words
}
