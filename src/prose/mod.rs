//! Set text: a document's Markdown as a tree of a closed set of kinds.
//!
//! The page draws it and reads no Markdown itself. What is drawn as which element is the page's
//! own choice by [`Kind`]; a document gives only words, so none of it can become markup. The one
//! thing of a document that could run something is a link's address, and [`Node::address`] gives
//! none that could.

mod book;
mod notes;
mod set;

pub use book::Book;

use serde::{Deserialize, Serialize};

/// What to set: a section or, in it, the rule of one clause.
///
/// Named by a hash of all that is drawn, so that an answer can never be taken for another text's.
/// A plain text, since both sides have the code for those.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TextKey(String);

impl TextKey {
    /// A whole section, by its [`Book::hash`].
    pub fn section(hash: &str) -> TextKey {
        TextKey(hash.to_owned())
    }

    /// The rule of a clause in it.
    pub fn rule(hash: &str, clause: &str) -> TextKey {
        TextKey([hash, " ", clause].concat())
    }

    /// The hash of the section.
    pub fn hash(&self) -> &str {
        self.parts().0
    }

    /// The id of the clause; empty for the whole section.
    pub fn clause(&self) -> &str {
        self.parts().1
    }

    fn parts(&self) -> (&str, &str) {
        self.0.split_once(' ').unwrap_or((&self.0, ""))
    }
}

/// A piece of set text. A group for [`TextKey`]s of clauses has two children: the rule, and the
/// rest of the clause.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Node {
    #[serde(rename = "k", default, skip_serializing_if = "Kind::is_text")]
    kind: Kind,
    #[serde(rename = "t", default, skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(rename = "n", default, skip_serializing_if = "is_zero")]
    number: u32,
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    children: Vec<Node>,
}

impl Node {
    fn new(kind: Kind) -> Node {
        Node {
            kind,
            ..Node::default()
        }
    }

    fn with_text(kind: Kind, text: impl Into<String>) -> Node {
        Node {
            text: text.into(),
            ..Node::new(kind)
        }
    }

    fn numbered(mut self, number: u32) -> Node {
        self.number = number;
        self
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The words of a leaf; else what [`Kind`] says.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What [`Kind`] says, else 0.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// What it holds, in order.
    pub fn children(&self) -> &[Node] {
        &self.children
    }

    /// Where a link leads: to a page or a mail program, never anywhere else.
    pub fn address(&self) -> Option<&str> {
        (self.kind == Kind::Link && is_safe(&self.text)).then_some(&self.text)
    }

    /// All words in it, for tests and titles.
    pub fn words(&self) -> String {
        let own = if self.kind.is_leaf() { self.text() } else { "" };
        let inner = self.children.iter().map(Node::words);
        std::iter::once(own.to_owned()).chain(inner).collect()
    }

    /// Words next to words become one leaf.
    fn push(&mut self, node: Node) {
        match self.children.last_mut() {
            Some(last) if last.kind == Kind::Text && node.kind == Kind::Text => {
                last.text.push_str(&node.text);
            }
            _ => self.children.push(node),
        }
    }
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Whether an address leads only to a page or a mail program.
fn is_safe(address: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| {
        let start = address.get(..scheme.len());
        start.is_some_and(|it| it.eq_ignore_ascii_case(scheme))
    })
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident,)*) => {
        /// What a [`Node`] is. It travels as a number: names would be code on both sides.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(from = "u8", into = "u8")]
        pub enum Kind { #[default] $($(#[$doc])* $kind,)* }

        impl Kind {
            const ALL: &[Kind] = &[$(Kind::$kind,)*];
        }
    };
}

kinds! {
    /// A leaf: words.
    Text,
    /// Children without more.
    Group,
    /// A paragraph.
    Paragraph,
    /// A heading; its level, from 1, is the number.
    Heading,
    /// A list without numbers.
    Bullets,
    /// A list with numbers; the first is the number.
    Numbers,
    /// An item of either.
    Item,
    /// A quotation.
    Quote,
    /// A block of code; its language is the text.
    CodeBlock,
    /// A block of checks.
    Checks,
    /// Leaf: code in a line.
    Code,
    /// Leaf: raw HTML in a line, as characters.
    RawInline,
    /// A block of raw HTML, as characters.
    RawBlock,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck out.
    Struck,
    /// A table.
    Table,
    /// Its first row.
    TableHead,
    /// A further row.
    Row,
    /// A cell.
    Cell,
    /// A line break.
    Break,
    /// A line across.
    Line,
    /// A link; only [`Node::address`] says where it leads.
    Link,
    /// A link to a section, whose key is the text.
    Reference,
    /// A link that leads nowhere a page may lead.
    DeadLink,
    /// The description of an image, which is never loaded.
    Image,
    /// Words of a clause, whose id is the text.
    Words,
    /// Commentary; its title is the text.
    Commentary,
    /// The conversation of an example.
    Conversation,
    /// One of its turns; who speaks is the text, the number is the grade: 1 good, 2 bad, 3 ok.
    Turn,
    /// Leaf: the author's reason for the grade.
    Why,
    /// Leaf: the mark of a footnote; the number is 1 where a note bears the same mark.
    Mark,
    /// Footnotes.
    Notes,
    /// A footnote; its mark is the text.
    Note,
}

impl Kind {
    fn is_text(&self) -> bool {
        *self == Kind::Text
    }

    fn is_leaf(self) -> bool {
        use Kind::{Code, Mark, RawInline, Text, Why};
        matches!(self, Text | Code | RawInline | Why | Mark)
    }

    /// Characters in it stand for themselves.
    fn is_verbatim(self) -> bool {
        matches!(self, Kind::CodeBlock | Kind::Checks | Kind::RawBlock)
    }
}

impl From<Kind> for u8 {
    fn from(kind: Kind) -> u8 {
        kind as u8
    }
}

/// Page and engine come from one build, so a number that is no kind does not occur; it would be
/// words.
impl From<u8> for Kind {
    fn from(number: u8) -> Kind {
        Kind::ALL
            .get(usize::from(number))
            .copied()
            .unwrap_or_default()
    }
}
