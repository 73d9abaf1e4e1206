//! What the page knows of its engine, and what the two owe each other.

use super::EngineHost;
use crate::app::store::Dispatch;
use crate::app::texts::T;
use crate::protocol::{Job, JobError, Output, Request};
use crate::workspace::Workspace;
use gloo_timers::callback::Timeout;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessageEvent, Worker};

/// How long the engine may be silent before it is replaced, in milliseconds.
const PATIENCE_MS: u32 = 8_000;
/// How long its code may be on its way: networks in workshops are slow.
const LOADING_MS: u32 = 120_000;

pub(super) type OnDone = Box<dyn FnOnce(Result<Output, JobError>)>;
pub(super) type OnMessage = Closure<dyn FnMut(MessageEvent)>;

/// What is done with the final reply to a request.
pub(super) enum Waiting {
    /// Findings for the page; when the request was sent.
    Check(f64),
    /// An answer for whoever asked.
    Answer(OnDone),
}

pub(super) enum Transport {
    None,
    Worker {
        worker: Worker,
        _listeners: [OnMessage; 2],
    },
    InPage(Rc<EngineHost>),
}

/// Where the whole engine is, which has what checks may need beyond the small one.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Whole {
    /// Nobody asked for it, or it is at work.
    Unasked,
    Coming,
    /// The next engine started is the whole one.
    Here,
    /// It could not be fetched. It is asked for again when someone wants to, or opens other work.
    Missing,
}

pub(super) struct Inner {
    pub(super) dispatch: Dispatch,
    pub(super) transport: Transport,
    /// Grows with every engine started; messages of earlier ones are dropped.
    pub(super) generation: u32,
    /// The worker's script runs and the engine's code is on its way.
    pub(super) is_loading: bool,
    pub(super) greeted: bool,
    /// Requests made before the engine greeted.
    pub(super) unsent: Vec<String>,
    pub(super) next_id: u64,
    /// The requests that wait for their final reply, by id: a few at a time.
    pub(super) waiting: Vec<(u64, Waiting)>,
    /// The workspace as the engine has it.
    pub(super) sent: Option<Arc<Workspace>>,
    /// Which piece of work that is.
    pub(super) work: String,
    /// The transcript that is looked at, where the engine had to be asked for it. An engine that
    /// takes over is asked again.
    pub(super) shown: Option<String>,
    pub(super) n_stops: u32,
    pub(super) watchdog: Option<Timeout>,
    /// When the engine last gave a sign of life, or was asked something when it owed nothing.
    pub(super) heard_at: f64,
    pub(super) in_page_only: bool,
    pub(super) given_up: bool,
    pub(super) whole: Whole,
    /// Jobs, as JSON, that only the whole engine can do.
    pub(super) postponed: Vec<(String, OnDone)>,
}

impl Inner {
    /// Whether a worker owes an answer or its greeting.
    pub(super) fn is_awaited(&self) -> bool {
        let is_there = !matches!(self.transport, Transport::InPage(_));
        is_there && (!self.waiting.is_empty() || !self.greeted)
    }

    /// How much longer it may be silent, in milliseconds.
    pub(super) fn patience(&self) -> u32 {
        let patience = if self.is_loading && !self.greeted {
            LOADING_MS
        } else {
            PATIENCE_MS
        };
        patience.saturating_sub(whole_ms(js_sys::Date::now() - self.heard_at))
    }

    pub(super) fn request(&mut self, job: Job, waiting: Waiting) {
        self.next_id += 1;
        let id = self.next_id;
        // Later requests do not prolong the wait, or typing on would hide that it hangs.
        if self.waiting.is_empty() {
            self.heard_at = js_sys::Date::now();
        }
        self.waiting.push((id, waiting));
        if let Ok(text) = serde_json::to_string(&Request { id, job }) {
            self.send(text);
        }
    }

    fn send(&mut self, request: String) {
        self.unsent.push(request);
        if self.greeted {
            self.flush();
        }
    }

    /// Asks the engine that took over for what the one before could not do.
    pub(super) fn request_postponed(&mut self) {
        for (job, on_done) in std::mem::take(&mut self.postponed) {
            self.next_id += 1;
            let id = self.next_id;
            self.waiting.push((id, Waiting::Answer(on_done)));
            self.send(["{\"id\":", &id.to_string(), ",\"job\":", &job, "}"].concat());
        }
    }

    /// Without the whole engine there is no answer.
    pub(super) fn fail_postponed(&mut self) {
        for (_, on_done) in std::mem::take(&mut self.postponed) {
            spawn_local(async move { on_done(Err(no_whole())) });
        }
    }

    /// Whether this engine in the page is the one at work.
    pub(super) fn is_in_page(&self, host: &Rc<EngineHost>) -> bool {
        matches!(&self.transport, Transport::InPage(it) if Rc::ptr_eq(it, host))
    }

    pub(super) fn request_shown(&mut self) {
        if let Some(transcript) = self.shown.clone() {
            let asked = Waiting::Check(js_sys::Date::now());
            self.request(Job::Show(transcript), asked);
        }
    }

    /// Sends what is unsent to a worker; the in-page engine fetches it in its next slice.
    pub(super) fn flush(&mut self) {
        if !std::mem::replace(&mut self.greeted, true) {
            self.start_the_clock();
            // The one that runs may have waited for slow networks.
            self.watchdog = None;
        }
        if let Transport::Worker { worker, .. } = &self.transport {
            for text in self.unsent.drain(..) {
                // A closed worker drops the message; the watchdog notices.
                let _ = worker.post_message(&JsValue::from_str(&text));
            }
        }
    }

    /// What is done with the final reply to a request, which comes now.
    pub(super) fn take_waiting(&mut self, id: u64) -> Option<Waiting> {
        let at = self.waiting.iter().position(|it| it.0 == id)?;
        Some(self.waiting.remove(at).1)
    }

    /// How long checking takes counts from when the engine is there.
    pub(super) fn start_the_clock(&mut self) {
        for (_, waiting) in &mut self.waiting {
            if let Waiting::Check(sent_at) = waiting {
                *sent_at = js_sys::Date::now();
            }
        }
    }

    /// Findings on their way belong to another piece of work.
    pub(super) fn forget_checks(&mut self) {
        self.waiting
            .retain(|(_, it)| !matches!(it, Waiting::Check(_)));
    }

    /// What could not be fetched may be asked for again.
    pub(super) fn ask_again(&mut self) {
        if self.whole == Whole::Missing {
            self.whole = Whole::Unasked;
        }
    }

    pub(super) fn end_transport(&mut self) {
        if let Transport::Worker { worker, .. } = &self.transport {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
        self.transport = Transport::None;
    }

    pub(super) fn fail_answers(&mut self) {
        for (_, waiting) in std::mem::take(&mut self.waiting) {
            if let Waiting::Answer(on_done) = waiting {
                spawn_local(async move { on_done(Err(engine_stopped())) });
            }
        }
    }
}

pub(super) fn engine_stopped() -> JobError {
    JobError {
        message: "the checking engine stopped".to_owned(),
        hint: "Change or undo the last edit and try again, or save your work as a file.".to_owned(),
        lost: true,
    }
}

pub(super) fn no_whole() -> JobError {
    JobError {
        message: T.no_whole.to_owned(),
        hint: T.no_whole_hint.to_owned(),
        lost: false,
    }
}

pub(super) fn whole_ms(ms: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast keeps to what an integer can be"
    )]
    let whole = ms as u32;
    whole
}
