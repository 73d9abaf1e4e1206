//! Patterns against what JavaScript does with them. Each row of the fixture is a pattern, its
//! flags, a text, and the matches of Node 20's `matchAll` in UTF-8 bytes; `null` where
//! JavaScript refuses the pattern.

use super::{FaultKind, Flags, Pattern, Stopped};
use std::ops::Range;

type Row = (String, String, String, Option<Vec<(usize, usize)>>);

fn compile(pattern: &str, flags: &str) -> Result<Pattern, super::PatternFault> {
    Pattern::new(pattern, Flags::read(flags)?)
}

#[test]
fn patterns_match_what_they_match_in_javascript() {
    let rows = include_str!("../../../tests/fixtures/patterns/javascript.jsonl");
    let mut faults = Vec::new();
    for line in rows.lines() {
        let (pattern, flags, text, expected): Row = serde_json::from_str(line).unwrap();
        let found = match compile(&pattern, &flags) {
            Ok(pattern) => Some(pattern.find_all(&text).unwrap().ranges),
            Err(_) => None,
        };
        let found = found.map(|it| {
            it.into_iter()
                .map(|it| (it.start, it.end))
                .collect::<Vec<_>>()
        });
        if found != expected {
            faults.push(format!("{line}: {found:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn faults_name_their_place() {
    #[track_caller]
    fn check(pattern: &str, flags: &str, kind: FaultKind, at: Range<usize>, message: &str) {
        let fault = compile(pattern, flags).unwrap_err();
        assert_eq!((fault.kind, fault.at), (kind, at), "{pattern}");
        assert_eq!(fault.message, message);
    }
    use FaultKind::{Invalid, TooLarge};
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
    let long = "a".repeat(100_001);
    check(
        &long,
        "",
        TooLarge,
        0..0,
        "the pattern is longer than 100000 bytes",
    );
}

#[test]
fn bombs_are_answered_or_stopped() {
    let text = "a".repeat(1 << 17);
    for large in [
        "((a{100}){100}){100}",
        "\\p{L}{5000}",
        "(a{0,900}){0,900}",
        "[^a]{100000}",
        "(?:){1000000000}",
        "(a*){1000000000,}",
    ] {
        let _ = compile(large, "u").unwrap().is_match(&text);
    }
    let nested = format!("{}a{}", "(".repeat(5000), ")".repeat(5000));
    assert!(compile(&nested, "").is_err());
    for slow in ["(a+)+$b", "(a|a)*b", "(.*)*x", "a.*z|a"] {
        let found = compile(slow, "").unwrap().find_all(&text).unwrap();
        assert!(found.ranges.len() <= text.len());
    }
    for bomb in [
        "(?=(a+)+$b)a",
        "^(?:(a|aa)+)+\\1$b",
        "(?<!(a+)+b)c|(a*)*\\2d",
        "(?:(?=a)a*?)*?b",
    ] {
        assert_eq!(
            compile(bomb, "").unwrap().is_match(&text),
            Err(Stopped),
            "{bomb}"
        );
    }
}

#[test]
fn long_texts_are_searched() {
    let text = "word, ".repeat(200_000);
    for (pattern, n) in [
        ("\\w+(?=,)", 200_000),
        ("(?<!r)d", 0),
        ("(\\w)\\1", 0),
        ("(?<=, )word", 199_999),
    ] {
        let found = compile(pattern, "").unwrap().find_all(&text).unwrap();
        assert_eq!(found.ranges.len(), n, "{pattern}");
    }
    let accents = "e\u{301}".repeat(100_000);
    assert_eq!(
        compile("^(?:e\\u0301)+$(?!e)", "")
            .unwrap()
            .is_match(&accents),
        Ok(true)
    );
    assert_eq!(compile("\\0(?=b)", "").unwrap().is_match("a\0b"), Ok(true));
}
