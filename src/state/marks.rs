//! Words of a message that verdicts point at, cut into pieces that can be drawn side by side.

use super::AppState;
use super::evidence::{Pointing, Said};
use crate::check::{CheckOutcome, Decides};
use crate::engine::{CheckFinding, CheckView, ClauseRow, GivenVerdict};
use crate::text::Span;
use crate::verdict::{Evidence, Outcome};
use std::rc::Rc;

/// Words someone or something points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The words, in bytes of the message.
    pub span: Span,
    /// What the pointing means.
    pub kind: MarkKind,
    /// The clause concerned.
    pub clause: String,
    /// Who points, in words: "check: names a loan".
    pub by: String,
    /// Whether the clause is the chosen one.
    pub chosen: bool,
    /// Which of the lines under the words is its own, from 0: marks that meet have different ones.
    pub lane: u8,
}

/// How many lines fit under words. Where more marks meet, the others share the last.
const N_LANES: u8 = 3;

/// What pointing at words means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkKind {
    /// They break the clause.
    Broken,
    /// They keep it.
    Kept,
    /// Look here; nothing is decided.
    Signal,
}

/// A piece of text under the same marks throughout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The piece.
    pub span: Span,
    /// Indices of its marks.
    pub marks: Vec<usize>,
}

/// What is pointed at in the chosen transcript.
#[derive(Clone, Debug, Default)]
pub struct Pointers<'a>(Vec<Pointer<'a>>);

#[derive(Clone, Debug)]
struct Pointer<'a> {
    message: usize,
    span: Span,
    quote: &'a str,
    kind: MarkKind,
    clause: &'a str,
    by: Rc<str>,
    chosen: bool,
}

impl Pointers<'_> {
    /// The marks on one message, counted over the scenario's messages and then the output's. Words
    /// that no longer stand in `text` are left out: findings may be one keystroke old.
    pub fn marks(&self, message: usize, text: &str) -> Vec<Mark> {
        let stands = |it: &&Pointer| it.message == message && it.span.slice(text) == Some(it.quote);
        let found: Vec<_> = self.0.iter().filter(stands).map(Pointer::mark).collect();
        let keys = found.iter().enumerate();
        let keys = sorted(keys.map(|(at, it)| [it.span.start, it.span.end, at]));
        let mut marks: Vec<_> = keys.into_iter().map(|it| found[it[2]].clone()).collect();
        marks.dedup();
        give_lanes(&mut marks);
        marks
    }
}

impl Pointer<'_> {
    fn mark(&self) -> Mark {
        Mark {
            span: self.span,
            kind: self.kind,
            clause: self.clause.to_owned(),
            by: self.by.to_string(),
            chosen: self.chosen,
            lane: 0,
        }
    }
}

impl AppState {
    /// The marks on one message of the chosen transcript; for several, ask [`AppState::pointers`]
    /// once.
    pub fn marks(&self, message: usize, text: &str) -> Vec<Mark> {
        self.pointers().marks(message, text)
    }

    /// What is pointed at. Nothing while the visitor is asked to judge for themselves.
    pub fn pointers(&self) -> Pointers<'_> {
        let mut pointers = Pointers::default();
        if let Some(findings) = self.findings().filter(|_| !self.is_blind()) {
            for row in &findings.rows {
                self.point(row, &mut pointers);
            }
        }
        pointers
    }

    fn point<'a>(&'a self, row: &'a ClauseRow, pointers: &mut Pointers<'a>) {
        let chosen = self.is_chosen(row);
        for pointing in self.pointings(row) {
            let by: Rc<str> = match pointing.said {
                Said::Check(finding) => self.check_name(finding).into(),
                Said::Verdict(verdict) => verdict.source.name().into(),
            };
            for (message, span, quote) in pointing.said.evidence().iter().filter_map(words) {
                pointers.0.push(Pointer {
                    message,
                    span,
                    quote,
                    kind: pointing.kind,
                    clause: &row.clause,
                    by: by.clone(),
                    chosen,
                });
            }
        }
    }

    pub(super) fn is_chosen(&self, row: &ClauseRow) -> bool {
        self.chosen.clause.as_ref() == Some(&row.clause)
    }

    /// Whatever points at words for a clause, whether or not it stands in a certain message.
    pub(super) fn pointings<'a>(
        &'a self,
        row: &'a ClauseRow,
    ) -> impl Iterator<Item = Pointing<'a>> {
        let chosen = self.is_chosen(row);
        let of = move |kind, said| Pointing { row, said, kind };
        let checks = row.checks.iter().filter_map(move |finding| {
            Some(of(self.check_mark(finding, chosen)?, Said::Check(finding)))
        });
        let people = row
            .verdicts
            .iter()
            .filter_map(move |verdict| Some(of(verdict_mark(verdict)?, Said::Verdict(verdict))));
        checks.chain(people)
    }

    /// What a check's words mean: a break; or, where nothing is broken, a signal, and for the
    /// chosen clause the words that satisfied it.
    fn check_mark(&self, finding: &CheckFinding, chosen: bool) -> Option<MarkKind> {
        let view = self.check_view(finding)?;
        match (view.decides, finding.result.outcome) {
            (Decides::Nothing, _) => finding.result.signal.then_some(MarkKind::Signal),
            _ if finding.fired() => Some(MarkKind::Broken),
            (_, CheckOutcome::Pass) => chosen.then_some(MarkKind::Kept),
            _ => None,
        }
    }

    /// A check in the reader's words: its author's reason, else what it looks for.
    pub fn check_name(&self, finding: &CheckFinding) -> String {
        self.check_view(finding).map_or_else(
            || finding.check.clone(),
            |view| view.why.clone().unwrap_or_else(|| view.summary.clone()),
        )
    }

    /// What the check of a finding may decide.
    pub fn decides(&self, finding: &CheckFinding) -> Decides {
        self.check_view(finding)
            .map_or(Decides::Break, |view| view.decides)
    }

    /// What is known of the check of a finding.
    pub fn check_view(&self, finding: &CheckFinding) -> Option<&CheckView> {
        let checks = &self.known.spec.checks;
        checks.iter().find(|it| it.id == finding.check)
    }
}

fn verdict_mark(verdict: &GivenVerdict) -> Option<MarkKind> {
    match verdict.outcome {
        _ if !verdict.counts() => None,
        Outcome::Fail => Some(MarkKind::Broken),
        Outcome::Pass => Some(MarkKind::Kept),
        Outcome::NotApplicable | Outcome::Unclear => Some(MarkKind::Signal),
    }
}

/// Words of a message that evidence points at: which message, where, and the words.
fn words(evidence: &Evidence) -> Option<(usize, Span, &str)> {
    match evidence {
        Evidence::Words {
            message,
            tool_call: None,
            span,
            quote,
            ..
        } if !span.is_empty() => Some((*message, *span, quote)),
        _ => None,
    }
}

/// The spans of `evidence` in this message. A span whose words are no longer there is left out:
/// findings may be one keystroke old.
pub(super) fn spans<'a>(
    evidence: &'a [Evidence],
    message: usize,
    text: &'a str,
) -> impl Iterator<Item = Span> + 'a {
    let here = evidence.iter().filter_map(words);
    here.filter_map(move |(at, span, quote)| {
        (at == message && span.slice(text) == Some(quote)).then_some(span)
    })
}

/// Gives each mark, in order, the first line that no mark it meets has.
pub(super) fn give_lanes(marks: &mut [Mark]) {
    let mut ends = [0; N_LANES as usize];
    for mark in marks {
        let is_free = |at: &u8| ends[usize::from(*at)] <= mark.span.start;
        mark.lane = (0..N_LANES).find(is_free).unwrap_or(N_LANES - 1);
        let end = &mut ends[usize::from(mark.lane)];
        *end = mark.span.end.max(*end);
    }
}

/// The one sort of the page: each further kind of item that is sorted is code to download.
fn sorted(keys: impl Iterator<Item = [usize; 3]>) -> Vec<[usize; 3]> {
    let mut keys: Vec<_> = keys.collect();
    keys.sort_unstable();
    keys
}

/// Cuts a text of `length` bytes where marks begin and end.
pub fn segments(length: usize, marks: &[Mark]) -> Vec<Segment> {
    let cuts = marks.iter().flat_map(|it| [it.span.start, it.span.end]);
    // Of a text that is too long to show whole only the beginning is there.
    let cuts = cuts.filter(|it| *it < length).chain([0, length]);
    let keys = sorted(cuts.map(|it| [it, 0, 0]));
    let mut cuts: Vec<usize> = keys.into_iter().map(|it| it[0]).collect();
    cuts.dedup();
    let piece = |pair: &[usize]| {
        let span = Span::new(pair[0], pair[1]);
        let covering = |at: &usize| marks[*at].span.overlaps(span);
        Segment {
            span,
            marks: (0..marks.len()).filter(covering).collect(),
        }
    };
    cuts.windows(2).map(piece).collect()
}
