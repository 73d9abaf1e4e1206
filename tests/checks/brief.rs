//! What a check comes to, told without words, is what its result says.

use crate::support::talk;
use plumbline::check::{CheckDefinition, View, read_checks};
use plumbline::transcript::Transcript;
use proptest::collection::vec;
use proptest::prelude::*;
use std::sync::LazyLock;

/// Checks of every type with an example, and others for what examples do not show.
fn all_checks() -> Vec<CheckDefinition> {
    let more = [
        "{type: not-icontains-any, value: [été, 'İs', ab, as an AI language model]}",
        "{type: contains-all, value: [due, Friday]}",
        "{type: icontains-word, value: friday, turn: last}",
        "{type: contains, value: due, on: user, when: {type: regex, value: 'due|ok', flags: i}}",
        "{type: not-regex, value: '(due)+ on (fri|mon)day', flags: iu}",
        "{type: regex, value: 'fris{1,2}day|k', flags: iu}",
        "{type: regex, value: '.day\\b', flags: m}",
        "{type: regex, value: '(?=due)due on'}",
        "{type: regex, value: '(a*)*b', decides: nothing}",
        "{type: regex, value: '(?:x|Friday){2}'}",
        "{none-of: [{contains: due}, {icontains: FRIDAY, on: conversation}], on: user}",
        "{any-of: [{regex: '(a*)*b'}, is-json, {icontains: ok}], when: {all-of: [{contains: due}]}}",
        "{all-of: [{contains: due}], turn: last}",
        "{type: word-count, value: {min: 2, max: 3}, turn: 2}",
        "{type: not-sentence-count, max: 1, on: conversation}",
        // Faulty ones are errors whether their condition holds or not.
        "{type: contains, when: {contains: never said}}",
        "{type: not-contains, value: [x], when: {contains: due, on: conversation}}",
        "{any-of: [{type: contains, when: {contains: never said}}, {contains: due}]}",
        "{contains: due, when: {type: contians, value: due}}",
    ];
    let examples = plumbline::check::registry()
        .iter()
        .flat_map(|it| it.examples);
    let all = examples.map(|it| it.yaml).chain(more);
    all.flat_map(|it| read_checks(it, None).0).collect()
}

static ALL: LazyLock<Vec<CheckDefinition>> = LazyLock::new(all_checks);

#[track_caller]
fn tells_quickly_what_it_says(checks: &[CheckDefinition], talks: &[Transcript]) {
    for transcript in talks {
        let view = View::new(transcript).for_checks(checks.len());
        for check in checks {
            let result = check.run_on(&View::new(transcript));
            let said = &transcript.messages;
            let (quick, full) = (check.brief_on(&view), result.brief());
            assert_eq!(quick, full, "{} of {said:?}", check.summary());
        }
    }
}

#[test]
fn an_outcome_without_words_is_that_of_the_result() {
    let examples = plumbline::check::registry()
        .iter()
        .flat_map(|it| it.examples);
    let words = examples.flat_map(|it| it.passes.iter().chain(it.fails));
    let more = [
        "",
        "ÉTÉ, İs",
        "as an ai LANGUAGE model",
        "Due on FRIſDAY, K, friday. Due on monday!",
        "due due on friday\r\nxFriday XX",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ];
    let talks = words.chain(&more).map(|it| {
        let reply = format!("assistant: {it}");
        talk(&["user: due?", "assistant: Due", "call: x", &reply])
    });
    let others = [talk(&[]), talk(&["user: due"]), talk(&["call: x"])];
    let talks: Vec<_> = talks.chain(others).collect();
    tells_quickly_what_it_says(&ALL, &talks);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_outcome_without_words_is_that_of_the_result(
        said in vec("(?i)(due|friday|été|İs| on |[kſσΣ]|\\PC| ){0,12}", 1..3)
    ) {
        let said: Vec<_> = said.iter().map(|it| format!("assistant: {it}")).collect();
        let said: Vec<_> = said.iter().map(String::as_str).collect();
        tells_quickly_what_it_says(&ALL, &[talk(&said)]);
    }
}
