//! The frame of the three panes: heads that fold, splitters, and tabs where one pane fits.

use super::ViewProps;
use crate::app::layout;
use crate::app::store::{Dispatch, Store};
use crate::app::texts::{T, fill};
use crate::state::{Action, Pane};
use web_sys::PointerEvent;
use yew::prelude::*;

/// The panes in their order, with names.
pub(crate) const PANES: [(Pane, &str, &str); 3] = [
    (Pane::Spec, "spec", T.spec),
    (Pane::Scenario, "scenario", T.scenario),
    (Pane::Verdicts, "verdicts", T.verdicts),
];

#[derive(Properties, PartialEq)]
pub(crate) struct PaneProps {
    pub pane: Pane,
    pub state: Store,
    pub dispatch: Dispatch,
    /// What stands beside the pane's name.
    #[prop_or_default]
    pub tools: Html,
    pub children: Html,
}

/// One pane: a head that folds it, and its content.
#[component]
pub(crate) fn PaneFrame(props: &PaneProps) -> Html {
    let Some((pane, id, name)) = PANES.into_iter().find(|it| it.0 == props.pane) else {
        return Html::default();
    };
    let folded = props.state.layout.folded.contains(&pane);
    let fold = props.dispatch.on(Action::PaneFolded(pane));
    let is_tab = props.state.layout.tab == pane;
    let class = classes!(
        "pane",
        id,
        folded.then_some("folded"),
        is_tab.then_some("current")
    );
    if folded {
        let label = fill(T.unfold, &[("pane", &name)]);
        return html! {
            <section {class} id={id} aria-label={name}>
                <button class="unfold" onclick={fold} aria-label={label} aria-expanded="false">
                    <span>{ name }</span>
                </button>
            </section>
        };
    }
    html! {
        <section {class} id={id} aria-label={name} tabindex="-1">
            <header class="pane-head">
                <button class="pane-name" onclick={fold} title={T.fold} aria-expanded="true">
                    <h2>{ name }</h2>
                </button>
                <div class="tools">{ props.tools.clone() }</div>
            </header>
            <div class="pane-body">{ props.children.clone() }</div>
        </section>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct SplitterProps {
    /// The pane whose width it sets.
    pub pane: &'static str,
    /// The pane lies right of the splitter.
    #[prop_or_default]
    pub from_right: bool,
}

/// The bar between two panes: drag it, or use the arrow keys.
#[component]
pub(crate) fn Splitter(props: &SplitterProps) -> Html {
    let (pane, from_right) = (props.pane, props.from_right);
    let onpointerdown = Callback::from(layout::start_dragging);
    let onpointermove =
        Callback::from(move |event: PointerEvent| layout::drag(pane, from_right, &event));
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowLeft" => -24.0,
            "ArrowRight" => 24.0,
            _ => return,
        };
        event.prevent_default();
        layout::nudge(pane, if from_right { -step } else { step });
    });
    html! {
        <div class="splitter" role="separator" aria-orientation="vertical" tabindex="0"
            aria-label={fill(T.splitter, &[("pane", &pane)])} aria-valuenow="50"
            {onpointerdown} {onpointermove} {onkeydown}></div>
    }
}

/// Tabs at the bottom of a phone.
#[component]
pub(crate) fn Tabs(props: &ViewProps) -> Html {
    let tab = |(pane, id, name): (Pane, &'static str, &'static str)| {
        let selected = (props.state.layout.tab == pane).to_string();
        let onclick = props.dispatch.on(Action::TabChosen(pane));
        html! {
            <button key={id} {onclick} aria-pressed={selected} data-testid={format!("tab-{id}")}>
                { name }
            </button>
        }
    };
    html! { <nav class="tabs" aria-label="Panes">{ for PANES.into_iter().map(tab) }</nav> }
}
