//! Who labels which list and where they are: all of it stands in the sheet's address, so a reload
//! goes on where one was.

use super::super::Engine;
use super::super::acts::{Act, Selected};
use super::super::sheets::{LABEL, address};
use crate::spec::Clause;
use crate::text::{Span, from_utf16, hash_words, sha256};
use crate::transcript::{Scenario, Transcript};
use crate::verdict::{Evidence, Outcome, Source, Verdict, VerdictEvent, counted_in};
use crate::workspace::Workspace;
use crate::workspace::lists::List;
use serde_json::Map;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A rater at an item of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::engine) struct Seat {
    /// The list's id.
    pub(in crate::engine) list: String,
    /// Index of the item; one past the last is the end of the list.
    pub(in crate::engine) at: usize,
    /// What tells the rater from others of the same name.
    pub(in crate::engine) rater: String,
    /// Words marked for a verdict still to come: message and span in bytes.
    pub(in crate::engine) marks: Vec<(usize, Span)>,
    pub(in crate::engine) name: String,
}

impl Seat {
    /// Reads what [`Seat::words`] wrote.
    pub(in crate::engine) fn read(words: &str) -> Option<Seat> {
        let mut words = words.splitn(5, ' ');
        let mut next = || words.next();
        let (list, at, rater) = (next()?, next()?.parse().ok()?, next()?);
        let marks = next()?.split('~').filter_map(read_mark).collect();
        Some(Seat {
            list: list.to_owned(),
            at,
            rater: rater.to_owned(),
            marks,
            name: next()?.to_owned(),
        })
    }

    /// The seat in words; the name comes last, since it may hold anything.
    pub(in crate::engine) fn words(&self) -> String {
        let mut marks = String::new();
        for (message, span) in &self.marks {
            for (before, n) in [("~", *message), (".", span.start), (".", span.end)] {
                marks += before;
                marks += &n.to_string();
            }
        }
        let at = self.at.to_string();
        [&self.list, &at, &self.rater, &marks, &self.name]
            .map(String::as_str)
            .join(" ")
    }

    /// The address of its sheet.
    pub(in crate::engine) fn address(&self) -> String {
        address(LABEL, &self.words(), &[])
    }

    /// The same rater at another item, with nothing marked.
    pub(in crate::engine) fn moved(&self, at: usize) -> Seat {
        Seat {
            at,
            marks: Vec::new(),
            ..self.clone()
        }
    }

    pub(in crate::engine) fn source(&self) -> Source {
        Source::Person {
            name: self.name.clone(),
        }
    }

    /// The rater's verdicts that stand, in the list's reword test or in none, by clause and
    /// transcript.
    fn own<'a>(
        &self,
        workspace: &'a Workspace,
        list: &List,
    ) -> BTreeMap<(&'a str, &'a str), &'a Verdict> {
        let source = self.source();
        let is_own = |it: &&Verdict| {
            it.source == source && it.rater() == self.rater && !it.is_settled() && !it.is_tally()
        };
        let mut own = BTreeMap::new();
        let stand = counted_in(&workspace.verdicts, list.trial());
        own.extend(
            stand
                .into_iter()
                .filter(is_own)
                .map(|it| ((it.clause.as_str(), it.transcript.as_str()), it)),
        );
        own
    }
}

/// `2.10.25`.
fn read_mark(text: &str) -> Option<(usize, Span)> {
    let mut numbers = text.split('.').map(|it| it.parse().ok());
    let mut next = || numbers.next().flatten();
    let (message, start, end) = (next()?, next()?, next()?);
    (start <= end).then(|| (message, Span::new(start, end)))
}

/// Words that a rater of a reword test judges by, in place of the clause's own.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Wording {
    pub(in crate::engine) words: String,
    hash: String,
    /// The test's list.
    trial: String,
}

impl Wording {
    /// What whoever has this name reads; `None` where the list is no reword test.
    pub(in crate::engine) fn for_rater(list: &List, name: &str) -> Option<Arc<Wording>> {
        let reword = list.reword.as_ref()?;
        Wording::both(list).into_iter().nth(reword.arm_of(name))
    }

    /// Both wordings of a reword test.
    pub(in crate::engine) fn both(list: &List) -> Vec<Arc<Wording>> {
        let words = list.reword.iter().flat_map(|it| &it.words);
        let wording = |words: &String| {
            Arc::new(Wording {
                words: words.clone(),
                hash: hash_words(words),
                trial: list.id.clone(),
            })
        };
        words.map(wording).collect()
    }

    /// The list of the test.
    pub(in crate::engine) fn trial(&self) -> &str {
        &self.trial
    }
}

/// An item of a list as it is now.
pub(in crate::engine) struct Place<'a> {
    pub(in crate::engine) clause: &'a Clause,
    pub(in crate::engine) scenario: &'a Scenario,
    pub(in crate::engine) transcript: &'a Transcript,
    /// The words to judge by, where they are not the clause's.
    pub(in crate::engine) wording: Option<Arc<Wording>>,
}

impl<'a> Place<'a> {
    /// `None` where the clause or the reply is not there any more.
    pub(in crate::engine) fn of(engine: &'a Engine, item: &(String, String)) -> Option<Place<'a>> {
        let clause = engine.spec.clauses.iter().find(|it| it.id == item.0)?;
        let mut runs = engine.runs.runs.iter();
        let run = runs.find(|it| it.judged.transcript.id == item.1)?;
        Some(Place {
            clause,
            scenario: &engine.runs.own[run.scenario].scenario,
            transcript: &run.judged.transcript,
            wording: None,
        })
    }

    /// The same, judged by other words.
    pub(in crate::engine) fn by(mut self, wording: Option<Arc<Wording>>) -> Place<'a> {
        self.wording = wording;
        self
    }

    /// Hash of the words to judge by.
    pub(in crate::engine) fn clause_hash(&self) -> &str {
        let own = &self.clause.hash;
        self.wording.as_ref().map_or(own, |it| &it.hash)
    }

    /// Whether a verdict is on the clause's words and the reply as they are.
    pub(in crate::engine) fn fits(&self, verdict: &Verdict) -> bool {
        verdict.clause_hash == self.clause_hash()
            && verdict.output_hash == self.transcript.output_hash()
            && verdict.context_hash == self.transcript.context_hash()
    }

    /// A verdict on the item as it is, given with `act`.
    pub(in crate::engine) fn verdict(
        &self,
        source: Source,
        outcome: Outcome,
        act: &Act,
    ) -> Verdict {
        let verdict = Verdict {
            id: act.id.clone(),
            clause_hash: self.clause_hash().to_owned(),
            output_hash: self.transcript.output_hash(),
            context_hash: self.transcript.context_hash(),
            time: act.time.clone(),
            ..Verdict::of(&self.clause.id, &self.transcript.id, source, outcome)
        };
        verdict.in_trial(self.wording.as_ref().map_or("", |it| it.trial()))
    }

    /// Words of a message as evidence; `None` where the message or the words are not there.
    pub(in crate::engine) fn evidence(&self, (message, span): (usize, Span)) -> Option<Evidence> {
        let text = &self.transcript.messages.get(message)?.content;
        let quote = span.slice(text).filter(|it| !it.is_empty())?;
        Some(Evidence::Words {
            message,
            tool_call: None,
            span,
            quote: quote.to_owned(),
            extra: Map::new(),
        })
    }

    /// Where selected words stand, in bytes.
    pub(in crate::engine) fn span(&self, selected: Selected) -> Option<(usize, Span)> {
        let text = &self.transcript.messages.get(selected.message)?.content;
        let [start, end] = [selected.start, selected.end].map(|it| from_utf16(text, it));
        (start < end).then(|| (selected.message, Span::new(start, end)))
    }
}

/// How far a rater is in a list.
pub(in crate::engine) struct Progress {
    /// Of each item what the rater said of it as it stands.
    pub(in crate::engine) said: Vec<Option<Arc<Verdict>>>,
}

impl Progress {
    /// How many items have a verdict.
    pub(in crate::engine) fn n_done(&self) -> usize {
        self.said.iter().flatten().count()
    }

    /// The next item without a verdict after `at`, else the first one; the end of the list where
    /// there is none.
    pub(in crate::engine) fn next(&self, at: usize) -> usize {
        let mut open = (0..self.said.len()).filter(|it| self.said[*it].is_none());
        let first = open.clone().next().unwrap_or(self.said.len());
        open.find(|it| *it > at).unwrap_or(first)
    }
}

/// How far the rater at `seat` is in `list`.
pub(in crate::engine) fn progress(engine: &Engine, list: &List, seat: &Seat) -> Progress {
    let workspace = engine.workspace.as_ref();
    let own = workspace.map(|it| seat.own(it, list)).unwrap_or_default();
    let wording = Wording::for_rater(list, &seat.name);
    let said = |item: &(String, String)| {
        let verdict = own.get(&(item.0.as_str(), item.1.as_str()))?;
        let place = Place::of(engine, item)?.by(wording.clone());
        place.fits(verdict).then(|| Arc::new((*verdict).clone()))
    };
    Progress {
        said: list.items.iter().map(said).collect(),
    }
}

/// Who judged items of a list, as seats at its end, in order of name.
pub(in crate::engine) fn raters(workspace: &Workspace, list: &List) -> Vec<(Seat, usize)> {
    let mut items = BTreeSet::new();
    items.extend(list.items.iter().map(|it| (it.0.as_str(), it.1.as_str())));
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for it in counted_in(&workspace.verdicts, list.trial()) {
        if let Source::Person { name } = &it.source
            && !it.is_settled()
            && !it.is_tally()
            && items.contains(&(it.clause.as_str(), it.transcript.as_str()))
        {
            *counts.entry((name, it.rater())).or_default() += 1;
        }
    }
    let seat = |((name, rater), n): ((&str, &str), usize)| {
        let seat = Seat {
            list: list.id.clone(),
            at: list.items.len(),
            rater: rater.to_owned(),
            marks: Vec::new(),
            name: name.to_owned(),
        };
        (seat, n)
    };
    counts.into_iter().map(seat).collect()
}

/// What tells raters of one name apart: that of the one who is called so here, else a new one.
pub(in crate::engine) fn rater_called(workspace: &Workspace, name: &str, id: &str) -> String {
    let called = |it: &&Arc<VerdictEvent>| match it.as_ref() {
        VerdictEvent::Given(it) => {
            matches!(&it.source, Source::Person { name: it } if it == name)
                && !it.rater().is_empty()
        }
        VerdictEvent::Withdrawal { .. } => false,
    };
    match workspace
        .verdicts
        .iter()
        .rev()
        .find(called)
        .map(Arc::as_ref)
    {
        Some(VerdictEvent::Given(it)) => it.rater().to_owned(),
        _ => sha256(id.as_bytes())[..6].to_owned(),
    }
}
