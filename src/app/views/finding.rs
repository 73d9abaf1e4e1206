//! A shared link opens as a finding: the rule, the words, who says so, and what is not known.

use super::ViewProps;
use super::evidence::quotes;
use super::marked::piece;
use super::outcome::{Choices, of_outcome, of_status};
use super::replies::origin_words;
use super::verdicts::{about, check_word, give_verdict, who};
use crate::app::dom;
use crate::app::prose;
use crate::app::texts::{T, count, fill};
use crate::engine::ClauseRow;
use crate::message::Message;
use crate::state::{Action, Mark, View, segments};
use crate::verdict::Status;
use std::sync::Arc;
use yew::prelude::*;

/// The finding a link is about, on one page.
#[component]
pub(crate) fn Finding(props: &ViewProps) -> Html {
    let state = &props.state;
    let workbench = props.dispatch.on(Action::ViewOpened(View::Play));
    let Some(clause) = state.clause() else {
        return html! { <main class="finding" id="finding" tabindex="-1"><p class="empty">{ T.loading_finding }</p></main> };
    };
    let rule = state.known.rule(clause);
    let whole = state.known.section(clause.section);
    let status = state.chosen_row().map_or(Status::NotJudged, |it| it.status);
    let look = of_status(status);
    let own = state.own_verdict().map(|it| it.outcome);
    html! {
        <main class="finding" id="finding" tabindex="-1" data-testid="finding">
            <p class="kind">{ T.finding }{ " · " }{ super::spec_title(state) }</p>
            <h2 class={classes!("headline", look.class)}>
                <span class="mark" aria-hidden="true">{ look.shape }</span>
                { clause.title.clone() }{ ": " }<span class="word">{ look.word }</span>
            </h2>
            <section>
                <h3>{ T.finding_clause }</h3>
                <blockquote class="rule">
                    if let Some(nodes) = rule { { prose::draw(nodes, None) } }
                </blockquote>
                if let Some(nodes) = whole {
                    <details class="whole">
                        <summary>{ T.finding_section }</summary>
                        <div class="document" data-at={clause.section.to_string()}>{ prose::draw(nodes, Some(&clause.id)) }</div>
                    </details>
                }
            </section>
            <section>
                <h3>{ T.finding_reply }</h3>
                { for transcript(props) }
                if let Some(output) = state.output() {
                    <p class="hint">
                        { T.finding_origin }{ ": " }{ &output.candidate }{ ", " }{ origin_words(&output.origin) }
                    </p>
                }
            </section>
            <section>
                <h3>{ T.finding_judged }</h3>
                { judged(props, state.chosen_row()) }
            </section>
            <section class="agree">
                <h3>{ T.finding_agree }</h3>
                <Choices given={own} on_choice={give_verdict(props)} />
                if own.is_some() { <p class="hint">{ T.finding_answered }</p> }
            </section>
            <section>
                <h3>{ T.finding_unknown }</h3>
                { unknown(props) }
            </section>
            <p class="for-screens">
                <button class="primary" onclick={workbench} data-testid="open-workbench">{ T.open_workbench }</button>
                { " " }
                <button class="quiet" onclick={|_| dom::print()} data-testid="print">{ T.print }</button>
            </p>
            <p class="on-paper address-line" data-testid="printed-address">{ printed_address() }</p>
        </main>
    }
}

/// Where the page is, for paper: the whole link where someone could type it, else where the page
/// itself stands, since a link holds the finding and runs to hundreds of letters.
fn printed_address() -> String {
    const TYPED: usize = 160;
    let address = dom::address();
    let page = address.split('#').next().unwrap_or_default();
    if address.len() <= TYPED {
        fill(T.printed_link, &[("address", &address)])
    } else {
        fill(T.printed_page, &[("address", &page)])
    }
}

fn transcript<'a>(props: &'a ViewProps) -> impl Iterator<Item = Html> + 'a {
    let state = &props.state;
    let own = state
        .scenario()
        .map(|it| it.messages.clone())
        .unwrap_or_default();
    let reply = state
        .output()
        .map(|it| it.messages.clone())
        .unwrap_or_default();
    own.into_iter()
        .chain(reply)
        .enumerate()
        .map(|(index, message)| {
            let mut marks = state.marks(index, &message.content);
            marks.retain(|mark| mark.chosen);
            said(index, &message, &marks)
        })
}

fn said(index: usize, message: &Arc<Message>, marks: &[Mark]) -> Html {
    let text = &message.content;
    html! {
        <div class={classes!("said-message", message.role.name())} data-index={index.to_string()}>
            <span class="role">{ message.role.name() }</span>
            <p dir="auto">{ for segments(text.len(), marks).iter().map(|it| piece(text, it, marks)) }</p>
            { for message.tool_calls.iter().map(|call| html! {
                <p class="code">{ T.calls_tool }{ " " }{ &call.name }{ " " }{ call.arguments.to_string() }</p>
            }) }
        </div>
    }
}

fn judged(props: &ViewProps, row: Option<&ClauseRow>) -> Html {
    let Some(row) = row.filter(|row| !row.checks.is_empty() || !row.verdicts.is_empty()) else {
        return html! { <p>{ T.finding_nobody }</p> };
    };
    let check = |finding: &crate::engine::CheckFinding| {
        let decides = props.state.decides(finding);
        let word = match &finding.overruled_by {
            Some(by) => fill(T.overruled_by, &[("who", &who(by))]),
            None => check_word(finding, decides).1.to_owned(),
        };
        html! {
            <li>
                <span class="who">{ T.check }</span>{ ": " }{ props.state.check_name(finding) }{ ": " }
                <span class="word">{ word }</span>{ ". " }
                { finding.result.explanation.clone() }
                { for quotes(props, &finding.result.evidence) }
            </li>
        }
    };
    let person = |verdict: &crate::engine::GivenVerdict| {
        html! {
            <li>
                <span class="who">{ who(&verdict.source) }</span>{ ": " }
                <span class="word">{ of_outcome(verdict.outcome).word }</span>
                if !verdict.explanation.is_empty() { { ". “" }{ &verdict.explanation }{ "”" } }
                { for about(verdict).map(|it| html! { <span class="hint">{ " (" }{ it }{ ")" }</span> }) }
                { for quotes(props, &verdict.evidence) }
            </li>
        }
    };
    html! {
        <ul class="judged">
            { for row.checks.iter().map(check) }
            { for row.verdicts.iter().map(person) }
        </ul>
    }
}

fn unknown(props: &ViewProps) -> Html {
    let tally = super::verdicts::Tally::of(&props.state);
    let n = tally.not_judged();
    let has_check = props
        .state
        .chosen_row()
        .is_some_and(|row| !row.checks.is_empty());
    let applies = props.state.chosen_row().is_none_or(|row| row.applies);
    html! { <ul>
        if n > 0 { <li>{ count(n, T.finding_rest_one, T.finding_rest) }</li> }
        if has_check { <li>{ T.finding_limits }</li> }
        if !applies { <li>{ T.out_of_scope }</li> }
        <li>{ T.about_these }</li>
    </ul> }
}
