//! What a reword test found: `reworded/LIST`.

use super::super::labelling::Place;
use super::address::Asked;
use super::agreement::figure;
use super::compare::set_hunks;
use super::known::{Known, plain};
use super::parts::{MOST, Sheet, outcome_tag};
use super::{LABEL, MERGE};
use crate::agreement::{ARMS, Arm, LabelChange, Options, Rewording, outcome_of, points, rewording};
use crate::prose::{self, Kind};
use crate::spec::diff::compare_words;
use crate::text::{Span, shorten};
use crate::verdict::Outcome;
use crate::workspace::lists::List;

pub(super) fn set(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    sheet.title("Two wordings");
    let list = known.workspace.list(&asked.of);
    let found = list.and_then(|list| {
        let log = [&known.workspace.verdicts[..]];
        Some((
            rewording(list.reword_test()?, log, &Options::default()),
            list,
        ))
    });
    let Some((found, list)) = found else {
        sheet.empty("This test is not here any more.");
        return sheet.said(Kind::Sheet, LABEL, "All lists");
    };
    let mut clauses = known.spec.clauses.iter();
    if let Some(clause) = clauses.find(|it| it.id == found.clause) {
        sheet.title(&["Two wordings: ", &plain(&clause.title)].concat());
    }
    sheet.hint(found.about);
    wordings(&found, sheet);
    left_out(&found, sheet);
    if found.arms.iter().all(|it| it.n_ratings == 0) {
        sheet.empty("No reply was judged under both wordings yet.");
    } else {
        verdicts(&found, sheet);
        agreement(&found, sheet);
        replies(known, &list, &found, sheet);
    }
    invite(&list, sheet);
    sheet.open(Kind::Nav, "Labelling");
    for (to, words) in [(LABEL, "All lists"), (MERGE, "Bring labels together")] {
        sheet.said(Kind::Sheet, to, words);
    }
    sheet.close();
}

/// Both wordings side by side, and who read which.
fn wordings(found: &Rewording, sheet: &mut Sheet) {
    sheet.open(Kind::Part, "labelling");
    for (name, arm) in ARMS.iter().zip(&found.arms) {
        sheet.open(Kind::Part, "");
        sheet.heading(name);
        sheet.open(Kind::Quote, "");
        for it in prose::message(&arm.words) {
            sheet.add(it);
        }
        sheet.close();
        sheet.hint(&read_by(arm));
        sheet.close();
    }
    sheet.close();
    let texts = found.arms.each_ref().map(|it| it.words.as_str());
    let [old, new] = texts.map(|it| (it, [Span::new(0, it.len())]));
    let marks = compare_words((old.0, &old.1), (new.0, &new.1));
    sheet.heading("What differs");
    set_hunks(&marks, texts, sheet);
}

/// What does not enter.
fn left_out(found: &Rewording, sheet: &mut Sheet) {
    let parts = [
        (
            found.n_one_sided,
            " reply was judged under one of the wordings alone and is left out.",
            " replies were judged under one of the wordings alone and are left out.",
        ),
        (
            found.n_conflicts,
            " time one name gave one reply several labels; none of them counts.",
            " times one name gave one reply several labels; none of them counts.",
        ),
    ];
    for (n, one, many) in parts.into_iter().filter(|it| it.0 > 0) {
        sheet.open(Kind::Part, "hint");
        sheet.count(n, one, many);
        sheet.close();
    }
}

fn read_by(arm: &Arm) -> String {
    match &arm.readers[..] {
        [] => "Nobody read these words yet.".to_owned(),
        all => format!("Read by {}.", all.join(", ")),
    }
}

fn verdicts(found: &Rewording, sheet: &mut Sheet) {
    sheet.heading("What people said");
    let heads = ["Said", ARMS[0], ARMS[1], "Change"];
    sheet.table("Verdicts by wording", &heads);
    for it in &found.labels {
        sheet.row();
        tag(&it.label, sheet);
        for (n, arm) in it.counts.iter().zip(&found.arms) {
            sheet.cell();
            sheet.words(&format!("{n} of {}", arm.n_ratings));
        }
        sheet.cell();
        sheet.words(&change(it));
        sheet.end_row();
    }
    sheet.end_table();
    sheet.hint(
        "Percentage points more or fewer of the verdicts. The interval draws other people and other \
         replies like these, and is rough where there are few; where it holds 0, the words may have \
         changed nothing.",
    );
}

/// A change of a share in percentage points.
fn change(it: &LabelChange) -> String {
    let Some(value) = it.change.value else {
        let why = it
            .change
            .undefined
            .as_deref()
            .unwrap_or("there is too little");
        return format!("not defined: {why}");
    };
    match (&it.change.interval, &it.change.interval_undefined) {
        (Some(bounds), _) => format!(
            "{} points (95 %: {} to {})",
            points(value),
            points(bounds.lower),
            points(bounds.upper)
        ),
        (None, why) => {
            let why = why.as_deref().unwrap_or("there is too little");
            format!("{} points (no interval: {why})", points(value))
        }
    }
}

fn agreement(found: &Rewording, sheet: &mut Sheet) {
    sheet.heading("How far they agree");
    sheet.table("Krippendorff's α by wording", &["Words", "α"]);
    for (name, arm) in ARMS.iter().zip(&found.arms) {
        sheet.row();
        sheet.words(name);
        sheet.cell();
        sheet.words(&figure(&arm.krippendorff_alpha));
        sheet.end_row();
    }
    sheet.row();
    sheet.words("Change");
    sheet.cell();
    sheet.words(&figure(&found.alpha_change));
    sheet.end_row();
    sheet.end_table();
    sheet.hint(
        "These intervals draw other replies, not other people: two groups of people may differ by \
         chance.",
    );
}

/// Reply by reply what was said under each wording.
fn replies(known: &Known<'_>, list: &List, found: &Rewording, sheet: &mut Sheet) {
    sheet.heading("Reply by reply");
    sheet.table("Replies", &["Reply", ARMS[0], ARMS[1]]);
    for item in list.items.iter().take(MOST) {
        let Some(counts) = found.replies.get(&item.1) else {
            continue;
        };
        let place = Place::of(known.engine, item);
        let name = place.as_ref().map_or(&*item.1, |it| it.scenario.name());
        sheet.row();
        sheet.words(&shorten(name, 80));
        // Several replies of one scenario are told apart by their words.
        let reply = place.as_ref().and_then(|it| it.transcript.messages.last());
        sheet.hint(&shorten(reply.map_or("", |it| &it.content), 100));
        for given in counts {
            sheet.cell();
            for (label, n) in given {
                sheet.open(Kind::Block, "");
                sheet.words(&[&n.to_string(), " "].concat());
                tag(label, sheet);
                sheet.close();
            }
        }
        sheet.end_row();
    }
    sheet.end_table();
}

fn tag(label: &str, sheet: &mut Sheet) {
    let (tone, word) = outcome_tag(outcome_of(label).unwrap_or(Outcome::Unclear));
    sheet.tag(tone, word);
}

fn invite(list: &List, sheet: &mut Sheet) {
    sheet.heading("Have people judge");
    sheet.hint(
        "At least two should read each wording. Which one a person reads is drawn by their name; nobody \
         should see this page before they have judged.",
    );
    sheet.open(Kind::Part, "fields");
    sheet.said(Kind::Search, "who=", "Your name, any will do");
    sheet.close();
    sheet.open(Kind::Part, "bar");
    sheet.button("do label-begin", &list.id, "Label");
    sheet.button("invite", &list.id, "Copy a link for others");
    sheet.close();
}
