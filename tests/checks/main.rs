//! Checks from their YAML to their results: where they look, what they say, what is reported.

#[path = "../support/checks.rs"]
mod support;

mod brief;
mod faults;
mod hostile;
mod pasted;
mod random;
mod reading;
mod results;
