//! What the tests of all types of the family share.

use super::*;
use crate::check::{CheckResult, Decides, read_checks, registry};
use crate::message::Message;
use crate::transcript::Transcript;
use crate::verdict::Evidence;
use std::sync::Arc;

/// What a check says of a conversation of `role: words`.
#[track_caller]
pub(super) fn run(yaml: &str, talk: &[&str]) -> CheckResult {
    let (checks, diagnostics) = read_checks(yaml, None);
    assert_eq!(diagnostics, [], "{yaml}");
    let message = |line: &&str| {
        let (role, words) = line.split_once(": ").expect("role: words");
        let role = Role::from_name(role).expect("a role");
        Arc::new(Message::new(role, words))
    };
    let messages = talk.iter().map(message).collect();
    checks[0].run(&Transcript::of_messages("t".to_owned(), messages))
}

/// The words that a signal points at; nothing where it keeps silent.
#[track_caller]
pub(super) fn pointed(yaml: &str, talk: &[&str]) -> Vec<String> {
    quotes(run(yaml, talk))
}

/// The words that a result points at, where it is a signal.
pub(super) fn quotes(result: CheckResult) -> Vec<String> {
    let words = |it: Evidence| match it {
        Evidence::Words { quote, .. } => Some(quote),
        Evidence::Absent { .. } => None,
    };
    let words = result.evidence.into_iter().filter_map(words);
    words.filter(|_| result.signal).collect()
}

/// Rows of what must be pointed at: the reply's words, or nothing.
#[track_caller]
pub(super) fn check(yaml: &str, reply: &str, expected: &[&str]) {
    assert_eq!(quotes(answered(yaml, "Hello", reply)), expected, "{reply}");
}

/// What a check says of a reply to a question.
#[track_caller]
pub(super) fn answered(yaml: &str, user: &str, reply: &str) -> CheckResult {
    let talk = [["user: ", user].concat(), ["assistant: ", reply].concat()];
    run(yaml, &[&talk[0], &talk[1]])
}

#[test]
fn they_decide_nothing_unless_told_to() {
    let ours = registry().iter().filter(|it| it.family == FAMILY);
    let mut n = 0;
    for it in ours {
        n += 1;
        assert_eq!(it.decides(), Decides::Nothing, "{}", it.name);
        let (checks, _) = read_checks(it.examples[0].yaml, None);
        assert_eq!(checks[0].decides, Decides::Nothing, "{}", it.name);
    }
    assert!(n >= 14, "{n}");
    let (checks, _) = read_checks("{type: not-secret, decides: break}", None);
    assert_eq!(checks[0].decides, Decides::Break);
}

#[test]
fn an_empty_reply_and_no_user_are_looked_at_without_a_word() {
    for it in registry().iter().filter(|it| it.family == FAMILY) {
        for talk in [&["user: Hello?", "assistant: "][..], &["assistant: hm"]] {
            let result = run(&["type: ", it.name].concat(), talk);
            assert!(!result.signal, "{}: {result:?}", it.name);
        }
    }
}
