//! Everything by name: clauses, scenarios and what can be done, found by typing a part of it.

use super::ServiceProps;
use super::message::value_of;
use super::scenario::blank_scenario;
use super::spec::plain;
use crate::app::dialog::DialogFrame;
use crate::app::store::stamp;
use crate::app::texts::T;
use crate::app::{acts, address, dom};
use crate::state::{Action, Dialog, Edit, Pane};
use std::sync::Arc;
use yew::prelude::*;

/// How many matches are listed.
const SHOWN: usize = 40;

/// Sheets by what they are called here.
const SHEETS: [(&str, &str); 11] = [
    (T.sheet_clauses, "clauses"),
    (T.sheet_coverage, "coverage"),
    (T.sheet_testability, "testability"),
    (T.sheet_diagnostics, "diagnostics"),
    (T.sheet_checks, "checks"),
    (T.sheet_credentials, "credentials"),
    (T.sheet_compare, "compare"),
    (T.sheet_label, "label"),
    (T.sheet_merge, "merge"),
    (T.sheet_agreement, "agreement"),
    (T.sheet_report, "report"),
];

/// Something that can be found: what it is called, what it is, and what happens.
struct Entry {
    name: String,
    kind: &'static str,
    act: Act,
}

#[derive(Clone)]
enum Act {
    /// Actions, one after the other.
    Do(Vec<Action>),
    /// Check everything again.
    Recheck,
    /// Go to a sheet.
    Sheet(&'static str),
    /// What a button of a sheet does.
    Ask(&'static str),
}

/// The palette.
#[component]
pub(crate) fn Palette(props: &ServiceProps) -> Html {
    let query = use_state(String::new);
    let at = use_state(|| 0);
    use_effect_with((), |()| dom::focus_later("[data-testid=palette]"));
    let found = find(props, &query);
    let chosen = (*at).min(found.len().saturating_sub(1));
    let run = {
        let props = props.clone();
        move |act: &Act| {
            props.dispatch.send(Action::Escaped);
            match act {
                Act::Do(actions) => {
                    // What is chosen stands in a pane.
                    if matches!(actions[..], [_, Action::TabChosen(_)]) {
                        acts::leave_sheet(&props);
                    }
                    actions
                        .iter()
                        .for_each(|it| props.dispatch.send(it.clone()));
                }
                Act::Sheet(sheet) => address::go_to_sheet(sheet),
                Act::Recheck => props.engine.recheck(),
                Act::Ask(what) => acts::ask_with(&props, what, Vec::new()),
            }
        }
    };
    let oninput = {
        let (query, at) = (query.clone(), at.clone());
        Callback::from(move |event: InputEvent| {
            query.set(value_of(&event));
            at.set(0);
        })
    };
    let onkeydown = {
        let (at, run, last) = (at, run.clone(), found.len().saturating_sub(1));
        let act = found.get(chosen).map(|it| it.act.clone());
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "ArrowDown" => at.set(if chosen == last { 0 } else { chosen + 1 }),
                "ArrowUp" => at.set(if chosen == 0 { last } else { chosen - 1 }),
                "Enter" => act.iter().for_each(&run),
                _ => return,
            }
            event.prevent_default();
        })
    };
    use_effect_with(chosen, |_| {
        dom::scroll_later("#palette-list [aria-selected=true]".to_owned());
    });
    let row = |(index, entry): (usize, &Entry)| {
        let (run, act) = (run.clone(), entry.act.clone());
        let onclick = Callback::from(move |_: MouseEvent| run(&act));
        html! {
            <li id={format!("palette-{index}")} role="option" {onclick}
                aria-selected={(index == chosen).to_string()}>
                <span>{ &entry.name }</span><span class="kind">{ entry.kind }</span>
            </li>
        }
    };
    html! {
        <DialogFrame title={T.palette} dispatch={props.dispatch.clone()}>
            <input class="palette" role="combobox" autocomplete="off" aria-expanded="true"
                aria-controls="palette-list" aria-activedescendant={format!("palette-{chosen}")}
                aria-label={T.palette_hint} placeholder={T.palette_hint} value={(*query).clone()}
                {oninput} {onkeydown} data-testid="palette" />
            <ul id="palette-list" class="palette-list" role="listbox" aria-label={T.palette}>
                { for found.iter().enumerate().map(row) }
            </ul>
            if found.is_empty() { <p class="hint" role="status">{ T.palette_nothing }</p> }
        </DialogFrame>
    }
}

/// What has every word of `query` in its name.
fn find(props: &ServiceProps, query: &str) -> Vec<Entry> {
    let words: Vec<_> = query.split_whitespace().map(dom::lowercase).collect();
    let fits = |entry: &Entry| {
        let name = dom::lowercase(&entry.name);
        words.iter().all(|word| name.contains(word))
    };
    let all = commands(props)
        .chain(clauses(props))
        .chain(scenarios(props));
    all.filter(fits).take(SHOWN).collect()
}

fn commands(props: &ServiceProps) -> impl Iterator<Item = Entry> {
    let (state, stamp) = (&props.state, stamp());
    let n_scenarios = state.workspace().scenarios.len();
    let new = Edit::ScenarioAdded(n_scenarios, Arc::new(blank_scenario()));
    let editing = state.layout.editing_spec;
    let edit = if editing {
        T.read_spec
    } else {
        T.edit_the_spec
    };
    let one = |action| Act::Do(vec![action]);
    let add_reply = Edit::ReplyAdded(state.chosen.scenario, stamp.clone());
    [
        (T.open_heading, one(Action::DialogOpened(Dialog::Open))),
        (T.share, one(Action::DialogOpened(Dialog::Share))),
        (T.new_scenario, one(Action::Edited(new))),
        (T.add_reply, one(Action::Edited(add_reply))),
        (edit, one(Action::SpecEditing(!editing))),
        (T.undo, one(Action::Undone(stamp.clone()))),
        (T.redo, one(Action::Redone(stamp))),
        (T.key_recheck, Act::Recheck),
        (T.save_spec, Act::Ask("save-markdown")),
        (T.keys, one(Action::DialogOpened(Dialog::Keys))),
    ]
    .into_iter()
    .chain(
        SHEETS
            .iter()
            .map(|(name, sheet)| (*name, Act::Sheet(sheet))),
    )
    .map(|(name, act)| Entry {
        name: name.to_owned(),
        kind: T.command,
        act,
    })
}

fn clauses(props: &ServiceProps) -> impl Iterator<Item = Entry> {
    props.state.known.spec.clauses.iter().map(|it| Entry {
        name: plain(&it.title),
        kind: T.clause,
        act: Act::Do(vec![
            Action::ClauseChosen(Some(it.id.clone())),
            Action::TabChosen(Pane::Spec),
        ]),
    })
}

fn scenarios(props: &ServiceProps) -> impl Iterator<Item = Entry> {
    let all = props.state.workspace().scenarios.iter().enumerate();
    all.map(|(at, it)| Entry {
        name: it.name().to_owned(),
        kind: T.scenario,
        act: Act::Do(vec![
            Action::ScenarioChosen(at),
            Action::TabChosen(Pane::Scenario),
        ]),
    })
}
