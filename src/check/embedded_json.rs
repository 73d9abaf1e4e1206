//! Objects in braces inside a text.
//!
//! As promptfoo finds them: from each opening brace to the closing one that balances it, braces in
//! quotation marks counted like others, at most 100,000 UTF-16 units long; a text that ends with
//! braces open gets them closed. What reads as a mapping counts (see [`super::flow`]), after
//! comments that begin with `//` were made YAML's.

use crate::check::{flow, js};
use serde_json::Value;
use std::ops::Range;

/// Longer objects are cut off.
const MAX_UNITS: usize = 100_000;
/// How many units may be gone through in all; opening braces that nothing closes make it many.
const MAX_WORK: usize = 64 << 20;

/// An object, and where it stands.
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) place: Range<usize>,
    pub(crate) value: Value,
}

/// All objects in `text` that are not in one another; `Err` where a limit was reached.
pub(crate) fn objects(text: &str) -> Result<Vec<Object>, String> {
    let (mut objects, mut at, mut work) = (Vec::new(), 0, 0);
    while let Some(found) = text[at..].find('{') {
        let start = at + found;
        let span = Span::at(text, start);
        work += 2 * (span.end - start);
        if work > MAX_WORK {
            return Err("there are too many braces that nothing closes".to_owned());
        }
        at = start + 1;
        // A brace at the very end begins nothing.
        if at == text.len() {
            break;
        }
        if let Some(value) = span.read(text, start) {
            objects.push(Object {
                place: start..span.end,
                value,
            });
            at = span.end;
        }
    }
    Ok(objects)
}

/// What an opening brace begins.
struct Span {
    end: usize,
    /// How many braces are open at its end.
    n_open: usize,
}

impl Span {
    fn at(text: &str, start: usize) -> Span {
        let (mut n_open, mut units) = (0_usize, 0);
        for (at, character) in text[start..].char_indices() {
            if units >= MAX_UNITS {
                return Span {
                    end: start + at,
                    n_open,
                };
            }
            units += character.len_utf16();
            match character {
                '{' => n_open += 1,
                '}' if n_open == 1 => {
                    return Span {
                        end: start + at + 1,
                        n_open: 0,
                    };
                }
                '}' => n_open -= 1,
                _ => {}
            }
        }
        Span {
            end: text.len(),
            n_open,
        }
    }

    fn read(&self, text: &str, start: usize) -> Option<Value> {
        let mut braces = with_yaml_comments(&text[start..self.end]);
        braces.push_str(&"}".repeat(self.n_open));
        flow::read(&braces)
    }
}

/// `// note` → `# note`, outside quotation marks and addresses.
fn with_yaml_comments(text: &str) -> String {
    if !text.contains("//") {
        return text.to_owned();
    }
    text.split('\n')
        .map(with_yaml_comment)
        .collect::<Vec<_>>()
        .join("\n")
}

fn with_yaml_comment(line: &str) -> String {
    let mut quote = None;
    let mut before = None;
    for (at, character) in line.char_indices() {
        let is_letter = |it: Option<char>| it.is_some_and(|it| it.is_ascii_alphabetic());
        let next = line[at + character.len_utf8()..].chars().next();
        match quote {
            None if character == '\'' && !is_letter(before) => quote = Some('\''),
            None if character == '"' => quote = Some('"'),
            None if character == '/' && next == Some('/') && !in_address(line, at) => {
                return comment(line, at);
            }
            Some(open)
                if character == open
                    && !is_escaped(line, at)
                    && (open == '"' || !is_letter(next)) =>
            {
                quote = None;
            }
            _ => {}
        }
        before = Some(character);
    }
    line.to_owned()
}

/// Whether the word that the slashes at `at` stand in is an address so far.
fn in_address(line: &str, at: usize) -> bool {
    let word = line[..at].rfind(js::is_space).map_or(0, |it| it + 1);
    let word = crate::text::floor_boundary(line, word);
    line[word..at + 2].contains("://")
}

fn is_escaped(line: &str, at: usize) -> bool {
    line[..at]
        .bytes()
        .rev()
        .take_while(|it| *it == b'\\')
        .count()
        % 2
        == 1
}

fn comment(line: &str, at: usize) -> String {
    let n_slashes = line[at..].bytes().take_while(|it| *it == b'/').count();
    format!(
        "{}{}{}",
        &line[..at],
        "#".repeat(n_slashes / 2),
        &line[at + n_slashes..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_found_in_texts() {
        #[track_caller]
        fn check(text: &str, expected: &[&str]) {
            let found = objects(text).unwrap();
            let found: Vec<_> = found.iter().map(|it| it.value.to_string()).collect();
            assert_eq!(found, expected, "{text}");
        }
        check("Here: {\"a\": 1}, {b: 2}.", &["{\"a\":1}", "{\"b\":2}"]);
        check("{\"a\": {\"b\": 1}}", &["{\"a\":{\"b\":1}}"]);
        check("a: {b: c", &["{\"b\":\"c\"}"]);
        check("{{\"a\":1}}", &["{\"a\":1}"]);
        check(
            "{\"a\": 1 // one\n, \"u\": \"http://x\" }",
            &["{\"a\":1,\"u\":\"http://x\"}"],
        );
        check("{\"name\":\"}\",\"age\":3}", &[]);
        check("[1, 2]", &[]);
    }

    #[test]
    fn braces_without_end_are_refused() {
        assert!(objects(&"{".repeat(10 << 20)).is_err());
        assert_eq!(objects(&"{a}".repeat(100_000)).unwrap().len(), 100_000);
    }
}
