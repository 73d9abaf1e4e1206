//! Where the lines of a document begin, found once for all that reads by lines.

use crate::text::Span;

/// The lines of a document from some byte on, by their rows: the first has row 0. A text that ends
/// with a break has no empty line after it.
pub(super) struct Lines {
    /// Where each row begins, and after these where the text ends.
    starts: Vec<usize>,
    /// 1-based line of row 0.
    first: u32,
    /// Whether there is a carriage return anywhere.
    has_returns: bool,
}

impl Lines {
    /// The lines of `source` from byte `at` on.
    pub(super) fn new(source: &str, at: usize) -> Lines {
        let (before, text) = source.as_bytes().split_at(at);
        let mut starts = Vec::with_capacity(text.len() / 40 + 2);
        starts.push(at);
        let mut end = 0;
        while let Some(len) = memchr::memchr(b'\n', &text[end..]) {
            end += len + 1;
            starts.push(at + end);
            // Empty lines are many, and need no search.
            while text.get(end) == Some(&b'\n') {
                end += 1;
                starts.push(at + end);
            }
        }
        if starts.last() != Some(&source.len()) {
            starts.push(source.len());
        }
        let n_before = memchr::memchr_iter(b'\n', before).count();
        let first = u32::try_from(n_before + 1).unwrap_or(u32::MAX);
        Lines {
            starts,
            first,
            has_returns: memchr::memchr(b'\r', text).is_some(),
        }
    }

    /// Whether there is a carriage return in some line.
    pub(super) fn has_returns(&self) -> bool {
        self.has_returns
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The 1-based line of a row.
    pub(super) fn number(&self, row: usize) -> u32 {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        self.first.saturating_add(row)
    }

    /// Where a row begins; the text's end for rows that there are none of.
    pub(super) fn start(&self, row: usize) -> usize {
        let last = self.starts.len() - 1;
        self.starts[row.min(last)]
    }

    /// A row, its break included.
    pub(super) fn span(&self, row: usize) -> Span {
        Span::new(self.start(row), self.start(row + 1))
    }

    /// The row that holds byte `at`, which is not before row `from`; the nearer, the quicker.
    pub(super) fn row_of(&self, at: usize, from: usize) -> usize {
        self.row_after(at + 1, from + 1) - 1
    }

    /// The first row from `from` on that begins at byte `at` or after it; the nearer, the quicker.
    pub(super) fn row_after(&self, at: usize, from: usize) -> usize {
        let further = self.starts.get(from..).unwrap_or_default();
        let mut step = 1;
        while further.get(step).is_some_and(|it| *it < at) {
            step *= 2;
        }
        let near = &further[step / 2..further.len().min(step + 1)];
        from + step / 2 + near.partition_point(|it| *it < at)
    }
}
