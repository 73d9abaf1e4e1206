//! What a rater does: begin a list, judge, mark words, take back.

use super::super::Engine;
use super::super::acts::{Act, Acted, Changes};
use super::super::sheets::{LABEL, address};
use super::choose::Choice;
use super::seat::{Place, Progress, Seat, Wording, progress, rater_called};
use crate::agreement::outcome_of;
use crate::text::{Span, sha256};
use crate::verdict::{Evidence, Outcome, Verdict, VerdictEvent};
use crate::workspace::Workspace;
use crate::workspace::lists::List;
use crate::workspace::patch::Splice;
use serde_json::{Map, Value};
use std::sync::Arc;

pub(super) fn gone() -> Acted {
    let hint = "make another one, or open the link to it again";
    Acted::fault("This list is not here any more", hint)
}

/// Makes a list of what the sheet's fields choose.
pub(in crate::engine) fn new_list(engine: &Engine, act: &Act, _: &str) -> Acted {
    let Some(workspace) = &engine.workspace else {
        return Acted::default();
    };
    let choice = Choice {
        pick: act.field("pick"),
        clause: act.field("clause"),
        model: act.field("model"),
        most: act.field("n"),
        seed: act.field("seed"),
    };
    let (items, _) = choice.items(engine, workspace);
    if items.is_empty() {
        let hint = "choose otherwise, or give a scenario a reply and the clauses it is about";
        return Acted::fault("There is nothing like that to label", hint);
    }
    let list = List {
        id: sha256(act.id.as_bytes())[..8].to_owned(),
        name: choice.name(items.len()),
        items,
        needs_reason: !act.field("reason").is_empty(),
        ..List::default()
    };
    let go_to = match act.field("who") {
        "" => address(LABEL, "", &[]),
        name => seat(workspace, &list, name, act).address(),
    };
    Acted {
        go_to,
        ..with_fields(Some(workspace.with_list(&list)))
    }
}

fn seat(workspace: &Workspace, list: &List, name: &str, act: &Act) -> Seat {
    Seat {
        list: list.id.clone(),
        rater: rater_called(workspace, name, &act.id),
        name: name.to_owned(),
        ..Seat::default()
    }
}

/// Sits down at the list of this id, at the first item without a verdict.
pub(in crate::engine) fn begin(engine: &Engine, act: &Act, list: &str) -> Acted {
    let Some((workspace, list)) = find(engine, list) else {
        return gone();
    };
    let name = act.field("who");
    if name.is_empty() {
        let hint =
            "any name will do; it stands beside your verdicts when they are brought together";
        return Acted::fault("Type your name first", hint);
    }
    let seat = seat(workspace, &list, name, act);
    let progress = progress(engine, &list, &seat);
    // From the end, the next one is the first without a verdict.
    let at = progress.next(list.items.len());
    Acted::going_to(seat.moved(at).address())
}

/// Takes a list away; what was said of its replies stays.
pub(in crate::engine) fn drop_list(engine: &Engine, _: &Act, list: &str) -> Acted {
    let extra = engine.workspace.as_ref().map(|it| it.without_list(list));
    with_fields(extra)
}

/// Changes the workspace's fields of later versions.
fn with_fields(extra: Option<Map<String, Value>>) -> Acted {
    Acted::changing(Changes {
        extra,
        ..Changes::default()
    })
}

fn find<'a>(engine: &'a Engine, list: &str) -> Option<(&'a Workspace, List)> {
    let workspace = engine.workspace.as_ref()?;
    Some((workspace, workspace.list(list)?))
}

/// A rater at an item that is there.
struct Sitting<'a> {
    workspace: &'a Workspace,
    list: List,
    seat: Seat,
    place: Place<'a>,
    progress: Progress,
}

impl<'a> Sitting<'a> {
    fn at(engine: &'a Engine, seat: &str) -> Result<Sitting<'a>, Box<Acted>> {
        let none = || Box::new(gone());
        let seat = Seat::read(seat).ok_or_else(none)?;
        let (workspace, list) = find(engine, &seat.list).ok_or_else(none)?;
        let item = list.items.get(seat.at).ok_or_else(none)?;
        let place = Place::of(engine, item).map(|it| it.by(Wording::for_rater(&list, &seat.name)));
        let place = place.ok_or_else(|| {
            let hint = "go on with the next one; undo brings it back";
            Box::new(Acted::fault(
                "This clause or reply is not here any more",
                hint,
            ))
        })?;
        let progress = progress(engine, &list, &seat);
        Ok(Sitting {
            workspace,
            list,
            seat,
            place,
            progress,
        })
    }

    /// What the rater said of the item as it is.
    fn own(&self) -> Option<&Verdict> {
        self.progress.said.get(self.seat.at)?.as_deref()
    }

    /// What the rater pointed at: with the verdict so far, before it, and just now.
    fn evidence(&self, act: &Act) -> Vec<Evidence> {
        let mut evidence = self.own().map_or(Vec::new(), |it| it.evidence.clone());
        let selected = act.selected.and_then(|it| self.place.span(it));
        for mark in self.seat.marks.iter().copied().chain(selected) {
            let new = self.place.evidence(mark);
            evidence.extend(new.filter(|it| !evidence.contains(it)));
        }
        evidence
    }

    fn verdict(&self, act: &Act, outcome: Outcome, evidence: Vec<Evidence>, why: &str) -> Verdict {
        let verdict = self.place.verdict(self.seat.source(), outcome, act);
        Verdict {
            evidence,
            explanation: why.to_owned(),
            ..verdict.by_rater(&self.seat.rater)
        }
    }

    /// Says so, and goes on.
    fn saying(&self, verdict: Verdict, go_to: String) -> Acted {
        adding(self.workspace, VerdictEvent::Given(verdict), go_to)
    }
}

/// Judges the item at a seat, and goes on to the next one: the outcome, then the seat.
pub(in crate::engine) fn label(engine: &Engine, act: &Act, what: &str) -> Acted {
    let (outcome, seat) = what.split_once(' ').unwrap_or_default();
    let Some(outcome) = outcome_of(outcome) else {
        return gone();
    };
    let sitting = match Sitting::at(engine, seat) {
        Ok(sitting) => sitting,
        Err(fault) => return *fault,
    };
    let reason = act.field("reason");
    if sitting.list.needs_reason && reason.is_empty() {
        let hint = "press N, or click into the field, say why, and choose again";
        return Acted::fault("This list asks for a reason with every verdict", hint);
    }
    let evidence = sitting.evidence(act);
    let next = sitting.progress.next(sitting.seat.at);
    // Where this was the only one open, there is none any more.
    let is_last = next == sitting.seat.at;
    let next = if is_last {
        sitting.list.items.len()
    } else {
        next
    };
    let go_to = sitting.seat.moved(next).address();
    let said = (outcome, &evidence, reason);
    let is_said = |it: &Verdict| (it.outcome, &it.evidence, it.explanation.as_str()) == said;
    if sitting.own().is_some_and(is_said) {
        return Acted::going_to(go_to);
    }
    let verdict = sitting.verdict(act, outcome, evidence, reason);
    sitting.saying(verdict, go_to)
}

/// Stays at an item whose marks are others.
fn staying(seat: &Seat) -> Acted {
    Acted {
        stays: true,
        ..Acted::going_to(seat.address())
    }
}

/// Marks the selected words: for the verdict that was given, or for one still to come.
pub(in crate::engine) fn mark(engine: &Engine, act: &Act, seat: &str) -> Acted {
    let sitting = match Sitting::at(engine, seat) {
        Ok(sitting) => sitting,
        Err(fault) => return *fault,
    };
    let Some(mark) = act.selected.and_then(|it| sitting.place.span(it)) else {
        let hint =
            "with the mouse, or go into the reply with Tab and hold Shift with the arrow keys";
        return Acted::fault("Select the words first", hint);
    };
    match sitting.own() {
        Some(own) => {
            let evidence = sitting.evidence(act);
            let why = own.explanation.clone();
            let verdict = sitting.verdict(act, own.outcome, evidence, &why);
            sitting.saying(verdict, String::new())
        }
        None => {
            let mut seat = sitting.seat;
            if !seat.marks.contains(&mark) {
                seat.marks.push(mark);
            }
            staying(&seat)
        }
    }
}

/// Takes a mark away: its number, then the seat.
pub(in crate::engine) fn unmark(engine: &Engine, act: &Act, what: &str) -> Acted {
    let (number, seat) = what.split_once(' ').unwrap_or_default();
    let (number, sitting) = match (number.parse::<usize>(), Sitting::at(engine, seat)) {
        (Ok(number), Ok(sitting)) => (number, sitting),
        (_, Err(fault)) => return *fault,
        _ => return Acted::default(),
    };
    let Some(own) = sitting.own() else {
        let mut seat = sitting.seat;
        if number < seat.marks.len() {
            seat.marks.remove(number);
        }
        return staying(&seat);
    };
    let mut evidence = own.evidence.clone();
    if number < evidence.len() {
        evidence.remove(number);
    }
    let verdict = sitting.verdict(act, own.outcome, evidence, &own.explanation);
    sitting.saying(verdict, String::new())
}

/// Takes back the rater's last verdict on the list, and goes to where it was.
pub(in crate::engine) fn undo(engine: &Engine, act: &Act, seat: &str) -> Acted {
    let Some(seat) = Seat::read(seat) else {
        return gone();
    };
    let Some((workspace, list)) = find(engine, &seat.list) else {
        return gone();
    };
    let progress = progress(engine, &list, &seat);
    // Of two at the same moment the one that was entered last.
    let place = |it: &Verdict| workspace.verdicts.iter().rposition(|at| at.id() == it.id);
    let said = progress.said.iter().enumerate();
    let given = said.filter_map(|(at, it)| Some((place(it.as_ref()?)?, at, it.as_ref()?)));
    let Some((_, at, last)) = given.max_by_key(|it| it.0) else {
        return Acted::fault(
            "There is no verdict of yours to take back",
            "choose one first",
        );
    };
    let (id, time) = (act.id.clone(), act.time.clone());
    let event = VerdictEvent::withdrawal(id, last.id.clone(), time);
    // What they wrote and marked is there for another verdict.
    let mut seat = seat.moved(at);
    seat.marks = last.evidence.iter().filter_map(marked).collect();
    let reason = ("reason", last.explanation.as_str());
    let reason = std::slice::from_ref(&reason);
    let reason = if last.explanation.is_empty() {
        &[]
    } else {
        reason
    };
    adding(workspace, event, address(LABEL, &seat.words(), reason))
}

/// The message and the words that evidence points at.
fn marked(evidence: &Evidence) -> Option<(usize, Span)> {
    match evidence {
        Evidence::Words {
            message,
            tool_call: None,
            span,
            ..
        } => Some((*message, *span)),
        _ => None,
    }
}

/// Adds an event to the log and goes on.
pub(super) fn adding(workspace: &Workspace, event: VerdictEvent, go_to: String) -> Acted {
    let added = Splice {
        at: workspace.verdicts.len(),
        remove: 0,
        insert: vec![Arc::new(event)],
    };
    Acted {
        changes: Changes {
            verdicts: Some(added),
            ..Changes::default()
        },
        ..Acted::going_to(go_to)
    }
}
