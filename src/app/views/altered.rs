//! That a published spec was changed here, and in which clauses.

use super::spec::plain;
use crate::app::store::Dispatch;
use crate::app::texts::{T, count};
use crate::engine::SpecView;
use crate::state::Action;
use crate::workspace;
use std::sync::Arc;
use yew::prelude::*;

#[derive(Properties)]
pub(crate) struct AlteredProps {
    pub spec: Arc<SpecView>,
    pub dispatch: Dispatch,
}

impl PartialEq for AlteredProps {
    fn eq(&self, other: &AlteredProps) -> bool {
        Arc::ptr_eq(&self.spec, &other.spec)
    }
}

/// How many clauses differ from the published text, each a button that leads to it; nothing for a
/// text that is as it was published.
#[component]
pub(crate) fn Altered(props: &AlteredProps) -> Html {
    let Some(altered) = &props.spec.altered else {
        return Html::default();
    };
    let words = match altered.n_clauses {
        None => T.altered_unknown.to_owned(),
        Some(0) => T.altered_around.to_owned(),
        Some(n) => count(n, T.altered_one, T.altered_n),
    };
    if altered.n_clauses.unwrap_or(0) == 0 {
        return html! { <p class="altered" data-testid="altered">{ words }</p> };
    }
    html! {
        <details class="altered" data-testid="altered">
            <summary>{ words }</summary>
            { clauses(props, altered) }
        </details>
    }
}

fn clauses(props: &AlteredProps, altered: &workspace::Altered) -> Html {
    const SHOWN: usize = 100;
    let clause = |id: &String| {
        let clause = props.spec.clauses.iter().find(|it| it.id == *id);
        let title = clause.map_or(id, |it| &it.title);
        let choose = props.dispatch.on(Action::ClauseChosen(Some(id.clone())));
        html! {
            <li key={id.clone()}><button class="quiet" onclick={choose}>{ plain(title) }</button></li>
        }
    };
    let n_gone = altered.n_clauses.unwrap_or(0) - altered.here.len();
    html! {
        <ul>
            { for altered.here.iter().take(SHOWN).map(clause) }
            if n_gone > 0 { <li>{ count(n_gone, T.altered_gone_one, T.altered_gone) }</li> }
        </ul>
    }
}
