//! What the page shows, and how it changes: a pure step from state to state, without Yew.
//!
//! Storage, clock, address bar and worker belong to `app`, which watches the state and tells it
//! what happened.

mod choosing;
mod edit;
mod evidence;
mod history;
mod judging;
mod known;
mod marks;
mod reading;
mod tour;

pub use choosing::Chosen;
pub use edit::{Edit, MessageAt, Stamp, WRITTEN_HERE, empty_reply};
pub use evidence::{Pointing, Said, Spot};
pub use history::History;
pub use judging::{Draft, VISITOR};
pub use known::Known;
pub use marks::{Mark, MarkKind, Pointers, Segment, segments};
pub use reading::{Replies, Wanted};
pub use tour::Tour;

use crate::engine::{ClauseRow, Findings, SetText, TranscriptFindings};
use crate::message::Role;
use crate::prose::Node;
use crate::spec::Clause;
use crate::transcript::{Output, Scenario};
use crate::verdict::Evidence;
use crate::workspace::link::{Focus, Opened};
use crate::workspace::{SpecOrigin, Workspace};
use choosing::choice_after;
use std::rc::Rc;
use std::sync::Arc;

/// What someone is called whose link holds verdicts without a name.
const THE_SENDER: &str = "the sender";

/// Everything the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct AppState {
    /// Which piece of work this is in the browser's storage.
    pub work: String,
    /// Changes when other work is opened, and not when this one goes on under another id.
    pub n_opened: u32,
    /// The workspace and what it was before.
    pub history: History,
    /// What is chosen in it.
    pub chosen: Chosen,
    /// What the engine found.
    pub known: Known,
    /// How the engine is.
    pub engine: EngineState,
    /// Which view is open.
    pub view: View,
    /// The sheet over it, where one is open: its name and options, as in the address.
    pub sheet: Option<Arc<str>>,
    /// What a scenario may be about: its id, and the engine's words.
    pub suggested: Arc<(String, Node)>,
    /// Set while someone else's link is open.
    pub shared: Option<Arc<Shared>>,
    /// The person's own work while a shared page is open.
    own: Option<Rc<AppState>>,
    /// Where a first visit is.
    pub tour: Option<Tour>,
    /// The dialog on top.
    pub dialog: Option<Dialog>,
    /// One sentence about what just happened.
    pub notice: Option<Notice>,
    /// How the panes stand.
    pub layout: Layout,
    /// Whether the work is in the browser's storage.
    pub saved: Saved,
    /// How often it was saved: after each time, what changed meanwhile is saved next.
    pub n_saves: u32,
    /// Words of a message selected by the person, to go with their next verdict.
    pub marked: Option<Evidence>,
    /// The reason they are writing for it.
    draft: Draft,
}

/// How the engine is.
#[derive(Clone, Debug, PartialEq)]
pub enum EngineState {
    /// It has not answered yet.
    Starting,
    /// Everything is checked.
    Ready,
    /// What could be checked is; the whole engine is fetched for the rest.
    Fetching,
    /// It is checking: runs done, runs needed.
    Checking(usize, usize),
    /// It stopped on this input; the last good result stays.
    Stopped(String),
    /// It comes from another build than the page.
    Stale,
}

/// The views, as in the address after `#/`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Spec, scenario, verdicts.
    #[default]
    Play,
    /// One shared finding.
    Finding,
}

/// Someone else's link.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// What it opens on.
    pub focus: Option<Focus>,
}

/// Dialogs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Open a spec, a file, earlier work.
    Open,
    /// Share.
    Share,
    /// Everything by name.
    Palette,
    /// The keys.
    Keys,
}

/// One sentence about what happened, what to do, and how bad it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What happened.
    pub message: String,
    /// What to do next.
    pub hint: String,
    /// Something went wrong.
    pub is_error: bool,
    /// What can be done about it at once.
    pub offer: Option<Offer>,
}

/// What a notice offers to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Bring this deleted piece of work back; it is gone for good once the notice is.
    Restore(String),
    /// Go on with this piece of work as another tab left it.
    TheOther(String),
    /// Save the open work as a file.
    File,
    /// Copy this text by hand.
    Text(String),
}

impl Notice {
    /// Something went well.
    pub fn news(message: impl Into<String>) -> Notice {
        Notice {
            is_error: false,
            ..Notice::error(message, "")
        }
    }

    /// Something went wrong.
    pub fn error(message: impl Into<String>, hint: impl Into<String>) -> Notice {
        Notice {
            message: message.into(),
            hint: hint.into(),
            is_error: true,
            offer: None,
        }
    }

    /// The same with something to do about it.
    #[must_use]
    pub fn offering(self, offer: Offer) -> Notice {
        Notice {
            offer: Some(offer),
            ..self
        }
    }
}

/// The three panes of Play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The spec.
    Spec,
    /// The scenario and its replies.
    #[default]
    Scenario,
    /// The verdicts.
    Verdicts,
}

/// How the panes stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The pane shown where only one fits.
    pub tab: Pane,
    /// Panes folded away.
    pub folded: Vec<Pane>,
    /// The spec is open as text.
    pub editing_spec: bool,
    /// Messages are shown as set text, where nobody writes or points at them.
    pub formatted: bool,
    /// All replies are shown side by side.
    pub side_by_side: bool,
}

/// Whether the work is in the browser's storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Nothing to save yet.
    Untouched,
    /// Not yet, which is no news: typing is saved a moment later.
    Pending,
    /// Not yet, and it takes long.
    Slow,
    /// Yes.
    Here,
    /// It cannot be, and why.
    Impossible(String),
}

/// What can happen.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant says what its fields are")]
pub enum Action {
    /// The person changes their work.
    Edited(Edit),
    /// Undo; the stamp is for withdrawn verdicts.
    Undone(Stamp),
    /// Redo.
    Redone(Stamp),
    /// A run of typing ended.
    Paused,
    /// A piece of work is opened under an id; `true` starts the first minute.
    WorkOpened {
        id: String,
        workspace: Box<Workspace>,
        first_visit: bool,
    },
    /// A share link was read.
    LinkOpened { id: String, opened: Box<Opened> },
    /// Back from a shared page to the person's own work.
    SharedLeft,
    /// The shared page becomes the person's own work, under this id.
    CopyKept(String),
    /// A scenario is chosen.
    ScenarioChosen(usize),
    /// A reply is chosen.
    OutputChosen(usize),
    /// A clause is chosen, or none.
    ClauseChosen(Option<String>),
    /// The next clause in document order, or the one before.
    ClauseStepped(isize),
    /// A reason is being written for a verdict still to come.
    ReasonWritten(String),
    /// Words of a message are selected.
    WordsMarked(Option<Evidence>),
    /// The engine answers.
    FindingsArrived {
        request: u64,
        findings: Box<Findings>,
        took_ms: u32,
    },
    /// The engine set text; where replies were compared, how they differ comes last.
    TextSet(Vec<SetText>, Option<Replies>),
    /// The engine says how far it is.
    Progressed(usize, usize),
    /// The engine's state changed otherwise.
    EngineBecame(EngineState),
    /// A view is opened.
    ViewOpened(View),
    /// A sheet is opened, or another one, or none is open any more.
    SheetShown(Option<Arc<str>>),
    /// The engine says what the scenario of that id may be about.
    Suggested(String, Node),
    /// A dialog is opened.
    DialogOpened(Dialog),
    /// Back: dialog, then chosen clause.
    Escaped,
    /// Something to say.
    Noticed(Notice),
    /// The notice was read.
    NoticeClosed,
    /// A tab is chosen where only one pane fits.
    TabChosen(Pane),
    /// A pane is folded or unfolded.
    PaneFolded(Pane),
    /// The spec is shown as text to edit, or read.
    SpecEditing(bool),
    /// Messages are shown as set text, or as they were typed.
    Formatted(bool),
    /// All replies are shown, or the chosen one.
    SideBySide(bool),
    /// Storage says something.
    SaveBecame(Saved),
    /// Another tab changed the work `from`; what was done here goes on as the work `to`.
    WorkForked {
        from: String,
        to: String,
        title: String,
    },
    /// This workspace is in storage now; the work may have changed since.
    WorkSaved(Arc<Workspace>),
    /// On with the first minute.
    TourAdvanced,
    /// Without it.
    TourSkipped,
}

impl AppState {
    /// A page with this work open.
    pub fn new(work: String, workspace: Workspace) -> AppState {
        AppState {
            work,
            n_opened: 0,
            history: History::new(workspace),
            chosen: Chosen::default(),
            known: Known::default(),
            engine: EngineState::Starting,
            view: View::Play,
            sheet: None,
            suggested: Arc::default(),
            shared: None,
            own: None,
            tour: None,
            dialog: None,
            notice: None,
            layout: Layout::default(),
            saved: Saved::Untouched,
            n_saves: 0,
            marked: None,
            draft: Draft::default(),
        }
    }

    /// Next state, or `None` when `action` changes nothing.
    pub fn apply(&self, action: Action) -> Option<AppState> {
        // Every move of the caret says what is selected.
        if matches!(&action, Action::WordsMarked(words) if *words == self.marked) {
            return None;
        }
        let cue = tour::Cue::of(&action);
        let mut new = self.clone();
        new.step(action);
        new.keep_choice_valid();
        new.tour = tour::next(cue, &new);
        (new != *self).then_some(new)
    }

    fn step(&mut self, action: Action) {
        match action {
            Action::Edited(edit) => self.edit(edit),
            Action::Undone(stamp) => self.travel(|history| history.undo(&stamp)),
            Action::Redone(stamp) => self.travel(|history| history.redo(&stamp)),
            Action::Paused => self.history.pause(),
            Action::WorkOpened {
                id,
                workspace,
                first_visit,
            } => {
                self.open(id, *workspace);
                self.tour = first_visit.then_some(Tour::Ask);
                // A first visit leaves nothing behind until something is changed.
                self.saved = if first_visit {
                    Saved::Untouched
                } else {
                    Saved::Pending
                };
            }
            Action::LinkOpened { id, opened } => self.open_link(id, *opened),
            Action::SharedLeft => self.leave_shared(),
            Action::CopyKept(id) => {
                (self.work, self.shared, self.own, self.view) = (id, None, None, View::Play);
                self.saved = Saved::Pending;
            }
            Action::FindingsArrived {
                request,
                findings,
                took_ms,
            } => {
                let published = findings.spec.as_ref().and_then(|it| it.published.clone());
                self.known.merge(request, *findings, took_ms);
                if let Some(published) = published {
                    self.history.note_published(&published);
                }
                self.engine = EngineState::Ready;
                self.choose_a_first_clause(!self.history.can_undo());
            }
            Action::TextSet(texts, replies) => self.known.keep_set(texts, replies),
            Action::Progressed(done, total) => self.engine = EngineState::Checking(done, total),
            Action::EngineBecame(engine) => self.engine = engine,
            Action::SaveBecame(saved) => self.saved = saved,
            Action::WorkForked { from, to, title } => self.fork(&from, to, title),
            Action::WorkSaved(workspace) => self.note_saved(&workspace),
            Action::Noticed(notice) => self.notice = Some(notice),
            Action::NoticeClosed => self.notice = None,
            Action::TourAdvanced | Action::TourSkipped => {}
            choice => self.choose(choice),
        }
    }

    fn choose(&mut self, action: Action) {
        match action {
            Action::ScenarioChosen(scenario) => {
                self.chosen = Chosen {
                    scenario,
                    output: 0,
                    clause: None,
                };
                self.marked = None;
                self.choose_a_first_clause(true);
            }
            Action::OutputChosen(output) => (self.chosen.output, self.marked) = (output, None),
            Action::ClauseChosen(clause) => self.chosen.clause = clause,
            Action::ClauseStepped(by) => self.step_clause(by),
            Action::ReasonWritten(text) => self.write_draft(text),
            Action::WordsMarked(words) => self.marked = words,
            Action::ViewOpened(view) => {
                (self.view, self.sheet, self.dialog) = (view, None, None);
            }
            Action::SheetShown(sheet) => self.sheet = sheet,
            Action::Suggested(scenario, said) => {
                let suggested = (scenario, said);
                if *self.suggested != suggested {
                    self.suggested = Arc::new(suggested);
                }
            }
            Action::DialogOpened(dialog) => self.dialog = Some(dialog),
            Action::Escaped => self.escape(),
            Action::TabChosen(pane) => self.layout.tab = pane,
            Action::PaneFolded(pane) => self.layout.fold(pane),
            Action::SpecEditing(editing) => self.layout.editing_spec = editing,
            Action::Formatted(formatted) => self.layout.formatted = formatted,
            Action::SideBySide(side_by_side) => self.layout.side_by_side = side_by_side,
            _ => {}
        }
    }

    fn edit(&mut self, edit: Edit) {
        if let Edit::VerdictGiven(_) = edit {
            self.draft = Draft::default();
        }
        if matches!(&edit, Edit::SpecText { n_opened, .. } if *n_opened != self.n_opened) {
            return;
        }
        let typing = edit.typing();
        let choice = choice_after(&edit, &self.chosen);
        if let Ok(workspace) = edit.apply(self.history.base(typing.as_ref())) {
            self.history.step(workspace, typing);
            self.touch();
            self.chosen = choice;
        }
    }

    fn travel(&mut self, go: impl FnOnce(&mut History) -> bool) {
        if go(&mut self.history) {
            self.touch();
        }
    }

    fn touch(&mut self) {
        self.marked = None;
        if self.shared.is_none() && !matches!(self.saved, Saved::Impossible(_)) {
            self.saved = Saved::Pending;
        }
    }

    fn note_saved(&mut self, workspace: &Arc<Workspace>) {
        self.n_saves += 1;
        if let Some(own) = &mut self.own {
            return Rc::make_mut(own).note_saved(workspace);
        }
        if Arc::ptr_eq(workspace, &self.history.now) {
            self.saved = Saved::Here;
        } else if matches!(self.saved, Saved::Impossible(_) | Saved::Slow) {
            self.saved = Saved::Pending;
        }
        let is_over = |it: &mut Notice| it.offer == Some(Offer::File);
        self.notice.take_if(is_over);
    }

    /// The work goes on under another id and title, here or behind a shared page.
    fn fork(&mut self, from: &str, to: String, title: String) {
        if self.work == from {
            self.work = to;
            self.history.retitle(&title);
            self.touch();
        } else if let Some(own) = &mut self.own {
            Rc::make_mut(own).fork(from, to, title);
        }
    }

    fn open(&mut self, id: String, workspace: Workspace) {
        let (layout, engine) = (self.layout.clone(), self.engine.clone());
        let sheet = self.sheet.take();
        *self = AppState {
            n_opened: self.n_opened + 1,
            layout,
            engine,
            sheet,
            ..AppState::new(id, workspace)
        };
    }

    fn open_link(&mut self, id: String, opened: Opened) {
        let own = self.own.take().unwrap_or_else(|| Rc::new(self.clone()));
        let mut workspace = opened.workspace;
        judging::name_the_sender(&mut workspace, THE_SENDER);
        self.open(id, workspace);
        (self.own, self.sheet) = (Some(own), None);
        if let Some(focus) = &opened.focus {
            self.choose_focus(focus);
        }
        self.view = if opened.focus.is_some() {
            View::Finding
        } else {
            View::Play
        };
        self.shared = Some(Arc::new(Shared {
            focus: opened.focus,
        }));
    }

    fn leave_shared(&mut self) {
        if let Some(own) = self.own.take() {
            let engine = self.engine.clone();
            *self = AppState {
                engine,
                sheet: None,
                ..own.as_ref().clone()
            };
        }
    }

    fn escape(&mut self) {
        if self.dialog.take().is_none() && self.notice.take().is_none() {
            if self.layout.editing_spec {
                self.layout.editing_spec = false;
            } else if !self.layout.folded.is_empty() {
                self.layout.folded.clear();
            }
        }
    }

    /// Whether the views look the same. Saving, notices and dialogs are drawn beside them, and
    /// change more often than they do.
    pub fn looks_like(&self, other: &AppState) -> bool {
        // Named one by one, so that nobody forgets to decide about a new field.
        let AppState {
            work,
            n_opened,
            history,
            chosen,
            known,
            engine,
            view,
            sheet,
            suggested,
            shared,
            own: _,
            tour,
            dialog: _,
            notice: _,
            layout,
            saved: _,
            n_saves: _,
            marked,
            draft,
        } = self;
        (work, n_opened) == (&other.work, &other.n_opened)
            && (history, chosen) == (&other.history, &other.chosen)
            && known.looks_like(&other.known)
            && (engine, view, sheet) == (&other.engine, &other.view, &other.sheet)
            && (shared, tour) == (&other.shared, &other.tour)
            && Arc::ptr_eq(suggested, &other.suggested)
            && (layout, marked, draft) == (&other.layout, &other.marked, &other.draft)
    }

    /// The workspace as it stands.
    pub fn workspace(&self) -> &Arc<Workspace> {
        &self.history.now
    }

    /// What to call the spec: a public one by its name and edition, others by their own title.
    pub fn spec_name(&self) -> &str {
        let (title, document) = (&self.known.spec.title, &self.history.now.spec);
        let is_public = matches!(document.origin, SpecOrigin::Public { .. });
        if is_public || title.is_empty() {
            &document.name
        } else {
            title
        }
    }

    /// The chosen scenario.
    pub fn scenario(&self) -> Option<&Arc<Scenario>> {
        self.history.now.scenarios.get(self.chosen.scenario)
    }

    /// The chosen reply; `None` where the scenario's own messages are the run.
    pub fn output(&self) -> Option<&Arc<Output>> {
        self.scenario()?.outputs.get(self.chosen.output)
    }

    /// The id of the chosen transcript.
    pub fn transcript_id(&self) -> Option<String> {
        let scenario = self.scenario()?;
        let of_output = self.output().map(|output| scenario.transcript_id(output));
        Some(of_output.unwrap_or_else(|| scenario.id.clone()))
    }

    /// What is known of the chosen transcript.
    pub fn findings(&self) -> Option<&Arc<TranscriptFindings>> {
        self.known.transcripts.get(&self.transcript_id()?)
    }

    /// The chosen transcript, where the engine tells of others only: of very many it tells of a few.
    pub fn untold(&self) -> Option<String> {
        let is_untold = self.known.request > 0 && self.findings().is_none();
        self.transcript_id().filter(|_| is_untold)
    }

    /// The chosen clause.
    pub fn clause(&self) -> Option<&Clause> {
        let id = self.chosen.clause.as_ref()?;
        self.known.spec.clauses.iter().find(|it| it.id == *id)
    }

    /// What is known of the chosen clause and transcript.
    pub fn chosen_row(&self) -> Option<&ClauseRow> {
        self.findings()?.row(self.chosen.clause.as_ref()?)
    }

    /// Whether verdicts and marks are hidden, because the person is asked first.
    pub fn is_blind(&self) -> bool {
        self.tour == Some(Tour::Ask)
    }

    fn reply_is_blank(&self) -> bool {
        let said = |message: &crate::Message| {
            message.role == Role::Assistant && !message.content.trim().is_empty()
        };
        !self
            .output()
            .is_some_and(|output| output.messages.iter().any(|it| said(it)))
    }
}

impl Layout {
    fn fold(&mut self, pane: Pane) {
        if self.folded.contains(&pane) {
            self.folded.retain(|it| *it != pane);
        } else if self.folded.len() < 2 {
            self.folded.push(pane);
        }
    }
}

#[cfg(test)]
mod tests;
