//! `detectable_format:multiple_sections`, `detectable_content:postscript`.
//!
//! **Look for** at least so many headings of the form "Section 1"; for a postscript's marker.
//! **Evidence**: the headings; from the marker to the end of its line.
//! **Blind spots**: splitter and marker are patterns and may stand anywhere, inside a line too:
//! `P.S.` is found in `http.s.`. One space at most is allowed before the number, and Roman numbers
//! are none.

use super::parameters::{self, Number, count};
use super::{ASKED, Instruction, Tested, form, needed};
use crate::check::definition::Body;
use crate::check::derived::Derived;
use crate::check::fields::{Fault, Fields, Read};
use crate::check::python::pattern::{Flags, Pattern, is_literal};
use crate::check::python::{self, is_decimal, is_space};
use crate::check::registry::{CheckType, Example};
use crate::check::result::{Reads, quoted};
use crate::diagnostic::Severity;
use std::ops::Range;

pub(super) const TYPES: &[CheckType] = &[
    form(
        "ifeval/detectable_format:multiple_sections",
        "at least so many sections, marked by a word and a number",
        Reads::Finder,
        &[
            needed(
                "section_spliter",
                "a pattern",
                "the word before the number, case as given",
            ),
            needed("num_sections", "a number", "how many at least"),
        ],
        "found anywhere in a line; needs digits after at most one space; `Section 1.2` counts",
        &[Example::new(
            ASKED,
            "{type: 'ifeval/detectable_format:multiple_sections', section_spliter: Section, num_sections: 2}",
            &["Section 1\nDue.\nSection 2\nDone."],
            &["Section 1\nDue.\nSection II", "section 1, section 2"],
        )],
        read_sections,
    ),
    form(
        "ifeval/detectable_content:postscript",
        "a postscript's marker",
        Reads::Finder,
        &[needed(
            "postscript_marker",
            "a pattern",
            "`P.S.`, `P.P.S` or another, capitals or not",
        )],
        "found anywhere, inside words too: `http.s.` has a `P.S.`; says nothing about what follows",
        &[Example::new(
            ASKED,
            "{type: 'ifeval/detectable_content:postscript', postscript_marker: P.S.}",
            &["Due on Friday.\n\np. s. At noon."],
            &["Due on Friday.\n\nPS: at noon."],
        )],
        read_postscript,
    ),
];

fn read_sections(fields: &mut Fields) -> Read<Body> {
    let splitter = python::stripped(parameters::text(fields, "section_spliter")?).to_owned();
    let number = parameters::number(fields, "num_sections")?;
    let is_plain = is_literal(&splitter) && !splitter.is_empty();
    let source = format!(r"\s?{splitter}\s?\d+\s?");
    let pattern = (!is_plain).then(|| compile(fields, &source, Flags::NONE));
    let sections = Sections {
        splitter,
        number,
        pattern,
    };
    parameters::body(fields, sections)
}

fn read_postscript(fields: &mut Fields) -> Read<Body> {
    let written = python::stripped(parameters::text(fields, "postscript_marker")?);
    let lowered = python::lowered(written);
    let source = match written {
        "P.P.S" => r"p\.\s?p\.\s?s",
        "P.S." => r"p\.\s?s\.",
        _ => &lowered,
    };
    let whole = compile(fields, &format!(r"\s*{source}.*$"), Flags::MULTILINE);
    // What stands before and after the marker matches anything.
    let pattern = whole.map(|it| Pattern::new(source, Flags::MULTILINE).unwrap_or(it));
    let postscript = Postscript {
        marker: written.to_owned(),
        pattern,
    };
    parameters::body(fields, postscript)
}

/// A pattern, or why it does not run. As in the reference, it is a blank message that comes first.
type Compiled = Result<Pattern, String>;

fn compile(fields: &mut Fields, source: &str, flags: Flags) -> Compiled {
    Pattern::new(source, flags).map_err(|fault| {
        let message = format!("in the pattern {}: {}", quoted(source), fault.message);
        let fault = Fault::new(fields.node, "invalid-pattern", message.clone());
        fields.reader.report(fault, Severity::Error);
        message
    })
}

#[derive(Debug)]
struct Sections {
    splitter: String,
    number: Number,
    /// Where the splitter is no plain word.
    pattern: Option<Compiled>,
}

impl Instruction for Sections {
    fn aim(&self) -> String {
        let sections = self.number.of("section");
        format!(
            "at least {sections} marked {}",
            quoted(&format!("{} 1", self.splitter))
        )
    }

    fn test(&self, text: &Derived) -> Tested {
        let pattern = match &self.pattern {
            Some(Err(reason)) => return Tested::stopped(reason),
            Some(Ok(pattern)) => Some(pattern),
            None => None,
        };
        let tested = match pattern.map(|it| it.matches(text.text).collect::<Result<Vec<_>, _>>()) {
            None => Tested::default().showing(headings(text.text, &self.splitter)),
            Some(Ok(ranges)) => Tested::default().showing(ranges),
            Some(Err(_)) => {
                return Tested::stopped("the splitter takes too many steps on this message");
            }
        };
        // The reference counts what a group of the pattern captures, too.
        let n_groups = pattern.map_or(0, |it| it.n_groups as usize);
        let n = (tested.shown.len() + tested.more) * (1 + n_groups);
        Tested {
            follows: self.number.is_reached_by(n),
            note: Some(format!(
                "{}, at least {} wanted",
                count(n, "section"),
                self.number
            )),
            missing: vec![quoted(&format!("{} 1", self.splitter))],
            ..tested
        }
    }
}

/// `splitter`, perhaps a space, and a number.
fn headings<'t>(text: &'t str, splitter: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text[from..].find(splitter)?;
            let after = &text[start + splitter.len()..];
            let number = after.strip_prefix(is_space).unwrap_or(after);
            let rest = number.trim_start_matches(is_decimal);
            if rest.len() < number.len() {
                let end = text.len() - rest.len();
                from = end
                    + rest
                        .chars()
                        .next()
                        .filter(|it| is_space(*it))
                        .map_or(0, char::len_utf8);
                return Some(start..end);
            }
            from = start + splitter.chars().next().map_or(1, char::len_utf8);
        }
    })
}

#[derive(Debug)]
struct Postscript {
    marker: String,
    pattern: Compiled,
}

impl Instruction for Postscript {
    fn aim(&self) -> String {
        format!("a postscript that begins with {}", quoted(&self.marker))
    }

    fn test(&self, text: &Derived) -> Tested {
        let pattern = match &self.pattern {
            Ok(pattern) => pattern,
            Err(reason) => return Tested::stopped(reason),
        };
        let lowered = text.python_lowered();
        let Ok(found) = pattern.find(&lowered.text) else {
            return Tested::stopped("the marker takes too many steps on this message");
        };
        let Some(found) = found else {
            return Tested::missing(quoted(&self.marker));
        };
        let rest = &lowered.text[found.end..];
        let end = found.end + rest.find('\n').unwrap_or(rest.len());
        let shown = found.start..end;
        Tested {
            follows: true,
            shown: lowered.to_original(text.text, &[shown]),
            ..Tested::default()
        }
    }
}
