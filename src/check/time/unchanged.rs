//! Values that a rule holds against each other: what a pattern matches, or an argument of calls.

use super::rules::Told;
use crate::check::fields::{Fault, Fields, Read};
use crate::check::pattern::{Flags, Pattern};
use crate::check::result::quoted;
use crate::check::tool::{self, CallPattern, Met};
use crate::check::view::View;
use serde_json::Value;

/// Where the values stand.
#[derive(Debug)]
pub(crate) enum Values {
    /// What a pattern matches, without capitals and spaces counting.
    Words(Pattern),
    /// An argument of the calls that are meant.
    Argument(CallPattern, String),
}

impl Values {
    pub(super) fn read(fields: &mut Fields) -> Read<Values> {
        let Some(node) = fields.get("value") else {
            let argument = fields.text("arg")?.map(str::to_owned);
            let message = "`unchanged` needs `value`, a pattern, or `arg`, an argument of calls";
            let fault = Fault::new(fields.node, "missing-parameter", message);
            let calls = CallPattern::of_fields(fields)?;
            return Ok(Values::Argument(calls, argument.ok_or(fault)?));
        };
        let flags_node = fields.get("flags").unwrap_or(node);
        let fault = |node, it: crate::check::pattern::PatternFault| Fault {
            hint: it.hint,
            ..Fault::new(node, "invalid-pattern", it.message)
        };
        let flags = fields.text("flags")?.unwrap_or_default();
        let flags = Flags::read(flags).map_err(|it| fault(flags_node, it))?;
        let source = fields.text("value")?.unwrap_or_default();
        let pattern = Pattern::new(source, flags).map_err(|it| fault(node, it))?;
        Ok(Values::Words(pattern))
    }

    /// The values in the messages that are judged, in order.
    pub(super) fn find(
        &self,
        view: &View,
        judged: &[bool],
    ) -> Result<Vec<(usize, String)>, String> {
        let mut values = Vec::new();
        for at in (0..judged.len()).filter(|at| judged[*at]) {
            match self {
                Values::Words(pattern) => {
                    let text = view.text(at);
                    let found = pattern.find(text).map_err(|it| it.to_string())?;
                    values.extend(found.map(|it| (at, settled(&text[it]))));
                }
                Values::Argument(calls, argument) => {
                    for call in &view.message(at).tool_calls {
                        match calls.meets(call, at) {
                            Met::Yes => {}
                            Met::No(_) => continue,
                            Met::Unknown(reason) => return Err(reason),
                        }
                        let arguments = call.read_arguments();
                        let text = tool::argument(&arguments, argument).map(|it| match it {
                            Value::String(text) => settled(text),
                            other => other.to_string(),
                        });
                        values.extend(text.map(|it| (at, it)));
                    }
                }
            }
        }
        Ok(values)
    }

    pub(super) fn words(&self) -> String {
        match self {
            Values::Words(pattern) => format!("match of {}", pattern.literal()),
            Values::Argument(calls, argument) => {
                format!("{} in calls of {}", quoted(argument), calls.describe())
            }
        }
    }

    /// What became of the rule.
    pub(super) fn told(&self, told: &Told, found: &[(usize, String)]) -> String {
        let value = |at: usize, last: bool| {
            let mut here = found.iter().filter(|it| it.0 == at).map(|it| quoted(&it.1));
            let value = if last { here.next_back() } else { here.next() };
            value.unwrap_or_default()
        };
        match told {
            Told::Broken(breaks) => {
                let first = breaks.first();
                let (to, from) = first.map_or((0, 0), |it| (it.at, it.because.unwrap_or(0)));
                let (was, is) = (value(from, true), value(to, false));
                let (from, to) = (from + 1, to + 1);
                let more = match breaks.len() {
                    0 | 1 => String::new(),
                    n => format!(", and {} more", n - 1),
                };
                format!("{was} in message {from} became {is} in message {to}{more}")
            }
            Told::TooFew(0) => format!("looked for a {}, not found", self.words()),
            Told::TooFew(_) | Told::Idle => {
                format!("only one {}, so there is nothing to compare", self.words())
            }
            Told::Kept(_) => format!("{} times the same {}", found.len(), self.words()),
        }
    }
}

/// A text in which capitals and spaces do not count.
fn settled(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
