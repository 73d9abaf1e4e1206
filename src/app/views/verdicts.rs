//! The right pane: the line. Marks on it stand true, marks off it do not, hollow marks are not
//! judged.

use super::ViewProps;
use super::outcome::{Choices, of_outcome, of_status};
use super::pane::PaneFrame;
use super::tour::{TourCard, is_in_scenario};
use crate::app::dom;
use crate::app::store::{Dispatch, Store, stamp};
use crate::app::texts::{T, count, fill};
use crate::check::{CheckOutcome, Decides};
use crate::engine::{CheckFinding, ClauseRow, GivenVerdict};
use crate::spec::Clause;
use crate::state::{Action, AppState, Edit, Pane, Tour};
use crate::verdict::{Evidence, Outcome, Source, SourceKind, Status, Verdict};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// How many clauses without any finding are listed at once.
const OPEN_SHOWN: usize = 14;

/// The verdict pane.
#[component]
pub(crate) fn VerdictPane(props: &ViewProps) -> Html {
    let ViewProps { state, dispatch } = props.clone();
    let card = state.tour.is_some() && !is_in_scenario(state.tour);
    let body = if state.scenario().is_none() {
        html! { <p class="empty">{ T.nothing_to_judge }</p> }
    } else {
        html! { <>
            if card { <TourCard ..props.clone() /> }
            if !state.is_blind() {
                <Line ..props.clone() />
                <p class="limits">{ T.about_these }{ " " }{ T.counts_rule }</p>
            }
        </> }
    };
    html! { <PaneFrame pane={Pane::Verdicts} {state} {dispatch}>{ body }</PaneFrame> }
}

/// All clauses on one vertical line.
#[component]
fn Line(props: &ViewProps) -> Html {
    let all = use_state(|| false);
    let state = &props.state;
    let known = |clause: &&Clause| is_in_play(state, &clause.id);
    let clauses = &state.known.spec.clauses;
    let first: Vec<_> = clauses.iter().filter(known).collect();
    let rest: Vec<_> = clauses
        .iter()
        .filter(|it| !is_in_play(state, &it.id))
        .collect();
    let shown = if *all {
        rest.len()
    } else {
        rest.len().min(OPEN_SHOWN)
    };
    let row = |clause: &&Clause| {
        let row = state.findings().and_then(|it| it.row(&clause.id));
        let chosen = state.chosen.clause.as_ref() == Some(&clause.id);
        html! {
            <Row key={clause.id.clone()} clause={clause.id.clone()} title={clause.title.clone()}
                status={row.map_or(Status::NotJudged, |row| row.status)}
                signal={row.is_some_and(|row| row.checks.iter().any(|it| it.result.signal))}
                state={chosen.then(|| state.clone())} dispatch={props.dispatch.clone()} />
        }
    };
    let toggle = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(!*all))
    };
    let hidden = rest.len() - shown;
    html! {
        <div class="line-box" aria-live="polite">
            <ol class="line" aria-label={line_label(state)} data-testid="line">
                { for first.iter().map(row) }
                { for rest.iter().take(shown).map(row) }
            </ol>
            if hidden > 0 || *all && rest.len() > OPEN_SHOWN {
                <p class="more">
                    if hidden > 0 { { count(hidden, T.one_other_not_judged, T.others_not_judged) } }
                    <button class="quiet" onclick={toggle}>
                        { if *all { T.show_less } else { T.show_all } }
                    </button>
                </p>
            }
        </div>
    }
}

/// Whether something is known or asked about a clause here. The chosen one stays in its place in
/// the list, so that choosing moves nothing.
fn is_in_play(state: &AppState, clause: &str) -> bool {
    let row = state.findings().and_then(|it| it.row(clause));
    row.is_some_and(|row| {
        row.applies || !matches!(row.status, Status::NotJudged | Status::NoBreakFound)
    })
}

fn line_label(state: &AppState) -> String {
    let tally = Tally::of(state);
    let open = tally.total - tally.kept - tally.broken;
    let counts: [(&str, &dyn std::fmt::Display); 3] = [
        ("n_kept", &tally.kept),
        ("n_broken", &tally.broken),
        ("n_open", &open),
    ];
    fill(T.line_label, &counts)
}

/// How many clauses of the spec came out how, for the chosen transcript.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub total: usize,
    pub kept: usize,
    pub broken: usize,
    pub unclear: usize,
    pub not_applicable: usize,
    pub no_break: usize,
}

impl Tally {
    /// Counts the rows of the chosen transcript; clauses without a row are not judged.
    pub(crate) fn of(state: &AppState) -> Tally {
        let mut tally = Tally {
            total: state.known.spec.clauses.len(),
            ..Tally::default()
        };
        for row in state.findings().map(|it| &it.rows[..]).unwrap_or_default() {
            match row.status {
                Status::Kept => tally.kept += 1,
                Status::Broken => tally.broken += 1,
                Status::Unclear => tally.unclear += 1,
                Status::NotApplicable => tally.not_applicable += 1,
                Status::NoBreakFound => tally.no_break += 1,
                Status::NotJudged => {}
            }
        }
        tally
    }

    /// Clauses nobody and nothing looked at.
    pub(crate) fn not_judged(&self) -> usize {
        let judged = self.kept + self.broken + self.unclear + self.not_applicable + self.no_break;
        self.total.saturating_sub(judged)
    }
}

#[derive(Properties)]
struct RowProps {
    clause: String,
    title: String,
    status: Status,
    /// A check that decides nothing says "look here".
    signal: bool,
    /// Only the chosen row is given the state, since only it says more.
    state: Option<Store>,
    dispatch: Dispatch,
}

impl PartialEq for RowProps {
    fn eq(&self, other: &RowProps) -> bool {
        (
            &self.clause,
            &self.title,
            self.status,
            self.signal,
            &self.state,
        ) == (
            &other.clause,
            &other.title,
            other.status,
            other.signal,
            &other.state,
        )
    }
}

/// One clause: its mark on the line, and when it is chosen, who says what and why.
#[component]
fn Row(props: &RowProps) -> Html {
    let look = of_status(props.status);
    let choose = props
        .dispatch
        .on(Action::ClauseChosen(Some(props.clause.clone())));
    let class = classes!("row", look.class, props.state.as_ref().map(|_| "chosen"));
    html! {
        <li {class} data-clause={props.clause.clone()}>
            <button class="row-head" onclick={choose} aria-expanded={props.state.is_some().to_string()}>
                <span class="mark" aria-hidden="true">{ look.shape }</span>
                <span class="row-title">{ props.title.clone() }</span>
                <span class="word">{ look.word }</span>
                if props.signal { <span class="signal-word">{ T.look_here }</span> }
            </button>
            if let Some(state) = &props.state {
                <div class="row-body">{ row_body(props, state) }</div>
            }
        </li>
    }
}

fn row_body(props: &RowProps, state: &Store) -> Html {
    let view = ViewProps {
        state: state.clone(),
        dispatch: props.dispatch.clone(),
    };
    let row = state.findings().and_then(|it| it.row(&props.clause));
    html! { <>
        if let Some(row) = row {
            { for row.checks.iter().map(|it| check_line(&view, it)) }
            { for row.verdicts.iter().map(|it| verdict_line(&view, it)) }
            if row.status == Status::Broken && !row.applies {
                <p class="hint">{ T.out_of_scope }</p>
            }
        }
        if state.tour != Some(Tour::Overrule) { <OwnVerdict ..view /> }
    </> }
}

fn check_line(props: &ViewProps, finding: &CheckFinding) -> Html {
    let state = &props.state;
    let view = state
        .known
        .spec
        .checks
        .iter()
        .find(|it| it.id == finding.check);
    let decides = view.map_or(Decides::Break, |it| it.decides);
    let (class, word) = check_word(finding, decides);
    let summary = view.map(|it| it.summary.clone()).unwrap_or_default();
    let can_overrule = finding.fired() && decides != Decides::Nothing;
    let overrule = {
        let (state, dispatch, check) =
            (state.clone(), props.dispatch.clone(), finding.check.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(mut verdict) = new_verdict(&state, Outcome::Pass, String::new()) {
                verdict.overrules = vec![check.clone()];
                dispatch.edit(Edit::VerdictGiven(Box::new(verdict)));
            }
        })
    };
    html! {
        <div class={classes!("source", class)} key={finding.check.clone()}>
            <p class="said">
                <span class="who">{ T.check }</span>{ " " }
                <span class="why" title={summary}>{ state.check_name(finding) }</span>
                <span class="word">{ word }</span>
            </p>
            <p class="explanation">{ finding.result.explanation.clone() }</p>
            { for quotes(&finding.result.evidence) }
            if finding.overruled_by.is_some() { <p class="hint">{ T.overruled }</p> }
            if can_overrule {
                <button class="quiet" onclick={overrule} data-testid="overrule">{ T.overrule }</button>
            }
        </div>
    }
}

fn check_word(finding: &CheckFinding, decides: Decides) -> (&'static str, &'static str) {
    match (finding.result.outcome, decides) {
        _ if finding.overruled_by.is_some() => ("overruled", T.overruled),
        (CheckOutcome::Error, _) => ("error", T.check_error),
        (CheckOutcome::NotApplicable, _) => ("not-applicable", T.not_applicable),
        (_, Decides::Nothing) if finding.result.signal => ("signal", T.look_here),
        (_, Decides::Nothing) | (CheckOutcome::Pass, Decides::Break) => {
            ("no-break", T.no_break_found)
        }
        (CheckOutcome::Fail, _) => ("broken", T.broken),
        (CheckOutcome::Pass, Decides::Both) => ("kept", T.kept),
    }
}

/// The words pointed at, quoted. What was looked for and not found stands in the explanation.
pub(crate) fn quotes(evidence: &[Evidence]) -> impl Iterator<Item = Html> + '_ {
    const SHOWN: usize = 4;
    evidence.iter().take(SHOWN).map(|it| match it {
        Evidence::Words { quote, .. } if quote.trim().is_empty() => Html::default(),
        Evidence::Words { quote, .. } => {
            html! { <q class="quote" dir="auto">{ crate::text::shorten(quote, 160) }</q> }
        }
        Evidence::Absent { .. } => Html::default(),
    })
}

fn verdict_line(props: &ViewProps, verdict: &GivenVerdict) -> Html {
    let look = of_outcome(verdict.outcome);
    let who = who(&verdict.source);
    let stale = (verdict.older_reply || verdict.older_words).then_some("stale");
    let withdraw = {
        let (dispatch, id) = (props.dispatch.clone(), verdict.id.clone());
        Callback::from(move |_: MouseEvent| {
            dispatch.edit(Edit::VerdictWithdrawn(id.clone(), stamp()));
        })
    };
    html! {
        <div class={classes!("source", look.class, stale)} key={verdict.id.clone()}>
            <p class="said">
                <span class="who">{ who }</span>
                <span class="word">{ look.shape }{ " " }{ look.word }</span>
                if verdict.source == me() {
                    <button class="quiet" onclick={withdraw}>{ T.withdraw }</button>
                }
            </p>
            if !verdict.explanation.is_empty() {
                <p class="explanation">{ verdict.explanation.clone() }</p>
            }
            { for quotes(&verdict.evidence) }
            if verdict.older_words { <p class="hint">{ T.older_words }</p> }
            if verdict.older_reply { <p class="hint">{ T.older_reply }</p> }
        </div>
    }
}

/// A source in words.
pub(crate) fn who(source: &Source) -> String {
    match source {
        Source::Person { name } if name.is_empty() => T.you.to_owned(),
        Source::Person { name } => name.clone(),
        Source::Model { name, .. } => format!("{} {name}", T.model),
        Source::Check { check } => format!("{} {check}", T.check),
    }
}

/// The visitor, who has given no name.
fn me() -> Source {
    Source::Person {
        name: String::new(),
    }
}

/// The visitor's own standing verdict on this very reply.
pub(crate) fn own_verdict(row: &ClauseRow) -> Option<&GivenVerdict> {
    row.verdicts
        .iter()
        .find(|it| it.source.kind() == SourceKind::Person && it.source == me())
}

/// Four buttons and a reason for the chosen clause.
#[component]
fn OwnVerdict(props: &ViewProps) -> Html {
    let given = props.state.chosen_row().and_then(own_verdict);
    let given = given.filter(|it| !it.older_reply).map(|it| it.outcome);
    let marked = props.state.marked.as_ref().and_then(|it| match it {
        Evidence::Words { quote, .. } => Some(crate::text::shorten(quote, 60)),
        Evidence::Absent { .. } => None,
    });
    let hint = marked.map_or(T.mark_hint.to_owned(), |words| {
        fill(T.words_marked, &[("words", &words)])
    });
    html! {
        <div class="own">
            <p class="own-title">{ T.decide_yourself }</p>
            <Choices {given} on_choice={give_verdict(props)} />
            <textarea class="reason" rows="1" placeholder={T.reason} aria-label={T.reason}
                data-testid="reason" />
            <p class="hint">{ hint }</p>
        </div>
    }
}

/// Gives the visitor's verdict on the chosen clause and reply, with the reason and the words they
/// marked.
pub(crate) fn give_verdict(props: &ViewProps) -> Callback<Outcome> {
    let (state, dispatch) = (props.state.clone(), props.dispatch.clone());
    Callback::from(move |outcome| send_verdict(&state, &dispatch, outcome))
}

/// See [`give_verdict`].
pub(crate) fn send_verdict(state: &AppState, dispatch: &Dispatch, outcome: Outcome) {
    if let Some(verdict) = new_verdict(state, outcome, take_reason()) {
        dispatch.edit(Edit::VerdictGiven(Box::new(verdict)));
    }
}

fn take_reason() -> String {
    use wasm_bindgen::JsCast;
    let field = dom::document().and_then(|it| it.query_selector(".reason").ok().flatten());
    let Some(area) = field.and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok()) else {
        return String::new();
    };
    let reason = area.value().trim().to_owned();
    area.set_value("");
    reason
}

fn new_verdict(state: &AppState, outcome: Outcome, explanation: String) -> Option<Verdict> {
    let clause = state.clause()?;
    let stamp = stamp();
    Some(Verdict {
        id: stamp.id,
        clause: clause.id.clone(),
        clause_hash: clause.hash.clone(),
        transcript: state.transcript_id()?,
        output_hash: state.findings()?.output_hash.clone(),
        context_hash: state.findings()?.context_hash.clone(),
        source: me(),
        outcome,
        evidence: state.marked.iter().cloned().collect(),
        explanation,
        overrules: Vec::new(),
        time: stamp.time,
        extra: Default::default(),
    })
}
