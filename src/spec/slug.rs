//! Names of sections made from their titles.

use crate::text::floor_boundary;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// The most bytes of a title that its name is made of, and of an author's id. Names are repeated in
/// everything below a section, so that one of megabytes would fill the memory.
const MAX_NAME: usize = 1000;

/// Whether `id` can be an author's id.
pub(super) fn is_name(id: &str) -> bool {
    (1..=MAX_NAME).contains(&id.len())
}

/// GitHub's name for a heading: lower case, punctuation dropped, spaces as hyphens.
pub(crate) fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len().min(MAX_NAME));
    push_slug(&mut slug, title);
    slug
}

fn push_slug(slug: &mut String, title: &str) {
    let is_mark = |it: u8| matches!(it, b'*' | b'_' | b'`' | b'[' | b']');
    let title = title.trim();
    if title.len() <= MAX_NAME && title.bytes().all(|it| it.is_ascii() && !is_mark(it)) {
        return push_simple_slug(slug, title);
    }
    let text = plain(title);
    slug.extend(text.chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        _ => letter.is_alphanumeric().then_some(letter),
    }));
}

/// The slug of a title without marks and with letters of ASCII only, as nearly all are.
fn push_simple_slug(slug: &mut String, title: &str) {
    for letter in title.bytes() {
        match letter {
            b' ' | b'-' => slug.push('-'),
            _ if letter.is_ascii_alphanumeric() => {
                slug.push(char::from(letter.to_ascii_lowercase()));
            }
            _ => {}
        }
    }
}

/// The name some publishers use instead: punctuation such as curly quotes is kept.
pub(super) fn loose_slug(title: &str) -> String {
    let text = plain(title);
    text.split_whitespace().collect::<Vec<_>>().join("-")
}

/// The title's words in lower case, without emphasis, code marks, and the targets of links.
fn plain(title: &str) -> String {
    let title = &title[..floor_boundary(title, MAX_NAME)];
    let words = without_marks(title, &['*', '_', '`']);
    let words = words.trim();
    if words.is_ascii() {
        words.to_ascii_lowercase()
    } else {
        words.to_lowercase()
    }
}

/// `text` without emphasis, code marks, and the targets of links.
pub(crate) fn plain_words(text: &str) -> String {
    without_marks(text, &['*', '`'])
}

/// `text` without `marks`, the brackets of links, and their targets.
fn without_marks(text: &str, marks: &[char]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    let is_mark = |it: char| it == '[' || it == ']' || marks.contains(&it);
    while let Some(at) = rest.find(is_mark) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_bracket = rest.starts_with(']');
        let len = link_target_len(rest).unwrap_or(1);
        if is_bracket && len == 1 {
            kept.push(']');
        }
        rest = &rest[len..];
    }
    kept + rest
}

/// Bytes of the `](target)` that `text` begins with. Targets are short: looking no further keeps
/// a title of `](](](` linear.
fn link_target_len(text: &str) -> Option<usize> {
    let target = text.strip_prefix("](")?;
    let end = target.bytes().take(2000).position(|byte| byte == b')')?;
    Some(end + 3)
}

/// Gives every slug of a document once: a repeated one gets `-1`, `-2`, … as on GitHub.
#[derive(Default)]
pub(super) struct Slugs {
    n_uses: HashMap<Arc<str>, usize>,
    /// The slug in the making.
    buffer: String,
}

impl Slugs {
    /// Makes room for `n` slugs.
    pub(super) fn reserve(&mut self, n: usize) {
        self.n_uses.reserve(n);
    }

    /// The slug of the next title, with the first number that makes it new where it is not.
    pub(super) fn of_title(&mut self, title: &str) -> Arc<str> {
        self.buffer.clear();
        push_slug(&mut self.buffer, title);
        self.unique(Arc::from(self.buffer.as_str()))
    }

    fn unique(&mut self, slug: Arc<str>) -> Arc<str> {
        let n_uses = match self.n_uses.entry(Arc::clone(&slug)) {
            Entry::Vacant(place) => {
                place.insert(0);
                return slug;
            }
            Entry::Occupied(place) => *place.get(),
        };
        let mut number = n_uses + 1;
        while self.n_uses.contains_key(&*format!("{slug}-{number}")) {
            number += 1;
        }
        let unique = Arc::<str>::from(format!("{slug}-{number}"));
        self.n_uses.insert(slug, number);
        self.n_uses.insert(Arc::clone(&unique), 0);
        unique
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_follow_github_and_loose_ones_keep_punctuation() {
        #[track_caller]
        fn check(title: &str, strict: &str, loose: &str) {
            assert_eq!(
                (slug(title).as_str(), loose_slug(title).as_str()),
                (strict, loose)
            );
        }
        check("Be honest", "be-honest", "be-honest");
        check("Claude’s nature", "claudes-nature", "claude’s-nature");
        check(
            "3. Red Lines / Prohibitions",
            "3-red-lines--prohibitions",
            "3.-red-lines-/-prohibitions",
        );
        check(
            "*Very* `short` [link](#x)",
            "very-short-link",
            "very-short-link",
        );
        check("@general_info", "generalinfo", "@generalinfo");
        check("Straße ÄÖ", "straße-äö", "straße-äö");
        check("](", "", "](");
        check("", "", "");
    }

    #[test]
    fn repeated_slugs_are_numbered() {
        let mut slugs = Slugs::default();
        let given = ["a", "a", "a-1", "a", "b"].map(|it| slugs.of_title(it));
        assert_eq!(
            given.each_ref().map(|it| &**it),
            ["a", "a-1", "a-1-1", "a-2", "b"]
        );
    }
}
