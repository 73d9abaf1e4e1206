//! Lists and replies put together at random.

use crate::support::talk;
use plumbline::check::{read_checks, read_pack, read_values};
use plumbline::verdict::Evidence;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use plumbline::check::CheckOutcome::{Error, Pass};

/// Pieces of YAML lists of checks, to be put together at random.
const PIECES: &[&str] = &[
    "- ",
    "  ",
    "\n",
    "type: ",
    "contains",
    "regex",
    "value: ",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ": ",
    "&a ",
    "*a",
    "é",
    "|\n",
    ">-\n",
    "#",
    "any-of",
    "when",
    "\\u{1F600}",
    "(?=a)",
    "(",
    ")+",
    "\t",
    "---\n",
    "- is-json\n",
    "!!str ",
    "? ",
    "%",
    "assert:\n",
    "clauses:\n",
    "checks:\n",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_yaml_stops_the_reader(picks in vec(0..PIECES.len(), 0..40)) {
        let yaml: String = picks.into_iter().map(|at| PIECES[at]).collect();
        let (checks, diagnostics) = read_checks(&yaml, None);
        let transcript = talk(&["user: é", "assistant: contains é 😀"]);
        for check in &checks {
            let result = check.run(&transcript);
            prop_assert!(!check.summary().is_empty());
            prop_assert_eq!(check.fault().is_some(), check.fault().is_some() && result.outcome == Error);
            prop_assert!(check.span.slice(&yaml).is_some());
        }
        let (_, more) = read_pack(&yaml);
        for diagnostic in diagnostics.iter().chain(&more) {
            prop_assert!(diagnostic.span.slice(&yaml).is_some(), "{:?}", diagnostic);
        }
    }

    #[test]
    fn evidence_always_quotes_the_reply(words in "\\PC{0,40}", needle in "\\PC{1,3}") {
        let list = json!([
            {"type": "icontains", "value": needle},
            {"type": "contains-word", "value": needle},
            {"type": "sentence-count", "max": 0},
            {"type": "word-count", "max": 1},
            {"type": "max-questions", "value": 0},
            {"type": "is-json"},
        ]);
        let (checks, _) = read_values(list.as_array().map_or(&[], |it| &it[..]));
        let transcript = talk(&[&format!("assistant: {words}")]);
        let lowered = words.to_lowercase().contains(&needle.to_lowercase());
        prop_assert_eq!(checks[0].run(&transcript).outcome == Pass, lowered);
        for check in &checks {
            for evidence in check.run(&transcript).evidence {
                if let Evidence::Words { span, quote, .. } = evidence {
                    prop_assert_eq!(span.slice(&words), Some(&quote[..]));
                }
            }
        }
    }
}
