//! Outcomes as people see them: colour, shape and word together.

use super::verdicts::check_word;
use crate::app::texts::T;
use crate::check::Decides;
use crate::engine::CheckFinding;
use crate::verdict::{Outcome, Status};
use yew::prelude::*;

/// Class, shape and word of something that can be said about a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// CSS class.
    pub class: &'static str,
    /// A character that tells it without colour.
    pub shape: &'static str,
    /// The word.
    pub word: &'static str,
}

/// How a status looks.
pub(crate) fn of_status(status: Status) -> Look {
    let (class, shape, word) = match status {
        Status::Broken => ("broken", "✗", T.broken),
        Status::Kept => ("kept", "✓", T.kept),
        Status::Unclear => ("unclear", "?", T.unclear),
        Status::NotApplicable => ("not-applicable", "–", T.not_applicable),
        Status::NoBreakFound => ("no-break", "", T.no_break_found),
        Status::NotJudged => ("not-judged", "", T.not_judged),
    };
    Look { class, shape, word }
}

/// How an outcome looks.
pub(crate) fn of_outcome(outcome: Outcome) -> Look {
    of_status(match outcome {
        Outcome::Pass => Status::Kept,
        Outcome::Fail => Status::Broken,
        Outcome::NotApplicable => Status::NotApplicable,
        Outcome::Unclear => Status::Unclear,
    })
}

/// How what a check found looks.
pub(crate) fn of_check(finding: &CheckFinding, decides: Decides) -> Look {
    let (class, word) = check_word(finding, decides);
    let shape = match class {
        "broken" => "✗",
        "kept" => "✓",
        "signal" => "◇",
        _ => "",
    };
    Look { class, shape, word }
}

#[derive(Properties, PartialEq)]
pub(crate) struct ChoicesProps {
    /// What was said already.
    pub given: Option<Outcome>,
    /// What to do with a choice.
    pub on_choice: Callback<Outcome>,
}

/// Four buttons: kept, broken, unclear, does not apply.
#[component]
pub(crate) fn Choices(props: &ChoicesProps) -> Html {
    let button = |(at, outcome): (usize, Outcome)| {
        let look = of_outcome(outcome);
        let onclick = props.on_choice.reform(move |_: MouseEvent| outcome);
        let pressed = (props.given == Some(outcome)).to_string();
        html! {
            <button key={look.class} class={classes!("choice", look.class)} {onclick}
                aria-pressed={pressed} aria-keyshortcuts={(at + 1).to_string()}
                data-testid={format!("say-{}", look.class)}>
                <span class="shape" aria-hidden="true">{ look.shape }</span>{ look.word }
            </button>
        }
    };
    html! {
        <div class="choices" role="group" aria-label={T.decide_yourself}>
            { for Outcome::ALL.into_iter().enumerate().map(button) }
        </div>
    }
}
