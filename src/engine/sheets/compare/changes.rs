//! Sections that came and went, and facts about them that changed.

use super::Pages;
use crate::engine::sheets::known::plain;
use crate::engine::sheets::parts::Sheet;
use crate::prose::Kind;
use crate::spec::diff::{FoundBy, SectionChange, SectionPlace};

impl Pages<'_> {
    pub(super) fn changes(&self, sheet: &mut Sheet) {
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

    pub(super) fn changed_section(&self, change: &SectionChange, sheet: &mut Sheet) {
        let place = if self.is_new_here {
            &change.new
        } else {
            &change.old
        };
        self.section(place, true, sheet);
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
