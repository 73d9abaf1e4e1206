//! `detectable_format:number_bullet_lists`, `number_highlighted_sections`, `title`.
//!
//! **Want** exactly so many bullets; **look for** at least so many highlighted sections, a title in
//! double angular brackets.
//! **Evidence**: the bullets, the sections, the title.
//! **Blind spots**: a line that begins with `-` is a bullet, so `---` and `-5` are, and so is
//! `*italic* text`; `**bold**`, `+`, `•` and `1.` are not. `***a***` counts as two highlighted
//! sections, and `* a * b` as one.

use super::parameters::{self, Number, count};
use super::{ASKED, Instruction, Tested, form, needed};
use crate::check::definition::Body;
use crate::check::derived::Derived;
use crate::check::fields::{Fields, Read};
use crate::check::python::{self, is_space};
use crate::check::registry::{CheckType, Example};
use crate::check::result::Reads;
use std::ops::Range;

pub(super) const TYPES: &[CheckType] = &[
    form(
        "ifeval/detectable_format:number_bullet_lists",
        "exactly so many bullets, `*` or `-` at the beginning of a line",
        Reads::Requirement,
        &[needed("num_bullets", "a number", "how many")],
        "`---`, `-5` and `*italic* text` count, `**bold**`, `+`, `•` and `1.` do not",
        &[Example::new(
            ASKED,
            "{type: 'ifeval/detectable_format:number_bullet_lists', num_bullets: 2}",
            &["We lend:\n* books\n- tools"],
            &["* books", "* books\n* tools\n---"],
        )],
        read_bullets,
    ),
    form(
        "ifeval/detectable_format:number_highlighted_sections",
        "at least so many sections between asterisks",
        Reads::Finder,
        &[needed("num_highlights", "a number", "how many at least")],
        "`***a***` counts twice; bullets with `*` can make pairs; sections end with their line",
        &[Example::new(
            ASKED,
            "{type: 'ifeval/detectable_format:number_highlighted_sections', num_highlights: 2}",
            &["*Due* on **Friday**", "***Due***"],
            &["**Due** on Friday", "*a\nb*"],
        )],
        read_highlights,
    ),
    form(
        "ifeval/detectable_format:title",
        "a title in double angular brackets",
        Reads::Finder,
        &[],
        "may stand anywhere; whatever stands between `<<` and the last `>>` of a line is one",
        &[Example::new(
            ASKED,
            "type: ifeval/detectable_format:title",
            &["<<Due dates>>\nOn Friday."],
            &["<Due dates>", "<< >>", "<<Due\ndates>>"],
        )],
        |fields| parameters::body(fields, Title),
    ),
];

fn read_bullets(fields: &mut Fields) -> Read<Body> {
    let number = parameters::number(fields, "num_bullets")?;
    parameters::body(fields, Bullets(number))
}

fn read_highlights(fields: &mut Fields) -> Read<Body> {
    let number = parameters::number(fields, "num_highlights")?;
    parameters::body(fields, Highlights(number))
}

#[derive(Debug)]
struct Bullets(Number);

impl Instruction for Bullets {
    fn aim(&self) -> String {
        format!("exactly {}", self.0.of("bullet"))
    }

    fn test(&self, text: &Derived) -> Tested {
        let (stars, hyphens) = (Marked::by('*', text.text), Marked::by('-', text.text));
        let tested = Tested::default().showing(stars.chain(hyphens));
        let n = tested.shown.len() + tested.more;
        Tested {
            follows: self.0.is(n),
            note: Some(format!("{}, exactly {} wanted", count(n, "bullet"), self.0)),
            ..tested
        }
        .or_whole(text.text)
    }
}

/// Lines that begin with a mark: the matches of `^\s*\*[^\*].*$` and `^\s*-.*$`, without the white
/// space, which may be blank lines. After a lone `*` the next line belongs to the match.
struct Marked<'t> {
    mark: char,
    text: &'t str,
    /// Where the next line begins.
    line: Option<usize>,
}

impl<'t> Marked<'t> {
    fn by(mark: char, text: &'t str) -> Marked<'t> {
        Marked {
            mark,
            text,
            line: Some(0),
        }
    }

    /// How much of `marked`, which begins with the mark, comes before the rest of its line.
    fn head(&self, marked: &str) -> Option<usize> {
        match (self.mark, marked.chars().nth(1)) {
            ('*', None | Some('*')) => None,
            ('*', Some(next)) => Some(1 + next.len_utf8()),
            _ => Some(1),
        }
    }
}

impl Iterator for Marked<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            let line = self.line.take()?;
            let inside = self.text[line..].trim_start_matches(is_space);
            let start = self.text.len() - inside.len();
            let head = inside
                .starts_with(self.mark)
                .then(|| self.head(inside))
                .flatten();
            let from = start + head.unwrap_or(0);
            let end = memchr::memchr(b'\n', &self.text.as_bytes()[from..]).map(|it| from + it);
            self.line = end.map(|it| it + 1);
            if head.is_some() {
                return Some(start..end.unwrap_or(self.text.len()));
            }
        }
    }
}

#[derive(Debug)]
struct Highlights(Number);

impl Instruction for Highlights {
    fn aim(&self) -> String {
        format!("at least {}", self.0.of("highlighted section"))
    }

    fn test(&self, text: &Derived) -> Tested {
        let (single, double) = (Starred::by(1, text.text), Starred::by(2, text.text));
        let is_section = |it: &Range<usize>| {
            let inside = text.text[it.clone()].trim_matches('*');
            !python::is_blank(inside)
        };
        let tested = Tested::default().showing(single.chain(double).filter(is_section));
        let n = tested.shown.len() + tested.more;
        Tested {
            follows: self.0.is_reached_by(n),
            note: Some(format!(
                "{}, at least {} wanted",
                count(n, "highlighted section"),
                self.0
            )),
            missing: vec!["a section between asterisks".to_owned()],
            ..tested
        }
    }
}

/// The matches of `\*[^\n\*]*\*`, or the same with two asterisks on each side.
struct Starred<'t> {
    n_stars: usize,
    text: &'t [u8],
    from: usize,
}

impl<'t> Starred<'t> {
    fn by(n_stars: usize, text: &'t str) -> Starred<'t> {
        Starred {
            n_stars,
            text: text.as_bytes(),
            from: 0,
        }
    }
}

impl Iterator for Starred<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let stars = &b"**"[..self.n_stars];
        loop {
            let start = self.from + memchr::memchr(b'*', &self.text[self.from..])?;
            self.from = start + 1;
            if !self.text[start..].starts_with(stars) {
                continue;
            }
            let inside = start + stars.len();
            let Some(length) = memchr::memchr2(b'*', b'\n', &self.text[inside..]) else {
                continue;
            };
            if self.text[inside + length..].starts_with(stars) {
                self.from = inside + length + stars.len();
                return Some(start..self.from);
            }
        }
    }
}

#[derive(Debug)]
struct Title;

impl Instruction for Title {
    fn aim(&self) -> String {
        "a title in double angular brackets".to_owned()
    }

    fn test(&self, text: &Derived) -> Tested {
        let is_title = |it: &Range<usize>| {
            let inside = text.text[it.clone()]
                .trim_start_matches('<')
                .trim_end_matches('>');
            !python::is_blank(inside)
        };
        let shown = Tested::default().showing(titles(text.text).filter(is_title));
        Tested {
            follows: !shown.shown.is_empty(),
            missing: vec![self.aim()],
            ..shown
        }
    }
}

/// The matches of `<<[^\n]+>>`: on each line from the first `<<` to the last `>>`.
fn titles(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let (bytes, mut from) = (text.as_bytes(), 0);
    std::iter::from_fn(move || {
        loop {
            let start = from + memchr::memmem::find(&bytes[from..], b"<<")?;
            let line = memchr::memchr(b'\n', &bytes[start..]);
            from = line.map_or(text.len(), |length| start + length);
            let end = text[start..from].rfind(">>").filter(|it| *it > 2);
            if let Some(end) = end {
                return Some(start..start + end + 2);
            }
        }
    })
}
