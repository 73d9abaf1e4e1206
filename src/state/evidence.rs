//! What points at words: which check or whose verdict, and where else it points.

use super::AppState;
use super::marks::{MarkKind, spans};
use crate::engine::{CheckFinding, ClauseRow, GivenVerdict};
use crate::text::Span;
use crate::verdict::Evidence;

/// A place in a message of the chosen transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Index of the message, counted over the scenario's messages and then the output's.
    pub message: usize,
    /// In bytes of what it says.
    pub byte: usize,
}

/// Someone or something that points at words for a clause.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pointing<'a> {
    /// The clause, and everything else that is said about it.
    pub row: &'a ClauseRow,
    /// Who points.
    pub said: Said<'a>,
    /// What the pointing means.
    pub kind: MarkKind,
}

/// Who points at words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Said<'a> {
    /// A check.
    Check(&'a CheckFinding),
    /// A person or a model.
    Verdict(&'a GivenVerdict),
}

impl<'a> Said<'a> {
    /// Everything it points at.
    pub fn evidence(self) -> &'a [Evidence] {
        match self {
            Said::Check(finding) => &finding.result.evidence,
            Said::Verdict(verdict) => &verdict.evidence,
        }
    }
}

impl AppState {
    /// Everything that points at the words at `spot`, those for the chosen clause first.
    pub fn pointing_at(&self, spot: Spot) -> Vec<(Span, Pointing<'_>)> {
        let findings = self.findings().filter(|_| !self.is_blind());
        let (Some(findings), Some(text)) = (findings, self.said_in(spot.message)) else {
            return Vec::new();
        };
        let is_there = |span: &Span| span.start <= spot.byte && spot.byte < span.end;
        let here = |it: Pointing<'_>| spans(it.said.evidence(), spot.message, text).find(is_there);
        let rows = findings.rows.iter();
        // Parted, not sorted: every sort is code to download.
        let is_chosen = |it: &(Span, Pointing<'_>)| self.is_chosen(it.1.row);
        let (mut all, others): (Vec<_>, Vec<_>) = rows
            .flat_map(|row| self.pointings(row))
            .filter_map(|it| Some((here(it)?, it)))
            .partition(is_chosen);
        all.extend(others);
        all
    }

    /// What a message of the chosen transcript says.
    fn said_in(&self, message: usize) -> Option<&str> {
        let messages = &self.scenario()?.messages;
        let reply = self.output().map_or(&[][..], |it| &it.messages[..]);
        let found = messages.get(message).or_else(|| {
            let at = message.checked_sub(messages.len())?;
            reply.get(at)
        });
        Some(&found?.content)
    }
}
