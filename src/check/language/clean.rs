//! What langdetect leaves out of a text before it looks at it: addresses, all but the beginning,
//! and in texts of other scripts the Latin letters.

use std::borrow::Cow;
use std::ops::Range;

/// How many characters count.
const MAX_CHARACTERS: usize = 10_000;

/// The part of `text` that counts. `composed` are Vietnamese letters, marks and both in one.
pub(super) fn cleaned<'t>(text: &'t str, composed: &[(char, char, char)]) -> Cow<'t, str> {
    let mut cleaned = Cow::Borrowed(text);
    if memchr::memmem::find(text.as_bytes(), b"http").is_some() {
        cleaned = without(cleaned, web_address);
    }
    if memchr::memchr(b'@', text.as_bytes()).is_some() {
        cleaned = without(cleaned, mail_address);
    }
    if cleaned.is_ascii() {
        let end = cleaned.len().min(MAX_CHARACTERS);
        return cut(cleaned, end);
    }
    let cleaned = compose(cleaned, composed);
    let seen = Seen::in_text(&cleaned);
    let cleaned = cut(cleaned, seen.end);
    if seen.n_latin * 2 >= seen.n_others {
        return cleaned;
    }
    // Where other scripts have more than twice as many characters, Latin letters do not count.
    Cow::Owned(cleaned.chars().filter(|it| !is_latin(*it)).collect())
}

/// What is in the part that counts.
#[derive(Default)]
struct Seen {
    /// Where it ends.
    end: usize,
    n_latin: usize,
    /// Characters of other scripts, from the combining marks on.
    n_others: usize,
}

impl Seen {
    fn in_text(text: &str) -> Seen {
        let mut seen = Seen::default();
        for character in text.chars().take(MAX_CHARACTERS) {
            seen.end += character.len_utf8();
            seen.n_latin += usize::from(is_latin(character));
            seen.n_others += usize::from(character >= '\u{300}');
        }
        seen
    }
}

/// Latin letters, and the six signs between them.
fn is_latin(character: char) -> bool {
    ('A'..='z').contains(&character)
}

fn cut(text: Cow<'_, str>, end: usize) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[..end]),
        Cow::Owned(mut text) => {
            text.truncate(end);
            Cow::Owned(text)
        }
    }
}

/// `text` with a space for everything `next` finds from a place on.
fn without(text: Cow<'_, str>, next: fn(&[u8], usize) -> Option<Range<usize>>) -> Cow<'_, str> {
    let (mut kept, mut at) = (String::new(), 0);
    while let Some(found) = next(text.as_bytes(), at) {
        kept.push_str(&text[at..found.start]);
        kept.push(' ');
        at = found.end;
    }
    if at == 0 {
        return text;
    }
    kept.push_str(&text[at..]);
    Cow::Owned(kept)
}

/// `https?://` and up to 2076 characters of an address.
fn web_address(text: &[u8], from: usize) -> Option<Range<usize>> {
    let mut at = from;
    loop {
        let start = at + memchr::memmem::find(&text[at..], b"http")?;
        let rest = &text[start + 4..];
        let rest = rest.strip_prefix(b"s").unwrap_or(rest);
        if let Some(rest) = rest.strip_prefix(b"://") {
            let length = run(rest, 2076, |it| is_name(it) || b".?&~;+=/#".contains(&it));
            if length > 0 {
                return Some(start..text.len() - rest.len() + length);
            }
        }
        at = start + 4;
    }
}

/// Up to 64 characters, `@`, and at least two more.
fn mail_address(text: &[u8], from: usize) -> Option<Range<usize>> {
    let is_dotted = |it: u8| is_name(it) || it == b'.';
    let mut at = from;
    loop {
        let sign = at + memchr::memchr(b'@', &text[at..])?;
        let before = text[at..sign].iter().rev().take(64);
        let start = sign - before.take_while(|it| is_dotted(**it)).count();
        let host = run(&text[sign + 1..], 255, is_name);
        let more = run(&text[sign + 1 + host..], 255, is_dotted);
        if start < sign && host > 0 && host + more >= 2 {
            return Some(start..sign + 1 + host + more);
        }
        at = sign + 1;
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn run(text: &[u8], limit: usize, asks: impl Fn(u8) -> bool) -> usize {
    text.iter().take(limit).take_while(|it| asks(**it)).count()
}

/// Puts Vietnamese letters and their marks together.
fn compose<'t>(text: Cow<'t, str>, composed: &[(char, char, char)]) -> Cow<'t, str> {
    let is_mark = |it: char| {
        ('\u{300}'..='\u{323}').contains(&it) && composed.iter().any(|(_, mark, _)| *mark == it)
    };
    // In UTF-8 all of them begin with this byte.
    let may_have = memchr::memchr(0xcc, text.as_bytes()).is_some();
    if !may_have || !text.contains(is_mark) {
        return text;
    }
    let mut whole = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(letter) = characters.next() {
        let mark = characters.peek().copied().filter(|it| is_mark(*it));
        let both = mark.and_then(|mark| {
            let mut all = composed.iter();
            all.find(|it| (it.0, it.1) == (letter, mark))
        });
        if both.is_some() {
            characters.next();
        }
        whole.push(both.map_or(letter, |it| it.2));
    }
    Cow::Owned(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_left_out_as_by_the_reference() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            let marks = [('a', '\u{301}', 'á')];
            assert_eq!(cleaned(text, &marks), expected, "{text}");
        }
        check("see https://x.org/a  now", "see    now");
        check("http://, https:/x http:///", "http://, https:/x  ");
        check("mail a.b@c.de ok", "mail   ok");
        check("a@b a@bc @bc a@.b", "a@b   @bc a@.b");
        check("a@b@c.d", "a@ ");
        check("a\u{301}x\u{301}", "áx\u{301}");
        check("ab привет мир, все [x]", " привет мир, все ");
        check("abc при", "abc при");
        assert_eq!(
            cleaned(&"é".repeat(20_000), &[]).chars().count(),
            MAX_CHARACTERS
        );
    }
}
