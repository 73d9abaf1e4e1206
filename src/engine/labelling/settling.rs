//! What people agree on after a discussion.

use super::super::Engine;
use super::super::acts::{Act, Acted};
use super::acts::{adding, gone};
use super::seat::Place;
use crate::agreement::outcome_of;
use crate::verdict::{Source, Verdict, VerdictEvent};

/// Settles an item: the outcome, the clause, and after a line break the transcript.
pub(in crate::engine) fn settle(engine: &Engine, act: &Act, what: &str) -> Acted {
    let (outcome, item) = what.split_once(' ').unwrap_or_default();
    let (clause, transcript) = item.split_once('\n').unwrap_or_default();
    let place = Place::of(engine, &(clause.to_owned(), transcript.to_owned()));
    let (Some(workspace), Some(place), Some(outcome)) =
        (&engine.workspace, place, outcome_of(outcome))
    else {
        return gone();
    };
    let name = act.field("who");
    if name.is_empty() {
        let hint = "write the name of who settles it, or of the group";
        return Acted::fault("It must be known who settled it", hint);
    }
    let source = Source::Person {
        name: name.to_owned(),
    };
    let verdict = Verdict {
        explanation: act.field("note").to_owned(),
        ..place.verdict(source, outcome, act).settled()
    };
    let event = VerdictEvent::Given(verdict);
    adding(workspace, event, String::new())
}
