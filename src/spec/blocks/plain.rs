//! Blocks that lines are enough to know, while others wait to be read.

use crate::text::Span;
use std::ops::Range;

/// A block known by its lines alone. Spans are bytes of the document.
pub(super) enum PlainBlock {
    Heading(Span, u8),
    Fence(Span),
    Paragraph(Span),
}

impl PlainBlock {
    pub(super) fn span(&self) -> Span {
        match self {
            PlainBlock::Heading(span, _)
            | PlainBlock::Fence(span)
            | PlainBlock::Paragraph(span) => *span,
        }
    }
}

/// Plain blocks in document order, in runs without anything else between.
#[derive(Default)]
pub(super) struct PlainBlocks {
    all: Vec<PlainBlock>,
    /// Where each run's stand-in begins, and its first block.
    runs: Vec<(usize, usize)>,
    n_taken: usize,
}

impl PlainBlocks {
    pub(super) fn with_capacity(n_blocks: usize) -> PlainBlocks {
        PlainBlocks {
            all: Vec::with_capacity(n_blocks),
            ..PlainBlocks::default()
        }
    }

    /// The blocks from here on have their stand-in at byte `at` of the text.
    pub(super) fn begin_run(&mut self, at: usize) {
        self.runs.push((at, self.all.len()));
    }

    pub(super) fn push(&mut self, block: PlainBlock) {
        self.all.push(block);
    }

    /// The run whose stand-in begins at byte `at` of the text. Places are asked for in order.
    pub(super) fn run_at(&mut self, at: usize) -> Option<Range<usize>> {
        let (start, first) = *self.runs.get(self.n_taken)?;
        if start != at {
            return None;
        }
        self.n_taken += 1;
        let next = self.runs.get(self.n_taken);
        Some(first..next.map_or(self.all.len(), |it| it.1))
    }

    pub(super) fn all(&self) -> &[PlainBlock] {
        &self.all
    }

    pub(super) fn get(&self, at: usize) -> Option<&PlainBlock> {
        self.all.get(at)
    }
}
