//! Verdicts: one clause, one transcript, one source, one outcome, and the evidence for it.
//!
//! Verdicts are events. A change of mind is a further event and a withdrawal is an event;
//! nothing is overwritten, so a report can say who changed what, when and why.

mod wire;

use crate::text::Span;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a judge or a deciding check concluded about a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The output keeps the clause.
    Pass,
    /// The output breaks the clause.
    Fail,
    /// The clause asks nothing of this output.
    NotApplicable,
    /// Someone read it and could not decide.
    Unclear,
}

/// Words, or their absence, that support a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, from = "wire::Evidence")]
pub enum Evidence {
    /// Words of a message.
    Words {
        /// Index of the message in the transcript, from 0.
        message: usize,
        /// Index of the tool call in the message, where the words stand in its arguments.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tool_call: Option<usize>,
        /// The words, in bytes of the message's content (of the arguments' compact JSON for a
        /// tool call).
        #[serde(flatten)]
        span: Span,
        /// The words themselves, so that they stay legible if the message is edited.
        quote: String,
        /// Fields of later versions, kept as they came.
        #[serde(flatten)]
        extra: Map<String, Value>,
    },
    /// Something looked for and not found.
    Absent {
        /// What was looked for, in the reader's words.
        absent: String,
        /// Where it was looked for, in the reader's words.
        looked_in: String,
        /// Fields of later versions, kept as they came.
        #[serde(flatten)]
        extra: Map<String, Value>,
    },
}

/// Who or what gave a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", try_from = "wire::Source")]
pub enum Source {
    /// A check, by its id.
    Check {
        /// The check's id.
        check: String,
    },
    /// A person, by the name they gave; empty for the visitor of the page.
    Person {
        /// Free text; there are no accounts.
        #[serde(default)]
        name: String,
    },
    /// A model that judged.
    Model {
        /// The model as its server named it.
        name: String,
        /// Settings, rubric and the like, as they came.
        #[serde(flatten)]
        details: Map<String, Value>,
    },
}

/// The three kinds of [`Source`], for rules that speak of all of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// Checks.
    Check,
    /// People.
    Person,
    /// Models.
    Model,
}

impl Source {
    /// What to call the source: the check's id, the person's or the model's name.
    pub fn name(&self) -> &str {
        match self {
            Source::Check { check } => check,
            Source::Person { name } | Source::Model { name, .. } => name,
        }
    }

    /// Which kind of source this is.
    pub fn kind(&self) -> SourceKind {
        match self {
            Source::Check { .. } => SourceKind::Check,
            Source::Person { .. } => SourceKind::Person,
            Source::Model { .. } => SourceKind::Model,
        }
    }
}

/// A verdict of a person or a model, as kept in a workspace. What checks find is recomputed and
/// never stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Unique in the workspace.
    pub id: String,
    /// The clause judged.
    pub clause: String,
    /// [`hash_words`](crate::text::hash_words) of the clause when it was judged.
    pub clause_hash: String,
    /// The transcript judged.
    pub transcript: String,
    /// [`hash_words`](crate::text::hash_words) of the output when it was judged: an edited reply is another reply.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub output_hash: String,
    /// The same of what was said around the output: in another conversation it is another reply
    /// too. Empty where it was not noted.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub context_hash: String,
    /// Who judged.
    pub source: Source,
    /// What they concluded.
    pub outcome: Outcome,
    /// The words they pointed at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Why, in their words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub explanation: String,
    /// Checks whose findings this verdict sets aside for this transcript, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrules: Vec<String>,
    /// When: RFC 3339, UTC.
    pub time: String,
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Verdict {
    /// Whether it is a decision after discussion (`"settled": true`), and no rater's label.
    pub fn is_settled(&self) -> bool {
        self.extra.get("settled") == Some(&Value::Bool(true))
    }

    /// Whether it is a hand counted in a room (`"tally": true`): nobody in particular gave it.
    pub fn is_tally(&self) -> bool {
        self.extra.get("tally") == Some(&Value::Bool(true))
    }

    /// What tells raters with one name apart (`"rater"`); empty where it was not noted.
    pub fn rater_id(&self) -> &str {
        let id = self.extra.get("rater").and_then(Value::as_str);
        id.unwrap_or_default().trim()
    }
}

/// An entry in a workspace's log of verdicts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, try_from = "wire::Event")]
#[allow(
    clippy::large_enum_variant,
    reason = "events are kept behind `Arc`, most are given verdicts; the lint fires on 64-bit targets only"
)]
pub enum VerdictEvent {
    /// An earlier verdict no longer stands.
    Withdrawal {
        /// Id of this event.
        id: String,
        /// Id of the verdict withdrawn.
        withdraws: String,
        /// When: RFC 3339, UTC.
        time: String,
        /// Fields of later versions, kept as they came.
        #[serde(flatten)]
        extra: Map<String, Value>,
    },
    /// A verdict. A later one of the same source on the same clause and transcript replaces it, as
    /// [`standing`] says.
    Given(Verdict),
}

impl VerdictEvent {
    /// The id of this event.
    pub fn id(&self) -> &str {
        match self {
            VerdictEvent::Withdrawal { id, .. } => id,
            VerdictEvent::Given(verdict) => &verdict.id,
        }
    }
}

/// The verdicts that stand: not withdrawn, and not replaced by a later one of the same source on
/// the same clause and transcript. In the order in which they were given.
///
/// A settled verdict and a label of one's own leave each other alone: only a later settled one
/// replaces a settled one, whoever gave it. Of two raters with one name, told apart by their ids,
/// neither replaces the other's.
pub fn standing(events: &[Arc<VerdictEvent>]) -> Vec<&Verdict> {
    let mut standing: Vec<&Verdict> = Vec::new();
    for event in events {
        match event.as_ref() {
            VerdictEvent::Withdrawal { withdraws, .. } => {
                standing.retain(|verdict| verdict.id != *withdraws);
            }
            VerdictEvent::Given(new) => {
                standing.retain(|old| !replaces(new, old));
                standing.push(new);
            }
        }
    }
    standing
}

fn replaces(new: &Verdict, old: &Verdict) -> bool {
    let is_on_same = new.clause == old.clause && new.transcript == old.transcript;
    is_on_same && new.is_settled() == old.is_settled() && (new.is_settled() || is_of_same(new, old))
}

/// Whether one rater gave both. An id that was not noted is taken for the same.
fn is_of_same(new: &Verdict, old: &Verdict) -> bool {
    let is_same = old.rater_id().is_empty() || new.rater_id() == old.rater_id();
    is_same && new.source == old.source
}

/// What a verdict shares with all that it may replace, most often one: clause, transcript, and the
/// source's name for one that is not settled.
type Slot<'a> = (&'a str, &'a str, Option<&'a str>);

/// Of each event whether it is a verdict that stands, by the rule of [`standing`], in time that
/// grows with the number of events alone.
pub fn stands(events: &[Arc<VerdictEvent>]) -> Vec<bool> {
    let mut stands = vec![false; events.len()];
    let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut open: BTreeMap<Slot, Vec<(usize, &Verdict)>> = BTreeMap::new();
    for (at, event) in events.iter().enumerate() {
        match event.as_ref() {
            VerdictEvent::Withdrawal { withdraws, .. } => {
                let withdrawn = by_id.remove(withdraws.as_str()).unwrap_or_default();
                withdrawn.into_iter().for_each(|it| stands[it] = false);
            }
            VerdictEvent::Given(new) => {
                let name = (!new.is_settled()).then(|| new.source.name());
                let here = open.entry((&new.clause, &new.transcript, name));
                let here = here.or_default();
                here.retain(|(at, old)| {
                    let is_replaced = replaces(new, old);
                    stands[*at] &= !is_replaced;
                    !is_replaced
                });
                here.push((at, new));
                by_id.entry(&new.id).or_default().push(at);
                stands[at] = true;
            }
        }
    }
    stands
}

/// Which sources count towards a clause's status, and how they combine. Saved with the
/// workspace and shown wherever a status is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountingRule {
    /// The kinds that count, the most trusted first.
    pub sources: Vec<SourceKind>,
    /// How they combine.
    pub combine: Combine,
    /// Fields of later versions, kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How the verdicts of several sources become one status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Combine {
    /// Broken when any source says so.
    AnyBreaks,
    /// The first kind in the order that decided is believed; the others are only shown.
    FirstDecides,
}

impl Default for CountingRule {
    fn default() -> CountingRule {
        CountingRule {
            sources: vec![SourceKind::Person, SourceKind::Check, SourceKind::Model],
            combine: Combine::AnyBreaks,
            extra: Map::new(),
        }
    }
}

/// What is known of one clause and one transcript, once all sources were heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// A source that counts says broken.
    Broken,
    /// A source that counts says kept and none says broken.
    Kept,
    /// Someone read it and could not decide.
    Unclear,
    /// A source that counts says that the clause asks nothing here.
    NotApplicable,
    /// Checks looked and found no break. This is not kept, and enters no rate.
    NoBreakFound,
    /// Nobody and nothing looked.
    NotJudged,
}

impl CountingRule {
    /// Combines what sources concluded. `n_looked` is the number of checks that looked and found
    /// nothing: they can never make a clause kept.
    pub fn status(&self, decided: &[(SourceKind, Outcome)], n_looked: usize) -> Status {
        let counting = self.counting(decided);
        let says = |outcome| counting.iter().any(|(_, said)| *said == outcome);
        if says(Outcome::Fail) {
            Status::Broken
        } else if says(Outcome::Pass) {
            Status::Kept
        } else if says(Outcome::Unclear) {
            Status::Unclear
        } else if says(Outcome::NotApplicable) {
            Status::NotApplicable
        } else if n_looked > 0 && self.sources.contains(&SourceKind::Check) {
            Status::NoBreakFound
        } else {
            Status::NotJudged
        }
    }

    fn counting(&self, decided: &[(SourceKind, Outcome)]) -> Vec<(SourceKind, Outcome)> {
        let of = |kind: &SourceKind| {
            decided
                .iter()
                .copied()
                .filter(|(said, _)| said == kind)
                .collect::<Vec<_>>()
        };
        let by_kind = self.sources.iter().map(of);
        match self.combine {
            Combine::AnyBreaks => by_kind.flatten().collect(),
            Combine::FirstDecides => by_kind
                .into_iter()
                .find(|said| !said.is_empty())
                .unwrap_or_default(),
        }
    }
}

/// Where an output came from. Shown with every output: anyone can type a reply and call it a
/// famous model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// How the output got here.
    pub kind: OriginKind,
    /// Changed by hand since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub edited: bool,
    /// File, hash, date, address, model as the server names it, settings: as they came.
    #[serde(flatten)]
    pub details: Map<String, Value>,
}

/// How an output got into the workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OriginKind {
    /// Written on the page or for an example; no model said it.
    Written,
    /// Pasted by someone, who may say where from.
    #[default]
    Pasted,
    /// Read from a file.
    Imported,
    /// Answered by a model that this page called.
    Run,
}

impl Origin {
    /// An output written by hand.
    pub fn written() -> Origin {
        Origin {
            kind: OriginKind::Written,
            edited: false,
            details: Map::new(),
        }
    }

    /// Whether someone else's words stand here as they came.
    pub fn is_unedited(&self) -> bool {
        self.kind != OriginKind::Written && !self.edited
    }
}

impl Default for Origin {
    fn default() -> Origin {
        Origin {
            kind: OriginKind::Pasted,
            edited: false,
            details: Map::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hash_words;
    use Outcome::*;
    use proptest::prelude::*;

    #[test]
    fn a_check_that_found_nothing_never_keeps_a_clause() {
        let rule = CountingRule::default();
        assert_eq!(rule.status(&[], 3), Status::NoBreakFound);
        assert_eq!(rule.status(&[], 0), Status::NotJudged);
    }

    #[test]
    fn any_break_breaks_and_the_first_source_can_be_made_to_decide() {
        #[track_caller]
        fn check(combine: Combine, decided: &[(SourceKind, Outcome)], expected: Status) {
            let rule = CountingRule {
                combine,
                ..CountingRule::default()
            };
            assert_eq!(rule.status(decided, 0), expected, "{decided:?}");
        }
        let person_keeps = [(SourceKind::Check, Fail), (SourceKind::Person, Pass)];
        check(Combine::AnyBreaks, &person_keeps, Status::Broken);
        check(Combine::FirstDecides, &person_keeps, Status::Kept);
        check(
            Combine::AnyBreaks,
            &[(SourceKind::Person, Unclear)],
            Status::Unclear,
        );
        let both = [
            (SourceKind::Person, NotApplicable),
            (SourceKind::Model, Pass),
        ];
        check(Combine::AnyBreaks, &both, Status::Kept);
        check(Combine::FirstDecides, &both, Status::NotApplicable);
    }

    #[test]
    fn sources_left_out_of_the_rule_do_not_count() {
        let rule = CountingRule {
            sources: vec![SourceKind::Person],
            ..CountingRule::default()
        };
        assert_eq!(
            rule.status(&[(SourceKind::Check, Fail)], 2),
            Status::NotJudged
        );
    }

    fn given(id: &str, name: &str, outcome: Outcome) -> Arc<VerdictEvent> {
        Arc::new(VerdictEvent::Given(Verdict {
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
        }))
    }

    #[test]
    fn evidence_keeps_what_it_does_not_know() {
        #[track_caller]
        fn check(text: &str) {
            let evidence: Evidence = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&evidence).unwrap(), text);
        }
        check(r#"{"message":1,"start":0,"end":2,"quote":"hi","colour":"red","z":[1]}"#);
        check(r#"{"message":1,"tool_call":0,"start":0,"end":2,"quote":"hi"}"#);
        check(r#"{"absent":"a date","looked_in":"the reply","since":2}"#);
    }

    #[test]
    fn a_rule_keeps_what_it_does_not_know() {
        let text = r#"{"sources":["person"],"combine":"any-breaks","quorum":2}"#;
        let rule: CountingRule = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&rule).unwrap(), text);
    }

    #[test]
    fn a_later_verdict_replaces_and_a_withdrawal_removes() {
        let withdrawal = VerdictEvent::Withdrawal {
            id: "4".to_owned(),
            withdraws: "2".to_owned(),
            time: "2031-01-01T00:00:00Z".to_owned(),
            extra: Map::new(),
        };
        let mut events = vec![
            given("1", "a", Pass),
            given("2", "b", Fail),
            given("3", "a", Fail),
        ];
        let ids = |events: &[_]| {
            standing(events)
                .iter()
                .map(|it| it.id.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(ids(&events), ["2", "3"]);
        events.push(Arc::new(withdrawal));
        assert_eq!(ids(&events), ["3"]);
    }

    fn with(id: &str, name: &str, extra: &[(&str, Value)]) -> Arc<VerdictEvent> {
        let mut event = given(id, name, Pass);
        let Some(VerdictEvent::Given(verdict)) = Arc::get_mut(&mut event) else {
            panic!("a verdict of this test alone");
        };
        let extra = extra.iter().cloned();
        verdict.extra = extra.map(|(key, it)| (key.to_owned(), it)).collect();
        event
    }

    #[test]
    fn settled_verdicts_and_labels_leave_each_other_alone() {
        #[track_caller]
        fn check(events: &[Arc<VerdictEvent>], expected: &[&str]) {
            let ids: Vec<_> = standing(events).iter().map(|it| it.id.as_str()).collect();
            assert_eq!(ids, expected);
        }
        let settled = [("settled", Value::Bool(true))];
        let (label, later) = (given("label", "a", Pass), given("later", "a", Fail));
        let (first, second) = (with("first", "a", &settled), with("second", "b", &settled));
        check(&[label.clone(), first.clone()], &["label", "first"]);
        check(&[first.clone(), label.clone()], &["first", "label"]);
        check(&[first.clone(), second.clone()], &["second"]);
        check(&[label, first, later, second], &["later", "second"]);
        let no = [("settled", Value::Bool(false))];
        check(&[given("own", "a", Pass), with("no", "a", &no)], &["no"]);
    }

    #[test]
    fn raters_with_one_name_and_two_ids_replace_only_their_own() {
        #[track_caller]
        fn check(ids: &[&str], expected: &[&str]) {
            let event = |(at, id): (usize, &&str)| {
                let extra = [("rater", Value::from(*id))];
                with(
                    &format!("{id}{at}"),
                    "Ann",
                    if id.is_empty() { &[] } else { &extra },
                )
            };
            let events: Vec<_> = ids.iter().enumerate().map(event).collect();
            let ids: Vec<_> = standing(&events).iter().map(|it| it.id.as_str()).collect();
            assert_eq!(ids, expected);
        }
        check(&["x", "y"], &["x0", "y1"]);
        check(&["x", "y", "x"], &["y1", "x2"]);
        check(&["", "x"], &["x1"]);
        check(&["", "x", "y"], &["x1", "y2"]);
        check(&["x", ""], &["x0", "1"]);
    }

    proptest! {
        /// Both say the same, whatever is withdrawn, replaced, settled or repeated.
        #[test]
        fn what_stands_is_what_standing_says(
            log in prop::collection::vec((0_usize..5, 0_usize..6, 0_usize..3, any::<bool>()), 0..25)
        ) {
            let event = |(kind, id, name, settled): (usize, usize, usize, bool)| {
                let (id, name) = (id.to_string(), ["a", "b", "c"][name]);
                let withdraws = id.clone();
                let (time, extra) = (String::new(), Map::new());
                match kind {
                    0 => Arc::new(VerdictEvent::Withdrawal { id: "w".to_owned(), withdraws, time, extra }),
                    1 => with(&id, name, &[("rater", Value::from("x"))]),
                    2 => with(&id, name, &[("rater", Value::from("y"))]),
                    _ => with(&id, name, &[("settled", Value::Bool(settled))]),
                }
            };
            let events: Vec<_> = log.into_iter().map(event).collect();
            let kept = events.iter().zip(stands(&events)).filter(|it| it.1);
            let kept: Vec<_> = kept.map(|(event, _)| match event.as_ref() {
                VerdictEvent::Given(verdict) => verdict,
                VerdictEvent::Withdrawal { .. } => unreachable!("a withdrawal never stands"),
            }).collect();
            prop_assert_eq!(kept, standing(&events));
        }
    }
}
