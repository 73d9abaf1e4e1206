//! The blocks of a Markdown document: the plain ones by their lines, all others by pulldown-cmark.
//!
//! Only what sections and clauses are made of is kept. Quotations, tables, code and raw HTML hold
//! no rules; headings in quotations and lists open no section.

mod line;
mod places;
mod plain;
mod skeleton;
mod walk;

use super::lines::Lines;
use crate::text::Span;
use plain::PlainBlock;
use skeleton::Skeleton;
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

/// Where a document's headings and fences are, and what the other blocks are read from.
///
/// Sections, examples and references are made of these two alone, and mostly lines are enough to
/// know them; lists and paragraphs make clauses, and are read when someone asks.
pub(super) struct Outline<'a> {
    blocks: Blocks,
    /// What the blocks were not read from yet.
    waiting: Option<Skeleton<'a>>,
}

impl<'a> Outline<'a> {
    /// The outline of the part of `source` that has these lines.
    pub(super) fn new(source: &'a str, lines: &Lines) -> Outline<'a> {
        let skeleton = Skeleton::new(source, lines);
        let (blocks, waiting) = if skeleton.is_quiet {
            (plain_alone(skeleton.plain.all()), Some(skeleton))
        } else {
            (walk::read(skeleton), None)
        };
        Outline { blocks, waiting }
    }

    pub(super) fn headings(&self) -> &[HeadingBlock] {
        &self.blocks.headings
    }

    pub(super) fn fences(&self) -> &[FenceBlock] {
        &self.blocks.fences
    }

    /// All blocks.
    pub(super) fn blocks(&mut self) -> &Blocks {
        if let Some(skeleton) = self.waiting.take() {
            self.blocks = walk::read(skeleton);
        }
        &self.blocks
    }

    pub(super) fn into_blocks(mut self) -> Blocks {
        self.blocks();
        self.blocks
    }
}

/// The headings and fences among plain blocks.
fn plain_alone(plain: &[PlainBlock]) -> Blocks {
    let mut blocks = Blocks::default();
    for block in plain {
        match *block {
            PlainBlock::Heading(span, depth) => blocks.headings.push(HeadingBlock { span, depth }),
            PlainBlock::Fence(span) => blocks.fences.push(FenceBlock {
                span,
                quoted: false,
            }),
            PlainBlock::Paragraph(_) => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Pieces of lines that begin, end or hide blocks.
    #[rustfmt::skip]
    const PIECES: [&str; 67] = [
        "~~~", "~~~~", "```", "``", "\n", "\n", "\n\n", "    ", "   ", " ", "\t", "xml", "a word", "# A",
        "- ", "1. ", "> ", "<div>", "<!--", "-->", "[a]: /b", "[a\n", "'", "|a|\n|-|\n", "\r\n", "\r",
        "***", "===", "`", "**Example**: x\n", "word and *more* of it\n", "a | b\n-|-\n", "c|d",
        "two  \n", "back\\\n", "A title\n---\n", "- one two\n", "  three four\n", "2) five\n", "é à\n",
        "規則。次\n", "&amp; so\n", "_a_ b", "see [x](y \"z\n", "\")", "+ plus\n", "* star it\n", "10. ten",
        "\u{a0}x y\n", "![i](j)\n", "**b** c\n", "# A b\n", "## C #\n", "- ~~~\n", "~~~\n", "> a\n", "a\n\nb\n\n", "*a*\n-|-\n", "# d  \n", "<b>bold</b>\n", "text <!-- in\n",
        "<!-- a -->\n", "<!-- a --> b\n", "<!-->\n", "[x](#y) z w\n", "[b]: c 'd\n", "[c\\]]: e\n",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_left_out_changes_nothing(
            pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..30)
        ) {
            let text = pieces.concat();
            let whole = format!("{:?}", walk::read(Skeleton::whole(&text, 0)));
            let lines = Lines::new(&text, 0);
            let outline = Outline::new(&text, &lines);
            let known = format!("{:?} {:?}", outline.headings(), outline.fences());
            let blocks = outline.into_blocks();
            prop_assert_eq!(known, format!("{:?} {:?}", blocks.headings, blocks.fences));
            prop_assert_eq!(format!("{blocks:?}"), whole);
        }
    }
}
