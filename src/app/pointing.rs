//! Marked words under the pointer or the caret, and the card that belongs to them.
//!
//! The marks lie under a transparent text area, so none of them hears of a pointer or has the
//! focus; what stands where is asked of the document.

use super::dom;
use crate::state::Spot;
use crate::text::{Span, from_utf16, to_utf16};
use crate::verdict::Evidence;
use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use gloo_timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

/// How long the pointer rests on words before their card is shown, in milliseconds.
const REST_MS: u32 = 120;
/// How long it may be away before the card goes: long enough to reach the card.
const AWAY_MS: u32 = 300;
/// Who types reads no cards: what moves the caret within this time of a keystroke, in
/// milliseconds, is that keystroke.
const TYPING_MS: f64 = 200.0;
/// Room between words, card and the window's edges, in CSS pixels.
const GAP: f64 = 8.0;

/// What called a card.
#[derive(Clone, Copy, Debug, PartialEq)]
enum By {
    Pointer,
    Caret,
}

/// Watches pointer and caret; keeps the card beside its words.
struct Watch {
    card: NodeRef,
    shown: Cell<Option<(Spot, By)>>,
    /// What will be shown, if nothing happens until then.
    next: RefCell<Option<(Option<Spot>, Timeout)>>,
    last_input: Cell<f64>,
    /// Where the pointer was heard of last.
    pointer: Cell<(i32, i32)>,
    show: UseStateSetter<Option<Spot>>,
}

/// The spot whose card is to be drawn into `card`.
#[hook]
pub(crate) fn use_card(card: &NodeRef) -> Option<Spot> {
    let spot = use_state_eq(|| None);
    let watch = use_memo((), |()| Watch {
        card: card.clone(),
        shown: Cell::new(None),
        next: RefCell::new(None),
        last_input: Cell::new(f64::NEG_INFINITY),
        pointer: Cell::new((i32::MIN, i32::MIN)),
        show: spot.setter(),
    });
    {
        let watch = watch.clone();
        use_effect_with((), move |()| {
            let listeners = listen(&watch);
            move || drop(listeners)
        });
    }
    use_effect(move || watch.place());
    *spot
}

fn listen(watch: &Rc<Watch>) -> Vec<EventListener> {
    type Heard = fn(&Rc<Watch>, &Event);
    let heard: [(&'static str, Heard); 6] = [
        ("mousemove", Watch::pointer_moved),
        ("selectionchange", Watch::caret_moved),
        ("input", |watch, event| {
            watch.last_input.set(event.time_stamp());
            watch.show(None);
        }),
        ("focusout", Watch::focus_left),
        ("scroll", |watch, _| watch.place()),
        ("keydown", Watch::key_pressed),
    ];
    let Some(document) = dom::document() else {
        return Vec::new();
    };
    let listener = |(name, heard): (&'static str, Heard)| {
        let watch = watch.clone();
        // Before the page's own keys, and for scrolling, which does not rise.
        let options = EventListenerOptions {
            phase: EventListenerPhase::Capture,
            passive: name != "keydown",
        };
        EventListener::new_with_options(&document, name, options, move |it| heard(&watch, it))
    };
    heard.map(listener).into()
}

impl Watch {
    fn show(&self, shown: Option<(Spot, By)>) {
        self.next.take();
        if self.shown.replace(shown) != shown {
            self.show.set(shown.map(|(spot, _)| spot));
        }
    }

    fn pointer_moved(self: &Rc<Watch>, event: &Event) {
        let Some(event) = event.dyn_ref::<MouseEvent>() else {
            return;
        };
        // After every layout a browser says so of a pointer that stands still, at each key.
        let at = (event.client_x(), event.client_y());
        if self.pointer.replace(at) == at {
            return;
        }
        let shown = self.shown.get();
        if self.is_in_card(event.target()) || event.buttons() != 0 {
            self.next.take();
            return;
        }
        let spot = spot_under(event);
        if spot == shown.map(|(spot, _)| spot) {
            self.next.take();
        } else if spot.is_some() || matches!(shown, Some((_, By::Pointer))) {
            self.show_later(spot);
        } else {
            self.next.take();
        }
    }

    fn show_later(self: &Rc<Watch>, spot: Option<Spot>) {
        if self.next.borrow().as_ref().is_some_and(|it| it.0 == spot) {
            return;
        }
        let watch = self.clone();
        let wait = if spot.is_some() { REST_MS } else { AWAY_MS };
        let timeout = Timeout::new(wait, move || watch.show(spot.map(|it| (it, By::Pointer))));
        *self.next.borrow_mut() = Some((spot, timeout));
    }

    fn caret_moved(self: &Rc<Watch>, event: &Event) {
        if event.time_stamp() - self.last_input.get() < TYPING_MS {
            return;
        }
        match spot_of_caret() {
            Some(spot) => self.show(Some((spot, By::Caret))),
            None if self.has_focus() => {}
            None => self.show(None),
        }
    }

    fn focus_left(self: &Rc<Watch>, event: &Event) {
        let event = event.dyn_ref::<FocusEvent>();
        let next = event.and_then(FocusEvent::related_target);
        if matches!(self.shown.get(), Some((_, By::Caret))) && !self.is_in_card(next) {
            self.show(None);
        }
    }

    /// Escape closes the card; Tab goes from the words through the card and on.
    fn key_pressed(self: &Rc<Watch>, event: &Event) {
        let (Some(event), Some(card)) = (event.dyn_ref::<KeyboardEvent>(), self.element()) else {
            return;
        };
        let inside = self.has_focus();
        let done = match event.key().as_str() {
            "Escape" => {
                self.focus_words(inside);
                self.show(None);
                true
            }
            "Tab" => self.tab(&card, inside, event.shift_key()),
            _ => false,
        };
        if done {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    /// Whether the browser's own step is not wanted any more.
    fn tab(&self, card: &HtmlElement, inside: bool, backwards: bool) -> bool {
        let buttons: Vec<HtmlElement> = all_in(card, "button");
        let focused = dom::focused();
        let at = buttons.iter().position(|it| Some(it) == focused.as_ref());
        if !inside {
            let is_at_words = matches!(self.shown.get(), Some((_, By::Caret)));
            let first = buttons.first().filter(|_| is_at_words && !backwards);
            // A button that cannot take the focus leaves it where it is.
            return first.is_some_and(|it| it.focus().is_ok());
        }
        let is_end = if backwards {
            at == Some(0)
        } else {
            at.map(|it| it + 1) == Some(buttons.len())
        };
        // From the words the browser goes on to what follows them.
        self.focus_words(is_end);
        is_end && backwards
    }

    fn focus_words(&self, wanted: bool) {
        let message = self
            .shown
            .get()
            .and_then(|(spot, _)| dom::message(spot.message));
        let area = message.and_then(|it| found::<HtmlElement>(&it, ".field textarea"));
        if let Some(area) = area.filter(|_| wanted) {
            // A field that cannot take the focus leaves it where it is.
            let _ = area.focus();
        }
    }

    fn element(&self) -> Option<HtmlElement> {
        self.card.cast()
    }

    fn has_focus(&self) -> bool {
        self.is_in_card(dom::focused().map(Into::into))
    }

    fn is_in_card(&self, target: Option<web_sys::EventTarget>) -> bool {
        let target = target.and_then(|it| it.dyn_into::<web_sys::Node>().ok());
        let card = self.element();
        card.is_some_and(|card| target.is_some_and(|it| card.contains(Some(&it))))
    }

    /// Puts the card under its words, or above them, never over them.
    fn place(&self) {
        let (Some(card), Some((spot, _))) = (self.element(), self.shown.get()) else {
            return;
        };
        let (Some(words), Some((width, height))) = (words_of(&card, spot), room()) else {
            return self.show(None);
        };
        if words.bottom < 0.0 || words.top > height {
            return self.show(None);
        }
        let (wide, high): (f64, f64) = (card.offset_width().into(), card.offset_height().into());
        set_px(&card, "left", words.left.min(width - wide - GAP).max(GAP));
        set_px(&card, "top", words.beside(high, height));
    }
}

/// Whole pixels, written by the browser: writing fractions takes code to download.
fn set_px(element: &HtmlElement, property: &str, value: f64) {
    let text = js_sys::Number::from(value.round()).to_string_with_radix(10);
    let text = text.map(String::from).unwrap_or_default();
    // Only an unknown property is refused.
    let _ = element.style().set_property(property, &(text + "px"));
}

/// Where words stand in the window: their left end, and the top and bottom of all their lines.
#[derive(Clone, Copy)]
struct Place {
    left: f64,
    top: f64,
    bottom: f64,
}

impl Place {
    fn of(element: &Element) -> Place {
        let it = element.get_bounding_client_rect();
        Place {
            left: it.left(),
            top: it.top(),
            bottom: it.bottom(),
        }
    }

    fn and(self, other: Place) -> Place {
        Place {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// The top of a card of this height: below the words, else above, else where there is more
    /// room.
    fn beside(self, high: f64, window: f64) -> f64 {
        let (below, above) = (self.bottom + GAP, self.top - GAP - high);
        if below + high <= window || (above < 0.0 && window - self.bottom > self.top) {
            below
        } else {
            above.max(GAP)
        }
    }
}

/// The place of all words a card is about.
fn words_of(card: &Element, spot: Spot) -> Option<Place> {
    let end = |name: &str| card.get_attribute(name)?.parse::<usize>().ok();
    let all = end("data-start")?..end("data-end")?;
    let is_meant = |it: &Element| from_of(it).is_some_and(|from| all.contains(&from));
    let meant = marks_in(spot.message).into_iter().filter(is_meant);
    meant.map(|it| Place::of(&it)).reduce(Place::and)
}

fn room() -> Option<(f64, f64)> {
    let window = web_sys::window()?;
    let width = window.inner_width().ok()?.as_f64()?;
    Some((width, window.inner_height().ok()?.as_f64()?))
}

/// The marked words under the pointer, under whatever lies over them.
fn spot_under(event: &MouseEvent) -> Option<Spot> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    if !matches!(target.tag_name().as_str(), "TEXTAREA" | "MARK") {
        return None;
    }
    let (x, y) = (event.client_x() as f32, event.client_y() as f32);
    let under = dom::document()?.elements_from_point(x, y);
    let marks = under.iter().filter_map(|it| it.dyn_into::<Element>().ok());
    let mut marks = marks.filter(|it| it.has_attribute("data-from"));
    spot_of_mark(&marks.next()?)
}

/// The marked words the caret stands in, where nothing is selected.
fn spot_of_caret() -> Option<Spot> {
    let area = dom::focused()?.dyn_into::<HtmlTextAreaElement>().ok()?;
    let (start, end) = (area.selection_start().ok()??, area.selection_end().ok()??);
    let message = area.closest(".message").ok()??;
    if start != end || area.parent_element()?.class_name() != "field" {
        return None;
    }
    let spot = Spot {
        message: message.get_attribute("data-index")?.parse().ok()?,
        byte: from_utf16(&area.value(), start as usize),
    };
    spot_of_mark(&mark_at(spot)?)
}

fn spot_of_mark(mark: &Element) -> Option<Spot> {
    let message = mark.closest("[data-index]").ok()??;
    Some(Spot {
        message: message.get_attribute("data-index")?.parse().ok()?,
        byte: from_of(mark)?,
    })
}

/// The marked piece at `spot`: the one that begins there rather than the one that ends.
fn mark_at(spot: Spot) -> Option<Element> {
    let touches = |it: &Element| {
        let from = from_of(it).unwrap_or(usize::MAX);
        let length = it.text_content().map_or(0, |it| it.len());
        from <= spot.byte && spot.byte - from <= length
    };
    marks_in(spot.message).into_iter().rfind(touches)
}

fn marks_in(index: usize) -> Vec<Element> {
    let message = dom::message(index);
    message.map_or(Vec::new(), |it| all_in(&it, "mark[data-from]"))
}

fn all_in<T: JsCast>(element: &Element, selector: &str) -> Vec<T> {
    let Ok(found) = element.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into().ok())
        .collect()
}

fn from_of(mark: &Element) -> Option<usize> {
    mark.get_attribute("data-from")?.parse().ok()
}

fn found<T: JsCast>(inside: &Element, selector: &str) -> Option<T> {
    inside.query_selector(selector).ok()??.dyn_into().ok()
}

/// Goes to the words, once they are drawn: the caret into the text, the words into view.
pub(crate) fn lead_to(evidence: &Evidence) {
    let Evidence::Words {
        message: index,
        tool_call,
        span,
        ..
    } = *evidence
    else {
        return;
    };
    dom::show_message(index, move |message| match tool_call {
        None => go_to(&message, index, span),
        Some(call) => go_to_call(&message, call),
    });
}

fn go_to(message: &Element, index: usize, span: Span) {
    let spot = Spot {
        message: index,
        byte: span.start,
    };
    if let Some(area) = found::<HtmlTextAreaElement>(message, ".field textarea") {
        let at = u32::try_from(to_utf16(&area.value(), span.start)).ok();
        // A field that cannot take the focus or the caret is still brought into view.
        let _ = area.set_selection_start(at);
        let _ = area.set_selection_end(at);
        let _ = area.focus();
    }
    dom::scroll_to(&mark_at(spot).unwrap_or_else(|| message.clone()));
    // Where the caret stood there before, the browser does not tell.
    let moved = Event::new("selectionchange");
    if let (Some(document), Ok(moved)) = (dom::document(), moved) {
        // Nobody stops it.
        let _ = document.dispatch_event(&moved);
    }
}

fn go_to_call(message: &Element, call: usize) {
    let calls: Vec<HtmlElement> = all_in(message, ".tool-call > input");
    let field = calls.get(call);
    if let Some(field) = field {
        // A field that cannot take the focus is still brought into view.
        let _ = field.focus();
    }
    dom::scroll_to(field.map_or(message, |it| it));
}
