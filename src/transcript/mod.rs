//! Scenarios and transcripts: the situations put to a model and what it did in them.
//!
//! [`Scenario`] is the native record, one JSON object per line of a file. [`Scenario::transcripts`]
//! gives the runs it holds, each a flat list of messages of which some are the output.

pub mod chat;
pub mod example;
pub mod record;

use crate::message::{Message, Role, null_as_default};
use crate::text::hash_words;
use crate::verdict::{Origin, VerdictEvent};
use example::ExampleGrade;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;

/// A situation put to a model, with the outputs it got. The native record, version 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Unique in its file or workspace.
    pub id: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The conversation up to the outputs; without outputs, the whole run.
    #[serde(default, deserialize_with = "null_as_default")]
    pub messages: Vec<Arc<Message>>,
    /// Continuations by several models, or by one several times.
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub outputs: Vec<Arc<Output>>,
    /// Ids of the clauses it is about.
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub clauses: Vec<String>,
    /// Varied conditions and their levels.
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Map::is_empty"
    )]
    pub factors: Map<String, Value>,
    /// Scenarios made from one another share a family, and are not independent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// How long the task takes a person, in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<f64>,
    /// Where the run came from, where the messages themselves are the output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// Checks bound to this scenario alone, as the author wrote them.
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub checks: Vec<Value>,
    /// Verdicts that came with the record.
    #[serde(
        default,
        deserialize_with = "null_as_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub verdicts: Vec<Arc<VerdictEvent>>,
    /// Fields of later versions and other tools, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What one candidate said in one try.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// The model that produced it.
    #[serde(default)]
    pub candidate: String,
    /// Which repeat, from 1.
    #[serde(default = "first_epoch")]
    pub epoch: u32,
    /// Where it came from.
    #[serde(default)]
    pub origin: Origin,
    /// What was said and done after the scenario's messages.
    #[serde(default, deserialize_with = "null_as_default")]
    pub messages: Vec<Arc<Message>>,
    /// What the author of the spec says of it, where it is one of the spec's own examples;
    /// [`Output::author_grade`] gives it where it still holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub graded: Option<ExampleGrade>,
    /// Why the model stopped, as its server said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_reason: Option<String>,
    /// Tokens produced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<u64>,
    /// How long the run took, in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<f64>,
    /// Fields of later versions and other tools, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

fn first_epoch() -> u32 {
    1
}

/// The number of a further try of `candidate` beside `outputs`.
pub fn free_epoch(outputs: &[Arc<Output>], candidate: &str) -> u32 {
    let taken = || {
        let same = outputs.iter().filter(|it| it.candidate == candidate);
        same.map(|it| it.epoch)
    };
    let next = taken().max().unwrap_or(0).checked_add(1);
    let gap = || (1..).find(|it| taken().all(|taken| taken != *it));
    next.or_else(gap).unwrap_or_default()
}

/// One run: messages, of which some are the output that is judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Transcript {
    /// The scenario's id alone where the output stands in its messages; else the scenario's id,
    /// `#`, the candidate, `#`, the epoch.
    pub id: String,
    /// All messages, in order.
    pub messages: Vec<Arc<Message>>,
    /// Indices of the messages that are the output.
    pub output: Vec<usize>,
}

impl Scenario {
    /// An empty scenario.
    pub fn new(id: impl Into<String>) -> Scenario {
        Scenario {
            id: id.into(),
            title: String::new(),
            messages: Vec::new(),
            outputs: Vec::new(),
            clauses: Vec::new(),
            factors: Map::new(),
            family: None,
            minutes: None,
            origin: None,
            checks: Vec::new(),
            verdicts: Vec::new(),
            extra: Map::new(),
        }
    }

    /// What people call this scenario: its title, else its id.
    pub fn name(&self) -> &str {
        if self.title.is_empty() {
            &self.id
        } else {
            &self.title
        }
    }

    /// Whether nothing was written into it yet.
    pub fn is_unwritten(&self) -> bool {
        let replies = self.outputs.iter().flat_map(|it| &it.messages);
        self.messages
            .iter()
            .chain(replies)
            .all(|it| it.is_unwritten())
    }

    /// Whether its own messages are a run: they hold a reply, and there is no output.
    pub fn is_run(&self) -> bool {
        self.outputs.is_empty() && self.messages.iter().any(|it| is_output(it))
    }

    /// The runs this scenario holds: one per output, or one of its own messages.
    pub fn transcripts(&self) -> Vec<Transcript> {
        if self.outputs.is_empty() {
            return vec![Transcript::of_messages(
                self.id.clone(),
                self.messages.clone(),
            )];
        }
        self.outputs
            .iter()
            .map(|output| self.transcript_of(output))
            .collect()
    }

    /// Gives it another id; its verdicts follow.
    pub fn rename(&mut self, id: String) {
        for event in &mut self.verdicts {
            let moved = match event.as_ref() {
                VerdictEvent::Given(it) => it.transcript.strip_prefix(&self.id),
                VerdictEvent::Withdrawal { .. } => None,
            };
            let moved = moved.filter(|rest| rest.is_empty() || rest.starts_with('#'));
            if let Some(moved) = moved.map(|rest| format!("{id}{rest}"))
                && let VerdictEvent::Given(verdict) = Arc::make_mut(event)
            {
                verdict.transcript = moved;
            }
        }
        self.id = id;
    }

    /// Gives outputs of one candidate with the same epoch numbers of their own, since each is a
    /// transcript and verdicts name it. Returns how many were renumbered.
    pub fn number_outputs(&mut self) -> usize {
        let mut n_renumbered = 0;
        for at in 1..self.outputs.len() {
            let (before, rest) = self.outputs.split_at_mut(at);
            let output = &mut rest[0];
            let same =
                |it: &Arc<Output>| (&it.candidate, it.epoch) == (&output.candidate, output.epoch);
            if before.iter().any(same) {
                let free = free_epoch(before, &output.candidate);
                Arc::make_mut(output).epoch = free;
                n_renumbered += 1;
            }
        }
        n_renumbered
    }

    /// The run that ends in `output`.
    pub fn transcript_of(&self, output: &Output) -> Transcript {
        let id = self.transcript_id(output);
        let messages: Vec<_> = self
            .messages
            .iter()
            .chain(&output.messages)
            .cloned()
            .collect();
        let first = self.messages.len();
        let output = (first..messages.len())
            .filter(|at| is_output(&messages[*at]))
            .collect();
        Transcript {
            id,
            messages,
            output,
        }
    }

    /// The id of the run that ends in `output`.
    pub fn transcript_id(&self, output: &Output) -> String {
        format!("{}#{}#{}", self.id, output.candidate, output.epoch)
    }
}

impl Transcript {
    /// A run whose output is what the assistant says in it.
    pub fn of_messages(id: String, messages: Vec<Arc<Message>>) -> Transcript {
        let output = (0..messages.len())
            .filter(|at| is_output(&messages[*at]))
            .collect();
        Transcript {
            id,
            messages,
            output,
        }
    }

    /// [`hash_words`] of the output, tool calls included: tells whether a verdict was given on
    /// this very reply.
    pub fn output_hash(&self) -> String {
        let mut words = String::new();
        for at in &self.output {
            push_words(&mut words, &self.messages[*at]);
        }
        hash_words(&words)
    }

    /// The same of all messages that are not the output, with who says them.
    pub fn context_hash(&self) -> String {
        let mut words = String::new();
        for (at, message) in self.messages.iter().enumerate() {
            if !self.output.contains(&at) {
                words.push_str(message.role.name());
                words.push('\n');
                push_words(&mut words, message);
            }
        }
        hash_words(&words)
    }
}

fn push_words(words: &mut String, message: &Message) {
    words.push_str(&message.content);
    for call in &message.tool_calls {
        words.push('\n');
        words.push_str(&call.name);
        words.push_str(&call.arguments.to_string());
    }
    words.push('\n');
}

fn is_output(message: &Message) -> bool {
    message.role == Role::Assistant
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(json: &str) -> Scenario {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn outputs_follow_the_scenarios_messages() {
        let scenario = scenario(
            r#"{"id":"s","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"before"}],
                "outputs":[{"candidate":"m","epoch":2,"messages":[{"role":"assistant","content":"after"}]}]}"#,
        );
        let [transcript] = &scenario.transcripts()[..] else {
            panic!("one transcript")
        };
        assert_eq!(transcript.id, "s#m#2");
        assert_eq!(transcript.output, [2]);
    }

    #[test]
    fn without_outputs_the_assistants_messages_are_the_output() {
        let scenario = scenario(
            r#"{"id":"s","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":""}]}"#,
        );
        let [transcript] = &scenario.transcripts()[..] else {
            panic!("one transcript")
        };
        assert_eq!(
            (transcript.id.as_str(), &transcript.output[..]),
            ("s", &[1][..])
        );
    }

    #[test]
    fn outputs_get_numbers_of_their_own_even_at_the_end_of_numbers() {
        let mut scenario = scenario(
            r#"{"id":"s","outputs":[{"epoch":4294967295},{"epoch":4294967295},{},{},{"candidate":"m"}]}"#,
        );
        assert_eq!(scenario.number_outputs(), 3);
        let epochs: Vec<_> = scenario.outputs.iter().map(|it| it.epoch).collect();
        assert_eq!(epochs, [u32::MAX, 1, 2, 3, 1]);
    }

    #[test]
    fn a_record_keeps_what_it_does_not_know() {
        let text = r#"{"id":"s","messages":[],"clauses":["a"],"later":{"z":1,"a":[2]}}"#;
        assert_eq!(serde_json::to_string(&scenario(text)).unwrap(), text);
    }
}
