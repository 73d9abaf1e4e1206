//! Regular expressions: JavaScript's syntax and meaning, on an engine whose time grows linearly
//! with the text.
//!
//! `parse` reads the syntax and builds the engine's own form of it; `case` knows JavaScript's
//! idea of upper and lower case. Differences that remain:
//! - Matching works on whole characters. Without the flag `u`, JavaScript works on UTF-16 code
//!   units, so that `.` matches half of an emoji and `^.$` does not match one; here it does.
//!   A lone surrogate in a pattern matches nothing.
//! - With `m`, `^` and `$` see U+2028 and U+2029 as ordinary characters, and `^` does not match
//!   between a carriage return and the line feed after it.
//! - With `i` and `u` together, `\b` does not take `ſ` and the Kelvin sign for letters.
//! - A repeated group that can match nothing, such as `(|a)*`, may stop earlier.
//! - Look-ahead, look-behind and back-references are not run by this engine: [`PatternFault`]
//!   names the place. Part of the syntax is read strictly as in ES2024 (no `v` flag).

mod brackets;
mod case;
mod class;
mod escape;
mod parse;
mod search;
#[cfg(test)]
mod tests;

use search::Search;
use std::ops::Range;

/// Bytes that one search for all matches may scan, at least; more for long texts.
const SCAN_BUDGET: usize = 16 << 20;
/// How often a long text may be scanned again to find all matches.
const SCANS_OF_LONG_TEXT: usize = 64;

/// A pattern ready to search with.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    search: Search,
    source: String,
    flags: Flags,
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
    /// Valid, but only for an engine that backtracks.
    NeedsLookaround,
    /// Valid, but only for an engine that backtracks.
    Backreference,
    /// Valid, but larger than we compile.
    TooLarge,
}

/// All matches that fit the budget.
pub(crate) struct Matches {
    pub(crate) ranges: Vec<Range<usize>>,
    /// The budget ended the search before the text did.
    pub(crate) cut: bool,
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
        let hir = parse::parse(source, flags)?;
        let search = Search::new(&hir).ok_or_else(|| too_large(source))?;
        Ok(Pattern {
            search,
            source: source.to_owned(),
            flags,
        })
    }

    /// The first match that begins at `start` or later.
    pub(crate) fn find_at(&self, text: &str, start: usize) -> Option<Range<usize>> {
        self.search.find_at(text, start)
    }

    /// All matches, as JavaScript's `matchAll` gives them, until the budget is used up.
    ///
    /// Each search may read to the end of the text before it settles for an early match, so
    /// finding all matches is not linear; the budget makes it so.
    pub(crate) fn find_all(&self, text: &str) -> Matches {
        let mut budget = SCAN_BUDGET.max(text.len().saturating_mul(SCANS_OF_LONG_TEXT));
        let (mut ranges, mut at) = (Vec::new(), 0);
        while at <= text.len() {
            let cost = text.len() - at + 1;
            if cost > budget {
                return Matches { ranges, cut: true };
            }
            budget -= cost;
            let Some(range) = self.find_at(text, at) else {
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

    /// The pattern as JavaScript writes it.
    pub(crate) fn literal(&self) -> String {
        format!("/{}/{}", self.source, self.flags.letters())
    }
}

fn too_large(source: &str) -> PatternFault {
    PatternFault {
        kind: FaultKind::TooLarge,
        at: 0..source.len(),
        message: "the pattern is too large once its repetitions are written out".to_owned(),
        hint: Some("use smaller numbers in `{…}`, or `*` and `+`".to_owned()),
    }
}

/// The character boundary after `at`, one past the end after the last.
fn next_boundary(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}
