//! Set text as elements. Which element a kind becomes is decided here and nowhere in a document,
//! and every word of a document becomes a text node or the value of an attribute that runs
//! nothing.

use super::texts::T;
use crate::prose::{Kind, Node};
use yew::prelude::*;
use yew::virtual_dom::{VNode, VTag, VText};

/// Draws `node`; the words of the clause `chosen` stand out.
pub(crate) fn draw(node: &Node, chosen: Option<&str>) -> Html {
    if node.kind() == Kind::Text {
        return words(node.text());
    }
    let (name, class) = element_of(node);
    let mut element = VTag::new(name);
    if !class.is_empty() {
        element.add_attribute("class", class);
    }
    add_attributes(&mut element, node, chosen);
    let children = match node.kind() {
        Kind::Code | Kind::RawInline | Kind::Mark => {
            element.add_child(words(node.text()));
            &[]
        }
        Kind::Commentary => {
            element.add_child(with_words("p", "kind", node.text()));
            node.children()
        }
        Kind::Note => {
            element.add_child(with_words("sup", "footnote", node.text()));
            node.children()
        }
        Kind::Turn => add_speaker(&mut element, node),
        _ => node.children(),
    };
    for child in children {
        element.add_child(draw(child, chosen));
    }
    if node.kind() == Kind::Checks {
        return folded(element);
    }
    element.into()
}

fn element_of(node: &Node) -> (&'static str, &'static str) {
    let name = match node.kind() {
        Kind::RawBlock => return ("pre", "raw-html"),
        Kind::Reference => return ("a", "reference"),
        Kind::DeadLink => return ("span", "no-link"),
        Kind::Image => return ("span", "image"),
        Kind::Words => return ("span", "clause-words"),
        Kind::Commentary => return ("aside", "commentary"),
        Kind::Conversation => return ("div", "conversation-example"),
        Kind::Mark => return ("sup", "footnote"),
        Kind::Notes => return ("div", "notes"),
        Kind::Note => return ("div", "note"),
        Kind::TableHead => return ("tr", "head"),
        Kind::Turn => return ("div", grade(node).0),
        Kind::Link if node.address().is_some() => "a",
        Kind::Heading => heading(node.number()),
        Kind::Paragraph => "p",
        Kind::Bullets => "ul",
        Kind::Numbers => "ol",
        Kind::Item => "li",
        Kind::Quote => "blockquote",
        Kind::CodeBlock | Kind::Checks => "pre",
        Kind::Code => "code",
        Kind::Emphasis => "em",
        Kind::Strong => "strong",
        Kind::Struck => "s",
        Kind::Table => "table",
        Kind::Row => "tr",
        Kind::Cell => "td",
        Kind::Break => "br",
        Kind::Line => "hr",
        Kind::Group => "div",
        Kind::Text | Kind::RawInline | Kind::Why | Kind::Link => "span",
    };
    (name, "")
}

/// The page's own headings are one and two, so a document's begin at two.
fn heading(level: u32) -> &'static str {
    match level {
        1 => "h2",
        2 => "h3",
        3 => "h4",
        4 => "h5",
        _ => "h6",
    }
}

fn grade(turn: &Node) -> (&'static str, &'static str) {
    match turn.number() {
        1 => ("turn good", T.graded_good),
        2 => ("turn bad", T.graded_bad),
        3 => ("turn ok", T.graded_ok),
        _ => ("turn", ""),
    }
}

fn add_attributes(element: &mut VTag, node: &Node, chosen: Option<&str>) {
    let text = || node.text().to_owned();
    match node.kind() {
        Kind::Numbers => element.add_attribute("start", node.number().to_string()),
        Kind::Reference => {
            // An address of its own would replace the page's.
            element.add_attribute("data-reference", text());
            element.add_attribute("role", "link");
            element.add_attribute("tabindex", "0");
        }
        Kind::Words => {
            element.add_attribute("data-clause", text());
            if chosen == Some(node.text()) {
                element.add_attribute("class", "clause-words chosen");
            }
        }
        Kind::Mark if node.number() == 0 => element.add_attribute("title", T.no_such_note),
        Kind::Link => {
            if let Some(address) = node.address() {
                element.add_attribute("href", address.to_owned());
                element.add_attribute("rel", "noopener noreferrer");
                element.add_attribute("target", "_blank");
            }
        }
        _ => {}
    }
}

/// Who speaks, and what the author thinks of it. Returns what is said.
fn add_speaker<'a>(element: &mut VTag, turn: &'a Node) -> &'a [Node] {
    let mut line = turn.text().to_owned();
    let (why, said) = match turn.children() {
        [first, rest @ ..] if first.kind() == Kind::Why => (first.text(), rest),
        all => ("", all),
    };
    let mut speaker = VTag::new("span");
    speaker.add_attribute("class", "role");
    let word = grade(turn).1;
    if !word.is_empty() {
        line.push_str(" · ");
        speaker.add_child(words(&line));
        speaker.add_child(with_words("span", "grade", word));
        line.clear();
    }
    if !why.is_empty() {
        line.push_str(": ");
        line.push_str(why);
    }
    speaker.add_child(words(&line));
    element.add_child(speaker.into());
    said
}

/// Checks are folded away, since they are for the computer.
fn folded(block: VTag) -> Html {
    let mut details = VTag::new("details");
    details.add_attribute("class", "checks");
    details.add_child(with_words("summary", "", T.checks_of_clause));
    details.add_child(block.into());
    details.into()
}

fn words(text: &str) -> VNode {
    VText::new(text.to_owned()).into()
}

fn with_words(name: &'static str, class: &'static str, text: &str) -> VNode {
    let mut element = VTag::new(name);
    element.add_attribute("class", class);
    element.add_child(words(text));
    element.into()
}
