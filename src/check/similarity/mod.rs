//! How near a message is to given texts: `levenshtein`, `rouge-n`, `bleu`, `gleu`.
//!
//! **Want** every message to be like a reference: at most so many letters different
//! (`levenshtein`), or so many of the same words in the same order (the others, which give a
//! score between 0 and 1).
//! **Why**: answers that may vary a little, translations, summaries with a known good version.
//! **Pass** up to the threshold (`levenshtein`, 5 if not given) or from the threshold on (0.75 for
//! `rouge-n`, 0.5 for `bleu` and `gleu`). With `not-` the score is what is missing to 1.
//! **Blind spots**: words, not meaning: a "not" more or less changes hardly anything, a paraphrase
//! scores low.
//!
//! Sources: Levenshtein (1966); Papineni et al. (2002) for BLEU; Wu et al. (2016) for GLEU; Lin
//! (2004) for ROUGE. How words are cut and what happens at the edges is promptfoo's.

mod levenshtein;
mod ngrams;
mod treebank;

use crate::check::Check;
use crate::check::definition::Body;
use crate::check::fields::{Fault, Fields, Read, text_of};
use crate::check::js;
use crate::check::node::Kind;
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{Found, Look, Reads, listed};
use crate::check::view::View;

const fn references(takes: &'static str) -> Parameter {
    Parameter {
        name: "value",
        takes,
        needed: true,
        doc: "what the message should be like",
    }
}

const SEVERAL: &[Parameter] = &[references("a text or a list of texts")];

const fn entry(
    name: &'static str,
    summary: &'static str,
    blind_spots: &'static str,
    parameters: &'static [Parameter],
    examples: &'static [Example],
    build: crate::check::fields::Build,
) -> CheckType {
    let why = "for answers that may vary a little from a known good one";
    CheckType {
        name,
        family: "similarity",
        summary,
        why,
        reads: Reads::Requirement,
        parameters,
        blind_spots,
        examples,
        build,
    }
}

/// What the user asked in all examples.
const ASKED: &str = "Where is the desk?";

pub(super) const TYPES: &[CheckType] = &[
    entry(
        "levenshtein",
        "at most `threshold` letters (5 if not given) added, left out or exchanged",
        "counts letters, not meaning; a moved sentence is a large difference; an emoji is two letters",
        &[references("a text")],
        &[Example::new(
            ASKED,
            "{type: levenshtein, value: The desk is on the left., threshold: 2}",
            &["The desk is on the left.", "The desk is on the left"],
            &["The desk is on the right.", ""],
        )],
        |fields| read(fields, Measure::Levenshtein, 5.0),
    ),
    entry(
        "rouge-n",
        "enough of the reference's words, in any order (F1 of single words; `threshold` 0.75 if not given)",
        "knows no order and no meaning",
        &[references("a text")],
        &[Example::new(
            ASKED,
            "{type: rouge-n, value: The desk is on the left}",
            &["On the left is the desk", "the desk is on the left"],
            &["It is upstairs."],
        )],
        |fields| read(fields, Measure::Rouge, 0.75),
    ),
    entry(
        "bleu",
        "runs of up to four words that stand in a reference (`threshold` 0.5 if not given)",
        "a short reply without a run of four common words scores near 0",
        SEVERAL,
        &[Example::new(
            ASKED,
            "{type: bleu, value: [The desk is on the left, You find the desk on the left side]}",
            &["The desk is on the left", "the desk is on the left side"],
            &["It is upstairs.", ""],
        )],
        |fields| read(fields, Measure::Bleu, 0.5),
    ),
    entry(
        "gleu",
        "runs of up to four words shared with a reference, in both directions (`threshold` 0.5 if not given)",
        "words, not meaning; an empty reply cannot be judged",
        SEVERAL,
        &[Example::new(
            ASKED,
            "{type: gleu, value: The desk is on the left}",
            &["The desk is on the left.", "the desk is on the left side"],
            &["It is upstairs."],
        )],
        |fields| read(fields, Measure::Gleu, 0.5),
    ),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Levenshtein,
    Rouge,
    Bleu,
    Gleu,
}

impl Measure {
    fn name(self) -> &'static str {
        match self {
            Measure::Levenshtein => "Levenshtein distance",
            Measure::Rouge => "ROUGE-1",
            Measure::Bleu => "BLEU",
            Measure::Gleu => "GLEU",
        }
    }
}

fn read(fields: &mut Fields, measure: Measure, threshold: f64) -> Read<Body> {
    let references = references_of(fields, measure)?;
    let threshold = fields.number("threshold")?.unwrap_or(threshold);
    Ok(Body::Looks(Box::new(Similarity {
        measure,
        references,
        threshold,
    })))
}

fn references_of(fields: &mut Fields, measure: Measure) -> Read<Vec<String>> {
    let node = fields.needed("value", "the text to compare with")?;
    let several = matches!(measure, Measure::Bleu | Measure::Gleu);
    match &node.kind {
        Kind::List(items) if several && items.is_empty() => Err(Fault::new(
            node,
            "wrong-parameter",
            "there is no text to compare with",
        )),
        Kind::List(items) if several => items
            .iter()
            .map(|item| text_of(item, "value").map(str::to_owned))
            .collect(),
        _ => Ok(vec![text_of(node, "value")?.to_owned()]),
    }
}

#[derive(Debug)]
struct Similarity {
    measure: Measure,
    references: Vec<String>,
    threshold: f64,
}

impl Check for Similarity {
    fn aim(&self) -> String {
        let bound = if self.measure == Measure::Levenshtein {
            "at most"
        } else {
            "at least"
        };
        let (name, threshold) = (self.measure.name(), js::float_text(self.threshold));
        format!(
            "{name} of {bound} {threshold} to {}",
            listed(&self.references, "or")
        )
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let text = view.text(message);
        let score = match self.measure {
            Measure::Levenshtein => return self.distance(text, message),
            Measure::Rouge => Ok(ngrams::rouge(text, &self.references[0])),
            Measure::Bleu => Ok(ngrams::bleu(text, &self.references)),
            Measure::Gleu => {
                ngrams::gleu(text, &self.references).ok_or("an empty message has no GLEU score")
            }
        };
        match score {
            Ok(score) => self.scored(score, text, message),
            Err(reason) => Look::stopped(reason),
        }
    }
}

impl Similarity {
    fn scored(&self, score: f64, text: &str, message: usize) -> Look {
        let bound = format!("at least {} wanted", js::float_text(self.threshold));
        let note = format!("{} {score:.2}, {bound}", self.measure.name());
        let found = vec![Found::words(message, 0..text.len())];
        let look = Look::required(score >= self.threshold, note, found);
        Look {
            score: Some(score),
            ..look
        }
    }

    fn distance(&self, text: &str, message: usize) -> Look {
        let threshold = js::float_text(self.threshold);
        let within = if self.threshold < 0.0 {
            Ok(None)
        } else {
            levenshtein::within(text, &self.references[0], js::whole(self.threshold) as u64)
        };
        let (holds, note) = match within {
            Err(levenshtein::TooLong) => {
                let reason =
                    format!("the texts are too long to compare up to a distance of {threshold}");
                return Look::stopped(reason);
            }
            Ok(Some(distance)) => (
                true,
                format!("{distance} letters differ, {threshold} allowed"),
            ),
            Ok(None) => (
                false,
                format!("more letters differ than the {threshold} allowed"),
            ),
        };
        Look::required(holds, note, vec![Found::words(message, 0..text.len())])
    }
}
