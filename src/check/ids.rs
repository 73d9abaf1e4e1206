//! Ids that are unique among all checks of a workspace or a run of the command.

use std::collections::{BTreeMap, BTreeSet};

/// The ids taken so far.
///
/// Every list numbers its checks from 1, so the second fence of a clause, or a pack beside the
/// spec, would use the same ids again: then the later check moves on to the next free number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    taken: BTreeSet<String>,
    /// By owner, from which number on one may be free.
    from: BTreeMap<String, usize>,
}

impl Ids {
    /// Takes `id`, or where it is `owner/number` and taken, the next free number of that owner.
    /// An id that its author gave twice stays: which check is meant is then theirs to say.
    pub fn take(&mut self, id: &str) -> String {
        let free = self.next_free(id);
        self.taken.insert(free.clone());
        free
    }

    fn next_free(&mut self, id: &str) -> String {
        let numbered = id
            .rsplit_once('/')
            .filter(|(_, number)| number.parse::<usize>().is_ok());
        let Some((owner, _)) = numbered.filter(|_| self.taken.contains(id)) else {
            return id.to_owned();
        };
        let from = self.from.entry(owner.to_owned()).or_insert(1);
        loop {
            let next = format!("{owner}/{from}");
            *from += 1;
            if !self.taken.contains(&next) {
                return next;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_taken_moves_on() {
        let mut ids = Ids::default();
        let taken =
            ["privacy/1", "privacy/2", "privacy/1", "named", "named"].map(|it| ids.take(it));
        assert_eq!(
            taken,
            ["privacy/1", "privacy/2", "privacy/3", "named", "named"]
        );
    }
}
