//! Markdown as nodes. Pulldown-cmark's events become elements; no text of a document ever becomes
//! markup: raw HTML is shown as the characters it is, and only addresses that cannot run anything
//! become links. Images are shown as their description, so that no document makes a request.

use super::texts::T;
use crate::text::Span;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;
use yew::prelude::*;
use yew::virtual_dom::{VNode, VTag, VText};

/// Words to set off in the text: a clause's, for example.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Highlight {
    /// The words, in bytes of the document.
    pub span: Span,
    /// The id of what they belong to.
    pub id: AttrValue,
    /// Extra class.
    pub class: &'static str,
}

/// Renders `source`, which begins at byte `offset` of its document.
pub(crate) fn render(source: &str, offset: usize, highlights: &[Highlight]) -> Html {
    render_with(source, offset, highlights, &|_| None)
}

/// As [`render`]; `block` may draw a block of code, given by where it begins in the document, in
/// another way.
pub(crate) fn render_with(
    source: &str,
    offset: usize,
    highlights: &[Highlight],
    block: &dyn Fn(Span) -> Option<Html>,
) -> Html {
    let options =
        Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut builder = Builder {
        stack: vec![VTag::new("div")],
        opened: Vec::new(),
        offset,
        highlights,
        source,
    };
    let mut skipping = false;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        match &event {
            Event::Start(Tag::CodeBlock(_)) => {
                let drawn = block(Span::from(range.clone()).shifted(offset));
                skipping = drawn.is_some();
                drawn.into_iter().for_each(|it| builder.push(it));
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

/// How deep elements nest; what is deeper is drawn flat. Nobody writes such text except to break
/// a page.
const MAX_DEPTH: usize = 40;

struct Builder<'a> {
    stack: Vec<VTag>,
    /// How many elements each open event put on the stack.
    opened: Vec<usize>,
    offset: usize,
    highlights: &'a [Highlight],
    source: &'a str,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text, range),
            Event::Code(text) => self.leaf("code", &text),
            Event::Html(text) | Event::InlineHtml(text) => self.leaf("span", &text),
            Event::SoftBreak => self.push(VText::new("\n").into()),
            Event::HardBreak => self.push(VTag::new("br").into()),
            Event::Rule => self.push(VTag::new("hr").into()),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        if self.stack.len() >= MAX_DEPTH {
            return self.opened.push(0);
        }
        let before = self.stack.len();
        match tag {
            Tag::Heading { level, .. } => self.stack.push(VTag::new(heading(level))),
            Tag::CodeBlock(kind) => self.stack.extend(code_block(&kind)),
            Tag::Link { dest_url, .. } => self.stack.push(link(&dest_url)),
            Tag::Image { .. } => self.stack.push(with_class("span", "image")),
            Tag::List(Some(first)) => self.stack.push(ordered_list(first)),
            Tag::HtmlBlock => self.stack.push(with_class("pre", "raw-html")),
            other => self.stack.push(VTag::new(name_of(&other))),
        }
        self.opened.push(self.stack.len() - before);
    }

    fn end(&mut self) {
        for _ in 0..self.opened.pop().unwrap_or(0) {
            if let Some(element) = self.stack.pop() {
                self.push(element.into());
            }
        }
    }

    /// Text as it stands, cut where highlights begin and end. Where the text is not the source's
    /// own (an entity), it is left whole.
    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.source.get(range.clone()) != Some(text) {
            return self.push(VText::new(text.to_owned()).into());
        }
        let here = Span::from(range).shifted(self.offset);
        let mut at = here.start;
        for highlight in self.highlights.iter().filter(|it| it.span.overlaps(here)) {
            let (start, end) = (
                highlight.span.start.max(at),
                highlight.span.end.min(here.end).max(at),
            );
            self.piece(text, here, at, start);
            let mut element = with_class("span", highlight.class);
            element.add_attribute("data-clause", highlight.id.clone());
            element.add_child(VText::new(cut(text, here, start, end)).into());
            self.push(element.into());
            at = end;
        }
        self.piece(text, here, at, here.end);
    }

    fn piece(&mut self, text: &str, here: Span, start: usize, end: usize) {
        if start < end {
            self.push(VText::new(cut(text, here, start, end)).into());
        }
    }

    fn leaf(&mut self, name: &'static str, text: &str) {
        let mut element = VTag::new(name);
        element.add_child(VText::new(text.to_owned()).into());
        self.push(element.into());
    }

    fn push(&mut self, node: VNode) {
        if let Some(open) = self.stack.last_mut() {
            open.add_child(node);
        }
    }

    fn finish(mut self) -> Html {
        while !self.opened.is_empty() {
            self.end();
        }
        self.stack.pop().map(VNode::from).unwrap_or_default()
    }
}

fn cut(text: &str, here: Span, start: usize, end: usize) -> String {
    text.get(start - here.start..end - here.start)
        .unwrap_or_default()
        .to_owned()
}

fn with_class(name: &'static str, class: &'static str) -> VTag {
    let mut element = VTag::new(name);
    element.add_attribute("class", class);
    element
}

/// The page's own headings are one and two, so a document's begin at two.
fn heading(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "h2",
        HeadingLevel::H2 => "h3",
        HeadingLevel::H3 => "h4",
        HeadingLevel::H4 => "h5",
        HeadingLevel::H5 | HeadingLevel::H6 => "h6",
    }
}

fn name_of(tag: &Tag<'_>) -> &'static str {
    match tag {
        Tag::Paragraph => "p",
        Tag::BlockQuote(_) => "blockquote",
        Tag::List(_) => "ul",
        Tag::Item => "li",
        Tag::Emphasis => "em",
        Tag::Strong => "strong",
        Tag::Strikethrough => "s",
        Tag::Table(_) => "table",
        Tag::TableHead | Tag::TableRow => "tr",
        Tag::TableCell => "td",
        _ => "div",
    }
}

fn ordered_list(first: u64) -> VTag {
    let mut list = VTag::new("ol");
    list.add_attribute("start", first.to_string());
    list
}

/// A block of code; checks are folded away, since they are for the computer.
fn code_block(kind: &CodeBlockKind<'_>) -> Vec<VTag> {
    let mut block = VTag::new("pre");
    let CodeBlockKind::Fenced(language) = kind else {
        return vec![block];
    };
    block.add_attribute("data-language", language.to_string());
    if language.split_whitespace().next() != Some("checks") {
        return vec![block];
    }
    let mut summary = VTag::new("summary");
    summary.add_child(VText::new(T.checks_of_clause).into());
    let mut details = with_class("details", "checks");
    details.add_child(summary.into());
    vec![details, block]
}

/// A link that can only lead to a page, a mail program or a place in the document.
fn link(address: &str) -> VTag {
    let lower = address.trim().to_ascii_lowercase();
    let is_place = address.starts_with('#');
    let is_safe = ["https://", "http://", "mailto:"]
        .iter()
        .any(|it| lower.starts_with(it));
    if is_place {
        let mut element = with_class("a", "reference");
        element.add_attribute("data-reference", address[1..].to_owned());
        // An address of its own would replace the page's.
        element.add_attribute("role", "link");
        element.add_attribute("tabindex", "0");
        return element;
    }
    if !is_safe {
        return with_class("span", "no-link");
    }
    let mut element = VTag::new("a");
    element.add_attribute("href", address.to_owned());
    element.add_attribute("rel", "noopener noreferrer");
    element.add_attribute("target", "_blank");
    element
}
