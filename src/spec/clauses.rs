//! Clauses: the smallest citable rules.
//!
//! In a document where any section states an authority, each section that does is one clause, and
//! the others group or comment. In other documents the clauses are list items and sentences that
//! carry a strength. An item inherits the strength of the stem before its list, which then is no
//! clause of its own; an item's own first sentence may say otherwise.

use super::blocks::{Blocks, TextBlock};
use super::strength::{self, Demand};
use super::words::words;
use super::{
    CheckBlock, Clause, ClauseKind, Section, Spec, Strength, attributes, sentences, slug, subject,
};
use crate::diagnostic::Diagnostic;
use crate::text::{LineIndex, Span, hash_words, shorten};
use std::collections::{HashMap, HashSet};

/// Finds the clauses of `spec` and binds its blocks of checks, whose sections are `checks`.
pub(super) fn add(
    spec: &mut Spec,
    blocks: &Blocks,
    checks: &[usize],
    lines: &LineIndex,
    source: &str,
) {
    let mut finder = Finder::new(spec, blocks, lines, source);
    if spec.sections.iter().any(|it| it.authority.is_some()) {
        finder.sections();
    } else {
        finder.items_and_sentences();
    }
    let (clauses, mut diagnostics) = (finder.clauses, finder.diagnostics);
    spec.clauses = clauses;
    bind_checks(spec, checks, &mut diagnostics);
    spec.diagnostics.append(&mut diagnostics);
}

struct Finder<'a> {
    spec: &'a Spec,
    blocks: &'a Blocks,
    lines: &'a LineIndex,
    source: &'a str,
    clauses: Vec<Clause>,
    diagnostics: Vec<Diagnostic>,
    ids: Ids,
}

/// What a list hands down to its items.
#[derive(Clone, Copy)]
struct Inherited {
    strength: Strength,
    stem: Span,
}

/// A sentence in its place.
#[derive(Clone, Copy)]
struct Sentence {
    span: Span,
    /// Whether an earlier sentence of the same text spoke of the model.
    agent_known: bool,
}

impl<'a> Finder<'a> {
    fn new(spec: &'a Spec, blocks: &'a Blocks, lines: &'a LineIndex, source: &'a str) -> Self {
        let (clauses, diagnostics, ids) = (Vec::new(), Vec::new(), Ids::default());
        Finder {
            spec,
            blocks,
            lines,
            source,
            clauses,
            diagnostics,
            ids,
        }
    }

    fn slice(&self, span: Span) -> &'a str {
        span.slice(self.source).unwrap_or("")
    }

    // Sections with an authority.

    fn sections(&mut self) {
        for (at, section) in self.spec.sections.iter().enumerate() {
            if section.authority.is_some() {
                self.section(at, section);
            }
        }
    }

    fn section(&mut self, at: usize, section: &Section) {
        let cuts = &self.spec.not_rules;
        let heading = cuts.partition_point(|it| it.start < section.span.start);
        let start = cuts.get(heading).map_or(section.span.start, |it| it.end);
        let demands = self
            .texts_in(section.span)
            .flat_map(|text| self.demands(text));
        let strength = strength::strongest(demands).map_or(Strength::None, |it| it.strength);
        let mut clause = Clause {
            id: self.ids.unique(section.key()),
            title: section.title.clone(),
            section: at,
            kind: ClauseKind::Section,
            authority: section.rank,
            strength,
            span: Span::new(start, section.span.end),
            stem: None,
            hash: String::new(),
            line: section.line,
        };
        clause.hash = hash_words(&self.spec.words(&clause, self.source));
        self.clauses.push(clause);
    }

    fn texts_in(&self, span: Span) -> impl Iterator<Item = &'a TextBlock> {
        let texts = &self.blocks.texts;
        let first = texts.partition_point(|it| it.span.start < span.start);
        texts[first..]
            .iter()
            .take_while(move |it| it.span.start < span.end)
    }

    fn demands(&self, text: &TextBlock) -> Vec<Demand> {
        let sentences = self.sentences(text.span);
        sentences.iter().filter_map(|it| self.demand(*it)).collect()
    }

    fn demand(&self, sentence: Sentence) -> Option<Demand> {
        strength::demand_in_context(self.slice(sentence.span), sentence.agent_known)
    }

    /// The sentences in the parts of `span` that may hold rules.
    fn sentences(&self, span: Span) -> Vec<Sentence> {
        let (mut found, mut agent_known) = (Vec::new(), false);
        for piece in without(&self.spec.not_rules, span) {
            let text = self.slice(piece);
            for sentence in sentences::split(text) {
                let span = sentence.shifted(piece.start);
                found.push(Sentence { span, agent_known });
                agent_known = agent_known || words(self.slice(span)).iter().any(subject::is_agent);
            }
        }
        found
    }

    // Items and sentences.

    fn items_and_sentences(&mut self) {
        let inherited = self.inherited();
        let stems = self.used_stems(&inherited);
        let mut at = 0;
        while let Some(text) = self.blocks.texts.get(at) {
            match text.item {
                Some(item) => {
                    self.item(item, &inherited, &stems);
                    at = self.blocks.items[item].texts.end.max(at + 1);
                }
                None => {
                    self.text_sentences(text, &stems);
                    at += 1;
                }
            }
        }
    }

    /// What each list hands down, by its index: its stem's demand, or, where the stem is an item
    /// that ends with a colon, what that item inherited.
    fn inherited(&self) -> Vec<Option<Inherited>> {
        let mut inherited: Vec<Option<Inherited>> = Vec::with_capacity(self.blocks.lists.len());
        for list in &self.blocks.lists {
            let stem = list.stem.map(|at| &self.blocks.texts[at]);
            let found = stem.and_then(|text| self.handed_down(text, &inherited));
            inherited.push(found);
        }
        inherited
    }

    /// Where the sentences start that hand something down: they are no clauses of their own.
    fn used_stems(&self, inherited: &[Option<Inherited>]) -> HashSet<usize> {
        let lists = self.blocks.lists.iter().zip(inherited);
        let used = lists
            .filter(|(_, it)| it.is_some())
            .filter_map(|(list, _)| list.stem);
        let last = |text: usize| self.sentences(self.blocks.texts[text].span).pop();
        used.filter_map(last).map(|it| it.span.start).collect()
    }

    fn handed_down(&self, stem: &TextBlock, so_far: &[Option<Inherited>]) -> Option<Inherited> {
        let last = *self.sentences(stem.span).last()?;
        let text = self.slice(last.span).trim_end_matches(['*', '_']);
        if !text.ends_with(':') {
            return None;
        }
        let own = strength::stem_demand(text, last.agent_known);
        let own = own.map(|it| Inherited {
            strength: it.strength,
            stem: last.span,
        });
        own.or_else(|| {
            let item = stem.item?;
            let list = self.blocks.items[item].list;
            so_far
                .get(list)
                .copied()
                .flatten()
                .filter(|_| self.demand(last).is_none())
        })
    }

    fn item(&mut self, item: usize, inherited: &[Option<Inherited>], stems: &HashSet<usize>) {
        let block = &self.blocks.items[item];
        let texts = &self.blocks.texts[block.texts.clone()];
        let stem = inherited.get(block.list).copied().flatten();
        let sentences: Vec<_> = texts
            .iter()
            .flat_map(|it| self.sentences(it.span))
            .collect();
        let Some((first, last)) = sentences.first().zip(sentences.last()) else {
            return;
        };
        if sentences.iter().any(|it| stems.contains(&it.span.start)) {
            return;
        }
        let n_own = if stem.is_some() { 1 } else { sentences.len() };
        let own = strength::strongest(sentences[..n_own].iter().filter_map(|it| self.demand(*it)));
        let own = own.map(|it| it.strength);
        let Some(strength) = own.or(stem.map(|it| it.strength)) else {
            return;
        };
        let span = Span::new(first.span.start, last.span.end);
        self.push(
            ClauseKind::Item,
            strength,
            span,
            stem.filter(|_| own.is_none()).map(|it| it.stem),
        );
    }

    fn text_sentences(&mut self, text: &TextBlock, stems: &HashSet<usize>) {
        for sentence in self.sentences(text.span) {
            if stems.contains(&sentence.span.start) {
                continue;
            }
            if let Some(demand) = self.demand(sentence) {
                self.push(ClauseKind::Sentence, demand.strength, sentence.span, None);
            }
        }
    }

    fn push(&mut self, kind: ClauseKind, strength: Strength, span: Span, stem: Option<Span>) {
        let (span, id) = without_id(span, self.slice(span));
        let section = self.section_at(span.start);
        let mut clause = Clause {
            id: String::new(),
            title: short_title(self.slice(span)),
            section,
            kind,
            authority: None,
            strength,
            span,
            stem,
            hash: String::new(),
            line: self.lines.line(span.start),
        };
        clause.hash = hash_words(&self.spec.words(&clause, self.source));
        clause.id = self.id(&clause, id);
        self.clauses.push(clause);
    }

    fn section_at(&self, at: usize) -> usize {
        self.spec
            .sections
            .partition_point(|it| it.span.start <= at)
            .saturating_sub(1)
    }

    /// The author's id, else the section's key and the beginning of the hash.
    fn id(&mut self, clause: &Clause, author: Option<&str>) -> String {
        let Some(id) = author else {
            let key = self
                .spec
                .sections
                .get(clause.section)
                .map_or("", Section::key);
            let key = if key.is_empty() { "top" } else { key };
            return self.ids.unique(&format!("{key}-{}", &clause.hash[..6]));
        };
        let unique = self.ids.unique(id);
        if unique != id {
            let message = format!("the id `{id}` is already taken");
            let found = Diagnostic::warning("duplicate-id", clause.span, clause.line, message);
            self.diagnostics
                .push(found.with_hint("give one of the two rules another id"));
        }
        unique
    }
}

/// Gives every id once: a repeated one gets `-2`, `-3`, ….
#[derive(Default)]
struct Ids {
    n_uses: HashMap<String, usize>,
}

impl Ids {
    fn unique(&mut self, id: &str) -> String {
        let mut number = self.n_uses.get(id).copied().unwrap_or(0) + 1;
        let mut unique = if number == 1 {
            id.to_owned()
        } else {
            format!("{id}-{number}")
        };
        while number > 1 && self.n_uses.contains_key(&unique) {
            number += 1;
            unique = format!("{id}-{number}");
        }
        self.n_uses.insert(unique.clone(), 1);
        self.n_uses.insert(id.to_owned(), number);
        unique
    }
}

/// The rule without the id at its end, and that id.
fn without_id(span: Span, text: &str) -> (Span, Option<&str>) {
    let block = attributes::trailing_block(text);
    let id = block.and_then(|(words, inner)| Some((words, inner.strip_prefix('#')?)));
    match id.filter(|(words, id)| !words.is_empty() && is_id(id)) {
        Some((words, id)) => (Span::new(span.start, span.start + words.len()), Some(id)),
        None => (span, None),
    }
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}

/// The bold words a rule begins with, else its words, shortened; without Markdown's marks.
fn short_title(text: &str) -> String {
    let label = text
        .strip_prefix("**")
        .and_then(|it| it.split_once("**"))
        .map(|it| it.0);
    let words = slug::plain_words(label.unwrap_or(text));
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

fn unbound(body: Span, line: u32, section: &str) -> Diagnostic {
    let key = if section.is_empty() { "id" } else { section };
    let message = "these checks stand under no clause";
    Diagnostic::warning("check-without-clause", body, line, message).with_hint(format!(
        "give the heading above an authority, such as `{{#{key} authority=user}}`, or put them \
         after words that say what must or should be done"
    ))
}

/// The parts of `span` that none of `cuts`, sorted and without overlaps, covers.
pub(super) fn without(cuts: &[Span], span: Span) -> Vec<Span> {
    let first = cuts.partition_point(|cut| cut.end <= span.start);
    let (mut pieces, mut at) = (Vec::new(), span.start);
    for cut in cuts[first..].iter().take_while(|cut| cut.start < span.end) {
        if cut.start > at {
            pieces.push(Span::new(at, cut.start));
        }
        at = at.max(cut.end);
    }
    if at < span.end {
        pieces.push(Span::new(at, span.end));
    }
    pieces
}
