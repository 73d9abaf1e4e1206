//! Scalars: in quotation marks, and plain ones with what they stand for.

use super::{Read, Reader, is_blank, is_break, is_indicator};
use crate::check::pattern::{Flags, Pattern};
use serde_json::{Map, Number, Value};
use std::sync::LazyLock;

impl Reader<'_> {
    pub(super) fn quoted(&mut self) -> Option<String> {
        let quote = self.peek()?;
        self.at += 1;
        let mut text = String::new();
        loop {
            if self.at_separator() {
                return None;
            }
            let character = self.peek()?;
            self.at += character.len_utf8();
            match character {
                '\'' if quote == '\'' && self.eat('\'') => text.push('\''),
                _ if character == quote => return Some(text),
                '\\' if quote == '"' => self.escape(&mut text)?,
                '\n' | '\r' => {
                    self.at -= 1;
                    self.fold(&mut text);
                }
                '\t' => text.push('\t'),
                _ if character < ' ' => return None,
                _ => text.push(character),
            }
        }
    }

    fn escape(&mut self, text: &mut String) -> Option<()> {
        let letter = self.peek()?;
        if is_break(letter) {
            self.skip_space(false);
            return Some(());
        }
        self.at += letter.len_utf8();
        text.push(match letter {
            '0' => '\0',
            'a' => '\u{7}',
            'b' => '\u{8}',
            't' | '\t' => '\t',
            'n' => '\n',
            'v' => '\u{b}',
            'f' => '\u{c}',
            'r' => '\r',
            'e' => '\u{1b}',
            ' ' | '"' | '/' | '\\' => letter,
            'N' => '\u{85}',
            '_' => '\u{a0}',
            'L' => '\u{2028}',
            'P' => '\u{2029}',
            'x' => self.hex(2)?,
            'u' => self.hex(4)?,
            'U' => self.hex(8)?,
            _ => return None,
        });
        Some(())
    }

    /// A character by its number; two halves of one are joined.
    fn hex(&mut self, n_digits: usize) -> Option<char> {
        let number = |reader: &mut Self| {
            let digits = reader.rest().get(..n_digits)?;
            let is_hex = digits.bytes().all(|it| it.is_ascii_hexdigit());
            reader.at += n_digits;
            u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)
        };
        let first = number(self)?;
        if (0xd800..0xdc00).contains(&first) && self.rest().starts_with("\\u") {
            let back = self.at;
            self.at += 2;
            match number(self)? {
                second @ 0xdc00..0xe000 => {
                    return char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
                }
                _ => self.at = back,
            }
        }
        Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// A line break is a space, several are one less; the space around them goes.
    fn fold(&mut self, text: &mut String) {
        let start = self.at;
        self.skip_space(false);
        text.truncate(text.trim_end_matches([' ', '\t']).len());
        text.push_str(&folded(&self.text[start..self.at]));
    }

    pub(super) fn plain(&mut self, as_text: bool) -> Option<Option<Read>> {
        if !self.begins_plain() {
            return Some(None);
        }
        let start = self.at;
        let mut text = String::new();
        while let Some(character) = self.peek() {
            if self.at_separator() || self.ends_plain(character) {
                break;
            }
            if is_break(character) {
                self.fold(&mut text);
                continue;
            }
            text.push(character);
            self.at += character.len_utf8();
        }
        let source = &self.text[start..self.at];
        self.at = start + source.trim_end_matches([' ', '\t', '\n', '\r']).len();
        let text = text.trim_end_matches([' ', '\t', '\n']).to_owned();
        if !text.chars().all(is_printable) {
            return None;
        }
        Some(Some(if as_text {
            Read::of(Value::String(text))
        } else {
            resolve(text)
        }))
    }

    fn begins_plain(&self) -> bool {
        let Some(first) = self.peek() else {
            return false;
        };
        let next = self.second();
        match first {
            '?' | '-' => next.is_some_and(|it| !is_blank(Some(it)) && !is_indicator(it)),
            ':' => next.is_some_and(|it| !is_blank(Some(it)) && !is_indicator(it)),
            _ => !is_blank(Some(first)) && !is_indicator(first) && !"#&*!|>'\"%@`".contains(first),
        }
    }

    fn ends_plain(&self, character: char) -> bool {
        match character {
            ':' => self
                .second()
                .is_none_or(|it| is_blank(Some(it)) || is_indicator(it)),
            '#' => is_blank(self.text[..self.at].chars().next_back()),
            _ => is_indicator(character),
        }
    }
}

fn folded(space: &str) -> String {
    let breaks = space.replace("\r\n", "\n").matches(is_break).count();
    if breaks == 1 {
        " ".to_owned()
    } else {
        "\n".repeat(breaks.saturating_sub(1))
    }
}

fn is_printable(character: char) -> bool {
    let is_control = character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{85}');
    !is_control && !matches!(character, '\u{fffe}' | '\u{ffff}')
}

/// What a plain text stands for.
fn resolve(text: String) -> Read {
    let value = match &text[..] {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        "<<" => {
            return Read {
                is_merge: true,
                ..Read::of(Value::String(text))
            };
        }
        // No JSON value stands for them; to a schema they are no numbers either.
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" => Value::Null,
        _ => match number(&text) {
            Some(number) => Value::Number(number),
            None if is_time(&text) => {
                return Read {
                    is_time: true,
                    ..Read::of(Value::Object(Map::new()))
                };
            }
            None => Value::String(text),
        },
    };
    Read::of(value)
}

fn number(text: &str) -> Option<Number> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let digits = Some(digits).filter(|it| !it.starts_with('+'))?;
            return u64::from_str_radix(digits, radix).ok().map(Number::from);
        }
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_digit = |it: &u8| it.is_ascii_digit();
    if !unsigned.bytes().any(|it| is_digit(&it))
        || !unsigned.starts_with(|it: char| it.is_ascii_digit() || it == '.')
    {
        return None;
    }
    if unsigned.bytes().all(|it| is_digit(&it)) {
        let whole = text.strip_prefix('+').unwrap_or(text).parse::<i64>();
        return whole
            .map(Number::from)
            .ok()
            .or_else(|| Number::from_f64(text.parse().ok()?));
    }
    Number::from_f64(text.parse().ok()?)
}

/// Whether a text is a date, or a date and a time, as YAML writes them.
fn is_time(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_digit()) && TIME.is_match(text) == Ok(true)
}

static TIME: LazyLock<Pattern> = LazyLock::new(|| {
    let source = "^\\d{4}-(?:\\d\\d-\\d\\d|\\d\\d?-\\d\\d?(?:[Tt]|[ \\t]+)\\d\\d?:\\d\\d:\\d\\d(?:\\.\\d*)?(?:[ \\t]*(?:Z|[-+]\\d\\d?(?::\\d\\d)?))?)$";
    Pattern::new(source, Flags::default()).expect("the pattern of times is valid")
});
