//! Where a text from which parts were left out says something of the document.

use crate::text::Span;

/// How places in the text become places in the document.
pub(super) struct Places {
    /// From which byte of the text on which byte of the document is meant.
    jumps: Vec<(usize, usize)>,
    /// How many jumps are before the place that was asked for last.
    n_before: usize,
}

impl Places {
    /// Places in a text that is the document from byte `at` on.
    pub(super) fn from(at: usize) -> Places {
        Places {
            jumps: vec![(0, at)],
            n_before: 0,
        }
    }

    /// From byte `text` of the text on, byte `document` of the document and what follows is meant.
    pub(super) fn jump(&mut self, text: usize, document: usize) {
        self.jumps.push((text, document));
    }

    /// Where a stretch of the text stands in the document.
    pub(super) fn place(&mut self, span: Span) -> Span {
        let start = self.byte(span.start);
        Span::new(start, self.byte(span.end))
    }

    fn byte(&mut self, at: usize) -> usize {
        // Places are asked for nearly in order.
        while self.jumps.get(self.n_before).is_some_and(|it| it.0 <= at) {
            self.n_before += 1;
        }
        while self.n_before > 0 && self.jumps[self.n_before - 1].0 > at {
            self.n_before -= 1;
        }
        let before = self.n_before.checked_sub(1);
        before.map_or(at, |it| at - self.jumps[it].0 + self.jumps[it].1)
    }
}
