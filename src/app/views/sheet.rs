//! A sheet: what the engine set, drawn, and asked for again whenever something about it changed.

use crate::app::address::{self, Place};
use crate::app::engine_client::EngineClient;
use crate::app::store::{Dispatch, Store};
use crate::app::texts::T;
use crate::app::{dom, prose};
use crate::prose::{Kind, Node};
use crate::protocol::{Job, JobError, Output};
use crate::state::{Action, EngineState};
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// How long a field waits for the next letter, in milliseconds.
const TYPING_MS: u32 = 150;

#[derive(Properties)]
pub(crate) struct SheetProps {
    /// Its address: name and options.
    pub address: Arc<str>,
    pub state: Store,
    pub engine: EngineClient,
    pub dispatch: Dispatch,
}

/// What is on a sheet is known by the engine; it has news where findings came.
impl PartialEq for SheetProps {
    fn eq(&self, other: &SheetProps) -> bool {
        self.address == other.address
            && news(&self.state) == news(&other.state)
            && is_coming(&self.state) == is_coming(&other.state)
    }
}

fn news(state: &Store) -> (&str, u64) {
    (&state.work, state.known.request)
}

/// Whether the sheet may be long in coming: what only the whole engine sets, over a slow network.
fn is_coming(state: &Store) -> bool {
    state.engine == EngineState::Fetching
}

/// What the sheet remembers from one drawing to the next.
#[derive(Default)]
struct Memory {
    /// What was asked for last, in which work and after which findings; an answer to another
    /// address comes too late.
    asked: (Arc<str>, String, u64),
    /// The number of the last request; 0 once one was answered.
    awaited: u64,
    /// What is shown, and its address.
    shown: Rc<Node>,
    address: Arc<str>,
    /// Counts the sheets that were gone to, and those that were shown.
    n_gone_to: u32,
    visit: u32,
    /// The one that the scroll place and the focus follow.
    arrived: u32,
    /// How far each sheet was scrolled when it was left.
    places: Vec<(Arc<str>, i32)>,
    /// Where one came from, until its link has the focus again.
    from: Arc<str>,
    typing: Option<Timeout>,
}

/// The sheet at an address.
#[component]
pub(crate) fn Sheet(props: &SheetProps) -> Html {
    let memory = use_mut_ref(Memory::default);
    let redraw = use_force_update();
    {
        let (memory, engine) = (memory.clone(), props.engine.clone());
        let (work, request) = news(&props.state);
        let about = (props.address.clone(), work.to_owned(), request);
        use_effect(move || {
            memory.borrow_mut().arrive();
            if memory.borrow_mut().wants(&about) {
                // After the page's other effects, which let the engine know what changed.
                spawn_local(async move { ask(&engine, memory, about.0, redraw) });
            }
        });
    }
    let visit = memory.borrow().visit;
    let oninput = {
        let (memory, dispatch) = (memory.clone(), props.dispatch.clone());
        Callback::from(move |_: InputEvent| {
            // What is forgotten with its sheet asks for nothing more.
            let (typed_in, dispatch) = (Rc::downgrade(&memory), dispatch.clone());
            let ask = move || {
                let Some(typed_in) = typed_in.upgrade().filter(|_| element().is_some()) else {
                    return;
                };
                // Something led to another sheet that is not drawn yet.
                if !typed_in.borrow().is_at_its_address() {
                    return;
                }
                let address = with_fields(&typed_in.borrow().asked.0);
                address::stay_on(address.clone());
                address::settle_on_sheet(&address);
                dispatch.send(Action::SheetShown(Some(address)));
            };
            memory.borrow_mut().typing = Some(Timeout::new(TYPING_MS, ask));
        })
    };
    let shown = memory.borrow().shown.clone();
    let is_shown = props.address == memory.borrow().address;
    let is_coming = !is_shown && is_coming(&props.state);
    html! {
        <main class="sheet" id="sheet" tabindex="-1" {oninput} data-testid="sheet"
            aria-busy={is_coming.then_some("true")}>
            <Shown sheet={shown} {visit} />
        </main>
    }
}

/// Has the engine set the sheet, and draws it where the answer is new.
fn ask(
    engine: &EngineClient,
    memory: Rc<RefCell<Memory>>,
    address: Arc<str>,
    redraw: UseForceUpdateHandle,
) {
    let (asking, job) = (memory.clone(), Job::Sheet(address.to_string()));
    let awaited = engine.ask(job, move |answer| {
        memory.borrow_mut().awaited = 0;
        let is_late = memory.borrow().asked.0 != address;
        if !is_late && memory.borrow_mut().take(address, answer) {
            redraw.force_update();
        }
    });
    asking.borrow_mut().awaited = awaited;
}

#[derive(Properties)]
struct ShownProps {
    sheet: Rc<Node>,
    visit: u32,
}

/// The same answer says the same.
impl PartialEq for ShownProps {
    fn eq(&self, other: &ShownProps) -> bool {
        Rc::ptr_eq(&self.sheet, &other.sheet) && self.visit == other.visit
    }
}

/// What stands on the sheet.
#[component]
fn Shown(props: &ShownProps) -> Html {
    let (sheet, visit) = (&props.sheet, props.visit);
    // The ways to other sheets stand over the title.
    let (ways, rest) = sheet.children.split_at(sheet.children.len().min(1));
    let title = if visit == 0 {
        T.reading_spec
    } else {
        &sheet.text
    };
    html! {
        <article class="document">
            { prose::draw_sheet(ways, visit) }
            <h2 id="sheet-title" key={visit} tabindex="-1">{ title.to_owned() }</h2>
            { prose::draw_sheet(rest, visit) }
        </article>
    }
}

impl Memory {
    /// Notes what the sheet is about now. False where it need not be asked for: nothing changed, or
    /// its answer is still to come and is about these findings, since the engine answers in order.
    fn wants(&mut self, about: &(Arc<str>, String, u64)) -> bool {
        let is_same = (&self.asked.0, &self.asked.1) == (&about.0, &about.1);
        let is_known = is_same && (self.asked.2 == about.2 || self.awaited > about.2);
        self.note(about.clone());
        !is_known
    }

    /// Who types goes nowhere.
    fn note(&mut self, about: (Arc<str>, String, u64)) {
        if about.0 != self.asked.0 && !address::stays_on(&about.0) {
            address::forget_stays();
            self.typing = None;
            self.n_gone_to += 1;
        }
        self.asked = about;
    }

    /// Whether the browser is at an address of this sheet.
    fn is_at_its_address(&self) -> bool {
        let is_own = |it: &str| *it == *self.asked.0 || address::stays_on(it);
        matches!(address::place(), Place::Sheet(it) if is_own(&it))
    }

    /// Takes an answer; false where there is nothing new to show.
    fn take(&mut self, address: Arc<str>, answer: Result<Output, JobError>) -> bool {
        let sheet = match answer {
            Ok(Output::Sheet(sheet)) => sheet,
            // The engine hears of the work soon, and then the sheet is asked for again. What only the
            // whole engine does is not coming where that one could not be fetched.
            Err(error)
                if error.message != T.no_whole && (self.visit > 0 || error.hint.is_empty()) =>
            {
                return false;
            }
            Err(error) => Node::new(Kind::Block, [&error.message, ". ", &error.hint].concat()),
            Ok(_) => return false,
        };
        if self.visit != self.n_gone_to {
            self.from = self.address.clone();
            self.visit = self.n_gone_to;
            if let Some(sheet) = element() {
                let from = self.from.clone();
                self.places.retain(|it| it.0 != from);
                self.places.push((from, sheet.scroll_top()));
            }
        }
        self.address = address;
        let is_new = self.arrived != self.visit || *self.shown != sheet;
        if is_new {
            self.shown = Rc::new(sheet);
        }
        is_new
    }

    /// Scrolls to where the sheet was left, and has the focus on the link that led away from it;
    /// on one that was not seen before, on its title.
    fn arrive(&mut self) {
        let Some(sheet) = element().filter(|_| self.arrived != self.visit) else {
            return;
        };
        self.arrived = self.visit;
        let place = self.places.iter().find(|it| it.0 == self.address);
        sheet.set_scroll_top(place.map_or(0, |it| it.1));
        let link = ["a[href=\"", address::SHEET, &self.from, "\"]"].concat();
        let link = place.and_then(|_| sheet.query_selector(&link).ok().flatten());
        let heir = link.or_else(|| sheet.query_selector("#sheet-title").ok().flatten());
        if let Some(heir) = heir.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            // What cannot take the focus leaves it where it is.
            let _ = heir.focus();
        }
    }
}

fn element() -> Option<Element> {
    dom::document()?.get_element_by_id("sheet")
}

/// The address with the options that the fields now say.
fn with_fields(address: &str) -> Arc<str> {
    let mut new = address.split('?').next().unwrap_or_default().to_owned();
    let mut sign = '?';
    // What is pasted to be taken in is no option.
    for (name, value) in all_fields().filter(|it| !it.1.is_empty() && !it.0.starts_with('_')) {
        new.push(sign);
        new.push_str(&name);
        new.push('=');
        new.push_str(&String::from(js_sys::encode_uri_component(&value)));
        sign = '&';
    }
    new.into()
}

/// The name of every field of the sheet and what stands in it.
pub(crate) fn all_fields() -> impl Iterator<Item = (String, String)> {
    let fields = element().and_then(|it| it.query_selector_all("[name]").ok());
    let n = fields.as_ref().map_or(0, |it| it.length());
    (0..n).filter_map(move |at| {
        let field = fields.as_ref()?.get(at)?.dyn_into::<Element>().ok()?;
        Some((field.get_attribute("name")?, value_of(&field)))
    })
}

/// What stands in the field called `name`; empty where there is none.
pub(crate) fn field_value(name: &str) -> String {
    let named = ["[name=", name, "]"].concat();
    let field = element().and_then(|it| it.query_selector(&named).ok().flatten());
    field.map_or(String::new(), |it| value_of(&it))
}

fn value_of(field: &Element) -> String {
    match field.dyn_ref::<HtmlInputElement>() {
        Some(tick) if tick.type_() == "checkbox" => {
            if tick.checked() { "1" } else { "" }.to_owned()
        }
        Some(input) => input.value(),
        None => match field.dyn_ref::<HtmlTextAreaElement>() {
            Some(area) => area.value(),
            None => field
                .dyn_ref::<HtmlSelectElement>()
                .map(|it| it.value())
                .unwrap_or_default(),
        },
    }
}
