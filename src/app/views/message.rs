//! One message: who speaks, what is said with the marked words, and the tools it calls.
//!
//! The words are typed into a transparent text area that lies exactly on a copy of the text in
//! which the marks are drawn, so marks follow every keystroke.

use super::marked::{kind_class, piece};
use super::menu::Menu;
use crate::app::store::Dispatch;
use crate::app::texts::{T, fill};
use crate::message::{Message, Role};
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
    /// How many messages are in its list.
    pub n_siblings: usize,
    pub dispatch: Dispatch,
}

impl PartialEq for MessageProps {
    fn eq(&self, other: &MessageProps) -> bool {
        Arc::ptr_eq(&self.message, &other.message)
            && (self.at, self.index, self.n_siblings) == (other.at, other.index, other.n_siblings)
            && self.marks == other.marks
    }
}

/// A message to read and to change.
#[component]
pub(crate) fn MessageView(props: &MessageProps) -> Html {
    let role = props.message.role;
    let calls = (0..props.message.tool_calls.len()).map(|call| {
        html! { <ToolCallView key={call} at={props.at} {call} message={props.message.clone()}
        dispatch={props.dispatch.clone()} /> }
    });
    html! {
        <article class={classes!("message", role.name())} data-index={props.index.to_string()}>
            <header>
                <RolePicker at={props.at} {role} dispatch={props.dispatch.clone()} />
                <MessageMenu at={props.at} n_siblings={props.n_siblings} {role}
                    dispatch={props.dispatch.clone()} />
            </header>
            <Field at={props.at} index={props.index} message={props.message.clone()}
                marks={props.marks.clone()} dispatch={props.dispatch.clone()} />
            { for calls }
            <MarkCards marks={props.marks.clone()} message={props.message.clone()}
                dispatch={props.dispatch.clone()} />
        </article>
    }
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
        <select class="role" {onchange} aria-label={T.role}>
            { for Role::ALL.into_iter().map(option) }
        </select>
    }
}

#[derive(Properties, PartialEq)]
struct MessageMenuProps {
    at: MessageAt,
    role: Role,
    n_siblings: usize,
    dispatch: Dispatch,
}

#[component]
fn MessageMenu(props: &MessageMenuProps) -> Html {
    let at = props.at;
    let item = |label, enabled: bool, edit| (label, enabled.then(|| props.dispatch.on_edit(edit)));
    let items = vec![
        item(T.move_up, at.message > 0, Edit::MessageMoved(at, -1)),
        item(
            T.move_down,
            at.message + 1 < props.n_siblings,
            Edit::MessageMoved(at, 1),
        ),
        item(T.duplicate, true, Edit::MessageDuplicated(at)),
        item(
            T.add_tool_call,
            props.role == Role::Assistant,
            Edit::ToolCallAdded(at),
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
    dispatch: Dispatch,
}

impl PartialEq for FieldProps {
    fn eq(&self, other: &FieldProps) -> bool {
        Arc::ptr_eq(&self.message, &other.message)
            && (self.at, self.index) == (other.at, other.index)
            && self.marks == other.marks
    }
}

#[component]
fn Field(props: &FieldProps) -> Html {
    let text = &props.message.content;
    let (at, dispatch) = (props.at, props.dispatch.clone());
    let oninput = Callback::from(move |event: InputEvent| {
        if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
            dispatch.edit(Edit::MessageSaid(at, area.value()));
        }
    });
    let onpaste = paste_chat(props);
    let onselect = select_words(props);
    let onclick = choose_mark(props);
    let onblur = props.dispatch.on(Action::Paused);
    html! {
        <div class="field">
            <div class="backdrop" aria-hidden="true">
                { for segments(text.len(), &props.marks).iter().map(|it| piece(text, it, &props.marks)) }
                { "\n" }
            </div>
            <textarea value={text.clone()} {oninput} {onpaste} {onselect} {onclick} {onblur} rows="1"
                spellcheck="false" placeholder={placeholder(props)} dir="auto"
                aria-label={fill(T.message_text, &[("role", &props.message.role)])} />
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

/// A whole chat that is pasted where nothing is said yet becomes messages.
fn paste_chat(props: &FieldProps) -> Callback<Event> {
    let (at, dispatch) = (props.at, props.dispatch.clone());
    let takes_chats = props.message.content.is_empty() && at.output.is_none();
    Callback::from(move |event: Event| {
        let event: Option<ClipboardEvent> = event.dyn_into().ok().filter(|_| takes_chats);
        let pasted = event.as_ref().and_then(ClipboardEvent::clipboard_data);
        let text = pasted.and_then(|it| it.get_data("text/plain").ok());
        let chat = text.and_then(|it| chat::read(&it));
        if let (Some(event), Some(chat)) = (event, chat) {
            event.prevent_default();
            let message = fill(T.chat_pasted, &[("n", &chat.len())]);
            dispatch.edit(Edit::ChatPasted(at, chat));
            dispatch.send(Action::Noticed(Notice {
                hint: T.chat_pasted_hint.to_owned(),
                ..Notice::news(message)
            }));
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

#[derive(Properties)]
struct MarkCardsProps {
    marks: Rc<Vec<Mark>>,
    message: Arc<Message>,
    dispatch: Dispatch,
}

impl PartialEq for MarkCardsProps {
    fn eq(&self, other: &MarkCardsProps) -> bool {
        Arc::ptr_eq(&self.message, &other.message) && self.marks == other.marks
    }
}

/// Under a message: which words are marked, by whom and why.
#[component]
fn MarkCards(props: &MarkCardsProps) -> Html {
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

#[derive(Properties)]
struct ToolCallProps {
    at: MessageAt,
    call: usize,
    message: Arc<Message>,
    dispatch: Dispatch,
}

impl PartialEq for ToolCallProps {
    fn eq(&self, other: &ToolCallProps) -> bool {
        Arc::ptr_eq(&self.message, &other.message) && (self.at, self.call) == (other.at, other.call)
    }
}

/// A tool call: the tool's name and its arguments as JSON.
#[component]
fn ToolCallView(props: &ToolCallProps) -> Html {
    let call = &props.message.tool_calls[props.call];
    let (name, arguments) = (call.name.clone(), arguments_text(&call.arguments));
    let set = |dispatch: Dispatch, at: MessageAt, index: usize| {
        move |name: String, arguments: String| {
            dispatch.edit(Edit::ToolCallSet(at, index, name, arguments));
        }
    };
    let on_name = {
        let (set, arguments) = (
            set(props.dispatch.clone(), props.at, props.call),
            arguments.clone(),
        );
        Callback::from(move |event: InputEvent| set(value_of(&event), arguments.clone()))
    };
    let on_arguments = {
        let (set, name) = (
            set(props.dispatch.clone(), props.at, props.call),
            name.clone(),
        );
        Callback::from(move |event: InputEvent| set(name.clone(), value_of(&event)))
    };
    let delete = props
        .dispatch
        .on_edit(Edit::ToolCallDeleted(props.at, props.call));
    html! {
        <div class="tool-call">
            <span class="calls">{ T.calls_tool }</span>
            <input class="code" value={name} oninput={on_name} aria-label={T.tool_name} />
            <textarea class="code" value={arguments} oninput={on_arguments} rows="1"
                spellcheck="false" aria-label={T.tool_arguments} />
            <button class="quiet" onclick={delete} aria-label={T.delete}>{ "×" }</button>
        </div>
    }
}

fn arguments_text(arguments: &serde_json::Value) -> String {
    match arguments {
        serde_json::Value::String(text) => text.clone(),
        json => json.to_string(),
    }
}

/// What stands in the field an input event comes from.
pub(crate) fn value_of(event: &InputEvent) -> String {
    let target = event.target();
    let area = target
        .clone()
        .and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
    let input = target.and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok());
    area.map(|it| it.value())
        .or_else(|| input.map(|it| it.value()))
        .unwrap_or_default()
}
