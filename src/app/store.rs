//! The state as Yew sees it, and what only a browser can give to actions: ids and the time.

use crate::state::{Action, AppState, Edit, Stamp};
use std::ops::Deref;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use yew::prelude::*;

/// [`AppState`] as a reducer, and as a property: equal when it is the same state.
#[derive(Clone, Debug)]
pub(crate) struct Store(Rc<AppState>);

impl Store {
    /// The store at the start.
    pub(crate) fn new(state: AppState) -> Store {
        Store(Rc::new(state))
    }
}

impl PartialEq for Store {
    fn eq(&self, other: &Store) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Reducible for Store {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        // The same `Rc` skips the render.
        self.0
            .apply(action)
            .map_or(self, |state| Rc::new(Store::new(state)))
    }
}

impl Deref for Store {
    type Target = AppState;

    fn deref(&self) -> &AppState {
        &self.0
    }
}

/// Sends actions to the store. Cheap to clone, equal to itself.
#[derive(Clone, PartialEq)]
pub(crate) struct Dispatch(pub UseReducerDispatcher<Store>);

impl Dispatch {
    /// Sends `action`.
    pub(crate) fn send(&self, action: Action) {
        self.0.dispatch(action);
    }

    /// Sends an edit.
    pub(crate) fn edit(&self, edit: Edit) {
        self.send(Action::Edited(edit));
    }

    /// A callback that sends the same action each time.
    pub(crate) fn on<E: 'static>(&self, action: Action) -> Callback<E> {
        let dispatch = self.clone();
        Callback::from(move |_| dispatch.send(action.clone()))
    }

    /// A callback that sends the same edit each time.
    pub(crate) fn on_edit<E: 'static>(&self, edit: Edit) -> Callback<E> {
        self.on(Action::Edited(edit))
    }
}

/// An id unlike any other, and the time.
pub(crate) fn stamp() -> Stamp {
    Stamp {
        id: new_id(),
        time: now(),
    }
}

/// An id unlike any other: the time in milliseconds and some chance, both in base 36.
pub(crate) fn new_id() -> String {
    let (time, chance) = (js_sys::Date::now(), js_sys::Math::random());
    let base36 = |number: f64| {
        let text = js_sys::Number::from(number).to_string_with_radix(36);
        text.map(String::from).unwrap_or_default()
    };
    format!(
        "{}-{}",
        base36(time),
        base36(chance).chars().skip(2).take(6).collect::<String>()
    )
}

/// The time: RFC 3339, UTC.
pub(crate) fn now() -> String {
    js_sys::Date::new(&JsValue::from_f64(js_sys::Date::now()))
        .to_iso_string()
        .into()
}
