//! How far people agree, as `plumbline agree` measures it: the one place that knows its results.

use super::contested::on_their_own;
use crate::agreement::{Ledger, Options};
use crate::report::{Agreement, Coefficient};
use crate::spec::Spec;
use crate::verdict::VerdictEvent;
use serde_json::Value;
use std::sync::Arc;

/// Resamples for each interval: enough for whole per cent, and soon done in a page.
const RESAMPLES: usize = 1_000;

/// Measures the verdicts that people gave on their own, under the words as they are.
pub(super) fn measure(spec: &Spec, events: &[Arc<VerdictEvent>]) -> Agreement {
    let mut ledger = Ledger::default();
    let clauses = spec.clauses.iter();
    ledger.add_words(clauses.map(|it| (it.id.as_str(), it.hash.as_str())));
    ledger.add_log(&on_their_own(events));
    let study = ledger.close(false);
    if study.items.values().all(|it| it.len() < 2) {
        return Agreement::default();
    }
    let options = Options {
        n_resamples: RESAMPLES,
        n_contested: 0,
        ..Options::default()
    };
    let report = study.report(&options).ok();
    let report = report.and_then(|it| serde_json::to_value(it).ok());
    let overall = report.map(|it| it["overall"].clone()).unwrap_or_default();
    Agreement {
        n_people: number(&overall["n_raters"]),
        n_pairs: number(&overall["pairs"]),
        n_agreeing: number(&overall["agreeing_pairs"]),
        raw: coefficient(&overall["raw_agreement"]),
        alpha: coefficient(&overall["krippendorff_alpha"]),
    }
}

fn number(value: &Value) -> usize {
    let number = value.as_u64().and_then(|it| usize::try_from(it).ok());
    number.unwrap_or_default()
}

fn coefficient(figure: &Value) -> Coefficient {
    let bound = |key| figure["interval"][key].as_f64();
    let reasons = [&figure["undefined"], &figure["interval_undefined"]];
    let reason = reasons.iter().find_map(|it| it.as_str());
    Coefficient {
        value: figure["value"].as_f64(),
        interval: bound("lower").zip(bound("upper")).map(|it| [it.0, it.1]),
        reason: reason.unwrap_or_default().to_owned(),
    }
}
