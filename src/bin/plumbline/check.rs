//! `plumbline check`: every check on every transcript, record by record.

use crate::args::{By, CheckArgs};
use crate::check_clauses::Clauses;
use crate::check_rows::{Row, Tally};
use crate::check_sources::Checks;
use crate::problem::{Failure, report, say};
use crate::records::{self, Count, Place, Record};
use plumbline::check::{CalledTools, CheckDefinition, CheckOutcome, View};
use plumbline::transcript::Scenario;
use std::io::{self, Write};
use std::process::ExitCode;

pub(crate) fn run(args: &CheckArgs, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let checks = Checks::read(args.spec.as_ref(), &args.checks)?;
    let clauses = (args.by == By::Clause).then(|| Clauses::new(&checks));
    let mut run = Run {
        checks,
        clauses,
        args,
        tally: Tally::default(),
        called: CalledTools::default(),
        out,
    };
    match run.clauses {
        Some(_) => Clauses::write_head(args.format, run.out)?,
        None => Tally::write_head(args.format, run.out)?,
    }
    let count = records::for_each(&args.files, |record| run.record(record))?;
    match &run.clauses {
        Some(clauses) => clauses.write_foot(args.format, run.out)?,
        None => run.tally.write_foot(args.format, run.out)?,
    }
    run.out.flush()?;
    Ok(run.finish(count))
}

struct Run<'a, W: Write> {
    checks: Checks,
    /// Set where lines are about clauses.
    clauses: Option<Clauses>,
    args: &'a CheckArgs,
    tally: Tally,
    /// The tools that records called so far.
    called: CalledTools,
    out: &'a mut W,
}

impl<W: Write> Run<'_, W> {
    fn record(&mut self, record: Record) -> Result<(), Failure> {
        let format = self.args.format;
        match (record, &mut self.clauses) {
            (Record::Read(scenario, place), None) => self.scenario(&scenario, &place)?,
            (Record::Bad { id, explanation }, None) => {
                self.write(Row::of_bad_record(&id, &explanation))?;
            }
            (Record::Read(scenario, _), Some(it)) => {
                let called = &mut self.called;
                scenario.transcripts().iter().for_each(|it| called.add(it));
                it.record(*scenario, format, self.out)?;
            }
            (Record::Bad { id, explanation }, Some(it)) => {
                it.bad_record(&id, explanation, format, self.out)?;
            }
        }
        Ok(())
    }

    fn scenario(&mut self, scenario: &Scenario, place: &Place) -> io::Result<()> {
        let (own, diagnostics) = self.checks.names.read_values(&scenario.checks);
        for mut diagnostic in diagnostics {
            diagnostic.line = place.line;
            report(&place.name, &diagnostic);
        }
        let shared = std::mem::take(&mut self.checks.list);
        let called = &mut self.called;
        let transcripts = scenario.transcripts();
        transcripts.iter().for_each(|it| called.add(it));
        let written = transcripts.iter().try_for_each(|transcript| {
            let view = View::new(transcript);
            let mut checks = shared.iter().chain(&own);
            checks.try_for_each(|check| self.run_check(&transcript.id, check, &view))
        });
        self.checks.list = shared;
        written
    }

    fn run_check(&mut self, id: &str, check: &CheckDefinition, view: &View) -> io::Result<()> {
        let result = check.run_on(view);
        self.write(Row::of_check(id, check, &result))
    }

    fn write(&mut self, row: Row) -> io::Result<()> {
        self.tally.add(row.outcome);
        row.write(self.args.format, self.out)
    }

    fn finish(&self, count: Count) -> ExitCode {
        if count.nothing_was_readable("plumbline check") {
            return ExitCode::from(2);
        }
        if self.clauses.is_none() && self.tally.total() == 0 && count.records > 0 {
            say("plumbline check: note: there was no check to run");
            say("  name a spec with --spec, a pack with --checks, or give records `checks`");
        }
        self.checks.report_never_called(&self.called);
        let fails = self
            .args
            .fail_on
            .iter()
            .any(|it| self.occurred(it.outcome()));
        ExitCode::from(u8::from(fails))
    }

    fn occurred(&self, outcome: CheckOutcome) -> bool {
        let is_faulty = self.checks.has_errors && outcome == CheckOutcome::Error;
        let occurred = match &self.clauses {
            Some(clauses) => clauses.occurred(outcome),
            None => self.tally.occurred(outcome),
        };
        is_faulty || occurred
    }
}
