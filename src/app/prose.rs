//! Draws set text. Each kind has its element; no text becomes anything but text.

use super::address::SHEET;
use super::texts::T;
use crate::prose::{Kind, Node};
use yew::prelude::*;
use yew::virtual_dom::{VNode, VTag, VText};

/// Draws `nodes`; the words of the clause called `chosen` are set off.
pub(crate) fn draw(nodes: &[Node], chosen: Option<&str>) -> Html {
    nodes.iter().map(|it| node(it, chosen)).collect()
}

fn node(node: &Node, chosen: Option<&str>) -> VNode {
    match node.kind {
        Kind::Text => return VText::new(node.text.clone()).into(),
        Kind::Turn => return turn(node, chosen),
        Kind::Search | Kind::Tick | Kind::Select => return field(node),
        Kind::Footnote => {
            return html! { <sup class="footnote">{ node.text.clone() }</sup> };
        }
        Kind::Note => {
            return html! {
                <div class="note">
                    <sup class="footnote">{ node.text.clone() }</sup>
                    { draw(&node.children, chosen) }
                </div>
            };
        }
        Kind::Commentary => {
            return html! {
                <aside class="commentary">
                    <p class="kind">{ node.text.clone() }</p>
                    { draw(&node.children, chosen) }
                </aside>
            };
        }
        Kind::Checks => {
            return html! {
                <details class="checks">
                    <summary>{ T.checks_of_clause }</summary>
                    { draw(&node.children, chosen) }
                </details>
            };
        }
        _ => {}
    }
    let (name, class) = element(node.kind);
    let mut drawn = VTag::new(name);
    if !class.is_empty() {
        drawn.add_attribute("class", class);
    }
    set_attributes(&mut drawn, node, chosen);
    if node.kind == Kind::Literal {
        drawn.add_child(VText::new(node.text.clone()).into());
    }
    for child in &node.children {
        drawn.add_child(self::node(child, chosen));
    }
    if node.kind == Kind::Conversation {
        drawn.add_child(try_example(&node.text));
    }
    drawn.into()
}

/// Makes a scenario of the example it stands in.
fn try_example(example: &str) -> VNode {
    let mut button = VTag::new("button");
    button.add_attribute("class", "quiet try");
    button.add_attribute("data-do", format!("example {example}"));
    button.add_child(VText::new(T.try_example).into());
    button.into()
}

/// A field of a sheet. What is typed into it is never written over: its value is only what it
/// begins with.
fn field(node: &Node) -> VNode {
    let (option, value) = node.text.split_once('=').unwrap_or_default();
    let is_choice = node.kind == Kind::Select;
    let mut control = VTag::new(if is_choice { "select" } else { "input" });
    control.add_attribute("name", option.to_owned());
    match node.kind {
        Kind::Search => {
            control.add_attribute("type", "search");
            control.add_attribute("autocomplete", "off");
            control.add_attribute("value", value.to_owned());
        }
        Kind::Tick => {
            control.add_attribute("type", "checkbox");
            if !value.is_empty() {
                control.add_attribute("checked", "");
            }
        }
        _ => {}
    }
    let mut label = VTag::new("label");
    label.add_attribute("class", "field");
    for child in &node.children {
        let mut drawn = VTag::new(if is_choice && child.kind == Kind::Choice {
            "option"
        } else {
            "span"
        });
        let words = child.children.first().unwrap_or(child);
        drawn.add_child(VText::new(words.text.clone()).into());
        if child.kind != Kind::Choice {
            label.add_child(drawn.into());
            continue;
        }
        drawn.add_attribute("value", child.text.clone());
        if child.text == value {
            drawn.add_attribute("selected", "");
        }
        control.add_child(drawn.into());
    }
    label.add_child(control.into());
    label.into()
}

/// The element and class of each kind. The page's own headings are one and two, so a document's
/// begin at two.
fn element(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Heading1 => ("h2", ""),
        Kind::Heading2 => ("h3", ""),
        Kind::Heading3 => ("h4", ""),
        Kind::Heading4 => ("h5", ""),
        Kind::Heading5 => ("h6", ""),
        Kind::Paragraph => ("p", ""),
        Kind::Quote => ("blockquote", ""),
        Kind::List => ("ul", ""),
        Kind::Numbered => ("ol", ""),
        Kind::Item => ("li", ""),
        Kind::Table => ("table", ""),
        Kind::Row => ("tr", ""),
        Kind::Cell => ("td", ""),
        Kind::Code => ("pre", ""),
        Kind::RawBlock => ("pre", "raw-html"),
        Kind::Literal => ("code", ""),
        Kind::Emphasis => ("em", ""),
        Kind::Strong => ("strong", ""),
        Kind::Struck => ("s", ""),
        Kind::Break => ("br", ""),
        Kind::Rule => ("hr", ""),
        Kind::Link => ("a", ""),
        Kind::NoLink => ("span", "no-link"),
        Kind::Reference => ("button", "reference"),
        Kind::Image => ("span", "image"),
        Kind::Words => ("span", "clause-words"),
        Kind::Conversation => ("div", "conversation-example"),
        Kind::Notes => ("div", "notes"),
        Kind::Nav => ("nav", ""),
        Kind::Sheet => ("a", ""),
        Kind::Here | Kind::Tag => ("span", ""),
        Kind::Status => ("p", ""),
        Kind::Head => ("thead", ""),
        Kind::Caption => ("caption", ""),
        Kind::HeadCell | Kind::RowHead => ("th", ""),
        Kind::Inserted => ("ins", ""),
        Kind::Deleted => ("del", ""),
        Kind::Details => ("details", ""),
        Kind::Summary => ("summary", ""),
        Kind::Meter => ("meter", ""),
        Kind::Button | Kind::Copy => ("button", ""),
        _ => ("div", ""),
    }
}

fn set_attributes(drawn: &mut VTag, node: &Node, chosen: Option<&str>) {
    let text = &node.text;
    match node.kind {
        Kind::Numbered => drawn.add_attribute("start", text.clone()),
        Kind::Reference => drawn.add_attribute("data-reference", text.clone()),
        Kind::Part | Kind::Cell | Kind::HeadCell if !text.is_empty() => {
            drawn.add_attribute("class", text.clone());
        }
        Kind::Section => drawn.add_attribute("data-at", text.clone()),
        Kind::Tag => drawn.add_attribute("class", format!("tag {text}")),
        Kind::RowHead => drawn.add_attribute("scope", "row"),
        Kind::Nav => drawn.add_attribute("aria-label", text.clone()),
        Kind::Here => drawn.add_attribute("aria-current", "page"),
        Kind::Status => drawn.add_attribute("role", "status"),
        Kind::Sheet => drawn.add_attribute("href", format!("{SHEET}{text}")),
        Kind::Details if !text.is_empty() => drawn.add_attribute("open", ""),
        Kind::Button => drawn.add_attribute("data-do", text.clone()),
        Kind::Copy => drawn.add_attribute("data-copy", text.clone()),
        Kind::Meter => {
            if let Some((value, most)) = text.split_once('/') {
                drawn.add_attribute("value", value.to_owned());
                drawn.add_attribute("max", most.to_owned());
                drawn.add_attribute("aria-hidden", "true");
            }
        }
        Kind::Words => {
            drawn.add_attribute("data-clause", text.clone());
            if chosen == Some(text) {
                drawn.add_attribute("class", "clause-words chosen");
            }
        }
        Kind::Link => {
            if let Some(address) = node.address() {
                drawn.add_attribute("href", address.to_owned());
                drawn.add_attribute("rel", "noopener noreferrer");
                drawn.add_attribute("target", "_blank");
            }
        }
        _ => {}
    }
}

/// A message of an example, with the author's grade of it.
fn turn(node: &Node, chosen: Option<&str>) -> VNode {
    let grade = node.children.first().and_then(|it| {
        let (class, word) = match it.kind {
            Kind::Good => ("good", T.graded_good),
            Kind::Bad => ("bad", T.graded_bad),
            Kind::Ok => ("ok", T.graded_ok),
            Kind::Remark => ("", ""),
            _ => return None,
        };
        Some((class, word, &it.text))
    });
    let said = &node.children[usize::from(grade.is_some())..];
    let (class, word, why) = match grade {
        Some((class, word, why)) => (class, word, why.as_str()),
        None => ("", "", ""),
    };
    html! {
        <div class={classes!("turn", class)}>
            <span class="role">
                { node.text.clone() }
                if !word.is_empty() { <span class="grade">{ " · " }{ word }</span> }
                if !why.is_empty() { { ": " }{ why.to_owned() } }
            </span>
            { draw(said, chosen) }
        </div>
    }
}
