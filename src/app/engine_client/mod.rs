//! The page's side of the conversation with the engine.
//!
//! The engine runs in a worker. Where no worker starts, or it does not answer, the page loads the
//! same module itself and works its slices between frames. An engine that traps or hangs is
//! replaced and given the workspace again; one that keeps stopping on the same input is left
//! alone until the input changes, and the last good result stays.
//!
//! The engine that the page begins with lacks what few checks need. Where one needs it, the whole
//! engine is fetched and takes over; until then, and where it cannot be fetched, the rest is checked.

mod inner;

use super::store::Dispatch;
use crate::protocol::{BUILD, Job, JobError, Output, Reply};
use crate::state::{Action, EngineState};
use crate::workspace::Workspace;
use crate::workspace::patch::diff;
use gloo_timers::callback::Timeout;
use inner::{Inner, OnMessage, Transport, Waiting, Whole, engine_stopped, whole_ms};
use js_sys::{Array, Promise};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MessageEvent, Worker};

/// How often it may stop on the same input.
const MAX_STOPS: u32 = 2;

#[wasm_bindgen]
extern "C" {
    /// What the boot script offers (`www/boot.js`).
    #[wasm_bindgen(catch, js_namespace = plumbline, js_name = startWorker)]
    fn start_worker() -> Result<Worker, JsValue>;
    #[wasm_bindgen(js_namespace = plumbline, js_name = loadEngine)]
    fn load_engine() -> Promise;
    #[wasm_bindgen(js_namespace = plumbline, js_name = fetchWhole)]
    fn fetch_whole() -> Promise;

    /// The engine module's one export (`bin/engine.rs`).
    type EngineHost;
    #[wasm_bindgen(method, catch)]
    fn post(this: &EngineHost, text: &str) -> Result<Array, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn step(this: &EngineHost) -> Result<Array, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn busy(this: &EngineHost) -> Result<bool, JsValue>;
}

/// Talks to the engine. Clones share one engine.
#[derive(Clone)]
pub(crate) struct EngineClient(Rc<RefCell<Inner>>);

impl PartialEq for EngineClient {
    fn eq(&self, other: &EngineClient) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl EngineClient {
    /// Starts the engine once the page is drawn for the first time.
    pub(crate) fn start(dispatch: Dispatch) -> EngineClient {
        let client = EngineClient(Rc::new(RefCell::new(Inner {
            dispatch,
            transport: Transport::None,
            generation: 0,
            is_loading: false,
            greeted: false,
            unsent: Vec::new(),
            next_id: 0,
            waiting: Vec::new(),
            sent: None,
            work: String::new(),
            shown: None,
            n_stops: 0,
            watchdog: None,
            heard_at: 0.0,
            in_page_only: false,
            given_up: false,
            whole: Whole::Unasked,
            postponed: Vec::new(),
        })));
        let starting = client.clone();
        spawn_local(async move {
            super::dom::drawn().await;
            starting.connect();
        });
        client
    }

    /// Lets the engine know the workspace as it stands now, and which piece of work it belongs to.
    ///
    /// Another piece of work goes over whole: the engine reports what is new to it, and the page
    /// begins each piece of work knowing nothing.
    pub(crate) fn sync(&self, work: &str, workspace: &Arc<Workspace>) {
        let mut inner = self.0.borrow_mut();
        let is_other = std::mem::replace(&mut inner.work, work.to_owned()) != work;
        let job = match &inner.sent {
            Some(sent) if Arc::ptr_eq(sent, workspace) => return,
            Some(sent) if !is_other => Job::Patch(diff(sent, workspace)),
            _ => Job::Open(Box::new(workspace.as_ref().clone())),
        };
        if is_other {
            inner.shown = None;
            inner.forget_checks();
            inner.ask_again();
        }
        inner.sent = Some(workspace.clone());
        inner.n_stops = 0;
        if inner.given_up {
            drop(inner);
            return self.restart(workspace);
        }
        inner.request(job, Waiting::Check(js_sys::Date::now()));
        drop(inner);
        self.set_going();
    }

    /// Has the engine tell what it finds in a transcript.
    pub(crate) fn show(&self, transcript: &str) {
        let mut inner = self.0.borrow_mut();
        inner.shown = Some(transcript.to_owned());
        if !inner.given_up {
            inner.request_shown();
            drop(inner);
            self.set_going();
        }
    }

    /// Runs every check again.
    pub(crate) fn recheck(&self) {
        let sent = self.0.borrow().sent.clone();
        self.0.borrow_mut().ask_again();
        if let Some(workspace) = sent.filter(|_| self.0.borrow().given_up) {
            self.0.borrow_mut().n_stops = 0;
            return self.restart(&workspace);
        }
        self.0
            .borrow_mut()
            .request(Job::Recheck, Waiting::Check(js_sys::Date::now()));
        self.set_going();
    }

    /// Stops checking.
    pub(crate) fn cancel(&self) {
        self.ask(Job::Cancel, |_| ());
    }

    /// Asks for something else and hands the answer on. Gives the number of the request, which
    /// grows; 0 where no engine runs.
    pub(crate) fn ask(
        &self,
        job: Job,
        on_done: impl FnOnce(Result<Output, JobError>) + 'static,
    ) -> u64 {
        if self.0.borrow().given_up {
            spawn_local(async move { on_done(Err(engine_stopped())) });
            return 0;
        }
        let id = {
            let mut inner = self.0.borrow_mut();
            inner.request(job, Waiting::Answer(Box::new(on_done)));
            inner.next_id
        };
        self.set_going();
        id
    }

    fn connect(&self) {
        let generation = {
            let mut inner = self.0.borrow_mut();
            inner.generation += 1;
            inner.greeted = false;
            inner.is_loading = false;
            inner.watchdog = None;
            if inner.whole == Whole::Here {
                inner.whole = Whole::Unasked;
            }
            inner.generation
        };
        let in_page_only = self.0.borrow().in_page_only;
        let worker = (!in_page_only).then(start_worker);
        match worker {
            Some(Ok(worker)) => self.listen(worker, generation),
            _ => self.load_in_page(generation),
        }
        self.watch();
    }

    fn listen(&self, worker: Worker, generation: u32) {
        let client = self.clone();
        let on_message = OnMessage::new(move |event: MessageEvent| {
            let data = event.data();
            if client.0.borrow().generation != generation {
            } else if let Some(text) = data.as_string() {
                client.receive(&text);
            } else if js_sys::Reflect::has(&data, &"loading".into()).unwrap_or(false) {
                client.0.borrow_mut().is_loading = true;
                client.watch();
            } else if js_sys::Reflect::has(&data, &"trap".into()).unwrap_or(false) {
                client.stopped(&format!(
                    "{:?}",
                    js_sys::Reflect::get(&data, &"trap".into())
                ));
            } else {
                client.fall_back(generation);
            }
        });
        let client = self.clone();
        let on_error = OnMessage::new(move |_| client.fall_back(generation));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let greeting = worker.post_message(&JsValue::from_str(BUILD));
        let listeners = [on_message, on_error];
        self.0.borrow_mut().transport = Transport::Worker {
            worker,
            _listeners: listeners,
        };
        if greeting.is_err() {
            self.fall_back(generation);
        }
    }

    /// The worker never greeted: from now on the engine runs in the page.
    fn fall_back(&self, generation: u32) {
        let mut inner = self.0.borrow_mut();
        if inner.generation != generation || inner.in_page_only {
            return;
        }
        if inner.greeted {
            drop(inner);
            return self.stopped("the worker failed");
        }
        inner.in_page_only = true;
        inner.end_transport();
        drop(inner);
        self.connect();
    }

    fn load_in_page(&self, generation: u32) {
        let client = self.clone();
        spawn_local(async move {
            let host = JsFuture::from(load_engine()).await;
            if client.0.borrow().generation != generation {
                return;
            }
            match host {
                Ok(host) => {
                    let host: Rc<EngineHost> = Rc::new(host.unchecked_into());
                    client.0.borrow_mut().transport = Transport::InPage(host.clone());
                    client.take_replies(host.post(BUILD));
                }
                Err(error) => client.give_up(format!("the engine could not be loaded: {error:?}")),
            }
        });
    }

    fn receive(&self, text: &str) {
        self.watch();
        match serde_json::from_str(text) {
            Ok(Reply::Hello { build }) => self.greeted(&build),
            Ok(reply) => self.handle(reply),
            Err(_) => self.greeted("unreadable"),
        }
    }

    fn greeted(&self, build: &str) {
        if build != BUILD {
            return self.became(EngineState::Stale);
        }
        self.0.borrow_mut().flush();
        self.set_going();
    }

    fn handle(&self, reply: Reply) {
        let (id, result) = match reply {
            Reply::Progress { id, done, total } => {
                let inner = self.0.borrow();
                // How far an answer is, such as a comparison, is no checking of the work.
                let mut waiting = inner.waiting.iter();
                if waiting.any(|it| it.0 == id && matches!(it.1, Waiting::Check(_))) {
                    inner.dispatch.send(Action::Progressed(done, total));
                }
                return;
            }
            Reply::Done { id, output } => (id, Ok(*output)),
            Reply::Failed { id, error } => (id, Err(error)),
            Reply::Hello { .. } => return,
        };
        let waiting = self.0.borrow_mut().take_waiting(id);
        self.watch();
        match (waiting, result) {
            (Some(Waiting::Check(sent_at)), Ok(Output::Findings(findings))) => {
                self.0.borrow_mut().n_stops = 0;
                let took_ms = whole_ms(js_sys::Date::now() - sent_at);
                let waits = findings.n_waiting > 0;
                let findings = Box::new(findings);
                let arrived = Action::FindingsArrived {
                    request: id,
                    findings,
                    took_ms,
                };
                self.0.borrow().dispatch.send(arrived);
                if waits {
                    self.fetch_whole();
                }
            }
            (Some(Waiting::Check(_)), Err(error)) if error.lost => self.send_again(),
            (Some(Waiting::Answer(on_done)), Ok(Output::Lacking(job))) => {
                self.0.borrow_mut().postponed.push((job, on_done));
                // Who asks wants it, even where it could not be fetched before.
                self.0.borrow_mut().ask_again();
                self.fetch_whole();
            }
            (Some(Waiting::Answer(on_done)), result) => on_done(result),
            _ => {}
        }
        self.take_over();
    }

    /// Fetches the whole engine, unless that failed before.
    fn fetch_whole(&self) {
        let before = self.0.borrow().whole;
        if before == Whole::Missing {
            return;
        }
        self.became(EngineState::Fetching);
        if before != Whole::Unasked {
            return;
        }
        self.0.borrow_mut().whole = Whole::Coming;
        let client = self.clone();
        spawn_local(async move {
            let is_here = JsFuture::from(fetch_whole()).await.is_ok();
            client.0.borrow_mut().whole = if is_here { Whole::Here } else { Whole::Missing };
            if !is_here {
                client.0.borrow_mut().fail_postponed();
                client.became(EngineState::Ready);
            }
            client.take_over();
        });
    }

    /// Starts the whole engine in place of the small one, once that owes nobody an answer.
    fn take_over(&self) {
        let workspace = {
            let mut inner = self.0.borrow_mut();
            let mut waiting = inner.waiting.iter();
            if inner.whole != Whole::Here || waiting.any(|it| matches!(it.1, Waiting::Answer(_))) {
                return;
            }
            inner.end_transport();
            inner.sent.clone()
        };
        if let Some(workspace) = workspace {
            self.restart(&workspace);
        }
    }

    fn became(&self, engine: EngineState) {
        self.0.borrow().dispatch.send(Action::EngineBecame(engine));
    }

    fn send_again(&self) {
        let (sent, work) = {
            let mut inner = self.0.borrow_mut();
            (inner.sent.take(), inner.work.clone())
        };
        if let Some(workspace) = sent {
            self.sync(&work, &workspace);
        }
    }

    /// The engine trapped or hangs: a new one takes over, unless this input keeps stopping it.
    fn stopped(&self, why: &str) {
        let workspace = {
            let mut inner = self.0.borrow_mut();
            inner.end_transport();
            inner.n_stops += 1;
            inner.sent.clone()
        };
        match workspace {
            Some(workspace) if self.0.borrow().n_stops < MAX_STOPS => self.restart(&workspace),
            _ => self.give_up(why.to_owned()),
        }
    }

    fn restart(&self, workspace: &Arc<Workspace>) {
        {
            let mut inner = self.0.borrow_mut();
            inner.sent = None;
            inner.fail_answers();
            inner
                .dispatch
                .send(Action::EngineBecame(EngineState::Starting));
        }
        self.sync_quietly(workspace);
        self.connect();
    }

    fn sync_quietly(&self, workspace: &Arc<Workspace>) {
        let mut inner = self.0.borrow_mut();
        inner.greeted = false;
        inner.given_up = false;
        inner.unsent.clear();
        inner.waiting.clear();
        inner.sent = Some(workspace.clone());
        let open = Job::Open(Box::new(workspace.as_ref().clone()));
        inner.request(open, Waiting::Check(js_sys::Date::now()));
        inner.request_shown();
        inner.request_postponed();
    }

    fn give_up(&self, why: String) {
        let mut inner = self.0.borrow_mut();
        inner.end_transport();
        inner.greeted = false;
        inner.given_up = true;
        inner.watchdog = None;
        inner.fail_answers();
        inner
            .dispatch
            .send(Action::EngineBecame(EngineState::Stopped(why)));
    }

    /// After a request: an engine in the page works, one in a worker is waited for.
    fn set_going(&self) {
        self.wait();
        self.pump();
    }

    /// The engine gives a sign of life, or a new one is started.
    fn watch(&self) {
        self.0.borrow_mut().heard_at = js_sys::Date::now();
        self.wait();
    }

    /// Sees to it that silence is noticed. The clock that runs is left to run, and looks again
    /// where it rings too early: setting one for each message would cost more than the message.
    fn wait(&self) {
        let mut inner = self.0.borrow_mut();
        if inner.watchdog.is_none() && inner.is_awaited() {
            let (client, generation) = (self.clone(), inner.generation);
            let rings = move || client.out_of_patience(generation);
            inner.watchdog = Some(Timeout::new(inner.patience(), rings));
        }
    }

    fn out_of_patience(&self, generation: u32) {
        let greeted = {
            let mut inner = self.0.borrow_mut();
            if inner.generation != generation {
                return;
            }
            inner.watchdog = None;
            if !inner.is_awaited() {
                return;
            }
            inner.greeted
        };
        if self.0.borrow().patience() > 0 {
            self.wait();
        } else if greeted {
            self.stopped("the engine did not answer");
        } else {
            self.fall_back(generation);
        }
    }

    /// Works the in-page engine's slices, one a turn of the event loop.
    fn pump(&self) {
        let Transport::InPage(host) = &self.0.borrow().transport else {
            return;
        };
        let (host, client) = (host.clone(), self.clone());
        Timeout::new(0, move || {
            // What is unsent may be for another engine by now.
            if !client.0.borrow().is_in_page(&host) {
                return;
            }
            let waiting: Vec<_> = std::mem::take(&mut client.0.borrow_mut().unsent);
            for text in waiting {
                client.take_replies(host.post(&text));
            }
            if host.busy().unwrap_or(false) {
                client.take_replies(host.step());
                client.pump();
            }
        })
        .forget();
    }

    fn take_replies(&self, replies: Result<Array, JsValue>) {
        match replies {
            Ok(replies) => {
                replies
                    .iter()
                    .filter_map(|it| it.as_string())
                    .for_each(|it| self.receive(&it));
            }
            Err(trap) => self.stopped(&format!("{trap:?}")),
        }
    }
}
