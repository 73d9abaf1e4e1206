//! A document without what decides nothing about its blocks.
//!
//! What blocks a document has, lists and paragraphs and so on, is decided where its lines begin.
//! Headings, fenced blocks and paragraphs at the margin are most of a document, and lines are
//! enough to know them: wherever they begin, all that was open before has ended. The Markdown
//! reader gets a heading without words for any number of them, which ends all the same. Of what
//! remains, lists above all, it gets the beginnings of lines. What is left out costs nothing.
//!
//! Only what is plain is left out. Where raw HTML or an indented fence begins, everything that
//! follows could mean something else and stays; where the address of a link may stand apart, the
//! lines up to the next blank one.

use super::line::{Line, closes, ends_plainly};
use super::places::Places;
use super::plain::{PlainBlock, PlainBlocks};
use crate::spec::lines::Lines;
use crate::text::Span;
use memchr::memchr;
use std::borrow::Cow;

/// The text to read, how places in it become places in the document, and what it has a
/// [`STAND_IN`] for.
pub(super) struct Skeleton<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) places: Places,
    pub(super) plain: PlainBlocks,
    /// Whether all headings and fences are among the plain blocks.
    pub(super) is_quiet: bool,
}

/// Stands in the text for plain blocks that follow each other.
const STAND_IN: &str = "#\n";

impl<'a> Skeleton<'a> {
    /// The skeleton of the part of `source` that has these lines.
    pub(super) fn new(source: &'a str, lines: &Lines) -> Skeleton<'a> {
        if lines.has_returns() && has_odd_breaks(source.as_bytes()) {
            return Skeleton::whole(source, lines.start(0));
        }
        Scan::new(source, lines).read()
    }

    /// The document from byte `at` on as it is.
    pub(super) fn whole(source: &'a str, at: usize) -> Skeleton<'a> {
        Skeleton {
            text: Cow::Borrowed(source.get(at..).unwrap_or("")),
            places: Places::from(at),
            plain: PlainBlocks::default(),
            is_quiet: false,
        }
    }
}

/// Whether some line ends with a carriage return alone. Nobody writes so any more.
fn has_odd_breaks(text: &[u8]) -> bool {
    let is_odd = |it: usize| text.get(it + 1) != Some(&b'\n');
    memchr::memchr_iter(b'\r', text).any(is_odd)
}

/// Goes through the lines and keeps what matters.
struct Scan<'a> {
    source: &'a str,
    lines: &'a Lines,
    text: String,
    places: Places,
    plain: PlainBlocks,
    /// Up to where the source was kept or left out.
    at: usize,
    /// Whether nothing but plain blocks came since the last stand-in.
    in_run: bool,
    /// Whether a paragraph would be a new one at the top level if it began here at the margin.
    is_fresh: bool,
    /// Whether no line so far could be a heading or a fence without being a plain one.
    is_quiet: bool,
}

impl<'a> Scan<'a> {
    fn new(source: &'a str, lines: &'a Lines) -> Scan<'a> {
        let at = lines.start(0);
        Scan {
            source,
            lines,
            text: String::with_capacity(source.len() / 32),
            places: Places::from(at),
            plain: PlainBlocks::with_capacity(lines.len() / 4),
            at,
            in_run: false,
            is_fresh: true,
            is_quiet: true,
        }
    }

    fn read(mut self) -> Skeleton<'static> {
        let mut row = 0;
        while row < self.lines.len() {
            row = self.row(row);
        }
        if !self.in_run {
            self.keep(self.source.len());
        }
        Skeleton {
            text: Cow::Owned(self.text),
            places: self.places,
            plain: self.plain,
            is_quiet: self.is_quiet,
        }
    }

    /// Reads a row and what goes on from it, and gives the row after.
    fn row(&mut self, row: usize) -> usize {
        match Line::of(self.bytes(row)) {
            Line::Fence(mark, n) => return self.fence(row, mark, n),
            Line::Plain(_) => return self.paragraph(row),
            Line::Address => return self.address(row),
            Line::Unclear => {
                self.unclear();
                return self.lines.len();
            }
            Line::Blank => self.is_fresh = true,
            Line::Heading(depth) => self.push(PlainBlock::Heading(self.lines.span(row), depth)),
            Line::Words(start) => self.words(row, start),
            Line::Inline => self.end_run(),
            Line::Other => self.unclear(),
        }
        row + 1
    }

    /// Something that only the Markdown reader can tell.
    fn unclear(&mut self) {
        self.end_run();
        self.is_quiet = false;
    }

    fn bytes(&self, row: usize) -> &'a [u8] {
        let Span { start, end } = self.lines.span(row);
        &self.source.as_bytes()[start..end]
    }

    /// A fenced block. One that nothing closes, or not plainly, is for the Markdown reader.
    fn fence(&mut self, row: usize, mark: u8, n: usize) -> usize {
        let close = self.find(row + 1, |line| closes(line, mark, n));
        let last = self.bytes(close);
        if ends_plainly(last) {
            let len = last.trim_ascii_end().len();
            let end = self.lines.start(close) + len;
            self.push(PlainBlock::Fence(Span::new(self.lines.start(row), end)));
        } else {
            self.unclear();
            self.leave_out(self.lines.start(row + 1), self.lines.start(close));
        }
        close + 1
    }

    /// Lines that begin a paragraph if they begin something, and are one if what comes next is just
    /// as plain.
    fn paragraph(&mut self, row: usize) -> usize {
        let end = self.find(row, |line| !matches!(Line::of(line), Line::Plain(_)));
        let next = Line::of(self.bytes(end));
        let is_ended = matches!(next, Line::Blank | Line::Heading(_) | Line::Fence(..));
        if self.is_fresh && is_ended && ends_plainly(self.bytes(end - 1)) {
            let span = Span::new(self.lines.start(row), self.lines.start(end));
            self.push(PlainBlock::Paragraph(span));
        } else {
            (row..end).for_each(|it| self.plain_words(it));
        }
        end
    }

    fn plain_words(&mut self, row: usize) {
        if let Line::Plain(start) = Line::of(self.bytes(row)) {
            self.words(row, start);
        }
    }

    /// A line of which only the beginning matters.
    fn words(&mut self, row: usize, start: usize) {
        self.end_run();
        self.shorten(self.lines.start(row) + start, self.lines.start(row + 1));
    }

    /// What may be an address, up to the next blank line. A fence could be part of it.
    fn address(&mut self, row: usize) -> usize {
        self.unclear();
        let stops = |it: Line| matches!(it, Line::Blank | Line::Fence(..) | Line::Unclear);
        let end = self.find(row + 1, |line| stops(Line::of(line)));
        match Line::of(self.bytes(end)) {
            Line::Blank => end,
            _ => self.lines.len(),
        }
    }

    /// The first row from `row` on that is so; the number of rows where none is.
    fn find(&self, row: usize, is_so: impl Fn(&[u8]) -> bool) -> usize {
        let mut rows = row..self.lines.len();
        let found = rows.find(|it| is_so(self.bytes(*it)));
        found.unwrap_or(self.lines.len())
    }

    /// What comes next is for the Markdown reader.
    fn end_run(&mut self) {
        if self.in_run {
            self.places.jump(self.text.len(), self.at);
        }
        (self.in_run, self.is_fresh) = (false, false);
    }

    fn push(&mut self, block: PlainBlock) {
        let span = block.span();
        if !self.in_run {
            self.keep(span.start);
            self.plain.begin_run(self.text.len());
            self.text.push_str(STAND_IN);
        }
        self.plain.push(block);
        (self.in_run, self.is_fresh) = (true, true);
        self.at = span.end;
    }

    /// Leaves out the words of a line but for the first letter and the blanks at its end.
    fn shorten(&mut self, start: usize, end: usize) {
        let words = &self.source[start..end];
        // Pipes make tables.
        if memchr(b'|', words.as_bytes()).is_none() {
            let len = words.chars().next().map_or(0, char::len_utf8);
            let kept = words.trim_end_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']);
            self.leave_out(start + len, start + kept.len());
        }
    }

    fn leave_out(&mut self, start: usize, end: usize) {
        if start < end {
            self.keep(start);
            self.places.jump(self.text.len(), end);
            self.at = end;
        }
    }

    fn keep(&mut self, end: usize) {
        if self.at < end {
            self.text.push_str(&self.source[self.at..end]);
            self.at = end;
        }
    }
}
