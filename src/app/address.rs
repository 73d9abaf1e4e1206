//! The address bar: `#/play` and so on are views, `#1…` is a share link.

use crate::state::View;

/// What the part after `#` asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    /// A view of the visitor's own work.
    View(View),
    /// A share link.
    Link(String),
}

/// Where the address points now.
pub(crate) fn place() -> Place {
    let fragment = location().and_then(|it| it.hash().ok()).unwrap_or_default();
    if fragment.len() > 1 && !fragment.starts_with("#/") {
        Place::Link(fragment)
    } else {
        Place::View(View::Play)
    }
}

/// The page's address with this fragment.
pub(crate) fn with_fragment(fragment: &str) -> String {
    let address = location().and_then(|it| it.href().ok()).unwrap_or_default();
    let page = address.split('#').next().unwrap_or_default();
    format!("{page}{fragment}")
}

/// Goes to a view of the visitor's own work.
pub(crate) fn go_home() {
    go("#/play");
}

/// Goes to the share link in a text; what reads the link finds it among other words.
pub(crate) fn go_to_link(text: &str) {
    match text.rfind("#1") {
        Some(at) => go(&text[at..]),
        None => go(&format!("#{text}")),
    }
}

fn go(fragment: &str) {
    if let Some(location) = location() {
        // Setting the fragment of the page's own address is always allowed.
        let _ = location.set_hash(fragment);
    }
}

/// Shows `#/play` in the address without a step in the browser's history.
pub(crate) fn settle_on_own_work() {
    let history = web_sys::window().and_then(|it| it.history().ok());
    if let Some(history) = history {
        // A page opened as a file may not; its address then stays as it was.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some("#/play"));
    }
}

fn location() -> Option<web_sys::Location> {
    web_sys::window().map(|it| it.location())
}
