//! `tool-order`: tools were called one after the other.
//!
//! **Looks for** the calls of `value` in this order; others may stand between them.
//! **Why**: a copy before a change, a question before an order.
//! **Passes** where each is found after the one before it. Calls in one message are in the order
//! in which they stand there. Evidence is the calls, as far as the order goes.
//! **Blind spots**: wants every one of the calls; where one need only come first if the other
//! comes at all, `before` is meant. Calls in one message may have run at the same time.

use super::{CallPattern, Met};
use crate::check::Check;
use crate::check::definition::Body;
use crate::check::fields::{Fault, Fields, Read};
use crate::check::node::Kind;
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{Found, Look, Reads};
use crate::check::view::{View, Wants};

pub(super) const TYPES: &[CheckType] = &[CheckType {
    name: "tool-order",
    family: "tools",
    summary: "calls of tools in a certain order, others between them or not",
    why: "a copy is made before a change, a question asked before an order",
    reads: Reads::Finder,
    parameters: &[Parameter {
        name: "value",
        takes: "a list of tools' names, or of `{name, args, schema}`",
        needed: true,
        doc: "the calls, first to last",
    }],
    blind_spots: "wants every one of the calls (see `before` for: if at all, then first); calls in one message count as they stand there, though they may run at once",
    examples: &[Example {
        yaml: "{type: tool-order, value: [copy, {name: edit, args: {page: prices}}]}",
        asked: "New prices, please.",
        passes: &[
            r#"[{"role":"assistant","tool_calls":[{"name":"copy"}]},{"role":"assistant","tool_calls":[{"name":"look"},{"name":"edit","arguments":{"page":"prices"}}]}]"#,
        ],
        fails: &[
            r#"[{"role":"assistant","tool_calls":[{"name":"edit","arguments":{"page":"prices"}}]},{"role":"assistant","tool_calls":[{"name":"copy"}]}]"#,
            r#"[{"role":"assistant","tool_calls":[{"name":"copy"}]},{"role":"assistant","tool_calls":[{"name":"edit","arguments":{"page":"index"}}]}]"#,
            "I made a copy and changed the page.",
        ],
    }],
    build: read,
}];

fn read(fields: &mut Fields) -> Read<Body> {
    let node = fields.needed("value", "the calls, first to last")?;
    let Kind::List(items) = &node.kind else {
        let message = format!("`value` takes a list of calls, not {}", node.describe());
        return Err(Fault::new(node, "wrong-parameter", message));
    };
    if items.len() < 2 {
        let message = "`value` takes at least two calls: they are an order";
        let hint = "for a single one, use `tool-call`";
        return Err(Fault::new(node, "wrong-parameter", message).hint(hint));
    }
    let steps = items
        .iter()
        .map(|it| CallPattern::of_node(fields.reader, it));
    let steps = steps.collect::<Read<_>>()?;
    Ok(Body::Looks(Box::new(InOrder { steps })))
}

#[derive(Debug)]
struct InOrder {
    steps: Vec<CallPattern>,
}

impl Check for InOrder {
    fn aim(&self) -> String {
        let steps: Vec<_> = self.steps.iter().map(CallPattern::describe).collect();
        format!("calls of {}", steps.join(", then "))
    }

    fn look(&self, view: &View, message: usize) -> Look {
        self.look_at_all(view, &[message]).pop().unwrap_or_default()
    }

    /// All messages are looked at together; the last one says what was found.
    fn look_at_all(&self, view: &View, messages: &[usize]) -> Vec<Look> {
        let mut looks = vec![Look::default(); messages.len()];
        if let Some(last) = looks.last_mut() {
            *last = self.follow(view, messages);
        }
        looks
    }

    fn wants(&self) -> Wants {
        Wants::Calls
    }
}

impl InOrder {
    fn follow(&self, view: &View, messages: &[usize]) -> Look {
        let mut found: Vec<Found> = Vec::new();
        for message in messages {
            for (at, call) in view.message(*message).tool_calls.iter().enumerate() {
                match self
                    .steps
                    .get(found.len())
                    .map(|it| it.meets(call, *message))
                {
                    Some(Met::Yes) => found.push(Found::call(view, *message, at)),
                    Some(Met::Unknown(reason)) => return Look::stopped(reason),
                    Some(Met::No(_)) | None => {}
                }
            }
        }
        let Some(missing) = self.steps.get(found.len()) else {
            let note = format!("found {}", self.aim());
            let holds = true;
            let note = Some(note);
            return Look {
                holds,
                found,
                note,
                ..Look::default()
            };
        };
        let missing = format!("a call of {}", missing.describe());
        let note = match (found.last(), self.steps[..found.len()].last()) {
            (Some(last), Some(step)) => format!(
                "looked for {missing} after that of {} in message {}, not found",
                step.describe(),
                last.message + 1
            ),
            _ => format!("looked for {missing}, not found"),
        };
        Look {
            found,
            note: Some(note),
            ..Look::missing(missing)
        }
    }
}
