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

    /// The places in one message that show that it holds there, or that it does not: the whole
    /// message, where no words of it do.
    pub(super) fn places(&self, view: &View, at: usize, on: On, holds: bool) -> Vec<Found> {
        let found = self.check.places(view, at, (on, Wants::Words), holds);
        if found.is_empty() {
            whole(view, at)
        } else {
            found
        }
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
        let tell = || self.tell_moments(view, on, wants).map(Rc::new);
        Told::clone(&view.once(&key, tell))
    }

    /// For each message, how often it holds there; nothing where it does not look or does not apply.
    /// A group holds once. Members of a group look at the same messages: where one looks at calls,
    /// all do.
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
        let (on, wants) = self.looks_at((on, wants));
        let turn = self.turn.unwrap_or(Turn::Any);
        let scope = Scope { on, only: None };
        let mut moments = vec![None; n_messages];
        match &self.body {
            Body::Faulty(reason) => return Err(reason.clone()),
            Body::Rule(_) => return Err("a rule over time cannot stand in another".to_owned()),
            Body::Looks(check) => {
                let targets = self.targets(view, scope, turn, check.wants().max(wants));
                for at in targets.unwrap_or_default() {
                    let times = check.times(view, at)?;
                    moments[at] = times.map(|times| match self.negated {
                        true => u32::from(times == 0),
                        false if self.reads() == Reads::Requirement => times.min(1),
                        false => times,
                    });
                }
            }
            Body::Group(group) => {
                let wants = group.wants().max(wants);
                let members = group.members().iter();
                let all = members.map(|it| it.moments(view, on, wants));
                let all: Vec<Rc<Moments>> = all.collect::<Result<_, _>>()?;
                let weights = group.members().iter().map(CheckDefinition::weight);
                let weights: Vec<f64> = weights.collect();
                // Members may look elsewhere, unless the group says which messages count.
                let targets = match self.turn {
                    None => (0..n_messages).collect(),
                    Some(turn) => self.targets(view, scope, turn, wants).unwrap_or_default(),
                };
                for at in targets {
                    let here = all.iter().map(|it| it[at].map(|n| n > 0));
                    let holds = combine(group.rule(), here.zip(weights.iter().copied()));
                    moments[at] = holds.map(|holds| u32::from(holds != self.negated));
                }
            }
        }
        Ok(moments)
    }

    /// Where it looks and what says something to it, inside something that looks at `outer`.
    fn looks_at(&self, outer: (On, Wants)) -> (On, Wants) {
        match self.on {
            Some(on) => (on, Wants::Words),
            None => outer,
        }
    }

    /// The words and calls of one message that show that it holds there, or that it does not. A
    /// group's are those of the members that decide it.
    fn places(&self, view: &View, at: usize, outer: (On, Wants), holds: bool) -> Vec<Found> {
        match &self.body {
            Body::Looks(check) => {
                let look = check.look(view, at);
                let shows = look.holds || self.reads() == Reads::Requirement;
                if shows { look.found } else { Vec::new() }
            }
            Body::Group(group) => {
                let (on, wants) = self.looks_at(outer);
                let (inner, wants) = (holds != self.negated, group.wants().max(wants));
                let decides = |it: &&CheckDefinition| {
                    let moments = it.moments(view, on, wants);
                    let here = moments.map_or(None, |moments| moments[at]);
                    here.is_some_and(|n| (n > 0) == inner)
                };
                let members = group.members().iter().filter(decides);
                let places = members.flat_map(|it| it.places(view, at, (on, wants), inner));
                places.collect()
            }
            Body::Rule(_) | Body::Faulty(_) => Vec::new(),
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
        return calls.map(|call| Found::call(view, at, call)).collect();
    }
    vec![Found::whole(view, at)]
}
