//! What authors write among the words for Plumbline: a clause's attributes, `{#id strength=must}`,
//! after its words, and comments, `<!-- plumbline: … -->`. Neither is part of any rule's words.

use super::{Authority, Fence, Strength};
use crate::text::{Span, floor_boundary};
use memchr::memmem;

/// How a comment to Plumbline begins.
pub(crate) const COMMENT: &str = "<!-- plumbline:";

/// A block of attributes and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Braces included.
    pub(super) span: Span,
    pub(super) attrs: ClauseAttrs,
}

/// What a block of attributes says of the words before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ClauseAttrs {
    pub(super) id: Option<String>,
    /// As written, to be read with [`Authority::from_word`].
    pub(super) authority: Option<String>,
    /// As written, to be read with [`Strength::from_word`].
    pub(super) strength: Option<String>,
    /// Whether the words are a clause; with any block they are, unless it says no.
    pub(super) is_clause: Option<bool>,
    /// How many sentences the words are, where it is not the usual.
    pub(super) n_sentences: Option<usize>,
}

impl ClauseAttrs {
    pub(super) fn rank(&self) -> Option<Authority> {
        self.authority.as_deref().and_then(Authority::from_word)
    }

    pub(super) fn demand(&self) -> Option<Strength> {
        self.strength.as_deref().and_then(Strength::from_word)
    }

    /// Takes what stands between the braces; `None` where it is no block of attributes.
    fn read(inner: &str) -> Option<ClauseAttrs> {
        let mut attrs = ClauseAttrs::default();
        for token in inner.split_ascii_whitespace() {
            if let Some(id) = token.strip_prefix('#') {
                attrs.id = Some(id.to_owned()).filter(|it| !it.is_empty());
                attrs.id.as_ref()?;
                continue;
            }
            let (key, value) = token.split_once('=')?;
            match key {
                "authority" => attrs.authority = Some(value.to_owned()),
                "strength" => attrs.strength = Some(value.to_owned()),
                "clause" => attrs.is_clause = Some(yes_or_no(value)?),
                "sentences" => attrs.n_sentences = Some(value.parse().ok()?),
                _ => return None,
            }
        }
        (attrs != ClauseAttrs::default()).then_some(attrs)
    }
}

/// What an attribute such as `clause=no` says.
pub(super) fn yes_or_no(value: &str) -> Option<bool> {
    match value {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// The longest block of attributes, in bytes: looking no further keeps a line of `{{{` linear.
const MAX_BLOCK: usize = 300;

/// The longest comment, in bytes, for the same reason.
const MAX_COMMENT: usize = 2000;

/// The same with what it begins and ends with.
pub(super) const MAX_COMMENT_LEN: usize = COMMENT.len() + MAX_COMMENT + 3;

/// Whether a comment to Plumbline may begin in `text`.
pub(super) fn has_comment(text: &[u8]) -> bool {
    memmem::find(text, COMMENT.as_bytes()).is_some()
}

/// The blocks of attributes in `text`, which begins at byte `at`. Code holds none.
pub(super) fn blocks(text: &str, at: usize) -> Vec<Mark> {
    let (mut marks, mut from) = (Vec::new(), 0);
    while let Some(start) =
        memchr::memchr2(b'{', b'`', &text.as_bytes()[from..]).map(|it| from + it)
    {
        let rest = &text[start..];
        from = start + 1;
        if rest.starts_with('`') {
            from = start + code_len(rest);
        } else if let Some((attrs, len)) = block(rest) {
            let span = Span::new(start, start + len).shifted(at);
            marks.push(Mark { span, attrs });
            from = start + len;
        }
    }
    marks
}

/// The block of attributes that `text` begins with, and its bytes.
fn block(text: &str) -> Option<(ClauseAttrs, usize)> {
    let inner = text.as_bytes()[1..].iter().take(MAX_BLOCK);
    let end = 1 + inner
        .clone()
        .position(|it| matches!(it, b'}' | b'{' | b'\n'))?;
    let attrs = ClauseAttrs::read(text.get(1..end)?)?;
    text[end..].starts_with('}').then_some((attrs, end + 1))
}

/// Bytes of the code that `text` begins with, or of its backticks where they open none.
fn code_len(text: &str) -> usize {
    let n_ticks = text.len() - text.trim_start_matches('`').len();
    let (ticks, rest) = text.split_at(n_ticks);
    // Nobody writes longer code among words, and looking further would not be linear.
    let near = &rest[..floor_boundary(rest, 2000)];
    match near.find(ticks) {
        Some(len) => n_ticks + len + n_ticks,
        None => n_ticks,
    }
}

/// The comments to Plumbline in `source`, outside of fenced blocks: where they stand and what they
/// say.
pub(super) fn comments<'a>(source: &'a str, fences: &[Fence]) -> Vec<(Span, &'a str)> {
    let mut found = Vec::new();
    for start in memmem::find_iter(source.as_bytes(), COMMENT) {
        let fence = fences.partition_point(|it| it.span.end <= start);
        let in_code = source[..start].ends_with('`')
            || fences.get(fence).is_some_and(|it| it.span.start <= start);
        let words = start + COMMENT.len();
        let near = &source[words..floor_boundary(source, words + MAX_COMMENT)];
        if let Some(len) = near.find("-->").filter(|_| !in_code) {
            found.push((Span::new(start, words + len + 3), near[..len].trim()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_name_an_id_or_known_attributes() {
        #[track_caller]
        fn check(text: &str, expected: &[&str]) {
            let found = blocks(text, 0);
            let found: Vec<_> = found
                .iter()
                .map(|it| it.span.slice(text).unwrap())
                .collect();
            assert_eq!(found, expected, "{text}");
        }
        check(
            "Ask. {#ask} Wait.{#wait authority=root}",
            &["{#ask}", "{#wait authority=root}"],
        );
        check(
            "It. {clause=no}\n{strength=must sentences=2}",
            &["{clause=no}", "{strength=must sentences=2}"],
        );
        check("The set {1, 2}, {}, { }, {#}, {x=y}, {#if a}", &[]);
        check("`{#a}` and ``{#b} ` `` {#c}", &["{#c}"]);
        check("` {#a}", &["{#a}"]);
        check("{{#a}} {#b\n}", &["{#a}"]);
        check("{{ name }}", &[]);
    }

    #[test]
    fn attributes_are_read() {
        let found = blocks("{#a authority=boss strength=must-not clause=no}", 5);
        let [Mark { span, attrs }] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(*span, Span::new(5, 52));
        assert_eq!(
            (attrs.rank(), attrs.demand()),
            (None, Some(Strength::MustNot))
        );
        assert_eq!(
            (attrs.id.as_deref(), attrs.is_clause),
            (Some("a"), Some(false))
        );
    }
}
