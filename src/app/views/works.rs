//! The list of work in this browser: what is open and what is not, and what can be done with it.

use super::ServiceProps;
use super::menu::{Item, Menu};
use crate::app::storage::WorkEntry;
use crate::app::store::{new_id, now};
use crate::app::texts::{T, count, fill};
use crate::app::{dom, files, saver};
use crate::state::{Action, Edit, Notice, Offer};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What is open, and the other work in this browser.
#[component]
pub(crate) fn Works(props: &ServiceProps) -> Html {
    let entries = use_state(Vec::<WorkEntry>::new);
    let renaming = use_state(|| None::<String>);
    let on_change = {
        let (entries, storage) = (entries.setter(), props.storage.clone());
        Callback::from(move |()| {
            let (entries, storage) = (entries.clone(), storage.clone());
            spawn_local(async move {
                // Where nothing can be stored, that was said already.
                entries.set(storage.list().await.unwrap_or_default());
            });
        })
    };
    {
        let on_change = on_change.clone();
        let when = (props.state.n_saves, props.state.notice.clone());
        use_effect_with(when, move |_| on_change.emit(()));
    }
    let draw = |entry: &WorkEntry, is_open: bool| {
        Row {
            services: props.clone(),
            entry: entry.clone(),
            is_open,
            is_renamed: renaming.as_ref() == Some(&entry.id),
            rename: renaming.setter(),
            on_change: on_change.clone(),
        }
        .draw()
    };
    let is_other = |it: &&WorkEntry| it.id != props.state.work;
    let others: Vec<_> = entries
        .iter()
        .filter(is_other)
        .map(|it| draw(it, false))
        .collect();
    html! { <>
        if props.state.shared.is_none() {
            <section>
                <h3>{ T.open_now }</h3>
                <ul class="works">{ draw(&saver::entry(&props.state), true) }</ul>
            </section>
        }
        <section>
            <h3>{ T.open_other }</h3>
            if others.is_empty() {
                <p class="hint">{ T.no_other }</p>
            } else {
                <ul class="works" data-testid="works">{ for others }</ul>
            }
        </section>
    </> }
}

/// One piece of work in the list.
#[derive(Clone)]
struct Row {
    services: ServiceProps,
    entry: WorkEntry,
    is_open: bool,
    is_renamed: bool,
    /// Says which row is renamed, by its id.
    rename: UseStateSetter<Option<String>>,
    /// Reads the list again.
    on_change: Callback<()>,
}

impl Row {
    fn draw(self) -> Html {
        let Row { entry, is_open, .. } = &self;
        let label = fill(T.work_menu, &[("name", &entry.title)]);
        let name = html! { <>
            <span class="work-name">{ entry.title.clone() }</span>
            <span class="when">{ details(entry, *is_open) }</span>
        </> };
        let body = if self.is_renamed {
            self.title_field()
        } else if *is_open {
            html! { <div class="work">{ name }</div> }
        } else {
            let open = self.on(|it| files::open_earlier(&it.services, it.entry.id.clone()));
            html! { <button class="work" onclick={open}>{ name }</button> }
        };
        html! {
            <li key={entry.id.clone()} data-work={entry.id.clone()}
                aria-current={is_open.then_some("true")}>
                { body }
                <Menu {label} items={self.items()} />
            </li>
        }
    }

    fn on(&self, act: fn(&Row)) -> Callback<MouseEvent> {
        let row = self.clone();
        Callback::from(move |_| act(&row))
    }

    fn items(&self) -> Vec<Item> {
        let rename = self.on(|it| {
            it.rename.set(Some(it.entry.id.clone()));
            dom::focus_later("[data-testid=work-title]");
        });
        let export = self.on(|it| files::export(&it.services, it.entry.id.clone()));
        vec![
            (T.rename, Some(rename)),
            (T.duplicate, Some(self.on(Row::duplicate))),
            (T.save_file, Some(export)),
            (T.delete, (!self.is_open).then(|| self.on(Row::delete))),
        ]
    }

    fn duplicate(&self) {
        let copy = WorkEntry {
            id: new_id(),
            title: fill(T.copy_of, &[("name", &self.entry.title)]),
            saved: now(),
            ..self.entry.clone()
        };
        let made = fill(T.copied_work, &[("name", &copy.title)]);
        let (row, id) = (self.clone(), copy.id.clone());
        let on_done = Callback::from(move |()| {
            let made = Notice::news(made.clone());
            row.services.dispatch.send(Action::Noticed(made));
            row.on_change.emit(());
            focus_row(&id);
        });
        files::rewrite(&self.services, &self.entry.id, copy, on_done);
    }

    fn delete(&self) {
        let (services, entry) = (&self.services, &self.entry);
        services.storage.hide(entry.id.clone());
        let deleted = Notice::news(fill(T.deleted_work, &[("name", &entry.title)]));
        let deleted = deleted.offering(Offer::Restore(entry.id.clone()));
        services.dispatch.send(Action::Noticed(deleted));
        dom::focus_later("[data-testid=offer]");
    }

    fn rename_to(&self, title: &str) {
        let entry = &self.entry;
        if title == entry.title {
        } else if self.is_open {
            self.services.dispatch.edit(Edit::Title(title.to_owned()));
        } else {
            let title = if title.is_empty() { &entry.spec } else { title };
            let renamed = WorkEntry {
                title: title.to_owned(),
                saved: now(),
                ..entry.clone()
            };
            files::rewrite(&self.services, &entry.id, renamed, self.on_change.clone());
        }
    }

    /// Where a new title is typed. Enter takes it, Escape does not.
    fn title_field(&self) -> Html {
        let (id, value) = (self.entry.id.clone(), self.entry.title.clone());
        let old = value.clone();
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            let field = event.target_dyn_into::<HtmlInputElement>();
            let is_escape = event.key() == "Escape";
            if let Some(field) = field.filter(|_| is_escape || event.key() == "Enter") {
                // The dialog would take Escape for itself.
                event.prevent_default();
                event.stop_propagation();
                if is_escape {
                    field.set_value(&old);
                }
                // Leaving the field is what ends the renaming.
                let _ = field.blur();
                focus_row(&id);
            }
        });
        let row = self.clone();
        let onblur = Callback::from(move |event: FocusEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                row.rename_to(field.value().trim());
            }
            row.rename.set(None);
        });
        html! { <input {value} {onkeydown} {onblur} aria-label={T.work_title} data-testid="work-title" /> }
    }
}

/// Spec, size and age, as far as they are known and say more than the title.
fn details(entry: &WorkEntry, is_open: bool) -> String {
    let mut parts = Vec::new();
    if !entry.spec.is_empty() && entry.spec != entry.title {
        parts.push(entry.spec.clone());
    }
    if entry.n_scenarios > 0 {
        parts.push(count(entry.n_scenarios, T.one_scenario, T.n_scenarios));
    }
    if !is_open {
        parts.push(fill(T.saved_at, &[("when", &local_time(&entry.saved))]));
    }
    parts.join(" · ")
}

/// A time as the visitor's clock says it.
fn local_time(time: &str) -> String {
    let options = js_sys::Object::new();
    for (name, style) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        // A plain object takes every property.
        let _ = js_sys::Reflect::set(&options, &name.into(), &style.into());
    }
    let date = js_sys::Date::new(&JsValue::from_str(time));
    date.to_locale_string("en-GB", &options).into()
}

/// Focuses the menu of a row once that is drawn.
pub(super) fn focus_row(id: &str) {
    dom::focus_later(format!("[data-work='{id}'] summary"));
}
