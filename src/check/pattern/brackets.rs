//! Sets of characters in brackets.

use super::ast::Ast;
use super::parse::{Parsed, Parser};
use super::set::Set;

impl Parser<'_> {
    pub(super) fn class(&mut self, start: usize) -> Parsed<Ast> {
        let is_negated = self.eat("^");
        let mut set = Set::empty();
        while self.half.is_some() || !self.eat("]") {
            if self.peek().is_none() {
                return Err(self.fault(
                    start,
                    "this `[` is never closed",
                    Some("write `\\[` for the character"),
                ));
            }
            self.class_range(&mut set)?;
        }
        if self.flags.ignore_case {
            set.fold(self.flags.unicode);
        }
        if is_negated {
            set.negate();
        }
        Ok(Ast::Set(Box::new(set)))
    }

    fn class_range(&mut self, set: &mut Set) -> Parsed<()> {
        let start = self.at;
        let first = self.class_atom()?;
        let is_range = self.rest().starts_with('-') && !self.rest().starts_with("-]");
        if self.half.is_some() || !is_range || self.rest().len() == 1 {
            first.add_to(set);
            return Ok(());
        }
        self.at += 1;
        let last = self.class_atom()?;
        match (first, last) {
            (Member::One(first), Member::One(last)) if first <= last => {
                set.add(first, last);
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
                first.add_to(set);
                last.add_to(set);
                Member::One('-' as u32).add_to(set);
            }
        }
        Ok(())
    }

    fn class_atom(&mut self) -> Parsed<Member> {
        let start = self.at;
        if let Some(half) = self.half.take() {
            return Ok(Member::One(half));
        }
        match self.next() {
            Some('\\') => {}
            Some(character) => return Ok(Member::One(self.unit(character))),
            None => return Ok(Member::Nothing),
        }
        if let Some(class) = self.class_escape(start)? {
            return Ok(Member::Many(Box::new(class)));
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
    One(u32),
    Many(Box<Set>),
}

impl Member {
    fn add_to(self, set: &mut Set) {
        match self {
            Member::Nothing => {}
            Member::One(unit) => set.add(unit, unit),
            Member::Many(more) => set.union(&more),
        }
    }
}
