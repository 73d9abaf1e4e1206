//! From results and verdicts to one status per clause: the rules of what a verdict may claim.

use super::findings::{CheckFinding, ClauseRow, GivenVerdict};
use crate::check::{CheckDefinition, CheckOutcome, CheckResult, Decides};
use crate::spec::Clause;
use crate::verdict::{CountingRule, Outcome, SourceKind, Status, Verdict};

/// What one clause's checks and judges said of one transcript.
pub(super) struct Heard<'a> {
    pub(super) clause: &'a Clause,
    /// Whether the scenario says it is about this clause.
    pub(super) named: bool,
    /// Some of the clause's checks that decide something did not run.
    pub(super) is_cut: bool,
    /// Results of the clause's checks: id, check, result.
    pub(super) results: Vec<(&'a str, &'a CheckDefinition, &'a CheckResult)>,
    /// Standing verdicts on this clause and transcript.
    pub(super) verdicts: Vec<&'a Verdict>,
    /// Hash of the output as it is now.
    pub(super) output_hash: &'a str,
    /// Hash of the conversation around it.
    pub(super) context_hash: &'a str,
}

impl Heard<'_> {
    /// Combines the sources, or `None` where nothing is known and nobody asked.
    pub(super) fn row(&self, rule: &CountingRule) -> Option<ClauseRow> {
        if !self.named && self.results.is_empty() && self.verdicts.is_empty() {
            return None;
        }
        let checks: Vec<_> = self
            .results
            .iter()
            .map(|it| self.check_finding(it))
            .collect();
        let verdicts: Vec<_> = self.verdicts.iter().map(|it| self.given(it)).collect();
        let mut decided: Vec<_> = self.decided_by_checks(&checks).collect();
        let counting = verdicts.iter().filter(|it| it.counts());
        decided.extend(counting.clone().map(|it| (it.source.kind(), it.outcome)));
        let said_to_apply = counting
            .clone()
            .any(|it| it.outcome != Outcome::NotApplicable);
        Some(ClauseRow {
            clause: self.clause.id.clone(),
            status: self.status(rule, decided, self.n_looked(&checks)),
            applies: self.named || checks.iter().any(|it| it.result.applies) || said_to_apply,
            checks,
            verdicts,
        })
    }

    /// The status by the rule. Where a check that did not run could have said otherwise, nothing
    /// good is said of the clause.
    fn status(
        &self,
        rule: &CountingRule,
        mut decided: Vec<(SourceKind, Outcome)>,
        n_looked: usize,
    ) -> Status {
        let status = rule.status(&decided, n_looked);
        if !self.is_cut || matches!(status, Status::Broken | Status::Unclear) {
            return status;
        }
        decided.push((SourceKind::Check, Outcome::Fail));
        if rule.status(&decided, n_looked) == status {
            status
        } else {
            Status::NotJudged
        }
    }

    fn check_finding(
        &self,
        (id, _, result): &(&str, &CheckDefinition, &CheckResult),
    ) -> CheckFinding {
        let overruling = self.verdicts.iter().find(|verdict| {
            let is_older = self.is_older_reply(verdict) || self.is_older_context(verdict);
            verdict.overrules.iter().any(|it| it == id) && !is_older
        });
        CheckFinding {
            check: (*id).to_owned(),
            result: (*result).clone(),
            overruled_by: overruling.map(|it| it.source.clone()),
        }
    }

    fn decided_by_checks<'s>(
        &'s self,
        checks: &'s [CheckFinding],
    ) -> impl Iterator<Item = (SourceKind, Outcome)> + 's {
        let counting = self
            .results
            .iter()
            .zip(checks)
            .filter(|(_, finding)| finding.overruled_by.is_none());
        counting.filter_map(|((_, check, result), _)| {
            Some((SourceKind::Check, decided(check, result)?))
        })
    }

    fn n_looked(&self, checks: &[CheckFinding]) -> usize {
        let looked = |finding: &&CheckFinding| finding.result.outcome == CheckOutcome::Pass;
        let decides = |at: &usize| self.results[*at].1.decides != Decides::Nothing;
        (0..checks.len())
            .filter(decides)
            .filter(|at| looked(&&checks[*at]))
            .count()
    }

    fn given(&self, verdict: &Verdict) -> GivenVerdict {
        GivenVerdict {
            id: verdict.id.clone(),
            source: verdict.source.clone(),
            outcome: verdict.outcome,
            evidence: verdict.evidence.clone(),
            explanation: verdict.explanation.clone(),
            older_words: verdict.clause_hash != self.clause.hash,
            older_reply: self.is_older_reply(verdict),
            older_context: self.is_older_context(verdict),
        }
    }

    fn is_older_reply(&self, verdict: &Verdict) -> bool {
        is_other(&verdict.output_hash, self.output_hash)
    }

    fn is_older_context(&self, verdict: &Verdict) -> bool {
        is_other(&verdict.context_hash, self.context_hash)
    }
}

/// Whether a hash was noted, and is not the one of now.
fn is_other(noted: &str, now: &str) -> bool {
    !noted.is_empty() && noted != now
}

/// What a check's result decides about its clause. A check that merely found nothing decides
/// nothing, and neither does one that could not run.
///
/// That a clause does not apply is for a `when` to say: where there is merely no reply to look at,
/// nothing is decided.
fn decided(check: &CheckDefinition, result: &CheckResult) -> Option<Outcome> {
    let when_did_not_match = check.has_when() && !result.applies;
    match (check.decides, result.outcome) {
        (Decides::Break | Decides::Both, CheckOutcome::Fail) => Some(Outcome::Fail),
        (Decides::Both, CheckOutcome::Pass) => Some(Outcome::Pass),
        (Decides::Both, CheckOutcome::NotApplicable) if when_did_not_match => {
            Some(Outcome::NotApplicable)
        }
        _ => None,
    }
}
