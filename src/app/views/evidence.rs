//! Evidence: the words a verdict rests on, as buttons that lead to them, and what was looked for
//! in vain.

use super::ViewProps;
use crate::app::pointing::lead_to;
use crate::app::texts::{T, fill};
use crate::check::CheckResult;
use crate::state::{Action, Pane};
use crate::text::shorten;
use crate::verdict::Evidence;
use yew::prelude::*;

/// What a check says of its result, unless what it did not find says the same.
pub(crate) fn explanation(result: &CheckResult) -> Html {
    let text = &result.explanation;
    let repeats =
        |it: &Evidence| matches!(it, Evidence::Absent { absent, .. } if text.contains(&**absent));
    if !result.evidence.is_empty() && result.evidence.iter().all(repeats) {
        return Html::default();
    }
    html! { <p class="explanation">{ text.clone() }</p> }
}

/// What a verdict rests on, the first few.
pub(crate) fn quotes<'a>(
    props: &'a ViewProps,
    evidence: &'a [Evidence],
) -> impl Iterator<Item = Html> + 'a {
    const SHOWN: usize = 4;
    evidence.iter().take(SHOWN).map(|it| match it {
        Evidence::Words { quote, .. } if quote.trim().is_empty() => Html::default(),
        Evidence::Words { .. } => words(props, it),
        Evidence::Absent {
            absent, looked_in, ..
        } => html! {
            <p class="absent">
                <span class="shape" aria-hidden="true">{ "∅" }</span>
                { fill(T.absent, &[("what", absent), ("place", looked_in)]) }
            </p>
        },
    })
}

/// Words, as a button that leads to them.
pub(crate) fn words(props: &ViewProps, evidence: &Evidence) -> Html {
    let Evidence::Words { message, quote, .. } = evidence else {
        return Html::default();
    };
    let onclick = {
        let (props, evidence) = (props.clone(), evidence.clone());
        Callback::from(move |_: MouseEvent| {
            if props.state.layout.folded.contains(&Pane::Scenario) {
                props.dispatch.send(Action::PaneFolded(Pane::Scenario));
            }
            props.dispatch.send(Action::TabChosen(Pane::Scenario));
            lead_to(&evidence);
        })
    };
    let place = fill(T.message_n, &[("n", &(message + 1))]);
    html! {
        <button class="quote" {onclick} title={T.lead_to}>
            <q dir="auto">{ shorten(quote, 160) }</q>{ " " }<span class="place">{ place }</span>
        </button>
    }
}
