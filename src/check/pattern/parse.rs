//! JavaScript's regular-expression syntax → what it says.
//!
//! Follows ECMA-262's grammar; without the flag `u` also its Annex B, by which a malformed
//! quantifier, a lone bracket or an unknown escape means itself.

use super::ast::{Assertion, Ast};
use super::set::Set;
use super::{FaultKind, Flags, PatternFault, class};
use std::ops::Range;

/// How deep groups may nest.
const MAX_GROUPS: usize = 200;
/// Longer patterns are refused.
const MAX_LENGTH: usize = 100_000;

pub(super) type Parsed<T> = Result<T, PatternFault>;

/// What a pattern says, and how many groups capture.
pub(super) struct Pieces {
    pub(super) ast: Ast,
    pub(super) n_groups: u32,
}

/// Reads `source` as JavaScript's `new RegExp(source, flags)` does.
pub(super) fn parse(source: &str, flags: Flags) -> Parsed<Pieces> {
    let mut parser = Parser::new(source, flags);
    if source.len() > MAX_LENGTH {
        let message = format!("the pattern is longer than {MAX_LENGTH} bytes");
        return Err(PatternFault {
            kind: FaultKind::TooLarge,
            at: 0..0,
            message,
            hint: None,
        });
    }
    let ast = parser.alternatives(0)?;
    match parser.peek() {
        None => Ok(Pieces {
            ast,
            n_groups: parser.n_groups,
        }),
        Some(_) => Err(parser.fault(
            parser.at,
            "`)` closes nothing",
            Some("write `\\)` for the character"),
        )),
    }
}

/// What is left to read, and what was learnt on the way.
pub(super) struct Parser<'p> {
    pub(super) source: &'p str,
    /// Byte offset of the next character.
    pub(super) at: usize,
    pub(super) flags: Flags,
    pub(super) n_groups: u32,
    /// All names of groups, wherever they stand, with their numbers.
    pub(super) all_names: Vec<(&'p str, u32)>,
    /// Names of groups read so far.
    names: Vec<&'p str>,
    /// The number of the next group.
    next_group: u32,
    /// The second half of a character that was read as its two halves.
    pub(super) half: Option<u32>,
}

impl<'p> Parser<'p> {
    fn new(source: &'p str, flags: Flags) -> Parser<'p> {
        let (n_groups, all_names) = count_groups(source);
        Parser {
            source,
            at: 0,
            flags,
            n_groups,
            all_names,
            names: Vec::new(),
            next_group: 1,
            half: None,
        }
    }

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

    // Patterns: alternatives, terms, groups.

    fn alternatives(&mut self, depth: usize) -> Parsed<Ast> {
        let mut all = vec![self.sequence(depth)?];
        while self.eat("|") {
            all.push(self.sequence(depth)?);
        }
        Ok(Ast::either(all))
    }

    fn sequence(&mut self, depth: usize) -> Parsed<Ast> {
        let mut terms = Vec::new();
        while self.half.is_some() || !matches!(self.peek(), None | Some('|' | ')')) {
            terms.push(self.term(depth)?);
        }
        Ok(Ast::sequence(terms))
    }

    fn term(&mut self, depth: usize) -> Parsed<Ast> {
        let (start, first_group) = (self.at, self.next_group);
        let atom = match self.assertion() {
            Some(assertion) => Ast::Assert(assertion),
            None => self.atom(depth)?,
        };
        if self.half.is_some() {
            return Ok(atom); // What is repeated is the second half.
        }
        let Some((min, max, greedy)) = self.quantifier()? else {
            return Ok(atom);
        };
        // Annex B lets look-ahead be repeated.
        let repeats = match &atom {
            Ast::Assert(_) => false,
            Ast::Look { ahead, .. } => *ahead && !self.flags.unicode,
            _ => true,
        };
        if !repeats {
            return Err(self.nothing_to_repeat(start));
        }
        let groups = first_group..self.next_group;
        Ok(Ast::Repeat {
            body: Box::new(atom),
            min,
            max,
            greedy,
            groups,
        })
    }

    fn assertion(&mut self) -> Option<Assertion> {
        if self.half.is_some() {
            return None;
        }
        let signs = [
            ("^", Assertion::Start),
            ("$", Assertion::End),
            ("\\b", Assertion::Word),
            ("\\B", Assertion::NotWord),
        ];
        signs
            .into_iter()
            .find(|(sign, _)| self.eat(sign))
            .map(|(_, assertion)| assertion)
    }

    fn atom(&mut self, depth: usize) -> Parsed<Ast> {
        let start = self.at;
        let unicode = self.flags.unicode;
        if let Some(half) = self.half.take() {
            return Ok(self.literal(half));
        }
        match self.next() {
            Some('(') => self.group(start, depth),
            Some('[') => self.class(start),
            Some('.') => Ok(self.dot()),
            Some('\\') => self.escape(start),
            Some('*' | '+' | '?') => Err(self.nothing_to_repeat(start)),
            Some('{') if unicode || self.is_quantifier(start) => Err(self.nothing_to_repeat(start)),
            Some(lone @ ('}' | ']')) if unicode => {
                let message = format!("`{lone}` closes nothing");
                Err(self.fault(start, &message, Some("write a `\\` before it")))
            }
            Some(character) => {
                let unit = self.unit(character);
                Ok(self.literal(unit))
            }
            None => Ok(Ast::Empty),
        }
    }

    fn dot(&self) -> Ast {
        let set = if self.flags.dot_all {
            Set::anything()
        } else {
            class::no_line_end()
        };
        Ast::Set(Box::new(set))
    }

    /// The unit that `character` is; without the flag `u` its first half, where it has two, and
    /// the second comes next.
    pub(super) fn unit(&mut self, character: char) -> u32 {
        let mut halves = [0; 2];
        match character.encode_utf16(&mut halves) {
            [first, second] if !self.flags.unicode => {
                self.half = Some(u32::from(*second));
                u32::from(*first)
            }
            _ => character as u32,
        }
    }

    pub(super) fn literal(&self, unit: u32) -> Ast {
        if !self.flags.ignore_case {
            return Ast::Unit(unit);
        }
        let mut set = Set::empty();
        set.add(unit, unit);
        self.set(set)
    }

    /// A set of characters, with their partners in case where the flag says so.
    pub(super) fn set(&self, mut set: Set) -> Ast {
        if self.flags.ignore_case {
            set.fold(self.flags.unicode);
        }
        Ast::Set(Box::new(set))
    }

    fn group(&mut self, start: usize, depth: usize) -> Parsed<Ast> {
        if depth >= MAX_GROUPS {
            return Err(self.fault(start, "groups nest too deeply", None));
        }
        let kind = self.group_head(start)?;
        let number = self.next_group;
        self.next_group += u32::from(matches!(kind, Group::Captures));
        let body = self.alternatives(depth + 1)?;
        if !self.eat(")") {
            return Err(self.fault(
                start,
                "this `(` is never closed",
                Some("write `\\(` for the character"),
            ));
        }
        Ok(match kind {
            // What is in brackets can be repeated, even a condition.
            Group::Plain => Ast::Sequence(vec![body]),
            Group::Captures => Ast::Group(number, Box::new(body)),
            Group::Looks { ahead, negated } => Ast::Look {
                ahead,
                negated,
                body: Box::new(body),
            },
        })
    }

    fn group_head(&mut self, start: usize) -> Parsed<Group> {
        if !self.eat("?") {
            return Ok(Group::Captures);
        }
        let kinds = [
            (":", Group::Plain),
            (
                "<=",
                Group::Looks {
                    ahead: false,
                    negated: false,
                },
            ),
            (
                "<!",
                Group::Looks {
                    ahead: false,
                    negated: true,
                },
            ),
            (
                "=",
                Group::Looks {
                    ahead: true,
                    negated: false,
                },
            ),
            (
                "!",
                Group::Looks {
                    ahead: true,
                    negated: true,
                },
            ),
        ];
        if let Some((_, kind)) = kinds.into_iter().find(|(opening, _)| self.eat(opening)) {
            return Ok(kind);
        }
        if self.eat("<") {
            return self.group_name(start).map(|()| Group::Captures);
        }
        let letters = self
            .rest()
            .chars()
            .take_while(char::is_ascii_alphabetic)
            .collect::<String>();
        let hint = match &letters[..] {
            "" => "a group begins with `(`, `(?:` or `(?<name>`; write `\\(` for the character"
                .to_owned(),
            letters => format!("write `flags: {letters}` beside the pattern"),
        };
        Err(self.fault(
            start,
            "this kind of group does not exist in JavaScript",
            Some(&hint),
        ))
    }

    fn group_name(&mut self, start: usize) -> Parsed<()> {
        let name = self.rest().split('>').next().unwrap_or_default();
        let starts = |it: char| it.is_alphabetic() || matches!(it, '$' | '_');
        let goes_on =
            |it: char| starts(it) || it.is_numeric() || matches!(it, '\u{200c}' | '\u{200d}');
        let is_name = name.starts_with(starts) && name.chars().all(goes_on);
        if !is_name || name.len() == self.rest().len() {
            return Err(self.fault(
                start,
                "this group's name is not one",
                Some("write `(?<name>…)`"),
            ));
        }
        if self.names.contains(&name) {
            return Err(self.fault(start, &format!("two groups are called `{name}`"), None));
        }
        self.names.push(name);
        self.at += name.len() + 1;
        Ok(())
    }

    // Faults.

    /// The place in the pattern as people count it.
    pub(super) fn character(&self, at: usize) -> usize {
        self.source[..at].chars().count() + 1
    }

    pub(super) fn fault(&self, start: usize, message: &str, hint: Option<&str>) -> PatternFault {
        PatternFault {
            kind: FaultKind::Invalid,
            at: self.faulty(start),
            message: format!(
                "{message} (character {} of the pattern)",
                self.character(start)
            ),
            hint: hint.map(str::to_owned),
        }
    }

    /// From `start` to where reading stopped, at least one character.
    fn faulty(&self, start: usize) -> Range<usize> {
        let one = self.source[start..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        start..(start + one)
    }
}

/// What a group is for.
enum Group {
    Plain,
    Captures,
    Looks { ahead: bool, negated: bool },
}

/// How many groups a pattern captures, and their names: decides what `\1` and `\k` mean.
fn count_groups(source: &str) -> (u32, Vec<(&str, u32)>) {
    let (mut n_groups, mut names, mut in_class) = (0, Vec::new(), false);
    let mut characters = source.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let rest = &source[at + 1..];
                let name = rest
                    .strip_prefix("?<")
                    .filter(|it| !it.starts_with(['=', '!']));
                let name = name.and_then(|it| it.split_once('>'));
                n_groups += u32::from(name.is_some() || !rest.starts_with('?'));
                names.extend(name.map(|(name, _)| (name, n_groups)));
            }
            _ => {}
        }
    }
    (n_groups, names)
}
