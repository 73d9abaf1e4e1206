//! Specs: Markdown in; sections, clauses, examples and diagnostics out.
//!
//! Reading never fails. Every text is a spec; what cannot be understood is a
//! [`Diagnostic`](crate::Diagnostic) and the rest of the document still counts.

use crate::diagnostic::Diagnostic;
use crate::text::Span;
use serde::{Deserialize, Serialize};

/// A Markdown document read as a set of rules. All spans are bytes of that document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spec {
    /// The front matter's `title`, else the first heading; empty where there is neither.
    pub title: String,
    /// Every heading and what it governs, in document order.
    pub sections: Vec<Section>,
    /// The rules, in document order.
    pub clauses: Vec<Clause>,
    /// Fenced blocks named `checks`, in document order.
    pub check_blocks: Vec<CheckBlock>,
    /// What could not be understood, in document order.
    pub diagnostics: Vec<Diagnostic>,
}

/// A heading and the text up to the next heading. Text before the first heading is a section of
/// depth 0 without a title.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The author's id, where there is one.
    pub id: Option<String>,
    /// GitHub's slug of the title; `None` at depth 0.
    pub slug: Option<String>,
    /// The heading as raw Markdown, without its attribute block.
    pub title: String,
    /// 1 to 6; 0 before the first heading.
    pub depth: u8,
    /// Key (id, else slug) of the enclosing section.
    pub parent: Option<String>,
    /// The authority as the author wrote it.
    pub authority: Option<String>,
    /// Its rank, where the word is known.
    pub rank: Option<Authority>,
    /// The `tags` attribute, split at commas.
    pub tags: Vec<String>,
    /// 1-based line of the heading.
    pub line: u32,
    /// The last line before the next heading.
    pub end_line: u32,
    /// The whole section, heading included.
    pub span: Span,
}

impl Section {
    /// How other parts of the document refer to this section: its id, else its slug.
    pub fn key(&self) -> &str {
        self.id.as_deref().or(self.slug.as_deref()).unwrap_or("")
    }
}

/// The smallest citable rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clause {
    /// Unique in the spec and stable under edits elsewhere.
    pub id: String,
    /// What to call it: the section's title, or the rule's own words shortened.
    pub title: String,
    /// Index into [`Spec::sections`].
    pub section: usize,
    /// What makes it a clause.
    pub kind: ClauseKind,
    /// Its section's authority, where stated.
    pub authority: Option<Authority>,
    /// What its words demand.
    pub strength: Strength,
    /// The rule's words. For a section: its prose, from after the heading to its end.
    pub span: Span,
    /// The list stem it inherits its strength from ("Claude should never:"), where there is one.
    pub stem: Option<Span>,
    /// [`hash_words`](crate::verdict::hash_words) of its words, stem included; examples,
    /// commentary and checks are left out.
    pub hash: String,
    /// 1-based line where it starts.
    pub line: u32,
}

/// What makes a piece of text a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClauseKind {
    /// A section with an authority is one clause.
    Section,
    /// A list item that carries or inherits a strength.
    Item,
    /// A sentence that carries a strength.
    Sentence,
}

/// Whose wishes a clause yields to: `Root` yields to nobody's.
///
/// Ordered from the highest to the lowest. Older documents say `platform` for `root`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Authority {
    /// Nobody can override it.
    Root,
    /// The operator's system message can.
    System,
    /// The application's author can.
    Developer,
    /// The person in the conversation can.
    User,
    /// A default that context alone can override.
    Guideline,
}

/// What the words of a clause demand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// must, is required to, shall.
    Must,
    /// must not, never, may not.
    MustNot,
    /// should, is expected to.
    Should,
    /// should not.
    ShouldNot,
    /// may, can choose to.
    May,
    /// Nothing in the words says how strong the rule is.
    #[default]
    None,
}

/// A fenced block named `checks`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckBlock {
    /// The clause it stands under; `None` where no clause precedes it in its section.
    pub clause: Option<String>,
    /// The YAML between the fences.
    pub body: Span,
    /// 1-based line of the first line of the YAML.
    pub line: u32,
}
