//! How often something is repeated.

use super::PatternFault;
use super::parse::{Parsed, Parser};

impl Parser<'_> {
    /// Reads a quantifier, if one stands here: least, most (`None` = any number), greedy.
    pub(super) fn quantifier(&mut self) -> Parsed<Option<(u32, Option<u32>, bool)>> {
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

    pub(super) fn is_quantifier(&self, start: usize) -> bool {
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

    pub(super) fn nothing_to_repeat(&self, start: usize) -> PatternFault {
        let sign = self.source[start..].chars().next().unwrap_or_default();
        self.fault(
            start,
            "there is nothing to repeat",
            Some(&format!("write `\\{sign}` for the character")),
        )
    }
}
