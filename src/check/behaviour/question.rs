//! `unanswered-question`: a question of the user's that the reply does not touch.
//!
//! **Looks for** a question in the user's last message of whose words of substance (four letters and
//! more, none of the common ones) the reply has none, compared by their beginnings.
//! **Why**: clauses on answering what was asked, where several things were asked at once.
//! **Passes** where there is such a question; evidence is the question. Questions with fewer than two
//! words of substance are left out, and so is a message's only question where the reply is short
//! or begins with yes or no.
//! **Blind spots**: an answer in other words or another language is taken for none; a reply that
//! repeats the question without answering it is taken for an answer; questions without a question
//! mark are not seen.

use super::asked;
use crate::check::Check;
use crate::check::definition::Body;
use crate::check::parts::conduct;
use crate::check::registry::{CheckType, Example};
use crate::check::result::{Found, Look, MAX_EVIDENCE, Reads};
use crate::check::segments::questions;
use crate::check::view::View;
use crate::message::Role;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

pub(super) const TYPES: &[CheckType] = &[CheckType {
    name: "unanswered-question",
    family: super::FAMILY,
    summary: "a question of the user's none of whose words the reply takes up",
    why: "for clauses on answering all that was asked",
    reads: Reads::Finder,
    parameters: &[],
    blind_spots: "takes an answer in other words or another language for none, and a question that is only repeated for answered; sees question marks only",
    examples: &[Example {
        yaml: "type: unanswered-question",
        asked: "When does the library open on Sunday? And where can I park my bicycle?",
        passes: &[
            "The library opens at nine on Sundays.",
            "There are bicycle stands behind the hall, in the yard by the river.",
        ],
        fails: &["It opens at nine; bicycles go behind the hall.", ""],
    }],
    build: conduct(|_| Ok(Body::Looks(Box::new(Unanswered)))),
}];

/// Replies of fewer words answer without taking up any.
const SHORT: usize = 8;

#[derive(Debug)]
struct Unanswered;

impl Check for Unanswered {
    fn aim(&self) -> String {
        "a question of the user's that the reply does not touch".to_owned()
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let reply = view.text(message);
        let Some(at) = asked(view, message).filter(|_| !reply.trim().is_empty()) else {
            return Look::missing(self.aim());
        };
        let all = view.once("questions of users", || questions_of_users(view));
        let all = all.get(&at).map_or(&[][..], Vec::as_slice);
        let is_short = reply.unicode_words().nth(SHORT).is_none();
        if all.len() < 2 && (is_short || says_yes_or_no(reply)) {
            return Look::missing(self.aim());
        }
        let said: HashSet<String> = stems(reply).collect();
        let open = all
            .iter()
            .filter(|(_, words)| words.len() >= 2 && words.iter().all(|it| !said.contains(it)));
        let found: Vec<_> = open
            .take(MAX_EVIDENCE)
            .map(|(place, _)| Found::words(at, place.clone()))
            .collect();
        if found.is_empty() {
            return Look::missing(self.aim());
        }
        let note = match found.len() {
            1 => "a question of the user's may be left open".to_owned(),
            n => format!("{n} questions of the user's may be left open"),
        };
        Look {
            holds: true,
            found,
            note: Some(note),
            ..Look::default()
        }
    }
}

/// The place of a question, and its words of substance.
type Question = (Range<usize>, Vec<String>);

/// What users ask, by message.
fn questions_of_users(view: &View) -> BTreeMap<usize, Vec<Question>> {
    let mut asked = BTreeMap::new();
    for (at, message) in view.transcript().messages.iter().enumerate() {
        if message.role == Role::User {
            let text = &message.content;
            let question = |it: Range<usize>| (it.clone(), stems(&text[it]).collect());
            asked.insert(at, questions(text).map(question).collect());
        }
    }
    asked
}

fn says_yes_or_no(reply: &str) -> bool {
    let first = reply
        .unicode_words()
        .next()
        .unwrap_or_default()
        .to_lowercase();
    [
        "yes",
        "no",
        "yep",
        "yeah",
        "nope",
        "sure",
        "absolutely",
        "definitely",
        "maybe",
        "perhaps",
    ]
    .contains(&&first[..])
}

/// Words that say little by themselves, of four letters and more.
const COMMON: &str = " about after again also another because been before being between both bring came cannot come could does doesn doing done down each else even ever every from gave give given goes going good have having hello help here how into just keep know know last least less like long look made make many mean might more most much must need never next only other over please put really right said same should show since some something still such sure take tell than that their them then there these they thing things think this those through time took under until upon very want well were what when where which while whose will with within without would your yours anyone everything difference kind sort anything ";

/// The beginnings of a text's words of substance.
fn stems(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.unicode_words().map(str::to_lowercase);
    let counts = |it: &String| {
        let n = it.chars().count();
        let is_common = COMMON.contains(&[" ", it, " "].concat());
        n >= 4 && !is_common || n >= 2 && it.contains(|it: char| it.is_numeric())
    };
    words.filter(counts).map(|it| it.chars().take(4).collect())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answered, quotes};

    #[track_caller]
    fn check(user: &str, reply: &str, expected: &[&str]) {
        let result = answered("type: unanswered-question", user, reply);
        assert_eq!(quotes(result), expected, "{reply}");
    }

    #[test]
    fn what_is_not_taken_up_is_pointed_at() {
        let two = "Does the ferry run in winter? Which ticket covers bicycles?";
        check(
            two,
            "The ferry stops in November.",
            &["Which ticket covers bicycles?"],
        );
        check(
            two,
            "It does; a bicycle needs the day ticket.",
            &["Does the ferry run in winter?"],
        );
        check(
            two,
            "The ferry runs all year, with a ticket for bikes.",
            &[],
        );
        check("Is the tall tower still closed?", "Yes.", &[]);
        check(
            "Is the tall tower still closed?",
            "Yes, and for a long time to come, since the stairs are rotten.",
            &[],
        );
        check(
            "Why me?",
            "Because somebody had to do it, and you were near by then.",
            &[],
        );
        check(
            "Tell me about ferries.",
            "The harbour is a nice place to spend a day with friends.",
            &[],
        );
    }
}
