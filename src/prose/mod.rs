//! Set text: Markdown as nodes that a view can draw without reading Markdown, and what sheets have
//! beside it.
//!
//! The kinds are a closed set and text is only ever text, so nothing in a document can become
//! markup: raw HTML is the characters it is, an image its description, and an address that could
//! run something no address at all.

mod book;
mod differences;
mod markdown;
mod notes;

pub use book::{Book, rule_key};
pub use differences::differences;
pub use markdown::{message, message_key};

use serde::{Deserialize, Serialize};

/// A piece of set text: what it is, its own words, and what stands in it.
///
/// Field names are short because the text of a whole document goes through them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// What it is.
    #[serde(rename = "k")]
    pub kind: Kind,
    /// What [`Kind`] says of it.
    #[serde(rename = "t", default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What stands in it, in order.
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Node>,
}

impl Node {
    /// A node without children.
    pub fn new(kind: Kind, text: impl Into<String>) -> Node {
        Node {
            kind,
            text: text.into(),
            children: Vec::new(),
        }
    }

    /// Where a link leads: to a page or a mail program, never anywhere else, wherever the node
    /// came from.
    pub fn address(&self) -> Option<&str> {
        (self.kind == Kind::Link && is_safe(&self.text)).then_some(&self.text)
    }

    /// Words next to words become one node.
    pub(crate) fn push(&mut self, node: Node) {
        match self.children.last_mut() {
            Some(last) if last.kind == Kind::Text && node.kind == Kind::Text => {
                last.text.push_str(&node.text);
            }
            _ => self.children.push(node),
        }
    }

    /// All words in it, in order.
    pub fn words(&self) -> String {
        let own = if self.kind == Kind::Text {
            self.text.as_str()
        } else {
            ""
        };
        let inner = self.children.iter().map(Node::words);
        std::iter::once(own.to_owned()).chain(inner).collect()
    }
}

/// Whether an address leads only to a page or a mail program.
fn is_safe(address: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| {
        let start = address.get(..scheme.len());
        start.is_some_and(|it| it.eq_ignore_ascii_case(scheme))
    })
}

macro_rules! kinds {
    ($first:ident: $words:literal, $($name:ident: $doc:literal,)*) => {
        /// What a node is, and what its `text` means; where nothing is said, it has none.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "u8", into = "u8")]
        pub enum Kind {
            #[default]
            #[doc = $words]
            $first,
            $(#[doc = $doc] $name,)*
        }

        const ALL: &[Kind] = &[Kind::$first, $(Kind::$name,)*];
    };
}

kinds! {
    Text: "Words: the text.",
    Heading1: "A heading of the first level.",
    Heading2: "A heading of the second level.",
    Heading3: "A heading of the third level.",
    Heading4: "A heading of the fourth level.",
    Heading5: "A heading of the fifth or sixth level.",
    Paragraph: "A paragraph.",
    Quote: "A quotation.",
    List: "A list with marks.",
    Numbered: "A list with numbers; text: the first.",
    Item: "An item of a list.",
    Table: "A table.",
    Row: "A row of a table.",
    Cell: "A cell of a table; text, in a sheet: what the style sheet calls it.",
    Code: "A block of code; text: its language.",
    Checks: "A block of checks, for the computer.",
    RawBlock: "A block of raw HTML, as characters.",
    Literal: "Code or raw HTML among words.",
    Emphasis: "Emphasis.",
    Strong: "Strong emphasis.",
    Struck: "Struck out.",
    Break: "A line break.",
    Rule: "A line across.",
    Link: "A link to a page or a mail address; text: the address, which only `Node::address` gives out.",
    NoLink: "A link whose address leads nowhere safe.",
    Reference: "A link to a section; text: its id, else its slug.",
    Image: "An image's description.",
    Footnote: "The mark of a footnote; text: its number, or its key where the document has no note.",
    Notes: "The footnotes of the text before it.",
    Note: "A footnote; text: its mark.",
    Words: "Words of a clause; text: the clause's id.",
    Commentary: "Commentary; text: its title.",
    Conversation: "An example's conversation; text: which of its section's examples it is, from 0.",
    Turn: "A message of an example; text: who speaks.",
    Good: "The author's grade of the turn it stands in: good; text: why.",
    Bad: "The same: bad.",
    Ok: "The same: acceptable.",
    Remark: "The author's remark on the turn it stands in, without a grade; text: the remark.",
    Title: "A heading in a message, which is none of the page it stands on.",
    Inserted: "Words that came in, or that the text this one is compared with lacks.",
    Deleted: "Words that went, or that only the text this one is compared with has.",
    Same: "Before a text with the very words of the one it is compared with.",
    Unlike: "Before a text that has so little in common with the one it is compared with that no words are marked.",
    Block: "Anything else: only what stands in it counts.",
    Part: "A part of a sheet; text: what the style sheet calls it.",
    Section: "Something of a section, such as its examples; text: the section's index.",
    Nav: "Ways to other sheets; text: what to call them.",
    Sheet: "A link to a sheet; text: its address, as `engine::sheets::address` writes it.",
    Here: "The name of the sheet it stands in.",
    Status: "What a sheet counts; a screen reader says it where it changes.",
    Head: "The head of a table.",
    Caption: "What to call a table.",
    HeadCell: "A cell over a column; text: what the style sheet calls it.",
    RowHead: "A cell before a row.",
    Details: "Something to unfold, which begins with a summary; text: something where it is open.",
    Summary: "What stands for folded details.",
    Tag: "A word in a frame; text: its tone, as the style sheet calls it.",
    Meter: "A bar; text: how much, `/`, of how much. The numbers stand beside it.",
    Button: "A button; text: what it does, in the words that `app::acts` knows.",
    Copy: "A button that copies; text: what.",
    Search: "A field for words; text: the option it sets, `=`, its value. Its first child is its name.",
    Area: "The same, of many lines.",
    Tick: "The same, to be ticked; no value where it is not.",
    Select: "The same, to choose from; what can be chosen follows the name.",
    Choice: "One of these; text: the value.",
    Key: "A key that stands for the button, link or field it is written in; text: the key.",
    Said: "What a message says, for words to be selected in; text: the message's index.",
}

/// A number that stands for no kind.
#[derive(Debug, thiserror::Error)]
#[error("there is no kind of text with the number {0}")]
pub struct NoSuchKind(u8);

impl TryFrom<u8> for Kind {
    type Error = NoSuchKind;

    fn try_from(number: u8) -> Result<Kind, NoSuchKind> {
        let kind = ALL.get(usize::from(number)).copied();
        kind.ok_or(NoSuchKind(number))
    }
}

impl Kind {
    /// Characters in it stand for themselves.
    fn is_verbatim(self) -> bool {
        matches!(self, Kind::Code | Kind::Checks | Kind::RawBlock)
    }
}

impl From<Kind> for u8 {
    fn from(kind: Kind) -> u8 {
        kind as u8
    }
}
