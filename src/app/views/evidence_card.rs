//! The card beside marked words: who points at them, why, and where else.

use super::ViewProps;
use super::evidence::words;
use super::outcome::{of_check, of_outcome};
use super::verdicts::who;
use crate::app::pointing::use_card;
use crate::app::texts::{T, count, fill};
use crate::state::{Action, Pointing, Said};
use crate::text::Span;
use crate::verdict::Evidence;
use yew::prelude::*;

/// The card of the words under the pointer or the caret, while there is something to say.
#[component]
pub(crate) fn EvidenceCard(props: &ViewProps) -> Html {
    let card = use_node_ref();
    let spot = use_card(&card);
    let pointing = spot.map(|it| (it, props.state.pointing_at(it)));
    let Some((spot, pointing)) = pointing.filter(|(_, it)| !it.is_empty()) else {
        return Html::default();
    };
    let start = pointing.iter().map(|(span, _)| span.start).min();
    let end = pointing.iter().map(|(span, _)| span.end).max();
    let summary = count(pointing.len(), T.points_one, T.points_several);
    html! {
        <aside ref={card} class="evidence-card" aria-label={T.evidence} data-testid="evidence-card"
            data-start={start.map(|it| it.to_string())} data-end={end.map(|it| it.to_string())}>
            <p class="unseen" role="status">{ summary }{ " " }{ T.points_reach }</p>
            { for pointing.iter().map(|(span, it)| said(props, spot.message, *span, *it)) }
        </aside>
    }
}

/// One finding: outcome, who, about which clause, why, and where else.
fn said(props: &ViewProps, message: usize, span: Span, pointing: Pointing<'_>) -> Html {
    let state = &props.state;
    let (look, who, why) = match pointing.said {
        Said::Check(finding) => (
            of_check(finding, state.decides(finding)),
            format!("{}: {}", T.check, state.check_name(finding)),
            &finding.result.explanation,
        ),
        Said::Verdict(verdict) => (
            of_outcome(verdict.outcome),
            who(&verdict.source),
            &verdict.explanation,
        ),
    };
    let id = &pointing.row.clause;
    let clause = state.known.spec.clauses.iter().find(|it| it.id == *id);
    let title = clause.map_or(id, |it| &it.title).clone();
    let choose = props.dispatch.on(Action::ClauseChosen(Some(id.clone())));
    html! {
        <section class={look.class} key={format!("{id} {who}")}>
            <p class="said">
                <span class="shape" aria-hidden="true">{ look.shape }</span>
                <span class="word">{ look.word }</span>{ " " }
                <button class="quiet" onclick={choose}>{ title }</button>
            </p>
            <p class="by">{ who }</p>
            if !why.is_empty() { <p class="explanation">{ why.clone() }</p> }
            { elsewhere(props, pointing.said, message, span) }
        </section>
    }
}

/// The other words the same check or verdict points at.
fn elsewhere(props: &ViewProps, said: Said<'_>, here: usize, at: Span) -> Html {
    const SHOWN: usize = 5;
    let is_other = |it: &&Evidence| {
        matches!(it, Evidence::Words { message, span, tool_call, quote, .. }
            if (*message, *span, *tool_call) != (here, at, None) && !quote.trim().is_empty())
    };
    let others: Vec<_> = said.evidence().iter().filter(is_other).collect();
    if others.is_empty() {
        return Html::default();
    }
    html! { <>
        <p class="by">{ T.elsewhere }</p>
        <ul>
            { for others.iter().take(SHOWN).map(|it| html! { <li>{ words(props, it) }</li> }) }
        </ul>
        if others.len() > SHOWN {
            <p class="by">{ fill(T.n_more_places, &[("n", &(others.len() - SHOWN))]) }</p>
        }
    </> }
}
