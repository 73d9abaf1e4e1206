//! The checks of a workspace, read once and kept while their text stays the same.

use super::findings::CheckView;
use super::runs::Runs;
use crate::check::{CalledTools, CheckDefinition, Ids, Names, Pack, Part};
use crate::diagnostic::Diagnostic;
use crate::spec::Spec;
use crate::text::LineIndex;
use crate::workspace::{PackDocument, Workspace};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A definition and a number that no other definition of this engine has, so that results can be
/// kept beside it for as long as it stays the same.
#[derive(Clone, Debug)]
pub(super) struct Loaded {
    pub(super) serial: u64,
    /// Where runs keep what it said, where it is bound to a clause; a number that others have when
    /// it is gone.
    pub(super) slot: usize,
    /// The check's id, unique in the workspace.
    pub(super) id: String,
    /// The clause it is bound to.
    pub(super) clause: Option<String>,
    /// A part that it needs and this build lacks.
    pub(super) lacks: Option<Part>,
    pub(super) definition: Arc<CheckDefinition>,
}

/// Checks read from one text: a block of the spec or a pack.
#[derive(Clone, Debug)]
struct Source {
    clause: Option<String>,
    text: Arc<str>,
    /// A pack without its checks, where it is one.
    pack: Option<Arc<Pack>>,
    checks: Vec<Loaded>,
    diagnostics: Vec<Diagnostic>,
    /// Its checks that others may use.
    names: Names,
    /// Those of them whose id an earlier source has.
    taken: Vec<Diagnostic>,
    /// Whether it must be read, or read again.
    is_unread: bool,
}

impl Source {
    /// What is wrong with it.
    fn said(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().chain(&self.taken)
    }
}

/// All checks bound to clauses.
#[derive(Clone, Debug, Default)]
pub(super) struct Checks {
    sources: Vec<Source>,
    /// The serial number of the check that has each slot; 0 where it is free.
    slots: Vec<u64>,
    /// The checks of all sources that others may use.
    names: Names,
    next_serial: u64,
}

impl Checks {
    /// Reads the checks of a spec and its packs again; what did not change is kept.
    pub(super) fn refresh(&mut self, spec: &Spec, text: &str, packs: &[Arc<PackDocument>]) {
        let mut old = std::mem::take(&mut self.sources);
        for block in &spec.check_blocks {
            let body = block.body.slice(text).unwrap_or_default();
            self.keep_or_add(&mut old, block.clause.as_deref(), body, false);
        }
        for pack in packs {
            self.keep_or_add(&mut old, None, &pack.text, true);
        }
        self.follow_names();
        self.read_unread();
        let mut ids = Ids::default();
        for check in self.sources.iter_mut().flat_map(|it| &mut it.checks) {
            check.id = ids.take(&check.definition.id);
        }
        self.give_slots();
    }

    /// Checks that stay keep their slots, others take what is free.
    fn give_slots(&mut self) {
        let mut kept = vec![0; self.slots.len()];
        for check in self.sources.iter().flat_map(|it| &it.checks) {
            if self.slots.get(check.slot) == Some(&check.serial) {
                kept[check.slot] = check.serial;
            }
        }
        let mut next = 0;
        for check in self.sources.iter_mut().flat_map(|it| &mut it.checks) {
            if kept.get(check.slot) == Some(&check.serial) {
                continue;
            }
            while kept.get(next).is_some_and(|it| *it != 0) {
                next += 1;
            }
            if next == kept.len() {
                kept.push(0);
            }
            (check.slot, kept[next]) = (next, check.serial);
        }
        self.slots = kept;
    }

    /// The serial number of the check that has each slot.
    pub(super) fn slots(&self) -> &[u64] {
        &self.slots
    }

    fn keep_or_add(
        &mut self,
        old: &mut Vec<Source>,
        clause: Option<&str>,
        text: &str,
        is_pack: bool,
    ) {
        let same = |it: &Source| {
            it.pack.is_some() == is_pack
                && it.clause.as_deref() == clause
                && it.text.as_ref() == text
        };
        let source = match old.iter().position(same) {
            Some(at) => old.swap_remove(at),
            None => Source {
                clause: clause.map(str::to_owned),
                text: text.into(),
                pack: is_pack.then(Arc::default),
                checks: Vec::new(),
                diagnostics: Vec::new(),
                names: Names::of(text),
                taken: Vec::new(),
                is_unread: true,
            },
        };
        self.sources.push(source);
    }

    /// Where a check that others may use changed, those that use any are read again.
    fn follow_names(&mut self) {
        let mut names = Names::default();
        for source in &mut self.sources {
            source.taken = names.add(&source.names);
        }
        if names == self.names {
            return;
        }
        self.names = names;
        for source in &mut self.sources {
            source.is_unread |= source.text.contains("use");
        }
    }

    fn read_unread(&mut self) {
        for at in 0..self.sources.len() {
            let source = &mut self.sources[at];
            if !std::mem::take(&mut source.is_unread) {
                continue;
            }
            let definitions: Vec<_>;
            if source.pack.is_some() {
                let (mut read, diagnostics) = self.names.read_pack(&source.text);
                let clauses = read.clauses.iter_mut();
                let all = clauses.flat_map(|it| std::mem::take(&mut it.checks));
                definitions = all.collect();
                source.pack = Some(Arc::new(read));
                source.diagnostics = diagnostics;
            } else {
                let clause = source.clause.as_deref();
                (definitions, source.diagnostics) = self.names.read_checks(&source.text, clause, 1);
            }
            let checks = definitions.into_iter().map(|it| self.load(it)).collect();
            self.sources[at].checks = checks;
        }
    }

    /// The checks that others may use.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// Numbers a definition.
    pub(super) fn load(&mut self, definition: CheckDefinition) -> Loaded {
        self.next_serial += 1;
        Loaded {
            serial: self.next_serial,
            slot: usize::MAX,
            id: definition.id.clone(),
            clause: definition.clause.clone(),
            lacks: definition.lacks(),
            definition: Arc::new(definition),
        }
    }

    /// Binds the checks of packs to what `names` calls their clauses. A pack that is read again is
    /// bound as it says.
    pub(super) fn rebind_packs(&mut self, names: &BTreeMap<String, String>) {
        let packs = self.sources.iter_mut().filter(|it| it.pack.is_some());
        for check in packs.flat_map(|it| &mut it.checks) {
            if let Some(name) = check.clause.as_ref().and_then(|it| names.get(it)) {
                check.clause = Some(name.clone());
            }
        }
    }

    /// All checks: the spec's in document order, then the packs'.
    pub(super) fn all(&self) -> impl Iterator<Item = &Loaded> {
        self.sources.iter().flat_map(|source| &source.checks)
    }

    /// Tools that checks name and no transcript calls, with the index of the check's source. What
    /// messages say of tools is read only where some tool is not called.
    pub(super) fn never_called(&self, runs: &Runs) -> Vec<(usize, Diagnostic)> {
        let names_one = |it: &Loaded| !it.definition.tools.is_empty();
        if !self.all().any(names_one) {
            return Vec::new();
        }
        let mut called = runs.called_tools();
        if self.not_in(&called).is_empty() {
            return Vec::new();
        }
        runs.add_named_tools(&mut called);
        self.not_in(&called)
    }

    fn not_in(&self, called: &CalledTools) -> Vec<(usize, Diagnostic)> {
        let mut found = Vec::new();
        for (at, source) in self.sources.iter().enumerate() {
            for check in &source.checks {
                let tools = called.never_called(&check.definition);
                found.extend(tools.into_iter().map(|it| (at, it)));
            }
        }
        found
    }

    /// All packs, without their checks.
    pub(super) fn packs(&self) -> impl Iterator<Item = &Pack> {
        self.sources
            .iter()
            .filter_map(|source| source.pack.as_deref())
    }

    /// The clauses that checks are bound to.
    pub(super) fn clauses(&self) -> impl Iterator<Item = &str> {
        self.all().filter_map(|it| it.definition.clause.as_deref())
    }

    /// Faults in the spec's blocks, at their places in the spec.
    pub(super) fn block_diagnostics(
        &self,
        spec: &Spec,
        text: &str,
        never_called: &[(usize, Diagnostic)],
    ) -> Vec<Diagnostic> {
        let lines = LineIndex::new(text);
        let blocks = spec.check_blocks.iter().zip(&self.sources).enumerate();
        let of_block = blocks.flat_map(|(at, (block, source))| {
            let (offset, line) = (block.body.start, lines.line(block.body.start));
            let placed = move |it: &Diagnostic| it.clone().shifted(offset, line - 1);
            let tools = never_called.iter().filter(move |it| it.0 == at);
            source.said().chain(tools.map(|it| &it.1)).map(placed)
        });
        of_block.collect()
    }

    /// Faults in packs; the message names pack and line. Of an excerpt not all clauses are here to be known.
    pub(super) fn pack_diagnostics(
        &self,
        spec: &Spec,
        workspace: &Workspace,
        never_called: &[(usize, Diagnostic)],
    ) -> Vec<Diagnostic> {
        let mut all = Vec::new();
        let packs = self
            .sources
            .iter()
            .enumerate()
            .filter_map(|(at, it)| Some((at, it, it.pack.as_ref()?)));
        for ((at, source, pack), document) in packs.zip(&workspace.packs) {
            let known = |id: &str| spec.clauses.iter().any(|it| it.id == id);
            let unknown = pack.unknown_clauses(|id| workspace.spec.excerpt || known(id));
            let tools = never_called.iter().filter(|it| it.0 == at);
            let own = source.said().chain(tools.map(|it| &it.1));
            for mut it in own.cloned().chain(unknown) {
                let Diagnostic { line, message, .. } = &it;
                it.message = format!("in line {line} of the pack `{}`: {message}", document.name);
                it.line = 0;
                all.push(it);
            }
        }
        all
    }
}

/// A check as the page needs it.
pub(super) fn view(check: &Loaded) -> CheckView {
    let definition = &check.definition;
    CheckView {
        id: check.id.clone(),
        clause: check.clause.clone(),
        type_name: definition.type_name.clone(),
        summary: definition.summary(),
        why: definition.why.clone(),
        decides: definition.decides,
    }
}
