//! What CPython 3.11 says about these patterns.

use super::*;

fn found(pattern: &str, flags: Flags, text: &str) -> Vec<String> {
    let pattern = Pattern::new(pattern, flags).unwrap_or_else(|it| panic!("{pattern}: {it:?}"));
    let ranges = pattern.matches(text).map(|it| it.expect("few steps"));
    ranges.map(|it| text[it].to_owned()).collect()
}

#[test]
fn matches_are_those_of_finditer() {
    #[track_caller]
    fn check(pattern: &str, text: &str, expected: &[&str]) {
        assert_eq!(found(pattern, Flags::NONE, text), expected, "{pattern}");
    }
    check("a.c", "abc a\nc a😀c", &["abc", "a😀c"]);
    check("a*", "aab", &["aa", "", ""]);
    check("|a", "a", &["", "a", ""]);
    check("a|ab", "ab", &["a"]);
    check("a{2}", "aaaa{2}", &["aa", "aa"]);
    check("a{,2}b", "aaab", &["aab"]);
    check("a{x}", "a{x}", &["a{x}"]);
    check("{}", "{}", &["{}"]);
    check("a+?b??", "aab", &["a", "a"]);
    check("(?:ab)+", "ababab", &["ababab"]);
    check("(a|b)*c", "abbac c", &["abbac", "c"]);
    check("[]a-]+", "]-a^", &["]-a"]);
    check("[^]a]+", "]-a^", &["-", "^"]);
    check(r"\bcan\b", "can't cané can", &["can", "can"]);
    check(r"\B.", "ab", &["b"]);
    check(r"\w+", "हिन्दी a_1", &["ह", "न", "द", "a_1"]);
    check(r"\d+", "12 ٣٤ ²", &["12", "٣٤"]);
    check(r"a\s", "a\u{1c}a\u{85}a\u{200b}", &["a\u{1c}", "a\u{85}"]);
    check("a$", "a\na\n", &["a"]);
    check(r"a\Z", "a\na", &["a"]);
    check("(?m)^a$", "a\nb\na\n", &["a", "a"]);
    check(r"\x41\u0042\103\0", "ABC\0", &["ABC\0"]);
    check(r"\.\*\é", ".*é", &[".*é"]);
    check("(?x) a b # c\n c", "abc", &["abc"]);
    check("(?#so)a(?#and)*", "aa", &["aa", ""]);
    check("(?s:.)(?-i:b)", "\nb", &["\nb"]);
    check("(?P<word>a)", "a", &["a"]);
    check(r"[\d\b-+]", "-,+\u{8}", &["+", "\u{8}"]);
    check("", "ab", &["", "", ""]);
    check("C++", "C++ CC", &["C", "CC"]);
    check("C++C", "CCC", &[]);
    check("a?+a", "aa a", &["aa"]);
    check("a{1,2}+b", "ab aab aaab", &["ab", "aab", "aab"]);
    check("a{1,2}+a", "aaa aa", &["aaa"]);
    check("a{2}+", "aaa", &["aa"]);
}

#[test]
fn case_is_ignored_as_in_python() {
    #[track_caller]
    fn check(pattern: &str, text: &str, expected: &[&str]) {
        assert_eq!(
            found(pattern, Flags::IGNORE_CASE, text),
            expected,
            "{pattern}"
        );
    }
    check("i", "iIİıj", &["i", "I", "İ", "ı"]);
    check("s", "sSſß", &["s", "S", "ſ"]);
    check("k", "kK\u{212a}", &["k", "K", "\u{212a}"]);
    check("straße", "STRAẞE strasse", &["STRAẞE"]);
    check("σ", "σςΣ", &["σ", "ς", "Σ"]);
    check("[a-c]", "ABd", &["A", "B"]);
    check("[^a]", "aAb", &["b"]);
    check("[İ]", "i", &["i"]);
    check("(?a)s", "sSſ", &["s", "S"]);
    check("ǆ", "Ǆǅǆ", &["Ǆ", "ǅ", "ǆ"]);
    check(r"\W", "aA!", &["!"]);
}

#[test]
fn what_python_refuses_is_refused() {
    #[track_caller]
    fn check(pattern: &str, place: usize) {
        let fault = Pattern::new(pattern, Flags::NONE).expect_err(pattern);
        assert_eq!(
            (fault.kind, fault.at),
            (FaultKind::Invalid, place),
            "{fault:?}"
        );
    }
    check("(hello", 0);
    check("hello)", 5);
    check("*", 0);
    check("a**", 2);
    check("a{2}{3}", 4);
    check("^*", 1);
    check(r"\b+", 2);
    check("a|*", 2);
    check("[a", 0);
    check("[]", 0);
    check("[z-a]", 1);
    check(r"[\d-z]", 1);
    check(r"\q", 0);
    check(r"\", 0);
    check(r"\x4", 0);
    check(r"\8", 0);
    check(r"(a\1)", 2);
    check(r"\777", 0);
    check("a{3,2}", 1);
    check("(?P<1a>b)", 0);
    check("(?P<a>b)(?P<a>c)", 8);
    check("(?P=a)", 0);
    check("a(?i)", 1);
    check("(?:(?i)a)", 3);
    check("(?L)a", 0);
    check("(?i-)a", 0);
    check("(?z)a", 0);
    check("(?#a", 0);
}

#[test]
fn what_needs_another_engine_is_named() {
    #[track_caller]
    fn check(pattern: &str, needs: &str) {
        let fault = Pattern::new(pattern, Flags::NONE).expect_err(pattern);
        assert_eq!(fault.kind, FaultKind::NotRun);
        assert!(fault.message.contains(needs), "{fault:?}");
    }
    check("(?=a)b", "look-ahead");
    check("(?<!a)b", "look-behind");
    check("(?>a)", "an atomic group");
    check(r"(a)\1", "a reference to a group");
    check("(?P<n>a)(?P=n)", "a reference to a group");
    check("(?:ab)*+", "possessive repetition of a group");
    check(r"\N{BULLET}", "a character by its name");
    check("(?:a{1000}){1000}", "too large");
    // Invalid comes first.
    let fault = Pattern::new("(?=a)(", Flags::NONE).expect_err("open");
    assert_eq!(fault.kind, FaultKind::Invalid);
}

#[test]
fn a_bomb_takes_no_longer_than_any_pattern() {
    let pattern = Pattern::new("(a*)*(a|aa)+(a*)*b", Flags::NONE).expect("valid");
    assert_eq!(pattern.find(&"a".repeat(20_000)), Ok(None));
    let pattern = Pattern::new("a(.*b)?", Flags::NONE).expect("valid");
    let text = "a".repeat(5_000);
    let mut machine = machine::Machine::new(&pattern.program, &text, 20_000);
    assert_eq!(machine.find(0, false), Ok(Some(0..1)));
    assert_eq!(machine.find(1, false), Err(TooManySteps));
}
