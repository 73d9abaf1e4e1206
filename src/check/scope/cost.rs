//! What calls cost, and where that is written.

mod usual;

use crate::check::fields::{Fault, Read, number_of, text_of};
use crate::check::node::Node;
use crate::check::pattern::{Flags, Pattern};
use crate::check::tool::{argument, matches_name};
use crate::check::view::View;
use crate::message::{Role, ToolCall};
use crate::text::shorten;
use serde_json::Value;

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

    /// Whether they say where a tool's calls have their cost.
    pub(super) fn speak_of(&self, tool: &str) -> bool {
        self.place(tool).is_some()
    }

    /// Where a tool's calls have their cost: what is said of it by its name, of names such as its
    /// own, of all tools.
    fn place(&self, tool: &str) -> Option<&Cost> {
        let exact = self.by_tool.iter().find(|it| it.0 == tool);
        let alike = || self.by_tool.iter().find(|it| matches_name(&it.0, tool));
        let own = exact.or_else(alike).map(|it| &it.1);
        own.or(self.others.as_ref())
    }

    /// What a call costs; nothing where no cost is written.
    pub(super) fn of(
        &self,
        view: &View,
        (message, number): (usize, usize),
        call: &ToolCall,
    ) -> Result<Option<f64>, String> {
        let arguments = call.read_arguments();
        let value = match self.place(&call.name) {
            Some(Cost::Each(cost)) => return Ok(Some(*cost)),
            Some(Cost::Argument(name)) => argument(&arguments, name),
            Some(Cost::Answer(pattern)) => {
                let answer = answer(view, message, number);
                return match answer {
                    Some(at) => first_number(pattern, view.text(at)),
                    None => Ok(None),
                };
            }
            None => match usual::cost(&arguments) {
                Ok(found) => found.or_else(|| call.extra.get("cost")),
                Err([one, other]) => {
                    let (name, message) = (&call.name, message + 1);
                    return Err(format!(
                        "`{name}` in message {message} has two costs, `{one}` and `{other}`: say in `cost` which one counts"
                    ));
                }
            },
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
            let entries = node.entries().unwrap_or_default();
            if let Some((key, _)) = entries.iter().find(|it| it.0.text() != Some("answer")) {
                let message = format!("a cost in an `answer` has no field {}", key.describe());
                let hint = "write a mapping by tool, as in `{book: {answer: 'paid \\d+'}}`";
                return Err(Fault::new(key, "wrong-parameter", message).hint(hint));
            }
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
pub(super) fn amount(value: &Value) -> Option<f64> {
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
