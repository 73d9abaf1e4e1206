//! Which replies are to be judged.

use super::super::Engine;
use super::super::findings::GivenVerdict;
use super::super::statuses::{Seen, Statuses};
use crate::text::sha256;
use crate::verdict::{SourceKind, Status};
use crate::workspace::Workspace;
use crate::workspace::lists::MOST_ITEMS;
use std::collections::BTreeSet;

/// How many models can be chosen from.
pub(in crate::engine) const MODELS_SHOWN: usize = 100;

/// How many items a list has where nobody says.
const USUAL: usize = 10;

/// What a person wants to judge.
#[derive(Debug)]
pub(in crate::engine) struct Choice<'a> {
    /// `all`, `contested`, `older`; anything else: what nobody judged.
    pub(in crate::engine) pick: &'a str,
    /// The clause's id; empty for any.
    pub(in crate::engine) clause: &'a str,
    /// The model; empty for any.
    pub(in crate::engine) model: &'a str,
    /// How many; what is no number is the usual.
    pub(in crate::engine) most: &'a str,
    /// Draws at random where it is not empty, the same wherever it is the same.
    pub(in crate::engine) seed: &'a str,
}

impl Choice<'_> {
    /// The replies to judge, each with its clause, and of how many they were taken.
    pub(in crate::engine) fn items(
        &self,
        engine: &Engine,
        workspace: &Workspace,
    ) -> (Vec<(String, String)>, usize) {
        let statuses = Statuses::new(&engine.runs, &engine.spec, &engine.checks, workspace);
        let mut items = Vec::new();
        for seen in statuses.seen() {
            let transcript = &seen.run.judged.transcript;
            let is_wanted = self.model.is_empty() || self.model == model(seen);
            if !is_wanted || transcript.messages.is_empty() {
                continue;
            }
            for (at, clause) in engine.spec.clauses.iter().enumerate() {
                let is_wanted = self.clause.is_empty() || self.clause == clause.id;
                if is_wanted && self.wants(&statuses, seen, at) {
                    items.push((clause.id.clone(), transcript.id.clone()));
                }
            }
        }
        let n = items.len();
        if !self.seed.is_empty() {
            items.sort_by_cached_key(|(clause, transcript)| {
                sha256(
                    [self.seed, "\0", clause, "\0", transcript]
                        .concat()
                        .as_bytes(),
                )
            });
        }
        items.truncate(self.most());
        (items, n)
    }

    fn most(&self) -> usize {
        let asked = self.most.parse().ok().filter(|it| *it > 0);
        asked.unwrap_or(USUAL).min(MOST_ITEMS)
    }

    fn wants(&self, statuses: &Statuses<'_>, seen: Seen<'_, '_>, clause: usize) -> bool {
        let row = statuses.brief(seen, clause);
        let given = || statuses.given(seen, clause);
        match self.pick {
            "contested" => is_contested(&given()),
            "older" => given().iter().any(|it| it.older_words),
            // One who asks for a clause asks it of every reply.
            "all" => !self.clause.is_empty() || row.is_some_and(|it| it.applies),
            _ => {
                let is_open = |it| matches!(it, Status::NotJudged | Status::NoBreakFound);
                match row {
                    Some(row) => (row.applies || !self.clause.is_empty()) && is_open(row.status),
                    None => !self.clause.is_empty(),
                }
            }
        }
    }

    /// What to call a list of `n` such items.
    pub(in crate::engine) fn name(&self, n: usize) -> String {
        let what = match self.pick {
            "contested" => " on which people differ",
            "older" => " judged under older words",
            "all" if n == 1 => " reply",
            "all" => " replies",
            _ => " not judged",
        };
        let mut name = [&n.to_string(), what].concat();
        for (before, it) in [
            (", ", self.clause),
            (", ", self.model),
            (", seed ", self.seed),
        ] {
            if !it.is_empty() {
                name.extend([before, it]);
            }
        }
        name
    }
}

/// Whether people say different things of the reply as it stands, and have not settled it.
fn is_contested(given: &[GivenVerdict]) -> bool {
    let counts = |it: &&GivenVerdict| {
        it.source.kind() == SourceKind::Person && it.counts() && !it.older_words
    };
    let mut people = given.iter().filter(counts);
    let is_settled = people.clone().any(|it| it.settled);
    let Some(first) = people.next() else {
        return false;
    };
    !is_settled && people.any(|it| it.outcome != first.outcome)
}

/// The model that is said to have given the reply.
fn model<'a>(seen: Seen<'a, '_>) -> &'a str {
    let outputs = seen.scenario.outputs.iter();
    let of = |id: &str| id == seen.run.judged.transcript.id;
    let mut own = outputs.filter(|it| of(&seen.scenario.transcript_id(it)));
    own.next().map_or("", |it| &it.candidate)
}

/// The models whose replies there are, in order of name.
pub(in crate::engine) fn models(workspace: &Workspace) -> BTreeSet<&str> {
    let outputs = workspace.scenarios.iter().flat_map(|it| &it.outputs);
    let mut models = BTreeSet::new();
    models.extend(outputs.map(|it| it.candidate.as_str()));
    models.remove("");
    models
}
