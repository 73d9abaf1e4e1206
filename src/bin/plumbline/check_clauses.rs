//! `plumbline check --by clause`: one row per clause and transcript, by the engine's rules of what
//! counts.

use crate::args::Format;
use crate::check_sources::Checks;
use plumbline::check::{CheckOutcome, Decides};
use plumbline::engine::{Budget, ClauseRow, Engine, SpecView, TranscriptFindings};
use plumbline::text::shorten;
use plumbline::transcript::Scenario;
use plumbline::verdict::{Evidence, Outcome, Source, Status};
use plumbline::workspace::patch::{Patch, Splice};
use plumbline::workspace::{SpecDocument, Workspace};
use serde::Serialize;
use std::io::{self, Write};
use std::sync::Arc;

/// An engine that holds the spec and one record at a time.
pub(crate) struct Clauses {
    engine: Engine,
    spec: Arc<SpecView>,
    tally: Tally,
}

impl Clauses {
    /// Of the spec and the packs; checks in a list are bound to no clause.
    pub(crate) fn new(checks: &Checks) -> Clauses {
        let spec = SpecDocument::written("", checks.spec.as_str());
        let mut engine = Engine::default();
        engine.open(Workspace {
            packs: checks.packs.clone(),
            ..Workspace::new(spec)
        });
        engine.step(Budget(0));
        let spec = engine.take_findings().spec.unwrap_or_default();
        Clauses {
            engine,
            spec,
            tally: Tally::default(),
        }
    }

    pub(crate) fn write_head(format: Format, out: &mut impl Write) -> io::Result<()> {
        match format {
            Format::Jsonl => Ok(()),
            Format::Table => table_row(out, "STATUS", "TRANSCRIPT", "CLAUSE", "EXPLANATION"),
        }
    }

    /// Judges a record with the verdicts in it and writes its rows.
    pub(crate) fn record(
        &mut self,
        scenario: Scenario,
        format: Format,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let verdicts = scenario.verdicts.clone();
        self.replace(vec![Arc::new(scenario)], verdicts);
        self.engine.step(Budget(usize::MAX));
        let found = self.engine.take_findings();
        // Taken out at once, and heard to be gone: the next record may be the same again.
        self.replace(Vec::new(), Vec::new());
        self.engine.step(Budget(0));
        self.engine.take_findings();
        for transcript in &found.transcripts {
            self.transcript(transcript, format, out)?;
        }
        Ok(())
    }

    fn replace(
        &mut self,
        scenarios: Vec<Arc<Scenario>>,
        verdicts: Vec<Arc<plumbline::verdict::VerdictEvent>>,
    ) {
        let Some(held) = self.engine.workspace() else {
            return;
        };
        let patches = vec![
            Patch::Scenarios(Splice {
                at: 0,
                remove: held.scenarios.len(),
                insert: scenarios,
            }),
            Patch::Verdicts(Splice {
                at: 0,
                remove: held.verdicts.len(),
                insert: verdicts,
            }),
        ];
        // They replace all there is, so they fit.
        let _ = self.engine.apply(patches);
    }

    fn transcript(
        &mut self,
        found: &TranscriptFindings,
        format: Format,
        out: &mut impl Write,
    ) -> io::Result<()> {
        for row in &found.rows {
            self.tally.add(row);
            let row = Row::new(&found.transcript, row, &self.spec);
            row.write(format, out)?;
        }
        Ok(())
    }

    /// Writes the row of a record that could not be read.
    pub(crate) fn bad_record(
        &mut self,
        transcript: &str,
        explanation: String,
        format: Format,
        out: &mut impl Write,
    ) -> io::Result<()> {
        self.tally.has_errors = true;
        let row = Row {
            transcript,
            clause: None,
            status: "error",
            applies: false,
            checks: Vec::new(),
            verdicts: Vec::new(),
            evidence: Vec::new(),
            explanation,
        };
        row.write(format, out)
    }

    pub(crate) fn write_foot(&self, format: Format, out: &mut impl Write) -> io::Result<()> {
        match format {
            Format::Jsonl => Ok(()),
            Format::Table => self.tally.write(out),
        }
    }

    /// Whether a clause was broken, or a check could not run.
    pub(crate) fn occurred(&self, outcome: CheckOutcome) -> bool {
        match outcome {
            CheckOutcome::Fail => self.tally.any_broken,
            CheckOutcome::Error => self.tally.has_errors,
            CheckOutcome::Pass | CheckOutcome::NotApplicable => false,
        }
    }
}

/// One clause and one transcript.
#[derive(Debug, Serialize)]
struct Row<'a> {
    transcript: &'a str,
    clause: Option<&'a str>,
    status: &'static str,
    /// Whether the status enters a rate.
    applies: bool,
    checks: Vec<CheckSaid<'a>>,
    verdicts: Vec<JudgeSaid<'a>>,
    /// The words of those who decided.
    evidence: Vec<&'a Evidence>,
    explanation: String,
}

#[derive(Debug, Serialize)]
struct CheckSaid<'a> {
    check: &'a str,
    outcome: CheckOutcome,
}

#[derive(Debug, Serialize)]
struct JudgeSaid<'a> {
    source: &'a Source,
    outcome: Outcome,
    /// Not given on another reply or in another conversation.
    counts: bool,
}

impl<'a> Row<'a> {
    fn new(transcript: &'a str, row: &'a ClauseRow, spec: &SpecView) -> Row<'a> {
        let telling = telling(row, spec);
        let is_words = |it: &&Evidence| matches!(it, Evidence::Words { .. });
        let check = |it: &'a plumbline::engine::CheckFinding| CheckSaid {
            check: &it.check,
            outcome: it.result.outcome,
        };
        let verdict = |it: &'a plumbline::engine::GivenVerdict| JudgeSaid {
            source: &it.source,
            outcome: it.outcome,
            counts: it.counts(),
        };
        Row {
            transcript,
            clause: Some(&row.clause),
            status: name(row.status),
            applies: row.applies,
            checks: row.checks.iter().map(check).collect(),
            verdicts: row.verdicts.iter().map(verdict).collect(),
            explanation: explanation(row, &telling, spec),
            evidence: telling
                .into_iter()
                .flat_map(|(_, evidence)| evidence)
                .filter(is_words)
                .collect(),
        }
    }

    fn write(&self, format: Format, out: &mut impl Write) -> io::Result<()> {
        match format {
            Format::Jsonl => {
                serde_json::to_writer(&mut *out, self)?;
                writeln!(out)
            }
            Format::Table => table_row(
                out,
                self.status,
                &shorten(self.transcript, 28),
                &shorten(self.clause.unwrap_or("-"), 28),
                &shorten(&self.explanation, 100),
            ),
        }
    }
}

/// Explanation and evidence of the sources that say what the status says.
fn telling<'a>(row: &'a ClauseRow, spec: &SpecView) -> Vec<(String, &'a [Evidence])> {
    let (by_check, by_judge) = match row.status {
        Status::Broken => (Some(CheckOutcome::Fail), Outcome::Fail),
        Status::Kept => (Some(CheckOutcome::Pass), Outcome::Pass),
        Status::NotApplicable => (Some(CheckOutcome::NotApplicable), Outcome::NotApplicable),
        Status::Unclear => (None, Outcome::Unclear),
        Status::NoBreakFound | Status::NotJudged => return Vec::new(),
    };
    let checks = row.checks.iter().filter(|it| {
        let decides = decides(spec, &it.check);
        let may_say =
            decides == Decides::Both || decides == Decides::Break && by_judge == Outcome::Fail;
        Some(it.result.outcome) == by_check && it.overruled_by.is_none() && may_say
    });
    let verdicts = row.verdicts.iter();
    let verdicts = verdicts.filter(|it| it.counts() && it.outcome == by_judge);
    let of_checks = checks.map(|it| (it.result.explanation.clone(), &it.result.evidence[..]));
    let of_verdicts = verdicts.map(|it| {
        let who = match it.source.name() {
            "" => "someone",
            name => name,
        };
        let words = match it.explanation.as_str() {
            "" => format!("{who} says so"),
            why => format!("{who}: {why}"),
        };
        (words, &it.evidence[..])
    });
    of_checks.chain(of_verdicts).collect()
}

fn explanation(row: &ClauseRow, telling: &[(String, &[Evidence])], spec: &SpecView) -> String {
    let looked = row.checks.iter().filter(|it| {
        it.result.outcome == CheckOutcome::Pass && decides(spec, &it.check) != Decides::Nothing
    });
    match row.status {
        Status::NoBreakFound => match looked.count() {
            1 => "no break found (1 check looked)".to_owned(),
            n => format!("no break found ({n} checks looked)"),
        },
        Status::NotJudged => "nobody and nothing that counts could judge it".to_owned(),
        _ => {
            let reasons: Vec<_> = telling.iter().map(|(reason, _)| reason.as_str()).collect();
            reasons.join("; ")
        }
    }
}

fn decides(spec: &SpecView, check: &str) -> Decides {
    let view = spec.checks.iter().find(|it| it.id == check);
    view.map_or(Decides::Nothing, |it| it.decides)
}

fn name(status: Status) -> &'static str {
    match status {
        Status::Broken => "broken",
        Status::Kept => "kept",
        Status::Unclear => "unclear",
        Status::NotApplicable => "not-applicable",
        Status::NoBreakFound => "no-break-found",
        Status::NotJudged => "not-judged",
    }
}

fn table_row(
    out: &mut impl Write,
    status: &str,
    transcript: &str,
    clause: &str,
    explanation: &str,
) -> io::Result<()> {
    writeln!(
        out,
        "{status:<14}  {transcript:<28}  {clause:<28}  {explanation}"
    )
}

/// How often each status occurred, among clauses that apply.
#[derive(Debug, Default)]
struct Tally {
    kept: usize,
    broken: usize,
    unclear: usize,
    not_applicable: usize,
    no_break: usize,
    not_judged: usize,
    /// What is said of clauses that the scenario does not ask about enters no count.
    not_asked: usize,
    any_broken: bool,
    has_errors: bool,
}

impl Tally {
    fn add(&mut self, row: &ClauseRow) {
        let is_error =
            |it: &plumbline::engine::CheckFinding| it.result.outcome == CheckOutcome::Error;
        self.has_errors |= row.checks.iter().any(is_error);
        self.any_broken |= row.status == Status::Broken;
        *match row.status {
            Status::NotApplicable => &mut self.not_applicable,
            _ if !row.applies => &mut self.not_asked,
            Status::Kept => &mut self.kept,
            Status::Broken => &mut self.broken,
            Status::Unclear => &mut self.unclear,
            Status::NoBreakFound => &mut self.no_break,
            Status::NotJudged => &mut self.not_judged,
        } += 1;
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            "\n{} kept, {} broken; {} unclear, {} no break found, {} not judged; \
             {} do not apply, {} not asked",
            self.kept,
            self.broken,
            self.unclear,
            self.no_break,
            self.not_judged,
            self.not_applicable,
            self.not_asked
        )?;
        writeln!(
            out,
            "About these replies in these scenarios. Not evidence that a model is aligned."
        )
    }
}
