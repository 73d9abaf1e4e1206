//! Rules over time: what must come before what, how often, by when.
//!
//! **Ask** other checks message by message, and look at the order of what they find.
//! **Why**: what an agent must not do often depends on what it did before, and much of what goes
//! wrong over many turns is right in each of them.
//! **Pass** where the order is kept. Evidence of a break is the place where it is broken; the
//! explanation says what came before.
//! **Blind spots**: what happens in one message happens at once, so two calls in the same message
//! are neither before nor after one another. The checks in a rule see one message at a time.
//!
//! # Where the checks in a rule look
//!
//! What is judged (`value`, or `before` in `before`) is looked for in what the assistant says and
//! does, and a break counts in the reply only. What it is held against (`after`, `until`,
//! `unless`, and `value` in `before`) is looked for in the whole conversation. Each may say `on`
//! itself; `on` beside the rule's type moves what is judged. Turns are the messages that are judged
//! and that the check looks at and applies to: a check of words passes over messages that only call
//! tools. For `after` earlier replies count too: what was answered there is answered, and what was
//! due there breaks nothing.

mod moments;
mod read;
mod rules;
mod types;
mod unchanged;

pub(crate) use moments::Part;
pub(super) use types::TYPES;

use crate::check::definition::{CheckDefinition, Scope};
use crate::check::result::{
    CheckOutcome, CheckResult, Decides, Found, MAX_EVIDENCE, list_messages,
};
use crate::check::view::{Moments, On, View, Wants};
use crate::message::Role;
use crate::verdict::Evidence;
use rules::{Break, Told};
use std::rc::Rc;
use unchanged::Values;

/// A rule over time.
#[derive(Debug)]
#[cfg_attr(
    target_pointer_width = "64",
    expect(
        clippy::large_enum_variant,
        reason = "there are few rules, and each stands in a box"
    )
)]
pub(crate) enum Rule {
    NeverAfter {
        after: Part,
        value: Part,
        until: Option<Part>,
    },
    After {
        after: Part,
        value: Part,
        within: Option<usize>,
    },
    Before {
        before: Part,
        value: Part,
        each: bool,
    },
    Until {
        until: Part,
        value: Part,
    },
    ByTurn {
        n: usize,
        value: Part,
    },
    AtMost {
        n: usize,
        value: Part,
    },
    AtLeastEvery {
        n: usize,
        value: Part,
    },
    FirstBreak {
        n: Option<usize>,
        value: Part,
    },
    Unchanged {
        values: Box<Values>,
        unless: Option<Part>,
    },
}

/// What a rule says about the order of two things, by the keys of their parts.
#[derive(Debug, PartialEq)]
pub(crate) enum Claim {
    /// One may not come without the other before it.
    Before { first: String, then: String },
    /// The second must follow the first.
    Follows(String, String),
    /// The second must never follow the first.
    Never(String, String),
}

impl Claim {
    /// Whether no conversation in which the first thing happens fits both.
    pub(crate) fn denies(&self, other: &Claim) -> bool {
        match (self, other) {
            (Claim::Follows(a, b), Claim::Never(c, d))
            | (Claim::Never(a, b), Claim::Follows(c, d)) => (a, b) == (c, d),
            _ => false,
        }
    }
}

/// What a rule came to, before it is turned round.
struct Verdict {
    told: Told,
    /// Share of the turns that count that come before the first break, for the rule that counts
    /// them.
    score: Option<f64>,
    words: String,
    /// What is nowhere, where that is the break.
    absent: Option<String>,
}

impl Rule {
    /// The checks it asks.
    pub(crate) fn asked(&self) -> impl Iterator<Item = &CheckDefinition> {
        self.parts().into_iter().flatten().map(|it| &it.check)
    }

    fn parts(&self) -> [Option<&Part>; 3] {
        match self {
            Rule::NeverAfter {
                after,
                value,
                until,
            } => [Some(after), Some(value), until.as_ref()],
            Rule::After { after, value, .. } => [Some(after), Some(value), None],
            Rule::Before { before, value, .. } => [Some(before), Some(value), None],
            Rule::Until { until, value } => [Some(until), Some(value), None],
            Rule::ByTurn { value, .. }
            | Rule::AtMost { value, .. }
            | Rule::AtLeastEvery { value, .. }
            | Rule::FirstBreak { value, .. } => [Some(value), None, None],
            Rule::Unchanged { unless, .. } => [unless.as_ref(), None, None],
        }
    }

    /// What it says about the order of two things, where it does.
    pub(crate) fn claim(&self) -> Option<Claim> {
        let key = |it: &Part| it.check.key.clone();
        match self {
            Rule::Before { before, value, .. } => Some(Claim::Before {
                first: key(value),
                then: key(before),
            }),
            Rule::After { after, value, .. } => Some(Claim::Follows(key(after), key(value))),
            Rule::NeverAfter {
                after,
                value,
                until: None,
            } => Some(Claim::Never(key(after), key(value))),
            _ => None,
        }
    }

    /// The check whose finding in the reply is a break, or that must hold there.
    fn judged(&self) -> Option<&Part> {
        match self {
            Rule::Before { before, .. } => Some(before),
            Rule::NeverAfter { value, .. }
            | Rule::After { value, .. }
            | Rule::Until { value, .. }
            | Rule::ByTurn { value, .. }
            | Rule::AtMost { value, .. }
            | Rule::AtLeastEvery { value, .. }
            | Rule::FirstBreak { value, .. } => Some(value),
            Rule::Unchanged { .. } => None,
        }
    }

    /// What it wants, as one sentence.
    pub(crate) fn summary(&self, negated: bool) -> String {
        let wants = match self {
            Rule::NeverAfter {
                after,
                value,
                until,
            } => {
                let until = until.as_ref().map(|it| format!(", until {}", it.words()));
                let until = until.unwrap_or_default();
                format!(
                    "once there is {}, {}{until}",
                    after.words(),
                    moments::none_of(&value.words())
                )
            }
            Rule::After {
                after,
                value,
                within,
            } => {
                let within = within
                    .map(|n| format!(" within {n} turns"))
                    .unwrap_or_default();
                format!("after {}, {}{within}", after.words(), value.words())
            }
            Rule::Before {
                before,
                value,
                each,
            } => {
                let each = if *each { "each " } else { "" };
                format!("before {each}{}, {}", before.words(), value.words())
            }
            Rule::Until { until, value } => {
                format!("in every turn until {}, {}", until.words(), value.words())
            }
            Rule::ByTurn { n, value } => format!("by turn {n}, {}", value.words()),
            Rule::AtMost { n, value } => format!("at most {n} times, {}", value.words()),
            Rule::AtLeastEvery { n, value } => {
                format!("in any {n} turns in a row, {}", value.words())
            }
            Rule::FirstBreak { n: Some(n), value } => {
                format!("in each of the first {n} turns, {}", value.words())
            }
            Rule::FirstBreak { n: None, value } => format!("in every turn, {}", value.words()),
            Rule::Unchanged { values, .. } => format!("the same {} throughout", values.words()),
        };
        let not = if negated { "anything but: " } else { "" };
        format!("wants {not}{wants}")
    }

    /// The rule's result; `Err` where it does not apply or cannot be told.
    pub(crate) fn run(
        &self,
        definition: &CheckDefinition,
        view: &View,
        scope: Scope,
    ) -> Result<CheckResult, CheckResult> {
        let looks = Looks::new(self, definition, view, scope);
        if !looks.judged.contains(&true) {
            let nothing = looks.on.nothing_there();
            return Err(CheckResult::new(CheckOutcome::NotApplicable, nothing));
        }
        let verdict = self.tell(&looks);
        let verdict = verdict.map_err(|it| CheckResult::new(CheckOutcome::Error, it))?;
        let breaks = match verdict.told {
            Told::Idle | Told::TooFew(_) => {
                return Err(CheckResult::new(CheckOutcome::NotApplicable, verdict.words));
            }
            Told::Kept(_) => Vec::new(),
            Told::Broken(breaks) => breaks,
        };
        let is_kept = breaks.is_empty();
        let outcome = match is_kept != definition.negated {
            true => CheckOutcome::Pass,
            false => CheckOutcome::Fail,
        };
        let turned = |score: f64| match definition.negated {
            true => 1.0 - score,
            false => score,
        };
        Ok(CheckResult {
            score: verdict.score.map(turned),
            evidence: self.evidence(&looks, &breaks, verdict.absent),
            signal: definition.decides == Decides::Nothing && outcome == CheckOutcome::Fail,
            breaks_at: breaks
                .first()
                .filter(|_| outcome == CheckOutcome::Fail)
                .map(|it| it.at),
            ..CheckResult::new(outcome, verdict.words)
        })
    }

    /// The places where it is broken; what lacks, where that is the break.
    fn evidence(&self, looks: &Looks, breaks: &[Break], absent: Option<String>) -> Vec<Evidence> {
        let (view, on) = (looks.view, looks.judge_on);
        let place = |it: &Break| match self {
            Rule::Unchanged { .. } => moments::whole(view, it.at),
            // What is wanted is not so: words that show it, or the whole message.
            Rule::Until { value, .. } | Rule::FirstBreak { value, .. } => {
                value.places(view, it.at, on, false)
            }
            Rule::After { after, .. } if it.because == Some(it.at) => {
                after.places(view, it.at, On::Conversation, true)
            }
            Rule::After { .. } | Rule::ByTurn { .. } | Rule::AtLeastEvery { .. } => Vec::new(),
            Rule::NeverAfter { value: judged, .. }
            | Rule::Before { before: judged, .. }
            | Rule::AtMost { value: judged, .. } => judged.places(view, it.at, on, true),
        };
        let places = breaks.iter().flat_map(place).take(MAX_EVIDENCE);
        let mut evidence: Vec<_> = places.map(|it: Found| it.evidence(looks.view)).collect();
        if let (Some(absent), Some(first)) = (absent, breaks.first()) {
            let from = first.because.unwrap_or(0).min(first.at);
            let looked_in = match from == first.at {
                true => format!("what follows {}", list_messages([from].into_iter())),
                false => format!("messages {} to {}", from + 1, first.at + 1),
            };
            evidence.push(Evidence::Absent {
                absent,
                looked_in,
                extra: Default::default(),
            });
        }
        evidence
    }

    /// What became of it, and in which words.
    fn tell(&self, looks: &Looks) -> Result<Verdict, String> {
        let judged = &looks.judged[..];
        let (told, mut score, mut absent) = match self {
            Rule::NeverAfter {
                after,
                value,
                until,
            } => {
                let until = until.as_ref().map(|it| looks.held(it)).transpose()?;
                let (after, value) = (looks.held(after)?, looks.judge(value)?);
                (
                    rules::never_after(&after, &value, until.as_deref(), judged),
                    None,
                    None,
                )
            }
            Rule::After {
                after,
                value,
                within,
            } => {
                let lacks = Some(value.words());
                let (after, value) = (looks.held(after)?, looks.judge(value)?);
                (rules::after(&after, &value, *within, judged), None, lacks)
            }
            Rule::Before {
                before,
                value,
                each,
            } => {
                let (before, value) = (looks.judge(before)?, looks.held(value)?);
                (rules::before(&before, &value, *each, judged), None, None)
            }
            Rule::Until { until, value } => {
                let (until, value) = (looks.held(until)?, looks.judge(value)?);
                (rules::until(&until, &value, judged), None, None)
            }
            Rule::ByTurn { n, value } => {
                let moments = looks.judge(value)?;
                (
                    rules::by_turn(&moments, *n, judged),
                    None,
                    Some(value.words()),
                )
            }
            Rule::AtMost { n, value } => {
                let value = looks.judge(value)?;
                (rules::at_most(&value, *n, judged), None, None)
            }
            Rule::AtLeastEvery { n, value } => {
                let moments = looks.judge(value)?;
                (
                    rules::at_least_every(&moments, *n, judged),
                    None,
                    Some(value.words()),
                )
            }
            Rule::FirstBreak { n, value } => {
                let moments = looks.judge(value)?;
                let (told, kept, all) = rules::first_break(&moments, *n, judged);
                let words = first_break_words(&told, kept, all, &value.words());
                let wanted = n.map_or(all, |n| n.min(all)).max(1);
                let share = kept.min(wanted) as f64 / wanted as f64;
                return Ok(Verdict {
                    told,
                    score: Some(share),
                    words,
                    absent: None,
                });
            }
            Rule::Unchanged { values, unless } => {
                let unless = unless.as_ref().map(|it| looks.held(it)).transpose()?;
                let found = values.find(looks.view, judged)?;
                let told = rules::unchanged(&found, unless.as_deref());
                let words = values.told(&told, &found);
                return Ok(Verdict {
                    told,
                    score: None,
                    words,
                    absent: None,
                });
            }
        };
        if !matches!(told, Told::Broken(_)) {
            (score, absent) = (None, None);
        }
        let words = self.words_of(&told);
        Ok(Verdict {
            told,
            score,
            words,
            absent,
        })
    }

    /// What is said of rules that look for one thing beside another.
    fn words_of(&self, told: &Told) -> String {
        let message = |at: usize| list_messages([at].into_iter());
        let judged = self.judged().map(Part::words).unwrap_or_default();
        let none = moments::none_of(&judged);
        let breaks = match told {
            Told::Broken(breaks) => &breaks[..],
            _ => &[],
        };
        let more = match breaks.len() {
            0 | 1 => String::new(),
            2 => ", and once more".to_owned(),
            n => format!(", and {} times more", n - 1),
        };
        let (at, because) = match (told, breaks.first()) {
            (_, Some(it)) => (message(it.at), it.because.map(message)),
            (Told::Kept(Some(at)), _) => (message(*at), None),
            _ => (String::new(), None),
        };
        let since = because.unwrap_or_default();
        let is_broken = !breaks.is_empty();
        match (self, told) {
            (_, Told::TooFew(n)) => {
                let plural = if *n == 1 { "" } else { "s" };
                format!(
                    "{n} turn{plural} so far, too few for: {}",
                    self.summary(false)
                )
            }
            (Rule::NeverAfter { after, .. } | Rule::After { after, .. }, Told::Idle) => {
                format!(
                    "looked for {}, not found: nothing is asked here",
                    after.words()
                )
            }
            (Rule::Before { .. }, Told::Idle) => {
                format!("looked for {judged}, not found: nothing is asked here")
            }
            (_, Told::Idle) => "there is no turn to look at".to_owned(),
            (Rule::NeverAfter { after, .. }, _) if is_broken => {
                format!("{judged} in {at}, after {} in {since}{more}", after.words())
            }
            (Rule::NeverAfter { after, .. }, _) => {
                format!("{} in {at}, and {none} after it", after.words())
            }
            (Rule::After { after, within, .. }, _) if is_broken => {
                let within = within
                    .map(|n| format!(" within {n} turns"))
                    .unwrap_or_default();
                format!(
                    "{} in {since}, and {none} after it{within}{more}",
                    after.words()
                )
            }
            (Rule::Before { value, each, .. }, _) if is_broken => {
                let since = match (each, since.as_str()) {
                    (true, since) if !since.is_empty() => format!("between it and {since}"),
                    _ => "before it".to_owned(),
                };
                format!(
                    "{judged} in {at}, and {} {since}{more}",
                    moments::none_of(&value.words())
                )
            }
            (Rule::Until { until, .. }, _) if is_broken => {
                format!(
                    "wanted {judged} until {}; not so in {at}{more}",
                    until.words()
                )
            }
            (Rule::ByTurn { n, .. }, _) if is_broken => {
                format!("looked for {judged} in the first {n} turns, not found")
            }
            (Rule::ByTurn { .. }, _) => format!("found {judged} in {at}"),
            (Rule::AtMost { n, .. }, _) if is_broken => {
                let times = if *n == 1 {
                    "once".to_owned()
                } else {
                    format!("{n} times")
                };
                format!("{judged} more than {times}: beyond it in {at}{more}")
            }
            (Rule::AtLeastEvery { n, .. }, _) if is_broken => {
                format!("{none} in {n} turns, from {since} to {at}{more}")
            }
            _ => format!("kept: {}", self.summary(false)),
        }
    }
}

fn first_break_words(told: &Told, n_kept: usize, n_turns: usize, words: &str) -> String {
    let plural = if n_kept == 1 { "" } else { "s" };
    match told {
        Told::Broken(breaks) => {
            let message = breaks.first().map_or(0, |it| it.at) + 1;
            let turn = n_kept + 1;
            format!(
                "kept for {n_kept} turn{plural}, broken first in turn {turn} of {n_turns} (message {message}): wanted {words}"
            )
        }
        Told::Idle | Told::TooFew(_) => "there is no turn to look at".to_owned(),
        Told::Kept(_) => format!("kept for {n_kept} turn{plural} of {n_turns}: {words}"),
    }
}

/// Where the parts of a rule look in one transcript.
struct Looks<'v> {
    view: &'v View<'v>,
    /// Where a break counts.
    on: On,
    /// Whether it counts in a message.
    judged: Vec<bool>,
    /// Where what is judged looks, unless it says so itself.
    judge_on: On,
}

impl<'v> Looks<'v> {
    fn new(
        rule: &Rule,
        definition: &CheckDefinition,
        view: &'v View<'v>,
        scope: Scope,
    ) -> Looks<'v> {
        let outer = definition.on.unwrap_or(scope.on);
        let own = rule.judged().and_then(|it| it.check.on);
        let on = own.unwrap_or(outer);
        let mut judged = vec![false; view.transcript().messages.len()];
        for at in on.messages(view.transcript(), Wants::Calls) {
            judged[at] = true;
        }
        // Earlier replies may be what a later one follows.
        let judge_on = match outer {
            On::Output => On::Role(Role::Assistant),
            outer => outer,
        };
        Looks {
            view,
            on,
            judged,
            judge_on,
        }
    }

    /// When what is judged holds.
    fn judge(&self, part: &Part) -> Result<Rc<Moments>, String> {
        part.moments(self.view, self.judge_on)
    }

    /// When what it is held against holds.
    fn held(&self, part: &Part) -> Result<Rc<Moments>, String> {
        part.moments(self.view, On::Conversation)
    }
}
