//! Bringing labels together, so that order and repetition change nothing.

use super::rows::Row;
use super::{Conflict, Item, Said, Study, label_of};
use crate::verdict::{Source, SourceKind, Verdict, VerdictEvent};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Takes logs of verdicts and rows of labels.
///
/// The same verdict in several logs is one. It stands where every log that has it lets it stand:
/// a log written later says what was withdrawn or replaced. Verdicts in different logs do not
/// replace each other, since two people may have one name.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// By all that it says, so that an edited copy is another verdict.
    verdicts: BTreeMap<String, Entry>,
    /// Withdrawals of what their own log does not have.
    withdrawn: BTreeSet<String>,
    /// The clauses' hashes as they are now, where a spec says so.
    current: BTreeMap<String, BTreeSet<String>>,
    labels: BTreeMap<Item, BTreeMap<String, BTreeSet<Said>>>,
}

#[derive(Clone, Debug)]
struct Entry {
    verdict: Verdict,
    stands: bool,
}

impl Ledger {
    /// Takes the log of one workspace or record, oldest first. Verdicts of checks are passed over:
    /// they are recomputed, and a check is no rater.
    pub fn add_log(&mut self, events: &[Arc<VerdictEvent>]) {
        let mut log: Vec<(&Verdict, bool)> = Vec::new();
        let mut last: BTreeMap<(&str, &str, String), usize> = BTreeMap::new();
        let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for event in events {
            match event.as_ref() {
                VerdictEvent::Withdrawal { withdraws, .. } => match by_id.get(withdraws.as_str()) {
                    Some(places) => places.iter().for_each(|at| log[*at].1 = false),
                    None => drop(self.withdrawn.insert(withdraws.clone())),
                },
                VerdictEvent::Given(verdict) => {
                    let slot = (
                        verdict.clause.as_str(),
                        verdict.transcript.as_str(),
                        json(&verdict.source),
                    );
                    if let Some(replaced) = last.insert(slot, log.len()) {
                        log[replaced].1 = false;
                    }
                    by_id.entry(&verdict.id).or_default().push(log.len());
                    log.push((verdict, true));
                }
            }
        }
        // The same verdict twice in one log stands if its last copy does.
        let own: BTreeMap<String, (&Verdict, bool)> = log
            .into_iter()
            .filter(|(verdict, _)| verdict.source.kind() != SourceKind::Check)
            .map(|entry| (json(entry.0), entry))
            .collect();
        for (key, (verdict, stands)) in own {
            let new = || Entry {
                verdict: verdict.clone(),
                stands,
            };
            self.verdicts.entry(key).or_insert_with(new).stands &= stands;
        }
    }

    /// Takes the clauses of a spec: id and hash of the words as they are now.
    pub fn add_words<'a>(&mut self, clauses: impl IntoIterator<Item = (&'a str, &'a str)>) {
        for (id, hash) in clauses {
            let hashes = self.current.entry(id.to_owned()).or_default();
            hashes.insert(hash.to_owned());
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
        self.add(item, row.rater, said);
    }

    fn add(&mut self, item: Item, rater: String, said: Said) {
        let of_item = self.labels.entry(item).or_default();
        of_item.entry(rater).or_default().insert(said);
    }

    /// Settles what counts. Without `with_models`, only people are raters.
    pub fn close(mut self, with_models: bool) -> Study {
        let mut study = Study::default();
        self.withdraw_by_id();
        for Entry { verdict, stands } in std::mem::take(&mut self.verdicts).into_values() {
            if verdict.source.kind() == SourceKind::Model && !with_models {
                study.n_models += 1;
            } else if !stands {
                study.n_withdrawn += 1;
            } else if self.is_older(&verdict) {
                *study.older_words.entry(verdict.clause).or_default() += 1;
            } else {
                self.add_verdict(verdict);
            }
        }
        for (item, raters) in self.with_known_hashes() {
            let mut kept = BTreeMap::new();
            for (rater, said) in raters {
                match sole(&said) {
                    Some(said) => drop(kept.insert(rater, said.clone())),
                    None => study.conflicts.push(Conflict {
                        rater,
                        item: item.clone(),
                        said: said.into_iter().collect(),
                    }),
                }
            }
            if !kept.is_empty() {
                study.items.insert(item, kept);
            }
        }
        study
    }

    /// A withdrawal counts in other logs where only one verdict has the id.
    fn withdraw_by_id(&mut self) {
        let mut by_id: BTreeMap<&str, Vec<&mut bool>> = BTreeMap::new();
        for Entry { verdict, stands } in self.verdicts.values_mut() {
            by_id.entry(&verdict.id).or_default().push(stands);
        }
        for id in &self.withdrawn {
            if let Some([stands]) = by_id.get_mut(id.as_str()).map(Vec::as_mut_slice) {
                **stands = false;
            }
        }
    }

    fn is_older(&self, verdict: &Verdict) -> bool {
        let current = self.current.get(&verdict.clause);
        !verdict.clause_hash.is_empty()
            && current.is_some_and(|it| !it.contains(&verdict.clause_hash))
    }

    fn add_verdict(&mut self, verdict: Verdict) {
        let rater = match &verdict.source {
            Source::Person { name } if name.trim().is_empty() => "(no name)".to_owned(),
            Source::Person { name } => name.trim().to_owned(),
            source => format!("model {}", source.name()),
        };
        let reply_hash = match verdict.context_hash.as_str() {
            "" => verdict.output_hash,
            context => format!("{}-{context}", verdict.output_hash),
        };
        let item = Item {
            clause: verdict.clause,
            clause_hash: verdict.clause_hash,
            item: verdict.transcript,
            reply_hash,
        };
        let said = Said {
            label: label_of(verdict.outcome).to_owned(),
            reason: verdict.explanation,
            time: verdict.time,
        };
        self.add(item, rater, said);
    }

    /// The labels, where a hash that was not noted is the only one there is for clause or reply.
    fn with_known_hashes(&mut self) -> BTreeMap<Item, BTreeMap<String, BTreeSet<Said>>> {
        let labels = std::mem::take(&mut self.labels);
        let mut words = self.current.clone();
        let mut replies: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for item in labels.keys() {
            if !item.clause_hash.is_empty() && !self.current.contains_key(&item.clause) {
                let hashes = words.entry(item.clause.clone()).or_default();
                hashes.insert(item.clause_hash.clone());
            }
            if !item.reply_hash.is_empty() {
                let hashes = replies.entry(item.item.clone()).or_default();
                hashes.insert(item.reply_hash.clone());
            }
        }
        let mut settled: BTreeMap<Item, BTreeMap<String, BTreeSet<Said>>> = BTreeMap::new();
        for (mut item, raters) in labels {
            fill(&mut item.clause_hash, words.get(&item.clause));
            fill(&mut item.reply_hash, replies.get(&item.item));
            let of_item = settled.entry(item).or_default();
            for (rater, said) in raters {
                of_item.entry(rater).or_default().extend(said);
            }
        }
        settled
    }
}

fn fill(hash: &mut String, known: Option<&BTreeSet<String>>) {
    if let Some(known) = known.filter(|it| hash.is_empty() && it.len() == 1) {
        hash.extend(known.iter().map(String::as_str));
    }
}

/// What was said, if it is one label: with the longest reason, then the latest time.
fn sole(said: &BTreeSet<Said>) -> Option<&Said> {
    let label = &said.first()?.label;
    let is_one = said.iter().all(|it| it.label == *label);
    let telling = said
        .iter()
        .max_by_key(|it| (it.reason.len(), &it.time, &it.reason));
    telling.filter(|_| is_one)
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("all keys of a verdict are strings")
}
