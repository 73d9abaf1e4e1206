//! The left pane: the spec to read, with an outline, or as text to edit.

use super::ViewProps;
use super::altered::Altered;
use super::message::value_of;
use super::outcome::of_status;
use super::pane::PaneFrame;
use crate::app::acts::around;
use crate::app::address::SHEET;
use crate::app::dom;
use crate::app::prose;
use crate::app::spec_editor::{Held, Typed, use_editor};
use crate::app::store::{Dispatch, Store};
use crate::app::texts::{T, count, fill};
use crate::diagnostic::Diagnostic;
use crate::engine::{SectionView, SpecView, TranscriptFindings};
use crate::prose::Node;
use crate::spec::{Clause, ClauseKind, Strength};
use crate::state::{Action, Edit, Pane};
use crate::text::to_utf16;
use crate::verdict::Status;
use std::sync::Arc;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// The spec pane.
#[component]
pub(crate) fn SpecPane(props: &ViewProps) -> Html {
    let ViewProps { state, dispatch } = props.clone();
    let editing = state.layout.editing_spec;
    let label = if editing { T.read_spec } else { T.edit_spec };
    let toggle = dispatch.on(Action::SpecEditing(!editing));
    let clause = state.chosen.clause.as_ref().map(|id| {
        let id = String::from(js_sys::encode_uri_component(id));
        html! { <a class="quiet" href={[SHEET, "clause/", &id].concat()}>{ T.clause_page }</a> }
    });
    let tools = html! { <>
        { for clause }
        <a class="quiet" href={[SHEET, "clauses"].concat()} data-testid="overview">{ T.overview }</a>
        <button onclick={toggle} aria-pressed={editing.to_string()} data-testid="edit-spec">{ label }</button>
    </> };
    let body = if editing {
        // Other work gets an editor of its own, which knows nothing of what was typed before.
        html! { <SpecEditor key={state.n_opened} ..props.clone() /> }
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
    let held = use_mut_ref(Held::default);
    let typed = {
        let (held, dispatch, n_opened) =
            (held.clone(), props.dispatch.clone(), props.state.n_opened);
        Callback::from(move |typed: Typed| {
            if held.borrow().is_elsewhere(&typed) {
                dispatch.send(Action::Paused);
            }
            let text = held.borrow_mut().typed(typed);
            let Some(text) = text else {
                return false;
            };
            dispatch.edit(Edit::SpecText { n_opened, text });
            true
        })
    };
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| {
            typed.emit(Typed::Whole(value_of(&event)));
        })
    };
    let area = use_node_ref();
    let (text, spec) = (&props.state.workspace().spec.text, &props.state.known.spec);
    {
        let (area, text) = (area.clone(), text.clone());
        use_effect_with(Arc::as_ptr(&text), move |_| {
            let shown = held.borrow_mut().shown(&text);
            if let (Some(area), Some(text)) = (area.cast::<HtmlTextAreaElement>(), shown) {
                area.set_value(&text);
            }
        });
    }
    // Where the caret was last looked for.
    let caret = use_mut_ref(|| 0);
    {
        let (area, text, spec) = (area.clone(), text.clone(), spec.clone());
        let (chosen, caret) = (props.state.chosen.clause.clone(), caret.clone());
        // The caret begins where one was reading.
        use_effect_with((), move |()| {
            let mut clauses = spec.clauses.iter();
            let at = clauses.find(|it| chosen.as_ref() == Some(&it.id));
            let at = at.map_or(0, |it| in_area(&text, it));
            caret.replace(at);
            // An area that is gone has no caret.
            let area = area.cast::<HtmlTextAreaElement>();
            area.inspect(|it| drop(it.set_selection_range(at, at)));
        });
    }
    let onblur = {
        let (area, text, spec) = (area.clone(), text.clone(), spec.clone());
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: FocusEvent| {
            dispatch.send(Action::Paused);
            let area = area.cast::<HtmlTextAreaElement>();
            let Some(at) = area.and_then(|it| it.selection_start().ok().flatten()) else {
                return;
            };
            if caret.replace(at) == at {
                return;
            }
            // One reads on where one was writing.
            let n_before = spec.clauses.partition_point(|it| in_area(&text, it) <= at);
            if let Some(clause) = spec.clauses[..n_before].last() {
                dispatch.send(Action::ClauseChosen(Some(clause.id.clone())));
            }
        })
    };
    let go = use_editor(&area, spec, typed);
    html! { <>
        <Altered spec={spec.clone()} dispatch={props.dispatch.clone()} />
        <textarea ref={area} class="spec-text code" {oninput} {onblur}
            spellcheck="false" aria-label={T.spec_text} data-testid="spec-text" />
        { diagnostics(spec, Some(&go)) }
    </> }
}

/// Where a clause of `text`, or its heading, begins in an area that shows that, whose lines end with
/// one character.
fn in_area(text: &str, clause: &Clause) -> u32 {
    let mut before = text.get(..clause.span.start).unwrap_or(text);
    if clause.kind == ClauseKind::Section {
        let heading = before.trim_end();
        before = &heading[..heading.rfind('\n').map_or(0, |it| it + 1)];
    }
    let at = to_utf16(before, before.len()) - before.matches("\r\n").count();
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The spec to read. Each part is given only what it draws, so that typing elsewhere redraws
/// nothing here.
fn reading(state: &Store, dispatch: &Dispatch) -> Html {
    let spec = state.known.spec.clone();
    let chosen = state.chosen.clause.clone().map(AttrValue::from);
    let findings = state.findings().filter(|_| !state.is_blind()).cloned();
    html! { <>
        <Altered spec={spec.clone()} dispatch={dispatch.clone()} />
        <Outline {spec} {findings} chosen={chosen.clone()} dispatch={dispatch.clone()} />
        <Reader state={state.clone()} {chosen} dispatch={dispatch.clone()} />
        { diagnostics(&state.known.spec, None) }
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
    state: Store,
    chosen: Option<AttrValue>,
    dispatch: Dispatch,
}

/// Nothing else of the state is drawn.
impl PartialEq for ReaderProps {
    fn eq(&self, other: &ReaderProps) -> bool {
        let (mine, other_known) = (&self.state.known, &other.state.known);
        Arc::ptr_eq(&mine.spec, &other_known.spec)
            && mine.n_set == other_known.n_set
            && self.chosen == other.chosen
    }
}

/// The sections that are set, in their order; more come while one reads.
#[component]
fn Reader(props: &ReaderProps) -> Html {
    let ReaderProps {
        state,
        chosen,
        dispatch,
    } = props;
    let known = &state.known;
    let sections = &known.spec.sections;
    // While a section is edited, its old text stays until the new one is set.
    let drawn = use_mut_ref(|| 0);
    let set = (0..sections.len()).take_while(|at| known.section(*at).is_some());
    let n_drawn = set.count().max((*drawn.borrow()).min(sections.len()));
    drawn.replace(n_drawn);
    let clauses = &known.spec.clauses;
    let chosen_in = chosen
        .as_deref()
        .and_then(|id| clauses.iter().find(|it| it.id == id))
        .map(|it| it.section);
    let is_there = chosen_in.is_some_and(|at| at < n_drawn);
    use_effect_with((chosen.clone(), is_there), |(clause, _)| {
        if let Some(id) = clause {
            dom::scroll_later(format!("#spec [data-clause=\"{id}\"], #clause-{id}"));
        }
    });
    if n_drawn == 0 {
        return html! { <p class="empty">{ T.reading_spec }</p> };
    }
    let section = |at: usize| {
        let chosen = chosen.clone().filter(|_| chosen_in == Some(at));
        let nodes = known.section(at).cloned();
        html! {
            <SectionText key={sections[at].key.clone()} {at} spec={known.spec.clone()} {nodes}
                {chosen} dispatch={dispatch.clone()} />
        }
    };
    html! { <div class="document" dir="auto">{ for (0..n_drawn).map(section) }</div> }
}

#[derive(Properties)]
struct SectionProps {
    spec: Arc<SpecView>,
    /// Index of the section.
    at: usize,
    /// Its text, once it is set.
    nodes: Option<Arc<Vec<Node>>>,
    /// The chosen clause, where it is one of this section's.
    chosen: Option<AttrValue>,
    dispatch: Dispatch,
}

impl PartialEq for SectionProps {
    fn eq(&self, other: &SectionProps) -> bool {
        let nodes = |it: &SectionProps| it.nodes.as_ref().map(Arc::as_ptr);
        self.at == other.at
            && self.chosen == other.chosen
            && nodes(self) == nodes(other)
            && self.spec.sections[self.at].set == other.spec.sections[other.at].set
    }
}

/// One section as set text.
#[component]
fn SectionText(props: &SectionProps) -> Html {
    let last = use_mut_ref(|| None);
    let nodes = props.nodes.clone().or_else(|| last.borrow().clone());
    last.replace(nodes.clone());
    let section = &props.spec.sections[props.at];
    let mut clauses = props.spec.clauses.iter();
    let own = clauses.find(|it| it.section == props.at && it.kind == ClauseKind::Section);
    let chosen = own.filter(|it| props.chosen.as_deref() == Some(&*it.id));
    let class = classes!(
        "spec-section",
        own.map(|_| "is-clause"),
        chosen.map(|_| "chosen")
    );
    let id = own.map_or(format!("section-{}", section.key), |it| {
        format!("clause-{}", it.id)
    });
    let onclick = choose_clause(props, own.map(|it| it.id.clone()));
    html! {
        <section {id} {class} {onclick} data-at={props.at.to_string()}>
            if let Some(clause) = own { <Tags clause={clause.clone()} /> }
            if let Some(nodes) = nodes { { prose::draw(&nodes, props.chosen.as_deref()) } }
        </section>
    }
}

/// A click on a clause's words, or in a section that is a clause, chooses it; a click on a
/// reference goes there.
fn choose_clause(props: &SectionProps, own: Option<String>) -> Callback<MouseEvent> {
    let dispatch = props.dispatch.clone();
    Callback::from(move |event: MouseEvent| {
        let find = |attribute: &str| around(&event, attribute);
        if find("data-do").is_some() {
            // `acts` hears of it.
        } else if let Some(reference) = find("data-reference") {
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

/// How many faults are shown without being asked for: more take the editor's place.
const MOST_SHOWN: usize = 5;

/// Faults in the spec and its checks, each at its line; while the spec is edited, `go` leads there.
fn diagnostics(spec: &SpecView, go: Option<&Callback<u32>>) -> Html {
    let diagnostics = &spec.diagnostics;
    if diagnostics.is_empty() {
        return Html::default();
    }
    let row = |it: &Diagnostic| {
        let line = it.line;
        let place = (line > 0).then(|| fill(T.line, &[("n", &line)]));
        let go = go.filter(|_| line > 0).cloned();
        html! {
            <li>
                if let Some(go) = go {
                    <button class="place quiet" onclick={move |_| go.emit(line)}>{ place }</button>
                } else {
                    <span class="place">{ place }</span>
                }
                { " " }{ &it.message }
                if let Some(hint) = &it.hint { <span class="hint">{ hint }</span> }
            </li>
        }
    };
    html! {
        <details class="diagnostics" open={go.is_some() && diagnostics.len() <= MOST_SHOWN} data-testid="diagnostics">
            <summary>{ count(diagnostics.len(), T.one_diagnostic, T.n_diagnostics) }</summary>
            <ul>{ for diagnostics.iter().take(100).map(row) }</ul>
        </details>
    }
}
