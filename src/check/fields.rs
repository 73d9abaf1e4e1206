//! The fields of one check as its type reads them.

use crate::check::definition::{Body, CheckDefinition};
use crate::check::js;
use crate::check::node::{Kind, Node};
use crate::check::read::Reader;
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Span;

/// Why a check cannot run: becomes a diagnostic, and the reason in its results.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) span: Span,
    pub(crate) line: u32,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

pub(crate) type Read<T> = Result<T, Fault>;

impl Fault {
    pub(crate) fn new(node: &Node, code: &'static str, message: impl Into<String>) -> Fault {
        Fault {
            span: node.span,
            line: node.line,
            code,
            message: message.into(),
            hint: None,
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Fault {
        self.hint = Some(hint.into());
        self
    }

    /// As it is reported.
    pub(crate) fn diagnostic(self, severity: Severity) -> Diagnostic {
        let mut diagnostic =
            Diagnostic::new(severity, self.code, self.span, self.line, self.message);
        diagnostic.hint = self.hint;
        diagnostic
    }
}

/// The fields of one check. Remembers which were asked for, so that the rest can be reported.
pub(crate) struct Fields<'n, 'r> {
    pub(crate) node: &'n Node,
    pub(crate) reader: &'r mut Reader,
    /// The type's name without `not-`.
    pub(crate) name: &'n str,
    /// The key that stands for `value` in the short form `contains: word`.
    value_key: &'n str,
    used: Vec<&'n str>,
}

impl<'n, 'r> Fields<'n, 'r> {
    pub(crate) fn new(
        node: &'n Node,
        reader: &'r mut Reader,
        name: &'n str,
        value_key: &'n str,
    ) -> Fields<'n, 'r> {
        Fields {
            node,
            reader,
            name,
            value_key,
            used: Vec::new(),
        }
    }

    /// The field called `name`, unless it is missing or empty.
    pub(crate) fn get(&mut self, name: &'static str) -> Option<&'n Node> {
        self.given(name).filter(|node| node.kind != Kind::Null)
    }

    /// The field called `name`, which may say that it is nothing.
    pub(crate) fn given(&mut self, name: &'static str) -> Option<&'n Node> {
        let key = if name == "value" {
            self.value_key
        } else {
            name
        };
        self.used.push(key);
        self.node.get(key)
    }

    /// Asks for every field, so that none is reported.
    #[cfg(not(feature = "conduct"))]
    pub(crate) fn use_all(&mut self) {
        let entries = self.node.entries().unwrap_or_default();
        self.used
            .extend(entries.iter().filter_map(|it| it.0.text()));
    }

    pub(crate) fn was_used(&self, key: &str) -> bool {
        self.used.contains(&key)
    }

    /// The field called `name`, which the type cannot do without.
    pub(crate) fn needed(&mut self, name: &'static str, what: &str) -> Read<&'n Node> {
        let message = format!("`{}` needs `{name}`: {what}", self.name);
        let fault = Fault::new(self.node, "missing-parameter", message);
        self.get(name).ok_or(fault)
    }

    pub(crate) fn text(&mut self, name: &'static str) -> Read<Option<&'n str>> {
        self.get(name).map(|node| text_of(node, name)).transpose()
    }

    /// A whole number, at least 0.
    pub(crate) fn count(&mut self, name: &'static str) -> Read<Option<usize>> {
        self.get(name).map(|node| count_of(node, name)).transpose()
    }

    /// A whole number, at least 1.
    pub(crate) fn positive(&mut self, name: &'static str) -> Read<Option<usize>> {
        let node = self.get(name);
        match (self.count(name)?, node) {
            (Some(0), Some(node)) => {
                let message = format!("`{name}` is at least 1, not {}", node.describe());
                Err(Fault::new(node, "wrong-parameter", message))
            }
            (number, _) => Ok(number),
        }
    }

    /// True or false; false if it is not given.
    pub(crate) fn truth(&mut self, name: &'static str) -> Read<bool> {
        self.get(name)
            .map_or(Ok(false), |node| truth_of(node, name))
    }

    /// A number.
    pub(crate) fn number(&mut self, name: &'static str) -> Read<Option<f64>> {
        self.get(name).map(|node| number_of(node, name)).transpose()
    }

    /// The texts of a list; a single text is a list of one unless `split` makes several of it.
    pub(crate) fn texts(
        &mut self,
        name: &'static str,
        split: fn(&str) -> Result<Vec<String>, String>,
    ) -> Read<Vec<String>> {
        let node = self.needed(name, "a text or a list of texts")?;
        match &node.kind {
            Kind::List(items) => items.iter().map(|item| item_of(item, name)).collect(),
            _ => split(text_of(node, name)?)
                .map_err(|message| Fault::new(node, "wrong-parameter", message)),
        }
    }

    /// The checks of a list, or a single one.
    pub(crate) fn checks(&mut self, name: &'static str) -> Read<Vec<CheckDefinition>> {
        let node = self.needed(name, "a list of checks")?;
        let items = match &node.kind {
            Kind::List(items) => &items[..],
            _ => std::slice::from_ref(node),
        };
        Ok(items.iter().map(|item| self.reader.nested(item)).collect())
    }
}

/// The text of a scalar.
pub(crate) fn text_of<'n>(node: &'n Node, name: &str) -> Read<&'n str> {
    let message = || format!("`{name}` takes a text, not {}", node.describe());
    node.text()
        .ok_or_else(|| Fault::new(node, "wrong-parameter", message()))
}

/// The text of an item of a list, as JavaScript writes it: nothing is `null`.
fn item_of(node: &Node, name: &str) -> Read<String> {
    match node.kind {
        Kind::Null => Ok("null".to_owned()),
        _ => text_of(node, name).map(str::to_owned),
    }
}

/// The whole number, at least 0, of a scalar.
pub(crate) fn count_of(node: &Node, name: &str) -> Read<usize> {
    let message = || format!("`{name}` takes a whole number, not {}", node.describe());
    let whole = node
        .text()
        .and_then(|text| text.trim().parse::<usize>().ok());
    whole.ok_or_else(|| Fault::new(node, "wrong-parameter", message()))
}

/// The number that a scalar is.
pub(crate) fn number_of(node: &Node, name: &str) -> Read<f64> {
    let message = || format!("`{name}` takes a number, not {}", node.describe());
    let number = node.text().and_then(js::number_of);
    number.ok_or_else(|| Fault::new(node, "wrong-parameter", message()))
}

/// Whether a scalar is true.
fn truth_of(node: &Node, name: &str) -> Read<bool> {
    match node.text() {
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        _ => {
            let message = format!("`{name}` is true or false, not {}", node.describe());
            Err(Fault::new(node, "wrong-parameter", message))
        }
    }
}

/// How a type reads its fields.
pub(crate) type Build = fn(&mut Fields) -> Read<Body>;
