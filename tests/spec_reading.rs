//! What the reader of specs makes of headings, examples, references, and faults.

use plumbline::spec::{
    Authority, Grade, ReferenceForm, ReferencePlace, ResolvedBy, Spec, Strength, Turn,
    decode_entities, outline_json, parse,
};
use plumbline::{Role, Severity};

const DESK: &str = include_str!("fixtures/specs/desk.md");

fn codes(spec: &Spec) -> Vec<(&str, u32)> {
    spec.diagnostics
        .iter()
        .map(|it| (it.code.as_str(), it.line))
        .collect()
}

#[test]
fn headings_open_sections() {
    #[track_caller]
    fn check(source: &str, expected: &[(u8, &str)]) {
        let spec = parse(source);
        let found: Vec<_> = spec
            .sections
            .iter()
            .map(|it| (it.depth, it.title.as_str()))
            .collect();
        assert_eq!(found, expected, "{source}");
    }
    check("# A\n## B ##\n###C", &[(1, "A"), (2, "B")]);
    check("A\n===\nB {#b}\n---", &[(1, "A"), (2, "B")]);
    check("text\n\n# A", &[(0, ""), (1, "A")]);
    check(
        "- # in a list\n\n> # in a quotation\n\n    # in code",
        &[(0, "")],
    );
    check(
        "~~~\n# in a fence\n~~~\n<!--\n# in a comment\n-->",
        &[(0, "")],
    );
    check("---\n# comment\nb: c\n---\n# A", &[(1, "A")]);
    check(
        "!!! meta \"Why\"\n    # a\n\n    # b\n# C",
        &[(0, ""), (1, "C")],
    );
    check("# [A *b*](#c) {x}", &[(1, "[A *b*](#c) {x}")]);
    check("#\n# A", &[(0, ""), (1, "A")]);
}

#[test]
fn attributes_set_the_authority() {
    #[track_caller]
    fn check(heading: &str, rank: Option<Authority>, messages: &[&str]) {
        let spec = parse(heading);
        let found: Vec<_> = spec
            .diagnostics
            .iter()
            .map(|it| it.message.as_str())
            .collect();
        assert_eq!(spec.sections[0].rank, rank, "{heading}");
        assert_eq!(found, messages, "{heading}");
    }
    check("# Tone {#tone authority=user}", Some(Authority::User), &[]);
    check("# Tone {authority=platform}", Some(Authority::Root), &[]);
    check("# Tone {#tone}", None, &[]);
    check(
        "# Tone {#tone authority=boss}",
        None,
        &["unknown authority `boss`"],
    );
    check(
        "Tone {#tone authority=root}\n===",
        Some(Authority::Root),
        &[],
    );
    let hint = parse("# T {authority=usr}").diagnostics[0]
        .hint
        .clone()
        .unwrap();
    assert!(hint.starts_with("write one of `user`, "), "{hint}");
}

#[test]
fn sections_nest_and_repeated_slugs_are_numbered() {
    let spec = parse("# A {#a}\n### B\n## C\n# A\n# A");
    let found: Vec<_> = spec
        .sections
        .iter()
        .map(|it| (it.key(), it.parent.as_deref()))
        .collect();
    let expected = [
        ("a", None),
        ("b", Some("a")),
        ("c", Some("a")),
        ("a-1", None),
        ("a-2", None),
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_fixture_is_read_whole() {
    let spec = parse(DESK);
    assert_eq!(spec.title, "The lending desk");
    assert_eq!(spec.front_matter.as_ref().unwrap()["audience"], "everyone");
    let depths: Vec<_> = spec
        .sections
        .iter()
        .map(|it| (it.depth, it.line, it.end_line))
        .collect();
    assert_eq!(depths, [(0, 5, 6), (1, 7, 45), (2, 46, 48)]);
    let desk = &spec.sections[1];
    assert_eq!(
        (desk.tags.len(), desk.footnotes.as_slice()),
        (2, ["p1".to_owned()].as_slice())
    );
    assert_eq!(
        (desk.commentary[0].line, desk.commentary[0].end_line),
        (11, 12)
    );
    assert_eq!(
        codes(&spec),
        [("stray-asterisk", 28), ("ungraded-candidate", 28)]
    );
    assert_eq!(
        outline_json(&spec, DESK)["totals"]["candidates"]["total"],
        4
    );
}

#[test]
fn examples_hold_turns_and_graded_replies() {
    let spec = parse(DESK);
    let example = &spec.sections[1].examples[0];
    assert_eq!(example.title, "a loan, see [?](#tone)");
    let prefix: Vec<_> = example
        .prefix
        .iter()
        .map(|it| (it.role, it.text.as_str()))
        .collect();
    let expected = [
        (Role::System, "under_18: true"),
        (Role::User, "Is <b>it</b> due?"),
    ];
    assert_eq!(prefix, expected);
    assert_eq!(example.prefix[1].attrs["lang"], "en");
    assert_eq!(example.flags, ["under_18"]);
    let turns = [
        Turn::Message(Role::System),
        Turn::Message(Role::User),
        Turn::Comparison,
        Turn::Message(Role::User),
        Turn::Elided,
        Turn::Comparison,
    ];
    assert_eq!(example.sequence, turns);
    let grades: Vec<_> = example
        .candidates
        .iter()
        .map(|it| (it.grade, it.comparison))
        .collect();
    let expected = [
        (Grade::Good, Some(0)),
        (Grade::Unmarked, Some(0)),
        (Grade::Bad, Some(0)),
        (Grade::Ok, Some(1)),
    ];
    assert_eq!(grades, expected);
    for candidate in &example.candidates {
        assert_eq!(candidate.span.slice(DESK), Some(candidate.text.as_str()));
    }
    assert_eq!(
        example.candidates[0].text,
        "On Monday.\n\n```\n# not a heading"
    );
    let why = example.candidates[0].comment.as_deref().unwrap();
    assert_eq!(decode_entities(why), "says <when>");
    assert_eq!(example.candidates[2].blames.as_deref(), Some("tone"));
    assert_eq!(example.candidates[2].text, "No.");
}

#[test]
fn references_say_where_they_stand_and_what_they_mean() {
    use ReferenceForm::{Auto, Grade, Named};
    use ReferencePlace::{Commentary, Example, ExampleTitle, Prose};
    let spec = parse(DESK);
    let found: Vec<_> = spec
        .references
        .iter()
        .map(|it| (it.form, it.place, it.resolved_by.unwrap()))
        .collect();
    let expected = [
        (Auto, Prose, ResolvedBy::Id),
        (Named, Prose, ResolvedBy::Slug),
        (Auto, Commentary, ResolvedBy::Id),
        (Auto, ExampleTitle, ResolvedBy::Id),
        (Grade, Example, ResolvedBy::Id),
    ];
    assert_eq!(found, expected);
    let curly = parse("# Claude’s nature\n\n[it](#claude’s-nature)");
    assert_eq!(curly.references[0].resolved_by, Some(ResolvedBy::LooseSlug));
    assert_eq!(curly.references[0].target_section, Some(0));
}

#[test]
fn checks_are_bound_to_the_clause_above_them() {
    #[track_caller]
    fn check(source: &str, bound: &[Option<usize>]) {
        let spec = parse(source);
        let place = |id: &String| spec.clauses.iter().position(|it| it.id == *id).unwrap();
        let found: Vec<_> = spec
            .check_blocks
            .iter()
            .map(|it| it.clause.as_ref().map(place))
            .collect();
        assert_eq!(found, bound, "{source}");
        let n_unbound = codes(&spec)
            .iter()
            .filter(|it| it.0 == "check-without-clause")
            .count();
        assert_eq!(
            n_unbound,
            bound.iter().filter(|it| it.is_none()).count(),
            "{source}"
        );
    }
    check(DESK, &[Some(0)]);
    check("# A {authority=user}\n```checks\nx\n```", &[Some(0)]);
    check(
        "You must a.\n\nYou must b.\n\n~~~ checks more\nx\n~~~\n\nYou must c.",
        &[Some(1)],
    );
    check(
        "- You must a.\n  ```checks\n  - x\n  ```\n- You must b.",
        &[Some(0)],
    );
    check("You must a.\n# B\n```checks\nx\n```", &[None]);
    check("# A\n```checks\nx\n```\n# B {authority=root}", &[None]);
    check("> ```checks\n> x\n> ```\n\n```check\n```", &[]);
}

#[test]
fn the_body_of_checks_is_what_stands_between_the_fences() {
    #[track_caller]
    fn check(source: &str, body: &str, line: u32) {
        let spec = parse(source);
        let block = &spec.check_blocks[0];
        assert_eq!(
            (block.body.slice(source), block.line),
            (Some(body), line),
            "{source}"
        );
    }
    check("a\n```checks\n- x\n- y\n```\nb", "- x\n- y\n", 3);
    check("```checks\n```", "", 2);
    check("```checks\n- x", "- x", 2);
    check("```checks", "", 2);
    check(
        "- a\n\n  ~~~~checks\n  - x\n  ~~~\n  ~~~~\n",
        "  - x\n  ~~~\n",
        4,
    );
}

#[test]
fn faults_have_a_code_a_line_and_a_remedy() {
    #[track_caller]
    fn check(source: &str, expected: &[(&str, u32)]) {
        let spec = parse(source);
        assert_eq!(codes(&spec), expected, "{source}");
        for found in &spec.diagnostics {
            assert!(found.hint.is_some(), "{}", found.code);
            assert!(!found.message.ends_with('.'), "{}", found.message);
            assert!(found.severity != Severity::Note);
        }
    }
    check("# A {#a}\n# B {#a}", &[("duplicate-id", 2)]);
    check(
        "- You must x. {#a}\n- You must y. {#a}",
        &[("duplicate-id", 2)],
    );
    check("[x](#nowhere)\n", &[("dangling-reference", 1)]);
    check("<a name=\"top\"></a>\n\n[x](#top) `[?](#id)`\n", &[]);
    check("text\n~~~xml\nbody", &[("unclosed-fence", 2)]);
    check(
        "**Example**: one\n\n**Example**: two\n# A",
        &[("example-without-fence", 1), ("example-without-fence", 3)],
    );
    let example = |body: &str| format!("**Example**: x\n~~~xml\n{body}\n~~~");
    check(&example("<user>\nx"), &[("unclosed-message", 3)]);
    check(
        &example("<comparison>\n<user>\nx\n</user>"),
        &[("unclosed-comparison", 3), ("ungraded-candidate", 4)],
    );
    check(
        &example("<user>x</user>\nlost"),
        &[("text-outside-message", 4)],
    );
    check(&example("any code"), &[]);
    check(
        &example("<comparison>\n<comparison>\n</comparison>"),
        &[("unclosed-comparison", 3)],
    );
}

#[test]
fn prose_is_no_fault() {
    let prose = "# Dear reader\n\nThis is [a link](https://example.org#x), {braces}, <b>bold</b>.\n\n\
        * one\n* two\n\n> quoted\n\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```rust\nfn main() {}\n```\n";
    let spec = parse(prose);
    assert_eq!(codes(&spec), []);
    assert_eq!(spec.clauses, []);
}

#[test]
fn a_section_with_authority_is_one_clause_without_its_examples() {
    let spec = parse(DESK);
    let [clause] = spec.clauses.as_slice() else {
        panic!("{:?}", spec.clauses)
    };
    assert_eq!(
        (clause.id.as_str(), clause.strength),
        ("desk", Strength::Must)
    );
    let words = spec.words(clause, DESK);
    assert_eq!(
        words.trim(),
        "The assistant must answer. See [?](#tone) and [tone](#tone-of-voice)."
    );
}
