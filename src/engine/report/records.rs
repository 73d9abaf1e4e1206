//! How often each check is wrong, and each model that judged.

use super::super::Engine;
use super::super::credentials::{Label, LabelledReply, Record, Split, people_say};
use super::super::statuses::Statuses;
use super::replies::Replies;
use crate::check::Decides;
use crate::report::{RecordFacts, Report};
use crate::text::plain_title;
use crate::verdict::{Outcome, SourceKind};
use std::collections::BTreeMap;

/// Adds a line for each check and each model that judged, and what it can be held against.
pub(super) fn add(
    engine: &Engine,
    statuses: &Statuses<'_>,
    replies: &Replies<'_, '_>,
    report: &mut Report,
) {
    of_checks(engine, report);
    of_models(engine.spec.clauses.len(), statuses, replies, report);
}

fn of_checks(engine: &Engine, report: &mut Report) {
    let labelled = engine.labelled_now(Split::default());
    let is_example = |it: &LabelledReply| matches!(it.label, Label::Example { .. });
    for clause in &engine.spec.clauses {
        let checks = engine.checks.all();
        for check in checks.filter(|it| it.clause.as_ref() == Some(&clause.id)) {
            let n_before = report.records.len();
            for is_of_examples in [true, false] {
                let replies = labelled.of_clause(&clause.id);
                let replies = replies.filter(|it| is_example(it.1) == is_of_examples);
                let record = Record::of(&check.definition, replies);
                let [caught, alarms] = [record.caught(), record.alarms()].map(|it| [it.n, it.of]);
                if caught[1] + alarms[1] > 0 {
                    report.records.push(RecordFacts {
                        kind: SourceKind::Check,
                        name: check.id.clone(),
                        clause: (clause.id.clone(), plain_title(&clause.title)),
                        is_signal: check.definition.decides == Decides::Nothing,
                        is_of_examples,
                        caught,
                        alarms,
                    });
                }
            }
            report.n_checks_without_record += usize::from(report.records.len() == n_before);
        }
    }
}

/// Models against people who judged the same replies by the same clauses, and agree.
fn of_models(
    n_clauses: usize,
    statuses: &Statuses<'_>,
    replies: &Replies<'_, '_>,
    report: &mut Report,
) {
    let mut models = BTreeMap::<String, [[usize; 2]; 2]>::new();
    for (seen, _) in &replies.all {
        for clause in 0..n_clauses {
            let given = statuses.given(*seen, clause);
            let by_models = given
                .iter()
                .filter(|it| it.counts() && it.source.kind() == SourceKind::Model);
            for verdict in by_models {
                let record = models.entry(verdict.source.name().to_owned()).or_default();
                if let Some(is_bad) = people_say(&given) {
                    let [n, of] = &mut record[usize::from(!is_bad)];
                    *n += usize::from(verdict.outcome == Outcome::Fail);
                    *of += 1;
                }
            }
        }
    }
    for (name, [caught, alarms]) in models {
        if caught[1] + alarms[1] == 0 {
            report.n_models_without_record += 1;
            continue;
        }
        report.records.push(RecordFacts {
            kind: SourceKind::Model,
            name,
            clause: Default::default(),
            is_signal: false,
            is_of_examples: false,
            caught,
            alarms,
        });
    }
}
