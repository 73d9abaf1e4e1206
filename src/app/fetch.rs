//! Texts from the network: specs that come along, and public ones from their publishers.

use super::texts::{T, fill};
use crate::text::sha256;
use crate::workspace::bundled::{self, Bundled};
use gloo_timers::callback::Timeout;
use js_sys::{Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader, RequestInit, Response};
use yew::Callback;

/// How long nothing may come, in milliseconds.
const PATIENCE_MS: u32 = 30_000;

/// Text and scenarios of a spec that comes along.
#[derive(Clone)]
pub(crate) struct Texts {
    /// The Markdown.
    pub spec: Rc<str>,
    /// The records.
    pub scenarios: Rc<str>,
}

thread_local! {
    /// The few that were fetched, by their hash.
    static FETCHED: RefCell<Vec<(&'static str, Texts)>> = const { RefCell::new(Vec::new()) };
}

/// One fetch under way: says how far it is, and can be stopped.
pub(crate) struct Transfer {
    controller: AbortController,
    on_bytes: Callback<usize>,
    is_cancelled: Cell<bool>,
    is_late: Rc<Cell<bool>>,
}

impl Transfer {
    /// A fetch that tells how many bytes have come.
    pub(crate) fn new(on_bytes: Callback<usize>) -> Result<Transfer, String> {
        Ok(Transfer {
            controller: AbortController::new().map_err(|_| T.fetch_refused.to_owned())?,
            on_bytes,
            is_cancelled: Cell::new(false),
            is_late: Rc::default(),
        })
    }

    /// Stops it; what came so far is dropped.
    pub(crate) fn cancel(&self) {
        self.is_cancelled.set(true);
        self.controller.abort();
    }

    /// Whether the person stopped it.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.is_cancelled.get()
    }

    /// Stops it where nothing comes for as long as this is kept.
    fn patience(&self) -> Timeout {
        let (controller, is_late) = (self.controller.clone(), self.is_late.clone());
        Timeout::new(PATIENCE_MS, move || {
            is_late.set(true);
            controller.abort();
        })
    }

    /// What answers `address`, as bytes of at most `limit`.
    ///
    /// # Errors
    ///
    /// A sentence for people: offline or refused, the server's status, too long, too slow, or cut
    /// off.
    pub(crate) async fn bytes(&self, address: &str, limit: usize) -> Result<Vec<u8>, String> {
        let window = web_sys::window().ok_or_else(|| T.fetch_refused.to_owned())?;
        let init = RequestInit::new();
        init.set_signal(Some(&self.controller.signal()));
        let patience = self.patience();
        let answer = JsFuture::from(window.fetch_with_str_and_init(address, &init)).await;
        drop(patience);
        let refused = |_| match (self.is_late.get(), window.navigator().on_line()) {
            (true, _) => T.fetch_slow.to_owned(),
            (_, false) => T.fetch_offline.to_owned(),
            _ => T.fetch_refused.to_owned(),
        };
        let answer: Response = answer.map_err(refused)?.unchecked_into();
        if !answer.ok() {
            return Err(fill(T.fetch_status, &[("status", &answer.status())]));
        }
        let stated = answer.headers().get("content-length").ok().flatten();
        let stated = stated.and_then(|it| it.parse::<usize>().ok());
        if stated.is_some_and(|it| it > limit) {
            self.controller.abort();
            return Err(too_long(limit));
        }
        self.body(&answer, limit).await
    }

    async fn body(&self, answer: &Response, limit: usize) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let Some(body) = answer.body() else {
            return Ok(bytes);
        };
        let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
        loop {
            let patience = self.patience();
            let step = JsFuture::from(reader.read()).await;
            drop(patience);
            let step = step.map_err(|_| self.cut())?;
            let part = |name: &str| Reflect::get(&step, &name.into()).unwrap_or_default();
            if part("done").is_truthy() {
                return Ok(bytes);
            }
            let chunk: Uint8Array = part("value").unchecked_into();
            let (start, end) = (bytes.len(), bytes.len() + chunk.length() as usize);
            if end > limit {
                self.controller.abort();
                return Err(too_long(limit));
            }
            bytes.resize(end, 0);
            chunk.copy_to(&mut bytes[start..]);
            self.on_bytes.emit(end);
        }
    }

    fn cut(&self) -> String {
        let why = if self.is_late.get() {
            T.fetch_slow
        } else {
            T.fetch_cut
        };
        why.to_owned()
    }
}

fn too_long(limit: usize) -> String {
    fill(T.fetch_too_long, &[("mb", &(limit / 1_000_000))])
}

/// The text at an address.
///
/// # Errors
///
/// As [`Transfer::bytes`]; or it is no text.
pub(crate) async fn text(address: &str) -> Result<Rc<str>, String> {
    let transfer = Transfer::new(Callback::noop())?;
    let bytes = transfer.bytes(address, 1_000_000).await?;
    let text = String::from_utf8(bytes).map_err(|_| T.fetch_altered.to_owned())?;
    Ok(text.into())
}

/// The texts of a spec that comes along, fetched once.
///
/// # Errors
///
/// As [`Transfer::bytes`]; or what came is not the release of that name.
pub(crate) async fn bundled(release: &'static Bundled) -> Result<Texts, String> {
    if let Some(texts) = here(release) {
        return Ok(texts);
    }
    let part = |ending: &str| {
        // The build keeps caches of earlier versions apart.
        let build = crate::protocol::BUILD;
        format!("specs/{}{ending}?{build}", release.name)
    };
    let spec = text(&part(".md")).await?;
    if sha256(spec.as_bytes()) != release.hash {
        return Err(T.fetch_altered.to_owned());
    }
    let scenarios = text(&part(".scenarios.jsonl")).await?;
    let texts = Texts { spec, scenarios };
    FETCHED.with_borrow_mut(|it| it.push((release.hash, texts.clone())));
    Ok(texts)
}

/// The texts that are at hand.
pub(crate) fn here(release: &Bundled) -> Option<Texts> {
    if release.text.is_empty() {
        let of = |it: &&(&str, Texts)| it.0 == release.hash;
        return FETCHED.with_borrow(|all| all.iter().find(of).map(|it| it.1.clone()));
    }
    Some(Texts {
        spec: release.text.into(),
        scenarios: release.scenarios.into(),
    })
}

/// Fetches every release; what cannot be had is missed where it is needed.
pub(crate) async fn all_bundled() {
    for release in bundled::releases() {
        // Whoever needs it says that it is not there.
        let _ = bundled(release).await;
    }
}
