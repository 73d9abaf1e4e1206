//! `plumbline suggest`: which clauses each scenario may be about, record by record.

use crate::args::SuggestArgs;
use crate::input::Input;
use crate::problem::{Failure, Problem, report, say};
use crate::records::{self, Record};
use plumbline::check::{Pack, read_pack};
use plumbline::spec::{Spec, parse};
use plumbline::suggest::{Index, Suggestions};
use plumbline::transcript::Scenario;
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// A line about a transcript.
#[derive(Serialize)]
struct Row<'a> {
    transcript: &'a str,
    #[serde(flatten)]
    suggestions: &'a Suggestions,
    /// Why there are none, where the record could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

pub(crate) fn run(args: &SuggestArgs, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let index = read_index(args)?;
    let count = records::for_each(&args.files, |record| match record {
        Record::Read(scenario, _) => write_scenario(&index, &scenario, out),
        Record::Bad { id, explanation } => write_bad_record(&id, &explanation, out),
    })?;
    out.flush()?;
    let readable = !count.nothing_was_readable("plumbline suggest");
    Ok(if readable {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}

fn read_index(args: &SuggestArgs) -> Result<Index, Problem> {
    let (name, text) = Input::open(&args.spec)?.text()?;
    let spec = parse(&text);
    for diagnostic in &spec.diagnostics {
        report(&name, diagnostic);
    }
    if spec.clauses.is_empty() {
        say("plumbline suggest: note: the spec has no clauses to suggest");
        say("  `plumbline spec` shows what it has");
    }
    let packs = args.checks.iter().map(|path| read(path, &spec));
    let packs = packs.collect::<Result<Vec<_>, _>>()?;
    Ok(Index::new(&spec, &text, &packs))
}

/// Reads a pack. One made for another spec is of no use, but no reason to stop.
fn read(path: &Path, spec: &Spec) -> Result<Pack, Problem> {
    let (name, text) = Input::open(path)?.text()?;
    let (pack, diagnostics) = read_pack(&text);
    let unknown = pack.unknown_clauses(|id| spec.clauses.iter().any(|it| it.id == id));
    for diagnostic in diagnostics.iter().chain(&unknown) {
        report(&name, diagnostic);
    }
    Ok(pack)
}

fn write_scenario(index: &Index, scenario: &Scenario, out: &mut impl Write) -> Result<(), Failure> {
    let suggestions = index.suggest(scenario);
    for transcript in scenario.transcripts() {
        let row = Row {
            transcript: &transcript.id,
            suggestions: &suggestions,
            error: None,
        };
        write(&row, out)?;
    }
    Ok(())
}

fn write_bad_record(id: &str, explanation: &str, out: &mut impl Write) -> Result<(), Failure> {
    let row = Row {
        transcript: id,
        suggestions: &Suggestions::default(),
        error: Some(explanation),
    };
    write(&row, out)
}

fn write(row: &Row, out: &mut impl Write) -> Result<(), Failure> {
    serde_json::to_writer(&mut *out, row).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}
