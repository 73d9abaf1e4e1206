//! XML inside a text.
//!
//! Tags are paired as they come; a closing tag that does not close the innermost open one ends
//! all pairs. A candidate is a pair with what is between, or several pairs beside each other; the
//! larger ones are tried first.

use super::characters::{is_name_character, is_name_start};
use crate::check::js;
use std::collections::BTreeMap;
use std::ops::Range;

/// The first candidate of `text` that `has` what is wanted. `has` says `None` where a candidate
/// is no XML; what is inside one that is XML is not tried again.
pub(super) fn find(text: &str, has: impl Fn(&str) -> Option<bool>) -> Option<Range<usize>> {
    // By where they begin; none lies across another.
    let mut known: BTreeMap<usize, usize> = BTreeMap::new();
    for candidate in order(candidates(text)) {
        let around = known.range(..=candidate.start).next_back();
        if around.is_some_and(|(_, end)| candidate.end <= *end) {
            continue;
        }
        match has(&text[candidate.clone()]) {
            Some(true) => return Some(candidate),
            Some(false) => drop(known.insert(candidate.start, candidate.end)),
            None => {}
        }
    }
    None
}

/// A pair of tags with what is between them.
struct Pair {
    place: Range<usize>,
    /// Where the element around it begins.
    parent: Option<usize>,
}

fn candidates(text: &str) -> Vec<Pair> {
    let mut open: Vec<(&str, usize)> = Vec::new();
    let (mut pairs, mut at) = (Vec::new(), 0);
    while let Some(found) = text[at..].find('<') {
        let start = at + found;
        let Some((tag, end)) = read_tag(text, start) else {
            at = start + 1;
            continue;
        };
        at = end;
        match tag {
            Tag::Opens(name) => open.push((name, start)),
            Tag::Empty => pairs.push(Pair {
                place: start..end,
                parent: open.last().map(|(_, at)| *at),
            }),
            Tag::Closes(name) => match open.pop() {
                Some((opened, start)) if opened == name => {
                    pairs.push(Pair {
                        place: start..end,
                        parent: open.last().map(|(_, at)| *at),
                    });
                }
                _ => open.clear(),
            },
            Tag::Declares => {}
        }
    }
    pairs
}

/// Neighbours together, then the outermost pairs, both as they stand in the text.
fn order(pairs: Vec<Pair>) -> Vec<Range<usize>> {
    let starts: std::collections::BTreeSet<usize> = pairs.iter().map(|it| it.place.start).collect();
    let is_inside = |pair: &Pair| pair.parent.is_some_and(|it| starts.contains(&it));
    let mut outer: Vec<&Pair> = pairs.iter().filter(|it| !is_inside(it)).collect();
    let mut groups: Vec<(Option<usize>, usize, Range<usize>)> = Vec::new();
    let mut by_parent: BTreeMap<Option<usize>, usize> = BTreeMap::new();
    for pair in &outer {
        let at = *by_parent.entry(pair.parent).or_insert(groups.len());
        match groups.get_mut(at) {
            None => groups.push((pair.parent, 1, pair.place.clone())),
            Some((_, n, place)) => {
                *n += 1;
                *place = place.start.min(pair.place.start)..place.end.max(pair.place.end);
            }
        }
    }
    outer.sort_by_key(|it| (it.place.start, std::cmp::Reverse(it.place.end)));
    let groups = groups
        .into_iter()
        .filter(|(_, n, _)| *n > 1)
        .map(|(_, _, place)| place);
    groups
        .chain(outer.into_iter().map(|it| it.place.clone()))
        .collect()
}

enum Tag<'t> {
    Opens(&'t str),
    Empty,
    Closes(&'t str),
    /// A comment, CDATA, a processing instruction, a document type.
    Declares,
}

/// The tag that begins at `start`, and where it ends.
fn read_tag(text: &str, start: usize) -> Option<(Tag<'_>, usize)> {
    let rest = &text[start..];
    if rest.starts_with("<!") {
        return Some((Tag::Declares, start + declaration_end(rest)));
    }
    if rest.starts_with("<?") {
        return Some((Tag::Declares, start + end_after(rest, 2, "?>")));
    }
    let closes = rest.starts_with("</");
    let name = name_at(&rest[1 + usize::from(closes)..])?;
    let end = tag_end(rest)?;
    let tag = if closes {
        Tag::Closes(name)
    } else if rest[..end].trim_end_matches(js::is_space).ends_with('/') {
        Tag::Empty
    } else {
        Tag::Opens(name)
    };
    Some((tag, start + end + 1))
}

fn name_at(text: &str) -> Option<&str> {
    if !text.starts_with(is_name_start) {
        return None;
    }
    Some(&text[..text.find(|it| !is_name_character(it)).unwrap_or(text.len())])
}

/// Where the `>` of a tag is, unless another `<` comes first; quotation marks hide both.
fn tag_end(text: &str) -> Option<usize> {
    let mut at = 1;
    loop {
        at += text[at..].find(['"', '\'', '<', '>'])?;
        match &text[at..at + 1] {
            ">" => return Some(at),
            "<" => return None,
            quote => at += 2 + text[at + 1..].find(quote)?,
        }
    }
}

fn end_after(text: &str, from: usize, mark: &str) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.find(mark)
        .map_or(text.len(), |it| from + it + mark.len())
}

fn declaration_end(text: &str) -> usize {
    if text.starts_with("<!--") {
        return end_after(text, 4, "-->");
    }
    if text.starts_with("<![CDATA[") {
        return end_after(text, 9, "]]>");
    }
    let (mut at, mut depth) = (2, 0_usize);
    while let Some(found) = text[at..].find(['"', '\'', '[', ']', '>']) {
        at += found;
        match &text[at..at + 1] {
            ">" if depth == 0 => return at + 1,
            "[" => depth += 1,
            "]" => depth = depth.saturating_sub(1),
            ">" => {}
            quote => match text[at + 1..].find(quote) {
                Some(length) => at += 1 + length,
                None => return text.len(),
            },
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_are_found_in_texts() {
        #[track_caller]
        fn check(text: &str, expected: &[&str]) {
            let found: Vec<_> = order(candidates(text))
                .into_iter()
                .map(|it| &text[it])
                .collect();
            assert_eq!(found, expected, "{text}");
        }
        check("a <b>x</b> c", &["<b>x</b>"]);
        check(
            "<a/> and <b c='>'></b>",
            &["<a/> and <b c='>'></b>", "<a/>", "<b c='>'></b>"],
        );
        check("<a><b/><c/></a>", &["<a><b/><c/></a>"]);
        check("<a><b></a></b>", &[]);
        check("<p><a/>", &["<a/>"]);
        check("x < y and z > w, <1>", &[]);
        check("<!-- <a/> --><b />", &["<b />"]);
        check("<a b", &[]);
    }

    #[test]
    fn what_is_inside_is_not_tried_again() {
        let tried = std::cell::RefCell::new(Vec::new());
        let found = find("<a/><b/>", |xml| {
            tried.borrow_mut().push(xml.to_owned());
            Some(false)
        });
        assert_eq!(
            (found, tried.into_inner()),
            (None, vec!["<a/><b/>".to_owned()])
        );
    }
}
