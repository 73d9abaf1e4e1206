//! One item: the clause and the conversation side by side, and what can be said.

use super::super::super::labelling::{Place, Wording};
use super::super::address::Asked;
use super::super::clauses::strength;
use super::super::known::{Known, plain};
use super::super::parts::{Sheet, outcome_tag, who};
use super::Sitting;
use crate::agreement::label_of;
use crate::message::Message;
use crate::prose::{self, Kind};
use crate::text::shorten;
use crate::verdict::{Evidence, OriginKind, Outcome, Verdict};

/// So many messages before the reply are shown; the others unfold.
const BEFORE: usize = 20;
/// So many are there at most.
const MOST_BEFORE: usize = 200;

/// Keys, what they say, and what the button says.
const CHOICES: [(&str, Outcome, &str); 4] = [
    ("1", Outcome::Pass, "Kept"),
    ("2", Outcome::Fail, "Broken"),
    ("3", Outcome::Unclear, "Unclear"),
    ("4", Outcome::NotApplicable, "Does not apply"),
];

pub(super) fn set(known: &Known<'_>, asked: &Asked, sitting: &Sitting, sheet: &mut Sheet) {
    let (seat, list) = (&sitting.seat, &sitting.list);
    let [at, of] = [seat.at + 1, list.items.len()].map(|it| it.to_string());
    let item = &list.items[seat.at];
    let wording = Wording::for_rater(list, &seat.name);
    let place = Place::of(known.engine, item).map(|it| it.by(wording));
    let title = match &place {
        // A clause may be called by its words.
        Some(place) if place.wording.is_some() => place.scenario.name(),
        Some(place) => &place.clause.title,
        None => &item.0,
    };
    sheet.title(&[&at, " of ", &of, ": ", &plain(title)].concat());
    sitting.how_far(sheet);
    let Some(place) = place else {
        sheet.empty("This clause, or this reply, is not here any more.");
        return ways(sitting, sheet);
    };
    let own = sitting
        .progress
        .said
        .get(seat.at)
        .and_then(Option::as_deref);
    side_by_side(known, &place, own.is_some(), sheet);
    verdict(asked, sitting, &place, own, sheet);
    if own.is_some() && place.wording.is_none() {
        others(known, sitting, &place, sheet);
    }
    ways(sitting, sheet);
}

/// The clause and the conversation; whose reply it is only where it was judged.
pub(in crate::engine::sheets) fn side_by_side(
    known: &Known<'_>,
    place: &Place<'_>,
    is_judged: bool,
    sheet: &mut Sheet,
) {
    sheet.open(Kind::Part, "labelling");
    sheet.open(Kind::Part, "");
    rule(known, place, sheet);
    sheet.close();
    // It begins at its end, where the reply is.
    sheet.open(Kind::Part, "from-end");
    sheet.open(Kind::Part, "");
    conversation(place, is_judged, sheet);
    sheet.close();
    sheet.close();
    sheet.close();
}

/// The clause's words and what it weighs; in a reword test the words alone.
fn rule(known: &Known<'_>, place: &Place<'_>, sheet: &mut Sheet) {
    if let Some(wording) = &place.wording {
        sheet.open(Kind::Quote, "");
        for it in prose::message(&wording.words) {
            sheet.add(it);
        }
        return sheet.close();
    }
    let clause = place.clause;
    sheet.open(Kind::Paragraph, "");
    sheet.tag("", strength(clause.strength));
    if let Some(authority) = clause.authority {
        sheet.words(" ");
        sheet.tag("authority", authority.name());
    }
    sheet.close();
    sheet.open(Kind::Quote, "");
    if let Some(stem) = clause.stem.and_then(|it| it.slice(known.text)) {
        sheet.said(Kind::Paragraph, "", &plain(stem.trim()));
    }
    known.put(known.book.words(known.spec, known.text, clause), sheet);
    sheet.close();
}

fn conversation(place: &Place<'_>, is_judged: bool, sheet: &mut Sheet) {
    let messages = &place.transcript.messages;
    let output = place.scenario.outputs.iter();
    let mut output = output.filter(|it| place.scenario.transcript_id(it) == place.transcript.id);
    let output = output.next_back();
    let n_before = output.map_or(0, |_| place.scenario.messages.len().min(messages.len()));
    let first = n_before.saturating_sub(BEFORE);
    if first > 0 {
        sheet.open(Kind::Details, "");
        sheet.open(Kind::Summary, "");
        sheet.count(first, " earlier message", " earlier messages");
        sheet.close();
        let from = first.saturating_sub(MOST_BEFORE);
        for (at, it) in messages.iter().enumerate().take(first).skip(from) {
            message(at, it, sheet);
        }
        sheet.close();
    }
    for (at, it) in messages.iter().enumerate().skip(first) {
        if at == n_before && output.is_some() {
            sheet.heading("The reply to judge");
        }
        message(at, it, sheet);
    }
    if let Some(output) = output {
        sheet.open(Kind::Part, "hint");
        sheet.words(match output.origin.kind {
            OriginKind::Written => "Written here, no model said it",
            OriginKind::Pasted => "Pasted by someone",
            OriginKind::Imported => "Read from a file",
            OriginKind::Run => "Answered by a model",
        });
        sheet.words(if output.origin.edited {
            ", edited since."
        } else {
            "."
        });
        let is_run = output.origin.kind != OriginKind::Written;
        if is_judged && is_run && !output.candidate.is_empty() {
            sheet.words(&[" Said to be of ", &output.candidate, "."].concat());
        }
        sheet.close();
    }
}

fn message(at: usize, message: &Message, sheet: &mut Sheet) {
    sheet.open(Kind::Part, "said-by");
    sheet.hint(message.role.name());
    if !message.content.is_empty() {
        sheet.said(Kind::Said, &at.to_string(), &message.content);
    }
    for call in &message.tool_calls {
        let arguments = call.arguments.to_string();
        sheet.said(Kind::Code, "", &[&call.name, " ", &arguments].concat());
    }
    sheet.close();
}

/// What can be said, and what was.
fn verdict(
    asked: &Asked,
    sitting: &Sitting,
    place: &Place<'_>,
    own: Option<&Verdict>,
    sheet: &mut Sheet,
) {
    let seat = sitting.seat.words();
    sheet.open(Kind::Part, "saying");
    sheet.open(Kind::Part, "bar");
    for (key, outcome, words) in CHOICES {
        let what = ["label ", label_of(outcome), " ", &seat].concat();
        sheet.button_with_key("do", &what, words, key);
    }
    sheet.close();
    if sitting.progress.n_done() > 0 {
        sheet.open(Kind::Paragraph, "");
        if let Some(own) = own {
            sheet.words("You said ");
            let (tone, word) = outcome_tag(own.outcome);
            sheet.tag(tone, word);
            sheet.words(" ");
        }
        // From the next item on, too: most slips are noticed there.
        let undo = ["label-undo ", &seat].concat();
        sheet.button_with_key("do", &undo, "Take back the last one", "u");
        sheet.close();
    }
    marked(place, sitting, own, &seat, sheet);
    let reason = match asked.option("reason") {
        "" => own.map_or("", |it| &it.explanation),
        typed => typed,
    };
    sheet.open(Kind::Area, &["reason=", reason].concat());
    sheet.open(Kind::Block, "");
    sheet.words(if sitting.list.needs_reason {
        "Why? "
    } else {
        "Why? If you like "
    });
    sheet.key("n");
    sheet.close();
    sheet.close();
    sheet.close();
}

/// The words that the verdict rests on.
fn marked(
    place: &Place<'_>,
    sitting: &Sitting,
    own: Option<&Verdict>,
    seat: &str,
    sheet: &mut Sheet,
) {
    let marks = sitting.seat.marks.iter();
    let evidence = match own {
        Some(own) => own.evidence.clone(),
        None => marks.filter_map(|it| place.evidence(*it)).collect(),
    };
    sheet.open(Kind::Paragraph, "");
    let mark = ["label-mark ", seat].concat();
    sheet.button_with_key("do", &mark, "Mark the selected words", "e");
    for (at, it) in evidence.iter().enumerate() {
        if let Evidence::Words { quote, .. } = it {
            sheet.words(" “");
            sheet.words(&shorten(quote, 120));
            sheet.words("” ");
            let unmark = ["label-unmark ", &at.to_string(), " ", seat].concat();
            sheet.button("do", &unmark, "✕");
        }
    }
    sheet.close();
}

/// What checks, models and other people said, once one has said something oneself.
fn others(known: &Known<'_>, sitting: &Sitting, place: &Place<'_>, sheet: &mut Sheet) {
    let Some(findings) = known.findings(&place.transcript.id) else {
        return;
    };
    let Some(row) = findings.row(&place.clause.id) else {
        return;
    };
    let own = sitting
        .progress
        .said
        .get(sitting.seat.at)
        .and_then(Option::as_deref);
    let is_other = |id: &str| own.is_none_or(|it| it.id != id);
    sheet.open(Kind::Details, "");
    sheet.said(Kind::Summary, "", "What others said");
    let mut is_empty = true;
    for it in row.verdicts.iter().filter(|it| is_other(&it.id)) {
        is_empty = false;
        sheet.open(Kind::Paragraph, "");
        sheet.words(&[&who(&it.source), ": ", it.outcome.word()].concat());
        if !it.explanation.is_empty() {
            sheet.words(&[". ", &it.explanation].concat());
        }
        sheet.close();
    }
    for it in row.checks.iter().filter(|it| it.fired()) {
        is_empty = false;
        let words = ["Check ", &it.check, ": ", &it.result.explanation].concat();
        sheet.said(Kind::Paragraph, "", &words);
    }
    if is_empty {
        sheet.hint("Nobody else judged it yet, and no check found anything.");
    }
    sheet.close();
}

/// To the items before and after, to the end, and to all lists.
fn ways(sitting: &Sitting, sheet: &mut Sheet) {
    let (at, n) = (sitting.seat.at, sitting.list.items.len());
    sheet.open(Kind::Nav, "Items");
    if at > 0 {
        sitting.link(at - 1, "k", "← Before ", sheet);
    }
    let next = if at + 1 < n {
        "Next → "
    } else {
        "To the end → "
    };
    sitting.link(at + 1, "j", next, sheet);
    sitting.link(n, "", "All of them", sheet);
    sheet.close();
}
