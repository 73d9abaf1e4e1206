//! Set text: what a reader sees of a spec, and that nothing in it can become more than text.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

use plumbline::prose::{self, Kind, Node};
use plumbline::spec::parse;
use proptest::prelude::*;

fn section(text: &str, at: usize) -> Vec<Node> {
    prose::section(&parse(text), text, at)
}

/// Every node, each before what stands in it.
fn all(nodes: &[Node]) -> Vec<&Node> {
    nodes
        .iter()
        .flat_map(|it| std::iter::once(it).chain(all(&it.children)))
        .collect()
}

fn of_kind(nodes: &[Node], kind: Kind) -> Vec<(String, String)> {
    let of_kind = all(nodes).into_iter().filter(|it| it.kind == kind);
    of_kind.map(|it| (it.text.clone(), it.words())).collect()
}

fn pair(text: &str, words: &str) -> (String, String) {
    (text.to_owned(), words.to_owned())
}

#[test]
fn a_clauses_words_are_set_off_across_emphasis() {
    let text = "# Conduct\n\nClaude should *never* lie. It is late.\n";
    let nodes = section(text, 0);
    let clause = &parse(text).clauses[0];
    let words: String = of_kind(&nodes, Kind::Words)
        .into_iter()
        .map(|(id, words)| {
            assert_eq!(id, clause.id);
            words
        })
        .collect();
    assert_eq!(words, "Claude should never lie.");
    let said: String = nodes.iter().map(Node::words).collect();
    assert_eq!(said, "ConductClaude should never lie. It is late.");
}

#[test]
fn a_question_mark_is_filled_in_with_the_title_it_refers_to() {
    let text = "# One {#one}\n\nSee [?](#two) and [?](#nowhere) and [this](#two).\n\n# **Two** things {#two}\n";
    let references = of_kind(&section(text, 0), Kind::Reference);
    let wanted = [
        pair("two", "Two things"),
        pair("nowhere", "?"),
        pair("two", "this"),
    ];
    assert_eq!(references, wanted);
}

#[test]
fn footnote_keys_are_marks_and_typed_dashes_are_dashes() {
    let nodes = section("It must wait---always[^w1]. `a--b` and 3--4.\n", 0);
    assert_eq!(of_kind(&nodes, Kind::Footnote), [pair("w1", "")]);
    let said: String = nodes.iter().map(Node::words).collect();
    assert_eq!(said, "It must wait—always.  and 3–4.");
    assert_eq!(of_kind(&nodes, Kind::Literal)[0].0, "a--b");
}

#[test]
fn an_example_is_a_conversation_with_grades() {
    let text = "## Be brief {#b authority=user}\n\nIt must be brief.\n\n**Example**: soup\n\n~~~xml\n<user>\nSoup &amp; **bread**?\n</user>\n<comparison>\n<assistant> <!-- GOOD: short -->\nYes.\n</assistant>\n<assistant> <!-- BAD -->\nWell, you see\n</assistant>\n</comparison>\n~~~\n";
    let nodes = section(text, 0);
    let turns = of_kind(&nodes, Kind::Turn);
    let wanted = [
        pair("user", "Soup & bread?"),
        pair("assistant", "Yes."),
        pair("assistant", "Well, you see"),
    ];
    assert_eq!(turns, wanted);
    assert_eq!(of_kind(&nodes, Kind::Good), [pair("short", "")]);
    assert_eq!(of_kind(&nodes, Kind::Bad), [pair("", "")]);
    let strong = [pair("", "Example"), pair("", "bread")];
    assert_eq!(of_kind(&nodes, Kind::Strong), strong);
}

#[test]
fn markup_and_addresses_that_run_something_are_characters() {
    let text = "<script>alert(1)</script>\n\n[a](javascript:alert(1)) [b](https://x.example) ![c](https://y.example/p.png) <img src=x onerror=y>\n\n[d](JaVaScRiPt:x) [e](data:text/html,x) [f](mailto:a@b.example)\n";
    let nodes = section(text, 0);
    let links = of_kind(&nodes, Kind::Link);
    assert_eq!(
        links,
        [
            pair("https://x.example", "b"),
            pair("mailto:a@b.example", "f")
        ]
    );
    assert_eq!(of_kind(&nodes, Kind::NoLink).len(), 3);
    assert_eq!(of_kind(&nodes, Kind::Image), [pair("", "c")]);
    let said: String = nodes.iter().map(Node::words).collect();
    assert!(said.contains("<script>alert(1)</script>"), "{said}");
    let literal = of_kind(&nodes, Kind::Literal);
    assert_eq!(literal[0].0, "<img src=x onerror=y>");
}

#[test]
fn a_rule_ends_where_its_examples_begin() {
    let text = "## Be kind {#k authority=user}\n\nIt must be kind.\n\n```checks\n- type: not-contains\n  value: idiot\n```\n\nAnd more.\n";
    let spec = parse(text);
    let rule = prose::rule(&spec, text, &spec.clauses[0]);
    let said: String = rule.iter().map(Node::words).collect();
    assert_eq!(said, "It must be kind.");
}

#[test]
fn a_fingerprint_changes_with_what_is_drawn_alone() {
    let text = "# One {#one}\n\nSee [?](#two).\n\n# Two {#two}\n\nIt must wait.\n";
    let key = |text: &str, at| prose::fingerprint(&parse(text), text, at);
    let reworded = text.replace("must wait", "must  wait");
    assert_eq!(key(text, 0), key(&reworded, 0));
    assert_ne!(key(text, 1), key(&reworded, 1), "white space can matter");
    let retitled = text.replace("# Two", "# Second");
    assert_ne!(key(text, 0), key(&retitled, 0), "it shows the title");
    assert_eq!(key(text, 9), "");
}

#[test]
fn ten_thousand_quotes_nest_no_deeper_than_a_stack_bears() {
    let nodes = section(&format!("{} deep\n", ">".repeat(10_000)), 0);
    let said: String = nodes.iter().map(Node::words).collect();
    assert!(said.contains("deep"));
}

proptest! {
    #[test]
    fn setting_never_fails_and_survives_the_wire(text in ".{0,400}") {
        let spec = parse(&text);
        for at in 0..spec.sections.len() {
            let nodes = prose::section(&spec, &text, at);
            let json = serde_json::to_string(&nodes).unwrap();
            prop_assert_eq!(serde_json::from_str::<Vec<Node>>(&json).unwrap(), nodes);
        }
    }
}
