//! The table behind a report: every clause and reply of which something is known or asked.

use super::super::Engine;
use super::super::statuses::{Seen, Statuses};
use super::findings::said_broken;
use super::replies::Replies;
use crate::report::csv::{Row, Table};
use crate::text::plain_title;
use crate::verdict::{Evidence, Outcome, SourceKind, Status};

/// All of it as CSV; `None` where no work is open.
pub(super) fn csv(engine: &Engine) -> Option<String> {
    let workspace = engine.workspace.as_ref()?;
    let statuses = Statuses::new(&engine.runs, &engine.spec, &engine.checks, workspace);
    let replies = Replies::of(&statuses);
    let titles = engine.spec.clauses.iter().map(|it| plain_title(&it.title));
    let titles: Vec<_> = titles.collect();
    let mut table = Table::default();
    for (seen, reply) in &replies.all {
        for (at, clause) in engine.spec.clauses.iter().enumerate() {
            let Some(known) = statuses.brief(*seen, at) else {
                continue;
            };
            // That a check found nothing where nobody asks says nothing.
            let is_open = matches!(known.status, Status::NoBreakFound | Status::NotJudged);
            if !known.applies && is_open {
                continue;
            }
            let (said_by, evidence) = who(&statuses, *seen, at, known.status);
            let given = statuses.given(*seen, at);
            let older = given.iter().filter(|it| it.counts() && it.older_words);
            table.row(&Row {
                clause,
                title: &titles[at],
                reply,
                is_asked: known.applies,
                status: known.status,
                said_by,
                evidence,
                n_older_words: older.count(),
            });
        }
    }
    Some(table.done())
}

/// Who says what the status says, and for breaks on what words.
fn who(
    statuses: &Statuses<'_>,
    seen: Seen<'_, '_>,
    clause: usize,
    status: Status,
) -> (Vec<String>, Vec<Evidence>) {
    let outcome = match status {
        Status::Broken => Outcome::Fail,
        Status::Kept => Outcome::Pass,
        Status::Unclear => Outcome::Unclear,
        Status::NotApplicable => Outcome::NotApplicable,
        Status::NoBreakFound => return (looked(statuses.n_looked(seen, clause)), Vec::new()),
        Status::NotJudged => return (Vec::new(), Vec::new()),
    };
    let said = statuses.believed(seen, clause);
    let names = said.iter().filter(|it| it.2 == outcome).map(|it| match it {
        (SourceKind::Check, name, _) => ["check ", name].concat(),
        (SourceKind::Model, name, _) => ["model ", name].concat(),
        (SourceKind::Person, "", _) => "someone without a name".to_owned(),
        (SourceKind::Person, name, _) => (*name).to_owned(),
    });
    let evidence = match status {
        Status::Broken => said_broken(statuses, seen, clause),
        _ => Vec::new(),
    };
    let evidence = evidence.into_iter().flat_map(|it| it.evidence);
    (names.collect(), evidence.collect())
}

fn looked(n: usize) -> Vec<String> {
    vec![match n {
        1 => "1 check looked".to_owned(),
        n => format!("{n} checks looked"),
    }]
}
