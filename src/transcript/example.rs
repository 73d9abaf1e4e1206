//! A spec's own example as scenarios: its conversation, and its graded replies as outputs.
//!
//! An example with several comparisons is several scenarios of one family, since each comparison
//! has its own replies and goes on from the one before. What the author wrote for Markdown is
//! turned into what a model would see: character references are decoded, and a message with a
//! `recipient` is the tool call it stands for.

use super::{Output, Scenario};
use crate::message::{Message, Role, ToolCall};
use crate::spec::{
    Candidate, Example, ExampleMessage, Grade, Reference, Spec, Turn, decode_entities, plain_words,
    slug,
};
use crate::text::{hash_words, shorten};
use crate::verdict::Origin;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who an example's replies are said to be by: no model said them.
pub const THE_SPEC: &str = "the spec";

/// What the author of a spec says of a reply in one of its examples.
///
/// It looks like a verdict and is none: nobody read the reply for it, it is part of the spec.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExampleGrade {
    /// Whether the reply is as the spec wants it.
    pub grade: Grade,
    /// Why, in the author's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The clause or section that makes it bad, where the author names another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blames: Option<String>,
    /// The reply leaves something out, written `[...]`: that words are missing proves nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub elided: bool,
    /// [`hash_words`] of the reply that was graded; the grade is not of any other.
    pub words: String,
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Output {
    /// The grade that the author of the spec gave this very reply, where it is one of the spec's
    /// examples and was not edited since.
    pub fn author_grade(&self) -> Option<&ExampleGrade> {
        let graded = self.graded.as_ref()?;
        let reply = self.messages.first()?;
        (graded.words == hash_of(reply)).then_some(graded)
    }
}

/// The example at index `example` of the section at index `section` as scenarios, one for each
/// comparison; one without replies where it has none. Empty where there is no such example.
///
/// They are about the clause that the example stands under and those that its grades blame.
/// Between two comparisons stands the first reply that is graded good, else acceptable.
pub fn scenarios(spec: &Spec, section: usize, example: usize) -> Vec<Scenario> {
    let Some(found) = spec
        .sections
        .get(section)
        .and_then(|it| it.examples.get(example))
    else {
        return Vec::new();
    };
    let mut reader = Reader {
        spec,
        section,
        example: found,
        title: title(spec, found),
        messages: Vec::new(),
        n_compared: 0,
        is_gap: false,
        scenarios: Vec::new(),
    };
    reader.read();
    reader.scenarios
}

struct Reader<'a> {
    spec: &'a Spec,
    section: usize,
    example: &'a Example,
    title: String,
    /// The conversation so far.
    messages: Vec<Arc<Message>>,
    /// How many of these come before what follows the last comparison.
    n_compared: usize,
    /// Something was left out right before.
    is_gap: bool,
    scenarios: Vec<Scenario>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let example = self.example;
        let (mut prefix, mut trailing) = (example.prefix.iter(), example.trailing.iter());
        let mut comparison = 0;
        for turn in &example.sequence {
            match turn {
                Turn::Elided => self.is_gap = true,
                Turn::Comparison => {
                    self.comparison(Some(comparison));
                    comparison += 1;
                }
                Turn::Message(_) => {
                    let messages = if comparison == 0 {
                        &mut prefix
                    } else {
                        &mut trailing
                    };
                    messages.next().into_iter().for_each(|it| self.message(it));
                }
            }
        }
        self.finish();
    }

    fn message(&mut self, message: &ExampleMessage) {
        let graded = |it: &&Candidate| it.comparison.is_none() && it.span == message.span;
        let reply = self.example.candidates.iter().find(graded);
        if let Some(reply) = reply {
            self.scenario(&[reply]);
        }
        self.push(said(message.role, &message.text, &message.attrs));
        if reply.is_some() {
            self.n_compared = self.messages.len();
        }
    }

    fn push(&mut self, mut message: Message) {
        if std::mem::take(&mut self.is_gap) {
            message.extra.insert("after_gap".to_owned(), true.into());
        }
        self.messages.push(Arc::new(message));
    }

    fn comparison(&mut self, comparison: Option<usize>) {
        let replies: Vec<_> = self
            .example
            .candidates
            .iter()
            .filter(|it| it.comparison == comparison)
            .collect();
        self.scenario(&replies);
        let of = |grade: Grade| replies.iter().find(move |it| it.grade == grade);
        let next = of(Grade::Good).or(of(Grade::Ok)).or(replies.last());
        if let Some(reply) = next {
            self.push(said(reply.role, &reply.text, &reply.attrs));
        }
        self.n_compared = self.messages.len();
    }

    fn scenario(&mut self, replies: &[&Candidate]) {
        let number = self.scenarios.len();
        let base = self.id();
        let id = match number {
            0 => base.clone(),
            _ => format!("{base}-{}", number + 1),
        };
        let outputs = (1..).zip(replies);
        let outputs = outputs.map(|(epoch, it)| Arc::new(self.output(epoch, it)));
        let mut scenario = Scenario {
            title: self.title.clone(),
            messages: self.messages.clone(),
            outputs: outputs.collect(),
            clauses: self.clauses(replies),
            family: (self.example.comparisons > 1).then_some(base),
            ..Scenario::new(id)
        };
        if self.example.flags.iter().any(|it| it == "under_18") {
            scenario.factors.insert("under_18".to_owned(), true.into());
        }
        self.scenarios.push(scenario);
    }

    fn id(&self) -> String {
        let section = &self.spec.sections[self.section];
        let words: String = slug(&self.title).chars().take(60).collect();
        [section.key(), words.trim_matches('-')]
            .into_iter()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join("/")
    }

    fn output(&self, epoch: u32, reply: &Candidate) -> Output {
        let message = said(reply.role, &reply.text, &reply.attrs);
        Output {
            candidate: THE_SPEC.to_owned(),
            epoch,
            origin: self.origin(reply),
            graded: Some(self.grade(reply, &message)),
            messages: vec![Arc::new(message)],
            end_reason: None,
            tokens: None,
            minutes: None,
            extra: Map::new(),
        }
    }

    /// Written by the spec's author: the details say in which example.
    fn origin(&self, reply: &Candidate) -> Origin {
        let mut origin = Origin::written();
        let example = json!({
            "spec": self.spec.title,
            "section": self.spec.sections[self.section].key(),
            "title": self.title,
            "line": reply.line,
        });
        origin.details.insert("example".to_owned(), example);
        origin
    }

    fn grade(&self, reply: &Candidate, message: &Message) -> ExampleGrade {
        let decoded = |it: &String| decode_entities(it).into_owned();
        ExampleGrade {
            grade: reply.grade,
            why: reply.comment.as_ref().map(decoded),
            blames: reply.blames.as_ref().map(|it| self.blamed(it)),
            elided: reply.text.contains("[...") || reply.text.contains("[…"),
            words: hash_of(message),
            extra: Map::new(),
        }
    }

    /// The key of the section that a grade blames, where there is one.
    fn blamed(&self, target: &str) -> String {
        let section = self.spec.section_called(target);
        section
            .map_or(target, |it| self.spec.sections[it].key())
            .to_owned()
    }

    fn clauses(&self, replies: &[&Candidate]) -> Vec<String> {
        let spec = self.spec;
        let own = spec.clause_above(self.section, self.example.span.start);
        let blamed = replies.iter().filter_map(|it| it.blames.as_deref());
        let blamed = blamed.filter_map(|it| {
            let section = spec.section_called(it)?;
            spec.clauses.iter().find(|it| it.section == section)
        });
        let mut ids: Vec<String> = Vec::new();
        for clause in own.into_iter().chain(blamed) {
            if !ids.contains(&clause.id) {
                ids.push(clause.id.clone());
            }
        }
        ids
    }

    /// What follows the last comparison follows each of its replies; an example without any is a
    /// conversation.
    fn finish(&mut self) {
        let Some(last) = self.scenarios.last_mut() else {
            return self.scenario(&[]);
        };
        let following = &self.messages[self.n_compared..];
        for output in &mut last.outputs {
            Arc::make_mut(output).messages.extend_from_slice(following);
        }
    }
}

/// The title without Markdown, references filled with what they mean.
fn title(spec: &Spec, example: &Example) -> String {
    let mut title = example.title.clone();
    let inside = |it: &&Reference| it.line == example.line && it.text == "?";
    for reference in spec.references.iter().filter(inside) {
        if let Some(section) = reference.target_section {
            let written = format!("[?](#{})", reference.target);
            title = title.replace(&written, &spec.sections[section].title);
        }
    }
    let plain = plain_words(&decode_entities(&title));
    shorten(plain.trim_end_matches(['.', ':']), 120)
}

/// A message as a model would have seen or said it.
fn said(role: Role, text: &str, attrs: &BTreeMap<String, String>) -> Message {
    let text = decode_entities(text);
    let recipient = attrs.get("recipient").filter(|it| is_tool(role, it));
    let mut message = match recipient {
        Some(tool) => call(role, tool, &text),
        None => Message::new(role, text),
    };
    message.name = attrs.get("name").cloned();
    if !attrs.is_empty() {
        message.extra.insert("attributes".to_owned(), json!(attrs));
    }
    message
}

fn is_tool(role: Role, recipient: &str) -> bool {
    role == Role::Assistant && !matches!(recipient, "user" | "all" | "")
}

fn call(role: Role, tool: &str, text: &str) -> Message {
    let call = ToolCall {
        id: String::new(),
        name: tool.strip_prefix("functions.").unwrap_or(tool).to_owned(),
        arguments: text.into(),
        extra: Map::new(),
    };
    Message {
        tool_calls: vec![call],
        ..Message::new(role, "")
    }
}

fn hash_of(message: &Message) -> String {
    let mut words = String::new();
    super::push_words(&mut words, message);
    hash_words(&words)
}
