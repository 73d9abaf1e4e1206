//! How much changed, as numbers.

use super::{ClauseChange, ExampleChange, Fate, FoundBy, SectionChange, SpecDiff};

/// A number of things, and what became of them.
pub type Count = (usize, &'static str);

impl SpecDiff {
    /// How many sections, clauses that are no whole sections, and examples changed in which way.
    /// Ways in which none changed are left out.
    pub fn counts(&self) -> [(&'static str, Vec<Count>); 3] {
        let counts = [
            ("Sections", self.section_counts()),
            ("Clauses", self.clause_counts()),
            ("Examples", self.example_counts()),
        ];
        counts.map(|(name, mut counts)| {
            counts.retain(|it| it.0 > 0);
            (name, counts)
        })
    }

    fn section_counts(&self) -> Vec<Count> {
        let n = |is: fn(&SectionChange) -> bool| self.changed.iter().filter(|it| is(it)).count();
        vec![
            (self.added.len(), "added"),
            (self.removed.len(), "removed"),
            (n(|it| it.found_by == FoundBy::Title), "renamed"),
            (
                n(|it| it.found_by == FoundBy::Words),
                "continued under another name",
            ),
            (n(SectionChange::is_retitled), "retitled"),
            (n(|it| it.moved), "moved"),
            (self.reordered.len(), "in another order"),
            (n(|it| it.reranked), "re-ranked"),
            (n(|it| it.prose.is_some()), "reworded"),
            (self.n_unchanged, "unchanged"),
        ]
    }

    fn clause_counts(&self) -> Vec<Count> {
        let n = |fate| {
            let is_so = |it: &&ClauseChange| it.fate() == fate;
            self.clauses.iter().filter(is_so).count()
        };
        vec![
            (n(None), "added"),
            (n(Some(Fate::Gone)), "gone"),
            (n(Some(Fate::Reworded)), "reworded"),
            (
                n(Some(Fate::Renamed)),
                "with the same words under another id",
            ),
        ]
    }

    fn example_counts(&self) -> Vec<Count> {
        let n = |is: fn(&ExampleChange) -> bool| self.examples.iter().filter(|it| is(it)).count();
        vec![
            (n(|it| it.old.is_none()), "added"),
            (n(|it| it.new.is_none()), "removed"),
            (n(|it| it.moved), "moved"),
            (n(ExampleChange::is_retitled), "retitled"),
            (n(|it| !it.parts.is_empty()), "edited"),
        ]
    }
}
