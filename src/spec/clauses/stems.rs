//! What the stem before a list hands down to its items.

use super::Finder;
use crate::spec::Strength;
use crate::spec::blocks::TextBlock;
use crate::spec::strength;
use crate::text::Span;
use std::collections::HashSet;

/// What a list hands down to its items.
#[derive(Clone, Copy)]
pub(super) struct Inherited {
    pub(super) strength: Strength,
    pub(super) stem: Span,
}

/// What all lists hand down.
pub(super) struct Stems {
    /// By the index of the list.
    of_list: Vec<Option<Inherited>>,
    /// Where the sentences start that hand something down: they are no clauses of their own.
    starts: HashSet<usize>,
}

impl Stems {
    pub(super) fn new(finder: &Finder<'_>) -> Stems {
        let mut stems = Stems {
            of_list: Vec::with_capacity(finder.blocks.lists.len()),
            starts: HashSet::new(),
        };
        for list in &finder.blocks.lists {
            let found = list.stem.and_then(|it| stems.handed_down(finder, it));
            let last = list.stem.and_then(|it| finder.last_sentence(it));
            stems
                .starts
                .extend(last.filter(|_| found.is_some()).map(|it| it.span.start));
            stems.of_list.push(found);
        }
        stems
    }

    pub(super) fn of(&self, list: usize) -> Option<Inherited> {
        self.of_list.get(list).copied().flatten()
    }

    pub(super) fn is_stem(&self, sentence: Span) -> bool {
        self.starts.contains(&sentence.start)
    }

    /// The stem's own demand, or, where the stem is an item that ends with a colon, what that item
    /// inherited.
    fn handed_down(&self, finder: &Finder<'_>, text: usize) -> Option<Inherited> {
        let last = finder.last_sentence(text)?;
        let words = finder.slice(last.span).trim_end_matches(['*', '_']);
        if !words.ends_with(':') {
            return None;
        }
        let own = strength::stem_demand(words, last.agent_known);
        if let Some(own) = own {
            return Some(Inherited {
                strength: own.strength,
                stem: last.span,
            });
        }
        let TextBlock { item, .. } = finder.blocks.texts[text];
        let list = finder.blocks.items[item?].list;
        self.of(list).filter(|_| last.demand.is_none())
    }
}
