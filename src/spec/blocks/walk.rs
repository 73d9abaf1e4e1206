//! Blocks from the events of the Markdown reader, and from the plain blocks between them.

use super::places::Places;
use super::plain::{PlainBlock, PlainBlocks};
use super::skeleton::Skeleton;
use super::{Blocks, FenceBlock, HeadingBlock, ItemBlock, ListBlock, TextBlock};
use crate::text::Span;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Reads the blocks of a document by its skeleton.
pub(super) fn read(skeleton: Skeleton<'_>) -> Blocks {
    let mut walk = Walk::new(skeleton.places, skeleton.plain);
    for (event, range) in Parser::new_ext(&skeleton.text, Options::ENABLE_TABLES).into_offset_iter()
    {
        walk.event(&event, range);
    }
    walk.close_tight_text();
    walk.blocks
}

/// What is known while events arrive. Spans are bytes of the skeleton until they are placed.
struct Walk {
    blocks: Blocks,
    places: Places,
    plain: PlainBlocks,
    frames: Vec<Frame>,
    /// The last text at the top level, while a list after it would have it as its stem.
    top_stem: Option<usize>,
    n_quotes: usize,
    /// Number of open blocks whose inline content is of no interest or already known.
    n_closed: usize,
    tight_text: Option<Span>,
}

/// An open list (`item` is none) or item.
struct Frame {
    list: usize,
    item: Option<usize>,
    stem: Option<usize>,
    /// Whether only texts came so far.
    at_start: bool,
}

impl Walk {
    fn new(places: Places, plain: PlainBlocks) -> Walk {
        Walk {
            blocks: Blocks::default(),
            places,
            plain,
            frames: Vec::new(),
            top_stem: None,
            n_quotes: 0,
            n_closed: 0,
            tight_text: None,
        }
    }

    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        let span = Span::from(range);
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(*tag),
            Event::Rule => self.other_block(),
            _ => self.inline(span),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Span) {
        match tag {
            Tag::Paragraph => self.paragraph(span),
            Tag::Heading { level, .. } => self.heading(span, *level as u8),
            Tag::CodeBlock(kind) => self.code(span, kind.is_fenced()),
            Tag::HtmlBlock | Tag::Table(_) => {
                self.other_block();
                self.n_closed += 1;
            }
            Tag::BlockQuote(_) => {
                self.other_block();
                self.n_quotes += 1;
            }
            Tag::List(_) => self.list(),
            Tag::Item => self.item(),
            _ => self.inline(span),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::Table => self.n_closed = self.n_closed.saturating_sub(1),
            TagEnd::BlockQuote(_) => self.n_quotes = self.n_quotes.saturating_sub(1),
            TagEnd::List(_) | TagEnd::Item if self.n_quotes == 0 => {
                self.close_tight_text();
                self.frames.pop();
            }
            _ => {}
        }
    }

    fn paragraph(&mut self, span: Span) {
        self.n_closed += 1;
        self.close_tight_text();
        self.place_text(span);
    }

    fn heading(&mut self, span: Span, depth: u8) {
        self.n_closed += 1;
        self.other_block();
        if let Some(run) = self.plain.run_at(span.start) {
            return run.for_each(|it| self.plain_block(it));
        }
        if self.frames.is_empty() && self.n_quotes == 0 {
            let span = self.places.place(span);
            self.blocks.headings.push(HeadingBlock { span, depth });
        }
    }

    /// A block that stands at the top level and has its place.
    fn plain_block(&mut self, at: usize) {
        match self.plain.get(at) {
            Some(PlainBlock::Paragraph(span)) => self.push_text(*span),
            Some(PlainBlock::Heading(span, depth)) => {
                let (span, depth) = (*span, *depth);
                self.other_block();
                self.blocks.headings.push(HeadingBlock { span, depth });
            }
            Some(PlainBlock::Fence(span)) => {
                let (span, quoted) = (*span, false);
                self.other_block();
                self.blocks.fences.push(FenceBlock { span, quoted });
            }
            None => {}
        }
    }

    fn code(&mut self, span: Span, fenced: bool) {
        self.n_closed += 1;
        self.other_block();
        if fenced {
            let (span, quoted) = (self.places.place(span), self.n_quotes > 0);
            self.blocks.fences.push(FenceBlock { span, quoted });
        }
    }

    fn list(&mut self) {
        if self.n_quotes > 0 {
            return;
        }
        self.close_tight_text();
        let stem = self.frames.last().map_or(self.top_stem, |frame| frame.stem);
        self.other_block();
        let list = self.blocks.lists.len();
        self.blocks.lists.push(ListBlock { stem });
        self.frames.push(Frame {
            list,
            item: None,
            stem: None,
            at_start: false,
        });
    }

    fn item(&mut self) {
        if self.n_quotes > 0 {
            return;
        }
        let n_texts = self.blocks.texts.len();
        let list = self.frames.last().map_or(0, |frame| frame.list);
        self.blocks.items.push(ItemBlock {
            list,
            texts: n_texts..n_texts,
        });
        let item = Some(self.blocks.items.len() - 1);
        self.frames.push(Frame {
            list,
            item,
            stem: None,
            at_start: true,
        });
    }

    fn inline(&mut self, span: Span) {
        let in_item = self.frames.last().is_some_and(|frame| frame.item.is_some());
        if self.n_closed > 0 || self.n_quotes > 0 || !in_item {
            return;
        }
        let start = self
            .tight_text
            .map_or(span.start, |open| open.start.min(span.start));
        let end = self
            .tight_text
            .map_or(span.end, |open| open.end.max(span.end));
        self.tight_text = Some(Span::new(start, end));
    }

    fn close_tight_text(&mut self) {
        if let Some(span) = self.tight_text.take() {
            self.place_text(span);
        }
    }

    fn place_text(&mut self, span: Span) {
        if self.n_quotes == 0 {
            let span = self.places.place(span);
            self.push_text(span);
        }
    }

    fn push_text(&mut self, span: Span) {
        let text = self.blocks.texts.len();
        let frame = self.frames.last_mut();
        let item = frame
            .as_ref()
            .filter(|it| it.at_start)
            .and_then(|it| it.item);
        if let Some(item) = item {
            self.blocks.items[item].texts.end = text + 1;
        }
        *frame.map_or(&mut self.top_stem, |it| &mut it.stem) = Some(text);
        self.blocks.texts.push(TextBlock { span, item });
    }

    /// Anything but a text ends the beginning of an item and parts a list from its stem.
    fn other_block(&mut self) {
        self.close_tight_text();
        match self.frames.last_mut() {
            Some(frame) => (frame.stem, frame.at_start) = (None, false),
            None => self.top_stem = None,
        }
    }
}
