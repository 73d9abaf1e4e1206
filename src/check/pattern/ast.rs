//! What a pattern says, as both engines compile it.

use super::set::Set;
use std::ops::Range;

/// A pattern or a part of one.
///
/// A *unit* is what one position of the text holds: a character with the flag `u`, else a UTF-16
/// code unit, so that without `u` an emoji is two units, as in JavaScript.
#[derive(Clone, Debug)]
pub(super) enum Ast {
    Empty,
    Unit(u32),
    Set(Box<Set>),
    Assert(Assertion),
    Sequence(Vec<Ast>),
    Either(Vec<Ast>),
    /// Captures under a number from 1.
    Group(u32, Box<Ast>),
    Repeat {
        body: Box<Ast>,
        min: u32,
        max: Option<u32>,
        greedy: bool,
        /// The groups inside, which every round forgets.
        groups: Range<u32>,
    },
    Look {
        ahead: bool,
        negated: bool,
        body: Box<Ast>,
    },
    /// The same text as a group has captured; nothing where it has not.
    Same(u32),
}

/// A condition on a place between two units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assertion {
    Start,
    End,
    Word,
    NotWord,
}

impl Ast {
    pub(super) fn sequence(mut parts: Vec<Ast>) -> Ast {
        if parts.len() == 1 {
            parts.remove(0)
        } else {
            Ast::Sequence(parts)
        }
    }

    pub(super) fn either(mut parts: Vec<Ast>) -> Ast {
        if parts.len() == 1 {
            parts.remove(0)
        } else {
            Ast::Either(parts)
        }
    }

    /// The parts directly inside.
    pub(super) fn parts(&self) -> &[Ast] {
        match self {
            Ast::Sequence(parts) | Ast::Either(parts) => parts,
            Ast::Group(_, body) | Ast::Repeat { body, .. } | Ast::Look { body, .. } => {
                std::slice::from_ref(body)
            }
            Ast::Empty | Ast::Unit(_) | Ast::Set(_) | Ast::Assert(_) | Ast::Same(_) => &[],
        }
    }

    /// Texts that every match has: letters that follow each other, in lower case where case does
    /// not count.
    pub(super) fn texts(&self) -> Vec<String> {
        let mut texts = vec![String::new()];
        self.add_texts(&mut texts);
        texts.retain(|it| !it.is_empty());
        texts
    }

    /// Goes on with the last of `texts`, or begins others.
    fn add_texts(&self, texts: &mut Vec<String>) {
        match self {
            Ast::Empty => {}
            Ast::Sequence(parts) => parts.iter().for_each(|it| it.add_texts(texts)),
            Ast::Group(_, body) => body.add_texts(texts),
            Ast::Repeat { body, min: 1.., .. } => {
                texts.push(String::new());
                body.add_texts(texts);
                texts.push(String::new());
            }
            _ => match (self.letter(), texts.last_mut()) {
                (Some(letter), Some(last)) => last.push(letter),
                _ => texts.push(String::new()),
            },
        }
    }

    /// The ASCII character that it is, whatever its case.
    fn letter(&self) -> Option<char> {
        match self {
            Ast::Unit(unit) => char::from_u32(*unit).filter(char::is_ascii),
            Ast::Set(set) => set.letter(),
            _ => None,
        }
    }

    /// Whether it or a part of it is as asked.
    pub(super) fn any(&self, asks: &dyn Fn(&Ast) -> bool) -> bool {
        asks(self) || self.parts().iter().any(|part| part.any(asks))
    }

    /// Whether it can match nothing at all.
    pub(super) fn is_nullable(&self) -> bool {
        match self {
            Ast::Empty | Ast::Assert(_) | Ast::Look { .. } | Ast::Same(_) => true,
            Ast::Unit(_) | Ast::Set(_) => false,
            Ast::Sequence(parts) => parts.iter().all(Ast::is_nullable),
            Ast::Either(parts) => parts.iter().any(Ast::is_nullable),
            Ast::Group(_, body) => body.is_nullable(),
            Ast::Repeat { body, min, .. } => *min == 0 || body.is_nullable(),
        }
    }
}
