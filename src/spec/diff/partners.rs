//! Things of two documents that belong together, one to one.

use super::alike::Alike;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// For each old thing the new one, and the other way round.
#[derive(Debug)]
pub(super) struct Partners {
    pub(super) new_of: Vec<Option<usize>>,
    pub(super) old_of: Vec<Option<usize>>,
}

impl Partners {
    pub(super) fn new(n_old: usize, n_new: usize) -> Partners {
        Partners {
            new_of: vec![None; n_old],
            old_of: vec![None; n_new],
        }
    }

    pub(super) fn join(&mut self, old: usize, new: usize) {
        self.new_of[old] = Some(new);
        self.old_of[new] = Some(old);
    }

    /// Old things without a partner.
    pub(super) fn free_old(&self) -> Vec<usize> {
        free(&self.new_of)
    }

    /// New things without a partner.
    pub(super) fn free_new(&self) -> Vec<usize> {
        free(&self.old_of)
    }

    /// Joins those without a partner that have the same name, in order. `None` is no name.
    pub(super) fn join_by<K: Hash + Eq>(
        &mut self,
        old_names: impl Iterator<Item = Option<K>>,
        new_names: impl Iterator<Item = Option<K>>,
    ) {
        let mut by_name = HashMap::<K, VecDeque<usize>>::new();
        for (at, name) in new_names.enumerate() {
            if let Some(name) = name.filter(|_| self.old_of[at].is_none()) {
                by_name.entry(name).or_default().push_back(at);
            }
        }
        for (at, name) in old_names.enumerate() {
            let name = name.filter(|_| self.new_of[at].is_none());
            let found = name.and_then(|it| by_name.get_mut(&it)?.pop_front());
            if let Some(found) = found {
                self.join(at, found);
            }
        }
    }

    /// Joins those without a partner whose texts are alike. `texts` gives those of all old and of
    /// all new things; `near` says whether an old and a new one are neighbours. Says which were
    /// joined.
    pub(super) fn join_alike(
        &mut self,
        texts: impl FnOnce() -> [Vec<String>; 2],
        near: impl Fn(usize, usize) -> bool,
    ) -> Vec<(usize, usize)> {
        let (old, new) = (self.free_old(), self.free_new());
        if old.is_empty() || new.is_empty() {
            return Vec::new();
        }
        let [old_texts, new_texts] = texts();
        let pairs = Alike::new(&old_texts, &new_texts).pairs(&old, &new, near);
        for (old, new) in &pairs {
            self.join(*old, *new);
        }
        pairs
    }
}

fn free(partners: &[Option<usize>]) -> Vec<usize> {
    let free = partners.iter().enumerate().filter(|(_, it)| it.is_none());
    free.map(|(at, _)| at).collect()
}
