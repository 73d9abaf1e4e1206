//! The end of a list: all that the rater said, and how it reaches the others.

use super::super::super::labelling::{Place, code_of};
use super::super::known::{Known, plain};
use super::super::merge;
use super::super::parts::{MOST, Sheet, outcome_tag};
use super::Sitting;
use crate::prose::Kind;
use crate::text::shorten;

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
    sheet.table("What you said", &["Item", "You said", "Why"]);
    for (at, item) in sitting.list.items.iter().enumerate().take(MOST) {
        let place = Place::of(known.engine, item);
        let clause = place
            .as_ref()
            .map_or(item.0.clone(), |it| plain(&it.clause.title));
        let name = place.as_ref().map_or(&*item.1, |it| it.scenario.name());
        sheet.row();
        if sitting.list.reword.is_some() {
            sitting.link(at, "", &shorten(name, 80), sheet);
            let reply = place.as_ref().and_then(|it| it.transcript.messages.last());
            sheet.hint(&shorten(reply.map_or("", |it| &it.content), 100));
        } else {
            sitting.link(at, "", &shorten(&clause, 80), sheet);
            sheet.hint(&shorten(name, 80));
        }
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
    sheet.said(Kind::Sheet, merge::NAME, "Bring labels together");
    sheet.said(Kind::Sheet, super::NAME, "All lists");
    sheet.close();
}

/// How the labels reach whoever brings them together.
fn hand_in(known: &Known<'_>, sitting: &Sitting, sheet: &mut Sheet) {
    let seat = sitting.seat.words();
    sheet.heading("Send what you said");
    sheet.open(Kind::Paragraph, "");
    sheet.words("Your code: ");
    let code = code_of(
        known.engine,
        &sitting.list,
        &sitting.seat.name,
        &sitting.progress,
    );
    sheet.said(Kind::Literal, &code, "");
    sheet.close();
    sheet.hint(
        "A code can be said aloud, and has the verdicts alone; a link or a file has reasons and marked \
         words too. One of them is enough.",
    );
    sheet.open(Kind::Part, "bar");
    for (act, words) in [
        ("labels-code ", "Copy the code"),
        ("labels-link ", "Copy a link"),
        ("labels-file ", "Save a file"),
    ] {
        sheet.button("do", &[act, &seat].concat(), words);
    }
    sheet.close();
}
