//! The visitor's own verdicts on what is chosen.

use super::{AppState, Stamp};
use crate::message::Role;
use crate::transcript::Transcript;
use crate::verdict::{OriginKind, Outcome, Source, Verdict, VerdictEvent, standing_on};
use crate::workspace::Workspace;
use std::sync::Arc;

/// The visitor of the page, who has given no name.
pub const VISITOR: Source = Source::Person {
    name: String::new(),
};

/// A reason that is being written before there is a verdict to carry it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    clause: String,
    text: String,
}

impl AppState {
    /// The chosen transcript.
    pub fn transcript(&self) -> Option<Transcript> {
        let scenario = self.scenario()?;
        let of_output = self.output().map(|output| scenario.transcript_of(output));
        of_output.or_else(|| scenario.transcripts().into_iter().next())
    }

    /// The visitor's verdict that stands on the chosen clause and on this very reply.
    pub fn own_verdict(&self) -> Option<&Verdict> {
        let (clause, id) = (self.chosen.clause.as_deref()?, self.transcript_id()?);
        let all = standing_on(&self.history.now.verdicts, clause, &id).into_iter();
        let mut here = all
            .filter(|it| it.source == VISITOR && !it.is_settled())
            .peekable();
        // The words themselves are looked at only where there is a verdict: they may be many.
        here.peek()?;
        let transcript = self.transcript()?;
        here.find(|it| {
            (it.output_hash.is_empty() || it.output_hash == transcript.output_hash())
                && (it.context_hash.is_empty() || it.context_hash == transcript.context_hash())
        })
    }

    /// What is written as the reason for the chosen clause: of the verdict, or of one to come.
    pub fn reason(&self) -> &str {
        match self.own_verdict() {
            Some(verdict) => &verdict.explanation,
            None if self.chosen.clause.as_deref() == Some(&*self.draft.clause) => &self.draft.text,
            None => "",
        }
    }

    /// Whether the chosen reply is still to be written: then there is nothing to judge.
    pub fn awaits_reply(&self) -> bool {
        let Some(scenario) = self.scenario() else {
            return true;
        };
        match self.output() {
            Some(output) => output.origin.kind == OriginKind::Written && self.reply_is_blank(),
            None => !scenario
                .messages
                .iter()
                .any(|it| it.role == Role::Assistant),
        }
    }

    /// A verdict of the visitor on what is chosen. It takes the written reason and the marked
    /// words, else those of the verdict it replaces, and goes on setting aside the same checks
    /// unless it finds a break itself. `None` where nothing can be judged.
    pub fn judged(&self, outcome: Outcome, stamp: Stamp) -> Option<Verdict> {
        let (clause, transcript) = (self.clause()?, self.transcript()?);
        if self.awaits_reply() {
            return None;
        }
        let before = self.own_verdict();
        let overrules = before.filter(|_| outcome != Outcome::Fail);
        let marked = self.marked.iter().cloned().collect::<Vec<_>>();
        Some(Verdict {
            id: stamp.id,
            clause: clause.id.clone(),
            clause_hash: clause.hash.clone(),
            output_hash: transcript.output_hash(),
            context_hash: transcript.context_hash(),
            transcript: transcript.id,
            source: VISITOR,
            outcome,
            evidence: match before {
                Some(before) if marked.is_empty() => before.evidence.clone(),
                _ => marked,
            },
            explanation: self.reason().trim().to_owned(),
            overrules: overrules.map_or_else(Vec::new, |it| it.overrules.clone()),
            time: stamp.time,
            extra: Default::default(),
        })
    }

    /// The visitor's verdict that a check's finding is no break here, or that it counts after all.
    pub fn set_aside(&self, check: &str, aside: bool, stamp: Stamp) -> Option<Verdict> {
        let before = self.own_verdict().map(|it| it.outcome);
        let outcome = before.filter(|it| !aside || *it != Outcome::Fail);
        let mut verdict = self.judged(outcome.unwrap_or(Outcome::Pass), stamp)?;
        verdict.overrules.retain(|it| it != check);
        if aside {
            verdict.overrules.push(check.to_owned());
        }
        Some(verdict)
    }

    pub(super) fn write_draft(&mut self, text: String) {
        let clause = self.chosen.clause.clone().unwrap_or_default();
        self.draft = Draft { clause, text };
    }
}

/// Gives the unnamed person of someone else's work a name, so that the visitor and they remain
/// two: `name`, or with a number where somebody is called so already.
pub(super) fn name_the_sender(workspace: &mut Workspace, name: &str) {
    let is_taken = |name: &str| {
        workspace.verdicts.iter().any(|event| match event.as_ref() {
            VerdictEvent::Given(it) => it.source.name() == name,
            VerdictEvent::Withdrawal { .. } => false,
        })
    };
    let numbered = (2..).map(|n| format!("{name} {n}"));
    let names = std::iter::once(name.to_owned()).chain(numbered);
    let Some(name) = names.into_iter().find(|it| !is_taken(it)) else {
        return;
    };
    for event in &mut workspace.verdicts {
        if let VerdictEvent::Given(verdict) = event.as_ref()
            && verdict.source == VISITOR
        {
            let mut verdict = verdict.clone();
            verdict.source = Source::Person { name: name.clone() };
            *event = Arc::new(VerdictEvent::Given(verdict));
        }
    }
}
