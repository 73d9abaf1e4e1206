//! Patterns against what JavaScript does with them. Each row of the fixture is a pattern, its
//! flags, a text, and the matches of Node 20's `matchAll` in UTF-8 bytes; `null` where
//! JavaScript refuses the pattern.

use super::{FaultKind, Flags, Pattern};
use std::ops::Range;

type Row = (String, String, String, Option<Vec<(usize, usize)>>);

/// Rows in which this engine differs, as the module says.
const KNOWN_DIFFERENCES: &[(&str, &str, &str)] = &[
    ("(|a)*", "", "aab"),
    ("^.$", "", "😀"),
    ("^", "m", "a\r\nb"),
    ("a$", "m", "a\u{2028}b"),
    ("\\b", "iu", "aſ"),
];

fn compile(pattern: &str, flags: &str) -> Result<Pattern, super::PatternFault> {
    Pattern::new(pattern, Flags::read(flags)?)
}

#[test]
fn patterns_match_what_they_match_in_javascript() {
    let rows = include_str!("../../../tests/fixtures/patterns/javascript.jsonl");
    let (mut faults, mut n_not_run) = (Vec::new(), 0);
    for line in rows.lines() {
        let (pattern, flags, text, expected): Row = serde_json::from_str(line).unwrap();
        let found = compile(&pattern, &flags);
        let found = match found {
            Ok(pattern) => Some(
                pattern
                    .find_all(&text)
                    .ranges
                    .into_iter()
                    .map(|it| (it.start, it.end))
                    .collect(),
            ),
            Err(fault) if fault.kind == FaultKind::Invalid => None,
            Err(fault) => {
                n_not_run += 1;
                assert!(expected.is_some(), "{line}: {fault:?}");
                continue;
            }
        };
        let known = KNOWN_DIFFERENCES.contains(&(&pattern, &flags, &text));
        if (found == expected) == known {
            faults.push(format!("{line}: {found:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(n_not_run, 8, "patterns with look-around or back-references");
}

#[test]
fn faults_name_their_place() {
    #[track_caller]
    fn check(pattern: &str, flags: &str, kind: FaultKind, at: Range<usize>, message: &str) {
        let fault = compile(pattern, flags).unwrap_err();
        assert_eq!((fault.kind, fault.at), (kind, at), "{pattern}");
        assert_eq!(fault.message, message);
    }
    use FaultKind::{Backreference, Invalid, NeedsLookaround, TooLarge};
    check(
        "é(",
        "",
        Invalid,
        2..3,
        "this `(` is never closed (character 2 of the pattern)",
    );
    check(
        "a**",
        "",
        Invalid,
        2..3,
        "there is nothing to repeat (character 3 of the pattern)",
    );
    check(
        "[b-a]",
        "",
        Invalid,
        1..2,
        "the range is in the wrong order (character 2 of the pattern)",
    );
    let message = "this kind of group does not exist in JavaScript (character 1 of the pattern)";
    check("(?i)a", "", Invalid, 0..1, message);
    assert_eq!(
        compile("(?i)a", "").unwrap_err().hint.unwrap(),
        "write `flags: i` beside the pattern"
    );
    let message =
        "this pattern needs look-ahead (`(?=…)` at character 5), which a later version runs";
    check("abcd(?=e)", "", NeedsLookaround, 4..7, message);
    let message =
        "this pattern needs a back-reference (`\\1` at character 4), which a later version runs";
    check("(a)\\1", "", Backreference, 3..5, message);
    let message = "the pattern is too large once its repetitions are written out";
    check("(?:a{1000}){1000}", "", TooLarge, 0..17, message);
}

#[test]
fn bombs_are_refused_or_linear() {
    for bomb in [
        "((a{100}){100}){100}",
        "\\p{L}{5000}",
        "(a{0,900}){0,900}",
        "[^a]{100000}",
    ] {
        assert!(compile(bomb, "u").is_err(), "{bomb}");
    }
    let nested = format!("{}a{}", "(".repeat(5000), ")".repeat(5000));
    assert!(compile(&nested, "").is_err());
    assert!(compile("(?:){1000000000}", "").is_ok());
    assert!(compile("(a*){1000000000,}", "").is_err());
    let text = "a".repeat(1 << 17);
    for slow in ["(a+)+$b", "(a|a)*b", "(.*)*x", "a.*z|a"] {
        let found = compile(slow, "").unwrap().find_all(&text);
        assert!(found.ranges.len() <= text.len());
    }
}
