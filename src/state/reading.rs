//! Which text is set to be read, and which is asked for next.

use super::{AppState, Known, Tour, View};
use crate::engine::{SetText, SpecView};
use crate::prose::{Node, rule_key};
use crate::spec::Clause;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Bytes of a spec that are set and drawn at a time: little enough for one frame.
const AT_A_TIME: usize = 12_000;

/// What is to be set next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Sections, by index.
    pub sections: Vec<usize>,
    /// Clauses whose rule is shown, by id.
    pub rules: Vec<String>,
}

/// Set text by what it is kept under.
pub(super) type Set = BTreeMap<String, Arc<Vec<Node>>>;

impl AppState {
    /// What is to be set next, if anything: the chosen clause's rule where it is shown, then the
    /// sections in their order.
    pub fn wanted_text(&self) -> Option<Wanted> {
        let shows_rule = self.view == View::Finding || self.tour == Some(Tour::Ask);
        let clause = self.clause().filter(|_| shows_rule);
        let rule = clause.filter(|it| self.known.rule(it).is_none());
        let reads = !self.layout.editing_spec;
        let wanted = Wanted {
            sections: if reads {
                self.known.unset()
            } else {
                Vec::new()
            },
            rules: rule.map(|it| it.id.clone()).into_iter().collect(),
        };
        (wanted != Wanted::default()).then_some(wanted)
    }
}

impl Known {
    /// The set text of the section at an index.
    pub fn section(&self, at: usize) -> Option<&Arc<Vec<Node>>> {
        self.set.get(&self.spec.sections.get(at)?.set)
    }

    /// The set rule of a clause.
    pub fn rule(&self, clause: &Clause) -> Option<&Arc<Vec<Node>>> {
        self.set.get(&rule_key_in(&self.spec, clause))
    }

    /// The first sections that are not set yet.
    fn unset(&self) -> Vec<usize> {
        let mut room = AT_A_TIME;
        let all = self.spec.sections.iter().enumerate();
        let mut unset = all.filter(|(_, it)| !self.set.contains_key(&it.set));
        let first = unset.next().map(|(at, it)| {
            room = room.saturating_sub(it.len);
            at
        });
        let others = unset.map_while(|(at, it)| {
            room = room.checked_sub(it.len)?;
            Some(at)
        });
        first.into_iter().chain(others).collect()
    }

    pub(super) fn keep_set(&mut self, texts: Vec<SetText>) {
        self.n_set += 1;
        for text in texts {
            self.set.insert(text.key, Arc::new(text.nodes));
        }
    }

    /// The spec as last read; text that is not in it any more goes.
    pub(super) fn take_spec(&mut self, spec: Arc<SpecView>) {
        let mut old = std::mem::take(&mut self.set);
        let rules = spec.clauses.iter().map(|it| rule_key_in(&spec, it));
        for key in spec.sections.iter().map(|it| it.set.clone()).chain(rules) {
            if let Some(nodes) = old.remove(&key) {
                self.set.insert(key, nodes);
            }
        }
        self.spec = spec;
    }
}

fn rule_key_in(spec: &SpecView, clause: &Clause) -> String {
    let section = spec.sections.get(clause.section);
    rule_key(section.map_or("", |it| &it.set), &clause.id)
}
