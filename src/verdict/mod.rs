//! Verdicts: one clause, one transcript, one source, one outcome, and the evidence for it.
//!
//! Verdicts are events. A change of mind is a further event and a withdrawal is an event;
//! nothing is overwritten, so a report can say who changed what, when and why.

mod log;
mod wire;

pub use log::{
    Firsthand, all_standing, counted, counted_in, merged, standing, standing_on, stands,
};

use crate::text::Span;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

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

impl Outcome {
    /// All of them, in the order in which people are offered them and short codes count them.
    pub const ALL: [Outcome; 4] = [
        Outcome::Pass,
        Outcome::Fail,
        Outcome::Unclear,
        Outcome::NotApplicable,
    ];

    /// What people call it.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Pass => "kept",
            Outcome::Fail => "broken",
            Outcome::NotApplicable => "does not apply",
            Outcome::Unclear => "unclear",
        }
    }
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

/// Fields of a verdict that not every one has. They ride along with [`Verdict::extra`], so that pages
/// from before them keep them.
mod field {
    /// `true`: what was agreed on after a discussion.
    pub(super) const SETTLED: &str = "settled";
    /// A short random word that tells raters of one name apart.
    pub(super) const RATER: &str = "rater";
    /// `true`: a hand that was counted in a room.
    pub(super) const TALLY: &str = "tally";
    /// `true`: read off a short code, which says neither when nor why.
    pub(super) const CODE: &str = "code";
    /// The reword test that the verdict was given in.
    pub(super) const TRIAL: &str = "trial";
}

impl Verdict {
    /// A verdict with nothing but what every one has; its id, time and hashes are still to be noted.
    pub fn of(clause: &str, transcript: &str, source: Source, outcome: Outcome) -> Verdict {
        Verdict {
            id: String::new(),
            clause: clause.to_owned(),
            clause_hash: String::new(),
            transcript: transcript.to_owned(),
            output_hash: String::new(),
            context_hash: String::new(),
            source,
            outcome,
            evidence: Vec::new(),
            explanation: String::new(),
            overrules: Vec::new(),
            time: String::new(),
            extra: Map::new(),
        }
    }

    /// Whether this is what people agreed on after a discussion, with the outcome of that as its
    /// explanation: no judgement of one rater, and it counts in place of theirs.
    pub fn is_settled(&self) -> bool {
        self.has(field::SETTLED)
    }

    /// Whether this is one of several hands that were counted, with no person behind it who could
    /// be asked.
    pub fn is_tally(&self) -> bool {
        self.has(field::TALLY)
    }

    /// Whether this was read off a short code: the same person's verdict with its reason may come
    /// another way, and then counts instead.
    pub fn is_from_code(&self) -> bool {
        self.has(field::CODE)
    }

    /// What tells the rater from others of the same name; empty where the page noted nothing.
    pub fn rater(&self) -> &str {
        self.text_of(field::RATER)
    }

    /// The list of the reword test that this was given in; empty for all others. Such a verdict says
    /// what people make of words, and counts in nothing but its test.
    pub fn trial(&self) -> &str {
        self.text_of(field::TRIAL)
    }

    fn text_of(&self, field: &str) -> &str {
        let text = self.extra.get(field);
        text.and_then(Value::as_str).unwrap_or_default()
    }

    fn has(&self, field: &str) -> bool {
        self.extra.get(field) == Some(&Value::Bool(true))
    }

    /// The verdict as what was agreed on.
    #[must_use]
    pub fn settled(mut self) -> Verdict {
        self.extra.insert(field::SETTLED.to_owned(), true.into());
        self
    }

    /// The verdict as one of several hands that were counted.
    #[must_use]
    pub fn tallied(mut self) -> Verdict {
        self.extra.insert(field::TALLY.to_owned(), true.into());
        self
    }

    /// The verdict as one that a short code says.
    #[must_use]
    pub fn from_code(mut self) -> Verdict {
        self.extra.insert(field::CODE.to_owned(), true.into());
        self
    }

    /// The verdict of the rater whom this word tells from others of the same name.
    #[must_use]
    pub fn by_rater(self, rater: &str) -> Verdict {
        self.with_text(field::RATER, rater)
    }

    /// The verdict as one of the reword test of this list.
    #[must_use]
    pub fn in_trial(self, list: &str) -> Verdict {
        self.with_text(field::TRIAL, list)
    }

    fn with_text(mut self, field: &str, text: &str) -> Verdict {
        if !text.is_empty() {
            self.extra.insert(field.to_owned(), text.into());
        }
        self
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
    /// The event called `id` that withdraws the verdict called `withdraws`.
    pub fn withdrawal(id: String, withdraws: String, time: String) -> VerdictEvent {
        VerdictEvent::Withdrawal {
            id,
            withdraws,
            time,
            extra: Map::new(),
        }
    }

    /// The id of this event.
    pub fn id(&self) -> &str {
        match self {
            VerdictEvent::Withdrawal { id, .. } => id,
            VerdictEvent::Given(verdict) => &verdict.id,
        }
    }
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
        let kinds = self.believed(|kind| decided.iter().any(|it| it.0 == kind));
        let counts = |it: &&(SourceKind, Outcome)| kinds.contains(&it.0);
        decided.iter().filter(counts).copied().collect()
    }

    /// The kinds whose conclusions count where sources of some kinds concluded something.
    pub fn believed(&self, concluded: impl Fn(SourceKind) -> bool) -> &[SourceKind] {
        match self.combine {
            Combine::AnyBreaks => &self.sources,
            Combine::FirstDecides => {
                let first = self.sources.iter().position(|it| concluded(*it));
                first.map_or(&[], |at| &self.sources[at..=at])
            }
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
    use Outcome::*;

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
}
