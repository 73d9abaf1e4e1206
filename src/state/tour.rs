//! The first minute: judge a reply, see what the check saw, get past the check, overrule it,
//! share.

use super::{Action, AppState, Dialog};
use crate::engine::CheckFinding;

/// Where a first visit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tour {
    /// Asked about one clause; nothing is revealed.
    Ask,
    /// Sees the check's finding beside their own verdict.
    Compare,
    /// Tries to break the rule without tripping the check.
    Evade,
    /// The check missed it; they decide.
    Overrule,
    /// Invited to share what they found.
    Share,
}

impl Tour {
    /// The step's number, from 1 to [`Tour::STEPS`].
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// How many steps there are.
    pub const STEPS: usize = 5;
}

/// The step of the first minute after `action` led from `before` to `after`.
pub(super) fn next(before: &AppState, action: &Action, after: &AppState) -> Option<Tour> {
    let tour = after.tour?;
    let judged = action.gives_verdict();
    match (tour, action) {
        (Tour::Ask, _) if judged => Some(Tour::Compare),
        (Tour::Compare, Action::TourAdvanced) => Some(Tour::Evade),
        (Tour::Evade, Action::FindingsArrived { .. }) if evaded(before, after) => {
            Some(Tour::Overrule)
        }
        (Tour::Overrule, Action::FindingsArrived { .. }) if caught(after) => Some(Tour::Evade),
        (Tour::Overrule, _) if judged => Some(Tour::Share),
        (Tour::Share, Action::DialogOpened(Dialog::Share)) => None,
        (_, Action::TourSkipped) => None,
        _ => Some(tour),
    }
}

/// The check no longer fires on the chosen clause although the reply was edited.
fn evaded(before: &AppState, after: &AppState) -> bool {
    let edited = after.history.can_undo() && !after.reply_is_blank();
    edited && caught(before) && !caught(after)
}

fn caught(state: &AppState) -> bool {
    let row = state.chosen_row();
    row.is_some_and(|row| row.checks.iter().any(CheckFinding::fired))
}
