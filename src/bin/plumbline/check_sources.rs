//! Where checks come from: the spec's blocks, packs, and bare lists.

use crate::input::Input;
use crate::problem::{Problem, report};
use plumbline::check::{CalledTools, CheckDefinition, Ids, Names};
use plumbline::diagnostic::{Diagnostic, Severity};
use plumbline::spec::{CheckBlock, Spec, parse};
use plumbline::workspace::PackDocument;
use plumbline::workspace::incoming::is_pack;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The checks that run on every record.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    pub(crate) list: Vec<CheckDefinition>,
    /// The name of each one's source.
    sources: Vec<String>,
    /// Whether some of them are faulty or could not be read.
    pub(crate) has_errors: bool,
    /// The text of the spec.
    pub(crate) spec: String,
    /// The packs among the sources.
    pub(crate) packs: Vec<Arc<PackDocument>>,
    /// The checks of all sources that others may use.
    pub(crate) names: Names,
    ids: Ids,
}

impl Checks {
    /// Reads all sources named in the arguments. A source that cannot be read at all is a problem:
    /// running without it would look like success.
    pub(crate) fn read(spec: Option<&PathBuf>, files: &[PathBuf]) -> Result<Checks, Problem> {
        let text = |path: &PathBuf| Input::open(path)?.text();
        let spec = spec.map(text).transpose()?;
        let texts: Vec<_> = files.iter().map(text).collect::<Result<_, _>>()?;
        let mut checks = Checks::default();
        let parsed = spec.map(|(name, text)| (name, parse(&text), text));
        if let Some((name, spec, text)) = &parsed {
            let taken;
            (checks.names, taken) = names_of(spec, text);
            taken.iter().for_each(|it| report(name, it));
        }
        for (name, text) in &texts {
            let taken = checks.names.add(&Names::of(text));
            taken.iter().for_each(|it| report(name, it));
        }
        let clauses = parsed.map(|(name, spec, text)| checks.add_spec(&name, spec, text));
        for (path, (name, text)) in files.iter().zip(texts) {
            checks.add_file(path, &name, &text, clauses.as_ref());
        }
        Ok(checks)
    }

    /// Adds the checks of a spec and gives the ids of its clauses.
    fn add_spec(&mut self, name: &str, spec: Spec, text: String) -> BTreeSet<String> {
        let (checks, diagnostics) = block_checks(&spec, &text, &self.names);
        for diagnostic in &spec.diagnostics {
            report(name, diagnostic);
        }
        self.add(name, checks, &diagnostics);
        self.spec = text;
        spec.clauses.into_iter().map(|it| it.id).collect()
    }

    fn add_file(
        &mut self,
        path: &Path,
        name: &str,
        text: &str,
        clauses: Option<&BTreeSet<String>>,
    ) {
        if is_pack(text) {
            self.add_pack(name, text, clauses);
            return;
        }
        let (mut checks, diagnostics) = self.names.read_checks(text, None, 1);
        let stem = path.file_stem().map(|it| it.to_string_lossy());
        for (number, check) in (1..).zip(&mut checks) {
            if check.id == format!("scenario/{number}") {
                check.id = format!("{}/{number}", stem.as_deref().unwrap_or("checks"));
            }
        }
        self.add(name, checks, &diagnostics);
    }

    fn add_pack(&mut self, name: &str, text: &str, clauses: Option<&BTreeSet<String>>) {
        self.packs.push(Arc::new(PackDocument {
            name: name.to_owned(),
            text: text.into(),
            extra: Default::default(),
        }));
        let (pack, mut diagnostics) = self.names.read_pack(text);
        if let Some(known) = clauses {
            let hint = "its checks run all the same; `plumbline spec` lists the clauses";
            let unknown = pack.unknown_clauses(|id| known.contains(id));
            let hinted = |it: Diagnostic| match it.hint {
                Some(_) => it,
                None => it.with_hint(hint),
            };
            diagnostics.extend(unknown.into_iter().map(hinted));
        }
        let checks = pack.clauses.into_iter().flat_map(|it| it.checks);
        self.add(name, checks.collect(), &diagnostics);
    }

    fn add(&mut self, name: &str, checks: Vec<CheckDefinition>, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            self.has_errors |= diagnostic.severity == Severity::Error;
            report(name, diagnostic);
        }
        for mut check in checks {
            check.id = self.ids.take(&check.id);
            self.sources.push(name.to_owned());
            self.list.push(check);
        }
    }

    /// Says which tools checks name and no record calls.
    pub(crate) fn report_never_called(&self, called: &CalledTools) {
        for (check, source) in self.list.iter().zip(&self.sources) {
            for it in called.never_called(check) {
                report(source, &it);
            }
        }
    }
}

/// The checks in the blocks of a spec that others may use, and those whose id is taken.
pub(crate) fn names_of(spec: &Spec, text: &str) -> (Names, Vec<Diagnostic>) {
    let (mut names, mut all_taken) = (Names::default(), Vec::new());
    for block in &spec.check_blocks {
        let taken = names.add(&Names::of(block.body.slice(text).unwrap_or("")));
        all_taken.extend(taken.into_iter().map(|it| placed(it, block)));
    }
    (names, all_taken)
}

/// What is said of a block, at its place in the spec.
fn placed(diagnostic: Diagnostic, block: &CheckBlock) -> Diagnostic {
    diagnostic.shifted(block.body.start, block.line - 1)
}

/// The checks in the blocks of a spec, numbered per clause, and what is wrong with them: lines and
/// spans are those of the spec.
pub(crate) fn block_checks(
    spec: &Spec,
    text: &str,
    names: &Names,
) -> (Vec<CheckDefinition>, Vec<Diagnostic>) {
    let (mut checks, mut diagnostics) = (Vec::new(), Vec::new());
    let mut n_read = BTreeMap::<Option<&str>, usize>::new();
    for block in &spec.check_blocks {
        let clause = block.clause.as_deref();
        let n_before = n_read.entry(clause).or_default();
        let yaml = block.body.slice(text).unwrap_or("");
        let (mut read, found) = names.read_checks(yaml, clause, *n_before + 1);
        let tools = read.iter_mut().flat_map(|it| &mut it.tools);
        tools.for_each(|it| it.line += block.line - 1);
        *n_before += read.len();
        checks.extend(read);
        diagnostics.extend(found.into_iter().map(|it| placed(it, block)));
    }
    (checks, diagnostics)
}
