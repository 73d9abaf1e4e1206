//! All that the reader found about the spec: by kind, each with its place, what to do, and how to
//! hear no more of it.

use super::address::Asked;
use super::known::{Known, plain};
use super::parts::{self, Nodes, button, count, heading, hint, part, said, tag, words};
use crate::diagnostic::{Diagnostic, Severity};
use crate::prose::{Kind, Node};
use crate::spec::CODES;

pub(super) fn set(known: &Known<'_>, _: &Asked) -> (String, Nodes) {
    let all = &known.diagnostics;
    let mut nodes = vec![said(
        Kind::Status,
        count(all.len(), "thing to look at", "things to look at"),
    )];
    if all.is_empty() {
        nodes.push(parts::empty("Nothing stands out in this spec."));
    }
    for (severity, tone, meaning) in [
        (Severity::Error, "broken", "could not be used"),
        (Severity::Warning, "unclear", "perhaps not as meant"),
        (Severity::Note, "", "advice"),
    ] {
        let mut codes: Vec<&str> = Vec::new();
        for it in all.iter().filter(|it| it.severity == severity) {
            if !codes.contains(&it.code.as_str()) {
                codes.push(&it.code);
            }
        }
        for code in codes {
            let of_code = all
                .iter()
                .filter(|it| it.severity == severity && it.code == code);
            let items: Nodes = of_code.map(|it| item(known, it, true)).collect();
            nodes.push(heading([code, ", ", &items.len().to_string()].concat()));
            nodes.push(part("bar", vec![tag(tone, meaning)]));
            nodes.push(Node::with(Kind::List, "", items));
            nodes.push(silence(code));
        }
    }
    ("Things to look at".to_owned(), nodes)
}

/// A finding: what, what to do, and where where that is not known.
pub(super) fn item(known: &Known<'_>, found: &Diagnostic, with_place: bool) -> Node {
    let mut nodes = Vec::new();
    if with_place && !is_in_pack(found) {
        nodes.push(place(known, found));
        nodes.push(words(": "));
    }
    nodes.extend(with_code(&found.message));
    if let Some(remedy) = &found.hint {
        nodes.push(part("hint", with_code(remedy)));
    }
    Node::with(Kind::Item, "", nodes)
}

/// Lines of a pack are not the spec's.
fn is_in_pack(found: &Diagnostic) -> bool {
    found.message.starts_with("in the pack `")
}

fn place(known: &Known<'_>, found: &Diagnostic) -> Node {
    let line = ["line ", &found.line.to_string()].concat();
    let sections = &known.spec.sections;
    let at = sections.partition_point(|it| it.span.start <= found.span.start);
    let Some(section) = at.checked_sub(1) else {
        return words(line);
    };
    let (act, title) = match known.spec.clause_above(section, found.span.start) {
        Some(clause) => (["clause ", &clause.id].concat(), &clause.title),
        None => (
            ["section ", sections[section].key()].concat(),
            &sections[section].title,
        ),
    };
    button(act, [&line, ", ", &plain(title)].concat())
}

fn silence(code: &str) -> Node {
    if !CODES.contains(&code) {
        return hint("This cannot be silenced: mend the check.");
    }
    let comment = ["<!-- plumbline: ignore ", code, " -->"].concat();
    part(
        "hint",
        vec![
            words(
                "To hear no more of it at one place, write this before it, with “in section” or “in document” after the name for more: ",
            ),
            Node::new(Kind::Literal, comment.as_str()),
            words(" "),
            Node::with(Kind::Copy, comment, vec![words("Copy")]),
        ],
    )
}

/// Text in which some words stand in backticks.
fn with_code(text: &str) -> Nodes {
    let piece = |(at, it): (usize, &str)| {
        let kind = if at % 2 == 0 {
            Kind::Text
        } else {
            Kind::Literal
        };
        Node::new(kind, it)
    };
    text.split('`').enumerate().map(piece).collect()
}
