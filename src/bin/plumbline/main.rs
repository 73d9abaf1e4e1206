//! The native command: the engine for pipes, continuous integration and clusters.
//!
//! Standard output carries results only; diagnostics go to standard error. Exit 0 when the work
//! was done, faulty records and checks included; 1 when `--fail-on` says so; 2 when nothing was
//! readable. A reader that closes the pipe early has had enough: that is no failure.

mod agree;
mod agree_files;
mod args;
mod check;
mod check_clauses;
mod check_rows;
mod check_sources;
mod checks;
mod credentials;
mod diff;
mod diff_hunks;
mod diff_page;
mod diff_summary;
mod input;
mod link;
mod problem;
mod records;
mod report;
mod spec;
mod suggest;

use args::{Arguments, Command};
use clap::Parser;
use problem::{Failure, say};
use std::io::{BufWriter, ErrorKind, Write, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    let Arguments { command } = Arguments::parse();
    let mut out = BufWriter::new(stdout().lock());
    let result = run(&command, &mut out).and_then(|code| Ok(out.flush().map(|()| code)?));
    match result {
        Ok(code) => code,
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            say(&failure.to_string());
            ExitCode::from(2)
        }
    }
}

fn run(command: &Command, out: &mut impl Write) -> Result<ExitCode, Failure> {
    match command {
        Command::Spec(args) => spec::run(args, out),
        Command::Diff(args) => diff::run(args, out),
        Command::Check(args) => check::run(args, out),
        Command::Checks(args) => checks::run(args, out),
        Command::Suggest(args) => suggest::run(args, out),
        Command::Credentials(args) => credentials::run(args, out),
        Command::Agree(args) => agree::run(args, out),
        Command::Report(args) => report::run(args, out),
        Command::Link(args) => link::run(args, out),
    }
}
