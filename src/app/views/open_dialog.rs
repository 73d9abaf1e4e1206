//! Opening: earlier work, a spec that comes along, a file, pasted text.

use super::works::Works;
use super::{NoticeBar, ServiceProps};
use crate::app::dialog::DialogFrame;
use crate::app::fetch::Transfer;
use crate::app::files;
use crate::app::texts::{T, fill};
use crate::workspace::bundled::{self, Bundled};
use crate::workspace::public::{self, PublicSpec};
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// The dialog that opens things.
#[component]
pub(crate) fn OpenDialog(props: &ServiceProps) -> Html {
    html! {
        <DialogFrame title={T.open_heading} dispatch={props.dispatch.clone()}>
            <Works ..props.clone() />
            <section>
                <h3>{ T.open_bundled }</h3>
                <ul class="choices-list">{ for bundled::all().iter().map(|it| bundled_row(props, it)) }</ul>
            </section>
            <PublicSection ..props.clone() />
            <FileSection ..props.clone() />
            <PasteSection ..props.clone() />
            <NoticeBar ..props.clone() />
        </DialogFrame>
    }
}

fn bundled_row(props: &ServiceProps, bundled: &'static Bundled) -> Html {
    let props = props.clone();
    let onclick = Callback::from(move |_: MouseEvent| files::open_bundled(&props, bundled));
    html! { <li key={bundled.name}><button {onclick}>{ bundled.title }</button></li> }
}

/// Specs from their publishers, and from any address.
#[component]
fn PublicSection(props: &ServiceProps) -> Html {
    let n_bytes = use_state(|| 0);
    let transfer = use_state(|| None::<Rc<Transfer>>);
    let fetching = transfer.is_some();
    let field = use_node_ref();
    // Nothing opens behind the back of someone who closed the dialog.
    let last = use_mut_ref(|| None::<Rc<Transfer>>);
    last.replace((*transfer).clone());
    use_effect_with((), move |()| {
        move || {
            if let Some(transfer) = last.take() {
                transfer.cancel();
            }
        }
    });
    let fetch = {
        let (props, transfer, n_bytes) = (props.clone(), transfer.clone(), n_bytes.clone());
        move |address: &str| {
            n_bytes.set(0);
            let n_bytes = n_bytes.clone();
            let started = Transfer::new(Callback::from(move |n| n_bytes.set(n)));
            let Ok(started) = started.map(Rc::new) else {
                return;
            };
            transfer.set(Some(started.clone()));
            let transfer = transfer.clone();
            let on_done = Callback::from(move |()| transfer.set(None));
            files::open_address(&props, address, started, on_done);
        }
    };
    let cancel = Callback::from(move |_: MouseEvent| {
        if let Some(transfer) = &*transfer {
            transfer.cancel();
        }
    });
    let progress = fill(T.fetching, &[("kb", &(*n_bytes / 1000))]);
    let published = |it: &'static PublicSpec| {
        let fetch = fetch.clone();
        let onclick = Callback::from(move |_: MouseEvent| fetch(it.address));
        html! {
            <li key={it.sha256}>
                <button {onclick} disabled={fetching}>{ it.title() }</button>
            </li>
        }
    };
    let onsubmit = {
        let (field, fetch) = (field.clone(), fetch.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let address = field.cast::<HtmlInputElement>().map(|it| it.value());
            if let Some(address) = address.filter(|it| !it.trim().is_empty()) {
                fetch(&address);
            }
        })
    };
    html! {
        <section aria-busy={fetching.to_string()}>
            <h3>{ T.open_public }</h3>
            <p class="hint" role="status">{ if fetching { &progress } else { T.open_public_text } }</p>
            if fetching {
                <button onclick={cancel} data-testid="cancel-fetch">{ T.cancel }</button>
            }
            <ul class="choices-list">{ for public::newest().map(published) }</ul>
            <form class="address" {onsubmit}>
                <input type="url" ref={field} placeholder="https://" aria-label={T.open_address}
                    title={T.open_address} data-testid="address" />
                <button disabled={fetching} data-testid="fetch">{ T.fetch }</button>
            </form>
        </section>
    }
}

#[component]
fn FileSection(props: &ServiceProps) -> Html {
    let onchange = {
        let props = props.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            if let Some(file) = input.files().and_then(|it| it.get(0)) {
                files::open(&props, file);
            }
        })
    };
    html! {
        <section>
            <h3>{ T.open_file }</h3>
            <p class="hint">{ T.open_file_text }</p>
            <input type="file" {onchange} aria-label={T.choose_file} data-testid="spec-file" />
        </section>
    }
}

#[component]
fn PasteSection(props: &ServiceProps) -> Html {
    let field = use_node_ref();
    let onclick = {
        let (props, field) = (props.clone(), field.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(area) = field.cast::<HtmlTextAreaElement>() {
                files::open_bytes(&props, T.pasted_spec, area.value().as_bytes());
            }
        })
    };
    html! {
        <section>
            <h3>{ T.open_paste }</h3>
            <textarea class="code" ref={field} rows="4" placeholder={T.paste_placeholder}
                aria-label={T.open_paste} data-testid="paste" />
            <button {onclick} data-testid="open-pasted">{ T.open_pasted }</button>
        </section>
    }
}
