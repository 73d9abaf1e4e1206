//! Tools that checks name and nobody calls: mostly a name that was misspelt.

use crate::check::choices::did_you_mean;
use crate::check::definition::CheckDefinition;
use crate::diagnostic::{Diagnostic, Severity};
use crate::message::{Message, Role};
use crate::transcript::Transcript;
use std::collections::BTreeSet;

/// From how many transcripts with calls on it says something that a tool is called in none.
const MANY: usize = 10;

/// More names are not kept.
const MAX_NAMES: usize = 20_000;

/// The tools that some transcripts call or speak of.
#[derive(Clone, Debug, Default)]
pub struct CalledTools {
    called: BTreeSet<String>,
    /// Words of system and developer messages, which say what tools there are.
    offered: BTreeSet<String>,
    n_transcripts: usize,
}

impl CalledTools {
    /// Adds what one transcript calls and speaks of. Those without a call say nothing about tools.
    pub fn add(&mut self, transcript: &Transcript) {
        if self.add_calls(transcript) {
            transcript.messages.iter().for_each(|it| self.add_words(it));
        }
    }

    /// Adds the calls alone, which is quicker; false where there are none.
    pub(crate) fn add_calls(&mut self, transcript: &Transcript) -> bool {
        let calls = transcript.messages.iter().flat_map(|it| &it.tool_calls);
        let mut n_calls = 0;
        for call in calls {
            n_calls += 1;
            keep(&mut self.called, &call.name);
        }
        self.n_transcripts += usize::from(n_calls > 0);
        n_calls > 0
    }

    /// Adds the tools that a message may name, where it is one of the system or the developer.
    pub(crate) fn add_words(&mut self, message: &Message) {
        if says_tools(message) {
            let is_part = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '.');
            let words = message.content.split(|it| !is_part(it));
            words.for_each(|it| keep(&mut self.offered, it.trim_end_matches('.')));
        }
    }

    /// The tools that a check names and that none of many transcripts calls, each at its place in
    /// the check's source; of fewer transcripts only those that look misspelt.
    pub fn never_called(&self, check: &CheckDefinition) -> Vec<Diagnostic> {
        let mut found: Vec<Diagnostic> = Vec::new();
        for tool in &check.tools {
            if self.n_transcripts == 0 || self.knows(&tool.name) {
                continue;
            }
            let hint = did_you_mean(&tool.name, self.called.iter().map(String::as_str));
            let severity = match hint {
                Some(_) => Severity::Warning,
                None if self.n_transcripts >= MANY => Severity::Note,
                None => continue,
            };
            let (name, n) = (&tool.name, self.n_transcripts);
            let message = match n {
                1 => format!(
                    "`{name}` is not called in the one transcript with calls: is the name right?"
                ),
                n => format!(
                    "`{name}` is called in none of {n} transcripts with calls: is the name right?"
                ),
            };
            let mut diagnostic =
                Diagnostic::new(severity, "tool-never-called", tool.span, tool.line, message);
            diagnostic.hint = hint;
            if !found.contains(&diagnostic) {
                found.push(diagnostic);
            }
        }
        found
    }

    fn knows(&self, name: &str) -> bool {
        match name.strip_suffix('*') {
            Some(start) => self
                .called
                .iter()
                .chain(&self.offered)
                .any(|it| it.starts_with(start)),
            None => self.called.contains(name) || self.offered.contains(name),
        }
    }
}

/// Whether a message may say what tools there are.
pub(crate) fn says_tools(message: &Message) -> bool {
    matches!(message.role, Role::System | Role::Developer)
}

fn keep(names: &mut BTreeSet<String>, name: &str) {
    if !names.contains(name) && names.len() < MAX_NAMES {
        names.insert(name.to_owned());
    }
}
