//! `is-html` and `contains-html`: HTML, alone or in a text.
//!
//! **`is-html` wants** every message to be HTML and nothing else: read as a browser does, no text
//! may stand outside the elements, and there must be one that HTML knows (or a custom one, with a
//! hyphen). **`contains-html` looks for** enough signs of HTML anywhere: tags, entities, comments,
//! attributes; two tags that belong together are enough.
//! **Why**: replies that are shown in a page, or that must not be.
//! **Pass** `<p>Friday</p>`. **Fail** "On <b>Friday</b>" (`is-html`), "1 < 2" (both).
//! **Blind spots**: broken HTML is repaired as browsers repair it and passes; Markdown may contain
//! HTML without being it. The signs and the names are this project's own choice, from the HTML
//! Standard's index of elements.

#[cfg(feature = "html")]
mod page;
/// Stands in where a build leaves the reader of pages out.
#[cfg(not(feature = "html"))]
mod page {
    pub(super) fn fault(_text: &str) -> Result<Option<&'static str>, String> {
        Err("this build reads no HTML".to_owned())
    }
}

use crate::check::Check;
use crate::check::definition::Body;
use crate::check::js;
use crate::check::pattern::{Flags, Pattern};
use crate::check::registry::{CheckType, Example};
use crate::check::result::{Found, Look, Reads};
use crate::check::view::View;
use std::ops::Range;
use std::sync::LazyLock;

/// What the user asked in all examples.
const ASKED: &str = "Give me the opening hours as HTML.";

pub(super) const TYPES: &[CheckType] = &[
    CheckType {
        name: "is-html",
        family: "format",
        summary: "a message that is HTML and nothing else",
        why: "for replies that are put into a page",
        reads: Reads::Requirement,
        parameters: &[],
        blind_spots: "what browsers repair passes; what the elements say is not looked at",
        examples: &[Example::new(
            ASKED,
            "type: is-html",
            &[
                "<p>Friday</p>",
                "<!DOCTYPE html><title>Hours</title><body>Friday</body>",
                "<x-hours/>",
            ],
            &["On <b>Friday</b>", "Friday", "<hours>Friday</hours>", ""],
        )],
        build: |_| Ok(Body::Looks(Box::new(IsHtml))),
    },
    CheckType {
        name: "contains-html",
        family: "format",
        summary: "enough signs of HTML somewhere in a message",
        why: "for replies that must not bring markup along, or must",
        reads: Reads::Finder,
        parameters: &[],
        blind_spots: "XML with a closing tag is a sign as well; one lone entity or attribute is not enough",
        examples: &[Example::new(
            ASKED,
            "type: contains-html",
            &["On <b>Friday</b>.", "Line<br>break"],
            &["1 < 2 > 0", "Tom &amp; Ana", ""],
        )],
        build: |_| Ok(Body::Looks(Box::new(ContainsHtml))),
    },
];

#[derive(Debug)]
struct IsHtml;

impl Check for IsHtml {
    fn aim(&self) -> String {
        "a message that is HTML".to_owned()
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let text = view.text(message);
        let note = match page::fault(js::trim(text)) {
            Ok(None) => return Look::required(true, "is HTML".to_owned(), Vec::new()),
            Ok(Some(reason)) => format!("not HTML: {reason}"),
            Err(reason) => return Look::stopped(reason),
        };
        Look::required(false, note, vec![Found::words(message, 0..text.len())])
    }
}

/// A sign of HTML, and how much it says. Opening and closing tags are counted apart: together
/// they say 2, one alone 1.
struct Sign {
    weight: u32,
    pattern: Pattern,
}

/// How much is enough.
const ENOUGH: u32 = 2;
/// Longer texts are not looked through, as in promptfoo; in UTF-16 units.
const MAX_UNITS: usize = 10 << 20;

static SIGNS: LazyLock<Vec<Sign>> = LazyLock::new(|| {
    let name = "[a-zA-Z][a-zA-Z0-9-]*";
    let rows = [
        (1, format!("<{name}(?:\\s[^>]*)?>")),
        (1, format!("</{name}\\s*>")),
        (1, format!("<{name}(?:\\s[^>]*)?/>")),
        (1, "&(?:[a-zA-Z]+|#[0-9]+|#x[0-9a-fA-F]+);".to_owned()),
        (
            2,
            "<![dD][oO][cC][tT][yY][pP][eE]\\s+[hH][tT][mM][lL]".to_owned(),
        ),
        (1, "<!--[^-]*(?:-[^-]+)*-->".to_owned()),
        (1, "\\s[a-zA-Z-]+=\\s*[\"'][^\"']*[\"']".to_owned()),
    ];
    let sign = |(weight, source): (u32, String), flags| Sign {
        weight,
        pattern: Pattern::new(&source, flags).expect("the signs are valid patterns"),
    };
    let mut signs: Vec<_> = rows
        .into_iter()
        .map(|row| sign(row, Flags::default()))
        .collect();
    let flags = Flags {
        ignore_case: true,
        ..Flags::default()
    };
    signs.push(sign((2, format!("<(?:{COMMON})\\b")), flags));
    signs
});

/// Elements that pages are made of; one alone is enough.
const COMMON: &str = "a|body|br|button|div|form|h[1-6]|head|hr|html|iframe|img|input|label|li|link|meta|ol|p|script|select|span|style|table|tbody|td|textarea|th|thead|tr|ul";

#[derive(Debug)]
struct ContainsHtml;

impl Check for ContainsHtml {
    fn aim(&self) -> String {
        "HTML".to_owned()
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let text = view.text(message);
        if !text.contains(['<', '&', '='])
            || text.len() > MAX_UNITS && text.encode_utf16().count() > MAX_UNITS
        {
            return Look::missing(self.aim());
        }
        let (mut weight, mut places): (u32, Vec<Range<usize>>) = (0, Vec::new());
        for sign in SIGNS.iter() {
            match sign.pattern.find(text) {
                Err(stopped) => return Look::stopped(stopped.to_string()),
                Ok(None) => {}
                Ok(Some(place)) => {
                    weight += sign.weight;
                    places.push(place);
                }
            }
        }
        if weight < ENOUGH {
            return Look::missing(self.aim());
        }
        places.sort_by_key(|it| (it.start, it.end));
        places.dedup_by_key(|it| it.start);
        Look::found(message, places)
    }
}
