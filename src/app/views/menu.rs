//! A small list of actions behind a button. Its items are drawn only while it is open: there is
//! one for every message.

use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement};
use yew::prelude::*;

/// One action: its name, and what it does; without that it cannot be chosen now.
pub(crate) type Item = (&'static str, Option<Callback<MouseEvent>>);

#[derive(Properties, PartialEq)]
pub(crate) struct MenuProps {
    /// What the button is called.
    pub label: AttrValue,
    pub items: Vec<Item>,
}

/// The menu. It closes when an item is chosen, at Escape, and when the focus goes elsewhere.
#[component]
pub(crate) fn Menu(props: &MenuProps) -> Html {
    let open = use_state(|| false);
    let root = use_node_ref();
    let ontoggle = {
        let (open, root) = (open.clone(), root.clone());
        Callback::from(move |_: Event| open.set(is_open(&root)))
    };
    let close = {
        let root = root.clone();
        move || {
            if let Some(root) = root.cast::<Element>() {
                // Removing an attribute that is not there does nothing.
                let _ = root.remove_attribute("open");
            }
        }
    };
    let onfocusout = {
        let (root, close) = (root.clone(), close.clone());
        Callback::from(move |event: FocusEvent| {
            let next = event.related_target().and_then(|it| it.dyn_into().ok());
            let next: Option<web_sys::Node> = next;
            let stays = next.is_some_and(|it| {
                root.cast::<Element>()
                    .is_some_and(|root| root.contains(Some(&it)))
            });
            if !stays {
                close();
            }
        })
    };
    let onkeydown = {
        let (root, close) = (root.clone(), close.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && is_open(&root) {
                // Neither the page nor a dialog around goes back as well.
                event.stop_propagation();
                event.prevent_default();
                close();
                focus_button(&root);
            }
        })
    };
    let item = |(label, action): &Item| {
        let (root, close, action) = (root.clone(), close.clone(), action.clone());
        let disabled = action.is_none();
        let onclick = Callback::from(move |event| {
            close();
            // Keyboards go on from the button; an action that moves the focus does so later.
            focus_button(&root);
            if let Some(action) = &action {
                action.emit(event);
            }
        });
        html! { <button key={*label} {onclick} {disabled}>{ *label }</button> }
    };
    html! {
        <details ref={root.clone()} class="menu" {ontoggle} {onfocusout} {onkeydown}>
            <summary aria-label={props.label.clone()} title={props.label.clone()}>{ "⋯" }</summary>
            if *open { <div class="menu-items">{ for props.items.iter().map(item) }</div> }
        </details>
    }
}

fn is_open(root: &NodeRef) -> bool {
    root.cast::<Element>()
        .is_some_and(|it| it.has_attribute("open"))
}

fn focus_button(root: &NodeRef) {
    let button = root
        .cast::<Element>()
        .and_then(|it| it.first_element_child())
        .and_then(|it| it.dyn_into::<HtmlElement>().ok());
    if let Some(button) = button {
        // An element that cannot take the focus keeps it where it was.
        let _ = button.focus();
    }
}
