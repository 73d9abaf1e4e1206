//! Which check must run on which transcript, and what came out.
//!
//! Of most transcripts only what a status is made of is kept, two bytes a check. Words and places
//! are worked out for those that someone looks at: results are the same however often a check runs.

use super::checks::{Checks, Loaded};
use super::findings::{Findings, TranscriptFindings};
use super::rows::Judged;
use super::statuses::Statuses;
use super::{Budget, Progress};
use crate::check::{Brief, CalledTools, CheckOutcome, CheckResult, Names, View, says_tools};
use crate::diagnostic::Diagnostic;
use crate::message::Message;
use crate::spec::Spec;
use crate::transcript::{Scenario, Transcript};
use crate::workspace::Workspace;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// A transcript, and what checks said of it.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) judged: Judged,
    /// Index of its scenario.
    pub(super) scenario: usize,
    /// By the slot of the check.
    said: Vec<Option<Brief>>,
    /// By the number of the scenario's own check.
    pub(super) own_said: Vec<Option<Brief>>,
    /// The serial number of the first of those.
    own_serial: u64,
    /// Full results by the serial number of the check, where its findings are told.
    pub(super) results: Option<BTreeMap<u64, CheckResult>>,
    /// Some check may have to run.
    is_due: bool,
    /// What is known of it may have changed since findings were last taken.
    is_touched: bool,
}

/// A scenario's own checks.
#[derive(Clone, Debug)]
pub(super) struct Own {
    pub(super) scenario: Arc<Scenario>,
    pub(super) checks: Vec<Loaded>,
    pub(super) diagnostics: Vec<Diagnostic>,
    n_runs: usize,
    /// The checks that they may use.
    names: Names,
}

/// All runs of a workspace.
#[derive(Clone, Debug)]
pub(super) struct Runs {
    pub(super) runs: Vec<Run>,
    pub(super) own: Vec<Own>,
    /// The serial number of the check that `said` knows by each slot.
    slots: Vec<u64>,
    /// Runs with checks to run, by index.
    queue: VecDeque<usize>,
    done: usize,
    total: usize,
    /// How many wait for a part that this build lacks.
    n_waiting: usize,
    n_runs: u32,
    /// The transcript that is looked at.
    shown: Option<String>,
    /// From this run on none is told but that one.
    first_untold: usize,
    /// Of so many results the words are kept, or of those of one transcript.
    pub(super) most_told: usize,
    /// Which findings the page has.
    told: BTreeMap<String, Arc<TranscriptFindings>>,
    /// Findings were taken before.
    has_begun: bool,
    /// Several of these transcripts had one id, and the last one counts.
    has_twins: bool,
    /// The spec changed since findings were last taken.
    pub(super) send_spec: bool,
    /// Rows must be made again even where no check ran.
    pub(super) look_again: bool,
}

impl Default for Runs {
    fn default() -> Runs {
        Runs {
            runs: Vec::new(),
            own: Vec::new(),
            slots: Vec::new(),
            queue: VecDeque::new(),
            done: 0,
            total: 0,
            n_waiting: 0,
            n_runs: 0,
            shown: None,
            first_untold: usize::MAX,
            most_told: usize::MAX,
            told: BTreeMap::new(),
            has_begun: false,
            has_twins: false,
            send_spec: false,
            look_again: false,
        }
    }
}

impl Runs {
    /// Drops all results.
    pub(super) fn forget(&mut self) {
        for run in &mut self.runs {
            run.forget();
        }
    }

    /// Follows a change of scenarios or checks and queues what must run.
    pub(super) fn refresh(&mut self, scenarios: &[Arc<Scenario>], checks: &mut Checks) {
        self.refresh_runs(scenarios, checks);
        self.follow_slots(checks);
        self.choose_told(checks);
        let of_each = checks.all().filter(|it| it.lacks.is_some()).count();
        let own = |it: &Own| it.n_runs * it.checks.iter().filter(|it| it.lacks.is_some()).count();
        // Also where there is no reply yet: sheets hold checks against the spec's examples.
        let n_runs = self.runs.len().max(1);
        self.n_waiting = n_runs * of_each + self.own.iter().map(own).sum::<usize>();
        let due = (0..self.runs.len()).filter(|at| self.runs[*at].is_due);
        self.queue = due.collect();
        self.done = 0;
        self.total = self.queue.iter().map(|at| self.n_due(*at, checks)).sum();
    }

    /// Scenarios that are the same as before, at both ends, keep their runs as they are.
    fn refresh_runs(&mut self, scenarios: &[Arc<Scenario>], checks: &mut Checks) {
        let (n_first, n_last) = same_ends(&self.own, scenarios, checks.names());
        let (old_end, new_end) = (self.own.len() - n_last, scenarios.len() - n_last);
        let n_runs = |own: &[Own]| own.iter().map(|it| it.n_runs).sum::<usize>();
        let first = n_runs(&self.own[..n_first]);
        let end = first + n_runs(&self.own[n_first..old_end]);

        let mut old_own: Vec<_> = self.own.drain(n_first..old_end).collect();
        // Extended, not collected: collecting sorts first, and every sort is code to download.
        let mut old = BTreeMap::new();
        let runs = self.runs.drain(first..end);
        old.extend(runs.map(|run| (run.judged.transcript.id.clone(), run)));
        let (mut new_own, mut new_runs) = (Vec::new(), Vec::new());
        for (at, scenario) in scenarios.iter().enumerate().take(new_end).skip(n_first) {
            let mut own = own_checks(scenario, &mut old_own, checks);
            own.n_runs = 0;
            for transcript in scenario.transcripts() {
                let mut run = Run::follow(old.remove(&transcript.id), transcript, at);
                run.follow_own(&own.checks);
                new_runs.push(run);
                own.n_runs += 1;
            }
            new_own.push(own);
        }
        let after = first + new_runs.len();
        self.runs.splice(first..first, new_runs);
        self.own.splice(n_first..n_first, new_own);
        for run in &mut self.runs[after..] {
            run.scenario = run.scenario + new_end - old_end;
        }
    }

    /// Forgets what was said by checks that are gone.
    fn follow_slots(&mut self, checks: &Checks) {
        let mut changed = Vec::new();
        for (at, serial) in checks.slots().iter().enumerate() {
            if self.slots.get(at) != Some(serial) {
                changed.push(at);
            }
        }
        self.slots = checks.slots().to_vec();
        for run in &mut self.runs {
            let is_new = run.said.len() != self.slots.len();
            run.said.resize(self.slots.len(), None);
            for at in &changed {
                run.said[*at] = None;
            }
            run.is_due |= is_new || !changed.is_empty();
        }
    }

    /// Chooses the transcripts whose findings are told: the one that is looked at, and the first.
    fn choose_told(&mut self, checks: &Checks) {
        let n_checks = checks.all().count();
        let mut room = self.most_told;
        let shown = self.shown_run();
        let others = (0..self.runs.len()).filter(|at| Some(*at) != shown);
        self.first_untold = usize::MAX;
        for at in shown.into_iter().chain(others) {
            let run = &mut self.runs[at];
            let n = 1 + n_checks + self.own[run.scenario].checks.len();
            let fits = n <= room || Some(at) == shown;
            room = if fits { room.saturating_sub(n) } else { 0 };
            if !fits {
                run.results = None;
                self.first_untold = self.first_untold.min(at);
            } else if run.results.is_none() {
                run.tell();
            }
        }
    }

    fn shown_run(&self) -> Option<usize> {
        let shown = self.shown.as_ref()?;
        self.runs
            .iter()
            .position(|it| it.judged.transcript.id == *shown)
    }

    /// Has the findings of this transcript told, besides the first ones. The one that was shown
    /// before is told no more.
    pub(super) fn show(&mut self, transcript: String, checks: &Checks) {
        if let Some(before) = self.shown_run().filter(|it| *it >= self.first_untold) {
            self.runs[before].results = None;
        }
        self.shown = Some(transcript);
        let Some(at) = self.shown_run() else {
            return;
        };
        if self.queue.is_empty() {
            (self.done, self.total) = (0, 0);
        }
        let before = self.n_due(at, checks);
        let run = &mut self.runs[at];
        let was_queued = run.is_due && self.queue.contains(&at);
        run.tell();
        if let Some(shown) = &self.shown {
            self.told.remove(shown);
        }
        // It goes first.
        self.queue.retain(|it| *it != at);
        self.queue.push_front(at);
        self.total += self.n_due(at, checks) - if was_queued { before } else { 0 };
    }

    /// The checks that must run on a run.
    fn due<'a>(&'a self, at: usize, checks: &'a Checks) -> impl Iterator<Item = Due<'a>> {
        let run = &self.runs[at];
        let bound = checks.all().map(|check| Due { check, own: None });
        let own = self.own[run.scenario].checks.iter().enumerate();
        let own = own.map(|(at, check)| Due {
            check,
            own: Some(at),
        });
        bound.chain(own).filter(|it| run.is_missing(it))
    }

    fn n_due(&self, at: usize, checks: &Checks) -> usize {
        self.due(at, checks).count()
    }

    /// Drops what is queued; it is found missing again at the next change.
    pub(super) fn cancel(&mut self) {
        self.queue.clear();
        self.total = self.done;
    }

    /// Whether nothing is queued.
    pub(super) fn is_through(&self) -> bool {
        self.queue.is_empty()
    }

    /// Runs at most `budget` queued checks.
    pub(super) fn step(&mut self, budget: Budget, checks: &Checks) -> Progress {
        let mut left = budget.0;
        while left > 0
            && let Some(at) = self.queue.front().copied()
        {
            let (n, is_through) = self.run_some(at, left, checks);
            left -= n;
            self.done += n;
            if is_through {
                self.queue.pop_front();
                self.runs[at].is_due = false;
            }
        }
        let is_done = self.queue.is_empty();
        self.total = if is_done {
            self.done
        } else {
            self.total.max(self.done + 1)
        };
        Progress {
            done: self.done,
            total: self.total,
        }
    }

    /// Runs at most `limit` due checks of one run, which share its words and lines. Gives how many,
    /// and whether these were all.
    fn run_some(&mut self, at: usize, limit: usize, checks: &Checks) -> (usize, bool) {
        let mut all = self.due(at, checks);
        let due: Vec<_> = all.by_ref().take(limit).collect();
        let is_through = all.next().is_none();
        drop(all);
        let run = &self.runs[at];
        let view = View::new(&run.judged.transcript).for_checks(due.len());
        let is_told = run.results.is_some();
        let said: Vec<_> = due
            .iter()
            .map(|it| {
                let definition = &it.check.definition;
                let full = is_told.then(|| definition.run_on(&view));
                let brief = full.as_ref().map(CheckResult::brief);
                let brief = brief.unwrap_or_else(|| definition.brief_on(&view));
                (it.place(), brief, full)
            })
            .collect();
        drop(view);
        let n = said.len();
        let run = &mut self.runs[at];
        run.is_touched = true;
        for (place, brief, full) in said {
            self.n_runs += u32::from(run.keep(&place, brief, full));
        }
        (n, is_through)
    }

    /// Keeps no words from now on.
    pub(super) fn tell_nothing(&mut self) {
        (self.most_told, self.shown) = (0, None);
        self.told.clear();
        self.runs.iter_mut().for_each(|run| run.results = None);
    }

    /// The tools that the transcripts call.
    pub(super) fn called_tools(&self) -> CalledTools {
        let mut called = CalledTools::default();
        for run in &self.runs {
            called.add_calls(&run.judged.transcript);
        }
        called
    }

    /// Adds the tools that transcripts with calls speak of. Many may share a message.
    pub(super) fn add_named_tools(&self, called: &mut CalledTools) {
        let mut read = BTreeSet::new();
        for run in &self.runs {
            let messages = &run.judged.transcript.messages;
            if messages.iter().all(|it| it.tool_calls.is_empty()) {
                continue;
            }
            for message in messages.iter().filter(|it| says_tools(it)) {
                if read.insert(Arc::as_ptr(message)) {
                    called.add_words(message);
                }
            }
        }
    }

    /// Findings of the transcripts for which they changed, of those that are told.
    pub(super) fn take(&mut self, spec: &Spec, checks: &Checks, ws: &Workspace) -> Findings {
        let mut findings = Findings {
            begins: !std::mem::replace(&mut self.has_begun, true),
            n_runs: std::mem::take(&mut self.n_runs),
            n_missing: u32::try_from(self.n_missing(checks)).unwrap_or(u32::MAX),
            n_waiting: u32::try_from(self.n_waiting).unwrap_or(u32::MAX),
            ..Findings::default()
        };
        let told = || self.runs.iter().filter(|it| it.results.is_some());
        let mut here = BTreeSet::new();
        here.extend(told().map(|it| it.judged.transcript.id.as_str()));
        let has_twins = here.len() < told().count();
        let look_again = self.look_again || self.has_twins || has_twins;
        let statuses = Statuses::new(self, spec, checks, ws);
        let changed = told().filter(|it| look_again || it.is_touched);
        let new: Vec<_> = changed.map(|it| statuses.findings(it)).collect();
        let gone = self.told.keys().filter(|it| !here.contains(it.as_str()));
        findings.removed = gone.cloned().collect();
        for id in &findings.removed {
            self.told.remove(id);
        }
        for new in new {
            if self.told.get(&new.transcript).map(Arc::as_ref) != Some(&new) {
                let new = Arc::new(new);
                self.told.insert(new.transcript.clone(), new.clone());
                findings.transcripts.push(new);
            }
        }
        (self.has_twins, self.look_again) = (has_twins, false);
        self.tidy(checks);
        findings
    }

    /// How many runs of checks did not take place.
    #[cfg(feature = "study")]
    pub(super) fn n_open(&self, checks: &Checks) -> usize {
        self.n_missing(checks) + self.n_waiting
    }

    /// How many checks were given up.
    fn n_missing(&self, checks: &Checks) -> usize {
        let due = (0..self.runs.len()).filter(|at| self.runs[*at].is_due);
        due.map(|at| self.n_due(at, checks)).sum()
    }

    /// Drops full results of checks that are gone.
    fn tidy(&mut self, checks: &Checks) {
        let mut live = BTreeSet::new();
        live.extend(checks.all().map(|it| it.serial));
        for run in &mut self.runs {
            run.is_touched = false;
            let own = &self.own[run.scenario].checks;
            if let Some(results) = run
                .results
                .as_mut()
                .filter(|it| it.len() > live.len() + own.len())
            {
                let is_own = |serial| own.iter().any(|it| it.serial == serial);
                results.retain(|serial, _| live.contains(serial) || is_own(*serial));
            }
        }
    }
}

/// A check that must run.
struct Due<'a> {
    check: &'a Loaded,
    /// Its number, where it is the scenario's own.
    own: Option<usize>,
}

/// Where a check's outcome is kept.
struct Slot {
    serial: u64,
    slot: usize,
    is_own: bool,
}

impl Due<'_> {
    fn place(&self) -> Slot {
        Slot {
            serial: self.check.serial,
            slot: self.own.unwrap_or(self.check.slot),
            is_own: self.own.is_some(),
        }
    }
}

/// How many scenarios are the same as before, at the beginning and at the end of the others.
fn same_ends(old: &[Own], new: &[Arc<Scenario>], names: &Names) -> (usize, usize) {
    let is_same = |(old, new): &(&Own, &Arc<Scenario>)| {
        Arc::ptr_eq(&old.scenario, new) && (new.checks.is_empty() || old.names == *names)
    };
    let n_first = old.iter().zip(new).take_while(is_same).count();
    let (old, new) = (old[n_first..].iter().rev(), new[n_first..].iter().rev());
    (n_first, old.zip(new).take_while(is_same).count())
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
        n_runs: 0,
        names,
    }
}

impl Run {
    fn new(transcript: Transcript, scenario: usize) -> Run {
        Run {
            judged: Judged::new(transcript),
            scenario,
            said: Vec::new(),
            own_said: Vec::new(),
            own_serial: 0,
            results: None,
            is_due: true,
            is_touched: true,
        }
    }

    /// The same run after an edit: what was said stays where the messages did.
    fn follow(before: Option<Run>, transcript: Transcript, scenario: usize) -> Run {
        let Some(before) = before else {
            return Run::new(transcript, scenario);
        };
        let old = &before.judged.transcript;
        if same_messages(&old.messages, &transcript.messages) && old.output == transcript.output {
            return Run {
                scenario,
                is_due: true,
                is_touched: true,
                ..before
            };
        }
        Run {
            results: before.results.map(|_| BTreeMap::new()),
            ..Run::new(transcript, scenario)
        }
    }

    /// Forgets what was said by checks of the scenario that were read again.
    fn follow_own(&mut self, checks: &[Loaded]) {
        let serial = checks.first().map_or(0, |it| it.serial);
        if std::mem::replace(&mut self.own_serial, serial) != serial {
            self.own_said.clear();
        }
        self.own_said.resize(checks.len(), None);
    }

    /// Has its findings told, which needs the words of what was said.
    fn tell(&mut self) {
        self.results.get_or_insert_default();
        (self.is_due, self.is_touched) = (true, true);
    }

    fn forget(&mut self) {
        self.said.fill(None);
        self.own_said.fill(None);
        if let Some(results) = &mut self.results {
            results.clear();
        }
        (self.is_due, self.is_touched) = (true, true);
    }

    fn is_missing(&self, due: &Due<'_>) -> bool {
        if due.check.lacks.is_some() {
            return false;
        }
        let serial = &due.check.serial;
        let is_told = self
            .results
            .as_ref()
            .is_none_or(|it| it.contains_key(serial));
        !is_told || self.said_at(&due.place()).is_none()
    }

    fn said_at(&self, place: &Slot) -> Option<Brief> {
        let said = if place.is_own {
            &self.own_said
        } else {
            &self.said
        };
        said.get(place.slot).copied().flatten()
    }

    /// Keeps what a check said. `true` where it had not said it before.
    fn keep(&mut self, place: &Slot, brief: Brief, full: Option<CheckResult>) -> bool {
        let said = if place.is_own {
            &mut self.own_said
        } else {
            &mut self.said
        };
        let before = said.get_mut(place.slot).and_then(|it| it.replace(brief));
        if let (Some(results), Some(full)) = (&mut self.results, full) {
            results.insert(place.serial, full);
        }
        before.is_none()
    }

    /// What a check that is bound to a clause said, where it ran or says that it cannot here.
    pub(super) fn said(&self, check: &Loaded) -> Option<Brief> {
        if check.lacks.is_some() {
            let outcome = CheckOutcome::Error;
            return Some(Brief {
                outcome,
                applies: false,
            });
        }
        self.said.get(check.slot).copied().flatten()
    }

    /// What a check said, in words. `None` where that is not kept.
    pub(super) fn result(&self, check: &Loaded) -> Option<CheckResult> {
        match check.lacks {
            Some(part) => Some(CheckResult::waiting(part)),
            None => self.results.as_ref()?.get(&check.serial).cloned(),
        }
    }
}

fn same_messages(old: &[Arc<Message>], new: &[Arc<Message>]) -> bool {
    old.len() == new.len()
        && old
            .iter()
            .zip(new)
            .all(|(a, b)| Arc::ptr_eq(a, b) || a == b)
}
