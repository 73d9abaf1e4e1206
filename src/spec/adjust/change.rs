//! From what a person does to a clause to the adjustments that say so.

use super::find::{Place, Places};
use super::{AdjustedClause, Adjustment, flat};
use crate::spec::clauses::{cuts, without};
use crate::spec::{Authority, Clause, ClauseKind, Section, Spec, Strength};
use crate::text::{Span, floor_boundary, hash_words};
use serde::{Deserialize, Serialize};
use serde_json::Map;
use std::sync::Arc;

/// What a person does to a clause. Places are bytes of the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// One clause becomes two; the second begins at `at`.
    Split {
        /// The clause.
        clause: String,
        /// Where it is cut.
        at: usize,
    },
    /// A clause and the one after it in the same section become one, with all words between them.
    Merge {
        /// The first of the two.
        clause: String,
    },
    /// Words become a clause; of a clause that they were part of, the rest stays one.
    Promote {
        /// The words.
        span: Span,
    },
    /// A clause becomes none: its words demand nothing.
    Demote {
        /// The clause.
        clause: String,
    },
    /// A clause gets another strength or authority.
    Grade {
        /// The clause.
        clause: String,
        /// The strength; `None` leaves it.
        strength: Option<Strength>,
        /// The authority; `None` leaves it.
        authority: Option<Authority>,
    },
    /// The words at `at` are again what the document alone says.
    Undo {
        /// Some byte of them, or of a section's heading.
        at: usize,
    },
    /// One decision is taken back, wherever its words stand now, if they still do.
    TakeBack {
        /// [`Adjustment::section`].
        section: String,
        /// [`Adjustment::words`].
        words: String,
        /// [`Adjustment::occurrence`].
        occurrence: usize,
    },
}

impl Change {
    /// Takes `decision` back.
    pub fn take_back(decision: &Adjustment) -> Change {
        Change::TakeBack {
            section: decision.section.clone(),
            words: decision.words.clone(),
            occurrence: decision.occurrence,
        }
    }
}

/// Why a change cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// It may have gone with an edit.
    #[error("no clause is called `{id}`")]
    NoClause {
        /// What was asked for.
        id: String,
    },
    /// There is nothing to merge with.
    #[error("no clause follows `{id}` in its section")]
    NoNext {
        /// The first clause.
        id: String,
    },
    /// A clause has words.
    #[error("there are no words of a rule at this place")]
    NoWords,
    /// Parts of it are clauses already.
    #[error("parts of the section `{id}` are clauses already")]
    HasParts {
        /// The section's clause.
        id: String,
    },
    /// It covers its whole section.
    #[error("`{id}` is a section as a whole, which is not merged")]
    WholeSection {
        /// The section's clause.
        id: String,
    },
}

impl ChangeError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            ChangeError::NoClause { .. } => "choose the clause again",
            ChangeError::NoNext { .. } => "merge the clause before it instead",
            ChangeError::NoWords => {
                "choose a place between two words, or words outside of examples"
            }
            ChangeError::HasParts { .. } => {
                "take its parts back first, or make other sentences clauses"
            }
            ChangeError::WholeSection { .. } => "remove the second heading in the text instead",
        }
    }
}

/// The adjustments after `change`, where those before it were `adjustments` and `spec` was read from
/// `source` with them.
///
/// # Errors
///
/// [`ChangeError`], where there is nothing to change.
pub fn change(
    spec: &Spec,
    source: &str,
    adjustments: &[Arc<Adjustment>],
    change: &Change,
) -> Result<Vec<Arc<Adjustment>>, ChangeError> {
    let cuts = cuts(spec);
    let mut editor = Editor {
        places: Places::new(spec, source, &cuts).of(adjustments),
        spec,
        source,
        cuts: &cuts,
        adjustments: adjustments.to_vec(),
    };
    match change {
        Change::Split { clause, at } => editor.split(clause, *at)?,
        Change::Merge { clause } => editor.merge(clause)?,
        Change::Promote { span } => editor.promote(*span)?,
        Change::Demote { clause } => editor.demote(clause)?,
        Change::Grade {
            clause,
            strength,
            authority,
        } => editor.grade(clause, *strength, *authority)?,
        Change::Undo { at } => editor.undo(*at),
        Change::TakeBack { .. } => editor
            .adjustments
            .retain(|it| Change::take_back(it) != *change),
    }
    Ok(editor.adjustments)
}

struct Editor<'a> {
    spec: &'a Spec,
    source: &'a str,
    cuts: &'a [Span],
    adjustments: Vec<Arc<Adjustment>>,
    /// Where each of these fits.
    places: Vec<Option<Place>>,
}

/// A clause to be, and what is said of it.
type Part = (Span, AdjustedClause);

impl Editor<'_> {
    fn clause(&self, id: &str) -> Result<&Clause, ChangeError> {
        let clause = self.spec.clauses.iter().find(|it| it.id == id);
        clause.ok_or_else(|| ChangeError::NoClause { id: id.to_owned() })
    }

    fn split(&mut self, id: &str, at: usize) -> Result<(), ChangeError> {
        let clause = self.clause(id)?.clone();
        let at = word_start(self.source, at);
        let before = self.trimmed(Span::new(clause.span.start, at.min(clause.span.end)))?;
        let after = self.trimmed(Span::new(at.max(clause.span.start), clause.span.end))?;
        if clause.kind == ClauseKind::Section {
            return self.split_section(&clause, before, after);
        }
        let (region, mut parts) = self.parts(clause.span);
        let is_it = |it: &Part| it.0 == clause.span;
        if let Some(at) = parts.iter().position(is_it) {
            let said = parts[at].1.clone();
            parts.splice(at..=at, [(before, said.clone()), (after, said)]);
        }
        self.decide(region, parts);
        Ok(())
    }

    /// The section as a whole is a clause no longer; its two parts are.
    fn split_section(
        &mut self,
        clause: &Clause,
        before: Span,
        after: Span,
    ) -> Result<(), ChangeError> {
        let region = Span::new(before.start, after.end);
        let (_, parts) = self.parts(region);
        if !parts.is_empty() {
            return Err(ChangeError::HasParts {
                id: clause.id.clone(),
            });
        }
        self.decide_section(clause, None);
        let parts = [before, after].map(|it| (it, AdjustedClause::default()));
        self.decide(region, parts.to_vec());
        Ok(())
    }

    fn merge(&mut self, id: &str) -> Result<(), ChangeError> {
        let clause = self.clause(id)?;
        let id = || id.to_owned();
        if clause.kind == ClauseKind::Section {
            return Err(ChangeError::WholeSection { id: id() });
        }
        let is_next = |it: &&Clause| {
            it.section == clause.section
                && it.kind != ClauseKind::Section
                && it.span.start >= clause.span.end
        };
        let next = self.spec.clauses.iter().find(is_next);
        let next = next.ok_or_else(|| ChangeError::NoNext { id: id() })?;
        let merged = Span::new(clause.span.start, next.span.end);
        let (region, mut parts) = self.parts(merged);
        let first = parts
            .iter()
            .position(|it| merged.contains(it.0))
            .unwrap_or(0);
        parts.retain(|it| !merged.contains(it.0));
        parts.insert(first, (merged, AdjustedClause::default()));
        self.decide(region, parts);
        Ok(())
    }

    fn promote(&mut self, span: Span) -> Result<(), ChangeError> {
        let start = word_start(self.source, span.start);
        let end = word_end(self.source, span.end).max(start);
        let chosen = self.trimmed(Span::new(start, end))?;
        let section = self.section_of(chosen).ok_or(ChangeError::NoWords)?;
        if !section.span.contains(chosen) {
            return Err(ChangeError::NoWords);
        }
        let (region, parts) = self.parts(chosen);
        let (mut new, said) = (Vec::new(), AdjustedClause::default());
        for (part, said) in parts {
            let rest = [
                Span::new(part.start, chosen.start.clamp(part.start, part.end)),
                Span::new(chosen.end.clamp(part.start, part.end), part.end),
            ];
            let rest = rest.into_iter().filter_map(|it| self.trimmed(it).ok());
            new.extend(rest.map(|it| (it, said.clone())));
        }
        let at = new.partition_point(|it| it.0.start < chosen.start);
        new.insert(at, (chosen, said));
        self.decide(region, new);
        Ok(())
    }

    fn demote(&mut self, id: &str) -> Result<(), ChangeError> {
        let clause = self.clause(id)?.clone();
        if clause.kind == ClauseKind::Section {
            self.decide_section(&clause, None);
            return Ok(());
        }
        let (region, mut parts) = self.parts(clause.span);
        parts.retain(|it| it.0 != clause.span);
        self.decide(region, parts);
        Ok(())
    }

    fn grade(
        &mut self,
        id: &str,
        strength: Option<Strength>,
        authority: Option<Authority>,
    ) -> Result<(), ChangeError> {
        let clause = self.clause(id)?.clone();
        let change = |said: &mut AdjustedClause| {
            said.strength = strength.or(said.strength);
            said.authority = authority.or(said.authority);
        };
        if clause.kind == ClauseKind::Section {
            let mut said = self.said_of_section(clause.section);
            change(&mut said);
            self.decide_section(&clause, Some(said));
            return Ok(());
        }
        let (region, mut parts) = self.parts(clause.span);
        let it = parts.iter_mut().find(|it| it.0 == clause.span);
        it.into_iter().for_each(|it| change(&mut it.1));
        self.decide(region, parts);
        Ok(())
    }

    fn undo(&mut self, at: usize) {
        let section = self.section_at(at);
        let is_there = |place: &Option<Place>| match place {
            Some(Place::Words(span, _)) => (span.start..span.end).contains(&at),
            _ => false,
        };
        let has_words = self.places.iter().any(is_there);
        self.drop_where(|place| match place {
            Some(Place::Section(it)) => !has_words && Some(*it) == section,
            words => is_there(words),
        });
    }

    /// The words to decide on together: those in `span`, those of clauses that share some with it,
    /// and those that were decided on before; and the clauses they are now.
    fn parts(&self, span: Span) -> (Span, Vec<Part>) {
        let clauses = || {
            self.spec
                .clauses
                .iter()
                .filter(|it| it.kind != ClauseKind::Section)
        };
        let decided = || {
            self.places.iter().flatten().filter_map(|it| match it {
                Place::Words(span, _) => Some(*span),
                Place::Section(_) => None,
            })
        };
        let mut region = span;
        loop {
            let all = clauses().map(|it| it.span).chain(decided());
            let near = all.filter(|it| it.overlaps(region));
            let wider = near.fold(region, |a, b| {
                Span::new(a.start.min(b.start), a.end.max(b.end))
            });
            if wider == region {
                break;
            }
            region = wider;
        }
        let inside = clauses().filter(|it| region.contains(it.span));
        (
            region,
            inside.map(|it| (it.span, self.said(it.span))).collect(),
        )
    }

    /// What was decided of the clause that has just these words.
    fn said(&self, span: Span) -> AdjustedClause {
        let pairs = self.places.iter().zip(&self.adjustments);
        let found = pairs
            .into_iter()
            .find_map(|(place, adjustment)| match place {
                Some(Place::Words(_, parts)) => {
                    let at = parts.iter().position(|it| *it == span)?;
                    adjustment.clauses.get(at).cloned()
                }
                _ => None,
            });
        found.unwrap_or_default()
    }

    fn said_of_section(&self, section: usize) -> AdjustedClause {
        let at = self
            .places
            .iter()
            .position(|it| *it == Some(Place::Section(section)));
        let said = at.and_then(|at| self.adjustments[at].clauses.first().cloned());
        said.unwrap_or_default()
    }

    /// Replaces what was decided on words in `region`.
    fn decide(&mut self, region: Span, parts: Vec<Part>) {
        let mut places = Places::new(self.spec, self.source, self.cuts);
        let section = self.section_at(region.start).unwrap_or(0);
        let clauses = parts.into_iter().map(|(span, said)| AdjustedClause {
            words: if span == region {
                String::new()
            } else {
                self.words(span)
            },
            ..said
        });
        let words = self.words(region);
        let new = Adjustment {
            section: self
                .spec
                .sections
                .get(section)
                .map_or("", Section::key)
                .to_owned(),
            occurrence: places.occurrence(section, region),
            hash: hash_words(&words),
            words,
            clauses: clauses.collect(),
            extra: Map::new(),
        };
        self.drop_where(|place| matches!(place, Some(Place::Words(it, _)) if it.overlaps(region)));
        self.adjustments.push(Arc::new(new));
    }

    fn decide_section(&mut self, clause: &Clause, said: Option<AdjustedClause>) {
        let section = clause.section;
        self.drop_where(|place| *place == Some(Place::Section(section)));
        self.places.push(Some(Place::Section(section)));
        self.adjustments.push(Arc::new(Adjustment {
            section: self.spec.sections[section].key().to_owned(),
            words: String::new(),
            occurrence: 1,
            hash: clause.hash.clone(),
            clauses: said.into_iter().collect(),
            extra: Map::new(),
        }));
    }

    fn drop_where(&mut self, is_gone: impl Fn(&Option<Place>) -> bool) {
        let mut places = self.places.iter();
        let kept = |_: &Arc<Adjustment>| places.next().is_none_or(|it| !is_gone(it));
        self.adjustments.retain(kept);
        self.places.retain(|it| !is_gone(it));
    }

    fn section_at(&self, at: usize) -> Option<usize> {
        let n = self.spec.sections.partition_point(|it| it.span.start <= at);
        n.checked_sub(1)
    }

    fn section_of(&self, span: Span) -> Option<&Section> {
        self.spec.sections.get(self.section_at(span.start)?)
    }

    /// From the first word of a rule in `span` to the last.
    fn trimmed(&self, span: Span) -> Result<Span, ChangeError> {
        let mut found: Option<Span> = None;
        for piece in without(self.cuts, span) {
            let words = piece.slice(self.source).unwrap_or("");
            if !words.contains(char::is_alphanumeric) {
                continue;
            }
            let start = piece.start + words.len() - words.trim_start().len();
            let end = start + words.trim().len();
            found = Some(Span::new(found.map_or(start, |it| it.start), end));
        }
        found.ok_or(ChangeError::NoWords)
    }

    /// The words of a rule in `span`, single blanks between them.
    fn words(&self, span: Span) -> String {
        let pieces = without(self.cuts, span).filter_map(|it| it.slice(self.source));
        flat(&pieces.collect::<String>())
    }
}

/// The start of the word that byte `at` stands in the middle of, else `at`.
fn word_start(source: &str, at: usize) -> usize {
    let at = floor_boundary(source, at);
    let (before, after) = source.split_at(at);
    if after.starts_with(is_letter) {
        before.trim_end_matches(is_letter).len()
    } else {
        at
    }
}

/// The end of the word that byte `at` stands in the middle of, else `at`.
fn word_end(source: &str, at: usize) -> usize {
    let at = floor_boundary(source, at);
    let (before, after) = source.split_at(at);
    if before.ends_with(is_letter) {
        source.len() - after.trim_start_matches(is_letter).len()
    } else {
        at
    }
}

/// Letters of scripts that part words with blanks.
fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() && letter < '\u{2e80}'
}
