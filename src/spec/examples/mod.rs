//! Conversations in examples: messages by line, comparisons of graded replies.
//!
//! Inside a message only its own closing tag at the end of a line is special, so that a text may
//! hold `<`, Markdown and other tags. A message without one ends before the next tag, so that the
//! rest of the example still counts.

mod turns;

use super::lines::Lines;
use super::tags::{self, Name};
use super::{Example, Grade, Turn};
use crate::diagnostic::Diagnostic;
use crate::message::Role;
use crate::text::{Span, shorten};
use std::sync::Arc;
use turns::Raw;

/// How the title of an example begins.
pub(super) const EXAMPLE: &str = "**Example**:";

/// An example before its conversation was read.
pub(super) struct Outer {
    pub(super) title: String,
    pub(super) line: u32,
    pub(super) span: Span,
    pub(super) fence_line: u32,
    pub(super) fence_info: Arc<str>,
    /// What stands between the fences.
    pub(super) body: Span,
}

/// The lines of a document, and the row in which a conversation begins.
#[derive(Clone, Copy)]
pub(super) struct Conversation<'a> {
    pub(super) source: &'a str,
    pub(super) lines: &'a Lines,
    pub(super) row: usize,
}

/// Reads the conversation of an example.
pub(super) fn read(
    text: Conversation<'_>,
    outer: Outer,
    diagnostics: &mut Vec<Diagnostic>,
) -> Example {
    let mut reader = Reader::new(text, outer, diagnostics);
    reader.read();
    reader.example
}

struct Reader<'a, 'd> {
    source: &'a str,
    lines: &'a Lines,
    diagnostics: &'d mut Vec<Diagnostic>,
    /// What was read so far.
    example: Example,
    /// The next line, and where the conversation ends.
    row: usize,
    end: usize,
    /// The tag of the comparison that is open, and its line.
    comparison: Option<(Span, u32)>,
    outside: Option<(Span, u32)>,
    /// Roles no closing tag of which follows any more.
    never_closed: Vec<Role>,
}

impl<'a, 'd> Reader<'a, 'd> {
    fn new(text: Conversation<'a>, outer: Outer, diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        let Conversation { source, lines, row } = text;
        let end = outer.body.end;
        let example = Example {
            title: outer.title,
            line: outer.line,
            span: outer.span,
            fence_line: outer.fence_line,
            fence_info: outer.fence_info,
            // Most have one question and two replies, and there are hundreds.
            prefix: Vec::with_capacity(1),
            sequence: Vec::new(),
            comparisons: 0,
            candidates: Vec::with_capacity(2),
            trailing: Vec::new(),
            flags: Vec::new(),
        };
        Reader {
            source,
            lines,
            diagnostics,
            example,
            row,
            end,
            comparison: None,
            outside: None,
            never_closed: Vec::new(),
        }
    }

    fn read(&mut self) {
        while self.lines.start(self.row) < self.end {
            self.outer_line();
        }
        if self.comparison.is_some() {
            self.unclosed_comparison();
        }
        if let Some((span, line)) = self.outside.filter(|_| !self.example.sequence.is_empty()) {
            self.outside_text(span, line);
        }
        if self.example.prefix.iter().any(turns::says_under_18) {
            self.example.flags.push("under_18".to_owned());
        }
    }

    fn slice(&self, span: Span) -> &'a str {
        span.slice(self.source).unwrap_or("")
    }

    /// The number of the next line.
    fn line(&self) -> u32 {
        self.lines.number(self.row)
    }

    /// A line without its break.
    fn content(&self, row: usize) -> Span {
        let Span { start, end } = self.lines.span(row);
        let text = self.slice(Span::new(start, end));
        let text = text.strip_suffix('\n').unwrap_or(text);
        Span::new(start, start + text.trim_end_matches('\r').len())
    }

    fn outer_line(&mut self) {
        let Span { start, end } = self.content(self.row);
        let content = self.slice(Span::new(start, end));
        let stray = tags::stray_asterisks(content);
        let content = &content[stray..];
        let span = Span::new(start + stray, end);
        if stray > 0 {
            self.stray(Span::new(start, span.start));
        }
        if let Some(tag) = tags::opening(content) {
            match tag.name {
                Name::Comparison => self.open_comparison(span),
                Name::Message(role) => return self.message(role, tag, content, span),
            }
        } else if matches!(tags::closing(content), Some((Name::Comparison, _))) {
            self.close_comparison();
        } else if content.trim() == "[...]" {
            self.example.sequence.push(Turn::Elided);
        } else if !content.trim().is_empty() {
            self.outside.get_or_insert((span, self.line()));
        }
        self.row += 1;
    }

    fn stray(&mut self, span: Span) {
        let message = "a stray asterisk stands before a tag";
        let found = Diagnostic::warning("stray-asterisk", span, self.line(), message);
        self.diagnostics
            .push(found.with_hint("remove it; the tag was read as if it were not there"));
    }

    fn open_comparison(&mut self, tag: Span) {
        if self.comparison.is_some() {
            self.unclosed_comparison();
        }
        self.comparison = Some((tag, self.line()));
    }

    fn close_comparison(&mut self) {
        if self.comparison.take().is_some() {
            self.example.sequence.push(Turn::Comparison);
            self.example.comparisons += 1;
        }
    }

    /// Reads the message that begins with the next line, which holds `content` at `span`.
    fn message(&mut self, role: Role, tag: tags::Opening, content: &'a str, span: Span) {
        let rest = &content[tag.end..];
        let (comment, skipped) = tags::comment(rest).map_or((None, 0), |(it, end)| (Some(it), end));
        let (rest, at) = (&rest[skipped..], span.start + tag.end + skipped);
        let mut message = Raw {
            role,
            attrs: tag.attrs,
            comment,
            line: self.line(),
            tag: span,
            text: Span::new(span.end, span.end),
        };
        self.row += 1;
        if let Some((Name::Message(closed), before)) = tags::closing(rest)
            && closed == role
        {
            message.text = Span::new(at, at + before);
            return self.close(message);
        }
        let is_alone = rest.trim().is_empty();
        self.body(
            message,
            if is_alone {
                self.lines.start(self.row)
            } else {
                at
            },
        );
    }

    /// Reads a message's text, which begins at `start` and goes on in the next line.
    fn body(&mut self, mut message: Raw<'a>, start: usize) {
        let close = self.closing(message.role, self.lines.start(self.row));
        let next = close.map_or_else(
            || self.next_tag(),
            |(_, tag)| self.lines.row_of(tag, self.row) + 1,
        );
        let end = close.map_or(self.lines.start(next), |it| it.0);
        if start < end {
            message.text = Span::new(start, end);
        }
        self.row = next;
        if close.is_some() {
            self.close(message);
        } else {
            self.unclosed_message(message);
        }
    }

    /// The end of the text before the next closing tag of a role, and the tag.
    fn closing(&mut self, role: Role, from: usize) -> Option<(usize, usize)> {
        if self.never_closed.contains(&role) {
            return None;
        }
        let text = self.slice(Span::new(from, self.end));
        for at in memchr::memchr_iter(b'<', text.as_bytes()) {
            let tag = text[at + 1..].strip_prefix('/');
            let after = tag.and_then(|it| it.strip_prefix(role.name())?.strip_prefix('>'));
            let Some(after) = after else { continue };
            if !ends_line(after) {
                continue;
            }
            let line = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |it| it + 1);
            let is_alone = text[line..at].trim().is_empty();
            return Some((from + if is_alone { line } else { at }, from + at));
        }
        self.never_closed.push(role);
        None
    }

    /// The next row that a message without a closing tag does not reach over.
    fn next_tag(&self) -> usize {
        let mut row = self.row;
        while self.lines.start(row) < self.end && !begins_with_tag(self.slice(self.content(row))) {
            row += 1;
        }
        row
    }

    fn close(&mut self, mut message: Raw<'a>) {
        message.text = without_outer_breaks(self.source, message.text);
        let text = self.words(message.text);
        let example = &mut self.example;
        if self.comparison.is_some() {
            let comparison = Some(example.comparisons);
            let reply = turns::candidate(&message, comparison, text);
            if reply.grade == Grade::Unmarked {
                self.diagnostics.push(turns::ungraded(&message));
            }
            return example.candidates.push(reply);
        }
        example.sequence.push(Turn::Message(message.role));
        if message.role == Role::Assistant && message.comment.is_some() {
            let reply = turns::candidate(&message, None, text.clone());
            example.candidates.push(reply);
        }
        let message = turns::message(message, text);
        if example.comparisons == 0 {
            example.prefix.push(message);
        } else {
            example.trailing.push(message);
        }
    }

    /// What stands at `span`, lines ended with LF.
    fn words(&self, span: Span) -> String {
        let text = self.slice(span);
        if self.lines.has_returns() {
            text.replace("\r\n", "\n")
        } else {
            text.to_owned()
        }
    }

    fn unclosed_message(&mut self, message: Raw<'a>) {
        let name = message.role.name();
        let text = format!("the message `<{name}>` is not closed");
        let found = Diagnostic::error("unclosed-message", message.tag, message.line, text);
        self.diagnostics
            .push(found.with_hint(format!("end its last line with `</{name}>`")));
        self.close(message);
    }

    fn unclosed_comparison(&mut self) {
        if let Some((tag, line)) = self.comparison {
            let message = "the `<comparison>` is not closed";
            let found = Diagnostic::error("unclosed-comparison", tag, line, message);
            self.diagnostics
                .push(found.with_hint("write `</comparison>` after its last reply"));
        }
        self.close_comparison();
    }

    fn outside_text(&mut self, span: Span, line: u32) {
        let words = shorten(self.slice(span), 40);
        let message = format!("`{words}` stands outside any message");
        let found = Diagnostic::warning("text-outside-message", span, line, message);
        self.diagnostics
            .push(found.with_hint("put it into a message, or write `[...]` for a turn left out"));
    }
}

/// Whether the line begins with a tag that a message which nothing closes does not reach over.
fn begins_with_tag(line: &str) -> bool {
    let line = &line[tags::stray_asterisks(line)..];
    let ends_comparison = matches!(tags::closing(line), Some((Name::Comparison, _)));
    ends_comparison || tags::opening(line).is_some()
}

/// Whether nothing but blanks comes before the next line.
fn ends_line(text: &str) -> bool {
    let rest = text.trim_start_matches(|it: char| it.is_whitespace() && it != '\n');
    rest.is_empty() || rest.starts_with('\n')
}

fn without_outer_breaks(source: &str, span: Span) -> Span {
    let is_break = |it: &&u8| matches!(it, b'\n' | b'\r');
    let text = span.slice(source).unwrap_or("").as_bytes();
    let n_before = text.iter().take_while(is_break).count();
    let n_after = text[n_before..].iter().rev().take_while(is_break).count();
    Span::new(span.start + n_before, span.end - n_after)
}
