//! An edit read again: its section and no more, where nothing else depends on what changed there.
//!
//! A section begins with a heading outside lists and quotations, where every other block of
//! Markdown has ended. So its text says the same wherever it stands, and it ends where it did as
//! long as the next heading is still one after it. What sections have in common is looked at again:
//! what references mean, which ids are taken, which diagnostics are not wanted. Where an edit
//! reaches further than that, in headings or comments to Plumbline, the document is to be read as a
//! whole.

use super::clauses::{Kind, UNBOUND};
use super::parse::read_section;
use super::{
    Clause, Example, Ignore, Reference, Section, SentenceDemand, Spec, front_matter, ignores,
    marks, references,
};
use crate::diagnostic::{self, Diagnostic};
use crate::text::Span;
use std::collections::HashSet;
use std::ops::Range;

/// Brings `spec`, which was read from `old`, up to date with `new` by reading one section, and says
/// whether that was possible. The result is that of [`parse`](super::parse); where the edit reaches
/// further than a section, `spec` stays as it was and is to be read again.
///
/// Takes time in proportion to the section and to how much there is after it that must move.
/// `spec` has no adjusted clauses.
pub fn follow_edit(spec: &mut Spec, old: &str, new: &str) -> bool {
    let Some(edit) = Edit::between(spec, old, new) else {
        return false;
    };
    let Some(part) = edit.read(spec, new) else {
        return false;
    };
    edit.put(spec, part);
    references::find_targets(spec);
    references::resolve_clauses(spec);
    spec.diagnostics
        .retain(|it| it.code != references::DANGLING);
    references::report_dangling(spec, new);
    ignores::drop_ignored(&spec.ignores, &mut spec.diagnostics);
    diagnostic::in_order(&mut spec.diagnostics);
    true
}

/// A section in which all that differs between two texts stands.
struct Edit {
    /// Its index.
    section: usize,
    /// Where its heading ends.
    body: usize,
    /// Where it stood, and where it ends now.
    old: Span,
    new_end: usize,
    /// Where the heading after it ends now; the text's end where there is none.
    next_end: usize,
}

impl Edit {
    fn between(spec: &Spec, old: &str, new: &str) -> Option<Edit> {
        let (start, end) = difference(old.as_bytes(), new.as_bytes());
        let section = spec.sections.partition_point(|it| it.span.start <= start);
        let section = section.checked_sub(1)?;
        let Section { span, depth, .. } = spec.sections[section];
        let body = heading_end(spec, span)?;
        let is_inside = body <= start && end <= span.end && old[..body].ends_with('\n');
        let moved = |at: usize| (at + new.len()).checked_sub(old.len());
        let new_end = moved(span.end)?;
        let next = spec.sections.get(section + 1);
        let next_end = match next {
            Some(next) => moved(heading_end(spec, next.span)?)?,
            None => new.len(),
        };
        let edit = Edit {
            section,
            body,
            old: span,
            new_end,
            next_end,
        };
        let is_settled = spec.front_matter.is_some() || !front_matter::may_begin(old);
        let is_alone = is_settled && is_inside && edit.has_no_comments(old, new);
        (depth > 0 && is_alone).then_some(edit)
    }

    /// Comments to Plumbline may be about other sections, and may begin in the one before.
    fn has_no_comments(&self, old: &str, new: &str) -> bool {
        let from = self.old.start.saturating_sub(marks::MAX_COMMENT_LEN);
        let has = |text: &str, end: usize| marks::has_comment(&text.as_bytes()[from..end]);
        !has(old, self.old.end) && !has(new, self.next_end)
    }

    /// Reads the section as it is now, as a document of its own, if it still is one section with
    /// the heading it had.
    fn read(&self, spec: &Spec, new: &str) -> Option<Spec> {
        let text = new.get(self.old.start..self.next_end)?;
        let section = &spec.sections[self.section];
        let part = read_section(text, section, Kind::of(&spec.sections));
        let next = spec.sections.get(self.section + 1);
        let (first, second) = match part.sections.as_slice() {
            [first] => (first, None),
            [first, second] => (first, Some(second)),
            _ => return None,
        };
        let same_next = match (second, next) {
            (None, None) => true,
            (Some(now), Some(was)) => {
                same_heading(now, was) && now.span.start == self.new_end - self.old.start
            }
            _ => false,
        };
        let same = first.span.start == 0 && same_heading(first, section) && same_next;
        (same && self.ids_hold(spec, &part)).then_some(part)
    }

    /// Whether no id outside of the section depends on those in it. Ids that repeat are numbered
    /// in the order of the document.
    fn ids_hold(&self, spec: &Spec, part: &Spec) -> bool {
        let here = self.clauses(spec);
        let now = part.clauses.iter().filter(|it| it.section == 0);
        let was = spec.clauses[here.clone()].iter();
        if was
            .clone()
            .map(|it| &it.id)
            .eq(now.clone().map(|it| &it.id))
        {
            return true;
        }
        let mut names = HashSet::new();
        names.extend(was.chain(now).map(|it| unnumbered(&it.id)));
        let others = spec.clauses[..here.start]
            .iter()
            .chain(&spec.clauses[here.end..]);
        !others
            .map(|it| unnumbered(&it.id))
            .any(|it| names.contains(it))
    }

    /// The section's clauses.
    fn clauses(&self, spec: &Spec) -> Range<usize> {
        let before = |n: usize| spec.clauses.partition_point(|it| it.section < n);
        before(self.section)..before(self.section + 1)
    }

    /// Puts what was read in place of what was there, and moves what comes after it.
    fn put(&self, spec: &mut Spec, mut part: Spec) {
        let moves = self.moves(spec, &part);
        self.put_references(spec, &mut part, moves);
        self.put_clauses(spec, &mut part, moves);
        self.put_blocks(spec, &mut part, moves);
        let Span { start, end } = self.old;
        let at = range(
            &spec.demands,
            |it| it.sentence.start < start,
            |it| self.is_last(spec) || it.sentence.start < end,
        );
        splice(&mut spec.demands, at, part.demands, moves);
        for ignore in &mut spec.ignores {
            move_around(ignore, end, moves.later);
        }
        self.put_diagnostics(spec, part.diagnostics, moves);
        let new = part.sections.swap_remove(0);
        take_content(&mut spec.sections[self.section], new, moves.here);
        for section in &mut spec.sections[self.section + 1..] {
            moves.later.section(section);
        }
    }

    fn moves(&self, spec: &Spec, part: &Spec) -> Moves {
        let line = |sections: &[Section], at: usize| sections.get(at).map_or(0, |it| it.line);
        let lines = line(&spec.sections, self.section) - 1;
        let next = line(&part.sections, 1).wrapping_add(lines);
        Moves {
            here: Move {
                bytes: self.old.start,
                lines,
            },
            later: Move {
                bytes: self.new_end.wrapping_sub(self.old.end),
                lines: next.wrapping_sub(line(&spec.sections, self.section + 1)),
            },
        }
    }

    /// At the end of a text also counts what begins right there.
    fn is_last(&self, spec: &Spec) -> bool {
        self.section + 1 == spec.sections.len()
    }

    fn put_references(&self, spec: &mut Spec, part: &mut Spec, moves: Moves) {
        let section = &spec.sections[self.section];
        let (first, last) = (section.line, section.end_line);
        let key = references::key_of(section);
        let mut new = std::mem::take(&mut part.references);
        if let Some(next) = part.sections.get(1) {
            new.retain(|it| it.line < next.line);
        }
        for reference in &mut new {
            reference.section.clone_from(&key);
        }
        let at = range(&spec.references, |it| it.line < first, |it| it.line <= last);
        splice(&mut spec.references, at, new, moves);
    }

    fn put_clauses(&self, spec: &mut Spec, part: &mut Spec, moves: Moves) {
        let mut new = std::mem::take(&mut part.clauses);
        new.retain(|it| it.section == 0);
        new.iter_mut().for_each(|it| it.section = self.section);
        let at = self.clauses(spec);
        splice(&mut spec.clauses, at, new, moves);
        // Checks without a line have their place at the section's end.
        let (Span { start, end }, is_last) = (self.old, self.is_last(spec));
        let at = range(
            &spec.check_blocks,
            |it| it.body.start <= start,
            |it| is_last || it.body.start <= end,
        );
        let new = std::mem::take(&mut part.check_blocks);
        splice(&mut spec.check_blocks, at, new, moves);
    }

    fn put_blocks(&self, spec: &mut Spec, part: &mut Spec, moves: Moves) {
        let (Span { start, end }, is_last) = (self.old, self.is_last(spec));
        let before = |it: &Span| it.start < start;
        let until = |it: &Span| is_last || it.start < end;
        let at = range(&spec.fences, |it| before(&it.span), |it| until(&it.span));
        let new = std::mem::take(&mut part.fences);
        splice(&mut spec.fences, at, new, moves);
        for (all, new) in [
            (&mut spec.not_rules, &mut part.not_rules),
            (&mut spec.marks, &mut part.marks),
        ] {
            let mut new = std::mem::take(new);
            new.retain(|it| is_last || it.start < self.new_end - start);
            let at = range(all, before, until);
            splice(all, at, new, moves);
        }
    }

    /// The same for diagnostics, but for their order. What was said of the headings is still said.
    fn put_diagnostics(&self, spec: &mut Spec, new: Vec<Diagnostic>, moves: Moves) {
        let is_last = self.is_last(spec);
        let of_body = |it: &Diagnostic, end: usize| {
            let is_at_end = it.span.start == end && it.code == UNBOUND;
            is_last || it.span.start < end || is_at_end
        };
        let body = self.body - self.old.start;
        let new_end = self.new_end - self.old.start;
        let is_new = |it: &Diagnostic| it.span.start >= body && of_body(it, new_end);
        let is_before = |it: &Diagnostic| it.span.start < self.body;
        spec.diagnostics
            .retain(|it| is_before(it) || !of_body(it, self.old.end));
        let after = spec.diagnostics.iter_mut().filter(|it| !is_before(it));
        after.for_each(|it| it.shift(moves.later));
        for mut found in new.into_iter().filter(is_new) {
            found.shift(moves.here);
            spec.diagnostics.push(found);
        }
    }
}

/// From where to where two texts differ, in bytes of the old one.
fn difference(old: &[u8], new: &[u8]) -> (usize, usize) {
    const STEP: usize = 64;
    let steps = old.chunks_exact(STEP).zip(new.chunks_exact(STEP));
    let same = STEP * steps.take_while(|(a, b)| a == b).count();
    let rest = old[same..].iter().zip(&new[same..]);
    let start = same + rest.take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let steps = old_rest
        .rchunks_exact(STEP)
        .zip(new_rest.rchunks_exact(STEP));
    let same = STEP * steps.take_while(|(a, b)| a == b).count();
    let old_left = &old_rest[..old_rest.len() - same];
    let new_left = &new_rest[..new_rest.len() - same];
    let rest = old_left.iter().rev().zip(new_left.iter().rev());
    let same = same + rest.take_while(|(a, b)| a == b).count();
    (start, old.len() - same)
}

/// Where the heading of a section ends; `None` where it has none.
fn heading_end(spec: &Spec, section: Span) -> Option<usize> {
    let at = spec
        .not_rules
        .partition_point(|it| it.start < section.start);
    let heading = spec.not_rules.get(at);
    heading
        .filter(|it| it.start == section.start)
        .map(|it| it.end)
}

fn same_heading(one: &Section, other: &Section) -> bool {
    (one.depth, &one.title, &one.attrs) == (other.depth, &other.title, &other.attrs)
}

/// An id without the numbers at its end.
fn unnumbered(id: &str) -> &str {
    let mut name = id;
    while let Some((rest, number)) = name.rsplit_once('-')
        && number.bytes().all(|it| it.is_ascii_digit())
    {
        name = rest;
    }
    name
}

fn take_content(section: &mut Section, mut new: Section, here: Move) {
    here.section(&mut new);
    section.span = new.span;
    section.end_line = new.end_line;
    section.examples = new.examples;
    section.commentary = new.commentary;
    section.footnotes = new.footnotes;
}

/// The range of a sorted list from the first item that is not `before` up to the last that is
/// `within`.
fn range<T>(all: &[T], before: impl Fn(&T) -> bool, within: impl Fn(&T) -> bool) -> Range<usize> {
    let start = all.partition_point(before);
    start..start + all[start..].partition_point(within)
}

/// Replaces a part of a list, and moves the new items and those after them to their places.
fn splice<T: Placed>(all: &mut Vec<T>, range: Range<usize>, new: Vec<T>, moves: Moves) {
    let tail = all.split_off(range.end);
    all.truncate(range.start);
    for (items, by) in [(new, moves.here), (tail, moves.later)] {
        all.extend(items.into_iter().map(|mut it| {
            it.shift(by);
            it
        }));
    }
}

/// Moves the ends of a stretch that lie beyond the section that ended at byte `end`.
fn move_around(ignore: &mut Ignore, end: usize, later: Move) {
    for at in [&mut ignore.span.start, &mut ignore.span.end] {
        if *at >= end {
            *at = at.wrapping_add(later.bytes);
        }
    }
}

/// Where what was read goes, and how far what comes after it moves.
#[derive(Clone, Copy)]
struct Moves {
    here: Move,
    later: Move,
}

/// How far something moves, modulo the size of the type: back is as good as forth.
#[derive(Clone, Copy)]
struct Move {
    bytes: usize,
    lines: u32,
}

impl Move {
    fn span(self, span: &mut Span) {
        span.start = span.start.wrapping_add(self.bytes);
        span.end = span.end.wrapping_add(self.bytes);
    }

    fn line(self, line: &mut u32) {
        *line = line.wrapping_add(self.lines);
    }

    fn section(self, section: &mut Section) {
        self.span(&mut section.span);
        self.line(&mut section.line);
        self.line(&mut section.end_line);
        for example in &mut section.examples {
            self.example(example);
        }
        for block in &mut section.commentary {
            self.span(&mut block.span);
            self.line(&mut block.line);
            self.line(&mut block.end_line);
        }
    }

    fn example(self, example: &mut Example) {
        self.span(&mut example.span);
        self.line(&mut example.line);
        self.line(&mut example.fence_line);
        for message in example.prefix.iter_mut().chain(&mut example.trailing) {
            self.span(&mut message.span);
            self.line(&mut message.line);
        }
        for candidate in &mut example.candidates {
            self.span(&mut candidate.span);
            self.line(&mut candidate.line);
        }
    }
}

/// Something that has a place in the document.
trait Placed {
    fn shift(&mut self, by: Move);
}

impl Placed for Span {
    fn shift(&mut self, by: Move) {
        by.span(self);
    }
}

impl Placed for Clause {
    fn shift(&mut self, by: Move) {
        by.span(&mut self.span);
        self.stem.iter_mut().for_each(|it| by.span(it));
        by.line(&mut self.line);
    }
}

impl Placed for Reference {
    fn shift(&mut self, by: Move) {
        by.span(&mut self.span);
        by.line(&mut self.line);
    }
}

impl Placed for super::CheckBlock {
    fn shift(&mut self, by: Move) {
        by.span(&mut self.body);
        by.line(&mut self.line);
    }
}

impl Placed for super::Fence {
    fn shift(&mut self, by: Move) {
        by.span(&mut self.span);
        by.span(&mut self.body);
        by.line(&mut self.line);
    }
}

impl Placed for SentenceDemand {
    fn shift(&mut self, by: Move) {
        by.span(&mut self.sentence);
        by.span(&mut self.words);
    }
}

impl Placed for Diagnostic {
    fn shift(&mut self, by: Move) {
        by.span(&mut self.span);
        by.line(&mut self.line);
    }
}
