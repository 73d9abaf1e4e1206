//! Who agrees: how alike people judge, where they differ most and why, and what they settle on.
//!
//! `agreement` shows all; `agreement/CLAUSE⏎TRANSCRIPT` one item, with all reasons and a way to settle
//! it.

use super::super::labelling::Place;
use super::address::{Asked, address};
use super::known::{Known, plain};
use super::parts::{MOST, Sheet, outcome_tag};
use super::{AGREEMENT as NAME, LABEL, MERGE, label};
use crate::agreement::{Figure, Item, Ledger, OfItem, Options, Report, label_of, outcome_of};
use crate::prose::Kind;
use crate::text::shorten;
use crate::verdict::Outcome;

/// How many items that people differ on are shown.
const CONTESTED: usize = 50;

pub(super) fn set(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    let report = measure(known);
    if let Some((clause, transcript)) = asked.of.split_once('\n') {
        return one(known, asked, &report, (clause, transcript), sheet);
    }
    sheet.said(
        Kind::Paragraph,
        "",
        "How alike people judge the same replies by the same words. Not evidence that they are right, or \
         that a model is aligned.",
    );
    if report.overall.pairs == 0 {
        sheet.empty("No two people judged the same reply by the same clause yet.");
        return ways(sheet);
    }
    overall(&report, sheet);
    contested(known, &report, sheet);
    clauses(known, &report, sheet);
    raters(&report, sheet);
    conflicts(&report, sheet);
    more(&report, sheet);
    ways(sheet);
}

fn ways(sheet: &mut Sheet) {
    sheet.open(Kind::Nav, "Labelling");
    sheet.said(Kind::Sheet, LABEL, "Label");
    sheet.said(Kind::Sheet, MERGE, "Bring labels together");
    sheet.close();
}

fn measure(known: &Known<'_>) -> Report {
    let mut ledger = Ledger::default();
    let clauses = known.spec.clauses.iter();
    let words = clauses.map(|it| (it.id.as_str(), it.hash.as_str()));
    ledger.add_workspace(words, &known.workspace.verdicts);
    ledger.close(false).report(&Options {
        n_pair_resamples: 0,
        n_contested: CONTESTED,
        ..Options::default()
    })
}

fn overall(report: &Report, sheet: &mut Sheet) {
    let all = &report.overall;
    sheet.open(Kind::Paragraph, "");
    sheet.said(
        Kind::Strong,
        "",
        &format!(
            "{} of {} pairs of verdicts agree",
            all.agreeing_pairs, all.pairs
        ),
    );
    sheet.words(&format!(
        ", of {} people on {} replies. ",
        all.n_raters, all.n_items
    ));
    sheet.close();
    sheet.open(Kind::Paragraph, "");
    sheet.words("Krippendorff's α is ");
    sheet.words(&figure(&all.krippendorff_alpha));
    sheet.words(
        ". It is 1 where all agree, and 0 where they agree no more often than chance would have it.",
    );
    sheet.close();
}

/// A figure with its interval, or why there is none.
pub(super) fn figure(it: &Figure) -> String {
    let Some(value) = it.value else {
        let why = it.undefined.as_deref().unwrap_or("there is too little");
        return format!("not defined: {why}");
    };
    match (&it.interval, &it.interval_undefined) {
        (Some(bounds), _) => format!(
            "{value:.2} (95 %: {:.2} to {:.2})",
            bounds.lower, bounds.upper
        ),
        (None, Some(why)) if why != "not asked for" => format!("{value:.2} (no interval: {why})"),
        _ => format!("{value:.2}"),
    }
}

/// What items people differ on, the most contested first.
fn contested(known: &Known<'_>, report: &Report, sheet: &mut Sheet) {
    sheet.heading("Most contested");
    if report.contested.is_empty() {
        return sheet.empty("Nobody differs on anything.");
    }
    sheet.table("What people differ on", &["Reply", "Said", "Settled"]);
    for it in &report.contested {
        sheet.row();
        let (clause, name) = names(known, &it.item);
        sheet.said(Kind::Sheet, &address_of(&it.item), &shorten(&clause, 80));
        sheet.hint(&shorten(&name, 80));
        sheet.cell();
        for (label, n) in &it.counts {
            sheet.open(Kind::Block, "");
            sheet.number(*n as usize);
            sheet.words(" ");
            tag(label, sheet);
            sheet.close();
        }
        sheet.cell();
        if let Some(settled) = &it.settled {
            tag(&settled.said.label, sheet);
            sheet.hint(&["by ", &settled.by].concat());
        }
        sheet.end_row();
    }
    sheet.end_table();
    let n_more = report.n_contested - report.contested.len();
    if n_more > 0 {
        sheet.open(Kind::Part, "hint");
        sheet.count(n_more, " more is not shown.", " more are not shown.");
        sheet.close();
    }
}

fn address_of(item: &Item) -> String {
    address(NAME, &[&item.clause, "\n", &item.item].concat(), &[])
}

/// What to call an item: its clause and its scenario.
fn names(known: &Known<'_>, item: &Item) -> (String, String) {
    let of = (item.clause.clone(), item.item.clone());
    match Place::of(known.engine, &of) {
        Some(place) => (plain(&place.clause.title), place.scenario.name().to_owned()),
        None => of,
    }
}

fn tag(label: &str, sheet: &mut Sheet) {
    match outcome_of(label) {
        Some(outcome) => {
            let (tone, word) = outcome_tag(outcome);
            sheet.tag(tone, word);
        }
        None => sheet.words(label),
    }
}

fn clauses(known: &Known<'_>, report: &Report, sheet: &mut Sheet) {
    sheet.heading("By clause");
    sheet.table(
        "Agreement by clause",
        &[
            "Clause",
            "Replies",
            "Pairs that agree",
            "α",
            "Under other words",
        ],
    );
    for it in report.clauses.iter().take(MOST) {
        let all = &it.coefficients;
        let clause = known.spec.clauses.iter().find(|at| at.id == it.clause);
        sheet.row();
        match clause {
            Some(clause) => sheet.clause_link(&clause.id, &plain(&clause.title)),
            None => sheet.words(&it.clause),
        }
        sheet.cell();
        sheet.number(all.n_items);
        sheet.cell();
        sheet.words(&format!("{} of {}", all.agreeing_pairs, all.pairs));
        sheet.cell();
        sheet.words(&figure(&all.krippendorff_alpha));
        sheet.number_cell(it.n_older_words);
        sheet.end_row();
    }
    sheet.end_table();
}

fn raters(report: &Report, sheet: &mut Sheet) {
    sheet.heading("Who judged");
    sheet.open(Kind::Paragraph, "");
    for (at, it) in report.raters.iter().enumerate() {
        sheet.words(if at == 0 { "" } else { " · " });
        sheet.words(&format!("{}: {}", it.rater, it.n_ratings));
    }
    sheet.close();
    for (name, shown) in &report.namesakes {
        let shown = shown.join(", ");
        sheet.hint(&format!(
            "{} people are called {name}: {shown}.",
            shown.matches(',').count() + 1
        ));
    }
    if let Some(about) = report.about_tally {
        sheet.hint(about);
    }
}

fn conflicts(report: &Report, sheet: &mut Sheet) {
    if report.conflicts.is_empty() {
        return;
    }
    sheet.heading("One name, two verdicts");
    sheet.hint("None of them counts. If these are two people, let each take a name of their own.");
    sheet.open(Kind::List, "");
    for it in report.conflicts.iter().take(MOST) {
        let labels: Vec<_> = it.said.iter().map(|it| it.label.as_str()).collect();
        let words = format!(
            "{}: {} on {} {}",
            it.rater,
            labels.join(" and "),
            it.item.clause,
            it.item.item
        );
        sheet.said(Kind::Item, "", &words);
    }
    sheet.close();
}

/// The other coefficients, and pairs of people.
fn more(report: &Report, sheet: &mut Sheet) {
    sheet.open(Kind::Details, "");
    sheet.said(Kind::Summary, "", "Other coefficients, and pairs of people");
    let all = &report.overall;
    sheet.table("Other coefficients", &["Coefficient", "Value", "By"]);
    for (name, it) in [
        ("Raw agreement", &all.raw_agreement),
        ("α, labels in order", &all.krippendorff_alpha_ordinal),
        ("Fleiss' κ", &all.fleiss_kappa),
        ("Gwet's AC1", &all.gwet_ac1),
    ] {
        sheet.row();
        sheet.words(name);
        sheet.cell();
        sheet.words(&figure(it));
        sheet.cell();
        sheet.hint(&it.method);
        sheet.end_row();
    }
    sheet.end_table();
    if let Some(why) = &report.pairs_undefined {
        sheet.hint(why);
    }
    let pairs = report.pairs.iter().filter(|it| it.n_items > 0);
    sheet.table(
        "Pairs of people",
        &["Two people", "They agree", "Cohen's κ"],
    );
    for it in pairs.take(MOST) {
        sheet.row();
        sheet.words(&it.raters.join(" and "));
        sheet.cell();
        sheet.words(&format!("{} of {}", it.agreeing, it.n_items));
        sheet.cell();
        sheet.words(&figure(&it.cohen_kappa));
        sheet.end_row();
    }
    sheet.end_table();
    sheet.close();
}

/// One item: all reasons side by side, and what to settle on.
fn one(
    known: &Known<'_>,
    asked: &Asked,
    report: &Report,
    (clause, transcript): (&str, &str),
    sheet: &mut Sheet,
) {
    let is_it = |it: &&OfItem| it.item.clause == clause && it.item.item == transcript;
    let Some(found) = report.contested.iter().find(is_it) else {
        sheet.empty("Nobody differs on this any more, or it is not among the most contested.");
        sheet.said(Kind::Sheet, NAME, "Who agrees");
        return;
    };
    let (title, name) = names(known, &found.item);
    sheet.title(&["Settle: ", &title].concat());
    if let Some(place) = place_of(known, &found.item) {
        label::side_by_side(known, &place, true, sheet);
    }
    open_it(known, &found.item, &name, sheet);
    sheet.table("What people said", &["Who", "Said", "Why"]);
    for it in &found.said {
        sheet.row();
        sheet.words(&it.rater);
        sheet.cell();
        tag(&it.said.label, sheet);
        sheet.cell();
        sheet.words(&it.said.reason);
        sheet.end_row();
    }
    sheet.end_table();
    if let Some(settled) = &found.settled {
        sheet.open(Kind::Paragraph, "");
        sheet.words(&[&settled.by, " settled it: "].concat());
        tag(&settled.said.label, sheet);
        sheet.words(&[" ", &settled.said.reason].concat());
        sheet.close();
    }
    settle(asked, clause, transcript, sheet);
    sheet.open(Kind::Nav, "Agreement");
    let mut after = report.contested.iter().skip_while(|it| !is_it(it)).skip(1);
    if let Some(next) = after.find(|it| it.settled.is_none()) {
        sheet.said(
            Kind::Sheet,
            &address_of(&next.item),
            "Next that is not settled →",
        );
    }
    sheet.said(Kind::Sheet, NAME, "Who agrees");
    sheet.close();
}

fn place_of<'a>(known: &Known<'a>, item: &Item) -> Option<Place<'a>> {
    Place::of(known.engine, &(item.clause.clone(), item.item.clone()))
}

fn open_it(known: &Known<'_>, item: &Item, name: &str, sheet: &mut Sheet) {
    let Some(place) = place_of(known, item) else {
        return;
    };
    let mut outputs = place.scenario.outputs.iter();
    let at = outputs.position(|it| place.scenario.transcript_id(it) == item.item);
    let what = format!("{} {} {}", at.unwrap_or(0), item.clause, place.scenario.id);
    sheet.open(Kind::Part, "bar");
    let words = ["Open “", &shorten(name, 80), "” on the workbench"].concat();
    sheet.button("scenario", &what, &words);
    sheet.close();
}

fn settle(asked: &Asked, clause: &str, transcript: &str, sheet: &mut Sheet) {
    sheet.heading("After the discussion");
    sheet.open(Kind::Part, "fields");
    for (option, label) in [("who", "Who settles it"), ("note", "What decided it")] {
        let field = [option, "=", asked.option(option)].concat();
        sheet.said(Kind::Search, &field, label);
    }
    sheet.close();
    sheet.open(Kind::Part, "bar");
    for outcome in Outcome::ALL {
        let label = label_of(outcome);
        let what = ["settle ", label, " ", clause, "\n", transcript].concat();
        let (_, word) = outcome_tag(outcome);
        sheet.button("do", &what, word);
    }
    sheet.close();
    sheet.hint("It counts in place of what each had said; what they said stays, and agreement leaves it out.");
}
