//! What the page does beside drawing and saving: start, keep the engine informed, follow the
//! address, hear keys.

use super::address::{self, Place};
use super::store::{Store, new_id};
use super::texts::{T, fill};
use super::views::ServiceProps;
use super::{dom, fetch, files, keys, layout, saver};
use crate::protocol::{Job, Output};
use crate::state::{Action, EngineState, Replies, Saved, View};
use crate::workspace::bundled;
use crate::workspace::link::Opened;
use gloo_events::EventListener;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Finds out what to show first: earlier work, else the first minute. True once that is known.
#[hook]
pub(crate) fn use_start(services: &ServiceProps) -> bool {
    // Nobody who never saved anything waits for the storage.
    let started = use_state(|| !layout::has_work());
    {
        let (started, services) = (started.clone(), services.clone());
        use_effect_with((), move |()| {
            spawn_local(async move {
                open_own_work(&services, *started).await;
                started.set(true);
            });
        });
    }
    *started
}

/// Whether the page has been painted. What is not read first waits for that.
#[hook]
pub(crate) fn use_drawn() -> bool {
    let is_drawn = use_state(|| false);
    let set = is_drawn.setter();
    use_effect_with((), move |()| {
        spawn_local(async move {
            dom::drawn().await;
            set.set(true);
        });
    });
    *is_drawn
}

/// Opens the work that was open last, or begins the first minute where that has not begun.
async fn open_own_work(services: &ServiceProps, has_begun: bool) {
    let dispatch = &services.dispatch;
    if has_begun {
        dom::drawn().await;
    }
    match services.storage.current().await {
        Ok(Some((id, workspace))) => {
            let last = layout::scenario_of(&id).filter(|it| *it < workspace.scenarios.len());
            let workspace = Box::new(workspace);
            dispatch.send(Action::WorkOpened {
                id,
                workspace,
                first_visit: false,
            });
            dispatch.send(Action::SaveBecame(Saved::Here));
            if let Some(last) = last.filter(|it| *it > 0) {
                dispatch.send(Action::ScenarioChosen(last));
            }
        }
        Ok(None) if has_begun => {}
        Ok(None) => {
            begin(services);
            layout::forget_work();
            dispatch.fault(T.stored_gone.to_owned(), T.stored_gone_hint);
        }
        Err(error) => {
            if !has_begun {
                begin(services);
            }
            dispatch.send(Action::SaveBecame(Saved::Impossible(error.to_string())));
            dispatch.send(Action::Noticed(saver::cannot_store(&error)));
        }
    }
}

fn begin(services: &ServiceProps) {
    let first = bundled::all().first().map(bundled::workspace);
    let workspace = Box::new(first.unwrap_or_else(bundled::blank));
    services.dispatch.send(Action::WorkOpened {
        id: new_id(),
        workspace,
        first_visit: true,
    });
}

/// Remembers which scenario is open, for the next visit. A first visit leaves nothing behind until
/// something is changed.
#[hook]
pub(crate) fn use_place(services: &ServiceProps, started: bool) {
    let state = &services.state;
    let is_kept = started && state.shared.is_none() && state.saved != Saved::Untouched;
    let place = (is_kept, state.work.clone(), state.chosen.scenario);
    use_effect_with(place, |(is_kept, work, scenario)| {
        if *is_kept {
            layout::remember_scenario(work, *scenario);
        }
    });
}

/// Keeps the engine's workspace the same as the page's, and lets it know which transcript is looked
/// at where it tells of others only.
#[hook]
pub(crate) fn use_engine(services: &ServiceProps, started: bool) {
    let engine = services.engine.clone();
    let work = services.state.work.clone();
    let workspace = services.state.workspace().clone();
    let changed = Arc::as_ptr(&workspace);
    let seen = (started, work, changed, services.state.untold());
    use_effect_with(seen, move |(started, work, _, untold)| {
        if *started {
            engine.sync(work, &workspace);
            if let Some(transcript) = untold {
                engine.show(transcript);
            }
        }
    });
}

/// Has the engine set the text that is shown, a few sections at a time.
#[hook]
pub(crate) fn use_reading(services: &ServiceProps) {
    let is_asked = use_mut_ref(|| false);
    let known = &services.state.known;
    let has_changed = (
        Arc::as_ptr(&known.spec),
        (known.n_set, known.n_said),
        services.state.wanted_text(),
    );
    let services = services.clone();
    use_effect_with(has_changed, move |(_, _, wanted)| {
        let Some(wanted) = wanted.clone().filter(|_| !is_asked.replace(true)) else {
            return;
        };
        let dispatch = services.dispatch.clone();
        let replies = wanted.replies;
        let said = |it: &Replies| it.replies.each_ref().map(|it| it.messages.clone());
        let job = Job::SetText {
            sections: wanted.sections,
            rules: wanted.rules,
            messages: wanted.messages,
            replies: replies.as_ref().map(said),
        };
        services.engine.ask(job, move |answer| {
            is_asked.replace(false);
            if let Ok(Output::SetText(texts)) = answer {
                dispatch.send(Action::TextSet(texts, replies));
            }
        });
    });
}

/// Asks what the chosen scenario may be about and where its replies break first, whenever its own
/// words or the spec changed, or something new was found: most keys in a reply ask nothing. Nobody
/// reads that while a sheet lies over it.
#[hook]
pub(crate) fn use_suggestions(services: &ServiceProps) {
    let state = &services.state;
    let is_seen = state.sheet.is_none() && !state.is_blind();
    let scenario = state.scenario().filter(|_| is_seen);
    let about = scenario.filter(|_| state.known.request > 0).map(|it| {
        let packs: Vec<_> = state.workspace().packs.iter().map(Arc::as_ptr).collect();
        let messages: Vec<_> = it.messages.iter().map(Arc::as_ptr).collect();
        let n_calls = |it: &Arc<crate::Message>| it.tool_calls.len();
        let size = |it: &Arc<crate::transcript::Output>| {
            let n_calls = it.messages.iter().map(n_calls).sum::<usize>();
            (it.messages.len(), n_calls)
        };
        let sizes: Vec<_> = it.outputs.iter().map(size).collect();
        let found = (Arc::as_ptr(&state.known.spec), packs, state.known.n_news());
        let said = (it.title.clone(), it.clauses.clone(), messages, sizes);
        (it.id.clone(), said, found)
    });
    let (engine, dispatch) = (services.engine.clone(), services.dispatch.clone());
    use_effect_with(about, move |about| {
        let Some((id, ..)) = about.clone() else {
            return;
        };
        let place = [
            "suggested/",
            &String::from(js_sys::encode_uri_component(&id)),
        ]
        .concat();
        engine.ask(Job::Sheet(place), move |answer| {
            if let Ok(Output::Sheet(said)) = answer {
                dispatch.send(Action::Suggested(id, said));
            }
        });
    });
}

/// Opens the link in the address, now and whenever the address changes.
#[hook]
pub(crate) fn use_address(services: &ServiceProps, started: bool) {
    let services = services.clone();
    use_effect_with(started, move |started| {
        let listener = started.then(|| {
            follow(&services);
            let window = web_sys::window().map(|it| it.unchecked_into::<web_sys::EventTarget>());
            window.map(|it| EventListener::new(&it, "hashchange", move |_| follow(&services)))
        });
        move || drop(listener)
    });
}

fn follow(services: &ServiceProps) {
    match address::place() {
        Place::Link(link) if address::note_link(&link) => open_link(services, link),
        // Back from a sheet of what is shared.
        Place::Link(_) => services.dispatch.send(Action::SheetShown(None)),
        Place::Sheet(sheet) => match address::link_of(&sheet) {
            Some(link) if address::note_link(&link) => open_link(services, link),
            Some(_) => show_sheet(services, sheet),
            None => {
                address::note_link("");
                services.dispatch.send(Action::SharedLeft);
                show_sheet(services, sheet);
            }
        },
        Place::View(view) => {
            let services = services.clone();
            services.dispatch.send(Action::ViewOpened(view));
            services.dispatch.send(Action::SharedLeft);
            address::settle_on_own_work();
        }
    }
}

fn show_sheet(services: &ServiceProps, sheet: String) {
    let shown = Action::SheetShown(Some(sheet.into()));
    services.dispatch.send(shown);
}

/// Opens a link; one that names a text the page has not fetched yet is read again with it.
fn open_link(services: &ServiceProps, link: String) {
    let services = services.clone();
    let job = Job::ReadLink {
        text: link.clone(),
        originals: files::originals(),
    };
    services
        .engine
        .clone()
        .ask(job, move |answer| match answer {
            Ok(Output::Opened(opened)) => show_opened(&services, opened, &link),
            _ => spawn_local(async move {
                fetch::all_bundled().await;
                read_link_again(&services, link);
            }),
        });
}

fn show_opened(services: &ServiceProps, opened: Box<Opened>, link: &str) {
    if opened.workspace.is_labels() {
        // They are brought into one's own work.
        address::note_link("");
        let link = String::from(js_sys::encode_uri_component(link));
        let sheet = ["merge?_text=", &link].concat();
        address::settle_on_sheet(&sheet);
        services.dispatch.send(Action::SharedLeft);
        return show_sheet(services, sheet);
    }
    // Whoever sends a list to judge wants it judged.
    let is_invitation = opened.focus.is_none() && opened.workspace.has_lists();
    services.dispatch.send(Action::LinkOpened {
        id: new_id(),
        opened,
    });
    if let Place::Sheet(sheet) = address::place() {
        show_sheet(services, sheet);
    } else if is_invitation {
        address::go_to_sheet("label");
    }
}

fn read_link_again(services: &ServiceProps, link: String) {
    let services = services.clone();
    let dispatch = services.dispatch.clone();
    let job = Job::ReadLink {
        text: link.clone(),
        originals: files::originals(),
    };
    services
        .engine
        .clone()
        .ask(job, move |answer| match answer {
            Ok(Output::Opened(opened)) => show_opened(&services, opened, &link),
            Ok(_) => {}
            Err(error) => {
                let message = fill(T.link_unreadable, &[("why", &error.message)]);
                let hint = format!("{}. {}", error.hint, T.own_work_safe);
                dispatch.fault(message, hint.trim_start_matches(". "));
                address::settle_on_own_work();
            }
        });
}

/// Leaves a shared page for the visitor's own work.
pub(crate) fn leave_shared(services: &ServiceProps) {
    address::go_home();
    services.dispatch.send(Action::SharedLeft);
}

/// Hears the keys of the whole page.
#[hook]
pub(crate) fn use_keys(services: &ServiceProps) {
    let latest = use_mut_ref(|| services.clone());
    latest.replace(services.clone());
    use_effect_with((), move |()| {
        let listeners = dom::document().map(|document| {
            let options = gloo_events::EventListenerOptions::enable_prevent_default();
            let heard = move |event: &Event| match event.dyn_ref::<KeyboardEvent>() {
                Some(event) => keys::pressed(&latest.borrow(), event),
                // Words of a message on a sheet are there to be selected, not to be changed.
                None if keys::is_in_words(event) => event.prevent_default(),
                None => {}
            };
            let heard = Rc::new(heard);
            ["keydown", "beforeinput"].map(|name| {
                let heard = heard.clone();
                EventListener::new_with_options(&document, name, options, move |it| heard(it))
            })
        });
        move || drop(listeners)
    });
}

/// Tells the document, for tests and measurements, what can be seen.
#[hook]
pub(crate) fn use_ready(state: &Store, started: bool) {
    let ready = match (&state.engine, started) {
        (_, false) => None,
        (EngineState::Ready, true) => Some("engine"),
        (EngineState::Starting, true) => Some("first"),
        _ => Some("engine"),
    };
    let view = match (&state.sheet, state.view) {
        (Some(_), _) => "sheet",
        (None, View::Play) => "play",
        (None, View::Finding) => "finding",
    };
    use_effect_with((ready, view), move |(ready, view)| {
        if let Some(ready) = ready {
            dom::set_root("data-ready", ready);
        }
        dom::set_root("data-view", view);
    });
}
