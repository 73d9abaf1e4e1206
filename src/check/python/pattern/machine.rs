//! The machine that follows all ways of matching at once: each character is looked at once, by at
//! most as many threads as the program has instructions. Threads stand in the order in which
//! Python's engine would try them, so that the match is the one it finds first.

use super::TooManySteps;
use super::parse::Assertion;
use super::program::{Op, Program};
use crate::check::python::is_word;
use std::ops::Range;

/// A program at work on one text.
pub(super) struct Machine<'p> {
    program: &'p Program,
    text: &'p str,
    steps_left: usize,
    now: Threads,
    next: Threads,
    stack: Vec<usize>,
}

/// Threads by priority: an instruction, and where the match would begin.
struct Threads {
    list: Vec<(usize, usize)>,
    /// For each instruction the number of the round it was last added in.
    added: Vec<usize>,
    round: usize,
}

impl<'p> Machine<'p> {
    pub(super) fn new(program: &'p Program, text: &'p str, steps: usize) -> Machine<'p> {
        let threads = || Threads {
            list: Vec::new(),
            added: vec![0; program.code.len()],
            round: 0,
        };
        Machine {
            program,
            text,
            steps_left: steps,
            now: threads(),
            next: threads(),
            stack: Vec::new(),
        }
    }

    /// The leftmost match that begins at `from` or later; with `must_advance` none of nothing
    /// right there.
    pub(super) fn find(
        &mut self,
        from: usize,
        must_advance: bool,
    ) -> Result<Option<Range<usize>>, TooManySteps> {
        let (mut at, mut found) = (from, None);
        let barred = must_advance.then_some(from);
        self.now.clear();
        loop {
            if self.now.list.is_empty() {
                match self.candidate(at).filter(|_| found.is_none()) {
                    Some(candidate) => at = candidate,
                    None => return Ok(found),
                }
            }
            if found.is_none() {
                self.add(0, at, at, false);
            }
            let character = self.text[at..].chars().next();
            found = self.step(at, character, barred)?.or(found);
            let Some(character) = character else {
                return Ok(found);
            };
            at += character.len_utf8();
        }
    }

    /// The next place, `at` included, where a match may begin.
    fn candidate(&self, at: usize) -> Option<usize> {
        if let Some(prefix) = &self.program.prefix {
            return prefix
                .find(&self.text.as_bytes()[at..])
                .map(|ahead| at + ahead);
        }
        let Some(first) = self.program.first else {
            return (at <= self.text.len()).then_some(at);
        };
        let may_begin = |byte: &u8| !byte.is_ascii() || first >> *byte & 1 == 1;
        let rest = &self.text.as_bytes()[at..];
        rest.iter().position(may_begin).map(|ahead| at + ahead)
    }

    /// Moves every thread over `character`; gives the match of the best thread that ended.
    fn step(
        &mut self,
        at: usize,
        character: Option<char>,
        barred: Option<usize>,
    ) -> Result<Option<Range<usize>>, TooManySteps> {
        self.next.clear();
        let threads = std::mem::take(&mut self.now.list);
        let cost = threads.len() + 1;
        self.steps_left = self.steps_left.checked_sub(cost).ok_or(TooManySteps)?;
        let mut found = None;
        for &(op, start) in &threads {
            match (self.program.code[op], character) {
                (Op::One(set), Some(it)) if self.program.sets[set].contains(it) => {
                    self.add(op + 1, start, at + it.len_utf8(), true);
                }
                (Op::Match, _) if barred != Some(at) => {
                    // What comes after it would be tried only if this failed.
                    found = Some(start..at);
                    break;
                }
                _ => {}
            }
        }
        self.now.list = threads;
        std::mem::swap(&mut self.now, &mut self.next);
        Ok(found)
    }

    /// Adds a thread at `op`, and follows what needs no character.
    fn add(&mut self, op: usize, start: usize, at: usize, to_next: bool) {
        self.stack.push(op);
        while let Some(op) = self.stack.pop() {
            let threads = if to_next {
                &mut self.next
            } else {
                &mut self.now
            };
            if std::mem::replace(&mut threads.added[op], threads.round) == threads.round {
                continue;
            }
            match self.program.code[op] {
                Op::Jump(to) => self.stack.push(to),
                Op::Either(first, second) => self.stack.extend([second, first]),
                Op::Assert(assertion) => {
                    if holds(assertion, self.text, at) {
                        self.stack.push(op + 1);
                    }
                }
                Op::Unless(set) => {
                    let next = self.text[at..].chars().next();
                    if !next.is_some_and(|it| self.program.sets[set].contains(it)) {
                        self.stack.push(op + 1);
                    }
                }
                Op::One(_) | Op::Match => threads.list.push((op, start)),
            }
        }
    }
}

impl Threads {
    fn clear(&mut self) {
        self.list.clear();
        self.round += 1;
    }
}

fn holds(assertion: Assertion, text: &str, at: usize) -> bool {
    let rest = &text[at..];
    match assertion {
        Assertion::Start => at == 0,
        Assertion::LineStart => at == 0 || text[..at].ends_with('\n'),
        Assertion::End => rest.is_empty(),
        Assertion::LastLineEnd => rest.is_empty() || rest == "\n",
        Assertion::LineEnd => rest.is_empty() || rest.starts_with('\n'),
        // CPython finds neither in an empty text.
        Assertion::Word { negated, ascii } => {
            !text.is_empty() && is_boundary(text, at, ascii) != negated
        }
    }
}

/// Whether a word begins or ends at `at`.
fn is_boundary(text: &str, at: usize, ascii: bool) -> bool {
    let is_word = |it: char| is_word(it) && (!ascii || it.is_ascii());
    let before = text[..at].chars().next_back().is_some_and(is_word);
    let after = text[at..].chars().next().is_some_and(is_word);
    before != after
}
