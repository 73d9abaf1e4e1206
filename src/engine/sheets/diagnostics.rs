//! All that the reader found about the spec: by kind, each with its place, what to do, and how to
//! hear no more of it.

use super::address::Asked;
use super::known::{Known, plain};
use super::parts::Sheet;
use crate::diagnostic::{Diagnostic, Severity};
use crate::prose::Kind;
use crate::spec::CODES;

pub(super) fn set(known: &Known<'_>, _: &Asked, sheet: &mut Sheet) {
    let all = &known.diagnostics;
    if all.is_empty() {
        return sheet.empty("Nothing stands out in this spec.");
    }
    sheet.open(Kind::Status, "");
    sheet.count(all.len(), " thing to look at", " things to look at");
    sheet.close();
    for (severity, tone, meaning) in [
        (Severity::Error, "broken", "could not be used"),
        (Severity::Warning, "unclear", "perhaps not as meant"),
        (Severity::Note, "", "advice"),
    ] {
        let of_severity = |it: &&Diagnostic| it.severity == severity;
        let mut codes: Vec<&str> = Vec::new();
        for first in all.iter().filter(of_severity) {
            if codes.contains(&first.code.as_str()) {
                continue;
            }
            codes.push(&first.code);
            let of_code = |it: &&Diagnostic| of_severity(it) && it.code == first.code;
            sheet.open(Kind::Heading2, "");
            sheet.words(&first.code);
            sheet.words(", ");
            sheet.number(all.iter().filter(of_code).count());
            sheet.words(" ");
            sheet.tag(tone, meaning);
            sheet.close();
            sheet.open(Kind::List, "");
            for it in all.iter().filter(of_code) {
                item(known, it, true, sheet);
            }
            sheet.close();
            silence(&first.code, sheet);
        }
    }
}

/// A finding: where, if that is wanted; what; what to do.
pub(super) fn item(known: &Known<'_>, found: &Diagnostic, with_place: bool, sheet: &mut Sheet) {
    sheet.open(Kind::Item, "");
    // Lines of a pack are not the spec's.
    if with_place && !found.message.starts_with("in the pack `") {
        place(known, found, sheet);
        sheet.words(": ");
    }
    with_code(&found.message, sheet);
    if let Some(remedy) = &found.hint {
        sheet.open(Kind::Part, "hint");
        with_code(remedy, sheet);
        sheet.close();
    }
    sheet.close();
}

fn place(known: &Known<'_>, found: &Diagnostic, sheet: &mut Sheet) {
    let line = ["line ", &found.line.to_string()].concat();
    let sections = &known.spec.sections;
    let at = sections.partition_point(|it| it.span.start <= found.span.start);
    let Some(at) = at.checked_sub(1) else {
        return sheet.words(&line);
    };
    let section = &sections[at];
    let (verb, what, title) = match known.spec.clause_above(at, found.span.start) {
        Some(clause) => ("clause", clause.id.as_str(), &clause.title),
        None => ("section", section.key(), &section.title),
    };
    sheet.button(verb, what, &[&line, ", ", &plain(title)].concat());
}

fn silence(code: &str, sheet: &mut Sheet) {
    if !CODES.contains(&code) {
        return sheet.hint("This cannot be silenced: mend the check.");
    }
    let comment = ["<!-- plumbline: ignore ", code, " -->"].concat();
    sheet.open(Kind::Part, "hint");
    sheet.words("To hear no more of it, write this before the place, with “in section” or “in document” after the name for more: ");
    sheet.add(crate::prose::Node::new(Kind::Literal, comment.as_str()));
    sheet.words(" ");
    sheet.said(Kind::Copy, &comment, "Copy");
    sheet.close();
}

/// Text in which some words stand in backticks.
fn with_code(text: &str, sheet: &mut Sheet) {
    for (at, piece) in text.split('`').enumerate() {
        let kind = if at % 2 == 0 {
            Kind::Text
        } else {
            Kind::Literal
        };
        sheet.add(crate::prose::Node::new(kind, piece));
    }
}
