//! JSON as people and programs really write it: lone surrogates, nesting without end, and faults
//! said in the reader's words and with the path to them.

use crate::text::shorten;
use std::borrow::Cow;

/// Deepest nesting accepted in other people's JSON. What passes can be wrapped in a workspace, a
/// link and a message to the worker and still be read with `serde_json`'s limit of 128.
pub(crate) const MAX_DEPTH: usize = 64;

/// A fault in a JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// 1-based line.
    pub(crate) line: usize,
    /// 1-based column, in bytes.
    pub(crate) column: usize,
    /// Whether the text is not JSON at all; else a field is not as it should be.
    pub(crate) is_syntax: bool,
    /// Where in the structure, such as `messages[0].role`; empty for the whole.
    pub(crate) path: String,
    /// What is wrong.
    pub(crate) reason: String,
}

/// Says what `error` found wrong in `text`.
pub(crate) fn explain(error: &serde_json::Error, text: &str) -> Fault {
    let (line, column) = (error.line(), error.column());
    let before = text.split_inclusive('\n').take(line.saturating_sub(1));
    let offset = before.map(str::len).sum::<usize>() + column;
    let (message, mut path) = (error.to_string(), path_at(text, offset));
    if let Some(field) = missing_field(&message) {
        push_key(&mut path, field);
    }
    Fault {
        line,
        column,
        is_syntax: !error.is_data(),
        path,
        reason: reason(&message),
    }
}

fn missing_field(message: &str) -> Option<&str> {
    message.strip_prefix("missing field `")?.split('`').next()
}

/// Turns `serde_json`'s message into words without type names and positions.
fn reason(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or(message);
    if message.contains("untagged enum VerdictEvent") {
        return "expected a verdict or a withdrawal with all its fields".to_owned();
    }
    if let Some((found, expected)) = wrong_type(message) {
        return format!("expected {}, found {}", kind(expected), kind(found));
    }
    if let Some(place) = message.strip_prefix("EOF while parsing ") {
        let place = place.replace("a value", "before a value");
        return format!("it ends {}", inside(&place));
    }
    match message {
        "trailing characters" => "more text follows the end".to_owned(),
        "recursion limit exceeded" => "it is nested too deeply".to_owned(),
        "expected value" => "expected a value".to_owned(),
        _ if missing_field(message).is_some() => "the field is missing".to_owned(),
        _ => message.to_owned(),
    }
}

fn wrong_type(message: &str) -> Option<(&str, &str)> {
    let rest = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))?;
    rest.rsplit_once(", expected ")
}

fn inside(place: &str) -> String {
    if place.starts_with("before") {
        place.to_owned()
    } else {
        format!("inside {place}")
    }
}

/// A kind of value in the words people use for JSON.
fn kind(word: &str) -> String {
    match word {
        "sequence" | "a sequence" => "a list".to_owned(),
        "map" | "a map" => "an object".to_owned(),
        "a borrowed string" | "str" => "a string".to_owned(),
        "u32" | "u64" | "usize" => "a whole number".to_owned(),
        "f64" => "a number".to_owned(),
        _ if word.starts_with("struct ") || word.starts_with("internally tagged enum") => {
            "an object".to_owned()
        }
        _ => match word.strip_prefix("string ") {
            Some(text) => format!("`{}`", shorten(text.trim_matches('"'), 40)),
            None => word.to_owned(),
        },
    }
}

enum Frame {
    Object { key: Option<String> },
    List { index: usize },
}

/// The path to what stands at byte `end` of a JSON text, such as `messages[0].role`.
fn path_at(text: &str, end: usize) -> String {
    let bytes = &text.as_bytes()[..end.min(text.len())];
    let (mut frames, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let next = match bytes[at] {
            b'"' => end_of_string(bytes, at),
            _ => at + 1,
        };
        step(&mut frames, &text.as_bytes()[at..next]);
        at = next;
    }
    frames.iter().fold(String::new(), push_frame)
}

fn step(frames: &mut Vec<Frame>, token: &[u8]) {
    match (token[0], frames.last_mut()) {
        (b'{', _) => frames.push(Frame::Object { key: None }),
        (b'[', _) => frames.push(Frame::List { index: 0 }),
        (b'}' | b']', _) => drop(frames.pop()),
        (b',', Some(Frame::List { index })) => *index += 1,
        (b',', Some(Frame::Object { key })) => *key = None,
        (b'"', Some(Frame::Object { key })) if key.is_none() => {
            *key = Some(String::from_utf8_lossy(token).trim_matches('"').to_owned());
        }
        _ => {}
    }
}

fn push_frame(mut path: String, frame: &Frame) -> String {
    match frame {
        Frame::List { index } => path.push_str(&format!("[{index}]")),
        Frame::Object { key: Some(key) } => push_key(&mut path, key),
        Frame::Object { key: None } => {}
    }
    path
}

fn push_key(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(&shorten(key, 40));
}

/// One past the closing quote of the string that opens at `start`, or the end of `bytes`.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

/// How deep the objects and lists of a JSON text are nested. What is not JSON counts somehow.
pub(crate) fn depth(text: &str) -> usize {
    let (bytes, mut at) = (text.as_bytes(), 0);
    let (mut depth, mut deepest) = (0_usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at = end_of_string(bytes, at);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
        at += 1;
    }
    deepest
}

/// Whether `key` is one of the outermost of the object that `text`, whole or cut, begins with.
pub(crate) fn has_outermost(text: &str, key: &str) -> bool {
    let (bytes, mut at, mut depth) = (text.as_bytes(), 0, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                let (start, end) = (at + 1, end_of_string(bytes, at));
                let is_same = || bytes.get(start..end.saturating_sub(1)) == Some(key.as_bytes());
                if depth == 1 && is_same() && text[end..].trim_start().starts_with(':') {
                    return true;
                }
                at = end;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth < 2 => return false,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    false
}

/// Replaces escapes of lone surrogates (`\ud83d` without its other half), which no Unicode text
/// can hold, by `\ufffd`. Says at which bytes. Nothing moves: both are six bytes long.
pub(crate) fn replace_lone_surrogates(text: &str) -> (Cow<'_, str>, Vec<usize>) {
    let mut lone = Vec::new();
    if !text.contains("\\u") {
        return (Cow::Borrowed(text), lone);
    }
    let (bytes, mut at) = (text.as_bytes(), 0);
    while at < bytes.len() {
        at += match (bytes[at], unit_at(bytes, at)) {
            (b'\\', Some(0xD800..=0xDBFF)) if is_low(unit_at(bytes, at + 6)) => 12,
            (b'\\', Some(0xD800..=0xDFFF)) => {
                lone.push(at);
                6
            }
            (b'\\', _) => 2,
            _ => 1,
        };
    }
    if lone.is_empty() {
        return (Cow::Borrowed(text), lone);
    }
    let mut replaced = text.to_owned();
    for at in &lone {
        replaced.replace_range(*at..at + 6, "\\ufffd");
    }
    (Cow::Owned(replaced), lone)
}

fn is_low(unit: Option<u16>) -> bool {
    matches!(unit, Some(0xDC00..=0xDFFF))
}

/// The code unit that the escape `\uXXXX` at `at` stands for.
fn unit_at(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(digits).ok()?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::{Map, Value};

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only whether it can be read matters")]
    struct Record {
        id: String,
        messages: Vec<Message>,
        #[serde(flatten)]
        extra: Map<String, Value>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only whether it can be read matters")]
    struct Message {
        role: String,
        #[serde(default)]
        content: String,
    }

    #[test]
    fn faults_are_said_in_words_and_with_their_path() {
        #[track_caller]
        fn check(text: &str, path: &str, reason: &str) {
            let error = serde_json::from_str::<Record>(text).unwrap_err();
            let fault = explain(&error, text);
            assert_eq!(
                (fault.path.as_str(), fault.reason.as_str()),
                (path, reason),
                "{text}"
            );
        }
        check(r#"{"id":["a"]}"#, "id", "expected a string, found a list");
        check(
            r#"{"id":"s","messages":[{"role":"user","content":[1]}]}"#,
            "messages[0].content",
            "expected a string, found a list",
        );
        check(
            r#"{"id":"s","messages":[{"role":"user"},{"content":"x"}]}"#,
            "messages[1].role",
            "the field is missing",
        );
        check(r#"["id"]"#, "", "expected an object, found a list");
        check(
            r#"{"id":"s","messages":"none"}"#,
            "messages",
            "expected a list, found `none`",
        );
        check(r#"{"id":"s","#, "", "it ends before a value");
        check(r#"{"id":"s" "#, "id", "it ends inside an object");
    }

    #[test]
    fn only_lone_surrogates_are_replaced() {
        #[track_caller]
        fn check(text: &str, expected: &str, positions: &[usize]) {
            let (replaced, lone) = replace_lone_surrogates(text);
            assert_eq!((replaced.as_ref(), &lone[..]), (expected, positions));
        }
        check(r#""\ud83d\ude00""#, r#""\ud83d\ude00""#, &[]);
        check(r#""\ud83d""#, r#""\ufffd""#, &[1]);
        check(r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#, &[1]);
        check(r#""\uDE00\uD83D""#, r#""\ufffd\ufffd""#, &[1, 7]);
        check(r#""\\ud83d é""#, r#""\\ud83d é""#, &[]);
        check(r#""\u+123 \ud8"#, r#""\u+123 \ud8"#, &[]);
    }

    #[test]
    fn nesting_is_counted_outside_strings() {
        assert_eq!(depth(r#"{"a":[[1],"[[[["]}"#), 3);
        assert_eq!(depth(r#"]]"[\"[" "#), 0);
    }

    #[test]
    fn any_text_has_a_path_everywhere() {
        for text in ["\"\\", "{\"é", "[,,}", "{\"a\":{\"b\\"] {
            for end in 0..text.len() + 2 {
                let _ = path_at(text, end);
            }
        }
    }
}
