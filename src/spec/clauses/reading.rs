//! The sentences of a document's texts, what each demands, and the blocks of attributes among them.

use crate::spec::blocks::{Blocks, TextBlock};
use crate::spec::marks::{self, Mark};
use crate::spec::strength::{self, Demand};
use crate::spec::{SentenceDemand, Spec, sentences, subject};
use crate::text::Span;
use std::ops::Range;

/// A sentence in its place.
#[derive(Clone, Copy, Debug)]
pub(in crate::spec) struct Sentence {
    pub(in crate::spec) span: Span,
    pub(in crate::spec) demand: Option<Demand>,
    /// Whether an earlier sentence of the same text spoke of the model. Only known of sentences
    /// that may demand something or hand it down.
    pub(in crate::spec) agent_known: bool,
}

/// All sentences, in document order.
#[derive(Debug, Default)]
pub(in crate::spec) struct Reading {
    pub(in crate::spec) sentences: Vec<Sentence>,
    /// The sentences of each text, by its index.
    of_text: Vec<Range<usize>>,
    pub(in crate::spec) marks: Vec<Mark>,
    /// What is no rule's words: what [`Spec::not_rules`] and [`Spec::marks`] say, in order.
    pub(in crate::spec) cuts: Vec<Span>,
}

/// Sentences that are one clause together, if they are one.
#[derive(Clone, Debug)]
pub(in crate::spec) struct Group {
    pub(in crate::spec) sentences: Range<usize>,
    /// Index of the block of attributes after them.
    pub(in crate::spec) mark: Option<usize>,
    /// They are all of their item.
    pub(in crate::spec) is_item: bool,
}

impl Reading {
    /// Reads the texts of `spec`, which knows its comments, and notes in it where the other marks
    /// stand.
    pub(in crate::spec) fn new(spec: &mut Spec, blocks: &Blocks, source: &str) -> Reading {
        let mut reading = Reading::default();
        for text in &blocks.texts {
            for piece in without(&spec.not_rules, text.span) {
                let words = piece.slice(source).unwrap_or("");
                reading.marks.extend(marks::blocks(words, piece.start));
            }
        }
        let attributes: Vec<_> = reading.marks.iter().map(|it| it.span).collect();
        spec.marks = merged(&attributes, &spec.marks);
        reading.cuts = cuts(spec);
        for text in &blocks.texts {
            reading.text(text.span, source);
        }
        reading
    }

    fn text(&mut self, text: Span, source: &str) {
        let first = self.sentences.len();
        let mut context = Context::default();
        for piece in without(&self.cuts, text) {
            let words = piece.slice(source).unwrap_or("");
            for span in sentences::split(words) {
                let span = span.shifted(piece.start);
                let sentence = context.read(span, span.slice(source).unwrap_or(""), source);
                self.sentences.push(sentence);
            }
        }
        self.of_text.push(first..self.sentences.len());
    }

    /// The sentences of consecutive texts.
    pub(in crate::spec) fn of_texts(&self, texts: Range<usize>) -> Range<usize> {
        let ranges = self.of_text.get(texts).unwrap_or_default();
        match (ranges.first(), ranges.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    }

    /// Divides the sentences of an item, or of a text that is none, at the marks in `span`.
    ///
    /// A mark in a text is about the sentence before it, in an item about all sentences before it;
    /// never about those before another mark. Sentences that no mark is about stand alone, but for
    /// an item without marks, which is one rule.
    pub(in crate::spec) fn groups(
        &self,
        sentences: Range<usize>,
        span: Span,
        is_item: bool,
    ) -> Vec<Group> {
        let first = self.marks.partition_point(|it| it.span.start < span.start);
        let marks = self.marks[first..]
            .iter()
            .take_while(|it| it.span.start < span.end);
        let (mut groups, mut at) = (Vec::new(), sentences.start);
        for (mark, found) in (first..).zip(marks) {
            let before = &self.sentences[at..sentences.end];
            let end = at + before.partition_point(|it| it.span.start < found.span.start);
            if end > at {
                let usual = if is_item { end - at } else { 1 };
                let n = found.attrs.n_sentences.unwrap_or(usual).clamp(1, end - at);
                groups.extend((at..end - n).map(|it| Group::alone(it, false)));
                groups.push(Group {
                    sentences: end - n..end,
                    mark: Some(mark),
                    is_item: false,
                });
                at = end;
            }
        }
        if groups.is_empty() && is_item && at < sentences.end {
            return vec![Group {
                sentences,
                mark: None,
                is_item,
            }];
        }
        groups.extend((at..sentences.end).map(|it| Group::alone(it, false)));
        if let [only] = groups.as_mut_slice() {
            only.is_item = is_item;
        }
        groups
    }

    /// From the first word of a group to its last.
    pub(in crate::spec) fn span(&self, group: &Range<usize>) -> Span {
        match (
            self.sentences.get(group.start),
            self.sentences.get(group.end.wrapping_sub(1)),
        ) {
            (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
            _ => Span::default(),
        }
    }

    /// The sentences that demand something.
    pub(super) fn demands(&self) -> Vec<SentenceDemand> {
        let of = |it: &Sentence| {
            let demand = it.demand?;
            Some(SentenceDemand {
                sentence: it.span,
                words: demand.span.shifted(it.span.start),
                strength: demand.strength,
            })
        };
        self.sentences.iter().filter_map(of).collect()
    }

    /// The strongest demand of some sentences.
    pub(in crate::spec) fn strongest(&self, sentences: Range<usize>) -> Option<Demand> {
        let all = self.sentences.get(sentences).unwrap_or_default();
        strength::strongest(all.iter().filter_map(|it| it.demand))
    }
}

impl Group {
    fn alone(sentence: usize, is_item: bool) -> Group {
        Group {
            sentences: sentence..sentence + 1,
            mark: None,
            is_item,
        }
    }
}

/// What the earlier sentences of a text said.
#[derive(Default)]
struct Context {
    agent_known: bool,
    /// Sentences that nobody asked about yet.
    unread: Vec<Span>,
}

impl Context {
    fn read(&mut self, span: Span, words: &str, source: &str) -> Sentence {
        let matters = strength::may_demand(words) || words.ends_with([':', '*', '_']);
        let mut sentence = Sentence {
            span,
            demand: None,
            agent_known: false,
        };
        if matters {
            sentence.agent_known = self.speaks_of_agent(source);
            sentence.demand = strength::demand_in_context(words, sentence.agent_known);
        }
        self.unread.push(span);
        sentence
    }

    fn speaks_of_agent(&mut self, source: &str) -> bool {
        for span in self.unread.drain(..) {
            self.agent_known |= subject::names_agent(span.slice(source).unwrap_or(""));
        }
        self.agent_known
    }
}

/// Where the texts that begin in `span` are.
pub(in crate::spec) fn texts_in(texts: &[TextBlock], span: Span) -> Range<usize> {
    let before = |at: usize| texts.partition_point(|it| it.span.start < at);
    before(span.start)..before(span.end)
}

/// The parts of `span` that none of `cuts`, sorted and without overlaps, covers.
pub(in crate::spec) fn without(cuts: &[Span], span: Span) -> impl Iterator<Item = Span> {
    let first = cuts.partition_point(|cut| cut.end <= span.start);
    let cuts = cuts[first..]
        .iter()
        .take_while(move |cut| cut.start < span.end);
    let end = Span::new(span.end, span.end);
    let mut at = span.start;
    let pieces = cuts.copied().chain([end]).map(move |cut| {
        let piece = Span::new(at, cut.start);
        at = at.max(cut.end);
        piece
    });
    pieces.filter(|it| !it.is_empty())
}

/// What is no rule's words in `spec`, in order.
pub(in crate::spec) fn cuts(spec: &Spec) -> Vec<Span> {
    merged(&spec.not_rules, &spec.marks)
}

/// Two sorted lists as one. What lies in something before it is left out.
fn merged(one: &[Span], other: &[Span]) -> Vec<Span> {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let mut all: Vec<Span> = Vec::new();
    loop {
        let next = match (one.peek(), other.peek()) {
            (Some(a), Some(b)) if b.start < a.start => other.next(),
            (Some(_), _) => one.next(),
            (None, _) => other.next(),
        };
        let Some(next) = next else { return all };
        if all.last().is_none_or(|last| last.end <= next.start) {
            all.push(*next);
        }
    }
}
