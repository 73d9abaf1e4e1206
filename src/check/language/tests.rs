//! Languages of whole messages, and of those that tell none.

use crate::check::{CheckOutcome, read_checks};
use crate::message::{Message, Role};
use crate::transcript::Transcript;
use std::sync::Arc;

#[track_caller]
fn check(yaml: &str, asked: &str, reply: &str, outcome: CheckOutcome, explanation: &str) {
    let (checks, diagnostics) = read_checks(yaml, None);
    assert_eq!(diagnostics, []);
    let messages = [(Role::User, asked), (Role::Assistant, reply)];
    let messages = messages.map(|(role, text)| Arc::new(Message::new(role, text)));
    let transcript = Transcript::of_messages("t".to_owned(), messages.to_vec());
    let result = checks[0].run(&transcript);
    assert_eq!(
        (result.outcome, result.explanation.as_str()),
        (outcome, explanation),
        "{reply}"
    );
}

const FRENCH: &str = "Le livre est à rendre avant vendredi midi, au comptoir du rez-de-chaussée.";
const CHINESE: &str = "这本书星期五到期，请在中午之前归还。";

#[test]
fn a_message_is_in_one_of_the_languages_or_not_judged() {
    use CheckOutcome::{Fail, NotApplicable, Pass};
    let french = "{type: language, value: french}";
    check(french, "?", FRENCH, Pass, "reads as French (1.00 likely)");
    check(
        french,
        "?",
        "It is due on Friday, before noon.",
        Fail,
        "reads as English (1.00 likely)",
    );
    check(
        french,
        "?",
        "Oui, 12.",
        NotApplicable,
        "3 letters are too few to tell the language",
    );
    check(
        "{type: language, value: zh}",
        "?",
        "今天天气",
        NotApplicable,
        "16 letters are too few to tell the language",
    );
    let unsure = "the language is not sure, perhaps French (0.86 likely)";
    check(
        french,
        "?",
        "Le livre est à rendre vendredi, avant midi.",
        NotApplicable,
        unsure,
    );
    let few = "{type: language, value: fr, letters: 3}";
    check(few, "?", "Oui, oui", Pass, "reads as French (1.00 likely)");
    check(
        "{type: not-language, value: fr}",
        "?",
        FRENCH,
        Fail,
        "reads as French (1.00 likely)",
    );
}

#[test]
fn a_message_is_compared_with_the_users() {
    use CheckOutcome::{Fail, NotApplicable, Pass};
    let same = "type: same-language";
    let english = "When is this book due, and where do I return it?";
    let note = "reads as French (1.00 likely), the user's message as French (1.00 likely)";
    check(same, FRENCH, FRENCH, Pass, note);
    let note = "reads as French (1.00 likely), the user's message as English (1.00 likely)";
    check(same, english, FRENCH, Fail, note);
    let note = "of the user's message, 3 letters are too few to tell the language";
    check(same, "Oui", FRENCH, NotApplicable, note);
    let note =
        "reads as simplified Chinese (1.00 likely), the user's message as English (1.00 likely)";
    check(same, english, CHINESE, Fail, note);
}
