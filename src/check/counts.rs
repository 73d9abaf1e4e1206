//! How much: words, characters, sentences, paragraphs, questions.
//!
//! **Want** a number of something in every message: exactly `value`, or between `min` and `max`.
//! **Why**: "at most 80 words", "ask one question at a time".
//! **Pass** within the bounds. Evidence of too much is what goes beyond; too little shows the
//! whole message.
//! **Blind spots**: words are what white space separates, as in promptfoo, so `well-known` is one,
//! `a - b` three, and a Chinese sentence one. Sentences follow Unicode's rules, which take
//! "Dr. Smith" for two. A question is a sentence that ends in a question mark (`?`, `？`, `؟`), so "Tell me what you want." is none and
//! "What?!" is one.

use crate::check::Check;
use crate::check::definition::Body;
use crate::check::fields::{Fault, Fields, Read, count_of, number_of};
use crate::check::js;
use crate::check::node::{Kind, Node};
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{Found, Look, Reads};
use crate::check::segments::{paragraphs, questions, sentences, words};
use crate::check::view::View;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

const BOUNDS: &[Parameter] = &[
    Parameter {
        name: "value",
        takes: "a whole number, or `{min, max}`",
        needed: false,
        doc: "exactly so many; or the bounds, one of which may be left out",
    },
    Parameter {
        name: "min",
        takes: "a whole number",
        needed: false,
        doc: "at least so many",
    },
    Parameter {
        name: "max",
        takes: "a whole number",
        needed: false,
        doc: "at most so many",
    },
];

const fn entry(
    name: &'static str,
    summary: &'static str,
    blind_spots: &'static str,
    examples: &'static [Example],
    build: crate::check::fields::Build,
) -> CheckType {
    let why = "for clauses about length";
    CheckType {
        name,
        family: "counts",
        summary,
        why,
        reads: Reads::Requirement,
        parameters: BOUNDS,
        blind_spots,
        examples,
        build,
    }
}

/// What the user asked in all examples.
const ASKED: &str = "Briefly: when is it due?";

pub(super) const TYPES: &[CheckType] = &[
    entry(
        "word-count",
        "a number of words, as white space separates them",
        "`well-known` is one word, `a - b` three, a Chinese sentence one",
        &[
            Example::new(
                ASKED,
                "{type: word-count, value: {max: 4}}",
                &["On Friday.", ""],
                &["It is due on Friday."],
            ),
            Example::new(
                ASKED,
                "{type: word-count, value: 2}",
                &["On Friday."],
                &["Friday."],
            ),
            Example::new(
                ASKED,
                "{type: word-count, min: 2, max: 3}",
                &["On Friday."],
                &["Friday."],
            ),
        ],
        |fields| read(fields, Unit::Words),
    ),
    entry(
        "sentence-count",
        "a number of sentences, by Unicode's rules",
        "takes `Dr. Smith` for the end of a sentence; headings and list items count as sentences",
        &[Example::new(
            ASKED,
            "{type: sentence-count, value: {max: 1}}",
            &["On Friday."],
            &["On Friday. Shall I renew it?"],
        )],
        |fields| read(fields, Unit::Sentences),
    ),
    entry(
        "paragraph-count",
        "a number of paragraphs, as blank lines separate them",
        "a list with blank lines between its items is several paragraphs",
        &[Example::new(
            ASKED,
            "{type: paragraph-count, max: 1}",
            &["On Friday.\nAt noon."],
            &["On Friday.\n\nAt noon."],
        )],
        |fields| read(fields, Unit::Paragraphs),
    ),
    entry(
        "character-count",
        "a number of characters, spaces included, as readers see them",
        "an emoji of several parts is one character, as in other tools it may not be",
        &[Example::new(
            ASKED,
            "{type: character-count, max: 10}",
            &["On Friday.", "👩‍👩‍👧 Friday"],
            &["On Saturday."],
        )],
        |fields| read(fields, Unit::Characters),
    ),
    CheckType {
        name: "max-questions",
        family: "counts",
        summary: "at most a number of questions",
        why: "for clauses such as `ask one thing at a time`",
        reads: Reads::Requirement,
        parameters: &[Parameter {
            name: "value",
            takes: "a whole number",
            needed: true,
            doc: "how many questions a message may ask",
        }],
        blind_spots: "counts question marks at the end of a sentence or line; `Tell me which.` is none, a quoted or rhetorical question is one",
        examples: &[Example::new(
            ASKED,
            "{type: max-questions, value: 1}",
            &[
                "Shall I renew it?",
                "Due on Friday.",
                "Which one?! Tell me.",
            ],
            &["Which book? And until when?"],
        )],
        build: read_max_questions,
    },
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Words,
    Sentences,
    Paragraphs,
    Characters,
    Questions,
}

#[derive(Debug)]
struct Count {
    unit: Unit,
    min: Option<f64>,
    max: Option<f64>,
}

fn read(fields: &mut Fields, unit: Unit) -> Read<Body> {
    let (mut min, mut max) = (fields.number("min")?, fields.number("max")?);
    if let Some(value) = fields.get("value") {
        let (least, most) = bounds_of(value)?;
        (min, max) = (least.or(min), most.or(max));
    }
    if min.is_none() && max.is_none() {
        let message = format!("`{}` needs a number: `value`, `min` or `max`", fields.name);
        return Err(Fault::new(fields.node, "missing-parameter", message));
    }
    if max.is_some_and(|max| min.is_some_and(|min| min > max)) {
        let message = "`min` is larger than `max`, so no message can pass";
        return Err(Fault::new(fields.node, "wrong-parameter", message));
    }
    Ok(Body::Looks(Box::new(Count { unit, min, max })))
}

fn bounds_of(value: &Node) -> Read<(Option<f64>, Option<f64>)> {
    let Kind::Map(entries) = &value.kind else {
        let exactly = number_of(value, "value")?;
        return Ok((Some(exactly), Some(exactly)));
    };
    for (key, _) in entries {
        if !matches!(key.text(), Some("min" | "max")) {
            let message = format!("`value` takes `min` and `max`, not {}", key.describe());
            return Err(Fault::new(key, "wrong-parameter", message));
        }
    }
    let bound = |name| {
        value
            .get(name)
            .filter(|it| it.kind != Kind::Null)
            .map(|it| number_of(it, name))
            .transpose()
    };
    Ok((bound("min")?, bound("max")?))
}

fn read_max_questions(fields: &mut Fields) -> Read<Body> {
    let node = fields.needed("value", "how many questions a message may ask")?;
    let max = count_of(node, "value")? as f64;
    Ok(Body::Looks(Box::new(Count {
        unit: Unit::Questions,
        min: None,
        max: Some(max),
    })))
}

impl Check for Count {
    fn aim(&self) -> String {
        match (self.min, self.max) {
            (Some(min), Some(max)) if min == max => format!("exactly {}", self.unit.count(min)),
            (Some(min), Some(max)) => format!("{min} to {}", self.unit.count(max)),
            (Some(min), None) => format!("at least {}", self.unit.count(min)),
            (None, Some(max)) => format!("at most {}", self.unit.count(max)),
            (None, None) => "any length".to_owned(),
        }
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let text = view.text(message);
        let tally = self
            .unit
            .tally(text, self.max.map_or(usize::MAX, js::whole));
        let n = tally.n as f64;
        let too_many = self.max.is_some_and(|max| n > max);
        let too_few = self.min.is_some_and(|min| n < min);
        let shows = if too_many {
            self.unit.evidence(&tally)
        } else {
            std::iter::once(0..text.len()).collect()
        };
        let found = if too_many || too_few {
            shows
        } else {
            Vec::new()
        };
        let found = found
            .into_iter()
            .map(|range| Found::words(message, range))
            .collect();
        let note = format!("{}, {} allowed", self.unit.count(n), self.allowed());
        Look::required(!too_many && !too_few, note, found)
    }

    fn holds(&self, view: &View, message: usize) -> Option<bool> {
        let text = view.text(message);
        let count = || self.unit.tally(text, usize::MAX).n;
        let n = view.derived(message).count(self.unit as usize, count) as f64;
        let too_many = self.max.is_some_and(|max| n > max);
        let too_few = self.min.is_some_and(|min| n < min);
        Some(!too_many && !too_few)
    }
}

impl Count {
    /// The bounds without their unit.
    fn allowed(&self) -> String {
        match (self.min, self.max) {
            (Some(min), Some(max)) if min == max => format!("exactly {min}"),
            (Some(min), Some(max)) => format!("{min} to {max}"),
            (Some(min), None) => format!("at least {min}"),
            (None, Some(max)) => format!("at most {max}"),
            (None, None) => "any number".to_owned(),
        }
    }
}

/// A number of things, and those beyond the bound.
struct Tally {
    n: usize,
    /// Where the things allowed end, and the last one ends.
    beyond: Range<usize>,
    /// The things themselves, where each is worth showing.
    things: Vec<Range<usize>>,
}

impl Unit {
    fn count(self, n: f64) -> String {
        let noun = match self {
            Unit::Words => "word",
            Unit::Sentences => "sentence",
            Unit::Paragraphs => "paragraph",
            Unit::Characters => "character",
            Unit::Questions => "question",
        };
        format!("{n} {noun}{}", if n == 1.0 { "" } else { "s" })
    }

    fn tally(self, text: &str, max: usize) -> Tally {
        match self {
            Unit::Words => tally(words(text), max, false),
            Unit::Sentences => tally(sentences(text), max, false),
            Unit::Paragraphs => tally(paragraphs(text), max, false),
            Unit::Characters => tally(
                text.grapheme_indices(true)
                    .map(|(at, it)| at..at + it.len()),
                max,
                false,
            ),
            Unit::Questions => tally(questions(text), max, true),
        }
    }

    fn evidence(self, tally: &Tally) -> Vec<Range<usize>> {
        match self {
            Unit::Questions => tally.things.clone(),
            _ => vec![tally.beyond.clone()],
        }
    }
}

fn tally(things: impl Iterator<Item = Range<usize>>, max: usize, keep: bool) -> Tally {
    let mut tally = Tally {
        n: 0,
        beyond: 0..0,
        things: Vec::new(),
    };
    for thing in things {
        tally.n += 1;
        if tally.n == max.saturating_add(1) {
            tally.beyond.start = thing.start;
        }
        tally.beyond.end = thing.end;
        if keep && tally.things.len() < super::result::MAX_EVIDENCE {
            tally.things.push(thing);
        }
    }
    tally
}
