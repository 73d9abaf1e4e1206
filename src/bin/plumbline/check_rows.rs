//! The results of `plumbline check`, one row per check run.

use crate::args::Format;
use plumbline::check::{CheckDefinition, CheckOutcome, CheckResult};
use plumbline::text::shorten;
use plumbline::verdict::Evidence;
use serde::Serialize;
use std::io::{self, Write};

/// One check run, or one record that could not be read.
#[derive(Debug, Serialize)]
pub(crate) struct Row<'a> {
    transcript: &'a str,
    clause: Option<&'a str>,
    check: Option<&'a str>,
    pub(crate) outcome: CheckOutcome,
    /// Words alone: that something was not found says the explanation.
    evidence: Vec<&'a Evidence>,
    explanation: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    /// The message where a rule over time is broken first.
    #[serde(skip_serializing_if = "Option::is_none")]
    breaks_at: Option<usize>,
}

impl<'a> Row<'a> {
    pub(crate) fn of_check(
        transcript: &'a str,
        check: &'a CheckDefinition,
        result: &'a CheckResult,
    ) -> Row<'a> {
        let is_words = |it: &&Evidence| matches!(it, Evidence::Words { .. });
        Row {
            transcript,
            clause: check.clause.as_deref(),
            check: Some(&check.id),
            outcome: result.outcome,
            evidence: result.evidence.iter().filter(is_words).collect(),
            explanation: &result.explanation,
            score: result.score,
            breaks_at: result.breaks_at,
        }
    }

    pub(crate) fn of_bad_record(transcript: &'a str, explanation: &'a str) -> Row<'a> {
        Row {
            transcript,
            clause: None,
            check: None,
            outcome: CheckOutcome::Error,
            evidence: Vec::new(),
            explanation,
            score: None,
            breaks_at: None,
        }
    }

    /// Prints the row. Columns have fixed widths, since rows are not kept to measure them.
    pub(crate) fn write(&self, format: Format, out: &mut impl Write) -> io::Result<()> {
        match format {
            Format::Jsonl => {
                serde_json::to_writer(&mut *out, self)?;
                writeln!(out)
            }
            Format::Table => table_row(
                out,
                name(self.outcome),
                &shorten(self.transcript, 28),
                &shorten(self.check.unwrap_or("-"), 28),
                &shorten(self.explanation, 100),
            ),
        }
    }
}

fn name(outcome: CheckOutcome) -> &'static str {
    match outcome {
        CheckOutcome::Pass => "pass",
        CheckOutcome::Fail => "fail",
        CheckOutcome::NotApplicable => "not-applicable",
        CheckOutcome::Error => "error",
    }
}

fn table_row(
    out: &mut impl Write,
    outcome: &str,
    transcript: &str,
    check: &str,
    explanation: &str,
) -> io::Result<()> {
    writeln!(
        out,
        "{outcome:<14}  {transcript:<28}  {check:<28}  {explanation}"
    )
}

/// How often each outcome occurred.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    counts: [usize; 4],
}

impl Tally {
    const ORDER: [CheckOutcome; 4] = [
        CheckOutcome::Fail,
        CheckOutcome::Pass,
        CheckOutcome::NotApplicable,
        CheckOutcome::Error,
    ];

    pub(crate) fn add(&mut self, outcome: CheckOutcome) {
        for (count, of) in self.counts.iter_mut().zip(Tally::ORDER) {
            *count += usize::from(of == outcome);
        }
    }

    pub(crate) fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    pub(crate) fn occurred(&self, outcome: CheckOutcome) -> bool {
        let mut counts = self.counts.iter().zip(Tally::ORDER);
        counts.any(|(count, of)| of == outcome && *count > 0)
    }

    /// Prints what stands above and below a table; nothing for results that programs read.
    pub(crate) fn write_head(format: Format, out: &mut impl Write) -> io::Result<()> {
        match format {
            Format::Jsonl => Ok(()),
            Format::Table => table_row(out, "OUTCOME", "TRANSCRIPT", "CHECK", "EXPLANATION"),
        }
    }

    pub(crate) fn write_foot(&self, format: Format, out: &mut impl Write) -> io::Result<()> {
        if format == Format::Jsonl {
            return Ok(());
        }
        let counts = self.counts.iter().zip(Tally::ORDER);
        let counts: Vec<_> = counts.map(|(n, of)| format!("{n} {}", name(of))).collect();
        writeln!(out, "\n{} results: {}", self.total(), counts.join(", "))
    }
}
