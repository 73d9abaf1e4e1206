//! Words of a sentence, with what stands between them.

use crate::text::Span;

/// A word as written. Apostrophes and hyphens inside it belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
    /// Whether punctuation other than a stop stands before it: it may begin a clause.
    pub(super) after: Gap,
    /// Whether it stands in quotation marks.
    pub(super) quoted: bool,
}

/// What stands before a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Blanks, emphasis marks.
    #[default]
    Blank,
    /// A comma.
    Comma,
    /// A colon, semicolon, dash or bracket.
    Strong,
}

impl Word<'_> {
    /// Whether the word is `other`, which is in lower case.
    pub(super) fn is(&self, other: &str) -> bool {
        self.text.eq_ignore_ascii_case(other)
    }

    /// Whether the word is one of `list`, all in lower case.
    pub(super) fn is_in(&self, list: &[&str]) -> bool {
        list.iter().any(|other| self.is(other))
    }

    /// Whether it is in capitals, as the key words of RFC 2119.
    pub(super) fn is_capitals(&self) -> bool {
        self.text.len() > 1 && self.text.bytes().all(|byte| byte.is_ascii_uppercase())
    }

    /// The word without a contracted `not`, where it has one.
    pub(super) fn negated(&self) -> Option<&str> {
        let stem = self
            .text
            .strip_suffix("n't")
            .or_else(|| self.text.strip_suffix("n’t"))?;
        Some(stem)
    }
}

/// The words of `text`. Code, footnotes and the targets of links hold none.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut reader = Reader {
        text,
        ..Reader::default()
    };
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        at = reader.step(letter, at);
    }
    reader.words
}

#[derive(Default)]
struct Reader<'a> {
    text: &'a str,
    words: Vec<Word<'a>>,
    gap: Gap,
    quoted: bool,
    /// No closing backtick comes any more.
    no_more_code: bool,
}

impl Reader<'_> {
    /// Reads what begins at byte `at` and says where it ends.
    fn step(&mut self, letter: char, at: usize) -> usize {
        match letter {
            _ if letter.is_alphanumeric() => self.word(at),
            '`' => self.code(at),
            ']' if self.text[at..].starts_with("](") => at + link_target_len(&self.text[at..]),
            _ => {
                self.mark(letter);
                at + letter.len_utf8()
            }
        }
    }

    fn word(&mut self, at: usize) -> usize {
        let end = at + word_len(&self.text[at..]);
        self.push(Span::new(at, end));
        end
    }

    /// Code counts as one word that means nothing.
    fn code(&mut self, at: usize) -> usize {
        let len = if self.no_more_code {
            None
        } else {
            self.text[at + 1..].find('`')
        };
        self.no_more_code |= len.is_none();
        let end = at + len.map_or(1, |len| len + 2);
        if len.is_some() {
            self.push(Span::new(at, end));
        }
        end
    }

    fn push(&mut self, span: Span) {
        let text = &self.text[span.start..span.end];
        let (after, quoted) = (std::mem::take(&mut self.gap), self.quoted);
        self.words.push(Word {
            text,
            span,
            after,
            quoted,
        });
    }

    fn mark(&mut self, letter: char) {
        let gap = match letter {
            ',' => Gap::Comma,
            ':' | ';' | '—' | '–' | '(' | ')' => Gap::Strong,
            _ => Gap::Blank,
        };
        self.gap = self.gap.max(gap);
        match letter {
            '“' => self.quoted = true,
            '”' => self.quoted = false,
            '"' => self.quoted = !self.quoted,
            _ => {}
        }
    }
}

/// Bytes of the word at the start of `text`.
pub(super) fn word_len(text: &str) -> usize {
    let mut end = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let joins = matches!(letter, '\'' | '’' | '-')
            && letters
                .peek()
                .is_some_and(|(_, next)| next.is_alphanumeric());
        if !letter.is_alphanumeric() && !joins {
            break;
        }
        end = at + letter.len_utf8();
    }
    end
}

/// Bytes of the `](target` at the start of `text`.
fn link_target_len(text: &str) -> usize {
    let target = &text[2..];
    let len = target.find(|it: char| matches!(it, '(' | ')' | ']') || it.is_whitespace());
    len.map_or(2, |len| {
        2 + len + usize::from(target[len..].starts_with(')'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_what_stands_before_them() {
        #[track_caller]
        fn check(text: &str, expected: &[(&str, Gap, bool)]) {
            let found: Vec<_> = words(text)
                .iter()
                .map(|it| (it.text, it.after, it.quoted))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
        use Gap::{Blank, Comma, Strong};
        check(
            "**So**, don’t",
            &[("So", Blank, false), ("don’t", Comma, false)],
        );
        check(
            "a—b-c (`x y`)",
            &[
                ("a", Blank, false),
                ("b-c", Strong, false),
                ("`x y`", Strong, false),
            ],
        );
        check(
            "“a” \"b\" c",
            &[("a", Blank, true), ("b", Blank, true), ("c", Blank, false)],
        );
        check("[a](#must) b", &[("a", Blank, false), ("b", Blank, false)]);
        check("`open", &[("open", Blank, false)]);
        check("'' ’ -", &[]);
    }
}
