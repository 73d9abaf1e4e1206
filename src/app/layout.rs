//! What the browser remembers of how one works: the widths of the panes, CSS variables on the root
//! that are no part of the state, since nothing but the style sheet reads them; which scenario was
//! open; that there is work.

use super::dom;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};

const NARROWEST: f64 = 200.0;

/// Takes the pointer, so that dragging goes on outside the bar.
pub(crate) fn start_dragging(event: PointerEvent) {
    if let Some(bar) = event.target().and_then(|it| it.dyn_into::<Element>().ok()) {
        // Without capture dragging still works inside the bar.
        let _ = bar.set_pointer_capture(event.pointer_id());
        event.prevent_default();
    }
}

/// Sets the width of `pane` to where the pointer is.
pub(crate) fn drag(pane: &str, from_right: bool, event: &PointerEvent) {
    if event.buttons() & 1 == 0 {
        return;
    }
    let x = f64::from(event.client_x());
    let width = if from_right { window_width() - x } else { x };
    set_width(pane, width);
}

/// Makes `pane` wider or narrower.
pub(crate) fn nudge(pane: &str, by: f64) {
    let now = web_sys::window()
        .and_then(|it| it.document())
        .and_then(|it| it.get_element_by_id(pane))
        .map_or(NARROWEST, |it| it.get_bounding_client_rect().width());
    set_width(pane, now + by);
}

/// Puts the widths of the last visit back.
pub(crate) fn restore() {
    for pane in ["spec", "verdicts"] {
        let stored = dom::local_storage().and_then(|it| it.get_item(&key(pane)).ok().flatten());
        if let Some(width) = stored.and_then(|it| it.parse::<i32>().ok()) {
            set_width(pane, width.into());
        }
    }
}

fn set_width(pane: &str, width: f64) {
    // Not `clamp`, whose complaint about its bounds would bring the code that writes fractions.
    let width = width.min(window_width() * 0.6).max(NARROWEST);
    let width = dom::whole(width);
    let Some(root) = root() else { return };
    // CSSOM, since the page's policy forbids style attributes.
    let _ = root
        .style()
        .set_property(&format!("--{pane}-width"), &format!("{width}px"));
    if let Some(storage) = dom::local_storage() {
        // A browser that stores nothing forgets the width, no more.
        let _ = storage.set_item(&key(pane), &width.to_string());
    }
}

const HAS_WORK: &str = "plumbline.has-work";
const SCENARIO: &str = "plumbline.scenario";

/// Whether work was ever saved in this browser.
pub(crate) fn has_work() -> bool {
    dom::local_storage()
        .and_then(|it| it.get_item(HAS_WORK).ok().flatten())
        .is_some()
}

/// Notes which scenario of a piece of work is open.
pub(crate) fn remember_scenario(work: &str, scenario: usize) {
    if let Some(storage) = dom::local_storage() {
        // Forgotten, the next visit begins at the first.
        let _ = storage.set_item(SCENARIO, &format!("{scenario} {work}"));
    }
}

/// Which scenario of a piece of work was open last, if that work was.
pub(crate) fn scenario_of(work: &str) -> Option<usize> {
    let text = dom::local_storage()?.get_item(SCENARIO).ok().flatten()?;
    let (scenario, of) = text.split_once(' ')?;
    scenario.parse().ok().filter(|_| of == work)
}

/// Notes that work was saved in this browser.
pub(crate) fn remember_work() {
    if let Some(storage) = dom::local_storage() {
        // Forgotten, it costs the next visit's first moment only.
        let _ = storage.set_item(HAS_WORK, "yes");
    }
}

/// Notes that none is there any more.
pub(crate) fn forget_work() {
    if let Some(storage) = dom::local_storage() {
        // Remembered, it is said once more that the work is gone.
        let _ = storage.remove_item(HAS_WORK);
    }
}

/// Sets the theme: `dark` or `light`. The boot script sets it on the next visit.
pub(crate) fn set_theme(theme: &str) {
    if let Some(root) = root() {
        let _ = root.set_attribute("data-theme", theme);
    }
    if let Some(storage) = dom::local_storage() {
        let _ = storage.set_item("plumbline.theme", theme);
    }
}

/// Whether the page is dark now.
pub(crate) fn is_dark() -> bool {
    let chosen = root().and_then(|it| it.get_attribute("data-theme"));
    match chosen.as_deref() {
        Some(theme) => theme == "dark",
        None => web_sys::window()
            .and_then(|it| {
                it.match_media("(prefers-color-scheme: dark)")
                    .ok()
                    .flatten()
            })
            .is_some_and(|it| it.matches()),
    }
}

fn root() -> Option<HtmlElement> {
    web_sys::window()?
        .document()?
        .document_element()?
        .dyn_into()
        .ok()
}

fn window_width() -> f64 {
    web_sys::window()
        .and_then(|it| it.inner_width().ok())
        .and_then(|it| it.as_f64())
        .unwrap_or(1440.0)
}

fn key(pane: &str) -> String {
    format!("plumbline.width.{pane}")
}
