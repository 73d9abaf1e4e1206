//! What a report says of the spec and of its checks, whatever was found.

use super::super::Engine;
use crate::check::Decides;
use crate::report::{ChecksFacts, SpecFacts, TextState};
use crate::spec::parse;
use crate::text::sha256;
use crate::workspace::{SpecDocument, SpecOrigin, Workspace, bundled, fingerprints, public};
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) fn spec(engine: &Engine, workspace: &Workspace) -> SpecFacts {
    let document = &workspace.spec;
    let name = match document.called(&engine.spec) {
        "" => "a spec without a name",
        name => name,
    };
    let hash = sha256(document.text.as_bytes());
    let adjusted = engine.spec.clauses.iter().filter(|it| it.adjusted);
    SpecFacts {
        name: name.to_owned(),
        edition: edition(engine, document),
        origin: origin(&document.origin).to_owned(),
        address: document.origin.web_address().map(str::to_owned),
        hash_of_origin: document.origin.hash().map(str::to_owned),
        state: state(engine, document, &hash),
        hash,
        n_adjusted: adjusted.count(),
        packs: workspace.packs.iter().map(|it| it.name.clone()).collect(),
    }
}

/// The edition of a published text, else what the document says of itself. A published one that is
/// named by its edition needs no more.
fn edition(engine: &Engine, document: &SpecDocument) -> String {
    let published = document.origin.hash().and_then(public::recognise);
    if let Some(published) = published {
        let is_named = document.name.contains(published.edition);
        return if is_named { "" } else { published.edition }.to_owned();
    }
    let metadata = engine.spec.front_matter.as_ref();
    match metadata.and_then(|it| it.get("version")) {
        Some(Value::String(version)) => version.clone(),
        Some(Value::Number(version)) => version.to_string(),
        _ => String::new(),
    }
}

fn origin(origin: &SpecOrigin) -> &'static str {
    match origin {
        SpecOrigin::Written => "written or pasted in this work",
        SpecOrigin::File { .. } => "read from a file",
        SpecOrigin::Bundled { .. } => "which comes with Plumbline; all that it tells of is made up",
        SpecOrigin::Public { .. } => "published at",
    }
}

fn state(engine: &Engine, document: &SpecDocument, hash: &str) -> TextState {
    if document.excerpt {
        return TextState::Excerpt;
    }
    match document.origin.hash() {
        None => TextState::Own,
        Some(origin) if origin == hash => TextState::Same,
        Some(_) => {
            let known = engine.altered.as_ref().and_then(|it| it.n_clauses);
            TextState::Altered(known.or_else(|| differing(engine, document)))
        }
    }
}

/// How many clauses differ from the released text, where that is at hand.
fn differing(engine: &Engine, document: &SpecDocument) -> Option<usize> {
    let released = bundled::original(&document.origin)?;
    let published = fingerprints(&parse(&released).clauses);
    let document = SpecDocument {
        published: Some(published.into()),
        ..document.clone()
    };
    document.altered(&engine.spec.clauses).n_clauses
}

pub(super) fn checks(engine: &Engine, n_errors: usize) -> ChecksFacts {
    let mut facts = ChecksFacts {
        n_errors,
        n_own: engine.runs.own.iter().map(|it| it.checks.len()).sum(),
        n_missing: engine.runs.n_open(&engine.checks),
        ..ChecksFacts::default()
    };
    let mut here = BTreeSet::new();
    here.extend(engine.spec.clauses.iter().map(|it| it.id.as_str()));
    let mut clauses = BTreeSet::new();
    for check in engine.checks.all() {
        let clause = check.clause.as_deref().filter(|it| here.contains(it));
        let Some(clause) = clause else { continue };
        clauses.insert(clause);
        match check.definition.decides {
            Decides::Both => facts.n_both += 1,
            Decides::Break => facts.n_break += 1,
            Decides::Nothing => facts.n_signals += 1,
        }
    }
    facts.n_clauses = clauses.len();
    facts
}
