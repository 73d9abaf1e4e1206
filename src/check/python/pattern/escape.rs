//! What follows a backslash.

use super::brackets::{Member, any_of};
use super::parse::{Assertion, Parsed, Parser, Tree};
use super::{PatternFault, set};

impl Parser<'_> {
    /// An escape outside brackets, after the `\` at `start`.
    pub(super) fn escape(&mut self, start: usize) -> Parsed<Tree> {
        let ascii = self.flags.ascii;
        let letter = self.escaped(start)?;
        if let Some(class) = set::category(letter, ascii) {
            return Ok(any_of(class));
        }
        let assertion = match letter {
            'A' => Assertion::Start,
            'Z' => Assertion::End,
            'b' | 'B' => Assertion::Word {
                negated: letter == 'B',
                ascii,
            },
            '1'..='9' => return self.reference(start, letter),
            _ => {
                let character = self.character(start, letter)?;
                return Ok(self.one(character));
            }
        };
        Ok(Tree::Assert(assertion))
    }

    /// An escape between brackets.
    pub(super) fn bracket_escape(&mut self, start: usize) -> Parsed<Member> {
        let letter = self.escaped(start)?;
        if let Some(class) = set::category(letter, self.flags.ascii) {
            return Ok(Member::Many(class));
        }
        match letter {
            'b' => Ok(Member::One(Some('\u{8}'))),
            '1'..='7' => {
                self.at -= 1;
                let digits = self.take(3, |it| it.is_digit(8));
                self.octal(start, digits).map(Member::One)
            }
            _ => self.character(start, letter).map(Member::One),
        }
    }

    fn escaped(&mut self, start: usize) -> Parsed<char> {
        let ends = self.fault(start, "the pattern ends with a lone `\\`");
        self.next().ok_or(ends)
    }

    /// `\1` refers to a group; `\123` is a character.
    fn reference(&mut self, start: usize, first: char) -> Parsed<Tree> {
        let octal = self
            .rest()
            .get(..2)
            .filter(|it| it.chars().all(|it| it.is_digit(8)));
        if first.is_digit(8) && octal.is_some() {
            self.at -= 1;
            let digits = self.take(3, |it| it.is_digit(8));
            let character = self.octal(start, digits)?;
            return Ok(self.one(character));
        }
        self.at -= 1;
        let number: u32 = self
            .take(2, char::is_ascii_digit)
            .parse()
            .unwrap_or(u32::MAX);
        if number > self.n_groups || self.open.contains(&number) {
            let message = format!("there is no group {number} to refer to here");
            return Err(self.fault(start, &message));
        }
        self.not_run(start, "a reference to a group");
        Ok(Tree::Empty)
    }

    /// The character that `letter` stands for; `None` for half of a surrogate pair.
    fn character(&mut self, start: usize, letter: char) -> Parsed<Option<char>> {
        Ok(Some(match letter {
            'a' => '\u{7}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            'x' => return self.hex(start, 2),
            'u' => return self.hex(start, 4),
            'U' => return self.hex(start, 8),
            '0' => {
                let digits = self.take(2, |it| it.is_digit(8));
                return self.octal(start, digits);
            }
            'N' => return self.name(start),
            letter if letter.is_ascii_alphanumeric() => return Err(self.bad_escape(start)),
            letter => letter,
        }))
    }

    fn hex(&mut self, start: usize, n_digits: usize) -> Parsed<Option<char>> {
        let digits = self.take(n_digits, char::is_ascii_hexdigit);
        let code = u32::from_str_radix(digits, 16).ok();
        match code.filter(|code| digits.len() == n_digits && *code <= 0x10_ffff) {
            Some(code) => Ok(char::from_u32(code)),
            None => Err(self.bad_escape(start)),
        }
    }

    fn octal(&mut self, start: usize, digits: &str) -> Parsed<Option<char>> {
        let code = if digits.is_empty() {
            0
        } else {
            u32::from_str_radix(digits, 8).unwrap_or(0)
        };
        if code > 0o377 {
            return Err(self.bad_escape(start));
        }
        Ok(char::from_u32(code))
    }

    /// `\N{DIGIT ONE}`; the names are not here.
    fn name(&mut self, start: usize) -> Parsed<Option<char>> {
        let is_named = self.eat("{") && !self.take(usize::MAX, |it| *it != '}').is_empty();
        if !is_named || !self.eat("}") {
            return Err(self.bad_escape(start));
        }
        self.not_run(start, "a character by its name");
        Ok(None)
    }

    fn bad_escape(&self, start: usize) -> PatternFault {
        let text = &self.source[start..self.at];
        self.fault(start, &format!("`{text}` means nothing"))
    }
}
