//! The address bar: `#/play` and so on are views, `#/sheet/…` is a sheet of the work on the page,
//! `#1…` is a share link.

use crate::state::View;
use std::cell::RefCell;
use std::sync::Arc;

/// What the fragment of a sheet begins with.
pub(crate) const SHEET: &str = "#/sheet/";

/// The fragment of the visitor's own work.
const OWN: &str = "#/play";

thread_local! {
    /// The share link on the page; empty where it is the visitor's own work.
    static LINK: RefCell<String> = const { RefCell::new(String::new()) };
    /// The further addresses that the sheet on the page got since one came to it: of a quick typist
    /// several are on their way.
    static SAME: RefCell<Vec<Arc<str>>> = const { RefCell::new(Vec::new()) };
}

/// What the part after `#` asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    /// A view of the visitor's own work.
    View(View),
    /// A sheet: its name and options.
    Sheet(String),
    /// A share link.
    Link(String),
}

/// Where the address points now.
pub(crate) fn place() -> Place {
    let fragment = location().and_then(|it| it.hash().ok()).unwrap_or_default();
    if let Some(sheet) = fragment.strip_prefix(SHEET) {
        Place::Sheet(sheet.to_owned())
    } else if fragment.len() > 1 && !fragment.starts_with("#/") {
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

/// The share link that the sheet in the address is of, where it is of shared work. A reload finds it
/// in the browser's history.
pub(crate) fn link_of(sheet: &str) -> Option<String> {
    let noted = history().and_then(|it| it.state().ok()?.as_string());
    if noted.is_none() {
        // Gone to by a link of the page: it is of what is shown.
        settle_on_sheet(sheet);
    }
    let link = noted.unwrap_or_else(|| LINK.with_borrow(String::clone));
    Some(link).filter(|it| !it.is_empty())
}

/// Goes to a view of the visitor's own work.
pub(crate) fn go_home() {
    go(OWN);
}

/// Goes to a sheet of the work on the page.
pub(crate) fn go_to_sheet(sheet: &str) {
    go(&[SHEET, sheet].concat());
}

/// The sheet on the page has this address too from now on: what is asked for there is the same sheet.
pub(crate) fn stay_on(sheet: Arc<str>) {
    SAME.with_borrow_mut(|it| it.push(sheet));
}

/// Whether an address is one that the sheet on the page got after one came to it.
pub(crate) fn stays_on(sheet: &str) -> bool {
    SAME.with_borrow(|it| it.iter().any(|it| **it == *sheet))
}

/// Another sheet comes.
pub(crate) fn forget_stays() {
    SAME.take();
}

/// Shows another sheet in the address without a step in the browser's history.
pub(crate) fn settle_on_sheet(sheet: &str) {
    write(&[SHEET, sheet].concat(), false);
}

/// From a sheet back to the work it is of, with a step in the browser's history. The page is told
/// otherwise, since the address of a share link would open it again.
pub(crate) fn leave_sheet() {
    LINK.with_borrow(|link| write(if link.is_empty() { OWN } else { link }, true));
}

/// Notes which share link is on the page; false where it was there already.
pub(crate) fn note_link(link: &str) -> bool {
    LINK.with_borrow_mut(|it| {
        let is_new = it != link;
        link.clone_into(it);
        is_new
    })
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

/// The visitor's own work is on the page: `#/play` in the address, without a step in the browser's
/// history, where it is not one of its sheets.
pub(crate) fn settle_on_own_work() {
    note_link("");
    if !matches!(place(), Place::Sheet(_)) {
        write(OWN, false);
    }
}

fn write(fragment: &str, is_step: bool) {
    let Some(history) = history() else {
        return;
    };
    // The address of a sheet does not say what it is of.
    let link = LINK.with_borrow(|it| it.as_str().into());
    let state = if fragment.starts_with(SHEET) {
        link
    } else {
        wasm_bindgen::JsValue::NULL
    };
    // A page opened as a file may not; its address then stays as it was.
    let _ = if is_step {
        history.push_state_with_url(&state, "", Some(fragment))
    } else {
        history.replace_state_with_url(&state, "", Some(fragment))
    };
}

fn history() -> Option<web_sys::History> {
    web_sys::window()?.history().ok()
}

fn location() -> Option<web_sys::Location> {
    web_sys::window().map(|it| it.location())
}
