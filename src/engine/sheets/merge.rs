//! Bringing together what several people said: codes, links, files, a count of hands.

use super::super::labelling::Place;
use super::address::Asked;
use super::clauses::begin_choice;
use super::known::{Known, plain};
use super::parts::Sheet;
use crate::prose::Kind;
use crate::text::shorten;

/// How many items can be chosen from for a count of hands.
const MOST: usize = 500;

pub(super) fn set(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    sheet.title("Bring labels together");
    sheet.said(
        Kind::Paragraph,
        "",
        "Whatever others sent you: links, short codes, a whole chat with codes in it, files, or a table \
         with the columns item, clause, rater, label. In any order, and twice does no harm.",
    );
    let text = asked.option("_text");
    sheet.said(Kind::Area, &["_text=", text].concat(), "Paste it here");
    sheet.open(Kind::Part, "bar");
    sheet.button("do", "merge", "Bring it in");
    sheet.button("do-files", "merge", "Choose files…");
    sheet.close();
    hands(known, asked, sheet);
    sheet.open(Kind::Nav, "Labelling");
    sheet.said(Kind::Sheet, super::LABEL, "All lists");
    sheet.close();
}

fn hands(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    let mut lists = known.workspace.lists();
    // A hand says nothing of which words were read.
    lists.retain(|it| it.reword.is_none());
    if lists.is_empty() {
        return;
    }
    sheet.heading("Count hands");
    sheet.hint("Of a room that raised hands: how many said kept, broken and unclear.");
    sheet.open(Kind::Part, "fields");
    begin_choice("item", "Item", asked.option("item"), sheet);
    sheet.rename_first_choice("choose one");
    let all = lists
        .iter()
        .flat_map(|it| it.items.iter().enumerate().map(move |at| (it, at)));
    for (list, (at, item)) in all.take(MOST) {
        if let Some(place) = Place::of(known.engine, item) {
            let number = at.to_string();
            let clause = plain(&place.clause.title);
            let words = [
                &(at + 1).to_string(),
                ". ",
                &clause,
                ": ",
                place.scenario.name(),
            ]
            .concat();
            let value = [&list.id, " ", &number].concat();
            sheet.said(Kind::Choice, &value, &shorten(&words, 90));
        }
    }
    sheet.close();
    let hands = ["hands=", asked.option("hands")].concat();
    sheet.said(
        Kind::Search,
        &hands,
        "Kept / broken / unclear, such as 7 / 9 / 4",
    );
    sheet.close();
    sheet.open(Kind::Part, "bar");
    sheet.button("do", "tally", "Count them");
    sheet.close();
}
