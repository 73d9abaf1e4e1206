//! What became of each clause.
//!
//! The ids of most clauses are made from their words, so a reworded clause has another id: it is
//! found by likeness. [`map_clauses`] serves those who hold verdicts on clauses of the old document.

use super::flow::Flow;
use super::marks::Mark;
use super::partners::Partners;
use super::sections::{self, Pairing};
use super::version::{Both, Reading, Version};
use crate::spec::{Clause, ClauseKind, Section, Strength};
use crate::text::Span;
use serde::{Deserialize, Serialize};

/// What became of a clause of the old document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// The new document has it under the same id, with the same words.
    Same,
    /// It has the same words under another id.
    Renamed,
    /// It has other words, under the same id or another.
    Reworded,
    /// The new document has nothing like it.
    Gone,
}

/// A clause of the old document, and its like in the new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseMatch {
    /// Id of the clause in the old document.
    pub old: String,
    /// Id of the clause in the new one; `None` where it is gone.
    pub new: Option<String>,
    /// What became of it.
    pub fate: Fate,
}

/// A clause that is an item or a sentence, and is not the same in both documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseChange {
    /// As the old document has it; `None` where it was added.
    pub old: Option<ClausePlace>,
    /// As the new document has it; `None` where it is gone.
    pub new: Option<ClausePlace>,
    /// What changed in its words, those of its stem left out. Empty where it has the same words,
    /// and for a clause that one document lacks.
    pub marks: Vec<Mark>,
}

/// A clause as one of the documents has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClausePlace {
    /// Its id.
    pub id: String,
    /// What to call it.
    pub title: String,
    /// Key of its section.
    pub section: String,
    /// What its words demand.
    pub strength: Strength,
    /// [`Clause::hash`].
    pub hash: String,
    /// 1-based line where it starts.
    pub line: u32,
    /// Its words.
    pub span: Span,
}

impl ClauseChange {
    /// What became of it; `None` where it was added.
    pub fn fate(&self) -> Option<Fate> {
        let old = self.old.as_ref()?;
        let new = self.new.as_ref();
        Some(new.map_or(Fate::Gone, |new| {
            fate([&old.id, &old.hash], [&new.id, &new.hash])
        }))
    }
}

/// For each clause of the old document, in order, its like in the new one: by id, by words, and
/// where both are others, by likeness. No clause is the like of two.
pub fn map_clauses(old: Version<'_>, new: Version<'_>) -> Vec<ClauseMatch> {
    let both = Both::new(old, new);
    let pairing = sections::pair(&both);
    matches(&both, &partners(&both, &pairing))
}

pub(super) fn matches(both: &Both<'_>, partners: &Partners) -> Vec<ClauseMatch> {
    let (old, new) = (&both.old.spec.clauses, &both.new.spec.clauses);
    let found = |(clause, partner): (&Clause, &Option<usize>)| {
        let partner = partner.map(|it| &new[it]);
        ClauseMatch {
            old: clause.id.clone(),
            new: partner.map(|it| it.id.clone()),
            fate: partner.map_or(Fate::Gone, |it| fate(name(clause), name(it))),
        }
    };
    old.iter().zip(&partners.new_of).map(found).collect()
}

/// A clause's id and the hash of its words.
fn name(clause: &Clause) -> [&str; 2] {
    [&clause.id, &clause.hash]
}

fn fate(old: [&str; 2], new: [&str; 2]) -> Fate {
    match (old[0] == new[0], old[1] == new[1]) {
        (true, true) => Fate::Same,
        (false, true) => Fate::Renamed,
        (_, false) => Fate::Reworded,
    }
}

pub(super) fn partners(both: &Both<'_>, pairing: &Pairing) -> Partners {
    let (old, new) = (&both.old.spec.clauses, &both.new.spec.clauses);
    let new_section = |it: &Clause| *pairing.partners.new_of.get(it.section)?;
    let mut partners = Partners::new(old.len(), new.len());
    let id = |it: &'_ Clause| Some(it.id.clone());
    partners.join_by(old.iter().map(id), new.iter().map(id));
    let whole = |it: &Clause| it.kind == ClauseKind::Section;
    partners.join_by(
        old.iter().map(|it| new_section(it).filter(|_| whole(it))),
        new.iter().map(|it| Some(it.section).filter(|_| whole(it))),
    );
    partners.join_by(
        old.iter().map(|it| Some((new_section(it)?, &it.hash))),
        new.iter().map(|it| Some((it.section, &it.hash))),
    );
    let hash = |it: &'_ Clause| Some(it.hash.clone());
    partners.join_by(old.iter().map(hash), new.iter().map(hash));
    let texts = || [texts(&both.old), texts(&both.new)];
    partners.join_alike(texts, |a, b| new_section(&old[a]) == Some(new[b].section));
    partners
}

/// The words of clauses, without those of stems, which make all items of a list alike. Whole
/// sections have none: which of them are alike is known.
fn texts(reading: &Reading<'_>) -> Vec<String> {
    let text = |it: &Clause| match it.kind {
        ClauseKind::Section => String::new(),
        _ => reading.slices(&reading.rule(it)).collect(),
    };
    reading.spec.clauses.iter().map(text).collect()
}

/// The items and sentences that changed: in the order of the new document, then those gone.
pub(super) fn compare(both: &mut Both<'_>, partners: &Partners) -> Vec<ClauseChange> {
    let (old, new) = (&both.old.spec.clauses, &both.new.spec.clauses);
    let mut changes = Vec::new();
    for (here, there) in new.iter().zip(&partners.old_of) {
        let there = there.map(|it| &old[it]);
        changes.extend(change(both, there, Some(here)));
    }
    for gone in partners.free_old() {
        changes.extend(change(both, Some(&old[gone]), None));
    }
    changes
}

fn change(both: &mut Both<'_>, old: Option<&Clause>, new: Option<&Clause>) -> Option<ClauseChange> {
    let pair = old.zip(new);
    let whole = |it: &Clause| it.kind == ClauseKind::Section;
    if [old, new].into_iter().flatten().all(whole) || pair.is_some_and(|(a, b)| name(a) == name(b))
    {
        return None;
    }
    let parts = pair.map(|(old, new)| [both.old.rule(old), both.new.rule(new)]);
    let marks = parts.map(|it| both.marks(&it, Flow::prose));
    Some(ClauseChange {
        old: old.map(|it| place(&both.old, it)),
        new: new.map(|it| place(&both.new, it)),
        marks: marks.unwrap_or_default(),
    })
}

fn place(reading: &Reading<'_>, clause: &Clause) -> ClausePlace {
    let section = reading.spec.sections.get(clause.section);
    ClausePlace {
        id: clause.id.clone(),
        title: clause.title.clone(),
        section: section.map_or("", Section::key).to_owned(),
        strength: clause.strength,
        hash: clause.hash.clone(),
        line: clause.line,
        span: clause.span,
    }
}
