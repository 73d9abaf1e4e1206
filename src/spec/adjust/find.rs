//! Where the words of adjustments stand. White space does not matter: a re-wrapped paragraph is the
//! same words.

use super::{AdjustedClause, Adjustment};
use crate::spec::Spec;
use crate::spec::clauses::without;
use crate::text::Span;
use memchr::memmem;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where an adjustment fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::spec) enum Place {
    /// The section at this index as a whole.
    Section(usize),
    /// Words, and those of each clause they are.
    Words(Span, Vec<Span>),
}

/// How many bytes are looked through for the words of adjustments. It takes a hostile file to
/// reach it.
const MAX_SEARCH: usize = 100_000_000;

/// Finds words in a document.
pub(in crate::spec) struct Places<'a> {
    spec: &'a Spec,
    source: &'a str,
    cuts: &'a [Span],
    /// Sections without white space, by their index; the whole document under the number of
    /// sections.
    squeezed: BTreeMap<usize, Squeezed>,
    n_searched: usize,
}

/// A text without white space, and where its bytes stand in the document.
struct Squeezed {
    text: String,
    /// Where runs of the text begin: byte of the text, byte of the document.
    runs: Vec<(usize, usize)>,
}

impl<'a> Places<'a> {
    /// Looks in `source`, of which `cuts` are no rule's words.
    pub(in crate::spec) fn new(spec: &'a Spec, source: &'a str, cuts: &'a [Span]) -> Places<'a> {
        Places {
            spec,
            source,
            cuts,
            squeezed: BTreeMap::new(),
            n_searched: 0,
        }
    }

    /// Where each adjustment fits, if anywhere.
    pub(in crate::spec) fn of(&mut self, adjustments: &[Arc<Adjustment>]) -> Vec<Option<Place>> {
        adjustments.iter().map(|it| self.find(it)).collect()
    }

    fn find(&mut self, adjustment: &Adjustment) -> Option<Place> {
        let section = self.spec.section_called(&adjustment.section);
        if adjustment.words.is_empty() {
            return section.map(Place::Section);
        }
        let words = squeeze(&adjustment.words);
        let here = section.and_then(|it| self.nth(it, &words, adjustment.occurrence.max(1)));
        // Words that moved to another section are known where they stand only once.
        let span = here.or_else(|| self.only(&words))?;
        let parts = self.parts(span, &adjustment.clauses)?;
        Some(Place::Words(span, parts))
    }

    fn nth(&mut self, section: usize, words: &str, n: usize) -> Option<Span> {
        self.all(section, words, n).get(n - 1).copied()
    }

    fn only(&mut self, words: &str) -> Option<Span> {
        match self.all(self.spec.sections.len(), words, 2).as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The first `n` places of `words`.
    fn all(&mut self, section: usize, words: &str, n: usize) -> Vec<Span> {
        if self.n_searched > MAX_SEARCH {
            return Vec::new();
        }
        let squeezed = self.squeezed(section);
        let n_bytes = squeezed.text.len();
        let found: Vec<_> = squeezed.find(words).take(n).collect();
        self.n_searched += n_bytes;
        found
    }

    fn squeezed(&mut self, section: usize) -> &Squeezed {
        let whole = Span::new(0, self.source.len());
        let span = self.spec.sections.get(section).map_or(whole, |it| it.span);
        let (source, cuts) = (self.source, self.cuts);
        let squeezed = self.squeezed.entry(section);
        squeezed.or_insert_with(|| Squeezed::new(source, without(cuts, span)))
    }

    fn parts(&self, span: Span, clauses: &[AdjustedClause]) -> Option<Vec<Span>> {
        let squeezed = Squeezed::new(self.source, without(self.cuts, span));
        let mut from = 0;
        let mut part = |clause: &AdjustedClause| {
            if clause.words.is_empty() {
                return Some(span);
            }
            let words = squeeze(&clause.words);
            let at = from + squeezed.text[from..].find(&words)?;
            from = at + words.len();
            Some(squeezed.span(at, from))
        };
        clauses.iter().map(&mut part).collect()
    }

    /// The how-manieth time the words in `span` stand in the section at index `section`.
    pub(in crate::spec) fn occurrence(&mut self, section: usize, span: Span) -> usize {
        let words: String = without(self.cuts, span)
            .filter_map(|it| it.slice(self.source))
            .map(squeeze)
            .collect();
        let squeezed = self.squeezed(section);
        1 + squeezed
            .find(&words)
            .take_while(|it| it.start < span.start)
            .count()
    }
}

impl Squeezed {
    fn new(source: &str, pieces: impl Iterator<Item = Span>) -> Squeezed {
        let (mut text, mut runs) = (String::new(), Vec::new());
        for piece in pieces {
            let words = piece.slice(source).unwrap_or("");
            for word in words.split_whitespace() {
                let at = piece.start + (word.as_ptr() as usize - words.as_ptr() as usize);
                runs.push((text.len(), at));
                text.push_str(word);
            }
        }
        Squeezed { text, runs }
    }

    fn find<'s>(&'s self, words: &'s str) -> impl Iterator<Item = Span> + 's {
        let found = memmem::find_iter(self.text.as_bytes(), words.as_bytes());
        let is_word = !words.is_empty();
        found
            .filter(move |_| is_word)
            .map(|at| self.span(at, at + words.len()))
    }

    /// Where a part of the text that is not empty stands in the document.
    fn span(&self, start: usize, end: usize) -> Span {
        let place = |at: usize| {
            let run = self.runs.partition_point(|it| it.0 <= at).saturating_sub(1);
            self.runs
                .get(run)
                .map_or(0, |(text, source)| source + (at - text))
        };
        Span::new(place(start), place(end.saturating_sub(1)) + 1)
    }
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect()
}
