//! Draws set text. Each kind has its element; no text becomes anything but text.

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
        Kind::Footnote => {
            return html! { <sup class="footnote">{ node.text.clone() }</sup> };
        }
        Kind::Same => return html! { <p class="hint">{ T.same_words }</p> },
        Kind::Unlike => return html! { <p class="hint">{ T.unlike }</p> },
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
    drawn.into()
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
        Kind::Title => ("p", "title"),
        Kind::Inserted => ("ins", ""),
        Kind::Deleted => ("del", ""),
        Kind::Break => ("br", ""),
        Kind::Rule => ("hr", ""),
        Kind::Link => ("a", ""),
        Kind::NoLink => ("span", "no-link"),
        Kind::Reference => ("button", "reference"),
        Kind::Image => ("span", "image"),
        Kind::Words => ("span", "clause-words"),
        Kind::Conversation => ("div", "conversation-example"),
        Kind::Notes => ("div", "notes"),
        _ => ("div", ""),
    }
}

fn set_attributes(drawn: &mut VTag, node: &Node, chosen: Option<&str>) {
    let text = &node.text;
    if is_block(node.kind) {
        // Each in the direction of its own first letter.
        drawn.add_attribute("dir", "auto");
    }
    match node.kind {
        Kind::Numbered => drawn.add_attribute("start", text.clone()),
        Kind::Reference => drawn.add_attribute("data-reference", text.clone()),
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

/// Whether lines of their own stand in it.
fn is_block(kind: Kind) -> bool {
    let number = u8::from(kind);
    (u8::from(Kind::Heading1)..=u8::from(Kind::Item)).contains(&number)
        || matches!(kind, Kind::Cell | Kind::Title)
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
