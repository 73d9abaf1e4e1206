//! One message: who speaks, what is said with the marked words, and the tools it calls.
//!
//! The words are typed into a transparent text area that lies exactly on a copy of the text in
//! which the marks are drawn, so marks follow every keystroke.
//!
//! Evidence is counted in bytes of what was typed, so set text shows none. A message to which the
//! chosen clause's evidence points is therefore drawn as it was typed, and so is one that is being
//! written; the cards under a message name the words in either form.

use super::conversation::after;
use super::marked::{kind_class, piece};
use super::menu::Menu;
use super::tool_call::ToolCallView;
use crate::app::store::Dispatch;
use crate::app::texts::{T, fill};
use crate::app::{dom, prose};
use crate::message::{Message, Role};
use crate::prose::Node;
use crate::state::{Action, Edit, Mark, MessageAt, Notice, segments};
use crate::text::{Span, from_utf16};
use crate::transcript::chat;
use crate::verdict::Evidence;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

#[derive(Properties)]
pub(crate) struct MessageProps {
    pub at: MessageAt,
    /// Index among all messages of the transcript, as evidence counts them.
    pub index: usize,
    pub message: Arc<Message>,
    pub marks: Rc<Vec<Mark>>,
    /// What it says as set text, where that is to be shown.
    pub set: Option<Arc<Vec<Node>>>,
    /// How many messages are in its list.
    pub n_siblings: usize,
    pub dispatch: Dispatch,
}

impl PartialEq for MessageProps {
    fn eq(&self, other: &MessageProps) -> bool {
        Arc::ptr_eq(&self.message, &other.message)
            && (self.at, self.index, self.n_siblings) == (other.at, other.index, other.n_siblings)
            && same_text(&self.set, &other.set)
            && self.marks == other.marks
    }
}

/// By pointer: what was set once is kept.
fn same_text(one: &Option<Arc<Vec<Node>>>, other: &Option<Arc<Vec<Node>>>) -> bool {
    one.as_ref().map(Arc::as_ptr) == other.as_ref().map(Arc::as_ptr)
}

/// A message to read and to change.
#[component]
pub(crate) fn MessageView(props: &MessageProps) -> Html {
    let role = props.message.role;
    let calls = (0..props.message.tool_calls.len()).map(|call| {
        html! { <ToolCallView key={call} at={props.at} {call} message={props.message.clone()}
        dispatch={props.dispatch.clone()} /> }
    });
    let onkeydown = keys(props);
    html! {
        <article class={classes!("message", role.name())} data-index={props.index.to_string()}
            {onkeydown}>
            <header>
                <RolePicker at={props.at} {role} dispatch={props.dispatch.clone()} />
                <MessageMenu at={props.at} index={props.index} n_siblings={props.n_siblings} {role}
                    dispatch={props.dispatch.clone()} />
            </header>
            <Field at={props.at} index={props.index} message={props.message.clone()}
                marks={props.marks.clone()} set={props.set.clone()} dispatch={props.dispatch.clone()} />
            { for calls }
            { mark_cards(props) }
        </article>
    }
}

/// With Alt: a number sets who speaks, an arrow moves the message, Enter adds one after it.
fn keys(props: &MessageProps) -> Callback<KeyboardEvent> {
    let (at, index, role) = (props.at, props.index, props.message.role);
    let (n_siblings, dispatch) = (props.n_siblings, props.dispatch.clone());
    Callback::from(move |event: KeyboardEvent| {
        if !event.alt_key() || event.ctrl_key() || event.meta_key() {
            return;
        }
        // By place on the keyboard: with Alt some systems give other characters.
        let code = event.code();
        let digit = code.strip_prefix("Digit").and_then(|it| it.parse().ok());
        let role_of = |digit: usize| Role::ALL.get(digit.checked_sub(1)?).copied();
        let (edit, index) = match (code.as_str(), digit.and_then(role_of)) {
            (_, Some(role)) => (Edit::MessageSpokenBy(at, role), index),
            ("ArrowUp", _) if at.message > 0 => (Edit::MessageMoved(at, -1), index - 1),
            ("ArrowDown", _) if at.message + 1 < n_siblings => {
                (Edit::MessageMoved(at, 1), index + 1)
            }
            ("Enter", _) => {
                let next = MessageAt {
                    message: at.message + 1,
                    ..at
                };
                (Edit::MessageAdded(next, after(role)), index + 1)
            }
            _ => return,
        };
        event.prevent_default();
        dispatch.edit(edit);
        dom::focus_message(index);
    })
}

#[derive(Properties, PartialEq)]
struct RolePickerProps {
    at: MessageAt,
    role: Role,
    dispatch: Dispatch,
}

#[component]
fn RolePicker(props: &RolePickerProps) -> Html {
    let (at, dispatch) = (props.at, props.dispatch.clone());
    let onchange = Callback::from(move |event: Event| {
        let picked = event.target_dyn_into::<HtmlSelectElement>();
        if let Some(role) = picked.and_then(|it| Role::from_name(&it.value())) {
            dispatch.edit(Edit::MessageSpokenBy(at, role));
        }
    });
    let option = |role: Role| {
        html! {
            <option key={role.name()} value={role.name()} selected={role == props.role}>
                { role.name() }
            </option>
        }
    };
    html! {
        <select class="role" {onchange} aria-label={T.role} title={T.role_keys}>
            { for Role::ALL.into_iter().map(option) }
        </select>
    }
}

#[derive(Properties, PartialEq)]
struct MessageMenuProps {
    at: MessageAt,
    index: usize,
    role: Role,
    n_siblings: usize,
    dispatch: Dispatch,
}

#[component]
fn MessageMenu(props: &MessageMenuProps) -> Html {
    let at = props.at;
    let item = |label, enabled: bool, edit| (label, enabled.then(|| props.dispatch.on_edit(edit)));
    let (dispatch, index) = (props.dispatch.clone(), props.index);
    let add_call = Callback::from(move |_: MouseEvent| {
        dispatch.edit(Edit::ToolCallAdded(at));
        // The name of the tool is asked for first.
        let call = "main [data-index=\"{}\"] > .tool-call:nth-last-child(1 of .tool-call) > input";
        dom::focus_later(call.replace("{}", &index.to_string()));
    });
    let items = vec![
        item(T.move_up, at.message > 0, Edit::MessageMoved(at, -1)),
        item(
            T.move_down,
            at.message + 1 < props.n_siblings,
            Edit::MessageMoved(at, 1),
        ),
        item(T.duplicate, true, Edit::MessageDuplicated(at)),
        (
            T.add_tool_call,
            (props.role == Role::Assistant).then_some(add_call),
        ),
        item(T.delete, true, Edit::MessageDeleted(at)),
    ];
    html! { <Menu label={T.message_menu} {items} /> }
}

#[derive(Properties)]
struct FieldProps {
    at: MessageAt,
    index: usize,
    message: Arc<Message>,
    marks: Rc<Vec<Mark>>,
    set: Option<Arc<Vec<Node>>>,
    dispatch: Dispatch,
}

impl PartialEq for FieldProps {
    fn eq(&self, other: &FieldProps) -> bool {
        Arc::ptr_eq(&self.message, &other.message)
            && (self.at, self.index) == (other.at, other.index)
            && same_text(&self.set, &other.set)
            && self.marks == other.marks
    }
}

/// How many bytes a message may have that is shown whole.
const FOLDED_OVER: usize = 4_000;
/// Of a longer message only the beginning is shown, and it cannot be typed into: a browser takes
/// minutes to set so much text in one field.
const HUGE: usize = 1_000_000;

#[component]
fn Field(props: &FieldProps) -> Html {
    let whole = &props.message.content;
    let is_huge = whole.len() > HUGE;
    let text = if is_huge { beginning(whole) } else { whole };
    let open = use_state(|| false);
    let writing = use_state_eq(|| false);
    let is_long = text.len() > FOLDED_OVER;
    // Words that are looked for are not folded away.
    let is_open = *open || props.marks.iter().any(|it| it.chosen);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!is_open))
    };
    let onfocusin = {
        let writing = writing.setter();
        Callback::from(move |_: FocusEvent| {
            open.set(true);
            writing.set(true);
        })
    };
    let (at, dispatch) = (props.at, props.dispatch.clone());
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
            dispatch.edit(Edit::MessageSaid(at, area.value()));
        }
    });
    let onpaste = paste(props);
    let onselect = select_words(props);
    let onclick = choose_mark(props);
    let onblur = {
        let (writing, dispatch) = (writing.setter(), props.dispatch.clone());
        Callback::from(move |_: FocusEvent| {
            writing.set(false);
            dispatch.send(Action::Paused);
        })
    };
    let folded = (is_long && !is_open).then_some("folded");
    let is_raw = *writing || props.marks.iter().any(|it| it.chosen);
    // A form, because browsers that offer to fill forms look through all fields that belong to
    // none at every key.
    html! { <>
        if let Some(nodes) = props.set.as_ref().filter(|_| !is_raw) {
            { as_set(props.index, nodes, folded, writing.setter()) }
        } else {
            <form class={classes!("field", folded)} {onfocusin}>
                <div class="backdrop" aria-hidden="true" dir="auto">
                    { for segments(text.len(), &props.marks).iter().map(|it| piece(text, it, &props.marks)) }
                    { "\n" }
                </div>
                <textarea value={text.to_owned()} readonly={is_huge} {oninput} {onpaste} {onselect} {onclick} {onblur} rows="1"
                    spellcheck="false" placeholder={placeholder(props)} dir="auto"
                    aria-label={fill(T.message_text, &[("role", &props.message.role)])} />
            </form>
        }
        if is_huge {
            <p class="hint">{ fill(T.huge_message, &[("n", &whole.chars().count())]) }</p>
        } else if is_long {
            <button class="quiet fold" onclick={toggle} aria-expanded={is_open.to_string()}>
                { if is_open { T.fold_message.to_owned() } else { fill(T.whole_message, &[("n", &text.chars().count())]) } }
            </button>
        }
    </> }
}

/// A message as set text, and the way to what was typed.
fn as_set(
    index: usize,
    nodes: &[Node],
    folded: Option<&'static str>,
    writing: UseStateSetter<bool>,
) -> Html {
    let onclick = Callback::from(move |_: MouseEvent| {
        writing.set(true);
        dom::focus_message(index);
    });
    html! {
        <div class={classes!("document", "set", folded)}>
            <button class="quiet as-typed" {onclick}>{ T.as_typed }</button>
            { prose::draw(nodes, None) }
        </div>
    }
}

fn placeholder(props: &FieldProps) -> &'static str {
    if !props.message.tool_calls.is_empty() {
        T.only_calls
    } else if props.at.output.is_none() {
        T.empty_prompt
    } else {
        T.empty_message
    }
}

fn beginning(text: &str) -> &str {
    let end = (0..=FOLDED_OVER)
        .rev()
        .find(|it| text.is_char_boundary(*it));
    &text[..end.unwrap_or_default()]
}

/// A whole chat that is pasted where nothing is said yet becomes messages. A huge text does not go
/// through the field.
fn paste(props: &FieldProps) -> Callback<Event> {
    let (at, dispatch) = (props.at, props.dispatch.clone());
    let is_empty = props.message.content.is_empty();
    Callback::from(move |event: Event| {
        let event: Option<ClipboardEvent> = event.dyn_into().ok().filter(|_| is_empty);
        let pasted = event.as_ref().and_then(ClipboardEvent::clipboard_data);
        let text = pasted.and_then(|it| it.get_data("text/plain").ok());
        let (Some(event), Some(text)) = (event, text) else {
            return;
        };
        let chat = at.output.is_none().then(|| chat::read(&text)).flatten();
        if let Some(chat) = chat {
            event.prevent_default();
            let message = fill(T.chat_pasted, &[("n", &chat.len())]);
            dispatch.edit(Edit::ChatPasted(at, chat));
            dispatch.send(Action::Noticed(Notice {
                hint: T.chat_pasted_hint.to_owned(),
                ..Notice::news(message)
            }));
        } else if text.len() > HUGE {
            event.prevent_default();
            dispatch.edit(Edit::MessageSaid(at, text));
        }
    })
}

/// A selection in the text becomes evidence for the person's next verdict.
fn select_words(props: &FieldProps) -> Callback<Event> {
    let (dispatch, message, index) = (props.dispatch.clone(), props.message.clone(), props.index);
    Callback::from(move |event: Event| {
        let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() else {
            return;
        };
        let (start, end) = caret(&area, &message.content);
        let span = Span::new(start, end);
        let quote = span.slice(&message.content).unwrap_or_default().to_owned();
        let words = Evidence::Words {
            message: index,
            tool_call: None,
            span,
            quote,
            extra: Default::default(),
        };
        dispatch.send(Action::WordsMarked((!span.is_empty()).then_some(words)));
    })
}

/// A click into marked words chooses their clause.
fn choose_mark(props: &FieldProps) -> Callback<MouseEvent> {
    let (dispatch, message) = (props.dispatch.clone(), props.message.clone());
    let marks = props.marks.clone();
    Callback::from(move |event: MouseEvent| {
        let area = event
            .target()
            .and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
        let Some(area) = area else { return };
        let (start, end) = caret(&area, &message.content);
        let hit = marks
            .iter()
            .find(|it| it.span.start <= start && start <= it.span.end);
        if let Some(mark) = hit.filter(|_| start == end) {
            dispatch.send(Action::ClauseChosen(Some(mark.clause.clone())));
        }
    })
}

/// The selection of a text area, in bytes of `text`.
fn caret(area: &HtmlTextAreaElement, text: &str) -> (usize, usize) {
    let place = |at: Result<Option<u32>, _>| {
        from_utf16(text, at.ok().flatten().unwrap_or_default() as usize)
    };
    (place(area.selection_start()), place(area.selection_end()))
}

/// Under a message: which words are marked, by whom and why.
fn mark_cards(props: &MessageProps) -> Html {
    const SHOWN: usize = 6;
    let card = |mark: &Mark| {
        let words = mark.span.slice(&props.message.content).unwrap_or_default();
        let chosen = mark.chosen.then_some("chosen");
        let clause = Action::ClauseChosen(Some(mark.clause.clone()));
        let by = if mark.by.is_empty() {
            T.you.to_owned()
        } else {
            mark.by.clone()
        };
        html! {
            <li key={format!("{:?}{}{}", mark.span, mark.clause, mark.by)}>
                <button class={classes!("mark-card", kind_class(mark.kind), chosen)}
                    onclick={props.dispatch.on(clause)}>
                    <q>{ crate::text::shorten(words, 60) }</q>
                    <span class="by">{ by }</span>
                </button>
            </li>
        }
    };
    if props.marks.is_empty() {
        return Html::default();
    }
    html! { <ul class="mark-cards">{ for props.marks.iter().take(SHOWN).map(card) }</ul> }
}

/// What stands in the field an event comes from.
pub(crate) fn value_of(event: &Event) -> String {
    let target = event.target();
    let area = target
        .clone()
        .and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
    let input = target.and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok());
    area.map(|it| it.value())
        .or_else(|| input.map(|it| it.value()))
        .unwrap_or_default()
}
