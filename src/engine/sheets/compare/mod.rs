//! Two versions of the spec: what changed in the words, what it means for the replies of this work,
//! and which verdicts were given under other words.

use super::address::{Asked, address};
use super::clauses;
use super::known::{Known, plain};
use super::parts::{self, Sheet};
use crate::engine::{Comparison, Flip, OutdatedVerdict, Standing, Versions};
use crate::prose::Kind;
use crate::spec::Strength;
use crate::spec::diff::{
    ClauseChange, ClausePlace, ExampleChange, ExamplePlace, Fate, FoundBy, Mark, Piece,
    SectionChange, SectionPlace, SpecDiff, hunks,
};
use crate::transcript::Scenario;
use crate::workspace::SpecOrigin;
use std::sync::Arc;

pub(super) const NAME: &str = "compare";

/// So many flips and verdicts are listed; all are counted.
const MAX_ROWS: usize = 200;

/// Whether the other version is taken for the older one.
pub(super) fn is_other_older(asked: &Asked) -> bool {
    asked.option("newer").is_empty()
}

pub(super) fn set(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    let is_published = matches!(
        known.workspace.spec.origin,
        SpecOrigin::Bundled { .. } | SpecOrigin::Public { .. }
    );
    sheet.open(Kind::Part, "bar");
    sheet.button("compare-file", "", "Choose another version…");
    if is_published {
        sheet.button("compare-published", "", "Compare with the published text");
    }
    if known.versions.is_some() {
        sheet.button("print", "", "Print");
    }
    sheet.close();
    let Some((versions, comparison)) = known
        .versions
        .and_then(|it| Some((it, it.comparison.as_deref()?)))
    else {
        return sheet.empty(
            "Choose another version of this spec: an earlier release, or your own draft. You see \
             what changed word by word, which findings on your replies flip, and which verdicts \
             were given under other words.",
        );
    };
    let pages = Pages::new(known, versions, comparison);
    pages.order(is_other_older(asked), sheet);
    pages.summary(sheet);
    pages.flips(sheet);
    pages.outdated(sheet);
    pages.changes(sheet);
}

/// What is needed to write about two versions.
struct Pages<'a> {
    known: &'a Known<'a>,
    comparison: &'a Comparison,
    diff: &'a SpecDiff,
    /// The older version and the newer one: name and text.
    versions: [(&'a str, &'a str); 2],
    /// Whether the newer version is the one that is open.
    is_new_here: bool,
}

impl<'a> Pages<'a> {
    fn new(known: &'a Known<'a>, other: &'a Versions, comparison: &'a Comparison) -> Pages<'a> {
        let here = (known.workspace.spec.name.as_str(), known.text);
        let there = (other.name.as_str(), &*other.text);
        Pages {
            known,
            comparison,
            diff: &comparison.diff,
            versions: match other.is_older {
                true => [there, here],
                false => [here, there],
            },
            is_new_here: other.is_older,
        }
    }

    fn texts(&self) -> [&'a str; 2] {
        self.versions.map(|it| it.1)
    }

    /// From which version to which, and the other way round.
    fn order(&self, is_older: bool, sheet: &mut Sheet) {
        let [old, new] = self.versions.map(|it| it.0);
        sheet.open(Kind::Paragraph, "");
        sheet.words("From ");
        sheet.said(Kind::Strong, "", old);
        sheet.words(" to ");
        sheet.said(Kind::Strong, "", new);
        sheet.words(". ");
        let options: &[_] = if is_older { &[("newer", "1")] } else { &[] };
        let swapped = address(NAME, "", options);
        sheet.said(Kind::Sheet, &swapped, "The other way round");
        sheet.close();
    }

    fn summary(&self, sheet: &mut Sheet) {
        if self.diff.is_empty() {
            return sheet.empty("Nothing changed.");
        }
        sheet.open(Kind::List, "");
        for (name, counts) in self.diff.counts() {
            let counts = counts
                .iter()
                .map(|(n, what)| [&n.to_string(), " ", what].concat());
            let counts: Vec<_> = counts.collect();
            if !counts.is_empty() {
                sheet.open(Kind::Item, "");
                sheet.said(Kind::Strong, "", name);
                sheet.words(": ");
                sheet.words(&counts.join(", "));
                sheet.close();
            }
        }
        for change in &self.diff.vocabulary {
            sheet.open(Kind::Item, "");
            sheet.said(Kind::Strong, "", "One word for another");
            sheet.words(": ");
            sheet.said(Kind::Deleted, "", &change.from);
            sheet.words(" ");
            sheet.said(Kind::Inserted, "", &change.to);
            sheet.words(", in ");
            sheet.count(change.sections.len(), " section", " sections");
            sheet.close();
        }
        sheet.close();
    }

    fn flips(&self, sheet: &mut Sheet) {
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

    fn outdated(&self, sheet: &mut Sheet) {
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
            sheet.words(parts::outcome(verdict.outcome));
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

    fn changes(&self, sheet: &mut Sheet) {
        self.places("Added", &self.diff.added, self.is_new_here, sheet);
        self.places("Removed", &self.diff.removed, !self.is_new_here, sheet);
        let named = |found_by| move |it: &SectionChange| it.found_by == found_by;
        self.moves("Renamed", named(FoundBy::Title), titles, sheet);
        self.moves(
            "Continued under another name",
            named(FoundBy::Words),
            titles,
            sheet,
        );
        self.moves("Retitled", SectionChange::is_retitled, titles, sheet);
        self.moves("Moved", |it| it.moved, parents, sheet);
        self.moves("Re-ranked", |it| it.reranked, authorities, sheet);
        self.reworded(sheet);
        self.clause_changes(sheet);
        self.examples(sheet);
        self.beside(sheet);
    }

    fn places(&self, heading: &str, places: &[SectionPlace], is_here: bool, sheet: &mut Sheet) {
        if places.is_empty() {
            return;
        }
        sheet.heading(heading);
        sheet.open(Kind::List, "");
        for place in places {
            sheet.open(Kind::Item, "");
            self.section(place, is_here, sheet);
            if let Some(authority) = &place.authority {
                sheet.words(" ");
                sheet.tag("", authority);
            }
            sheet.close();
        }
        sheet.close();
    }

    /// A section's title; one of the version that is open leads there.
    fn section(&self, place: &SectionPlace, is_here: bool, sheet: &mut Sheet) {
        let title = match plain(&place.title) {
            none if none.is_empty() => "The text before the first heading".to_owned(),
            title => title,
        };
        if is_here {
            sheet.button("section", &place.key, &title);
        } else {
            sheet.words(&title);
        }
    }

    fn moves(
        &self,
        heading: &str,
        is_so: impl Fn(&SectionChange) -> bool,
        fact: fn(&SectionChange) -> [&str; 2],
        sheet: &mut Sheet,
    ) {
        let mut changes = self.diff.changed.iter().filter(|it| is_so(it)).peekable();
        if changes.peek().is_none() {
            return;
        }
        sheet.heading(heading);
        sheet.open(Kind::List, "");
        for change in changes {
            let [old, new] = fact(change);
            sheet.open(Kind::Item, "");
            self.changed_section(change, sheet);
            sheet.words(": ");
            sheet.said(Kind::Deleted, "", old);
            sheet.words(" ");
            sheet.said(Kind::Inserted, "", new);
            sheet.close();
        }
        sheet.close();
    }

    fn changed_section(&self, change: &SectionChange, sheet: &mut Sheet) {
        let place = if self.is_new_here {
            &change.new
        } else {
            &change.old
        };
        self.section(place, true, sheet);
    }

    fn reworded(&self, sheet: &mut Sheet) {
        let reworded = |it: &'a SectionChange| Some((it, it.prose.as_ref()?));
        let mut changes = self.diff.changed.iter().filter_map(reworded).peekable();
        if changes.peek().is_some() {
            sheet.heading("Reworded");
        }
        for (change, prose) in changes {
            sheet.open(Kind::Heading3, "");
            self.changed_section(change, sheet);
            sheet.close();
            let [old, new] = [&change.old, &change.new].map(|it| it.strength.unwrap_or_default());
            stronger(old, new, sheet);
            self.hunks(&prose.marks, sheet);
        }
    }

    /// The words around each change, what went and what came marked.
    fn hunks(&self, marks: &[Mark], sheet: &mut Sheet) {
        let found = hunks(marks, self.texts());
        for hunk in &found.hunks {
            sheet.open(Kind::Quote, "");
            for piece in hunk {
                match piece {
                    Piece::Kept(words) => sheet.words(words),
                    Piece::Removed(words) => sheet.said(Kind::Deleted, "", words),
                    Piece::Added(words) => sheet.said(Kind::Inserted, "", words),
                }
            }
            sheet.close();
        }
        if found.n_typographic > 0 {
            sheet.open(Kind::Part, "hint");
            sheet.number(found.n_typographic);
            sheet.words(" × only dashes or quotation marks");
            sheet.close();
        }
    }

    /// Items and sentences that came, went, or stand under another id. Those reworded in their
    /// place stand with their section.
    fn clause_changes(&self, sheet: &mut Sheet) {
        let is_told = |it: &&ClauseChange| !matches!(it.fate(), Some(Fate::Reworded | Fate::Same));
        let mut changes = self.diff.clauses.iter().filter(is_told).peekable();
        if changes.peek().is_none() {
            return;
        }
        sheet.heading("Clauses within sections");
        sheet.open(Kind::List, "");
        for change in changes {
            sheet.open(Kind::Item, "");
            let title = |it: &ClausePlace| plain(&it.title);
            match (&change.old, &change.new) {
                (Some(old), Some(new)) => {
                    sheet.words(&title(new));
                    sheet.words(": ");
                    sheet.said(Kind::Deleted, "", &old.id);
                    sheet.words(" ");
                    sheet.said(Kind::Inserted, "", &new.id);
                }
                (Some(old), None) => sheet.said(Kind::Deleted, "", &title(old)),
                (_, new) => {
                    let title = new.as_ref().map(title).unwrap_or_default();
                    sheet.said(Kind::Inserted, "", &title);
                }
            }
            sheet.close();
        }
        sheet.close();
    }

    fn examples(&self, sheet: &mut Sheet) {
        if self.diff.examples.is_empty() {
            return;
        }
        sheet.heading("Examples");
        for change in &self.diff.examples {
            self.example(change, sheet);
        }
    }

    fn example(&self, change: &ExampleChange, sheet: &mut Sheet) {
        let title = |it: &ExamplePlace| plain(&it.title);
        sheet.open(Kind::Paragraph, "");
        match (&change.old, &change.new) {
            (Some(old), Some(new)) => {
                if change.is_retitled() {
                    sheet.said(Kind::Deleted, "", &title(old));
                    sheet.words(" ");
                    sheet.said(Kind::Inserted, "", &title(new));
                } else {
                    sheet.words(&title(new));
                }
                if change.moved {
                    sheet.words(", moved from ");
                    sheet.words(&old.section);
                }
            }
            (Some(old), None) => sheet.said(Kind::Deleted, "", &title(old)),
            (_, new) => {
                let title = new.as_ref().map(title).unwrap_or_default();
                sheet.said(Kind::Inserted, "", &title);
            }
        }
        sheet.close();
        self.hunks(&change.marks, sheet);
    }

    /// Commentary, code and checks.
    fn beside(&self, sheet: &mut Sheet) {
        let is_any = |it: &&SectionChange| !it.commentary.is_empty() || !it.blocks.is_empty();
        let mut changes = self.diff.changed.iter().filter(is_any).peekable();
        if changes.peek().is_some() {
            sheet.heading("Commentary, code and checks");
        }
        for change in changes {
            sheet.open(Kind::Heading3, "");
            self.changed_section(change, sheet);
            sheet.close();
            self.hunks(&change.commentary, sheet);
            self.hunks(&change.blocks, sheet);
        }
    }
}

fn titles(change: &SectionChange) -> [&str; 2] {
    [&change.old.title, &change.new.title]
}

fn parents(change: &SectionChange) -> [&str; 2] {
    [&change.old, &change.new].map(|it| it.parent.as_deref().unwrap_or("the top"))
}

fn authorities(change: &SectionChange) -> [&str; 2] {
    [&change.old, &change.new].map(|it| it.authority.as_deref().unwrap_or("none"))
}

/// What the words demand now, where that is something else.
fn stronger(old: Strength, new: Strength, sheet: &mut Sheet) {
    if old != new {
        sheet.open(Kind::Part, "hint");
        sheet.words("Demands ");
        sheet.said(Kind::Deleted, "", demand(old));
        sheet.words(" ");
        sheet.said(Kind::Inserted, "", demand(new));
        sheet.close();
    }
}

fn demand(strength: Strength) -> &'static str {
    match strength {
        Strength::None => "nothing",
        strength => clauses::strength(strength),
    }
}

/// What the first check that has something to say says.
fn explanation(standing: &Standing) -> Option<&str> {
    let mut said = standing.checks.iter().map(|it| it.explanation.as_str());
    said.find(|it| !it.is_empty())
}
