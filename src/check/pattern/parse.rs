//! JavaScript's regular-expression syntax → the engine's form of it.
//!
//! Follows ECMA-262's grammar; without the flag `u` also its Annex B, by which a malformed
//! quantifier, a lone bracket or an unknown escape means itself.

use super::{FaultKind, Flags, PatternFault, case, class};
use regex_syntax::hir::{Class, ClassUnicode, Hir, Look, Repetition};
use std::ops::Range;

/// How deep groups may nest.
const MAX_GROUPS: usize = 200;
/// Longer patterns are refused.
const MAX_LENGTH: usize = 100_000;

pub(super) type Parsed<T> = Result<T, PatternFault>;

/// Reads `source`. The result matches the same texts as JavaScript's `new RegExp(source, flags)`.
pub(super) fn parse(source: &str, flags: Flags) -> Parsed<Hir> {
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
    let hir = parser.alternatives(0)?;
    match parser.peek() {
        None => parser.not_run.map_or(Ok(hir), Err),
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
    /// All names of groups, wherever they stand.
    pub(super) all_names: Vec<&'p str>,
    /// Names of groups read so far.
    names: Vec<&'p str>,
    /// The first thing this engine does not run; reported unless the pattern is invalid.
    pub(super) not_run: Option<PatternFault>,
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
            not_run: None,
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

    fn alternatives(&mut self, depth: usize) -> Parsed<Hir> {
        let mut all = vec![self.sequence(depth)?];
        while self.eat("|") {
            all.push(self.sequence(depth)?);
        }
        Ok(Hir::alternation(all))
    }

    fn sequence(&mut self, depth: usize) -> Parsed<Hir> {
        let mut terms = Vec::new();
        while let Some(character) = self.peek() {
            if matches!(character, '|' | ')') {
                break;
            }
            terms.push(self.term(depth)?);
        }
        Ok(Hir::concat(terms))
    }

    fn term(&mut self, depth: usize) -> Parsed<Hir> {
        let start = self.at;
        if let Some(look) = self.assertion() {
            return match self.quantifier()? {
                None => Ok(look),
                Some(_) => Err(self.nothing_to_repeat(start)),
            };
        }
        let atom = self.atom(depth)?;
        Ok(match self.quantifier()? {
            None => atom,
            Some((min, max, greedy)) => Hir::repetition(Repetition {
                min,
                max,
                greedy,
                sub: Box::new(atom),
            }),
        })
    }

    fn assertion(&mut self) -> Option<Hir> {
        let either = |a, b| Hir::alternation(vec![Hir::look(a), Hir::look(b)]);
        let lines = self.flags.multiline;
        if self.eat("^") {
            return Some(if lines {
                either(Look::StartLF, Look::StartCRLF)
            } else {
                Hir::look(Look::Start)
            });
        }
        if self.eat("$") {
            return Some(if lines {
                either(Look::EndLF, Look::EndCRLF)
            } else {
                Hir::look(Look::End)
            });
        }
        if self.eat("\\b") {
            return Some(Hir::look(Look::WordAscii));
        }
        self.eat("\\B").then(|| Hir::look(Look::WordAsciiNegate))
    }

    fn atom(&mut self, depth: usize) -> Parsed<Hir> {
        let start = self.at;
        let unicode = self.flags.unicode;
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
            Some(character) => Ok(self.literal(character)),
            None => Ok(Hir::empty()),
        }
    }

    fn dot(&self) -> Hir {
        let class = if self.flags.dot_all {
            class::anything()
        } else {
            class::negated(class::line_terminators())
        };
        Hir::class(Class::Unicode(class))
    }

    pub(super) fn literal(&self, character: char) -> Hir {
        if self.flags.ignore_case {
            return self.set(class::single(character));
        }
        Hir::literal(character.to_string().into_bytes())
    }

    /// A set of characters, with their partners in case where the flag says so.
    pub(super) fn set(&self, mut class: ClassUnicode) -> Hir {
        if self.flags.ignore_case {
            case::fold(&mut class, self.flags.unicode);
        }
        Hir::class(Class::Unicode(class))
    }

    fn group(&mut self, start: usize, depth: usize) -> Parsed<Hir> {
        if depth >= MAX_GROUPS {
            return Err(self.fault(start, "groups nest too deeply", None));
        }
        let looks = self.group_head(start)?;
        let inner = self.alternatives(depth + 1)?;
        if !self.eat(")") {
            return Err(self.fault(
                start,
                "this `(` is never closed",
                Some("write `\\(` for the character"),
            ));
        }
        let Some(looks) = looks else { return Ok(inner) };
        // Annex B lets look-ahead be repeated.
        let repeats = !looks.ahead || self.flags.unicode;
        let next = self.at;
        if repeats && self.quantifier()?.is_some() {
            return Err(self.nothing_to_repeat(next));
        }
        self.not_run.get_or_insert(looks.fault);
        Ok(Hir::empty())
    }

    fn group_head(&mut self, start: usize) -> Parsed<Option<LooksAround>> {
        if !self.eat("?") || self.eat(":") {
            return Ok(None);
        }
        for (opening, name) in [
            ("<=", "look-behind"),
            ("<!", "look-behind"),
            ("=", "look-ahead"),
            ("!", "look-ahead"),
        ] {
            if self.eat(opening) {
                let fault = self.needs_lookaround(start, name, opening);
                return Ok(Some(LooksAround {
                    ahead: name == "look-ahead",
                    fault,
                }));
            }
        }
        if self.eat("<") {
            return self.group_name(start).map(|()| None);
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

    fn needs_lookaround(&self, start: usize, name: &str, opening: &str) -> PatternFault {
        let place = self.character(start);
        let message = format!(
            "this pattern needs {name} (`(?{opening}…)` at character {place}), which a later version runs"
        );
        PatternFault {
            kind: FaultKind::NeedsLookaround,
            at: start..self.at,
            message,
            hint: Some("rewrite it without, for example as two patterns under `all-of`, one with `not-regex`".to_owned()),
        }
    }

    // Quantifiers.

    /// Reads a quantifier, if one stands here: least, most (`None` = any number), greedy.
    fn quantifier(&mut self) -> Parsed<Option<(u32, Option<u32>, bool)>> {
        let start = self.at;
        let (min, max) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.braces(start) {
                Some((length, min, max)) => {
                    self.at += length - 1;
                    (min, max)
                }
                None if self.flags.unicode => {
                    return Err(self.fault(
                        start,
                        "this `{` begins no number of repetitions",
                        Some("write `\\{` for the character"),
                    ));
                }
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        self.at += 1;
        if max.is_some_and(|max| max < min) {
            return Err(self.fault(
                start,
                "the numbers of the repetition are in the wrong order",
                None,
            ));
        }
        Ok(Some((min, max, !self.eat("?"))))
    }

    fn is_quantifier(&self, start: usize) -> bool {
        self.braces(start).is_some()
    }

    /// Length and numbers of `{n}`, `{n,}` or `{n,m}` at `start`.
    fn braces(&self, start: usize) -> Option<(usize, u32, Option<u32>)> {
        let inner = self.source[start..].strip_prefix('{')?;
        let inner = &inner[..inner.find('}')?];
        let number = |text: &str| {
            let is_number = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
            is_number.then(|| text.parse().unwrap_or(u32::MAX))
        };
        let (min, max) = match inner.split_once(',') {
            None => (number(inner)?, Some(number(inner)?)),
            Some((min, "")) => (number(min)?, None),
            Some((min, max)) => (number(min)?, Some(number(max)?).filter(|it| *it < u32::MAX)),
        };
        Some((inner.len() + 2, min, max))
    }

    fn nothing_to_repeat(&self, start: usize) -> PatternFault {
        let sign = self.source[start..].chars().next().unwrap_or_default();
        self.fault(
            start,
            "there is nothing to repeat",
            Some(&format!("write `\\{sign}` for the character")),
        )
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

/// A group that looks ahead or behind.
struct LooksAround {
    ahead: bool,
    fault: PatternFault,
}

/// How many groups a pattern captures, and their names: decides what `\1` and `\k` mean.
fn count_groups(source: &str) -> (u32, Vec<&str>) {
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
                names.extend(name.map(|(name, _)| name));
                n_groups += u32::from(name.is_some() || !rest.starts_with('?'));
            }
            _ => {}
        }
    }
    (n_groups, names)
}
