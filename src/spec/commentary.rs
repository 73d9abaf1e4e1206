//! Commentary: `!!! kind "title"` and the lines under it that are blank or indented by four.
//!
//! CommonMark has no such block. Its body would be an indented code block or the lazy end of a
//! paragraph, so it is read by lines.

use super::Commentary;
use crate::text::Span;

/// Reads the block that starts at the beginning of `text`, a suffix of the document from byte
/// `at` in line `line`. Blank lines at the end do not belong to it.
pub(super) fn read(text: &str, at: usize, line: u32) -> Option<Commentary> {
    let first = text.split_inclusive('\n').next()?;
    let (kind, title) = opening(first.trim_end())?;
    let rest = &text[first.len()..];
    let (n_lines, len) = body(rest);
    let mut words = String::with_capacity(len);
    for (row, it) in rest[..len].split_inclusive('\n').enumerate() {
        words.push_str(if row > 0 { "\n" } else { "" });
        words.push_str(dedented(it));
    }
    Some(Commentary {
        kind: kind.to_owned(),
        title: title.map(str::to_owned),
        line,
        end_line: line + u32::try_from(n_lines).unwrap_or(u32::MAX - line),
        text: words,
        span: Span::new(at, at + first.len() + len),
    })
}

/// How many lines the body at the beginning of `text` has, up to the last that is not blank, and
/// how many bytes.
fn body(text: &str) -> (usize, usize) {
    let (mut len, mut body) = (0, (0, 0));
    let lines = text.split_inclusive('\n').take_while(|it| is_body(it));
    for (row, line) in lines.enumerate() {
        len += line.len();
        if !line.trim().is_empty() {
            body = (row + 1, len);
        }
    }
    body
}

fn opening(line: &str) -> Option<(&str, Option<&str>)> {
    let rest = line.strip_prefix("!!!")?;
    let after = rest.trim_start();
    let word_end = after
        .find(|it: char| !it.is_alphanumeric() && it != '_')
        .unwrap_or(after.len());
    let (kind, title) = after.split_at(word_end);
    let quoted = title.trim_start();
    if kind.is_empty() || after.len() == rest.len() {
        return None;
    }
    if title.is_empty() {
        return Some((kind, None));
    }
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    (quoted.len() < title.len() && !inner.contains('"')).then_some((kind, Some(inner)))
}

fn is_body(line: &str) -> bool {
    line.starts_with("    ") || line.starts_with('\t') || line.trim().is_empty()
}

fn dedented(line: &str) -> &str {
    let line = line.trim_end_matches(['\n', '\r']);
    line.strip_prefix('\t').or(line.get(4..)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_ends_before_the_first_line_that_is_not_indented() {
        let text = "!!! meta \"Why\"\n    one\n\n      two\n\n\nnot this";
        let found = read(text, 10, 5).unwrap();
        assert_eq!(
            (found.kind.as_str(), found.title.as_deref()),
            ("meta", Some("Why"))
        );
        assert_eq!(
            (found.text.as_str(), found.line, found.end_line),
            ("one\n\n  two", 5, 8)
        );
        assert_eq!(found.span, Span::new(10, 10 + 34));
    }

    #[test]
    fn other_exclamations_are_text() {
        #[track_caller]
        fn check(line: &str, expected: bool) {
            assert_eq!(read(line, 0, 1).is_some(), expected, "{line}");
        }
        check("!!! note", true);
        check("!!! note \"\"\r\n", true);
        check("!!!", false);
        check("!!!note", false);
        check("!!! so what", false);
        check("!!! note \"a\" b", false);
        check("!!! note\"a\"", false);
    }
}
