//! What follows a backslash: characters, sets of them, and references to groups.

use super::ast::Ast;
use super::parse::{Parsed, Parser};
use super::set::Set;
use super::{PatternFault, class};

impl Parser<'_> {
    pub(super) fn escape(&mut self, start: usize) -> Parsed<Ast> {
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
        if let Some(set) = self.class_escape(start)? {
            return Ok(self.set(set));
        }
        Ok(self
            .character_escape(start, false)?
            .map_or(Ast::Empty, |unit| self.literal(unit)))
    }

    /// `\1`: a reference where there are so many groups, else (Annex B) an octal number.
    fn reference(&mut self, start: usize) -> Parsed<Ast> {
        let digits: String = self
            .rest()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        let number = digits.parse::<u32>().unwrap_or(u32::MAX);
        if number <= self.n_groups {
            self.at += digits.len();
            return Ok(Ast::Same(number));
        }
        if self.flags.unicode {
            return Err(self.fault(
                start,
                &format!("there is no group {number} to refer to"),
                None,
            ));
        }
        Ok(self
            .character_escape(start, false)?
            .map_or(Ast::Empty, |unit| self.literal(unit)))
    }

    fn named_reference(&mut self, start: usize) -> Parsed<Ast> {
        self.next();
        let name = self
            .rest()
            .strip_prefix('<')
            .and_then(|rest| rest.split_once('>'));
        let group = name.and_then(|(name, _)| self.all_names.iter().find(|(it, _)| *it == name));
        match group {
            Some((name, number)) => {
                self.at += name.len() + 2;
                Ok(Ast::Same(*number))
            }
            None => Err(self.fault(start, "`\\k` refers to no group", Some("write `\\k<name>`"))),
        }
    }

    /// `\d`, `\w`, `\s`, `\p{…}` and their opposites.
    pub(super) fn class_escape(&mut self, start: usize) -> Parsed<Option<Set>> {
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
            class::property(name, letter == 'P')
        });
        let hint = Some("names are as in `\\p{L}`, `\\p{Script=Greek}`, `\\p{Emoji}`");
        let fault = || self.fault(start, "there is no such Unicode property", hint);
        class.map(Some).ok_or_else(fault)
    }

    /// One escaped character or half of one, after the `\`.
    pub(super) fn character_escape(&mut self, start: usize, in_class: bool) -> Parsed<Option<u32>> {
        let unicode = self.flags.unicode;
        let Some(letter) = self.next() else {
            return Ok(Some('\\' as u32));
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
            'u' => return self.unicode_escape(start).map(Some),
            _ if unicode && !"^$\\.*+?()[]{}|/".contains(letter) => {
                return Err(self.bad_escape(start));
            }
            _ if !unicode => return Ok(Some(self.unit(letter))),
            _ => letter,
        };
        Ok(Some(character as u32))
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
    fn control(&mut self, start: usize, in_class: bool) -> Parsed<Option<u32>> {
        let names = |it: char| {
            it.is_ascii_alphabetic()
                || (in_class && !self.flags.unicode && (it.is_ascii_digit() || it == '_'))
        };
        if let Some(letter) = self.peek().filter(|it| names(*it)) {
            self.next();
            return Ok(Some(letter as u32 % 32));
        }
        if self.flags.unicode {
            return Err(self.bad_escape(start));
        }
        self.at -= 1;
        Ok(Some('\\' as u32))
    }

    fn hex(&mut self, n_digits: usize) -> Option<u32> {
        let digits = self.rest().get(..n_digits)?;
        let is_hex = digits.bytes().all(|it| it.is_ascii_hexdigit());
        let code = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
        self.at += n_digits;
        Some(code)
    }

    fn unicode_escape(&mut self, start: usize) -> Parsed<u32> {
        let unicode = self.flags.unicode;
        if unicode && self.eat("{") {
            return self.code_point(start);
        }
        let Some(code) = self.hex(4) else {
            return if unicode {
                Err(self.bad_escape(start))
            } else {
                Ok('u' as u32)
            };
        };
        if !unicode || !(0xd800..0xdc00).contains(&code) {
            return Ok(code);
        }
        let back = self.at;
        match self.eat("\\u").then(|| self.hex(4)).flatten() {
            Some(low @ 0xdc00..0xe000) => Ok(0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)),
            _ => {
                self.at = back;
                Ok(code)
            }
        }
    }

    fn code_point(&mut self, start: usize) -> Parsed<u32> {
        let digits = self.rest().split('}').next().unwrap_or_default();
        let is_hex = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_hexdigit());
        self.at += digits.len();
        let code = u32::from_str_radix(digits.trim_start_matches('0'), 16);
        let code = code.or_else(|fault| {
            if digits.bytes().all(|it| it == b'0') {
                Ok(0)
            } else {
                Err(fault)
            }
        });
        match code.ok().filter(|_| is_hex && self.eat("}")) {
            Some(code @ ..=0x10ffff) => Ok(code),
            _ => Err(self.fault(
                start,
                "this is not a Unicode character",
                Some("write `\\u{1F600}`"),
            )),
        }
    }
}
