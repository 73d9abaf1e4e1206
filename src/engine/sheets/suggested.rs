//! Which clauses a scenario may be about, with the reason, and how familiar it is; before them the
//! ways to its timelines.
//!
//! It stands in the scenario's pane, not on a page of its own.

use super::address::Asked;
use super::known::{Known, plain};
use super::parts::Sheet;
use super::timeline;
use crate::prose::Kind;
use crate::suggest::{Familiarity, Reason, Suggestions};

pub(super) const NAME: &str = "suggested";

/// So many clauses are offered at once.
const MAX_OFFERED: usize = 5;
/// So many words are given as a reason.
const MAX_WORDS: usize = 4;

pub(super) fn set(known: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    let Some(Suggestions {
        clauses,
        familiarity,
    }) = &known.suggestions
    else {
        return;
    };
    let Some(at) = known.workspace.scenario_index(&asked.of) else {
        return;
    };
    let scenario = &known.workspace.scenarios[at];
    timeline::offer(known, scenario, sheet);
    // A title alone, such as that of every new scenario, tells nothing.
    if scenario
        .messages
        .iter()
        .all(|it| it.content.trim().is_empty())
    {
        return;
    }
    let named = &scenario.clauses;
    let offered = clauses.iter().filter(|it| {
        let has_reason = it.score > 0.0 && !it.reasons.is_empty();
        has_reason && !named.contains(&it.id)
    });
    let offered: Vec<_> = offered.take(MAX_OFFERED).collect();
    if offered.is_empty() {
        return;
    }
    sheet.open(Kind::Details, if named.is_empty() { "open" } else { "" });
    sheet.open(Kind::Summary, "");
    sheet.words("May be about ");
    sheet.count(offered.len(), " clause", " clauses");
    sheet.close();
    sheet.open(Kind::List, "");
    for suggestion in offered {
        let mut clauses = known.spec.clauses.iter();
        let clause = clauses.find(|it| it.id == suggestion.id);
        let title = clause.map_or(String::new(), |it| plain(&it.title));
        sheet.open(Kind::Item, "");
        sheet.button("about", &suggestion.id, &["+ ", &title].concat());
        if let Some(reason) = suggestion.reasons.first() {
            sheet.words(" ");
            sheet.hint(&why(reason));
        }
        sheet.close();
    }
    sheet.close();
    if let Some(familiarity) = familiarity {
        sheet.hint(&how_familiar(familiarity));
    }
}

fn why(reason: &Reason) -> String {
    let shares = |words: &[String], with: &str| {
        let words: Vec<_> = words.iter().take(MAX_WORDS).map(String::as_str).collect();
        ["shares “", &words.join("”, “"), "” with ", with].concat()
    };
    match reason {
        Reason::About { words } => shares(words, "what its check pack says it is about"),
        Reason::Title { words } => shares(words, "its title"),
        Reason::Text { words } => shares(words, "its words"),
        Reason::Example { words, .. } => shares(words, "an example under it"),
        Reason::Reference { clause } => {
            ["refers to “", clause, "” or is referred to by it"].concat()
        }
    }
}

/// The distance in hundredths: the number means little beyond that.
fn how_familiar(familiarity: &Familiarity) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 1 by definition, and a cast keeps to what fits"
    )]
    let hundredths = (familiarity.distance * 100.0).round() as u32;
    let near = familiarity.nearest.as_ref();
    let near = near.map_or(String::new(), |it| {
        [", the nearest: “", &plain(&it.title), "”"].concat()
    });
    let n = hundredths.to_string();
    [
        &n,
        " of 100 away from the spec's own examples, by their words",
        &near,
    ]
    .concat()
}
