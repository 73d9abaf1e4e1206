//! When work is saved, what is said when it cannot be, and when deleted work is gone.
//!
//! A save begins when the typing pauses, at the latest [`PATIENCE_MS`] after the first change, and
//! at once when the page is hidden or another piece of work is opened. What was typed before the
//! page is left is kept at once, since a save takes longer. Saves wait for one another:
//! two at once would each take the other's revision for another tab's.

use super::storage::{Storage, StorageError, WorkEntry};
use super::store::{new_id, now};
use super::texts::{T, fill};
use super::views::{ServiceProps, spec_title, work_title};
use super::{dom, layout};
use crate::state::{Action, AppState, Notice, Offer, Saved};
use crate::workspace::Workspace;
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// How long after the last change work is saved, in milliseconds.
const PAUSE_MS: f64 = 300.0;
/// How long a change waits while more follow, in milliseconds.
const PATIENCE_MS: f64 = 600.0;

/// How long saving may take before that is said, in milliseconds.
const SLOW_MS: u32 = 2_000;

/// One version of a piece of work, to be saved.
type Version = (WorkEntry, Arc<Workspace>);

/// Saves the work soon after each change.
#[derive(Clone)]
struct Saver(Rc<RefCell<Inner>>);

struct Inner {
    latest: ServiceProps,
    /// What was changed, and when that began.
    unsaved: Option<Version>,
    since: f64,
    timer: Option<Timeout>,
    /// The last version whose saving began, which is not tried again before it changes.
    tried: Option<Arc<Workspace>>,
    queue: Vec<Version>,
    is_running: bool,
    /// Deleted work that can still be brought back.
    doomed: Option<String>,
}

/// Saves the work soon after each change, and when the page is left.
#[hook]
pub(crate) fn use_saving(services: &ServiceProps, started: bool) {
    let saver = use_memo((), |()| Saver::new(services.clone()));
    let saver = saver.as_ref().clone();
    let state = &services.state;
    let changed = Arc::as_ptr(state.workspace());
    let offer = state.notice.as_ref().and_then(|it| it.offer.clone());
    let what = (started, state.work.clone(), state.saved.clone(), offer);
    {
        let (saver, services) = (saver.clone(), services.clone());
        use_effect_with(
            (what, changed, state.n_saves),
            move |((started, ..), ..)| {
                saver.follow(services, *started);
            },
        );
    }
    use_effect_with((), move |()| {
        let listeners = saver.listen();
        move || drop(listeners)
    });
}

impl Saver {
    fn new(latest: ServiceProps) -> Saver {
        Saver(Rc::new(RefCell::new(Inner {
            latest,
            unsaved: None,
            since: 0.0,
            timer: None,
            tried: None,
            queue: Vec::new(),
            is_running: false,
            doomed: None,
        })))
    }

    /// Notes what there is to save now, and when.
    fn follow(&self, services: ServiceProps, started: bool) {
        let (work, now) = (services.state.work.clone(), js_sys::Date::now());
        let is_left = |it: &Version| it.0.id != work;
        if self.0.borrow().unsaved.as_ref().is_some_and(is_left) {
            self.flush();
        }
        let mut inner = self.0.borrow_mut();
        inner.latest = services;
        inner.timer = None;
        let doomed = inner.doomed();
        if doomed != inner.doomed {
            inner.purge();
            inner.doomed = doomed;
        }
        if !started || !inner.is_needed() {
            inner.unsaved = None;
            return;
        }
        if inner.unsaved.is_none() {
            inner.since = now;
        }
        inner.unsaved = Some(version(&inner.latest));
        let wait = PAUSE_MS.min(inner.since + PATIENCE_MS - now).max(0.0);
        let saver = self.clone();
        #[expect(clippy::cast_possible_truncation, reason = "at most 300")]
        #[expect(clippy::cast_sign_loss, reason = "at least 0")]
        let timer = Timeout::new(wait as u32, move || saver.flush());
        inner.timer = Some(timer);
    }

    /// Saves what is unsaved, without waiting any longer.
    fn flush(&self) {
        let mut inner = self.0.borrow_mut();
        inner.timer = None;
        if let Some(version) = inner.unsaved.take() {
            inner.tried = Some(version.1.clone());
            inner.queue.retain(|it| it.0.id != version.0.id);
            inner.queue.push(version);
        }
        if !inner.queue.is_empty() && !std::mem::replace(&mut inner.is_running, true) {
            spawn_local(self.clone().run());
        }
    }

    /// Saves what is unsaved, as far as there is still time.
    fn leave(&self) {
        {
            let inner = self.0.borrow();
            let state = &inner.latest.state;
            if state.shared.is_none() && (inner.unsaved.is_some() || inner.is_running) {
                let storage = &inner.latest.storage;
                storage.leave(&state.work, state.workspace());
            }
        }
        self.flush();
    }

    async fn run(self) {
        loop {
            let next = self.0.borrow_mut().next();
            let Some(((entry, workspace), storage, is_open)) = next else {
                return;
            };
            let late = self.say_if_late(is_open);
            let saved = storage.save(&entry, &workspace, is_open).await;
            drop(late);
            self.0.borrow_mut().report(entry, workspace, saved);
        }
    }

    fn say_if_late(&self, is_open: bool) -> Option<Timeout> {
        let dispatch = self.0.borrow().latest.dispatch.clone();
        let say = move || dispatch.send(Action::SaveBecame(Saved::Slow));
        is_open.then(|| Timeout::new(SLOW_MS, say))
    }

    /// Saves when the page is hidden or left, and asks before unsaved work is left.
    fn listen(&self) -> [Option<EventListener>; 3] {
        let (hidden, left, asked) = (self.clone(), self.clone(), self.clone());
        let options = EventListenerOptions::enable_prevent_default();
        let document = dom::document();
        let on_hidden = move |_: &Event| {
            if dom::document().is_some_and(|it| it.hidden()) {
                hidden.leave();
            }
        };
        let on_leaving = move |event: &Event| {
            let state = asked.0.borrow().latest.state.clone();
            if matches!(state.saved, Saved::Impossible(_)) && state.history.can_undo() {
                event.prevent_default();
            }
        };
        [
            document.map(|it| EventListener::new(&it, "visibilitychange", on_hidden)),
            web_sys::window().map(|it| EventListener::new(&it, "pagehide", move |_| left.leave())),
            web_sys::window().map(|it| {
                EventListener::new_with_options(&it, "beforeunload", options, on_leaving)
            }),
        ]
    }
}

impl Inner {
    /// What can still be brought back: it is gone for good when its notice is.
    fn doomed(&self) -> Option<String> {
        match &self.latest.state.notice.as_ref()?.offer {
            Some(Offer::Restore(id)) => Some(id.clone()),
            _ => None,
        }
    }

    fn purge(&self) {
        if let Some(id) = self.doomed.clone() {
            let storage = self.latest.storage.clone();
            spawn_local(async move {
                // What could not be deleted is listed again on the next visit.
                let _ = storage.purge(id).await;
            });
        }
    }

    /// What is saved next, where, and whether it is open; `None` ends the run.
    fn next(&mut self) -> Option<(Version, Storage, bool)> {
        if self.queue.is_empty() {
            self.is_running = false;
            return None;
        }
        let version = self.queue.remove(0);
        let is_open = self.latest.state.work == version.0.id;
        Some((version, self.latest.storage.clone(), is_open))
    }

    fn is_needed(&self) -> bool {
        let state = &self.latest.state;
        let wanted = match state.saved {
            Saved::Pending | Saved::Slow => true,
            Saved::Impossible(_) => state.history.can_undo(),
            Saved::Untouched | Saved::Here => false,
        };
        let is_tried = |it: &Arc<Workspace>| Arc::ptr_eq(it, state.workspace());
        wanted && state.shared.is_none() && !self.tried.as_ref().is_some_and(is_tried)
    }

    fn report(
        &mut self,
        entry: WorkEntry,
        workspace: Arc<Workspace>,
        saved: Result<(), StorageError>,
    ) {
        let dispatch = self.latest.dispatch.clone();
        match saved {
            Ok(()) => {
                if !layout::has_work() {
                    layout::remember_work();
                    dom::ask_to_persist();
                }
                dispatch.send(Action::WorkSaved(workspace));
                // What found no space before may find it now.
                self.queue.extend(self.latest.storage.take_unsaved());
            }
            Err(StorageError::ChangedElsewhere) => self.fork(entry, workspace),
            Err(error) => {
                let state = &self.latest.state;
                if !matches!(state.saved, Saved::Impossible(_)) {
                    dispatch.send(Action::Noticed(cannot_store(&error)));
                }
                if state.work == entry.id {
                    dispatch.send(Action::SaveBecame(Saved::Impossible(error.to_string())));
                } else {
                    self.tried = None;
                }
            }
        }
    }

    /// Another tab changed this work: what was done here goes on as a copy, which is saved at
    /// once, and the person may choose the other.
    fn fork(&mut self, mut entry: WorkEntry, mut workspace: Arc<Workspace>) {
        let (from, to) = (entry.id.clone(), new_id());
        let title = fill(T.copy_of, &[("name", &entry.title)]);
        (entry.id, entry.title) = (to.clone(), title.clone());
        Arc::make_mut(&mut workspace).title.clone_from(&title);
        // What was typed meanwhile belongs to the copy.
        let later = self.queue.iter_mut().chain(&mut self.unsaved);
        for version in later.filter(|it| it.0.id == from) {
            version.0 = entry.clone();
            Arc::make_mut(&mut version.1).title.clone_from(&title);
        }
        self.queue.insert(0, (entry, workspace));
        let dispatch = &self.latest.dispatch;
        let notice = Notice::error(T.changed_elsewhere, T.changed_elsewhere_hint);
        dispatch.send(Action::Noticed(
            notice.offering(Offer::TheOther(from.clone())),
        ));
        dispatch.send(Action::WorkForked { from, to, title });
    }
}

/// The open work as it stands.
fn version(services: &ServiceProps) -> Version {
    (entry(&services.state), services.state.workspace().clone())
}

/// The open work as it is listed.
pub(crate) fn entry(state: &AppState) -> WorkEntry {
    WorkEntry {
        id: state.work.clone(),
        title: work_title(state),
        spec: spec_title(state),
        n_scenarios: state.workspace().scenarios.len(),
        saved: now(),
    }
}

/// What is said when work cannot be stored.
pub(crate) fn cannot_store(error: &StorageError) -> Notice {
    let notice = match error {
        StorageError::Full => Notice::error(T.storage_full, T.storage_full_hint),
        StorageError::Unreadable(why) => {
            Notice::error(fill(T.stored_unreadable, &[("why", why)]), "")
        }
        _ => Notice::error(T.cannot_store, T.cannot_store_hint),
    };
    notice.offering(Offer::File)
}
