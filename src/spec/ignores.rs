//! What authors do not want to hear of: `<!-- plumbline: ignore two-demands -->`.
//!
//! A comment on a line of its own is about what follows it: a heading, a paragraph, an item, an
//! example. One after words is about the paragraph or item it stands in. `in section` after the
//! codes makes it about its section and those below it, `in document` about everything.

use super::blocks::{Blocks, Outline, TextBlock};
use super::examples::EXAMPLE;
use super::{Section, Spec, marks};
use crate::diagnostic::Diagnostic;
use crate::text::{LineIndex, Span, shorten};
use serde::{Deserialize, Serialize};

/// The codes of all that can be said of a spec.
pub const CODES: [&str; 22] = [
    "adjustment-lost",
    "adjustment-older",
    "adjustment-twice",
    "check-without-clause",
    "dangling-reference",
    "duplicate-id",
    "example-without-fence",
    "opposite-strengths",
    "stray-asterisk",
    "text-outside-message",
    "two-demands",
    "unclosed-comparison",
    "unclosed-fence",
    "unclosed-message",
    "ungraded-candidate",
    "unknown-authority",
    "unknown-code",
    "unknown-comment",
    "unknown-strength",
    "untested-clause",
    "untested-document",
    "vague-demand",
];

/// Kinds of diagnostics that are not wanted in a stretch of the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignore {
    /// Codes of these kinds.
    pub codes: Vec<String>,
    /// The stretch: what begins in it.
    pub span: Span,
}

impl Ignore {
    fn covers(&self, found: &Diagnostic) -> bool {
        let at = found.span.start;
        let is_here = self.span.start <= at && at < self.span.end.max(self.span.start + 1);
        is_here && self.codes.contains(&found.code)
    }
}

/// Leaves out what is not wanted.
pub(super) fn drop_ignored(ignores: &[Ignore], diagnostics: &mut Vec<Diagnostic>) {
    if !ignores.is_empty() {
        diagnostics.retain(|found| !ignores.iter().any(|it| it.covers(found)));
    }
}

/// More comments than this are not heeded: each is held against every diagnostic.
const MAX_IGNORES: usize = 1000;

/// Reads the comments to Plumbline in `source` and notes where they stand.
pub(super) fn add(spec: &mut Spec, outline: &mut Outline<'_>, source: &str) {
    let comments = marks::comments(source, &spec.fences);
    if comments.is_empty() {
        return;
    }
    let lines = LineIndex::new(source);
    let ends = ends_with_sections_below(&spec.sections);
    for (span, said) in comments {
        spec.marks.push(span);
        let line = lines.line(span.start);
        let Some((codes, scope)) = read(said).filter(|_| spec.ignores.len() < MAX_IGNORES) else {
            spec.diagnostics.push(unknown_comment(said, span, line));
            continue;
        };
        let is_unknown = |it: &&String| !CODES.contains(&it.as_str());
        let faults = codes.iter().filter(is_unknown);
        let faults = faults.map(|it| unknown_code(it, span, line));
        spec.diagnostics.extend(faults);
        let span = match scope {
            Scope::Document => Span::new(0, source.len() + 1),
            Scope::Section => section_around(&spec.sections, &ends, span),
            Scope::Here => block_at(spec, outline.blocks(), source, span),
        };
        spec.ignores.push(Ignore { codes, span });
    }
}

#[derive(Clone, Copy)]
enum Scope {
    Here,
    Section,
    Document,
}

/// Codes and how far they are ignored.
fn read(said: &str) -> Option<(Vec<String>, Scope)> {
    let said = said.strip_prefix("ignore")?;
    let (codes, scope) = match said.rsplit_once(" in ") {
        Some((codes, "section")) => (codes, Scope::Section),
        Some((codes, "document")) => (codes, Scope::Document),
        _ => (said, Scope::Here),
    };
    let codes = codes
        .split([' ', ',', '\n', '\t'])
        .filter(|it| !it.is_empty());
    let codes: Vec<_> = codes.map(str::to_owned).collect();
    let is_apart = said.starts_with(char::is_whitespace);
    (is_apart && !codes.is_empty()).then_some((codes, scope))
}

/// Where each section ends, those below it included.
fn ends_with_sections_below(sections: &[Section]) -> Vec<usize> {
    let mut ends: Vec<usize> = sections.iter().map(|it| it.span.end).collect();
    let mut open: Vec<usize> = Vec::new();
    for (at, section) in sections.iter().enumerate() {
        while let Some(last) = open.pop_if(|it| sections[*it].depth >= section.depth) {
            ends[last] = section.span.start;
        }
        // What stands before the first heading has nothing below it.
        if section.depth > 0 {
            open.push(at);
        }
    }
    let end = ends.last().copied().unwrap_or(0);
    open.into_iter().for_each(|it| ends[it] = end);
    ends
}

fn section_around(sections: &[Section], ends: &[usize], comment: Span) -> Span {
    let at = sections.partition_point(|it| it.span.start <= comment.start);
    let here = at.checked_sub(1);
    here.map_or(comment, |it| Span::new(sections[it].span.start, ends[it]))
}

/// The block that a comment is about.
fn block_at(spec: &Spec, blocks: &Blocks, source: &str, comment: Span) -> Span {
    let line = source[..comment.start].rfind('\n').map_or(0, |it| it + 1);
    if source[line..comment.start].contains(char::is_alphanumeric) {
        own_block(blocks, comment)
    } else {
        Span::new(comment.start, next_block(spec, blocks, source, comment.end))
    }
}

/// The paragraph or item in which a comment stands.
fn own_block(blocks: &Blocks, comment: Span) -> Span {
    let at = blocks
        .texts
        .partition_point(|it| it.span.start <= comment.start);
    let text = at.checked_sub(1).map(|at| whole(blocks, at));
    let text = text.filter(|it| comment.start <= it.end);
    text.unwrap_or(comment)
}

/// The item that begins with this text, else the text.
fn whole(blocks: &Blocks, at: usize) -> Span {
    let TextBlock { span, item } = blocks.texts[at];
    let texts = item.map(|it| blocks.items[it].texts.clone());
    let texts = texts.and_then(|it| blocks.texts.get(it));
    match texts {
        Some([first, .., last]) => Span::new(first.span.start, last.span.end),
        _ => span,
    }
}

/// Where the block that begins next after byte `at` ends.
fn next_block(spec: &Spec, blocks: &Blocks, source: &str, at: usize) -> usize {
    let text = blocks.texts.partition_point(|it| it.span.start < at);
    let text = (text < blocks.texts.len()).then(|| whole(blocks, text));
    let heading = blocks.headings.partition_point(|it| it.span.start < at);
    let heading = blocks.headings.get(heading).map(|it| it.span);
    let fence = spec.fences.partition_point(|it| it.span.start < at);
    let fence = spec.fences.get(fence);
    let all = [text, heading, fence.map(|it| it.span)]
        .into_iter()
        .flatten();
    let Some(first) = all.reduce(|a, b| if b.start < a.start { b } else { a }) else {
        return at;
    };
    let is_title = first
        .slice(source)
        .is_some_and(|it| it.starts_with(EXAMPLE));
    let conversation = fence.filter(|it| is_title && it.example);
    conversation.map_or(first.end, |it| it.span.end)
}

fn unknown_code(code: &str, span: Span, line: u32) -> Diagnostic {
    let message = format!("`{}` is no kind of diagnostic", shorten(code, 40));
    let known = CODES.map(|it| format!("`{it}`")).join(", ");
    Diagnostic::warning("unknown-code", span, line, message)
        .with_hint(format!("write one of {known}"))
}

fn unknown_comment(said: &str, span: Span, line: u32) -> Diagnostic {
    let message = format!(
        "the comment `{}` says nothing to Plumbline",
        shorten(said, 40)
    );
    let hint = "write `ignore` and codes, then `in section` or `in document` where it holds further, \
                as in `<!-- plumbline: ignore two-demands in section -->`";
    Diagnostic::warning("unknown-comment", span, line, message).with_hint(hint)
}
