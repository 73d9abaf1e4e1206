//! What other words of a clause change in what people say.

use super::doubts::{coefficient, two};
use crate::agreement::{ARMS, points};
use crate::prose::{Kind, Node};
use crate::report::parts::{clause_words, count, list, name, paragraph, said, text};
use crate::report::{Report, RewordFacts};

/// Nothing where nobody judged by other words yet.
pub(super) fn set(report: &Report) -> Vec<Node> {
    if report.rewordings.is_empty() {
        return Vec::new();
    }
    vec![
        list(report.rewordings.iter().map(test)),
        paragraph(
            "Each person read one of the wordings, drawn by their name. Shares are of replies judged under \
             both; their intervals draw other people and other replies, those of α other replies alone. \
             None of it says that either wording is right.",
        ),
    ]
}

fn test(it: &RewordFacts) -> Vec<Node> {
    let mut lines: Vec<_> = (0..2).map(|arm| wording(it, arm)).collect();
    for (outcome, [old, new], change) in &it.changes {
        let [of_old, of_new] = it.n_verdicts;
        let change = coefficient(change, " points", points);
        lines.push(vec![
            said(Kind::Strong, outcome.word()),
            text(format!(
                ": {old} of {of_old} by the older words, {new} of {of_new} by the others: {change}"
            )),
        ]);
    }
    if it.n_one_sided > 0 {
        lines.push(vec![text(count(
            it.n_one_sided,
            "reply was judged under one of the wordings alone and is left out.",
            "replies were judged under one of the wordings alone and are left out.",
        ))]);
    }
    vec![said(Kind::Strong, name(&it.clause)), list(lines)]
}

/// The words, how many people's verdicts by them enter, and how far these agree.
fn wording(it: &RewordFacts, arm: usize) -> Vec<Node> {
    let people = count(it.n_people[arm], "person", "people");
    let alpha = coefficient(&it.alpha[arm], "", two);
    vec![
        text(format!("{} ({people}; α {alpha}): ", ARMS[arm])),
        clause_words(&it.words[arm]),
    ]
}
