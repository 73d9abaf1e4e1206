//! Draws set text. Each kind has its element; no text becomes anything but text.

use super::texts::{T, fill};
use crate::prose::{Kind, Node};
use yew::prelude::*;
use yew::virtual_dom::{Key, VNode, VTag, VText};

/// Draws `nodes`; the words of the clause called `chosen` are set off.
pub(crate) fn draw(nodes: &[Node], chosen: Option<&str>) -> Html {
    nodes.iter().map(|it| node(it, chosen, (0, 0))).collect()
}

/// Draws what stands on a sheet. What people type into, select from or open is drawn anew at each
/// `visit`, and at nothing else, so that it is as they left it.
pub(crate) fn draw_sheet(nodes: &[Node], visit: u32) -> Html {
    let nodes = nodes.iter().zip(0..);
    nodes.map(|(it, at)| node(it, None, (visit, at))).collect()
}

/// `place` is the visit, and which of its parent's nodes it is.
fn node(node: &Node, chosen: Option<&str>, place: (u32, u32)) -> VNode {
    let text = &node.text;
    if node.kind == Kind::Text {
        return words(text);
    }
    if node.kind == Kind::Said {
        return said_words(node, place);
    }
    let look = look(node.kind);
    let mut drawn = element(look.name, look.class);
    let value = [look.before, text].concat();
    if !look.attribute.is_empty() && !value.is_empty() {
        drawn.add_attribute(look.attribute, value);
    }
    if is_block(node.kind) {
        // Each in the direction of its own first letter.
        drawn.add_attribute("dir", "auto");
    }
    let mut children = node.children.as_slice();
    match node.kind {
        Kind::Literal | Kind::Footnote => drawn.add_child(words(text)),
        Kind::Note => drawn.add_child(said("sup", "footnote", text)),
        Kind::Commentary => drawn.add_child(said("p", "kind", text)),
        Kind::Checks => drawn.add_child(said("summary", "", T.checks_of_clause)),
        Kind::Words if chosen == Some(text) => {
            drawn.add_attribute("class", "clause-words chosen");
        }
        Kind::Details => drawn.key = Some(key(place)),
        Kind::Link => set_address(&mut drawn, node),
        Kind::Turn => children = begin_turn(&mut drawn, node),
        Kind::Search | Kind::Area | Kind::Tick | Kind::Select => {
            drawn.key = Some(key(place));
            add_field(&mut drawn, node);
            children = &[];
        }
        Kind::Meter => set_meter(&mut drawn, text),
        Kind::Same => drawn.add_child(words(T.same_words)),
        Kind::Unlike => drawn.add_child(words(T.unlike)),
        _ => {}
    }
    for (child, at) in children.iter().zip(0..) {
        drawn.add_child(self::node(child, chosen, (place.0, at)));
    }
    if node.kind == Kind::Conversation {
        let mut button = element("button", "quiet try");
        button.add_attribute("data-do", ["example ", text].concat());
        button.add_child(words(T.try_example));
        drawn.add_child(button.into());
    }
    drawn.into()
}

fn words(text: &str) -> VNode {
    VText::new(text.to_owned()).into()
}

fn element(name: &'static str, class: &'static str) -> VTag {
    let mut element = VTag::new(name);
    if !class.is_empty() {
        element.add_attribute("class", class);
    }
    element
}

fn said(name: &'static str, class: &'static str, text: &str) -> VNode {
    let mut element = element(name, class);
    element.add_child(words(text));
    element.into()
}

/// How a kind is drawn.
struct Look {
    /// Its element.
    name: &'static str,
    class: &'static str,
    /// The attribute that has the node's text, where that is not empty.
    attribute: &'static str,
    /// What stands before the text there.
    before: &'static str,
}

/// The page's own headings are one and two, so a document's begin at two.
fn look(kind: Kind) -> Look {
    let (name, class, attribute, before) = match kind {
        Kind::Heading1 => ("h2", "", "", ""),
        Kind::Heading2 => ("h3", "", "", ""),
        Kind::Heading3 => ("h4", "", "", ""),
        Kind::Heading4 => ("h5", "", "", ""),
        Kind::Heading5 => ("h6", "", "", ""),
        Kind::Paragraph => ("p", "", "", ""),
        Kind::Quote => ("blockquote", "", "", ""),
        Kind::List => ("ul", "", "", ""),
        Kind::Numbered => ("ol", "", "start", ""),
        Kind::Item => ("li", "", "", ""),
        Kind::Table => ("table", "", "", ""),
        Kind::Row => ("tr", "", "", ""),
        Kind::Cell => ("td", "", "class", ""),
        Kind::Code => ("pre", "", "", ""),
        Kind::Checks => ("details", "checks", "", ""),
        Kind::RawBlock => ("pre", "raw-html", "", ""),
        Kind::Literal => ("code", "", "", ""),
        Kind::Emphasis => ("em", "", "", ""),
        Kind::Strong => ("strong", "", "", ""),
        Kind::Struck => ("s", "", "", ""),
        Kind::Title => ("p", "title", "", ""),
        Kind::Same | Kind::Unlike => ("p", "hint", "", ""),
        Kind::Break => ("br", "", "", ""),
        Kind::Rule => ("hr", "", "", ""),
        Kind::Link => ("a", "", "", ""),
        Kind::NoLink => ("span", "no-link", "", ""),
        Kind::Reference => ("button", "reference", "data-reference", ""),
        Kind::Image => ("span", "image", "", ""),
        Kind::Footnote => ("sup", "footnote", "", ""),
        Kind::Words => ("span", "clause-words", "data-clause", ""),
        Kind::Commentary => ("aside", "commentary", "", ""),
        Kind::Conversation => ("div", "conversation-example", "", ""),
        Kind::Turn => ("div", "turn", "", ""),
        Kind::Notes => ("div", "notes", "", ""),
        Kind::Note => ("div", "note", "", ""),
        Kind::Part => ("div", "", "class", ""),
        Kind::Section => ("div", "", "data-at", ""),
        Kind::Nav => ("nav", "", "aria-label", ""),
        Kind::Sheet => ("a", "", "href", super::address::SHEET),
        Kind::Here => ("span", "", "aria-current", "page"),
        Kind::Status => ("p", "", "role", "status"),
        Kind::Head => ("thead", "", "", ""),
        Kind::Caption => ("caption", "", "", ""),
        Kind::HeadCell => ("th", "", "class", ""),
        Kind::RowHead => ("th", "", "scope", "row"),
        Kind::Inserted => ("ins", "", "", ""),
        Kind::Deleted => ("del", "", "", ""),
        Kind::Details => ("details", "", "open", ""),
        Kind::Summary => ("summary", "", "", ""),
        Kind::Tag => ("span", "", "class", "tag "),
        Kind::Meter => ("meter", "", "", ""),
        Kind::Button => ("button", "", "data-do", ""),
        Kind::Copy => ("button", "", "data-copy", ""),
        Kind::Search | Kind::Area | Kind::Tick | Kind::Select => ("label", "ask", "", ""),
        Kind::Choice => ("option", "", "value", ""),
        Kind::Key => ("kbd", "", "data-key", ""),
        Kind::Text
        | Kind::Said
        | Kind::Good
        | Kind::Bad
        | Kind::Ok
        | Kind::Remark
        | Kind::Block => ("div", "", "", ""),
    };
    Look {
        name,
        class,
        attribute,
        before,
    }
}

/// Whether lines of their own stand in it.
fn is_block(kind: Kind) -> bool {
    let number = u8::from(kind);
    (u8::from(Kind::Heading1)..=u8::from(Kind::Item)).contains(&number)
        || matches!(kind, Kind::Cell | Kind::Title)
}

fn set_address(link: &mut VTag, node: &Node) {
    if let Some(address) = node.address() {
        link.add_attribute("href", address.to_owned());
        link.add_attribute("rel", "noopener noreferrer");
        link.add_attribute("target", "_blank");
    }
}

/// Who speaks a message of an example, and the author's grade of it. What is left is what is said.
fn begin_turn<'a>(turn: &mut VTag, node: &'a Node) -> &'a [Node] {
    let mut role = element("span", "role");
    role.add_child(words(&node.text));
    let grade = node.children.first().and_then(|it| {
        let (class, word) = match it.kind {
            Kind::Good => ("turn good", T.graded_good),
            Kind::Bad => ("turn bad", T.graded_bad),
            Kind::Ok => ("turn ok", T.graded_ok),
            Kind::Remark => ("turn", ""),
            _ => return None,
        };
        Some((class, word, &it.text))
    });
    if let Some((class, word, why)) = grade {
        turn.add_attribute("class", class);
        if !word.is_empty() {
            role.add_child(said("span", "grade", &[" · ", word].concat()));
        }
        if !why.is_empty() {
            role.add_child(words(&[": ", why].concat()));
        }
    }
    turn.add_child(role.into());
    &node.children[usize::from(grade.is_some())..]
}

/// A field of a sheet: its name, and what can be set. What is typed into it is never written over:
/// its value is only what it begins with.
fn add_field(label: &mut VTag, node: &Node) {
    let (option, value) = node.text.split_once('=').unwrap_or_default();
    let [name, choices @ ..] = node.children.as_slice() else {
        return;
    };
    let mut called = element("span", "");
    called.add_child(self::node(name, None, (0, 0)));
    label.add_child(called.into());
    if node.kind == Kind::Area {
        let (name, value) = (option.to_owned(), value.to_owned());
        label.add_child(html! {
            <textarea {name} defaultvalue={value} rows="6" spellcheck="false" />
        });
        return;
    }
    let (tag, kind, has) = match node.kind {
        Kind::Search => ("input", "search", "value"),
        Kind::Tick => ("input", "checkbox", "checked"),
        _ => ("select", "", ""),
    };
    let mut control = VTag::new(tag);
    control.add_attribute("name", option.to_owned());
    if !kind.is_empty() {
        control.add_attribute("type", kind);
        control.add_attribute("autocomplete", "off");
        if !value.is_empty() {
            control.add_attribute(has, value.to_owned());
        }
    }
    for choice in choices {
        let mut option = VTag::new("option");
        option.add_attribute("value", choice.text.clone());
        if choice.text == value {
            option.add_attribute("selected", "selected");
        }
        option.add_child(words(&choice.words()));
        control.add_child(option.into());
    }
    label.add_child(control.into());
}

fn key((visit, at): (u32, u32)) -> Key {
    [visit.to_string(), ".".to_owned(), at.to_string()]
        .concat()
        .into()
}

/// Words to select from. Only in a field do a keyboard, a mouse and a finger alike select words.
fn said_words(node: &Node, place: (u32, u32)) -> VNode {
    let n = node.text.parse::<usize>().unwrap_or(0) + 1;
    let (message, value) = (node.text.clone(), node.words());
    html! {
        <textarea key={key(place)} data-message={message} {value} dir="auto" rows="1" inputmode="none" aria-readonly="true"
            aria-label={fill(T.message_n, &[("n", &n)])} />
    }
}

fn set_meter(meter: &mut VTag, text: &str) {
    if let Some((value, most)) = text.split_once('/') {
        meter.add_attribute("value", value.to_owned());
        meter.add_attribute("max", most.to_owned());
        meter.add_attribute("aria-hidden", "true");
    }
}
