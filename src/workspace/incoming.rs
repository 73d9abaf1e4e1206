//! What a file someone opens, drops or pastes is, judged by its content.

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
    /// A share link.
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
}

impl Refused {
    /// What to do about it.
    pub fn hint(self) -> &'static str {
        match self {
            Refused::Empty => "choose another file, or paste the text",
            Refused::TooLarge { .. } => "cut the file into parts",
            Refused::Binary { .. } => "export the document as Markdown or plain text first",
            Refused::NotUtf8 { .. } => "save the file as UTF-8 in a text editor and open it again",
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
    Ok(kind_of(text))
}

fn kind_of(text: &str) -> Incoming<'_> {
    let start = text.trim_start();
    if start.starts_with('{') {
        let head = &start[..crate::text::floor_boundary(start, 400)];
        return if head.contains("\"plumbline\"") {
            Incoming::Workspace(text)
        } else {
            Incoming::Records(text)
        };
    }
    let is_one_line = !text.trim().contains(char::is_whitespace);
    if is_one_line && (start.starts_with("#1") || start.contains("/#1")) {
        return Incoming::Link(text);
    }
    let is_pack = text.lines().any(|line| line.starts_with("clauses:"));
    if is_pack
        && !text
            .lines()
            .any(|line| line.starts_with("# ") || line.starts_with("---"))
    {
        return Incoming::Pack(text);
    }
    Incoming::Spec(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_content() {
        assert!(matches!(
            classify(b"# Charter\n\nBe kind."),
            Ok(Incoming::Spec(_))
        ));
        assert!(matches!(
            classify(b"{\"plumbline\": 1}"),
            Ok(Incoming::Workspace(_))
        ));
        assert!(matches!(
            classify(b"{\"id\":\"a\",\"messages\":[]}"),
            Ok(Incoming::Records(_))
        ));
        assert!(matches!(
            classify(b"spec: x\nclauses:\n  a:\n"),
            Ok(Incoming::Pack(_))
        ));
        assert!(matches!(
            classify(b"https://x.example/p/#1dAAAA\n"),
            Ok(Incoming::Link(_))
        ));
        assert!(matches!(
            classify(b"just words"),
            Ok(Incoming::Spec("just words"))
        ));
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
