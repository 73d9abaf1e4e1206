//! From Markdown to a [`Spec`]: blocks by pulldown-cmark; commentary, titles of examples and
//! attributes by line.

use super::adjust::Adjustment;
use super::blocks::{self, Blocks, FenceBlock, HeadingBlock};
use super::clauses::{Kind, Reading};
use super::fences::FenceParts;
use super::references::{self, key_of};
use super::slug::{self, Slugs};
use super::{
    Authority, CheckBlock, Commentary, Fence, Reference, ReferenceForm, ReferencePlace, Section,
    Spec, attributes, clauses, commentary, examples, fences, front_matter, headings, ignores,
};
use crate::diagnostic::{self, Diagnostic};
use crate::text::{Span, shorten};
use memchr::memmem;
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
        blocks,
        checks,
    } = read(source);
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
        blocks,
        checks,
    } = read(text);
    if let Some(first) = spec.sections.first_mut() {
        first.slug.clone_from(&section.slug);
    }
    clauses::add(&mut spec, kind, &blocks, &checks, text, &[]);
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
    reader.spec.sections.reserve(blocks.headings.len() + 1);
    reader.spec.fences.reserve(blocks.fences.len());
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
    /// Where links to sections and keys of footnotes stand, from this place on.
    links: Peekable<memmem::FindIter<'a, 'static>>,
    notes: Peekable<memmem::FindIter<'a, 'static>>,
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
            links: memmem::find_iter(source.as_bytes(), "](#").peekable(),
            notes: memmem::find_iter(source.as_bytes(), "[^").peekable(),
        }
    }

    /// Goes through what is more than text, by lines. What began before the current line was part
    /// of something else.
    fn read(&mut self, blocks: &Blocks) {
        let mut fences = blocks.fences.iter().peekable();
        let mut headings = blocks.headings.iter().peekable();
        let mut comments = Lines::new(self.source, COMMENTARY);
        let mut titles = Lines::new(self.source, examples::EXAMPLE);
        loop {
            while fences.next_if(|it| it.span.start < self.at).is_some() {}
            while headings.next_if(|it| it.span.start < self.at).is_some() {}
            let fence = fences.peek().map(|it| self.line_start(it.span.start));
            let heading = headings.peek().map(|it| self.line_start(it.span.start));
            let block = [fence, heading].into_iter().flatten().min();
            let until = block.unwrap_or(self.source.len());
            let lines = [comments.next(self.at, until), titles.next(self.at, until)];
            let Some(next) = lines.into_iter().flatten().min().or(block) else {
                return self.text(self.source.len());
            };
            self.text(next);
            if fence == Some(next) {
                fences.next().into_iter().for_each(|it| self.fence(it));
            } else if let Some(block) = self.commentary() {
                self.add_commentary(block);
            } else if heading == Some(next) {
                headings.next().into_iter().for_each(|it| self.heading(it));
            } else {
                self.title_or_text();
            }
        }
    }

    /// The beginning of the line that holds byte `at`, which is not before the current line.
    fn line_start(&self, at: usize) -> usize {
        let before = &self.source.as_bytes()[self.at..at];
        memchr::memrchr(b'\n', before).map_or(self.at, |it| self.at + it + 1)
    }

    /// The end of the line that holds byte `at`, its break included.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.source.as_bytes().get(at..).unwrap_or_default();
        memchr::memchr(b'\n', rest).map_or(self.source.len(), |len| at + len + 1)
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

    /// Advances over the rest of one line.
    fn advance_line(&mut self, to: usize) {
        let is_broken = self.source[self.at..to].ends_with('\n');
        self.line = self.line.saturating_add(u32::from(is_broken));
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
            return self.text(span.end);
        }
        self.drop_pending();
        let parts = attributes::split(&text);
        let slug = self.slugs.unique(slug::slug(parts.title));
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
        let line = self.line;
        if is_checks {
            self.add_checks(parts.body);
        } else {
            self.references(parts.body, line + 1, ReferencePlace::Example);
        }
        if is_checks || example {
            self.spec.not_rules.push(span);
        }
        if let Some(pending) = pending {
            self.add_example(pending, &parts, span);
        }
        self.spec.fences.push(Fence {
            line,
            info: parts.info.to_owned(),
            span,
            body: parts.body,
            example,
        });
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

    fn add_example(&mut self, pending: PendingExample, parts: &FenceParts<'_>, fence: Span) {
        let outer = examples::Outer {
            title: pending.title,
            line: pending.line,
            span: Span::new(pending.span.start, fence.end),
            fence_line: self.line,
            fence_info: parts.info.to_owned(),
            body: parts.body,
        };
        let (example, line) = examples::read(self.source, outer, &mut self.spec.diagnostics);
        let section = self.here();
        self.spec.sections[section].examples.push(example);
        // Lines are counted once. A fence that ends with its first line has none to count.
        if !parts.body.is_empty() {
            (self.at, self.line) = (parts.body.end, line);
        }
    }

    // Lines.

    fn commentary(&self) -> Option<Commentary> {
        let rest = &self.source[self.at..];
        if rest.starts_with(COMMENTARY) {
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

    fn title_or_text(&mut self) {
        let span = Span::new(self.at, self.line_end(self.at));
        match self.slice(span).strip_prefix(examples::EXAMPLE) {
            Some(title) => self.title(title.trim(), span),
            None => self.text(span.end),
        }
    }

    fn title(&mut self, title: &str, span: Span) {
        self.drop_pending();
        self.here();
        self.pending = Some(PendingExample {
            title: title.to_owned(),
            line: self.line,
            span,
        });
        self.spec.not_rules.push(span);
        self.references(span, self.line, ReferencePlace::ExampleTitle);
        self.advance_line(span.end);
    }

    /// Passes over text up to `end`, noting what it refers to.
    fn text(&mut self, end: usize) {
        let span = Span::new(self.at, end);
        if !self.slice(span).trim_start().is_empty() {
            let section = self.here();
            self.references(span, self.line, ReferencePlace::Prose);
            self.footnotes(section, span);
        }
        self.advance(end);
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

    /// Adds the references in the lines of `span`, the first of which is `line`.
    fn references(&mut self, span: Span, mut line: u32, place: ReferencePlace) {
        let (source, mut at) = (self.source.as_bytes(), span.start);
        while let Some(found) = self.links.next_if(|it| *it < span.end) {
            if found < at {
                continue;
            }
            // In a line with a link all brackets matter.
            let start = memchr::memrchr(b'\n', &source[at..found]);
            let start = start.map_or(at, |it| at + it + 1);
            let len = memchr::memchr(b'\n', &source[found..span.end]);
            let end = len.map_or(span.end, |it| found + it + 1);
            line = line.saturating_add(n_breaks(&self.source[at..start]));
            let text = self.slice(Span::new(start, end));
            self.line_references(text, start, line, place);
            line = line.saturating_add(1);
            at = end;
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
        references::add_blames(&mut self.spec);
        references::find_targets(&mut self.spec);
        ignores::add(&mut self.spec, &blocks, self.source);
        self.spec.title = title(&self.spec);
        Structure {
            spec: self.spec,
            blocks,
            checks: self.checks,
        }
    }
}

/// Finds the lines that begin with some words.
struct Lines<'a> {
    source: &'a [u8],
    finder: memmem::Finder<'static>,
    /// The next place of the words that was not passed yet.
    found: Option<usize>,
    /// Up to where was looked.
    seen: usize,
}

impl<'a> Lines<'a> {
    fn new(source: &'a str, words: &'static str) -> Lines<'a> {
        Lines {
            source: source.as_bytes(),
            finder: memmem::Finder::new(words),
            found: None,
            seen: 0,
        }
    }

    /// The first such line that begins between two bytes, where lines begin. What is passed over
    /// is not looked through.
    fn next(&mut self, at: usize, until: usize) -> Option<usize> {
        loop {
            if let Some(found) = self.found.filter(|it| *it >= at) {
                let begins = found == at || self.source[found - 1] == b'\n';
                if begins {
                    return self.found.filter(|it| *it < until);
                }
            }
            let from = at.max(self.seen);
            self.found = None;
            if from >= until {
                return None;
            }
            let found = self.finder.find(&self.source[from..until]);
            self.found = found.map(|it| from + it);
            self.seen = self.found.map_or(until, |it| it + 1);
        }
    }
}

/// Number of line breaks in `text`.
pub(super) fn n_breaks(text: &str) -> u32 {
    let n_breaks = memchr::memchr_iter(b'\n', text.as_bytes()).count();
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
