//! Lists of checks and packs in all forms in which people write them.

use crate::support::reply;
use plumbline::check::{CheckDefinition, read_checks, read_checks_from, read_pack, read_values};
use serde_json::json;

use plumbline::check::CheckOutcome::Pass;

#[test]
fn lists_are_read_in_every_form_people_paste() {
    #[track_caller]
    fn check(yaml: &str, types: &[&str]) {
        let (checks, diagnostics) = read_checks(yaml, None);
        assert_eq!(diagnostics, [], "{yaml}");
        let found: Vec<_> = checks.iter().map(|it| &it.type_name[..]).collect();
        assert_eq!(found, types, "{yaml}");
    }
    check("", &[]);
    check("# nothing yet\n", &[]);
    check("type: is-json", &["is-json"]);
    check(
        "- is-json\n- not-is-refusal",
        &["is-json", "not-is-refusal"],
    );
    check(
        "assert:\n  - type: contains\n    value: x\n    weight: 2\n    metric: m",
        &["contains"],
    );
    check(
        "[{type: equals, value: 42}, {type: regex, value: '\\d', flags: g}]",
        &["equals", "regex"],
    );
    check(
        "- &a {type: contains, value: x}\n- *a",
        &["contains", "contains"],
    );
    check(
        "- type: contains\n  value: >-\n    two\n    lines\n  why: |\n    because\n",
        &["contains"],
    );
}

#[test]
fn scalars_are_read_as_they_are_written() {
    #[track_caller]
    fn check(value: &str, words: &str) {
        let yaml = format!("{{type: equals, value: {value}}}");
        assert_eq!(reply(&yaml, words).outcome, Pass, "{value}");
    }
    check("42", "42");
    check("1.10", "1.10");
    check("true", "true");
    check("no", "no");
    check("0x1F", "0x1F");
    check("'it''s'", "it's");
    check("\"a\\tb\"", "a\tb");
    check("\"\"", "");
}

#[test]
fn ids_and_lines_belong_to_the_source() {
    let yaml = "# é\n- type: is-json\n- id: mine\n  type: is-refusal\n";
    let (checks, _) = read_checks_from(yaml, Some("tone"), 4);
    let found: Vec<_> = checks.iter().map(|it| (&it.id[..], it.line)).collect();
    assert_eq!(found, [("tone/4", 2), ("mine", 3)]);
    assert_eq!(
        checks[1].span.slice(yaml),
        Some("id: mine\n  type: is-refusal")
    );
    assert_eq!(checks[0].clause.as_deref(), Some("tone"));
    let (checks, diagnostics) = read_values(&[
        json!({"type": "contains", "value": "x"}),
        json!({"type": "containss"}),
    ]);
    assert_eq!(
        (&checks[0].id[..], &checks[0].clause),
        ("scenario/1", &None)
    );
    assert_eq!(
        diagnostics[0].message,
        "check `scenario/2`: unknown check type `containss`"
    );
}

#[test]
fn a_pack_binds_checks_and_subject_words_to_clauses() {
    let yaml = "spec: desk\nclauses:\n  privacy:\n    about: [loans, \"who has\"]\n    checks:\n      - {type: contains, value: x}\n      - {type: contains, value: a: b}\n      - is-json\n  tone:\n    - is-refusal\n  fines: {about: 'fine, money', chekcs: []}\n";
    let (pack, diagnostics) = read_pack(yaml);
    assert_eq!(pack.spec, "desk");
    let clauses: Vec<_> = pack
        .clauses
        .iter()
        .map(|it| {
            let ids: Vec<_> = it.checks.iter().map(|it| &it.id[..]).collect();
            (&it.id[..], it.about.join("|"), ids)
        })
        .collect();
    assert_eq!(
        clauses[0],
        (
            "privacy",
            "loans|who has".to_owned(),
            vec!["privacy/1", "privacy/3"]
        )
    );
    assert_eq!(clauses[1], ("tone", String::new(), vec!["tone/1"]));
    assert_eq!(clauses[2], ("fines", "fine|money".to_owned(), vec![]));
    let found: Vec<_> = diagnostics
        .iter()
        .map(|it| (it.line, &it.code[..]))
        .collect();
    assert_eq!(found, [(7, "not-yaml"), (11, "unknown-field")]);
    assert_eq!(read_pack("[1]").1[0].code, "not-a-pack");
}

#[test]
fn definitions_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + std::fmt::Debug>() {}
    shared::<CheckDefinition>();
}
