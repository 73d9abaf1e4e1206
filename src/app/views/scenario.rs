//! The middle pane: a scenario, its conversation and its replies.

use super::ViewProps;
use super::menu::Menu;
use super::message::{MessageView, value_of};
use super::pane::PaneFrame;
use crate::app::dom;
use crate::app::store::{Dispatch, new_id, stamp};
use crate::app::texts::{T, fill};
use crate::message::{Message, Role};
use crate::state::{Action, Edit, MessageAt, Pane, empty_reply};
use crate::transcript::{Output, Scenario};
use crate::verdict::{Origin, OriginKind};
use std::rc::Rc;
use std::sync::Arc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The scenario pane.
#[component]
pub(crate) fn ScenarioPane(props: &ViewProps) -> Html {
    let ViewProps { state, dispatch } = props.clone();
    let tools = html! { <ScenarioPicker ..props.clone() /> };
    let body = match state.scenario() {
        None => empty(&dispatch),
        Some(scenario) => html! { <>
            <ScenarioTitle scenario={scenario.clone()} at={state.chosen.scenario} dispatch={dispatch.clone()} />
            <About ..props.clone() />
            <Conversation state={state.clone()} dispatch={dispatch.clone()} output={None::<usize>} />
            <Replies ..props.clone() />
            <Factors scenario={scenario.clone()} at={state.chosen.scenario} dispatch={dispatch.clone()} />
        </> },
    };
    html! {
        <PaneFrame pane={Pane::Scenario} {state} {dispatch} {tools}>{ body }</PaneFrame>
    }
}

fn empty(dispatch: &Dispatch) -> Html {
    html! {
        <div class="empty">
            <p>{ T.no_scenario }</p>
            <button class="primary" onclick={add_scenario(dispatch, 0)}>{ T.new_scenario }</button>
        </div>
    }
}

/// A new scenario: something a person says, and a reply to fill in.
fn add_scenario(dispatch: &Dispatch, at: usize) -> Callback<MouseEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |_| {
        dispatch.edit(Edit::ScenarioAdded(at, Arc::new(blank_scenario())));
    })
}

/// A scenario to write: a user's message and an empty reply.
pub(crate) fn blank_scenario() -> Scenario {
    let mut scenario = Scenario::new(format!("s-{}", new_id()));
    scenario.title = T.my_reply.to_owned();
    scenario.messages = vec![Arc::new(Message::new(Role::User, ""))];
    scenario.outputs = vec![Arc::new(empty_reply())];
    scenario
}

#[component]
fn ScenarioPicker(props: &ViewProps) -> Html {
    let ViewProps { state, dispatch } = props;
    let scenarios = &state.workspace().scenarios;
    let at = state.chosen.scenario;
    let onchange = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            let picked = event.target_dyn_into::<HtmlSelectElement>();
            if let Some(at) = picked.and_then(|it| usize::try_from(it.selected_index()).ok()) {
                dispatch.send(Action::ScenarioChosen(at));
            }
        })
    };
    let option = |(index, scenario): (usize, &Arc<Scenario>)| {
        let name = if scenario.name().is_empty() {
            T.untitled
        } else {
            scenario.name()
        };
        html! { <option key={scenario.id.clone()} selected={index == at}>{ name.to_owned() }</option> }
    };
    let duplicate = {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            dispatch.edit(Edit::ScenarioDuplicated(at, format!("s-{}", new_id())));
        })
    };
    let is_one = !scenarios.is_empty();
    let delete = dispatch.on_edit(Edit::ScenarioDeleted(at));
    let items = vec![
        (
            T.new_scenario,
            Some(add_scenario(dispatch, scenarios.len())),
        ),
        (T.duplicate, is_one.then_some(duplicate)),
        (T.delete, is_one.then_some(delete)),
    ];
    html! { <>
        <select class="picker" {onchange} aria-label={T.choose_scenario} data-testid="scenarios">
            { for scenarios.iter().enumerate().map(option) }
        </select>
        <Menu label={T.scenarios} {items} />
    </> }
}

#[derive(Properties)]
struct ScenarioPartProps {
    scenario: Arc<Scenario>,
    at: usize,
    dispatch: Dispatch,
}

impl PartialEq for ScenarioPartProps {
    fn eq(&self, other: &ScenarioPartProps) -> bool {
        Arc::ptr_eq(&self.scenario, &other.scenario) && self.at == other.at
    }
}

#[component]
fn ScenarioTitle(props: &ScenarioPartProps) -> Html {
    let (at, dispatch) = (props.at, props.dispatch.clone());
    let oninput = Callback::from(move |event: InputEvent| {
        dispatch.edit(Edit::ScenarioTitled(at, value_of(&event)));
    });
    html! {
        <input class="scenario-title" value={props.scenario.title.clone()} {oninput}
            placeholder={T.untitled} aria-label={T.scenario_title} />
    }
}

/// Which clauses the scenario is about, by name.
#[component]
fn About(props: &ViewProps) -> Html {
    let Some(scenario) = props.state.scenario() else {
        return Html::default();
    };
    if scenario.clauses.is_empty() || props.state.is_blind() {
        return Html::default();
    }
    let clauses = &props.state.known.spec.clauses;
    let chip = |id: &String| {
        let title = clauses
            .iter()
            .find(|it| it.id == *id)
            .map_or(id, |it| &it.title)
            .clone();
        let onclick = props.dispatch.on(Action::ClauseChosen(Some(id.clone())));
        let chosen = (props.state.chosen.clause.as_ref() == Some(id)).then_some("chosen");
        html! { <li key={id.clone()}><button class={classes!("chip", chosen)} {onclick}>{ title }</button></li> }
    };
    html! {
        <div class="about">
            <span>{ T.about_clauses }</span>
            <ul>{ for scenario.clauses.iter().map(chip) }</ul>
        </div>
    }
}

#[derive(Properties, PartialEq, Clone)]
struct ConversationProps {
    state: crate::app::store::Store,
    dispatch: Dispatch,
    /// The output whose messages to show; the scenario's own without.
    output: Option<usize>,
}

#[component]
fn Conversation(props: &ConversationProps) -> Html {
    let ConversationProps {
        state,
        dispatch,
        output,
    } = props;
    let Some(scenario) = state.scenario() else {
        return Html::default();
    };
    let messages = match output {
        None => &scenario.messages,
        Some(at) => &scenario.outputs[*at].messages,
    };
    let before = output.map_or(0, |_| scenario.messages.len());
    let place = |message| MessageAt {
        scenario: state.chosen.scenario,
        output: *output,
        message,
    };
    let view = |(at, message): (usize, &Arc<Message>)| {
        let marks = Rc::new(state.marks(before + at, &message.content));
        html! {
            <MessageView key={at} at={place(at)} index={before + at} message={message.clone()}
                {marks} n_siblings={messages.len()} dispatch={dispatch.clone()} />
        }
    };
    let next = if messages.last().is_some_and(|it| it.role == Role::User) {
        Role::Assistant
    } else {
        Role::User
    };
    let role = if output.is_some() {
        Role::Assistant
    } else {
        next
    };
    let added = Edit::MessageAdded(place(messages.len()), role);
    let last = if output.is_some() {
        "[data-testid=reply] .message:last-of-type textarea"
    } else {
        ".pane-body > .conversation .message:last-of-type textarea"
    };
    let add = edit_and_focus(dispatch, move || added.clone(), last);
    html! {
        <div class="conversation">
            { for messages.iter().enumerate().map(view) }
            <button class="quiet add" onclick={add}>{ "+ " }{ T.add_message }</button>
        </div>
    }
}

/// Adds something and puts the caret into it.
fn edit_and_focus(
    dispatch: &Dispatch,
    edit: impl Fn() -> Edit + 'static,
    field: &'static str,
) -> Callback<MouseEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |_| {
        dispatch.edit(edit());
        dom::focus_later(field);
    })
}

/// The replies as tabs, and the chosen one.
#[component]
fn Replies(props: &ViewProps) -> Html {
    let ViewProps { state, dispatch } = props;
    let Some(scenario) = state.scenario() else {
        return Html::default();
    };
    let (at, chosen) = (state.chosen.scenario, state.chosen.output);
    let add = edit_and_focus(
        dispatch,
        move || Edit::ReplyAdded(at, stamp()),
        "[data-testid=reply] textarea",
    );
    let tab = |(index, _): (usize, &Arc<Output>)| {
        let onclick = dispatch.on(Action::OutputChosen(index));
        html! {
            <button key={index} role="tab" aria-selected={(index == chosen).to_string()} {onclick}
                data-testid={format!("reply-tab-{}", index + 1)}>
                { fill(T.reply_n, &[("n", &(index + 1))]) }
            </button>
        }
    };
    html! {
        <section class="replies" aria-label={T.replies}>
            <div class="reply-tabs">
                <div role="tablist" aria-label={T.replies}>
                    { for scenario.outputs.iter().enumerate().map(tab) }
                </div>
                <button class="quiet" onclick={add} data-testid="add-reply">{ "+ " }{ T.add_reply }</button>
            </div>
            if let Some(output) = state.output() {
                <ReplyHead output={output.clone()} at={at} index={chosen} dispatch={dispatch.clone()} />
                <div class="reply" data-testid="reply">
                    <Conversation state={state.clone()} dispatch={dispatch.clone()} output={Some(chosen)} />
                </div>
            } else if scenario.is_run() {
                // The run stands in the conversation itself; where it came from is said all the same.
                <p class="reply-head"><span class="origin">
                    { origin_words(&scenario.origin.clone().unwrap_or_default()) }
                </span></p>
            } else {
                <p class="hint">{ T.no_reply }</p>
            }
        </section>
    }
}

#[derive(Properties)]
struct ReplyHeadProps {
    output: Arc<Output>,
    at: usize,
    index: usize,
    dispatch: Dispatch,
}

impl PartialEq for ReplyHeadProps {
    fn eq(&self, other: &ReplyHeadProps) -> bool {
        Arc::ptr_eq(&self.output, &other.output) && (self.at, self.index) == (other.at, other.index)
    }
}

/// Who gave a reply and where it came from, said as plainly as any verdict.
#[component]
fn ReplyHead(props: &ReplyHeadProps) -> Html {
    let (at, index, dispatch) = (props.at, props.index, props.dispatch.clone());
    let oninput = Callback::from(move |event: InputEvent| {
        dispatch.edit(Edit::ReplyCandidate(at, index, value_of(&event)));
    });
    let item = |label, edit| (label, Some(props.dispatch.on_edit(edit)));
    let items = vec![
        item(T.duplicate, Edit::ReplyDuplicated(at, index)),
        item(T.delete, Edit::ReplyDeleted(at, index)),
    ];
    html! {
        <div class="reply-head">
            <input class="candidate" value={props.output.candidate.clone()} {oninput}
                aria-label={T.candidate} />
            <span class="try">{ fill(T.try_n, &[("n", &props.output.epoch)]) }</span>
            <span class="origin">{ origin_words(&props.output.origin) }</span>
            <Menu label={T.message_menu} {items} />
        </div>
    }
}

/// Where an output came from, in words.
pub(crate) fn origin_words(origin: &Origin) -> String {
    let words = match origin.kind {
        OriginKind::Written => T.origin_written,
        OriginKind::Pasted => T.origin_pasted,
        OriginKind::Imported => T.origin_imported,
        OriginKind::Run => T.origin_run,
    };
    if origin.edited {
        format!("{words}; {}", T.origin_edited)
    } else {
        words.to_owned()
    }
}

/// The varied conditions of the scenario.
#[component]
fn Factors(props: &ScenarioPartProps) -> Html {
    let name = use_state(String::new);
    let (at, dispatch) = (props.at, props.dispatch.clone());
    let row = |(factor, level): (&String, &serde_json::Value)| {
        let level = level
            .as_str()
            .map_or_else(|| level.to_string(), str::to_owned);
        let (dispatch, key) = (dispatch.clone(), factor.clone());
        let oninput = Callback::from(move |event: InputEvent| {
            dispatch.edit(Edit::FactorSet(at, key.clone(), value_of(&event)));
        });
        html! {
            <label key={factor.clone()}>{ factor.clone() }
                <input value={level} {oninput} />
            </label>
        }
    };
    let oninput = {
        let name = name.clone();
        Callback::from(move |event: InputEvent| name.set(value_of(&event)))
    };
    let add = {
        let (name, dispatch) = (name.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            if !name.trim().is_empty() {
                dispatch.edit(Edit::FactorSet(
                    at,
                    name.trim().to_owned(),
                    "yes".to_owned(),
                ));
                name.set(String::new());
            }
        })
    };
    html! {
        <details class="factors">
            <summary>{ T.factors }{ format!(" ({})", props.scenario.factors.len()) }</summary>
            <div class="factor-list">
                { for props.scenario.factors.iter().map(row) }
                <span class="factor-new">
                    <input value={(*name).clone()} {oninput} placeholder={T.factor_name}
                        aria-label={T.factor_name} />
                    <button onclick={add}>{ T.add_factor }</button>
                </span>
            </div>
        </details>
    }
}
