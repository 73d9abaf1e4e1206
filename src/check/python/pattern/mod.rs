//! Regular expressions as Python's `re` reads them, on a machine whose time grows linearly with
//! the text.
//!
//! The dialect differs from JavaScript's in most of its edges: `(?i)`, `(?P<n>…)`, `\Z`, comments,
//! a `{` that may mean itself, errors for unknown escapes, `\w` and `\b` for all scripts, a `$`
//! that also matches before a last line feed, and another idea of "the same letter but for case".
//! `parse` reads it; `program` makes instructions of it; `machine` follows all ways of matching at
//! once, one character at a time. The lazy automata under [`crate::check::pattern`] know neither
//! such a `\b` nor such a `$`.
//!
//! Look-ahead, look-behind, references to groups, atomic groups, possessive repetition of groups
//! and characters by name do not run: [`FaultKind::NotRun`] says which. Repeated groups that can match
//! nothing may match less of a text than in Python.

mod brackets;
mod case;
mod escape;
mod groups;
mod machine;
mod parse;
mod program;
mod set;

use program::Program;
use std::ops::Range;

/// How many steps one search may take: about a second.
const MAX_STEPS: usize = 100_000_000;

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    program: Program,
    /// How many groups it captures.
    pub(crate) n_groups: u32,
}

/// Flags given beside the pattern.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    /// `re.IGNORECASE`.
    pub(crate) ignore_case: bool,
    /// `re.MULTILINE`.
    pub(crate) multiline: bool,
    dot_all: bool,
    verbose: bool,
    ascii: bool,
}

impl Flags {
    pub(crate) const IGNORE_CASE: Flags = Flags {
        ignore_case: true,
        ..Flags::NONE
    };
    pub(crate) const MULTILINE: Flags = Flags {
        multiline: true,
        ..Flags::NONE
    };
    pub(crate) const NONE: Flags = Flags {
        ignore_case: false,
        multiline: false,
        dot_all: false,
        verbose: false,
        ascii: false,
    };
}

/// Why a pattern does not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PatternFault {
    pub(crate) kind: FaultKind,
    /// Where in the pattern, in bytes.
    pub(crate) at: usize,
    /// One lower-case clause.
    pub(crate) message: String,
}

/// What sort of [`PatternFault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// Python raises `re.error` too.
    Invalid,
    /// Python would run it.
    NotRun,
}

/// The search took more than [`MAX_STEPS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooManySteps;

impl Pattern {
    /// Compiles `source`.
    pub(crate) fn new(source: &str, flags: Flags) -> Result<Pattern, PatternFault> {
        let (tree, n_groups) = parse::parse(source, flags)?;
        Ok(Pattern {
            program: program::compile(&tree)?,
            n_groups,
        })
    }

    /// `re.search`: the leftmost match.
    pub(crate) fn find(&self, text: &str) -> Result<Option<Range<usize>>, TooManySteps> {
        self.matches(text).next().transpose()
    }

    /// `re.finditer`: matches from left to right, none overlapping another. One of nothing may
    /// stand where one ended, and a longer one where one of nothing stood.
    pub(crate) fn matches<'a>(
        &'a self,
        text: &'a str,
    ) -> impl Iterator<Item = Result<Range<usize>, TooManySteps>> + 'a {
        let mut machine = machine::Machine::new(&self.program, text, MAX_STEPS);
        let mut at = Some((0, false));
        std::iter::from_fn(move || {
            let (start, must_advance) = at.take()?;
            let found = machine.find(start, must_advance).transpose()?;
            if let Ok(range) = &found {
                at = Some((range.end, range.is_empty()));
            }
            Some(found)
        })
    }
}

/// Whether a pattern means just itself, letter for letter.
pub(crate) fn is_literal(source: &str) -> bool {
    !source.contains(parse::SPECIAL)
}

#[cfg(test)]
mod tests;
