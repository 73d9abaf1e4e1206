//! Finds the link in what people paste and chat programs make of it.

use super::LinkError;
use crate::text::Span;
use std::borrow::Cow;

/// The format this code writes.
const FORMAT: u32 = 1;

/// How often a text is percent-decoded: an address inside an address is encoded twice.
const MAX_DECODINGS: usize = 3;

/// A link's parts, still packed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fragment {
    /// Which codec packed it.
    pub(super) codec: char,
    /// Base64url without padding.
    pub(super) payload: String,
}

impl Fragment {
    /// Where the payload begins: after `#`, the format and the codec.
    const PAYLOAD_AT: usize = 3;

    /// The link as text, with its `#`.
    pub(super) fn write(&self) -> String {
        format!("#{FORMAT}{}{}", self.codec, self.payload)
    }

    /// Finds the link in `text`: a fragment with or without its `#`, a whole address, in a
    /// sentence's punctuation, percent-encoded, broken over lines, with parameters glued on.
    ///
    /// Gives two readings: as one word broken over lines, and as a word with others after it.
    /// Being generous is safe: a checksum guards what is inside.
    pub(super) fn find(text: &str) -> [Result<Fragment, LinkError>; 2] {
        let text = percent_decoded(text);
        let fragment = text.rsplit('#').next().unwrap_or(&text).trim_start();
        let first_word = fragment.split_whitespace().next().unwrap_or("");
        [Fragment::read(fragment), Fragment::read(first_word)]
    }

    fn read(text: &str) -> Result<Fragment, LinkError> {
        let text: String = text
            .chars()
            .take_while(|it| !matches!(it, '&' | '?'))
            .filter(|it| !is_invisible(*it))
            .collect();
        let text = text.trim_end_matches(|it: char| !is_base64url(it));
        let mut chars = text.chars();
        let format = chars.next().and_then(|it| it.to_digit(10));
        let (codec, payload) = (chars.next(), chars.as_str());
        let is_clean = payload.chars().all(is_base64url);
        match (format, codec) {
            (Some(FORMAT), Some(codec)) if codec.is_ascii_alphanumeric() => {
                Fragment::checked(codec, payload)
            }
            (Some(FORMAT), None) => Err(LinkError::Altered),
            (Some(found), Some(_)) if found > FORMAT && is_clean => Err(LinkError::NewerFormat {
                found,
                newest: FORMAT,
            }),
            _ => Err(LinkError::NotALink),
        }
    }

    fn checked(codec: char, payload: &str) -> Result<Fragment, LinkError> {
        match payload.chars().position(|it| !is_base64url(it)) {
            Some(at) => Err(LinkError::NotBase64 {
                position: Fragment::PAYLOAD_AT + at + 1,
            }),
            None => Ok(Fragment {
                codec,
                payload: payload.to_owned(),
            }),
        }
    }
}

/// Where fragments stand that can be links of some format, in order.
pub(super) fn all_in(text: &str) -> Vec<Span> {
    let starts = text.match_indices('#').map(|it| it.0);
    let mut all: Vec<Span> = Vec::new();
    for start in starts {
        let inner = &text[start + 1..];
        let end = inner.find(|it| !is_base64url(it)).unwrap_or(inner.len());
        let is_one = inner.starts_with(|it: char| it.is_ascii_digit()) && end > MIN_PAYLOAD;
        all.extend(is_one.then(|| Span::new(start, start + 1 + end)));
    }
    all
}

/// Fewest characters of codec and payload that nobody takes for a heading or an anchor.
const MIN_PAYLOAD: usize = 20;

/// Whether a link seems to stand somewhere in `text`; what opens it knows for sure.
pub(super) fn is_in(text: &str) -> bool {
    let text = percent_decoded(text);
    text.split("#1").skip(1).any(|rest| {
        let length = rest.chars().take_while(|it| is_base64url(*it)).count();
        length >= MIN_PAYLOAD
    })
}

fn is_base64url(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_')
}

/// Line breaks, spaces and the invisible characters that programs put into long words.
fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        )
}

/// `text` with `%23` and the like decoded, until nothing changes.
fn percent_decoded(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..MAX_DECODINGS {
        match decode_once(&text) {
            Some(decoded) => text = Cow::Owned(decoded),
            None => break,
        }
    }
    text
}

fn decode_once(text: &str) -> Option<String> {
    let mut pieces = text.split('%');
    let mut decoded = pieces.next()?.as_bytes().to_vec();
    let mut changed = false;
    for piece in pieces {
        match hex_byte(piece) {
            Some(byte) => {
                changed = true;
                decoded.push(byte);
                decoded.extend_from_slice(&piece.as_bytes()[2..]);
            }
            None => {
                decoded.push(b'%');
                decoded.extend_from_slice(piece.as_bytes());
            }
        }
    }
    changed.then(|| String::from_utf8_lossy(&decoded).into_owned())
}

fn hex_byte(text: &str) -> Option<u8> {
    let digits = text.get(..2)?;
    let is_hex = digits.bytes().all(|it| it.is_ascii_hexdigit());
    u8::from_str_radix(digits, 16).ok().filter(|_| is_hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_however_they_arrive() {
        #[track_caller]
        fn check(text: &str) {
            let wanted = Fragment {
                codec: 'd',
                payload: "Ab-_9".to_owned(),
            };
            let found = Fragment::find(text);
            assert!(found.contains(&Ok(wanted)), "{text}: {found:?}");
        }
        check("#1dAb-_9");
        check("1dAb-_9");
        check(" \u{feff}#1dAb-_9\n");
        check("https://example.org/a/#1dAb-_9");
        check("https://example.org/a/%231dAb-%5F9");
        check("https://safe.example/?url=https%3A%2F%2Fx.example%2F%25231dAb%2D_9&data=05%7C");
        check("[a #1 finding](https://example.org/#1dAb-_9).");
        check("<https://example.org/#1dAb-_9>,");
        check("“https://example.org/#1dAb-_9”…");
        check("https://example.org/#1dAb-_9?fbclid=x");
        check("https://example.org/#1dA\r\n b-\u{200b}_9");
        check("Look: https://example.org/#1dAb-_9 shows it. 100%");
    }

    #[test]
    fn what_is_no_link_is_called_so() {
        #[track_caller]
        fn check(text: &str, expected: LinkError) {
            assert_eq!(Fragment::find(text)[0], Err(expected), "{text}");
        }
        check("", LinkError::NotALink);
        check("#", LinkError::NotALink);
        check("#/play", LinkError::NotALink);
        check("#a-heading", LinkError::NotALink);
        check("#1-a-heading", LinkError::NotALink);
        check("https://example.org/", LinkError::NotALink);
        check("%%%1%zz", LinkError::NotALink);
        check("#1", LinkError::Altered);
        check("#1dAb*cd", LinkError::NotBase64 { position: 6 });
        check("#1dAb😀cd", LinkError::NotBase64 { position: 6 });
        let newer = LinkError::NewerFormat {
            found: 2,
            newest: 1,
        };
        check("#2zAbcd", newer);
    }
}
