//! The checks of a workspace, read once and kept while their text stays the same.

use super::findings::CheckView;
use crate::check::{self, CheckDefinition, Ids, Pack, Part};
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
}

/// All checks bound to clauses.
#[derive(Clone, Debug, Default)]
pub(super) struct Checks {
    sources: Vec<Source>,
    /// The serial number of the check that has each slot; 0 where it is free.
    slots: Vec<u64>,
    next_serial: u64,
}

impl Checks {
    /// Reads the checks of a spec and its packs again; what did not change is kept.
    pub(super) fn refresh(&mut self, spec: &Spec, text: &str, packs: &[Arc<PackDocument>]) {
        let mut old = std::mem::take(&mut self.sources);
        for block in &spec.check_blocks {
            let body = block.body.slice(text).unwrap_or_default();
            self.keep_or_read(&mut old, block.clause.as_deref(), body, false);
        }
        for pack in packs {
            self.keep_or_read(&mut old, None, &pack.text, true);
        }
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

    fn keep_or_read(
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
            None => self.read(clause, text, is_pack),
        };
        self.sources.push(source);
    }

    fn read(&mut self, clause: Option<&str>, text: &str, is_pack: bool) -> Source {
        let mut pack = None;
        let (definitions, diagnostics) = if is_pack {
            let (mut read, diagnostics) = check::read_pack(text);
            let clauses = read.clauses.iter_mut();
            let definitions = clauses.flat_map(|it| std::mem::take(&mut it.checks));
            let definitions = definitions.collect();
            pack = Some(read);
            (definitions, diagnostics)
        } else {
            check::read_checks(text, clause)
        };
        let checks = definitions.into_iter().map(|it| self.load(it)).collect();
        Source {
            clause: clause.map(str::to_owned),
            text: text.into(),
            pack: pack.map(Arc::new),
            checks,
            diagnostics,
        }
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
    pub(super) fn block_diagnostics(&self, spec: &Spec, text: &str) -> Vec<Diagnostic> {
        let lines = LineIndex::new(text);
        let blocks = spec.check_blocks.iter().zip(&self.sources);
        let of_block = blocks.flat_map(|(block, source)| {
            let (offset, line) = (block.body.start, lines.line(block.body.start));
            let placed = move |it: &Diagnostic| it.clone().shifted(offset, line - 1);
            source.diagnostics.iter().map(placed)
        });
        of_block.collect()
    }

    /// Faults in packs; the message names pack and line. Of an excerpt not all clauses are here to be known.
    pub(super) fn pack_diagnostics(&self, spec: &Spec, workspace: &Workspace) -> Vec<Diagnostic> {
        let mut all = Vec::new();
        let packs = self
            .sources
            .iter()
            .filter_map(|it| Some((it, it.pack.as_ref()?)));
        for ((source, pack), document) in packs.zip(&workspace.packs) {
            let known = |id: &str| spec.clauses.iter().any(|it| it.id == id);
            let unknown = pack.unknown_clauses(|id| workspace.spec.excerpt || known(id));
            for mut it in source.diagnostics.iter().cloned().chain(unknown) {
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
