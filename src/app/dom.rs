//! Small errands in the document: focus, scrolling, copying, saving a file.

use gloo_timers::callback::Timeout;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, Document, Element, HtmlAnchorElement, HtmlElement, HtmlInputElement, Url,
};

#[wasm_bindgen]
extern "C" {
    /// What the boot script offers (`www/boot.js`).
    #[wasm_bindgen(js_namespace = plumbline, js_name = drawn)]
    fn painted() -> Promise;
}

/// Waits until the page's first frame is painted.
pub(crate) async fn drawn() {
    // It cannot fail, and what waits is wanted in any case.
    let _ = JsFuture::from(painted()).await;
}

/// The small storage that answers at once; `None` where it is forbidden.
pub(crate) fn local_storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// The document.
pub(crate) fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Focuses the first element that matches `selector`, once it is drawn; what stands in an input is
/// selected, so that typing replaces it.
pub(crate) fn focus_later(selector: impl Into<String>) {
    let selector = selector.into();
    Timeout::new(30, move || {
        let element = document().and_then(|it| it.query_selector(&selector).ok().flatten());
        if let Some(element) = element.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            // An element that cannot take the focus keeps it where it was.
            let _ = element.focus();
            scroll_to(&element);
            if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
                input.select();
            }
        }
    })
    .forget();
}

/// What has the focus.
pub(crate) fn focused() -> Option<HtmlElement> {
    document()?.active_element()?.dyn_into().ok()
}

/// Focuses the element with this id.
pub(crate) fn focus(id: &str) {
    let element = document().and_then(|it| it.get_element_by_id(id));
    if let Some(element) = element.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take the focus keeps it where it was.
        let _ = element.focus();
    }
}

/// Brings an element into view where it is not.
pub(crate) fn scroll_to(element: &Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Brings the first element that matches `selector` into view, once it is drawn.
pub(crate) fn scroll_later(selector: String) {
    Timeout::new(30, move || {
        let element = document().and_then(|it| it.query_selector(&selector).ok().flatten());
        if let Some(element) = element {
            scroll_to(&element);
        }
    })
    .forget();
}

/// Whole pixels, the nearest. The code that writes fractions would be needed for nothing else.
pub(crate) fn whole(pixels: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "no screen is that large")]
    let whole = pixels.round() as i32;
    whole
}

/// A message of the transcript, by its index, where it is drawn.
pub(crate) fn message(index: usize) -> Option<Element> {
    let message = format!("main [data-index=\"{index}\"]");
    document()?.query_selector(&message).ok()?
}

/// Puts the caret into a message, once it is drawn.
pub(crate) fn focus_message(index: usize) {
    show_message(index, |message| {
        let field = message
            .query_selector(".field textarea, .as-typed")
            .ok()
            .flatten();
        if let Some(field) = field.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            // A field that cannot take the focus leaves it where it is.
            let _ = field.focus();
        }
    });
}

/// Brings a message into view, once it is drawn, and hands it on. In a long conversation the part
/// that holds it is drawn for it.
pub(crate) fn show_message(index: usize, then: impl FnOnce(Element) + 'static) {
    const TRIES: usize = 12;
    show_message_within(index, then, TRIES);
}

fn show_message_within(index: usize, then: impl FnOnce(Element) + 'static, tries: usize) {
    Timeout::new(30, move || {
        if let Some(message) = message(index) {
            scroll_to(&message);
            then(message);
        } else if let Some(tries) = tries.checked_sub(1) {
            if let Some(group) = group_of(index) {
                scroll_to(&group);
            }
            show_message_within(index, then, tries);
        }
    })
    .forget();
}

/// The smallest part of a long conversation that holds a message.
fn group_of(index: usize) -> Option<Element> {
    let groups = document()?.query_selector_all(".group").ok()?;
    let number = |it: &Element, name| it.get_attribute(name)?.parse::<usize>().ok();
    (0..groups.length())
        .filter_map(|at| groups.get(at)?.dyn_into::<Element>().ok())
        .rfind(|it| {
            let (first, end) = (number(it, "data-first"), number(it, "data-end"));
            first.is_some_and(|first| first <= index) && end.is_some_and(|end| index < end)
        })
}

/// The address of the page, with what stands after `#`.
pub(crate) fn address() -> String {
    let address = web_sys::window().and_then(|it| it.location().href().ok());
    address.unwrap_or_default()
}

/// Opens the browser's own dialog for printing.
pub(crate) fn print() {
    if let Some(window) = web_sys::window() {
        // A browser that does not print does nothing.
        let _ = window.print();
    }
}

/// Copies `text`; tells whether the browser allowed it.
pub(crate) async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let clipboard = js_sys::Reflect::get(&window.navigator(), &"clipboard".into());
    if clipboard.is_ok_and(|it| it.is_undefined()) {
        return false; // Only pages served safely have one.
    }
    JsFuture::from(window.navigator().clipboard().write_text(text))
        .await
        .is_ok()
}

/// Asks the browser not to give up what is stored here when space runs short.
pub(crate) fn ask_to_persist() {
    let Some(window) = web_sys::window() else {
        return;
    };
    let storage = js_sys::Reflect::get(&window.navigator(), &"storage".into());
    if storage.is_ok_and(|it| it.is_undefined()) {
        return; // Only pages served safely have one.
    }
    if let Ok(answer) = window.navigator().storage().persist() {
        spawn_local(async move {
            // A browser that refuses may keep the work all the same.
            let _ = JsFuture::from(answer).await;
        });
    }
}

/// Offers `text` as a file to save.
///
/// # Errors
///
/// The browser's own, where it refuses.
pub(crate) fn save_file(name: &str, text: &str) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let document = document().ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address)
}

/// Sets an attribute of the root element, for the style sheet and for tests.
pub(crate) fn set_root(attribute: &str, value: &str) {
    if let Some(root) = document().and_then(|it| it.document_element()) {
        // Only an invalid name fails, and names are ours.
        let _ = root.set_attribute(attribute, value);
    }
}

/// How many things the page asked for beyond its own files.
pub(crate) fn n_foreign_requests() -> usize {
    let Some(window) = web_sys::window() else {
        return 0;
    };
    let (Some(performance), Ok(address)) = (window.performance(), window.location().href()) else {
        return 0;
    };
    let page = address.split(['#', '?']).next().unwrap_or_default();
    let folder = &page[..=page.rfind('/').unwrap_or(0)];
    let entries = performance.get_entries_by_type("resource");
    let names = entries.iter().filter_map(|it| {
        js_sys::Reflect::get(&it, &JsValue::from_str("name"))
            .ok()?
            .as_string()
    });
    names
        .filter(|name| !name.starts_with(folder) && !name.starts_with("blob:"))
        .count()
}

/// The text in small letters. The browser has the table for all scripts already.
pub(crate) fn lowercase(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}
