//! The replies of a scenario: one at a time as a tab, or all side by side.
//!
//! Side by side, the chosen reply stands as ever, with its marks and to be edited; each of the
//! others is set beside it with the words marked in which it differs.

use super::ViewProps;
use super::conversation::Conversation;
use super::menu::Menu;
use super::message::value_of;
use crate::app::store::stamp;
use crate::app::texts::{T, fill};
use crate::app::{dom, prose};
use crate::state::{Action, Edit};
use crate::transcript::{Output, Scenario};
use crate::verdict::{Origin, OriginKind};
use std::sync::Arc;
use yew::prelude::*;

/// The replies as tabs, and the chosen one.
#[component]
pub(super) fn Replies(props: &ViewProps) -> Html {
    let ViewProps { state, dispatch } = props;
    let Some(scenario) = state.scenario() else {
        return Html::default();
    };
    let (at, chosen) = (state.chosen.scenario, state.chosen.output);
    let add = {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            dispatch.edit(Edit::ReplyAdded(at, stamp()));
            dom::focus_later("[data-testid=reply] textarea");
        })
    };
    let tab = |(index, _): (usize, &Arc<Output>)| {
        let onclick = dispatch.on(Action::OutputChosen(index));
        html! {
            <button key={index} role="tab" aria-selected={(index == chosen).to_string()} {onclick}
                data-testid={format!("reply-tab-{}", index + 1)}>
                { fill(T.reply_n, &[("n", &(index + 1))]) }
            </button>
        }
    };
    let is_compared = state.compares_replies();
    let side_by_side = dispatch.on(Action::SideBySide(!state.layout.side_by_side));
    let columns = is_compared.then_some("side-by-side");
    html! {
        <section class={classes!("replies", columns)} aria-label={T.replies}>
            <div class="reply-tabs">
                <div role="tablist" aria-label={T.replies}>
                    { for scenario.outputs.iter().enumerate().map(tab) }
                </div>
                <button class="quiet" onclick={add} data-testid="add-reply">{ "+ " }{ T.add_reply }</button>
                if scenario.outputs.len() > 1 {
                    <button class="quiet toggle" onclick={side_by_side} aria-pressed={is_compared.to_string()}
                        data-testid="side-by-side">{ T.side_by_side }</button>
                }
            </div>
            if is_compared {
                <p class="hint">{ fill(T.compared_with, &[("n", &(chosen + 1))]) }</p>
            }
            if let Some(output) = state.output() {
                <div class="columns">
                    <div>
                        { reply_head(props, output) }
                        <div class="reply" data-testid="reply">
                            <Conversation state={state.clone()} dispatch={dispatch.clone()} output={Some(chosen)} />
                        </div>
                    </div>
                    if is_compared { { others(props, scenario, output) } }
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

/// Every reply but the chosen one, as it differs from it.
fn others(props: &ViewProps, scenario: &Scenario, chosen: &Output) -> Html {
    let ViewProps { state, dispatch } = props;
    let other = |(index, output): (usize, &Arc<Output>)| {
        let onclick = dispatch.on(Action::OutputChosen(index));
        let ids = [chosen, output.as_ref()].map(|it| scenario.transcript_id(it));
        let differences = state.known.differences(&ids);
        html! {
            <div key={index} class="other" data-testid={format!("other-{}", index + 1)}>
                <div class="reply-head">
                    <button {onclick}>{ fill(T.reply_n, &[("n", &(index + 1))]) }</button>
                    <span dir="auto">{ &output.candidate }</span>
                    { provenance(output) }
                </div>
                <div class="document set">{ prose::draw(differences.unwrap_or_default(), None) }</div>
            </div>
        }
    };
    let is_other = |it: &(usize, &Arc<Output>)| it.0 != state.chosen.output;
    let outputs = scenario.outputs.iter().enumerate();
    outputs.filter(is_other).map(other).collect()
}

/// Who gave the chosen reply and where it came from, said as plainly as any verdict.
fn reply_head(props: &ViewProps, output: &Output) -> Html {
    let (chosen, dispatch) = (&props.state.chosen, props.dispatch.clone());
    let (at, index) = (chosen.scenario, chosen.output);
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
            <input class="candidate" value={output.candidate.clone()} {oninput} dir="auto"
                aria-label={T.candidate} />
            { provenance(output) }
            <Menu label={T.message_menu} {items} />
        </div>
    }
}

fn provenance(output: &Output) -> Html {
    html! { <>
        <span class="try">{ fill(T.try_n, &[("n", &output.epoch)]) }</span>
        <span class="origin">{ origin_words(&output.origin) }</span>
    </> }
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
