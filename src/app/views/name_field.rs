//! A field for the name of something new, and the button that adds it.

use super::message::value_of;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct NameFieldProps {
    /// What is named.
    pub name: &'static str,
    /// What the button says.
    pub button: &'static str,
    /// Takes a name that is not empty.
    pub on_add: Callback<String>,
}

/// The field and its button; Enter does the same.
#[component]
pub(super) fn NameField(props: &NameFieldProps) -> Html {
    let name = use_state(String::new);
    let oninput = {
        let name = name.clone();
        Callback::from(move |event: InputEvent| name.set(value_of(&event)))
    };
    let add = {
        let (name, on_add) = (name.clone(), props.on_add.clone());
        move || {
            if !name.trim().is_empty() {
                on_add.emit(name.trim().to_owned());
                name.set(String::new());
            }
        }
    };
    let onclick = {
        let add = add.clone();
        Callback::from(move |_: MouseEvent| add())
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() {
            add();
        }
    });
    html! {
        <span class="name-field">
            <input value={(*name).clone()} {oninput} {onkeydown} placeholder={props.name}
                aria-label={props.name} />
            <button class="quiet" {onclick}>{ props.button }</button>
        </span>
    }
}
