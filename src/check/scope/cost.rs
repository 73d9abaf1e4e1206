//! What calls cost, and where that is written.

use crate::check::fields::{Fault, Read, number_of, text_of};
use crate::check::node::Node;
use crate::check::pattern::{Flags, Pattern};
use crate::check::view::View;
use crate::message::{Role, ToolCall};
use crate::text::shorten;
use serde_json::Value;

/// The arguments that are taken for a cost where nothing is said.
const ARGUMENTS: [&str; 3] = ["cost", "price", "total_cost"];

/// Where costs are written.
#[derive(Debug, Default)]
pub(super) struct Costs {
    /// By the tool's name.
    by_tool: Vec<(String, Cost)>,
    /// For all other tools.
    others: Option<Cost>,
}

#[derive(Debug)]
enum Cost {
    /// The same for each call.
    Each(f64),
    /// In an argument, by name or as a path.
    Argument(String),
    /// In the tool's answer: the first number in what the pattern matches.
    Answer(Pattern),
}

impl Costs {
    /// From a mapping by tool, or from one place for all.
    pub(super) fn read(node: &Node) -> Read<Costs> {
        let mut costs = Costs::default();
        if node.get("answer").is_some() || node.entries().is_none() {
            costs.others = Some(Cost::read(node)?);
            return Ok(costs);
        }
        for (key, value) in node.entries().unwrap_or_default() {
            let tool = text_of(key, "cost")?.to_owned();
            costs.by_tool.push((tool, Cost::read(value)?));
        }
        Ok(costs)
    }

    /// What a call costs; nothing where no cost is written.
    pub(super) fn of(
        &self,
        view: &View,
        (message, number): (usize, usize),
        call: &ToolCall,
    ) -> Result<Option<f64>, String> {
        let own = self
            .by_tool
            .iter()
            .find(|it| it.0 == call.name)
            .map(|it| &it.1);
        let arguments = call.read_arguments();
        let value = match own.or(self.others.as_ref()) {
            Some(Cost::Each(cost)) => return Ok(Some(*cost)),
            Some(Cost::Argument(name)) if name.starts_with('/') => arguments.pointer(name),
            Some(Cost::Argument(name)) => arguments.get(name),
            Some(Cost::Answer(pattern)) => {
                let answer = answer(view, message, number);
                return match answer {
                    Some(at) => first_number(pattern, view.text(at)),
                    None => Ok(None),
                };
            }
            None => {
                let mut named = ARGUMENTS.iter().filter_map(|it| arguments.get(*it));
                named.next().or_else(|| call.extra.get("cost"))
            }
        };
        let Some(value) = value.filter(|it| !it.is_null()) else {
            return Ok(None);
        };
        let amount = amount(value).map(Some);
        amount.ok_or_else(|| {
            let (name, text) = (&call.name, shorten(&value.to_string(), 40));
            format!(
                "the cost of `{name}` in message {}, `{text}`, is no number",
                message + 1
            )
        })
    }
}

impl Cost {
    fn read(node: &Node) -> Read<Cost> {
        if let Some(answer) = node.get("answer") {
            let source = text_of(answer, "answer")?;
            let fault = |it: crate::check::pattern::PatternFault| {
                Fault::new(answer, "invalid-pattern", it.message)
            };
            let flags = Flags::read("").map_err(fault)?;
            return Ok(Cost::Answer(Pattern::new(source, flags).map_err(fault)?));
        }
        let text = text_of(node, "cost")?;
        match number_of(node, "cost") {
            Ok(cost) if cost < 0.0 => {
                let message = "a cost is at least 0";
                Err(Fault::new(node, "wrong-parameter", message))
            }
            Ok(cost) => Ok(Cost::Each(cost)),
            Err(_) => Ok(Cost::Argument(text.to_owned())),
        }
    }
}

/// The tool's message that answers a call: by the call's id, else by its place after the calls.
fn answer(view: &View, message: usize, number: usize) -> Option<usize> {
    let messages = &view.transcript().messages;
    let id = &view.message(message).tool_calls.get(number)?.id;
    let after = message + 1..messages.len();
    let mut answers = after.take_while(|at| messages[*at].role == Role::Tool);
    if id.is_empty() {
        return answers.nth(number);
    }
    let is_answer = |at: &usize| messages[*at].tool_call_id.as_ref() == Some(id);
    (message + 1..messages.len())
        .find(is_answer)
        .or_else(|| answers.nth(number))
}

/// The first number in the first match.
fn first_number(pattern: &Pattern, text: &str) -> Result<Option<f64>, String> {
    let found = pattern.find(text).map_err(|it| it.to_string())?;
    Ok(found.and_then(|it| number_in(&text[it])))
}

/// An amount as JSON gives it: a number, or a text with one in it.
fn amount(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => number_in(text),
        _ => None,
    }
}

/// The first number in a text; commas between digits do not count.
fn number_in(text: &str) -> Option<f64> {
    let start = text.find(|it: char| it.is_ascii_digit())?;
    let is_part = |it: char| it.is_ascii_digit() || matches!(it, '.' | ',');
    let end = text[start..]
        .find(|it| !is_part(it))
        .map_or(text.len(), |it| start + it);
    let digits = text[start..end]
        .trim_end_matches(['.', ','])
        .replace(',', "");
    let number: f64 = digits.parse().ok()?;
    let is_negative = text[..start].trim_end().ends_with(['-', '−']);
    Some(if is_negative { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::number_in;

    #[test]
    fn numbers_are_found_in_amounts() {
        #[track_caller]
        fn check(text: &str, number: Option<f64>) {
            assert_eq!(number_in(text), number, "{text}");
        }
        check("4,000 USD", Some(4000.0));
        check("€ 12.50, paid.", Some(12.5));
        check("placed, 447 crowns", Some(447.0));
        check("-3", Some(-3.0));
        check("1.2.3", None);
        check("free", None);
    }
}
