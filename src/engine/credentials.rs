//! How often checks are wrong: each held against replies of which someone said whether they keep its
//! clause.
//!
//! Such replies are the graded ones of the spec's examples, and outputs of the workspace that people
//! judged. A check hits where it says broken or "look here": a bad reply that it hits is caught, one
//! that it does not is missed, a good one that it hits is a false alarm. Replies that are sketches
//! (`[...]`) prove nothing, since words may be missing: they are left out, and counted.
//!
//! A check that was made by looking at examples agrees with them. So examples fall into two halves,
//! and a check that was tuned on one is reported on the other.

use super::Engine;
use super::findings::GivenVerdict;
use super::statuses::Statuses;
use crate::check::{CheckDefinition, CheckOutcome, View};
use crate::spec::{Grade, Spec};
use crate::stats::Interval;
use crate::stats::proportions::wilson;
use crate::text::sha256;
use crate::transcript::{Transcript, example};
use crate::verdict::{Outcome, Source};
use std::collections::BTreeMap;

/// After so many errors a check is given up: a pattern bomb takes its time at each reply.
const MAX_ERRORS: usize = 3;

/// Which examples are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// One half of them; all where it is `None`.
    pub half: Option<Half>,
    /// How the halves are drawn: by the example's words and this number, so that an example added
    /// elsewhere moves none. Without it, by the example's number in the document, from 1.
    pub seed: Option<u64>,
}

/// A half of the examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// The first, third and so on.
    Odd,
    /// The second, fourth and so on.
    Even,
}

/// A reply of which someone said whether it keeps a clause.
#[derive(Clone, Debug)]
pub struct LabelledReply {
    /// The clause's id.
    pub clause: String,
    /// Whether it breaks the clause.
    pub is_bad: bool,
    /// Who said so.
    pub label: Label,
    /// What to call it.
    pub name: String,
    /// The conversation with the reply as its output.
    pub transcript: Transcript,
}

/// Who labelled a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// The author of the spec, in an example.
    Example {
        /// Its number in the document, from 1.
        number: usize,
        /// The index of the section that it stands in.
        section: usize,
        /// Its index in that section.
        at: usize,
        /// Which of its comparisons, and which reply in that.
        reply: (usize, usize),
    },
    /// People who judged an output of the workspace.
    People {
        /// The scenario's id.
        scenario: String,
        /// Which of its transcripts.
        output: usize,
    },
}

/// All labelled replies, and what was left out.
#[derive(Clone, Debug, Default)]
pub struct Labelled {
    /// The replies: those of examples first, in the order of the document.
    pub replies: Vec<LabelledReply>,
    /// By clause, how many replies are sketches and left out.
    pub sketches: BTreeMap<String, usize>,
    /// Bad replies whose author blames a part of the spec that is no clause; left out too.
    pub n_elsewhere: usize,
}

/// What a check says of labelled replies, by their index in [`Labelled::replies`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Bad replies that it hits.
    pub caught: Vec<usize>,
    /// Bad replies that it does not.
    pub missed: Vec<usize>,
    /// Good replies that it hits.
    pub alarms: Vec<usize>,
    /// Good replies that it leaves alone.
    pub silent: Vec<usize>,
    /// Replies that it could not judge, the others after it was given up included.
    pub errors: Vec<usize>,
}

/// A number of replies out of others of their kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub n: usize,
    /// Out of how many.
    pub of: usize,
}

impl Labelled {
    /// The graded replies of a spec's examples. A bad reply counts for the clause that its grade
    /// blames, else for the one that its example stands under; a good one for the latter.
    /// Acceptable ones count for nothing.
    pub fn of_examples(spec: &Spec, split: Split) -> Labelled {
        let mut all = Labelled::default();
        let mut number = 0;
        for (section, it) in spec.sections.iter().enumerate() {
            for at in 0..it.examples.len() {
                number += 1;
                if split.takes(number, &it.examples[at].title) {
                    all.add_example(spec, number, section, at);
                }
            }
        }
        all
    }

    fn add_example(&mut self, spec: &Spec, number: usize, section: usize, at: usize) {
        let start = spec.sections[section].examples[at].span.start;
        let above = spec.clause_above(section, start).map(|it| it.id.as_str());
        for (comparison, scenario) in example::scenarios(spec, section, at).iter().enumerate() {
            for (output_at, output) in scenario.outputs.iter().enumerate() {
                let Some(grade) = output.author_grade() else {
                    continue;
                };
                let (is_bad, clause) = match (grade.grade, grade.blames.as_deref()) {
                    (Grade::Bad, Some(blamed)) => (true, Some(blamed)),
                    (Grade::Bad, None) => (true, above),
                    (Grade::Good, _) => (false, above),
                    (Grade::Ok | Grade::Unmarked, _) => continue,
                };
                let mut clauses = spec.clauses.iter();
                let Some(clause) = clauses.find(|it| Some(it.id.as_str()) == clause) else {
                    self.n_elsewhere += usize::from(is_bad);
                    continue;
                };
                if grade.elided {
                    *self.sketches.entry(clause.id.clone()).or_default() += 1;
                    continue;
                }
                self.replies.push(LabelledReply {
                    clause: clause.id.clone(),
                    is_bad,
                    label: Label::Example {
                        number,
                        section,
                        at,
                        reply: (comparison, output_at),
                    },
                    name: scenario.name().to_owned(),
                    transcript: scenario.transcript_of(output),
                });
            }
        }
    }

    /// Those of one clause.
    pub fn of_clause<'a>(
        &'a self,
        clause: &'a str,
    ) -> impl Iterator<Item = (usize, &'a LabelledReply)> {
        let all = self.replies.iter().enumerate();
        all.filter(move |(_, it)| it.clause == clause)
    }

    /// How many of a clause's replies are sketches and left out.
    pub fn n_sketches(&self, clause: &str) -> usize {
        self.sketches.get(clause).copied().unwrap_or(0)
    }
}

impl Split {
    /// Whether an example is looked at.
    fn takes(self, number: usize, title: &str) -> bool {
        let Some(half) = self.half else {
            return true;
        };
        let is_odd = match self.seed {
            None => number % 2 == 1,
            Some(seed) => {
                let digits = sha256(format!("{seed} {title}").as_bytes());
                digits.bytes().next().is_some_and(|it| it % 2 == 1)
            }
        };
        is_odd == (half == Half::Odd)
    }
}

impl Engine {
    /// The graded replies of the spec's examples, and the outputs here that people judged and agree
    /// on, under the words that both have now. Outputs that are examples themselves count once.
    pub fn labelled(&mut self, split: Split) -> Labelled {
        self.read_changes();
        self.labelled_now(split)
    }

    /// As [`Engine::labelled`], of what was read last.
    pub(super) fn labelled_now(&self, split: Split) -> Labelled {
        let mut all = Labelled::of_examples(&self.spec, split);
        let Some(workspace) = &self.workspace else {
            return all;
        };
        let statuses = Statuses::new(&self.runs, &self.spec, &self.checks, workspace);
        for seen in statuses.seen() {
            for (at, clause) in self.spec.clauses.iter().enumerate() {
                let Some(is_bad) = people_say(&statuses.given(seen, at)) else {
                    continue;
                };
                let (scenario, transcript) = (seen.scenario, &seen.run.judged.transcript);
                let mut outputs = scenario.outputs.iter();
                let at = outputs.position(|it| scenario.transcript_id(it) == transcript.id);
                let output = at.unwrap_or(0);
                let graded = scenario.outputs.get(output);
                if graded.is_some_and(|it| it.author_grade().is_some()) {
                    continue;
                }
                all.replies.push(LabelledReply {
                    clause: clause.id.clone(),
                    is_bad,
                    label: Label::People {
                        scenario: scenario.id.clone(),
                        output,
                    },
                    name: scenario.name().to_owned(),
                    transcript: transcript.clone(),
                });
            }
        }
        all
    }
}

/// Whether the reply breaks the clause, where people said so and agree.
pub(super) fn people_say(given: &[GivenVerdict]) -> Option<bool> {
    let said = given.iter().filter(|it| it.counts());
    let mut people = said.filter(|it| matches!(it.source, Source::Person { .. }));
    let first = people.next()?.outcome;
    let is_bad = match first {
        Outcome::Fail => true,
        Outcome::Pass => false,
        Outcome::Unclear | Outcome::NotApplicable => return None,
    };
    people.all(|it| it.outcome == first).then_some(is_bad)
}

impl Record {
    /// Holds a check against some of `labelled`'s replies.
    pub fn of<'a>(
        check: &CheckDefinition,
        replies: impl Iterator<Item = (usize, &'a LabelledReply)>,
    ) -> Record {
        let mut record = Record::default();
        for (at, reply) in replies {
            if record.errors.len() >= MAX_ERRORS {
                record.errors.push(at);
                continue;
            }
            let result = check.run_on(&View::new(&reply.transcript));
            let list = match (result.outcome, reply.is_bad, result.is_hit(check.decides)) {
                (CheckOutcome::Error, ..) => &mut record.errors,
                (_, true, true) => &mut record.caught,
                (_, true, false) => &mut record.missed,
                (_, false, true) => &mut record.alarms,
                (_, false, false) => &mut record.silent,
            };
            list.push(at);
        }
        record
    }

    /// Bad replies caught.
    pub fn caught(&self) -> Tally {
        let n = self.caught.len();
        let of = n + self.missed.len();
        Tally { n, of }
    }

    /// False alarms among good replies.
    pub fn alarms(&self) -> Tally {
        let n = self.alarms.len();
        let of = n + self.silent.len();
        Tally { n, of }
    }

    /// Adds another's replies.
    pub fn add(&mut self, other: &Record) {
        self.caught.extend(&other.caught);
        self.missed.extend(&other.missed);
        self.alarms.extend(&other.alarms);
        self.silent.extend(&other.silent);
        self.errors.extend(&other.errors);
    }
}

impl Tally {
    /// Wilson's 95 % interval for the share; `None` of nothing.
    pub fn interval(self) -> Option<Interval> {
        let [n, of] = [self.n, self.of].map(|it| u64::try_from(it).unwrap_or(u64::MAX));
        wilson(n, of, 0.05).ok()
    }
}
