//! JavaScript's regular-expression syntax → the engine's form of it.
//!
//! Follows ECMA-262's grammar; without the flag `u` also its Annex B, by which a malformed
//! quantifier, a lone bracket or an unknown escape means itself.

use super::{FaultKind, Flags, PatternFault, case, class};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, Look, Repetition};
use std::ops::Range;

/// How deep groups may nest.
const MAX_GROUPS: usize = 200;
/// Longer patterns are refused.
const MAX_LENGTH: usize = 100_000;

type Parsed<T> = Result<T, PatternFault>;

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

struct Parser<'p> {
    source: &'p str,
    /// Byte offset of the next character.
    at: usize,
    flags: Flags,
    n_groups: u32,
    /// All names of groups, wherever they stand.
    all_names: Vec<&'p str>,
    /// Names of groups read so far.
    names: Vec<&'p str>,
    /// The first thing this engine does not run; reported unless the pattern is invalid.
    not_run: Option<PatternFault>,
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

    fn rest(&self) -> &'p str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }

    fn eat(&mut self, text: &str) -> bool {
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

    fn literal(&self, character: char) -> Hir {
        if self.flags.ignore_case {
            return self.set(class::single(character));
        }
        Hir::literal(character.to_string().into_bytes())
    }

    /// A set of characters, with their partners in case where the flag says so.
    fn set(&self, mut class: ClassUnicode) -> Hir {
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

    // Escapes.

    fn escape(&mut self, start: usize) -> Parsed<Hir> {
        let ends = || Some("write `\\\\` for the character");
        let Some(character) = self.peek() else {
            return Err(self.fault(start, "the pattern ends with a lone `\\`", ends()));
        };
        match character {
            '1'..='9' => return self.reference(start),
            'k' if self.flags.unicode || !self.all_names.is_empty() => {
                return self.named_reference(start);
            }
            _ => {}
        }
        if let Some(class) = self.class_escape(start)? {
            return Ok(self.set(class));
        }
        Ok(match self.character_escape(start, false)? {
            Some(character) => self.literal(character),
            None => Hir::fail(),
        })
    }

    /// `\1`: a reference where there are so many groups, else (Annex B) an octal number.
    fn reference(&mut self, start: usize) -> Parsed<Hir> {
        let digits: String = self
            .rest()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        let number = digits.parse::<u32>().unwrap_or(u32::MAX);
        if number <= self.n_groups {
            self.at += digits.len();
            return Ok(self.back_reference(start));
        }
        if self.flags.unicode {
            return Err(self.fault(
                start,
                &format!("there is no group {number} to refer to"),
                None,
            ));
        }
        let character = self.character_escape(start, false)?;
        Ok(character.map_or_else(Hir::fail, |it| self.literal(it)))
    }

    fn named_reference(&mut self, start: usize) -> Parsed<Hir> {
        self.next();
        let name = self
            .rest()
            .strip_prefix('<')
            .and_then(|rest| rest.split_once('>'));
        match name.filter(|(name, _)| self.all_names.contains(name)) {
            Some((name, _)) => {
                self.at += name.len() + 2;
                Ok(self.back_reference(start))
            }
            None => Err(self.fault(start, "`\\k` refers to no group", Some("write `\\k<name>`"))),
        }
    }

    fn back_reference(&mut self, start: usize) -> Hir {
        let place = self.character(start);
        let text = &self.source[start..self.at];
        let message = format!(
            "this pattern needs a back-reference (`{text}` at character {place}), which a later version runs"
        );
        let hint = Some("write out what may be repeated".to_owned());
        let at = start..self.at;
        self.not_run.get_or_insert(PatternFault {
            kind: FaultKind::Backreference,
            at,
            message,
            hint,
        });
        Hir::empty()
    }

    /// `\d`, `\w`, `\s`, `\p{…}` and their opposites.
    fn class_escape(&mut self, start: usize) -> Parsed<Option<ClassUnicode>> {
        let Some(letter) = self.peek() else {
            return Ok(None);
        };
        let flags = self.flags;
        if let Some(class) = class::escape(letter, flags.unicode && flags.ignore_case) {
            self.next();
            return Ok(Some(class));
        }
        if !matches!(letter, 'p' | 'P') || !flags.unicode {
            return Ok(None);
        }
        self.next();
        let name = self
            .rest()
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'));
        let class = name.and_then(|(name, _)| {
            self.at += name.len() + 2;
            class::property(name)
        });
        let hint = Some("names are as in `\\p{L}`, `\\p{Script=Greek}`, `\\p{Emoji}`");
        let class =
            class.ok_or_else(|| self.fault(start, "there is no such Unicode property", hint))?;
        Ok(Some(if letter == 'P' {
            class::negated(class)
        } else {
            class
        }))
    }

    /// One escaped character, after the `\`; `None` for half a surrogate pair, which no text holds.
    fn character_escape(&mut self, start: usize, in_class: bool) -> Parsed<Option<char>> {
        let unicode = self.flags.unicode;
        let Some(letter) = self.next() else {
            return Ok(Some('\\'));
        };
        let character = match letter {
            't' => '\t',
            'n' => '\n',
            'v' => '\u{b}',
            'f' => '\u{c}',
            'r' => '\r',
            'b' if in_class => '\u{8}',
            '-' if in_class && unicode => '-',
            '0' if !self.peek().is_some_and(|it| it.is_ascii_digit()) => '\0',
            '0'..='7' if !unicode => self.octal(letter),
            'c' => return self.control(start, in_class),
            'x' => match self.hex(2) {
                Some(code) => char::from_u32(code).unwrap_or_default(),
                None if unicode => return Err(self.bad_escape(start)),
                None => 'x',
            },
            'u' => return self.unicode_escape(start),
            _ if unicode && !"^$\\.*+?()[]{}|/".contains(letter) => {
                return Err(self.bad_escape(start));
            }
            _ => letter,
        };
        Ok(Some(character))
    }

    fn bad_escape(&self, start: usize) -> PatternFault {
        let text = &self.source[start..self.at];
        self.fault(
            start,
            &format!("with the flag `u`, `{text}` means nothing"),
            Some("leave the `\\` out"),
        )
    }

    /// Annex B: up to three octal digits, at most `\377`.
    fn octal(&mut self, first: char) -> char {
        let mut code = first.to_digit(8).unwrap_or_default();
        while let Some(digit) = self.peek().and_then(|it| it.to_digit(8)) {
            if code * 8 + digit > 0o377 {
                break;
            }
            code = code * 8 + digit;
            self.at += 1;
        }
        char::from_u32(code).unwrap_or_default()
    }

    /// `\cJ`. Annex B: a `\c` that names no control character is a backslash, then `c`.
    fn control(&mut self, start: usize, in_class: bool) -> Parsed<Option<char>> {
        let names = |it: char| {
            it.is_ascii_alphabetic()
                || (in_class && !self.flags.unicode && (it.is_ascii_digit() || it == '_'))
        };
        if let Some(letter) = self.peek().filter(|it| names(*it)) {
            self.next();
            return Ok(char::from_u32(letter as u32 % 32));
        }
        if self.flags.unicode {
            return Err(self.bad_escape(start));
        }
        self.at -= 1;
        Ok(Some('\\'))
    }

    fn hex(&mut self, n_digits: usize) -> Option<u32> {
        let digits = self.rest().get(..n_digits)?;
        let is_hex = digits.bytes().all(|it| it.is_ascii_hexdigit());
        let code = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
        self.at += n_digits;
        Some(code)
    }

    fn unicode_escape(&mut self, start: usize) -> Parsed<Option<char>> {
        if self.flags.unicode && self.eat("{") {
            return self.code_point(start).map(Some);
        }
        let Some(code) = self.hex(4) else {
            return if self.flags.unicode {
                Err(self.bad_escape(start))
            } else {
                Ok(Some('u'))
            };
        };
        if !(0xd800..0xdc00).contains(&code) {
            return Ok(char::from_u32(code));
        }
        let back = self.at;
        match self.eat("\\u").then(|| self.hex(4)).flatten() {
            Some(low @ 0xdc00..0xe000) => Ok(char::from_u32(
                0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00),
            )),
            _ => {
                self.at = back;
                Ok(None)
            }
        }
    }

    fn code_point(&mut self, start: usize) -> Parsed<char> {
        let digits = self.rest().split('}').next().unwrap_or_default();
        let is_hex = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_hexdigit());
        self.at += digits.len();
        let code = u32::from_str_radix(digits, 16)
            .ok()
            .filter(|_| is_hex && self.eat("}"));
        match code {
            Some(code @ ..=0x10ffff) => Ok(char::from_u32(code).unwrap_or('\u{fffd}')),
            _ => Err(self.fault(
                start,
                "this is not a Unicode character",
                Some("write `\\u{1F600}`"),
            )),
        }
    }

    // Classes in brackets.

    fn class(&mut self, start: usize) -> Parsed<Hir> {
        let is_negated = self.eat("^");
        let mut class = ClassUnicode::empty();
        while !self.eat("]") {
            if self.peek().is_none() {
                return Err(self.fault(
                    start,
                    "this `[` is never closed",
                    Some("write `\\[` for the character"),
                ));
            }
            self.class_range(&mut class)?;
        }
        if self.flags.ignore_case {
            case::fold(&mut class, self.flags.unicode);
        }
        Ok(Hir::class(Class::Unicode(if is_negated {
            class::negated(class)
        } else {
            class
        })))
    }

    fn class_range(&mut self, class: &mut ClassUnicode) -> Parsed<()> {
        let start = self.at;
        let first = self.class_atom()?;
        let is_range = self.rest().starts_with('-') && !self.rest().starts_with("-]");
        if !is_range || self.rest().len() == 1 {
            first.add_to(class);
            return Ok(());
        }
        self.at += 1;
        let last = self.class_atom()?;
        match (first, last) {
            (Member::One(first), Member::One(last)) if first <= last => {
                class.push(ClassUnicodeRange::new(first, last));
            }
            (Member::One(_), Member::One(_)) => {
                return Err(self.fault(start, "the range is in the wrong order", None));
            }
            _ if self.flags.unicode => {
                return Err(self.fault(
                    start,
                    "a range goes from one character to another",
                    Some("write `\\-` for the character"),
                ));
            }
            // Annex B: the hyphen means itself.
            (first, last) => {
                first.add_to(class);
                last.add_to(class);
                Member::One('-').add_to(class);
            }
        }
        Ok(())
    }

    fn class_atom(&mut self) -> Parsed<Member> {
        let start = self.at;
        match self.next() {
            Some('\\') => {}
            Some(character) => return Ok(Member::One(character)),
            None => return Ok(Member::Nothing),
        }
        if let Some(class) = self.class_escape(start)? {
            return Ok(Member::Many(class));
        }
        if self.peek().is_none() {
            return Err(self.fault(start, "the pattern ends with a lone `\\`", None));
        }
        Ok(self
            .character_escape(start, true)?
            .map_or(Member::Nothing, Member::One))
    }

    // Faults.

    /// The place in the pattern as people count it.
    fn character(&self, at: usize) -> usize {
        self.source[..at].chars().count() + 1
    }

    fn fault(&self, start: usize, message: &str, hint: Option<&str>) -> PatternFault {
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

/// What one position between brackets stands for.
enum Member {
    Nothing,
    One(char),
    Many(ClassUnicode),
}

impl Member {
    fn add_to(self, class: &mut ClassUnicode) {
        match self {
            Member::Nothing => {}
            Member::One(character) => class.push(ClassUnicodeRange::new(character, character)),
            Member::Many(more) => class.union(&more),
        }
    }
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
