//! What changed from one version of a spec to the next.
//!
//! Sections are the same where their ids are, else their headings, else their words are alike.
//! Of sections that are the same, everything is compared: title, place, authority, prose word by
//! word, examples. A change of vocabulary, such as `platform` to `root`, is one fact however many
//! headings it touches. [`map_clauses`] says what became of each clause, so that verdicts given on
//! the old one can be found.
//!
//! Time grows with the length of the texts; comparing word by word is bounded, and beyond the bound
//! a text is marked as replaced as a whole. Swapping the versions swaps added and removed.

mod alike;
mod changes;
mod clauses;
mod counts;
mod examples;
mod flow;
mod hunks;
mod json;
mod marks;
mod partners;
mod readable;
mod sections;
mod titles;
mod version;
mod vocabulary;

pub use clauses::{ClauseChange, ClauseMatch, ClausePlace, Fate, map_clauses};
pub use counts::Count;
pub use examples::{ExampleChange, ExamplePart, ExamplePlace};
pub use hunks::{Hunks, Piece, hunks};
pub use json::diff_json;
pub use marks::Mark;
pub use sections::FoundBy;
pub use version::Version;
pub use vocabulary::WordChange;

use super::{Section, Strength};
use crate::text::{LineIndex, Span};
use changes::Effort;
use flow::Flow;
use sections::Pairing;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;
use version::Both;

/// What changed from one version of a spec to the next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SpecDiff {
    /// Sections that only the new document has, in its order.
    pub added: Vec<SectionPlace>,
    /// Sections that only the old document has, in its order.
    pub removed: Vec<SectionPlace>,
    /// Sections of both in which something changed, in the order of the new document.
    pub changed: Vec<SectionChange>,
    /// Keys of sections that now stand before one they stood after, in the order of the new
    /// document.
    pub reordered: Vec<String>,
    /// Words for authorities that were replaced by others.
    pub vocabulary: Vec<WordChange>,
    /// Examples that changed: in the order of the new document, then those removed.
    pub examples: Vec<ExampleChange>,
    /// Clauses that are items or sentences and changed. Clauses that are whole sections are in
    /// `changed`.
    pub clauses: Vec<ClauseChange>,
    /// What became of each clause of the old document, in its order, whole sections included.
    pub matches: Vec<ClauseMatch>,
    /// Pairs of a section only the old document has and one only the new has, under one parent,
    /// with titles alike, renamed ones among them.
    pub alike_titles: Vec<AlikeTitles>,
    /// Metadata before the text that changed.
    pub front_matter: Vec<FieldChange>,
    /// Sections of both documents of which title, place, authority, tags, prose and examples are
    /// the same.
    pub n_unchanged: usize,
}

/// A section as one of the documents has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionPlace {
    /// The author's id, where there is one.
    pub id: Option<Arc<str>>,
    /// Id, else slug.
    pub key: String,
    /// The heading as raw Markdown.
    pub title: String,
    /// 1 to 6; 0 before the first heading.
    pub depth: u8,
    /// Key of the enclosing section.
    pub parent: Option<Arc<str>>,
    /// The authority as the author wrote it.
    pub authority: Option<Arc<str>>,
    /// The `tags` attribute.
    pub tags: Vec<String>,
    /// What its words demand, where it is a clause as a whole.
    pub strength: Option<Strength>,
    /// 1-based line of the heading.
    pub line: u32,
    /// The whole section, heading included.
    pub span: Span,
}

/// A section of both documents in which something changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionChange {
    /// As the old document has it.
    pub old: SectionPlace,
    /// As the new document has it.
    pub new: SectionPlace,
    /// How the two were found to be the same.
    pub found_by: FoundBy,
    /// It stands in another section, which is not merely the old one renamed.
    pub moved: bool,
    /// Its authority is another, and not because the word for it is.
    pub reranked: bool,
    /// How its prose was reworded.
    pub prose: Option<Rewording>,
    /// What changed in its commentary.
    pub commentary: Vec<Mark>,
    /// What changed in its fenced blocks that are no examples: code, and checks.
    pub blocks: Vec<Mark>,
    /// Keys of footnotes that only the new prose has, and that only the old one has.
    pub footnotes: [Vec<String>; 2],
}

/// How a text was reworded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rewording {
    /// How many words the old text has.
    pub n_old_words: usize,
    /// How many words the new text has.
    pub n_new_words: usize,
    /// What changed. Never empty.
    pub marks: Vec<Mark>,
}

/// A section that was removed and one that was added, with titles alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlikeTitles {
    /// The removed section.
    pub old: SectionPlace,
    /// The added section.
    pub new: SectionPlace,
}

/// An entry of the metadata that changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its name.
    pub key: String,
    /// The old value; `None` where it was added.
    pub old: Option<Value>,
    /// The new value; `None` where it was removed.
    pub new: Option<Value>,
}

/// Compares two versions of a spec. Spans and lines are those of the two sources.
pub fn diff(old: Version<'_>, new: Version<'_>) -> SpecDiff {
    let mut both = Both::new(old, new);
    let pairing = sections::pair(&both);
    let clauses = clauses::partners(&both, &pairing);
    let vocabulary = vocabulary::find(&both, &pairing);
    let (added, removed) = (pairing.partners.free_new(), pairing.partners.free_old());
    let mut diff = SpecDiff {
        added: added.into_iter().map(|at| both.new.place(at)).collect(),
        removed: removed.into_iter().map(|at| both.old.place(at)).collect(),
        changed: changed(&mut both, &pairing, &vocabulary),
        reordered: reordered(&both, &pairing),
        vocabulary,
        examples: examples::compare(&mut both, &pairing),
        matches: clauses::matches(&both, &clauses),
        clauses: clauses::compare(&mut both, &clauses),
        alike_titles: alike_titles(&both, &pairing),
        front_matter: front_matter(&both),
        n_unchanged: 0,
    };
    diff.n_unchanged = n_unchanged(&both, &pairing, &diff);
    diff
}

/// Compares two texts that are no specs word by word. Each comes with the pieces of it that count,
/// in order and apart; no mark reaches from one piece into the next.
pub fn compare_words(old: (&str, &[Span]), new: (&str, &[Span])) -> Vec<Mark> {
    let [old_flow, new_flow] = [old, new].map(|(text, pieces)| Flow::verbatim(text, pieces, 0));
    let lines = [old.0, new.0].map(LineIndex::new);
    let [old_lines, new_lines] = &lines;
    marks::marks(
        &old_flow,
        &new_flow,
        [old_lines, new_lines],
        &mut Effort::new(),
    )
}

fn changed(
    both: &mut Both<'_>,
    pairing: &Pairing,
    vocabulary: &[WordChange],
) -> Vec<SectionChange> {
    let mut replaced = BTreeSet::new();
    replaced.extend(
        vocabulary
            .iter()
            .map(|it| (it.from.as_str(), it.to.as_str())),
    );
    let change = |(old, new)| {
        let change = section_change(both, pairing, &replaced, old, new);
        Some(change).filter(SectionChange::is_any)
    };
    pairing.pairs().filter_map(change).collect()
}

fn section_change(
    both: &mut Both<'_>,
    pairing: &Pairing,
    replaced: &BTreeSet<(&str, &str)>,
    old: usize,
    new: usize,
) -> SectionChange {
    let sections = (&both.old.spec.sections[old], &both.new.spec.sections[new]);
    let parents = (both.old.parents[old], both.new.parents[new]);
    let (prose, commentary, blocks) = (
        [both.old.prose(old), both.new.prose(new)],
        [both.old.commentary(old), both.new.commentary(new)],
        [both.old.blocks(old), both.new.blocks(new)],
    );
    SectionChange {
        found_by: pairing.found_by[new],
        moved: !pairing.is_same(parents.0, parents.1),
        reranked: vocabulary::is_reranked(replaced, sections.0, sections.1),
        prose: both.reword(&prose, Flow::prose),
        commentary: both.marks(&commentary, Flow::prose),
        blocks: both.marks(&blocks, Flow::verbatim),
        footnotes: footnotes(sections.0, sections.1),
        old: both.old.place(old),
        new: both.new.place(new),
    }
}

/// The keys that only the new section has, and that only the old one has.
fn footnotes(old: &Section, new: &Section) -> [Vec<String>; 2] {
    let missing = |of: &Section, from: &Section| {
        let mut known = BTreeSet::new();
        known.extend(&from.footnotes);
        let keys = of.footnotes.iter().filter(|it| !known.contains(it));
        keys.cloned().collect()
    };
    [missing(new, old), missing(old, new)]
}

fn reordered(both: &Both<'_>, pairing: &Pairing) -> Vec<String> {
    let mut before = None;
    let earlier = pairing
        .kept()
        .filter(|(old, _)| before.replace(*old) > Some(*old));
    let sections = &both.new.spec.sections;
    earlier
        .map(|(_, new)| sections[new].key().to_owned())
        .collect()
}

fn alike_titles(both: &Both<'_>, pairing: &Pairing) -> Vec<AlikeTitles> {
    let pairs = pairing.alike_titles.iter();
    pairs
        .map(|(old, new)| AlikeTitles {
            old: both.old.place(*old),
            new: both.new.place(*new),
        })
        .collect()
}

fn front_matter(both: &Both<'_>) -> Vec<FieldChange> {
    let empty = Map::new();
    let [old, new] =
        [&both.old, &both.new].map(|it| it.spec.front_matter.as_ref().unwrap_or(&empty));
    let added = new.keys().filter(|it| !old.contains_key(*it));
    let keys = old
        .keys()
        .chain(added)
        .filter(|it| old.get(*it) != new.get(*it));
    keys.map(|key| FieldChange {
        key: key.clone(),
        old: old.get(key).cloned(),
        new: new.get(key).cloned(),
    })
    .collect()
}

fn n_unchanged(both: &Both<'_>, pairing: &Pairing, diff: &SpecDiff) -> usize {
    let mut touched = BTreeSet::new();
    let changed = diff.changed.iter().filter(|it| it.is_more_than_beside());
    touched.extend(changed.map(|it| (true, it.new.key.as_str())));
    for example in diff.examples.iter().filter(|it| it.is_more_than_details()) {
        let (old, new) = (example.old.as_ref(), example.new.as_ref());
        touched.extend(old.map(|it| (false, it.section.as_str())));
        touched.extend(new.map(|it| (true, it.section.as_str())));
    }
    let is_untouched = |(old, new): &(usize, usize)| {
        let [old, new] = [&both.old.spec.sections[*old], &both.new.spec.sections[*new]];
        !touched.contains(&(false, old.key())) && !touched.contains(&(true, new.key()))
    };
    pairing.kept().filter(is_untouched).count()
}

impl SpecDiff {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        let SpecDiff {
            added,
            removed,
            changed,
            reordered,
            vocabulary: _,
            examples,
            clauses,
            matches: _,
            alike_titles: _,
            front_matter,
            n_unchanged: _,
        } = self;
        added.is_empty()
            && removed.is_empty()
            && changed.is_empty()
            && reordered.is_empty()
            && examples.is_empty()
            && clauses.is_empty()
            && front_matter.is_empty()
    }
}

impl SectionChange {
    /// Whether its name is the same.
    pub fn is_kept(&self) -> bool {
        self.found_by == FoundBy::Name
    }

    /// Whether its title is another under the same name.
    pub fn is_retitled(&self) -> bool {
        self.is_kept() && self.old.title != self.new.title
    }

    /// Whether anything changed.
    fn is_any(&self) -> bool {
        let beside = [&self.commentary, &self.blocks];
        self.is_more_than_beside()
            || beside.iter().any(|it| !it.is_empty())
            || self.footnotes.iter().any(|it| !it.is_empty())
    }

    /// Whether something changed in its heading, its place or its prose, rather than only beside.
    fn is_more_than_beside(&self) -> bool {
        let head = |it: &SectionPlace| {
            let place = (it.depth, it.parent.clone());
            (
                it.title.clone(),
                it.authority.clone(),
                it.tags.clone(),
                place,
            )
        };
        !self.is_kept() || self.moved || self.prose.is_some() || head(&self.old) != head(&self.new)
    }
}
