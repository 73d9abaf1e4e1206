//! The focus is never lost: where what had it is gone, what is nearest takes it.

use super::dom;
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::iter::successors;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// What can have the focus. A skip link is only for who asks for it: while it has the focus, it
/// lies over what stands at the top.
const FOCUSABLE: &str = "button:not(:disabled), summary, textarea:not(:disabled), \
    input:not(:disabled), select:not(:disabled), a[href]:not(.skip), [tabindex]";

/// Watches what has the focus, and passes it on after every drawing that took that away.
#[hook]
pub(crate) fn use_kept_focus() {
    let path = use_mut_ref(Vec::<Element>::new);
    {
        let path = path.clone();
        use_effect_with((), move |()| {
            let listener = dom::document().map(|document| {
                EventListener::new(&document, "focusin", move |event| {
                    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
                    *path.borrow_mut() = successors(target, |it| it.parent_element()).collect();
                })
            });
            move || drop(listener)
        });
    }
    use_effect(move || {
        if !path.borrow().is_empty() {
            // The parts of the page are drawn after the whole.
            Timeout::new(0, move || pass_on(&path)).forget();
        }
    });
}

/// Who left a field by a key or a click has the focus where they wanted it; who lost it with what
/// was deleted finds it on the nearest thing around.
fn pass_on(path: &RefCell<Vec<Element>>) {
    let path = path.borrow().clone();
    let is_nowhere = dom::focused().is_none_or(|it| it.tag_name() == "BODY");
    let Some(last) = path.first().filter(|it| is_nowhere && is_gone(it)) else {
        return;
    };
    // Beside a button that is used up stands what goes with it.
    let beside = successors(last.next_element_sibling(), Element::next_element_sibling);
    let nearest = beside.chain(path.iter().cloned());
    let heir = nearest
        .filter(|it| !is_gone(it))
        .find_map(|it| heir_in(&it));
    if let Some(heir) = heir {
        // An element that cannot take the focus leaves it where it is.
        let _ = heir.focus();
    }
}

fn is_gone(element: &Element) -> bool {
    !element.is_connected() || element.matches(":disabled") == Ok(true)
}

/// What takes the focus in or on `element`.
fn heir_in(element: &Element) -> Option<HtmlElement> {
    if element.matches(FOCUSABLE) == Ok(true) {
        return element.clone().dyn_into().ok();
    }
    let inside = element.query_selector(FOCUSABLE).ok().flatten();
    inside?.dyn_into().ok()
}
