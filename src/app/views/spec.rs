//! The left pane: the spec to read, with an outline, or as text to edit.

use super::ViewProps;
use super::message::value_of;
use super::outcome::of_status;
use super::pane::PaneFrame;
use crate::app::dom;
use crate::app::prose::draw;
use crate::app::set_text::{use_following, use_set_text};
use crate::app::store::{Dispatch, Store};
use crate::app::texts::{T, count, fill};
use crate::engine::{SectionView, SpecView, TranscriptFindings};
use crate::prose::{Node, TextKey};
use crate::spec::{Clause, ClauseKind, Strength};
use crate::state::{Action, Edit, Pane};
use crate::verdict::Status;
use gloo_timers::callback::Timeout;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// The spec pane.
#[component]
pub(crate) fn SpecPane(props: &ViewProps) -> Html {
    let ViewProps { state, dispatch } = props.clone();
    let editing = state.layout.editing_spec;
    let label = if editing { T.read_spec } else { T.edit_spec };
    let toggle = dispatch.on(Action::SpecEditing(!editing));
    let tools = html! {
        <button onclick={toggle} aria-pressed={editing.to_string()} data-testid="edit-spec">{ label }</button>
    };
    let body = if editing {
        html! { <SpecEditor ..props.clone() /> }
    } else if state.workspace().spec.text.trim().is_empty() {
        empty(&dispatch)
    } else {
        reading(&props.state, &dispatch)
    };
    html! { <PaneFrame pane={Pane::Spec} {state} {dispatch} {tools}>{ body }</PaneFrame> }
}

fn empty(dispatch: &Dispatch) -> Html {
    html! {
        <div class="empty">
            <p>{ T.spec_empty }</p>
            <button class="primary" onclick={dispatch.on(Action::SpecEditing(true))}>{ T.write_spec }</button>
        </div>
    }
}

#[component]
fn SpecEditor(props: &ViewProps) -> Html {
    let dispatch = props.dispatch.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        dispatch.edit(Edit::SpecText(value_of(&event)));
    });
    let onblur = props.dispatch.on(Action::Paused);
    html! { <>
        <textarea class="spec-text code" value={props.state.workspace().spec.text.to_string()}
            {oninput} {onblur} spellcheck="false" aria-label={T.spec_text} data-testid="spec-text" />
        <Diagnostics ..props.clone() />
    </> }
}

/// The spec to read. Each part is given only what it draws, so that typing elsewhere redraws
/// nothing here.
fn reading(state: &Store, dispatch: &Dispatch) -> Html {
    let spec = state.known.spec.clone();
    let chosen = state.chosen.clause.clone().map(AttrValue::from);
    let findings = state.findings().filter(|_| !state.is_blind()).cloned();
    html! { <>
        <Outline spec={spec.clone()} {findings} chosen={chosen.clone()} dispatch={dispatch.clone()} />
        <Reader {spec} {chosen} dispatch={dispatch.clone()} />
        <Diagnostics state={state.clone()} dispatch={dispatch.clone()} />
    </> }
}

#[derive(Properties)]
struct OutlineProps {
    spec: Arc<SpecView>,
    findings: Option<Arc<TranscriptFindings>>,
    chosen: Option<AttrValue>,
    dispatch: Dispatch,
}

impl PartialEq for OutlineProps {
    fn eq(&self, other: &OutlineProps) -> bool {
        let address = |it: &OutlineProps| it.findings.as_ref().map(Arc::as_ptr);
        Arc::ptr_eq(&self.spec, &other.spec)
            && address(self) == address(other)
            && self.chosen == other.chosen
    }
}

/// Headings and clauses, each with what is known of it here.
#[component]
fn Outline(props: &OutlineProps) -> Html {
    let spec = &props.spec;
    let section = |(at, section): (usize, &SectionView)| {
        let clauses = spec.clauses.iter().filter(move |it| it.section == at);
        let own = clauses.clone().find(|it| it.kind == ClauseKind::Section);
        let depth = format!("depth-{}", section.depth);
        html! { <Group key={at}>
            if let Some(clause) = own {
                { outline_clause(props, clause, &depth) }
            } else if section.depth > 0 {
                { outline_section(section, &depth) }
            }
            { for clauses.filter(|it| it.kind != ClauseKind::Section)
                .map(|it| outline_clause(props, it, "depth-6")) }
        </Group> }
    };
    html! {
        <details class="outline">
            <summary>
                { T.outline }
                <span class="count">{ count(spec.clauses.len(), T.one_clause, T.n_clauses) }</span>
            </summary>
            <ul>{ for spec.sections.iter().enumerate().map(section) }</ul>
        </details>
    }
}

/// A keyed group without an element of its own.
#[derive(Properties, PartialEq)]
struct GroupProps {
    children: Html,
}

#[component]
fn Group(props: &GroupProps) -> Html {
    props.children.clone()
}

fn outline_section(section: &SectionView, depth: &str) -> Html {
    let target = format!("#section-{}", section.key);
    let onclick = Callback::from(move |_: MouseEvent| dom::scroll_later(target.clone()));
    html! {
        <li class={classes!("outline-section", depth.to_owned())}>
            <button {onclick}>{ plain(&section.title) }</button>
        </li>
    }
}

fn outline_clause(props: &OutlineProps, clause: &Clause, depth: &str) -> Html {
    let row = props.findings.as_ref().and_then(|it| it.row(&clause.id));
    let look = of_status(row.map_or(Status::NotJudged, |row| row.status));
    let chosen = (props.chosen.as_deref() == Some(&clause.id)).then_some("chosen");
    let onclick = {
        let (dispatch, id) = (props.dispatch.clone(), clause.id.clone());
        Callback::from(move |_: MouseEvent| {
            dispatch.send(Action::ClauseChosen(Some(id.clone())));
        })
    };
    html! {
        <li key={clause.id.clone()} class={classes!("outline-clause", depth.to_owned(), look.class, chosen)}>
            <button {onclick}>
                <span class="mark" aria-label={look.word}>{ look.shape }</span>{ plain(&clause.title) }
            </button>
        </li>
    }
}

/// A heading without its Markdown signs.
pub(crate) fn plain(title: &str) -> String {
    title.replace(['*', '`', '_'], "")
}

#[derive(Properties)]
struct ReaderProps {
    spec: Arc<SpecView>,
    chosen: Option<AttrValue>,
    dispatch: Dispatch,
}

impl PartialEq for ReaderProps {
    fn eq(&self, other: &ReaderProps) -> bool {
        Arc::ptr_eq(&self.spec, &other.spec) && self.chosen == other.chosen
    }
}

/// The sections, drawn a few at a time so that a long document never blocks the page.
#[component]
fn Reader(props: &ReaderProps) -> Html {
    let ReaderProps {
        spec,
        chosen,
        dispatch,
    } = props;
    let total = spec.sections.len();
    let drawn = use_state(|| FIRST_SECTIONS);
    use_drawing_more(drawn.clone(), total);
    let chosen_in = chosen
        .as_deref()
        .and_then(|id| spec.clauses.iter().find(|it| it.id == id));
    let chosen_in = chosen_in.map(|it| it.section);
    let n = (*drawn).max(chosen_in.map_or(0, |at| at + 1)).min(total);
    let key = |section: &SectionView| TextKey::section(&section.hash);
    let ahead = &spec.sections[..n.next_multiple_of(ASKED_SECTIONS).min(total)];
    let texts = use_set_text(ahead.iter().map(key).collect());
    use_following(&texts, spec);
    let is_there = chosen_in.is_some_and(|at| texts.get(&key(&spec.sections[at])).is_some());
    use_effect_with((chosen.clone(), is_there), |(clause, _)| {
        if let Some(id) = clause {
            dom::scroll_later(format!("#spec [data-clause=\"{id}\"], #clause-{id}"));
        }
    });
    if spec.sections.is_empty() {
        return html! { <p class="empty">{ T.reading_spec }</p> };
    }
    let section = |at: usize| {
        let node = texts.get(&key(&spec.sections[at]));
        let chosen = chosen.clone().filter(|_| chosen_in == Some(at));
        html! {
            <SectionText key={at} {at} spec={spec.clone()} {node} {chosen}
                dispatch={dispatch.clone()} />
        }
    };
    html! { <div class="document" dir="auto">{ for (0..n).map(section) }</div> }
}

/// Sections drawn at once, and then at a time.
const FIRST_SECTIONS: usize = 3;
/// Sections the engine is asked for at a time.
const ASKED_SECTIONS: usize = 12;

#[hook]
fn use_drawing_more(drawn: UseStateHandle<usize>, total: usize) {
    use_effect_with((*drawn, total), move |(now, total)| {
        let next = (now + FIRST_SECTIONS).min(*total);
        let timer = (next > *now).then(|| Timeout::new(24, move || drawn.set(next)));
        move || drop(timer)
    });
}

#[derive(Properties)]
struct SectionProps {
    spec: Arc<SpecView>,
    /// Index of the section.
    at: usize,
    /// Its text, where that is there.
    node: Option<Rc<Node>>,
    /// The chosen clause, where it is one of this section's.
    chosen: Option<AttrValue>,
    dispatch: Dispatch,
}

impl PartialEq for SectionProps {
    fn eq(&self, other: &SectionProps) -> bool {
        let same_text = self.node.as_ref().map(Rc::as_ptr) == other.node.as_ref().map(Rc::as_ptr);
        let same_place = self.at == other.at && self.chosen == other.chosen;
        let same_spec = || Arc::ptr_eq(&self.spec, &other.spec);
        let same_section =
            || self.section().key == other.section().key && self.own() == other.own();
        same_text && same_place && (same_spec() || same_section())
    }
}

impl SectionProps {
    fn section(&self) -> &SectionView {
        &self.spec.sections[self.at]
    }

    /// The clause that the whole section is.
    fn own(&self) -> Option<&Clause> {
        let clauses = &self.spec.clauses;
        let first = clauses.partition_point(|it| it.section < self.at);
        let own = |it: &&Clause| it.section == self.at && it.kind == ClauseKind::Section;
        clauses.get(first).filter(own)
    }
}

/// One section as set text. While a newer text is on its way, the older one stays.
#[component]
fn SectionText(props: &SectionProps) -> Html {
    let last = use_mut_ref(Html::default);
    if let Some(node) = &props.node {
        *last.borrow_mut() = section_text(props, node);
    }
    last.borrow().clone()
}

fn section_text(props: &SectionProps, node: &Node) -> Html {
    let section = props.section();
    let own = props.own();
    let is_chosen = own.is_some_and(|it| props.chosen.as_deref() == Some(&it.id));
    let chosen = is_chosen.then_some("chosen");
    let id = own.map_or(format!("section-{}", section.key), |it| {
        format!("clause-{}", it.id)
    });
    let onclick = choose_clause(props, own.map(|it| it.id.clone()));
    html! {
        <section {id} class={classes!("spec-section", own.map(|_| "is-clause"), chosen)} {onclick}>
            if let Some(clause) = own { <Tags clause={clause.clone()} /> }
            { draw(node, props.chosen.as_deref()) }
        </section>
    }
}

/// A click on a clause's words, or in a section that is a clause, chooses it; a click on a
/// reference goes there.
fn choose_clause(props: &SectionProps, own: Option<String>) -> Callback<MouseEvent> {
    let dispatch = props.dispatch.clone();
    Callback::from(move |event: MouseEvent| {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let find = |attribute: &str| {
            let holder = target
                .as_ref()?
                .closest(&format!("[{attribute}]"))
                .ok()
                .flatten()?;
            holder.get_attribute(attribute)
        };
        if let Some(reference) = find("data-reference") {
            dom::scroll_later(format!("#clause-{reference}, #section-{reference}"));
        } else if let Some(clause) = find("data-clause").or_else(|| own.clone()) {
            dispatch.send(Action::ClauseChosen(Some(clause)));
        }
    })
}

#[derive(Properties, PartialEq)]
struct TagsProps {
    clause: Clause,
}

/// Authority as a tag, strength as a word.
#[component]
fn Tags(props: &TagsProps) -> Html {
    html! {
        <p class="tags">
            if let Some(authority) = props.clause.authority {
                <span class="authority">{ authority.name() }</span>
            }
            <span class="strength">{ strength_word(props.clause.strength) }</span>
        </p>
    }
}

fn strength_word(strength: Strength) -> &'static str {
    match strength {
        Strength::Must => "must",
        Strength::MustNot => "must not",
        Strength::Should => "should",
        Strength::ShouldNot => "should not",
        Strength::May => "may",
        Strength::None => "",
    }
}

/// Faults in the spec and its checks, each at its line.
#[component]
fn Diagnostics(props: &ViewProps) -> Html {
    let diagnostics = &props.state.known.spec.diagnostics;
    if diagnostics.is_empty() {
        return Html::default();
    }
    let row = |it: &crate::Diagnostic| {
        html! {
            <li>
                <span class="place">{ fill(T.line, &[("n", &it.line)]) }</span>{ " " }{ &it.message }
                if let Some(hint) = &it.hint { <span class="hint">{ hint }</span> }
            </li>
        }
    };
    html! {
        <details class="diagnostics" open={props.state.layout.editing_spec} data-testid="diagnostics">
            <summary>{ count(diagnostics.len(), T.one_diagnostic, T.n_diagnostics) }</summary>
            <ul>{ for diagnostics.iter().take(100).map(row) }</ul>
        </details>
    }
}
