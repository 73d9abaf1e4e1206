//! The spec as set text: what a reader sees, and what a text can never do.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

use plumbline::prose::{Book, Kind, Node, TextKey};
use plumbline::spec::{self, Spec};
use proptest::prelude::*;

struct Document {
    source: String,
    spec: Spec,
    book: Book,
}

impl Document {
    fn read(source: &str) -> Document {
        let spec = spec::parse(source);
        let book = Book::new(&spec, source);
        let source = source.to_owned();
        Document { source, spec, book }
    }

    fn set(&self, at: usize, clause: &str) -> Option<Node> {
        let hash = self.book.hash(at);
        let key = if clause.is_empty() {
            TextKey::section(hash)
        } else {
            TextKey::rule(hash, clause)
        };
        self.book.set(&self.spec, &self.source, &key)
    }

    fn section(&self, at: usize) -> Node {
        self.set(at, "").unwrap()
    }

    /// All sections, each as a sketch.
    fn sketch(&self) -> String {
        let sections = (0..self.spec.sections.len()).map(|at| sketch(&self.section(at)));
        sections.collect::<Vec<_>>().join("\n")
    }
}

/// `Kind:text:number[children]`, words as they are, a group as its children.
fn sketch(node: &Node) -> String {
    let children: Vec<_> = node.children().iter().map(sketch).collect();
    let children = children.join(" ");
    match node.kind() {
        Kind::Text => node.text().replace('\n', "/"),
        Kind::Group => children,
        kind => {
            let text = node.text();
            let text = if text.is_empty() {
                String::new()
            } else {
                format!(":{text}")
            };
            let number = match node.number() {
                0 => String::new(),
                number => format!("#{number}"),
            };
            format!("{kind:?}{text}{number}[{children}]")
        }
    }
}

fn all<'a>(node: &'a Node, kind: Kind, found: &mut Vec<&'a Node>) {
    if node.kind() == kind {
        found.push(node);
    }
    node.children().iter().for_each(|it| all(it, kind, found));
}

fn depth(node: &Node) -> usize {
    1 + node.children().iter().map(depth).max().unwrap_or(0)
}

#[test]
fn markdown_becomes_nodes() {
    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(Document::read(source).sketch(), expected, "{source}");
    }
    check(
        "a *b* **c** ~~d~~ `e`",
        "Paragraph[a  Emphasis[b]   Strong[c]   Struck[d]   Code:e[]]",
    );
    check("a\nb  \nc", "Paragraph[a/b Break[] c]");
    check("# A {#x}\n\n---", "Heading#1[A] Line[]");
    check("- a\n- b", "Bullets[Item[a] Item[b]]");
    check("7. a\n\n   b", "Numbers#7[Item[Paragraph[a] Paragraph[b]]]");
    check("> a", "Quote[Paragraph[a]]");
    check(
        "| a |\n|---|\n| b |",
        "Table[TableHead[Cell[a]] Row[Cell[b]]]",
    );
    check(
        "x\n```rust x\na -- b\n```",
        "Paragraph[x] CodeBlock:rust[a -- b/]",
    );
    check("```checks\n- a\n```", "Checks[- a/]");
    check("    a", "CodeBlock[a]");
    check("&lt;b&gt; &amp; \\*", "Paragraph[<b> & *]");
    check(
        "![a *b*](https://c.example/d.png)",
        "Paragraph[Image[a  Emphasis[b]]]",
    );
    check("<b>a</b>", "Paragraph[RawInline:<b>[] a RawInline:</b>[]]");
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
        let node = &section.children()[0].children()[0];
        assert_eq!((node.kind(), node.address()), (expected, address), "{link}");
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
    check("<a@b.example>", None, Kind::DeadLink);
    check(
        "[a](mailto:a@b.example)",
        Some("mailto:a@b.example"),
        Kind::Link,
    );
    check("[a](#b)", None, Kind::Reference);
    check("[a](javascript:b)", None, Kind::DeadLink);
    check("[a](java&Tab;script:b)", None, Kind::DeadLink);
    check("[a](<\u{1}javascript:b>)", None, Kind::DeadLink);
    check("[a](data:text/html,b)", None, Kind::DeadLink);
    check("[a](//b.example)", None, Kind::DeadLink);
    check("[a](b)", None, Kind::DeadLink);
}

/// Even a node from elsewhere gives no address that could run something.
#[test]
fn only_links_have_addresses_and_only_safe_ones() {
    for kind in 0..=u8::MAX {
        let node = serde_json::json!({"k": kind, "t": "javascript:a"});
        let node: Node = serde_json::from_value(node).unwrap();
        assert_eq!(node.address(), None, "{kind}");
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
    check("`[?](#kind)`", "Code:[?](#kind)[]");
}

#[test]
fn a_note_stands_wherever_it_is_named() {
    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let document = Document::read(source);
        let found: Vec<_> = (0..document.spec.sections.len())
            .map(|at| sketch(&document.section(at)))
            .collect();
        assert_eq!(found, expected, "{source}");
    }
    check(
        "a[^x] b[^Y] c[^x]\n\n# B\n\nd[^y]\n\n[^x]: one\n\n    two\n\n[^y]: *three*",
        &[
            "Paragraph[a Mark:1#1[]  b Mark:2#1[]  c Mark:1#1[]] \
             Notes[Note:1[Paragraph[one] Paragraph[two]] Note:2[Paragraph[Emphasis[three]]]]",
            "Heading#1[B] Paragraph[d Mark:1#1[]] Notes[Note:1[Paragraph[Emphasis[three]]]]",
        ],
    );
    // A key without a note, as the Model Spec names its evaluations.
    check("a[^8ep1].", &["Paragraph[a Mark:8ep1[] .]"]);
    check(
        "a `[^x]` [^a b] [^]",
        &["Paragraph[a  Code:[^x][]  [^a b] [^]]"],
    );
    // A note nobody names stays where it is, and so does one that only a note names.
    check("[^x]: one", &["Note:x[Paragraph[one]]"]);
    check(
        "a[^x]\n\n[^x]: one[^y]\n\n[^y]: two",
        &["Paragraph[a Mark:1#1[]] Note:y[Paragraph[two]] \
           Notes[Note:1[Paragraph[one Mark:y[]]]]"],
    );
    check(
        "a[^x] b[^y]\n\n[^x]: one[^y]\n\n[^y]: two[^x]",
        &["Paragraph[a Mark:1#1[]  b Mark:2#1[]] \
           Notes[Note:1[Paragraph[one Mark:2#1[]]] Note:2[Paragraph[two Mark:1#1[]]]]"],
    );
    check(
        "!!! meta \"Why\"\n    a[^x]\n\nb\n\n[^x]: one\n\nc[^x]",
        &[
            "Commentary:Why[Paragraph[a Mark:1#1[]]] Paragraph[b] Paragraph[c Mark:1#1[]] \
           Notes[Note:1[Paragraph[one]]]",
        ],
    );
}

#[test]
fn a_long_note_stays_where_it_is() {
    let long = "word ".repeat(1000);
    let document = Document::read(&format!("a[^x]\n\n# B\n\n[^x]: {long}"));
    assert_eq!(sketch(&document.section(0)), "Paragraph[a Mark:x[]]");
    assert!(document.section(1).words().contains(long.trim()));
}

#[test]
fn hyphens_are_the_dashes_they_stand_for() {
    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(
            Document::read(source).section(0).words(),
            expected,
            "{source}"
        );
    }
    check("a --- b---c", "a — b—c");
    check("a -- b, 3--5, so-- no", "a – b, 3–5, so– no");
    check(
        "use --force or (--all) or a --> b <-- c",
        "use --force or (--all) or a --> b <-- c",
    );
    check("a ---- b - c", "a ---- b - c");
    check("`a --- b` <!-- c -->", "a --- b <!-- c -->");
    check("a -- *b* ---", "a – b —");
}

/// Dashes and notes leave the words of clauses where they are.
#[test]
fn the_words_of_clauses_are_marked_as_theirs() {
    let source = "The assistant must *not* lie --- ever[^1]. The assistant should &amp; can joke.\n\n\
        - The assistant must never `rm` files -- not one.\n- The assistant should be kind.\n\n[^1]: The assistant must say so.\n";
    let document = Document::read(source);
    let section = document.section(0);
    let mut words = Vec::new();
    all(&section, Kind::Words, &mut words);
    let of = |id: &str| {
        let own = words.iter().filter(|it| it.text() == id);
        own.map(|it| it.words()).collect::<String>()
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
fn an_example_is_a_conversation_whose_replies_are_markdown() {
    let section = Document::read(EXAMPLE).section(0);
    let mut turns = Vec::new();
    all(&section, Kind::Turn, &mut turns);
    let turns: Vec<_> = turns.into_iter().map(sketch).collect();
    assert_eq!(
        turns,
        [
            "Turn:user[Where *exactly*?/  1 < 2]",
            "Turn:assistant#1[Why:says <where> & when[] Heading#6[Call] \
             Paragraph[Dial  Strong[988]  — or  RawInline:<b>[] text RawInline:</b>[] . [^1]] \
             Bullets[Item[Link:https://a.example[now]]]]",
            "Turn:assistant#2[{\"a\": \"*b*\"}]",
        ]
    );
}

#[test]
fn a_rule_ends_at_its_first_example_and_the_rest_follows() {
    let document = Document::read(EXAMPLE);
    let clause = document.set(0, "care").unwrap();
    let [rule, rest] = clause.children() else {
        panic!("{clause:?}")
    };
    assert_eq!(sketch(rule), "Paragraph[Rule.]");
    let kinds: Vec<_> = rest.children().iter().map(Node::kind).collect();
    use Kind::{Checks, Commentary, Conversation, Paragraph};
    assert_eq!(
        kinds,
        [Paragraph, Conversation, Commentary, Paragraph, Checks]
    );
    assert_eq!(
        sketch(&rest.children()[2]),
        "Commentary:Why[Paragraph[Because  Reference:care[Care] .]]"
    );
    assert_eq!(document.set(0, "other"), None);
}

#[test]
fn a_hash_tells_what_is_drawn_from_what_is_not() {
    #[track_caller]
    fn check(new: &str, expected: [bool; 3]) {
        let old = "# A\n\nfirst\n\n# B\n\n[?](#c) must\n\n# C\n\nlast[^n]\n\n[^n]: note\n";
        let (old, new) = (Document::read(old), Document::read(new));
        let same = [0, 1, 2].map(|at| old.book.hash(at) == new.book.hash(at));
        assert_eq!(same, expected);
        // What is named by the same hash looks the same; what is not, is not there.
        for at in 0..3 {
            let key = TextKey::section(old.book.hash(at));
            let found = new.book.set(&new.spec, &new.source, &key);
            assert_eq!(found, same[at].then(|| old.section(at)), "{at}");
        }
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

#[test]
fn what_nests_too_deep_is_set_flat_and_can_be_sent() {
    for source in [
        format!("{}deep", "> ".repeat(5000)),
        format!("{}deep", "- ".repeat(2000)),
        "*a **b ".repeat(3000),
        format!("{}{}", "[".repeat(3000), "](#a)".repeat(3000)),
        format!(
            "{}**Example**: x\n\n~~~\n<assistant>\n{}deep\n</assistant>\n~~~\n",
            "",
            "> ".repeat(500)
        ),
    ] {
        let section = Document::read(&source).section(0);
        assert!(depth(&section) <= 44, "{}", depth(&section));
        assert_eq!(section.words().contains("deep"), source.contains("deep"));
        let json = serde_json::to_string(&section).unwrap();
        assert_eq!(serde_json::from_str::<Node>(&json).unwrap(), section);
    }
}

#[test]
fn kinds_travel_as_numbers() {
    for number in 0..34_u8 {
        assert_eq!(u8::from(Kind::from(number)), number);
    }
    assert_eq!(Kind::from(u8::MAX), Kind::Text);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

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
            prop_assert_eq!(&serde_json::from_str::<Node>(&json).unwrap(), &section);
            let mut links = Vec::new();
            all(&section, Kind::Link, &mut links);
            prop_assert!(links.iter().all(|it| it.address() == Some("https://c.example")));
        }
        for clause in &document.spec.clauses {
            prop_assert!(document.set(clause.section, &clause.id).is_some());
        }
    }
}
