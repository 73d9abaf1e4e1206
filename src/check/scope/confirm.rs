//! The user's yes before what has effects.

use super::one_of;
use crate::check::definition::CheckDefinition;
use crate::check::fields::{Fault, Fields, Read};
use crate::check::node::Node;
use crate::check::tool::{CallPattern, Met};
use crate::check::view::View;
use crate::check::{CheckOutcome, yaml};
use crate::message::{Role, ToolCall};
use crate::transcript::Transcript;
use std::collections::BTreeMap;

/// What counts as a yes where nothing is said.
const YES: &str = "all-of:
  - type: regex
    value: \"\\\\b(yes|yeah|yep|ok|okay|sure|go ahead|please do|do it|confirm(ed)?|approved?|agreed|fine|sounds good|looks good)\\\\b\"
    flags: i
  - {type: not-regex, value: \"\\\\b(no|not|don['’]t|do not|never|wait|stop|hold|cancel)\\\\b\", flags: i}
";

/// Which tools need a yes, and what is one.
#[derive(Debug)]
pub(super) struct Confirmation {
    tools: Vec<CallPattern>,
    yes: CheckDefinition,
}

/// What was said and called so far.
#[derive(Default)]
pub(super) struct Said {
    /// Messages in which the user said a yes that stood for no call yet.
    unused: Vec<usize>,
    /// The last message of which it cannot be told whether it is a yes, and why.
    unknown: Option<(usize, String)>,
    /// By tool that needs a yes, the last message that called it.
    called: BTreeMap<String, usize>,
    has_spoken: bool,
}

impl Confirmation {
    /// From a list of tools, or from `tools` and `by`.
    pub(super) fn read(fields: &mut Fields, node: &Node) -> Read<Confirmation> {
        let entries = node.entries().unwrap_or_default();
        let is_known = |key: &Node| matches!(key.text(), Some("tools" | "by"));
        if let Some((key, _)) = entries.iter().find(|it| !is_known(&it.0)) {
            let message = format!("`confirm` has no field {}", key.describe());
            let hint = "it is a list of tools, or has `tools` and `by`";
            return Err(Fault::new(key, "wrong-parameter", message).hint(hint));
        }
        let tools = node.get("tools").unwrap_or(node);
        let tools = super::read::calls(fields.reader, tools, "confirm")?;
        let yes = match node.get("by") {
            Some(by) => fields.reader.nested(by),
            None => fields.reader.nested(&yaml::read(YES).0),
        };
        Ok(Confirmation { tools, yes })
    }

    /// Takes in what a message says, before its calls are asked about.
    pub(super) fn hear(&self, view: &View, at: usize, so_far: &mut Said) {
        let message = &view.transcript().messages[at];
        so_far.has_spoken |= message.role == Role::Assistant && !message.content.trim().is_empty();
        if message.role != Role::User || !so_far.has_spoken {
            return;
        }
        let result = self.yes.run(&Transcript {
            id: String::new(),
            messages: vec![message.clone()],
            output: vec![0],
        });
        match result.outcome {
            CheckOutcome::Pass => so_far.unused.push(at),
            CheckOutcome::Error => so_far.unknown = Some((at, result.explanation)),
            _ => {}
        }
    }

    /// Whether the user said yes to a call: after the assistant spoke, since the message before that
    /// called this tool, and not to another call.
    pub(super) fn of(&self, message: usize, call: &ToolCall, so_far: &mut Said) -> Met {
        match one_of(self.tools.iter(), call, message, String::new()) {
            Met::Yes => {}
            Met::No(_) => return Met::Yes,
            unknown => return unknown,
        }
        let name = &call.name;
        let since = so_far.called.get(name).map_or(0, |it| it + 1);
        if so_far.unused.pop_if(|it| *it >= since).is_some() {
            return Met::Yes;
        }
        match &so_far.unknown {
            Some((at, reason)) if *at >= since => Met::Unknown(reason.clone()),
            _ => Met::No(format!("`{name}` was called without the user's yes")),
        }
    }

    /// Takes in what a message called, after its calls were asked about: they are one act in time.
    pub(super) fn pass(&self, view: &View, at: usize, so_far: &mut Said) {
        for call in &view.message(at).tool_calls {
            if self.tools.iter().any(|it| it.is_named(&call.name)) {
                so_far.called.insert(call.name.clone(), at);
            }
        }
    }
}
