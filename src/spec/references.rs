//! References to sections, `[text](#id)`, and footnote keys, `[^key]`.

use super::slug::loose_slug;
use super::{Reference, ReferenceForm, ReferencePlace, ResolvedBy, Section, Spec};
use crate::diagnostic::Diagnostic;
use crate::text::Span;
use memchr::memmem;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A link to a section, as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Link<'a> {
    pub(super) text: &'a str,
    pub(super) target: &'a str,
    pub(super) span: Span,
}

/// The links of one line that begins at byte `at`. Linear, whatever brackets the line has, which
/// are kept in `open`.
pub(super) fn links<'a>(
    line: &'a str,
    at: usize,
    open: &mut Vec<usize>,
) -> impl Iterator<Item = Link<'a>> {
    open.clear();
    let mut resume = 0;
    let mut brackets = memchr::memchr2_iter(b'[', b']', line.as_bytes());
    std::iter::from_fn(move || {
        brackets.find_map(|index| {
            if index < resume {
                return None;
            }
            if line.as_bytes()[index] == b'[' {
                open.push(index);
                return None;
            }
            let start = open.pop()?;
            let target = target(&line[index + 1..])?;
            resume = index + target.len() + 4;
            let (text, span) = (&line[start + 1..index], Span::new(at + start, at + resume));
            Some(Link { text, target, span })
        })
    })
}

/// The target in `(#target)` at the start of `text`.
fn target(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("(#")?;
    let end = inner.find(|it: char| it == '(' || it == ')' || it.is_whitespace())?;
    (end > 0 && inner[end..].starts_with(')')).then(|| &inner[..end])
}

/// Byte ranges and keys of the footnotes in `text`.
pub(crate) fn footnotes(text: &str) -> impl Iterator<Item = (Span, &str)> {
    let found = memmem::find_iter(text.as_bytes(), "[^");
    let marks = found.scan(0, |resume, start| {
        let key = footnote_key(&text[start + 2..]).filter(|_| start >= *resume);
        if let Some(key) = key {
            *resume = start + key.len() + 3;
        }
        Some(key.map(|key| (Span::new(start, start + key.len() + 3), key)))
    });
    marks.flatten()
}

/// Keys are short: looking no further keeps a line of `[^[^[^` linear.
fn footnote_key(text: &str) -> Option<&str> {
    let mut letters = text.char_indices().take(100);
    let (end, last) = letters.find(|(_, it)| *it == ']' || it.is_whitespace())?;
    (end > 0 && last == ']').then(|| &text[..end])
}

/// The key of the footnote that `text` begins with.
pub(super) fn footnote_at(text: &str) -> Option<&str> {
    text.strip_prefix("[^").and_then(footnote_key)
}

/// Appends `text` without its footnotes.
pub(super) fn push_without_footnotes(words: &mut String, text: &str) {
    let mut at = 0;
    for (span, _) in footnotes(text) {
        words.push_str(&text[at..span.start]);
        at = span.end;
    }
    words.push_str(&text[at..]);
}

/// The code of references that mean nothing.
pub(super) const DANGLING: &str = "dangling-reference";

/// Adds the grades that blame a section, in order of lines.
pub(super) fn add_blames(spec: &mut Spec) {
    let blamed: Vec<_> = spec.sections.iter().flat_map(blames).collect();
    let n_references = spec.references.len() + blamed.len();
    let mut blamed = blamed.into_iter().peekable();
    // Both are in order of lines; merging them is less code than a sort.
    let others = std::mem::replace(&mut spec.references, Vec::with_capacity(n_references));
    for reference in others {
        while let Some(blame) = blamed.next_if(|it| it.line < reference.line) {
            spec.references.push(blame);
        }
        spec.references.push(reference);
    }
    spec.references.extend(blamed);
}

/// Finds the sections that references mean.
pub(super) fn find_targets(spec: &mut Spec) {
    let mut names = Names::new(&spec.sections);
    for reference in &mut spec.references {
        (reference.resolved_by, reference.target_section) = names.find(&reference.target).unzip();
    }
}

/// References may also mean a clause by the id its author gave it.
pub(super) fn resolve_clauses(spec: &mut Spec) {
    let is_open = |it: &&mut Reference| it.resolved_by.is_none();
    let mut open = spec.references.iter_mut().filter(is_open).peekable();
    if open.peek().is_none() {
        return;
    }
    let mut sections = HashMap::new();
    sections.extend(spec.clauses.iter().map(|it| (it.id.as_str(), it.section)));
    for reference in open {
        let section = sections.get(reference.target.as_str()).copied();
        reference.resolved_by = section.map(|_| ResolvedBy::Id);
        reference.target_section = section;
    }
}

fn blames(section: &Section) -> impl Iterator<Item = Reference> {
    let candidates = section
        .examples
        .iter()
        .flat_map(|example| &example.candidates);
    candidates.filter_map(|candidate| {
        Some(Reference {
            // First, since most grades blame nobody.
            target: candidate.blames.clone()?,
            line: candidate.line,
            text: Cow::Borrowed(candidate.grade.word()),
            form: ReferenceForm::Grade,
            place: ReferencePlace::Example,
            section: key_of(section),
            resolved_by: None,
            target_section: None,
            span: candidate.span,
        })
    })
}

/// The key of a section, where it has one.
pub(super) fn key_of(section: &Section) -> Option<Arc<str>> {
    section.id.clone().or_else(|| section.slug.clone())
}

/// Names of sections, to find what a reference means.
struct Names<'a> {
    by_id: HashMap<&'a str, usize>,
    sections: &'a [Section],
    /// Made where nothing before matches.
    by_slug: Option<HashMap<&'a str, usize>>,
    by_loose_slug: Option<HashMap<String, usize>>,
}

impl<'a> Names<'a> {
    fn new(sections: &'a [Section]) -> Names<'a> {
        Names {
            by_id: first_of_each(sections, |it| it.id.as_deref()),
            sections,
            by_slug: None,
            by_loose_slug: None,
        }
    }

    fn find(&mut self, target: &str) -> Option<(ResolvedBy, usize)> {
        let found = |by, at: Option<&usize>| at.map(|at| (by, *at));
        found(ResolvedBy::Id, self.by_id.get(target))
            .or_else(|| found(ResolvedBy::Slug, self.slugs().get(target)))
            .or_else(|| found(ResolvedBy::LooseSlug, self.loose_slugs().get(target)))
    }

    fn slugs(&mut self) -> &HashMap<&'a str, usize> {
        let sections = self.sections;
        self.by_slug
            .get_or_insert_with(|| first_of_each(sections, |it| it.slug.as_deref()))
    }

    fn loose_slugs(&mut self) -> &HashMap<String, usize> {
        self.by_loose_slug.get_or_insert_with(|| {
            let mut slugs = HashMap::new();
            let named = self.sections.iter().enumerate();
            for (at, section) in named.filter(|it| it.1.slug.is_some()) {
                slugs.entry(loose_slug(&section.title)).or_insert(at);
            }
            slugs
        })
    }
}

/// The first section of each name.
fn first_of_each(
    sections: &[Section],
    name: impl Fn(&Section) -> Option<&str>,
) -> HashMap<&str, usize> {
    let mut first = HashMap::with_capacity(sections.len());
    for (at, section) in sections.iter().enumerate() {
        if let Some(name) = name(section) {
            first.entry(name).or_insert(at);
        }
    }
    first
}

/// Reports the references that mean nothing.
pub(super) fn report_dangling(spec: &mut Spec, source: &str) {
    let is_dangling = |it: &&Reference| it.resolved_by.is_none();
    let mut dangling = spec.references.iter().filter(is_dangling).peekable();
    if dangling.peek().is_none() {
        return;
    }
    let anchors = html_anchors(source);
    for reference in dangling {
        let target = reference.target.as_str();
        let is_code = source[..reference.span.start].ends_with('`');
        if !is_code && !anchors.contains(target) {
            spec.diagnostics.push(dangling_reference(reference, target));
        }
    }
}

fn dangling_reference(reference: &Reference, target: &str) -> Diagnostic {
    let message = format!("no section is called `{target}`");
    Diagnostic::warning(DANGLING, reference.span, reference.line, message).with_hint(format!(
        "give the section it means the id, `{{#{target}}}`, or correct the link"
    ))
}

/// Targets that raw HTML defines, such as `<a name="top">`.
fn html_anchors(source: &str) -> HashSet<&str> {
    let marks = ["id=\"", "name=\""].into_iter();
    let values = marks.flat_map(|mark| source.match_indices(mark).map(move |it| it.0 + mark.len()));
    values
        .filter_map(|at| source[at..].split('"').next())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_with_nested_brackets() {
        #[track_caller]
        fn check(line: &str, expected: &[(&str, &str)]) {
            let mut open = Vec::new();
            let links = links(line, 0, &mut open);
            let found: Vec<_> = links.map(|it| (it.text, it.target)).collect();
            assert_eq!(found, expected, "{line}");
        }
        check("see [?](#a) and [b [c]](#d)", &[("?", "a"), ("b [c]", "d")]);
        check("[x](http://a#b) [y](#)", &[]);
        check("[x](#a b) [x](#a(b)", &[]);
        check("]](#a) [[(#b)", &[]);
        check("[é](#ü)", &[("é", "ü")]);
    }

    #[test]
    fn footnotes_leave_no_trace_in_the_words() {
        let mut words = String::new();
        push_without_footnotes(&mut words, "a[^x1] b[^ no] [^]c[^ü]");
        assert_eq!(words, "a b[^ no] [^]c");
        assert_eq!(
            footnotes("[^[^a]").map(|it| it.1).collect::<Vec<_>>(),
            ["[^a"]
        );
    }
}
