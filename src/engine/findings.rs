//! What the engine found, as plain data for a view.

use crate::check::{CheckOutcome, CheckResult, Decides};
use crate::diagnostic::Diagnostic;
use crate::prose::Node;
use crate::spec::{Authority, Clause};
use crate::verdict::{Evidence, Outcome, Source, Status};
use crate::workspace::Altered;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What changed since findings were last taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// The spec, where it changed.
    pub spec: Option<Arc<SpecView>>,
    /// These are the first of a workspace: what was known of others is of an engine that is gone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub begins: bool,
    /// Transcripts whose findings changed, of those that are told.
    pub transcripts: Vec<Arc<TranscriptFindings>>,
    /// Ids of transcripts that are gone, or are not told any more.
    pub removed: Vec<String>,
    /// How many check runs this took.
    pub n_runs: u32,
    /// How many were given up before they ran: what they would have found is not known.
    pub n_missing: u32,
    /// How many wait for parts that this engine lacks: an engine that has them would run them.
    pub n_waiting: u32,
}

/// A spec as the page needs it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SpecView {
    /// The document's title.
    pub title: String,
    /// Headings in document order.
    pub sections: Vec<SectionView>,
    /// Rules in document order.
    pub clauses: Vec<Clause>,
    /// Checks bound to clauses, those of packs last.
    pub checks: Vec<CheckView>,
    /// Faults in the spec, its checks and the packs.
    pub diagnostics: Vec<Diagnostic>,
    /// That the text is not as it was published, where it was.
    #[serde(default)]
    pub altered: Option<Altered>,
    /// Fingerprints of the published text's clauses, where it was read: the page keeps them with
    /// the work.
    #[serde(default)]
    pub published: Option<Arc<str>>,
    /// What makes its clauses hard to hold a reply against; nothing is wrong.
    #[serde(default)]
    pub advice: Vec<Diagnostic>,
}

/// A section as the page needs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SectionView {
    /// Id, else slug.
    pub key: String,
    /// The heading as raw Markdown.
    pub title: String,
    /// 1 to 6; 0 before the first heading.
    pub depth: u8,
    /// Where stated and known.
    pub authority: Option<Authority>,
    /// How many bytes its text has.
    pub len: usize,
    /// What its set text is kept under: the same key, the same text.
    pub set: String,
}

/// A piece of set text and what it is kept under.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetText {
    /// [`SectionView::set`], [`rule_key`](crate::prose::rule_key) or
    /// [`message_key`](crate::prose::message_key); nothing for a comparison of replies.
    pub key: String,
    /// The text.
    pub nodes: Vec<Node>,
}

/// A check as the page needs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckView {
    /// The check's id.
    pub id: String,
    /// The clause it is bound to; `None` for a scenario's own check.
    pub clause: Option<String>,
    /// The type as written.
    pub type_name: String,
    /// One sentence: what it looks for.
    pub summary: String,
    /// The author's reason.
    pub why: Option<String>,
    /// What it may decide.
    pub decides: Decides,
}

/// What is known of one transcript.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TranscriptFindings {
    /// The transcript.
    pub transcript: String,
    /// The scenario it belongs to.
    pub scenario: String,
    /// Clauses about which something is known or asked, in document order. A clause that is not
    /// here is not judged.
    pub rows: Vec<ClauseRow>,
    /// What the scenario's own checks found.
    pub own_checks: Vec<(CheckView, CheckResult)>,
    /// Faults in the scenario's own checks.
    pub diagnostics: Vec<Diagnostic>,
}

/// One clause, one transcript, all sources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClauseRow {
    /// The clause.
    pub clause: String,
    /// All sources taken together by the workspace's rule.
    pub status: Status,
    /// Whether the clause applies here: the scenario names it, a check's `when` matched, or
    /// someone said so. Where it does not, the status enters no rate.
    pub applies: bool,
    /// What its checks found.
    pub checks: Vec<CheckFinding>,
    /// What people and models said.
    pub verdicts: Vec<GivenVerdict>,
}

/// What one check found, and whether it counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckFinding {
    /// The check's id.
    pub check: String,
    /// Its result.
    pub result: CheckResult,
    /// Who set this finding aside for this transcript, if anyone.
    pub overruled_by: Option<Source>,
}

/// A standing verdict of a person or model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GivenVerdict {
    /// The verdict's id in the log.
    pub id: String,
    /// Who said it.
    pub source: Source,
    /// What they said.
    pub outcome: Outcome,
    /// The words they pointed at.
    pub evidence: Vec<Evidence>,
    /// Why.
    pub explanation: String,
    /// What people agreed on after a discussion, in place of what each of them had said.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub settled: bool,
    /// The clause's words changed since.
    pub older_words: bool,
    /// The reply changed since: the verdict is shown but does not count.
    pub older_reply: bool,
    /// What was said around the reply changed since: it does not count either.
    pub older_context: bool,
}

impl TranscriptFindings {
    /// What is known of `clause`.
    pub fn row(&self, clause: &str) -> Option<&ClauseRow> {
        self.rows.iter().find(|row| row.clause == clause)
    }
}

impl GivenVerdict {
    /// Whether it was given on this very reply in this very conversation.
    pub fn counts(&self) -> bool {
        !self.older_reply && !self.older_context
    }
}

impl CheckFinding {
    /// Whether the check hit and nobody set that aside.
    pub fn fired(&self) -> bool {
        self.result.outcome == CheckOutcome::Fail && self.overruled_by.is_none()
    }
}
