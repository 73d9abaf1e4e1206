//! A text cut at a divider, as `***` or `******`.

use crate::check::python;
use std::ops::Range;

/// What stands between dividers.
pub(super) struct Divided {
    /// One more than there are dividers, blank ones included.
    pub(super) parts: Vec<Range<usize>>,
    pub(super) dividers: Vec<Range<usize>>,
}

impl Divided {
    pub(super) fn new(text: &str, divider: &str) -> Divided {
        let found = memchr::memmem::find_iter(text.as_bytes(), divider);
        let dividers: Vec<_> = found.map(|at| at..at + divider.len()).collect();
        let starts = [0].into_iter().chain(dividers.iter().map(|it| it.end));
        let ends = dividers.iter().map(|it| it.start).chain([text.len()]);
        Divided {
            parts: starts.zip(ends).map(|(start, end)| start..end).collect(),
            dividers,
        }
    }

    /// The parts that are not blank, or the first blank one that is neither first nor last.
    pub(super) fn filled(&self, text: &str) -> Result<Vec<Range<usize>>, Range<usize>> {
        let last = self.dividers.len();
        let mut filled = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            if !python::is_blank(&text[part.clone()]) {
                filled.push(part.clone());
            } else if at != 0 && at != last {
                return Err(part.clone());
            }
        }
        Ok(filled)
    }

    /// What is said of a blank part, with the dividers around it.
    pub(super) fn gap(&self, part: &Range<usize>) -> (&'static str, Range<usize>) {
        let length = self.dividers.first().map_or(0, Range::len);
        let around = part.start - length..part.end + length;
        ("nothing stands between two dividers", around)
    }
}
