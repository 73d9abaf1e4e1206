//! What follows a backslash: characters, sets of them, and references to groups.

use super::parse::{Parsed, Parser};
use super::{FaultKind, PatternFault, class};
use regex_syntax::hir::{ClassUnicode, Hir};

impl Parser<'_> {
    pub(super) fn escape(&mut self, start: usize) -> Parsed<Hir> {
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
    pub(super) fn class_escape(&mut self, start: usize) -> Parsed<Option<ClassUnicode>> {
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
    pub(super) fn character_escape(
        &mut self,
        start: usize,
        in_class: bool,
    ) -> Parsed<Option<char>> {
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
}
