//! Verdicts that were given under older words.

use crate::spec::diff::{ClauseMatch, Fate};
use crate::spec::{Clause, Spec};
use crate::verdict::{Outcome, Source, Verdict, standing};
use crate::workspace::Workspace;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A standing verdict that was not given on the newer version's clause as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutdatedVerdict {
    /// The verdict's id in the log.
    pub verdict: String,
    /// The transcript judged.
    pub transcript: String,
    /// The clause as the verdict names it.
    pub clause: String,
    /// The newer version's clause; `None` where it has none like it.
    pub new_clause: Option<String>,
    /// What became of the clause as it was judged; never [`Fate::Same`].
    pub fate: Fate,
    /// Who judged.
    pub source: Source,
    /// What they concluded.
    pub outcome: Outcome,
}

/// The standing verdicts on the workspace's transcripts that were not given on the clauses of `new`
/// as they stand, in the order in which they were given.
pub(super) fn outdated(
    workspace: &Workspace,
    matches: &[ClauseMatch],
    new: &Spec,
) -> Vec<OutdatedVerdict> {
    let clauses = Clauses::new(matches, new);
    let mut transcripts = BTreeSet::new();
    let scenarios = workspace.scenarios.iter();
    transcripts.extend(scenarios.flat_map(|it| it.transcripts()).map(|it| it.id));
    let here = standing(&workspace.verdicts).into_iter();
    here.filter(|it| transcripts.contains(&it.transcript))
        .filter_map(|it| clauses.outdated(it))
        .collect()
}

/// The clauses of the newer version, and how to find them.
struct Clauses<'a> {
    by_id: BTreeMap<&'a str, &'a Clause>,
    by_hash: BTreeMap<&'a str, &'a Clause>,
    /// What the newer version calls clauses of the older one.
    new_of: BTreeMap<&'a str, &'a str>,
}

impl<'a> Clauses<'a> {
    fn new(matches: &'a [ClauseMatch], new: &'a Spec) -> Clauses<'a> {
        let clauses = || new.clauses.iter();
        let (mut by_id, mut by_hash, mut new_of) =
            (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        by_id.extend(clauses().map(|it| (it.id.as_str(), it)));
        by_hash.extend(clauses().map(|it| (it.hash.as_str(), it)));
        let pairs = matches.iter();
        new_of.extend(pairs.filter_map(|it| Some((it.old.as_str(), it.new.as_deref()?))));
        Clauses {
            by_id,
            by_hash,
            new_of,
        }
    }

    fn outdated(&self, verdict: &Verdict) -> Option<OutdatedVerdict> {
        let clause = self.find(verdict);
        let fate = clause.map_or(Fate::Gone, |it| {
            match (it.id == verdict.clause, it.hash == verdict.clause_hash) {
                (true, true) => Fate::Same,
                (false, true) => Fate::Renamed,
                (_, false) => Fate::Reworded,
            }
        });
        (fate != Fate::Same).then(|| OutdatedVerdict {
            verdict: verdict.id.clone(),
            transcript: verdict.transcript.clone(),
            clause: verdict.clause.clone(),
            new_clause: clause.map(|it| it.id.clone()),
            fate,
            source: verdict.source.clone(),
            outcome: verdict.outcome,
        })
    }

    /// The clause a verdict is about: by its id, by what became of that, by the words judged.
    fn find(&self, verdict: &Verdict) -> Option<&'a Clause> {
        let id = verdict.clause.as_str();
        let followed = || self.by_id.get(self.new_of.get(id)?);
        let found = self.by_id.get(id).or_else(followed);
        let same_words = || self.by_hash.get(verdict.clause_hash.as_str());
        found.or_else(same_words).copied()
    }
}
