//! How the instructions' parameters are read.

use super::{Instructed, Instruction};
use crate::check::definition::Body;
use crate::check::fields::{Fault, Fields, Read, text_of};
use crate::check::node::{Kind, Node};
use std::fmt;

/// Every parameter of some instruction: benchmark files give all of them to each, without values.
const ALL: [&str; 20] = [
    "capital_frequency",
    "capital_relation",
    "end_phrase",
    "first_word",
    "forbidden_words",
    "frequency",
    "keyword",
    "keywords",
    "language",
    "let_frequency",
    "let_relation",
    "letter",
    "nth_paragraph",
    "num_bullets",
    "num_highlights",
    "num_paragraphs",
    "num_placeholders",
    "num_sections",
    "num_sentences",
    "num_words",
];
const MORE: [&str; 4] = [
    "postscript_marker",
    "prompt_to_repeat",
    "relation",
    "section_spliter",
];

/// The check of an instruction, strict unless it says otherwise.
pub(super) fn body(fields: &mut Fields, instruction: impl Instruction + 'static) -> Read<Body> {
    let is_empty = |it: &&&str| fields.node.get(it).is_some_and(|it| it.kind == Kind::Null);
    let empty: Vec<&'static str> = ALL.iter().chain(&MORE).filter(is_empty).copied().collect();
    for name in empty {
        fields.get(name);
    }
    let loose = fields.truth("loose")?;
    let instruction = Box::new(instruction);
    Ok(Body::Looks(Box::new(Instructed { instruction, loose })))
}

/// A text the instruction cannot do without.
pub(super) fn text<'n>(fields: &mut Fields<'n, '_>, name: &'static str) -> Read<&'n str> {
    text_of(needed(fields, name, "a text")?, name)
}

/// A list of texts, at least one.
pub(super) fn texts<'n>(
    fields: &mut Fields<'n, '_>,
    name: &'static str,
) -> Read<Vec<(&'n Node, &'n str)>> {
    let node = needed(fields, name, "a list of texts")?;
    let items = match &node.kind {
        Kind::List(items) => &items[..],
        _ => std::slice::from_ref(node),
    };
    if items.is_empty() {
        return Err(missing(fields, name, "a list of texts"));
    }
    let text = |item| text_of(item, name).map(|text| (item, text));
    items.iter().map(text).collect()
}

/// A number, at least 0.
pub(super) fn number(fields: &mut Fields, name: &'static str) -> Read<Number> {
    let number = any_number(fields, name)?;
    if number.value < 0.0 {
        let message = format!("`{name}` is below 0, where the reference draws a number at random");
        return Err(Fault::new(fields.node, "wrong-parameter", message));
    }
    Ok(number)
}

/// A number that may be negative.
pub(super) fn any_number(fields: &mut Fields, name: &'static str) -> Read<Number> {
    let node = needed(fields, name, "a number")?;
    let value = node.text().and_then(|text| text.trim().parse::<f64>().ok());
    let message = || format!("`{name}` takes a number, not {}", node.describe());
    let value = value.filter(|it| it.is_finite());
    let value = value.ok_or_else(|| Fault::new(node, "wrong-parameter", message()))?;
    let text = value.to_string();
    Ok(Number { value, text })
}

fn needed<'n>(fields: &mut Fields<'n, '_>, name: &'static str, takes: &str) -> Read<&'n Node> {
    if let Some(node) = fields.get(name) {
        return Ok(node);
    }
    Err(missing(fields, name, takes))
}

fn missing(fields: &Fields, name: &str, takes: &str) -> Fault {
    let message = format!("`{}` needs `{name}`: {takes}", fields.name);
    let fault = Fault::new(fields.node, "missing-parameter", message);
    fault.hint("without it the reference draws one at random")
}

/// A number of things; Python compares counts with fractions, too.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) value: f64,
    /// As it is written, made once.
    text: String,
}

impl Number {
    /// Whether `n` things are as many.
    #[expect(
        clippy::cast_precision_loss,
        reason = "texts have fewer than 2^53 bytes"
    )]
    pub(super) fn is_reached_by(&self, n: usize) -> bool {
        n as f64 >= self.value
    }

    /// Whether `n` things are exactly as many.
    #[expect(
        clippy::cast_precision_loss,
        reason = "texts have fewer than 2^53 bytes"
    )]
    pub(super) fn is(&self, n: usize) -> bool {
        (n as f64).total_cmp(&self.value).is_eq()
    }

    /// `3 words`.
    pub(super) fn of(&self, noun: &str) -> String {
        format!("{self} {noun}{}", if self.text == "1" { "" } else { "s" })
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// How many of something.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    at_least: bool,
    number: Number,
}

impl Amount {
    /// Reads a number and how it is meant.
    pub(super) fn read(
        fields: &mut Fields,
        number_name: &'static str,
        relation: &'static str,
    ) -> Read<Amount> {
        Amount::with(number(fields, number_name)?, fields, relation)
    }

    /// Reads how a number is meant.
    pub(super) fn with(
        number: Number,
        fields: &mut Fields,
        relation: &'static str,
    ) -> Read<Amount> {
        let node = needed(fields, relation, "`at least` or `less than`")?;
        let at_least = match node.text() {
            Some("at least") => true,
            Some("less than") => false,
            _ => {
                let found = node.describe();
                let message = format!("`{relation}` is `at least` or `less than`, not {found}");
                return Err(Fault::new(node, "wrong-parameter", message));
            }
        };
        Ok(Amount { at_least, number })
    }

    pub(super) fn holds(&self, n: usize) -> bool {
        self.number.is_reached_by(n) == self.at_least
    }

    /// Whether `n` is too many.
    pub(super) fn is_exceeded(&self, n: usize) -> bool {
        !self.at_least && !self.holds(n)
    }

    /// `at least 3 words`.
    pub(super) fn of(&self, noun: &str) -> String {
        format!("{} {}", self.relation(), self.number.of(noun))
    }

    /// `2 words, at least 3 wanted`.
    pub(super) fn note(&self, n: usize, noun: &str) -> String {
        format!(
            "{}, {} {} wanted",
            count(n, noun),
            self.relation(),
            self.number
        )
    }

    fn relation(&self) -> &'static str {
        if self.at_least {
            "at least"
        } else {
            "less than"
        }
    }
}

/// `1 word`, `2 words`.
pub(super) fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
