//! Markdown into nodes, event by event.

use super::{Kind, Node};
use crate::spec::footnotes;
use crate::text::Span;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Words to set off: a clause's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// In bytes of the document.
    pub span: Span,
    /// The clause.
    pub clause: String,
}

/// How deep elements nest; what is deeper is set flat. Nobody writes such text except to break a
/// page.
const MAX_DEPTH: usize = 40;

/// What setting needs beside the text.
pub(super) struct Setter<'a> {
    /// The text is `source`, which begins at this byte of its document.
    pub offset: usize,
    /// Words to set off, in order.
    pub words: &'a [Words],
    /// The title of the section with this id.
    pub title_of: &'a dyn Fn(&str) -> Option<String>,
    /// Sets a block of code, given by where it begins in the document, in another way.
    pub block: &'a dyn Fn(Span) -> Option<Node>,
}

/// Sets a text that belongs to no document.
pub fn set(source: &str) -> Vec<Node> {
    let plain = Setter {
        offset: 0,
        words: &[],
        title_of: &|_| None,
        block: &|_| None,
    };
    plain.set(source)
}

impl Setter<'_> {
    pub(super) fn set(&self, source: &str) -> Vec<Node> {
        let mut builder = Builder {
            setter: self,
            source,
            stack: vec![Node::new(Kind::Block, "")],
            opened: Vec::new(),
            run: None,
            in_code: false,
        };
        let options = Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH;
        let mut skipping = false;
        for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
            match &event {
                Event::Start(Tag::CodeBlock(_)) => {
                    let set = (self.block)(Span::from(range.clone()).shifted(self.offset));
                    skipping = set.is_some();
                    set.into_iter().for_each(|it| builder.push(it));
                }
                Event::End(TagEnd::CodeBlock) if skipping => {
                    skipping = false;
                    continue;
                }
                _ => {}
            }
            if !skipping {
                builder.event(event, range);
            }
        }
        builder.finish()
    }
}

struct Builder<'a> {
    setter: &'a Setter<'a>,
    source: &'a str,
    stack: Vec<Node>,
    /// How many nodes each open event put on the stack.
    opened: Vec<usize>,
    /// Words of the source that came in pieces without a gap.
    run: Option<Range<usize>>,
    in_code: bool,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if let Event::Text(text) = &event {
            return self.words(text, range);
        }
        self.end_run();
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(_) => self.end(),
            Event::Code(text) | Event::InlineHtml(text) => self.leaf(Kind::Literal, &text),
            Event::Html(text) => self.leaf(Kind::Text, &text),
            Event::SoftBreak => self.leaf(Kind::Text, "\n"),
            Event::HardBreak => self.push(Node::new(Kind::Break, "")),
            Event::Rule => self.push(Node::new(Kind::Rule, "")),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        self.in_code = matches!(tag, Tag::CodeBlock(_) | Tag::HtmlBlock);
        if self.stack.len() >= MAX_DEPTH {
            return self.opened.push(0);
        }
        let before = self.stack.len();
        if is_checks(&tag) {
            self.stack.push(Node::new(Kind::Checks, ""));
        }
        self.stack.push(open(&tag));
        self.opened.push(self.stack.len() - before);
    }

    fn end(&mut self) {
        self.in_code = false;
        for _ in 0..self.opened.pop().unwrap_or(0) {
            if let Some(mut node) = self.stack.pop() {
                self.name_reference(&mut node);
                self.push(node);
            }
        }
    }

    /// `[?](#id)` stands for the title of what it refers to.
    fn name_reference(&self, node: &mut Node) {
        if node.kind == Kind::Reference
            && node.words() == "?"
            && let Some(title) = (self.setter.title_of)(&node.text)
        {
            node.children = vec![Node::new(Kind::Text, title)];
        }
    }

    /// Words are collected as far as they are the source's own; a character reference is not.
    fn words(&mut self, text: &str, range: Range<usize>) {
        let is_own = self.source.get(range.clone()) == Some(text);
        match &mut self.run {
            Some(run) if is_own && run.end == range.start => run.end = range.end,
            _ => {
                self.end_run();
                if is_own {
                    self.run = Some(range);
                } else {
                    self.leaf(Kind::Text, text);
                }
            }
        }
    }

    /// Sets the collected words, cut where a clause's words begin and end.
    fn end_run(&mut self) {
        let Some(range) = self.run.take() else {
            return;
        };
        let here = Span::from(range).shifted(self.setter.offset);
        let mut at = here.start;
        let words = self.setter.words;
        for words in words.iter().filter(|it| it.span.overlaps(here)) {
            let start = words.span.start.max(at);
            let end = words.span.end.min(here.end).max(at);
            self.piece(at, start, None);
            self.piece(start, end, Some(&words.clause));
            at = end;
        }
        self.piece(at, here.end, None);
    }

    fn piece(&mut self, start: usize, end: usize, clause: Option<&String>) {
        let offset = self.setter.offset;
        let text = self.source.get(start - offset..end - offset);
        let Some(text) = text.filter(|it| !it.is_empty()) else {
            return;
        };
        let mut nodes = if self.in_code {
            vec![Node::new(Kind::Text, text)]
        } else {
            with_footnotes(text)
        };
        if let Some(clause) = clause {
            let children = std::mem::take(&mut nodes);
            nodes.push(Node {
                children,
                ..Node::new(Kind::Words, clause)
            });
        }
        nodes.into_iter().for_each(|it| self.push(it));
    }

    fn leaf(&mut self, kind: Kind, text: &str) {
        self.push(Node::new(kind, text));
    }

    fn push(&mut self, node: Node) {
        if let Some(open) = self.stack.last_mut() {
            open.children.push(node);
        }
    }

    fn finish(mut self) -> Vec<Node> {
        self.end_run();
        while !self.opened.is_empty() {
            self.end();
        }
        self.stack.pop().map(|it| it.children).unwrap_or_default()
    }
}

/// Words with marks for footnotes; dashes typed as `--` and `---` are dashes.
fn with_footnotes(text: &str) -> Vec<Node> {
    let words = |text: &str| {
        let text = text.replace("---", "—").replace("--", "–");
        Node::new(Kind::Text, text)
    };
    let mut nodes = Vec::new();
    let mut at = 0;
    for (span, key) in footnotes(text) {
        nodes.push(words(&text[at..span.start]));
        nodes.push(Node::new(Kind::Footnote, key));
        at = span.end;
    }
    nodes.push(words(&text[at..]));
    nodes.retain(|it| it.kind != Kind::Text || !it.text.is_empty());
    nodes
}

fn is_checks(tag: &Tag<'_>) -> bool {
    let Tag::CodeBlock(CodeBlockKind::Fenced(language)) = tag else {
        return false;
    };
    language.split_whitespace().next() == Some("checks")
}

fn open(tag: &Tag<'_>) -> Node {
    let kind = match tag {
        Tag::Heading { level, .. } => heading(*level),
        Tag::CodeBlock(CodeBlockKind::Fenced(language)) => {
            return Node::new(Kind::Code, language.as_ref());
        }
        Tag::CodeBlock(CodeBlockKind::Indented) => Kind::Code,
        Tag::Link { dest_url, .. } => return link(dest_url),
        Tag::List(Some(first)) => return Node::new(Kind::Numbered, first.to_string()),
        Tag::List(None) => Kind::List,
        Tag::Image { .. } => Kind::Image,
        Tag::HtmlBlock => Kind::RawBlock,
        Tag::Paragraph => Kind::Paragraph,
        Tag::BlockQuote(_) => Kind::Quote,
        Tag::Item => Kind::Item,
        Tag::Emphasis => Kind::Emphasis,
        Tag::Strong => Kind::Strong,
        Tag::Strikethrough => Kind::Struck,
        Tag::Table(_) => Kind::Table,
        Tag::TableHead | Tag::TableRow => Kind::Row,
        Tag::TableCell => Kind::Cell,
        _ => Kind::Block,
    };
    Node::new(kind, "")
}

fn heading(level: HeadingLevel) -> Kind {
    match level {
        HeadingLevel::H1 => Kind::Heading1,
        HeadingLevel::H2 => Kind::Heading2,
        HeadingLevel::H3 => Kind::Heading3,
        HeadingLevel::H4 => Kind::Heading4,
        HeadingLevel::H5 | HeadingLevel::H6 => Kind::Heading5,
    }
}

/// A link that can only lead to a page, a mail program or a place in the document.
fn link(address: &str) -> Node {
    if let Some(id) = address.strip_prefix('#') {
        return Node::new(Kind::Reference, id);
    }
    let lower = address.trim().to_ascii_lowercase();
    let safe = ["https://", "http://", "mailto:"];
    if safe.iter().any(|it| lower.starts_with(it)) {
        Node::new(Kind::Link, address)
    } else {
        Node::new(Kind::NoLink, "")
    }
}
