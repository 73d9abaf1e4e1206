//! `plumbline report`: what a workspace file comes to, to be handed in.

use crate::args::{ReportArgs, ReportFormat};
use crate::link;
use crate::problem::{Failure, report_at, say};
use plumbline::Severity;
use plumbline::engine::report::file as report_file;
use plumbline::engine::{Budget, Engine};
use plumbline::report::Format;
use std::io::Write;
use std::process::ExitCode;

/// How many faults of the spec are told one by one.
const TOLD_FAULTS: usize = 20;

pub(crate) fn run(args: &ReportArgs, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let (name, workspace) = link::open(&args.file)?;
    let mut engine = Engine::default();
    engine.open(workspace);
    // Words are worked out for what the report tells alone.
    engine.tell_at_most(0);
    engine.step(Budget(usize::MAX));
    let format = match args.format {
        ReportFormat::Markdown => Format::Markdown,
        ReportFormat::Html => Format::Html,
        ReportFormat::Csv => Format::Csv,
    };
    let (_, text) = report_file(&engine, format).unwrap_or_default();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    tell_faults(&name, &mut engine);
    Ok(ExitCode::SUCCESS)
}

/// Faults in the spec, its checks and the packs: what is lost by them is not in the report. Lines are
/// those of the spec.
fn tell_faults(name: &str, engine: &mut Engine) {
    let Some(spec) = engine.take_findings().spec else {
        return;
    };
    let all = spec.diagnostics.iter();
    let faults: Vec<_> = all.filter(|it| it.severity != Severity::Note).collect();
    for fault in faults.iter().take(TOLD_FAULTS) {
        let place = match fault.line {
            // The message says where.
            0 => name.to_owned(),
            line => format!("{name}: line {line} of the spec"),
        };
        report_at(&place, fault);
    }
    if faults.len() > TOLD_FAULTS {
        let n = faults.len() - TOLD_FAULTS;
        say(&format!(
            "{name}: note: {n} more faults in the spec and its checks"
        ));
    }
}
