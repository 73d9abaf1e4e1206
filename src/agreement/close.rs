//! Settling what counts of all that was brought together.

use super::labels::{number, write};
use super::ledger::{Entry, Heard, Ledger, Words, is_older};
use super::raters::{Names, Rater, is_nameless, name_of};
use super::{Conflict, Edition, Item, OfEdition, Said, Settled, Study, label_of};
use crate::verdict::{Firsthand, SourceKind, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// How many labels count and how many verdicts do not, by clause, words and rater as shown.
type Tally = BTreeMap<String, BTreeMap<String, BTreeMap<String, (usize, usize)>>>;

impl Ledger {
    /// Settles what counts. Without `with_models`, only people are raters.
    pub fn close(mut self, with_models: bool) -> Study {
        let mut study = Study::default();
        self.withdraw_by_id();
        let (mut older, mut settled) = (Vec::new(), Vec::new());
        let entries = std::mem::take(&mut self.verdicts);
        let stand = entries.values().filter(|it| it.stands);
        let firsthand = Firsthand::of(stand.map(|it| &it.verdict));
        for entry in entries.into_values() {
            if entry.stands && firsthand.repeats(&entry.verdict) {
                continue;
            }
            let older_words = entry
                .is_older
                .or_else(|| is_older(&entry.verdict, &self.current));
            let Entry {
                verdict, stands, ..
            } = entry;
            let is_model = verdict.source.kind() == SourceKind::Model;
            if !stands {
                study.n_withdrawn += usize::from(!is_model);
                study.n_models_withdrawn += usize::from(is_model);
            } else if verdict.is_settled() {
                settled.push(verdict);
            } else if is_model && !with_models {
                study.n_models += 1;
            } else if older_words == Some(true) {
                older.push((
                    verdict.clause.clone(),
                    verdict.clause_hash.clone(),
                    Rater::of(&verdict),
                ));
            } else {
                study.n_nameless += usize::from(is_nameless(&verdict.source));
                self.add(item_of(&verdict), Rater::of(&verdict), said_of(verdict));
            }
        }
        let mut labels = std::mem::take(&mut self.labels);
        let known = Known::of(
            labels
                .keys()
                .chain(&settled.iter().map(item_of).collect::<Vec<_>>()),
            &self.current,
        );
        labels = known.fill_all(labels);
        unite_numbers(&mut labels);
        let raters = labels.values().flat_map(BTreeMap::keys).cloned();
        let names = Names::of(raters.chain(older.iter().map(|it| it.2.clone())).collect());
        study.take(labels, &names);
        study.settle(settled, &known);
        study.editions = editions(&study.items, older, &names, &self.current);
        study.tallies = names.tallies;
        study.namesakes = names.namesakes;
        study
    }

    /// A withdrawal counts in other logs where only one verdict has the id.
    fn withdraw_by_id(&mut self) {
        let mut by_id: BTreeMap<&str, Vec<&mut bool>> = BTreeMap::new();
        for Entry {
            verdict, stands, ..
        } in self.verdicts.values_mut()
        {
            by_id.entry(&verdict.id).or_default().push(stands);
        }
        for id in &self.withdrawn {
            if let Some([stands]) = by_id.get_mut(id.as_str()).map(Vec::as_mut_slice) {
                **stands = false;
            }
        }
    }
}

fn item_of(verdict: &Verdict) -> Item {
    Item {
        clause: verdict.clause.clone(),
        clause_hash: verdict.clause_hash.clone(),
        item: verdict.transcript.clone(),
        reply_hash: verdict.output_hash.clone(),
        context_hash: verdict.context_hash.clone(),
    }
}

fn said_of(verdict: Verdict) -> Said {
    Said {
        label: label_of(verdict.outcome).to_owned(),
        reason: verdict.explanation,
        time: verdict.time,
    }
}

/// The hashes that were noted, each by what it is of.
struct Known {
    words: Words,
    replies: BTreeMap<String, BTreeSet<String>>,
    /// By transcript and reply.
    contexts: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Known {
    fn of<'a>(items: impl Iterator<Item = &'a Item> + Clone, current: &Words) -> Known {
        let mut known = Known {
            words: current.clone(),
            replies: BTreeMap::new(),
            contexts: BTreeMap::new(),
        };
        for item in items.clone() {
            if !current.contains_key(&item.clause) {
                note(&mut known.words, item.clause.clone(), &item.clause_hash);
            }
            note(&mut known.replies, item.item.clone(), &item.reply_hash);
        }
        for item in items {
            let key = known.reply_of(item);
            note(&mut known.contexts, key, &item.context_hash);
        }
        known
    }

    fn reply_of(&self, item: &Item) -> (String, String) {
        let mut reply = item.reply_hash.clone();
        fill(&mut reply, self.replies.get(&item.item));
        (item.item.clone(), reply)
    }

    /// Takes each hash that was not noted, by itself, for the only one there is.
    fn fill(&self, item: &mut Item) {
        let reply = self.reply_of(item);
        fill(&mut item.clause_hash, self.words.get(&item.clause));
        fill(&mut item.context_hash, self.contexts.get(&reply));
        item.reply_hash = reply.1;
    }

    fn fill_all(&self, labels: BTreeMap<Item, Heard>) -> BTreeMap<Item, Heard> {
        let mut filled: BTreeMap<Item, Heard> = BTreeMap::new();
        for (mut item, raters) in labels {
            self.fill(&mut item);
            let of_item = filled.entry(item).or_default();
            for (rater, said) in raters {
                of_item.entry(rater).or_default().extend(said);
            }
        }
        filled
    }
}

fn note<K: Ord>(known: &mut BTreeMap<K, BTreeSet<String>>, key: K, hash: &str) {
    if !hash.is_empty() {
        known.entry(key).or_default().insert(hash.to_owned());
    }
}

fn fill(hash: &mut String, known: Option<&BTreeSet<String>>) {
    if let Some(known) = known.filter(|it| hash.is_empty() && it.len() == 1) {
        hash.extend(known.iter().map(String::as_str));
    }
}

/// Where all labels are numbers, they are what they are worth, however they were written.
fn unite_numbers(labels: &mut BTreeMap<Item, Heard>) {
    let mut all = labels.values().flat_map(BTreeMap::values).flatten();
    if !all.all(|it| number(&it.label).is_some()) {
        return;
    }
    let written = |mut said: Said| {
        said.label = number(&said.label).map_or(said.label, write);
        said
    };
    for said in labels.values_mut().flat_map(BTreeMap::values_mut) {
        *said = std::mem::take(said).into_iter().map(written).collect();
    }
}

impl Study {
    /// Takes what each rater said, if it is one thing.
    fn take(&mut self, labels: BTreeMap<Item, Heard>, names: &Names) {
        for (item, raters) in labels {
            // Raters of one name may turn out to be one.
            let mut shown: BTreeMap<String, BTreeSet<Said>> = BTreeMap::new();
            for (rater, said) in raters {
                shown.entry(names.shown(&rater)).or_default().extend(said);
            }
            let mut kept = BTreeMap::new();
            for (rater, said) in shown {
                match sole(&said) {
                    Some(said) => drop(kept.insert(rater, said.clone())),
                    None => self.conflicts.push(Conflict {
                        rater,
                        item: item.clone(),
                        said: said.into_iter().collect(),
                    }),
                }
            }
            if !kept.is_empty() {
                self.items.insert(item, kept);
            }
        }
    }

    /// Takes decisions; of several on one item the latest, from whichever log.
    fn settle(&mut self, verdicts: Vec<Verdict>, known: &Known) {
        let of = |verdict: Verdict| {
            let mut item = item_of(&verdict);
            known.fill(&mut item);
            let by = name_of(&verdict.source);
            let said = said_of(verdict);
            (item, Settled { by, said })
        };
        let mut settled: Vec<_> = verdicts.into_iter().map(of).collect();
        settled.sort_by(|(_, a), (_, b)| {
            (&a.said.time, &a.by, &a.said).cmp(&(&b.said.time, &b.by, &b.said))
        });
        self.settled.extend(settled);
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

/// Clause by clause the versions of the words that labels are of.
fn editions(
    items: &BTreeMap<Item, BTreeMap<String, Said>>,
    older: Vec<(String, String, Rater)>,
    names: &Names,
    current: &Words,
) -> BTreeMap<String, Vec<Edition>> {
    let mut tally = Tally::new();
    let mut count = |clause: &str, hash: &str, rater: &str, (n, n_older): (usize, usize)| {
        let of_clause = tally.entry(clause.to_owned()).or_default();
        let of_words = of_clause.entry(hash.to_owned()).or_default();
        let counts = of_words.entry(rater.to_owned()).or_default();
        *counts = (counts.0 + n, counts.1 + n_older);
    };
    for (item, raters) in items.iter().filter(|it| !it.0.clause.is_empty()) {
        for rater in raters.keys() {
            count(&item.clause, &item.clause_hash, rater, (1, 0));
        }
    }
    for (clause, hash, rater) in older {
        count(&clause, &hash, &names.shown(&rater), (0, 1));
    }
    let of_clause = |(clause, editions): (String, BTreeMap<_, _>)| {
        let words = current.get(&clause);
        let editions = editions.into_iter().map(|it| edition(it, words)).collect();
        (clause, editions)
    };
    tally.into_iter().map(of_clause).collect()
}

fn edition(
    (clause_hash, raters): (String, BTreeMap<String, (usize, usize)>),
    current: Option<&BTreeSet<String>>,
) -> Edition {
    let of_rater = |(rater, (n_ratings, n_older_words))| OfEdition {
        rater,
        n_ratings,
        n_older_words,
    };
    Edition {
        is_current: current
            .filter(|_| !clause_hash.is_empty())
            .map(|it| it.contains(&clause_hash)),
        clause_hash,
        raters: raters.into_iter().map(of_rater).collect(),
    }
}
