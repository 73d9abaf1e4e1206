//! Checks: the computer looks for something.
//!
//! A [`Check`] is a deterministic test with parameters, bound to a clause. It says what it
//! matched and where; one that did not match says what it looked for and where it looked.

use crate::verdict::Evidence;
use serde::{Deserialize, Serialize};

/// What a check may decide about its clause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decides {
    /// A failure breaks the clause; anything else says only "no break found".
    #[default]
    Break,
    /// The clause is wholly what the check tests: it can be kept or broken by it.
    Both,
    /// A signal, "look here"; it decides nothing.
    Nothing,
}

/// How a check came out on one transcript. This is the check's own result, not a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckOutcome {
    /// The text is as the check asserts.
    Pass,
    /// It is not.
    Fail,
    /// Its `when` did not match.
    NotApplicable,
    /// It could not run: faulty parameters or a limit reached; the explanation says which.
    Error,
}

/// What a check found in one transcript.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckResult {
    /// The check's own result.
    pub outcome: CheckOutcome,
    /// Between 0 and 1, where the type has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The words matched, or what was looked for and not found.
    pub evidence: Vec<Evidence>,
    /// One sentence for people.
    pub explanation: String,
    /// Whether a check that decides nothing says "look here".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub signal: bool,
    /// Whether the check has a `when` and it matched: its clause applies here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub applies: bool,
}
