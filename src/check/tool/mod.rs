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

pub(crate) use pattern::{ARGUMENTS, CallPattern, Met};

use crate::check::registry::CheckType;
use crate::check::result::Found;
use crate::check::view::View;

/// The types of all files here.
pub(super) const TYPES: [&[CheckType]; 5] = [
    call::TYPES,
    order::TYPES,
    count::TYPES,
    ignored::TYPES,
    output::TYPES,
];

/// The place of a call: the whole of its arguments.
pub(crate) fn place(view: &View, message: usize, call: usize) -> Found {
    let calls = &view.message(message).tool_calls;
    let length = calls
        .get(call)
        .map_or(0, |it| it.arguments.to_string().len());
    Found {
        message,
        tool_call: Some(call),
        span: (0..length).into(),
    }
}
