//! Groups: what follows an opening parenthesis.

use super::parse::{Parsed, Parser, Tree};
use super::{FaultKind, Flags};
use crate::check::python::{is_decimal, is_word};

/// How deep groups may nest.
const MAX_GROUPS: usize = 200;

/// What a `(?` turned out to be.
enum Head {
    /// A comment, or flags for the whole pattern.
    Nothing,
    Group {
        captures: bool,
    },
}

impl<'p> Parser<'p> {
    pub(super) fn group(&mut self, start: usize, depth: usize) -> Parsed<Option<Tree>> {
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
