//! Bringing labels of others into the work, and hands that were counted in a room.

use super::super::Engine;
use super::super::acts::{Act, Acted, Changes};
use super::super::sheets::{AGREEMENT, REWORDED, address};
use super::acts::gone;
use super::incoming::Incoming;
use super::seat::Place;
use crate::verdict::{Outcome, Source, Verdict, VerdictEvent, all_standing, merged, standing};
use crate::workspace::Workspace;
use crate::workspace::patch::Splice;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The most events that are brought in at once: far above any group's work.
const MOST_EVENTS: usize = 200_000;

/// The most hands that are counted.
const MOST_HANDS: usize = 500;

/// How many raters are told one by one.
const TOLD: usize = 4;

/// Who gave a verdict that names nobody: the visitor of another page.
const SOMEONE: &str = "someone";

/// Takes in what was pasted, or the files that were handed in.
pub(in crate::engine) fn merge(engine: &Engine, act: &Act, _: &str) -> Acted {
    let Some(workspace) = &engine.workspace else {
        return Acted::default();
    };
    let texts = act.fields.iter().filter(|it| it.0.starts_with("_text"));
    let texts: Vec<_> = texts
        .map(|it| it.1.as_str())
        .filter(|it| !it.trim().is_empty())
        .collect();
    if texts.is_empty() {
        return Acted::fault(
            "There is nothing to bring in yet",
            "paste links, codes or a chat with them, or choose files",
        );
    }
    let mut found = Incoming::default();
    for text in texts {
        let one = Incoming::read(engine, text);
        found.events.extend(one.events);
        found.lists.extend(one.lists);
        found.faults.extend(one.faults);
    }
    if found.events.len() > MOST_EVENTS {
        let n = found.events.len().to_string();
        let said = [
            "There are ",
            &n,
            " labels in it, more than are taken at once",
        ]
        .concat();
        return Acted::fault(
            said,
            "bring them in by parts, or count them with `plumbline agree`",
        );
    }
    found.events.iter_mut().for_each(name_nobody);
    let fitting = Fitting::new(engine, &found.events);
    if fitting.n_here == 0 {
        return nothing_fits(&found, &fitting);
    }
    let log = merged(&workspace.verdicts, &found.events);
    let mut extra = workspace.clone();
    for list in &found.lists {
        if extra.list(&list.id).is_none() {
            extra.extra = extra.with_list(list);
        }
    }
    let said = told(&workspace.verdicts, &found.events);
    let faults: Vec<String> = fitting.faults().into_iter().chain(found.faults).collect();
    Acted {
        changes: Changes {
            verdicts: splice(&workspace.verdicts, log),
            extra: (extra.extra != workspace.extra).then_some(extra.extra),
            ..Changes::default()
        },
        go_to: where_to(&found.events),
        said: if faults.is_empty() {
            said
        } else {
            [&said, " But: "].concat()
        },
        hint: faults.join(". "),
        ..Acted::default()
    }
}

/// What shows what was brought in: the reword test, where all is of one, else who agrees.
fn where_to(events: &[Arc<VerdictEvent>]) -> String {
    let mut trials = events.iter().filter_map(|it| match it.as_ref() {
        VerdictEvent::Given(it) => Some(it.trial()),
        VerdictEvent::Withdrawal { .. } => None,
    });
    match trials.next() {
        Some(first) if !first.is_empty() && trials.all(|it| it == first) => {
            address(REWORDED, first, &[])
        }
        _ => AGREEMENT.to_owned(),
    }
}

fn name_nobody(event: &mut Arc<VerdictEvent>) {
    let is_nobody = |it: &VerdictEvent| match it {
        VerdictEvent::Given(it) => matches!(&it.source, Source::Person { name } if name.is_empty()),
        VerdictEvent::Withdrawal { .. } => false,
    };
    if is_nobody(event)
        && let VerdictEvent::Given(verdict) = Arc::make_mut(event)
    {
        verdict.source = Source::Person {
            name: SOMEONE.to_owned(),
        };
    }
}

fn nothing_fits(found: &Incoming, fitting: &Fitting<'_>) -> Acted {
    if found.events.is_empty() {
        let said = if found.faults.is_empty() {
            "There are no labels in it".to_owned()
        } else {
            ["Nothing was brought in: ", &found.faults.join(". ")].concat()
        };
        return Acted::fault(said, "ask for the code, link or file once more");
    }
    let n = fitting.n.to_string();
    let said = [
        "None of its ",
        &n,
        " labels is of a clause and a reply of this work",
    ]
    .concat();
    Acted::fault(
        said,
        "open the work that was labelled first, and bring them in there",
    )
}

/// How far labels are of this work.
#[derive(Default)]
struct Fitting<'a> {
    n: usize,
    n_here: usize,
    no_clause: BTreeMap<&'a str, usize>,
    other_words: BTreeMap<&'a str, usize>,
    n_no_reply: usize,
}

impl<'a> Fitting<'a> {
    fn new(engine: &Engine, events: &'a [Arc<VerdictEvent>]) -> Fitting<'a> {
        let mut clauses = BTreeMap::new();
        clauses.extend(
            engine
                .spec
                .clauses
                .iter()
                .map(|it| (it.id.as_str(), &it.hash)),
        );
        let mut transcripts = BTreeSet::new();
        let runs = engine.runs.runs.iter();
        transcripts.extend(runs.map(|it| it.judged.transcript.id.as_str()));
        let mut fitting = Fitting::default();
        for it in events {
            let VerdictEvent::Given(it) = it.as_ref() else {
                continue;
            };
            fitting.n += 1;
            let hash = clauses.get(it.clause.as_str());
            let is_here = transcripts.contains(it.transcript.as_str());
            match hash {
                None => *fitting.no_clause.entry(&it.clause).or_default() += 1,
                Some(_) if !is_here => fitting.n_no_reply += 1,
                Some(hash) => {
                    fitting.n_here += 1;
                    let is_told = it.trial().is_empty() && !it.clause_hash.is_empty();
                    if is_told && **hash != it.clause_hash {
                        *fitting.other_words.entry(&it.clause).or_default() += 1;
                    }
                }
            }
        }
        fitting
    }

    /// What of the labels does not meet this work; it is kept all the same.
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let list = |of: &BTreeMap<&str, usize>| {
            let each = of
                .iter()
                .map(|(clause, n)| [*clause, " (", &n.to_string(), ")"].concat());
            each.collect::<Vec<_>>().join(", ")
        };
        if !self.other_words.is_empty() {
            let of = list(&self.other_words);
            faults.push(["other words of the clause were judged in: ", &of].concat());
        }
        if !self.no_clause.is_empty() {
            let of = list(&self.no_clause);
            faults.push(["this spec has no such clause: ", &of].concat());
        }
        if self.n_no_reply > 0 {
            let n = self.n_no_reply.to_string();
            faults.push([&n, " are of replies that are not here"].concat());
        }
        faults
    }
}

/// Who brought how much: `Ann: 10 new. Bo: 3 new, 7 here already.`
fn told(old: &[Arc<VerdictEvent>], events: &[Arc<VerdictEvent>]) -> String {
    let mut ids = BTreeSet::new();
    ids.extend(old.iter().map(|it| it.id()));
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for it in all_standing(events) {
        let (new, known) = counts.entry(it.source.name()).or_default();
        let is_known = !ids.insert(&it.id);
        *known += usize::from(is_known);
        *new += usize::from(!is_known);
    }
    let n = counts.len();
    let mut said = Vec::new();
    for (name, (new, known)) in counts.iter().take(TOLD) {
        let [new, n_known] = [new, known].map(|it| it.to_string());
        let known = if *known > 0 {
            [", ", &n_known, " here already"].concat()
        } else {
            String::new()
        };
        said.push([name, ": ", &new, " new", &known, "."].concat());
    }
    if n > TOLD {
        let new: usize = counts.values().map(|it| it.0).sum();
        said.push(
            [
                "Of ",
                &n.to_string(),
                " people ",
                &new.to_string(),
                " new in all.",
            ]
            .concat(),
        );
    }
    said.join(" ")
}

/// What turns one log into the other.
fn splice(
    old: &[Arc<VerdictEvent>],
    mut new: Vec<Arc<VerdictEvent>>,
) -> Option<Splice<VerdictEvent>> {
    let same = old.iter().zip(&new).take_while(|(a, b)| Arc::ptr_eq(a, b));
    let at = same.count();
    let insert = new.split_off(at);
    let remove = old.len() - at;
    (remove > 0 || !insert.is_empty()).then_some(Splice { at, remove, insert })
}

/// Enters a show of hands on one item: kept, broken, unclear, does not apply. A further count of the
/// same item replaces it.
pub(in crate::engine) fn tally(engine: &Engine, act: &Act, _: &str) -> Acted {
    let (list, at) = act.field("item").rsplit_once(' ').unwrap_or_default();
    let found = engine.workspace.as_ref().and_then(|workspace| {
        let list = workspace.list(list)?;
        let place = Place::of(engine, list.items.get(at.parse::<usize>().ok()?)?)?;
        Some((workspace, place))
    });
    let Some((workspace, place)) = found else {
        return gone();
    };
    let hint = "write how many said kept, broken and unclear, such as 7 / 9 / 4";
    let Some(hands) = read_hands(act.field("hands")) else {
        return Acted::fault("This is no count of hands", hint);
    };
    let insert = tallied(workspace, &place, &hands, act);
    let n = hands.len().to_string();
    let added = Splice {
        at: workspace.verdicts.len(),
        remove: 0,
        insert,
    };
    Acted {
        said: [&n, " hands counted."].concat(),
        ..Acted::changing(Changes {
            verdicts: Some(added),
            ..Changes::default()
        })
    }
}

/// One outcome for each hand; `None` where the text is no two to four numbers.
fn read_hands(text: &str) -> Option<Vec<Outcome>> {
    let numbers = text
        .split(|it: char| !it.is_ascii_digit())
        .filter(|it| !it.is_empty());
    let numbers = numbers.map(|it| it.parse().ok().filter(|it| *it <= MOST_HANDS));
    let numbers: Vec<usize> = numbers.collect::<Option<_>>()?;
    if !(2..=Outcome::ALL.len()).contains(&numbers.len()) {
        return None;
    }
    let hands = Outcome::ALL.iter().zip(numbers);
    let hands: Vec<_> = hands
        .flat_map(|(it, n)| std::iter::repeat_n(*it, n))
        .collect();
    (1..=MOST_HANDS).contains(&hands.len()).then_some(hands)
}

fn tallied(
    workspace: &Workspace,
    place: &Place<'_>,
    hands: &[Outcome],
    act: &Act,
) -> Vec<Arc<VerdictEvent>> {
    let id = |n: usize| [&act.id, ".", &n.to_string()].concat();
    let (clause, transcript) = (place.clause, place.transcript);
    let hand = |(n, outcome): (usize, &Outcome)| {
        let source = Source::Person {
            name: ["hand ", &n.to_string()].concat(),
        };
        let verdict = place.verdict(source, *outcome, act).tallied();
        VerdictEvent::Given(Verdict {
            id: id(n),
            ..verdict
        })
    };
    let given = (1..).zip(hands).map(hand);
    let mut events: Vec<_> = given.map(Arc::new).collect();
    // Hands of an earlier, larger count.
    let is_surplus = |it: &&&Verdict| {
        let number = it
            .source
            .name()
            .strip_prefix("hand ")
            .and_then(|it| it.parse().ok());
        let same = it.clause == clause.id && it.transcript == transcript.id;
        it.is_tally() && same && number.is_some_and(|it: usize| it > hands.len())
    };
    let stand = standing(&workspace.verdicts);
    for (n, it) in (hands.len() + 1..).zip(stand.iter().filter(is_surplus)) {
        let event = VerdictEvent::withdrawal(id(n), it.id.clone(), act.time.clone());
        events.push(Arc::new(event));
    }
    events
}
