//! What people open, drop or paste, and where it goes.

use super::acts;
use super::dom;
use super::fetch::{self, Transfer};
use super::saver::cannot_store;
use super::storage::WorkEntry;
use super::store::{new_id, now};
use super::texts::{T, fill};
use super::views::{ServiceProps, blank_scenario};
use crate::diagnostic::{Diagnostic, Severity};
use crate::protocol::{Job, JobError, Original, Output};
use crate::state::{Action, AppState, Edit, Notice, Pane, Saved};
use crate::text::sha256;
use crate::text::shorten;
use crate::verdict::{Origin, OriginKind};
use crate::workspace::bundled::Bundled;
use crate::workspace::incoming::{Incoming, LIMIT_BYTES, Refused, classify};
use crate::workspace::public::PublicSpec;
use crate::workspace::{PackDocument, SpecDocument, SpecOrigin, Workspace, bundled, file, public};
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlInputElement};
use yew::Callback;

/// Where opened bytes came from.
enum Place<'a> {
    File,
    Address(&'a str),
    Pasted,
}

/// Reads a file and opens what is in it.
pub(crate) fn open(props: &ServiceProps, file: File) {
    let props = props.clone();
    let name = file.name();
    if file.size() > LIMIT_BYTES as f64 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "sizes of files are whole numbers"
        )]
        #[expect(clippy::cast_sign_loss, reason = "sizes of files are not negative")]
        return refuse(
            &props,
            &name,
            Refused::TooLarge {
                size: file.size() as usize,
            },
        );
    }
    spawn_local(async move {
        match bytes_of(&file).await {
            Ok(bytes) => open_from(&props, &name, &bytes, Place::File),
            Err(error) => fault(&props, &name, &format!("{error:?}"), ""),
        }
    });
}

/// Opens pasted bytes by what they are.
pub(crate) fn open_bytes(props: &ServiceProps, name: &str, bytes: &[u8]) {
    open_from(props, name, bytes, Place::Pasted);
}

fn open_from(props: &ServiceProps, name: &str, bytes: &[u8], place: Place) {
    match classify(bytes) {
        Ok(Incoming::Spec(text)) => open_spec(props, name, text, bytes),
        Ok(Incoming::Pack(text)) => add_pack(props, name, text),
        Ok(Incoming::Records(text)) => add_records(props, name, text, place.origin(name, bytes)),
        Ok(Incoming::Workspace(text)) => open_workspace(props, name, text),
        Ok(Incoming::Link(text)) => super::address::go_to_link(text),
        Err(refused) => refuse(props, name, refused),
    }
}

impl Place<'_> {
    /// Where outputs came from that stand there without saying it themselves.
    fn origin(&self, name: &str, bytes: &[u8]) -> Option<Origin> {
        let (key, from) = match *self {
            Place::File => ("file", name),
            Place::Address(address) => ("address", address),
            Place::Pasted => return None,
        };
        let details = [
            (key, from.to_owned()),
            ("hash", sha256(bytes)),
            ("date", now()),
        ];
        let details = details.map(|(key, value)| (key.to_owned(), value.into()));
        Some(Origin {
            kind: OriginKind::Imported,
            edited: false,
            details: details.into_iter().collect(),
        })
    }
}

/// A spec begins a new piece of work; what was open stays in storage.
fn open_spec(props: &ServiceProps, name: &str, text: &str, bytes: &[u8]) {
    let hash = sha256(bytes);
    let known = public::recognise(&hash);
    let name = known.map_or(name.to_owned(), PublicSpec::title);
    let name = name.as_str();
    let origin = known.map_or(SpecOrigin::File { hash }, PublicSpec::origin);
    let spec = SpecDocument::new(name, origin, text);
    let mut workspace = Workspace::new(spec);
    workspace.scenarios.push(Arc::new(blank_scenario()));
    opened(props, workspace, name);
    props.dispatch.send(Action::TabChosen(Pane::Spec));
}

fn opened(props: &ServiceProps, workspace: Workspace, name: &str) {
    let workspace = Box::new(workspace);
    props.dispatch.send(Action::WorkOpened {
        id: new_id(),
        workspace,
        first_visit: false,
    });
    say(props, fill(T.opened_spec, &[("name", &shorten(name, 60))]));
}

fn add_pack(props: &ServiceProps, name: &str, text: &str) {
    let pack = PackDocument {
        name: name.to_owned(),
        text: text.into(),
        extra: Default::default(),
    };
    props.dispatch.edit(Edit::PackAdded(Arc::new(pack)));
    props.dispatch.send(Action::Escaped);
    say(props, fill(T.opened_pack, &[("name", &shorten(name, 60))]));
}

fn add_records(props: &ServiceProps, name: &str, text: &str, origin: Option<Origin>) {
    let (props, name) = (props.clone(), name.to_owned());
    let engine = props.engine.clone();
    let text = text.to_owned();
    engine.ask(
        Job::ReadRecords { text, origin },
        move |answer| match answer {
            Ok(Output::Records(scenarios, diagnostics)) if !scenarios.is_empty() => {
                let notice = records_notice(&name, scenarios.len(), &diagnostics);
                props.dispatch.edit(Edit::ScenariosAdded(scenarios));
                props.dispatch.send(Action::Escaped);
                props.dispatch.send(Action::Noticed(notice));
            }
            Ok(Output::Records(_, diagnostics)) => {
                let first = diagnostics.first();
                let why = first.map_or(T.nothing_readable.to_owned(), |it| it.message.clone());
                fault(
                    &props,
                    &name,
                    &why,
                    first.and_then(|it| it.hint.as_deref()).unwrap_or_default(),
                );
            }
            Ok(_) => {}
            Err(error) => failed(&props, &name, &error),
        },
    );
}

/// What came of a file of records: how many scenarios, how many lines were left out, and the
/// first reason; else the first thing to know. What was left out stays until it is read.
fn records_notice(name: &str, n: usize, diagnostics: &[Diagnostic]) -> Notice {
    let name = shorten(name, 60);
    let mut message = fill(T.opened_records, &[("n", &n), ("name", &name)]);
    let is_fault = |it: &&Diagnostic| it.severity == Severity::Error;
    let n_faults = diagnostics.iter().filter(is_fault).count();
    let first = diagnostics.iter().find(is_fault).or(diagnostics.first());
    if n_faults > 0 {
        let counts: [(&str, &dyn std::fmt::Display); 2] =
            [("n", &n_faults), ("total", &(n + n_faults))];
        message.push_str(&fill(T.left_out, &counts));
    } else if diagnostics.len() > 1 {
        message.push_str(&fill(T.remarks, &[("n", &diagnostics.len())]));
    }
    let Some(first) = first else {
        return Notice::news(message);
    };
    let line = fill(T.line, &[("n", &first.line)]);
    message.push_str(&format!(" {line}: {}.", first.message));
    let hint = first.hint.as_deref().unwrap_or_default();
    Notice {
        is_error: n_faults > 0,
        ..Notice::error(message, hint)
    }
}

fn open_workspace(props: &ServiceProps, name: &str, text: &str) {
    let (props, name) = (props.clone(), name.to_owned());
    // What people hand in has a list; other work, which may be large, is not kept twice.
    let labels = text.contains("\"lists\"").then(|| text.to_owned());
    let engine = props.engine.clone();
    engine.ask(
        Job::ReadWorkspace(text.to_owned()),
        move |answer| match answer {
            Ok(Output::Workspace(workspace)) if workspace.is_labels() => {
                if props.state.dialog.is_some() {
                    props.dispatch.send(Action::Escaped);
                }
                acts::ask_with(
                    &props,
                    "merge",
                    vec![("_text0".to_owned(), labels.unwrap_or_default())],
                );
            }
            Ok(Output::Workspace(workspace)) => opened(&props, *workspace, &name),
            Ok(_) => {}
            Err(error) => failed(&props, &name, &error),
        },
    );
}

/// Opens work that was saved in this browser.
pub(crate) fn open_earlier(props: &ServiceProps, id: String) {
    let props = props.clone();
    spawn_local(async move {
        let Some(workspace) = load(&props, &id).await else {
            return;
        };
        // Work that could not be stored is tried again.
        let is_stored = props.storage.remember(&id).await.is_ok();
        let workspace = Box::new(workspace);
        props.dispatch.send(Action::WorkOpened {
            id,
            workspace,
            first_visit: false,
        });
        if is_stored {
            props.dispatch.send(Action::SaveBecame(Saved::Here));
        }
    });
}

/// Stored work; where it cannot be read, that is said.
pub(crate) async fn load(props: &ServiceProps, id: &str) -> Option<Workspace> {
    let loaded = props.storage.load(id).await;
    loaded.unwrap_or_else(|error| {
        let message = fill(T.stored_unreadable, &[("why", &error)]);
        props.dispatch.fault(message, "");
        None
    })
}

/// A piece of work: as it stands where it is open, else as it is stored.
async fn work(props: &ServiceProps, id: &str) -> Option<Arc<Workspace>> {
    if props.state.work == id {
        return Some(props.state.workspace().clone());
    }
    load(props, id).await.map(Arc::new)
}

/// Saves a piece of work as a file.
pub(crate) fn export(props: &ServiceProps, id: String) {
    let props = props.clone();
    spawn_local(async move {
        if let Some(workspace) = work(&props, &id).await {
            let text = file::write(&workspace);
            if dom::save_file("plumbline.json", &text).is_err() {
                let dispatch = &props.dispatch;
                dispatch.fault(T.no_downloads.to_owned(), T.no_downloads_hint);
            }
        }
    });
}

/// Changes a piece of work that is not open, or makes another of it.
pub(crate) fn rewrite(props: &ServiceProps, from: &str, entry: WorkEntry, on_done: Callback<()>) {
    let (props, from) = (props.clone(), from.to_owned());
    spawn_local(async move {
        let Some(mut workspace) = work(&props, &from).await else {
            return;
        };
        let title = Arc::make_mut(&mut workspace);
        title.title = if entry.title == entry.spec {
            String::new()
        } else {
            entry.title.clone()
        };
        if let Err(error) = props.storage.save(&entry, &workspace, false).await {
            props.dispatch.send(Action::Noticed(cannot_store(&error)));
        }
        on_done.emit(());
    });
}

fn say(props: &ServiceProps, message: String) {
    props.dispatch.send(Action::Noticed(Notice::news(message)));
}

fn refuse(props: &ServiceProps, name: &str, refused: Refused) {
    fault(props, name, &refused.to_string(), refused.hint());
}

fn failed(props: &ServiceProps, name: &str, error: &JobError) {
    fault(props, name, &error.message, &error.hint);
}

/// Something could not be opened; everything else stays as it was.
fn fault(props: &ServiceProps, name: &str, why: &str, hint: &str) {
    let name = shorten(name, 60);
    let message = fill(T.file_unreadable, &[("name", &name), ("why", &why)]);
    props.dispatch.send(Action::Escaped);
    props
        .dispatch
        .send(Action::Noticed(Notice::error(message, hint)));
}

/// Fetches what is at `address` and opens it by what it is.
pub(crate) fn open_address(
    props: &ServiceProps,
    address: &str,
    transfer: Rc<Transfer>,
    on_done: Callback<()>,
) {
    let (props, address) = (props.clone(), address.trim().to_owned());
    spawn_local(async move {
        let name = name_at(&address);
        match transfer.bytes(&address, LIMIT_BYTES).await {
            _ if transfer.is_cancelled() => {}
            Ok(bytes) if is_web_page(&bytes) => {
                fault(&props, name, T.fetch_web_page, T.fetch_web_page_hint);
            }
            Ok(bytes) => open_from(&props, name, &bytes, Place::Address(&address)),
            Err(why) => {
                let hint = fill(T.fetch_by_hand, &[("address", &address)]);
                fault(&props, name, &why, &hint);
            }
        }
        on_done.emit(());
    });
}

/// What is at an address is called as the last part of its path is.
pub(crate) fn name_at(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').find(|it| !it.is_empty()).unwrap_or(path)
}

pub(crate) fn is_web_page(bytes: &[u8]) -> bool {
    let start = bytes.trim_ascii_start();
    let start = start.get(..14).unwrap_or(start).to_ascii_lowercase();
    start.starts_with(b"<!doctype html") || start.starts_with(b"<html")
}

/// Begins new work with a spec that comes along.
pub(crate) fn open_bundled(props: &ServiceProps, release: &'static Bundled) {
    let props = props.clone();
    spawn_local(async move {
        match fetch::bundled(release).await {
            Ok(texts) => {
                let workspace = bundled::workspace_of(release, &texts.spec, &texts.scenarios);
                props.dispatch.send(Action::WorkOpened {
                    id: new_id(),
                    workspace: Box::new(workspace),
                    first_visit: false,
                });
            }
            Err(why) => fault(&props, release.title, &why, T.fetch_hint),
        }
    });
}

/// The texts that links name instead of carrying them.
pub(crate) fn originals() -> Vec<Original> {
    let original = |release: &'static Bundled| {
        let text = &*fetch::here(release)?.spec;
        Some(Original {
            origin: release.origin(),
            text: text.into(),
        })
    };
    bundled::releases().filter_map(original).collect()
}

/// The same once the text that the work's spec was released with is here. Without it a link still
/// works: it carries the whole.
pub(crate) async fn originals_of(state: &AppState) -> Vec<Original> {
    if let Some(release) = bundled::release(&state.workspace().spec.origin) {
        let _ = fetch::bundled(release).await;
    }
    originals()
}

/// The text that was published, where the spec comes from a publication.
///
/// # Errors
///
/// As [`fetch::bundled`] and [`fetch::text`].
pub(crate) async fn published(origin: &SpecOrigin) -> Result<Rc<str>, String> {
    if let SpecOrigin::Public { address, .. } = origin {
        return fetch::text(address).await;
    }
    match bundled::releases().find(|it| it.origin() == *origin) {
        Some(release) => Ok(fetch::bundled(release).await?.spec),
        None => Err(T.fetch_altered.to_owned()),
    }
}

/// Lets the visitor pick a spec and hands on its name and text; their work stays as it is.
pub(crate) fn pick(props: &ServiceProps, then: fn(&ServiceProps, String, &str)) {
    let props = props.clone();
    choose(false, move |files| {
        let Some(file) = files.into_iter().next() else {
            return;
        };
        spawn_local(async move {
            let name = file.name();
            let bytes = bytes_of(&file).await;
            match bytes.as_deref().map(classify) {
                Ok(Ok(Incoming::Spec(text))) => then(&props, name, text),
                Ok(Err(refused)) => refuse(&props, &name, refused),
                _ => fault(&props, &name, T.no_spec, T.no_spec_hint),
            }
        });
    });
}

/// Lets the visitor pick files and hands on their texts, all together.
pub(crate) fn pick_texts(
    props: &ServiceProps,
    then: impl FnOnce(&ServiceProps, Vec<String>) + 'static,
) {
    let props = props.clone();
    choose(true, move |files| {
        spawn_local(async move {
            let mut texts = Vec::new();
            for file in files {
                match JsFuture::from(file.text()).await {
                    Ok(text) => texts.extend(text.as_string()),
                    Err(error) => fault(&props, &file.name(), &format!("{error:?}"), ""),
                }
            }
            then(&props, texts);
        });
    });
}

async fn bytes_of(file: &File) -> Result<Vec<u8>, JsValue> {
    let buffer = JsFuture::from(file.array_buffer()).await?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// Opens the browser's dialog for files.
fn choose(many: bool, then: impl FnOnce(Vec<File>) + 'static) {
    let field = dom::document().and_then(|it| it.create_element("input").ok());
    let Some(field) = field.and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    field.set_type("file");
    field.set_multiple(many);
    let picked = field.clone();
    let on_change = Closure::once_into_js(move || {
        let files = picked.files();
        let n = files.as_ref().map_or(0, |it| it.length());
        then((0..n).filter_map(|at| files.as_ref()?.get(at)).collect());
    });
    field.set_onchange(Some(on_change.unchecked_ref()));
    field.click();
}
