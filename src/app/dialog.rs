//! The frame of every dialog: the browser's own, so focus stays inside and Escape closes it.

use super::store::Dispatch;
use super::texts::T;
use crate::state::Action;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct DialogProps {
    pub title: &'static str,
    pub dispatch: Dispatch,
    pub children: Html,
}

/// A modal dialog that is open for as long as it is drawn.
#[component]
pub(crate) fn DialogFrame(props: &DialogProps) -> Html {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with((), move |()| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                // An open dialog cannot be opened again; it is open then.
                let _ = dialog.show_modal();
            }
        });
    }
    let close = props.dispatch.on(Action::Escaped);
    let oncancel = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            dispatch.send(Action::Escaped);
        })
    };
    html! {
        <dialog ref={dialog} {oncancel} aria-labelledby="dialog-title">
            <header>
                <h2 id="dialog-title">{ props.title }</h2>
                <button class="quiet" onclick={close} aria-label={T.close}>{ "×" }</button>
            </header>
            { props.children.clone() }
        </dialog>
    }
}
