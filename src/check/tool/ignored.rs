//! `tool-result-ignored`: what a tool answered is taken up nowhere.
//!
//! **Looks for** an answer of a tool of which nothing that stands out (a number, a name, a word of
//! some length) occurs in anything the assistant says or calls after it, until the conversation
//! ends. What the call itself or an earlier message already said does not stand out.
//! **Why**: an agent that does not read what its tools say acts on a guess.
//! **Passes** where there is such an answer; `not-tool-result-ignored` is what a clause wants.
//! **Blind spots**: an answer that is understood and said in other words (`2 returned` as "a couple
//! came back") seems ignored, and one that is quoted and not heeded does not. Answers such as `ok`,
//! which hold nothing that stands out, are not looked at. Use it as a signal, `decides: nothing`.

use crate::check::Check;
use crate::check::definition::Body;
use crate::check::fields::{Fields, Read};
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{Found, Look, Reads};
use crate::check::view::{View, Wants};
use crate::message::Role;
use std::collections::BTreeSet;

/// How long a word without digits is before it stands out, in bytes.
const LONG: usize = 6;

/// How many words that stand out an answer must have to be looked at.
const ENOUGH: usize = 2;

pub(super) const TYPES: &[CheckType] = &[CheckType {
    name: "tool-result-ignored",
    family: "tools",
    summary: "an answer of a tool of which nothing is taken up afterwards",
    why: "an agent that does not read what its tools say acts on a guess",
    reads: Reads::Finder,
    parameters: &[Parameter {
        name: "name",
        takes: "a text",
        needed: false,
        doc: "only answers of this tool",
    }],
    blind_spots: "what is said in other words seems ignored, what is quoted and not heeded does not; answers without numbers, names or long words are not looked at; a signal at best, so say `decides: nothing`",
    examples: &[Example {
        yaml: "{type: not-tool-result-ignored}",
        asked: "How did the mailing go?",
        passes: &[
            r#"[{"role":"assistant","tool_calls":[{"name":"mail_status"}]},{"role":"tool","content":"118 delivered, 3 returned"},{"role":"assistant","content":"3 came back."}]"#,
            r#"[{"role":"assistant","tool_calls":[{"name":"mail_status"}]},{"role":"tool","content":"ok"},{"role":"assistant","content":"Done."}]"#,
        ],
        fails: &[
            r#"[{"role":"assistant","tool_calls":[{"name":"mail_status"}]},{"role":"tool","content":"118 delivered, 3 returned"},{"role":"assistant","content":"It went smoothly."}]"#,
        ],
    }],
    build: read,
}];

fn read(fields: &mut Fields) -> Read<Body> {
    let node = fields.get("name");
    let tool = fields.text("name")?.map(str::to_owned);
    if let Some(node) = node {
        fields.reader.speaks_of_tool(node);
    }
    Ok(Body::Looks(Box::new(Ignored { tool })))
}

#[derive(Debug)]
struct Ignored {
    tool: Option<String>,
}

impl Check for Ignored {
    fn aim(&self) -> String {
        match &self.tool {
            Some(tool) => format!("an answer of “{tool}” that is taken up nowhere"),
            None => "a tool's answer that is taken up nowhere".to_owned(),
        }
    }

    fn look(&self, view: &View, message: usize) -> Look {
        self.look_at_all(view, &[message]).pop().unwrap_or_default()
    }

    /// The last look says what was found in the whole conversation: answers are no messages of the
    /// reply, and what takes them up may be.
    fn look_at_all(&self, view: &View, messages: &[usize]) -> Vec<Look> {
        let mut looks = vec![Look::default(); messages.len()];
        if let Some((last, first)) = looks.last_mut().zip(messages.first()) {
            *last = self.find(view, *first);
        }
        looks
    }

    fn wants(&self) -> Wants {
        Wants::Calls
    }
}

impl Ignored {
    /// Answers from the first message that is judged on.
    fn find(&self, view: &View, first: usize) -> Look {
        let messages = &view.transcript().messages;
        let mut said = Said::default();
        let mut open: Vec<(usize, BTreeSet<String>)> = Vec::new();
        for (at, message) in messages.iter().enumerate() {
            let words = words(&message.content);
            let is_answer = message.role == Role::Tool && at >= first;
            let name = message.name.as_deref();
            let is_meant = self.tool.as_deref().is_none_or(|it| name == Some(it));
            if is_answer && is_meant {
                let mut new = BTreeSet::new();
                new.extend(words.filter(|it| !said.0.contains(it)));
                if new.len() >= ENOUGH {
                    open.push((at, new));
                }
                continue;
            }
            let mut here = Said::default();
            here.0.extend(words);
            for call in &message.tool_calls {
                here.0.extend(self::words(&call.arguments.to_string()));
            }
            if message.role == Role::Assistant {
                open.retain(|(_, new)| new.is_disjoint(&here.0));
            }
            said.0.extend(here.0);
        }
        // What nothing follows may yet be taken up.
        let last = messages.iter().rposition(|it| it.role == Role::Assistant);
        open.retain(|(at, _)| last.is_some_and(|last| *at < last));
        if open.is_empty() {
            return Look::missing(self.aim());
        }
        let whole = |(at, _): &(usize, _)| Found::whole(view, *at);
        Look {
            holds: true,
            found: open.iter().map(whole).collect(),
            ..Look::default()
        }
    }
}

/// Words that were said already.
#[derive(Default)]
struct Said(BTreeSet<String>);

/// What stands out in a text: words with a digit, and long ones.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let pieces = text.split(|it: char| !it.is_alphanumeric());
    let stands_out = |it: &&str| it.len() >= LONG || it.contains(|it: char| it.is_ascii_digit());
    pieces.filter(stands_out).map(str::to_lowercase)
}
