//! Sheets: views that the engine sets as nodes and the page only draws.
//!
//! A sheet is asked for by its [`address`] and answered with one node: its text is the title, its
//! children what stands on it. It is asked for again whenever findings come, so a sheet is made of
//! what is known and keeps nothing. To write a further one, add a file with a function of a
//! [`Known`] and an [`Asked`] that writes a [`Sheet`], and a line in [`SHEETS`].

mod address;
#[cfg(feature = "study")]
mod agreement;
mod catalogue;
mod clause;
mod clauses;
#[cfg_attr(
    not(feature = "study"),
    allow(dead_code, reason = "it is of the whole engine")
)]
mod compare;
mod copies;
mod coverage;
mod decide;
mod decided;
mod diagnostics;
mod known;
mod label;
#[cfg(feature = "study")]
mod merge;
mod parts;
mod records;
#[cfg(feature = "study")]
mod report;
#[cfg(feature = "study")]
mod reword;
#[cfg(feature = "study")]
mod reworded;
mod suggested;
mod testability;
mod timeline;
mod trying;

pub use address::address;
pub(super) use label::NAME as LABEL;

use super::{Engine, Versions};
use crate::prose::{Kind, Node};
use address::Asked;
use known::Known;
use parts::Sheet;

/// Writes a sheet.
type Set = fn(&Known<'_>, &Asked, &mut Sheet);

/// A sheet that only the whole engine sets; the small one knows that there is one.
macro_rules! study {
    ($set:path) => {{
        #[cfg(feature = "study")]
        let set: Set = $set;
        #[cfg(not(feature = "study"))]
        let set: Set = |_, _, _| {};
        set
    }};
}

/// The sheet that is handed in.
const REPORT: &str = "report";

/// The sheet that says how alike people judge.
pub(super) const AGREEMENT: &str = "agreement";

/// The sheet that takes in what others said.
const MERGE: &str = "merge";

/// The sheet that makes a reword test.
const REWORD: &str = "reword";

/// The sheet that says what a reword test found.
pub(super) const REWORDED: &str = "reworded";

/// The sheets that only the whole engine sets.
const OF_THE_WHOLE: &[&str] = &[compare::NAME, AGREEMENT, MERGE, REPORT, REWORD, REWORDED];

/// All sheets: name, title, how it is set. Without a title, nothing but links leads to it.
const SHEETS: &[(&str, &str, Set)] = &[
    ("clauses", "Clauses", clauses::set),
    ("clause", "", clause::set),
    ("coverage", "Coverage", coverage::set),
    ("testability", "Testability", testability::set),
    ("diagnostics", "Things to look at", diagnostics::set),
    (AGREEMENT, "Who agrees", study!(agreement::set)),
    (REPORT, "Report", study!(report::set_sheet)),
    (compare::NAME, "Compare", study!(compare::set)),
    (catalogue::NAME, "Types of checks", catalogue::set),
    (records::NAME, "How often checks are wrong", records::set),
    (label::NAME, "Label", label::set),
    (MERGE, "", study!(merge::set)),
    (REWORD, "", study!(reword::set)),
    (REWORDED, "", study!(reworded::set)),
    (trying::NAME, "", trying::set),
    (suggested::NAME, "", suggested::set),
    (timeline::NAME, "", timeline::set),
];

/// Sheets that say nothing of how many replies keep or break a clause.
const WITHOUT_COUNTS: &[&str] = &[
    "diagnostics",
    AGREEMENT,
    REPORT,
    compare::NAME,
    catalogue::NAME,
    records::NAME,
    label::NAME,
    MERGE,
    REWORD,
    REWORDED,
    trying::NAME,
    suggested::NAME,
    timeline::NAME,
];

/// Whether the sheet at an address is one that this build of the engine cannot set.
pub fn is_lacking(address: &str) -> bool {
    !cfg!(feature = "study") && OF_THE_WHOLE.contains(&&*Asked::read(address).name)
}

/// Which version a sheet that compares takes for the older one: `other`, or the workspace's, which
/// is called `here`. `None` for sheets that compare nothing.
pub fn older_of(address: &str, here: &str, other: &str) -> Option<bool> {
    let asked = Asked::read(address);
    (cfg!(feature = "study") && asked.name == compare::NAME)
        .then(|| compare::is_other_older(&asked, here, other))
}

impl Engine {
    /// The sheet at an address; `None` where no work is open. An address that names no sheet gives
    /// one that says so.
    pub fn sheet(&mut self, address: &str, versions: Option<&Versions>) -> Option<Node> {
        self.read_changes();
        let asked = Asked::read(address);
        let is_page = asked.name != suggested::NAME;
        let suggestions = (!is_page).then(|| self.suggest(&asked.of));
        let counts = !WITHOUT_COUNTS.contains(&&*asked.name);
        let mut known = Known::of(self, versions, counts)?;
        known.suggestions = suggestions;
        let mut sheet = Sheet::new();
        if is_page {
            ways(&asked, &mut sheet);
            sheet.said(Kind::Part, "on-paper", known.spec_name());
        }
        match SHEETS.iter().find(|it| it.0 == asked.name) {
            Some((_, title, set)) => {
                sheet.title(if asked.name == timeline::NAME {
                    "Timeline"
                } else {
                    title
                });
                set(&known, &asked, &mut sheet);
            }
            None => {
                sheet.title("No such sheet");
                sheet.empty(
                    "Nothing stands at this address. Perhaps the link is of a later version.",
                );
            }
        }
        Some(sheet.done())
    }
}

/// Back to the workbench, and to the other sheets.
fn ways(asked: &Asked, sheet: &mut Sheet) {
    sheet.open(Kind::Nav, "Sheets");
    sheet.button("play", "", "← Workbench");
    for (name, title, _) in SHEETS.iter().filter(|it| !it.1.is_empty()) {
        let is_here = asked.name == *name;
        let (kind, address) = if is_here {
            (Kind::Here, "")
        } else {
            (Kind::Sheet, *name)
        };
        sheet.said(kind, address, title);
    }
    sheet.close();
}
