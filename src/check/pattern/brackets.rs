//! Sets of characters in brackets.

use super::parse::{Parsed, Parser};
use super::{case, class};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir};

impl Parser<'_> {
    pub(super) fn class(&mut self, start: usize) -> Parsed<Hir> {
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
