//! How often checks are wrong, as sheets say it, and the sheet that says it of all.

use super::super::credentials::{Half, Label, Labelled, LabelledReply, Record, Split, Tally};
use super::address::Asked;
use super::catalogue;
use super::known::{Known, plain};
use super::parts::{MOST, Sheet};
use crate::check::{CheckDefinition, Decides};
use crate::prose::Kind;
use std::collections::BTreeSet;

pub(super) const NAME: &str = "credentials";

/// So many replies are listed of each sort.
const MAX_LISTED: usize = 20;

/// The halves of the examples: their name in addresses, and for people.
const HALVES: [(&str, &str, Option<Half>); 3] = [
    ("", "all", None),
    ("odd", "odd-numbered", Some(Half::Odd)),
    ("even", "even-numbered", Some(Half::Even)),
];

/// Which of the spec's examples are asked for.
pub(super) fn split(asked: &Asked) -> Split {
    let name = asked.option("half");
    let half = HALVES.iter().find(|it| it.0 == name);
    Split {
        half: half.and_then(|it| it.2),
        seed: None,
    }
}

/// The field that asks for them.
pub(super) fn field(asked: &Asked, sheet: &mut Sheet) {
    sheet.open(Kind::Select, &["half=", asked.option("half")].concat());
    sheet.words("Examples");
    for (value, name, _) in HALVES {
        sheet.said(Kind::Choice, value, name);
    }
    sheet.close();
}

pub(super) fn set(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    sheet.said(
        Kind::Paragraph,
        "",
        "Each check held against replies of which someone said whether they keep its clause: the \
         graded replies of the spec's own examples, and replies here that people judged. A good \
         reply that a check hits is a false alarm. A check tuned on one half of the examples is \
         better judged on the other.",
    );
    sheet.open(Kind::Part, "fields");
    field(asked, sheet);
    sheet.close();
    let labelled = known.labelled(split(asked));
    sheet.open(Kind::Block, "");
    let all = known.clauses.iter().flat_map(|about| {
        let checks = about.checks.iter();
        checks.map(move |check| (about, *check))
    });
    let all = all.map(|(about, check)| {
        let replies = labelled.of_clause(&about.clause.id);
        (about, check, Record::of(&check.definition, replies))
    });
    let (tried, untried): (Vec<_>, Vec<_>) = all.partition(|it| it.2 != Record::default());
    let records = tried.iter().map(|it| (&*it.1.definition, &it.2));
    total(records, &labelled, sheet);
    if tried.is_empty() {
        sheet.empty("No check here has a graded or judged reply of its clause to be held against.");
    } else {
        sheet.table(
            "Checks and their records",
            &["Check", "May say", "Caught", "False alarms", "Missed"],
        );
        for (about, check, record) in tried.iter().take(MOST) {
            sheet.row();
            sheet.clause_link(&about.clause.id, &plain(&about.clause.title));
            sheet.hint(&check.id);
            sheet.hint(&check.definition.summary());
            sheet.cell();
            sheet.words(catalogue::decides(check.definition.decides));
            sheet.cell();
            share(record.caught(), sheet);
            folded("", ("which", &record.caught), &labelled, sheet);
            sheet.cell();
            share(record.alarms(), sheet);
            replies(&record.alarms, &labelled, sheet);
            sheet.cell();
            sheet.number(record.missed.len());
            folded("", ("which", &record.missed), &labelled, sheet);
            if !record.errors.is_empty() {
                sheet.open(Kind::Part, "hint");
                sheet.number(record.errors.len());
                sheet.words(" could not be judged");
                sheet.close();
            }
            sheet.end_row();
        }
        sheet.end_table();
        sheet.rest(tried.len());
    }
    if !untried.is_empty() {
        sheet.open(Kind::Part, "hint");
        sheet.count(
            untried.len(),
            " check has no such reply of its clause.",
            " checks have no such reply of their clauses.",
        );
        sheet.close();
    }
    sheet.close();
}

/// What all checks together hit.
fn total<'a>(
    records: impl Iterator<Item = (&'a CheckDefinition, &'a Record)>,
    labelled: &Labelled,
    sheet: &mut Sheet,
) {
    let new = BTreeSet::<usize>::new;
    let (mut decided, mut signalled, mut caught) = (new(), new(), new());
    for (check, record) in records {
        let alarms = match check.decides {
            Decides::Nothing => &mut signalled,
            _ => &mut decided,
        };
        alarms.extend(&record.alarms);
        caught.extend(&record.caught);
    }
    // Replies of clauses without a check count too: nothing points at them.
    let n_bad = labelled.replies.iter().filter(|it| it.is_bad).count();
    let n_good = labelled.replies.len() - n_bad;
    let of_good = |n| Tally { n, of: n_good };
    sheet.open(Kind::Status, "");
    sheet.words("Bad replies that a check hits: ");
    share(
        Tally {
            n: caught.len(),
            of: n_bad,
        },
        sheet,
    );
    sheet.words(". Good replies hit by a check that decides: ");
    share(of_good(decided.len()), sheet);
    sheet.words("; by a signal: ");
    share(of_good(signalled.len()), sheet);
    let n_sketches = labelled.sketches.values().sum();
    sheet.words(if n_sketches > 0 { ". " } else { "." });
    sketches(n_sketches, sheet);
    if labelled.n_elsewhere > 0 {
        sheet.words(" ");
        sheet.count(
            labelled.n_elsewhere,
            " bad reply blames no clause and is left out.",
            " bad replies blame no clause and are left out.",
        );
    }
    sheet.close();
}

/// “6 of 8 (41 to 93 %)”, “0 of 3 (could be 56 %)”: 95 % intervals.
pub(super) fn share(tally: Tally, sheet: &mut Sheet) {
    sheet.number(tally.n);
    sheet.words(" of ");
    sheet.number(tally.of);
    let Some(interval) = tally.interval() else {
        return;
    };
    let (lower, upper) = (percent(interval.lower), percent(interval.upper));
    let words = match tally.n {
        0 => [" (could be ", &upper, " %)"].concat(),
        n if n == tally.of => [" (could be ", &lower, " %)"].concat(),
        _ => [" (", &lower, " to ", &upper, " %)"].concat(),
    };
    sheet.words(&words);
}

/// A share between 0 and 1 in whole per cent.
#[allow(
    clippy::cast_possible_truncation,
    reason = "per cent of a share are at most 100"
)]
fn percent(share: f64) -> String {
    ((share * 100.0).round().max(0.0) as u8).to_string()
}

fn sketches(n: usize, sheet: &mut Sheet) {
    if n > 0 {
        sheet.count(
            n,
            " sketch with “[...]” is left out.",
            " sketches with “[...]” are left out.",
        );
    }
}

/// A button that opens each of some replies.
fn replies(which: &[usize], labelled: &Labelled, sheet: &mut Sheet) {
    if which.is_empty() {
        return;
    }
    sheet.open(Kind::List, "");
    for at in which.iter().take(MAX_LISTED) {
        sheet.open(Kind::Item, "");
        if let Some(reply) = labelled.replies.get(*at) {
            opener(reply, sheet);
        }
        sheet.close();
    }
    sheet.close();
    let n_hidden = which.len().saturating_sub(MAX_LISTED);
    if n_hidden > 0 {
        sheet.open(Kind::Part, "hint");
        sheet.count(n_hidden, " more is not shown.", " more are not shown.");
        sheet.close();
    }
}

/// The same under a title, to unfold; nothing where there are none.
fn folded(open: &str, (title, which): (&str, &[usize]), labelled: &Labelled, sheet: &mut Sheet) {
    if !which.is_empty() {
        sheet.open(Kind::Details, open);
        sheet.said(Kind::Summary, "", title);
        replies(which, labelled, sheet);
        sheet.close();
    }
}

fn opener(reply: &LabelledReply, sheet: &mut Sheet) {
    match &reply.label {
        Label::Example {
            section,
            at,
            reply: (comparison, output),
            ..
        } => {
            let place = [at, comparison, output].map(usize::to_string).join(" ");
            sheet.open(Kind::Section, &section.to_string());
            sheet.button("example", &place, &reply.name);
            sheet.close();
        }
        Label::People { scenario, output } => {
            let place = [&output.to_string(), " ", &reply.clause, " ", scenario].concat();
            sheet.button("scenario", &place, &reply.name);
        }
    }
}

/// How often a check of a clause is wrong, and where.
pub(super) fn of_check(
    check: &CheckDefinition,
    clause: &str,
    labelled: &Labelled,
    sheet: &mut Sheet,
) {
    let is_example = |it: &LabelledReply| matches!(it.label, Label::Example { .. });
    for (title, wants_examples) in [
        ("The spec's own examples: ", true),
        ("Replies that people judged here: ", false),
    ] {
        let replies = labelled.of_clause(clause);
        let replies = replies.filter(|it| is_example(it.1) == wants_examples);
        let record = Record::of(check, replies);
        let n_sketches = labelled.n_sketches(clause);
        if record == Record::default() && !(wants_examples && n_sketches > 0) {
            continue;
        }
        sheet.open(Kind::Paragraph, "");
        sheet.words(title);
        sheet.words("catches ");
        share(record.caught(), sheet);
        sheet.words(", false alarms ");
        share(record.alarms(), sheet);
        if !record.errors.is_empty() {
            sheet.words(", ");
            sheet.number(record.errors.len());
            sheet.words(" could not be judged");
        }
        sheet.words(". ");
        if wants_examples {
            sketches(n_sketches, sheet);
        }
        sheet.close();
        for (title, which, open) in [
            ("False alarms", &record.alarms, "open"),
            ("Missed", &record.missed, ""),
            ("Caught", &record.caught, ""),
        ] {
            folded(open, (title, which), labelled, sheet);
        }
    }
}
