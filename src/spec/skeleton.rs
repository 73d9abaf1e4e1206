//! A document without what decides nothing about its blocks.
//!
//! What blocks a document has, lists and paragraphs and so on, is decided where its lines begin.
//! The bodies of fenced blocks and the rest of each line of prose are most of the text, and the
//! Markdown reader would look at every byte of them. Left out before, they cost nothing.
//!
//! Only what is plain is left out: fences that begin a line, and lines with a word near their
//! beginning. Where raw HTML or an indented fence begins, everything that follows could mean
//! something else and stays; where the address of a link may stand apart, the lines up to the
//! next blank one.

use crate::text::Span;
use memchr::{memchr, memmem, memrchr};
use std::borrow::Cow;

/// The text to read, and how places in it become places in the document.
pub(super) struct Skeleton<'a> {
    pub(super) text: Cow<'a, str>,
    /// Where something was left out: byte of the text, bytes left out up to there.
    gaps: Vec<(usize, usize)>,
    /// How many gaps are before the place that was asked for last.
    n_before: usize,
}

impl<'a> Skeleton<'a> {
    pub(super) fn new(source: &'a str) -> Skeleton<'a> {
        let scan = Scan::new(source);
        if scan.has_odd_breaks() {
            return Skeleton::whole(source);
        }
        let (text, gaps) = scan.read();
        Skeleton {
            text: Cow::Owned(text),
            gaps,
            n_before: 0,
        }
    }

    /// The document as it is.
    pub(super) fn whole(source: &'a str) -> Skeleton<'a> {
        Skeleton {
            text: Cow::Borrowed(source),
            gaps: Vec::new(),
            n_before: 0,
        }
    }

    /// Where a stretch of the text stands in the document.
    pub(super) fn place(&mut self, start: usize, end: usize) -> Span {
        let start = start + self.left_out(start);
        Span::new(start, end + self.left_out(end))
    }

    /// How many bytes are left out up to byte `at` of the text.
    fn left_out(&mut self, at: usize) -> usize {
        // Places are asked for nearly in order.
        while self.gaps.get(self.n_before).is_some_and(|it| it.0 <= at) {
            self.n_before += 1;
        }
        while self.n_before > 0 && self.gaps[self.n_before - 1].0 > at {
            self.n_before -= 1;
        }
        self.n_before.checked_sub(1).map_or(0, |it| self.gaps[it].1)
    }
}

/// Goes through the lines and keeps what matters.
struct Scan<'a> {
    source: &'a str,
    bytes: &'a [u8],
    text: String,
    gaps: Vec<(usize, usize)>,
    /// Up to where the source was kept or left out.
    at: usize,
    n_left_out: usize,
}

/// What the beginning of a line says.
enum Line {
    /// A fence of so many of this character.
    Fence(u8, usize),
    /// Something inside of which fences and words could mean nothing.
    Unclear,
    /// The same up to the next blank line: the address of a link that stands elsewhere.
    Address,
    /// Words begin at this byte of the line, after what decides about blocks.
    Words(usize),
    /// Every byte could matter.
    Other,
}

impl<'a> Scan<'a> {
    fn new(source: &'a str) -> Scan<'a> {
        Scan {
            source,
            bytes: source.as_bytes(),
            text: String::with_capacity(source.len() / 8),
            gaps: Vec::with_capacity(source.len() / 256),
            at: 0,
            n_left_out: 0,
        }
    }

    /// Whether some line ends with a carriage return alone. Nobody writes so any more.
    fn has_odd_breaks(&self) -> bool {
        let is_odd = |it: usize| self.bytes.get(it + 1) != Some(&b'\n');
        memchr::memchr_iter(b'\r', self.bytes).any(is_odd)
    }

    fn read(mut self) -> (String, Vec<(usize, usize)>) {
        let mut at = 0;
        while at < self.bytes.len() {
            let end = self.line_end(at);
            at = match line(&self.bytes[at..end]) {
                Line::Fence(mark, n) => {
                    let close = self.closing(end, mark, n);
                    self.leave_out(end, close);
                    self.line_end(close)
                }
                Line::Unclear => break,
                Line::Address => self.blank_line(end),
                Line::Words(start) => {
                    self.shorten(at + start, end);
                    end
                }
                Line::Other => end,
            };
        }
        self.text.push_str(&self.source[self.at..]);
        (self.text, self.gaps)
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        memchr(b'\n', rest).map_or(self.bytes.len(), |it| at + it + 1)
    }

    /// Where the next blank line begins, or the end of the text where something comes before that
    /// could be part of an address.
    fn blank_line(&self, mut at: usize) -> usize {
        while at < self.bytes.len() {
            let end = self.line_end(at);
            if self.bytes[at..end].trim_ascii().is_empty() {
                return at;
            }
            if matches!(line(&self.bytes[at..end]), Line::Fence(..) | Line::Unclear) {
                break;
            }
            at = end;
        }
        self.bytes.len()
    }

    /// Where the line begins that closes the fence, or the end of the text.
    fn closing(&self, from: usize, mark: u8, n: usize) -> usize {
        let needle = [mark; 3];
        let finder = memmem::Finder::new(&needle);
        let mut at = from;
        while let Some(found) = finder.find(&self.bytes[at..]).map(|it| at + it) {
            let before = memrchr(b'\n', &self.bytes[at..found]);
            let line = before.map_or(at, |it| at + it + 1);
            at = self.line_end(found);
            if closes(&self.bytes[line..at], mark, n) {
                return line;
            }
        }
        self.bytes.len()
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
            self.text.push_str(&self.source[self.at..start]);
            self.n_left_out += end - start;
            self.gaps.push((self.text.len(), self.n_left_out));
            self.at = end;
        }
    }
}

fn line(line: &[u8]) -> Line {
    let n_blanks = count(line, b' ');
    match line.get(n_blanks) {
        Some(mark @ (b'~' | b'`')) if n_blanks <= 3 => {
            let n = count(&line[n_blanks..], *mark);
            let info = &line[n_blanks + n..];
            let is_fence = n >= 3 && (*mark == b'~' || memchr(b'`', info).is_none());
            match (is_fence, n_blanks) {
                (true, 0) => Line::Fence(*mark, n),
                (true, _) => Line::Unclear,
                (false, _) => Line::Other,
            }
        }
        _ => words(line),
    }
}

/// Where the words of a line begin. Before them stand blanks and marks of lists and quotations.
fn words(line: &[u8]) -> Line {
    for (at, byte) in line.iter().enumerate() {
        match byte {
            b'<' if is_comment(&line[at..]) => return Line::Other,
            b'<' => return Line::Unclear,
            b'[' if may_be_address(&line[at..]) => return Line::Address,
            // Headings are few, and fences in lists and quotations begin like this.
            b'[' | b'#' | b'~' | b'`' | b'\\' | b'|' => return Line::Other,
            _ if byte.is_ascii_alphabetic() || !byte.is_ascii() => return Line::Words(at),
            _ => {}
        }
    }
    Line::Other
}

/// Whether raw HTML is a comment that ends with its line.
fn is_comment(html: &[u8]) -> bool {
    html.starts_with(b"<!--") && memmem::find(&html[4..], b"-->").is_some()
}

/// Whether words that begin with a bracket may be `[name]: address`.
fn may_be_address(words: &[u8]) -> bool {
    match memchr::memchr2(b']', b'\\', words) {
        Some(at) => words[at] == b'\\' || words.get(at + 1) == Some(&b':'),
        None => true,
    }
}

/// Whether the line closes a fence of `n` marks.
fn closes(line: &[u8], mark: u8, n: usize) -> bool {
    let n_blanks = count(line, b' ');
    let n_marks = count(&line[n_blanks..], mark);
    let rest = &line[n_blanks + n_marks..];
    let is_blank = |it: &u8| matches!(it, b' ' | b'\n' | b'\r');
    n_blanks <= 3 && n_marks >= n && rest.iter().all(is_blank)
}

/// How many of `byte` stand at the beginning.
fn count(bytes: &[u8], byte: u8) -> usize {
    bytes.iter().take_while(|it| **it == byte).count()
}
