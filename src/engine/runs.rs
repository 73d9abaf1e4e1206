//! Which check must run on which transcript, and what came out.

use super::checks::{Checks, Loaded, view};
use super::findings::{ClauseRow, Findings, TranscriptFindings};
use super::rows::Heard;
use super::{Budget, Progress};
use crate::check::{CalledTools, CheckDefinition, CheckResult, Decides, Names, View};
use crate::diagnostic::Diagnostic;
use crate::message::Message;
use crate::spec::{Clause, Spec};
use crate::transcript::{Scenario, Transcript};
use crate::verdict::{Verdict, standing};
use crate::workspace::Workspace;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// A transcript, the results of checks on it, and what was last said about it.
#[derive(Clone, Debug)]
struct Run {
    transcript: Transcript,
    output_hash: String,
    context_hash: String,
    /// Index of its scenario.
    scenario: usize,
    /// Results by the serial number of the check.
    results: BTreeMap<u64, CheckResult>,
    /// The findings last taken, to send only what changed.
    sent: Option<Arc<TranscriptFindings>>,
}

/// A check that must run.
#[derive(Clone, Debug)]
struct Due {
    /// Index of the run.
    run: usize,
    /// The check's number.
    serial: u64,
    definition: Arc<CheckDefinition>,
}

/// A scenario's own checks.
#[derive(Clone, Debug)]
struct Own {
    scenario: Arc<Scenario>,
    checks: Vec<Loaded>,
    diagnostics: Vec<Diagnostic>,
    /// The checks that they may use.
    names: Names,
}

/// All runs of a workspace.
#[derive(Clone, Debug, Default)]
pub(super) struct Runs {
    runs: Vec<Run>,
    own: Vec<Own>,
    queue: VecDeque<Due>,
    done: usize,
    total: usize,
    /// How many were given up.
    n_missing: usize,
    /// How many wait for a part that this build lacks.
    n_waiting: usize,
    /// Ids of transcripts that went since findings were last taken.
    removed: Vec<String>,
    n_runs: u32,
    /// The spec changed since findings were last taken.
    pub(super) send_spec: bool,
    /// Rows must be made again even where no check ran.
    pub(super) look_again: bool,
}

impl Runs {
    /// Drops all results.
    pub(super) fn forget(&mut self) {
        self.runs.iter_mut().for_each(|run| run.results.clear());
    }

    /// Follows a change of scenarios or checks and queues what must run.
    pub(super) fn refresh(&mut self, scenarios: &[Arc<Scenario>], checks: &mut Checks) {
        self.refresh_own(scenarios, checks);
        self.refresh_runs(scenarios);
        self.n_waiting = self.tell_waiting(checks);
        self.queue = self.missing(checks);
        (self.done, self.total, self.n_missing) = (0, self.queue.len(), 0);
        self.look_again = true;
    }

    fn refresh_own(&mut self, scenarios: &[Arc<Scenario>], checks: &mut Checks) {
        let mut old: Vec<_> = std::mem::take(&mut self.own);
        self.own = scenarios
            .iter()
            .map(|it| own_checks(it, &mut old, checks))
            .collect();
    }

    fn refresh_runs(&mut self, scenarios: &[Arc<Scenario>]) {
        // Extended, not collected: collecting sorts first, and every sort is code to download.
        let mut old = BTreeMap::new();
        old.extend(
            self.runs
                .drain(..)
                .map(|run| (run.transcript.id.clone(), run)),
        );
        for (at, scenario) in scenarios.iter().enumerate() {
            for transcript in scenario.transcripts() {
                let run = match old.remove(&transcript.id) {
                    Some(run) => run.follow(transcript, at),
                    None => Run::new(transcript, at),
                };
                self.runs.push(run);
            }
        }
        self.removed.extend(old.into_keys());
    }

    /// Results of checks that need what this build lacks, and how many these are.
    fn tell_waiting(&mut self, checks: &Checks) -> usize {
        let mut n_waiting = 0;
        for run in &mut self.runs {
            let all = checks.all().chain(&self.own[run.scenario].checks);
            for (check, part) in all.filter_map(|it| Some((it, it.lacks?))) {
                n_waiting += 1;
                let result = || CheckResult::waiting(part);
                run.results.entry(check.serial).or_insert_with(result);
            }
        }
        n_waiting
    }

    fn missing(&self, checks: &Checks) -> VecDeque<Due> {
        let wanted = self.runs.iter().enumerate().flat_map(|(at, run)| {
            let all = checks.all().chain(&self.own[run.scenario].checks);
            let missing = all.filter(|it| !run.results.contains_key(&it.serial));
            missing.map(move |it| Due {
                run: at,
                serial: it.serial,
                definition: it.definition.clone(),
            })
        });
        wanted.collect()
    }

    /// Drops what is queued; it is found missing again at the next change.
    pub(super) fn cancel(&mut self) {
        self.n_missing += self.queue.len();
        self.queue.clear();
        self.total = self.done;
    }

    /// Runs at most `budget` queued checks.
    pub(super) fn step(&mut self, budget: Budget) -> Progress {
        let mut left = budget.0;
        while left > 0
            && let Some(at) = self.queue.front().map(|it| it.run)
        {
            left -= self.run_some(at, left);
        }
        Progress {
            done: self.done,
            total: self.total,
        }
    }

    /// Runs at most `limit` queued checks of one transcript, which share its words and lines.
    fn run_some(&mut self, at: usize, limit: usize) -> usize {
        let here = self
            .queue
            .iter()
            .take(limit)
            .take_while(|it| it.run == at)
            .count();
        let run = &mut self.runs[at];
        let view = View::new(&run.transcript);
        for due in self.queue.drain(..here) {
            run.results.insert(due.serial, due.definition.run_on(&view));
        }
        self.done += here;
        self.n_runs += u32::try_from(here).unwrap_or(u32::MAX);
        here
    }

    /// Forgets what was sent, so that all findings are given again.
    pub(super) fn forget_sent(&mut self) {
        self.runs.iter_mut().for_each(|run| run.sent = None);
        self.look_again = true;
    }

    /// The tools that the transcripts call.
    pub(super) fn called_tools(&self) -> CalledTools {
        let mut called = CalledTools::default();
        for run in &self.runs {
            called.add_calls(&run.transcript);
        }
        called
    }

    /// Adds the tools that the transcripts speak of.
    pub(super) fn add_named_tools(&self, called: &mut CalledTools) {
        self.runs
            .iter()
            .for_each(|it| called.add_words(&it.transcript));
    }

    /// What was last said of each transcript.
    pub(super) fn last_findings(&self) -> impl Iterator<Item = &TranscriptFindings> {
        self.runs.iter().filter_map(|it| it.sent.as_deref())
    }

    /// Findings of the transcripts for which they changed.
    pub(super) fn take(&mut self, spec: &Spec, checks: &Checks, ws: &Workspace) -> Findings {
        let mut findings = Findings {
            removed: std::mem::take(&mut self.removed),
            n_runs: std::mem::take(&mut self.n_runs),
            n_missing: u32::try_from(self.n_missing).unwrap_or(u32::MAX),
            n_waiting: u32::try_from(self.n_waiting).unwrap_or(u32::MAX),
            ..Findings::default()
        };
        if !std::mem::take(&mut self.look_again) {
            return findings;
        }
        let bound = by_clause(checks);
        let standing = by_transcript(standing(&ws.verdicts));
        for run in &mut self.runs {
            run.drop_stale(checks, &self.own[run.scenario].checks);
            let here = standing
                .get(run.transcript.id.as_str())
                .map_or(&[][..], Vec::as_slice);
            let new = run.findings(spec, &bound, &self.own[run.scenario], here, ws);
            if run.sent.as_deref() != Some(&new) {
                let new = Arc::new(new);
                run.sent = Some(new.clone());
                findings.transcripts.push(new);
            }
        }
        findings
    }
}

type ByClause<'a> = BTreeMap<&'a str, Vec<&'a Loaded>>;

fn by_clause(checks: &Checks) -> ByClause<'_> {
    let mut bound = ByClause::new();
    for check in checks.all() {
        if let Some(clause) = &check.clause {
            bound.entry(clause).or_default().push(check);
        }
    }
    bound
}

fn by_transcript(verdicts: Vec<&Verdict>) -> BTreeMap<&str, Vec<&Verdict>> {
    let mut grouped = BTreeMap::<_, Vec<_>>::new();
    for verdict in verdicts {
        grouped
            .entry(verdict.transcript.as_str())
            .or_default()
            .push(verdict);
    }
    grouped
}

fn own_checks(scenario: &Arc<Scenario>, old: &mut Vec<Own>, checks_of_spec: &mut Checks) -> Own {
    let same = |it: &Own| {
        let checks = &scenario.checks;
        let is_same = it.scenario.id == scenario.id && it.scenario.checks == *checks;
        is_same && (checks.is_empty() || it.names == *checks_of_spec.names())
    };
    if let Some(at) = old.iter().position(same) {
        return Own {
            scenario: scenario.clone(),
            ..old.swap_remove(at)
        };
    }
    let names = checks_of_spec.names().clone();
    let (definitions, diagnostics) = names.read_values(&scenario.checks);
    let load = |it| checks_of_spec.load(it);
    let checks = definitions.into_iter().map(load).collect();
    Own {
        scenario: scenario.clone(),
        checks,
        diagnostics,
        names,
    }
}

impl Run {
    fn new(transcript: Transcript, scenario: usize) -> Run {
        Run {
            output_hash: transcript.output_hash(),
            context_hash: transcript.context_hash(),
            transcript,
            scenario,
            results: BTreeMap::new(),
            sent: None,
        }
    }

    /// The same run after an edit: results stay where the messages did.
    fn follow(mut self, transcript: Transcript, scenario: usize) -> Run {
        if !same_messages(&self.transcript.messages, &transcript.messages)
            || self.transcript.output != transcript.output
        {
            let sent = self.sent.take();
            return Run {
                sent,
                ..Run::new(transcript, scenario)
            };
        }
        self.scenario = scenario;
        self
    }

    fn drop_stale(&mut self, checks: &Checks, own: &[Loaded]) {
        let mut live = BTreeSet::new();
        live.extend(checks.all().chain(own).map(|it| it.serial));
        if self.results.len() > live.len() {
            self.results.retain(|serial, _| live.contains(serial));
        }
    }

    fn findings(
        &self,
        spec: &Spec,
        bound: &ByClause<'_>,
        own: &Own,
        standing: &[&Verdict],
        workspace: &Workspace,
    ) -> TranscriptFindings {
        let row = |clause: &Clause| -> Option<ClauseRow> {
            let bound = bound.get(clause.id.as_str()).map_or(&[][..], Vec::as_slice);
            self.heard(clause, bound, standing, &own.scenario)
                .row(&workspace.rule)
        };
        TranscriptFindings {
            transcript: self.transcript.id.clone(),
            scenario: own.scenario.id.clone(),
            rows: spec.clauses.iter().filter_map(row).collect(),
            own_checks: own
                .checks
                .iter()
                .filter_map(|it| self.own_result(it))
                .collect(),
            diagnostics: own.diagnostics.clone(),
        }
    }

    fn heard<'a>(
        &'a self,
        clause: &'a Clause,
        bound: &[&'a Loaded],
        standing: &[&'a Verdict],
        scenario: &Scenario,
    ) -> Heard<'a> {
        let result = |it: &&'a Loaded| {
            let result = self.results.get(&it.serial)?;
            Some((it.id.as_str(), it.definition.as_ref(), result))
        };
        let decides = |it: &&&Loaded| it.definition.decides != Decides::Nothing;
        let has_run = |it: &&Loaded| it.lacks.is_none() && self.results.contains_key(&it.serial);
        Heard {
            clause,
            is_cut: !bound.iter().filter(decides).all(has_run),
            named: scenario.clauses.contains(&clause.id),
            results: bound.iter().filter_map(result).collect(),
            verdicts: standing
                .iter()
                .filter(|it| it.clause == clause.id)
                .copied()
                .collect(),
            output_hash: &self.output_hash,
            context_hash: &self.context_hash,
        }
    }

    fn own_result(&self, check: &Loaded) -> Option<(super::CheckView, CheckResult)> {
        Some((view(check), self.results.get(&check.serial)?.clone()))
    }
}

fn same_messages(old: &[Arc<Message>], new: &[Arc<Message>]) -> bool {
    old.len() == new.len()
        && old
            .iter()
            .zip(new)
            .all(|(a, b)| Arc::ptr_eq(a, b) || a == b)
}
