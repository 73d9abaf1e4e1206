//! Behaviour signals: what in a reply is worth a reader's look.
//!
//! Words alone seldom decide whether a model behaved: a support address is no personal datum, and a
//! number that stands in no source may be a sum. So types of this family decide nothing unless
//! their author says otherwise (`decides`), and each says what it cannot see. How often each is
//! wrong on a spec's own examples is told by `credentials`.
//!
//! All lists of words are this project's own. Every type takes time in proportion to the text.

mod digits;
mod emoji;
mod human;
mod leak;
mod length;
mod lists;
mod openers;
mod personal;
mod preaching;
mod question;
mod secret;
mod source;

use crate::check::pattern::{Flags, Pattern};
use crate::check::registry::CheckType;
use crate::check::result::Look;
use crate::check::view::View;
use crate::message::Role;
use std::ops::Range;

/// The family's name; types that stand in it decide nothing unless their author says otherwise.
pub(super) const FAMILY: &str = "behaviour signals";

pub(super) const FAMILIES: [&[CheckType]; 10] = [
    leak::TYPES,
    personal::TYPES,
    secret::TYPES,
    openers::TYPES,
    emoji::TYPES,
    human::TYPES,
    preaching::TYPES,
    question::TYPES,
    length::TYPES,
    source::TYPES,
];

/// A pattern of one of our own lists, ignoring case: a space stands for any white space, an
/// apostrophe for all that people type for one; in a class of characters it is written `\x27`.
fn pattern(source: &str) -> Pattern {
    let source = source.replace(' ', r"\s+").replace('\'', "['’ʼ]");
    let flags = Flags {
        ignore_case: true,
        ..Flags::default()
    };
    Pattern::new(&source, flags).expect("our own lists are valid patterns")
}

/// A pattern of phrases, as words of their own.
fn phrases(list: &[&str]) -> Pattern {
    pattern(&[r"\b(?:", &list.join("|"), r")\b"].concat())
}

/// A pattern of phrases that a message begins with; marks of quotation and emphasis may stand
/// before them.
fn openings(list: &[&str]) -> Pattern {
    pattern(&[r#"^[\s"“*_]*(?:"#, &list.join("|"), ")"].concat())
}

/// What a finder says of a message in which it looks for `pattern`; matches that do not `count`
/// are left out.
fn find(
    pattern: &Pattern,
    view: &View,
    message: usize,
    aim: String,
    counts: impl Fn(&str, &Range<usize>) -> bool,
) -> Look {
    let text = view.text(message);
    let matches = match pattern.find_all(text) {
        Ok(matches) => matches,
        Err(stopped) => return Look::stopped(stopped.to_string()),
    };
    let ranges: Vec<_> = matches
        .ranges
        .into_iter()
        .filter(|it| counts(text, it))
        .collect();
    if ranges.is_empty() {
        return Look::missing(aim);
    }
    Look {
        uncounted: matches.cut,
        ..Look::found(message, ranges.into_iter().map(|it| trimmed(text, it)))
    }
}

/// Without the marks of quotation and space that an opening takes in.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let is_before = |it: char| it.is_whitespace() || "\"“*_".contains(it);
    range.end - words.trim_start_matches(is_before).len()..range.end
}

/// The user's latest message before `message`.
fn asked(view: &View, message: usize) -> Option<usize> {
    let asked = view.once("the user's message before each", || {
        let (mut latest, mut asked) = (None, Vec::new());
        for (at, message) in view.transcript().messages.iter().enumerate() {
            asked.push(latest);
            if message.role == Role::User {
                latest = Some(at);
            }
        }
        asked
    });
    asked[message]
}

#[cfg(test)]
mod tests;
