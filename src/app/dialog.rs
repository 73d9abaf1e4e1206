//! The frame of every dialog: the browser's own, so focus stays inside and Escape closes it.

use super::dom;
use super::store::Dispatch;
use super::texts::T;
use crate::state::Action;
use gloo_timers::callback::Timeout;
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
            let opener = dom::focused();
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                // An open dialog cannot be opened again; it is open then.
                let _ = dialog.show_modal();
            }
            // Once the dialog is gone, the focus goes back to where it was opened from.
            move || {
                Timeout::new(0, move || {
                    if let Some(opener) = opener.filter(|it| it.is_connected()) {
                        // What cannot take the focus any more leaves it where it is.
                        let _ = opener.focus();
                    }
                })
                .forget();
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
