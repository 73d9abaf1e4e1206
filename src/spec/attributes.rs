//! Headings' attribute blocks: `{#id authority=user tags=a,b}`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A heading's text taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Heading<'a> {
    /// Raw Markdown, without the attribute block.
    pub(super) title: &'a str,
    /// The attributes; the id is called `id`.
    pub(super) attrs: BTreeMap<Cow<'static, str>, Arc<str>>,
}

/// Splits the text of a heading, without its `#` or underline, into title and attributes.
///
/// A block counts as attributes when it has an id, or names `authority` or `tags`: other braces
/// at the end of a title are part of it.
pub(super) fn split(text: &str) -> Heading<'_> {
    let text = text.trim();
    let Some((title, block)) = trailing_block(text) else {
        return Heading {
            title: text,
            ..Heading::default()
        };
    };
    let mut attrs = BTreeMap::new();
    attrs.extend(block.split_whitespace().map(attribute));
    let is_block =
        block.contains('#') || attrs.contains_key("authority") || attrs.contains_key("tags");
    if is_block {
        Heading { title, attrs }
    } else {
        Heading {
            title: text,
            ..Heading::default()
        }
    }
}

/// What stands before and in the braces at the end of `text`.
fn trailing_block(text: &str) -> Option<(&str, &str)> {
    let inner = text.trim_end().strip_suffix('}')?;
    let open = memchr::memrchr2(b'{', b'}', inner.as_bytes())?;
    let block = inner[open..].strip_prefix('{')?;
    Some((inner[..open].trim_end(), block))
}

/// The attributes that most headings have.
const COMMON: [&str; 3] = ["id", "authority", "tags"];

fn attribute(token: &str) -> (Cow<'static, str>, Arc<str>) {
    let (key, value) = match token.strip_prefix('#') {
        Some(id) => ("id", id),
        None => token.split_once('=').unwrap_or((token, "")),
    };
    let common = COMMON.into_iter().find(|it| *it == key);
    let key = common.map_or_else(|| Cow::Owned(key.to_owned()), Cow::Borrowed);
    (key, value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blocks_that_name_something_are_attributes() {
        #[track_caller]
        fn check(text: &str, title: &str, attrs: &[(&str, &str)]) {
            let found = split(text);
            let found_attrs: Vec<_> = found
                .attrs
                .iter()
                .map(|(key, value)| (key.as_ref(), &**value))
                .collect();
            assert_eq!(
                (found.title, found_attrs.as_slice()),
                (title, attrs),
                "{text}"
            );
        }
        check(
            "Tone {#tone authority=user}",
            "Tone",
            &[("authority", "user"), ("id", "tone")],
        );
        check("Tone {authority=user}", "Tone", &[("authority", "user")]);
        check("Tone {tags=a,b}  ", "Tone", &[("tags", "a,b")]);
        check("{#tone}", "", &[("id", "tone")]);
        check("The set {1, 2}", "The set {1, 2}", &[]);
        check("For {{ your org }}", "For {{ your org }}", &[]);
        check("Tone {#a} {#b}", "Tone {#a}", &[("id", "b")]);
        check("Tone }", "Tone }", &[]);
        check("", "", &[]);
    }
}
