//! The first minute: judge a reply, see what the check saw, get past the check, overrule it,
//! share.

use super::{Action, AppState, Dialog, Edit};
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

/// What an action means to the first minute; the rest of it is not needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    Judged,
    Checked,
    Advanced,
    Shared,
    Skipped,
    Nothing,
}

impl Cue {
    pub(super) fn of(action: &Action) -> Cue {
        match action {
            Action::Edited(Edit::VerdictGiven(_)) => Cue::Judged,
            Action::FindingsArrived { .. } => Cue::Checked,
            Action::TourAdvanced => Cue::Advanced,
            Action::DialogOpened(Dialog::Share) => Cue::Shared,
            Action::TourSkipped => Cue::Skipped,
            _ => Cue::Nothing,
        }
    }
}

/// The step of the first minute after something led to `after`.
pub(super) fn next(cue: Cue, after: &AppState) -> Option<Tour> {
    let tour = after.tour?;
    match (tour, cue) {
        (_, Cue::Skipped) | (Tour::Share, Cue::Shared) => None,
        (Tour::Ask, Cue::Judged) => Some(Tour::Compare),
        (Tour::Compare, Cue::Advanced) => Some(Tour::Evade),
        (Tour::Evade, Cue::Advanced) if after.has_evaded() => Some(Tour::Overrule),
        (Tour::Overrule, Cue::Checked) if caught(after) => Some(Tour::Evade),
        (Tour::Overrule, Cue::Judged) => Some(Tour::Share),
        _ => Some(tour),
    }
}

impl AppState {
    /// Whether there is a reply and no check of the chosen clause finds a break in it.
    pub fn has_evaded(&self) -> bool {
        self.chosen_row().is_some() && !self.reply_is_blank() && !caught(self)
    }
}

fn caught(state: &AppState) -> bool {
    let row = state.chosen_row();
    row.is_some_and(|row| row.checks.iter().any(CheckFinding::fired))
}
