//! The words of an expression in a template.

use super::TemplateFault;
use std::ops::Range;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Name(String),
    Text(String),
    Number(f64),
    Sign(&'static str),
}

const SIGNS: [&str; 29] = [
    "===", "!==", "==", "!=", "<=", ">=", "//", "**", "<", ">", "(", ")", "[", "]", "{", "}", ",",
    ":", "|", ".", "+", "-", "*", "/", "%", "~", "=", "!", "@",
];

/// The words of `text`, each with its place; `offset` is where the text begins in the template.
pub(super) fn tokens(
    text: &str,
    offset: usize,
) -> Result<Vec<(Token, Range<usize>)>, TemplateFault> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (token, length) = token(&text[at..], first).ok_or_else(|| TemplateFault {
            at: offset + at..offset + at + first.len_utf8(),
            message: format!("`{first}` means nothing in a template"),
        })?;
        tokens.push((token, offset + at..offset + at + length));
        at += length;
    }
    Ok(tokens)
}

fn token(text: &str, first: char) -> Option<(Token, usize)> {
    if matches!(first, '"' | '\'') {
        return quoted(text, first);
    }
    let is_name = |it: char| it.is_alphanumeric() || matches!(it, '_' | '$');
    if first.is_ascii_digit() {
        let whole = |it: char| !it.is_ascii_digit() && it != '.';
        let length = text.find(whole).unwrap_or(text.len());
        return Some((Token::Number(text[..length].parse().ok()?), length));
    }
    if is_name(first) {
        let length = text.find(|it| !is_name(it)).unwrap_or(text.len());
        return Some((Token::Name(text[..length].to_owned()), length));
    }
    let sign = SIGNS.iter().find(|sign| text.starts_with(**sign))?;
    Some((Token::Sign(sign), sign.len()))
}

fn quoted(text: &str, quote: char) -> Option<(Token, usize)> {
    let mut content = String::new();
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => content.push(match characters.next()?.1 {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                other => other,
            }),
            _ if character == quote => return Some((Token::Text(content), at + 1)),
            _ => content.push(character),
        }
    }
    None
}
