//! The tree that checks are read from, whether they were written as YAML or came as JSON.
//!
//! Scalars keep their source text, so that `value: 42` and `value: 1.10` mean the words `42` and
//! `1.10` to a check that looks for words, and a number to one that counts.

use crate::check::js;
use crate::text::Span;
use serde_json::{Map, Value};

/// A value and where it stands in its source; the span is empty for values that came as JSON.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) line: u32,
    pub(crate) kind: Kind,
}

/// What a [`Node`] holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// An item that could not be read; it was reported, and holds its place in a list.
    Broken,
    Null,
    Scalar(Scalar),
    List(Vec<Node>),
    /// Keys in source order; their text and place.
    Map(Vec<(Node, Node)>),
}

/// A word, number or truth value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scalar {
    /// As the author wrote it, quotes and escapes resolved.
    pub(crate) text: String,
    /// Written without quotes, so that it may be a number or a truth value.
    pub(crate) plain: bool,
    /// Where the text begins in the source, where it stands there letter for letter.
    pub(crate) verbatim: Option<usize>,
}

impl Node {
    pub(crate) fn new(span: Span, line: u32, kind: Kind) -> Node {
        Node { span, line, kind }
    }

    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The entries of a mapping.
    pub(crate) fn entries(&self) -> Option<&[(Node, Node)]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value under `key` of a mapping.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        let found = self
            .entries()?
            .iter()
            .find(|(name, _)| name.text() == Some(key));
        found.map(|(_, value)| value)
    }

    /// This mapping with another value under `key`.
    pub(crate) fn with(&self, key: &str, value: Node) -> Node {
        let mut node = self.clone();
        if let Kind::Map(entries) = &mut node.kind {
            let entry = entries
                .iter_mut()
                .find(|(name, _)| name.text() == Some(key));
            if let Some((_, old)) = entry {
                *old = value;
            }
        }
        node
    }

    /// What kind of value this is, in the reader's words.
    pub(crate) fn describe(&self) -> String {
        match &self.kind {
            Kind::Broken => "something unreadable".to_owned(),
            Kind::Null => "nothing".to_owned(),
            Kind::Scalar(scalar) => format!("`{}`", crate::text::shorten(&scalar.text, 40)),
            Kind::List(items) => format!("a list of {}", items.len()),
            Kind::Map(_) => "a mapping".to_owned(),
        }
    }

    /// The bytes of the source that hold `range` of a scalar's text; the whole scalar where
    /// quoting or folding moved them.
    pub(crate) fn place_of(&self, range: std::ops::Range<usize>) -> Span {
        match &self.kind {
            Kind::Scalar(Scalar {
                verbatim: Some(start),
                ..
            }) => Span::from(range).shifted(*start),
            _ => self.span,
        }
    }

    /// The value as JSON: plain scalars as what they look like, quoted ones as text.
    pub(crate) fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Broken | Kind::Null => Value::Null,
            Kind::Scalar(scalar) => scalar.to_json(),
            Kind::List(items) => items.iter().map(Node::to_json).collect(),
            Kind::Map(entries) => {
                let pair = |(key, value): &(Node, Node)| {
                    (key.text().unwrap_or_default().to_owned(), value.to_json())
                };
                Value::Object(entries.iter().map(pair).collect::<Map<_, _>>())
            }
        }
    }

    /// The tree of a JSON value; deeper than `depth` it is cut off as [`Kind::Broken`].
    pub(crate) fn from_json(value: &Value, depth: usize) -> Node {
        let scalar = |text: String, plain| {
            Kind::Scalar(Scalar {
                text,
                plain,
                verbatim: None,
            })
        };
        let kind = match value {
            Value::Array(_) | Value::Object(_) if depth == 0 => Kind::Broken,
            Value::Null => Kind::Null,
            Value::Bool(truth) => scalar(truth.to_string(), true),
            Value::Number(number) => scalar(js::number_text(number), true),
            Value::String(text) => scalar(text.clone(), false),
            Value::Array(items) => Kind::List(
                items
                    .iter()
                    .map(|item| Node::from_json(item, depth - 1))
                    .collect(),
            ),
            Value::Object(map) => {
                let pair = |(key, value): (&String, &Value)| {
                    let key = Node::new(Span::default(), 1, scalar(key.clone(), false));
                    (key, Node::from_json(value, depth - 1))
                };
                Kind::Map(map.iter().map(pair).collect())
            }
        };
        Node::new(Span::default(), 1, kind)
    }
}

impl Scalar {
    pub(crate) fn to_json(&self) -> Value {
        if self.plain {
            // YAML's plain numbers and truth values that are JSON's too.
            if let Ok(value @ (Value::Bool(_) | Value::Number(_))) =
                serde_json::from_str(&self.text)
            {
                return value;
            }
        }
        Value::String(self.text.clone())
    }
}
