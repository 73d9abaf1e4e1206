//! `plumbline checks`: all types of checks, from the one list of them.

use crate::args::ChecksArgs;
use crate::problem::Failure;
use plumbline::check::{CheckType, registry};
use std::io::{self, Write};
use std::process::ExitCode;

pub(crate) fn run(args: &ChecksArgs, out: &mut impl Write) -> Result<ExitCode, Failure> {
    if args.json {
        serde_json::to_writer_pretty(&mut *out, registry()).map_err(io::Error::from)?;
        writeln!(out)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut family = "";
    for check_type in registry() {
        if family != check_type.family {
            let gap = if family.is_empty() { "" } else { "\n" };
            family = check_type.family;
            writeln!(out, "{gap}{family}")?;
        }
        write_type(check_type, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn write_type(check_type: &CheckType, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "  {:<28}  {}", check_type.name, check_type.summary)?;
    for it in check_type.parameters {
        let needed = if it.needed { ", needed" } else { "" };
        writeln!(out, "      {}: {} ({}{needed})", it.name, it.doc, it.takes)?;
    }
    Ok(())
}
