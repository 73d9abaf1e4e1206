//! The first minute's card: what to do next, one step at a time.

use super::ViewProps;
use super::outcome::{Choices, of_outcome, of_status};
use super::verdicts::{give_verdict, own_verdict};
use crate::app::dom;
use crate::app::set_text::ClauseRule;
use crate::app::texts::{T, fill};
use crate::state::{Action, Dialog, Tour};
use crate::verdict::{Outcome, Status};
use yew::prelude::*;

/// Whether the card stands in the scenario pane, beside the reply that is being edited.
pub(crate) fn is_in_scenario(tour: Option<Tour>) -> bool {
    tour == Some(Tour::Evade)
}

/// The card of the current step.
#[component]
pub(crate) fn TourCard(props: &ViewProps) -> Html {
    let Some(tour) = props.state.tour else {
        return Html::default();
    };
    let (title, text, action) = match tour {
        Tour::Ask => (T.ask_title.to_owned(), T.ask_text, ask(props)),
        Tour::Compare => (compare_title(props), compare_text(props), compare(props)),
        Tour::Evade => (T.evade_title.to_owned(), T.evade_text, evade()),
        Tour::Overrule => (T.overrule_title.to_owned(), T.overrule_text, choices(props)),
        Tour::Share => (T.share_title.to_owned(), T.share_text, share(props)),
    };
    let step = fill(T.step_of, &[("n", &tour.number()), ("total", &Tour::STEPS)]);
    let skip = props.dispatch.on(Action::TourSkipped);
    html! {
        <section class="tour" aria-labelledby="tour-title" data-testid={format!("tour-{}", tour.number())}>
            <header>
                <span class="step">{ step }</span>
                <button class="quiet" onclick={skip} data-testid="tour-skip">{ T.skip_tour }</button>
            </header>
            <h3 id="tour-title">{ title }</h3>
            <p>{ text }</p>
            { action }
        </section>
    }
}

fn ask(props: &ViewProps) -> Html {
    let Some(clause) = props.state.clause() else {
        return html! { <p class="hint">{ T.starting }</p> };
    };
    let text = props.state.known.spec.rule(clause);
    html! { <>
        <blockquote class="rule">
            <strong>{ clause.title.clone() }</strong>
            <ClauseRule {text} />
        </blockquote>
        { choices(props) }
    </> }
}

fn choices(props: &ViewProps) -> Html {
    let on_choice = give_verdict(props);
    html! { <Choices given={None::<Outcome>} {on_choice} /> }
}

/// What the visitor said, and what the check says.
fn said(props: &ViewProps) -> Option<(Outcome, Status)> {
    let row = props.state.chosen_row()?;
    let fired = row.checks.iter().any(|it| it.fired());
    let theirs = if fired {
        Status::Broken
    } else {
        Status::NoBreakFound
    };
    Some((own_verdict(row)?.outcome, theirs))
}

fn compare_title(props: &ViewProps) -> String {
    let Some((yours, theirs)) = said(props) else {
        return T.checking.to_owned();
    };
    let (yours, theirs) = (of_outcome(yours).word, of_status(theirs).word);
    fill(T.compare_title, &[("yours", &yours), ("theirs", &theirs)])
}

fn compare_text(props: &ViewProps) -> &'static str {
    match said(props) {
        Some((Outcome::Fail, Status::Broken)) => T.compare_agree,
        Some((_, Status::Broken)) => T.compare_differ,
        _ => T.compare_text,
    }
}

fn compare(props: &ViewProps) -> Html {
    let dispatch = props.dispatch.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        dispatch.send(Action::TourAdvanced);
        dispatch.send(Action::TabChosen(crate::state::Pane::Scenario));
        dom::focus_later("[data-testid=reply] textarea");
    });
    html! { <button class="primary" {onclick} data-testid="tour-next">{ T.compare_next }</button> }
}

fn evade() -> Html {
    let onclick = Callback::from(|_: MouseEvent| dom::focus_later("[data-testid=reply] textarea"));
    html! { <button class="primary" {onclick}>{ T.evade_button }</button> }
}

fn share(props: &ViewProps) -> Html {
    let onclick = props.dispatch.on(Action::DialogOpened(Dialog::Share));
    html! { <button class="primary" {onclick} data-testid="tour-share">{ T.share_button }</button> }
}
