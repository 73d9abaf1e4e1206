//! Checks of what an agent does: the tools it calls, with what, in which order, how often, and
//! what it makes of their answers.
//!
//! [`CallPattern`] says which calls are meant, for these checks and for the rules that build on
//! them.

mod call;
mod count;
mod ignored;
mod order;
mod output;
mod pattern;

pub(crate) use pattern::{ARGUMENTS, CallPattern, Met, argument, matches_name};

use crate::check::registry::CheckType;

/// The types of all files here.
pub(super) const TYPES: [&[CheckType]; 5] = [
    call::TYPES,
    order::TYPES,
    count::TYPES,
    ignored::TYPES,
    output::TYPES,
];
