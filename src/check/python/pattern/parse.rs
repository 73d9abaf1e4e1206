//! Python's regular-expression syntax → a tree.
//!
//! Source: CPython 3.11, `Lib/re/_parser.py`: what it refuses is refused here.

use super::set::{self, Set};
use super::{FaultKind, Flags, PatternFault};
use crate::check::python::{is_decimal, is_word};
use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};
use std::sync::Arc;

/// Characters that may mean something else than themselves.
pub(super) const SPECIAL: &[char] = &[
    '.', '\\', '[', '{', '(', ')', '*', '+', '?', '^', '$', '|', '}', ']',
];
/// How deep groups may nest.
const MAX_GROUPS: usize = 200;
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
    names: Vec<&'p str>,
    /// The first thing this machine does not run; reported unless the pattern is invalid.
    not_run: Option<PatternFault>,
    /// Something was read, so that flags for the whole pattern come too late.
    is_begun: bool,
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

    fn alternatives(&mut self, depth: usize) -> Parsed<Tree> {
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
                self.at += self
                    .rest()
                    .find('\n')
                    .map_or(self.rest().len(), |it| it + 1)
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
            None | Some(Tree::Assert(_)) => {
                return Err(self.fault(start, "there is nothing to repeat"));
            }
            Some(Tree::Repeat { .. }) => {
                return Err(self.fault(start, "a repetition cannot be repeated"));
            }
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

    fn group(&mut self, start: usize, depth: usize) -> Parsed<Option<Tree>> {
        if depth >= MAX_GROUPS {
            let message = "groups nest too deeply".to_owned();
            return Err(self.fault_of(FaultKind::NotRun, start, message));
        }
        let around = self.flags;
        let captures = match self.head(start, depth)? {
            Head::Nothing => return Ok(None),
            Head::Group { captures } => captures,
        };
        if captures {
            self.n_groups += 1;
            self.open.push(self.n_groups);
        }
        let inner = self.alternatives(depth + 1)?;
        if !self.eat(")") {
            return Err(self.fault(start, "this `(` is never closed"));
        }
        if captures {
            self.open.pop();
        }
        self.flags = around;
        // Wrapped, since a group may be repeated whatever is in it.
        Ok(Some(Tree::Sequence(vec![inner])))
    }

    /// What follows the opening parenthesis at `start`.
    fn head(&mut self, start: usize, depth: usize) -> Parsed<Head> {
        let group = |captures| Ok(Head::Group { captures });
        if !self.eat("?") {
            return group(true);
        }
        match self.next() {
            None => Err(self.fault(start, "this `(` is never closed")),
            Some(':') => group(false),
            Some('#') => self.comment(start),
            Some('P') => self.named(start),
            Some('=' | '!') => self.looks(start, "look-ahead"),
            Some('<') if self.eat("=") || self.eat("!") => self.looks(start, "look-behind"),
            Some('>') => self.looks(start, "an atomic group"),
            Some('(') => {
                self.not_run(start, "a condition on a group");
                self.take(usize::MAX, |it| *it != ')');
                self.eat(")");
                group(false)
            }
            Some(letter) if is_flag(letter) || letter == '-' => {
                self.inline_flags(start, letter, depth)
            }
            Some(_) => Err(self.fault(start, "this kind of group does not exist in Python")),
        }
    }

    fn comment(&mut self, start: usize) -> Parsed<Head> {
        self.take(usize::MAX, |it| *it != ')');
        if !self.eat(")") {
            return Err(self.fault(start, "this comment is never closed"));
        }
        Ok(Head::Nothing)
    }

    fn looks(&mut self, start: usize, what: &str) -> Parsed<Head> {
        self.not_run(start, what);
        Ok(Head::Group { captures: false })
    }

    fn named(&mut self, start: usize) -> Parsed<Head> {
        let ends = if self.eat("<") {
            '>'
        } else if self.eat("=") {
            ')'
        } else {
            return Err(self.fault(start, "this kind of group does not exist in Python"));
        };
        let name = self.take(usize::MAX, |it| *it != ends);
        if self.next().is_none() || !is_identifier(name) {
            return Err(self.fault(start, "this group's name is not one"));
        }
        let is_known = self.names.contains(&name);
        match (ends, is_known) {
            ('>', false) => {
                self.names.push(name);
                Ok(Head::Group { captures: true })
            }
            ('>', true) => Err(self.fault(start, &format!("two groups are called `{name}`"))),
            (_, false) => Err(self.fault(start, &format!("no group is called `{name}`"))),
            (_, true) => {
                self.not_run(start, "a reference to a group");
                Ok(Head::Nothing)
            }
        }
    }

    /// `(?i)`, which must stand first, and `(?i:…)`.
    fn inline_flags(&mut self, start: usize, first: char, depth: usize) -> Parsed<Head> {
        let mut flags = self.flags;
        let (mut letter, mut on, mut was_type) = (first, true, false);
        loop {
            match letter {
                '-' if on => on = false,
                ')' if on => {
                    if self.is_begun || depth > 0 {
                        let message = "flags for the whole pattern must stand at its beginning";
                        return Err(self.fault(start, message));
                    }
                    self.flags = flags;
                    return Ok(Head::Nothing);
                }
                ':' => break,
                'a' | 'u' if on && !was_type => {
                    flags.ascii = letter == 'a';
                    was_type = true;
                }
                letter if is_flag(letter) && !matches!(letter, 'a' | 'u' | 'L') => {
                    flags.turn(letter, on);
                }
                _ => return Err(self.fault(start, "these flags cannot be used here")),
            }
            let Some(next) = self.next() else {
                return Err(self.fault(start, "this `(` is never closed"));
            };
            // `(?-)` and `(?i-:` name nothing to turn off.
            if letter == '-' && !is_flag(next) {
                return Err(self.fault(start, "these flags cannot be used here"));
            }
            letter = next;
        }
        self.flags = flags;
        Ok(Head::Group { captures: false })
    }

    // Sets.

    /// One character, or with `None` half of a surrogate pair, which no text holds.
    pub(super) fn one(&self, character: Option<char>) -> Tree {
        let class = character.map_or_else(ClassUnicode::empty, set::single);
        Tree::Set(Arc::new(self.folded(class)))
    }

    fn folded(&self, class: ClassUnicode) -> Set {
        Set::new(class, self.flags.ignore_case, self.flags.ascii)
    }

    fn brackets(&mut self, start: usize) -> Parsed<Tree> {
        let is_negated = self.eat("^");
        let (mut class, mut is_empty) = (ClassUnicode::empty(), true);
        while is_empty || !self.eat("]") {
            self.bracket_item(start, &mut class)?;
            is_empty = false;
        }
        let folded = self.folded(class);
        Ok(Tree::Set(Arc::new(if is_negated {
            folded.opposite()
        } else {
            folded
        })))
    }

    fn bracket_item(&mut self, start: usize, class: &mut ClassUnicode) -> Parsed<()> {
        let at = self.at;
        let first = self.bracket_atom(start)?;
        if !self.rest().starts_with('-') || self.rest().starts_with("-]") {
            first.add_to(class);
            return Ok(());
        }
        self.at += 1;
        match (first, self.bracket_atom(start)?) {
            (Member::One(Some(first)), Member::One(Some(last))) if first <= last => {
                class.push(ClassUnicodeRange::new(first, last));
                Ok(())
            }
            // Halves of surrogate pairs are in no text.
            (Member::One(None), Member::One(_)) | (Member::One(_), Member::One(None)) => Ok(()),
            _ => Err(self.fault(at, "this range is none")),
        }
    }

    fn bracket_atom(&mut self, start: usize) -> Parsed<Member> {
        let at = self.at;
        match self.next() {
            None => Err(self.fault(start, "this `[` is never closed")),
            Some('\\') => self.bracket_escape(at),
            Some(character) => Ok(Member::One(Some(character))),
        }
    }

    // Faults.

    /// Notes something valid that does not run here.
    pub(super) fn not_run(&mut self, start: usize, what: &str) {
        let message = format!("this pattern needs {what}, which does not run here");
        let fault = self.fault_of(FaultKind::NotRun, start, message);
        self.not_run.get_or_insert(fault);
    }

    pub(super) fn fault(&self, start: usize, message: &str) -> PatternFault {
        self.fault_of(FaultKind::Invalid, start, message.to_owned())
    }

    fn fault_of(&self, kind: FaultKind, at: usize, message: String) -> PatternFault {
        let place = self.source[..at].chars().count() + 1;
        let message = format!("{message} (character {place} of the pattern)");
        PatternFault { kind, at, message }
    }
}

/// What a `(?` turned out to be.
enum Head {
    /// A comment, or flags for the whole pattern.
    Nothing,
    Group {
        captures: bool,
    },
}

/// What one position between brackets stands for; `None` for half of a surrogate pair.
pub(super) enum Member {
    One(Option<char>),
    Many(ClassUnicode),
}

impl Member {
    fn add_to(self, class: &mut ClassUnicode) {
        match self {
            Member::One(Some(character)) => {
                class.push(ClassUnicodeRange::new(character, character));
            }
            Member::One(None) => {}
            Member::Many(more) => class.union(&more),
        }
    }
}

impl Flags {
    fn turn(&mut self, letter: char, on: bool) {
        match letter {
            'i' => self.ignore_case = on,
            'm' => self.multiline = on,
            's' => self.dot_all = on,
            'x' => self.verbose = on,
            _ => {}
        }
    }
}

fn is_flag(letter: char) -> bool {
    matches!(letter, 'a' | 'i' | 'L' | 'm' | 's' | 'u' | 'x')
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|it| is_word(it) && !is_decimal(it)) && name.chars().all(is_word)
}

/// A set in which case makes no difference.
pub(super) fn any_of(class: ClassUnicode) -> Tree {
    Tree::Set(Arc::new(Set::new(class, false, false)))
}
