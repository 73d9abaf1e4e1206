//! All that the reader found about the spec: by kind, each with its place, what to do, and how to
//! hear no more of it.

use super::address::Asked;
use super::known::{Known, plain};
use super::parts::{MOST, Sheet};
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
            let n = all.iter().filter(of_code).count();
            sheet.open(Kind::Heading2, "");
            sheet.words(&first.code);
            sheet.words(", ");
            sheet.number(n);
            sheet.words(" ");
            sheet.tag(tone, meaning);
            sheet.close();
            // What to do about all of them is said once.
            let is_shared = all.iter().filter(of_code).all(|it| it.hint == first.hint);
            if is_shared {
                remedy(first, sheet);
            }
            sheet.open(Kind::List, "");
            for it in all.iter().filter(of_code).take(MOST) {
                sheet.open(Kind::Item, "");
                place(known, it, sheet);
                with_code(&it.message, sheet);
                if !is_shared {
                    remedy(it, sheet);
                }
                sheet.close();
            }
            sheet.close();
            sheet.rest(n);
            silence(&first.code, sheet);
        }
    }
}

/// A finding on the page of its clause: what, and what to do.
pub(super) fn item(found: &Diagnostic, sheet: &mut Sheet) {
    sheet.open(Kind::Item, "");
    with_code(&found.message, sheet);
    remedy(found, sheet);
    sheet.close();
}

/// A finding in a text of its own: where, what, and what to do.
pub(super) fn item_at_line(found: &Diagnostic, sheet: &mut Sheet) {
    sheet.open(Kind::Item, "");
    sheet.words("line ");
    sheet.words(&found.line.to_string());
    sheet.words(": ");
    with_code(&found.message, sheet);
    remedy(found, sheet);
    sheet.close();
}

fn remedy(found: &Diagnostic, sheet: &mut Sheet) {
    if let Some(remedy) = &found.hint {
        sheet.open(Kind::Part, "hint");
        with_code(remedy, sheet);
        sheet.close();
    }
}

/// Where it is, before it. Lines of a pack are not the spec's.
fn place(known: &Known<'_>, found: &Diagnostic, sheet: &mut Sheet) {
    if found.message.starts_with("in the pack `") {
        return;
    }
    let line = ["line ", &found.line.to_string()].concat();
    let sections = &known.spec.sections;
    let at = sections.partition_point(|it| it.span.start <= found.span.start);
    let Some(at) = at.checked_sub(1) else {
        return;
    };
    let section = &sections[at];
    let (verb, what, title) = match known.spec.clause_above(at, found.span.start) {
        Some(clause) => ("clause", clause.id.as_str(), &clause.title),
        None => ("section", section.key(), &section.title),
    };
    sheet.button(verb, what, &[&line, ", ", &plain(title)].concat());
    sheet.words(": ");
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
