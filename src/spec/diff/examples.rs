//! Examples added, removed, edited, moved and given another title.

use super::flow::Flow;
use super::marks::Mark;
use super::partners::Partners;
use super::sections::Pairing;
use super::version::{Both, Reading};
use crate::message::Role;
use crate::spec::{Example, Grade};
use crate::text::Span;
use serde::{Deserialize, Serialize};

/// An example that is not the same in both documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExampleChange {
    /// Where the old document has it; `None` where it was added.
    pub old: Option<ExamplePlace>,
    /// Where the new document has it; `None` where it was removed.
    pub new: Option<ExamplePlace>,
    /// Whether it stands in another section now; not where its section was renamed.
    pub moved: bool,
    /// What of its conversation is another.
    pub parts: Vec<ExamplePart>,
    /// What changed between its fences, tags and grades included. Empty where nothing but white
    /// space did, and for an example that one document lacks.
    pub marks: Vec<Mark>,
}

/// Where an example stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExamplePlace {
    /// Key of its section.
    pub section: String,
    /// Its title, raw Markdown.
    pub title: String,
    /// 1-based line of the title.
    pub line: u32,
    /// From the title to the end of the fence.
    pub span: Span,
}

/// A part of an example's conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExamplePart {
    /// What is said before the replies, and by whom.
    Messages,
    /// What the graded replies say, or how many there are.
    Replies,
    /// Their grades.
    Grades,
    /// The reasons for the grades.
    Reasons,
    /// Anything else: later turns, what is left out, attributes, which section a reply breaks.
    Details,
}

impl ExampleChange {
    /// Whether both documents have it under the same title, in sections that are the same.
    pub fn stayed(&self) -> bool {
        !self.moved && !self.is_retitled() && self.old.is_some() && self.new.is_some()
    }

    /// Whether more changed than [`ExamplePart::Details`].
    pub fn is_more_than_details(&self) -> bool {
        !self.stayed() || self.parts.iter().any(|it| *it != ExamplePart::Details)
    }

    /// Whether both documents have it and its title is another.
    pub fn is_retitled(&self) -> bool {
        let both = self.old.as_ref().zip(self.new.as_ref());
        both.is_some_and(|(old, new)| old.title != new.title)
    }
}

/// The examples that changed: in the order of the new document, then those removed.
pub(super) fn compare(both: &mut Both<'_>, pairing: &Pairing) -> Vec<ExampleChange> {
    let (old, new) = (all(&both.old), all(&both.new));
    let partners = partners(both, &old, &new, pairing);
    let mut changes = Vec::new();
    for (here, there) in new.iter().zip(&partners.old_of) {
        let change = match there {
            Some(there) => changed(both, &old[*there], here, pairing),
            None => Some(lacking(None, Some(here.place(&both.new)))),
        };
        changes.extend(change);
    }
    let removed = partners.free_old().into_iter().map(|at| &old[at]);
    changes.extend(removed.map(|it| lacking(Some(it.place(&both.old)), None)));
    changes
}

/// An example and the section it stands in.
#[derive(Clone, Copy)]
struct Placed<'a> {
    section: usize,
    example: &'a Example,
}

impl Placed<'_> {
    fn place(&self, reading: &Reading<'_>) -> ExamplePlace {
        ExamplePlace {
            section: reading.spec.sections[self.section].key().to_owned(),
            title: self.example.title.clone(),
            line: self.example.line,
            span: self.example.span,
        }
    }
}

fn all<'a>(reading: &Reading<'a>) -> Vec<Placed<'a>> {
    let sections = reading.spec.sections.iter().enumerate();
    let placed = sections.flat_map(|(section, it)| {
        let examples = it.examples.iter();
        examples.map(move |example| Placed { section, example })
    });
    placed.collect()
}

/// Examples belong together by title in the same section, else by their words: then they moved,
/// or got another title.
fn partners(
    both: &Both<'_>,
    old: &[Placed<'_>],
    new: &[Placed<'_>],
    pairing: &Pairing,
) -> Partners {
    let mut partners = Partners::new(old.len(), new.len());
    let new_section = |at: usize| pairing.partners.new_of[at];
    partners.join_by(
        old.iter()
            .map(|it| Some((new_section(it.section)?, it.example.title.as_str()))),
        new.iter()
            .map(|it| Some((it.section, it.example.title.as_str()))),
    );
    let texts = || [texts(&both.old, old), texts(&both.new, new)];
    let near = |a: usize, b: usize| new_section(old[a].section) == Some(new[b].section);
    partners.join_alike(texts, near);
    partners
}

fn texts(reading: &Reading<'_>, examples: &[Placed<'_>]) -> Vec<String> {
    let text = |it: &Placed<'_>| it.example.span.slice(reading.source).unwrap_or("");
    examples.iter().map(|it| text(it).to_owned()).collect()
}

fn lacking(old: Option<ExamplePlace>, new: Option<ExamplePlace>) -> ExampleChange {
    ExampleChange {
        old,
        new,
        moved: false,
        parts: Vec::new(),
        marks: Vec::new(),
    }
}

/// What changed of an example that both documents have; `None` where nothing did.
fn changed(
    both: &mut Both<'_>,
    there: &Placed<'_>,
    here: &Placed<'_>,
    pairing: &Pairing,
) -> Option<ExampleChange> {
    let conversations = [
        both.old.conversation(there.example),
        both.new.conversation(here.example),
    ];
    let change = ExampleChange {
        old: Some(there.place(&both.old)),
        new: Some(here.place(&both.new)),
        moved: pairing.partners.new_of[there.section] != Some(here.section),
        parts: parts(there.example, here.example),
        marks: both.marks(&conversations, Flow::verbatim),
    };
    let differs = !change.parts.is_empty() || !change.marks.is_empty();
    (differs || !change.stayed()).then_some(change)
}

/// Which parts of two conversations differ.
fn parts(old: &Example, new: &Example) -> Vec<ExamplePart> {
    let differ = [
        (ExamplePart::Messages, !same(said(old), said(new))),
        (ExamplePart::Replies, !same(replies(old), replies(new))),
        (ExamplePart::Grades, !same(grades(old), grades(new))),
        (ExamplePart::Reasons, !same(reasons(old), reasons(new))),
        (ExamplePart::Details, have_other_details(old, new)),
    ];
    let differing = differ.into_iter().filter(|(_, differs)| *differs);
    differing.map(|it| it.0).collect()
}

fn same<T: PartialEq>(old: impl Iterator<Item = T>, new: impl Iterator<Item = T>) -> bool {
    old.eq(new)
}

fn said(example: &Example) -> impl Iterator<Item = (Role, &str)> {
    let messages = example.prefix.iter();
    messages.map(|it| (it.role, it.text.as_str()))
}

fn replies(example: &Example) -> impl Iterator<Item = &str> {
    example.candidates.iter().map(|it| it.text.as_str())
}

fn grades(example: &Example) -> impl Iterator<Item = Grade> {
    example.candidates.iter().map(|it| it.grade)
}

fn reasons(example: &Example) -> impl Iterator<Item = Option<&str>> {
    example.candidates.iter().map(|it| it.comment.as_deref())
}

fn have_other_details(old: &Example, new: &Example) -> bool {
    let turns = |it: &Example| {
        let trailing = it.trailing.iter();
        let said: Vec<_> = trailing
            .map(|it| (it.role, it.text.clone(), it.attrs.clone()))
            .collect();
        (it.sequence.clone(), said)
    };
    let attrs = |it: &Example| {
        it.prefix
            .iter()
            .map(|it| it.attrs.clone())
            .collect::<Vec<_>>()
    };
    let of_replies = |it: &Example| {
        let replies = it.candidates.iter();
        replies
            .map(|it| (it.role, it.attrs.clone(), it.blames.clone(), it.comparison))
            .collect::<Vec<_>>()
    };
    turns(old) != turns(new) || attrs(old) != attrs(new) || of_replies(old) != of_replies(new)
}
