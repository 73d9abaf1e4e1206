//! What two versions mean for the replies of this work: which findings flip, and which verdicts
//! were given under other words.

use super::Pages;
use crate::engine::sheets::known::plain;
use crate::engine::sheets::parts::{self, Sheet};
use crate::engine::{Flip, OutdatedVerdict, Standing};
use crate::prose::Kind;
use crate::spec::diff::Fate;
use crate::transcript::Scenario;
use std::sync::Arc;

/// So many flips and verdicts are listed; all are counted.
const MAX_ROWS: usize = 200;

impl Pages<'_> {
    pub(super) fn flips(&self, sheet: &mut Sheet) {
        sheet.heading("What flips");
        let (flips, n) = (&self.comparison.flips, self.comparison.n_transcripts);
        let n_flips: usize = self.comparison.flip_counts.iter().map(|it| it.n).sum();
        sheet.open(Kind::Paragraph, "");
        match (n, n_flips) {
            (0, _) => sheet.words("No reply here to check under both versions."),
            (_, 0) => {
                sheet.words("Nothing: every clause stands the same under both versions, in ");
                sheet.count(n, " reply.", " replies.");
            }
            _ => {
                sheet.count(n_flips, " clause stands", " clauses stand");
                sheet.words(" differently, in ");
                sheet.count(n, " reply that was", " replies that were");
                sheet.words(" checked under both versions.");
            }
        }
        sheet.close();
        if flips.is_empty() {
            return;
        }
        let [old, new] = self.versions.map(|it| it.0);
        let heads = ["Scenario", "Clause", old, new, "Because"];
        sheet.table("Clauses that stand differently", &heads);
        for flip in flips.iter().take(MAX_ROWS) {
            self.flip(flip, sheet);
        }
        sheet.end_table();
        self.say_more(flips.len().min(n_flips), n_flips, sheet);
    }

    fn flip(&self, flip: &Flip, sheet: &mut Sheet) {
        let here = if self.is_new_here {
            &flip.new
        } else {
            &flip.old
        };
        let clause = here.as_ref().or(flip.new.as_ref()).or(flip.old.as_ref());
        let clause = clause.map_or("", |it| it.clause.as_str());
        sheet.row();
        self.scenario(&flip.scenario, &flip.transcript, clause, sheet);
        sheet.cell();
        self.clause(clause, sheet);
        for side in [&flip.old, &flip.new] {
            sheet.cell();
            match side {
                Some(standing) => {
                    let (tone, word) = parts::status(standing.status);
                    sheet.tag(tone, word);
                }
                None => sheet.words("no such clause"),
            }
        }
        sheet.cell();
        let why = flip.new.iter().chain(&flip.old).find_map(explanation);
        sheet.words(why.unwrap_or_default());
        sheet.end_row();
    }

    pub(super) fn outdated(&self, sheet: &mut Sheet) {
        let outdated = &self.comparison.outdated;
        if outdated.is_empty() {
            return;
        }
        sheet.heading("Verdicts under other words");
        sheet.open(Kind::Paragraph, "");
        let is_reworded = |it: &&OutdatedVerdict| it.fate == Fate::Reworded;
        let n = outdated.iter().filter(is_reworded).count();
        sheet.count(
            n,
            " verdict was given under other words than those of the newer version. Judge it again.",
            " verdicts were given under other words than those of the newer version. Judge them \
             again.",
        );
        sheet.close();
        let heads = ["Scenario", "Clause", "Who", "Said", "Since then"];
        sheet.table("Verdicts to be given again", &heads);
        for verdict in outdated.iter().take(MAX_ROWS) {
            let clause = verdict.new_clause.as_ref().unwrap_or(&verdict.clause);
            sheet.row();
            let (scenario, _) = verdict.transcript.split_once('#').unwrap_or_default();
            self.scenario(scenario, &verdict.transcript, clause, sheet);
            sheet.cell();
            self.clause(clause, sheet);
            sheet.cell();
            sheet.words(&parts::who(&verdict.source));
            sheet.cell();
            sheet.words(verdict.outcome.word());
            sheet.cell();
            sheet.words(match verdict.fate {
                Fate::Same => "",
                Fate::Renamed => "renamed, the same words",
                Fate::Reworded => "reworded",
                Fate::Gone => "gone",
            });
            sheet.end_row();
        }
        sheet.end_table();
        self.say_more(outdated.len().min(MAX_ROWS), outdated.len(), sheet);
    }

    fn say_more(&self, n_shown: usize, n: usize, sheet: &mut Sheet) {
        if n > n_shown.min(MAX_ROWS) {
            sheet.open(Kind::Part, "hint");
            sheet.number(n - n_shown.min(MAX_ROWS));
            sheet.words(" more are not listed here.");
            sheet.close();
        }
    }

    /// A way to a transcript, with a clause chosen.
    fn scenario(&self, scenario: &str, transcript: &str, clause: &str, sheet: &mut Sheet) {
        let workspace = self.known.workspace;
        let of = |it: &&Arc<Scenario>| {
            it.id == scenario || it.transcripts().iter().any(|it| it.id == transcript)
        };
        let Some(scenario) = workspace.scenarios.iter().find(of) else {
            return sheet.words(scenario);
        };
        let mut outputs = scenario.outputs.iter();
        let at = outputs.position(|it| scenario.transcript_id(it) == transcript);
        let what = [&at.unwrap_or(0).to_string(), " ", clause, " ", &scenario.id].concat();
        sheet.button("scenario", &what, scenario.name());
        if let Some(at) = at.filter(|_| scenario.outputs.len() > 1) {
            sheet.words(", reply ");
            sheet.number(at + 1);
        }
    }

    fn clause(&self, id: &str, sheet: &mut Sheet) {
        let mut clauses = self.known.spec.clauses.iter();
        match clauses.find(|it| it.id == id) {
            Some(clause) => sheet.clause_link(id, &plain(&clause.title)),
            None => sheet.words(id),
        }
    }
}

/// What the first check that has something to say says.
fn explanation(standing: &Standing) -> Option<&str> {
    let mut said = standing.checks.iter().map(|it| it.explanation.as_str());
    said.find(|it| !it.is_empty())
}
