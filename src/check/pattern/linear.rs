//! What a pattern says → the form that the linear engine runs, where it can.
//!
//! That engine works on whole characters and knows neither look-around nor back-references.
//! [`Quirks`] says on which texts it may differ from JavaScript all the same.

use super::Flags;
use super::ast::{Assertion, Ast};
use regex_syntax::hir::{Class, Hir, Look, Repetition};

/// Texts on which whole characters are not what JavaScript sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Quirks {
    /// Characters beyond the basic plane, of which JavaScript sees the halves.
    halves: bool,
    /// Line ends other than a line feed.
    line_ends: bool,
    /// `ſ` and the Kelvin sign, which are word characters with `i` and `u`.
    word_letters: bool,
    /// Any: a repeated group that can match nothing.
    empty_rounds: bool,
}

impl Quirks {
    pub(super) fn of(ast: &Ast, flags: Flags) -> Quirks {
        let is_edge = |it: &Ast| matches!(it, Ast::Assert(Assertion::Start | Assertion::End));
        let is_word = |it: &Ast| matches!(it, Ast::Assert(Assertion::Word | Assertion::NotWord));
        // The halves of a character are no word, nor is what is between them a boundary.
        let is_inside = |it: &Ast| matches!(it, Ast::Assert(Assertion::NotWord));
        let is_empty_round = |it: &Ast| match it {
            Ast::Repeat { body, .. } => body.is_nullable(),
            _ => false,
        };
        Quirks {
            halves: !flags.unicode && (sees_halves(ast) || ast.any(&is_inside)),
            line_ends: flags.multiline && ast.any(&is_edge),
            word_letters: flags.unicode && flags.ignore_case && ast.any(&is_word),
            empty_rounds: ast.any(&is_empty_round),
        }
    }

    /// Whether the linear engine may differ on `text`.
    pub(super) fn touch(self, text: &str) -> bool {
        self.empty_rounds
            || (!text.is_ascii()
                && (self.halves && text.chars().any(|it| it.len_utf16() == 2)
                    || self.line_ends && text.contains(['\u{2028}', '\u{2029}'])
                    || self.word_letters && text.contains(['\u{17f}', '\u{212a}'])))
            || (self.line_ends && text.contains('\r'))
    }
}

/// Whether it makes a difference that a character beyond the basic plane is two units. It makes
/// none where the sets that have such halves are repeated without end.
fn sees_halves(ast: &Ast) -> bool {
    let (mut bounded, mut some, mut any) = (0, 0, 0);
    count(ast, &mut |it| match it {
        Takes::One => bounded += 1,
        Takes::Some => some += 1,
        Takes::Any => any += 1,
    });
    bounded > 0 || some > 1 || some == 1 && any > 0
}

/// How often a set with halves may match.
enum Takes {
    One,
    Some,
    Any,
}

fn count(ast: &Ast, take: &mut dyn FnMut(Takes)) {
    match ast {
        Ast::Set(set) if set.has_halves() => take(Takes::One),
        Ast::Repeat {
            body,
            min: 0,
            max: None,
            ..
        } if is_set(body) => take(Takes::Any),
        Ast::Repeat {
            body,
            min: 1,
            max: None,
            ..
        } if is_set(body) => take(Takes::Some),
        other => other.parts().iter().for_each(|part| count(part, take)),
    }
}

fn is_set(ast: &Ast) -> bool {
    matches!(ast, Ast::Set(set) if set.has_halves())
}

/// The pattern as the linear engine takes it, or `None` where it cannot run it.
pub(super) fn translate(ast: &Ast, flags: Flags) -> Option<Hir> {
    Some(match ast {
        Ast::Empty => Hir::empty(),
        Ast::Unit(unit) => literal(char::from_u32(*unit)?),
        Ast::Set(set) => Hir::class(Class::Unicode(set.of_characters(flags.unicode)?)),
        Ast::Assert(assertion) => assert(*assertion, flags),
        Ast::Sequence(parts) => sequence(parts, flags)?,
        Ast::Either(parts) => Hir::alternation(
            parts
                .iter()
                .map(|it| translate(it, flags))
                .collect::<Option<_>>()?,
        ),
        Ast::Group(_, body) => translate(body, flags)?,
        Ast::Repeat {
            body,
            min,
            max,
            greedy,
            ..
        } => {
            let (min, max, greedy) = (*min, *max, *greedy);
            let sub = Box::new(translate(body, flags)?);
            Hir::repetition(Repetition {
                min,
                max,
                greedy,
                sub,
            })
        }
        Ast::Look { .. } | Ast::Same(_) => return None,
    })
}

fn literal(character: char) -> Hir {
    Hir::literal(character.to_string().into_bytes())
}

/// Joins the halves of a character that stand beside each other.
fn sequence(parts: &[Ast], flags: Flags) -> Option<Hir> {
    let (mut joined, mut rest) = (Vec::new(), parts);
    while let Some((first, after)) = rest.split_first() {
        let pair = match (first, after.first()) {
            (Ast::Unit(first), Some(Ast::Unit(second))) => join(*first, *second),
            _ => None,
        };
        joined.push(match pair {
            Some(character) => literal(character),
            None => translate(first, flags)?,
        });
        rest = &after[usize::from(pair.is_some())..];
    }
    Some(Hir::concat(joined))
}

fn join(first: u32, second: u32) -> Option<char> {
    let halves = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    let is_pair = (0xd800..0xdc00).contains(&first) && (0xdc00..0xe000).contains(&second);
    is_pair
        .then(|| char::decode_utf16(halves).next()?.ok())
        .flatten()
}

fn assert(assertion: Assertion, flags: Flags) -> Hir {
    let either = |a, b| Hir::alternation(vec![Hir::look(a), Hir::look(b)]);
    match assertion {
        Assertion::Start if flags.multiline => either(Look::StartLF, Look::StartCRLF),
        Assertion::Start => Hir::look(Look::Start),
        Assertion::End if flags.multiline => either(Look::EndLF, Look::EndCRLF),
        Assertion::End => Hir::look(Look::End),
        Assertion::Word => Hir::look(Look::WordAscii),
        Assertion::NotWord => Hir::look(Look::WordAsciiNegate),
    }
}
