//! Which parts of a long list are near what is seen. The others keep their place and draw nothing.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, IntersectionObserver, IntersectionObserverEntry};
use yew::prelude::*;

/// How far beyond the edges something is still near.
const MARGIN: &str = "600px 0px";

/// Where a part is drawn, and whether it is near. A part that was never near is `guess()` pixels
/// high.
#[hook]
pub(crate) fn use_near(guess: impl FnOnce() -> f64 + 'static) -> (NodeRef, bool) {
    let node = use_node_ref();
    let near = use_state_eq(|| false);
    {
        let (node, set) = (node.clone(), near.setter());
        use_effect_with((), move |()| {
            let watch = node.cast::<HtmlElement>().and_then(|element| {
                keep_height(&element, guess());
                Watch::new(&element, set)
            });
            move || drop(watch)
        });
    }
    (node, *near)
}

/// Watches until it is dropped.
struct Watch {
    observer: IntersectionObserver,
    _seen: Closure<dyn FnMut(Array)>,
}

impl Watch {
    fn new(element: &HtmlElement, set: UseStateSetter<bool>) -> Option<Watch> {
        let watched = element.clone();
        let seen = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let entry = entries.pop().dyn_into::<IntersectionObserverEntry>();
            if let Ok(entry) = entry {
                follow(&watched, entry.is_intersecting(), &set);
            }
        });
        let options = web_sys::IntersectionObserverInit::new();
        options.set_root(scroller(element).as_ref());
        options.set_root_margin(MARGIN);
        let callback = seen.as_ref().unchecked_ref();
        let observer = IntersectionObserver::new_with_options(callback, &options).ok()?;
        observer.observe(element);
        Some(Watch {
            observer,
            _seen: seen,
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn follow(element: &HtmlElement, is_near: bool, set: &UseStateSetter<bool>) {
    let focused = super::dom::focused();
    if is_near {
        let _ = element.style().remove_property("height");
        set.set(true);
    } else if !focused.is_some_and(|it| element.contains(Some(&it))) {
        // What is being written stays, wherever it was scrolled to.
        keep_height(element, element.get_bounding_client_rect().height());
        set.set(false);
    }
}

fn keep_height(element: &HtmlElement, pixels: f64) {
    // An element that takes no height jumps when it is drawn, no more.
    let height = format!("{}px", super::dom::whole(pixels));
    let _ = element.style().set_property("height", &height);
}

/// What scrolls around an element: margins count from its edges.
fn scroller(element: &Element) -> Option<Element> {
    let window = web_sys::window()?;
    std::iter::successors(element.parent_element(), |it| it.parent_element()).find(|it| {
        let style = window.get_computed_style(it).ok().flatten();
        let overflow = style.and_then(|it| it.get_property_value("overflow-y").ok());
        matches!(overflow.as_deref(), Some("auto" | "scroll"))
    })
}
