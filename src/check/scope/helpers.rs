//! Helpers that an agent starts: how many, and what they are told.

use super::one_of;
use crate::check::CheckOutcome;
use crate::check::definition::CheckDefinition;
use crate::check::tool::{CallPattern, Met};
use crate::message::{Message, Role, ToolCall};
use crate::transcript::Transcript;
use std::sync::Arc;

/// What is agreed on sub-agents.
#[derive(Debug, Default)]
pub(super) struct Helpers {
    /// The tools that start them; told by their names where nothing is said.
    pub(super) tools: Vec<CallPattern>,
    pub(super) max: Option<usize>,
    pub(super) brief: Option<CheckDefinition>,
}

impl Helpers {
    /// Whether a call is within what is agreed; counts the helper that it starts.
    pub(super) fn of(&self, message: usize, call: &ToolCall, n_so_far: &mut usize) -> Met {
        match self.are_started_by(call, message) {
            Met::Yes => {}
            Met::No(_) => return Met::Yes,
            unknown => return unknown,
        }
        *n_so_far += 1;
        let name = &call.name;
        match self.max.filter(|most| *n_so_far > *most) {
            None => self.briefed(call),
            Some(0) => Met::No(format!("`{name}` starts a helper, none agreed")),
            Some(most) => Met::No(format!(
                "`{name}` starts one more helper, at most {most} agreed"
            )),
        }
    }

    fn are_started_by(&self, call: &ToolCall, message: usize) -> Met {
        if !self.tools.is_empty() {
            return one_of(self.tools.iter(), call, message, String::new());
        }
        let name = call.name.to_ascii_lowercase();
        let signs = ["helper", "subagent", "sub_agent", "spawn", "delegate"];
        match signs.iter().any(|it| name.contains(it)) {
            true => Met::Yes,
            false => Met::No(String::new()),
        }
    }

    /// Whether the helper is told what it must be told.
    fn briefed(&self, call: &ToolCall) -> Met {
        let Some(brief) = &self.brief else {
            return Met::Yes;
        };
        let message = Message::new(Role::Assistant, call.arguments.to_string());
        let told = Transcript::of_messages(String::new(), vec![Arc::new(message)]);
        let result = brief.run(&told);
        match result.outcome {
            CheckOutcome::Pass => Met::Yes,
            CheckOutcome::Error => Met::Unknown(result.explanation),
            _ => {
                let (name, why) = (&call.name, result.explanation);
                Met::No(format!("the brief in `{name}` is not as agreed: {why}"))
            }
        }
    }
}
