//! From results and verdicts to one status per clause: the rules of what a verdict may claim.

use super::checks::Loaded;
use super::findings::{CheckFinding, ClauseRow, GivenVerdict};
use crate::check::{Brief, CheckDefinition, CheckOutcome, CheckResult, Decides};
use crate::spec::Clause;
use crate::transcript::Transcript;
use crate::verdict::{CountingRule, Outcome, SourceKind, Status, Verdict};
use std::cell::OnceCell;

/// A transcript, and the hashes that tell whether a verdict was given on it as it stands.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) transcript: Transcript,
    output_hash: OnceCell<String>,
    context_hash: OnceCell<String>,
}

impl Judged {
    pub(super) fn new(transcript: Transcript) -> Judged {
        Judged {
            transcript,
            output_hash: OnceCell::new(),
            context_hash: OnceCell::new(),
        }
    }

    fn is_older_reply(&self, verdict: &Verdict) -> bool {
        let now = || {
            self.output_hash
                .get_or_init(|| self.transcript.output_hash())
        };
        is_other(&verdict.output_hash, now)
    }

    fn is_older_context(&self, verdict: &Verdict) -> bool {
        let now = || {
            self.context_hash
                .get_or_init(|| self.transcript.context_hash())
        };
        is_other(&verdict.context_hash, now)
    }
}

/// Whether a hash was noted, and is not the one of now.
fn is_other<'a>(noted: &str, now: impl FnOnce() -> &'a String) -> bool {
    !noted.is_empty() && noted != now()
}

/// What one clause's checks and judges said of one transcript.
pub(super) struct Heard<'a> {
    pub(super) clause: &'a Clause,
    /// Whether the scenario says it is about this clause.
    pub(super) named: bool,
    /// Some of the clause's checks that decide something did not run.
    pub(super) is_cut: bool,
    /// What the clause's checks said that ran.
    pub(super) results: Vec<(&'a Loaded, Brief)>,
    /// Standing verdicts on this clause and transcript.
    pub(super) verdicts: Vec<&'a Verdict>,
    pub(super) judged: &'a Judged,
}

/// A [`ClauseRow`] without its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BriefRow {
    pub(super) status: Status,
    pub(super) applies: bool,
}

/// A source, by kind and name, and what it concluded.
pub(super) type Concluded<'a> = (SourceKind, &'a str, Outcome);

impl<'a> Heard<'a> {
    /// Combines the sources, or `None` where nothing is known and nobody asked.
    pub(super) fn brief(&self, rule: &CountingRule) -> Option<BriefRow> {
        if !self.named && self.results.is_empty() && self.verdicts.is_empty() {
            return None;
        }
        let counting = || self.verdicts.iter().filter(|it| self.counts(it));
        let decided = self.concluded().map(|it| (it.0, it.2)).collect();
        let said_to_apply = counting().any(|it| it.outcome != Outcome::NotApplicable);
        Some(BriefRow {
            status: self.status(rule, decided),
            applies: self.named || self.results.iter().any(|it| it.1.applies) || said_to_apply,
        })
    }

    /// What each source concluded that may: checks that nobody set aside, people, models. What was
    /// agreed on after a discussion stands in place of what each person had said before it.
    fn concluded(&self) -> impl Iterator<Item = Concluded<'a>> {
        let checks = self.results.iter().filter_map(|(check, said)| {
            let outcome = decided(&check.definition, *said)?;
            let name = check.id.as_str();
            self.overruling(check)
                .is_none()
                .then_some((SourceKind::Check, name, outcome))
        });
        let counting = || self.verdicts.iter().filter(|it| self.counts(it));
        let is_settled = counting().any(|it| it.is_settled() && self.is_of_these_words(it));
        let is_heard = move |it: &&&Verdict| {
            !is_settled || it.is_settled() || it.source.kind() != SourceKind::Person
        };
        let verdicts = counting().filter(is_heard);
        checks.chain(verdicts.map(|it| (it.source.kind(), it.source.name(), it.outcome)))
    }

    /// The same of the sources that the rule believes.
    #[cfg(feature = "study")]
    pub(super) fn believed(&self, rule: &CountingRule) -> Vec<Concluded<'a>> {
        let mut all: Vec<_> = self.concluded().collect();
        let kinds = rule.believed(|kind| all.iter().any(|it| it.0 == kind));
        all.retain(|it| kinds.contains(&it.0));
        all
    }

    /// The same in full; `result` gives a check's result with its words.
    pub(super) fn row(
        &self,
        rule: &CountingRule,
        result: impl Fn(&Loaded) -> CheckResult,
    ) -> Option<ClauseRow> {
        let BriefRow { status, applies } = self.brief(rule)?;
        let finding = |(check, _): &(&Loaded, Brief)| CheckFinding {
            check: check.id.clone(),
            result: result(check),
            overruled_by: self.overruling(check).map(|it| it.source.clone()),
        };
        Some(ClauseRow {
            clause: self.clause.id.clone(),
            status,
            applies,
            checks: self.results.iter().map(finding).collect(),
            verdicts: self.given(),
        })
    }

    /// The standing verdicts, and whether they count.
    pub(super) fn given(&self) -> Vec<GivenVerdict> {
        let given = |it: &&Verdict| GivenVerdict {
            id: it.id.clone(),
            source: it.source.clone(),
            outcome: it.outcome,
            evidence: it.evidence.clone(),
            explanation: it.explanation.clone(),
            settled: it.is_settled(),
            older_words: !self.is_of_these_words(it),
            older_reply: self.judged.is_older_reply(it),
            older_context: self.judged.is_older_context(it),
        };
        self.verdicts.iter().map(given).collect()
    }

    /// The status by the rule. Where a check that did not run could have said otherwise, nothing
    /// good is said of the clause.
    fn status(&self, rule: &CountingRule, mut decided: Vec<(SourceKind, Outcome)>) -> Status {
        let n_looked = self.n_looked();
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

    /// Who set the check's finding aside for this transcript as it stands.
    fn overruling(&self, check: &Loaded) -> Option<&Verdict> {
        let overrules = |it: &&&Verdict| it.overrules.contains(&check.id) && self.counts(it);
        self.verdicts.iter().find(overrules).copied()
    }

    /// Whether a verdict was given on this very reply in this very conversation.
    fn counts(&self, verdict: &Verdict) -> bool {
        !self.judged.is_older_reply(verdict) && !self.judged.is_older_context(verdict)
    }

    /// Whether a verdict was given under the clause's words as they are.
    fn is_of_these_words(&self, verdict: &Verdict) -> bool {
        verdict.clause_hash == self.clause.hash
    }

    /// How many checks that decide something looked and found nothing.
    pub(super) fn n_looked(&self) -> usize {
        let looked = |(check, said): &&(&Loaded, Brief)| {
            said.outcome == CheckOutcome::Pass && check.definition.decides != Decides::Nothing
        };
        self.results.iter().filter(looked).count()
    }
}

/// What a check's result decides about its clause. A check that merely found nothing decides
/// nothing, and neither does one that could not run.
///
/// That a clause does not apply is for a `when` to say: where there is merely no reply to look at,
/// nothing is decided.
fn decided(check: &CheckDefinition, said: Brief) -> Option<Outcome> {
    let when_did_not_match = check.has_when() && !said.applies;
    match (check.decides, said.outcome) {
        (Decides::Break | Decides::Both, CheckOutcome::Fail) => Some(Outcome::Fail),
        (Decides::Both, CheckOutcome::Pass) => Some(Outcome::Pass),
        (Decides::Both, CheckOutcome::NotApplicable) if when_did_not_match => {
            Some(Outcome::NotApplicable)
        }
        _ => None,
    }
}
