//! Checks written into the spec, replaced or taken out of it: the YAML under the clause it is for, and
//! nothing else changed.

use super::Engine;
use crate::diagnostic::{Diagnostic, Severity};
use crate::spec::{CheckBlock, Clause, Spec, parse_adjusted};
use crate::text::{Span, floor_boundary, sha256};

/// So many places are tried at most: each has the spec read.
const MAX_TRIED: usize = 12;

/// Why checks cannot be written under a clause.
#[derive(Debug, thiserror::Error)]
pub(super) enum AddCheckError {
    /// The spec has no such clause.
    #[error("this spec has no clause `{0}`")]
    NoClause(String),
    /// There is no check in the YAML.
    #[error("there is no check in it yet")]
    NoCheck,
    /// A check is faulty.
    #[error("line {}: {}", .0.line, .0.message)]
    Faulty(Diagnostic),
    /// Wherever it were written, it would stand under another clause.
    #[error("no block of checks can stand under this clause: its words share a line with others")]
    NoPlace,
    /// The block that was to be changed is gone.
    #[error("these checks are not there any more")]
    NoBlock,
    /// With the new checks the spec would be read otherwise elsewhere too.
    #[error(
        "these checks hold a line that would end their block, or the block cannot be taken out alone"
    )]
    NoRoom,
}

impl AddCheckError {
    /// What to do about it.
    pub(super) fn hint(&self) -> &str {
        match self {
            AddCheckError::NoClause(_) => "choose a clause",
            AddCheckError::NoCheck => "begin each check with `- type: …`",
            AddCheckError::Faulty(found) => found.hint.as_deref().unwrap_or("mend the check"),
            AddCheckError::NoPlace => {
                "put the clause's words into a paragraph of their own, or write the check into a pack"
            }
            AddCheckError::NoBlock => "open them from the clause's page again",
            AddCheckError::NoRoom => "change them in the spec's text",
        }
    }
}

impl Engine {
    /// The spec's text with `yaml` as a block of checks under the clause with the id `clause`,
    /// after those that it has.
    ///
    /// # Errors
    ///
    /// [`AddCheckError`], where a check is faulty or cannot stand there. What is not judged here is
    /// no fault: it was pasted with others, and says so itself.
    pub(super) fn with_check(&self, clause: &str, yaml: &str) -> Result<String, AddCheckError> {
        self.sound(clause, yaml)?;
        let text = self.spec_text.as_deref().unwrap_or_default();
        let mut clauses = self.spec.clauses.iter();
        let found = clauses.find(|it| it.id == clause);
        let found = found.ok_or_else(|| AddCheckError::NoClause(clause.to_owned()))?;
        // Nothing is believed: the new text is read again, and must have the same clauses.
        places(&self.spec, text, found)
            .into_iter()
            .take(MAX_TRIED)
            .map(|(at, indent)| with_block(text, at, indent, yaml))
            .find(|new| {
                let read = parse_adjusted(new, &self.adjustments);
                fits(&self.spec, &read, clause)
            })
            .ok_or(AddCheckError::NoPlace)
    }

    /// The spec's text with `yaml` in place of the clause's block of checks with this [`mark`](mark_of),
    /// or without that block where `yaml` is `None`.
    ///
    /// # Errors
    ///
    /// As [`Engine::with_check`].
    pub(super) fn with_block_changed(
        &self,
        clause: &str,
        mark: &str,
        yaml: Option<&str>,
    ) -> Result<String, AddCheckError> {
        if let Some(yaml) = yaml {
            self.sound(clause, yaml)?;
        }
        let text = self.spec_text.as_deref().unwrap_or_default();
        let (nth, block) = marked(&self.spec, text, clause, mark).ok_or(AddCheckError::NoBlock)?;
        let fence = self
            .spec
            .fences
            .iter()
            .find(|it| it.span.contains(block.body));
        let fence = fence.ok_or(AddCheckError::NoBlock)?;
        let new = match yaml {
            Some(yaml) => with_body(text, block.body, yaml),
            None => without(text, fence.span),
        };
        let n_gone = usize::from(yaml.is_none());
        let read = parse_adjusted(&new, &self.adjustments);
        let is_written = yaml.is_none_or(|yaml| {
            let block = own_blocks(&read, clause).nth(nth);
            block.is_some_and(|it| body_of(&new, it) == yaml.trim_end())
        });
        let is_fit = is_written
            && same_clauses(&self.spec, &read)
            && read.check_blocks.len() + n_gone == self.spec.check_blocks.len()
            && n_blocks(&read, clause) + n_gone == n_blocks(&self.spec, clause);
        is_fit.then_some(new).ok_or(AddCheckError::NoRoom)
    }

    /// Whether there are checks in `yaml`, and none is faulty.
    fn sound(&self, clause: &str, yaml: &str) -> Result<(), AddCheckError> {
        let names = self.checks.names();
        let (checks, diagnostics) = names.read_checks(yaml, Some(clause), 1);
        let is_error = |it: &Diagnostic| it.severity == Severity::Error;
        match diagnostics.into_iter().find(is_error) {
            Some(fault) => Err(AddCheckError::Faulty(fault)),
            None if checks.is_empty() => Err(AddCheckError::NoCheck),
            None => Ok(()),
        }
    }
}

/// The blocks of checks under a clause, in document order.
pub(super) fn own_blocks<'a>(spec: &'a Spec, clause: &str) -> impl Iterator<Item = &'a CheckBlock> {
    let blocks = spec.check_blocks.iter();
    blocks.filter(move |it| it.clause.as_deref() == Some(clause))
}

/// What tells a block of checks from the others of its clause: a hash of its YAML, so that a page that
/// was opened before an edit changes no other one.
pub(super) fn mark_of(text: &str, block: &CheckBlock) -> String {
    let mut hash = sha256(body_of(text, block).as_bytes());
    hash.truncate(8);
    hash
}

/// The block under a clause with this mark, and its index there.
pub(super) fn marked<'a>(
    spec: &'a Spec,
    text: &str,
    clause: &str,
    mark: &str,
) -> Option<(usize, &'a CheckBlock)> {
    let mut own = own_blocks(spec, clause).enumerate();
    own.find(|it| mark_of(text, it.1) == mark)
}

fn n_blocks(spec: &Spec, clause: &str) -> usize {
    own_blocks(spec, clause).count()
}

fn same_clauses(old: &Spec, new: &Spec) -> bool {
    let same = |(a, b): (&Clause, &Clause)| a.id == b.id && a.hash == b.hash;
    old.clauses.len() == new.clauses.len() && old.clauses.iter().zip(&new.clauses).all(same)
}

/// Whether `new` differs from `old` in one more block under `clause`, and in nothing else that
/// counts.
fn fits(old: &Spec, new: &Spec, clause: &str) -> bool {
    same_clauses(old, new)
        && old.check_blocks.len() + 1 == new.check_blocks.len()
        && n_blocks(old, clause) + 1 == n_blocks(new, clause)
}

/// The YAML of a block as it reads without the columns that the block is set in.
pub(super) fn body_of(text: &str, block: &CheckBlock) -> String {
    let body = block.body.slice(text).unwrap_or_default();
    let margin = margin_of(body).len();
    let lines = body.lines();
    let lines = lines.map(|it| &it[margin.min(n_blanks(it))..]);
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

fn margin_of(body: &str) -> &str {
    let first = body.lines().find(|it| !it.trim().is_empty());
    first.map_or("", |it| &it[..n_blanks(it)])
}

/// How many spaces and tabs a line begins with: only these set a block in.
fn n_blanks(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// `text` with other YAML in a block.
fn with_body(text: &str, body: Span, yaml: &str) -> String {
    let old = body.slice(text).unwrap_or_default();
    let mut yaml_set_in = String::new();
    set_in(yaml, margin_of(old), &mut yaml_set_in);
    if !old.is_empty() && !old.ends_with('\n') {
        yaml_set_in.pop();
    }
    if old.contains("\r\n") {
        yaml_set_in = yaml_set_in.replace('\n', "\r\n");
    }
    [&text[..body.start], &yaml_set_in, &text[body.end..]].concat()
}

/// `text` without a block; one empty line is where it was.
fn without(text: &str, fence: Span) -> String {
    let before = text[..fence.start].trim_end();
    let after = text[fence.end..].trim_start_matches(['\n', '\r']);
    let between = if after.is_empty() { "\n" } else { "\n\n" };
    [before, between, after].concat()
}

/// Writes YAML line by line, each behind the margin.
fn set_in(yaml: &str, margin: &str, text: &mut String) {
    for line in yaml.trim_end().lines() {
        if !line.is_empty() {
            text.push_str(margin);
            text.push_str(line);
        }
        text.push('\n');
    }
}

/// Where a block may stand, the best place first, each with the columns that it is set in: after the
/// clause's last block, after the clause, after each of its paragraphs.
fn places(spec: &Spec, text: &str, clause: &Clause) -> Vec<(usize, usize)> {
    let last = own_blocks(spec, &clause.id).last();
    let fence = last.and_then(|block| spec.fences.iter().find(|it| it.span.contains(block.body)));
    let column = |at: usize| {
        let line = text[..at].rfind('\n').map_or(0, |it| it + 1);
        text[line..at].chars().count()
    };
    let mut places = Vec::new();
    if let Some(fence) = fence {
        let start = floor_boundary(text, fence.span.start);
        let line = &text[start..];
        let indent = line.len() - line.trim_start_matches(' ').len();
        places.push((fence.span.end, column(start) + indent));
    }
    let words = clause.span.slice(text).unwrap_or_default();
    let end = clause.span.start + words.trim_end().len();
    let indent = column(floor_boundary(text, clause.span.start));
    if (1..=8).contains(&indent) {
        places.push((end, indent));
    }
    places.push((end, 0));
    let ends = words
        .match_indices("\n\n")
        .map(|it| clause.span.start + it.0);
    places.extend(ends.map(|at| (at, 0)));
    places
}

/// `text` with a block at the byte `at`, between empty lines.
fn with_block(text: &str, at: usize, indent: usize, yaml: &str) -> String {
    let at = floor_boundary(text, at);
    let (before, after) = (text[..at].trim_end(), Span::new(at, text.len()));
    let after = after.slice(text).unwrap_or_default();
    let after = after.trim_start_matches([' ', '\n', '\r']);
    // Words that follow in the same item stay in it.
    let moved = &text[before.len()..text.len() - after.len()];
    let after_indent = moved.rsplit('\n').next().unwrap_or_default();
    let after_indent = if moved.contains('\n') {
        after_indent
    } else {
        ""
    };
    let fence = fence_for(yaml);
    let margin = " ".repeat(indent);
    let mut new = [before, "\n\n", &margin, &fence, "checks\n"].concat();
    set_in(yaml, &margin, &mut new);
    new.push_str(&margin);
    new.push_str(&fence);
    new.push('\n');
    if !after.is_empty() {
        new.push('\n');
        new.push_str(after_indent);
        new.push_str(after);
    }
    new
}

/// A fence longer than any in `yaml`.
fn fence_for(yaml: &str) -> String {
    let runs = yaml.split(|it| it != '`').map(str::len);
    "`".repeat(runs.max().unwrap_or(0).max(2) + 1)
}
