//! How the record of a scope is read. What is not understood is a fault: a misspelt limit that went
//! unnoticed would be no limit.

use super::Scope;
use super::confirm::Confirmation;
use super::cost::Costs;
use super::helpers::Helpers;
use super::instant::{self, Time};
use crate::check::choices::did_you_mean;
use crate::check::definition::Body;
use crate::check::fields::{Fault, Fields, Read, count_of, number_of, text_of};
use crate::check::node::{Kind, Node};
use crate::check::read::Reader;
use crate::check::tool::CallPattern;
use crate::diagnostic::Severity;

const NAMES: [&str; 9] = [
    "allowed_tools",
    "tool_constraints",
    "max_cost",
    "cost",
    "latest_time",
    "max_calls",
    "sub_agents",
    "confirm",
    "additional_details",
];

pub(super) fn read(fields: &mut Fields) -> Read<Body> {
    let node = fields.needed("value", "what was agreed")?;
    let message = || format!("`value` takes a mapping, not {}", node.describe());
    let entries = node.entries();
    let entries = entries.ok_or_else(|| Fault::new(node, "wrong-parameter", message()))?;
    let mut scope = Scope {
        is_strict: fields.reader.is_strict(),
        ..Scope::default()
    };
    fields.reader.unique_keys(node)?;
    for (key, value) in entries {
        entry(fields, key, value, &mut scope)?;
    }
    if scope.sets_no_limit() {
        let message = "`value` sets no limit that can be checked";
        let hint = format!("it has {}", NAMES.join(", "));
        return Err(Fault::new(node, "missing-parameter", message).hint(hint));
    }
    warn_of_constraints_on_others(fields, node, &scope);
    Ok(Body::Looks(Box::new(scope)))
}

impl Scope {
    fn sets_no_limit(&self) -> bool {
        let helpers = self.helpers.as_ref();
        self.allowed.is_none()
            && self.constraints.is_empty()
            && self.max_cost.is_none()
            && self.latest.is_none()
            && self.max_calls.is_none()
            && self.confirmation.is_none()
            && helpers.is_none_or(|it| it.max.is_none() && it.brief.is_none())
    }
}

fn entry(fields: &mut Fields, key: &Node, value: &Node, scope: &mut Scope) -> Read<()> {
    match key.text() {
        Some("allowed_tools") => {
            scope.allowed = Some(calls(fields.reader, value, "allowed_tools")?);
        }
        Some("tool_constraints") => scope.constraints = constraints(fields.reader, value)?,
        Some("max_cost") => scope.max_cost = Some(at_least_zero(value, "max_cost")?),
        Some("cost") => scope.costs = Costs::read(value)?,
        Some("latest_time") => scope.latest = Some(time(value)?),
        Some("max_calls") => scope.max_calls = Some(count_of(value, "max_calls")?),
        Some("sub_agents") => scope.helpers = Some(helpers(fields.reader, value)?),
        Some("confirm") => scope.confirmation = Some(Confirmation::read(fields, value)?),
        Some("additional_details") => {}
        name => {
            let message = format!("a scope has no field {}", key.describe());
            let fault = Fault::new(key, "wrong-parameter", message);
            let hint = name.and_then(|it| did_you_mean(it, NAMES));
            let hint = hint.unwrap_or_else(|| format!("it has {}", NAMES.join(", ")));
            return Err(fault.hint(hint));
        }
    }
    Ok(())
}

/// The calls of a list; a single one is a list of one.
pub(super) fn calls(reader: &mut Reader, node: &Node, name: &str) -> Read<Vec<CallPattern>> {
    let items = match &node.kind {
        Kind::List(items) => &items[..],
        Kind::Scalar(_) => std::slice::from_ref(node),
        _ => {
            let message = format!("`{name}` takes a list of tools, not {}", node.describe());
            return Err(Fault::new(node, "wrong-parameter", message));
        }
    };
    items
        .iter()
        .map(|it| CallPattern::of_node(reader, it))
        .collect()
}

fn constraints(reader: &mut Reader, node: &Node) -> Read<Vec<CallPattern>> {
    let message = || {
        format!(
            "`tool_constraints` takes a mapping by tool, not {}",
            node.describe()
        )
    };
    let entries = node.entries();
    let entries = entries.ok_or_else(|| Fault::new(node, "wrong-parameter", message()))?;
    let constraint = |(tool, arguments): &(Node, Node)| {
        let mut pattern = CallPattern::of_node(reader, tool)?;
        pattern.add_arguments(reader, arguments)?;
        Ok(pattern)
    };
    entries.iter().map(constraint).collect()
}

fn at_least_zero(node: &Node, name: &str) -> Read<f64> {
    let number = number_of(node, name)?;
    if number >= 0.0 {
        return Ok(number);
    }
    let message = format!("`{name}` is at least 0, not {}", node.describe());
    Err(Fault::new(node, "wrong-parameter", message))
}

fn time(node: &Node) -> Read<Time> {
    let text = text_of(node, "latest_time")?.to_owned();
    let seconds = instant::read(&text).ok_or_else(|| {
        let message = format!(
            "`latest_time` takes a time with its zone, not {}",
            node.describe()
        );
        let hint = "write it as in 2031-03-18T00:00:00Z or 2031-03-18T01:00:00+01:00";
        Fault::new(node, "no-zone", message).hint(hint)
    })?;
    Ok(Time { seconds, text })
}

fn helpers(reader: &mut Reader, node: &Node) -> Read<Helpers> {
    let mut helpers = Helpers::default();
    let Some(entries) = node.entries() else {
        let none = matches!(node.text(), Some("false" | "none"));
        helpers.max = Some(if none {
            0
        } else {
            count_of(node, "sub_agents")?
        });
        return Ok(helpers);
    };
    for (key, value) in entries {
        match key.text() {
            Some("tools") => helpers.tools = calls(reader, value, "tools")?,
            Some("max") => helpers.max = Some(count_of(value, "max")?),
            Some("brief") => helpers.brief = Some(reader.nested(value)),
            _ => {
                let message = format!("`sub_agents` has no field {}", key.describe());
                let hint = "it has `tools`, `max` and `brief`";
                return Err(Fault::new(key, "wrong-parameter", message).hint(hint));
            }
        }
    }
    Ok(helpers)
}

/// A constraint on a tool that may not be called says nothing.
fn warn_of_constraints_on_others(fields: &mut Fields, node: &Node, scope: &Scope) {
    let Some(allowed) = &scope.allowed else {
        return;
    };
    for name in ["tool_constraints", "cost"] {
        let entries = node.get(name).and_then(Node::entries).unwrap_or_default();
        for (tool, _) in entries {
            let known = |it: &str| it.ends_with('*') || allowed.iter().any(|a| a.is_named(it));
            if name == "cost" && tool.text() == Some("answer") || tool.text().is_some_and(known) {
                continue;
            }
            let message = format!("{} is not one of the `allowed_tools`", tool.describe());
            let fault = Fault::new(tool, "contradiction", message);
            fields.reader.report(fault, Severity::Warning);
        }
    }
}
