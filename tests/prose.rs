//! Set text: what a reader sees of a spec, and that nothing in it can become more than text.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

use plumbline::message::{Message, Role, ToolCall};
use plumbline::prose::{Book, Kind, Node, differences, message};
use plumbline::spec::{Spec, parse};
use proptest::prelude::*;
use std::sync::Arc;

struct Document {
    text: String,
    spec: Spec,
    book: Book,
}

impl Document {
    fn read(text: &str) -> Document {
        let spec = parse(text);
        let book = Book::new(&spec, text);
        let text = text.to_owned();
        Document { text, spec, book }
    }

    fn section(&self, at: usize) -> Vec<Node> {
        self.book.section(&self.spec, &self.text, at)
    }

    fn rule(&self, at: usize) -> Vec<Node> {
        self.book
            .rule(&self.spec, &self.text, &self.spec.clauses[at])
    }

    /// Every section as a sketch.
    fn sketches(&self) -> Vec<String> {
        let all = 0..self.spec.sections.len();
        all.map(|at| sketch(&self.section(at))).collect()
    }
}

fn section(text: &str, at: usize) -> Vec<Node> {
    Document::read(text).section(at)
}

/// `Kind:text[children]`, words as they are.
fn sketch(nodes: &[Node]) -> String {
    let one = |node: &Node| {
        let text = match node.kind {
            Kind::Text => return node.text.replace('\n', "/"),
            _ if node.text.is_empty() => String::new(),
            _ => format!(":{}", node.text),
        };
        format!("{:?}{text}[{}]", node.kind, sketch(&node.children))
    };
    nodes.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn depth(nodes: &[Node]) -> usize {
    let deepest = nodes.iter().map(|it| depth(&it.children)).max();
    1 + deepest.unwrap_or(0)
}

fn words(nodes: &[Node]) -> String {
    nodes.iter().map(Node::words).collect()
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
    let rule = Document::read(text).rule(0);
    let said: String = rule.iter().map(Node::words).collect();
    assert_eq!(said, "It must be kind.");
}

#[test]
fn a_fingerprint_changes_with_what_is_drawn_alone() {
    let text = "# One {#one}\n\nSee [?](#two).\n\n# Two {#two}\n\nIt must wait.\n";
    let key = |text: &str, at| Document::read(text).book.key(at).to_owned();
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

#[test]
fn markdown_becomes_nodes() {
    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(
            Document::read(source).sketches().join("/"),
            expected,
            "{source}"
        );
    }
    check(
        "a *b* **c** ~~d~~ `e`",
        "Paragraph[a  Emphasis[b]   Strong[c]   Struck[d]   Literal:e[]]",
    );
    check("a\nb  \nc", "Paragraph[a/b Break[] c]");
    check("# A {#x}\n\n---", "Heading1[A] Rule[]");
    check("- a\n- b", "List[Item[a] Item[b]]");
    check(
        "7. a\n\n   b",
        "Numbered:7[Item[Paragraph[a] Paragraph[b]]]",
    );
    check("> a", "Quote[Paragraph[a]]");
    check("| a |\n|---|\n| b |", "Table[Row[Cell[a]] Row[Cell[b]]]");
    check(
        "x\n```rust x\na -- b\n```",
        "Paragraph[x] Code:rust[a -- b/]",
    );
    check("```checks\n- a\n```", "Checks[- a/]");
    check("    a", "Code[a]");
    check("&lt;b&gt; &amp; \\*", "Paragraph[<b> & *]");
    check(
        "![a *b*](https://c.example/d.png)",
        "Paragraph[Image[a  Emphasis[b]]]",
    );
    check("<b>a</b>", "Paragraph[Literal:<b>[] a Literal:</b>[]]");
    check(
        "<div onclick=a>\n</div>",
        "RawBlock[<div onclick=a>/</div>]",
    );
}

#[test]
fn links_lead_to_pages_mail_and_places_only() {
    #[track_caller]
    fn check(link: &str, address: Option<&str>, expected: Kind) {
        let section = Document::read(link).section(0);
        let node = &section[0].children[0];
        assert_eq!((node.kind, node.address()), (expected, address), "{link}");
    }
    check(
        "[a](https://b.example)",
        Some("https://b.example"),
        Kind::Link,
    );
    check(
        "[a](HTTP://b.example)",
        Some("HTTP://b.example"),
        Kind::Link,
    );
    check("<a@b.example>", None, Kind::NoLink);
    check(
        "[a](mailto:a@b.example)",
        Some("mailto:a@b.example"),
        Kind::Link,
    );
    check("[a](#b)", None, Kind::Reference);
    check("[a](javascript:b)", None, Kind::NoLink);
    check("[a](java&Tab;script:b)", None, Kind::NoLink);
    check("[a](<\u{1}javascript:b>)", None, Kind::NoLink);
    check("[a](data:text/html,b)", None, Kind::NoLink);
    check("[a](//b.example)", None, Kind::NoLink);
    check("[a](b)", None, Kind::NoLink);
}

/// Even a node from elsewhere gives no address that could run something.
#[test]
fn only_links_have_addresses_and_only_safe_ones() {
    for kind in 0..=u8::MAX {
        let node = serde_json::json!({"k": kind, "t": "javascript:a"});
        if let Ok(node) = serde_json::from_value::<Node>(node) {
            assert_eq!(node.address(), None, "{kind}");
        }
    }
}

#[test]
fn references_bear_the_title_of_their_target() {
    #[track_caller]
    fn check(link: &str, expected: &str) {
        let source = format!("{link}\n\n# Be *very* `kind` {{#kind}}\n\n## Other");
        let section = Document::read(&source).section(0);
        assert_eq!(sketch(&section), format!("Paragraph[{expected}]"), "{link}");
    }
    check("[?](#kind)", "Reference:kind[Be very kind]");
    check("[?](#kind \"a title\")", "Reference:kind[Be very kind]");
    check("[?](#be-very-kind)", "Reference:kind[Be very kind]");
    check("[?][a]\n\n[a]: #other", "Reference:other[Other]");
    check("[see](#kind)", "Reference:kind[see]");
    check("[?](#nowhere)", "Reference:nowhere[?]");
    check("`[?](#kind)`", "Literal:[?](#kind)[]");
}

#[test]
fn a_note_stands_wherever_it_is_named() {
    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        assert_eq!(Document::read(source).sketches(), expected, "{source}");
    }
    check(
        "a[^x] b[^Y] c[^x]\n\n# B\n\nd[^y]\n\n[^x]: one\n\n    two\n\n[^y]: *three*",
        &[
            "Paragraph[a Footnote:1[]  b Footnote:2[]  c Footnote:1[]] \
             Notes[Note:1[Paragraph[one] Paragraph[two]] Note:2[Paragraph[Emphasis[three]]]]",
            "Heading1[B] Paragraph[d Footnote:1[]] Notes[Note:1[Paragraph[Emphasis[three]]]]",
        ],
    );
    // A key without a note, as the Model Spec names its evaluations.
    check("a[^8ep1].", &["Paragraph[a Footnote:8ep1[] .]"]);
    check(
        "a `[^x]` [^a b] [^]",
        &["Paragraph[a  Literal:[^x][]  [^a b] [^]]"],
    );
    // A note nobody names stays where it is, and so does one that only a note names.
    check("[^x]: one", &["Note:x[Paragraph[one]]"]);
    check(
        "a[^x]\n\n[^x]: one[^y]\n\n[^y]: two",
        &["Paragraph[a Footnote:1[]] Note:y[Paragraph[two]] \
           Notes[Note:1[Paragraph[one Footnote:y[]]]]"],
    );
    check(
        "a[^x] b[^y]\n\n[^x]: one[^y]\n\n[^y]: two[^x]",
        &["Paragraph[a Footnote:1[]  b Footnote:2[]] \
           Notes[Note:1[Paragraph[one Footnote:2[]]] Note:2[Paragraph[two Footnote:1[]]]]"],
    );
    check(
        "!!! meta \"Why\"\n    a[^x]\n\nb\n\n[^x]: one\n\nc[^x]",
        &[
            "Commentary:Why[Paragraph[a Footnote:1[]]] Paragraph[b] Paragraph[c Footnote:1[]] \
           Notes[Note:1[Paragraph[one]]]",
        ],
    );
}

#[test]
fn a_long_note_stays_where_it_is() {
    let long = "word ".repeat(1000);
    let document = Document::read(&format!("a[^x]\n\n# B\n\n[^x]: {long}"));
    assert_eq!(sketch(&document.section(0)), "Paragraph[a Footnote:x[]]");
    assert!(words(&document.section(1)).contains(long.trim()));
}

#[test]
fn hyphens_are_the_dashes_they_stand_for() {
    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(words(&section(source, 0)), expected, "{source}");
    }
    check("a --- b---c", "a — b—c");
    check("a -- b, 3--5, so-- no", "a – b, 3–5, so– no");
    check(
        "use --force or (--all) or a --> b <-- c",
        "use --force or (--all) or a --> b <-- c",
    );
    check("a ---- b - c", "a ---- b - c");
    check("a&nbsp;-- `b --- c` d", "a\u{a0}--  d");
    check("a -- *b* ---", "a – b —");
}

/// Dashes and notes leave the words of clauses where they are.
#[test]
fn the_words_of_clauses_are_marked_as_theirs() {
    let source = "The assistant must *not* lie --- ever[^1]. The assistant should &amp; can joke.\n\n\
        - The assistant must never `rm` files -- not one.\n- The assistant should be kind.\n\n[^1]: The assistant must say so.\n";
    let document = Document::read(source);
    let marked = of_kind(&document.section(0), Kind::Words);
    let of = |id: &str| -> String {
        let own = marked.iter().filter(|it| it.0 == id);
        own.map(|it| it.1.as_str()).collect()
    };
    let found: Vec<_> = document.spec.clauses.iter().map(|it| of(&it.id)).collect();
    assert_eq!(
        found,
        [
            "The assistant must not lie — ever.",
            "The assistant should  can joke.",
            "The assistant must never  files – not one.",
            "The assistant should be kind.",
            "The assistant must say so."
        ]
    );
}

const EXAMPLE: &str = "\
## Care {#care authority=root}

Rule.

**Example**: asked

~~~xml
<user>
Where *exactly*?
  1 &lt; 2
</user>
<comparison>
<assistant> <!-- GOOD: says <where> &amp; when -->
# Call

Dial **988** --- or &lt;b&gt;text&lt;/b&gt;. [^1]
- [now](https://a.example)
</assistant>
<assistant recipient=\"tool\"> <!-- BAD -->
{\"a\": \"*b*\"}
</assistant>
</comparison>
~~~

!!! meta \"Why\"
    Because [?](#care).

More rule.

```checks
- {type: contains, value: x}
```
";

#[test]
fn what_people_and_models_say_is_markdown_and_the_rest_is_not() {
    let section = section(EXAMPLE, 0);
    let turns = all(&section).into_iter().filter(|it| it.kind == Kind::Turn);
    let turns: Vec<_> = turns.map(|it| sketch(std::slice::from_ref(it))).collect();
    assert_eq!(
        turns,
        [
            "Turn:user[Paragraph[Where  Emphasis[exactly] ?/1 < 2]]",
            "Turn:assistant[Good:says <where> & when[] Heading5[Call] \
             Paragraph[Dial  Strong[988]  — or  Literal:<b>[] text Literal:</b>[] . [^1]] \
             List[Item[Link:https://a.example[now]]]]",
            "Turn:assistant[Bad[] Paragraph[{\"a\": \"*b*\"}]]",
        ]
    );
}

#[test]
fn a_section_is_set_whole_and_a_rule_up_to_its_example() {
    let document = Document::read(EXAMPLE);
    assert_eq!(sketch(&document.rule(0)), "Paragraph[Rule.]");
    let kinds: Vec<_> = document.section(0).iter().map(|it| it.kind).collect();
    use Kind::{Checks, Commentary, Conversation, Heading2, Paragraph};
    let expected = [
        Heading2,
        Paragraph,
        Paragraph,
        Conversation,
        Commentary,
        Paragraph,
        Checks,
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn a_hash_tells_what_is_drawn_from_what_is_not() {
    #[track_caller]
    fn check(new: &str, expected: [bool; 3]) {
        let old = "# A\n\nfirst\n\n# B\n\n[?](#c) must\n\n# C\n\nlast[^n]\n\n[^n]: note\n";
        let (old, new) = (Document::read(old), Document::read(new));
        let same = [0, 1, 2].map(|at| old.book.key(at) == new.book.key(at));
        assert_eq!(same, expected);
        let differs = |at: &usize| old.section(*at) != new.section(*at);
        assert!(!(0..3).filter(|at| same[*at]).any(|at| differs(&at)));
    }
    let with = |a: &str, b: &str, title: &str, note: &str| {
        format!("# A\n\n{a}\n\n# B\n\n{b}\n\n# {title}\n\nlast[^n]\n\n[^n]: {note}\n")
    };
    check(&with("first", "[?](#c) must", "C", "note"), [true; 3]);
    check(
        &with("longer first", "[?](#c) must", "C", "note"),
        [false, true, true],
    );
    check(
        &with("first", "[?](#c) may", "C", "note"),
        [true, false, true],
    );
    check(
        &with("first", "[?](#c) must", "C {#d}", "note"),
        [true, false, false],
    );
    check(
        &with("first", "[?](#c) must", "C", "other"),
        [true, false, false],
    );
}

/// A message of more than 128 levels cannot be read.
#[test]
fn what_nests_too_deep_is_set_flat_and_can_be_sent() {
    let deep_list = "- ".repeat(39);
    let indent = " ".repeat(deep_list.len());
    let example = format!(
        "**Example**: x\n\n{deep_list}~~~\n{indent}<assistant>\n{indent}{}deep\n{indent}</assistant>\n{indent}~~~\n",
        "> ".repeat(500)
    );
    assert_eq!(of_kind(&section(&example, 0), Kind::Turn).len(), 1);
    for source in [
        format!("{}deep", "> ".repeat(5000)),
        format!("{}deep", "- ".repeat(2000)),
        "*a **b ".repeat(3000),
        format!("{}{}", "[".repeat(3000), "](#a)".repeat(3000)),
        format!("!!! note\n    {}deep", "> ".repeat(500)),
        format!("{}a[^x]\n\n[^x]: {}deep", "> ".repeat(39), "> ".repeat(500)),
        example,
    ] {
        let section = section(&source, 0);
        assert_eq!(words(&section).contains("deep"), source.contains("deep"));
        let json = serde_json::to_string(&section).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Node>>(&json).unwrap(), section);
        let depth = depth(&section);
        assert!(depth < 50, "{depth} {}", &source[..20]);
    }
}

proptest! {
    #[test]
    fn setting_never_fails_and_survives_the_wire(text in ".{0,400}") {
        let document = Document::read(&text);
        for at in 0..document.spec.sections.len() {
            let nodes = document.section(at);
            let json = serde_json::to_string(&nodes).unwrap();
            prop_assert_eq!(serde_json::from_str::<Vec<Node>>(&json).unwrap(), nodes);
        }
    }

    #[test]
    fn any_text_is_set_and_travels(pieces in prop::collection::vec(0..40_usize, 0..40)) {
        const PIECES: [&str; 40] = [
            "\n", "\n\n", "# ", "## A {#a authority=root}\n", "- ", "1. ", "> ", "    ", "~~~\n",
            "```checks\n", "```\n", "**Example**: x\n", "<user>\n", "</user>\n", "<assistant>\n",
            "</assistant>\n", "<comparison>\n", "</comparison>\n", "<!-- GOOD: y -->",
            "!!! meta \"Why\"\n", "[^x]", "[^x]: ", "[?](#a)", "[b](https://c.example)",
            "[b](javascript:c)", "![d](e)", "*", "**", "`", "|", "|---|\n", "must ", "é😀", "&lt;",
            "<div>", "--", "---\n", "word. ", "\r\n", "\t",
        ];
        let source: String = pieces.into_iter().map(|it| PIECES[it]).collect();
        let document = Document::read(&source);
        for at in 0..document.spec.sections.len() {
            let section = document.section(at);
            let json = serde_json::to_string(&section).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Vec<Node>>(&json).unwrap(), &section);
            for (address, _) in of_kind(&section, Kind::Link) {
                prop_assert_eq!(address, "https://c.example");
            }
        }
        for at in 0..document.spec.clauses.len() {
            document.rule(at);
        }
    }
}

#[test]
fn what_speaks_to_plumbline_is_not_shown() {
    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(sketch(&section(source, 0)), expected, "{source}");
    }
    check(
        "You must *ask.* {#ask} It rains. {clause=no}\n",
        "Paragraph[Words:ask[You must ] Emphasis[Words:ask[ask.]]   It rains. ]",
    );
    check(
        "<!-- plumbline: ignore x -->\n\nYou. <!-- plumbline: ignore y -->\n",
        "Paragraph[You. ]",
    );
    check(
        "<!-- plumbline: a --> <b>\n\n`{#a}` <!-- other -->\n",
        "RawBlock[<!-- plumbline: a --> <b>/] Paragraph[Literal:{#a}[]   Literal:<!-- other -->[]]",
    );
}

#[test]
fn a_message_is_set_to_the_letter() {
    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(sketch(&message(text)), expected, "{text}");
    }
    check("Hi *you*", "Paragraph[Hi  Emphasis[you]]");
    check("# A\n\n### B", "Title[A] Title[B]");
    check("a -- b ---c", "Paragraph[a -- b ---c]");
    check("one\ntwo", "Paragraph[one/two]");
    check(
        "a[^1]\n\n[^1]: b",
        "Paragraph[a Footnote:1[]] Note:1[Paragraph[b]]",
    );
    check("# T {#id}", "Title[T {#id}]");
    check("<!-- plumbline: x -->", "RawBlock[<!-- plumbline: x -->]");
    check("a <b>c</b>", "Paragraph[a  Literal:<b>[] c Literal:</b>[]]");
    check(
        "[a](#x) [b](javascript:x)",
        "Paragraph[NoLink[a]   NoLink[b]]",
    );
    check("```checks\n- a\n```", "Checks[- a/]");
    check("| a |\n| - |\n| b |", "Table[Row[Cell[a]] Row[Cell[b]]]");
    check("", "");
}

fn said(role: Role, words: &str) -> Arc<Message> {
    Arc::new(Message::new(role, words))
}

#[test]
fn another_reply_is_set_with_its_differences() {
    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        let [old, new] = [old, new].map(|it| [said(Role::Assistant, it)]);
        assert_eq!(sketch(&differences(&old, &new)), expected);
    }
    check(
        "She has The Glass Coast.",
        "She has The Night Ferry.",
        "Turn:assistant[Paragraph[She has The  Deleted[Glass Coast] Inserted[Night Ferry] .]]",
    );
    check(
        "It is out until Friday.",
        "It is out.",
        "Turn:assistant[Paragraph[It is out Deleted[ until Friday] .]]",
    );
    check(
        "It is out today.",
        "Sorry, it is out today.",
        "Turn:assistant[Paragraph[Deleted[It ] Inserted[Sorry, it]  is out today.]]",
    );
    check("a\nb", "a  b", "Same[] Turn:assistant[Paragraph[a  b]]");
    check(
        "No.",
        "I would rather not say that here",
        "Unlike[] Turn:assistant[Paragraph[I would rather not say that here]]",
    );
}

#[test]
fn calls_are_compared_as_well_and_messages_stay_apart() {
    let mut call = Message::new(Role::Assistant, "I look it up.");
    let arguments = serde_json::json!({"title": "Tides"});
    call.tool_calls = vec![ToolCall {
        id: String::new(),
        name: "search".to_owned(),
        arguments,
        extra: serde_json::Map::new(),
    }];
    let mut other = call.clone();
    other.tool_calls[0].arguments = serde_json::json!({"title": "Tables"});
    let end = said(Role::Assistant, "There are two copies of it on the shelf.");
    let old = [Arc::new(call), said(Role::Tool, "2 copies"), end.clone()];
    let new = [Arc::new(other), end];
    assert_eq!(
        sketch(&differences(&old, &new)),
        "Turn:assistant[Paragraph[I look it up.] \
         Code[search {\"title\":\" Deleted[Tides\"} ] Inserted[Tables\"}] Deleted[ 2 copies]]] \
         Turn:assistant[Paragraph[There are two copies of it on the shelf.]]"
    );
}

proptest! {
    #[test]
    fn differences_keep_every_letter_of_the_reply(
        old in proptest::collection::vec("([ab]{1,2}|[.,(é] ?|\n| ){0,12}", 0..3),
        new in proptest::collection::vec("([ab]{1,2}|[.,(é] ?|\n| ){0,12}", 0..3),
    ) {
        let [old, new] = [old, new].map(|it| {
            it.iter().map(|it| said(Role::User, it)).collect::<Vec<_>>()
        });
        let nodes = differences(&old, &new);
        let kept = all(&nodes).iter().filter(|it| it.kind == Kind::Deleted).fold(
            words(&nodes),
            |words, deleted| words.replacen(&deleted.words(), "", 1),
        );
        let squeezed = |text: &str| text.split_whitespace().collect::<String>().len();
        let expected: usize = new.iter().map(|it| squeezed(&it.content)).sum();
        prop_assert_eq!(squeezed(&kept), expected);
    }

    #[test]
    fn a_message_loses_no_words(text in "([a-z]{1,4}|[*_#>-]|\n| ){0,30}") {
        let letters = |text: &str| text.chars().filter(|it| it.is_alphabetic()).collect::<String>();
        prop_assert_eq!(letters(&words(&message(&text))), letters(&text));
    }
}
