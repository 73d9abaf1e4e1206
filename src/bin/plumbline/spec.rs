//! `plumbline spec`: the outline of a spec.

use crate::args::SpecArgs;
use crate::check_sources::{block_checks, names_of};
use crate::input::Input;
use crate::problem::{Failure, report};
use plumbline::spec::{
    Clause, ClauseKind, Section, Spec, Strength, advice, outline_json, parse, to_markdown,
};
use plumbline::text::shorten;
use std::io::Write;
use std::process::ExitCode;

/// Width of the column of line numbers, and of the column of titles.
const LINE_WIDTH: usize = 5;
const TITLE_WIDTH: usize = 60;

pub(crate) fn run(args: &SpecArgs, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let (name, text) = Input::open(&args.file)?.text()?;
    let mut spec = parse(&text);
    let (names, taken) = names_of(&spec, &text);
    let (_, mut of_checks) = block_checks(&spec, &text, &names);
    of_checks.extend(taken);
    spec.diagnostics.extend(of_checks);
    spec.diagnostics.sort_by_key(|it| it.span.start);
    let advice = advice(&spec, &text, &|_| false);
    if args.with_ids {
        out.write_all(to_markdown(&text, &[]).text.as_bytes())?;
    } else if args.json {
        let n_faults = spec.diagnostics.len();
        spec.diagnostics.extend(advice.iter().cloned());
        serde_json::to_writer_pretty(&mut *out, &outline_json(&spec, &text))
            .map_err(std::io::Error::from)?;
        spec.diagnostics.truncate(n_faults);
        writeln!(out)?;
    } else {
        outline(&spec, advice.len(), out)?;
    }
    out.flush()?;
    for diagnostic in &spec.diagnostics {
        report(&name, diagnostic);
    }
    if args.advice {
        advice.iter().for_each(|it| report(&name, it));
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the tree of sections with their clauses, then what there is of everything.
fn outline(spec: &Spec, n_advice: usize, out: &mut impl Write) -> std::io::Result<()> {
    let mut clauses = spec.clauses.iter().peekable();
    for (at, section) in spec.sections.iter().enumerate() {
        let of_section = |clause: &&&Clause| clause.section == at;
        let whole = clauses.next_if(|it| of_section(&it) && it.kind == ClauseKind::Section);
        if section.depth > 0 {
            writeln!(out, "{}", section_line(section, whole))?;
        }
        while let Some(clause) = clauses.next_if(|it| of_section(&it)) {
            writeln!(out, "{}", clause_line(section.depth.into(), clause))?;
        }
    }
    writeln!(out, "\n{}", totals(spec, n_advice))
}

fn section_line(section: &Section, clause: Option<&Clause>) -> String {
    let depth = usize::from(section.depth).saturating_sub(1);
    let strength = clause.map_or(Strength::None, |it| it.strength);
    let words = [section.authority.as_deref().unwrap_or(""), demand(strength)];
    row(section.line, depth, &section.title, &words, section.key())
}

fn clause_line(depth: usize, clause: &Clause) -> String {
    let authority = clause.authority.map_or("", |it| it.name());
    let words = [authority, demand(clause.strength)];
    let title = format!("- {}", clause.title);
    row(clause.line, depth, &title, &words, &clause.id)
}

fn row(line: u32, depth: usize, title: &str, words: &[&str], id: &str) -> String {
    let title = format!(
        "{}{}",
        "  ".repeat(depth),
        shorten(title, TITLE_WIDTH - 2 * depth)
    );
    let words: Vec<&str> = words.iter().copied().filter(|it| !it.is_empty()).collect();
    let words = words.join(" · ");
    let row = format!("{line:>LINE_WIDTH$}  {title:<TITLE_WIDTH$}  {words:<23}  #{id}");
    row.trim_end_matches('#').trim_end().to_owned()
}

/// What words demand, in words; empty where nothing does.
pub(crate) fn demand(strength: Strength) -> &'static str {
    match strength {
        Strength::Must => "must",
        Strength::MustNot => "must not",
        Strength::Should => "should",
        Strength::ShouldNot => "should not",
        Strength::May => "may",
        Strength::None => "",
    }
}

fn totals(spec: &Spec, n_advice: usize) -> String {
    let examples = spec.sections.iter().map(|it| it.examples.len()).sum();
    let title = match spec.title.as_str() {
        "" => "no title",
        title => title,
    };
    let sections = spec.sections.iter().filter(|it| it.depth > 0).count();
    let authority = spec
        .sections
        .iter()
        .filter(|it| it.authority.is_some())
        .count();
    let mut counts = vec![
        count(sections, "section", "sections"),
        count(spec.clauses.len(), "clause", "clauses"),
        format!("{authority} with authority"),
        count(examples, "example", "examples"),
        count(
            spec.check_blocks.len(),
            "block of checks",
            "blocks of checks",
        ),
        count(spec.diagnostics.len(), "diagnostic", "diagnostics"),
    ];
    if n_advice > 0 {
        let advice = count(n_advice, "piece of advice", "pieces of advice");
        counts.push(format!("{advice} (`--advice`)"));
    }
    format!("{title}: {}", counts.join(", "))
}

/// A number with what it counts.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
