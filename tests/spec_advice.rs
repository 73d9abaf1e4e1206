//! Advice on clauses, and what authors do not want to hear of.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test, helpers included"
)]

#[path = "support/data.rs"]
mod data;

use plumbline::Severity;
use plumbline::engine::{Budget, Engine};
use plumbline::spec::{CODES, advice, parse};
use plumbline::workspace::{PackDocument, SpecDocument, Workspace, bundled};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Code and line of each piece of advice of some kind.
fn advised(source: &str, code: &str) -> Vec<u32> {
    let found = advice(&parse(source), source, &|_| false);
    for it in &found {
        assert!(it.hint.is_some() && it.severity == Severity::Note, "{it:?}");
        assert!(CODES.contains(&it.code.as_str()), "{it:?}");
    }
    let of_code = found.iter().filter(|it| it.code == code);
    of_code.map(|it| it.line).collect()
}

/// How many diagnostics and pieces of advice our own specs have, by code: a rule that begins to
/// cry wolf is seen here first.
#[test]
fn our_own_specs_have_few_faults() {
    let mut counts = BTreeMap::new();
    for document in bundled::all() {
        let spec = parse(document.text);
        let advice = advice(&spec, document.text, &|_| false);
        for found in spec.diagnostics.iter().chain(&advice) {
            *counts.entry(found.code.clone()).or_insert(0) += 1;
        }
    }
    let counts: Vec<_> = counts.iter().map(|(code, n)| (code.as_str(), *n)).collect();
    assert_eq!(counts, [("two-demands", 4)]);
}

#[test]
fn a_clause_with_two_demands_is_two_clauses() {
    #[track_caller]
    fn check(source: &str, expected: &[u32]) {
        assert_eq!(advised(source, "two-demands"), expected, "{source}");
    }
    check("The bot must greet and must not stare.", &[1]);
    check(
        "The bot should greet everyone,\nshould wait, and should smile.",
        &[2],
    );
    check(
        "While the bot should think ahead, it should never\noverstep.",
        &[1],
    );
    check(
        "In this case, Claude should not say so but should hint.",
        &[1],
    );
    check("- You must ask. It is late.\n  You must not run.", &[2]);
    check(
        "# A {authority=user}\n\nYou must ask and should\nwait. You must not run.",
        &[3],
    );

    check("The bot must greet, wait and smile.", &[]);
    check("- You must ask. It is late.\n- You must wait.", &[]);
    check(
        "# A {authority=user}\n\nYou must ask. You must not run.",
        &[],
    );
    check(
        "The bot should convey that help exists, always advising calm.",
        &[],
    );
    check(
        "The bot should help people who ask and should know better.",
        &[],
    );
    check("The bot must do what it can or should do.", &[]);
    check("The bot should say whether it can and should go on.", &[]);
    check("You must write `must` and “you should”.", &[]);
}

#[test]
fn praise_is_no_measure() {
    #[track_caller]
    fn check(source: &str, expected: &[u32]) {
        assert_eq!(advised(source, "vague-demand"), expected, "{source}");
    }
    check("The bot must use good judgment.", &[1]);
    check("The bot should be kind and polite.", &[1]);
    check("The bot should respond\nappropriately.", &[2]);
    check("Claude should exercise discretion about this.", &[1]);

    check("The bot must answer within 5 seconds, carefully.", &[]);
    check("The bot should be kind, such as by greeting first.", &[]);
    check("The bot should never tell lies of this kind.", &[]);
    check("The bot should respond with good humor.", &[]);
    check("The bot should weigh ethical approaches.", &[]);
    check("It is good to be kind.", &[]);
    let checked = "The bot should be kind.\n\n```checks\n- {type: contains, value: x}\n```\n";
    check(checked, &[]);
    let shown = "# A {authority=user}\n\nThe bot should be kind.\n\n**Example**: x\n\n~~~xml\n<user>a</user>\n~~~\n";
    check(shown, &[]);
    check(&shown.replace("**Example**", "**Other**"), &[3]);
}

#[test]
fn the_same_words_are_not_demanded_and_forbidden() {
    #[track_caller]
    fn check(source: &str, expected: &[u32]) {
        assert_eq!(advised(source, "opposite-strengths"), expected, "{source}");
    }
    check(
        "You must tell people its name.\n\nThe bot should not tell the people its name.",
        &[3],
    );
    check(
        "Claude should never:\n- share loans\n\nClaude should always:\n- share any loans",
        &[5],
    );
    check(
        "# A {authority=user}\n\nYou must close the desk.\n\n# B {authority=user}\n\nNever close the desk.",
        &[7],
    );

    check("You must ask.\n\nYou must not run.", &[]);
    check("You must ask first.\n\nYou should ask first.", &[]);
    check("You must go.\n\nYou must not go.", &[]);
    check("You MAY ask first.\n\nYou must not ask first.", &[]);
    check(
        "You must ask them first, and you must not ask them first.",
        &[],
    );
}

#[test]
fn an_untested_clause_is_reported_unless_all_are() {
    #[track_caller]
    fn check(source: &str, clauses: &[u32], document: &[u32]) {
        assert_eq!(advised(source, "untested-clause"), clauses, "{source}");
        assert_eq!(advised(source, "untested-document"), document, "{source}");
    }
    let checks = "```checks\n- {type: contains, value: x}\n```\n\n";
    let example = "**Example**: x\n\n~~~xml\n<comparison>\n<assistant> <!-- BAD[#b] -->a</assistant>\n</comparison>\n~~~\n\n";
    check(
        &format!("You must ask.\n\n{checks}You should wait.\n\nYou MAY go.\n"),
        &[7],
        &[],
    );
    check(
        &format!("You must ask.\n\n{example}You must wait.\n"),
        &[11],
        &[],
    );
    let sections = format!(
        "# A {{#a authority=user}}\n\nYou must ask.\n\n{example}# B {{#b authority=user}}\n\nYou must wait.\n\n# C {{authority=user}}\n\nYou must rest.\n"
    );
    check(&sections, &[17], &[]);
    check("It is late.\n\nYou must ask.\n\nYou must wait.", &[], &[3]);
    check("You must ask.", &[1], &[]);
    check("It is late.", &[], &[]);
}

#[test]
fn comments_silence_what_is_near_them() {
    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let spec = parse(source);
        let advice = advice(&spec, source, &|_| true);
        let all = spec.diagnostics.iter().chain(&advice);
        let found: Vec<_> = all.map(|it| format!("{} {}", it.code, it.line)).collect();
        assert_eq!(found, expected, "{source}");
    }
    let two = "You must ask and must not run.\n\n";
    check(two, &["two-demands 1"]);
    check(
        &format!("<!-- plumbline: ignore two-demands -->\n{two}{two}"),
        &["two-demands 4"],
    );
    check(
        &format!("<!-- plumbline: ignore two-demands -->\n\n{two}{two}"),
        &["two-demands 5"],
    );
    check(
        "You must ask and must not run. <!-- plumbline: ignore vague-demand, two-demands -->\n",
        &[],
    );
    check(
        "- You must ask and must not run. <!-- plumbline: ignore two-demands -->\n- You must ask and must not run.\n",
        &["two-demands 2"],
    );
    let in_section = "<!-- plumbline: ignore two-demands in section -->\n\n";
    check(
        &format!("# A\n\n{in_section}{two}## B\n\n{two}# C\n\n{two}"),
        &["two-demands 13"],
    );
    check(
        &format!("{in_section}{two}# C\n\n{two}"),
        &["two-demands 7"],
    );
    let in_document = "<!-- plumbline: ignore two-demands duplicate-id in document -->\n\n";
    check(
        &format!("# A {{#a}}\n\n{two}# C {{#a}}\n\n{two}{in_document}"),
        &[],
    );
    check(
        "# A {#a}\n\n<!-- plumbline: ignore duplicate-id -->\n\n# B {#a}\n\n# C {#a}\n",
        &["duplicate-id 7"],
    );
    let example =
        "**Example**: x\n\n~~~xml\n<comparison>\n<assistant>a</assistant>\n</comparison>\n~~~\n\n";
    check(example, &["ungraded-candidate 5"]);
    check(
        &format!("<!-- plumbline: ignore ungraded-candidate -->\n\n{example}{example}"),
        &["ungraded-candidate 15"],
    );
    check(
        "<!-- plumbline: ignore two-demand -->\n",
        &["unknown-code 1"],
    );
    check(
        "<!-- plumbline: ignore -->\n\n<!-- plumbline: hello -->\n",
        &["unknown-comment 1", "unknown-comment 3"],
    );
    check(
        "`<!-- plumbline: ignore x -->`\n\n~~~\n<!-- plumbline: hello -->\n~~~\n",
        &[],
    );
}

#[test]
fn a_clause_that_a_pack_checks_is_tested() {
    let source =
        "# A {#a authority=user}\n\nYou must ask.\n\n# B {#b authority=user}\n\nYou must wait.\n";
    let mut workspace = Workspace::new(SpecDocument::written("", source));
    workspace.packs.push(Arc::new(PackDocument {
        name: "p".to_owned(),
        text: "clauses:\n  b:\n    checks:\n      - {type: contains, value: x}\n".into(),
        extra: Default::default(),
    }));
    let mut engine = Engine::default();
    engine.open(workspace);
    engine.step(Budget(9));
    let view = engine.take_findings().spec.unwrap();
    let advice: Vec<_> = view
        .advice
        .iter()
        .map(|it| (it.code.as_str(), it.line))
        .collect();
    assert_eq!(advice, [("untested-clause", 1)]);
    assert_eq!(view.diagnostics, []);
}

/// How much is said of each document, by code. Printed, so that a change is looked at.
#[test]
fn real_documents_get_little_advice_and_ours_no_warning() {
    let ours = bundled::all()
        .iter()
        .map(|it| (it.name.to_owned(), it.text.to_owned()));
    for (name, source) in data::specs().into_iter().chain(ours) {
        let spec = parse(&source);
        let advice = advice(&spec, &source, &|_| false);
        let mut counts = BTreeMap::<&str, usize>::new();
        for it in spec.diagnostics.iter().chain(&advice) {
            *counts.entry(&it.code).or_default() += 1;
        }
        println!("{name}: {} clauses, {counts:?}", spec.clauses.len());
        assert!(advice.len() <= 30, "{name}: {counts:?}");
        let is_ours = bundled::all().iter().any(|it| it.name == name);
        assert!(
            !is_ours || spec.diagnostics.is_empty(),
            "{name}: {:?}",
            spec.diagnostics
        );
    }
}
