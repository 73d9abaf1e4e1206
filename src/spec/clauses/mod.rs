//! Clauses: the smallest citable rules.
//!
//! In a document where any section states an authority, each section that does is one clause, and
//! the others group or comment. In other documents the clauses are list items and sentences that
//! carry a strength. An item inherits the strength of the stem before its list, which then is no
//! clause of its own; an item's own first sentence may say otherwise. In both, words with a block
//! of attributes after them are a clause, and what a person adjusted is as they said.

mod ids;
mod reading;
mod stems;

pub(super) use ids::Ids;
pub(super) use reading::{Group, Reading, Sentence, cuts, texts_in, without};

use super::adjust::{self, Adjustment};
use super::blocks::Blocks;
use super::marks::{ClauseAttrs, Mark, yes_or_no};
use super::{CheckBlock, Clause, ClauseKind, Section, Spec, Strength, headings, slug, strength};
use crate::diagnostic::Diagnostic;
use crate::text::{LineIndex, Span, hash_words, shorten};
use std::ops::Range;
use std::sync::Arc;
use stems::{Inherited, Stems};

/// What the clauses of a document are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Sections with an authority.
    Sections,
    /// Items and sentences with a strength.
    ItemsAndSentences,
}

impl Kind {
    /// What the clauses of a document with these sections are.
    pub(super) fn of(sections: &[Section]) -> Kind {
        if sections.iter().any(|it| it.authority.is_some()) {
            Kind::Sections
        } else {
            Kind::ItemsAndSentences
        }
    }
}

/// Finds the clauses of `spec` and binds its blocks of checks, whose sections are `checks`.
pub(super) fn add(
    spec: &mut Spec,
    kind: Kind,
    blocks: &Blocks,
    checks: &[usize],
    source: &str,
    adjustments: &[Arc<Adjustment>],
) -> Reading {
    let reading = Reading::new(spec, blocks, source);
    let lines = LineIndex::new(source);
    let mut finder = Finder::new(spec, blocks, &reading, &lines, source);
    match kind {
        Kind::Sections => finder.sections(),
        Kind::ItemsAndSentences => finder.items_and_sentences(),
    }
    finder.adjust(adjustments);
    let (clauses, mut diagnostics) = (finder.clauses, finder.diagnostics);
    spec.clauses = clauses;
    bind_checks(spec, checks, &mut diagnostics);
    spec.diagnostics.append(&mut diagnostics);
    spec.demands = reading.demands();
    reading
}

pub(super) struct Finder<'a> {
    pub(super) spec: &'a Spec,
    pub(super) blocks: &'a Blocks,
    pub(super) reading: &'a Reading,
    lines: &'a LineIndex,
    pub(super) source: &'a str,
    pub(super) clauses: Vec<Clause>,
    pub(super) diagnostics: Vec<Diagnostic>,
    ids: Ids,
}

/// A clause before it has a place in the document and an id.
pub(super) struct Found {
    pub(super) kind: ClauseKind,
    pub(super) span: Span,
    pub(super) strength: Strength,
    pub(super) authority: Option<super::Authority>,
    pub(super) stem: Option<Span>,
    /// The author's id.
    pub(super) id: Option<String>,
    pub(super) adjusted: bool,
}

impl<'a> Finder<'a> {
    fn new(
        spec: &'a Spec,
        blocks: &'a Blocks,
        reading: &'a Reading,
        lines: &'a LineIndex,
        source: &'a str,
    ) -> Self {
        Finder {
            spec,
            blocks,
            reading,
            lines,
            source,
            clauses: Vec::new(),
            diagnostics: Vec::new(),
            ids: Ids::default(),
        }
    }

    fn slice(&self, span: Span) -> &'a str {
        span.slice(self.source).unwrap_or("")
    }

    fn last_sentence(&self, text: usize) -> Option<Sentence> {
        let sentences = self.reading.of_texts(text..text + 1);
        self.reading.sentences[sentences].last().copied()
    }

    // Sections with an authority.

    fn sections(&mut self) {
        for (at, section) in self.spec.sections.iter().enumerate() {
            let attribute = |key: &str| section.attrs.get(key).map(|it| &**it);
            let is_clause = attribute("clause").and_then(yes_or_no).unwrap_or(true);
            if section.authority.is_some() && is_clause {
                self.section(at, section);
            }
            let texts = texts_in(&self.blocks.texts, section.span);
            self.texts(texts, None);
        }
    }

    fn section(&mut self, at: usize, section: &Section) {
        let cuts = &self.spec.not_rules;
        let heading = cuts.partition_point(|it| it.start < section.span.start);
        let start = cuts.get(heading).map_or(section.span.start, |it| it.end);
        let mut clause = Clause {
            id: self.ids.unique(section.key()),
            title: section.title.clone(),
            section: at,
            kind: ClauseKind::Section,
            authority: section.rank,
            strength: self.section_strength(section),
            span: Span::new(start, section.span.end),
            stem: None,
            hash: String::new(),
            line: section.line,
            adjusted: false,
        };
        clause.hash = hash_words(&self.spec.words(&clause, self.source));
        self.clauses.push(clause);
    }

    fn section_strength(&mut self, section: &Section) -> Strength {
        if let Some(word) = section.attrs.get("strength") {
            let strength = Strength::from_word(word);
            if strength.is_none() {
                self.unknown_strength(word, section.span, section.line);
            }
            return strength.unwrap_or_default();
        }
        let texts = texts_in(&self.blocks.texts, section.span);
        let demand = self.reading.strongest(self.reading.of_texts(texts));
        demand.map_or(Strength::None, |it| it.strength)
    }

    // Items and sentences.

    fn items_and_sentences(&mut self) {
        let stems = Stems::new(self);
        self.texts(0..self.blocks.texts.len(), Some(&stems));
    }

    /// Looks for clauses in some texts; without stems only for those the author marked.
    fn texts(&mut self, texts: Range<usize>, stems: Option<&Stems>) {
        let mut at = texts.start;
        while at < texts.end {
            let item = self.blocks.texts[at].item;
            let block = item.map(|it| &self.blocks.items[it]);
            let end = block.map_or(0, |it| it.texts.end).clamp(at + 1, texts.end);
            let stem = block.zip(stems).and_then(|(it, stems)| stems.of(it.list));
            self.text(at..end, item.is_some(), stem, stems);
            at = end;
        }
    }

    /// Looks for clauses in an item's texts or one that belongs to none.
    fn text(
        &mut self,
        texts: Range<usize>,
        is_item: bool,
        stem: Option<Inherited>,
        stems: Option<&Stems>,
    ) {
        let sentences = self.reading.of_texts(texts.clone());
        let blocks = &self.blocks.texts;
        let span = Span::new(
            blocks[texts.start].span.start,
            blocks[texts.end - 1].span.end,
        );
        let says_more = stem.is_some() && self.own_strength(&sentences, 1).is_some();
        for group in self.reading.groups(sentences, span, is_item) {
            let inside = &self.reading.sentences[group.sentences.clone()];
            let is_stem = |it: &Sentence| stems.is_some_and(|stems| stems.is_stem(it.span));
            let is_rule = stems.is_some() && !inside.iter().any(is_stem);
            let mark = group.mark.map(|it| &self.reading.marks[it]);
            if mark.is_some() || is_rule {
                self.group(&group, mark, stem, says_more);
            }
        }
    }

    /// What the first sentences of some demand.
    fn own_strength(&self, sentences: &Range<usize>, n: usize) -> Option<Strength> {
        let end = sentences.end.min(sentences.start.saturating_add(n));
        let demand = self.reading.strongest(sentences.start..end);
        demand.map(|it| it.strength)
    }

    /// Adds the clause that a group is, if it is one. `says_more` where the item's own first
    /// sentence goes beyond its stem.
    fn group(
        &mut self,
        group: &Group,
        mark: Option<&Mark>,
        stem: Option<Inherited>,
        says_more: bool,
    ) {
        // Sentences that an author left over stand for themselves.
        let stem = stem.filter(|_| group.is_item || mark.is_some());
        let n_own = if group.is_item && stem.is_some() {
            1
        } else {
            usize::MAX
        };
        let own = self.own_strength(&group.sentences, n_own);
        let span = self.reading.span(&group.sentences);
        // Of an item that inherits only the first sentence could say otherwise.
        let is_part = mark.is_some() && !(group.is_item && stem.is_some());
        let own = own.or_else(|| self.strength_of(span).filter(|_| is_part));
        let by_words = own.or(stem.map(|it| it.strength));
        let unmarked = ClauseAttrs::default();
        let attrs = mark.map_or(&unmarked, |it| &it.attrs);
        mark.into_iter().for_each(|it| self.check_mark(it));
        if attrs.is_clause == Some(false) || (mark.is_none() && by_words.is_none()) {
            return;
        }
        let kind = if group.is_item {
            ClauseKind::Item
        } else {
            ClauseKind::Sentence
        };
        let clause = self.clause(Found {
            kind,
            span,
            strength: attrs.demand().or(by_words).unwrap_or_default(),
            authority: attrs.rank(),
            stem: stem.filter(|_| !says_more).map(|it| it.stem),
            id: attrs.id.clone(),
            adjusted: false,
        });
        self.clauses.push(clause);
    }

    fn check_mark(&mut self, mark: &Mark) {
        let Mark { span, attrs } = mark;
        let line = self.line(span.start);
        if let Some(word) = attrs.authority.as_ref().filter(|_| attrs.rank().is_none()) {
            self.diagnostics
                .push(headings::unknown_authority(word, *span, line));
        }
        if let Some(word) = attrs.strength.as_ref().filter(|_| attrs.demand().is_none()) {
            self.unknown_strength(word, *span, line);
        }
    }

    fn unknown_strength(&mut self, word: &str, span: Span, line: u32) {
        let known = Strength::ALL.map(|it| format!("`{}`", it.name()));
        let message = format!("unknown strength `{}`", shorten(word, 40));
        let found = Diagnostic::warning("unknown-strength", span, line, message);
        self.diagnostics
            .push(found.with_hint(format!("write one of {}", known.join(", "))));
    }

    /// Puts a clause into its place and gives it an id.
    pub(super) fn clause(&mut self, found: Found) -> Clause {
        let section = self.section_at(found.span.start);
        let rank = self.spec.sections.get(section).and_then(|it| it.rank);
        let mut clause = Clause {
            id: String::new(),
            title: short_title(&self.words(found.span)),
            section,
            kind: found.kind,
            authority: found.authority.or(rank),
            strength: found.strength,
            span: found.span,
            stem: found.stem,
            hash: String::new(),
            line: self.line(found.span.start),
            adjusted: found.adjusted,
        };
        clause.hash = hash_words(&self.spec.words(&clause, self.source));
        clause.id = match found.id {
            Some(id) => self.authors_id(&clause, &id),
            None => self.ids.of_words(&self.spec.sections, &clause),
        };
        clause
    }

    /// The words in `span`, without what is no rule's.
    pub(super) fn words(&self, span: Span) -> String {
        without(&self.reading.cuts, span)
            .map(|it| self.slice(it))
            .collect()
    }

    /// What the words in `span` demand, where someone made them a clause.
    pub(super) fn strength_of(&self, span: Span) -> Option<Strength> {
        let inside = |it: &&Sentence| span.contains(it.span);
        let first = self
            .reading
            .sentences
            .partition_point(|it| it.span.start < span.start);
        let sentences = self.reading.sentences[first..].iter().take_while(inside);
        let own = strength::strongest(sentences.filter_map(|it| it.demand));
        let own = own.or_else(|| strength::demand_of_part(&self.words(span)));
        own.map(|it| it.strength)
    }

    /// An item where the words are all of one, else a sentence.
    pub(super) fn kind_of(&self, span: Span) -> ClauseKind {
        let texts = &self.blocks.texts;
        let text = texts.partition_point(|it| it.span.start <= span.start);
        let item = text.checked_sub(1).and_then(|it| texts[it].item);
        let whole = item.map(|it| self.reading.of_texts(self.blocks.items[it].texts.clone()));
        match whole.map(|it| self.reading.span(&it)) {
            Some(whole) if whole == span => ClauseKind::Item,
            _ => ClauseKind::Sentence,
        }
    }

    /// The 1-based line of a byte.
    pub(super) fn line(&self, at: usize) -> u32 {
        self.lines.line(at)
    }

    fn section_at(&self, at: usize) -> usize {
        self.spec
            .sections
            .partition_point(|it| it.span.start <= at)
            .saturating_sub(1)
    }

    fn authors_id(&mut self, clause: &Clause, id: &str) -> String {
        let unique = self.ids.unique(id);
        if unique != id {
            let message = format!("the id `{id}` is already taken");
            let found = Diagnostic::warning("duplicate-id", clause.span, clause.line, message);
            self.diagnostics
                .push(found.with_hint("give one of the two rules another id"));
        }
        unique
    }

    fn adjust(&mut self, adjustments: &[Arc<Adjustment>]) {
        if !adjustments.is_empty() {
            adjust::apply(self, adjustments);
        }
    }
}

/// The bold words a rule begins with, else its words, shortened; without Markdown's marks.
fn short_title(text: &str) -> String {
    let label = text
        .strip_prefix("**")
        .and_then(|it| it.split_once("**"))
        .map(|it| it.0);
    let words = slug::plain_words(label.unwrap_or(text));
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    shorten(words.trim().trim_end_matches([':', ';', ',', '.']), 70)
}

/// Binds checks to the clause they stand under.
fn bind_checks(spec: &mut Spec, sections: &[usize], diagnostics: &mut Vec<Diagnostic>) {
    for (at, section) in sections.iter().enumerate() {
        let CheckBlock { body, line, .. } = spec.check_blocks[at];
        let clause = spec.clause_above(*section, body.start);
        let clause = clause.map(|it| it.id.clone());
        if clause.is_none() {
            let key = spec.sections.get(*section).map_or("", Section::key);
            diagnostics.push(unbound(body, line.saturating_sub(1), key));
        }
        spec.check_blocks[at].clause = clause;
    }
}

/// The code of checks that stand under no clause.
pub(super) const UNBOUND: &str = "check-without-clause";

fn unbound(body: Span, line: u32, section: &str) -> Diagnostic {
    let key = if section.is_empty() { "id" } else { section };
    let message = "these checks stand under no clause";
    Diagnostic::warning(UNBOUND, body, line, message).with_hint(format!(
        "give the heading above an authority, such as `{{#{key} authority=user}}`, or put them \
         after words that say what must or should be done"
    ))
}
