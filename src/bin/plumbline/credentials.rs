//! `plumbline credentials`: how often each check is wrong, and on which replies.

use crate::args::{self, CredentialsArgs};
use crate::check_sources::Checks;
use crate::problem::{Failure, say};
use crate::records::{self, Record as Line};
use plumbline::check::{CheckDefinition, Decides};
use plumbline::engine::credentials::{Half, Label, Labelled, LabelledReply, Record, Split, Tally};
use plumbline::engine::{Budget, Engine};
use plumbline::text::shorten;
use plumbline::workspace::{SpecDocument, Workspace};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

pub(crate) fn run(args: &CredentialsArgs, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let checks = Checks::read(Some(&args.spec), &args.checks)?;
    let half = args.half.map(|it| match it {
        args::Half::Odd => Half::Odd,
        args::Half::Even => Half::Even,
    });
    let split = Split {
        half,
        seed: args.seed,
    };
    let labelled = labelled(args, &checks, split)?;
    let rows: Vec<_> = checks
        .list
        .iter()
        .filter_map(|it| Row::new(it, &labelled))
        .collect();
    if rows.is_empty() {
        say("plumbline credentials: note: there are no checks bound to clauses");
        say("  give a pack with `--checks`, or write `checks` blocks into the spec");
    }
    if labelled.replies.is_empty() {
        say("plumbline credentials: note: there are no graded replies to hold checks against");
        say("  the spec has no graded examples here; give records with verdicts as well");
    }
    let totals = Totals::of(&rows, &labelled);
    if args.json {
        let list: Vec<_> = rows.iter().map(|it| it.json(&labelled)).collect();
        let all = json!({"checks": list, "totals": totals});
        serde_json::to_writer_pretty(&mut *out, &all).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        table(&rows, &totals, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The labelled replies of the spec's examples, and of the records.
fn labelled(args: &CredentialsArgs, checks: &Checks, split: Split) -> Result<Labelled, Failure> {
    let mut workspace = Workspace::new(SpecDocument::written("", checks.spec.as_str()));
    if !args.files.is_empty() {
        records::for_each(&args.files, |record| {
            if let Line::Read(scenario, _) = record {
                workspace.verdicts.extend(scenario.verdicts.clone());
                workspace.scenarios.push(Arc::new(*scenario));
            }
            Ok::<_, Failure>(())
        })?;
    }
    let mut engine = Engine::default();
    engine.open(workspace);
    engine.step(Budget(usize::MAX));
    engine.take_findings();
    Ok(engine.labelled(split))
}

/// A check, its record on its clause, and what it hits elsewhere.
struct Row<'a> {
    check: &'a CheckDefinition,
    clause: &'a str,
    record: Record,
    /// On good replies of other clauses: nobody asked about its clause there.
    elsewhere: Record,
    n_sketches: usize,
}

impl<'a> Row<'a> {
    /// `None` for a check that is bound to no clause.
    fn new(check: &'a CheckDefinition, labelled: &Labelled) -> Option<Row<'a>> {
        let clause = check.clause.as_deref()?;
        let others = labelled.replies.iter().enumerate();
        Some(Row {
            check,
            clause,
            record: Record::of(check, labelled.of_clause(clause)),
            elsewhere: Record::of(check, others.filter(|(_, it)| it.clause != clause)),
            n_sketches: labelled.n_sketches(clause),
        })
    }

    fn decides(&self) -> &'static str {
        match self.check.decides {
            Decides::Break => "break",
            Decides::Both => "both",
            Decides::Nothing => "nothing",
        }
    }

    fn json(&self, labelled: &Labelled) -> Value {
        let record = &self.record;
        let said = [
            ("caught", &record.caught),
            ("missed", &record.missed),
            ("false-alarm", &record.alarms),
            ("silent", &record.silent),
            ("error", &record.errors),
        ];
        let replies = said.iter().flat_map(|(said, which)| {
            let replies = which.iter().map(|at| &labelled.replies[*at]);
            replies.map(move |it| reply(it, said))
        });
        json!({
            "check": self.check.id,
            "clause": self.clause,
            "type": self.check.type_name,
            "decides": self.decides(),
            "caught": share(record.caught()),
            "false_alarms": share(record.alarms()),
            "errors": record.errors.len(),
            "sketches": self.n_sketches,
            "false_alarms_elsewhere": share(self.elsewhere.alarms()),
            "replies": replies.collect::<Vec<_>>(),
        })
    }
}

fn share(tally: Tally) -> Value {
    let interval = tally.interval().map(|it| [it.lower, it.upper]);
    json!({"n": tally.n, "of": tally.of, "interval": interval})
}

/// A reply, for programs.
fn reply(reply: &LabelledReply, said: &str) -> Value {
    let label = if reply.is_bad { "bad" } else { "good" };
    match &reply.label {
        Label::Example { number, .. } => json!({
            "example": number, "title": reply.name, "output": reply.transcript.id,
            "label": label, "said": said,
        }),
        Label::People { .. } => json!({
            "transcript": reply.transcript.id, "title": reply.name, "label": label, "said": said,
        }),
    }
}

/// What all checks together hit, each reply counted once. A reply is held against the checks of its
/// own clause, and beside that against all.
#[derive(Serialize)]
struct Totals {
    clauses_with_checks: usize,
    checks: usize,
    good_hit_by_deciding: Value,
    good_hit_by_signals: Value,
    bad_hit_by_deciding: Value,
    bad_hit: Value,
    good_hit_by_deciding_of_any_clause: Value,
    good_hit_by_signals_of_any_clause: Value,
    bad_hit_by_any_clause: Value,
    sketches: usize,
    bad_that_blame_no_clause: usize,
    #[serde(skip)]
    lines: Vec<(&'static str, Tally)>,
}

impl Totals {
    fn of(rows: &[Row<'_>], labelled: &Labelled) -> Totals {
        let hit = |decides: &dyn Fn(Decides) -> bool, bad: bool, anywhere: bool| {
            let mut all: BTreeSet<usize> = BTreeSet::new();
            for row in rows.iter().filter(|it| decides(it.check.decides)) {
                let mut add = |record: &Record| {
                    all.extend(if bad { &record.caught } else { &record.alarms });
                };
                add(&row.record);
                if anywhere {
                    add(&row.elsewhere);
                }
            }
            let of = labelled.replies.iter().filter(|it| it.is_bad == bad);
            Tally {
                n: all.len(),
                of: of.count(),
            }
        };
        let deciding = |it: Decides| it != Decides::Nothing;
        let signal = |it: Decides| it == Decides::Nothing;
        let any = |_: Decides| true;
        let lines = vec![
            (
                "good replies hit by a check that decides",
                hit(&deciding, false, false),
            ),
            ("good replies hit by a signal", hit(&signal, false, false)),
            (
                "bad replies hit by a check that decides",
                hit(&deciding, true, false),
            ),
            ("bad replies hit by any", hit(&any, true, false)),
            (
                "good replies hit by a check that decides, of any clause",
                hit(&deciding, false, true),
            ),
            (
                "good replies hit by a signal, of any clause",
                hit(&signal, false, true),
            ),
            (
                "bad replies hit by any, of any clause",
                hit(&any, true, true),
            ),
        ];
        let clauses: BTreeSet<_> = rows.iter().map(|it| it.clause).collect();
        let at = |n: usize| share(lines[n].1);
        Totals {
            clauses_with_checks: clauses.len(),
            checks: rows.len(),
            good_hit_by_deciding: at(0),
            good_hit_by_signals: at(1),
            bad_hit_by_deciding: at(2),
            bad_hit: at(3),
            good_hit_by_deciding_of_any_clause: at(4),
            good_hit_by_signals_of_any_clause: at(5),
            bad_hit_by_any_clause: at(6),
            sketches: labelled.sketches.values().sum(),
            bad_that_blame_no_clause: labelled.n_elsewhere,
            lines,
        }
    }
}

fn table(rows: &[Row<'_>], totals: &Totals, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "{:<44}  {:<8}  {:<22}  {:<22}  ELSEWHERE",
        "CHECK", "DECIDES", "CAUGHT", "FALSE ALARMS"
    )?;
    for row in rows {
        let elsewhere = row.elsewhere.alarms();
        writeln!(
            out,
            "{:<44}  {:<8}  {:<22}  {:<22}  {} of {}",
            shorten(&row.check.id, 44),
            row.decides(),
            words(row.record.caught()),
            words(row.record.alarms()),
            elsewhere.n,
            elsewhere.of,
        )?;
    }
    writeln!(out)?;
    writeln!(
        out,
        "{} checks on {} clauses; left out: {} sketches, {} bad replies that blame no clause",
        totals.checks, totals.clauses_with_checks, totals.sketches, totals.bad_that_blame_no_clause
    )?;
    for (what, tally) in &totals.lines {
        writeln!(out, "{what}: {}", words(*tally))?;
    }
    Ok(())
}

/// “6 of 8 (41 to 93 %)”.
fn words(tally: Tally) -> String {
    let counts = format!("{} of {}", tally.n, tally.of);
    let interval = tally.interval();
    let percent = interval.map(|it| [it.lower, it.upper].map(|it| it * 100.0));
    match percent {
        None => counts,
        Some([lower, upper]) => format!("{counts} ({lower:.0} to {upper:.0} %)"),
    }
}
