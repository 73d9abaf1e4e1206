//! `equals`: the whole reply is one text.
//!
//! **Looks for** a reply that is the value, letter for letter; a value that is a list or mapping
//! is compared with the reply read as JSON.
//! **Why**: fixed answers, such as "No." or an error object.
//! **Passes** `No.` for `value: No.` **Fails** `No` and `No.` with a line break after it.
//! **Blind spots**: white space and case count; numbers are compared as JSON numbers.

use crate::check::Check;
use crate::check::definition::Body;
use crate::check::fields::{Fault, Fields, Read};
use crate::check::js;
use crate::check::node::Kind;
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{Look, Reads, quoted};
use crate::check::view::View;
use serde_json::Value;

pub(super) const TYPES: &[CheckType] = &[CheckType {
    name: "equals",
    family: "text",
    summary: "a reply that is exactly the given text, or the given JSON value",
    why: "for clauses that fix the answer word for word",
    reads: Reads::Finder,
    parameters: &[Parameter {
        name: "value",
        takes: "a text, or a list or mapping to compare with the reply read as JSON",
        needed: true,
        doc: "what the whole reply should be",
    }],
    blind_spots: "white space and case count",
    examples: &[
        Example {
            yaml: "{type: equals, value: 'No.'}",
            asked: "Do you lend tools? Answer in one word.",
            passes: &["No."],
            fails: &["No", "No.\n"],
        },
        Example {
            yaml: "{type: equals, value: {due: 3, fine: null}}",
            asked: "Give me the record as JSON.",
            passes: &["{\"fine\": null, \"due\": 3}"],
            fails: &["{\"due\": 3}", "due: 3"],
        },
    ],
    build: read,
}];

fn read(fields: &mut Fields) -> Read<Body> {
    // An empty text is a value too: `equals ""` asks for an empty reply. So is JSON's null.
    let message = "`equals` needs `value`: the text";
    let missing = Fault::new(fields.node, "missing-parameter", message);
    let node = fields.given("value").ok_or(missing)?;
    Ok(Body::Looks(match &node.kind {
        Kind::Scalar(scalar) => Box::new(EqualsText(scalar.text.clone())),
        _ => Box::new(EqualsJson(node.to_json())),
    }))
}

#[derive(Debug)]
struct EqualsText(String);

impl Check for EqualsText {
    fn aim(&self) -> String {
        format!("exactly {}", quoted(&self.0))
    }

    fn look(&self, view: &View, message: usize) -> Look {
        whole_if(view.text(message) == self.0, view, message, self.aim())
    }
}

#[derive(Debug)]
struct EqualsJson(Value);

impl Check for EqualsJson {
    fn aim(&self) -> String {
        format!("the JSON value {}", quoted(&self.0.to_string()))
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let value = serde_json::from_str::<Value>(view.text(message));
        whole_if(
            value.is_ok_and(|it| js::same(&it, &self.0)),
            view,
            message,
            self.aim(),
        )
    }
}

fn whole_if(equal: bool, view: &View, message: usize, aim: String) -> Look {
    if equal {
        Look::found(message, std::iter::once(0..view.text(message).len()))
    } else {
        Look::missing(aim)
    }
}
