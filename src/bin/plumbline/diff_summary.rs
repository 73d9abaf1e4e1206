//! How much changed, in a few lines.

use crate::spec::count;
use plumbline::spec::diff::{Count, SpecDiff, WordChange};

/// Counts of sections, clauses and examples, and words that were replaced.
pub(crate) fn lines(diff: &SpecDiff) -> Vec<String> {
    let nothing = diff.is_empty().then(|| "Nothing changed.".to_owned());
    let words = diff.vocabulary.iter().map(word);
    let counts = diff.counts().into_iter().filter_map(row);
    nothing.into_iter().chain(counts).chain(words).collect()
}

fn row((name, counts): (&str, Vec<Count>)) -> Option<String> {
    let counts: Vec<_> = counts
        .iter()
        .map(|(n, what)| format!("{n} {what}"))
        .collect();
    (!counts.is_empty()).then(|| format!("{name:<10}  {}", counts.join(", ")))
}

fn word(change: &WordChange) -> String {
    let n = count(change.sections.len(), "section", "sections");
    format!("Vocabulary  `{}` is now `{}` ({n})", change.from, change.to)
}
