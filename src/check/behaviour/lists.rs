//! Numbers in words, and the lists and blocks of Markdown that a promise may be about.

use std::ops::Range;

/// The number that a word or digits stand for, up to 9,999.
pub(super) fn number(word: &str) -> Option<usize> {
    const WORDS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    let lowered = word.to_lowercase();
    if matches!(&lowered[..], "a" | "an" | "single") {
        return Some(1);
    }
    let named = WORDS.iter().position(|it| *it == lowered);
    let tens = [
        ("thirty", 30),
        ("forty", 40),
        ("fifty", 50),
        ("hundred", 100),
    ];
    let round = tens.iter().find(|it| it.0 == lowered).map(|it| it.1);
    let digits = || (lowered.len() <= 4).then(|| lowered.parse().ok()).flatten();
    named.or(round).or_else(digits)
}

/// The items of a list, those that stand furthest out.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) items: Vec<Range<usize>>,
    pub(super) is_numbered: bool,
}

/// The lists of a text, in order. Lines without a mark go on with the item before; a heading or a
/// paragraph after an empty line ends a list.
pub(super) fn lists(text: &str) -> Vec<List> {
    let mut lists: Vec<(usize, List)> = Vec::new();
    let (mut at, mut is_open, mut after_gap) = (0, false, false);
    for line in text.split_inclusive('\n') {
        let words = line.trim_start_matches([' ', '\t']);
        let indent = line.len() - words.len();
        let place = at + indent..at + line.trim_end().len();
        at += line.len();
        if words.trim().is_empty() {
            after_gap = true;
            continue;
        }
        let Some(is_numbered) = mark(words) else {
            is_open &= !(after_gap && indent == 0 || words.starts_with('#'));
            after_gap = false;
            continue;
        };
        after_gap = false;
        match lists.last_mut().filter(|_| is_open) {
            // Items of another kind at the same place belong to another list.
            Some((outer, list)) if indent == *outer && list.is_numbered == is_numbered => {
                list.items.push(place);
            }
            Some((outer, _)) if indent > *outer => {}
            _ => {
                let items = vec![place];
                lists.push((indent, List { items, is_numbered }));
            }
        }
        is_open = true;
    }
    lists.into_iter().map(|it| it.1).collect()
}

/// Whether a line begins with the mark of an item, and whether that is a number.
fn mark(line: &str) -> Option<bool> {
    let line = line.trim_start_matches('*');
    let starred = line.len();
    let bullet = |it: &str| {
        ["- ", "• ", "+ ", "– ", "-\t"]
            .iter()
            .any(|mark| it.starts_with(mark))
    };
    if bullet(line) || line.starts_with(' ') && starred > 1 {
        return Some(false);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = &line[digits..];
    let is_numbered = (1..=3).contains(&digits)
        && (after.starts_with(". ") || after.starts_with(") ") || after.starts_with(".\t"));
    is_numbered.then_some(true)
}

/// Whether a table of Markdown or HTML stands in a text.
pub(super) fn has_table(text: &str) -> bool {
    let is_rule = |line: &str| {
        let line = line.trim();
        line.len() > 2
            && line.contains("--")
            && line.contains('|')
            && line.chars().all(|it| " |-:+".contains(it))
    };
    text.contains("<table") || text.lines().any(is_rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_end_where_readers_see_them_end() {
        #[track_caller]
        fn check(text: &str, expected: &[(usize, bool)]) {
            let found = lists(text);
            let found: Vec<_> = found
                .iter()
                .map(|it| (it.items.len(), it.is_numbered))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
        check("1. a\n2. b\n   more\n\n3. c", &[(3, true)]);
        check("- a\n  - inner\n  - inner\n- b\n", &[(2, false)]);
        check(
            "* a\n\n* b\n\nA paragraph.\n\n* c",
            &[(2, false), (1, false)],
        );
        check("1. a\n   - x\n   - y\n2. b", &[(2, true)]);
        check("**Bold** line\n2031. A year\n-5 degrees\n3.5 m", &[]);
    }

    #[test]
    fn tables_have_a_rule() {
        assert!(has_table("| a | b |\n|---|:-:|\n| 1 | 2 |"));
        assert!(!has_table("a | b\n---\n"));
    }
}
