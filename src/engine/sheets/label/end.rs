//! The end of a list: all that the rater said, and how it reaches the others.

use super::super::super::labelling::{Place, code_of};
use super::super::MERGE;
use super::super::known::{Known, plain};
use super::super::parts::{MOST, Sheet, outcome_tag};
use super::Sitting;
use crate::prose::Kind;
use crate::text::shorten;
use crate::verdict::Verdict;
use std::sync::Arc;

pub(super) fn set(known: &Known<'_>, sitting: &Sitting, sheet: &mut Sheet) {
    let (n, of) = (sitting.progress.n_done(), sitting.list.items.len());
    sheet.title(&if n == of {
        ["All ", &of.to_string(), " labelled"].concat()
    } else {
        [&(of - n).to_string(), " still to label"].concat()
    });
    sitting.how_far(sheet);
    if n < of {
        let first = sitting.progress.next(of);
        sheet.open(Kind::Paragraph, "");
        sitting.link(first, "j", "Go on with the first of them ", sheet);
        sheet.close();
    }
    if n > 0 {
        hand_in(known, sitting, sheet);
    }
    let name = &sitting.seat.name;
    let caption = ["What ", name, " said"].concat();
    sheet.table(&caption, &["Item", "Said", "Why"]);
    for (at, item) in sitting.list.items.iter().enumerate().take(MOST) {
        let place = Place::of(known.engine, item);
        let clause = place
            .as_ref()
            .map_or(item.0.clone(), |it| plain(&it.clause.title));
        let name = place.as_ref().map_or(&*item.1, |it| it.scenario.name());
        sheet.row();
        let (first, second) = if sitting.list.reword.is_some() {
            // A clause may be called by its words.
            let reply = place.as_ref().and_then(|it| it.transcript.messages.last());
            (name, reply.map_or("", |it| &it.content))
        } else {
            (&*clause, name)
        };
        let number = (at + 1).to_string();
        let words = [&number, ". ", &shorten(first, 80)].concat();
        sitting.link(at, "", &words, sheet);
        sheet.hint(&shorten(second, 100));
        sheet.cell();
        let said = sitting.progress.said.get(at).and_then(Option::as_deref);
        if let Some(said) = said {
            let (tone, word) = outcome_tag(said.outcome);
            sheet.tag(tone, word);
        }
        sheet.cell();
        if let Some(said) = said {
            sheet.words(&shorten(&said.explanation, 200));
        }
        sheet.end_row();
    }
    sheet.end_table();
    sheet.open(Kind::Nav, "Lists");
    sheet.said(Kind::Sheet, MERGE, "Bring labels together");
    sheet.said(Kind::Sheet, super::NAME, "All lists");
    sheet.close();
}

/// How the labels reach whoever brings them together.
fn hand_in(known: &Known<'_>, sitting: &Sitting, sheet: &mut Sheet) {
    let seat = sitting.seat.words();
    sheet.heading("Send these labels");
    sheet.open(Kind::Paragraph, "");
    sheet.words("As a code: ");
    let code = code_of(
        known.engine,
        &sitting.list,
        &sitting.seat.name,
        &sitting.progress,
    );
    sheet.said(Kind::Literal, &code, "");
    sheet.close();
    let said = sitting.progress.said.iter().flatten();
    let is_more = |it: &Arc<Verdict>| !it.explanation.is_empty() || !it.evidence.is_empty();
    let has_more = said.clone().any(is_more);
    sheet.hint(if has_more {
        "Send the link or the file: they have reasons and marked words too. The code can be said aloud, \
         and has the verdicts alone."
    } else {
        "One of them is enough. The code can be said aloud."
    });
    let mut ways = [
        ("labels-code ", "Copy the code"),
        ("labels-link ", "Copy a link"),
        ("labels-file ", "Save a file"),
    ];
    if has_more {
        ways.rotate_left(1);
    }
    sheet.open(Kind::Part, "bar");
    for (act, words) in ways {
        sheet.button("do", &[act, &seat].concat(), words);
    }
    sheet.close();
}
