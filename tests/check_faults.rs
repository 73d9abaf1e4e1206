//! What is wrong with a parameter is told: which one, in which line, and what to do.

#[path = "support/checks.rs"]
mod support;

use plumbline::check::CheckOutcome::Error;
use plumbline::check::{CheckType, read_checks, registry};
use plumbline::{Diagnostic, Severity};
use support::answer;

/// Faulty lists, the line of the fault, the parameter, and what is said of it.
const FAULTS: &[(&str, u32, &str, &str)] = &[
    // Signals of behaviour.
    (
        "- type: leak\n  min_words: 0",
        2,
        "min_words",
        "is at least 1, not `0`",
    ),
    (
        "- type: leak\n  min_words: few",
        2,
        "min_words",
        "takes a whole number, not `few`",
    ),
    (
        "- type: repeats-earlier\n  min_words: 0",
        2,
        "min_words",
        "is at least 1, not `0`",
    ),
    (
        "- type: personal-data\n  value: [email,\n    fone]",
        3,
        "value",
        "is one of email, phone, card, iban, national-id, not `fone`",
    ),
    (
        "- type: personal-data\n  repeated: often",
        2,
        "repeated",
        "is true or false, not `often`",
    ),
    ("- type: secret\n  value: x", 2, "value", "leave it out"),
    (
        "- type: stock-opener\n  value: x",
        2,
        "value",
        "leave it out",
    ),
    (
        "- type: stock-closer\n  value: x",
        2,
        "value",
        "leave it out",
    ),
    ("- type: flattery\n  value: x", 2, "value", "leave it out"),
    (
        "- type: unprompted-emoji\n  value: x",
        2,
        "value",
        "leave it out",
    ),
    (
        "- type: claims-human\n  value: x",
        2,
        "value",
        "leave it out",
    ),
    (
        "- type: claims-feelings\n  value: x",
        2,
        "value",
        "leave it out",
    ),
    (
        "- type: preaching\n  anywhere: [true]",
        2,
        "anywhere",
        "is true or false, not a list of 1",
    ),
    (
        "- type: preaching\n  anywere: true",
        2,
        "anywere",
        "did you mean `anywhere`?",
    ),
    (
        "- type: unanswered-question\n  value: x",
        2,
        "value",
        "leave it out",
    ),
    (
        "- type: promised-length\n  max: 3",
        2,
        "max",
        "leave it out",
    ),
    (
        "- type: unsupported-quote\n  with: users",
        2,
        "with",
        "did you mean `user`?",
    ),
    (
        "- type: unsupported-quote\n  min_words: 0",
        2,
        "min_words",
        "is at least 1, not `0`",
    ),
    (
        "- type: unsupported-number\n  with: {role: tool}",
        2,
        "with",
        "takes a text, not a mapping",
    ),
    ("- type: is-refusal\n  value: x", 2, "value", "leave it out"),
    // Rules over time.
    (
        "- type: never-after\n  value: is-json",
        1,
        "after",
        "needs `after`: a check",
    ),
    (
        "- type: never-after\n  after: is-json\n  value: is-refusal\n  until: is-jsn",
        4,
        "is-jsn",
        "did you mean `is-json`?",
    ),
    (
        "- type: after\n  after: is-json\n  value: is-json",
        1,
        "value",
        "each would need another after it",
    ),
    (
        "- type: after\n  after: is-json\n  value: is-refusal\n  within: 0",
        4,
        "within",
        "is at least 1, not `0`",
    ),
    (
        "- type: before\n  before: is-json\n  value: is-refusal\n  each: once",
        4,
        "each",
        "is true or false, not `once`",
    ),
    (
        "- type: until\n  until: is-json",
        1,
        "value",
        "needs `value`: a check",
    ),
    (
        "- type: until\n  until: is-json\n  value: is-refusal\n  turn: last",
        4,
        "turn",
        "leave it out",
    ),
    (
        "- type: by-turn\n  value: is-json",
        1,
        "n",
        "needs `n`: a whole number, at least 1",
    ),
    (
        "- type: at-most\n  value: is-json\n  n: -1",
        3,
        "n",
        "takes a whole number, not `-1`",
    ),
    (
        "- type: at-least-every\n  n: 0\n  value: is-json",
        2,
        "n",
        "is at least 1, not `0`",
    ),
    (
        "- type: unchanged\n  why: x",
        1,
        "value",
        "a pattern, or `arg`, an argument of calls",
    ),
    (
        "- type: unchanged\n  value: x\n  flags: ix",
        3,
        "x",
        "use any of `i`",
    ),
    (
        "- type: first-break\n  n: half\n  value: is-json",
        2,
        "n",
        "takes a whole number, not `half`",
    ),
    (
        "- type: first-break\n  value:\n    type: at-most\n    n: 1\n    value: is-json",
        3,
        "rule over time",
        "give each a place of its own",
    ),
    // Tools.
    (
        "- type: tool-call\n  args: x",
        2,
        "args",
        "takes a mapping by argument, not `x`",
    ),
    (
        "- type: tool-call\n  args:\n    to: {ends_with: x}",
        3,
        "args",
        "no `type`",
    ),
    (
        "- type: tool-order\n  value: [copy]",
        2,
        "value",
        "use `tool-call`",
    ),
    (
        "- type: tool-order\n  value: [copy,\n    {tool: edit}]",
        3,
        "tool",
        "it takes `name`, `args` and `schema`",
    ),
    (
        "- type: tool-count\n  name: x",
        1,
        "value",
        "needs a number: `value`, `min` or `max`",
    ),
    (
        "- type: tool-count\n  max: 1\n  min: 2",
        3,
        "min",
        "is larger than `max`",
    ),
    (
        "- type: tool-result-ignored\n  name: [a, b]",
        2,
        "name",
        "takes a text, not a list of 2",
    ),
    (
        "- type: tool-call-f1\n  threshold: 1",
        1,
        "value",
        "needs `value`",
    ),
    (
        "- type: is-valid-openai-tools-call\n  tools: []",
        2,
        "tools",
        "it takes `provider_config`",
    ),
    (
        "- type: is-valid-openai-function-call\n  functions: []",
        2,
        "functions",
        "it takes `provider_config`",
    ),
    // The scope of autonomy.
    (
        "- type: scope-of-autonomy\n  why: x",
        1,
        "value",
        "needs `value`: what was agreed",
    ),
    (
        "- type: scope-of-autonomy\n  value: [search]",
        2,
        "value",
        "takes a mapping, not a list of 1",
    ),
    (
        "- type: scope-of-autonomy\n  value:\n    additional_details: be kind",
        3,
        "value",
        "it has allowed_tools",
    ),
    (
        "- type: scope-of-autonomy\n  value:\n    max_costs: 3",
        3,
        "max_costs",
        "did you mean `max_cost`?",
    ),
    (
        "- type: scope-of-autonomy\n  value:\n    max_cost: 3\n    max_cost: 30",
        4,
        "max_cost",
        "keep one of them",
    ),
    (
        "- type: scope-of-autonomy\n  value:\n    max_cost: 3\n    cost: {answer: x, book: 3}",
        4,
        "book",
        "write a mapping by tool",
    ),
    (
        "- type: scope-of-autonomy\n  value:\n    confirm: {tools: [pay], bye: is-json}",
        3,
        "bye",
        "has `tools` and `by`",
    ),
    (
        "- type: scope-of-autonomy\n  value:\n    sub_agents: {most: 2}",
        3,
        "most",
        "it has `tools`, `max` and `brief`",
    ),
    (
        "- type: scope-of-autonomy\n  value:\n    allowed_tools: {search: true}",
        3,
        "allowed_tools",
        "takes a list of tools, not a mapping",
    ),
];

fn is_covered(it: &CheckType) -> bool {
    ["behaviour", "behaviour signals", "time", "tools"].contains(&it.family)
}

#[test]
fn a_faulty_parameter_is_named_at_its_line_with_what_to_do() {
    let fails = FAULTS.iter().filter(|row| !is_told(row));
    let told: Vec<_> = fails.map(|row| (row, read_checks(row.0, None).1)).collect();
    assert!(told.is_empty(), "{told:#?}");
}

/// Whether the row's fault is told as it says, and is an error unless a field is only left out.
fn is_told((yaml, line, parameter, remedy): &(&str, u32, &str, &str)) -> bool {
    let (checks, diagnostics) = read_checks(yaml, None);
    let says = |it: &Diagnostic| {
        let hint = it.hint.as_deref().unwrap_or_default();
        let is_named = it.line == *line && it.message.contains(parameter);
        is_named && [&it.message, hint].iter().any(|it| it.contains(remedy))
    };
    let is_error = diagnostics.iter().any(|it| it.severity == Severity::Error);
    let result = checks[0].run(&answer("x"));
    let is_left_out = diagnostics.iter().all(|it| it.code == "unknown-field");
    diagnostics.iter().any(says) && is_error == (result.outcome == Error) && is_error != is_left_out
}

#[test]
fn every_type_of_these_families_stands_in_the_table() {
    let has_row = |name: &str| {
        let first = format!("- type: {name}\n");
        FAULTS.iter().any(|it| it.0.starts_with(&first))
    };
    let types = registry().iter().filter(|it| is_covered(it));
    let missing: Vec<_> = types.map(|it| it.name).filter(|it| !has_row(it)).collect();
    assert!(
        missing.is_empty(),
        "no faulty parameter is tried of {missing:?}"
    );
}
