//! What the engine found, as the page keeps it.

use super::reading::{self, Replies};
use crate::engine::{Findings, SpecView, TranscriptFindings};
use crate::prose::Node;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the engine found so far.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The spec as last read.
    pub spec: Arc<SpecView>,
    /// By transcript, of those that are told.
    pub transcripts: BTreeMap<String, Arc<TranscriptFindings>>,
    /// The request these findings answer.
    pub request: u64,
    /// How many checks ran for it.
    pub n_runs: u32,
    /// How many did not, because checking was stopped.
    pub n_missing: u32,
    /// How many wait for parts that the engine lacks.
    pub n_waiting: u32,
    /// What it took less than, in milliseconds.
    pub took_under: u32,
    /// How often findings came that say something new.
    n_news: u32,
    /// Text of the spec that is set to be read.
    pub(super) set: reading::Set,
    /// How often text of the spec was set.
    pub n_set: u32,
    /// How replies differ, as far as they are compared.
    pub(super) compared: Vec<(Replies, Vec<Node>)>,
    /// How often messages were set or replies compared.
    pub n_said: u32,
}

/// By request: what is known changes only when the engine answers one.
impl PartialEq for Known {
    fn eq(&self, other: &Known) -> bool {
        self.request == other.request && self.n_runs == other.n_runs && self.looks_like(other)
    }
}

impl Known {
    pub(super) fn merge(&mut self, request: u64, findings: Findings, took_ms: u32) {
        let counts = (findings.n_missing, findings.n_waiting);
        let is_news = counts != (self.n_missing, self.n_waiting)
            || !findings.transcripts.is_empty()
            || !findings.removed.is_empty()
            || findings.begins;
        if let Some(spec) = findings.spec {
            self.take_spec(spec);
        }
        if findings.begins {
            self.transcripts.clear();
        }
        for id in &findings.removed {
            self.transcripts.remove(id);
        }
        for transcript in findings.transcripts {
            self.transcripts
                .insert(transcript.transcript.clone(), transcript);
        }
        self.n_news += u32::from(is_news);
        (self.request, self.n_runs) = (request, findings.n_runs);
        self.took_under = round_up(took_ms, self.took_under);
        (self.n_missing, self.n_waiting) = counts;
    }

    /// How often findings came that say something new.
    pub fn n_news(&self) -> u32 {
        self.n_news
    }

    /// Whether the views look the same: most keystrokes find what was found before, and nothing
    /// is drawn for them.
    pub(super) fn looks_like(&self, other: &Known) -> bool {
        let shown = |it: &Known| (it.n_news, it.took_under, it.n_set, it.n_said);
        shown(self) == shown(other) && Arc::ptr_eq(&self.spec, &other.spec)
    }
}

/// A round number of milliseconds above `took`. It stays `before` as long as that says much the
/// same, so that it seldom changes from one keystroke to the next.
fn round_up(took: u32, before: u32) -> u32 {
    if took < before && took >= before / 8 {
        return before;
    }
    let steps = [20, 50, 100, 200, 500];
    let step = steps.into_iter().find(|it| took < *it);
    step.unwrap_or_else(|| (took / 1000 + 1) * 1000)
}
