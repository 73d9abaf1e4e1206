//! Changes as a reader would name them: whole sentences, and few.

use super::changes::{Change, is_stop};
use super::flow::Token;
use std::ops::Range;

/// How far a change is moved at most, in words.
const MAX_SLIDE: usize = 40;

/// Moves and joins changes so that they are easy to read; what they say stays the same.
pub(super) fn make_readable(changes: &mut Vec<Change>, old: &[Token<'_>], new: &[Token<'_>]) {
    slide(changes, old, new);
    join(changes, old, new);
}

/// Where words were added or removed, one can often say in several ways which: after `a.`, `[. b]`
/// before `.` is `[b.]`; after `Be`, `[brief. Be]` before `fair` is `[Be brief.]`.
fn slide(changes: &mut [Change], old: &[Token<'_>], new: &[Token<'_>]) {
    for at in 0..changes.len() {
        let before = at.checked_sub(1).map(|it| &changes[it]);
        let before = before.map_or((0, 0), |it| (it.old.end, it.new.end));
        let after = changes.get(at + 1);
        let after = after.map_or((old.len(), new.len()), |it| (it.old.start, it.new.start));
        let change = &mut changes[at];
        let better = match (change.old.is_empty(), change.new.is_empty()) {
            (true, false) => better_start(new, &change.new, before.1..after.1),
            (false, true) => better_start(old, &change.old, before.0..after.0),
            _ => continue,
        };
        change.shift(better);
    }
}

impl Change {
    fn shift(&mut self, by: isize) {
        for range in [&mut self.old, &mut self.new] {
            let moved = |at: usize| at.saturating_add_signed(by);
            *range = moved(range.start)..moved(range.end);
        }
    }
}

/// How many words further on the words `some` of `tokens` had better begin, within `bounds`.
fn better_start(tokens: &[Token<'_>], some: &Range<usize>, bounds: Range<usize>) -> isize {
    let (n_left, n_right) = room(tokens, some, bounds);
    let starts_sentence = |by: &isize| match some.start.checked_add_signed(*by) {
        None | Some(0) => true,
        Some(at) => is_stop(tokens[at - 1].text),
    };
    let nearest_first = (0..=n_left.max(n_right)).flat_map(|by| [-by, by]);
    let within = nearest_first.filter(|by| (-n_left..=n_right).contains(by));
    let better = within.into_iter().find(starts_sentence);
    better.unwrap_or_else(|| isize::from(n_right > 0 && belongs_before(tokens[some.start].text)))
}

/// How far the words can be moved to the left and to the right: as long as what they pass is what
/// they end or begin with.
fn room(tokens: &[Token<'_>], some: &Range<usize>, bounds: Range<usize>) -> (isize, isize) {
    let same = |a: usize, b: usize| tokens[a].text == tokens[b].text;
    let left = (1..=(some.start - bounds.start).min(MAX_SLIDE))
        .take_while(|by| same(some.start - by, some.end - by));
    let right = (0..(bounds.end - some.end).min(MAX_SLIDE))
        .take_while(|by| same(some.start + by, some.end + by));
    (left.count().cast_signed(), right.count().cast_signed())
}

/// Whether this is rather the end of what stands before than the beginning of something.
fn belongs_before(word: &str) -> bool {
    matches!(word, "," | ")" | "]" | "”" | "\"")
}

/// Joins changes that are parted by less than what they change: `a [b→x] of [c→y]` is easier to
/// read as one change than as two.
fn join(changes: &mut Vec<Change>, old: &[Token<'_>], new: &[Token<'_>]) {
    let len = |of: &[Token<'_>]| of.iter().map(|it| it.text.len()).sum::<usize>();
    let size = |it: &Change| len(&old[it.old.clone()]).max(len(&new[it.new.clone()]));
    let mut joined: Vec<(Change, usize)> = Vec::new();
    for change in changes.drain(..) {
        let own = size(&change);
        if let Some((last, last_size)) = joined.last_mut() {
            let parting = len(&old[last.old.end..change.old.start]);
            if parting * 2 <= own.min(*last_size) {
                last.old.end = change.old.end;
                last.new.end = change.new.end;
                *last_size += own + parting;
                continue;
            }
        }
        joined.push((change, own));
    }
    changes.extend(joined.into_iter().map(|it| it.0));
}
