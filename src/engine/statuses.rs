//! What is known of clauses and transcripts, as far as someone asks.

use super::checks::{Checks, Loaded, view};
use super::findings::{ClauseRow, GivenVerdict, TranscriptFindings};
#[cfg(feature = "study")]
use super::rows::Concluded;
use super::rows::{BriefRow, Heard};
use super::runs::{Run, Runs};
use crate::check::{Brief, CheckResult, Decides, View};
use crate::spec::{Clause, Spec};
use crate::transcript::Scenario;
use crate::verdict::{CountingRule, Verdict, counted};
use crate::workspace::Workspace;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

/// So many different answers of a clause's checks are remembered with the status they come to.
const MOST_MET: usize = 16;

/// Reads statuses off the runs.
pub(super) struct Statuses<'a> {
    runs: &'a Runs,
    rule: &'a CountingRule,
    clauses: Vec<Bound<'a>>,
    /// Standing verdicts by transcript.
    verdicts: BTreeMap<&'a str, Vec<&'a Verdict>>,
}

/// A clause, the checks that are bound to it, and what their answers come to where nobody judged.
struct Bound<'a> {
    clause: &'a Clause,
    checks: Vec<&'a Loaded>,
    met: RefCell<Vec<Met>>,
}

/// A run, and what people and models know of it.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a, 's> {
    pub(super) run: &'a Run,
    pub(super) scenario: &'a Scenario,
    /// Standing verdicts.
    verdicts: &'s [&'a Verdict],
}

/// What a clause's checks said, whether the scenario names it, and what that comes to.
type Met = (Vec<Option<Brief>>, bool, Option<BriefRow>);

impl<'a> Statuses<'a> {
    pub(super) fn new(
        runs: &'a Runs,
        spec: &'a Spec,
        checks: &'a Checks,
        workspace: &'a Workspace,
    ) -> Statuses<'a> {
        let mut by_clause = BTreeMap::<_, Vec<_>>::new();
        for check in checks.all() {
            if let Some(clause) = &check.clause {
                by_clause.entry(clause).or_default().push(check);
            }
        }
        let mut verdicts = BTreeMap::<_, Vec<_>>::new();
        for it in counted(&workspace.verdicts) {
            verdicts.entry(it.transcript.as_str()).or_default().push(it);
        }
        let bound = |clause: &'a Clause| Bound {
            clause,
            checks: by_clause.get(&clause.id).cloned().unwrap_or_default(),
            met: RefCell::default(),
        };
        Statuses {
            runs,
            rule: &workspace.rule,
            clauses: spec.clauses.iter().map(bound).collect(),
            verdicts,
        }
    }

    /// All runs, in their order.
    pub(super) fn seen(&self) -> impl Iterator<Item = Seen<'a, '_>> {
        self.runs.runs.iter().map(|run| self.seen_of(run))
    }

    fn seen_of(&self, run: &'a Run) -> Seen<'a, '_> {
        let id = run.judged.transcript.id.as_str();
        Seen {
            run,
            scenario: &self.runs.own[run.scenario].scenario,
            verdicts: self.verdicts.get(id).map_or(&[], Vec::as_slice),
        }
    }

    /// How many verdicts stand.
    #[cfg(feature = "study")]
    pub(super) fn n_verdicts(&self) -> usize {
        self.verdicts.values().map(Vec::len).sum()
    }

    /// The checks that are bound to the clause of this number.
    pub(super) fn checks(&self, clause: usize) -> &[&'a Loaded] {
        &self.clauses[clause].checks
    }

    /// What a clause and a transcript come to, by the clause's number; `None` where nothing is
    /// known and nobody asked.
    pub(super) fn brief(&self, seen: Seen<'a, '_>, clause: usize) -> Option<BriefRow> {
        let bound = &self.clauses[clause];
        let is_judged = !seen.verdicts.is_empty();
        if is_judged && !seen.verdicts_on(bound.clause).is_empty() {
            return heard(seen, bound).brief(self.rule);
        }
        let named = seen.is_named(bound.clause);
        if bound.checks.is_empty() && !named {
            return None;
        }
        let said = || bound.checks.iter().map(|it| seen.run.said(it));
        let mut met = bound.met.borrow_mut();
        let same = |it: &&Met| it.1 == named && it.0.iter().copied().eq(said());
        if let Some((_, _, row)) = met.iter().find(same) {
            return *row;
        }
        let row = heard(seen, bound).brief(self.rule);
        if met.len() < MOST_MET {
            met.push((said().collect(), named, row));
        }
        row
    }

    /// The standing verdicts on a clause and a transcript.
    pub(super) fn given(&self, seen: Seen<'a, '_>, clause: usize) -> Vec<GivenVerdict> {
        let bound = &self.clauses[clause];
        if seen.verdicts_on(bound.clause).is_empty() {
            return Vec::new();
        }
        heard(seen, bound).given()
    }

    /// What the sources that count concluded of a clause and a transcript.
    #[cfg(feature = "study")]
    pub(super) fn believed(&self, seen: Seen<'a, '_>, clause: usize) -> Vec<Concluded<'a>> {
        heard(seen, &self.clauses[clause]).believed(self.rule)
    }

    /// How many checks that decide something looked there and found nothing.
    #[cfg(feature = "study")]
    pub(super) fn n_looked(&self, seen: Seen<'a, '_>, clause: usize) -> usize {
        heard(seen, &self.clauses[clause]).n_looked()
    }

    /// What is known of a clause and a transcript, in words.
    pub(super) fn row(&self, seen: Seen<'a, '_>, clause: usize) -> Option<ClauseRow> {
        let words = Words::new(seen.run);
        heard(seen, &self.clauses[clause]).row(self.rule, |it| words.result(it))
    }

    /// What is known of a transcript, in words.
    pub(super) fn findings(&self, run: &'a Run) -> TranscriptFindings {
        let own = &self.runs.own[run.scenario];
        let (seen, words) = (self.seen_of(run), Words::new(run));
        let row = |it| heard(seen, it).row(self.rule, |it| words.result(it));
        let own_said = run.own_said.iter().zip(&own.checks);
        let own_said = own_said.filter(|(said, it)| said.is_some() || it.lacks.is_some());
        TranscriptFindings {
            transcript: run.judged.transcript.id.clone(),
            scenario: own.scenario.id.clone(),
            rows: self.clauses.iter().filter_map(row).collect(),
            own_checks: own_said
                .map(|(_, it)| (view(it), words.result(it)))
                .collect(),
            diagnostics: own.diagnostics.clone(),
        }
    }
}

fn heard<'a>(seen: Seen<'a, '_>, bound: &Bound<'a>) -> Heard<'a> {
    let run = seen.run;
    let decides = |it: &&&Loaded| it.definition.decides != Decides::Nothing;
    let has_run = |it: &&Loaded| it.lacks.is_none() && run.said(it).is_some();
    let said = |it: &&'a Loaded| Some((*it, run.said(it)?));
    Heard {
        clause: bound.clause,
        is_cut: !bound.checks.iter().filter(decides).all(has_run),
        named: seen.is_named(bound.clause),
        results: bound.checks.iter().filter_map(said).collect(),
        verdicts: seen.verdicts_on(bound.clause),
        judged: &run.judged,
    }
}

impl<'a> Seen<'a, '_> {
    fn is_named(self, clause: &Clause) -> bool {
        self.scenario.clauses.contains(&clause.id)
    }

    fn verdicts_on(self, clause: &Clause) -> Vec<&'a Verdict> {
        let all = self.verdicts.iter().copied();
        all.filter(|it| it.clause == clause.id).collect()
    }
}

/// What checks said of a run, in words; worked out where that is not kept.
pub(super) struct Words<'a> {
    run: &'a Run,
    view: OnceCell<View<'a>>,
}

impl<'a> Words<'a> {
    pub(super) fn new(run: &'a Run) -> Words<'a> {
        let view = OnceCell::new();
        Words { run, view }
    }

    pub(super) fn result(&self, check: &Loaded) -> CheckResult {
        self.run.result(check).unwrap_or_else(|| {
            let view = || View::new(&self.run.judged.transcript);
            check.definition.run_on(self.view.get_or_init(view))
        })
    }
}
