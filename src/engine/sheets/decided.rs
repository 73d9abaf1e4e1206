//! What a person decided on clauses, each decision with a button that takes it back. A clause that is
//! no rule any more is found nowhere else.

use super::address::{Asked, address};
use super::clauses::{begin_choice, strength};
use super::decide::offer;
use super::known::{Known, plain};
use super::parts::{MOST, Sheet};
use crate::prose::Kind;
use crate::spec::{Adjustment, Change};
use crate::text::shorten;

/// The option that asks for decisions rather than clauses, and its values.
const OPTION: &str = "decided";
const NO_RULE: &str = "no-rule";
const OTHER: &str = "other";

/// So many characters of the words are shown.
const WIDTH: usize = 200;

/// The sheet with all decisions of one kind.
pub(super) fn address_of_no_rules() -> String {
    address("clauses", "", &[(OPTION, NO_RULE)])
}

fn kind(decision: &Adjustment) -> &'static str {
    if decision.clauses.is_empty() {
        NO_RULE
    } else {
        OTHER
    }
}

/// The field that asks for decisions, where there are some.
pub(super) fn field(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    let (decisions, now) = (&known.workspace.spec.adjustments, asked.option(OPTION));
    if decisions.is_empty() && now.is_empty() {
        return;
    }
    begin_choice(OPTION, "Your decisions", now, sheet);
    for (value, words) in [
        (NO_RULE, "not rules, by your decision"),
        (OTHER, "other decisions"),
    ] {
        sheet.open(Kind::Choice, value);
        sheet.words(words);
        let n = decisions.iter().filter(|it| kind(it) == value).count();
        sheet.count(n, ", ", ", ");
        sheet.close();
    }
    sheet.close();
}

/// The decisions that are asked for; `false` where none are.
pub(super) fn set(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) -> bool {
    let value = asked.option(OPTION);
    if value.is_empty() {
        return false;
    }
    let decisions = known.workspace.spec.adjustments.iter();
    let mut wanted = decisions.filter(|it| kind(it) == value).peekable();
    if wanted.peek().is_none() {
        sheet.empty(
            "You decided nothing like that. “Is it read wrongly?” stands on each clause's page.",
        );
        return true;
    }
    sheet.table("Your decisions", &["Words", "Section", "You decided", ""]);
    for decision in wanted.take(MOST) {
        row(known, decision, sheet);
    }
    sheet.end_table();
    true
}

fn row(known: &Known<'_>, decision: &Adjustment, sheet: &mut Sheet) {
    let section = known.spec.section_called(&decision.section);
    let section = section.map(|it| &known.spec.sections[it]);
    let title = section.map_or_else(|| decision.section.clone(), |it| plain(&it.title));
    sheet.row();
    sheet.words(&match decision.words.as_str() {
        "" => title.clone(),
        words => shorten(words, WIDTH),
    });
    sheet.cell();
    match section {
        Some(section) => sheet.button("section", section.key(), &title),
        None => sheet.words(&title),
    }
    sheet.cell();
    sheet.words(&said(decision));
    sheet.cell();
    offer(&Change::take_back(decision), "Take it back", sheet);
    sheet.end_row();
}

/// What was decided.
fn said(decision: &Adjustment) -> String {
    let [only] = decision.clauses.as_slice() else {
        return match decision.clauses.len() {
            0 => "no rule".to_owned(),
            n => [&n.to_string(), " clauses"].concat(),
        };
    };
    let mut said = "one clause".to_owned();
    let authority = only.authority.map(|it| it.name());
    for word in [only.strength.map(strength), authority]
        .into_iter()
        .flatten()
    {
        said.push_str(", ");
        said.push_str(word);
    }
    said
}
