//! Python's regular-expression syntax → a tree.
//!
//! Source: CPython 3.11, `Lib/re/_parser.py`: what it refuses is refused here.

use super::brackets::any_of;
use super::set::{self, Set};
use super::{FaultKind, Flags, PatternFault};
use std::sync::Arc;

/// Characters that may mean something else than themselves.
pub(super) const SPECIAL: &[char] = &[
    '.', '\\', '[', '{', '(', ')', '*', '+', '?', '^', '$', '|', '}', ']',
];
/// Longer patterns are refused.
const MAX_LENGTH: usize = 100_000;

pub(super) type Parsed<T> = Result<T, PatternFault>;

/// A pattern or a part of one.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    Empty,
    Set(Arc<Set>),
    Assert(Assertion),
    Sequence(Vec<Tree>),
    Either(Vec<Tree>),
    Repeat {
        body: Box<Tree>,
        min: u32,
        max: Option<u32>,
        mode: Mode,
    },
}

/// How much a repetition takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// As much as can be.
    Greedy,
    /// As little as can be.
    Lazy,
    /// As much as is there, without giving any back.
    Possessive,
}

/// A condition on a place between two characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assertion {
    Start,
    LineStart,
    End,
    /// The end, or before a last line feed.
    LastLineEnd,
    LineEnd,
    Word {
        negated: bool,
        ascii: bool,
    },
}

/// Reads `source`: the tree, and how many groups it captures.
pub(super) fn parse(source: &str, flags: Flags) -> Parsed<(Tree, u32)> {
    let mut parser = Parser {
        source,
        at: 0,
        flags,
        n_groups: 0,
        open: Vec::new(),
        names: Vec::new(),
        not_run: None,
        is_begun: false,
    };
    if source.len() > MAX_LENGTH {
        let message = format!("the pattern is longer than {MAX_LENGTH} bytes");
        return Err(parser.fault_of(FaultKind::NotRun, 0, message));
    }
    let tree = parser.alternatives(0)?;
    if parser.at < source.len() {
        return Err(parser.fault(parser.at, "`)` closes nothing"));
    }
    match parser.not_run {
        Some(fault) => Err(fault),
        None => Ok((tree, parser.n_groups)),
    }
}

/// What is left to read, and what was learnt on the way.
pub(super) struct Parser<'p> {
    pub(super) source: &'p str,
    /// Byte offset of the next character.
    pub(super) at: usize,
    pub(super) flags: Flags,
    pub(super) n_groups: u32,
    /// Numbers of the groups around this place.
    pub(super) open: Vec<u32>,
    pub(super) names: Vec<&'p str>,
    /// The first thing this machine does not run; reported unless the pattern is invalid.
    not_run: Option<PatternFault>,
    /// Something was read, so that flags for the whole pattern come too late.
    pub(super) is_begun: bool,
}

impl<'p> Parser<'p> {
    pub(super) fn rest(&self) -> &'p str {
        &self.source[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    /// At most `limit` characters as asked.
    pub(super) fn take(&mut self, limit: usize, asks: impl Fn(&char) -> bool) -> &'p str {
        let rest = self.rest();
        let length = rest
            .chars()
            .take(limit)
            .take_while(asks)
            .map(char::len_utf8)
            .sum();
        self.at += length;
        &rest[..length]
    }

    pub(super) fn alternatives(&mut self, depth: usize) -> Parsed<Tree> {
        let mut all = vec![self.sequence(depth)?];
        while self.eat("|") {
            self.is_begun = true;
            all.push(self.sequence(depth)?);
        }
        Ok(if all.len() == 1 {
            all.remove(0)
        } else {
            Tree::Either(all)
        })
    }

    fn sequence(&mut self, depth: usize) -> Parsed<Tree> {
        let mut terms = Vec::new();
        while let Some(character) = self.peek() {
            if matches!(character, '|' | ')') {
                break;
            }
            if self.flags.verbose && self.skip_comment(character) {
                continue;
            }
            let start = self.at;
            let term = match self.repetition()? {
                Some(counts) => Some(self.repeated(start, terms.pop(), counts)?),
                None => self.term(depth)?,
            };
            self.is_begun |= term.is_some();
            terms.extend(term);
        }
        Ok(Tree::Sequence(terms))
    }

    /// With the flag `x`, white space and what follows `#` mean nothing.
    fn skip_comment(&mut self, character: char) -> bool {
        match character {
            ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' => self.at += 1,
            '#' => {
                let rest = self.rest();
                self.at += rest.find('\n').map_or(rest.len(), |it| it + 1);
            }
            _ => return false,
        }
        true
    }

    /// One term without its repetition; `None` for comments and flags.
    fn term(&mut self, depth: usize) -> Parsed<Option<Tree>> {
        let start = self.at;
        let Some(character) = self.next() else {
            return Ok(None);
        };
        let lines = self.flags.multiline;
        Ok(Some(match character {
            '\\' => self.escape(start)?,
            '[' => self.brackets(start)?,
            '(' => return self.group(start, depth),
            '.' if self.flags.dot_all => any_of(set::of(&[('\0', char::MAX)])),
            '.' => any_of(set::negated(set::single('\n'))),
            '^' if lines => Tree::Assert(Assertion::LineStart),
            '^' => Tree::Assert(Assertion::Start),
            '$' if lines => Tree::Assert(Assertion::LineEnd),
            '$' => Tree::Assert(Assertion::LastLineEnd),
            character => self.one(Some(character)),
        }))
    }

    /// What the repetition at `start` repeats, and how.
    fn repeated(
        &mut self,
        start: usize,
        term: Option<Tree>,
        (min, max): (u32, Option<u32>),
    ) -> Parsed<Tree> {
        match term {
            None | Some(Tree::Assert(_)) => Err(self.fault(start, "there is nothing to repeat")),
            Some(Tree::Repeat { .. }) => Err(self.fault(start, "a repetition cannot be repeated")),
            Some(body) => {
                let mode = self.mode();
                let is_one = matches!(body, Tree::Set(_));
                if mode == Mode::Possessive && !is_one {
                    self.not_run(start, "possessive repetition of a group");
                }
                Ok(Tree::Repeat {
                    body: Box::new(body),
                    min,
                    max,
                    mode,
                })
            }
        }
    }

    fn mode(&mut self) -> Mode {
        if self.eat("?") {
            Mode::Lazy
        } else if self.eat("+") {
            Mode::Possessive
        } else {
            Mode::Greedy
        }
    }

    fn repetition(&mut self) -> Parsed<Option<(u32, Option<u32>)>> {
        let start = self.at;
        let counts = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.at += 1;
                let counts = self.braces(start)?;
                self.at = if counts.is_some() { self.at } else { start };
                return Ok(counts);
            }
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(counts))
    }

    /// The numbers of `{n}`, `{n,}`, `{,m}` or `{n,m}` after the brace at `start`, and moves past
    /// them; `None` where the brace means itself.
    fn braces(&mut self, start: usize) -> Parsed<Option<(u32, Option<u32>)>> {
        let after = self.at;
        let is_digit = |it: &char| it.is_ascii_digit();
        let low = self.take(usize::MAX, is_digit);
        let high = if self.eat(",") {
            self.take(usize::MAX, is_digit)
        } else {
            low
        };
        if !self.eat("}") || self.at == after + 1 {
            self.at = after;
            return Ok(None);
        }
        let number = |text: &str| text.parse::<u32>().unwrap_or(u32::MAX);
        let (min, max) = (
            if low.is_empty() { 0 } else { number(low) },
            (!high.is_empty()).then(|| number(high)),
        );
        if min == u32::MAX || max == Some(u32::MAX) {
            return Err(self.fault(start, "the number of repetitions is too large"));
        }
        if max.is_some_and(|max| max < min) {
            return Err(self.fault(
                start,
                "the numbers of the repetition are in the wrong order",
            ));
        }
        Ok(Some((min, max)))
    }

    /// Notes something valid that does not run here.
    pub(super) fn not_run(&mut self, start: usize, what: &str) {
        let message = format!("this pattern needs {what}, which does not run here");
        let fault = self.fault_of(FaultKind::NotRun, start, message);
        self.not_run.get_or_insert(fault);
    }

    pub(super) fn fault(&self, start: usize, message: &str) -> PatternFault {
        self.fault_of(FaultKind::Invalid, start, message.to_owned())
    }

    pub(super) fn fault_of(&self, kind: FaultKind, at: usize, message: String) -> PatternFault {
        let place = self.source[..at].chars().count() + 1;
        let message = format!("{message} (character {place} of the pattern)");
        PatternFault { kind, at, message }
    }
}
