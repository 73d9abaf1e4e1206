//! The `value` of a check before its type reads it: templates are replaced, references to files
//! are refused. As in promptfoo this goes for a text and for the texts of a list.

use crate::check::fields::{Fault, Read};
use crate::check::node::{Kind, Node, Scalar};
use crate::check::template::{self, TemplateFault};
use serde_json::{Map, Value};

/// `value` with its templates replaced by what `vars` say, or `None` where it has none. Names that
/// no variable has are added to `unknown`.
pub(crate) fn rendered(
    value: &Node,
    vars: &Map<String, Value>,
    unknown: &mut Vec<String>,
) -> Read<Option<Node>> {
    match &value.kind {
        Kind::Scalar(scalar) => text(value, scalar, vars, unknown),
        Kind::List(items) => {
            let mut changed = None;
            for (at, item) in items.iter().enumerate() {
                let Kind::Scalar(scalar) = &item.kind else {
                    continue;
                };
                if let Some(rendered) = text(item, scalar, vars, unknown)? {
                    changed.get_or_insert_with(|| items.clone())[at] = rendered;
                }
            }
            Ok(changed.map(|items| Node {
                kind: Kind::List(items),
                ..value.clone()
            }))
        }
        _ => Ok(None),
    }
}

fn text(
    node: &Node,
    scalar: &Scalar,
    vars: &Map<String, Value>,
    unknown: &mut Vec<String>,
) -> Read<Option<Node>> {
    if ["file://", "package:"]
        .iter()
        .any(|scheme| scalar.text.starts_with(scheme))
    {
        let message = format!(
            "{} is elsewhere, and only what stands here is read",
            node.describe()
        );
        let fault = Fault::new(node, "not-judged-here", message);
        return Err(fault.hint("put what it holds here"));
    }
    if !template::is_template(&scalar.text) {
        return Ok(None);
    }
    let rendered = template::render(&scalar.text, vars).map_err(|fault| fault_at(node, fault))?;
    for name in rendered.unknown {
        if !unknown.contains(&name) {
            unknown.push(name);
        }
    }
    let scalar = Scalar {
        text: rendered.text,
        plain: false,
        verbatim: None,
    };
    Ok(Some(Node {
        kind: Kind::Scalar(scalar),
        ..node.clone()
    }))
}

fn fault_at(node: &Node, fault: TemplateFault) -> Fault {
    let span = if node.span.is_empty() {
        node.span
    } else {
        node.place_of(fault.at)
    };
    let hint = "text with double braces is a template; `{{ \"{{\" }}` is two braces";
    Fault {
        span,
        ..Fault::new(node, "invalid-template", fault.message).hint(hint)
    }
}
