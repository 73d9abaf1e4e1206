//! The engine: holds a workspace, takes patches, gives findings. The one module that sees specs,
//! checks, transcripts and verdicts together.
//!
//! It is incremental. After a patch only what the patch touches is read and run again: checks are
//! kept while their text stays the same, and results while both the check and the transcript do.
//! It works in slices so that a worker can hear about the next edit in between.

mod acts;
mod add_check;
mod checks;
mod compare;
pub mod credentials;
mod deciding;
mod findings;
mod labelling;
#[cfg(feature = "study")]
pub mod report;
mod rows;
mod runs;
pub mod sheets;
mod statuses;

pub use acts::{Act, Acted, Changes, Selected};
pub use compare::{
    CheckSaid, Compared, Comparing, Comparison, Flip, FlipCount, OutdatedVerdict, Standing,
    Versions,
};
pub use findings::{
    CheckFinding, CheckView, ClauseRow, Findings, GivenVerdict, SectionView, SetText, SpecView,
    TranscriptFindings,
};

use crate::diagnostic::{self, Diagnostic};
use crate::prose::{Book, rule_key};
use crate::spec::{self, Adjustment, Clause, Spec};
use crate::suggest::{Index, Suggestions};
use crate::transcript::{Scenario, example};
use crate::verdict::standing;
use crate::workspace::patch::{Misfit, Patch};
use crate::workspace::{Altered, Workspace, fingerprints, link};
use checks::Checks;
use runs::Runs;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many check runs a slice may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget(pub usize);

/// How far the engine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Check runs done since the last patch.
    pub done: usize,
    /// Check runs needed since the last patch.
    pub total: usize,
}

/// Holds a workspace and what is known about it.
#[derive(Debug, Default)]
pub struct Engine {
    workspace: Option<Workspace>,
    spec: Spec,
    /// The text `spec` was read from, to see by pointer whether it is still the same.
    spec_text: Option<Arc<str>>,
    /// What was decided on clauses when `spec` was read.
    adjustments: Vec<Arc<Adjustment>>,
    book: Book,
    checks: Checks,
    runs: Runs,
    /// The words of spec and packs, read when they are first asked for.
    index: Option<Index>,
    changed: Changed,
    altered: Option<Altered>,
    /// Tools that checks name and no transcript calls, by the source of the check.
    never_called: Vec<(usize, Diagnostic)>,
}

/// What must be looked at again.
#[derive(Clone, Copy, Debug, Default)]
struct Changed {
    spec: bool,
    scenarios: bool,
    verdicts: bool,
}

impl Engine {
    /// Takes a whole workspace in place of the one before.
    pub fn open(&mut self, workspace: Workspace) {
        let most_told = self.runs.most_told;
        *self = Engine {
            workspace: Some(workspace),
            ..Engine::default()
        };
        self.runs.most_told = most_told;
        self.changed = Changed {
            spec: true,
            scenarios: true,
            verdicts: true,
        };
    }

    /// Changes the workspace.
    ///
    /// # Errors
    ///
    /// [`Misfit`] where a patch does not fit; the caller should [`open`](Engine::open) again.
    pub fn apply(&mut self, patches: Vec<Patch>) -> Result<(), Misfit> {
        let workspace = self.workspace.as_mut().ok_or(Misfit)?;
        for patch in patches {
            match &patch {
                Patch::Head { .. } => {}
                Patch::Rule(_) | Patch::Verdicts(_) => self.changed.verdicts = true,
                Patch::Packs(_)
                | Patch::Spec(_)
                | Patch::SpecText { .. }
                | Patch::Adjustments(_) => self.changed.spec = true,
                _ => self.changed.scenarios = true,
            }
            workspace.apply(patch)?;
        }
        Ok(())
    }

    /// The workspace as it stands.
    pub fn workspace(&self) -> Option<&Workspace> {
        self.workspace.as_ref()
    }

    /// The spec as last read.
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// Has findings tell of transcripts with at most so many results together, or of one, instead
    /// of all; [`Engine::show`] chooses which.
    pub fn tell_at_most(&mut self, n_results: usize) {
        self.runs.most_told = n_results;
        self.changed.scenarios = true;
    }

    /// Has the next findings tell of this transcript, and those after them of its changes.
    pub fn show(&mut self, transcript: String) {
        self.read_changes();
        self.runs.show(transcript, &self.checks);
    }

    /// Forgets every result, so that all checks run again.
    pub fn forget_results(&mut self) {
        self.runs.forget();
        self.changed.scenarios = true;
    }

    /// Gives up the check runs that are still to do; findings say how many these were.
    pub fn cancel(&mut self) {
        self.read_changes();
        self.runs.cancel();
    }

    /// The sections of the clauses a link is about, as Markdown, for readers who do not have the
    /// document: the clause in focus, those named by scenarios, those judged and those to judge.
    pub fn excerpt(&self, selection: &Workspace, focus: Option<&str>) -> String {
        let named = selection
            .scenarios
            .iter()
            .flat_map(|it| &it.clauses)
            .map(String::as_str);
        let judged = standing(&selection.verdicts)
            .into_iter()
            .map(|it| it.clause.as_str());
        let lists = selection.lists();
        let listed = lists.iter().flat_map(|it| &it.items);
        let listed = listed.map(|(clause, _)| clause.as_str());
        let wanted: Vec<_> = named.chain(judged).chain(listed).chain(focus).collect();
        link::excerpt(&self.spec, &selection.spec.text, &wanted)
    }

    /// Reads the spec where its text changed, or what was decided on its clauses.
    pub fn read_spec(&mut self) {
        let Some(document) = self.workspace.as_ref().map(|it| &it.spec) else {
            return;
        };
        let read = (self.spec_text.as_ref(), &self.adjustments);
        if !self.changed.spec || read == (Some(&document.text), &document.adjustments) {
            return;
        }
        let is_adjusted = !self.adjustments.is_empty() || !document.adjustments.is_empty();
        let old = self.spec_text.as_ref().filter(|_| !is_adjusted);
        let followed = old.is_some_and(|it| spec::follow_edit(&mut self.spec, it, &document.text));
        if !followed {
            self.spec = spec::parse_adjusted(&document.text, &document.adjustments);
        }
        if document.excerpt {
            // Words that did not come along are not lost.
            self.spec.diagnostics.retain(|it| it.code != spec::LOST);
        }
        self.book = Book::new(&self.spec, &document.text);
        self.spec_text = Some(document.text.clone());
        self.adjustments = document.adjustments.clone();
        self.altered = self.compare_with_published();
    }

    /// How the text differs from the published one; where it does not, its clauses are noted, to
    /// compare with later.
    fn compare_with_published(&mut self) -> Option<Altered> {
        let document = &mut self.workspace.as_mut()?.spec;
        if document.is_as_published()? {
            document.published = Some(fingerprints(&self.spec.clauses).into());
            return None;
        }
        Some(document.altered(&self.spec.clauses))
    }

    /// Reads what changed and queues what must run.
    fn read_changes(&mut self) {
        self.read_spec();
        let Some(workspace) = &self.workspace else {
            return;
        };
        if self.changed.spec {
            self.checks
                .refresh(&self.spec, &workspace.spec.text, &workspace.packs);
            self.index = None;
        }
        if self.changed.spec || self.changed.scenarios {
            self.runs.refresh(&workspace.scenarios, &mut self.checks);
            let never_called = self.checks.never_called(&self.runs);
            self.runs.send_spec |= never_called != self.never_called;
            self.never_called = never_called;
        }
        self.runs.send_spec |= self.changed.spec;
        self.runs.look_again |= self.changed.spec || self.changed.verdicts;
        self.changed = Changed::default();
    }

    /// Whether nothing has to be read and nothing is queued, so that [`step`](Engine::step) is done
    /// at once: where only people's verdicts changed, or the title.
    pub fn owes_no_checks(&self) -> bool {
        !self.changed.spec && !self.changed.scenarios && self.runs.is_through()
    }

    /// Works one slice. Findings can be taken when `done == total`.
    pub fn step(&mut self, budget: Budget) -> Progress {
        self.read_changes();
        self.runs.step(budget, &self.checks)
    }

    /// What changed since this was last called. Call when [`step`](Engine::step) is done.
    pub fn take_findings(&mut self) -> Findings {
        let Some(workspace) = &self.workspace else {
            return Findings::default();
        };
        let mut findings = self.runs.take(&self.spec, &self.checks, workspace);
        if std::mem::take(&mut self.runs.send_spec) {
            findings.spec = Some(Arc::new(self.spec_view(workspace)));
        }
        findings
    }

    fn spec_view(&self, workspace: &Workspace) -> SpecView {
        let text = &workspace.spec.text;
        let mut diagnostics = self.spec.diagnostics.clone();
        let found = &self.never_called;
        diagnostics.extend(self.checks.block_diagnostics(&self.spec, text, found));
        diagnostic::in_order(&mut diagnostics);
        diagnostics.extend(self.checks.pack_diagnostics(&self.spec, workspace, found));
        let mut checked = BTreeSet::new();
        checked.extend(self.checks.clauses());
        SpecView {
            title: self.spec.title.clone(),
            sections: (0..self.spec.sections.len())
                .map(|at| self.section_view(at))
                .collect(),
            clauses: self.spec.clauses.clone(),
            checks: self.checks.all().map(checks::view).collect(),
            diagnostics,
            altered: self.altered.clone(),
            published: workspace.spec.published.clone(),
            advice: spec::advice(&self.spec, text, &|id| checked.contains(id)),
        }
    }

    fn section_view(&self, at: usize) -> SectionView {
        let section = &self.spec.sections[at];
        SectionView {
            key: section.key().to_owned(),
            title: section.title.clone(),
            depth: section.depth,
            authority: section.rank,
            len: section.span.len(),
            set: self.book.key(at).to_owned(),
        }
    }

    /// Which clauses the scenario of this id may be about; nothing where there is no such scenario.
    pub fn suggest(&mut self, scenario: &str) -> Suggestions {
        self.read_changes();
        let Some(workspace) = &self.workspace else {
            return Suggestions::default();
        };
        let read = || Index::new(&self.spec, &workspace.spec.text, self.checks.packs());
        let index = self.index.get_or_insert_with(read);
        let scenario = workspace.scenario_index(scenario);
        let scenario = scenario.map(|at| &workspace.scenarios[at]);
        scenario.map(|it| index.suggest(it)).unwrap_or_default()
    }

    /// Sets the text of sections, by index, and the rules of clauses, by id.
    pub fn set_text(&mut self, sections: &[usize], rules: &[String]) -> Vec<SetText> {
        self.read_spec();
        let (spec, book) = (&self.spec, &self.book);
        let text = self.spec_text.as_deref().unwrap_or_default();
        let section = |at: &usize| SetText {
            key: book.key(*at).to_owned(),
            nodes: book.section(spec, text, *at),
        };
        let clauses = spec.clauses.iter().filter(|it| rules.contains(&it.id));
        let rule = |clause: &Clause| SetText {
            key: rule_key(book.key(clause.section), &clause.id),
            nodes: book.rule(spec, text, clause),
        };
        sections
            .iter()
            .map(section)
            .chain(clauses.map(rule))
            .collect()
    }

    /// An example of the spec as scenarios with its graded replies, by the index of its section
    /// and its own in that section; see [`example::scenarios`].
    pub fn example(&mut self, section: usize, at: usize) -> Vec<Scenario> {
        self.read_spec();
        example::scenarios(&self.spec, section, at)
    }
}
