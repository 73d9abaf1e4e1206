//! The status line, and what lies over the page: the banner of a shared page, notices, the keys.

use super::ViewProps;
use super::verdicts::Tally;
use crate::app::address;
use crate::app::dialog::DialogFrame;
use crate::app::store::new_id;
use crate::app::texts::{T, count, fill};
use crate::state::{Action, EngineState, Saved};
use gloo_timers::callback::Timeout;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct StatusProps {
    pub state: crate::app::store::Store,
    pub dispatch: crate::app::store::Dispatch,
    /// Stops long checking.
    pub on_cancel: Callback<()>,
}

/// What happened, in numbers.
#[component]
pub(crate) fn StatusBar(props: &StatusProps) -> Html {
    let state = &props.state;
    let tally = Tally::of(state);
    let counts = (!state.is_blind()).then(|| {
        html! { <>
            <span>{ fill(T.n_kept, &[("n", &tally.kept)]) }</span>
            <span>{ fill(T.n_broken, &[("n", &tally.broken)]) }</span>
            if tally.unclear > 0 { <span>{ fill(T.n_unclear, &[("n", &tally.unclear)]) }</span> }
            if tally.no_break > 0 { <span>{ fill(T.n_no_break, &[("n", &tally.no_break)]) }</span> }
            if tally.not_asked > 0 { <span>{ fill(T.n_not_asked, &[("n", &tally.not_asked)]) }</span> }
            <span>{ fill(T.n_not_judged, &[("n", &tally.not_judged())]) }</span>
        </> }
    });
    html! {
        <footer class="status" data-testid="status">
            <span>{ count(tally.total, T.one_clause, T.n_clauses) }</span>
            { counts }
            { engine_words(props) }
            <span>{ fill(T.n_requests, &[("n", &crate::app::dom::n_foreign_requests())]) }</span>
            <span class="saved" data-testid="saved">{ saved_words(state) }</span>
        </footer>
    }
}

fn engine_words(props: &StatusProps) -> Html {
    match &props.state.engine {
        EngineState::Starting => html! { <span>{ T.starting }</span> },
        EngineState::Ready => {
            html! { <span>{ fill(T.checked_in, &[("ms", &props.state.known.took_ms)]) }</span> }
        }
        EngineState::Checking(done, total) => {
            let cancel = props.on_cancel.reform(|_: MouseEvent| ());
            html! { <span>
                { fill(T.checking, &[("done", done), ("total", total)]) }
                <button class="quiet" onclick={cancel}>{ T.cancel }</button>
            </span> }
        }
        EngineState::Stopped(why) => {
            html! { <span class="fault" title={why.clone()}>{ T.engine_stopped }</span> }
        }
        EngineState::Stale => html! { <span class="fault">{ T.engine_stale }</span> },
    }
}

fn saved_words(state: &crate::state::AppState) -> String {
    if state.shared.is_some() {
        return T.shared_not_saved.to_owned();
    }
    match &state.saved {
        Saved::Untouched => String::new(),
        Saved::Pending => T.saving.to_owned(),
        Saved::Here => T.saved_here.to_owned(),
        Saved::Impossible(_) => T.not_saved.to_owned(),
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct BannerProps {
    pub state: crate::app::store::Store,
    pub dispatch: crate::app::store::Dispatch,
    /// Leaves the shared page.
    pub on_leave: Callback<()>,
}

/// Over a shared page: whose it is and what can be done.
#[component]
pub(crate) fn Banner(props: &BannerProps) -> Html {
    if props.state.shared.is_none() {
        return Html::default();
    }
    let excerpt = props.state.workspace().spec.excerpt;
    let keep = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            dispatch.send(Action::CopyKept(new_id()));
            // A reload opens the copy, not the link again.
            address::settle_on_own_work();
            dispatch.send(Action::Noticed(crate::state::Notice {
                message: T.copy_kept.to_owned(),
                hint: String::new(),
                is_error: false,
            }));
        })
    };
    let leave = props.on_leave.reform(|_: MouseEvent| ());
    html! {
        <aside class="banner" data-testid="banner">
            <p>{ T.shared_banner }if excerpt { { " " }{ T.shared_excerpt } }</p>
            <button onclick={keep} data-testid="keep-copy">{ T.keep_copy }</button>
            <button class="quiet" onclick={leave} data-testid="my-work">{ T.my_work }</button>
        </aside>
    }
}

/// How long a notice of something that went well stays, in milliseconds.
const GOOD_NEWS_MS: u32 = 8_000;

/// One sentence about what just happened.
#[component]
pub(crate) fn NoticeBar(props: &ViewProps) -> Html {
    let close = props.dispatch.on(Action::NoticeClosed);
    let dispatch = props.dispatch.clone();
    use_effect_with(props.state.notice.clone(), move |notice| {
        // Good news goes by itself; what went wrong stays until it is read.
        let passes = notice.as_ref().is_some_and(|it| !it.is_error);
        let close = move || dispatch.send(Action::NoticeClosed);
        let timer = passes.then(|| Timeout::new(GOOD_NEWS_MS, close));
        move || drop(timer)
    });
    let notice = props.state.notice.as_ref().map(|notice| {
        let class = classes!("notice", notice.is_error.then_some("fault"));
        html! {
            <div {class} data-testid="notice">
                <p>{ &notice.message }{ " " }<span class="hint">{ &notice.hint }</span></p>
                <button class="quiet" onclick={close} aria-label={T.close}>{ "×" }</button>
            </div>
        }
    });
    html! { <div class="notices" role="status" aria-live="polite">{ for notice }</div> }
}

/// The keys.
#[component]
pub(crate) fn KeysDialog(props: &ViewProps) -> Html {
    let row = |(keys, what): (&'static str, &'static str)| {
        html! { <tr key={keys}><th scope="row"><kbd>{ keys }</kbd></th><td>{ what }</td></tr> }
    };
    let rows = [
        ("1  2  3  4", T.key_verdict),
        ("J  K", T.key_next),
        ("Ctrl ⌘ K", T.palette),
        ("Ctrl ⌘ S", T.key_share),
        ("Ctrl ⌘ Enter", T.key_recheck),
        ("Ctrl ⌘ Z", T.key_undo),
        ("Esc", T.key_escape),
        ("?", T.key_help),
    ];
    html! {
        <DialogFrame title={T.keys_heading} dispatch={props.dispatch.clone()}>
            <table class="keys"><tbody>{ for rows.into_iter().map(row) }</tbody></table>
        </DialogFrame>
    }
}
