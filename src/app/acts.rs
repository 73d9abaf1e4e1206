//! What the buttons in set text do: examples become scenarios, clauses and scenarios are opened,
//! sheets printed and copied. One listener hears them all, wherever they stand.

use super::address;
use super::dom;
use super::fetch;
use super::files;
use super::store::{new_id, stamp};
use super::texts::{T, count};
use super::views::{ServiceProps, all_fields, field_value};
use crate::engine::{Act, Acted, Selected};
use crate::protocol::{Job, Output, Shared};
use crate::state::{Action, Edit, Notice, Offer, Pane, Stamp, View};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlTextAreaElement};

/// The attribute `name` of what an event met, or of what is around it.
pub(crate) fn around(event: &Event, name: &str) -> Option<String> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let holder = target.closest(&["[", name, "]"].concat()).ok().flatten()?;
    holder.get_attribute(name)
}

/// Does what a click asks for.
pub(crate) fn clicked(services: &ServiceProps, event: &Event) {
    if let Some(text) = around(event, "data-copy") {
        copy(services, text);
    } else if let Some(act) = around(event, "data-do") {
        act_on(services, event, &act);
    } else if services.state.sheet.is_some()
        && let Some(section) = around(event, "data-reference")
    {
        read_section(services, &section);
    }
}

/// The words are those of [`Kind::Button`](crate::prose::Kind::Button); an id comes last, since it
/// may hold anything.
fn act_on(services: &ServiceProps, event: &Event, act: &str) {
    let (verb, what) = act.split_once(' ').unwrap_or((act, ""));
    match verb {
        "play" => leave_sheet(services),
        "print" => dom::print(),
        "clause" => read_clause(services, what),
        "section" => read_section(services, what),
        "scenario" => open_transcript(services, what),
        "turn" => open_turn(services, what),
        "about" => {
            let named = Edit::ClauseNamed(services.state.chosen.scenario, what.to_owned(), true);
            services.dispatch.edit(named);
        }
        "do" => ask_for(services, what, Vec::new()),
        "do-files" => {
            let what = what.to_owned();
            files::pick_texts(services, move |services, texts| {
                let name = |at: usize| ["_text", &at.to_string()].concat();
                let texts = (0..).zip(texts).map(|(at, it)| (name(at), it));
                ask_for(services, &what, texts.collect());
            });
        }
        "invite" => invite(services, what),
        "compare-file" => files::pick(services, compare),
        "compare-published" => compare_published(services),
        "compare-address" => compare_address(services),
        "compare-works" => list_works(services),
        "compare-work" => compare_work(services, what),
        "example" => {
            let section = around(event, "data-at").and_then(|it| it.parse().ok());
            let mut numbers = what.split(' ').map_while(|it| it.parse().ok());
            let mut next = || numbers.next();
            if let (Some(section), Some(example)) = (section, next()) {
                let reply = (next().unwrap_or(0), next().unwrap_or(0));
                try_example(services, section, example, reply);
            }
        }
        _ => {}
    }
}

/// Back to the panes.
pub(crate) fn leave_sheet(services: &ServiceProps) {
    if services.state.sheet.is_some() {
        address::leave_sheet();
        services.dispatch.send(Action::SheetShown(None));
    }
}

/// Shows a pane of the workbench.
fn show(services: &ServiceProps, pane: Pane) {
    leave_sheet(services);
    let layout = &services.state.layout;
    if services.state.view != View::Play {
        services.dispatch.send(Action::ViewOpened(View::Play));
    }
    if layout.folded.contains(&pane) {
        services.dispatch.send(Action::PaneFolded(pane));
    }
    if layout.editing_spec && pane == Pane::Spec {
        services.dispatch.send(Action::SpecEditing(false));
    }
    services.dispatch.send(Action::TabChosen(pane));
}

fn read_clause(services: &ServiceProps, id: &str) {
    show(services, Pane::Spec);
    let clause = Action::ClauseChosen(Some(id.to_owned()));
    services.dispatch.send(clause);
}

fn read_section(services: &ServiceProps, key: &str) {
    show(services, Pane::Spec);
    services.dispatch.send(Action::ClauseChosen(None));
    dom::scroll_later(["#section-", key, ", #clause-", key].concat());
}

/// Opens a transcript: the index of its output, the clause it is about, the scenario's id.
fn open_transcript(services: &ServiceProps, what: &str) {
    let mut words = what.splitn(3, ' ');
    let mut next = || words.next().unwrap_or_default();
    let (output, clause, id) = (next(), next(), next());
    let Some(scenario) = services.state.workspace().scenario_index(id) else {
        return;
    };
    show(services, Pane::Scenario);
    for action in [
        Action::ScenarioChosen(scenario),
        Action::OutputChosen(output.parse().unwrap_or(0)),
        Action::ClauseChosen((!clause.is_empty()).then(|| clause.to_owned())),
    ] {
        services.dispatch.send(action);
    }
}

/// Opens a transcript at a message: its index, and what `open_transcript` takes.
fn open_turn(services: &ServiceProps, what: &str) {
    let (message, transcript) = what.split_once(' ').unwrap_or_default();
    open_transcript(services, transcript);
    if let Ok(message) = message.parse() {
        dom::show_message(message, |_| {});
    }
}

/// Compares the spec with another version, and shows the sheet that says what changed.
fn compare(services: &ServiceProps, name: String, text: &str) {
    let props = services.clone();
    let place = [
        "compare/",
        &String::from(js_sys::encode_uri_component(&name)),
    ]
    .concat();
    let text = text.into();
    services
        .engine
        .ask(Job::Compare { name, text }, move |answer| {
            if answer.is_err() {
            } else if props.state.sheet.as_deref() == Some(&*place) {
                // The sheet that is open hears of it with what is found.
                props.engine.recheck();
            } else {
                address::go_to_sheet(&place);
            }
        });
}

fn compare_published(services: &ServiceProps) {
    let services = services.clone();
    spawn_local(async move {
        let origin = &services.state.workspace().spec.origin;
        match files::published(origin).await {
            Ok(text) => compare(&services, T.published_text.to_owned(), &text),
            Err(why) => services.dispatch.fault(why, T.fetch_hint),
        }
    });
}

/// Compares with the text at the address in the field.
fn compare_address(services: &ServiceProps) {
    let services = services.clone();
    let address = field_value("address");
    spawn_local(async move {
        match fetch::text(address.trim()).await {
            Ok(text) if files::is_web_page(text.as_bytes()) => {
                let hint = T.fetch_web_page_hint;
                services.dispatch.fault(T.fetch_web_page.to_owned(), hint);
            }
            Ok(text) => compare(&services, files::name_at(&address).to_owned(), &text),
            Err(why) => services.dispatch.fault(why, T.fetch_hint),
        }
    });
}

/// Shows the sheet that offers the other work in this browser, one a line.
fn list_works(services: &ServiceProps) {
    let services = services.clone();
    spawn_local(async move {
        let mut works = String::new();
        for work in services.storage.list().await.unwrap_or_default() {
            if work.id != services.state.work {
                works += &[&work.id, " ", &work.title, "\n"].concat();
            }
        }
        let works = String::from(js_sys::encode_uri_component(&works));
        address::go_to_sheet(&["compare/from%2Fworks?works=", &works].concat());
    });
}

fn compare_work(services: &ServiceProps, id: &str) {
    let (services, id) = (services.clone(), id.to_owned());
    spawn_local(async move {
        if let Some(work) = files::load(&services, &id).await {
            compare(&services, work.spec.name, &work.spec.text);
        }
    });
}

/// Makes an example scenarios, and opens one of them at one of its replies, by their indices.
fn try_example(
    services: &ServiceProps,
    section: usize,
    example: usize,
    (scenario, output): (usize, usize),
) {
    let props = services.clone();
    let job = Job::Example { section, example };
    services.engine.ask(job, move |answer| {
        let Ok(Output::Example(scenarios)) = answer else {
            return;
        };
        let first = props.state.workspace().scenarios.len();
        let message = count(scenarios.len(), T.tried_one, T.tried_n);
        props.dispatch.edit(Edit::ScenariosAdded(scenarios));
        show(&props, Pane::Scenario);
        props
            .dispatch
            .send(Action::ScenarioChosen(first + scenario));
        props.dispatch.send(Action::OutputChosen(output));
        props.dispatch.send(Action::Noticed(Notice::news(message)));
    });
}

/// Has the engine say what a button of a sheet comes to, with what stands in the fields, and makes
/// the change.
fn ask_for(services: &ServiceProps, what: &str, mut fields: Vec<(String, String)>) {
    fields.extend(all_fields());
    ask_with(services, what, fields);
}

/// The same with these fields alone, whatever stands on the sheet.
pub(crate) fn ask_with(services: &ServiceProps, what: &str, fields: Vec<(String, String)>) {
    let Stamp { id, time } = stamp();
    let act = Act {
        what: what.to_owned(),
        fields,
        selected: selected(),
        id,
        time,
    };
    let props = services.clone();
    let job = Job::Act(Box::new(act));
    services.engine.ask(job, move |answer| match answer {
        Ok(Output::Acted(acted)) => follow(&props, *acted),
        Ok(_) => {}
        Err(error) => props.dispatch.fault(error.message, &error.hint),
    });
}

fn follow(services: &ServiceProps, acted: Acted) {
    let dispatch = &services.dispatch;
    if !acted.changes.is_empty() {
        // What someone does with shared work is theirs, and a reload opens that.
        if services.state.shared.is_some() {
            dispatch.send(Action::CopyKept(new_id()));
            address::note_link("");
            address::settle_on_sheet(services.state.sheet.as_deref().unwrap_or_default());
        }
        dispatch.edit(Edit::Acted(Box::new(acted.changes)));
    }
    if acted.said.is_empty() && services.state.notice.is_some() {
        // What was wrong before this is over.
        dispatch.send(Action::NoticeClosed);
    }
    if !acted.go_to.is_empty() {
        if acted.stays {
            address::stay_on(acted.go_to.as_str().into());
        }
        address::settle_on_sheet(&acted.go_to);
        dispatch.send(Action::SheetShown(Some(acted.go_to.into())));
    }
    if acted.copy.starts_with("#1") {
        copy(services, address::with_fragment(&acted.copy));
    } else if !acted.copy.is_empty() {
        copy(services, acted.copy);
    }
    let unsaved = !acted.file.is_empty() && dom::save_file(&acted.file, &acted.text).is_err();
    if unsaved {
        dispatch.fault(T.no_downloads.to_owned(), T.no_downloads_hint);
    } else if !acted.hint.is_empty() {
        dispatch.fault(acted.said, &acted.hint);
    } else if !acted.said.is_empty() {
        dispatch.send(Action::Noticed(Notice::news(acted.said)));
    }
}

/// The words selected in a message on the sheet.
fn selected() -> Option<Selected> {
    let all = dom::document()?
        .query_selector_all("#sheet [data-message]")
        .ok()?;
    let fields = (0..all.length()).filter_map(|at| all.get(at)?.dyn_into().ok());
    fields
        .filter_map(|it: HtmlTextAreaElement| {
            let end = |it: Result<Option<u32>, _>| it.ok().flatten().unwrap_or(0) as usize;
            Some(Selected {
                message: it.get_attribute("data-message")?.parse().ok()?,
                start: end(it.selection_start()),
                end: end(it.selection_end()),
            })
        })
        .find(|it| it.start < it.end)
}

/// Copies a link to a list, for others to judge the same.
fn invite(services: &ServiceProps, list: &str) {
    let (props, list) = (services.clone(), list.to_owned());
    spawn_local(async move {
        let job = Job::MakeLink {
            focus: None,
            shared: Shared::List(list),
            originals: files::originals_of(&props.state).await,
        };
        let dispatch = props.dispatch.clone();
        props.engine.clone().ask(job, move |answer| match answer {
            Ok(Output::Link(link)) => copy(&props, address::with_fragment(&link)),
            Ok(_) => {}
            Err(error) => dispatch.fault(error.message, &error.hint),
        });
    });
}

fn copy(services: &ServiceProps, text: String) {
    let dispatch = services.dispatch.clone();
    spawn_local(async move {
        let notice = if dom::copy(&text).await {
            Notice::news(T.copied)
        } else {
            Notice::error(T.copy_refused, "").offering(Offer::Text(text))
        };
        dispatch.send(Action::Noticed(notice));
    });
}
