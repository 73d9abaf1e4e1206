//! Blocks of attributes after the words of items and sentences.

use super::{Edit, Piece, Whole};
use crate::spec::adjust::Place;
use crate::spec::clauses::without;
use crate::spec::marks::{ClauseAttrs, Mark};
use crate::spec::{AdjustedClause, Clause, ClauseKind, sentences};
use crate::text::Span;
use pulldown_cmark::{Event, Parser};

/// Words that are a clause, or none by someone's decision.
#[derive(Clone, Debug)]
struct Unit {
    span: Span,
    attrs: ClauseAttrs,
    /// Index of the adjustment it is part of.
    decided: Option<usize>,
}

/// Changes of all paragraphs and items with clauses.
pub(super) fn pieces(whole: &Whole<'_>) -> Vec<Piece> {
    let units = units(whole);
    let (texts, items) = (&whole.blocks.texts, &whole.blocks.items);
    let (mut pieces, mut at, mut unit) = (Vec::new(), 0, 0);
    while let Some(text) = texts.get(at) {
        let end = text.item.map_or(0, |it| items[it].texts.end).max(at + 1);
        let span = Span::new(text.span.start, texts[end - 1].span.end);
        let n_before = units[unit..].partition_point(|it| it.span.start < span.start);
        let n_inside = units[unit + n_before..].partition_point(|it| it.span.start < span.end);
        let inside = unit + n_before..unit + n_before + n_inside;
        unit = inside.end;
        let block = Block {
            whole,
            span,
            is_item: text.item.is_some(),
        };
        pieces.push(block.piece(&units[inside]));
        at = end;
    }
    pieces
}

/// What there is to say, in document order.
fn units(whole: &Whole<'_>) -> Vec<Unit> {
    let clauses = whole
        .spec
        .clauses
        .iter()
        .filter(|it| it.kind != ClauseKind::Section);
    let mut units: Vec<Unit> = clauses.map(|it| of_clause(whole, it)).collect();
    for (at, place) in whole.places.iter().enumerate() {
        let Some(Place::Words(region, parts)) = place else {
            continue;
        };
        for gap in gaps(whole, *region, parts) {
            let attrs = ClauseAttrs {
                is_clause: Some(false),
                ..ClauseAttrs::default()
            };
            let at_unit = units.partition_point(|it| it.span.start < gap.start);
            units.insert(
                at_unit,
                Unit {
                    span: gap,
                    attrs,
                    decided: Some(at),
                },
            );
        }
    }
    units
}

fn of_clause(whole: &Whole<'_>, clause: &Clause) -> Unit {
    let decided = whole
        .places
        .iter()
        .enumerate()
        .find_map(|(at, place)| match place {
            Some(Place::Words(_, parts)) => {
                let part = parts.iter().position(|it| *it == clause.span)?;
                Some((at, whole.adjustments[at].clauses.get(part)?))
            }
            _ => None,
        });
    let mut attrs =
        mark_after(whole, clause.span).map_or_else(ClauseAttrs::default, |it| it.attrs.clone());
    attrs.id = Some(clause.id.clone());
    (attrs.is_clause, attrs.n_sentences) = (None, None);
    if let Some((_, AdjustedClause { authority, .. })) = decided {
        attrs.authority = authority.map(|it| it.name().to_owned()).or(attrs.authority);
        attrs.strength = Some(clause.strength.name().to_owned());
    }
    Unit {
        span: clause.span,
        attrs,
        decided: decided.map(|it| it.0),
    }
}

/// The block of attributes right after some words.
fn mark_after<'w>(whole: &'w Whole<'_>, words: Span) -> Option<&'w Mark> {
    let marks = &whole.reading.marks;
    let mark = marks.get(marks.partition_point(|it| it.span.start < words.end))?;
    let between = Span::new(words.end, mark.span.start).slice(whole.source)?;
    between.trim().is_empty().then_some(mark)
}

/// Words that were decided on and are in none of the clauses they became.
fn gaps(whole: &Whole<'_>, region: Span, parts: &[Span]) -> Vec<Span> {
    let ends = parts.iter().map(|it| it.end);
    let starts = std::iter::once(region.start).chain(ends);
    let ends = parts.iter().map(|it| it.start).chain([region.end]);
    let gaps = starts.zip(ends).filter(|(start, end)| start < end);
    gaps.filter_map(|(start, end)| trimmed(whole, Span::new(start, end)))
        .collect()
}

/// From the first word in `span` to the last.
fn trimmed(whole: &Whole<'_>, span: Span) -> Option<Span> {
    let mut found: Option<Span> = None;
    for piece in without(&whole.cuts, span) {
        let words = piece.slice(whole.source)?;
        if words.contains(char::is_alphanumeric) {
            let start = piece.start + words.len() - words.trim_start().len();
            let first = found.map_or(start, |it| it.start);
            found = Some(Span::new(first, start + words.trim().len()));
        }
    }
    found
}

/// A paragraph, or an item's texts.
struct Block<'w, 'a> {
    whole: &'w Whole<'a>,
    span: Span,
    is_item: bool,
}

/// What is no rule's words in a block.
struct Kept {
    cuts: Vec<Span>,
    /// Marks that are taken out.
    stale: Vec<Span>,
}

impl Block<'_, '_> {
    fn piece(&self, units: &[Unit]) -> Piece {
        let mut piece = Piece::default();
        let says: Vec<usize> = units.iter().filter_map(|it| it.decided).collect();
        let ends_in_code = |at: usize| {
            let mut ends = units.iter().filter(|it| it.decided == Some(at));
            ends.any(|it| self.is_code(it.span.end))
        };
        let (says, unsaid): (Vec<_>, Vec<_>) = says
            .into_iter()
            .partition(|it| self.can_say(*it) && !ends_in_code(*it));
        let unit = |it: &&Unit| it.decided.is_none_or(|at| !unsaid.contains(&at));
        let units: Vec<&Unit> = units.iter().filter(unit).collect();
        let kept = self.kept(self.stale_marks(&units));
        let mut from = self.span.start;
        for unit in units {
            let from_mark = self.last_mark(unit.span.start, &kept.stale);
            piece
                .edits
                .extend(self.edit(unit, from.max(from_mark), &kept));
            from = unit.span.end;
        }
        for span in kept.stale {
            let edit = Edit {
                span: self.with_blank_before(span),
                text: String::new(),
            };
            let at = piece
                .edits
                .partition_point(|it| it.span.start < edit.span.start);
            piece.edits.insert(at, edit);
        }
        piece.says = says;
        piece.says.dedup();
        piece
    }

    /// Whether all words of an adjustment stand here.
    fn can_say(&self, adjustment: usize) -> bool {
        match &self.whole.places[adjustment] {
            Some(Place::Words(region, _)) => self.span.contains(*region),
            _ => false,
        }
    }

    /// Whether byte `at` stands within code, where a block of attributes would be characters.
    fn is_code(&self, at: usize) -> bool {
        let words = self.span.slice(self.whole.source).unwrap_or_default();
        let within = at.saturating_sub(self.span.start);
        let mut events = Parser::new(words).into_offset_iter();
        events.any(|(event, range)| {
            matches!(event, Event::Code(_)) && range.start < within && within < range.end
        })
    }

    /// Marks in what was decided on that no unit takes over.
    fn stale_marks(&self, units: &[&Unit]) -> Vec<Span> {
        let decided = units.iter().filter_map(|it| it.decided);
        let places = decided.filter_map(|it| self.whole.places[it].as_ref());
        let regions: Vec<Span> = places
            .filter_map(|it| match it {
                Place::Words(region, _) => Some(*region),
                Place::Section(_) => None,
            })
            .collect();
        if regions.is_empty() {
            return Vec::new();
        }
        let taken = units
            .iter()
            .filter_map(|it| mark_after(self.whole, it.span));
        let taken: Vec<Span> = taken.map(|it| it.span).collect();
        let marks = self.whole.reading.marks.iter().map(|it| it.span);
        let decided_on = |it: &Span| regions.iter().any(|region| region.contains(*it));
        marks
            .filter(|it| decided_on(it) && !taken.contains(it))
            .collect()
    }

    /// Where the last block of attributes before byte `at` ends that stays.
    fn last_mark(&self, at: usize, stale: &[Span]) -> usize {
        let marks = &self.whole.reading.marks;
        let n_before = marks.partition_point(|it| it.span.start < at);
        let before = marks[..n_before].iter().rev().map(|it| it.span);
        let last = before.into_iter().find(|it| !stale.contains(it));
        last.map_or(0, |it| it.end)
    }

    /// What is no rule's words here once the stale marks are gone.
    fn kept(&self, stale: Vec<Span>) -> Kept {
        let all = &self.whole.cuts;
        let first = all.partition_point(|it| it.end <= self.span.start);
        let here = all[first..]
            .iter()
            .take_while(|it| it.start < self.span.end);
        let cuts = here.filter(|it| !stale.contains(it)).copied().collect();
        Kept { cuts, stale }
    }

    /// The mark of a unit, where it is not there yet. The words before it, from byte `from` on,
    /// belong to no other.
    fn edit(&self, unit: &Unit, from: usize, kept: &Kept) -> Option<Edit> {
        let Whole { source, .. } = self.whole;
        let mut attrs = unit.attrs.clone();
        attrs.n_sentences = self.n_sentences(unit.span, from, kept);
        let old = mark_after(self.whole, unit.span);
        if let Some(old) = old {
            let text = (old.attrs != attrs).then(|| written(&attrs))?;
            return Some(Edit {
                span: old.span,
                text,
            });
        }
        let at = unit.span.end;
        let is_apart = source[at..].starts_with(char::is_whitespace) || at == source.len();
        let blank = if is_apart { " " } else { "" };
        let text = format!("{blank}{}", written(&attrs));
        Some(Edit {
            span: Span::new(at, at),
            text,
        })
    }

    /// How many sentences the mark is about, where that is not the usual. They are counted as they
    /// will be once the stale marks are gone.
    fn n_sentences(&self, unit: Span, from: usize, kept: &Kept) -> Option<usize> {
        let (mut n, mut n_all) = (0, 0);
        for piece in without(&kept.cuts, Span::new(from, unit.end)) {
            let (mut words, mut start) = (String::new(), usize::MAX);
            for piece in without(&kept.stale, piece) {
                if start == usize::MAX && unit.start < piece.end {
                    start = words.len() + unit.start.saturating_sub(piece.start);
                }
                words.push_str(piece.slice(self.whole.source).unwrap_or(""));
            }
            let sentences = sentences::split(&words);
            n += sentences.iter().filter(|it| it.start >= start).count();
            n_all += sentences.len();
        }
        let usual = if self.is_item { n_all } else { 1 };
        (n != usual).then_some(n)
    }

    fn with_blank_before(&self, mark: Span) -> Span {
        let before = &self.whole.source[..mark.start];
        let n_blanks = before.len() - before.trim_end_matches(' ').len();
        Span::new(mark.start - n_blanks, mark.end)
    }
}

fn written(attrs: &ClauseAttrs) -> String {
    let id = attrs.id.iter().map(|it| format!("#{it}"));
    let authority = attrs.authority.iter().map(|it| format!("authority={it}"));
    let strength = attrs.strength.iter().map(|it| format!("strength={it}"));
    let clause = attrs
        .is_clause
        .iter()
        .filter(|it| !**it)
        .map(|_| "clause=no".to_owned());
    let n = attrs.n_sentences.iter().map(|it| format!("sentences={it}"));
    let words: Vec<_> = id
        .chain(authority)
        .chain(strength)
        .chain(clause)
        .chain(n)
        .collect();
    format!("{{{}}}", words.join(" "))
}
