//! Undo and redo: a list of workspaces that share their parts.

use super::edit::{Stamp, withdrawal};
use crate::verdict::{Verdict, VerdictEvent, all_standing};
use crate::workspace::Workspace;
use crate::workspace::patch::same_items;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many steps back are kept.
const LIMIT: usize = 500;

/// A workspace, and what it was before.
#[derive(Clone, Debug)]
pub struct History {
    /// The workspace as it stands.
    pub now: Arc<Workspace>,
    past: Vec<Arc<Workspace>>,
    future: Vec<Arc<Workspace>>,
    /// What is being typed into; the next keystroke there is the same step.
    typing: Option<String>,
}

/// By pointer: every step makes a new workspace.
impl PartialEq for History {
    fn eq(&self, other: &History) -> bool {
        let lengths = |it: &History| (it.past.len(), it.future.len());
        Arc::ptr_eq(&self.now, &other.now)
            && lengths(self) == lengths(other)
            && self.typing == other.typing
    }
}

impl History {
    /// A workspace without a past.
    pub fn new(workspace: Workspace) -> History {
        let now = Arc::new(workspace);
        History {
            now,
            past: Vec::new(),
            future: Vec::new(),
            typing: None,
        }
    }

    /// Whether there is anything to undo.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is anything to redo.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// What an edit starts from: the work as it stands, or in a run of typing as it stood before
    /// that run. Every keystroke brings the whole text, so what was half typed leaves no trace.
    pub(super) fn base(&self, typing: Option<&String>) -> &Arc<Workspace> {
        let goes_on = typing.is_some() && typing == self.typing.as_ref();
        self.past.last().filter(|_| goes_on).unwrap_or(&self.now)
    }

    /// Takes a step to `new`. Steps with the same `typing` are one.
    pub(super) fn step(&mut self, new: Workspace, typing: Option<String>) {
        if typing.is_none() || typing != self.typing {
            self.past.push(self.now.clone());
            let surplus = self.past.len().saturating_sub(LIMIT);
            self.past.drain(..surplus);
        }
        self.future.clear();
        self.typing = typing;
        self.now = Arc::new(new);
    }

    /// Gives the work another title, now and in every step back and forward.
    pub(super) fn retitle(&mut self, title: &str) {
        self.in_every_step(|it| title.clone_into(&mut it.title));
    }

    /// Keeps the fingerprints of the published spec, now and in every step that is of it.
    pub(super) fn note_published(&mut self, published: &Arc<str>) {
        if self.now.spec.published.is_none() {
            let origin = self.now.spec.origin.clone();
            self.in_every_step(|it| {
                if it.spec.origin == origin {
                    it.spec.published = Some(published.clone());
                }
            });
        }
    }

    fn in_every_step(&mut self, change: impl Fn(&mut Workspace)) {
        let all = self.past.iter_mut().chain(&mut self.future);
        for workspace in all.chain([&mut self.now]) {
            change(Arc::make_mut(workspace));
        }
    }

    /// Ends a run of typing, so that the next keystroke is a step of its own.
    pub(super) fn pause(&mut self) {
        self.typing = None;
    }

    /// Goes back one step.
    pub(super) fn undo(&mut self, stamp: &Stamp) -> bool {
        let Some(target) = self.past.pop() else {
            return false;
        };
        self.future.push(self.now.clone());
        self.restore(&target, stamp);
        true
    }

    /// Goes forward again.
    pub(super) fn redo(&mut self, stamp: &Stamp) -> bool {
        let Some(target) = self.future.pop() else {
            return false;
        };
        self.past.push(self.now.clone());
        self.restore(&target, stamp);
        true
    }

    /// Makes `target` the present, except that the log of verdicts only grows: what must not
    /// stand any more is withdrawn, what must stand again is given again.
    fn restore(&mut self, target: &Workspace, stamp: &Stamp) {
        let verdicts = restored_log(&self.now.verdicts, &target.verdicts, stamp);
        self.now = Arc::new(Workspace {
            verdicts,
            ..target.clone()
        });
        self.typing = None;
    }
}

fn restored_log(
    now: &[Arc<VerdictEvent>],
    target: &[Arc<VerdictEvent>],
    stamp: &Stamp,
) -> Vec<Arc<VerdictEvent>> {
    let mut log = now.to_vec();
    if same_items(now, target) {
        return log;
    }
    let (stand, wanted) = (Said::of(now), Said::of(target));
    let mut stamps = (1..).map(|n| stamp.numbered(n));
    for verdict in stand.all.iter().filter(|it| !wanted.says(it)) {
        log.extend(
            stamps
                .next()
                .map(|stamp| withdrawal(verdict.id.clone(), stamp)),
        );
    }
    for verdict in wanted.all.iter().filter(|it| !stand.says(it)) {
        log.extend(stamps.next().map(|Stamp { id, time }| {
            Arc::new(VerdictEvent::Given(Verdict {
                id,
                time,
                ..(*verdict).clone()
            }))
        }));
    }
    log
}

/// The verdicts of a log that stand, and all that they say.
struct Said<'a> {
    all: Vec<&'a Verdict>,
    /// By what they say; a set would be a further type of map to download.
    words: BTreeMap<String, usize>,
}

impl<'a> Said<'a> {
    fn of(log: &'a [Arc<VerdictEvent>]) -> Said<'a> {
        let all = all_standing(log);
        let mut words = BTreeMap::new();
        words.extend(all.iter().enumerate().map(|(at, it)| (words_of(it), at)));
        Said { all, words }
    }

    fn says(&self, verdict: &Verdict) -> bool {
        self.words.contains_key(&words_of(verdict))
    }
}

/// What a verdict says; given again, one has another id and time.
fn words_of(verdict: &Verdict) -> String {
    let verdict = Verdict {
        id: String::new(),
        time: String::new(),
        ..verdict.clone()
    };
    serde_json::to_string(&verdict).unwrap_or_default()
}
