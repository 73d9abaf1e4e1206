//! Which section of the old document is which of the new one.

use super::alike::Alike;
use super::partners::Partners;
use super::titles;
use super::version::{Both, Reading};
use crate::spec::{Section, slug};
use crate::text::hash_words;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Likeness of words, in thousandths, below which no likeness of titles makes two sections one.
const UNLIKE: u32 = 200;

/// Where more removed and added sections would have their titles compared, none are.
const MAX_TITLE_PAIRS: usize = 5_000;

/// How two sections were found to be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FoundBy {
    /// They have the same id; without one, the same heading.
    Name,
    /// Their ids differ; titles and words are alike: the section was renamed.
    Title,
    /// Ids and titles differ; the words are alike: they go on under another name.
    Words,
}

/// Sections that are the same in both documents.
pub(super) struct Pairing {
    pub(super) partners: Partners,
    /// How a new section and its old one were found to be the same.
    pub(super) found_by: Vec<FoundBy>,
    /// Pairs of a removed and an added section of one parent whose titles are alike, renamed ones
    /// among them.
    pub(super) alike_titles: Vec<(usize, usize)>,
}

/// Finds the pairs by id, then by the names of headings, then by likeness of words and titles.
pub(super) fn pair(both: &Both<'_>) -> Pairing {
    let Both { old, new, .. } = both;
    let mut partners = Partners::new(old.spec.sections.len(), new.spec.sections.len());
    partners.join_by(ids(old), ids(new));
    partners.join_by(paths(old), paths(new));
    partners.join_by(keys(old), keys(new));
    let mut pairing = Pairing {
        partners,
        found_by: vec![FoundBy::Name; new.spec.sections.len()],
        alike_titles: Vec::new(),
    };
    pairing.find_renamed(old, new);
    pairing
}

/// The authors' ids.
fn ids<'a>(reading: &Reading<'a>) -> impl Iterator<Item = Option<&'a str>> {
    reading.spec.sections.iter().map(|it| it.id.as_deref())
}

/// The headings from the outermost to this one, hashed, for sections without an id: two called
/// "Examples" are told apart by what they stand under.
fn paths(reading: &Reading<'_>) -> impl Iterator<Item = Option<String>> {
    let sections = &reading.spec.sections;
    let mut paths: Vec<String> = Vec::with_capacity(sections.len());
    for (section, parent) in sections.iter().zip(&reading.parents) {
        let outer = parent.map_or("", |it| paths[it].as_str());
        let path = || hash_words(&format!("{outer}/{}", slug::slug(&section.title)));
        paths.push(section.id.as_deref().map_or_else(path, str::to_owned));
    }
    let path = |(section, path): (&Section, String)| section.id.is_none().then_some(path);
    sections.iter().zip(paths).map(path)
}

/// What references call the sections.
fn keys<'a>(reading: &Reading<'a>) -> impl Iterator<Item = Option<&'a str>> {
    reading.spec.sections.iter().map(|it| Some(it.key()))
}

impl Pairing {
    fn find_renamed(&mut self, old: &Reading<'_>, new: &Reading<'_>) {
        let (removed, added) = (self.partners.free_old(), self.partners.free_new());
        if removed.is_empty() || added.is_empty() {
            return;
        }
        self.alike_titles = alike_titles(old, new, &removed, &added);
        let alike = Alike::new(&texts(old), &texts(new));
        let near = |a: usize, b: usize| self.is_same(old.parents[a], new.parents[b]);
        let mut found = alike.pairs(&removed, &added, near);
        let titles = self.alike_titles.iter().copied();
        found.extend(titles.filter(|(a, b)| alike.likeness(*a, *b) >= UNLIKE));
        let is_few = found.len() <= MAX_TITLE_PAIRS;
        for (a, b) in found {
            if self.partners.new_of[a].is_none() && self.partners.old_of[b].is_none() {
                self.partners.join(a, b);
                let titles = [&old.spec.sections[a].title, &new.spec.sections[b].title];
                let alike = titles[0] == titles[1] || is_few && titles::alike(titles[0], titles[1]);
                self.found_by[b] = if alike {
                    FoundBy::Title
                } else {
                    FoundBy::Words
                };
            }
        }
    }

    /// Whether two sections, or none and none, are the same.
    pub(super) fn is_same(&self, old: Option<usize>, new: Option<usize>) -> bool {
        match (old, new) {
            (Some(old), Some(new)) => self.partners.new_of[old] == Some(new),
            (old, new) => old == new,
        }
    }

    /// The pairs with the same name, in the order of the new document, the old section first.
    pub(super) fn kept(&self) -> impl Iterator<Item = (usize, usize)> {
        self.pairs().filter(|(_, new)| self.is_kept(*new))
    }

    /// Whether a new section has the name of its old one.
    pub(super) fn is_kept(&self, new: usize) -> bool {
        self.found_by[new] == FoundBy::Name
    }

    /// All pairs, likewise.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let partners = self.partners.old_of.iter().enumerate();
        partners.filter_map(|(new, old)| Some(((*old)?, new)))
    }
}

/// Pairs of sections with the same parent by name, and titles alike.
fn alike_titles(
    old: &Reading<'_>,
    new: &Reading<'_>,
    removed: &[usize],
    added: &[usize],
) -> Vec<(usize, usize)> {
    let (old, new) = (&old.spec.sections, &new.spec.sections);
    let mut by_parent = HashMap::<_, Vec<usize>>::new();
    for at in added {
        by_parent.entry(&new[*at].parent).or_default().push(*at);
    }
    let siblings = |a: usize| by_parent.get(&old[a].parent).into_iter().flatten().copied();
    if removed
        .iter()
        .map(|it| siblings(*it).count())
        .sum::<usize>()
        > MAX_TITLE_PAIRS
    {
        return Vec::new();
    }
    let pairs = removed.iter().flat_map(|a| siblings(*a).map(|b| (*a, b)));
    pairs
        .filter(|(a, b)| titles::alike(&old[*a].title, &new[*b].title))
        .collect()
}

/// Titles and prose.
fn texts(reading: &Reading<'_>) -> Vec<String> {
    let text = |(at, section): (usize, &Section)| {
        let prose = reading.prose(at);
        let pieces: Vec<_> = reading.slices(&prose).collect();
        format!("{}\n{}", section.title, pieces.concat())
    };
    let sections = reading.spec.sections.iter();
    sections.enumerate().map(text).collect()
}
