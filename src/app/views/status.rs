//! The status line, and what lies over the page: the banner of a shared page, notices, the keys.

use super::share_dialog::CopyField;
use super::verdicts::Tally;
use super::{ServiceProps, ViewProps, works};
use crate::app::dialog::DialogFrame;
use crate::app::store::new_id;
use crate::app::texts::{T, count, fill};
use crate::app::{address, files};
use crate::state::{Action, EngineState, Notice, Offer, Saved};
use gloo_timers::callback::Timeout;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct StatusProps {
    pub state: crate::app::store::Store,
    pub dispatch: crate::app::store::Dispatch,
    /// Stops long checking.
    pub on_cancel: Callback<()>,
    /// Checks everything again.
    pub on_recheck: Callback<()>,
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
            { saved_words(state) }
        </footer>
    }
}

fn engine_words(props: &StatusProps) -> Html {
    let known = &props.state.known;
    match &props.state.engine {
        EngineState::Starting => html! { <span>{ T.starting }</span> },
        EngineState::Fetching => html! { <span>{ T.parts_fetching }</span> },
        EngineState::Ready if known.n_missing > 0 || known.n_waiting > 0 => {
            let recheck = props.on_recheck.reform(|_: MouseEvent| ());
            let (words, n) = match known.n_waiting {
                0 => (T.checking_stopped, known.n_missing),
                n => (T.parts_missing, n),
            };
            html! { <span class="fault">
                { fill(words, &[("n", &n)]) }
                <button class="quiet" onclick={recheck}>{ T.check_again }</button>
            </span> }
        }
        EngineState::Ready => {
            html! { <span>{ fill(T.checked_in, &[("ms", &known.took_under)]) }</span> }
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

fn saved_words(state: &crate::state::AppState) -> Html {
    let (words, why) = match &state.saved {
        _ if state.shared.is_some() => (T.shared_not_saved, None),
        Saved::Untouched => ("", None),
        Saved::Pending | Saved::Here => (T.saved_here, None),
        Saved::Slow => (T.saving, None),
        Saved::Impossible(why) => (T.not_saved, Some(why.clone())),
    };
    let class = classes!("saved", why.is_some().then_some("fault"));
    // Nothing is drawn anew for it, so that each keystroke draws once less.
    let pending = (state.saved == Saved::Pending).then_some("true");
    html! { <span {class} title={why} data-testid="saved" data-pending={pending}>{ words }</span> }
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
            dispatch.send(Action::Noticed(Notice::news(T.copy_kept)));
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
/// How long a deletion can be undone, in milliseconds.
const SECOND_THOUGHTS_MS: u32 = 30_000;

/// One sentence about what just happened, and what can be done about it.
#[component]
pub(crate) fn NoticeBar(props: &ServiceProps) -> Html {
    let dispatch = props.dispatch.clone();
    use_effect_with(props.state.notice.clone(), move |notice| {
        // Good news goes by itself; what went wrong stays until it is read.
        let stays = notice
            .as_ref()
            .filter(|it| !it.is_error)
            .map(|it| match it.offer {
                None => GOOD_NEWS_MS,
                Some(_) => SECOND_THOUGHTS_MS,
            });
        let close = move || dispatch.send(Action::NoticeClosed);
        let timer = stays.map(|ms| Timeout::new(ms, close));
        move || drop(timer)
    });
    let notice = props.state.notice.as_ref().map(|notice| {
        let class = classes!("notice", notice.is_error.then_some("fault"));
        let close = props.dispatch.on(Action::NoticeClosed);
        html! {
            <div {class} data-testid="notice">
                <p>{ &notice.message }{ " " }<span class="hint">{ &notice.hint }</span></p>
                { for notice.offer.as_ref().map(|offer| offered(props, offer)) }
                <button class="quiet" onclick={close} aria-label={T.close}>{ "×" }</button>
            </div>
        }
    });
    html! { <div class="notices" role="status" aria-live="polite">{ for notice }</div> }
}

fn offered(props: &ServiceProps, offer: &Offer) -> Html {
    let services = props.clone();
    let (label, onclick) = match offer.clone() {
        Offer::Text(text) => {
            let (key, label) = (text.clone(), T.copy_refused_hint);
            return html! {
                <div class="offers"><CopyField {key} {label} {text} id="copy-by-hand" /></div>
            };
        }
        Offer::Restore(id) => {
            let restore = move |_: MouseEvent| {
                services.storage.restore(&id);
                services.dispatch.send(Action::NoticeClosed);
                works::focus_row(&id);
            };
            (T.undo, Callback::from(restore))
        }
        Offer::TheOther(id) => {
            let open = move |_: MouseEvent| files::open_earlier(&services, id.clone());
            (T.use_other, Callback::from(open))
        }
        Offer::File => {
            let save = move |_: MouseEvent| files::export(&services, services.state.work.clone());
            (T.save_file, Callback::from(save))
        }
    };
    let both = matches!(offer, Offer::TheOther(_)).then(|| {
        let close = props.dispatch.on(Action::NoticeClosed);
        html! { <button class="primary" onclick={close}>{ T.keep_both }</button> }
    });
    html! { <div class="offers">{ both }<button {onclick} data-testid="offer">{ label }</button></div> }
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
        ("Alt 1 … 5", T.key_role),
        ("Alt ↑ ↓", T.key_move),
        ("Alt Enter", T.key_add),
        ("Esc", T.key_escape),
        ("?", T.key_help),
    ];
    html! {
        <DialogFrame title={T.keys_heading} dispatch={props.dispatch.clone()}>
            <table class="keys"><tbody>{ for rows.into_iter().map(row) }</tbody></table>
        </DialogFrame>
    }
}
