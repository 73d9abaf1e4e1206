//! A reader's changes to a text that the other side has.

use crate::text::Span;
use crate::workspace::patch::diff_text;
use serde::{Deserialize, Serialize};
use similar::DiffOp;
use similar::algorithms::{Capture, Replace, myers};

/// Texts with more lines than this are compared as a whole: the time to compare lines grows with
/// lines times changes.
const MAX_LINES: usize = 20_000;

/// Replaces `remove` bytes of the original text, from byte `at`, by `insert`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// First byte replaced.
    pub at: usize,
    /// How many bytes go.
    pub remove: usize,
    /// What comes in their place.
    pub insert: String,
}

/// The changes that turn `old` into `new`, in order and apart from each other. Lines are compared
/// first, so that changes far apart stay small.
pub(super) fn between(old: &str, new: &str) -> Vec<Edit> {
    let (old_lines, new_lines) = (lines(old), lines(new));
    if old_lines.len().max(new_lines.len()) > MAX_LINES {
        return edit_of(old, new, 0).into_iter().collect();
    }
    let (old_starts, new_starts) = (starts(&old_lines), starts(&new_lines));
    let mut changes = Replace::new(Capture::new());
    // A `Capture` cannot fail.
    let _ = myers::diff_deadline_raw(
        &mut changes,
        &old_lines,
        0..old_lines.len(),
        &new_lines,
        0..new_lines.len(),
        None,
    );
    let changes = changes.into_inner().into_ops();
    let edit = |change: &DiffOp| {
        let (was, is) = (change.old_range(), change.new_range());
        let old_text = &old[old_starts[was.start]..old_starts[was.end]];
        let new_text = &new[new_starts[is.start]..new_starts[is.end]];
        edit_of(old_text, new_text, old_starts[was.start])
    };
    changes.iter().filter_map(edit).collect()
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// The byte at which each line starts, and the end of the last.
fn starts(lines: &[&str]) -> Vec<usize> {
    let mut at = 0;
    let ends = lines.iter().map(|line| {
        at += line.len();
        at
    });
    std::iter::once(0).chain(ends).collect()
}

fn edit_of(old: &str, new: &str, offset: usize) -> Option<Edit> {
    let (span, insert) = diff_text(old, new)?;
    Some(Edit {
        at: offset + span.start,
        remove: span.len(),
        insert: insert.to_owned(),
    })
}

/// Applies `edits` to the text they were made for; `None` where they do not fit it.
pub(super) fn apply(old: &str, edits: &[Edit]) -> Option<String> {
    let (mut new, mut read) = (String::with_capacity(old.len()), 0);
    for edit in edits {
        new.push_str(old.get(read..edit.at)?);
        new.push_str(&edit.insert);
        read = edit.at.checked_add(edit.remove)?;
        Span::new(edit.at, read).slice(old)?;
    }
    new.push_str(old.get(read..)?);
    Some(new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edits_far_apart_stay_small() {
        let old = "# A\n\nMust be kind.\n\n# B\n\nMust be brief.\n";
        let new = old.replace("kind", "kinder").replace("brief", "short");
        let sizes = between(old, &new)
            .iter()
            .map(|edit| (edit.remove, edit.insert.len()))
            .collect::<Vec<_>>();
        assert_eq!(sizes, [(0, 2), (5, 5)]);
    }

    #[test]
    fn edits_for_another_text_do_not_fit() {
        let edit = |at, remove| Edit {
            at,
            remove,
            insert: String::new(),
        };
        assert_eq!(apply("ab", &[edit(1, 2)]), None);
        assert_eq!(apply("aé", &[edit(2, 1)]), None, "inside a character");
        assert_eq!(apply("ab", &[edit(1, 1), edit(0, 1)]), None, "out of order");
        assert_eq!(apply("ab", &[edit(1, usize::MAX)]), None);
    }

    proptest! {
        #[test]
        fn applying_the_edits_gives_the_new_text(
            old in "([aä😀]{0,3}\n){0,6}[a]{0,2}",
            new in "([aä😀]{0,3}\n){0,6}[a]{0,2}",
        ) {
            let edits = between(&old, &new);
            prop_assert_eq!(apply(&old, &edits), Some(new));
        }
    }
}
