//! The first minute's card: what to do next, one step at a time.

use super::ViewProps;
use super::outcome::{Choices, of_outcome, of_status};
use super::verdicts::give_verdict;
use crate::app::dom;
use crate::app::prose;
use crate::app::texts::{T, fill};
use crate::state::{Action, Dialog, Tour};
use crate::verdict::{Outcome, Status};
use yew::prelude::*;

/// The card of the current step.
#[component]
pub(crate) fn TourCard(props: &ViewProps) -> Html {
    let Some(tour) = props.state.tour else {
        return Html::default();
    };
    let (title, text, action) = match tour {
        Tour::Ask => (T.ask_title.to_owned(), T.ask_text, ask(props)),
        Tour::Compare => (compare_title(props), compare_text(props), compare(props)),
        Tour::Evade => (T.evade_title.to_owned(), T.evade_text, evade(props)),
        Tour::Overrule => (T.overrule_title.to_owned(), T.overrule_text, choices(props)),
        Tour::Share => (share_title(props).to_owned(), T.share_text, share(props)),
    };
    let step = fill(T.step_of, &[("n", &tour.number()), ("total", &Tour::STEPS)]);
    let skip = props.dispatch.on(Action::TourSkipped);
    html! {
        <section class="tour" aria-labelledby="tour-title" tabindex="-1"
            data-testid={format!("tour-{}", tour.number())}>
            <header>
                <span class="step">{ step }</span>
                <button class="quiet" onclick={skip} data-testid="tour-skip">{ T.skip_tour }</button>
            </header>
            <h2 id="tour-title">{ title }</h2>
            <p>{ text }</p>
            { action }
        </section>
    }
}

fn ask(props: &ViewProps) -> Html {
    let Some(clause) = props.state.clause() else {
        return html! { <p class="hint">{ T.starting }</p> };
    };
    let rule = props.state.known.rule(clause);
    html! { <>
        <blockquote class="rule">
            <strong>{ clause.title.clone() }</strong>
            if let Some(nodes) = rule { { prose::draw(nodes, None) } }
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
    Some((props.state.own_verdict()?.outcome, theirs))
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

fn evade(props: &ViewProps) -> Html {
    let evaded = props.state.has_evaded();
    let edit = Callback::from(|_: MouseEvent| dom::focus_later("[data-testid=reply] textarea"));
    let done = props.dispatch.on(Action::TourAdvanced);
    html! { <>
        <p class="hint" role="status">{ if evaded { T.evade_unseen } else { T.evade_seen } }</p>
        <div class="steps">
            if evaded {
                <button class="primary" onclick={done} data-testid="tour-done">{ T.evade_done }</button>
            } else {
                <button class="primary" onclick={edit}>{ T.evade_button }</button>
            }
        </div>
    </> }
}

/// What the last verdict of the first minute amounts to.
fn share_title(props: &ViewProps) -> &'static str {
    match props.state.own_verdict().map(|it| it.outcome) {
        Some(Outcome::Fail) => T.share_title,
        Some(Outcome::Pass) => T.share_title_kept,
        _ => T.share_title_open,
    }
}

fn share(props: &ViewProps) -> Html {
    let onclick = props.dispatch.on(Action::DialogOpened(Dialog::Share));
    html! { <button class="primary" {onclick} data-testid="tour-share">{ T.share_button }</button> }
}
