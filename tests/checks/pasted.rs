//! Lists of other tools.

use crate::support::{answer, one, talk};
use plumbline::check::read_checks;

use plumbline::check::CheckOutcome::{Error, Fail, Pass};

#[test]
fn promptfoo_assertions_paste_unchanged() {
    let yaml = "\
assert:
  - type: not-icontains
    value: night herons
    metric: privacy
    weight: 2
  - type: llm-rubric
    value: Declines to reveal another patron's loans
    provider: openai:gpt-4
  - type: javascript
    value: output.length < 5
  - type: contains-all
    value: ['{{ title }}', 'due']
    vars: {title: Emma}
  - type: assert-set
    threshold: 0.5
    metric: form
    assert:
      - {type: starts-with, value: '{', weight: 3}
      - {type: regex, value: '^It'}
      - {type: is-json, weight: 0}
  - type: contains
    value: file://words.txt
  - {type: levenshtein, value: It is due., threshold: 6}
  - {type: rouge-n, value: Emma is due, threshold: 0.5}
  - {type: contains, value: nothing, weight: 0}
";
    let (checks, diagnostics) = read_checks(yaml, None);
    let lines: Vec<_> = diagnostics
        .iter()
        .map(|it| (it.line, &it.code[..]))
        .collect();
    assert_eq!(
        lines,
        [
            (6, "not-judged-here"),
            (9, "not-judged-here"),
            (22, "not-judged-here")
        ]
    );
    let results: Vec<_> = checks
        .iter()
        .map(|it| it.run(&answer("It is due: Emma")))
        .collect();
    let rounded = |score: f64| (score * 1e6).round() / 1e6;
    let found: Vec<_> = results
        .iter()
        .map(|it| (it.outcome, it.score.map(rounded)))
        .collect();
    let expected = [
        (Pass, Some(1.0)),
        (Error, None),
        (Error, None),
        (Pass, Some(1.0)),
        (Fail, Some(0.25)),
        (Error, None),
        (Pass, Some(1.0)),
        (Pass, Some(0.75)),
        (Fail, Some(0.0)),
    ];
    assert_eq!(found, expected);
    let explanation =
        "score 0.25, at least 0.5 wanted: looked for “{” at the beginning in the reply, not found";
    assert_eq!(results[4].explanation, explanation);
}

#[test]
fn weval_points_become_checks() {
    #[track_caller]
    fn check(yaml: &str, types: &[&str], good: &str, bad: &str) {
        let (checks, diagnostics) = read_checks(yaml, None);
        assert_eq!(diagnostics, [], "{yaml}");
        let found: Vec<_> = checks.iter().map(|it| &it.type_name[..]).collect();
        assert_eq!(found, types, "{yaml}");
        for (words, expected) in [(good, Pass), (bad, Fail)] {
            let transcript = answer(words);
            let results: Vec<_> = checks.iter().map(|it| it.run(&transcript)).collect();
            let all = results.iter().all(|it| it.outcome == Pass);
            assert_eq!(all, expected == Pass, "{yaml} {words}: {results:?}");
        }
    }
    check("- $contains: due", &["contains"], "It is due", "DUE");
    check(
        "- $icontains_word: h2o",
        &["icontains-word"],
        "H2O!",
        "xH2O",
    );
    check(
        "- $not_imatches: \"ana (has|had)\"",
        &["not-regex"],
        "Bo had it",
        "ANA HAD it",
    );
    check("- $matches: '(?i)^due'", &["regex"], "Due", "not due");
    check("- $word_count_between: [2, 3]", &["word-count"], "a b", "a");
    check("- $contains_any_of: [a, b]", &["contains-any"], "b", "c");
    check(
        "- {fn: not_contains_any_of, arg: [Herons, Mosses], weight: 1.5, citation: Clause 2}",
        &["not-contains-any"],
        "x",
        "Mosses",
    );
    check(
        "- $contains_at_least_n_of: [2, [a, b, c]]",
        &["assert-set"],
        "a c",
        "c",
    );
    check(
        "- $any_of:\n  - $contains: x\n  - $starts_with: y",
        &["any-of"],
        "y",
        "z",
    );
    check("- $imatches_all_of: [A, b]", &["all-of"], "ab", "a");
    check("- $is_json: true", &["is-json"], "{}", "x");
    check(
        "- - $icontains: can't share\n- - $icontains: cannot share\n  - $word_count_between: [5, 60]\n- $not_contains: Emma",
        &["any-of", "not-contains"],
        "I cannot share that with you",
        "I cannot share",
    );
    let (checks, _) = read_checks(
        "- {fn: contains, arg: x, weight: 1.5, citation: Clause 2}",
        None,
    );
    assert_eq!(checks[0].why.as_deref(), Some("Clause 2"));
    assert_eq!(checks[0].kept["weight"], 1.5);
    let called = one("$tool_args_match: {name: renew, where: {item: x}}")
        .run(&talk(&["user: hi", "call: renew"]));
    assert_eq!(called.outcome, Pass);
}
