//! How far people agree, and what other words change, as `plumbline agree` measures it: the one place
//! that knows its results.

use crate::agreement::{Figure, Ledger, Options, Rewording, outcome_of, rewording};
use crate::report::{Agreement, Coefficient, RewordFacts};
use crate::spec::Spec;
use crate::text::plain_title;
use crate::verdict::VerdictEvent;
use crate::workspace::Workspace;
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

/// Measures the reword tests of a work in which a reply was judged under both wordings.
pub(super) fn rewordings(spec: &Spec, workspace: &Workspace) -> Vec<RewordFacts> {
    let lists = workspace.lists();
    let tests = lists.iter().filter_map(|it| it.reword_test());
    let found = tests.map(|it| {
        let log = [&workspace.verdicts[..]];
        rewording(it, log, &Options::default())
    });
    let told = found.filter(|it| it.arms.iter().all(|arm| arm.n_ratings > 0));
    told.map(|it| facts(spec, it)).collect()
}

fn facts(spec: &Spec, found: Rewording) -> RewordFacts {
    let clause = spec.clauses.iter().find(|it| it.id == found.clause);
    let changes = found.labels.into_iter().filter_map(|it| {
        let outcome = outcome_of(&it.label)?;
        Some((outcome, it.counts, coefficient(it.change)))
    });
    RewordFacts {
        clause: clause.map_or(found.clause, |it| plain_title(&it.title)),
        n_people: found.arms.each_ref().map(|it| it.n_raters),
        n_verdicts: found.arms.each_ref().map(|it| it.n_ratings),
        n_one_sided: found.n_one_sided,
        changes: changes.collect(),
        alpha: found
            .arms
            .each_ref()
            .map(|it| coefficient(it.krippendorff_alpha.clone())),
        words: found.arms.map(|it| it.words),
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
