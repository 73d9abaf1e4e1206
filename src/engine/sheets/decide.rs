//! What a person can decide on a clause: that it is none, is two, weighs something else.

use super::decided;
use super::known::Known;
use super::parts::Sheet;
use crate::prose::Kind;
use crate::spec::{Change, Clause, ClauseKind, Strength, sentences};
use crate::text::{Span, shorten};

/// So many places to cut, or sentences to take, are offered.
const MAX_PLACES: usize = 8;
/// So many characters of a sentence are shown.
const WIDTH: usize = 60;

const STRENGTHS: [(Strength, &str); 5] = [
    (Strength::Must, "must"),
    (Strength::MustNot, "must not"),
    (Strength::Should, "should"),
    (Strength::ShouldNot, "should not"),
    (Strength::May, "may"),
];

/// Offers the spec with all decisions, as a file.
pub(super) fn save(sheet: &mut Sheet) {
    sheet.button("do", "save-markdown", "Save as Markdown");
}

/// Offers what can be decided on a clause.
pub(super) fn set(known: &Known<'_>, clause: &Clause, sheet: &mut Sheet) {
    sheet.open(Kind::Details, "");
    sheet.said(Kind::Summary, "", "Is it read wrongly?");
    sheet.hint(
        "What you decide stands in your work, not in the text, and can be undone. Save as Markdown \
         writes it into a copy of the spec.",
    );
    let id = || clause.id.clone();
    sheet.open(Kind::Part, "bar");
    for (strength, word) in STRENGTHS.iter().filter(|it| it.0 != clause.strength) {
        let grade = Change::Grade {
            clause: id(),
            strength: Some(*strength),
            authority: None,
        };
        offer(&grade, &["It says “", word, "”"].concat(), sheet);
    }
    offer(&Change::Demote { clause: id() }, "It is no rule", sheet);
    if clause.kind != ClauseKind::Section {
        offer(
            &Change::Merge { clause: id() },
            "It goes on in the next",
            sheet,
        );
    }
    let section = known.section(clause).map(|it| it.key());
    let mut decided = known.workspace.spec.adjustments.iter();
    if decided.any(|it| Some(it.section.as_str()) == section) {
        let at = clause.span.start;
        offer(&Change::Undo { at }, "As the document alone says", sheet);
    }
    save(sheet);
    if !known.workspace.spec.adjustments.is_empty() {
        sheet.said(
            Kind::Sheet,
            &decided::address_of_no_rules(),
            "Your decisions",
        );
    }
    sheet.close();
    places(known, clause, sheet);
    sheet.close();
}

/// A button that makes a change.
pub(super) fn offer(change: &Change, words: &str, sheet: &mut Sheet) {
    // What a change is made of can always be written.
    if let Ok(change) = serde_json::to_string(change) {
        sheet.button("do", &["adjust ", &change].concat(), words);
    }
}

/// Where the clause can be cut; of a whole section, the sentences that can be clauses of their own.
fn places(known: &Known<'_>, clause: &Clause, sheet: &mut Sheet) {
    let span = clause.span;
    let text = span.slice(known.text).unwrap_or_default();
    let is_section = clause.kind == ClauseKind::Section;
    // A section begins with its heading.
    let skipped = match is_section {
        true => text.find('\n').unwrap_or(text.len()),
        false => 0,
    };
    let body = &text[skipped..];
    let mut found = sentences::split(body);
    found.retain(|it| is_prose(known, clause, it.shifted(span.start + skipped)));
    let first = usize::from(!is_section);
    if found.len() <= first {
        return;
    }
    sheet.open(Kind::List, "");
    for sentence in found.iter().skip(first).take(MAX_PLACES) {
        let place: Span = sentence.shifted(span.start + skipped);
        let words = shorten(sentence.slice(body).unwrap_or_default(), WIDTH);
        sheet.open(Kind::Item, "");
        if is_section {
            let words = ["A clause of its own: “", &words, "”"].concat();
            offer(&Change::Promote { span: place }, &words, sheet);
        } else {
            let split = Change::Split {
                clause: clause.id.clone(),
                at: place.start,
            };
            offer(
                &split,
                &["Two clauses, the second: “", &words, "”"].concat(),
                sheet,
            );
        }
        sheet.close();
    }
    sheet.close();
}

/// Whether words are neither an example nor a check.
fn is_prose(known: &Known<'_>, clause: &Clause, words: Span) -> bool {
    let examples = known.section(clause).map(|it| it.examples.iter());
    let mut examples = examples.into_iter().flatten();
    let mut checks = known.spec.check_blocks.iter();
    !examples.any(|it| it.span.overlaps(words)) && !checks.any(|it| it.body.overlaps(words))
}
