//! The two documents compared.

use super::changes::Effort;
use super::flow::Flow;
use super::marks::{Mark, marks};
use super::{Rewording, SectionPlace};
use crate::spec::clauses::without;
use crate::spec::{Clause, ClauseKind, Example, Section, Spec, Strength};
use crate::text::{LineIndex, Span};

/// One version of a spec, and the text it was read from.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// What was read.
    pub spec: &'a Spec,
    /// The text that was read.
    pub source: &'a str,
}

/// The two documents, and how much comparing may still be done.
pub(super) struct Both<'a> {
    pub(super) old: Reading<'a>,
    pub(super) new: Reading<'a>,
    effort: Effort,
}

/// A text of one of the documents.
pub(super) struct Part {
    /// Where it stands, in order and apart.
    pub(super) pieces: Vec<Span>,
    /// Where it would stand if it had no words.
    pub(super) start: usize,
}

impl<'a> Both<'a> {
    pub(super) fn new(old: Version<'a>, new: Version<'a>) -> Both<'a> {
        Both {
            old: Reading::new(old),
            new: Reading::new(new),
            effort: Effort::new(),
        }
    }

    /// How the words of a text, the old and the new, changed; `None` where they did not.
    pub(super) fn reword(&mut self, parts: &[Part; 2], flow: MakeFlow) -> Option<Rewording> {
        let [old, new] = parts;
        if self.old.slices(old).eq(self.new.slices(new)) {
            return None;
        }
        let old_flow = flow(self.old.source, &old.pieces, old.start);
        let new_flow = flow(self.new.source, &new.pieces, new.start);
        let lines = [&self.old.lines, &self.new.lines];
        let marks = marks(&old_flow, &new_flow, lines, &mut self.effort);
        (!marks.is_empty()).then(|| Rewording {
            n_old_words: old_flow.n_words(),
            n_new_words: new_flow.n_words(),
            marks,
        })
    }

    /// Where the words of a text, the old and the new, differ.
    pub(super) fn marks(&mut self, parts: &[Part; 2], flow: MakeFlow) -> Vec<Mark> {
        let reworded = self.reword(parts, flow);
        reworded.map_or_else(Vec::new, |it| it.marks)
    }
}

/// [`Flow::prose`] or [`Flow::verbatim`].
type MakeFlow = fn(&str, &[Span], usize) -> Flow;

/// A document, and what is asked of it again and again.
pub(super) struct Reading<'a> {
    pub(super) spec: &'a Spec,
    pub(super) source: &'a str,
    pub(super) lines: LineIndex,
    /// Index of each section's parent.
    pub(super) parents: Vec<Option<usize>>,
    /// What the words of each section demand, where it is a clause as a whole.
    strengths: Vec<Option<Strength>>,
    /// What is no prose: [`Spec::not_rules`] and every fenced block. In order and apart.
    not_prose: Vec<Span>,
}

impl<'a> Reading<'a> {
    fn new(version: Version<'a>) -> Reading<'a> {
        let Version { spec, source } = version;
        Reading {
            spec,
            source,
            lines: LineIndex::new(source),
            parents: parents(&spec.sections),
            strengths: strengths(spec),
            not_prose: not_prose(spec),
        }
    }

    /// A section as a view needs it.
    pub(super) fn place(&self, at: usize) -> SectionPlace {
        let section = &self.spec.sections[at];
        SectionPlace {
            id: section.id.clone(),
            key: section.key().to_owned(),
            title: section.title.clone(),
            depth: section.depth,
            parent: section.parent.clone(),
            authority: section.authority.clone(),
            tags: section.tags.clone(),
            strength: self.strengths[at],
            line: section.line,
            span: section.span,
        }
    }

    /// The prose of a section.
    pub(super) fn prose(&self, section: usize) -> Part {
        let span = self.spec.sections[section].span;
        self.part(section, without(&self.not_prose, span).collect())
    }

    /// The commentary of a section.
    pub(super) fn commentary(&self, section: usize) -> Part {
        let blocks = &self.spec.sections[section].commentary;
        self.part(section, blocks.iter().map(|it| it.span).collect())
    }

    /// The fenced blocks of a section that are no examples: code, and checks.
    pub(super) fn blocks(&self, section: usize) -> Part {
        let span = self.spec.sections[section].span;
        let fences = &self.spec.fences;
        let first = fences.partition_point(|it| it.span.start < span.start);
        let here = fences[first..]
            .iter()
            .take_while(|it| it.span.start < span.end);
        let blocks = here.filter(|it| !it.example).map(|it| it.span);
        self.part(section, blocks.collect())
    }

    fn part(&self, section: usize, pieces: Vec<Span>) -> Part {
        let start = self.spec.sections[section].span.start;
        let cuts = &self.spec.not_rules;
        let heading = cuts.partition_point(|it| it.start < start);
        let heading = cuts.get(heading).filter(|it| it.start == start);
        let start = heading.map_or(start, |it| it.end);
        Part { pieces, start }
    }

    /// The words of a clause, without those of its stem.
    pub(super) fn rule(&self, clause: &Clause) -> Part {
        Part {
            pieces: without(&self.spec.not_rules, clause.span).collect(),
            start: clause.span.start,
        }
    }

    /// What stands between the fences of an example.
    pub(super) fn conversation(&self, example: &Example) -> Part {
        let fences = &self.spec.fences;
        let at = fences.partition_point(|it| it.span.end < example.span.end);
        let body = fences.get(at).map_or(example.span, |it| it.body);
        Part {
            pieces: vec![body],
            start: body.start,
        }
    }

    /// The text of a part, piece by piece.
    pub(super) fn slices<'p>(&'p self, part: &'p Part) -> impl Iterator<Item = &'a str> + 'p {
        let slices = part.pieces.iter();
        slices.map(|it| it.slice(self.source).unwrap_or(""))
    }
}

/// The innermost section of less depth before each.
fn parents(sections: &[Section]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let parent = |(at, section): (usize, &Section)| {
        while open
            .last()
            .is_some_and(|it| sections[*it].depth >= section.depth)
        {
            open.pop();
        }
        let parent = open.last().copied();
        open.push(at);
        parent
    };
    sections.iter().enumerate().map(parent).collect()
}

fn strengths(spec: &Spec) -> Vec<Option<Strength>> {
    let mut strengths = vec![None; spec.sections.len()];
    let whole = spec.clauses.iter();
    for clause in whole.filter(|it| it.kind == ClauseKind::Section) {
        if let Some(strength) = strengths.get_mut(clause.section) {
            *strength = Some(clause.strength);
        }
    }
    strengths
}

/// Merges what is no rule's words with the fenced blocks that a clause's words do contain.
fn not_prose(spec: &Spec) -> Vec<Span> {
    let mut fences = spec.fences.iter().map(|it| it.span).peekable();
    let mut all: Vec<Span> = Vec::with_capacity(spec.not_rules.len() + spec.fences.len());
    for cut in &spec.not_rules {
        while let Some(fence) = fences.next_if(|it| it.start < cut.start) {
            all.push(fence);
        }
        let _ = fences.next_if(|it| it.start == cut.start);
        all.push(*cut);
    }
    all.extend(fences);
    all
}
