//! What another reply says, with the words marked that differ.

use super::{Kind, Node};
use crate::message::Message;
use crate::spec::diff::{Mark, compare_words};
use crate::text::Span;
use std::iter::Peekable;
use std::sync::Arc;

/// Sets `new` as it was written, message by message, with the words marked that `old` lacks
/// ([`Kind::Inserted`]) and those that only `old` has ([`Kind::Deleted`]).
///
/// Where both say the same, [`Kind::Same`] comes first. Where they have less than half of their
/// letters in common, [`Kind::Unlike`] does and nothing is marked: it would be nearly everything.
pub fn differences(old: &[Arc<Message>], new: &[Arc<Message>]) -> Vec<Node> {
    let (old, new) = (Said::by(old), Said::by(new));
    let marks = compare_words((&old.text, &old.spans()), (&new.text, &new.spans()));
    if marks.is_empty() {
        return new.set(&old.text, &[], Some(Kind::Same));
    }
    let (n_old, n_new) = (n_letters(&old.text), n_letters(&new.text));
    let marked = marks.iter().filter_map(|it| it.new.slice(&new.text));
    let n_shared = n_new.saturating_sub(marked.map(n_letters).sum());
    if n_shared * 4 < n_old + n_new {
        return new.set(&old.text, &[], Some(Kind::Unlike));
    }
    new.set(&old.text, &marks, None)
}

/// Everything that is said and called, in one text.
#[derive(Default)]
struct Said {
    text: String,
    turns: Vec<(&'static str, Vec<Part>)>,
}

/// Words, or a call of a tool.
struct Part {
    kind: Kind,
    span: Span,
}

impl Said {
    fn by(messages: &[Arc<Message>]) -> Said {
        let mut said = Said::default();
        for message in messages {
            let mut parts = Vec::new();
            if !message.content.is_empty() {
                parts.push(said.part(Kind::Paragraph, &message.content));
            }
            for call in &message.tool_calls {
                let call = format!("{} {}", call.name, call.arguments);
                parts.push(said.part(Kind::Code, &call));
            }
            said.turns.push((message.role.name(), parts));
        }
        said
    }

    fn part(&mut self, kind: Kind, text: &str) -> Part {
        let start = self.text.len();
        self.text.push_str(text);
        let span = Span::new(start, self.text.len());
        self.text.push('\n');
        Part { kind, span }
    }

    fn spans(&self) -> Vec<Span> {
        let parts = self.turns.iter().flat_map(|it| &it.1);
        parts.map(|it| it.span).collect()
    }

    fn set(&self, old: &str, marks: &[Mark], first: Option<Kind>) -> Vec<Node> {
        let mut nodes: Vec<_> = first.map(|it| Node::new(it, "")).into_iter().collect();
        let mut marks = marks.iter().peekable();
        for (role, parts) in &self.turns {
            let mut turn = Node::new(Kind::Turn, *role);
            for part in parts {
                let mut node = Node::new(part.kind, "");
                self.fill(&mut node, part.span, old, &mut marks);
                turn.push(node);
            }
            nodes.push(turn);
        }
        nodes
    }

    /// Fills a node with the text in `span`, taking the marks that stand in it.
    fn fill<'a>(
        &self,
        node: &mut Node,
        span: Span,
        old: &str,
        marks: &mut Peekable<impl Iterator<Item = &'a Mark>>,
    ) {
        let mut at = span.start;
        while let Some(mark) = marks.next_if(|it| it.new.start <= span.end) {
            push(node, Kind::Text, &self.text[at..mark.new.start]);
            push(node, Kind::Deleted, &deleted(old, mark));
            push(
                node,
                Kind::Inserted,
                mark.new.slice(&self.text).unwrap_or_default(),
            );
            at = mark.new.end;
        }
        push(node, Kind::Text, &self.text[at..span.end]);
    }
}

/// In bytes, white space left out.
fn n_letters(text: &str) -> usize {
    text.split_whitespace().map(str::len).sum()
}

/// Words that are gone, with a space on the side on which they stood apart.
fn deleted(old: &str, mark: &Mark) -> String {
    let words = mark.old.slice(old).unwrap_or_default();
    let is_apart = |letter: Option<char>| letter.is_some_and(char::is_whitespace);
    let before = is_apart(old[..mark.old.start].chars().next_back());
    let after = is_apart(old[mark.old.end..].chars().next());
    if words.is_empty() {
        String::new()
    } else if mark.new.is_empty() && before {
        format!(" {words}")
    } else if after {
        format!("{words} ")
    } else {
        words.to_owned()
    }
}

fn push(node: &mut Node, kind: Kind, text: &str) {
    let words = Node::new(Kind::Text, text);
    match kind {
        _ if text.is_empty() => {}
        Kind::Text => node.push(words),
        _ => node.push(Node {
            children: vec![words],
            ..Node::new(kind, "")
        }),
    }
}
