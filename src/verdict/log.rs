//! The log of verdicts: which of them stand, and two logs as one.

use super::{Source, Verdict, VerdictEvent};
use crate::text::sha256;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The verdicts that stand: not withdrawn, and not replaced by a later one of the same source on
/// the same clause and transcript. In the order in which they were given.
///
/// Two people of one name are two where each has a [`rater`](Verdict::rater), and a
/// [settled](Verdict::is_settled) verdict is replaced by a later settled one alone, whoever gave it.
/// Verdicts of a [reword test](Verdict::trial) are left out.
pub fn standing(events: &[Arc<VerdictEvent>]) -> Vec<&Verdict> {
    standing_in(events, "")
}

/// The verdicts of the reword test of a list that stand; those of no test where `trial` is empty.
fn standing_in<'a>(events: &'a [Arc<VerdictEvent>], trial: &str) -> Vec<&'a Verdict> {
    standing_where(events, &|it| it.trial() == trial)
}

/// The verdicts that stand, in a reword test or in none, in the order in which they were given.
pub fn all_standing(events: &[Arc<VerdictEvent>]) -> Vec<&Verdict> {
    standing_where(events, &|_| true)
}

/// Of each event whether it is a verdict that stands.
pub fn stands(events: &[Arc<VerdictEvent>]) -> Vec<bool> {
    let mut stands = vec![false; events.len()];
    for it in given_where(events, &|_| true) {
        stands[it.at] = it.stands;
    }
    stands
}

/// The verdicts that stand, each person's once: what a short code says of someone's verdict goes where
/// the verdict itself is there too.
pub fn counted(events: &[Arc<VerdictEvent>]) -> Vec<&Verdict> {
    counted_in(events, "")
}

/// The same of the reword test of a list; of no test where `trial` is empty.
pub fn counted_in<'a>(events: &'a [Arc<VerdictEvent>], trial: &str) -> Vec<&'a Verdict> {
    let mut all = standing_in(events, trial);
    let known = Firsthand::of(all.iter().copied());
    all.retain(|it| !known.repeats(it));
    all
}

/// What people said themselves, of all verdicts that stand, where a short code says some of it again.
#[derive(Clone, Debug, Default)]
pub struct Firsthand(BTreeSet<String>);

impl Firsthand {
    /// Of these verdicts.
    pub fn of<'a>(verdicts: impl Iterator<Item = &'a Verdict> + Clone) -> Firsthand {
        let mut known = BTreeSet::new();
        if verdicts.clone().any(Verdict::is_from_code) {
            known.extend(verdicts.filter(|it| !it.is_from_code()).map(subject));
        }
        Firsthand(known)
    }

    /// Whether a verdict is a code's, of something that the same person said firsthand.
    pub fn repeats(&self, verdict: &Verdict) -> bool {
        verdict.is_from_code() && self.0.contains(&subject(verdict))
    }
}

/// Of what and by whom a verdict is, where one cannot tell raters of one name apart.
fn subject(verdict: &Verdict) -> String {
    let name = verdict.source.name();
    [&verdict.clause, "\0", &verdict.transcript, "\0", name].concat()
}

/// The verdicts on one clause and transcript that stand, without those of reword tests.
pub fn standing_on<'a>(
    events: &'a [Arc<VerdictEvent>],
    clause: &str,
    transcript: &str,
) -> Vec<&'a Verdict> {
    standing_where(events, &|it| {
        it.clause == clause && it.transcript == transcript && it.trial().is_empty()
    })
}

fn standing_where<'a>(events: &'a [Arc<VerdictEvent>], is_wanted: Wanted<'_>) -> Vec<&'a Verdict> {
    let given = given_where(events, is_wanted).into_iter();
    given.filter(|it| it.stands).map(|it| it.verdict).collect()
}

/// Which verdicts are wanted. One function for all who ask: each further copy is code to download.
type Wanted<'a> = &'a dyn Fn(&Verdict) -> bool;

/// All verdicts that are wanted, and whether they stand. `is_wanted` must say the same of verdicts
/// that may replace each other.
fn given_where<'a>(events: &'a [Arc<VerdictEvent>], is_wanted: Wanted<'_>) -> Vec<Given<'a>> {
    let mut given: Vec<Given<'_>> = Vec::new();
    // Places and ids in one map: each further type of map is code to download.
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    let is_withdrawal = |it: &Arc<VerdictEvent>| matches!(**it, VerdictEvent::Withdrawal { .. });
    // Who takes nothing back needs no ids.
    let any_withdrawn = events.iter().any(is_withdrawal);
    for (at, event) in events.iter().enumerate() {
        match event.as_ref() {
            VerdictEvent::Withdrawal { withdraws, .. } => {
                let mut next = last.get(&by_id(withdraws)).copied();
                while let Some(it) = next.and_then(|at| given.get_mut(at)) {
                    it.stands = false;
                    next = it.same_id;
                }
            }
            VerdictEvent::Given(verdict) if is_wanted(verdict) => {
                if let Some(replaced) = last.insert(verdict.place(), given.len()) {
                    given[replaced].stands = false;
                }
                given.push(Given {
                    at,
                    same_id: if any_withdrawn {
                        last.insert(by_id(&verdict.id), given.len())
                    } else {
                        None
                    },
                    verdict,
                    stands: true,
                });
            }
            VerdictEvent::Given(_) => {}
        }
    }
    given
}

struct Given<'a> {
    /// Index of the event.
    at: usize,
    verdict: &'a Verdict,
    stands: bool,
    /// An earlier one with the same id.
    same_id: Option<usize>,
}

fn by_id(id: &str) -> String {
    ["id ", id].concat()
}

impl Verdict {
    /// What a later verdict must share to replace this one.
    fn place(&self) -> String {
        let (clause, trial) = (self.clause.as_str(), self.trial());
        let place = ["place ", clause, "\0", &self.transcript, "\0", trial].concat();
        if self.is_settled() {
            return place;
        }
        let (kind, source) = match &self.source {
            Source::Check { check } => ("check", check.clone()),
            Source::Person { name } => ("person", name.clone()),
            // Another setting is another judge.
            Source::Model { .. } => (
                "model",
                serde_json::to_string(&self.source).unwrap_or_default(),
            ),
        };
        [&place, "\0", kind, "\0", &source, "\0", self.rater()].concat()
    }
}

/// Two logs as one: every event once, in the order of time. Whichever is taken first, and however
/// often, the outcome is the same.
///
/// An event that was changed outside, so that two have one id, stays beside the other under an id
/// made of what it says: nothing is lost, and a person can see both.
pub fn merged(one: &[Arc<VerdictEvent>], other: &[Arc<VerdictEvent>]) -> Vec<Arc<VerdictEvent>> {
    let mut by_id: BTreeMap<String, Arc<VerdictEvent>> = BTreeMap::new();
    for event in one.iter().chain(other) {
        let mut new = event.clone();
        if let Some(old) = by_id.get_mut(event.id()) {
            if old == event {
                continue;
            }
            // The one that keeps the id is told by what they say, not by who came first.
            if words(&new) < words(old) {
                std::mem::swap(old, &mut new);
            }
            new = renamed(&new);
        }
        by_id.insert(new.id().to_owned(), new);
    }
    let mut log: Vec<_> = by_id.into_values().collect();
    log.sort_by(|a, b| order(a).cmp(&order(b)));
    log
}

/// When, and what is given before what is withdrawn.
fn order(event: &VerdictEvent) -> (&str, bool, &str) {
    match event {
        VerdictEvent::Given(it) => (&it.time, false, &it.id),
        VerdictEvent::Withdrawal { id, time, .. } => (time, true, id),
    }
}

fn words(event: &VerdictEvent) -> String {
    serde_json::to_string(event).unwrap_or_default()
}

/// An event under an id of its own.
fn renamed(event: &Arc<VerdictEvent>) -> Arc<VerdictEvent> {
    let hash = sha256(words(event).as_bytes());
    let mut event = event.as_ref().clone();
    let id = match &mut event {
        VerdictEvent::Given(it) => &mut it.id,
        VerdictEvent::Withdrawal { id, .. } => id,
    };
    *id = [id.as_str(), "~", hash.get(..8).unwrap_or_default()].concat();
    Arc::new(event)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hash_words;
    use crate::verdict::Outcome;
    use Outcome::*;
    use proptest::prelude::*;
    use serde_json::Map;

    fn verdict(id: &str, name: &str, outcome: Outcome) -> Verdict {
        Verdict {
            id: id.to_owned(),
            clause: "c".to_owned(),
            clause_hash: hash_words("be kind"),
            transcript: "t".to_owned(),
            output_hash: String::new(),
            context_hash: String::new(),
            source: Source::Person {
                name: name.to_owned(),
            },
            outcome,
            evidence: Vec::new(),
            explanation: String::new(),
            overrules: Vec::new(),
            time: "2031-01-01T00:00:00Z".to_owned(),
            extra: Map::new(),
        }
    }

    fn given(id: &str, name: &str, outcome: Outcome) -> Arc<VerdictEvent> {
        Arc::new(VerdictEvent::Given(verdict(id, name, outcome)))
    }

    fn withdrawal(id: &str, withdraws: &str) -> Arc<VerdictEvent> {
        Arc::new(VerdictEvent::Withdrawal {
            id: id.to_owned(),
            withdraws: withdraws.to_owned(),
            time: "2031-01-01T00:00:00Z".to_owned(),
            extra: Map::new(),
        })
    }

    fn ids(events: &[Arc<VerdictEvent>]) -> Vec<&str> {
        standing(events).iter().map(|it| it.id.as_str()).collect()
    }

    #[test]
    fn a_later_verdict_replaces_and_a_withdrawal_removes() {
        let mut events = vec![
            given("1", "a", Pass),
            given("2", "b", Fail),
            given("3", "a", Fail),
        ];
        assert_eq!(ids(&events), ["2", "3"]);
        events.push(withdrawal("4", "2"));
        assert_eq!(ids(&events), ["3"]);
    }

    #[test]
    fn a_verdict_withdrawn_after_another_replaced_it_brings_nothing_back() {
        let log = [
            given("1", "a", Pass),
            given("2", "a", Fail),
            withdrawal("3", "2"),
        ];
        assert_eq!(ids(&log), [""; 0]);
    }

    #[test]
    fn one_withdrawal_is_of_all_verdicts_of_that_id_before_it() {
        let log = [
            given("1", "a", Pass),
            given("1", "b", Fail),
            withdrawal("2", "1"),
            given("1", "c", Fail),
        ];
        assert_eq!(standing(&log)[0].source.name(), "c");
        assert_eq!(standing(&log).len(), 1);
    }

    #[test]
    fn every_event_is_told_whether_it_stands() {
        let log = [
            given("1", "a", Pass),
            given("2", "b", Fail),
            given("3", "a", Fail),
            withdrawal("4", "2"),
        ];
        assert_eq!(stands(&log), [false, false, true, false]);
    }

    #[test]
    fn settled_verdicts_and_raters_of_one_name_leave_each_other_alone() {
        let of = |it: Verdict| Arc::new(VerdictEvent::Given(it));
        let log = [
            given("1", "Ann", Pass),
            of(verdict("2", "Ann", Fail).by_rater("k3")),
            of(verdict("3", "Ann", Fail).settled()),
            of(verdict("4", "Ann", Unclear).by_rater("k3")),
            of(verdict("5", "Bo", Pass).settled()),
        ];
        assert_eq!(ids(&log), ["1", "4", "5"]);
    }

    #[test]
    fn a_verdict_of_a_reword_test_counts_there_alone() {
        let of = |it: Verdict| Arc::new(VerdictEvent::Given(it));
        let log = [
            given("1", "Ann", Pass),
            of(verdict("2", "Ann", Fail).in_trial("w")),
            of(verdict("3", "Ann", Unclear).in_trial("w")),
            of(verdict("4", "Ann", Unclear).in_trial("x")),
        ];
        assert_eq!(ids(&log), ["1"]);
        let in_test = counted_in(&log, "w");
        assert_eq!(in_test.iter().map(|it| &it.id).collect::<Vec<_>>(), ["3"]);
        assert_eq!(standing_on(&log, "c", "t").len(), 1);
    }

    #[test]
    fn a_code_gives_way_to_the_verdict_itself() {
        let of = |it: Verdict| Arc::new(VerdictEvent::Given(it));
        let log = [
            of(verdict("1", "Ann", Pass).from_code()),
            of(verdict("2", "Bo", Pass).from_code()),
            of(verdict("3", "Ann", Fail).by_rater("k3")),
        ];
        let ids: Vec<_> = counted(&log).iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["2", "3"]);
    }

    #[test]
    fn two_events_of_one_id_are_both_kept() {
        let (mine, edited) = (given("1", "Ann", Pass), given("1", "Ann", Fail));
        let log = merged(&[mine], std::slice::from_ref(&edited));
        assert_eq!(log.len(), 2);
        let again = merged(&log, &[edited]);
        assert_eq!(again, log);
    }

    fn event() -> impl Strategy<Value = Arc<VerdictEvent>> {
        let outcome = prop::sample::select(vec![Pass, Fail]);
        (0..6_u8, 0..3_u8, outcome, 0..4_u8).prop_map(|(id, name, outcome, kind)| {
            let (id, name) = (id.to_string(), name.to_string());
            if kind == 0 {
                return withdrawal(&id, &name);
            }
            let mut verdict = verdict(&id, &name, outcome);
            verdict.time = format!("2031-01-0{kind}T00:00:00Z");
            Arc::new(VerdictEvent::Given(verdict))
        })
    }

    fn log() -> impl Strategy<Value = Vec<Arc<VerdictEvent>>> {
        prop::collection::vec(event(), 0..8)
    }

    proptest! {
        #[test]
        fn logs_merge_to_the_same_in_any_order_and_twice(a in log(), b in log(), c in log()) {
            let one = merged(&merged(&a, &b), &c);
            prop_assert_eq!(&one, &merged(&c, &merged(&b, &a)));
            prop_assert_eq!(&one, &merged(&merged(&one, &b), &one));
            for event in a.iter().chain(&b).chain(&c) {
                prop_assert!(one.iter().any(|it| says_the_same(it, event)));
            }
        }
    }

    fn says_the_same(one: &VerdictEvent, other: &VerdictEvent) -> bool {
        match (one, other) {
            (VerdictEvent::Given(a), VerdictEvent::Given(b)) => {
                (a.outcome, &a.source, &a.time) == (b.outcome, &b.source, &b.time)
            }
            _ => one.id().split('~').next() == other.id().split('~').next(),
        }
    }
}
