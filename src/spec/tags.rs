//! Tags in an example's conversation. It looks like XML and is not: only lines that begin or end
//! with one of six tags matter, everything else is text.

use crate::message::Role;
use std::collections::BTreeMap;

/// The name of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Message(Role),
    Comparison,
}

impl Name {
    fn from_word(word: &str) -> Option<Name> {
        match word {
            "comparison" => Some(Name::Comparison),
            _ => Role::from_name(word).map(Name::Message),
        }
    }
}

/// An opening tag at the start of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) name: Name,
    pub(super) attrs: BTreeMap<String, String>,
    /// Byte of the line after the tag.
    pub(super) end: usize,
}

/// Reads the tag that `line` begins with.
pub(super) fn opening(line: &str) -> Option<Opening> {
    let tag = strip_mark(line, '<')?;
    let (word, mut rest) = split_word(tag);
    let name = Name::from_word(word)?;
    let mut attrs = BTreeMap::new();
    while !rest.starts_with('>')
        && let Some((key, value, after)) = attribute(rest)
    {
        attrs.insert(key.to_owned(), value.to_owned());
        rest = after;
    }
    let after = strip_mark(rest, '>')?;
    Some(Opening {
        name,
        attrs,
        end: line.len() - after.len(),
    })
}

/// What comes after `mark`, before which only blanks may stand; mostly there are none.
fn strip_mark(text: &str, mark: char) -> Option<&str> {
    let at_once = text.strip_prefix(mark);
    at_once.or_else(|| text.trim_start().strip_prefix(mark))
}

/// Reads the closing tag that `line` ends with, and how many bytes stand before it.
pub(super) fn closing(line: &str) -> Option<(Name, usize)> {
    let tag = line.trim_end().strip_suffix('>')?;
    let start = memchr::memrchr(b'<', tag.as_bytes())?;
    let name = Name::from_word(tag[start + 1..].strip_prefix('/')?)?;
    Some((name, start))
}

/// The comment that `text` begins with, and the byte after it.
pub(super) fn comment(text: &str) -> Option<(&str, usize)> {
    let inner = text.trim_start().strip_prefix("<!--")?;
    let ends = memchr::memchr_iter(b'>', inner.as_bytes());
    let end = ends
        .filter_map(|at| at.checked_sub(2))
        .find(|at| inner.as_bytes()[*at..].starts_with(b"--"))?;
    Some((inner[..end].trim(), text.len() - inner.len() + end + 3))
}

/// How many bytes of asterisks and blanks stand before a tag that they do not belong to; 0 where
/// there are none.
pub(super) fn stray_asterisks(line: &str) -> usize {
    if line.starts_with('<') {
        return 0;
    }
    let trimmed = line.trim_start();
    if !trimmed.starts_with('*') {
        return 0;
    }
    let rest = trimmed.trim_start_matches('*');
    let tag = rest.trim_start();
    let word = tag
        .strip_prefix("</")
        .or(tag.strip_prefix('<'))
        .map(|it| split_word(it).0);
    let is_tag = word.and_then(Name::from_word).is_some();
    if is_tag && rest.len() < trimmed.len() {
        line.len() - tag.len()
    } else {
        0
    }
}

fn split_word(text: &str) -> (&str, &str) {
    // Of letters that are not ASCII no tag's name is made.
    let is_word = |it: &u8| it.is_ascii_alphanumeric() || *it == b'_';
    let end = text.bytes().position(|it| !is_word(&it));
    text.split_at(end.unwrap_or(text.len()))
}

fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let trimmed = text.trim_start();
    let (key, quoted) = trimmed.split_once("=\"")?;
    let (value, rest) = quoted.split_once('"')?;
    let is_key = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-');
    let is_attribute = trimmed.len() < text.len() && !key.is_empty() && key.chars().all(is_key);
    is_attribute.then_some((key, value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tag's name, its attributes, and what follows it.
    type Row = (Name, &'static [(&'static str, &'static str)], &'static str);

    #[test]
    fn opening_tags_are_known_by_name_and_may_have_attributes() {
        #[track_caller]
        fn check(line: &str, expected: Option<Row>) {
            let found = opening(line);
            let found = found.as_ref().map(|it| {
                let attrs = it
                    .attrs
                    .iter()
                    .map(|(key, value)| (key.as_str(), value.as_str()));
                (it.name, attrs.collect::<Vec<_>>(), &line[it.end..])
            });
            assert_eq!(
                found,
                expected.map(|it| (it.0, it.1.to_vec(), it.2)),
                "{line}"
            );
        }
        let user = Name::Message(Role::User);
        check("<user>", Some((user, &[], "")));
        check("  <user >hi</user>", Some((user, &[], "hi</user>")));
        check(
            "<user a=\"x>\" b-c=\"\">t",
            Some((user, &[("a", "x>"), ("b-c", "")], "t")),
        );
        check("<comparison>", Some((Name::Comparison, &[], "")));
        check("<userx>", None);
        check("<user a=b>", None);
        check("<settings>", None);
        check("text <user>", None);
    }

    #[test]
    fn closing_tags_end_their_line() {
        let assistant = Name::Message(Role::Assistant);
        assert_eq!(closing("a </b> c</assistant>  "), Some((assistant, 8)));
        assert_eq!(closing("</assistant> x"), None);
        assert_eq!(closing("</b>"), None);
    }

    #[test]
    fn comments_and_strays() {
        assert_eq!(comment(" <!-- GOOD: a --> b"), Some(("GOOD: a", 17)));
        assert_eq!(comment("<!-- open"), None);
        assert_eq!(comment("<!-->"), None);
        assert_eq!(stray_asterisks("* </comparison>"), 2);
        assert_eq!(stray_asterisks("**<assistant>"), 2);
        assert_eq!(stray_asterisks("** bold"), 0);
        assert_eq!(stray_asterisks("  <assistant>"), 0);
    }
}
