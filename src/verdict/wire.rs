//! How evidence and log entries are read: one flat form each, told apart by the fields present.
//!
//! Serde's own way for such enums tries one variant after the other on a copy of the input, which
//! costs memory and code, and its faults do not say what is missing.

use super::{Outcome, SourceKind, Verdict, VerdictEvent};
use crate::message::null_as_default;
use crate::text::Span;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Evidence as it stands in files.
#[derive(Deserialize)]
pub(super) struct Evidence {
    #[serde(default)]
    message: usize,
    tool_call: Option<usize>,
    #[serde(default)]
    start: usize,
    #[serde(default)]
    end: usize,
    #[serde(default)]
    quote: String,
    absent: Option<String>,
    #[serde(default)]
    looked_in: String,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

impl From<Evidence> for super::Evidence {
    fn from(wire: Evidence) -> super::Evidence {
        let Evidence {
            message,
            tool_call,
            start,
            end,
            quote,
            absent,
            looked_in,
            extra,
        } = wire;
        match absent {
            Some(absent) => super::Evidence::Absent {
                absent,
                looked_in,
                extra,
            },
            None => {
                let span = Span::new(start, end);
                super::Evidence::Words {
                    message,
                    tool_call,
                    span,
                    quote,
                    extra,
                }
            }
        }
    }
}

/// A source as it stands in files.
#[derive(Deserialize)]
pub(super) struct Source {
    kind: SourceKind,
    check: Option<String>,
    #[serde(default)]
    name: String,
    #[serde(flatten)]
    details: Map<String, Value>,
}

impl TryFrom<Source> for super::Source {
    type Error = Missing;

    fn try_from(wire: Source) -> Result<super::Source, Missing> {
        let Source {
            kind,
            check,
            name,
            details,
        } = wire;
        Ok(match kind {
            SourceKind::Check => super::Source::Check {
                check: check.ok_or(Missing("check"))?,
            },
            SourceKind::Person => super::Source::Person { name },
            SourceKind::Model => super::Source::Model { name, details },
        })
    }
}

/// A log entry as it stands in files.
#[derive(Deserialize)]
pub(super) struct Event {
    id: String,
    time: String,
    withdraws: Option<String>,
    clause: Option<String>,
    #[serde(default)]
    clause_hash: String,
    transcript: Option<String>,
    #[serde(default)]
    output_hash: String,
    #[serde(default)]
    context_hash: String,
    source: Option<super::Source>,
    outcome: Option<Outcome>,
    #[serde(default, deserialize_with = "null_as_default")]
    evidence: Vec<super::Evidence>,
    #[serde(default)]
    explanation: String,
    #[serde(default, deserialize_with = "null_as_default")]
    overrules: Vec<String>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

/// A verdict lacks this field.
#[derive(Debug, thiserror::Error)]
#[error("a verdict lacks `{0}`")]
pub(super) struct Missing(&'static str);

impl TryFrom<Event> for VerdictEvent {
    type Error = Missing;

    fn try_from(wire: Event) -> Result<VerdictEvent, Missing> {
        let Event {
            id, time, extra, ..
        } = wire;
        if let Some(withdraws) = wire.withdraws {
            return Ok(VerdictEvent::Withdrawal {
                id,
                withdraws,
                time,
                extra,
            });
        }
        Ok(VerdictEvent::Given(Verdict {
            id,
            clause: wire.clause.ok_or(Missing("clause"))?,
            clause_hash: wire.clause_hash,
            transcript: wire.transcript.ok_or(Missing("transcript"))?,
            output_hash: wire.output_hash,
            context_hash: wire.context_hash,
            source: wire.source.ok_or(Missing("source"))?,
            outcome: wire.outcome.ok_or(Missing("outcome"))?,
            evidence: wire.evidence,
            explanation: wire.explanation,
            overrules: wire.overrules,
            time,
            extra,
        }))
    }
}
