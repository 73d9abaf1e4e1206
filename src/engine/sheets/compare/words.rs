//! What changed in the words: of sections, clauses, examples, and what stands beside them.

use super::Pages;
use crate::engine::sheets::clauses;
use crate::engine::sheets::known::plain;
use crate::engine::sheets::parts::Sheet;
use crate::prose::Kind;
use crate::spec::Strength;
use crate::spec::diff::{
    ClauseChange, ClausePlace, ExampleChange, ExamplePlace, Fate, Mark, Piece, SectionChange, hunks,
};

/// The words around each change of one text to another, what went and what came marked.
pub(in crate::engine::sheets) fn set_hunks(marks: &[Mark], texts: [&str; 2], sheet: &mut Sheet) {
    let found = hunks(marks, texts);
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

impl<'a> Pages<'a> {
    pub(super) fn reworded(&self, sheet: &mut Sheet) {
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

    fn hunks(&self, marks: &[Mark], sheet: &mut Sheet) {
        set_hunks(marks, self.texts(), sheet);
    }

    /// Items and sentences that came, went, or stand under another id. Those reworded in their
    /// place stand with their section.
    pub(super) fn clause_changes(&self, sheet: &mut Sheet) {
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

    pub(super) fn examples(&self, sheet: &mut Sheet) {
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
    pub(super) fn beside(&self, sheet: &mut Sheet) {
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
