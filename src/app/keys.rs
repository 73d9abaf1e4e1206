//! The keys of the page. With Ctrl or ⌘ they work everywhere; single letters only outside fields.

use super::acts;
use super::dom;
use super::store::stamp;
use super::views::{ServiceProps, send_verdict};
use crate::state::{Action, Dialog, View};
use crate::verdict::Outcome;
use std::iter::successors;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

/// Does what a key asks for.
pub(crate) fn pressed(services: &ServiceProps, event: &KeyboardEvent) {
    let done = if event.ctrl_key() || event.meta_key() {
        with_control(services, event)
    } else if event.key() == "Escape" {
        // A dialog closes itself; a field is left first.
        services.state.dialog.is_none()
            && (leave_field(event) || leave_sheet(services) || act(services, Action::Escaped))
    } else if event.key() == "Enter" && is_typing(event) {
        press_below(event)
    } else {
        !event.alt_key()
            && !is_typing(event)
            && services.state.dialog.is_none()
            && plain(services, &event.key())
    };
    if done {
        event.prevent_default();
    }
}

/// Goes back from a sheet; a notice is closed first.
fn leave_sheet(services: &ServiceProps) -> bool {
    let leaves = services.state.sheet.is_some() && services.state.notice.is_none();
    if leaves {
        acts::leave_sheet(services);
    }
    leaves
}

/// Takes the focus out of a field, so that the single letters work again.
fn leave_field(event: &KeyboardEvent) -> bool {
    let field = dom::focused().filter(|_| is_typing(event) || is_in_words(event));
    // A field that cannot be left keeps the focus.
    field.is_some_and(|it| it.blur().is_ok())
}

fn with_control(services: &ServiceProps, event: &KeyboardEvent) -> bool {
    // What is typed into a dialog is undone there.
    if services.state.dialog.is_some() && is_typing(event) {
        return false;
    }
    match event.key().to_ascii_lowercase().as_str() {
        "k" => act(services, Action::DialogOpened(Dialog::Palette)),
        "s" => act(services, Action::DialogOpened(Dialog::Share)),
        "z" if event.shift_key() => act(services, Action::Redone(stamp())),
        "z" => act(services, Action::Undone(stamp())),
        "y" => act(services, Action::Redone(stamp())),
        "enter" => {
            services.engine.recheck();
            true
        }
        _ => false,
    }
}

fn plain(services: &ServiceProps, key: &str) -> bool {
    match key {
        "?" => act(services, Action::DialogOpened(Dialog::Keys)),
        // The others are about what a sheet covers, which has keys of its own.
        _ if services.state.sheet.is_some() => press_on_sheet(key),
        "j" => act(services, Action::ClauseStepped(1)),
        "k" => act(services, Action::ClauseStepped(-1)),
        "1" | "2" | "3" | "4" if services.state.view == View::Play => {
            let choice = key
                .parse::<usize>()
                .ok()
                .and_then(|at| Outcome::ALL.get(at - 1));
            if let Some(outcome) = choice {
                send_verdict(&services.state, &services.dispatch, *outcome);
            }
            choice.is_some()
        }
        _ => false,
    }
}

/// Does what the button, link or field does in which this key stands.
fn press_on_sheet(key: &str) -> bool {
    let mut keys = key.chars();
    let (Some(letter), None) = (keys.next(), keys.next()) else {
        return false;
    };
    if !letter.is_ascii_alphanumeric() {
        return false;
    }
    let named = ["#sheet [data-key=\"", &key.to_ascii_lowercase(), "\"]"].concat();
    let found = dom::document().and_then(|it| it.query_selector(&named).ok().flatten());
    let holder = found.and_then(|it| it.closest("button, a, label").ok().flatten());
    let holder = holder.and_then(|it| it.dyn_into::<HtmlElement>().ok());
    if let Some(holder) = &holder {
        holder.click();
    }
    holder.is_some()
}

/// What Enter in a line of a sheet may press: what begins something and decides nothing.
const BEGINS: &str = ".bar > :is([data-do^='do label-begin'], [data-do^='do label-new'], \
    [data-do^='do tally'])";

/// Enter in a line of a sheet presses the first button below that [begins](BEGINS) something. A key
/// that is held, or that ends a word of an input method, presses nothing.
fn press_below(event: &KeyboardEvent) -> bool {
    const OF_INPUT_METHOD: u32 = 229;
    if event.repeat() || event.is_composing() || event.key_code() == OF_INPUT_METHOD {
        return false;
    }
    let field = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let fields = field
        .filter(|it| it.matches("#sheet input:not([type=checkbox])") == Ok(true))
        .and_then(|it| it.closest(".fields").ok().flatten());
    let button = successors(fields, Element::next_element_sibling)
        .find_map(|it| it.query_selector(BEGINS).ok().flatten());
    let button = button.and_then(|it| it.dyn_into::<HtmlElement>().ok());
    button.inspect(HtmlElement::click).is_some()
}

fn act(services: &ServiceProps, action: Action) -> bool {
    services.dispatch.send(action);
    true
}

/// Whether this happens in the words of a message on a sheet. A field that is only read would do,
/// but in some browsers no key moves its caret.
pub(crate) fn is_in_words(event: &Event) -> bool {
    acts::around(event, "data-message").is_some()
}

/// Whether the key goes into a field.
fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    target.is_some_and(|it| {
        matches!(it.tag_name().as_str(), "TEXTAREA" | "SELECT") && !is_in_words(event)
            || it.tag_name() == "INPUT" && it.get_attribute("type").as_deref() != Some("radio")
    })
}
