//! The head of the page: what is open, what can be done with it.

use super::ViewProps;
use crate::app::layout;
use crate::app::store::{Store, stamp};
use crate::app::texts::T;
use crate::state::{Action, Dialog, View};
use yew::prelude::*;

/// The head of the page.
#[component]
pub(crate) fn Header(props: &ViewProps) -> Html {
    let ViewProps { state, dispatch } = props;
    let undo = travel(props, Action::Undone);
    let redo = travel(props, Action::Redone);
    let (can_undo, can_redo) = (state.history.can_undo(), state.history.can_redo());
    html! {
        <header class="top">
            { for skips(state).iter().map(|(id, words)| skip(id, words)) }
            <h1 class="brand"><span class="plumb" aria-hidden="true"></span>{ T.product }</h1>
            <button class="open" onclick={dispatch.on(Action::DialogOpened(Dialog::Open))}
                aria-haspopup="dialog" data-testid="open">
                <span class="open-name">{ super::work_title(state) }</span>
                <span aria-hidden="true">{ " ▾" }</span>
            </button>
            <span class="space"></span>
            <button class="icon" onclick={undo} disabled={!can_undo} aria-label={T.undo} title={T.undo}>{ "↶" }</button>
            <button class="icon" onclick={redo} disabled={!can_redo} aria-label={T.redo} title={T.redo}>{ "↷" }</button>
            <button class="icon" onclick={dispatch.on(Action::DialogOpened(Dialog::Palette))}
                aria-label={T.palette} title={T.palette} aria-keyshortcuts="Control+K"
                aria-haspopup="dialog">{ "⌕" }</button>
            <ThemeSwitch />
            <button class="icon for-keyboards" onclick={dispatch.on(Action::DialogOpened(Dialog::Keys))}
                aria-label={T.keys} title={T.keys} aria-keyshortcuts="?">{ "?" }</button>
            <button class="primary" onclick={dispatch.on(Action::DialogOpened(Dialog::Share))}
                data-testid="share">{ T.share }</button>
        </header>
    }
}

fn travel(props: &ViewProps, action: fn(crate::state::Stamp) -> Action) -> Callback<MouseEvent> {
    let dispatch = props.dispatch.clone();
    Callback::from(move |_| dispatch.send(action(stamp())))
}

/// Where the skip links of a view lead, and what they are called.
fn skips(state: &Store) -> &'static [(&'static str, &'static str)] {
    match state.view {
        _ if state.sheet.is_some() => &[("sheet", T.skip_to_sheet)],
        View::Play => &[
            ("scenario", T.skip_to_scenario),
            ("verdicts", T.skip_to_verdicts),
        ],
        View::Finding => &[("finding", T.skip_to_finding)],
    }
}

/// The address belongs to views and links, so a skip link only moves the focus.
fn skip(id: &'static str, words: &'static str) -> Html {
    let onclick = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        crate::app::dom::focus(id);
    });
    html! { <a key={id} class="skip" href={format!("#{id}")} {onclick}>{ words }</a> }
}

#[component]
fn ThemeSwitch() -> Html {
    let dark = use_state(layout::is_dark);
    let onclick = {
        let dark = dark.clone();
        Callback::from(move |_: MouseEvent| {
            layout::set_theme(if *dark { "light" } else { "dark" });
            dark.set(!*dark);
        })
    };
    let label = if *dark { T.theme_light } else { T.theme_dark };
    html! {
        <button class="icon theme" {onclick} aria-label={label} title={label} data-testid="theme">
            { if *dark { "☀" } else { "☾" } }
        </button>
    }
}
