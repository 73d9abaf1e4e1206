//! How rules over time are read.

use super::Rule;
use super::moments::Part;
use super::unchanged::Values;
use crate::check::definition::{Body, CheckDefinition};
use crate::check::fields::{Fault, Fields, Read};
use crate::check::node::Node;

/// What a rule wants, by its name.
#[derive(Clone, Copy)]
pub(super) enum Form {
    NeverAfter,
    After,
    Before,
    Until,
    ByTurn,
    AtMost,
    AtLeastEvery,
    FirstBreak,
    Unchanged,
}

pub(super) fn read(fields: &mut Fields, form: Form) -> Read<Body> {
    if let Some(turn) = fields.node.get("turn") {
        let message = "`turn` chooses messages, and a rule over time looks at all of them";
        return Err(Fault::new(turn, "wrong-parameter", message).hint("leave it out"));
    }
    let rule = match form {
        Form::NeverAfter => Rule::NeverAfter {
            after: part(fields, "after")?,
            value: part(fields, "value")?,
            until: optional(fields, "until")?,
        },
        Form::After => {
            let (after, value) = (part(fields, "after")?, part(fields, "value")?);
            different(
                fields,
                &after,
                &value,
                "each would need another after it, without end",
            )?;
            let within = fields.positive("within")?;
            Rule::After {
                after,
                value,
                within,
            }
        }
        Form::Before => {
            let (before, value) = (part(fields, "before")?, part(fields, "value")?);
            different(
                fields,
                &before,
                &value,
                "nothing comes before the first of itself",
            )?;
            let each = fields.truth("each")?;
            Rule::Before {
                before,
                value,
                each,
            }
        }
        Form::Until => Rule::Until {
            until: part(fields, "until")?,
            value: part(fields, "value")?,
        },
        Form::ByTurn => Rule::ByTurn {
            n: needed_number(fields)?,
            value: part(fields, "value")?,
        },
        Form::AtMost => Rule::AtMost {
            n: needed_count(fields)?,
            value: part(fields, "value")?,
        },
        Form::AtLeastEvery => Rule::AtLeastEvery {
            n: needed_number(fields)?,
            value: part(fields, "value")?,
        },
        Form::FirstBreak => Rule::FirstBreak {
            n: fields.positive("n")?,
            value: part(fields, "value")?,
        },
        Form::Unchanged => Rule::Unchanged {
            values: Box::new(Values::read(fields)?),
            unless: optional(fields, "unless")?,
        },
    };
    Ok(Body::Rule(Box::new(rule)))
}

fn part(fields: &mut Fields, name: &'static str) -> Read<Part> {
    let node = fields.needed(name, "a check")?;
    part_of(fields, node)
}

fn optional(fields: &mut Fields, name: &'static str) -> Read<Option<Part>> {
    let node = fields.get(name);
    node.map(|it| part_of(fields, it)).transpose()
}

fn part_of(fields: &mut Fields, node: &Node) -> Read<Part> {
    let check = fields.reader.of_rule(node);
    if asks_of_time(&check) {
        let message = "a rule over time cannot stand in another";
        let hint = "give each a place of its own in the list, or put them into `all-of`";
        return Err(Fault::new(node, "wrong-parameter", message).hint(hint));
    }
    Ok(Part { check })
}

/// Whether a check is a rule over time, or a group with one in it.
fn asks_of_time(check: &CheckDefinition) -> bool {
    matches!(check.body, Body::Rule(_)) || check.asked().any(asks_of_time)
}

/// Two parts that say the same contradict each other.
fn different(fields: &Fields, one: &Part, other: &Part, why: &str) -> Read<()> {
    if one.check.key != other.check.key {
        return Ok(());
    }
    let name = fields.name;
    let message = format!("`{name}` and `value` say the same: {why}");
    let hint = "give them checks that say something else";
    Err(Fault::new(fields.node, "contradiction", message).hint(hint))
}

fn needed_count(fields: &mut Fields) -> Read<usize> {
    fields.needed("n", "a whole number")?;
    Ok(fields.count("n")?.unwrap_or_default())
}

fn needed_number(fields: &mut Fields) -> Read<usize> {
    fields.needed("n", "a whole number, at least 1")?;
    Ok(fields.positive("n")?.unwrap_or(1))
}
