//! `is-xml` and `contains-xml`: XML, alone or in a text, and the elements it must have.
//!
//! **`is-xml` wants** every message to be a well-formed XML document with namespaces; entities of
//! its own (a DTD inside the document) are refused. **`contains-xml` looks for** an element from
//! its opening to its closing tag, or several beside each other, anywhere in a message.
//! **Both take** paths of elements as `value`: `analysis.colour` is a `colour` in an `analysis`,
//! `items.0` the first of several, `a.@_id` an attribute.
//! **Why**: replies that programs read.
//! **Pass** `<a><b>1</b></a>`. **Fail** `<a><b></a>`; evidence of what is not well-formed is the
//! rest of the line.
//! **Blind spots**: `contains-xml` is as lenient as the reader behind it: the text between an
//! opening and a closing tag of one name may hold anything.

mod characters;
mod document;
mod fragments;
mod namespaces;
mod prolog;
mod tree;

use crate::check::Check;
use crate::check::definition::Body;
use crate::check::fields::{Fault, Fields, Read, text_of};
use crate::check::js;
use crate::check::node::{Kind, Node};
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{Found, Look, Reads, listed};
use crate::check::view::View;

const ELEMENTS: &[Parameter] = &[Parameter {
    name: "value",
    takes: "paths with dots, as one text with commas, a list, or `{requiredElements: […]}`",
    needed: false,
    doc: "elements that must be there",
}];

/// What the user asked in all examples.
const ASKED: &str = "Give me the record as XML.";

pub(super) const TYPES: &[CheckType] = &[
    CheckType {
        name: "is-xml",
        family: "format",
        summary: "a message that is one XML document and nothing else, with certain elements",
        why: "for replies that programs read",
        reads: Reads::Requirement,
        parameters: ELEMENTS,
        blind_spots: "a document with a DTD inside is refused; what the elements hold is not looked at",
        examples: &[
            Example::new(
                ASKED,
                "type: is-xml",
                &["<loan><due>3</due></loan>", "<?xml version=\"1.0\"?>\n<a/>"],
                &["<loan><due></loan>", "Here: <a/>", "<a/><b/>", ""],
            ),
            Example::new(
                ASKED,
                "{type: is-xml, value: 'loan.due, loan.title'}",
                &["<loan><title/><due>3</due></loan>"],
                &["<loan><due>3</due></loan>"],
            ),
        ],
        build: |fields| {
            let elements = elements(fields)?;
            Ok(Body::Looks(Box::new(IsXml { elements })))
        },
    },
    CheckType {
        name: "contains-xml",
        family: "format",
        summary: "XML somewhere in a message, with certain elements",
        why: "for replies with words around what programs read",
        reads: Reads::Finder,
        parameters: ELEMENTS,
        blind_spots: "between an opening and a closing tag of one name anything may stand",
        examples: &[Example::new(
            ASKED,
            "{type: contains-xml, value: [loan.due]}",
            &["Here you are: <loan><due>3</due></loan>."],
            &["<loan/>", "1 < 2 > 0"],
        )],
        build: |fields| {
            let elements = elements(fields)?;
            Ok(Body::Looks(Box::new(ContainsXml { elements })))
        },
    },
];

/// The paths that must be there.
fn elements(fields: &mut Fields) -> Read<Vec<String>> {
    let Some(node) = fields.get("value") else {
        return Ok(Vec::new());
    };
    let texts = |items: &[Node]| {
        items
            .iter()
            .map(|it| text_of(it, "value").map(str::to_owned))
            .collect()
    };
    match &node.kind {
        Kind::List(items) => texts(items),
        Kind::Map(entries) if entries.is_empty() => Ok(Vec::new()),
        Kind::Map(_) => match node.get("requiredElements").map(|it| &it.kind) {
            Some(Kind::List(items)) => texts(items),
            _ => Err(Fault::new(
                node,
                "wrong-parameter",
                "`value` takes paths, or `requiredElements` with a list of them",
            )),
        },
        _ => Ok(text_of(node, "value")?
            .split(',')
            .map(|it| js::trim(it).to_owned())
            .collect()),
    }
}

#[derive(Debug)]
struct IsXml {
    elements: Vec<String>,
}

impl Check for IsXml {
    fn aim(&self) -> String {
        format!("a message that is XML{}", with(&self.elements))
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let text = view.text(message);
        let refused = |reason: String, at: usize| {
            let end = text[at..].find('\n').map_or(text.len(), |it| at + it);
            Look::required(false, reason, vec![Found::words(message, at..end)])
        };
        if let Err(fault) = document::check(text) {
            return refused(format!("not XML: {}", fault.reason), fault.at);
        }
        let Some(tree) = tree::read(text) else {
            return refused("elements nest too deeply to be looked at".to_owned(), 0);
        };
        match tree::missing(&tree, &self.elements) {
            None => Look::required(true, "is XML".to_owned(), Vec::new()),
            Some(path) => refused(format!("XML without `{path}`"), 0),
        }
    }
}

fn with(elements: &[String]) -> String {
    match elements {
        [] => String::new(),
        elements => format!(" with {}", listed(elements, "and")),
    }
}

#[derive(Debug)]
struct ContainsXml {
    elements: Vec<String>,
}

impl Check for ContainsXml {
    fn aim(&self) -> String {
        format!("XML{}", with(&self.elements))
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let text = view.text(message);
        let has =
            |xml: &str| tree::read(xml).map(|tree| tree::missing(&tree, &self.elements).is_none());
        match fragments::find(text, has) {
            Some(place) => Look::found(message, [place]),
            None => Look::missing(self.aim()),
        }
    }
}
