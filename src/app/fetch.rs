//! Texts from the network: specs that come along, and public ones from their publishers.

use super::texts::{T, fill};
use crate::text::sha256;
use crate::workspace::bundled::{self, Bundled};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, Response};

/// How long an answer may take, in milliseconds.
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
    static FETCHED: RefCell<BTreeMap<&'static str, Texts>> = const { RefCell::new(BTreeMap::new()) };
}

/// What answers `address`, as bytes of at most `limit`.
///
/// # Errors
///
/// A sentence for people: offline or refused, the server's status, too long, or too slow.
pub(crate) async fn bytes(address: &str, limit: usize) -> Result<Vec<u8>, String> {
    let window = web_sys::window().ok_or_else(|| T.fetch_refused.to_owned())?;
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
    let init = RequestInit::new();
    init.set_signal(Some(&signal));
    let refused = |_| {
        let is_late = signal.aborted();
        let why = if is_late {
            T.fetch_slow
        } else {
            T.fetch_refused
        };
        why.to_owned()
    };
    let answer = window.fetch_with_str_and_init(address, &init);
    let answer: Response = JsFuture::from(answer)
        .await
        .map_err(refused)?
        .unchecked_into();
    if !answer.ok() {
        return Err(fill(T.fetch_status, &[("status", &answer.status())]));
    }
    let stated = answer.headers().get("content-length").ok().flatten();
    let stated = stated.and_then(|it| it.parse::<usize>().ok());
    let too_long = || fill(T.fetch_too_long, &[("mb", &(limit / 1_000_000))]);
    if stated.is_some_and(|it| it > limit) {
        return Err(too_long());
    }
    let body = answer.array_buffer().map_err(refused)?;
    let body = JsFuture::from(body).await.map_err(refused)?;
    let body = js_sys::Uint8Array::new(&body);
    if body.length() as usize > limit {
        return Err(too_long());
    }
    Ok(body.to_vec())
}

async fn text(address: &str) -> Result<Rc<str>, String> {
    let bytes = bytes(address, 1_000_000).await?;
    let text = String::from_utf8(bytes).map_err(|_| T.fetch_altered.to_owned())?;
    Ok(text.into())
}

/// The texts of a spec that comes along, fetched once.
///
/// # Errors
///
/// As [`bytes`]; or what came is not the release of that name.
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
    FETCHED.with_borrow_mut(|it| it.insert(release.hash, texts.clone()));
    Ok(texts)
}

/// The texts that are at hand.
pub(crate) fn here(release: &Bundled) -> Option<Texts> {
    if release.text.is_empty() {
        return FETCHED.with_borrow(|it| it.get(release.hash).cloned());
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
