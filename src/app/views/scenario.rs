//! The middle pane: a scenario, its conversation and its replies.

use super::ViewProps;
use super::conversation::Conversation;
use super::menu::Menu;
use super::message::value_of;
use super::name_field::NameField;
use super::pane::PaneFrame;
use super::replies::Replies;
use crate::app::prose;
use crate::app::store::{Dispatch, new_id};
use crate::app::texts::T;
use crate::message::{Message, Role};
use crate::state::{Action, Edit, Pane, empty_reply};
use crate::transcript::Scenario;
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
            <Conversation state={state.clone()} dispatch={dispatch.clone()} output={None} />
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
    let formatted = props.state.layout.formatted;
    html! { <>
        <button class="quiet toggle" onclick={dispatch.on(Action::Formatted(!formatted))}
            aria-pressed={formatted.to_string()} title={T.formatted_hint}
            data-testid="formatted">{ T.formatted }</button>
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
            placeholder={T.untitled} aria-label={T.scenario_title} dir="auto" />
    }
}

/// Which clauses the scenario is about, by name.
#[component]
fn About(props: &ViewProps) -> Html {
    let Some(scenario) = props.state.scenario() else {
        return Html::default();
    };
    if props.state.is_blind() {
        return Html::default();
    }
    let (of, suggested) = &*props.state.suggested;
    let suggested = (*of == scenario.id).then(|| prose::draw(&suggested.children, None));
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
    html! { <>
        if !scenario.clauses.is_empty() {
            <div class="about">
                <span>{ T.about_clauses }</span>
                <ul>{ for scenario.clauses.iter().map(chip) }</ul>
            </div>
        }
        <div class="suggested" data-testid="suggested">{ suggested }</div>
    </> }
}

/// The varied conditions of the scenario.
#[component]
fn Factors(props: &ScenarioPartProps) -> Html {
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
    let on_add = {
        let dispatch = dispatch.clone();
        Callback::from(move |name| dispatch.edit(Edit::FactorSet(at, name, "yes".to_owned())))
    };
    html! {
        <details class="factors">
            <summary>{ T.factors }{ format!(" ({})", props.scenario.factors.len()) }</summary>
            <div class="factor-list">
                { for props.scenario.factors.iter().map(row) }
                <NameField name={T.factor_name} button={T.add_factor} {on_add} />
            </div>
        </details>
    }
}
