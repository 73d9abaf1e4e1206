//! `plumbline agree`: how far raters agree, from workspace files, records, and rows of labels.

use crate::agree_files::{read, words};
use crate::args::AgreeArgs;
use crate::input::Input;
use crate::problem::{Failure, Problem, say};
use plumbline::agreement::{
    Conflict, Edition, Ledger, Options, Report, Rewording, Study, rewording,
};
use plumbline::spec::parse;
use plumbline::verdict::VerdictEvent;
use plumbline::workspace::lists::List;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// The most faults of one file, or notes of one kind, that are told one by one.
pub(crate) const TOLD_FAULTS: usize = 20;

pub(crate) fn run(args: &AgreeArgs, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let mut ledger = Ledger::default();
    if let Some(path) = &args.spec {
        let (name, text) = Input::open(path)?.text()?;
        let spec = parse(&text);
        if spec.clauses.is_empty() {
            say(&format!("{name}: note: the spec has no clauses"));
        }
        ledger.add_words(words(&spec.clauses));
    }
    let mut tests = Tests::default();
    let standard_input = [PathBuf::from("-")];
    let paths: &[PathBuf] = if args.files.is_empty() {
        &standard_input
    } else {
        &args.files
    };
    let are_readable: Vec<bool> = paths
        .iter()
        .map(|it| read(it, &mut ledger, &mut tests))
        .collect();
    if !are_readable.contains(&true) {
        let hint = "give a workspace file, records with verdicts, or rows `item,rater,label`";
        return Err(Problem::new("plumbline agree", "nothing was readable", hint).into());
    }
    let study = ledger.close(args.models);
    let options = Options {
        n_resamples: args.bootstrap,
        n_pair_resamples: args.bootstrap,
        seed: args.seed,
        order: args.order.iter().map(|it| it.trim().to_owned()).collect(),
        n_contested: args.contested,
    };
    let report = study.report(&options);
    warn(&study, &report);
    let written = Written {
        report,
        rewordings: rewordings(tests, &options),
    };
    serde_json::to_writer_pretty(&mut *out, &written).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(ExitCode::SUCCESS)
}

/// What is written.
#[derive(Serialize)]
struct Written {
    #[serde(flatten)]
    report: Report,
    /// What the reword tests found that the work holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rewordings: Vec<Rewording>,
}

/// The reword tests that were met, and all logs with verdicts of some.
#[derive(Default)]
pub(crate) struct Tests {
    lists: Vec<List>,
    logs: Vec<Vec<Arc<VerdictEvent>>>,
}

impl Tests {
    /// Takes lists and a log of verdicts.
    pub(crate) fn add(&mut self, lists: Vec<List>, log: &[Arc<VerdictEvent>]) {
        let is_trial = |it: &Arc<VerdictEvent>| matches!(it.as_ref(), VerdictEvent::Given(it) if !it.trial().is_empty());
        self.lists
            .extend(lists.into_iter().filter(|it| it.reword.is_some()));
        if log.iter().any(is_trial) {
            self.logs.push(log.to_vec());
        }
    }
}

/// What the reword tests found, by list.
fn rewordings(mut tests: Tests, options: &Options) -> Vec<Rewording> {
    // Of two lists of one id the same is taken in whichever order the files come.
    let key = |it: &List| (it.id.clone(), serde_json::to_string(it).unwrap_or_default());
    tests.lists.sort_by_cached_key(key);
    tests.lists.dedup_by(|a, b| a.id == b.id);
    let logs = || tests.logs.iter().map(Vec::as_slice);
    let lists = tests.lists.iter().filter_map(List::reword_test);
    lists.map(|it| rewording(it, logs(), options)).collect()
}

fn note(message: &str, hint: &str) {
    say(&format!("plumbline agree: {message}\n  {hint}"));
}

/// Says on standard error what a figure alone would hide.
fn warn(study: &Study, report: &Report) {
    let measured = &report.overall.raw_agreement.undefined;
    if study.items.is_empty() {
        note(
            "note: no label counts, so nothing is measured",
            "label some items first; `unclear` and `not-applicable` are labels too",
        );
    } else if let (Some(reason), true) = (measured, report.labels.is_empty()) {
        note(
            &format!("warning[label-kinds]: {reason}"),
            "check that the column `label` holds the labels, not reasons or measurements",
        );
    }
    study
        .conflicts
        .iter()
        .take(TOLD_FAULTS)
        .for_each(warn_of_conflict);
    say_rest(study.conflicts.len(), "conflicts");
    warn_of_names(study);
    let several = report.clauses.iter().filter(|it| !it.editions.is_empty());
    let several: Vec<_> = several.collect();
    for clause in several.iter().take(TOLD_FAULTS) {
        warn_of_editions(&clause.clause, &clause.editions);
    }
    say_rest(several.len(), "clauses");
}

fn warn_of_conflict(conflict: &Conflict) {
    let labels = conflict.said.iter().map(|it| format!("`{}`", it.label));
    let labels: BTreeSet<_> = labels.collect();
    let of_clause = match conflict.item.clause.as_str() {
        "" => String::new(),
        clause => format!(" under `{clause}`"),
    };
    note(
        &format!(
            "warning[label-conflict]: `{}` gave `{}`{of_clause} the labels {}",
            conflict.rater,
            conflict.item.item,
            Vec::from_iter(labels).join(" and ")
        ),
        "if these are two people, give each a name of their own; none of these labels counts",
    );
}

fn warn_of_names(study: &Study) {
    if study.n_nameless > 0 {
        note(
            &format!(
                "note: {} verdicts are of people without a name",
                study.n_nameless
            ),
            "those that nothing else tells apart count as one rater, `(no name)`; ask for names",
        );
    }
    for (name, shown) in study.namesakes.iter().take(TOLD_FAULTS) {
        let shown: Vec<_> = shown.iter().map(|it| format!("`{it}`")).collect();
        note(
            &format!(
                "note: {} raters are called `{name}`: {}",
                shown.len(),
                shown.join(", ")
            ),
            "they are told apart by the ids in their verdicts; ask them for names of their own",
        );
    }
    let raters = study.items.values().flat_map(BTreeMap::keys);
    let labels = study.items.values().flat_map(BTreeMap::values);
    let labels = labels.map(|it| it.label.as_str()).collect();
    for (what, names) in [
        ("raters", raters.map(String::as_str).collect()),
        ("labels", labels),
    ] {
        for (one, other) in alike(names).iter().take(TOLD_FAULTS) {
            note(
                &format!("note: the {what} `{one}` and `{other}` differ only in capitals"),
                "they count as two; write them alike if they are one",
            );
        }
    }
}

/// Says whose labels are of which words.
fn warn_of_editions(clause: &str, editions: &[Edition]) {
    let of = |it: &Edition| {
        let words = match (it.clause_hash.as_str(), it.is_current) {
            ("", _) => "words not noted".to_owned(),
            (hash, Some(false)) => format!("older words {hash}"),
            (hash, _) => format!("words {hash}"),
        };
        let raters: Vec<_> = it.raters.iter().map(|it| it.rater.as_str()).collect();
        format!("{words}: {}", raters.join(", "))
    };
    let editions: Vec<_> = editions.iter().map(of).collect();
    note(
        &format!(
            "note: not all labels under `{clause}` are of the same words ({})",
            editions.join("; ")
        ),
        "labels on different words are not compared; `editions` of the clause has the numbers",
    );
}

/// Pairs of names that are the same but for capitals.
fn alike(names: BTreeSet<&str>) -> Vec<(&str, &str)> {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let mut pairs = Vec::new();
    for name in names {
        match first.get(&name.to_lowercase()) {
            Some(other) => pairs.push((*other, name)),
            None => drop(first.insert(name.to_lowercase(), name)),
        }
    }
    pairs
}

/// Says that not all of `n` were told.
pub(crate) fn say_rest(n: usize, what: &str) {
    if n > TOLD_FAULTS {
        say(&format!(
            "plumbline agree: note: {} more {what} like these",
            n - TOLD_FAULTS
        ));
    }
}
