//! When a check holds: told once per message and shared by all rules that ask it.

use crate::check::compose::Rule as Combine;
use crate::check::definition::{Body, CheckDefinition, Scope};
use crate::check::result::{CheckOutcome, Found, Reads};
use crate::check::view::{Moments, On, Told, Turn, View, Wants};
use std::rc::Rc;

/// A check inside a rule over time.
#[derive(Debug)]
pub(crate) struct Part {
    pub(super) check: CheckDefinition,
}

impl Part {
    /// When it holds; where it does not say where it looks, in `on`.
    pub(super) fn moments(&self, view: &View, on: On) -> Told {
        self.check.moments(view, on, Wants::Words)
    }

    /// What it looks for or wants, for people.
    pub(super) fn words(&self) -> String {
        self.check.words()
    }
}

impl CheckDefinition {
    /// When it holds, told once for all rules and groups that ask.
    fn moments(&self, view: &View, on: On, wants: Wants) -> Told {
        if self.key.is_empty() {
            return self.tell_moments(view, on, wants).map(Rc::new);
        }
        let all = if wants == Wants::Calls {
            "all messages of "
        } else {
            ""
        };
        let key = [all, on.place(), "\n", &self.key].concat();
        view.moments(&key, || self.tell_moments(view, on, wants))
    }

    /// For each message, how often it holds there. A group holds once. Members of a group look at
    /// the same messages: where one looks at calls, all do.
    fn tell_moments(&self, view: &View, on: On, wants: Wants) -> Result<Moments, String> {
        let n_messages = view.transcript().messages.len();
        if let Some(when) = &self.when {
            let condition = when.evaluate(view, Scope::default());
            match condition.outcome {
                CheckOutcome::Pass => {}
                CheckOutcome::Error => return Err(condition.explanation),
                _ => return Ok(vec![None; n_messages]),
            }
        }
        let wants = if self.on.is_some() {
            Wants::Words
        } else {
            wants
        };
        let on = self.on.unwrap_or(on);
        match &self.body {
            Body::Faulty(reason) => Err(reason.clone()),
            Body::Rule(_) => Err("a rule over time cannot stand in another".to_owned()),
            Body::Looks(check) => {
                let scope = Scope { on, only: None };
                let turn = self.turn.unwrap_or(Turn::Any);
                let targets = self.targets(view, scope, turn, check.wants().max(wants));
                let mut moments = vec![None; n_messages];
                for at in targets.unwrap_or_default() {
                    let times = check.times(view, at)?;
                    moments[at] = Some(match self.negated {
                        true => u32::from(times == 0),
                        false if self.reads() == Reads::Requirement => times.min(1),
                        false => times,
                    });
                }
                Ok(moments)
            }
            Body::Group(group) => {
                let members = group.members().iter();
                let wants = group.wants().max(wants);
                let all = members.map(|it| it.moments(view, on, wants));
                let all: Vec<Rc<Moments>> = all.collect::<Result<_, _>>()?;
                let weights = group.members().iter().map(CheckDefinition::weight);
                let weights: Vec<f64> = weights.collect();
                let mut moments = vec![None; n_messages];
                for (at, moment) in moments.iter_mut().enumerate() {
                    let here = all.iter().map(|it| it[at].map(|n| n > 0));
                    let holds = combine(group.rule(), here.zip(weights.iter().copied()));
                    *moment = holds.map(|holds| u32::from(holds != self.negated));
                }
                Ok(moments)
            }
        }
    }

    /// The places in one message that show that it holds there.
    pub(super) fn places(&self, view: &View, at: usize) -> Vec<Found> {
        let found = match &self.body {
            Body::Looks(check) if !self.negated => check.look(view, at).found,
            Body::Group(group) if !self.negated => {
                let holds = |it: &&CheckDefinition| it.holds_at(view, at);
                let members = group.members().iter().filter(holds);
                members.flat_map(|it| it.places(view, at)).collect()
            }
            _ => Vec::new(),
        };
        if found.is_empty() {
            whole(view, at)
        } else {
            found
        }
    }

    /// Whether a member of a group holds in one message.
    fn holds_at(&self, view: &View, at: usize) -> bool {
        let on = self.on.unwrap_or(On::Conversation);
        on.messages(view.transcript(), Wants::Calls).contains(&at)
            && match &self.body {
                Body::Looks(check) => check.look(view, at).holds != self.negated,
                Body::Group(group) => {
                    group.members().iter().any(|it| it.holds_at(view, at)) != self.negated
                }
                Body::Rule(_) | Body::Faulty(_) => false,
            }
    }

    /// What it looks for or wants, without saying what that would mean.
    pub(crate) fn words(&self) -> String {
        let words = match &self.body {
            Body::Looks(check) => check.aim(),
            Body::Group(group) => {
                let members: Vec<_> = group.members().iter().map(CheckDefinition::words).collect();
                members.join(if group.rule() == Combine::Any {
                    " or "
                } else {
                    " and "
                })
            }
            Body::Rule(rule) => rule.summary(false),
            Body::Faulty(reason) => reason.clone(),
        };
        let words = if self.negated { none_of(&words) } else { words };
        match self.on {
            None | Some(On::Output) => words,
            Some(on) => format!("{words} in {}", on.place()),
        }
    }
}

/// Whether a group holds where its members do or do not; members that look elsewhere are left out.
fn combine(rule: Combine, members: impl Iterator<Item = (Option<bool>, f64)>) -> Option<bool> {
    let here: Vec<(bool, f64)> = members
        .filter_map(|(it, weight)| Some((it?, weight)))
        .collect();
    if here.is_empty() {
        return None;
    }
    Some(match rule {
        Combine::Any => here.iter().any(|it| it.0),
        Combine::Mean {
            threshold: Some(threshold),
        } => {
            let total: f64 = here.iter().map(|it| it.1).sum();
            let held: f64 = here.iter().filter(|it| it.0).map(|it| it.1).sum();
            total > 0.0 && held / total >= threshold
        }
        Combine::All | Combine::Mean { .. } => here.iter().all(|it| it.0 || it.1 == 0.0),
    })
}

/// That there is none of something that is named with its article, or without.
pub(super) fn none_of(words: &str) -> String {
    let bare = words
        .strip_prefix("a ")
        .or_else(|| words.strip_prefix("an "));
    ["no ", bare.unwrap_or(words)].concat()
}

/// A message as a whole: its words, or its calls where it says nothing.
pub(super) fn whole(view: &View, at: usize) -> Vec<Found> {
    let message = view.message(at);
    if message.only_calls_tools() {
        let calls = 0..message.tool_calls.len();
        return calls
            .map(|call| crate::check::tool::place(view, at, call))
            .collect();
    }
    vec![Found::words(at, 0..message.content.len())]
}
