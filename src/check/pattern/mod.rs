//! Regular expressions: JavaScript's syntax and meaning, in bounded time.
//!
//! `parse` reads the syntax, `case` knows JavaScript's idea of upper and lower case. Two engines
//! run what was read:
//! - `search`, whose time grows linearly with the text, for every pattern without look-around and
//!   back-references. It works on whole characters; `linear` says on which texts that may make a
//!   difference.
//! - `machine`, which backtracks as ECMA-262 does and stops after a number of steps, for the other
//!   patterns, and for texts on which the first might differ. Where it stops on a pattern that
//!   both can run, the first answers.
//!
//! Part of the syntax is read strictly as in ES2024 (no flag `v`, no names given twice).

mod ast;
mod brackets;
mod case;
mod class;
mod escape;
mod input;
mod linear;
mod machine;
mod parse;
mod program;
mod quantifier;
mod search;
mod set;
#[cfg(test)]
mod tests;

use input::Input;
use linear::Quirks;
use machine::Machine;
use program::Program;
use search::Search;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Bytes that one search for all matches may scan, at least; more for long texts.
const SCAN_BUDGET: usize = 16 << 20;
/// How often a long text may be scanned again to find all matches.
const SCANS_OF_LONG_TEXT: usize = 64;

/// A pattern ready to search with.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    /// The linear engine, where it can run the pattern.
    search: Option<Search>,
    quirks: Quirks,
    /// The backtracking engine's, unless the other is exact on every text.
    program: Option<Arc<Program>>,
    /// Texts that every match has.
    texts: Vec<String>,
    source: String,
    flags: Flags,
}

/// A search took more steps than it may: the pattern backtracks too much on this text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the pattern took too many steps on this text, and was stopped")
    }
}

/// JavaScript's flags that change what matches; `g` and `d` are accepted and change nothing here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    pub(crate) ignore_case: bool,
    pub(crate) multiline: bool,
    pub(crate) dot_all: bool,
    pub(crate) unicode: bool,
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PatternFault {
    pub(crate) kind: FaultKind,
    /// Where in the pattern, in bytes; empty for faults in the flags.
    pub(crate) at: Range<usize>,
    /// One lower-case clause that names the place for people.
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

/// What sort of [`PatternFault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// JavaScript does not accept it either.
    Invalid,
    /// Perhaps valid, but longer than is read.
    TooLarge,
}

/// All matches that fit the budget.
pub(crate) struct Matches {
    pub(crate) ranges: Vec<Range<usize>>,
    /// The budget ended the search before the text did.
    pub(crate) cut: bool,
}

impl PatternFault {
    /// Whether JavaScript refuses the pattern too.
    pub(crate) fn is_invalid(&self) -> bool {
        self.kind == FaultKind::Invalid
    }
}

impl Flags {
    /// Reads flags as JavaScript spells them.
    pub(crate) fn read(text: &str) -> Result<Flags, PatternFault> {
        let mut flags = Flags::default();
        for (at, flag) in text.char_indices() {
            let field = match flag {
                'i' => &mut flags.ignore_case,
                'm' => &mut flags.multiline,
                's' => &mut flags.dot_all,
                'u' => &mut flags.unicode,
                'g' | 'd' => continue,
                _ => return Err(flag_fault(flag)),
            };
            if std::mem::replace(field, true) {
                let message = format!("the flag `{flag}` is given twice, again at {}", at + 1);
                return Err(PatternFault {
                    message,
                    ..flag_fault(flag)
                });
            }
        }
        Ok(flags)
    }

    fn letters(self) -> String {
        let letters = [
            (self.ignore_case, 'i'),
            (self.multiline, 'm'),
            (self.dot_all, 's'),
            (self.unicode, 'u'),
        ];
        letters
            .into_iter()
            .filter(|(on, _)| *on)
            .map(|(_, letter)| letter)
            .collect()
    }
}

fn flag_fault(flag: char) -> PatternFault {
    PatternFault {
        kind: FaultKind::Invalid,
        at: 0..0,
        message: format!("`{flag}` is not a flag that can be used here"),
        hint: Some(
            "use any of `i` (ignore case), `m` (lines), `s` (`.` takes line breaks too), `u`"
                .to_owned(),
        ),
    }
}

impl Pattern {
    /// Compiles `source`.
    pub(crate) fn new(source: &str, flags: Flags) -> Result<Pattern, PatternFault> {
        let pieces = parse::parse(source, flags)?;
        let hir = linear::translate(&pieces.ast, flags);
        let search = hir.and_then(|hir| Search::new(&hir));
        let quirks = Quirks::of(&pieces.ast, flags);
        let needs_exact = search.is_none() || quirks != Quirks::default();
        let program = needs_exact.then(|| program::compile(&pieces.ast, pieces.n_groups));
        Ok(Pattern {
            search,
            quirks,
            program: program.map(Arc::new),
            texts: pieces.ast.texts(),
            source: source.to_owned(),
            flags,
        })
    }

    /// Whether `text` has a match.
    pub(crate) fn is_match(&self, text: &str) -> Result<bool, Stopped> {
        Ok(self.find(text)?.is_some())
    }

    /// The first match.
    pub(crate) fn find(&self, text: &str) -> Result<Option<Range<usize>>, Stopped> {
        let exact = |machine: &mut Machine| {
            let range = machine.find(0)?.into_iter().collect();
            Ok(machine.input().to_bytes(range).pop())
        };
        self.run(text, exact, |search| search.find_at(text, 0))
    }

    /// All matches, as JavaScript's `matchAll` gives them, until the budget is used up.
    pub(crate) fn find_all(&self, text: &str) -> Result<Matches, Stopped> {
        let exact = |machine: &mut Machine| {
            let ranges = machine.find_all()?;
            let mut ranges = machine.input().to_bytes(ranges);
            // Both halves of a character are the whole to readers.
            ranges.dedup();
            Ok(Matches { ranges, cut: false })
        };
        self.run(text, exact, |search| find_all(search, text))
    }

    /// Asks the engine that is right for `text`.
    fn run<T>(
        &self,
        text: &str,
        exact: impl FnOnce(&mut Machine) -> Result<T, Stopped>,
        linear: impl FnOnce(&Search) -> T,
    ) -> Result<T, Stopped> {
        let is_exact = |_: &&Search| !self.quirks.touch(text);
        if let Some(search) = self.search.as_ref().filter(is_exact) {
            return Ok(linear(search));
        }
        let program = self.program.as_ref().ok_or(Stopped)?;
        let input = Input::new(text, self.flags.unicode);
        let found = exact(&mut Machine::new(program, &input, self.flags));
        match (found, &self.search) {
            (Err(Stopped), Some(search)) => Ok(linear(search)),
            (found, _) => found,
        }
    }

    /// Whether every search comes to an answer.
    pub(crate) fn always_ends(&self) -> bool {
        self.search.is_some()
    }

    /// Texts that every match has, as they are written but for the case of ASCII letters.
    pub(crate) fn texts(&self) -> &[String] {
        &self.texts
    }

    /// [`Pattern::is_match`] where the linear engine is right for `text`.
    pub(crate) fn quick_match(&self, text: &str) -> Option<bool> {
        let search = self.search.as_ref()?;
        (!self.quirks.touch(text)).then(|| search.is_match(text))
    }

    /// The pattern as its author wrote it.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// The pattern as JavaScript writes it.
    pub(crate) fn literal(&self) -> String {
        format!("/{}/{}", self.source, self.flags.letters())
    }
}

/// Each search may read to the end of the text before it settles for an early match, so finding
/// all matches is not linear; the budget makes it so.
fn find_all(search: &Search, text: &str) -> Matches {
    let mut budget = SCAN_BUDGET.max(text.len().saturating_mul(SCANS_OF_LONG_TEXT));
    let (mut ranges, mut at) = (Vec::new(), 0);
    while at <= text.len() {
        let cost = text.len() - at + 1;
        if cost > budget {
            return Matches { ranges, cut: true };
        }
        budget -= cost;
        let Some(range) = search.find_at(text, at) else {
            break;
        };
        at = if range.is_empty() {
            next_boundary(text, range.end)
        } else {
            range.end
        };
        ranges.push(range);
    }
    Matches { ranges, cut: false }
}

/// The character boundary after `at`, one past the end after the last.
fn next_boundary(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}
