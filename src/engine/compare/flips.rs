//! Which statuses are not the same under two versions.

use crate::check::CheckOutcome;
use crate::engine::checks::Loaded;
use crate::engine::rows::BriefRow;
use crate::engine::runs::{Run, Runs};
use crate::engine::statuses::{Statuses, Words};
use crate::spec::diff::ClauseMatch;
use crate::verdict::Status;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// So many flips are given one by one; all are counted.
const MAX_FLIPS: usize = 5_000;

/// What so many checks said is given with a flip.
const MAX_CHECKS: usize = 10;

/// So many transcripts are read or compared in a slice.
const RUNS_AT_A_TIME: usize = 200;

/// So many flips are put into words in a slice.
const FLIPS_AT_A_TIME: usize = 50;

/// A clause of a transcript whose status is another under the newer version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flip {
    /// The transcript.
    pub transcript: String,
    /// The scenario it belongs to.
    pub scenario: String,
    /// Under the older version; `None` where that has no such clause.
    pub old: Option<Standing>,
    /// Under the newer version; `None` where that has no such clause.
    pub new: Option<Standing>,
}

/// What is known of a clause and a transcript under one version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The clause.
    pub clause: String,
    /// All sources taken together.
    pub status: Status,
    /// Whether the clause applies to the transcript.
    pub applies: bool,
    /// What its checks said, of at most ten.
    pub checks: Vec<CheckSaid>,
}

/// What a check said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckSaid {
    /// The check's id.
    pub check: String,
    /// The check's own outcome.
    pub outcome: CheckOutcome,
    /// Why, in its words.
    pub explanation: String,
}

/// How many statuses flip from one to another. `None` where a version has no such clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlipCount {
    /// Under the older version.
    pub old: Option<Status>,
    /// Under the newer version.
    pub new: Option<Status>,
    /// How many.
    pub n: usize,
}

/// What was found under one version.
#[derive(Debug, Default)]
pub(super) struct Found {
    clauses: Vec<String>,
    /// The checks bound to each clause.
    checks: Vec<Vec<Loaded>>,
    /// By transcript: numbers of clauses, and what is known of them.
    rows: Vec<Vec<(u32, BriefRow)>>,
}

impl Found {
    /// Reads on. `true` once all transcripts are read.
    pub(super) fn read(&mut self, statuses: &Statuses<'_>, clauses: Vec<String>) -> bool {
        if self.rows.is_empty() {
            let checks = |at| statuses.checks(at).iter().map(|it| (*it).clone()).collect();
            self.checks = (0..clauses.len()).map(checks).collect();
            self.clauses = clauses;
        }
        let mut unread = statuses.seen().skip(self.rows.len());
        for seen in unread.by_ref().take(RUNS_AT_A_TIME) {
            let row = |at: u32| Some((at, statuses.brief(seen, at as usize)?));
            let all = 0..u32::try_from(self.clauses.len()).unwrap_or(u32::MAX);
            self.rows.push(all.filter_map(row).collect());
        }
        unread.next().is_none()
    }

    pub(super) fn n_transcripts(&self) -> usize {
        self.rows.len()
    }

    fn standing(&self, words: &Words<'_>, side: Side) -> Standing {
        let said = |check: &Loaded| {
            let result = words.result(check);
            CheckSaid {
                check: check.id.clone(),
                outcome: result.outcome,
                explanation: result.explanation,
            }
        };
        let checks = self.checks[side.clause].iter().take(MAX_CHECKS);
        Standing {
            clause: self.clauses[side.clause].clone(),
            status: side.status(),
            applies: side.row.is_some_and(|it| it.applies),
            checks: checks.map(said).collect(),
        }
    }
}

/// A clause under one version, by its number, and what is known of it.
#[derive(Clone, Copy)]
struct Side {
    clause: usize,
    row: Option<BriefRow>,
}

impl Side {
    fn status(self) -> Status {
        self.row.map_or(Status::NotJudged, |it| it.status)
    }
}

/// The statuses that flip, in the order of transcripts and then of the newer version, and how many
/// of each kind, as far as they are found.
#[derive(Debug)]
pub(super) struct Flips {
    old: Found,
    new: Found,
    /// Which clause of one version is which of the other.
    new_of: Vec<Option<usize>>,
    old_of: Vec<Option<usize>>,
    /// How many transcripts are compared.
    n_done: usize,
    flips: Vec<Flip>,
    counts: BTreeMap<[Option<Status>; 2], usize>,
}

impl Flips {
    /// Of what was found on the same transcripts.
    pub(super) fn new(old: Found, new: Found, matches: &[ClauseMatch]) -> Flips {
        let (old_at, new_at) = (numbers(&old), numbers(&new));
        let mut new_of = vec![None; old.clauses.len()];
        let mut old_of = vec![None; new.clauses.len()];
        for it in matches {
            let new = it.new.as_deref().and_then(|id| new_at.get(id));
            if let (Some(old), Some(new)) = (old_at.get(it.old.as_str()), new) {
                (new_of[*old], old_of[*new]) = (Some(*new), Some(*old));
            }
        }
        Flips {
            new_of,
            old_of,
            n_done: 0,
            flips: Vec::new(),
            counts: BTreeMap::new(),
            old,
            new,
        }
    }

    /// Goes on. `true` once all transcripts are compared.
    pub(super) fn step(&mut self, runs: &Runs) -> bool {
        let begun = self.flips.len();
        for run in runs.runs.iter().skip(self.n_done).take(RUNS_AT_A_TIME) {
            if self.flips.len() - begun >= FLIPS_AT_A_TIME {
                return false;
            }
            self.compare(run, &runs.own[run.scenario].scenario.id);
            self.n_done += 1;
        }
        self.n_done == runs.runs.len()
    }

    /// What flips, and how often.
    pub(super) fn done(self) -> (Vec<Flip>, Vec<FlipCount>) {
        let count = |([old, new], n): ([Option<Status>; 2], usize)| FlipCount { old, new, n };
        (self.flips, self.counts.into_iter().map(count).collect())
    }

    fn compare(&mut self, run: &Run, scenario: &str) {
        let words = Words::new(run);
        for (old, new) in self.sides(self.n_done) {
            let statuses = [old, new].map(|it| it.map(Side::status));
            *self.counts.entry(statuses).or_insert(0) += 1;
            if self.flips.len() < MAX_FLIPS {
                self.flips.push(Flip {
                    transcript: run.judged.transcript.id.clone(),
                    scenario: scenario.to_owned(),
                    old: old.map(|it| self.old.standing(&words, it)),
                    new: new.map(|it| self.new.standing(&words, it)),
                });
            }
        }
    }

    /// The clauses of a transcript whose statuses differ. One that a version lacks counts only
    /// where something was known of it.
    fn sides(&self, at: usize) -> Vec<(Option<Side>, Option<Side>)> {
        let mut old_rows = vec![None; self.old.clauses.len()];
        for (clause, row) in &self.old.rows[at] {
            old_rows[*clause as usize] = Some(*row);
        }
        let mut sides = Vec::new();
        for (clause, row) in &self.new.rows[at] {
            let clause = *clause as usize;
            let old = self.old_of[clause].map(|clause| Side {
                clause,
                row: old_rows[clause].take(),
            });
            let row = Some(*row);
            sides.push((old, Some(Side { clause, row })));
        }
        for (clause, row) in old_rows.into_iter().enumerate() {
            if row.is_some() {
                let new = self.new_of[clause].map(|clause| Side { clause, row: None });
                sides.push((Some(Side { clause, row }), new));
            }
        }
        sides.retain(|sides| {
            let status = |it: Option<Side>| it.map_or(Status::NotJudged, Side::status);
            status(sides.0) != status(sides.1)
        });
        sides
    }
}

fn numbers(found: &Found) -> BTreeMap<&str, usize> {
    let mut numbers = BTreeMap::new();
    let ids = found.clauses.iter().map(String::as_str);
    numbers.extend(ids.zip(0..));
    numbers
}
