//! Specs: Markdown in; sections, clauses, examples and diagnostics out.
//!
//! Reading never fails. Every text is a spec; what cannot be understood is a
//! [`Diagnostic`] and the rest of the document still counts.

mod adjust;
mod advice;
mod attributes;
mod blocks;
mod clauses;
mod commentary;
pub mod diff;
mod entities;
mod examples;
mod fences;
mod follow;
mod front_matter;
mod grades;
mod headings;
mod ignores;
mod json;
mod lines;
mod marks;
mod parse;
mod references;
mod save;
pub(crate) mod sentences;
mod slug;
mod strength;
mod subject;
mod tags;
mod words;

use crate::diagnostic::Diagnostic;
use crate::message::Role;
use crate::text::Span;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use adjust::{AdjustedClause, Adjustment, Change, ChangeError, LOST, change};
pub use advice::advice;
pub use entities::decode_entities;
pub use follow::follow_edit;
pub use ignores::{CODES, Ignore};
pub use json::outline_json;
pub(crate) use marks::COMMENT;
pub use parse::{parse, parse_adjusted, parse_structure};
pub(crate) use references::footnotes;
pub use save::{Saved, to_markdown};
pub(crate) use slug::{plain_words, slug};
pub use strength::{Demand, demand};

/// A Markdown document read as a set of rules. All spans are bytes of that document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spec {
    /// The front matter's `title`, else the first heading; empty where there is neither.
    pub title: String,
    /// The metadata before the text, where there is some: strings, lists of strings, null for a
    /// key without a value.
    pub front_matter: Option<Map<String, Value>>,
    /// Every heading and what it governs, in document order.
    pub sections: Vec<Section>,
    /// The rules, in document order.
    pub clauses: Vec<Clause>,
    /// Fenced blocks named `checks`, in document order.
    pub check_blocks: Vec<CheckBlock>,
    /// Links to sections, in document order.
    pub references: Vec<Reference>,
    /// All fenced blocks, in document order.
    pub fences: Vec<Fence>,
    /// Stretches that are no rule's words: headings, commentary, examples, checks. In document
    /// order, without overlaps.
    pub not_rules: Vec<Span>,
    /// Blocks of attributes after clauses' words and comments to Plumbline: no rule's words either.
    /// In document order, without overlaps.
    pub marks: Vec<Span>,
    /// Sentences of clauses that demand something, in document order.
    pub demands: Vec<SentenceDemand>,
    /// Diagnostics that the author does not want to hear of.
    pub ignores: Vec<Ignore>,
    /// What could not be understood, in document order.
    pub diagnostics: Vec<Diagnostic>,
}

/// A heading and the text up to the next heading. Text before the first heading is a section of
/// depth 0 without a title.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The author's id, where there is one.
    pub id: Option<Arc<str>>,
    /// GitHub's slug of the title; `None` at depth 0.
    pub slug: Option<Arc<str>>,
    /// The heading as raw Markdown, without its attribute block.
    pub title: String,
    /// 1 to 6; 0 before the first heading.
    pub depth: u8,
    /// Key (id, else slug) of the enclosing section.
    pub parent: Option<Arc<str>>,
    /// The authority as the author wrote it.
    pub authority: Option<Arc<str>>,
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
    /// All attributes of the heading, the id among them.
    pub attrs: BTreeMap<Cow<'static, str>, Arc<str>>,
    /// Conversations with graded replies, in document order.
    pub examples: Vec<Example>,
    /// Blocks that comment on the rules, in document order.
    pub commentary: Vec<Commentary>,
    /// Keys of footnotes in the prose. The Model Spec names evaluation prompts with them.
    pub footnotes: Vec<String>,
}

impl Spec {
    /// The words of `clause`, its stem first, as they are hashed: without examples, commentary,
    /// checks and footnote keys. `source` is the text that was read.
    pub fn words(&self, clause: &Clause, source: &str) -> String {
        let mut words = String::new();
        for span in clause.stem.iter().chain([&clause.span]) {
            for piece in clauses::without(&self.not_rules, *span) {
                for piece in self.without_marks(piece) {
                    let text = piece.slice(source).unwrap_or("");
                    references::push_without_footnotes(&mut words, text);
                }
            }
            words.push(' ');
        }
        words.truncate(words.trim_end().len());
        words
    }
}

impl Spec {
    /// The parts of `span` that are a rule's words, attributes and comments to Plumbline among them.
    pub(crate) fn rules_in(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        clauses::without(&self.not_rules, span)
    }

    /// The parts of `span` without attributes and comments to Plumbline.
    pub(crate) fn without_marks(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        clauses::without(&self.marks, span)
    }

    /// The clause that something at byte `at` of the section at index `section` stands under: the
    /// nearest one before it in that section.
    pub fn clause_above(&self, section: usize, at: usize) -> Option<&Clause> {
        let n_before = self.clauses.partition_point(|it| it.span.start <= at);
        let nearest = self.clauses[..n_before].last();
        nearest.filter(|it| it.section == section)
    }

    /// The index of the section whose id, else slug, is `key`; empty for what stands before the
    /// first heading.
    pub fn section_called(&self, key: &str) -> Option<usize> {
        let by_id = |it: &Section| it.id.as_deref() == Some(key);
        let by_key = |it: &Section| it.key() == key;
        let by_slug = |it: &Section| it.slug.as_deref() == Some(key);
        let position = |is: &dyn Fn(&Section) -> bool| self.sections.iter().position(is);
        position(&by_id)
            .or_else(|| position(&by_key))
            .or_else(|| position(&by_slug))
    }
}

impl Authority {
    /// All ranks, the highest first.
    pub const ALL: [Authority; 5] = [
        Authority::Root,
        Authority::System,
        Authority::Developer,
        Authority::User,
        Authority::Guideline,
    ];

    /// The rank's name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Authority::Root => "root",
            Authority::System => "system",
            Authority::Developer => "developer",
            Authority::User => "user",
            Authority::Guideline => "guideline",
        }
    }

    /// The rank a document calls `word`; older documents say `platform` for `root`.
    pub fn from_word(word: &str) -> Option<Authority> {
        let word = if word == "platform" { "root" } else { word };
        Authority::ALL.into_iter().find(|rank| rank.name() == word)
    }
}

impl Strength {
    /// All strengths.
    pub const ALL: [Strength; 6] = [
        Strength::Must,
        Strength::MustNot,
        Strength::Should,
        Strength::ShouldNot,
        Strength::May,
        Strength::None,
    ];

    /// Its name in documents and files.
    pub fn name(self) -> &'static str {
        match self {
            Strength::Must => "must",
            Strength::MustNot => "must-not",
            Strength::Should => "should",
            Strength::ShouldNot => "should-not",
            Strength::May => "may",
            Strength::None => "none",
        }
    }

    /// The strength a document calls `word`.
    pub fn from_word(word: &str) -> Option<Strength> {
        Strength::ALL.into_iter().find(|it| it.name() == word)
    }
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
    /// [`hash_words`](crate::text::hash_words) of [`Spec::words`]: stem included; examples,
    /// commentary, checks and footnote keys left out.
    pub hash: String,
    /// 1-based line where it starts.
    pub line: u32,
    /// Whether a person decided on it, on this page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adjusted: bool,
}

/// A sentence that demands something. Spans are bytes of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentenceDemand {
    /// The sentence.
    pub sentence: Span,
    /// The words that say how strong it is, such as "should not".
    pub words: Span,
    /// How strong it is.
    pub strength: Strength,
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

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fence {
    /// 1-based line of the opening fence.
    pub line: u32,
    /// What follows the opening fence on its line.
    pub info: Arc<str>,
    /// Both fences and all between them.
    pub span: Span,
    /// What stands between the fences.
    pub body: Span,
    /// Whether it is the conversation of an example.
    pub example: bool,
}

/// `**Example**: title` and the conversation in the next fenced block. Texts are as in the
/// source; [`decode_entities`] gives what they mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Example {
    /// What follows `**Example**:`, raw Markdown.
    pub title: String,
    /// 1-based line of the title.
    pub line: u32,
    /// From the title to the end of the fence.
    pub span: Span,
    /// 1-based line of the opening fence.
    pub fence_line: u32,
    /// What follows the opening fence on its line, usually `xml`.
    pub fence_info: Arc<str>,
    /// Messages before the first comparison.
    pub prefix: Vec<ExampleMessage>,
    /// The order of turns.
    pub sequence: Vec<Turn>,
    /// Number of comparisons.
    pub comparisons: usize,
    /// Graded replies, and those in a comparison that lack a grade.
    pub candidates: Vec<Candidate>,
    /// Messages after the first comparison. A further comparison continues after these.
    pub trailing: Vec<ExampleMessage>,
    /// `under_18` where a system message says that the user is a minor.
    pub flags: Vec<String>,
}

/// One step of an example's conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Turn {
    /// Alternative continuations.
    Comparison,
    /// A bare `[...]`: something was left out.
    Elided,
    /// A message of this role.
    #[serde(untagged)]
    Message(Role),
}

/// A message of an example's conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExampleMessage {
    /// Who speaks.
    pub role: Role,
    /// Attributes of the opening tag, such as `recipient`.
    pub attrs: BTreeMap<String, String>,
    /// What is said, as in the source, lines ended with LF.
    pub text: String,
    /// 1-based line of the opening tag.
    pub line: u32,
    /// Where the text stands.
    pub span: Span,
}

/// A reply in an example, with the author's grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// What the author says of it.
    pub grade: Grade,
    /// Why, in the author's words.
    pub comment: Option<String>,
    /// The section that makes it bad, where the author names another.
    pub blames: Option<String>,
    /// Who speaks: the assistant, but for mistakes.
    pub role: Role,
    /// Attributes of the opening tag.
    pub attrs: BTreeMap<String, String>,
    /// What is said, as in the source, lines ended with LF.
    pub text: String,
    /// 1-based line of the opening tag.
    pub line: u32,
    /// Where the text stands.
    pub span: Span,
    /// Which comparison of the example it stands in, from 0; `None` outside any.
    pub comparison: Option<usize>,
}

/// The author's grade of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// As the spec wants it.
    Good,
    /// Not as the spec wants it.
    Bad,
    /// Acceptable.
    Ok,
    /// No grade that could be read.
    Unmarked,
}

impl Grade {
    /// The word that documents write for it.
    pub fn word(self) -> &'static str {
        match self {
            Grade::Good => "GOOD",
            Grade::Bad => "BAD",
            Grade::Ok => "OK",
            Grade::Unmarked => "UNMARKED",
        }
    }
}

/// A block `!!! kind "title"` with an indented body. It comments on rules and is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commentary {
    /// The word after `!!!`.
    pub kind: String,
    /// What stands in quotation marks, where something does.
    pub title: Option<String>,
    /// 1-based line of the `!!!`.
    pub line: u32,
    /// The last line of the body.
    pub end_line: u32,
    /// The body without its indentation.
    pub text: String,
    /// The whole block.
    pub span: Span,
}

/// A link to a section of the same document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// 1-based line.
    pub line: u32,
    /// The link's text; `?` is to be filled with the target's title. For a grade, the grade.
    pub text: Cow<'static, str>,
    /// What follows `#`.
    pub target: String,
    /// How it is written.
    pub form: ReferenceForm,
    /// What it stands in.
    #[serde(rename = "where")]
    pub place: ReferencePlace,
    /// Key of the section it stands in.
    pub section: Option<Arc<str>>,
    /// What matched, `None` where nothing did.
    pub resolved_by: Option<ResolvedBy>,
    /// Index of the target in [`Spec::sections`].
    pub target_section: Option<usize>,
    /// The link, brackets included.
    pub span: Span,
}

/// How a reference is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReferenceForm {
    /// `[?](#id)`.
    Auto,
    /// `[text](#id)`.
    Named,
    /// `BAD[#id]` in a grade.
    Grade,
}

/// What a reference stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferencePlace {
    /// Ordinary text.
    Prose,
    /// A fenced block.
    Example,
    /// The title of an example.
    ExampleTitle,
    /// Commentary.
    Commentary,
    /// A heading.
    Heading,
}

/// Which name of the target a reference used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResolvedBy {
    /// The author's id.
    Id,
    /// GitHub's slug of the title.
    Slug,
    /// A slug that keeps punctuation, curly quotes above all.
    LooseSlug,
}
