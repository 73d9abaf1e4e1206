//! Opening: earlier work, a spec that comes along, a file, pasted text.

use super::works::Works;
use super::{NoticeBar, ServiceProps};
use crate::app::dialog::DialogFrame;
use crate::app::files;
use crate::app::texts::T;
use crate::workspace::bundled::{self, Bundled};
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
