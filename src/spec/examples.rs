//! Conversations in examples: messages by line, comparisons of graded replies.
//!
//! Inside a message only its own closing tag at the end of a line is special, so that a text may
//! hold `<`, Markdown and other tags. A message without one ends before the next tag, so that the
//! rest of the example still counts.

use super::tags::{self, Name};
use super::{Candidate, Example, ExampleMessage, Grade, Turn, grades};
use crate::diagnostic::Diagnostic;
use crate::message::Role;
use crate::text::{Span, shorten};
use std::collections::BTreeMap;

/// How the title of an example begins.
pub(super) const EXAMPLE: &str = "**Example**:";

/// An example before its conversation was read.
pub(super) struct Outer {
    pub(super) title: String,
    pub(super) line: u32,
    pub(super) span: Span,
    pub(super) fence_line: u32,
    pub(super) fence_info: String,
    /// What stands between the fences.
    pub(super) body: Span,
}

/// Reads the conversation of an example in `source`.
pub(super) fn read(source: &str, outer: Outer, diagnostics: &mut Vec<Diagnostic>) -> Example {
    let mut reader = Reader::new(source, diagnostics);
    reader.read(outer.body, outer.fence_line + 1);
    let steps = reader.steps;
    assemble(outer, steps, source, diagnostics)
}

/// One step of the conversation, in order.
enum Step {
    Message(Raw),
    Comparison(Vec<Raw>),
    Elided,
}

/// A message as written.
struct Raw {
    role: Role,
    attrs: BTreeMap<String, String>,
    comment: Option<String>,
    line: u32,
    /// The opening tag's line.
    tag: Span,
    text: Span,
}

struct Reader<'a, 'd> {
    source: &'a str,
    diagnostics: &'d mut Vec<Diagnostic>,
    steps: Vec<Step>,
    message: Option<Raw>,
    comparison: Option<OpenComparison>,
    outside: Option<(Span, u32)>,
    /// Roles no closing tag of which follows any more.
    never_closed: Vec<Role>,
}

struct OpenComparison {
    messages: Vec<Raw>,
    tag: Span,
    line: u32,
}

impl<'a, 'd> Reader<'a, 'd> {
    fn new(source: &'a str, diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        let (steps, message, comparison, outside) = (Vec::new(), None, None, None);
        Reader {
            source,
            diagnostics,
            steps,
            message,
            comparison,
            outside,
            never_closed: Vec::new(),
        }
    }

    fn read(&mut self, body: Span, first_line: u32) {
        self.lines(body, first_line);
        // Once for each role at most, so that time stays in proportion to the text.
        while let Some((rest, line)) = self.reopen(body) {
            self.lines(rest, line);
        }
        self.finish();
    }

    fn lines(&mut self, body: Span, first_line: u32) {
        let text = body.slice(self.source).unwrap_or("");
        let (mut at, mut line) = (body.start, first_line);
        for raw in text.split_inclusive('\n') {
            let content = raw.trim_end_matches('\n').trim_end_matches('\r');
            self.line(content, at, line);
            at += raw.len();
            line = line.saturating_add(1);
        }
    }

    /// Where to read on when the open message took everything up to the end: after its tag's
    /// line, and knowing that no tag closes it.
    fn reopen(&mut self, body: Span) -> Option<(Span, u32)> {
        let mut message = self.message.take()?;
        if self.never_closed.contains(&message.role) {
            self.message = Some(message);
            return None;
        }
        self.never_closed.push(message.role);
        let rest = Span::new(message.tag.end, body.end).slice(self.source)?;
        let start = rest
            .find('\n')
            .map_or(body.end, |it| message.tag.end + it + 1);
        let first = message.text;
        message.text = Span::new(first.start, first.end.min(start).max(first.start));
        let line = message.line.saturating_add(1);
        self.message = Some(message);
        Some((Span::new(start, body.end), line))
    }

    fn line(&mut self, content: &str, at: usize, line: u32) {
        let Some(mut message) = self.message.take() else {
            return self.outer_line(content, at, line);
        };
        match tags::closing(content) {
            Some((Name::Message(role), before)) if role == message.role => {
                extend(&mut message.text, &content[..before], at, false);
                self.close(message);
            }
            _ if self.never_closed.contains(&message.role) && begins_with_tag(content) => {
                self.unclosed_message(message);
                self.outer_line(content, at, line);
            }
            _ => {
                extend(&mut message.text, content, at, true);
                self.message = Some(message);
            }
        }
    }

    fn outer_line(&mut self, content: &str, at: usize, line: u32) {
        let stray = tags::stray_asterisks(content);
        let (content, at) = (&content[stray..], at + stray);
        let span = Span::new(at, at + content.len());
        if stray > 0 {
            self.stray(Span::new(at - stray, at), line);
        }
        if let Some(tag) = tags::opening(content) {
            match tag.name {
                Name::Comparison => self.open_comparison(span, line),
                Name::Message(role) => self.open_message(role, tag, content, span, line),
            }
        } else if matches!(tags::closing(content), Some((Name::Comparison, _))) {
            self.close_comparison();
        } else if content.trim() == "[...]" {
            self.steps.push(Step::Elided);
        } else if !content.trim().is_empty() {
            self.outside.get_or_insert((span, line));
        }
    }

    fn stray(&mut self, span: Span, line: u32) {
        let message = "a stray asterisk stands before a tag";
        let found = Diagnostic::warning("stray-asterisk", span, line, message);
        self.diagnostics
            .push(found.with_hint("remove it; the tag was read as if it were not there"));
    }

    fn open_comparison(&mut self, tag: Span, line: u32) {
        if self.comparison.is_some() {
            self.unclosed_comparison();
        }
        self.comparison = Some(OpenComparison {
            messages: Vec::new(),
            tag,
            line,
        });
    }

    fn close_comparison(&mut self) {
        if let Some(open) = self.comparison.take() {
            self.steps.push(Step::Comparison(open.messages));
        }
    }

    fn open_message(
        &mut self,
        role: Role,
        tag: tags::Opening,
        content: &str,
        span: Span,
        line: u32,
    ) {
        let rest = &content[tag.end..];
        let (comment, skipped) = tags::comment(rest).map_or((None, 0), |(it, end)| (Some(it), end));
        let (rest, at) = (&rest[skipped..], span.start + tag.end + skipped);
        let comment = comment.map(str::to_owned);
        let text = Span::new(span.end, span.end);
        let mut message = Raw {
            role,
            attrs: tag.attrs,
            comment,
            line,
            tag: span,
            text,
        };
        match tags::closing(rest) {
            Some((Name::Message(closed), before)) if closed == role => {
                extend(&mut message.text, &rest[..before], at, true);
                self.close(message);
            }
            _ => {
                extend(&mut message.text, rest, at, false);
                self.message = Some(message);
            }
        }
    }

    fn close(&mut self, mut message: Raw) {
        message.text = without_outer_breaks(self.source, message.text);
        match &mut self.comparison {
            Some(open) => open.messages.push(message),
            None => self.steps.push(Step::Message(message)),
        }
    }

    fn finish(&mut self) {
        if let Some(message) = self.message.take() {
            self.unclosed_message(message);
        }
        if self.comparison.is_some() {
            self.unclosed_comparison();
        }
        if let Some((span, line)) = self.outside.filter(|_| !self.steps.is_empty()) {
            self.outside_text(span, line);
        }
    }

    fn unclosed_message(&mut self, message: Raw) {
        let name = message.role.name();
        let text = format!("the message `<{name}>` is not closed");
        let found = Diagnostic::error("unclosed-message", message.tag, message.line, text);
        self.diagnostics
            .push(found.with_hint(format!("end its last line with `</{name}>`")));
        self.close(message);
    }

    fn unclosed_comparison(&mut self) {
        if let Some(open) = &self.comparison {
            let message = "the `<comparison>` is not closed";
            let found = Diagnostic::error("unclosed-comparison", open.tag, open.line, message);
            self.diagnostics
                .push(found.with_hint("write `</comparison>` after its last reply"));
        }
        self.close_comparison();
    }

    fn outside_text(&mut self, span: Span, line: u32) {
        let words = shorten(span.slice(self.source).unwrap_or(""), 40);
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

/// Adds a piece of the message's text. Pieces follow each other; one that is blank counts only
/// where it is a line (`whole`).
fn extend(text: &mut Span, piece: &str, at: usize, whole: bool) {
    if !whole && piece.trim().is_empty() {
        return;
    }
    let start = if text.is_empty() { at } else { text.start };
    *text = Span::new(start, at + piece.len());
}

fn without_outer_breaks(source: &str, span: Span) -> Span {
    let is_break = ['\n', '\r'];
    let text = span.slice(source).unwrap_or("");
    let start = span.start + text.len() - text.trim_start_matches(is_break).len();
    Span::new(start, start + text.trim_matches(is_break).len())
}

fn assemble(
    outer: Outer,
    steps: Vec<Step>,
    source: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Example {
    let mut example = Example {
        title: outer.title,
        line: outer.line,
        span: outer.span,
        fence_line: outer.fence_line,
        fence_info: outer.fence_info,
        prefix: Vec::new(),
        sequence: Vec::new(),
        comparisons: 0,
        candidates: Vec::new(),
        trailing: Vec::new(),
        flags: Vec::new(),
    };
    for step in steps {
        add_step(&mut example, step, source, diagnostics);
    }
    if example.prefix.iter().any(says_under_18) {
        example.flags.push("under_18".to_owned());
    }
    example
}

fn add_step(example: &mut Example, step: Step, source: &str, diagnostics: &mut Vec<Diagnostic>) {
    match step {
        Step::Elided => example.sequence.push(Turn::Elided),
        Step::Message(raw) => {
            example.sequence.push(Turn::Message(raw.role));
            if raw.role == Role::Assistant && raw.comment.is_some() {
                example
                    .candidates
                    .push(candidate(&raw, None, source, diagnostics));
            }
            let is_prefix = example.comparisons == 0;
            let into = if is_prefix {
                &mut example.prefix
            } else {
                &mut example.trailing
            };
            into.push(message(raw, source));
        }
        Step::Comparison(replies) => {
            example.sequence.push(Turn::Comparison);
            let at = Some(example.comparisons);
            let graded = replies
                .iter()
                .map(|raw| candidate(raw, at, source, diagnostics));
            example.candidates.extend(graded);
            example.comparisons += 1;
        }
    }
}

fn message(raw: Raw, source: &str) -> ExampleMessage {
    let text = words(source, raw.text);
    ExampleMessage {
        role: raw.role,
        attrs: raw.attrs,
        text,
        line: raw.line,
        span: raw.text,
    }
}

fn candidate(
    raw: &Raw,
    comparison: Option<usize>,
    source: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Candidate {
    let graded = raw.comment.as_deref().map(grades::read);
    let grade = graded.as_ref().map_or(Grade::Unmarked, |it| it.grade);
    if grade == Grade::Unmarked && comparison.is_some() {
        diagnostics.push(ungraded(raw));
    }
    Candidate {
        grade,
        comment: graded.as_ref().and_then(|it| it.comment).map(str::to_owned),
        blames: graded.as_ref().and_then(|it| it.blames).map(str::to_owned),
        role: raw.role,
        attrs: raw.attrs.clone(),
        text: words(source, raw.text),
        line: raw.line,
        span: raw.text,
        comparison,
    }
}

fn ungraded(raw: &Raw) -> Diagnostic {
    let message = match &raw.comment {
        Some(comment) => format!("`{}` is not a grade", shorten(comment, 40)),
        None => "the reply has no grade".to_owned(),
    };
    Diagnostic::warning("ungraded-candidate", raw.tag, raw.line, message)
        .with_hint("write `<!-- GOOD: why -->`, `<!-- BAD: why -->` or `<!-- OK -->` after its tag")
}

fn words(source: &str, span: Span) -> String {
    let text = span.slice(source).unwrap_or("");
    if text.as_bytes().contains(&b'\r') {
        text.replace("\r\n", "\n")
    } else {
        text.to_owned()
    }
}

fn says_under_18(message: &ExampleMessage) -> bool {
    let is_flag = |line: &str| {
        let value = line.trim().strip_prefix("under_18:");
        value.is_some_and(|it| it.trim() == "true")
    };
    message.role == Role::System && message.text.lines().any(is_flag)
}
