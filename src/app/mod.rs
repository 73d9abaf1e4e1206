//! The page: components, and the effects that connect the state to the browser.
//!
//! Only for wasm32. State changes only through [`Action`]s; this module watches the state and
//! tells engine and storage, and watches the browser and tells the state.

mod acts;
mod address;
mod dialog;
mod dom;
mod effects;
mod engine_client;
mod fetch;
mod files;
mod focus;
mod keys;
mod layout;
mod near;
mod pointing;
mod prose;
mod saver;
mod spec_editor;
mod storage;
mod store;
mod texts;
mod views;

use crate::state::{Action, AppState, Dialog, Tour, View};
use crate::workspace::bundled;
use effects::{
    use_address, use_drawn, use_engine, use_keys, use_place, use_reading, use_ready, use_start,
    use_suggestions,
};
use engine_client::EngineClient;
use focus::use_kept_focus;
use saver::use_saving;
use storage::Storage;
use store::{Dispatch, Store};
use views::{
    Banner, EvidenceCard, Finding, Header, KeysDialog, NoticeBar, OpenDialog, Palette,
    ScenarioPane, ServiceProps, ShareDialog, Sheet, SpecPane, Splitter, StatusBar, Tabs, TourCard,
    VerdictPane, ViewProps,
};
use web_sys::DragEvent;
use yew::prelude::*;

/// Draws the page into `#app` and starts it.
pub fn run() {
    layout::restore();
    let root = dom::document().and_then(|it| it.get_element_by_id("app"));
    if let Some(root) = root {
        root.set_text_content(None); // The skeleton that stood there while this loaded.
        yew::Renderer::<App>::with_root(root).render();
    }
}

/// The first minute, unless there may be work to open.
fn first_state() -> Store {
    let first = bundled::all().first().map(bundled::workspace);
    let first = first.unwrap_or_else(bundled::blank);
    let mut state = AppState::new(store::new_id(), first);
    state.tour = (!layout::has_work()).then_some(Tour::Ask);
    Store::new(state)
}

/// The whole page.
#[component]
fn App() -> Html {
    let store = use_reducer(first_state);
    let dispatch = Dispatch(store.dispatcher());
    let engine = use_memo((), |()| EngineClient::start(dispatch.clone()))
        .as_ref()
        .clone();
    let storage = use_memo((), |()| Storage::default()).as_ref().clone();
    let state = (*store).clone();
    let services = ServiceProps {
        state: state.clone(),
        dispatch,
        engine,
        storage,
    };
    let started = use_start(&services);
    use_ready(&state, started);
    use_engine(&services, started);
    use_reading(&services);
    use_suggestions(&services);
    use_saving(&services, started);
    use_place(&services, started);
    use_address(&services, started);
    use_keys(&services);
    use_kept_focus();
    let view = ViewProps {
        state: services.state.clone(),
        dispatch: services.dispatch.clone(),
    };
    let is_drawn = use_drawn();
    if !started {
        return Html::default();
    }
    html! { <Frame {services} {view} {is_drawn} /> }
}

#[derive(Properties, PartialEq)]
struct FrameProps {
    services: ServiceProps,
    view: ViewProps,
    /// What is read first stands on the screen.
    is_drawn: bool,
}

#[component]
fn Frame(props: &FrameProps) -> Html {
    let (services, view) = (&props.services, &props.view);
    let on_cancel = {
        let engine = services.engine.clone();
        Callback::from(move |()| engine.cancel())
    };
    let on_recheck = {
        let engine = services.engine.clone();
        Callback::from(move |()| engine.recheck())
    };
    let on_leave = {
        let services = services.clone();
        Callback::from(move |()| effects::leave_shared(&services))
    };
    let body = match (&view.state.sheet, view.state.view) {
        (Some(address), _) => html! {
            <Sheet address={address.clone()} state={view.state.clone()}
                engine={services.engine.clone()} dispatch={view.dispatch.clone()} />
        },
        (None, View::Finding) => html! { <Finding ..view.clone() /> },
        (None, View::Play) => play(view, props.is_drawn),
    };
    let on_drag = dropping(services);
    let onclick = {
        let services = services.clone();
        Callback::from(move |event: MouseEvent| acts::clicked(&services, &event))
    };
    html! {
        <div class="page" {onclick} ondragover={on_drag.0} ondrop={on_drag.1}>
            <Header ..view.clone() />
            <Banner state={view.state.clone()} dispatch={view.dispatch.clone()} {on_leave} />
            { body }
            <StatusBar state={view.state.clone()} dispatch={view.dispatch.clone()} {on_cancel} {on_recheck} />
            // Behind a dialog nothing can be reached, so that one shows notices itself.
            if view.state.dialog != Some(Dialog::Open) { <NoticeBar ..services.clone() /> }
            if view.state.dialog.is_none() { <EvidenceCard ..view.clone() /> }
            { dialog(services, view) }
        </div>
    }
}

fn dialog(services: &ServiceProps, view: &ViewProps) -> Html {
    match view.state.dialog {
        None => Html::default(),
        Some(Dialog::Open) => html! { <OpenDialog ..services.clone() /> },
        Some(Dialog::Share) => html! { <ShareDialog ..services.clone() /> },
        Some(Dialog::Palette) => html! { <Palette ..services.clone() /> },
        Some(Dialog::Keys) => html! { <KeysDialog ..view.clone() /> },
    }
}

/// The situation comes first, what stands beside it in the next frame: verdicts are not there
/// before that anyway, and all at once would come later.
fn play(view: &ViewProps, is_drawn: bool) -> Html {
    html! { <>
        <main class="play">
            if is_drawn {
                if view.state.tour.is_some() { <TourCard ..view.clone() /> }
                <SpecPane ..view.clone() />
                <Splitter pane="spec" />
            }
            <ScenarioPane ..view.clone() />
            if is_drawn {
                <Splitter pane="verdicts" from_right=true />
                <VerdictPane ..view.clone() />
            }
        </main>
        <Tabs ..view.clone() />
    </> }
}

type OnDrag = Callback<DragEvent>;

/// A file dropped anywhere is opened.
fn dropping(services: &ServiceProps) -> (OnDrag, OnDrag) {
    let over = Callback::from(|event: DragEvent| event.prevent_default());
    let services = services.clone();
    let dropped = Callback::from(move |event: DragEvent| {
        let Some(transfer) = event.data_transfer() else {
            return;
        };
        if let Some(file) = transfer.files().and_then(|it| it.get(0)) {
            event.prevent_default();
            files::open(&services, file);
        }
    });
    (over, dropped)
}

impl Dispatch {
    /// A notice of something that went wrong.
    fn fault(&self, message: String, hint: &str) {
        self.send(Action::Noticed(crate::state::Notice::error(message, hint)));
    }
}
