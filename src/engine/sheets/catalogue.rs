//! All types of checks: what they look for, what they miss, and an example of each that is run.

use super::address::{Asked, address};
use super::known::Known;
use super::parts::Sheet;
use super::trying;
use crate::check::{
    COMMON, CheckDefinition, CheckOutcome, CheckResult, CheckType, Decides, Example, Parameter,
    read_checks, registry,
};
use crate::prose::{Kind, Node};
use crate::text::shorten;

pub(super) const NAME: &str = "checks";

/// How much of a reply is shown.
const MAX_REPLY: usize = 240;

pub(super) fn set(_: &Known<'_>, asked: &Asked, sheet: &mut Sheet) {
    let query = asked.option("q");
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let found = registry().iter().filter(|it| has_all(it, &words));
    let found: Vec<&CheckType> = found.collect();
    sheet.open(Kind::Part, "fields");
    sheet.open(Kind::Search, &["q=", query].concat());
    sheet.words("Search types, words, families");
    sheet.close();
    sheet.close();
    sheet.open(Kind::Status, "");
    sheet.count(found.len(), " type of check", " types of checks");
    sheet.close();
    sheet.open(Kind::Block, "");
    if found.is_empty() {
        sheet.empty("No type is called so. Try what it should look for: “words”, “JSON”, “links”.");
    }
    let mut family = "";
    for check_type in &found {
        if family != check_type.family {
            family = check_type.family;
            sheet.heading(family);
        }
        entry(check_type, &asked.of, found.len() == 1, sheet);
    }
    if !found.is_empty() {
        sheet.open(Kind::Details, "");
        sheet.said(Kind::Summary, "", "What every check may say");
        parameters(COMMON, sheet);
        sheet.close();
    }
    sheet.close();
}

/// Whether a type speaks of all of `words`.
fn has_all(check_type: &CheckType, words: &[String]) -> bool {
    let CheckType {
        name,
        family,
        summary,
        why,
        ..
    } = check_type;
    let text = [*name, family, summary, why].join(" ").to_lowercase();
    words.iter().all(|it| text.contains(it))
}

fn entry(check_type: &CheckType, clause: &str, is_only: bool, sheet: &mut Sheet) {
    sheet.open(Kind::Details, if is_only { "open" } else { "" });
    sheet.open(Kind::Summary, "");
    sheet.add(Node::new(Kind::Literal, check_type.name));
    sheet.words(" ");
    sheet.words(check_type.summary);
    sheet.close();
    sheet.said(Kind::Paragraph, "", check_type.why);
    sheet.open(Kind::Paragraph, "");
    sheet.said(Kind::Strong, "", "Blind spots: ");
    sheet.words(check_type.blind_spots);
    sheet.close();
    sheet.open(Kind::Paragraph, "");
    sheet.said(Kind::Strong, "", "Unless you say otherwise: ");
    sheet.words(decides(check_type.decides()));
    sheet.words("; ");
    sheet.words(check_type.default_turn());
    sheet.words(" message counts.");
    sheet.close();
    parameters(check_type.parameters, sheet);
    for example in check_type.examples {
        self::example(example, sheet);
    }
    let to = address(trying::NAME, clause, &[("type", check_type.name)]);
    sheet.open(Kind::Paragraph, "");
    sheet.said(Kind::Sheet, &to, "Try it on your replies →");
    sheet.close();
    sheet.close();
}

/// What the results of a check may say about its clause.
pub(super) fn decides(decides: Decides) -> &'static str {
    match decides {
        Decides::Break => "it may say broken, never kept",
        Decides::Both => "it may say kept or broken",
        Decides::Nothing => "it decides nothing, it says “look here”",
    }
}

fn parameters(all: &[Parameter], sheet: &mut Sheet) {
    if all.is_empty() {
        return;
    }
    sheet.open(Kind::List, "");
    for it in all {
        sheet.open(Kind::Item, "");
        sheet.add(Node::new(Kind::Literal, it.name));
        sheet.words(": ");
        sheet.words(it.doc);
        sheet.words(" (");
        sheet.words(it.takes);
        sheet.words(if it.needed { ", needed)" } else { ")" });
        sheet.close();
    }
    sheet.close();
}

/// An example with the verdicts that it really gets.
fn example(example: &Example, sheet: &mut Sheet) {
    sheet.said(Kind::Code, "yaml", example.yaml);
    let (checks, _) = read_checks(example.yaml, None);
    let Some(check) = checks.first() else {
        return;
    };
    sheet.open(Kind::List, "");
    for reply in example.passes.iter().take(1).chain(example.fails.first()) {
        sheet.open(Kind::Item, "");
        let result = check.run(&example.transcript(reply));
        outcome(check, &result, sheet);
        sheet.words(" “");
        sheet.words(&shorten(reply, MAX_REPLY));
        sheet.words("” ");
        sheet.hint(&result.explanation);
        sheet.close();
    }
    sheet.close();
}

/// How a check came out, as a tag. One that decides nothing colours nothing.
pub(super) fn outcome(check: &CheckDefinition, result: &CheckResult, sheet: &mut Sheet) {
    let (tone, word) = match result.outcome {
        _ if result.signal => ("signal", "look here"),
        CheckOutcome::Pass if check.decides == Decides::Both => ("kept", "✓ passes"),
        CheckOutcome::Pass => ("", "passes"),
        CheckOutcome::Fail if check.decides == Decides::Nothing => ("", "fails"),
        CheckOutcome::Fail => ("broken", "✗ hit"),
        CheckOutcome::NotApplicable => ("", "does not apply"),
        CheckOutcome::Error => ("unclear", "could not run"),
    };
    sheet.tag(tone, word);
}
