//! From Markdown to a [`Spec`]: blocks by pulldown-cmark; commentary, titles of examples and
//! attributes by line.

use super::adjust::Adjustment;
use super::blocks::{self, Blocks, FenceBlock, HeadingBlock};
use super::clauses::Reading;
use super::references::{self, key_of};
use super::slug::{self, Slugs};
use super::{
    Authority, CheckBlock, Commentary, Fence, Reference, ReferenceForm, ReferencePlace, Section,
    Spec, attributes, clauses, commentary, examples, fences, front_matter, headings, ignores,
};
use crate::diagnostic::{self, Diagnostic};
use crate::text::{Span, shorten};
use std::collections::HashSet;
use std::sync::Arc;

/// Reads a Markdown spec. What cannot be understood becomes a diagnostic; the rest still counts.
///
/// Takes time in proportion to the text's length. Spans are bytes of `source`.
pub fn parse(source: &str) -> Spec {
    parse_adjusted(source, &[])
}

/// [`parse`], with clauses as people decided on them. What does not fit is a diagnostic.
pub fn parse_adjusted(source: &str, adjustments: &[Arc<Adjustment>]) -> Spec {
    read_whole(source, adjustments).0
}

/// A spec with what its clauses were found by.
pub(super) fn read_whole(source: &str, adjustments: &[Arc<Adjustment>]) -> (Spec, Blocks, Reading) {
    let Structure {
        mut spec,
        blocks,
        checks,
    } = read(source);
    let reading = clauses::add(&mut spec, &blocks, &checks, source, adjustments);
    (finish(spec, source), blocks, reading)
}

/// [`parse`] without the clauses: sections, examples, references. Checks stay unbound.
pub fn parse_structure(source: &str) -> Spec {
    finish(read(source).spec, source)
}

fn finish(mut spec: Spec, source: &str) -> Spec {
    references::resolve_clauses(&mut spec);
    references::report_dangling(&mut spec, source);
    ignores::drop_ignored(&spec.ignores, &mut spec.diagnostics);
    diagnostic::in_order(&mut spec.diagnostics);
    spec
}

/// A spec without clauses, and what they are found with.
struct Structure {
    spec: Spec,
    blocks: Blocks,
    /// The section of each block of checks.
    checks: Vec<usize>,
}

fn read(source: &str) -> Structure {
    let bom = if source.starts_with('\u{feff}') { 3 } else { 0 };
    let front = front_matter::read(&source[bom..]);
    let start = bom + front.as_ref().map_or(0, |it| it.1);
    let blocks = blocks::read(source, start);
    let mut reader = Reader::new(source, start);
    reader.spec.front_matter = front.map(|it| it.0);
    reader.read(&blocks);
    reader.finish(blocks)
}

struct Reader<'a> {
    source: &'a str,
    /// Where the text begins, after front matter, and in which line.
    start: usize,
    start_line: u32,
    /// Where the next line begins, and its number from 1.
    at: usize,
    line: u32,
    spec: Spec,
    /// Depth and index of the sections around this place, outermost first.
    stack: Vec<(u8, usize)>,
    slugs: Slugs,
    ids: HashSet<String>,
    pending: Option<PendingExample>,
    /// The section of each block of checks.
    checks: Vec<usize>,
}

/// The title of an example whose conversation did not come yet.
struct PendingExample {
    title: String,
    line: u32,
    span: Span,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str, at: usize) -> Reader<'a> {
        let line = 1 + n_breaks(&source[..at]);
        Reader {
            source,
            start: at,
            start_line: line,
            at,
            line,
            spec: Spec::default(),
            stack: Vec::new(),
            slugs: Slugs::default(),
            ids: HashSet::new(),
            pending: None,
            checks: Vec::new(),
        }
    }

    /// Goes through the lines; blocks that began before the current line were part of another.
    fn read(&mut self, blocks: &Blocks) {
        let mut fences = blocks.fences.iter().peekable();
        let mut headings = blocks.headings.iter().peekable();
        while self.at < self.source.len() {
            let (at, end) = (self.at, self.line_end(self.at));
            while fences.next_if(|it| it.span.start < at).is_some() {}
            while headings.next_if(|it| it.span.start < at).is_some() {}
            if let Some(fence) = fences.next_if(|it| it.span.start < end) {
                self.fence(fence);
            } else if let Some(block) = self.commentary() {
                self.add_commentary(block);
            } else if let Some(heading) = headings.next_if(|it| it.span.start < end) {
                self.heading(heading);
            } else {
                self.text_line(end);
            }
        }
    }

    /// The end of the line that holds byte `at`, its break included.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.source.get(at..).unwrap_or("");
        rest.find('\n')
            .map_or(self.source.len(), |len| at + len + 1)
    }

    /// Where a block that begins on the current line ends, as a whole line.
    fn block_end(&self, span: Span) -> usize {
        self.line_end(span.end.saturating_sub(1).max(self.at))
    }

    fn advance(&mut self, to: usize) {
        self.line = self
            .line
            .saturating_add(n_breaks(&self.source[self.at..to]));
        self.at = to;
    }

    fn slice(&self, span: Span) -> &'a str {
        span.slice(self.source).unwrap_or("")
    }

    fn warn(&mut self, code: &str, span: Span, line: u32, message: String, hint: String) {
        let found = Diagnostic::warning(code, span, line, message).with_hint(hint);
        self.spec.diagnostics.push(found);
    }

    // Headings.

    fn heading(&mut self, block: &HeadingBlock) {
        let span = Span::new(self.at, self.block_end(block.span));
        let text = headings::text(self.slice(block.span));
        if text.is_empty() {
            return self.text_line(span.end);
        }
        self.drop_pending();
        let parts = attributes::split(&text);
        let slug = self.slugs.unique(slug::slug(parts.title));
        let mut section = self.new_section(block.depth, parts.title.to_owned(), span);
        section.slug = Some(slug);
        section.id = parts.attrs.get("id").filter(|id| !id.is_empty()).cloned();
        section.authority = parts
            .attrs
            .get("authority")
            .filter(|it| !it.is_empty())
            .cloned();
        section.rank = section.authority.as_deref().and_then(Authority::from_word);
        section.tags = headings::tags(parts.attrs.get("tags").map_or("", String::as_str));
        section.attrs = parts.attrs;
        self.check_heading(&section, span);
        self.open_section(section);
        self.spec.not_rules.push(span);
        self.references(span, self.line, ReferencePlace::Heading);
        self.advance(span.end);
    }

    fn new_section(&mut self, depth: u8, title: String, heading: Span) -> Section {
        while self.stack.last().is_some_and(|(open, _)| *open >= depth) {
            self.stack.pop();
        }
        let parent = self
            .stack
            .last()
            .and_then(|(_, at)| key_of(&self.spec.sections[*at]));
        Section {
            id: None,
            slug: None,
            title,
            depth,
            parent,
            authority: None,
            rank: None,
            tags: Vec::new(),
            line: self.line,
            end_line: self.line,
            span: heading,
            attrs: Default::default(),
            examples: Vec::new(),
            commentary: Vec::new(),
            footnotes: Vec::new(),
        }
    }

    fn open_section(&mut self, section: Section) {
        self.close_section(self.line.saturating_sub(1), section.span.start);
        self.stack.push((section.depth, self.spec.sections.len()));
        self.spec.sections.push(section);
    }

    fn close_section(&mut self, end_line: u32, end: usize) {
        if let Some(section) = self.spec.sections.last_mut() {
            section.end_line = end_line.max(section.line);
            section.span.end = end;
        }
    }

    /// The index of the section here; text before the first heading opens one of depth 0.
    fn here(&mut self) -> usize {
        if self.spec.sections.is_empty() {
            let start = Span::new(self.start, self.start);
            let mut section = self.new_section(0, String::new(), start);
            section.line = self.start_line;
            self.stack.push((0, 0));
            self.spec.sections.push(section);
        }
        self.spec.sections.len() - 1
    }

    fn check_heading(&mut self, section: &Section, span: Span) {
        if let Some(id) = &section.id
            && !self.ids.insert(id.clone())
        {
            let message = format!("the id `{id}` is already taken");
            let hint = "give one of the two sections another id";
            self.warn("duplicate-id", span, self.line, message, hint.to_owned());
        }
        if let Some(word) = section
            .authority
            .as_ref()
            .filter(|_| section.rank.is_none())
        {
            let fault = headings::unknown_authority(word, span, self.line);
            self.spec.diagnostics.push(fault);
        }
    }

    // Fences.

    fn fence(&mut self, block: &FenceBlock) {
        let span = Span::new(self.at, self.block_end(block.span));
        let parts = fences::parts(self.source, block.span, span);
        if !parts.closed {
            let message = "the fenced block is not closed".to_owned();
            let hint = format!(
                "write `{}` on a line of its own where it ends",
                parts.marker
            );
            self.warn("unclosed-fence", parts.opening, self.line, message, hint);
        }
        let is_checks = parts.info.split_whitespace().next() == Some("checks") && !block.quoted;
        let pending = if is_checks || block.quoted {
            None
        } else {
            self.pending.take()
        };
        let example = pending.is_some();
        let (line, info) = (self.line, parts.info.to_owned());
        if is_checks {
            self.add_checks(parts.body);
        } else {
            self.references(parts.body, line + 1, ReferencePlace::Example);
        }
        if is_checks || example {
            self.spec.not_rules.push(span);
        }
        let fence = Fence {
            line,
            info,
            span,
            body: parts.body,
            example,
        };
        if let Some(pending) = pending {
            self.add_example(pending, &fence);
        }
        self.spec.fences.push(fence);
        self.advance(span.end);
    }

    fn add_checks(&mut self, body: Span) {
        let section = self.here();
        self.checks.push(section);
        let line = self.line + 1;
        self.spec.check_blocks.push(CheckBlock {
            clause: None,
            body,
            line,
        });
    }

    fn add_example(&mut self, pending: PendingExample, fence: &Fence) {
        let outer = examples::Outer {
            title: pending.title,
            line: pending.line,
            span: Span::new(pending.span.start, fence.span.end),
            fence_line: fence.line,
            fence_info: fence.info.clone(),
            body: fence.body,
        };
        let example = examples::read(self.source, outer, &mut self.spec.diagnostics);
        let section = self.here();
        self.spec.sections[section].examples.push(example);
    }

    // Lines.

    fn commentary(&self) -> Option<Commentary> {
        let rest = &self.source[self.at..];
        if rest.starts_with("!!!") {
            commentary::read(rest, self.at, self.line)
        } else {
            None
        }
    }

    fn add_commentary(&mut self, block: Commentary) {
        let section = self.here();
        let span = block.span;
        self.spec.sections[section].commentary.push(block);
        self.spec.not_rules.push(span);
        self.references(span, self.line, ReferencePlace::Commentary);
        self.advance(span.end);
    }

    fn text_line(&mut self, end: usize) {
        let span = Span::new(self.at, end);
        let text = self.slice(span);
        if let Some(title) = text.strip_prefix(examples::EXAMPLE) {
            self.drop_pending();
            self.here();
            let title = title.trim().to_owned();
            self.pending = Some(PendingExample {
                title,
                line: self.line,
                span,
            });
            self.spec.not_rules.push(span);
            self.references(span, self.line, ReferencePlace::ExampleTitle);
        } else if !text.trim_start().is_empty() {
            let section = self.here();
            if text.as_bytes().contains(&b'[') {
                self.references(span, self.line, ReferencePlace::Prose);
                let keys = references::footnotes(text).map(|it| it.1.to_owned());
                self.spec.sections[section].footnotes.extend(keys);
            }
        }
        self.advance(span.end);
    }

    fn drop_pending(&mut self) {
        if let Some(pending) = self.pending.take() {
            let message = format!(
                "the example `{}` has no conversation",
                shorten(&pending.title, 40)
            );
            let hint =
                "put it in a fenced block after the title, before the next heading or example";
            let span = pending.span;
            self.warn(
                "example-without-fence",
                span,
                pending.line,
                message,
                hint.to_owned(),
            );
        }
    }

    /// Adds the references in the lines of `span`, the first of which is `line`.
    fn references(&mut self, span: Span, mut line: u32, place: ReferencePlace) {
        let text = self.slice(span);
        if !text.contains("](#") {
            return;
        }
        let mut at = span.start;
        for text in text.split_inclusive('\n') {
            if text.as_bytes().contains(&b'[') {
                self.line_references(text, at, line, place);
            }
            at += text.len();
            line = line.saturating_add(1);
        }
    }

    fn line_references(&mut self, text: &str, at: usize, line: u32, place: ReferencePlace) {
        let section = self.spec.sections.last().and_then(key_of);
        for link in references::links(text, at) {
            let is_auto = link.text == "?";
            self.spec.references.push(Reference {
                line,
                text: link.text.to_owned(),
                target: link.target.to_owned(),
                form: if is_auto {
                    ReferenceForm::Auto
                } else {
                    ReferenceForm::Named
                },
                place,
                section: section.clone(),
                resolved_by: None,
                target_section: None,
                span: link.span,
            });
        }
    }

    fn finish(mut self, blocks: Blocks) -> Structure {
        self.drop_pending();
        let end = self.source.len();
        let ends_with_break = self.source.ends_with('\n');
        let last_line = self.line - u32::from(ends_with_break);
        self.close_section(last_line, end);
        references::resolve(&mut self.spec);
        ignores::add(&mut self.spec, &blocks, self.source);
        self.spec.title = title(&self.spec);
        Structure {
            spec: self.spec,
            blocks,
            checks: self.checks,
        }
    }
}

/// Number of line breaks in `text`.
fn n_breaks(text: &str) -> u32 {
    let n_breaks = text.bytes().filter(|byte| *byte == b'\n').count();
    u32::try_from(n_breaks).unwrap_or(u32::MAX - 1)
}

fn title(spec: &Spec) -> String {
    let front = spec
        .front_matter
        .as_ref()
        .and_then(|it| it.get("title"))
        .and_then(|it| it.as_str());
    let first = spec
        .sections
        .iter()
        .find(|it| it.depth > 0)
        .map(|it| it.title.as_str());
    front.or(first).unwrap_or("").to_owned()
}
