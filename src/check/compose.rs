//! Groups: `any-of`, `all-of`, `none-of`, `assert-set`.
//!
//! **Looks for** nothing itself; asks other checks and combines their results.
//! **Why**: a clause often allows several ways of keeping it ("refuse, or ask a doctor").
//! **Blind spots**: a member that cannot run makes the group an error, unless the others decide.
//!
//! Each member looks where it says itself, else where the group says. With a `turn` of its own
//! the group is asked message by message: "every reply refuses or names a doctor". `none-of` is
//! `any-of` turned round. `all-of` with a `threshold` weighs its members as `assert-set` does.
//!
//! `assert-set` is promptfoo's: its score is the mean of its members' scores by their `weight` (1
//! if not given). With a `threshold` it passes from that score on, else where every member passes.
//! A member of weight 0 counts in neither.

use crate::check::definition::{Body, CheckDefinition, Scope};
use crate::check::fields::{Fault, Fields, Read};
use crate::check::js;
use crate::check::registry::{CheckType, Example, Parameter};
use crate::check::result::{CheckOutcome, CheckResult, Decides, MAX_EVIDENCE, Reads};
use crate::check::view::{On, Turn, View, Wants};

/// How many explanations of members a group repeats.
const MAX_EXPLAINED: usize = 3;

const MEMBERS: &[Parameter] = &[Parameter {
    name: "value",
    takes: "a list of checks",
    needed: true,
    doc: "the members; may stand directly under the type's name, as in `any-of: […]`",
}];

pub(super) const TYPES: &[CheckType] = &[
    CheckType {
        name: "any-of",
        family: "groups",
        summary: "at least one of several checks passes",
        why: "a clause often allows several ways of keeping it",
        reads: Reads::Finder,
        parameters: MEMBERS,
        blind_spots: "a member that cannot run makes the group an error unless another passes",
        examples: &[Example {
            yaml: "any-of:\n  - {type: contains, value: doctor}\n  - {type: contains, value: pharmacist}",
            asked: "May I take two of these?",
            passes: &["Ask your doctor first.", "A pharmacist can tell you."],
            fails: &["Yes, two is fine."],
        }],
        build: |fields| read(fields, Rule::Any),
    },
    CheckType {
        name: "all-of",
        family: "groups",
        summary: "every one of several checks passes, or enough of them by weight",
        why: "some clauses ask for several things at once, of different kinds",
        reads: Reads::Finder,
        parameters: &[
            MEMBERS[0],
            Parameter {
                name: "threshold",
                takes: "a number",
                needed: false,
                doc: "the share of the members' scores, by their `weight`, from which on it passes",
            },
        ],
        blind_spots: "members need not be met in the same message unless `turn` is given",
        examples: &[
            Example {
                yaml: "all-of:\n  - {type: icontains, value: due}\n  - {type: regex, value: '\\d+ (May|June)'}",
                asked: "When is my book due?",
                passes: &["It is due on 3 May."],
                fails: &["It is due soon.", "3 May"],
            },
            Example {
                yaml: "all-of:\n  - {type: icontains, value: due, weight: 2}\n  - {type: regex, value: '\\d'}\nthreshold: 0.6",
                asked: "When is my book due?",
                passes: &["It is due soon.", "It is due on the 3rd."],
                fails: &["On the 3rd."],
            },
        ],
        build: |fields| read(fields, Rule::All),
    },
    CheckType {
        name: "none-of",
        family: "groups",
        summary: "not one of several checks passes",
        why: "says in one place all that must not happen",
        reads: Reads::Finder,
        parameters: MEMBERS,
        blind_spots: "as any-of",
        examples: &[Example {
            yaml: "none-of:\n  - {type: is-refusal}\n  - {type: icontains, value: as an AI}",
            asked: "Who wrote Emma?",
            passes: &["Jane Austen did."],
            fails: &[
                "As an AI I would say Jane Austen.",
                "I can't help with that.",
            ],
        }],
        build: |fields| read(fields, Rule::Any),
    },
    CheckType {
        name: "assert-set",
        family: "groups",
        summary: "several checks with weights, as a whole or up to a share",
        why: "some of several things are enough, or some weigh more than others",
        reads: Reads::Finder,
        parameters: &[Parameter {
            name: "assert",
            takes: "a list of checks, each perhaps with a `weight`",
            needed: true,
            doc: "the members",
        }],
        blind_spots: "a member that cannot run makes the set an error",
        examples: &[Example {
            yaml: "type: assert-set\nthreshold: 0.5\nassert:\n  - {type: icontains, value: due, weight: 2}\n  - {type: regex, value: '\\d', weight: 1}",
            asked: "When is my book due?",
            passes: &["It is due soon.", "It is due on the 3rd."],
            fails: &["On the 3rd.", "Soon."],
        }],
        build: read_set,
    },
];

/// The name whose members are combined with `any` and then turned round.
pub(crate) const TURNED_ROUND: &str = "none-of";

fn read(fields: &mut Fields, rule: Rule) -> Read<Body> {
    let node = fields.get("threshold");
    let rule = match (fields.number("threshold")?, node) {
        (None, _) | (_, None) => rule,
        (threshold, Some(_)) if rule == Rule::All => Rule::Mean { threshold },
        (Some(_), Some(node)) => {
            let name = fields.name;
            let message = format!("`{name}` takes no `threshold`: one member decides it");
            let hint = "`all-of` takes one: the share of its members' weights that is enough";
            return Err(Fault::new(node, "wrong-parameter", message).hint(hint));
        }
    };
    Ok(Body::Group(Group {
        rule,
        members: fields.checks("value")?,
    }))
}

fn read_set(fields: &mut Fields) -> Read<Body> {
    let threshold = fields.number("threshold")?;
    let members = fields.checks(if fields.node.get("assert").is_some() {
        "assert"
    } else {
        "value"
    })?;
    Ok(Body::Group(Group {
        rule: Rule::Mean { threshold },
        members,
    }))
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Rule {
    Any,
    All,
    /// The mean of the scores by weight, up to a threshold or all of them.
    Mean {
        threshold: Option<f64>,
    },
}

/// Several checks asked together.
#[derive(Debug)]
pub(crate) struct Group {
    rule: Rule,
    members: Vec<CheckDefinition>,
}

impl Group {
    pub(crate) fn summary(&self, negated: bool) -> String {
        let members: Vec<_> = self.members.iter().map(CheckDefinition::summary).collect();
        let rule = match (self.rule, negated) {
            (Rule::Any, false) => "any of these",
            (Rule::All, false) => "all of these",
            (Rule::Any, true) => "none of these",
            (Rule::All, true) => "not all of these",
            (Rule::Mean { .. }, false) => "enough of these",
            (Rule::Mean { .. }, true) => "not enough of these",
        };
        format!("wants {rule}: {}", members.join("; "))
    }

    /// How its members are combined.
    pub(crate) fn rule(&self) -> Rule {
        self.rule
    }

    /// The checks it asks.
    pub(crate) fn members(&self) -> &[CheckDefinition] {
        &self.members
    }

    /// The group's result; `Err` where it does not apply.
    pub(crate) fn run(
        &self,
        definition: &CheckDefinition,
        view: &View,
        scope: Scope,
    ) -> Result<CheckResult, CheckResult> {
        let inner = match definition.on {
            Some(on) => Scope { on, only: None },
            None => scope,
        };
        let combined = match definition.turn {
            None => self.ask(view, inner),
            Some(turn) => {
                let targets = definition.targets(view, scope, turn, self.wants())?;
                let ask = |only| {
                    self.ask(
                        view,
                        Scope {
                            on: inner.on,
                            only: Some(only),
                        },
                    )
                };
                let asked = targets.into_iter().map(ask).collect();
                combine(
                    if turn == Turn::Every {
                        Rule::All
                    } else {
                        Rule::Any
                    },
                    asked,
                )
            }
        };
        Ok(turn_round(combined, definition))
    }

    /// Its outcome before `not-`, without words, for groups that are not asked message by message.
    /// A mean needs scores.
    pub(crate) fn outcome(
        &self,
        definition: &CheckDefinition,
        view: &View,
        on: On,
    ) -> Option<CheckOutcome> {
        if definition.turn.is_some() || matches!(self.rule, Rule::Mean { .. }) {
            return None;
        }
        let members = self.members.iter();
        let outcomes: Vec<_> = members.map(|it| it.brief_in(view, on).outcome).collect();
        Some(together(self.rule, &outcomes))
    }

    /// Messages that only call tools count where a member looks at calls.
    pub(crate) fn wants(&self) -> Wants {
        let calls = |member: &CheckDefinition| match &member.body {
            Body::Looks(check) => check.wants() == Wants::Calls,
            Body::Group(group) => group.wants() == Wants::Calls,
            Body::Rule(_) => true,
            Body::Faulty(_) => false,
        };
        if self.members.iter().any(calls) {
            Wants::Calls
        } else {
            Wants::Words
        }
    }

    fn ask(&self, view: &View, scope: Scope) -> CheckResult {
        let results = self
            .members
            .iter()
            .map(|member| member.evaluate(view, scope))
            .collect();
        match self.rule {
            Rule::Mean { threshold } => self.mean(threshold, results),
            rule => combine(rule, results),
        }
    }

    fn mean(&self, threshold: Option<f64>, results: Vec<CheckResult>) -> CheckResult {
        let weights = self.members.iter().map(CheckDefinition::weight);
        let counts =
            |(_, result): &(f64, CheckResult)| result.outcome != CheckOutcome::NotApplicable;
        let results: Vec<_> = weights.zip(results).filter(counts).collect();
        let total: f64 = results.iter().map(|(weight, _)| weight).sum();
        let sum: f64 = results
            .iter()
            .map(|(weight, result)| weight * result.mark())
            .sum();
        let score = if total > 0.0 { sum / total } else { 0.0 };
        let is_empty = results.is_empty();
        let weighty = results.into_iter().filter(|(weight, _)| *weight != 0.0);
        let mut whole = combine(Rule::All, weighty.map(|(_, result)| result).collect());
        if whole.outcome == CheckOutcome::Error || is_empty {
            return whole;
        }
        // Members that count for nothing cannot fail the set.
        let passes = threshold.map_or(whole.outcome != CheckOutcome::Fail, |it| score >= it);
        whole.outcome = if passes {
            CheckOutcome::Pass
        } else {
            CheckOutcome::Fail
        };
        if let Some(threshold) = threshold {
            let threshold = js::float_text(threshold);
            whole.explanation = format!(
                "score {score:.2}, at least {threshold} wanted: {}",
                whole.explanation
            );
        }
        CheckResult {
            score: Some(score),
            ..whole
        }
    }
}

/// Combines results before `not-`. What decides gives the evidence and the explanation.
fn combine(rule: Rule, results: Vec<CheckResult>) -> CheckResult {
    let outcomes: Vec<_> = results.iter().map(|it| it.outcome).collect();
    let outcome = together(rule, &outcomes);
    let (mut evidence, mut reasons) = (Vec::new(), Vec::new());
    for result in results.into_iter().filter(|it| it.outcome == outcome) {
        evidence.extend(result.evidence);
        reasons.push(result.explanation);
    }
    evidence.truncate(MAX_EVIDENCE);
    CheckResult {
        evidence,
        ..CheckResult::new(outcome, join(reasons))
    }
}

fn together(rule: Rule, outcomes: &[CheckOutcome]) -> CheckOutcome {
    let (decisive, otherwise) = match rule {
        Rule::Any => (CheckOutcome::Pass, CheckOutcome::Fail),
        Rule::All | Rule::Mean { .. } => (CheckOutcome::Fail, CheckOutcome::Pass),
    };
    [decisive, CheckOutcome::Error, otherwise]
        .into_iter()
        .find(|outcome| outcomes.contains(outcome))
        .unwrap_or(CheckOutcome::NotApplicable)
}

fn join(reasons: Vec<String>) -> String {
    match reasons.len() {
        0 => "no member of the group applies".to_owned(),
        n if n > MAX_EXPLAINED => {
            format!(
                "{}; and {} more",
                reasons[..MAX_EXPLAINED].join("; "),
                n - MAX_EXPLAINED
            )
        }
        _ => reasons.join("; "),
    }
}

fn turn_round(mut result: CheckResult, definition: &CheckDefinition) -> CheckResult {
    let holds = result.outcome == CheckOutcome::Pass;
    result.signal = holds && definition.decides == Decides::Nothing;
    result.outcome = result.outcome.turned(definition.negated);
    result
}
