//! What a file someone opens, drops or pastes is, judged by its content.

use super::{file, link};
use serde::de::IgnoredAny;
use serde_json::Value;

/// The largest file read, in bytes. The longest public spec has 0.3 MB.
pub const LIMIT_BYTES: usize = 20_000_000;

/// A file as text, and what it seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Incoming<'a> {
    /// A workspace file.
    Workspace(&'a str),
    /// Native records, one scenario a line.
    Records(&'a str),
    /// A check pack.
    Pack(&'a str),
    /// A text with a share link in it.
    Link(&'a str),
    /// Anything else is a spec.
    Spec(&'a str),
}

/// Why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing in it but white space.
    #[error("the file is empty")]
    Empty,
    /// More than [`LIMIT_BYTES`].
    #[error("the file has {} MB, this page reads up to {} MB", size / 1_000_000, LIMIT_BYTES / 1_000_000)]
    TooLarge {
        /// Its size in bytes.
        size: usize,
    },
    /// Not text at all.
    #[error("the file is not text: byte {at} is zero")]
    Binary {
        /// Where that shows.
        at: usize,
    },
    /// Text in another encoding.
    #[error("the file is not UTF-8 text: byte {at} cannot be read")]
    NotUtf8 {
        /// The first byte that is not UTF-8.
        at: usize,
    },
    /// JSON, but neither records nor a workspace.
    #[error("it is one JSON document, not one record per line")]
    OneDocument,
}

impl Refused {
    /// What to do about it.
    pub fn hint(self) -> &'static str {
        match self {
            Refused::Empty => "choose another file, or paste the text",
            Refused::TooLarge { .. } => "cut the file into parts",
            Refused::Binary { .. } => "export the document as Markdown or plain text first",
            Refused::NotUtf8 { .. } => "save the file as UTF-8 in a text editor and open it again",
            Refused::OneDocument => {
                "write each record on a line of its own, for example with `jq -c '.[]'`"
            }
        }
    }
}

/// Reads `bytes` as text and says what it seems to be.
///
/// # Errors
///
/// [`Refused`] where it cannot be text that anything here reads.
pub fn classify(bytes: &[u8]) -> Result<Incoming<'_>, Refused> {
    if bytes.len() > LIMIT_BYTES {
        return Err(Refused::TooLarge { size: bytes.len() });
    }
    if let Some(at) = bytes.iter().take(8192).position(|byte| *byte == 0) {
        return Err(Refused::Binary { at });
    }
    let text = std::str::from_utf8(bytes);
    let text = text.map_err(|error| Refused::NotUtf8 {
        at: error.valid_up_to(),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(Refused::Empty);
    }
    kind_of(text)
}

fn kind_of(text: &str) -> Result<Incoming<'_>, Refused> {
    let start = text.trim_start();
    if file::is_one(start) {
        return Ok(Incoming::Workspace(text));
    }
    if is_pack(text) {
        return Ok(Incoming::Pack(text));
    }
    if is_one_document(start) {
        return Err(Refused::OneDocument);
    }
    if start.starts_with('{') {
        return Ok(Incoming::Records(text));
    }
    let is_one_word = !start.trim_end().contains(char::is_whitespace);
    if is_one_word && (start.starts_with("#1") || start.contains("/#1")) || is_note_with_link(text)
    {
        return Ok(Incoming::Link(text));
    }
    Ok(Incoming::Spec(text))
}

/// Whether JSON spans the whole text rather than one line after the other. A Markdown text may
/// begin with a bracket as well, and a document that was cut is one nonetheless.
fn is_one_document(text: &str) -> bool {
    let first_line = text.lines().next().unwrap_or_default().trim_end();
    match text.as_bytes().first() {
        Some(b'{') => first_line == "{",
        Some(b'[') => {
            let inside = text[1..].trim_start();
            let opens = inside.starts_with(['{', '"', ']']) && !inside.starts_with("](");
            first_line == "[" && opens
                || inside.starts_with('{')
                || serde_json::from_str::<IgnoredAny>(text).is_ok()
        }
        _ => false,
    }
}

/// Most bytes of a chat message around a link.
const NOTE_BYTES: usize = 1_000;

/// Whether this is a short message that carries a share link. A text with headings is a spec.
fn is_note_with_link(text: &str) -> bool {
    let longest = text.split_whitespace().map(str::len).max().unwrap_or(0);
    let has_heading = text
        .lines()
        .any(|it| it.trim_start_matches('#').starts_with(' ') && it.starts_with('#'));
    text.len() - longest <= NOTE_BYTES && !has_heading && link::is_in(text)
}

/// Whether a text is a check pack, rather than a list of checks or a spec: by its outermost keys.
pub fn is_pack(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        return is_flow_pack(text);
    }
    // Comments and the line that opens a document say nothing; a heading is a comment here.
    let outermost = |it: &&str| !it.is_empty() && !it.starts_with([' ', '\t', '#', '%', '}', ']']);
    let lines = text.lines().map(str::trim_end).filter(outermost);
    let mut keys = lines
        .filter(|it| !matches!(*it, "---" | "..."))
        .map(key_of)
        .peekable();
    let opens = text.lines().filter(|it| it.trim_end() == "---").count();
    let is_key_of_pack = |it: Option<&str>| matches!(it, Some("clauses" | "spec"));
    let mut found = false;
    keys.all(|it| {
        found |= is_key_of_pack(it);
        it.is_some()
    }) && found
        && opens <= 1
}

/// The key of a line of a YAML mapping.
fn key_of(line: &str) -> Option<&str> {
    let (key, rest) = line.split_once(':')?;
    let is_apart = rest.is_empty() || rest.starts_with([' ', '\t']);
    let key = key.trim_end().trim_matches(['"', '\'']);
    (is_apart && !key.contains(char::is_whitespace)).then_some(key)
}

/// The same of a mapping in braces. A record has a list of `clauses`.
fn is_flow_pack(text: &str) -> bool {
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        return value.get("clauses").is_some_and(Value::is_object);
    }
    text.split("clauses").skip(1).any(|rest| {
        let rest = rest.trim_start_matches(['"', '\'', ' ']);
        rest.strip_prefix(':')
            .is_some_and(|it| it.trim_start().starts_with('{'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_content() {
        #[track_caller]
        fn check<'t>(text: &'t str, kind: fn(&'t str) -> Incoming<'t>) {
            assert_eq!(classify(text.as_bytes()), Ok(kind(text)), "{text}");
        }
        check("# Charter\n\nBe kind.", Incoming::Spec);
        check("just words", Incoming::Spec);
        check(
            "---\nspec: mine\n---\n# Charter\n\nBe kind.",
            Incoming::Spec,
        );
        check(
            "# Charter\n\nclauses: these are ours\n\nBe kind.",
            Incoming::Spec,
        );
        check(
            "[Read this](https://a.example/#1-first) first.",
            Incoming::Spec,
        );
        check("[1] A footnote", Incoming::Spec);
        check(
            "#1 Be kind\n\nThe assistant must be kind to everyone",
            Incoming::Spec,
        );
        let link = "https://x.example/p/#1dAAAABBBBCCCCDDDDEEEE";
        check(&format!("# Charter\n\nAs in {link}."), Incoming::Spec);
        check(
            &format!("{link} {}", "and so on ".repeat(200)),
            Incoming::Spec,
        );

        check("{\"plumbline\": 1}", Incoming::Workspace);
        check("{\n  \"plumbline\": 1\n}", Incoming::Workspace);
        let late = format!("{{\"a\": \"{}\", \"plumbline\": 1}}", "x".repeat(500));
        check(&late, Incoming::Workspace);
        check(
            r#"{"messages": [{"plumbline": 1}], "id": "plumbline"}"#,
            Incoming::Records,
        );
        let record = "{\"id\":\"a\",\"clauses\":[\"b\"],\"messages\":[]}";
        check(record, Incoming::Records);
        check(&format!("{record}\n{record}\n"), Incoming::Records);
        check("{\"id\":", Incoming::Records);

        check("spec: x\nclauses:\n  a:\n", Incoming::Pack);
        check("# Checks for x\nspec: x\nclauses:\n  a:\n", Incoming::Pack);
        check("---\n# mine\nclauses:\n  a: []\n", Incoming::Pack);
        check(
            "{\"spec\": \"x\", \"clauses\": {\"a\": []}}",
            Incoming::Pack,
        );

        check("https://x.example/p/#1dAAAA\n", Incoming::Link);
        check(
            &format!("Look at this: {link} – do you agree?"),
            Incoming::Link,
        );
        check(
            &format!("Anna, 10:04\n[A finding]({link}).\n"),
            Incoming::Link,
        );
        check(
            "see https://safe.example/?u=https%3A%2F%2Fx.example%2F%231dAAAABBBBCCCCDDDDEEEE ok",
            Incoming::Link,
        );
    }

    #[test]
    fn other_json_is_refused_rather_than_read_as_a_spec() {
        for text in [
            "[{\"id\":\"a\"}]",
            "[\n  {\"id\":",
            "[1, 2]",
            " {\n \"id\": \"a\"\n}",
            "[]",
        ] {
            assert_eq!(
                classify(text.as_bytes()),
                Err(Refused::OneDocument),
                "{text}"
            );
        }
    }

    #[test]
    fn packs_are_told_from_lists_by_their_outermost_keys() {
        assert!(is_pack("# mine\nspec: a\nclauses:\n  b: []\n"));
        assert!(is_pack("\"clauses\" : {}"));
        assert!(is_pack("clauses: {\n  a: []\n}\n"));
        assert!(is_pack("{\"spec\": \"a\", \"clauses\": {}}"));
        assert!(is_pack("{spec: a, clauses: {b: []}}"));
        assert!(!is_pack("- type: contains\n  value: 'clauses: b'\n"));
        assert!(!is_pack("- {type: contains, value: x}\n"));
        assert!(!is_pack("type: contains\nvalue: |\n  clauses: b\n"));
    }

    #[test]
    fn what_is_not_text_is_refused_with_the_place() {
        assert_eq!(classify(b" \n"), Err(Refused::Empty));
        assert_eq!(classify(b"ab\0c"), Err(Refused::Binary { at: 2 }));
        assert_eq!(classify(b"ab\xffc"), Err(Refused::NotUtf8 { at: 2 }));
        let large = vec![b'a'; LIMIT_BYTES + 1];
        assert_eq!(
            classify(&large),
            Err(Refused::TooLarge {
                size: LIMIT_BYTES + 1
            })
        );
        assert_eq!(
            Refused::TooLarge { size: 50_000_000 }.to_string(),
            "the file has 50 MB, this page reads up to 20 MB"
        );
    }
}
