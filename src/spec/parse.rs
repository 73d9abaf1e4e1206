//! From Markdown to a [`Spec`]: blocks by pulldown-cmark; commentary, titles of examples and
//! attributes by line.

use super::adjust::Adjustment;
use super::blocks::{Blocks, FenceBlock, HeadingBlock, Outline};
use super::clauses::{Kind, Reading};
use super::fences::FenceParts;
use super::lines::Lines;
use super::references::{self, key_of};
use super::slug::{self, Slugs};
use super::{
    Authority, CheckBlock, Commentary, Fence, Reference, ReferenceForm, ReferencePlace, Section,
    Spec, attributes, clauses, commentary, examples, fences, front_matter, headings, ignores,
};
use crate::diagnostic::{self, Diagnostic};
use crate::text::{Span, shorten};
use memchr::memmem;
use std::borrow::Cow;
use std::collections::HashSet;
use std::iter::Peekable;
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
        outline,
        checks,
    } = read(source);
    let blocks = outline.into_blocks();
    let kind = Kind::of(&spec.sections);
    let reading = clauses::add(&mut spec, kind, &blocks, &checks, source, adjustments);
    (finish(spec, source), blocks, reading)
}

/// Reads `text`, a section and the heading after it, as part of a document whose clauses are of
/// `kind` and in which the section is called as `section` is. What is settled for a whole document
/// is left open: dangling references, what is silenced, the order of diagnostics.
pub(super) fn read_section(text: &str, section: &Section, kind: Kind) -> Spec {
    let Structure {
        mut spec,
        mut outline,
        checks,
    } = read(text);
    if let Some(first) = spec.sections.first_mut() {
        first.slug.clone_from(&section.slug);
    }
    clauses::add(&mut spec, kind, outline.blocks(), &checks, text, &[]);
    spec
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
struct Structure<'a> {
    spec: Spec,
    outline: Outline<'a>,
    /// The section of each block of checks.
    checks: Vec<usize>,
}

fn read(source: &str) -> Structure<'_> {
    let bom = if source.starts_with('\u{feff}') { 3 } else { 0 };
    let front = front_matter::read(&source[bom..]);
    let start = bom + front.as_ref().map_or(0, |it| it.1);
    let lines = Lines::new(source, start);
    let mut outline = Outline::new(source, &lines);
    let mut reader = Reader::new(source, &lines);
    reader.spec.front_matter = front.map(|it| it.0);
    reader.reserve(outline.headings().len(), outline.fences().len());
    reader.read(&outline);
    let (spec, checks) = reader.finish(&mut outline);
    Structure {
        spec,
        outline,
        checks,
    }
}

struct Reader<'a> {
    source: &'a str,
    /// The lines of the text, which begins after front matter.
    lines: &'a Lines,
    /// The next line.
    row: usize,
    spec: Spec,
    /// Depth and index of the sections around this place, outermost first.
    stack: Vec<(u8, usize)>,
    slugs: Slugs,
    ids: HashSet<Arc<str>>,
    last_info: Arc<str>,
    pending: Option<PendingExample>,
    /// The section of each block of checks.
    checks: Vec<usize>,
    /// Where links to sections and keys of footnotes stand, from this place on.
    links: Peekable<memmem::FindIter<'a, 'static>>,
    notes: Peekable<memmem::FindIter<'a, 'static>>,
    /// Open brackets in the line whose links are read.
    brackets: Vec<usize>,
}

/// The title of an example whose conversation did not come yet.
struct PendingExample {
    title: String,
    line: u32,
    span: Span,
}

/// How commentary begins.
const COMMENTARY: &str = "!!!";

impl<'a> Reader<'a> {
    fn new(source: &'a str, lines: &'a Lines) -> Reader<'a> {
        Reader {
            source,
            lines,
            row: 0,
            spec: Spec::default(),
            stack: Vec::new(),
            slugs: Slugs::default(),
            ids: HashSet::new(),
            last_info: Arc::from(""),
            pending: None,
            checks: Vec::new(),
            links: memmem::find_iter(source.as_bytes(), "](#").peekable(),
            notes: memmem::find_iter(source.as_bytes(), "[^").peekable(),
            brackets: Vec::new(),
        }
    }

    /// Makes room for what so many headings and fences come to.
    fn reserve(&mut self, n_headings: usize, n_fences: usize) {
        self.spec.sections.reserve(n_headings + 1);
        self.spec.fences.reserve(n_fences);
        self.spec.not_rules.reserve(n_headings + 2 * n_fences);
        self.slugs.reserve(n_headings);
        self.ids.reserve(n_headings);
    }

    /// Goes through what is more than text, by lines. What began before the current line was part
    /// of something else.
    fn read(&mut self, outline: &Outline<'_>) {
        let mut fences = outline.fences().iter().peekable();
        let mut headings = outline.headings().iter().peekable();
        loop {
            while fences.next_if(|it| it.span.start < self.at()).is_some() {}
            while headings.next_if(|it| it.span.start < self.at()).is_some() {}
            let fence = fences.peek().map(|it| self.line_start(it.span.start));
            let heading = headings.peek().map(|it| self.line_start(it.span.start));
            let block = [fence, heading].into_iter().flatten().min();
            self.text(self.next_row(block));
            if self.row == self.lines.len() {
                return;
            }
            if fence == Some(self.at()) {
                fences.next().into_iter().for_each(|it| self.fence(it));
            } else if let Some(block) = self.commentary() {
                self.add_commentary(block);
            } else if heading == Some(self.at()) {
                headings.next().into_iter().for_each(|it| self.heading(it));
            } else {
                self.title_or_text();
            }
        }
    }

    /// Where the next line begins.
    fn at(&self) -> usize {
        self.lines.start(self.row)
    }

    /// The number of the next line.
    fn line(&self) -> u32 {
        self.lines.number(self.row)
    }

    /// The beginning of the line that holds byte `at`, which is not before the next line.
    fn line_start(&self, at: usize) -> usize {
        // Most blocks begin at the margin.
        if self.source.as_bytes()[..at].ends_with(b"\n") {
            return at;
        }
        self.lines.start(self.lines.row_of(at, self.row))
    }

    /// The whole lines of a block that begins on the next one, and the row after it.
    fn rows_of(&self, block: Span) -> (Span, usize) {
        let last = self.lines.row_of(block.end.saturating_sub(1), self.row);
        (Span::new(self.at(), self.lines.start(last + 1)), last + 1)
    }

    /// The row of the next line that begins as commentary or the title of an example, or else at
    /// byte `block`; the number of rows where there is none.
    fn next_row(&self, block: Option<usize>) -> usize {
        let mut rows = self.row..self.lines.len();
        let found = rows.find(|it| {
            let start = self.lines.start(*it);
            let line = &self.source.as_bytes()[start..];
            block == Some(start)
                || line.starts_with(COMMENTARY.as_bytes())
                || line.starts_with(examples::EXAMPLE.as_bytes())
        });
        found.unwrap_or(self.lines.len())
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
        let (span, next) = self.rows_of(block.span);
        let text = headings::text(self.slice(block.span));
        if text.is_empty() {
            return self.text(next);
        }
        self.drop_pending();
        let parts = attributes::split(&text);
        let slug = self.slugs.of_title(parts.title);
        let mut section = self.new_section(block.depth, parts.title.to_owned(), span);
        section.slug = Some(slug);
        section.id = parts
            .attrs
            .get("id")
            .filter(|id| slug::is_name(id))
            .cloned();
        section.authority = parts
            .attrs
            .get("authority")
            .filter(|it| !it.is_empty())
            .cloned();
        section.rank = section.authority.as_deref().and_then(Authority::from_word);
        section.tags = headings::tags(parts.attrs.get("tags").map_or("", |it| it));
        section.attrs = parts.attrs;
        self.check_heading(&section, span);
        self.open_section(section);
        self.spec.not_rules.push(span);
        self.references(span, ReferencePlace::Heading);
        self.row = next;
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
            line: self.line(),
            end_line: self.line(),
            span: heading,
            attrs: Default::default(),
            examples: Vec::new(),
            commentary: Vec::new(),
            footnotes: Vec::new(),
        }
    }

    fn open_section(&mut self, section: Section) {
        self.close_section(self.line().saturating_sub(1), section.span.start);
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
            let start = self.lines.start(0);
            let mut section = self.new_section(0, String::new(), Span::new(start, start));
            section.line = self.lines.number(0);
            self.stack.push((0, 0));
            self.spec.sections.push(section);
        }
        self.spec.sections.len() - 1
    }

    fn check_heading(&mut self, section: &Section, span: Span) {
        if let Some(id) = &section.id
            && !self.ids.insert(Arc::clone(id))
        {
            let message = format!("the id `{id}` is already taken");
            let hint = "give one of the two sections another id";
            self.warn("duplicate-id", span, self.line(), message, hint.to_owned());
        }
        if let Some(word) = section
            .authority
            .as_ref()
            .filter(|_| section.rank.is_none())
        {
            let fault = headings::unknown_authority(word, span, self.line());
            self.spec.diagnostics.push(fault);
        }
    }

    // Fences.

    fn fence(&mut self, block: &FenceBlock) {
        let (span, next) = self.rows_of(block.span);
        let parts = fences::parts(self.source, block.span, span);
        if !parts.closed {
            let message = "the fenced block is not closed".to_owned();
            let hint = format!(
                "write `{}` on a line of its own where it ends",
                parts.marker
            );
            self.warn("unclosed-fence", parts.opening, self.line(), message, hint);
        }
        let is_checks = parts.info.split_whitespace().next() == Some("checks") && !block.quoted;
        let pending = if is_checks || block.quoted {
            None
        } else {
            self.pending.take()
        };
        let example = pending.is_some();
        let line = self.line();
        if is_checks {
            self.add_checks(parts.body);
        } else {
            self.references(parts.body, ReferencePlace::Example);
        }
        if is_checks || example {
            self.spec.not_rules.push(span);
        }
        if let Some(pending) = pending {
            self.add_example(pending, &parts, span);
        }
        let info = self.info(parts.info);
        self.spec.fences.push(Fence {
            line,
            info,
            span,
            body: parts.body,
            example,
        });
        self.row = next;
    }

    fn add_checks(&mut self, body: Span) {
        let section = self.here();
        self.checks.push(section);
        let line = self.line() + 1;
        self.spec.check_blocks.push(CheckBlock {
            clause: None,
            body,
            line,
        });
    }

    fn add_example(&mut self, pending: PendingExample, parts: &FenceParts<'_>, fence: Span) {
        let outer = examples::Outer {
            title: pending.title,
            line: pending.line,
            span: Span::new(pending.span.start, fence.end),
            fence_line: self.line(),
            fence_info: self.info(parts.info),
            body: parts.body,
        };
        let text = examples::Conversation {
            source: self.source,
            lines: self.lines,
            row: self.row + 1,
        };
        let example = examples::read(text, outer, &mut self.spec.diagnostics);
        let section = self.here();
        self.spec.sections[section].examples.push(example);
    }

    /// What follows an opening fence. Mostly it is the same again, which is kept once.
    fn info(&mut self, info: &str) -> Arc<str> {
        if *self.last_info != *info {
            self.last_info = Arc::from(info);
        }
        Arc::clone(&self.last_info)
    }

    // Lines.

    fn commentary(&self) -> Option<Commentary> {
        let rest = &self.source[self.at()..];
        if rest.starts_with(COMMENTARY) {
            commentary::read(rest, self.at(), self.line())
        } else {
            None
        }
    }

    fn add_commentary(&mut self, block: Commentary) {
        let section = self.here();
        let span = block.span;
        self.spec.sections[section].commentary.push(block);
        self.spec.not_rules.push(span);
        self.references(span, ReferencePlace::Commentary);
        self.row = self.lines.row_after(span.end, self.row);
    }

    fn title_or_text(&mut self) {
        let span = self.lines.span(self.row);
        match self.slice(span).strip_prefix(examples::EXAMPLE) {
            Some(title) => self.title(title.trim(), span),
            None => self.text(self.row + 1),
        }
    }

    fn title(&mut self, title: &str, span: Span) {
        self.drop_pending();
        self.here();
        self.pending = Some(PendingExample {
            title: title.to_owned(),
            line: self.line(),
            span,
        });
        self.spec.not_rules.push(span);
        self.references(span, ReferencePlace::ExampleTitle);
        self.row += 1;
    }

    /// Passes over text up to row `next`, noting what it refers to.
    fn text(&mut self, next: usize) {
        let span = Span::new(self.at(), self.lines.start(next));
        if !self.slice(span).trim_start().is_empty() {
            let section = self.here();
            self.references(span, ReferencePlace::Prose);
            self.footnotes(section, span);
        }
        self.row = next;
    }

    /// Adds the keys of footnotes in `span`.
    fn footnotes(&mut self, section: usize, span: Span) {
        let mut from = span.start;
        while let Some(at) = self.notes.next_if(|it| *it < span.end) {
            if at < from {
                continue;
            }
            let text = self.slice(Span::new(at, span.end));
            if let Some(key) = references::footnote_at(text) {
                from = at + key.len() + 3;
                self.spec.sections[section].footnotes.push(key.to_owned());
            }
        }
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

    /// Adds the references in the lines of `span`.
    fn references(&mut self, span: Span, place: ReferencePlace) {
        let (mut row, mut at) = (self.row, span.start);
        while let Some(found) = self.links.next_if(|it| *it < span.end) {
            if found >= at {
                // In a line with a link all brackets matter.
                row = self.lines.row_of(found, row);
                self.row_references(row, place);
                at = self.lines.start(row + 1);
            }
        }
    }

    fn row_references(&mut self, row: usize, place: ReferencePlace) {
        let (span, line) = (self.lines.span(row), self.lines.number(row));
        let section = self.spec.sections.last().and_then(key_of);
        let text = self.slice(span);
        for link in references::links(text, span.start, &mut self.brackets) {
            let (text, form) = match link.text {
                "?" => (Cow::Borrowed("?"), ReferenceForm::Auto),
                text => (Cow::Owned(text.to_owned()), ReferenceForm::Named),
            };
            self.spec.references.push(Reference {
                line,
                text,
                target: link.target.to_owned(),
                form,
                place,
                section: section.clone(),
                resolved_by: None,
                target_section: None,
                span: link.span,
            });
        }
    }

    /// The spec, and the section of each block of checks.
    fn finish(mut self, outline: &mut Outline<'_>) -> (Spec, Vec<usize>) {
        self.drop_pending();
        let end = self.source.len();
        self.close_section(self.line().saturating_sub(1), end);
        references::add_blames(&mut self.spec);
        references::find_targets(&mut self.spec);
        ignores::add(&mut self.spec, outline, self.source);
        self.spec.title = title(&self.spec);
        (self.spec, self.checks)
    }
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
