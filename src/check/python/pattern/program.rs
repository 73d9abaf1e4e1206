//! A tree → instructions for the machine.

use super::parse::{Assertion, Mode, Tree};
use super::set::Set;
use super::{FaultKind, PatternFault};
use memchr::memmem::Finder;
use std::sync::Arc;

/// Larger patterns are refused.
const MAX_CODE: usize = 50_000;

/// Instructions, and the sets they refer to.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) code: Vec<Op>,
    pub(super) sets: Vec<Arc<Set>>,
    /// ASCII characters a match may begin with; `None` where it may begin anywhere.
    pub(super) first: Option<u128>,
    /// What every match begins with, letter for letter, where that is more than a character.
    pub(super) prefix: Option<Finder<'static>>,
}

/// One instruction.
#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    /// One character of a set; goes on with the next instruction.
    One(usize),
    Assert(Assertion),
    /// Goes on where no character of a set follows.
    Unless(usize),
    /// Tries the first before the second.
    Either(usize, usize),
    Jump(usize),
    Match,
}

pub(super) fn compile(tree: &Tree) -> Result<Program, PatternFault> {
    let mut program = Program {
        code: Vec::new(),
        sets: Vec::new(),
        first: None,
        prefix: prefix(tree),
    };
    let fault = PatternFault {
        kind: FaultKind::NotRun,
        at: 0,
        message: "the pattern is too large once its repetitions are written out".to_owned(),
    };
    program.part(tree).ok_or(fault)?;
    program.code.push(Op::Match);
    program.first = program.first_characters();
    Ok(program)
}

fn prefix(tree: &Tree) -> Option<Finder<'static>> {
    let Tree::Sequence(terms) = tree else {
        return None;
    };
    let character = |term: &Tree| match term {
        Tree::Set(set) => set.only(),
        _ => None,
    };
    let prefix: String = terms.iter().map_while(character).collect();
    (prefix.len() > 1).then(|| Finder::new(prefix.as_bytes()).into_owned())
}

impl Program {
    /// `None` where it grows too large.
    fn part(&mut self, tree: &Tree) -> Option<()> {
        match tree {
            Tree::Empty => {}
            Tree::Set(set) => {
                self.sets.push(set.clone());
                self.code.push(Op::One(self.sets.len() - 1));
            }
            Tree::Assert(assertion) => self.code.push(Op::Assert(*assertion)),
            Tree::Sequence(parts) => parts.iter().try_for_each(|it| self.part(it))?,
            Tree::Either(parts) => self.either(parts)?,
            Tree::Repeat {
                body,
                min,
                max,
                mode,
            } => self.repeat(body, *min, *max, *mode)?,
        }
        (self.code.len() <= MAX_CODE).then_some(())
    }

    fn either(&mut self, parts: &[Tree]) -> Option<()> {
        let mut jumps = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let choice = self.code.len();
            let is_last = at + 1 == parts.len();
            if !is_last {
                self.code.push(Op::Match);
            }
            self.part(part)?;
            if !is_last {
                jumps.push(self.code.len());
                self.code.push(Op::Match);
                self.code[choice] = Op::Either(choice + 1, self.code.len());
            }
        }
        for jump in jumps {
            self.code[jump] = Op::Jump(self.code.len());
        }
        Some(())
    }

    fn repeat(&mut self, body: &Tree, min: u32, max: Option<u32>, mode: Mode) -> Option<()> {
        for _ in 0..min {
            let before = self.code.len();
            self.part(body)?;
            if self.code.len() == before {
                return Some(()); // Nothing, however often.
            }
        }
        let mut choices = Vec::new();
        for _ in min..max.unwrap_or(min + 1) {
            choices.push(self.code.len());
            self.code.push(Op::Match);
            self.part(body)?;
        }
        if max.is_none() {
            self.code.push(Op::Jump(choices[0]));
        }
        let exit = self.exit(body, mode);
        for choice in choices {
            let (first, second) = match mode {
                Mode::Lazy => (exit, choice + 1),
                Mode::Greedy | Mode::Possessive => (choice + 1, exit),
            };
            self.code[choice] = Op::Either(first, second);
        }
        Some(())
    }

    /// Where a repetition goes on that could take more: a possessive one only if there is no more.
    fn exit(&mut self, body: &Tree, mode: Mode) -> usize {
        let Tree::Set(set) = body else {
            return self.code.len();
        };
        if mode != Mode::Possessive {
            return self.code.len();
        }
        // What took all it may goes past the condition.
        self.sets.push(set.clone());
        self.code.push(Op::Jump(self.code.len() + 2));
        self.code.push(Op::Unless(self.sets.len() - 1));
        self.code.len() - 1
    }

    fn first_characters(&self) -> Option<u128> {
        let (mut first, mut seen, mut todo) = (0, vec![false; self.code.len()], vec![0]);
        while let Some(at) = todo.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            match self.code[at] {
                Op::One(set) => first |= self.sets[set].ascii(),
                Op::Assert(_) | Op::Unless(_) => todo.push(at + 1),
                Op::Either(one, other) => todo.extend([one, other]),
                Op::Jump(to) => todo.push(to),
                Op::Match => return None,
            }
        }
        Some(first)
    }
}
