//! A keyword: a pattern in Python's syntax, searched for without regard to case.

use crate::check::derived::Derived;
use crate::check::fields::{Fault, Fields};
use crate::check::node::Node;
use crate::check::python::is_word;
use crate::check::python::pattern::{FaultKind, Flags, Pattern, PatternFault, is_literal};
use crate::check::result::{MAX_EVIDENCE, quoted};
use crate::diagnostic::Severity;
use memchr::memmem::Finder;
use std::ops::Range;
use std::sync::OnceLock;

const HINT: &str = "keywords are patterns in Python's syntax; write `\\` before `.*+?()[]{}^$|\\`";

/// A keyword, prepared.
#[derive(Debug)]
pub(super) struct Keyword {
    pub(super) text: String,
    /// Only as a whole word: between two `\b`.
    whole: bool,
    /// Most keywords are plain words; these are found without a machine.
    plain: Option<Finder<'static>>,
    /// Compiled when it is first needed.
    pattern: OnceLock<Result<Pattern, PatternFault>>,
}

/// Where a keyword stands.
#[derive(Debug, Default)]
pub(super) struct Hits {
    pub(super) ranges: Vec<Range<usize>>,
    /// Beyond those.
    pub(super) more: usize,
}

impl Hits {
    pub(super) fn n(&self) -> usize {
        self.ranges.len() + self.more
    }
}

impl Keyword {
    /// `whole`: only as a whole word.
    pub(super) fn new(text: &str, whole: bool) -> Keyword {
        let is_plain = text.is_ascii() && !text.is_empty() && is_literal(text);
        let lowered = text.to_ascii_lowercase();
        Keyword {
            text: text.to_owned(),
            whole,
            plain: is_plain.then(|| Finder::new(lowered.as_bytes()).into_owned()),
            pattern: OnceLock::new(),
        }
    }

    /// Reports a pattern that does not run. The check runs all the same: the reference, too, stops
    /// at a faulty keyword only if it gets that far.
    pub(super) fn report(&self, fields: &mut Fields, node: &Node) {
        let None = self.plain else { return };
        let Err(fault) = self.pattern() else { return };
        let message = format!("in the keyword {}: {}", quoted(&self.text), fault.message);
        let code = match fault.kind {
            FaultKind::Invalid => "invalid-pattern",
            FaultKind::NotRun => "pattern-not-run",
        };
        let fault = Fault::new(node, code, message).hint(HINT);
        fields.reader.report(fault, Severity::Error);
    }

    /// All matches, or why they cannot be told.
    pub(super) fn all(&self, text: &Derived) -> Result<Hits, String> {
        self.find(text, usize::MAX)
    }

    /// The first match.
    pub(super) fn first(&self, text: &Derived) -> Result<Option<Range<usize>>, String> {
        Ok(self.find(text, 1)?.ranges.pop())
    }

    fn find(&self, text: &Derived, limit: usize) -> Result<Hits, String> {
        match &self.plain {
            Some(plain) if !text.has_look_alikes() => {
                let lowered = text.lowered();
                let hits = collect(self.plain_matches(plain, &lowered.text), limit);
                let ranges = lowered.to_original(text.text, &hits.ranges);
                Ok(Hits { ranges, ..hits })
            }
            _ => self.pattern_matches(text.text, limit),
        }
    }

    /// Matches in a text in lower case; after one that is no whole word, also such as overlap it.
    fn plain_matches<'a>(
        &'a self,
        plain: &'a Finder,
        lowered: &'a str,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let (length, mut from) = (plain.needle().len(), 0);
        std::iter::from_fn(move || {
            while let Some(ahead) = plain.find(lowered.as_bytes().get(from..)?) {
                let range = from + ahead..from + ahead + length;
                if !self.whole || is_whole(lowered, &range) {
                    from = range.end;
                    return Some(range);
                }
                from = range.start + 1;
            }
            None
        })
    }

    fn pattern_matches(&self, text: &str, limit: usize) -> Result<Hits, String> {
        let pattern = self.pattern().map_err(|fault| {
            format!(
                "the keyword {} does not run: {}",
                quoted(&self.text),
                fault.message
            )
        })?;
        let mut stopped = false;
        let matches = pattern.matches(text).map_while(|it| {
            stopped = it.is_err();
            it.ok()
        });
        let hits = collect(matches, limit);
        if stopped {
            let keyword = quoted(&self.text);
            return Err(format!(
                "the keyword {keyword} takes too many steps on this message"
            ));
        }
        Ok(hits)
    }

    fn pattern(&self) -> Result<&Pattern, &PatternFault> {
        let compile = || {
            let (start, end) = if self.whole { (r"\b", r"\b") } else { ("", "") };
            let source = format!("{start}{}{end}", self.text);
            Pattern::new(&source, Flags::IGNORE_CASE)
        };
        self.pattern.get_or_init(compile).as_ref()
    }
}

fn collect(matches: impl Iterator<Item = Range<usize>>, limit: usize) -> Hits {
    let mut matches = matches.take(limit);
    Hits {
        ranges: matches.by_ref().take(MAX_EVIDENCE).collect(),
        more: matches.count(),
    }
}

/// Whether a word begins or ends on both sides of `range`.
fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let (inside, after) = (&text[range.clone()], &text[range.end..]);
    let word = |it: Option<char>| it.is_some_and(is_word);
    let before = text[..range.start].chars().next_back();
    word(before) != word(inside.chars().next())
        && word(inside.chars().next_back()) != word(after.chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_keywords_are_found_as_their_patterns_are() {
        #[track_caller]
        fn check(keyword: &str, whole: bool, text: &str, expected: usize) {
            let keyword = Keyword::new(keyword, whole);
            let n = keyword.all(&Derived::new(text)).map(|it| it.n());
            assert_eq!(n, Ok(expected), "{text}");
            let slowly = keyword.pattern_matches(text, usize::MAX).map(|it| it.n());
            assert_eq!(slowly, Ok(expected), "{text}");
        }
        check("aa", false, "aaa aAa", 2);
        check("a-a", true, "xa-a-a a-a", 2);
        check("can't", true, "Can't can'ts", 1);
        check("i", false, "iIİıj", 4);
        check("is", false, "İſ", 1);
        check("k", false, "kK\u{212a}é", 3);
        check("rock", true, "rocké rock_ 今rock rock", 1);
        check("-", true, "a-b - c", 1);
        check("café", true, "CAFÉ cafés", 1);
        check("", false, "ab", 3);
    }
}
