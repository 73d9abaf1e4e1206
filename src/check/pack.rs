//! Check packs: checks and subject words for a document one cannot edit, by clause id.
//!
//! ```yaml
//! spec: openai-model-spec
//! clauses:
//!   respect_creators:
//!     about: [lyrics, song, poem]
//!     checks:
//!       - {type: overlap, with: user, decides: nothing}
//! named:
//!   - {id: told-to-stop, type: regex, on: user, value: '\bstop\b', flags: i}
//! ```
//!
//! The checks in `named` are bound to no clause and run only where others `use` them.

use crate::check::choices::did_you_mean;
use crate::check::definition::CheckDefinition;
use crate::check::names::Names;
use crate::check::node::{Kind, Node};
use crate::check::read::Reader;
use crate::check::yaml;
use crate::diagnostic::Diagnostic;
use crate::text::Span;
use std::collections::BTreeSet;

/// A check pack.
#[derive(Debug, Default)]
pub struct Pack {
    /// The name of the spec it is made for; empty where it does not say.
    pub spec: String,
    /// What it says about each clause, in its own order.
    pub clauses: Vec<PackClause>,
}

/// What a pack says about one clause.
#[derive(Debug, Default)]
pub struct PackClause {
    /// The clause's id.
    pub id: String,
    /// Where the id stands in the pack, in bytes.
    pub span: Span,
    /// 1-based line of the id.
    pub line: u32,
    /// Words a scenario would use when it touches the clause.
    pub about: Vec<String>,
    /// Checks bound to the clause.
    pub checks: Vec<CheckDefinition>,
}

impl Pack {
    /// Warnings about clauses that the spec does not have; nobody would miss their checks. A pack
    /// of which the spec has none at all is made for another spec: that is one warning.
    pub fn unknown_clauses(&self, is_known: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let unknown: Vec<_> = self.clauses.iter().filter(|it| !is_known(&it.id)).collect();
        if let [first, _, ..] = unknown[..]
            && unknown.len() == self.clauses.len()
        {
            return vec![self.of_another_spec(first)];
        }
        let warning = |it: &&PackClause| {
            let message = format!("the spec has no clause `{}`", it.id);
            Diagnostic::warning("unknown-clause", it.span, it.line, message)
        };
        unknown.iter().map(warning).collect()
    }

    fn of_another_spec(&self, first: &PackClause) -> Diagnostic {
        let n_clauses = self.clauses.len();
        let message = format!("the spec has none of the {n_clauses} clauses of this pack");
        let warning = Diagnostic::warning("other-spec", first.span, first.line, message);
        if self.spec.is_empty() {
            return warning;
        }
        warning.with_hint(format!("it is made for the spec `{}`", self.spec))
    }
}

/// Reads a check pack. Spans and lines count from the beginning of `yaml`.
pub fn read_pack(yaml: &str) -> (Pack, Vec<Diagnostic>) {
    read(yaml, &Names::default())
}

/// The lists of checks in a pack.
pub(crate) fn lists(pack: &Node) -> impl Iterator<Item = &Node> {
    let clauses = pack
        .get("clauses")
        .and_then(Node::entries)
        .unwrap_or_default();
    let named = pack.get("named").into_iter();
    named.chain(clauses.iter().filter_map(|(_, it)| list_of(it)))
}

/// The checks of a clause.
fn list_of(clause: &Node) -> Option<&Node> {
    match clause.kind {
        Kind::List(_) => Some(clause),
        _ => clause.get("checks"),
    }
}

/// The checks that those of a pack may use.
#[derive(Clone, Copy)]
struct Known<'n> {
    /// The pack's own, which are meant first.
    text: &'n Names,
    others: &'n Names,
}

/// The same, for checks that may use those of `names`.
pub(crate) fn read(yaml: &str, names: &Names) -> (Pack, Vec<Diagnostic>) {
    let (node, mut diagnostics) = yaml::read(yaml);
    let known = Known {
        text: &Names::of_lists(lists(&node)),
        others: names,
    };
    let mut pack = Pack::default();
    if !matches!(node.kind, Kind::Map(_) | Kind::Broken) {
        let message = format!("expected a check pack, found {}", node.describe());
        let hint = "a pack has `spec: name` and `clauses:`, with `checks:` under each clause's id";
        diagnostics.push(fault("not-a-pack", &node, message).with_hint(hint));
    }
    for (key, value) in node.entries().unwrap_or_default() {
        match key.text() {
            Some("spec") => pack.spec = value.text().unwrap_or_default().to_owned(),
            Some("clauses") => pack.clauses = read_clauses(value, known, &mut diagnostics),
            // Read for what is wrong with them.
            Some("named") => drop(read_list(None, value, known, &mut diagnostics)),
            _ => diagnostics.push(unknown("a pack", key, &["spec", "clauses", "named"])),
        }
    }
    (pack, diagnostics)
}

fn read_clauses(node: &Node, known: Known, diagnostics: &mut Vec<Diagnostic>) -> Vec<PackClause> {
    if !matches!(node.kind, Kind::Map(_) | Kind::Null | Kind::Broken) {
        let message = format!(
            "`clauses` takes a mapping by clause id, not {}",
            node.describe()
        );
        diagnostics.push(fault("wrong-parameter", node, message));
    }
    let (mut clauses, mut ids) = (Vec::new(), BTreeSet::new());
    for (key, value) in node.entries().unwrap_or_default() {
        let id = key.text().unwrap_or_default().to_owned();
        if !ids.insert(id.clone()) {
            let message = format!("the clause `{id}` stands in the pack twice");
            diagnostics
                .push(fault("duplicate-field", key, message).with_hint("put its checks together"));
            continue;
        }
        clauses.push(read_clause(id, (key, value), known, diagnostics));
    }
    clauses
}

fn read_clause(
    id: String,
    (key, value): (&Node, &Node),
    known: Known,
    diagnostics: &mut Vec<Diagnostic>,
) -> PackClause {
    let mut clause = PackClause {
        id,
        span: key.span,
        line: key.line,
        ..PackClause::default()
    };
    if matches!(value.kind, Kind::List(_)) {
        clause.checks = read_list(Some(&clause.id), value, known, diagnostics);
        return clause;
    }
    for (key, value) in value.entries().unwrap_or_default() {
        match key.text() {
            Some("about") => clause.about = read_about(value, diagnostics),
            Some("checks") => {
                clause.checks = read_list(Some(&clause.id), value, known, diagnostics);
            }
            _ => diagnostics.push(unknown("a clause of a pack", key, &["about", "checks"])),
        }
    }
    clause
}

fn read_list(
    clause: Option<&str>,
    node: &Node,
    known: Known,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<CheckDefinition> {
    let reader = Reader::new(clause, known.others, std::mem::take(diagnostics));
    let mut reader = reader.within(known.text);
    let checks = reader.list(node, 1);
    *diagnostics = reader.diagnostics;
    checks
}

/// The words of a list, or of one text with commas.
fn read_about(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
    let words: Vec<Option<&str>> = match &node.kind {
        Kind::List(items) => items.iter().map(Node::text).collect(),
        Kind::Scalar(scalar) => scalar.text.split(',').map(Some).collect(),
        Kind::Null | Kind::Broken => Vec::new(),
        Kind::Map(_) => vec![None],
    };
    if words.contains(&None) {
        let message = format!("`about` takes a list of words, not {}", node.describe());
        diagnostics.push(fault("wrong-parameter", node, message));
    }
    let words = words
        .into_iter()
        .flatten()
        .map(str::trim)
        .filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

fn fault(code: &str, node: &Node, message: String) -> Diagnostic {
    Diagnostic::error(code, node.span, node.line, message)
}

fn unknown(whole: &str, key: &Node, names: &[&'static str]) -> Diagnostic {
    let message = format!("{whole} has no field {}", key.describe());
    let mut diagnostic = Diagnostic::warning("unknown-field", key.span, key.line, message);
    diagnostic.hint = key
        .text()
        .and_then(|text| did_you_mean(text, names.iter().copied()));
    diagnostic
}
