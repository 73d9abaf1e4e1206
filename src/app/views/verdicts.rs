//! The right pane: the line. Marks on it stand true, marks off it do not, hollow marks are not
//! judged.

use super::ViewProps;
use super::evidence::{explanation, quotes};
use super::outcome::{Choices, of_outcome, of_status};
use super::pane::PaneFrame;
use crate::app::dom;
use crate::app::store::{Dispatch, Store, stamp};
use crate::app::texts::{T, count, fill};
use crate::check::{CheckOutcome, Decides};
use crate::engine::{CheckFinding, GivenVerdict};
use crate::spec::Clause;
use crate::state::{Action, AppState, Edit, Pane, Tour, VISITOR};
use crate::verdict::{
    Combine, CountingRule, Evidence, Outcome, Source, SourceKind, Status, Verdict,
};
use yew::prelude::*;

/// How many clauses without any finding are listed at once.
const OPEN_SHOWN: usize = 14;

/// The verdict pane.
#[component]
pub(crate) fn VerdictPane(props: &ViewProps) -> Html {
    let ViewProps { state, dispatch } = props.clone();
    let body = if state.scenario().is_none() {
        html! { <p class="empty">{ T.nothing_to_judge }</p> }
    } else if state.is_blind() {
        html! { <p class="empty">{ T.decide_first }</p> }
    } else if state.awaits_reply() {
        html! { <p class="empty">{ T.awaits_reply }</p> }
    } else {
        let no_checks = state.known.request > 0 && state.known.spec.checks.is_empty();
        html! { <>
            if no_checks { <p class="limits">{ T.no_checks }</p> }
            <Line ..props.clone() />
            <p class="limits">{ T.about_these }{ " " }{ counting_words(&state.workspace().rule) }</p>
        </> }
    };
    html! { <PaneFrame pane={Pane::Verdicts} {state} {dispatch}>{ body }</PaneFrame> }
}

/// Which sources count, in words.
fn counting_words(rule: &CountingRule) -> String {
    if *rule == CountingRule::default() {
        return T.counts_rule.to_owned();
    }
    let name = |kind: &SourceKind| match kind {
        SourceKind::Check => T.checks,
        SourceKind::Person => T.people,
        SourceKind::Model => T.models,
    };
    let names: Vec<_> = rule.sources.iter().map(name).collect();
    let text = match rule.combine {
        Combine::AnyBreaks => T.counts_any,
        Combine::FirstDecides => T.counts_first,
    };
    fill(text, &[("sources", &names.join(", "))])
}

/// All clauses on one vertical line.
#[component]
fn Line(props: &ViewProps) -> Html {
    let all = use_state(|| false);
    let state = &props.state;
    use_effect_with(state.chosen.clause.clone(), |_| {
        dom::scroll_later("[data-testid=line] li.chosen".to_owned());
    });
    let row = |clause: &&Clause| {
        let row = state.findings().and_then(|it| it.row(&clause.id));
        let chosen = state.chosen.clause.as_ref() == Some(&clause.id);
        html! {
            <Row key={clause.id.clone()} clause={clause.id.clone()} title={clause.title.clone()}
                status={row.map_or(Status::NotJudged, |row| row.status)}
                asked={row.is_none_or(|row| row.applies)}
                signal={row.is_some_and(|row| row.checks.iter().any(|it| it.result.signal))}
                state={chosen.then(|| state.clone())} dispatch={props.dispatch.clone()} />
        }
    };
    let toggle = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(!*all))
    };
    let clauses = &state.known.spec.clauses;
    let shown: Vec<_> = if *all {
        clauses.iter().collect()
    } else {
        shown_first(state, clauses)
    };
    let hidden = clauses.len() - shown.len();
    html! {
        <div class="line-box">
            <p class="unseen" role="status">{ line_label(state) }</p>
            <ol class="line" aria-label={T.verdicts} data-testid="line">
                { for shown.iter().map(row) }
            </ol>
            if hidden > 0 || *all && shown.len() > OPEN_SHOWN {
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

/// The clauses about which something is known or asked, then some others; the chosen one is
/// always among them.
fn shown_first<'a>(state: &AppState, clauses: &'a [Clause]) -> Vec<&'a Clause> {
    let (mut shown, rest): (Vec<_>, Vec<_>) =
        clauses.iter().partition(|it| is_in_play(state, &it.id));
    let is_chosen = |it: &Clause| state.chosen.clause.as_ref() == Some(&it.id);
    let pinned = rest.iter().skip(OPEN_SHOWN).find(|it| is_chosen(it));
    shown.extend(pinned);
    shown.extend(rest.iter().take(OPEN_SHOWN));
    shown
}

/// Whether something is known or asked about a clause here.
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
    pub not_asked: usize,
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
                // What nobody asks about here enters no count.
                Status::Kept | Status::NoBreakFound if !row.applies => tally.not_asked += 1,
                Status::Broken if !row.applies => tally.not_asked += 1,
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
        let judged = self.kept + self.broken + self.unclear + self.not_applicable;
        let judged = judged + self.no_break + self.not_asked;
        self.total.saturating_sub(judged)
    }
}

#[derive(Properties)]
struct RowProps {
    clause: String,
    title: String,
    status: Status,
    /// Whether the clause asks anything here.
    asked: bool,
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
            self.asked,
            self.signal,
            &self.state,
        ) == (
            &other.clause,
            &other.title,
            other.status,
            other.asked,
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
    let chosen = props.state.as_ref().map(|_| "chosen");
    let aside = (!props.asked).then_some("not-asked");
    let says = matches!(props.status, Status::Kept | Status::Broken);
    let unasked = aside.filter(|_| says).map(|_| T.not_asked);
    let class = classes!("row", look.class, chosen, aside);
    html! {
        <li {class} data-clause={props.clause.clone()}>
            <button class="row-head" onclick={choose} aria-expanded={props.state.is_some().to_string()}>
                <span class="mark" aria-hidden="true">{ look.shape }</span>
                <span class="row-title">{ props.title.clone() }</span>
                <span class="word">{ look.word }{ unasked }</span>
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
            if !row.applies && matches!(row.status, Status::Broken | Status::Kept) {
                <p class="hint">{ T.out_of_scope }</p>
            }
        }
        if state.tour != Some(Tour::Overrule) { <OwnVerdict ..view /> }
    </> }
}

fn check_line(props: &ViewProps, finding: &CheckFinding) -> Html {
    let state = &props.state;
    let view = state.check_view(finding);
    let decides = state.decides(finding);
    let (class, word) = check_word(finding, decides);
    let summary = view.map(|it| it.summary.clone()).unwrap_or_default();
    let can_overrule = finding.fired() && decides != Decides::Nothing;
    let set_aside = |aside: bool| {
        let (state, dispatch, check) =
            (state.clone(), props.dispatch.clone(), finding.check.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(verdict) = state.set_aside(&check, aside, stamp()) {
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
            { explanation(&finding.result) }
            { for quotes(props, &finding.result.evidence) }
            if let Some(by) = &finding.overruled_by {
                <p class="hint">{ fill(T.overruled_by, &[("who", &who(by))]) }</p>
                if *by == VISITOR {
                    <button class="quiet" onclick={set_aside(false)} data-testid="count-again">{ T.count_again }</button>
                }
            }
            if can_overrule {
                <button class="quiet" onclick={set_aside(true)} data-testid="overrule">{ T.overrule }</button>
            }
        </div>
    }
}

pub(crate) fn check_word(finding: &CheckFinding, decides: Decides) -> (&'static str, &'static str) {
    match (finding.result.outcome, decides) {
        _ if finding.overruled_by.is_some() => ("overruled", T.set_aside),
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

fn verdict_line(props: &ViewProps, verdict: &GivenVerdict) -> Html {
    let look = of_outcome(verdict.outcome);
    let who = who(&verdict.source);
    let stale = (!verdict.counts() || verdict.older_words).then_some("stale");
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
                if verdict.source == VISITOR {
                    <button class="quiet" onclick={withdraw}>{ T.withdraw }</button>
                }
            </p>
            if !verdict.explanation.is_empty() {
                <p class="explanation">{ verdict.explanation.clone() }</p>
            }
            { for quotes(props, &verdict.evidence) }
            { for about(verdict).map(|it| html! { <p class="hint">{ it }</p> }) }
        </div>
    }
}

/// That a verdict was settled on, and what changed since it was given.
pub(crate) fn about(verdict: &GivenVerdict) -> impl Iterator<Item = &'static str> {
    let settled = verdict.settled.then_some(T.settled);
    let words = verdict.older_words.then_some(T.older_words);
    let reply = verdict.older_reply.then_some(T.older_reply);
    let context = verdict.older_context.then_some(T.older_context);
    [settled, words, reply, context].into_iter().flatten()
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

/// Four buttons and a reason for the chosen clause.
#[component]
fn OwnVerdict(props: &ViewProps) -> Html {
    let state = &props.state;
    let own = state.own_verdict();
    // One id for as long as the field has the focus: a reason is one event, not one a letter.
    let run = use_mut_ref(String::new);
    let begin = {
        let run = run.clone();
        Callback::from(move |_: FocusEvent| *run.borrow_mut() = stamp().id)
    };
    let oninput = {
        let (state, dispatch) = (state.clone(), props.dispatch.clone());
        Callback::from(move |event: InputEvent| {
            let text = super::message::value_of(&event);
            let Some(own) = state.own_verdict() else {
                return dispatch.send(Action::ReasonWritten(text));
            };
            let id = run.borrow().clone();
            let (explanation, time) = (text, stamp().time);
            let verdict = Verdict {
                id,
                explanation,
                time,
                ..own.clone()
            };
            dispatch.edit(Edit::VerdictReasoned(Box::new(verdict)));
        })
    };
    let onblur = props.dispatch.on(Action::Paused);
    html! {
        <div class="own">
            <p class="own-title">{ T.decide_yourself }</p>
            <Choices given={own.map(|it| it.outcome)} on_choice={give_verdict(props)} />
            <textarea class="reason" rows="1" placeholder={T.reason} aria-label={T.reason}
                value={state.reason().to_owned()} {oninput} onfocus={begin} {onblur}
                data-testid="reason" />
            { marked_words(props, own) }
            <AboutToggle ..props.clone() />
        </div>
    }
}

/// The words that are marked for the next verdict, or that can go with the one given.
fn marked_words(props: &ViewProps, own: Option<&Verdict>) -> Html {
    let marked = props.state.marked.as_ref().and_then(|it| match it {
        Evidence::Words { quote, .. } => Some(crate::text::shorten(quote, 60)),
        Evidence::Absent { .. } => None,
    });
    let Some(words) = marked else {
        return html! { <p class="hint">{ T.mark_hint }</p> };
    };
    let Some(own) = own else {
        return html! { <p class="hint">{ fill(T.words_marked, &[("words", &words)]) }</p> };
    };
    let on_choice = give_verdict(props);
    let outcome = own.outcome;
    let onclick = on_choice.reform(move |_: MouseEvent| outcome);
    html! {
        <button class="quiet" {onclick} data-testid="add-words">
            { fill(T.add_words, &[("words", &words)]) }
        </button>
    }
}

/// Whether the scenario is about the chosen clause.
#[component]
fn AboutToggle(props: &ViewProps) -> Html {
    let state = &props.state;
    let (Some(clause), Some(scenario)) = (&state.chosen.clause, state.scenario()) else {
        return Html::default();
    };
    let named = scenario.clauses.contains(clause);
    let edit = Edit::ClauseNamed(state.chosen.scenario, clause.clone(), !named);
    let onclick = props.dispatch.on_edit(edit);
    html! {
        <button class="quiet about-toggle" {onclick} aria-pressed={named.to_string()}>
            { if named { "☑ " } else { "☐ " } }{ T.about_this }
        </button>
    }
}

/// Gives the visitor's verdict on the chosen clause and reply.
pub(crate) fn give_verdict(props: &ViewProps) -> Callback<Outcome> {
    let (state, dispatch) = (props.state.clone(), props.dispatch.clone());
    Callback::from(move |outcome| send_verdict(&state, &dispatch, outcome))
}

/// See [`give_verdict`].
pub(crate) fn send_verdict(state: &AppState, dispatch: &Dispatch, outcome: Outcome) {
    if let Some(verdict) = state.judged(outcome, stamp()) {
        dispatch.edit(Edit::VerdictGiven(Box::new(verdict)));
    }
}
