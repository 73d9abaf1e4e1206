//! The replies of a scenario: one at a time as a tab, or two side by side.

use super::ViewProps;
use super::conversation::Conversation;
use super::menu::Menu;
use super::message::value_of;
use crate::app::dom;
use crate::app::store::{Dispatch, stamp};
use crate::app::texts::{T, fill};
use crate::state::{Action, Edit};
use crate::transcript::Output;
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
