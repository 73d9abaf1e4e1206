//! `plumbline link`: workspace file ⇄ share link.

use crate::args::{Direction, LinkArgs};
use crate::input::Input;
use crate::problem::{Failure, Problem, say};
use plumbline::spec::parse;
use plumbline::verdict::VerdictEvent;
use plumbline::workspace::link::{self, Link, LinkError, excerpt};
use plumbline::workspace::{Workspace, bundled, file};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

pub(crate) fn run(args: &LinkArgs, out: &mut impl Write) -> Result<ExitCode, Failure> {
    match &args.direction {
        Direction::Encode { file } => encode(file, out)?,
        Direction::Decode { file, inspect } => decode(file, *inspect, out)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn encode(path: &Path, out: &mut impl Write) -> Result<(), Failure> {
    let (name, text) = Input::open(path)?.text()?;
    let workspace = file::read(&text).map_err(|it| Problem::new(&name, &it, it.hint()))?;
    let excerpt = excerpt_of(&workspace);
    let made = Link::new(&workspace, None, Some(&excerpt), bundled::original);
    let link = link::encode(&made).map_err(|it| problem(&name, &it))?;
    Ok(writeln!(out, "{link}")?)
}

/// The sections of the clauses that scenarios and verdicts speak of.
fn excerpt_of(workspace: &Workspace) -> String {
    let named = workspace.scenarios.iter().flat_map(|it| &it.clauses);
    let judged = workspace
        .verdicts
        .iter()
        .filter_map(|it| match it.as_ref() {
            VerdictEvent::Given(verdict) => Some(&verdict.clause),
            VerdictEvent::Withdrawal { .. } => None,
        });
    let clauses: Vec<&str> = named.chain(judged).map(String::as_str).collect();
    let text = &workspace.spec.text;
    excerpt(&parse(text), text, &clauses)
}

fn decode(path: &Path, inspect: bool, out: &mut impl Write) -> Result<(), Failure> {
    let (name, text) = link_text(path)?;
    let failed = |error: LinkError| problem(&name, &error);
    if inspect {
        let payload = link::inspect(&text).map_err(failed)?;
        serde_json::to_writer_pretty(&mut *out, &payload).map_err(std::io::Error::from)?;
        return Ok(writeln!(out)?);
    }
    let opened = link::decode(&text).map_err(failed)?;
    let opened = opened.resolve(bundled::original).map_err(failed)?;
    write!(out, "{}", file::write(&opened.workspace))?;
    out.flush()?;
    if let Some(focus) = opened.focus {
        say(&format!(
            "{name}: note: the link opens on the clause `{}`",
            focus.clause
        ));
    }
    if opened.workspace.spec.excerpt {
        say(&format!(
            "{name}: note: the link carries only an excerpt of the spec"
        ));
    }
    Ok(())
}

/// The work in a workspace file, in a file that holds a share link, or in the link itself, and what
/// to call it.
pub(crate) fn open(path: &Path) -> Result<(String, Workspace), Problem> {
    let (name, text) = link_text(path)?;
    if text.trim_start().starts_with(['{', '\u{feff}']) || !text.contains("#1") {
        let read = file::read(&text).map_err(|it| Problem::new(&name, &it, it.hint()));
        return read.map(|it| (name, it));
    }
    let opened = link::decode(&text).and_then(|it| it.resolve(bundled::original));
    match opened {
        Ok(opened) => Ok((name, opened.workspace)),
        Err(error) => Err(problem(&name, &error)),
    }
}

/// The text that holds the link. Someone who gives the link itself means no file.
fn link_text(path: &Path) -> Result<(String, String), Problem> {
    match path.to_str() {
        Some(link) if link.contains("#1") && !path.exists() => {
            Ok(("the link".to_owned(), link.to_owned()))
        }
        _ => Input::open(path)?.text(),
    }
}

fn problem(name: &str, error: &LinkError) -> Problem {
    let message = match error {
        LinkError::Workspace(source) => format!("{error}: {source}"),
        _ => error.to_string(),
    };
    Problem::new(name, message, error.hint())
}
