//! Character references in examples: `&lt;` stands for `<`.

use std::borrow::Cow;

/// `text` with its character references replaced, for display and for checks.
///
/// Knows `lt`, `gt`, `amp`, `quot`, `apos`, `nbsp` and numbers; others stay as they are.
pub fn decode_entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        let (character, len) = reference(&rest[at..]).unwrap_or(('&', 1));
        decoded.push(character);
        rest = &rest[at + len..];
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// The character that the reference at the start of `text` stands for, and the reference's bytes.
fn reference(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let character = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => numbered(name.strip_prefix('#')?)?,
    };
    Some((character, end + 1))
}

fn numbered(digits: &str) -> Option<char> {
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    code.ok().and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_references_are_decoded_and_others_kept() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(decode_entities(text), expected);
        }
        check("a &lt;b&gt; &amp;lt;", "a <b> &lt;");
        check("&#65;&#x1F600;&quot;", "A😀\"");
        check("&unknown; & &; &lt", "&unknown; & &; &lt");
        check("&#xD800; &#99999999999;", "&#xD800; &#99999999999;");
        check("&é;😀;", "&é;😀;");
    }
}
