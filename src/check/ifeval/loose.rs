//! The lenient reading: an instruction is followed if any of eight variants of the text follows
//! it, so that an introduction, a closing remark or Markdown's asterisks do not count against a
//! reply.
//!
//! The variants are the whole text, and the text without its first line, its last line, and both,
//! these three without white space at the ends; each also without any `*`. Blank ones do not count.
//! An exception in one that is tested ends the test, as in the reference.
//!
//! Source: google-research `instruction_following_eval`, `test_instruction_following_loose`.

use super::{Instruction, Tested, blank};
use crate::check::derived::Derived;
use crate::check::python;
use std::borrow::Cow;
use std::ops::Range;

/// The first variant that follows `instruction`; if none does, what the whole text shows.
pub(super) fn test(instruction: &dyn Instruction, whole: &Derived) -> Tested {
    if python::is_blank(whole.text) {
        return blank(whole.text);
    }
    let strict = instruction.test(whole);
    if strict.follows || strict.stopped.is_some() {
        return strict;
    }
    let variants = variants(whole.text);
    for (at, variant) in variants.iter().enumerate() {
        let text = variant.text();
        let is_new = text != whole.text && variants[..at].iter().all(|it| it.text() != text);
        if !is_new || python::is_blank(&text) {
            continue;
        }
        let tested = instruction.test(&Derived::new(&text));
        if tested.follows || tested.stopped.is_some() {
            return variant.explain(tested);
        }
    }
    Tested {
        note: strict
            .note
            .map(|it| format!("{it}, also without first and last line and asterisks")),
        ..strict
    }
}

/// A part of the text, perhaps without its asterisks.
struct Variant<'t> {
    name: &'static str,
    base: &'t str,
    /// Where the part begins in the text.
    start: usize,
    /// Where the asterisks stand in the part, if they are left out.
    asterisks: Option<Vec<usize>>,
}

/// All variants but the whole text, in the reference's order.
fn variants(whole: &str) -> Vec<Variant<'_>> {
    let first = whole.find('\n').map_or(whole.len(), |it| it + 1);
    let last = whole.rfind('\n').unwrap_or(0);
    let parts = [
        ("without its first line", first..whole.len()),
        ("without its last line", 0..last),
        ("without its first and last line", first..last.max(first)),
    ];
    let part = |name, range: Range<usize>| {
        let stripped = python::strip(&whole[range.clone()]);
        Variant {
            name,
            base: &whole[range.start + stripped.start..range.start + stripped.end],
            start: range.start + stripped.start,
            asterisks: None,
        }
    };
    let parts = parts.map(|(name, range)| part(name, range));
    let mut all = Vec::new();
    all.extend(starless("without asterisks", whole, 0));
    let starless = parts
        .iter()
        .filter_map(|it| starless(it.name, it.base, it.start));
    let starless: Vec<_> = starless.collect();
    all.extend(parts);
    all.extend(starless);
    all
}

/// `None` where there are no asterisks to leave out.
fn starless<'t>(name: &'static str, base: &'t str, start: usize) -> Option<Variant<'t>> {
    let asterisks: Vec<_> = memchr::memchr_iter(b'*', base.as_bytes()).collect();
    (!asterisks.is_empty()).then_some(Variant {
        name,
        base,
        start,
        asterisks: Some(asterisks),
    })
}

impl<'t> Variant<'t> {
    fn text(&self) -> Cow<'t, str> {
        match self.asterisks {
            Some(_) => Cow::Owned(self.base.replace('*', "")),
            None => Cow::Borrowed(self.base),
        }
    }

    /// What was tested, with places in the whole text and the variant's name.
    fn explain(&self, tested: Tested) -> Tested {
        let and_asterisks = match self.asterisks {
            Some(_) if self.start > 0 || self.name != "without asterisks" => " and asterisks",
            _ => "",
        };
        let shown = tested.shown.iter().map(|it| self.place(it));
        let note = tested
            .note
            .map(|it| format!("{it}, {}{and_asterisks}", self.name));
        Tested {
            shown: shown.collect(),
            note,
            ..tested
        }
    }

    fn place(&self, range: &Range<usize>) -> Range<usize> {
        let end = match range.end.checked_sub(1) {
            // The end of the last character that is in, so that no asterisk after it is.
            Some(last) if last >= range.start => self.offset(last) + 1,
            _ => self.offset(range.start),
        };
        self.offset(range.start).min(end)..end
    }

    fn offset(&self, at: usize) -> usize {
        // How many asterisks were left out before it.
        let left_out = |asterisks: &Vec<usize>| {
            let (mut low, mut high) = (0, asterisks.len());
            while low < high {
                let middle = low.midpoint(high);
                (low, high) = match asterisks[middle] - middle <= at {
                    true => (middle + 1, high),
                    false => (low, middle),
                };
            }
            low
        };
        self.start + at + self.asterisks.as_ref().map_or(0, left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Exactly(&'static str);

    impl Instruction for Exactly {
        fn aim(&self) -> String {
            self.0.to_owned()
        }

        fn test(&self, text: &Derived) -> Tested {
            let word = text.text.find("word").map(|at| at..at + 4);
            Tested::new(text.text == self.0, "tested").showing(word)
        }
    }

    #[test]
    fn variants_are_the_references() {
        #[track_caller]
        fn check(whole: &str, expected: &[&str]) {
            let mut texts: Vec<_> = variants(whole)
                .iter()
                .map(|it| it.text().into_owned())
                .collect();
            texts.retain(|it| !python::is_blank(it));
            assert_eq!(texts, expected, "{whole}");
        }
        check("one", &[]);
        check("*one*", &["one"]);
        check("a\n b \nc", &["b \nc", "a\n b", "b"]);
        check("a\n*b*", &["a\nb", "*b*", "a", "b"]);
        check("\n\na", &["a"]);
    }

    #[test]
    fn places_are_those_of_the_whole_text() {
        #[track_caller]
        fn check(whole: &str, followed: &'static str, shown: &str, note: &str) {
            let tested = test(&Exactly(followed), &Derived::new(whole));
            assert!(tested.follows);
            assert_eq!(&whole[tested.shown[0].clone()], shown);
            assert_eq!(tested.note.as_deref(), Some(note));
        }
        check("word", "word", "word", "tested");
        check(
            "Sure:\n a word ",
            "a word",
            "word",
            "tested, without its first line",
        );
        check(
            "a **w*ord**",
            "a word",
            "w*ord",
            "tested, without asterisks",
        );
        check(
            "x\n*a* word*\ny",
            "a word",
            "word",
            "tested, without its first and last line and asterisks",
        );
    }

    #[test]
    fn what_no_variant_follows_is_not_followed() {
        let tested = test(&Exactly("x"), &Derived::new("a word\n*b*"));
        assert!(!tested.follows);
        assert_eq!(tested.shown[0], 2..6);
        assert!(!test(&Exactly(""), &Derived::new(" \n")).follows);
    }
}
