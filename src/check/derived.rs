//! A text, and what checks derive from it: each form is made when a check first asks for it, and
//! shared with the others.

use crate::check::english::{self, SentenceModel};
use crate::check::grams::Grams;
use crate::check::language::Profiles;
use crate::check::python;
use std::cell::OnceCell;
use std::ops::Range;

/// A text and its forms.
#[derive(Debug)]
pub(crate) struct Derived<'t> {
    pub(crate) text: &'t str,
    lowered: OnceCell<Lowered>,
    python_lowered: OnceCell<Lowered>,
    has_look_alikes: OnceCell<bool>,
    language: OnceCell<Option<&'static str>>,
    languages: OnceCell<Vec<(&'static str, f64)>>,
    sentences: OnceCell<Vec<Range<usize>>>,
    grams: OnceCell<Grams>,
    counts: [OnceCell<usize>; 5],
}

impl<'t> Derived<'t> {
    /// Derives nothing yet.
    pub(crate) fn new(text: &'t str) -> Derived<'t> {
        Derived {
            text,
            lowered: OnceCell::new(),
            python_lowered: OnceCell::new(),
            has_look_alikes: OnceCell::new(),
            language: OnceCell::new(),
            languages: OnceCell::new(),
            sentences: OnceCell::new(),
            grams: OnceCell::new(),
            counts: Default::default(),
        }
    }

    /// As JavaScript's `toLowerCase` gives it.
    pub(crate) fn lowered(&self) -> &Lowered {
        self.lowered.get_or_init(|| Lowered::new(self.text))
    }

    /// Which runs of bytes it has.
    pub(crate) fn grams(&self) -> &Grams {
        self.grams.get_or_init(|| Grams::of(&self.lowered().text))
    }

    /// How many things of the n-th kind it has, counted by whoever asks first.
    pub(crate) fn count(&self, kind: usize, count: impl FnOnce() -> usize) -> usize {
        *self.counts[kind].get_or_init(count)
    }

    /// As Python's `lower` gives it.
    pub(crate) fn python_lowered(&self) -> &Lowered {
        if !non_ascii(self.text).any(python::chars::is_newer_capital) {
            return self.lowered();
        }
        self.python_lowered
            .get_or_init(|| Lowered::python(self.text))
    }

    /// Whether it has letters that Python takes for ASCII ones but for case, although their lower
    /// case is another.
    pub(crate) fn has_look_alikes(&self) -> bool {
        let is_one = |it| matches!(it, 'İ' | 'ı' | 'ſ');
        *self
            .has_look_alikes
            .get_or_init(|| non_ascii(self.text).any(is_one))
    }

    /// The code of the likeliest language; `None` where there is nothing to go by.
    pub(crate) fn language(&self, profiles: &'static Profiles) -> Option<&'static str> {
        *self.language.get_or_init(|| profiles.language(self.text))
    }

    /// Codes of the likely languages and how likely they are, likeliest first.
    pub(crate) fn languages(&self, profiles: &'static Profiles) -> &[(&'static str, f64)] {
        let tell = || profiles.languages(self.text).unwrap_or_default();
        self.languages.get_or_init(tell)
    }

    /// Sentences by Punkt's model of English.
    pub(crate) fn english_sentences(&self, model: &SentenceModel) -> &[Range<usize>] {
        self.sentences
            .get_or_init(|| english::sentences(self.text, model))
    }
}

/// A text in lower case, and the way back.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) text: String,
    /// Every character is as long in lower case as it was.
    same_lengths: bool,
    /// How long a character is in lower case, in bytes.
    length: fn(char) -> usize,
}

impl Lowered {
    pub(crate) fn new(text: &str) -> Lowered {
        let length = |it: char| it.to_lowercase().map(char::len_utf8).sum();
        Lowered::with(text, lower(text), length)
    }

    fn python(text: &str) -> Lowered {
        Lowered::with(text, python::lowered(text), python::lowered_length)
    }

    fn with(text: &str, lowered: String, length: fn(char) -> usize) -> Lowered {
        let same = |it: char| length(it) == it.len_utf8();
        Lowered {
            same_lengths: text.len() == lowered.len() && non_ascii(text).all(same),
            text: lowered,
            length,
        }
    }

    /// Ranges of the lower-case text, ascending, as ranges of the `original`. One that begins or
    /// ends inside what a character became takes in the whole character.
    pub(crate) fn to_original(
        &self,
        original: &str,
        ranges: &[std::ops::Range<usize>],
    ) -> Vec<std::ops::Range<usize>> {
        if self.same_lengths || ranges.is_empty() {
            return ranges.to_vec();
        }
        let starts = self.map_offsets(original, ranges.iter().map(|it| it.start), false);
        let ends = self.map_offsets(original, ranges.iter().map(|it| it.end), true);
        starts
            .into_iter()
            .zip(ends)
            .map(|(start, end)| start..end)
            .collect()
    }

    /// Maps ascending offsets; one inside a character's lower case goes to the character's start,
    /// or to its end.
    fn map_offsets(
        &self,
        original: &str,
        offsets: impl Iterator<Item = usize>,
        round_up: bool,
    ) -> Vec<usize> {
        let mut offsets = offsets.peekable();
        let (mut mapped, mut lower) = (Vec::new(), 0);
        for (at, character) in original.char_indices() {
            let next = lower + (self.length)(character);
            while let Some(offset) = offsets.next_if(|it| *it < next) {
                let inside = offset > lower;
                mapped.push(if inside && round_up {
                    at + character.len_utf8()
                } else {
                    at
                });
            }
            lower = next;
        }
        mapped.extend(offsets.map(|_| original.len()));
        mapped
    }
}

/// The characters beyond ASCII. Skips the others many at a time.
fn non_ascii(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut characters = rest[python::ascii_length(rest)..].chars();
        let found = characters.next()?;
        rest = characters.as_str();
        Some(found)
    })
}

/// `str::to_lowercase`, faster for texts of mostly ASCII. Only `Σ` looks at its neighbours.
fn lower(text: &str) -> String {
    if text.is_ascii() || text.contains('Σ') {
        return text.to_lowercase();
    }
    let (mut lowered, mut rest) = (String::with_capacity(text.len()), text);
    while !rest.is_empty() {
        let (ascii, others) = rest.split_at(python::ascii_length(rest));
        push_lower(&mut lowered, ascii);
        let mut characters = others.chars();
        lowered.extend(characters.next().into_iter().flat_map(char::to_lowercase));
        rest = characters.as_str();
    }
    lowered
}

fn push_lower(lowered: &mut String, ascii: &str) {
    let start = lowered.len();
    lowered.push_str(ascii);
    lowered[start..].make_ascii_lowercase();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_case_finds_its_way_back() {
        #[track_caller]
        fn check(text: &str, needle: &str, expected: &[&str]) {
            let lowered = Lowered::new(text);
            let found: Vec<_> = lowered
                .text
                .match_indices(needle)
                .map(|(at, it)| at..at + it.len())
                .collect();
            let back = lowered.to_original(text, &found);
            let words: Vec<_> = back.into_iter().map(|it| &text[it]).collect();
            assert_eq!(words, expected, "{text}");
        }
        check("HELLO hello", "hello", &["HELLO", "hello"]);
        check("in İstanbul, STANBUL", "stanbul", &["stanbul", "STANBUL"]);
        check("İx İx", "i̇x", &["İx", "İx"]);
        check("İ!", "\u{307}!", &["İ!"]);
        check("ẞ ẞ", "ß", &["ẞ", "ẞ"]);
        check("ΟΔΟΣ", "οδος", &["ΟΔΟΣ"]);
        check("Ünd ÄX, “Äx”!", "äx", &["ÄX", "Äx"]);
    }
}
