//! Bringing labels together, so that order and repetition change nothing.

use super::raters::Rater;
use super::rows::Row;
use super::{Item, Said};
use crate::verdict::{SourceKind, Verdict, VerdictEvent, stands};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Hashes of words by clause.
pub(super) type Words = BTreeMap<String, BTreeSet<String>>;

/// What each rater said of an item.
pub(super) type Heard = BTreeMap<Rater, BTreeSet<Said>>;

/// Takes logs of verdicts and rows of labels.
///
/// The same verdict in several logs is one. It stands, and is of current words, where every log
/// that has it says so: a log written later knows what was withdrawn, replaced or reworded.
/// Verdicts in different logs do not replace each other, since two people may have one name.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// By all that it says, so that an edited copy is another verdict.
    pub(super) verdicts: BTreeMap<String, Entry>,
    /// Withdrawals of what their own log does not have.
    pub(super) withdrawn: BTreeSet<String>,
    /// The clauses' hashes as they are now, of all specs.
    pub(super) current: Words,
    pub(super) labels: BTreeMap<Item, Heard>,
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) verdict: Verdict,
    pub(super) stands: bool,
    /// Whether the specs of its logs have other words of the clause now; `None` where it came
    /// without one.
    pub(super) is_older: Option<bool>,
}

impl Ledger {
    /// Takes a workspace: the clauses of its spec, as id and hash of the words, and its log. A verdict
    /// under other words than the spec's is of older words, even where another spec still has them.
    pub fn add_workspace<'a>(
        &mut self,
        clauses: impl IntoIterator<Item = (&'a str, &'a str)>,
        events: &[Arc<VerdictEvent>],
    ) {
        let mut own = Words::new();
        for (id, hash) in clauses {
            own.entry(id.to_owned())
                .or_default()
                .insert(hash.to_owned());
        }
        self.add_events(events, &own, "");
        for (id, hashes) in own {
            self.current.entry(id).or_default().extend(hashes);
        }
    }

    /// Takes the clauses of a spec: id and hash of the words as they are now.
    pub fn add_words<'a>(&mut self, clauses: impl IntoIterator<Item = (&'a str, &'a str)>) {
        self.add_workspace(clauses, &[]);
    }

    /// Takes the log of a record, which came without a spec, oldest first.
    pub fn add_log(&mut self, events: &[Arc<VerdictEvent>]) {
        self.add_events(events, &Words::new(), "");
    }

    /// Takes what a log has of the reword test of a list, under whichever words.
    pub fn add_trial(&mut self, trial: &str, events: &[Arc<VerdictEvent>]) {
        self.add_events(events, &Words::new(), trial);
    }

    /// Verdicts of checks are passed over: they are recomputed, and a check is no rater.
    fn add_events(&mut self, events: &[Arc<VerdictEvent>], words: &Words, trial: &str) {
        let mut ids: BTreeSet<&str> = BTreeSet::new();
        let mut own: BTreeMap<String, Entry> = BTreeMap::new();
        for (event, stands) in events.iter().zip(stands(events)) {
            match event.as_ref() {
                VerdictEvent::Withdrawal { withdraws, .. } => {
                    if !ids.contains(withdraws.as_str()) {
                        self.withdrawn.insert(withdraws.clone());
                    }
                }
                VerdictEvent::Given(verdict) => {
                    ids.insert(&verdict.id);
                    // What was said in a reword test is measured there.
                    let is_asked = verdict.trial() == trial;
                    if is_asked && verdict.source.kind() != SourceKind::Check {
                        let entry = Entry {
                            stands,
                            is_older: is_older(verdict, words),
                            verdict: verdict.clone(),
                        };
                        // The same verdict twice in one log stands if its last copy does.
                        own.insert(json(verdict), entry);
                    }
                }
            }
        }
        for (key, entry) in own {
            let known = self.verdicts.entry(key).or_insert_with(|| entry.clone());
            known.stands &= entry.stands;
            known.is_older = known.is_older.max(entry.is_older);
        }
    }

    /// Takes a row.
    pub fn add_row(&mut self, row: Row) {
        let item = Item {
            clause: row.clause,
            item: row.item,
            ..Item::default()
        };
        let said = Said {
            label: row.label,
            reason: row.reason,
            time: String::new(),
        };
        self.add(item, Rater::named(row.rater), said);
    }

    pub(super) fn add(&mut self, item: Item, rater: Rater, said: Said) {
        let of_item = self.labels.entry(item).or_default();
        of_item.entry(rater).or_default().insert(said);
    }
}

/// Whether `words` has the clause in other words than were judged; `None` where that cannot be told.
pub(super) fn is_older(verdict: &Verdict, words: &Words) -> Option<bool> {
    let current = words.get(&verdict.clause)?;
    let is_noted = !verdict.clause_hash.is_empty();
    is_noted.then(|| !current.contains(&verdict.clause_hash))
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("all keys of a verdict are strings")
}
