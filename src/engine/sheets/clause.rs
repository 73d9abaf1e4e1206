//! A page about one clause: its words, why they weigh what they weigh, and all that hangs on it.

use super::super::add_check::{mark_of, own_blocks};
use super::REWORD;
use super::address::{Asked, address};
use super::catalogue;
use super::clauses::strength;
use super::decide;
use super::diagnostics;
use super::known::{About, Known, Row, plain};
use super::parts::{self, MOST, Sheet};
use super::trying;
use crate::check::{CheckOutcome, Decides};
use crate::prose::Kind;
use crate::spec::{Clause, ClauseKind, Grade, Section};
use crate::text::{Span, shorten};
use crate::verdict::Status;

pub(super) fn set(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    let found = known.clauses.iter().position(|it| it.clause.id == asked.of);
    let Some(at) = found else {
        sheet.title("No such clause");
        sheet.empty("This spec has no clause of that name. It may have been reworded or removed.");
        return sheet.clauses_link("", "", "See all clauses");
    };
    let about = &known.clauses[at];
    let clause = about.clause;
    sheet.title(&plain(&clause.title));
    where_it_stands(known, clause, sheet);
    weight(known, clause, sheet);
    words(known, clause, sheet);
    in_one_line(known, about, sheet);
    sheet.open(Kind::Part, "bar");
    sheet.button("clause", &clause.id, "Read it in the spec");
    let test = address(REWORD, &clause.id, &[]);
    sheet.said(Kind::Sheet, &test, "Test other words");
    sheet.close();
    decide::set(known, clause, sheet);
    examples(known, about, sheet);
    checks(known, about, sheet);
    verdicts(known, about, sheet);
    references(known, clause, sheet);
    let mut is_first = true;
    for found in known
        .diagnostics
        .iter()
        .filter(|it| clause.span.contains(it.span))
    {
        begin_list("Things to look at", &mut is_first, sheet);
        diagnostics::item(found, sheet);
    }
    end_list(is_first, sheet);
    neighbours(known, at, sheet);
}

/// Begins a list under a heading, unless that is done.
fn begin_list(heading: &str, is_first: &mut bool, sheet: &mut Sheet) {
    if std::mem::take(is_first) {
        sheet.heading(heading);
        sheet.open(Kind::List, "");
    }
}

fn end_list(is_first: bool, sheet: &mut Sheet) {
    if !is_first {
        sheet.close();
    }
}

/// The sections around it, the outermost first, and its id.
fn where_it_stands(known: &Known<'_>, clause: &Clause, sheet: &mut Sheet) {
    let mut around: Vec<&Section> = Vec::new();
    let mut next = known.section(clause);
    while let Some(section) = next.filter(|it| it.depth > 0 && around.len() < 6) {
        around.push(section);
        next = known.parent(section);
    }
    let own = usize::from(clause.kind == ClauseKind::Section && !around.is_empty());
    sheet.open(Kind::Part, "hint");
    for section in around[own..].iter().rev() {
        known.link_section(section, sheet);
        sheet.words(" › ");
    }
    sheet.words(&clause.id);
    sheet.close();
}

/// Strength and authority, each with the reason.
fn weight(known: &Known<'_>, clause: &Clause, sheet: &mut Sheet) {
    sheet.open(Kind::Paragraph, "");
    sheet.tag("", strength(clause.strength));
    let mut demands = known.spec.demands.iter();
    let here = demands.find(|it| clause.span.contains(it.words) && it.strength == clause.strength);
    if clause.adjusted {
        sheet.words(", as someone decided in this work");
    } else if let Some(stem) = clause.stem {
        quoted(known, ", from the words before its list: “", stem, sheet);
    } else if let Some(here) = here {
        quoted(known, ", because it says “", here.words, sheet);
    }
    sheet.words(". ");
    match clause.authority {
        Some(authority) => {
            sheet.tag("authority", authority.name());
            sheet.words(", as its heading states.");
        }
        None => sheet.words("No authority is stated."),
    }
    sheet.close();
}

fn quoted(known: &Known<'_>, before: &str, span: Span, sheet: &mut Sheet) {
    let text = span.slice(known.text).unwrap_or_default();
    sheet.words(before);
    sheet.words(&shorten(&text.replace('\n', " "), 80));
    sheet.words("”");
}

/// The clause's words; what refers to other clauses leads to their pages.
fn words(known: &Known<'_>, clause: &Clause, sheet: &mut Sheet) {
    sheet.open(Kind::Quote, "");
    if let Some(stem) = clause.stem.and_then(|it| it.slice(known.text)) {
        sheet.said(Kind::Paragraph, "", &plain(stem.trim()));
    }
    known.put(known.book.words(known.spec, known.text, clause), sheet);
    sheet.close();
}

fn in_one_line(known: &Known<'_>, about: &About<'_>, sheet: &mut Sheet) {
    let (mut n_good, mut n_bad) = (0, 0);
    for (section, at) in &about.examples {
        for reply in &known.spec.sections[*section].examples[*at].candidates {
            n_good += usize::from(reply.grade == Grade::Good);
            n_bad += usize::from(reply.grade == Grade::Bad);
        }
    }
    let n_looked = about.n_asked() - about.n_with(Status::NotJudged);
    sheet.open(Kind::Part, "hint");
    if about.examples.len() + about.checks.len() + n_looked == 0 {
        sheet.words("Nothing was tried on it yet: no example, no check, no reply.");
    }
    if !about.examples.is_empty() {
        sheet.count(about.examples.len(), " example: ", " examples: ");
        sheet.count(n_good, " reply keeps it and ", " replies keep it and ");
        sheet.count(n_bad, " breaks it. ", " break it. ");
    }
    if !about.checks.is_empty() {
        sheet.count(about.checks.len(), " check. ", " checks. ");
    }
    if n_looked > 0 {
        sheet.count(
            n_looked,
            " reply here was looked at.",
            " replies here were looked at.",
        );
    }
    sheet.close();
}

fn examples(known: &Known<'_>, about: &About<'_>, sheet: &mut Sheet) {
    if !about.examples.is_empty() {
        sheet.heading("Examples");
    }
    for (section, at) in &about.examples {
        let example = &known.spec.sections[*section].examples[*at];
        sheet.open(Kind::Section, &section.to_string());
        sheet.said(Kind::Heading3, "", &plain(&example.title));
        known.put(
            known.book.example(known.spec, known.text, *section, *at),
            sheet,
        );
        sheet.close();
    }
}

fn checks(known: &Known<'_>, about: &About<'_>, sheet: &mut Sheet) {
    sheet.heading("Checks");
    if !about.checks.is_empty() {
        sheet.open(Kind::List, "");
        own_checks(about, sheet);
        sheet.close();
    }
    let id = &about.clause.id;
    sheet.open(Kind::Paragraph, "");
    let add = address(trying::NAME, id, &[("type", "regex")]);
    sheet.said(Kind::Sheet, &add, "Add a check");
    for block in own_blocks(known.spec, id) {
        sheet.words(" · ");
        let to = trying::address_of_block(id, &mark_of(known.text, block));
        let line = block.line.to_string();
        let words = ["Change its checks in line ", &line].concat();
        sheet.said(Kind::Sheet, &to, &words);
    }
    sheet.close();
}

fn own_checks(about: &About<'_>, sheet: &mut Sheet) {
    for check in &about.checks {
        let definition = &check.definition;
        sheet.open(Kind::Item, "");
        sheet.words(&definition.summary());
        if let Some(why) = &definition.why {
            sheet.hint(why);
        }
        sheet.open(Kind::Part, "hint");
        sheet.words(catalogue::decides(definition.decides));
        sheet.words(". ");
        sheet.words(&check.id);
        sheet.close();
        sheet.close();
    }
}

fn verdicts(known: &Known<'_>, about: &About<'_>, sheet: &mut Sheet) {
    sheet.heading("In your scenarios");
    let n_asked = about.n_asked();
    if n_asked == 0 {
        sheet.empty("No scenario of this work asks about this clause yet.");
    } else {
        sheet.table(
            "Verdicts in your scenarios",
            &["Reply", "Verdict", "Who says so"],
        );
        for row in known.rows(about).take(MOST) {
            verdict(about, &row, sheet);
        }
        sheet.end_table();
        sheet.rest(n_asked);
    }
    let n_others = about.n_rows - n_asked;
    if n_others > 0 {
        sheet.open(Kind::Part, "hint");
        sheet.count(
            n_others,
            " more reply was looked at in a scenario that does not ask about this clause.",
            " more replies were looked at in scenarios that do not ask about this clause.",
        );
        sheet.close();
    }
}

fn verdict(about: &About<'_>, row: &Row<'_>, sheet: &mut Sheet) {
    let Row {
        scenario, found, ..
    } = row;
    let mut outputs = scenario.outputs.iter();
    let at = outputs.position(|it| scenario.transcript_id(it) == row.transcript);
    sheet.row();
    let what = [
        &at.unwrap_or(0).to_string(),
        " ",
        &found.clause,
        " ",
        &scenario.id,
    ]
    .concat();
    sheet.button("scenario", &what, scenario.name());
    if let Some(output) = at.and_then(|it| scenario.outputs.get(it)) {
        sheet.open(Kind::Part, "hint");
        sheet.words(&output.candidate);
        sheet.words(" try ");
        sheet.words(&output.epoch.to_string());
        sheet.close();
    }
    sheet.cell();
    let (tone, word) = parts::status(found.status);
    sheet.tag(tone, word);
    sheet.cell();
    for it in &found.verdicts {
        sheet.open(Kind::Block, "");
        sheet.words(&parts::who(&it.source));
        sheet.words(": ");
        sheet.words(it.outcome.word());
        sheet.close();
    }
    for it in &found.checks {
        let mut checks = about.checks.iter().filter(|check| check.id == it.check);
        let may_keep = checks.any(|check| check.definition.decides == Decides::Both);
        let is_kept = may_keep && it.result.outcome == CheckOutcome::Pass;
        if it.fired() || is_kept {
            let said = if is_kept { ": kept" } else { ": hit" };
            sheet.said(Kind::Block, "", &["check ", &it.check, said].concat());
        }
    }
    sheet.end_row();
}

/// What it refers to, and what refers to it or to the section that it stands in.
fn references(known: &Known<'_>, clause: &Clause, sheet: &mut Sheet) {
    let is_section = clause.kind == ClauseKind::Section;
    let section = known.section(clause).filter(|_| is_section);
    let own = section.map_or(clause.span, |it| it.span);
    let mentions = if is_section {
        "Mentioned by"
    } else {
        "Its section is mentioned by"
    };
    for (heading, is_from_here) in [("It refers to", true), (mentions, false)] {
        let mut seen: Vec<(usize, &str)> = Vec::new();
        let mut is_first = true;
        for it in &known.spec.references {
            let Some(target) = it
                .target_section
                .filter(|_| own.contains(it.span) == is_from_here)
            else {
                continue;
            };
            if !is_from_here && target != clause.section {
                continue;
            }
            let starts = known
                .spec
                .sections
                .partition_point(|at| at.span.start <= it.span.start);
            let at = if is_from_here {
                target
            } else {
                starts.saturating_sub(1)
            };
            // What mentions it may be a clause in a section that is none.
            let above = known
                .spec
                .clause_above(at, it.span.start)
                .filter(|_| !is_from_here);
            let place = (at, above.map_or("", |it| it.id.as_str()));
            if seen.contains(&place) {
                continue;
            }
            seen.push(place);
            begin_list(heading, &mut is_first, sheet);
            sheet.open(Kind::Item, "");
            match above {
                Some(clause) => sheet.clause_link(&clause.id, &plain(&clause.title)),
                None => known.link_section(&known.spec.sections[at], sheet),
            }
            sheet.close();
        }
        end_list(is_first, sheet);
    }
}

fn neighbours(known: &Known<'_>, at: usize, sheet: &mut Sheet) {
    sheet.open(Kind::Nav, "Other clauses");
    for (at, sign) in [(at.wrapping_sub(1), "← "), (at + 1, "→ ")] {
        if let Some(about) = known.clauses.get(at) {
            let title = shorten(&plain(&about.clause.title), 60);
            sheet.clause_link(&about.clause.id, &[sign, &title].concat());
        }
    }
    sheet.close();
}
