//! How far people agree, as `plumbline agree` measures it: the one place that knows its results.

use crate::agreement::{Figure, Ledger, Options};
use crate::report::{Agreement, Coefficient};
use crate::spec::Spec;
use crate::verdict::VerdictEvent;
use std::sync::Arc;

/// Measures the verdicts that people gave on their own, under the words as they are.
pub(super) fn measure(spec: &Spec, events: &[Arc<VerdictEvent>]) -> Agreement {
    let mut ledger = Ledger::default();
    let clauses = spec.clauses.iter();
    ledger.add_words(clauses.map(|it| (it.id.as_str(), it.hash.as_str())));
    ledger.add_log(events);
    let study = ledger.close(false);
    if study.items.values().all(|it| it.len() < 2) {
        return Agreement::default();
    }
    let options = Options {
        n_pair_resamples: 0,
        n_contested: 0,
        ..Options::default()
    };
    let overall = study.report(&options).overall;
    Agreement {
        n_people: overall.n_raters,
        n_pairs: whole(overall.pairs),
        n_agreeing: whole(overall.agreeing_pairs),
        raw: coefficient(overall.raw_agreement),
        alpha: coefficient(overall.krippendorff_alpha),
    }
}

fn whole(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

fn coefficient(figure: Figure) -> Coefficient {
    let reason = figure.undefined.or(figure.interval_undefined);
    Coefficient {
        value: figure.value,
        interval: figure.interval.map(|it| [it.lower, it.upper]),
        reason: reason.unwrap_or_default(),
    }
}
