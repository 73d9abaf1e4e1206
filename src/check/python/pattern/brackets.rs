//! Characters, and sets of them in brackets.

use super::parse::{Parsed, Parser, Tree};
use super::set::{self, Set};
use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};
use std::sync::Arc;

impl Parser<'_> {
    /// One character, or with `None` half of a surrogate pair, which no text holds.
    pub(super) fn one(&self, character: Option<char>) -> Tree {
        let class = character.map_or_else(ClassUnicode::empty, set::single);
        Tree::Set(Arc::new(self.folded(class)))
    }

    fn folded(&self, class: ClassUnicode) -> Set {
        Set::new(class, self.flags.ignore_case, self.flags.ascii)
    }

    pub(super) fn brackets(&mut self, start: usize) -> Parsed<Tree> {
        let is_negated = self.eat("^");
        let (mut class, mut is_empty) = (ClassUnicode::empty(), true);
        while is_empty || !self.eat("]") {
            self.bracket_item(start, &mut class)?;
            is_empty = false;
        }
        let folded = self.folded(class);
        Ok(Tree::Set(Arc::new(if is_negated {
            folded.opposite()
        } else {
            folded
        })))
    }

    fn bracket_item(&mut self, start: usize, class: &mut ClassUnicode) -> Parsed<()> {
        let at = self.at;
        let first = self.bracket_atom(start)?;
        if !self.rest().starts_with('-') || self.rest().starts_with("-]") {
            first.add_to(class);
            return Ok(());
        }
        self.at += 1;
        match (first, self.bracket_atom(start)?) {
            (Member::One(Some(first)), Member::One(Some(last))) if first <= last => {
                class.push(ClassUnicodeRange::new(first, last));
                Ok(())
            }
            // Halves of surrogate pairs are in no text.
            (Member::One(None), Member::One(_)) | (Member::One(_), Member::One(None)) => Ok(()),
            _ => Err(self.fault(at, "this range is none")),
        }
    }

    fn bracket_atom(&mut self, start: usize) -> Parsed<Member> {
        let at = self.at;
        match self.next() {
            None => Err(self.fault(start, "this `[` is never closed")),
            Some('\\') => self.bracket_escape(at),
            Some(character) => Ok(Member::One(Some(character))),
        }
    }
}

/// What one position between brackets stands for; `None` for half of a surrogate pair.
pub(super) enum Member {
    One(Option<char>),
    Many(ClassUnicode),
}

impl Member {
    fn add_to(self, class: &mut ClassUnicode) {
        match self {
            Member::One(Some(character)) => {
                class.push(ClassUnicodeRange::new(character, character));
            }
            Member::One(None) => {}
            Member::Many(more) => class.union(&more),
        }
    }
}

/// A set in which case makes no difference.
pub(super) fn any_of(class: ClassUnicode) -> Tree {
    Tree::Set(Arc::new(Set::new(class, false, false)))
}
