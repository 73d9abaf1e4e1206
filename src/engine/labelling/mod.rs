//! Labelling: people judge the replies of a list, one after the other, each without seeing what
//! anyone or anything else said before their own verdict; then their labels are brought together.

mod acts;
mod choose;
#[cfg(feature = "study")]
mod incoming;
#[cfg(feature = "study")]
mod merging;
mod outgoing;
#[cfg(feature = "study")]
mod rewording;
mod seat;
#[cfg(feature = "study")]
mod settling;

pub(super) use acts::{begin, drop_list, label, mark, new_list, undo, unmark};
pub(super) use choose::{Choice, MODELS_SHOWN, models};
#[cfg(feature = "study")]
pub(super) use merging::{merge, tally};
pub(super) use outgoing::{code_of, copy_code, copy_link, save};
#[cfg(feature = "study")]
pub(super) use rewording::new_test;
pub(super) use seat::{Place, Progress, Seat, Wording, progress, raters};
#[cfg(feature = "study")]
pub(super) use settling::settle;
