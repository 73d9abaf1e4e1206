//! Two versions of the spec: what changed in the words, what it means for the replies of this work,
//! and which verdicts were given under other words.

mod changes;
mod verdicts;
mod words;

#[cfg(feature = "study")]
pub(super) use words::set_hunks;

use super::address::{Asked, address};
use super::known::Known;
use super::parts::Sheet;
use crate::engine::{Comparison, Versions};
use crate::prose::Kind;
use crate::spec::diff::SpecDiff;
use crate::workspace::SpecOrigin;

pub(super) const NAME: &str = "compare";

/// What stands for a version in the address of the sheet that asks for one. No file is called so.
const FROM_ADDRESS: &str = "from/address";
const FROM_WORKS: &str = "from/works";

/// Whether the other version is taken for the older one: as the address asks, else by the dates in
/// the names of both, else it is.
pub(super) fn is_other_older(asked: &Asked, here: &str, other: &str) -> bool {
    match asked.option("newer") {
        "" => !is_later(other, here),
        asked => asked == "0",
    }
}

fn is_later(name: &str, than: &str) -> bool {
    let editions = (edition(name), edition(than));
    matches!(editions, (Some(this), Some(that)) if this > that)
}

/// What `name` says from a date on, year first: `2025-12-18, second issue`.
fn edition(name: &str) -> Option<&str> {
    let is_date = |date: &[u8]| {
        let mut all = date.iter().zip(b"0000-00-00");
        all.all(|(is, like)| is == like || (is.is_ascii_digit() && *like == b'0'))
    };
    let at = name.as_bytes().windows(10).position(is_date)?;
    Some(name[at..].trim_end_matches(".md"))
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
    sheet.said(
        Kind::Sheet,
        &address(NAME, FROM_ADDRESS, &[]),
        "From an address…",
    );
    sheet.button("compare-works", "", "Another work in this browser…");
    if known.versions.is_some() {
        sheet.button("print", "", "Print");
    }
    sheet.close();
    match asked.of.as_str() {
        FROM_ADDRESS => return from_address(sheet),
        FROM_WORKS => return from_works(asked, sheet),
        _ => {}
    }
    let Some((versions, comparison)) = known
        .versions
        .and_then(|it| Some((it, it.comparison.as_deref()?)))
    else {
        if !asked.of.is_empty() {
            sheet.hint(&["“", &asked.of, "” is not kept. Choose it once more."].concat());
        }
        return sheet.empty(
            "Choose another version of this spec: an earlier release, or your own draft. You see \
             what changed word by word, which findings on your replies flip, and which verdicts \
             were given under other words.",
        );
    };
    let pages = Pages::new(known, versions, comparison);
    pages.order(sheet);
    pages.summary(sheet);
    pages.flips(sheet);
    pages.outdated(sheet);
    pages.changes(sheet);
}

fn from_address(sheet: &mut Sheet) {
    sheet.said(Kind::Search, "address=", "Address of the other version");
    sheet.button("compare-address", "", "Compare");
    sheet.hint(
        "The text itself, as Markdown: https://… Its publisher hears of it, and nobody else.",
    );
}

/// The page names the works, since it alone knows what is stored.
fn from_works(asked: &Asked, sheet: &mut Sheet) {
    let works = asked.option("works");
    if works.is_empty() {
        return sheet.empty("There is no other work in this browser.");
    }
    sheet.open(Kind::List, "");
    for (id, title) in works.lines().filter_map(|it| it.split_once(' ')) {
        sheet.open(Kind::Item, "");
        sheet.button("compare-work", id, title);
        sheet.close();
    }
    sheet.close();
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
    fn order(&self, sheet: &mut Sheet) {
        let [old, new] = self.versions.map(|it| it.0);
        sheet.open(Kind::Paragraph, "");
        sheet.words("From ");
        sheet.said(Kind::Strong, "", old);
        sheet.words(" to ");
        sheet.said(Kind::Strong, "", new);
        sheet.words(". ");
        let is_newer = if self.is_new_here { "1" } else { "0" };
        let swapped = address(NAME, "", &[("newer", is_newer)]);
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
}
