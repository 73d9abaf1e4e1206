//! How much changed, in a few lines.

use crate::spec::count;
use plumbline::spec::diff::{
    ClauseChange, ExampleChange, Fate, FoundBy, SectionChange, SpecDiff, WordChange,
};

/// Counts of sections, clauses and examples, and words that were replaced.
pub(crate) fn lines(diff: &SpecDiff) -> Vec<String> {
    let counts = [
        row("Sections", &sections(diff)),
        row("Clauses", &clauses(diff)),
        row("Examples", &examples(diff)),
    ];
    let nothing = diff.is_empty().then(|| "Nothing changed.".to_owned());
    let words = diff.vocabulary.iter().map(word);
    let counts = counts.into_iter().flatten();
    nothing.into_iter().chain(counts).chain(words).collect()
}

fn sections(diff: &SpecDiff) -> Vec<(usize, &'static str)> {
    let n = |is: fn(&SectionChange) -> bool| diff.changed.iter().filter(|it| is(it)).count();
    vec![
        (diff.added.len(), "added"),
        (diff.removed.len(), "removed"),
        (n(|it| it.found_by == FoundBy::Title), "renamed"),
        (
            n(|it| it.found_by == FoundBy::Words),
            "continued under another name",
        ),
        (n(SectionChange::is_retitled), "retitled"),
        (n(|it| it.moved), "moved"),
        (diff.reordered.len(), "in another order"),
        (n(|it| it.reranked), "re-ranked"),
        (n(|it| it.prose.is_some()), "reworded"),
        (diff.n_unchanged, "unchanged"),
    ]
}

fn clauses(diff: &SpecDiff) -> Vec<(usize, &'static str)> {
    let n = |fate| {
        let some = diff
            .clauses
            .iter()
            .filter(|it: &&ClauseChange| it.fate() == fate);
        some.count()
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

fn examples(diff: &SpecDiff) -> Vec<(usize, &'static str)> {
    let n = |is: fn(&ExampleChange) -> bool| diff.examples.iter().filter(|it| is(it)).count();
    vec![
        (n(|it| it.old.is_none()), "added"),
        (n(|it| it.new.is_none()), "removed"),
        (n(|it| it.moved), "moved"),
        (n(ExampleChange::is_retitled), "retitled"),
        (n(|it| !it.parts.is_empty()), "edited"),
    ]
}

/// The counts that are not 0.
fn row(name: &str, counts: &[(usize, &str)]) -> Option<String> {
    let counts = counts.iter().filter(|it| it.0 > 0);
    let counts: Vec<_> = counts.map(|(n, what)| format!("{n} {what}")).collect();
    (!counts.is_empty()).then(|| format!("{name:<10}  {}", counts.join(", ")))
}

fn word(change: &WordChange) -> String {
    let n = count(change.sections.len(), "section", "sections");
    format!("Vocabulary  `{}` is now `{}` ({n})", change.from, change.to)
}
