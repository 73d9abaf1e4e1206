//! The rules of NLTK's word tokenizer, each as what it replaces from one character on.

use super::words::{GAP, Needs, Rewrite, Rule, Sign};
use crate::check::python::{is_decimal, is_space, is_word};

/// In NLTK's order.
pub(super) const RULES: &[Rule] = &[
    rule("«“‘„`", opening_quotes),
    rule("\"", first_quote),
    // Back-ticks may be those of the rule before.
    rule("`\"", |signs, at, out| pad_text(signs, at, out, "``")),
    rule("\"'", quotes_after_brackets),
    rule("'", apostrophe_before_a_letter),
    rule(".", |signs, at, out| {
        final_period(signs, at, out, "])}>\"'»”’ ", true)
    }),
    rule(":,", colons_and_commas),
    rule(":,", last_colon_or_comma),
    rule(".", periods),
    rule(";@#$%&", |signs, at, out| pad_any(signs, at, out, ";@#$%&")),
    rule(".", |signs, at, out| {
        final_period(signs, at, out, "])}>\"'", false)
    }),
    rule("?!", |signs, at, out| pad_any(signs, at, out, "?!")),
    rule("'", apostrophe_before_a_space),
    rule("*", |signs, at, out| pad_any(signs, at, out, "*")),
    rule("][(){}<>", |signs, at, out| {
        pad_any(signs, at, out, "][(){}<>")
    }),
    rule("-", |signs, at, out| pad_text(signs, at, out, "--")),
    always(space_at_the_ends),
    rule("»”’", |signs, at, out| pad_any(signs, at, out, "»”’")),
    rule("'", |signs, at, out| pad_text(signs, at, out, "''")),
    rule("\"", |signs, at, out| pad_any(signs, at, out, "\"")),
    always(one_space),
    rule("'", |signs, at, out| {
        clitics(signs, at, out, &["'s", "'S", "'m", "'M", "'d", "'D", "'"])
    }),
    rule("'", |signs, at, out| {
        clitics(
            signs,
            at,
            out,
            &["'ll", "'LL", "'re", "'RE", "'ve", "'VE", "n't", "N'T"],
        )
    }),
    spelled("cannot", |signs, at, out| {
        contraction(signs, at, out, "can", "not")
    }),
    spelled("d'ye", |signs, at, out| {
        contraction(signs, at, out, "d", "'ye")
    }),
    spelled("gimme", |signs, at, out| {
        contraction(signs, at, out, "gim", "me")
    }),
    spelled("gonna", |signs, at, out| {
        contraction(signs, at, out, "gon", "na")
    }),
    spelled("gotta", |signs, at, out| {
        contraction(signs, at, out, "got", "ta")
    }),
    spelled("lemme", |signs, at, out| {
        contraction(signs, at, out, "lem", "me")
    }),
    spelled("more'n", |signs, at, out| {
        contraction(signs, at, out, "more", "'n")
    }),
    spelled("wanna", wanna),
    spelled("'tis", |signs, at, out| {
        after_space(signs, at, out, "'t", "is")
    }),
    spelled("'twas", |signs, at, out| {
        after_space(signs, at, out, "'t", "was")
    }),
];

const fn rule(needs: &'static str, rewrite: Rewrite) -> Rule {
    Rule {
        needs: Needs::Any(needs),
        rewrite,
    }
}

const fn spelled(needs: &'static str, rewrite: Rewrite) -> Rule {
    Rule {
        needs: Needs::Text(needs),
        rewrite,
    }
}

const fn always(rewrite: Rewrite) -> Rule {
    Rule {
        needs: Needs::Nothing,
        rewrite,
    }
}

fn is_at(signs: &[Sign], at: usize, text: &str) -> bool {
    let mut rest = signs.get(at..).unwrap_or_default().iter();
    text.chars()
        .all(|it| rest.next().is_some_and(|sign| sign.sign == it))
}

/// The same, ignoring case as Python does.
fn is_at_any_case(signs: &[Sign], at: usize, text: &str) -> bool {
    let same = |sign: char, letter: char| {
        sign.to_ascii_lowercase() == letter
            || matches!(
                (letter, sign),
                ('i', 'İ' | 'ı') | ('s', 'ſ') | ('k', '\u{212a}')
            )
    };
    let mut rest = signs.get(at..).unwrap_or_default().iter();
    text.chars()
        .all(|it| rest.next().is_some_and(|sign| same(sign.sign, it)))
}

fn is_in(signs: &[Sign], at: usize, set: &str) -> bool {
    signs.get(at).is_some_and(|it| set.contains(it.sign))
}

/// Whether a word begins or ends before the character at `at`.
fn is_boundary(signs: &[Sign], at: usize) -> bool {
    let is_word_at = |at: Option<usize>| {
        let sign = at.and_then(|at| signs.get(at));
        sign.is_some_and(|it| is_word(it.sign))
    };
    is_word_at(at.checked_sub(1)) != is_word_at(Some(at))
}

fn pad(signs: &[Sign], out: &mut Vec<Sign>) -> usize {
    out.push(GAP);
    out.extend_from_slice(signs);
    out.push(GAP);
    signs.len()
}

fn pad_any(signs: &[Sign], at: usize, out: &mut Vec<Sign>, set: &str) -> usize {
    if is_in(signs, at, set) {
        pad(&signs[at..=at], out)
    } else {
        0
    }
}

fn pad_text(signs: &[Sign], at: usize, out: &mut Vec<Sign>, text: &str) -> usize {
    if is_at(signs, at, text) {
        pad(&signs[at..at + text.len()], out)
    } else {
        0
    }
}

fn run(signs: &[Sign], at: usize, sign: char) -> usize {
    signs[at..].iter().take_while(|it| it.sign == sign).count()
}

/// `([«“‘„]|[`]+)`
fn opening_quotes(signs: &[Sign], at: usize, out: &mut Vec<Sign>) -> usize {
    let ticks = run(signs, at, '`');
    if ticks > 0 {
        return pad(&signs[at..at + ticks], out);
    }
    pad_any(signs, at, out, "«“‘„")
}

/// Two back-ticks in place of a quotation mark.
fn push_opening(quote: Sign, out: &mut Vec<Sign>) {
    out.extend([Sign { sign: '`', ..quote }; 2]);
}

/// `^"`
fn first_quote(signs: &[Sign], at: usize, out: &mut Vec<Sign>) -> usize {
    if at > 0 || signs[0].sign != '"' {
        return 0;
    }
    push_opening(signs[0], out);
    1
}

/// `([ \(\[{<])("|'{2})`
fn quotes_after_brackets(signs: &[Sign], at: usize, out: &mut Vec<Sign>) -> usize {
    let length = match () {
        () if !is_in(signs, at, " ([{<") => return 0,
        () if is_at(signs, at + 1, "\"") => 1,
        () if is_at(signs, at + 1, "''") => 2,
        () => return 0,
    };
    out.extend([signs[at], GAP]);
    push_opening(signs[at + 1], out);
    out.push(GAP);
    1 + length
}

/// `(?i)(')(?!re|ve|ll|m|t|s|d|n)(\w)\b`
fn apostrophe_before_a_letter(signs: &[Sign], at: usize, out: &mut Vec<Sign>) -> usize {
    let Some(letter) = signs.get(at + 1).filter(|it| is_word(it.sign)) else {
        return 0;
    };
    let is_clitic = ["m", "t", "s", "d", "n"]
        .iter()
        .any(|it| is_at_any_case(signs, at + 1, it));
    if signs[at].sign != '\'' || is_clitic || !is_boundary(signs, at + 2) {
        return 0;
    }
    out.extend([signs[at], GAP, *letter]);
    2
}

/// `([^\.])(\.)([…]*)\s*$`: the period that ends the sentence, with the signs that close it.
fn final_period(
    signs: &[Sign],
    at: usize,
    out: &mut Vec<Sign>,
    closing: &str,
    apart: bool,
) -> usize {
    if signs[at].sign == '.' || !is_in(signs, at + 1, ".") {
        return 0;
    }
    let after = &signs[at + 2..];
    let n_closing = after
        .iter()
        .take_while(|it| closing.contains(it.sign))
        .count();
    if !after[n_closing..].iter().all(|it| is_space(it.sign)) {
        return 0;
    }
    out.extend([signs[at], GAP, signs[at + 1]]);
    out.extend(apart.then_some(GAP));
    out.extend_from_slice(&after[..n_closing]);
    out.push(GAP);
    signs.len() - at
}

/// `([:,])([^\d])`
fn colons_and_commas(signs: &[Sign], at: usize, out: &mut Vec<Sign>) -> usize {
    let Some(next) = signs.get(at + 1).filter(|it| !is_decimal(it.sign)) else {
        return 0;
    };
    if !is_in(signs, at, ":,") {
        return 0;
    }
    out.extend([GAP, signs[at], GAP, *next]);
    2
}

/// `([:,])$`
fn last_colon_or_comma(signs: &[Sign], at: usize, out: &mut Vec<Sign>) -> usize {
    let is_last = match &signs[at + 1..] {
        [] => true,
        [last] => last.sign == '\n',
        _ => false,
    };
    if is_last {
        pad_any(signs, at, out, ":,")
    } else {
        0
    }
}

/// `\.{2,}`
fn periods(signs: &[Sign], at: usize, out: &mut Vec<Sign>) -> usize {
    match run(signs, at, '.') {
        0 | 1 => 0,
        n => pad(&signs[at..at + n], out),
    }
}

/// `([^'])' `
fn apostrophe_before_a_space(signs: &[Sign], at: usize, out: &mut Vec<Sign>) -> usize {
    if signs[at].sign == '\'' || !is_at(signs, at + 1, "' ") {
        return 0;
    }
    out.extend([signs[at], GAP, signs[at + 1], GAP]);
    3
}

fn space_at_the_ends(signs: &[Sign], at: usize, out: &mut Vec<Sign>) -> usize {
    out.extend((at == 0).then_some(GAP));
    out.push(signs[at]);
    out.extend((at + 1 == signs.len()).then_some(GAP));
    1
}

/// `\s+`
fn one_space(signs: &[Sign], at: usize, out: &mut Vec<Sign>) -> usize {
    let n = signs[at..]
        .iter()
        .take_while(|it| is_space(it.sign))
        .count();
    out.extend((n > 0).then_some(GAP));
    n
}

/// `([^' ])('s) `
fn clitics(signs: &[Sign], at: usize, out: &mut Vec<Sign>, clitics: &[&str]) -> usize {
    if is_in(signs, at, "' ") {
        return 0;
    }
    let ends = |it: &&&str| is_at(signs, at + 1, it) && is_in(signs, at + 1 + it.len(), " ");
    let Some(length) = clitics.iter().find(ends).map(|it| it.len()) else {
        return 0;
    };
    out.extend([signs[at], GAP]);
    out.extend_from_slice(&signs[at + 1..=at + length]);
    out.push(GAP);
    length + 2
}

/// `(?i)\b(can)(not)\b`
fn contraction(signs: &[Sign], at: usize, out: &mut Vec<Sign>, first: &str, second: &str) -> usize {
    let end = at + first.len() + second.len();
    let is_here = is_boundary(signs, at)
        && is_at_any_case(signs, at, first)
        && is_at_any_case(signs, at + first.len(), second);
    if !is_here || !is_boundary(signs, end) {
        return 0;
    }
    pad(&signs[at..at + first.len()], out);
    out.extend_from_slice(&signs[at + first.len()..end]);
    out.push(GAP);
    end - at
}

/// `(?i)\b(wan)(na)(?=\s)`
fn wanna(signs: &[Sign], at: usize, out: &mut Vec<Sign>) -> usize {
    let is_before_space = signs.get(at + 5).is_some_and(|it| is_space(it.sign));
    if is_before_space {
        contraction(signs, at, out, "wan", "na")
    } else {
        0
    }
}

/// `(?i) ('t)(is)\b`
fn after_space(signs: &[Sign], at: usize, out: &mut Vec<Sign>, first: &str, second: &str) -> usize {
    let (middle, end) = (at + 1 + first.len(), at + 1 + first.len() + second.len());
    let is_here = signs[at].sign == ' '
        && is_at_any_case(signs, at + 1, first)
        && is_at_any_case(signs, middle, second);
    if !is_here || !is_boundary(signs, end) {
        return 0;
    }
    pad(&signs[at + 1..middle], out);
    out.extend_from_slice(&signs[middle..end]);
    out.push(GAP);
    end - at
}
