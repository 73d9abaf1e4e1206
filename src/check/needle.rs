//! One text to look for, and where it stands.

use crate::check::grams::Needed;
use crate::check::result::MAX_EVIDENCE;
use memchr::memmem::Finder;
use std::ops::Range;

/// Whether capitals count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Counts,
    Ignored,
}

/// Where in a message a text may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Anywhere,
    Word,
    Start,
    End,
}

/// A text to look for, prepared.
#[derive(Debug)]
pub(crate) struct Needle {
    pub(crate) text: String,
    /// The text as it is searched for.
    folded: String,
    finder: Finder<'static>,
    /// What a text must have to hold it.
    pub(crate) needed: Needed,
}

impl Needle {
    pub(crate) fn new(text: &str, case: Case) -> Needle {
        let (folded, needed) = match case {
            Case::Counts => (text.to_owned(), Needed::as_written([text])),
            Case::Ignored => {
                let lowered = text.to_lowercase();
                let needed = Needed::in_lower_case(&lowered);
                (lowered, needed)
            }
        };
        let finder = Finder::new(folded.as_bytes()).into_owned();
        Needle {
            text: text.to_owned(),
            folded,
            finder,
            needed,
        }
    }

    /// Where it stands in `text`, which is in lower case if the needle is.
    pub(crate) fn matches(&self, text: &str, place: Place) -> Hits {
        let length = self.folded.len();
        let here = |found: bool, start: usize| Hits {
            ranges: found.then(|| start..start + length).into_iter().collect(),
            more: 0,
        };
        match place {
            Place::Start => here(text.starts_with(&self.folded), 0),
            Place::End => here(
                text.ends_with(&self.folded),
                text.len().saturating_sub(length),
            ),
            // An empty field of a list is in every text, once.
            _ if length == 0 => here(true, 0),
            Place::Anywhere => Hits::collect(self.occurrences(text)),
            Place::Word => Hits::collect(self.occurrences(text).filter(|it| is_word(text, it))),
        }
    }

    /// Whether [`Needle::matches`] has any.
    pub(crate) fn is_in(&self, text: &str, place: Place) -> bool {
        match place {
            Place::Start => text.starts_with(&self.folded),
            Place::End => text.ends_with(&self.folded),
            _ if self.folded.is_empty() => true,
            Place::Anywhere => self.finder.find(text.as_bytes()).is_some(),
            Place::Word => self.occurrences(text).any(|it| is_word(text, &it)),
        }
    }

    fn occurrences<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let length = self.folded.len();
        self.finder
            .find_iter(text.as_bytes())
            .map(move |at| at..at + length)
    }
}

/// Matches: those that are shown, and how many more.
pub(crate) struct Hits {
    pub(crate) ranges: Vec<Range<usize>>,
    pub(crate) more: usize,
}

impl Hits {
    fn collect(mut all: impl Iterator<Item = Range<usize>>) -> Hits {
        let ranges = all.by_ref().take(MAX_EVIDENCE).collect();
        Hits {
            ranges,
            more: all.count(),
        }
    }
}

/// Whether no word goes on across either end of `range`.
fn is_word(text: &str, range: &Range<usize>) -> bool {
    let (before, inside, after) = (
        &text[..range.start],
        &text[range.clone()],
        &text[range.end..],
    );
    let joins = |a: Option<char>, b: Option<char>| {
        a.is_some_and(is_word_character) && b.is_some_and(is_word_character)
    };
    !joins(before.chars().next_back(), inside.chars().next())
        && !joins(inside.chars().next_back(), after.chars().next())
}

/// Letters, digits, `_`, and the combining accents that belong to the letter before.
fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || ('\u{300}'..='\u{36f}').contains(&character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_where_letters_digits_and_accents_do() {
        #[track_caller]
        fn check(text: &str, word: &str, expected: usize) {
            let hits = Needle::new(word, Case::Counts).matches(text, Place::Word);
            assert_eq!(hits.ranges.len(), expected, "{text}");
        }
        check("can't can, can_t", "can", 2);
        check("été ete\u{301}", "et", 0);
        check("ete\u{301} ete", "ete", 1);
        check("C++ and C++11", "C++", 2);
        check("今日は", "今", 0);
    }
}
