//! `plumbline check`: every check on every transcript, record by record.

use crate::args::CheckArgs;
use crate::check_rows::{Row, Tally};
use crate::check_sources::Checks;
use crate::problem::{Failure, Problem, report, say};
use crate::records::{self, Count, Place, Record};
use plumbline::check::{CheckDefinition, CheckOutcome, View, read_values};
use plumbline::transcript::Scenario;
use std::io::{self, Write};
use std::process::ExitCode;

pub(crate) fn run(args: &CheckArgs, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let mut run = Run {
        checks: Checks::read(args)?,
        args,
        tally: Tally::default(),
        out,
    };
    Tally::write_head(args.format, run.out)?;
    let count = records::for_each(&args.files, |record| run.record(record))?;
    run.tally.write_foot(args.format, run.out)?;
    run.out.flush()?;
    run.finish(count)
}

struct Run<'a, W: Write> {
    checks: Checks,
    args: &'a CheckArgs,
    tally: Tally,
    out: &'a mut W,
}

impl<W: Write> Run<'_, W> {
    fn record(&mut self, record: Record) -> Result<(), Failure> {
        match record {
            Record::Read(scenario, place) => Ok(self.scenario(&scenario, &place)?),
            Record::Bad { id, explanation } => {
                Ok(self.write(Row::of_bad_record(&id, &explanation))?)
            }
        }
    }

    fn scenario(&mut self, scenario: &Scenario, place: &Place) -> io::Result<()> {
        let (own, diagnostics) = read_values(&scenario.checks);
        for mut diagnostic in diagnostics {
            diagnostic.line = place.line;
            report(&place.name, &diagnostic);
        }
        let shared = std::mem::take(&mut self.checks.list);
        let written = scenario.transcripts().iter().try_for_each(|transcript| {
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

    fn finish(&self, count: Count) -> Result<ExitCode, Failure> {
        if count.records == 0 && count.bad > 0 {
            let message = format!("none of {} lines is a record", count.bad);
            let hint = "give JSON Lines: one scenario per line, as the messages above say";
            return Err(Problem::new("plumbline check", message, hint).into());
        }
        if self.tally.total() == 0 && count.records > 0 {
            say("plumbline check: note: there was no check to run");
            say("  name a spec with --spec, a pack with --checks, or give records `checks`");
        }
        let broken = self.checks.has_errors;
        let occurred =
            |outcome| self.tally.occurred(outcome) || (broken && outcome == CheckOutcome::Error);
        let fails = self.args.fail_on.iter().any(|it| occurred(it.outcome()));
        Ok(ExitCode::from(u8::from(fails)))
    }
}
