//! The packs that come along: what they hold, and how often their checks are wrong.
//!
//! They were written with the odd-numbered examples of the newest Model Spec at hand, so these
//! prove only that nothing broke. The even-numbered ones were looked at once, when the packs were
//! done, and no test may ask about them: what is asked about is tuned.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

#[path = "support/data.rs"]
mod data;

use plumbline::check::{Decides, Pack, read_pack};
use plumbline::engine::credentials::{Half, Labelled, Record, Split};
use plumbline::spec::{Spec, parse};
use std::collections::BTreeSet;
use std::fs;

/// A published document, where it is at hand.
fn document(name: &str) -> Option<String> {
    let path = data::specs_folder()?.join(format!("{name}.md"));
    Some(fs::read_to_string(path).unwrap())
}

fn pack(name: &str) -> Pack {
    let path = format!("{}/specs/packs/{name}.yml", env!("CARGO_MANIFEST_DIR"));
    let (pack, diagnostics) = read_pack(&fs::read_to_string(path).unwrap());
    assert_eq!(diagnostics, []);
    pack
}

#[test]
fn packs_check_many_clauses_that_their_specs_have() {
    #[track_caller]
    fn check(name: &str, edition: &str, least: usize) {
        let pack = pack(name);
        let checked = pack.clauses.iter().filter(|it| !it.checks.is_empty());
        assert!(checked.count() >= least);
        for check in pack.clauses.iter().flat_map(|it| &it.checks) {
            assert!(check.why.is_some(), "{} does not say why", check.id);
        }
        if let Some(text) = document(edition) {
            let spec = parse(&text);
            let is_known = |id: &str| spec.clauses.iter().any(|it| it.id == id);
            assert_eq!(pack.unknown_clauses(is_known), []);
        }
    }
    check("openai-model-spec", "openai-model-spec-2025-12-18-rev2", 40);
    check(
        "claudes-constitution",
        "claudes-constitution-2026-01-20",
        25,
    );
}

#[test]
fn on_the_half_that_it_was_written_by_the_pack_is_seldom_wrong() {
    let Some(text) = document("openai-model-spec-2025-12-18-rev2") else {
        return;
    };
    let spec: Spec = parse(&text);
    let odd = Split {
        half: Some(Half::Odd),
        seed: None,
    };
    let labelled = Labelled::of_examples(&spec, odd);
    let (mut decided, mut signalled, mut caught) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for check in pack("openai-model-spec")
        .clauses
        .iter()
        .flat_map(|it| &it.checks)
    {
        let clause = check.clause.as_deref().unwrap();
        let record = Record::of(check, labelled.of_clause(clause));
        assert_eq!(record.errors, [] as [usize; 0], "{}", check.id);
        caught.extend(record.caught);
        match check.decides {
            Decides::Nothing => signalled.extend(record.alarms),
            _ => decided.extend(record.alarms),
        }
    }
    let n_bad = labelled.replies.iter().filter(|it| it.is_bad).count();
    let n_good = labelled.replies.len() - n_bad;
    assert!(decided.len() * 50 <= n_good, "{decided:?} of {n_good}");
    assert!(signalled.len() * 10 <= n_good, "{signalled:?} of {n_good}");
    assert!(
        caught.len() * 100 >= n_bad * 45,
        "{} of {n_bad}",
        caught.len()
    );
}
