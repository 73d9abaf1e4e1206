//! Which statuses are not the same under two versions.

use crate::check::CheckOutcome;
use crate::engine::{CheckFinding, ClauseRow, TranscriptFindings};
use crate::spec::diff::ClauseMatch;
use crate::verdict::Status;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many flips are given one by one; all are counted.
const MAX_FLIPS: usize = 5_000;

/// What so many checks said is given with a flip.
const MAX_CHECKS: usize = 10;

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

/// The statuses that flip, in the order of transcripts and then of the newer version, and how many
/// of each kind. Both lists of findings are of the same transcripts.
pub(super) fn flips(
    old: &[Arc<TranscriptFindings>],
    new: &[Arc<TranscriptFindings>],
    matches: &[ClauseMatch],
) -> (Vec<Flip>, Vec<FlipCount>) {
    let links = Links::new(matches);
    let (mut flips, mut counts) = (Vec::new(), BTreeMap::new());
    for (old, new) in old.iter().zip(new) {
        for (old_side, new_side) in links.sides(old, new) {
            let statuses = [&old_side, &new_side].map(|it| it.as_ref().map(Side::status));
            *counts.entry(statuses).or_insert(0) += 1;
            if flips.len() < MAX_FLIPS {
                flips.push(Flip {
                    transcript: new.transcript.clone(),
                    scenario: new.scenario.clone(),
                    old: old_side.map(|it| it.standing()),
                    new: new_side.map(|it| it.standing()),
                });
            }
        }
    }
    let count = |([old, new], n): ([Option<Status>; 2], usize)| FlipCount { old, new, n };
    (flips, counts.into_iter().map(count).collect())
}

/// A clause under one version, and what is known of it.
struct Side<'a> {
    clause: &'a str,
    row: Option<&'a ClauseRow>,
}

impl Side<'_> {
    fn status(&self) -> Status {
        self.row.map_or(Status::NotJudged, |it| it.status)
    }

    fn standing(&self) -> Standing {
        let checks = self.row.iter().flat_map(|it| &it.checks);
        Standing {
            clause: self.clause.to_owned(),
            status: self.status(),
            applies: self.row.is_some_and(|it| it.applies),
            checks: checks.take(MAX_CHECKS).map(said).collect(),
        }
    }
}

fn said(finding: &CheckFinding) -> CheckSaid {
    CheckSaid {
        check: finding.check.clone(),
        outcome: finding.result.outcome,
        explanation: finding.result.explanation.clone(),
    }
}

/// Which clause of one version is which of the other.
struct Links<'a> {
    new_of: BTreeMap<&'a str, &'a str>,
    old_of: BTreeMap<&'a str, &'a str>,
}

impl<'a> Links<'a> {
    fn new(matches: &'a [ClauseMatch]) -> Links<'a> {
        let pairs = || {
            let pairs = matches.iter();
            pairs.filter_map(|it| Some((it.old.as_str(), it.new.as_deref()?)))
        };
        let (mut new_of, mut old_of) = (BTreeMap::new(), BTreeMap::new());
        new_of.extend(pairs());
        old_of.extend(pairs().map(|(old, new)| (new, old)));
        Links { new_of, old_of }
    }

    /// The clauses of a transcript whose statuses differ. One that a version lacks counts only
    /// where something was known of it.
    fn sides(
        &self,
        old: &'a TranscriptFindings,
        new: &'a TranscriptFindings,
    ) -> Vec<(Option<Side<'a>>, Option<Side<'a>>)> {
        let mut old_rows = BTreeMap::new();
        old_rows.extend(old.rows.iter().map(|row| (row.clause.as_str(), row)));
        let mut sides = Vec::new();
        for row in &new.rows {
            let new_side = side(&row.clause, Some(row));
            let clause = self.old_of.get(row.clause.as_str());
            let old_side = clause.map(|it| side(it, old_rows.remove(it)));
            sides.push((old_side, Some(new_side)));
        }
        let without_new_row = old.rows.iter().map(|it| it.clause.as_str());
        for clause in without_new_row.filter(|it| old_rows.contains_key(it)) {
            let new_side = self.new_of.get(clause).map(|it| side(it, None));
            let old_side = side(clause, old_rows.get(clause).copied());
            sides.push((Some(old_side), new_side));
        }
        sides.retain(|(old, new)| {
            let [old, new] =
                [old, new].map(|it| it.as_ref().map_or(Status::NotJudged, Side::status));
            old != new
        });
        sides
    }
}

fn side<'a>(clause: &'a str, row: Option<&'a ClauseRow>) -> Side<'a> {
    Side { clause, row }
}
