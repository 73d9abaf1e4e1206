//! Opening: a spec that comes along, a file, pasted text, earlier work.

use super::ServiceProps;
use crate::app::dialog::DialogFrame;
use crate::app::files;
use crate::app::storage::WorkEntry;
use crate::app::texts::T;
use crate::workspace::bundled::{self, Bundled};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// The dialog that opens things.
#[component]
pub(crate) fn OpenDialog(props: &ServiceProps) -> Html {
    html! {
        <DialogFrame title={T.open_heading} dispatch={props.dispatch.clone()}>
            <section>
                <h3>{ T.open_bundled }</h3>
                <ul class="choices-list">{ for bundled::all().iter().map(|it| bundled_row(props, it)) }</ul>
            </section>
            <FileSection ..props.clone() />
            <PasteSection ..props.clone() />
            <EarlierSection ..props.clone() />
        </DialogFrame>
    }
}

fn bundled_row(props: &ServiceProps, bundled: &'static Bundled) -> Html {
    let props = props.clone();
    let onclick = Callback::from(move |_: MouseEvent| files::open_bundled(&props, bundled));
    html! { <li key={bundled.name}><button {onclick}>{ bundled.title }</button></li> }
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

#[component]
fn EarlierSection(props: &ServiceProps) -> Html {
    let entries = use_state(Vec::<WorkEntry>::new);
    {
        let (entries, storage) = (entries.clone(), props.storage.clone());
        use_effect_with((), move |()| {
            spawn_local(async move {
                if let Ok(list) = storage.list().await {
                    entries.set(list);
                }
            });
        });
    }
    let others = entries.iter().filter(|it| it.id != props.state.work);
    let rows: Vec<_> = others.map(|entry| earlier_row(props, entry)).collect();
    html! {
        <section>
            <h3>{ T.open_earlier }</h3>
            if rows.is_empty() {
                <p class="hint">{ T.no_earlier }</p>
            } else {
                <ul class="choices-list">{ for rows }</ul>
            }
        </section>
    }
}

fn earlier_row(props: &ServiceProps, entry: &WorkEntry) -> Html {
    let onclick = {
        let (props, id) = (props.clone(), entry.id.clone());
        Callback::from(move |_: MouseEvent| files::open_earlier(&props, id.clone()))
    };
    let when = entry.saved.get(..16).unwrap_or_default().replace('T', " ");
    html! {
        <li key={entry.id.clone()}>
            <button {onclick}>{ entry.title.clone() }<span class="when">{ when }</span></button>
        </li>
    }
}
