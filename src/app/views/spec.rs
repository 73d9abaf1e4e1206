//! The left pane: the spec to read, with an outline, or as text to edit.

use super::ViewProps;
use super::message::value_of;
use super::outcome::of_status;
use super::pane::PaneFrame;
use crate::app::dom;
use crate::app::markdown::{self, Highlight};
use crate::app::store::{Dispatch, Store};
use crate::app::texts::{T, count, fill};
use crate::engine::{ExampleView, SectionView, SpecView, TranscriptFindings, TurnView};
use crate::spec::{Clause, ClauseKind, Grade, Strength, decode_entities};
use crate::state::{Action, Edit, Pane};
use crate::text::Span;
use crate::verdict::Status;
use gloo_timers::callback::Timeout;
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
    let text = state.workspace().spec.text.clone();
    html! { <>
        <Outline spec={spec.clone()} {findings} chosen={chosen.clone()} dispatch={dispatch.clone()} />
        <Reader {spec} {text} {chosen} dispatch={dispatch.clone()} />
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
    text: Arc<str>,
    chosen: Option<AttrValue>,
    dispatch: Dispatch,
}

impl PartialEq for ReaderProps {
    fn eq(&self, other: &ReaderProps) -> bool {
        Arc::ptr_eq(&self.spec, &other.spec)
            && Arc::ptr_eq(&self.text, &other.text)
            && self.chosen == other.chosen
    }
}

/// The sections, drawn a few at a time so that a long document never blocks the page.
#[component]
fn Reader(props: &ReaderProps) -> Html {
    let ReaderProps {
        spec,
        text,
        chosen,
        dispatch,
    } = props;
    let drawn = use_state(|| FIRST_SECTIONS);
    use_drawing_more(drawn.clone(), spec.sections.len());
    use_effect_with(chosen.clone(), |clause| {
        if let Some(id) = clause {
            dom::scroll_later(format!("#spec [data-clause=\"{id}\"], #clause-{id}"));
        }
    });
    if spec.sections.is_empty() {
        return html! { <p class="empty">{ T.reading_spec }</p> };
    }
    let chosen_in = chosen
        .as_deref()
        .and_then(|id| spec.clauses.iter().find(|it| it.id == id));
    let chosen_in = chosen_in.map(|it| it.section);
    let section = |at: usize| {
        let chosen = chosen.clone().filter(|_| chosen_in == Some(at));
        html! {
            <SectionText key={at} {at} spec={spec.clone()} text={text.clone()} {chosen}
                dispatch={dispatch.clone()} />
        }
    };
    let n = (*drawn)
        .max(chosen_in.map_or(0, |at| at + 1))
        .min(spec.sections.len());
    html! { <div class="document" dir="auto">{ for (0..n).map(section) }</div> }
}

/// Sections drawn at once, and then at a time.
const FIRST_SECTIONS: usize = 3;

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
    text: Arc<str>,
    /// The chosen clause, where it is one of this section's.
    chosen: Option<AttrValue>,
    dispatch: Dispatch,
}

impl PartialEq for SectionProps {
    fn eq(&self, other: &SectionProps) -> bool {
        let same_place = self.at == other.at && self.chosen == other.chosen;
        let same_document =
            Arc::ptr_eq(&self.spec, &other.spec) && Arc::ptr_eq(&self.text, &other.text);
        same_place && (same_document || self.draws_the_same(other))
    }
}

impl SectionProps {
    fn section(&self) -> &SectionView {
        &self.spec.sections[self.at]
    }

    fn source(&self) -> &str {
        self.section().span.slice(&self.text).unwrap_or_default()
    }

    fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.spec.clauses.iter().filter(|it| it.section == self.at)
    }

    fn draws_the_same(&self, other: &SectionProps) -> bool {
        self.section() == other.section()
            && self.source() == other.source()
            && self.clauses().eq(other.clauses())
    }
}

/// One section as set text.
#[component]
fn SectionText(props: &SectionProps) -> Html {
    let section = props.section();
    let own = props.clauses().find(|it| it.kind == ClauseKind::Section);
    let is_chosen = |clause: &Clause| props.chosen.as_deref() == Some(&clause.id);
    let highlight = |it: &Clause| Highlight {
        span: it.span,
        id: it.id.clone().into(),
        class: if is_chosen(it) {
            "clause-words chosen"
        } else {
            "clause-words"
        },
    };
    let parts = props.clauses().filter(|it| it.kind != ClauseKind::Section);
    let highlights: Vec<_> = parts.map(highlight).collect();
    let chosen = own.is_some_and(is_chosen).then_some("chosen");
    let id = own.map_or(format!("section-{}", section.key), |it| {
        format!("clause-{}", it.id)
    });
    let onclick = choose_clause(props, own.map(|it| it.id.clone()));
    html! {
        <section {id} class={classes!("spec-section", own.map(|_| "is-clause"), chosen)} {onclick}>
            if let Some(clause) = own { <Tags clause={clause.clone()} /> }
            { for pieces(section, props.source(), &highlights) }
        </section>
    }
}

/// The section's text with its examples as conversations and its commentary set off.
fn pieces(section: &SectionView, source: &str, highlights: &[Highlight]) -> Vec<Html> {
    let text = |span: Span| {
        let start = span.start - section.span.start;
        source.get(start..start + span.len()).unwrap_or_default()
    };
    let example = |block: Span| {
        let example = section.examples.iter().find(|it| block.contains(it.body))?;
        Some(example_card(&text, example))
    };
    let render = |from: usize, to: usize| {
        let span = Span::new(from, to);
        markdown::render_with(text(span), span.start, highlights, &example)
    };
    let mut pieces = Vec::new();
    let mut at = section.span.start;
    for comment in &section.commentary {
        pieces.push(render(at, comment.span.start));
        pieces.push(html! {
            <aside class="commentary">
                <p class="kind">{ &comment.title }</p>
                { markdown::render(&comment.text, 0, &[]) }
            </aside>
        });
        at = comment.span.end;
    }
    pieces.push(render(at, section.span.end));
    pieces
}

/// An example's conversation, its replies with the author's grades.
fn example_card<'a>(text: &impl Fn(Span) -> &'a str, example: &ExampleView) -> Html {
    let turn = |turn: &TurnView| {
        let (class, word) = match turn.grade {
            Some(Grade::Good) => ("good", Some(T.graded_good)),
            Some(Grade::Bad) => ("bad", Some(T.graded_bad)),
            Some(Grade::Ok) => ("ok", Some(T.graded_ok)),
            Some(Grade::Unmarked) | None => ("", None),
        };
        html! {
            <div class={classes!("turn", class)}>
                <span class="role">
                    { turn.role.name() }
                    if let Some(word) = word { <span class="grade">{ " · " }{ word }</span> }
                    if let Some(why) = &turn.comment { { ": " }{ why } }
                </span>
                { decode_entities(text(turn.text)).trim().to_owned() }
            </div>
        }
    };
    html! { <div class="conversation-example">{ for example.turns.iter().map(turn) }</div> }
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
