//! The blocks of a Markdown document, by pulldown-cmark.
//!
//! Only what sections and clauses are made of is kept. Quotations, tables, code and raw HTML hold
//! no rules; headings in quotations and lists open no section.

use super::skeleton::Skeleton;
use crate::text::Span;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// What was found, each kind in document order. Spans are bytes of the whole document.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub(super) headings: Vec<HeadingBlock>,
    pub(super) fences: Vec<FenceBlock>,
    pub(super) texts: Vec<TextBlock>,
    pub(super) lists: Vec<ListBlock>,
    pub(super) items: Vec<ItemBlock>,
}

/// A heading outside lists and quotations.
#[derive(Debug)]
pub(super) struct HeadingBlock {
    pub(super) span: Span,
    pub(super) depth: u8,
}

/// A fenced block, wherever it stands.
#[derive(Debug)]
pub(super) struct FenceBlock {
    pub(super) span: Span,
    pub(super) quoted: bool,
}

/// A paragraph, or the text of an item in a tight list.
#[derive(Debug)]
pub(super) struct TextBlock {
    pub(super) span: Span,
    /// The item that begins with this text, where it is part of an item's beginning.
    pub(super) item: Option<usize>,
}

/// A list.
#[derive(Debug)]
pub(super) struct ListBlock {
    /// The text right before it, in the same item or at the same level.
    pub(super) stem: Option<usize>,
}

/// An item of a list.
#[derive(Debug)]
pub(super) struct ItemBlock {
    pub(super) list: usize,
    /// Its texts before anything else in it, such as a nested list.
    pub(super) texts: Range<usize>,
}

/// Reads the blocks of `source` from byte `offset` on.
pub(super) fn read(source: &str, offset: usize) -> Blocks {
    let skeleton = Skeleton::new(source.get(offset..).unwrap_or(""));
    read_skeleton(skeleton, offset)
}

fn read_skeleton(mut skeleton: Skeleton<'_>, offset: usize) -> Blocks {
    let mut walk = Walk::default();
    let text = std::mem::take(&mut skeleton.text);
    for (event, range) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
        walk.event(&event, range);
    }
    walk.close_tight_text();
    let mut blocks = walk.blocks;
    blocks.place(|it| skeleton.place(it.start, it.end).shifted(offset));
    blocks
}

impl Blocks {
    /// Moves everything to its place in the document.
    fn place(&mut self, mut place: impl FnMut(Span) -> Span) {
        self.headings
            .iter_mut()
            .for_each(|it| it.span = place(it.span));
        self.fences
            .iter_mut()
            .for_each(|it| it.span = place(it.span));
        self.texts
            .iter_mut()
            .for_each(|it| it.span = place(it.span));
    }
}

/// What is known while events arrive.
#[derive(Default)]
struct Walk {
    blocks: Blocks,
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
        self.push_text(span);
    }

    fn heading(&mut self, span: Span, depth: u8) {
        self.n_closed += 1;
        self.other_block();
        if self.frames.is_empty() && self.n_quotes == 0 {
            self.blocks.headings.push(HeadingBlock { span, depth });
        }
    }

    fn code(&mut self, span: Span, fenced: bool) {
        self.n_closed += 1;
        self.other_block();
        if fenced {
            let quoted = self.n_quotes > 0;
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
            self.push_text(span);
        }
    }

    fn push_text(&mut self, span: Span) {
        if self.n_quotes > 0 {
            return;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Pieces of lines that begin, end or hide blocks.
    #[rustfmt::skip]
    const PIECES: [&str; 58] = [
        "~~~", "~~~~", "```", "``", "\n", "\n", "\n\n", "    ", "   ", " ", "\t", "xml", "a word", "# A",
        "- ", "1. ", "> ", "<div>", "<!--", "-->", "[a]: /b", "[a\n", "'", "|a|\n|-|\n", "\r\n", "\r",
        "***", "===", "`", "**Example**: x\n", "word and *more* of it\n", "a | b\n-|-\n", "c|d",
        "two  \n", "back\\\n", "A title\n---\n", "- one two\n", "  three four\n", "2) five\n", "é à\n",
        "規則。次\n", "&amp; so\n", "_a_ b", "see [x](y \"z\n", "\")", "+ plus\n", "* star it\n", "10. ten",
        "\u{a0}x y\n", "![i](j)\n", "<b>bold</b>\n", "text <!-- in\n",
        "<!-- a -->\n", "<!-- a --> b\n", "<!-->\n", "[x](#y) z w\n", "[b]: c 'd\n", "[c\\]]: e\n",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn empty_fences_change_nothing(
            pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..30)
        ) {
            let text = pieces.concat();
            let whole = format!("{:?}", read_skeleton(Skeleton::whole(&text), 0));
            prop_assert_eq!(format!("{:?}", read(&text, 0)), whole);
        }
    }
}
