//! The messages of a conversation. Of a long one only the parts near what is seen are drawn.

use super::ViewProps;
use super::message::MessageView;
use crate::app::dom;
use crate::app::near::use_near;
use crate::app::store::{Dispatch, Store};
use crate::app::texts::T;
use crate::message::{Message, Role};
use crate::state::{AppState, Edit, MessageAt};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;
use yew::prelude::*;

/// Conversations up to this long are drawn whole.
const WHOLE: usize = 40;
/// How many messages of a longer one are drawn together.
const GROUP: usize = 12;
/// How many messages stand in a group of groups: a change lays out the others of its group and of
/// its groups' group, not all.
const CHAPTER: usize = GROUP * GROUP;

#[derive(Properties, Clone)]
pub(crate) struct ConversationProps {
    pub state: Store,
    pub dispatch: Dispatch,
    /// The output whose messages to show; the scenario's own without.
    pub output: Option<usize>,
}

impl PartialEq for ConversationProps {
    fn eq(&self, other: &ConversationProps) -> bool {
        self.view() == other.view() && self.output == other.output
    }
}

impl ConversationProps {
    fn list(&self) -> Option<List<'_>> {
        List::of(&self.state, self.output)
    }

    fn view(&self) -> ViewProps {
        ViewProps {
            state: self.state.clone(),
            dispatch: self.dispatch.clone(),
        }
    }
}

/// The messages of the chosen scenario or of one of its outputs, to read and to change.
#[component]
pub(crate) fn Conversation(props: &ConversationProps) -> Html {
    let Some(list) = props.list() else {
        return Html::default();
    };
    let all = list.messages.len();
    let messages = if all <= WHOLE {
        drawn(&list, 0..all, props)
    } else {
        groups(0..all, CHAPTER, props)
    };
    html! {
        <div class="conversation">
            { messages }
            <button class="quiet add" onclick={add(&list, props)}>{ "+ " }{ T.add_message }</button>
        </div>
    }
}

/// Groups of up to `size` messages.
fn groups(range: Range<usize>, size: usize, props: &ConversationProps) -> Html {
    let group = |start: usize| {
        html! {
            <Group key={start} conversation={props.clone()} {start}
                end={(start + size).min(range.end)} />
        }
    };
    range.clone().step_by(size).map(group).collect()
}

#[derive(Properties, Clone)]
struct GroupProps {
    conversation: ConversationProps,
    start: usize,
    end: usize,
}

/// By what it draws: a keystroke in one message leaves the other groups as they are.
impl PartialEq for GroupProps {
    fn eq(&self, other: &GroupProps) -> bool {
        let (a, b) = (&self.conversation.state, &other.conversation.state);
        let (Some(here), Some(there)) = (self.conversation.list(), other.conversation.list())
        else {
            return false;
        };
        let part = self.start..self.end;
        let same = |(a, b): (&Arc<Message>, &Arc<Message>)| Arc::ptr_eq(a, b);
        (self.start, self.end, here.before) == (other.start, other.end, there.before)
            && self.conversation.output == other.conversation.output
            && (&a.chosen, a.is_blind()) == (&b.chosen, b.is_blind())
            && (a.layout.formatted, a.known.n_said) == (b.layout.formatted, b.known.n_said)
            && a.findings().map(Arc::as_ptr) == b.findings().map(Arc::as_ptr)
            && (here.messages.get(part.clone()))
                .zip(there.messages.get(part))
                .is_some_and(|(a, b)| a.iter().zip(b).all(same))
    }
}

/// Some messages of a long conversation, or groups of them.
#[component]
fn Group(props: &GroupProps) -> Html {
    let (conversation, start, end) = (&props.conversation, props.start, props.end);
    let guess = {
        let conversation = conversation.clone();
        move || conversation.list().map_or(0.0, |it| it.height(start..end))
    };
    let (node, near) = use_near(guess);
    let list = conversation.list();
    let first = list.as_ref().map_or(0, |it| it.before) + start;
    let inside = match list.filter(|_| near) {
        None => Html::default(),
        Some(_) if end - start > GROUP => groups(start..end, GROUP, conversation),
        Some(list) => drawn(&list, start..end, conversation),
    };
    html! {
        <div ref={node} class="group" data-first={first.to_string()}
            data-end={(first + end - start).to_string()}>{ inside }</div>
    }
}

/// The messages that a conversation shows.
struct List<'a> {
    state: &'a AppState,
    output: Option<usize>,
    messages: &'a [Arc<Message>],
    /// How many messages of the transcript come before.
    before: usize,
}

impl List<'_> {
    fn of(state: &AppState, output: Option<usize>) -> Option<List<'_>> {
        let scenario = state.scenario()?;
        let (messages, before) = match output {
            None => (&scenario.messages, 0),
            Some(at) => (&scenario.outputs.get(at)?.messages, scenario.messages.len()),
        };
        Some(List {
            state,
            output,
            messages,
            before,
        })
    }

    fn place(&self, message: usize) -> MessageAt {
        MessageAt {
            scenario: self.state.chosen.scenario,
            output: self.output,
            message,
        }
    }

    /// About how many pixels high messages are before they are drawn.
    fn height(&self, range: Range<usize>) -> f64 {
        const HEAD: f64 = 42.0;
        const LINE: f64 = 25.0;
        const LETTERS: usize = 80;
        let lines = |it: &Arc<Message>| {
            let lines = it.content.lines().map(|line| 1 + line.len() / LETTERS);
            u32::try_from(lines.sum::<usize>().clamp(1, 24)).unwrap_or_default()
        };
        let heights = self.messages[range].iter();
        heights.map(|it| HEAD + LINE * f64::from(lines(it))).sum()
    }
}

fn drawn(list: &List, range: Range<usize>, props: &ConversationProps) -> Html {
    let pointers = list.state.pointers();
    let view = |at: usize| {
        let (message, index) = (&list.messages[at], list.before + at);
        let marks = Rc::new(pointers.marks(index, &message.content));
        let set = list.state.set_message(message).cloned();
        html! {
            <MessageView key={at} at={list.place(at)} {index} message={message.clone()}
                {marks} {set} n_siblings={list.messages.len()} dispatch={props.dispatch.clone()} />
        }
    };
    range.map(view).collect()
}

fn add(list: &List, props: &ConversationProps) -> Callback<MouseEvent> {
    let role = match list.messages.last() {
        _ if list.output.is_some() => Role::Assistant,
        Some(last) => after(last.role),
        None => Role::User,
    };
    let added = Edit::MessageAdded(list.place(list.messages.len()), role);
    let (dispatch, index) = (props.dispatch.clone(), list.before + list.messages.len());
    Callback::from(move |_| {
        dispatch.edit(added.clone());
        dom::focus_message(index);
    })
}

/// Who speaks after whom.
pub(super) fn after(role: Role) -> Role {
    if role == Role::User {
        Role::Assistant
    } else {
        Role::User
    }
}
