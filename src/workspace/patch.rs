//! What changed between two workspaces, as patches small enough to send on every keystroke.
//!
//! The page never says what it did; it keeps workspaces that share their parts and this module
//! finds the difference. So typing, undo, redo and loading reach the engine the same way.
//!
//! Invariant: `apply(diff(old, new))` turns `old` into `new`.

use super::{PackDocument, SpecDocument, Workspace};
use crate::message::Message;
use crate::spec::Adjustment;
use crate::text::{Span, floor_boundary, shared_end, shared_start};
use crate::transcript::{Output, Scenario};
use crate::verdict::{CountingRule, VerdictEvent};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;

/// Replaces `remove` items of a list, from index `at`, by `insert`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Splice<T> {
    /// Index of the first item replaced.
    pub at: usize,
    /// How many items go.
    pub remove: usize,
    /// What comes in their place.
    pub insert: Vec<Arc<T>>,
}

/// One change of a workspace. Indices are those at the time the patch is applied, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Patch {
    /// The workspace's title and fields of later versions.
    Head {
        /// The new title.
        title: String,
        /// The new rest.
        extra: Map<String, Value>,
    },
    /// Which sources count.
    Rule(CountingRule),
    /// All packs.
    Packs(Vec<Arc<PackDocument>>),
    /// Another spec.
    Spec(SpecDocument),
    /// An edit of the spec's text.
    SpecText {
        /// The bytes replaced.
        span: Span,
        /// What stands there now.
        insert: String,
    },
    /// What people decided on the spec's clauses.
    Adjustments(Vec<Arc<Adjustment>>),
    /// Scenarios added, removed, moved.
    Scenarios(Splice<Scenario>),
    /// Everything of a scenario but its messages and outputs.
    Details {
        /// Index of the scenario.
        scenario: usize,
        /// The scenario with its two lists empty.
        details: Arc<Scenario>,
    },
    /// Messages of a scenario, or of one of its outputs.
    Messages {
        /// Index of the scenario.
        scenario: usize,
        /// Index of the output; `None` for the scenario's own messages.
        output: Option<usize>,
        /// The change.
        splice: Splice<Message>,
    },
    /// Outputs added, removed, moved, or changed other than in their messages.
    Outputs {
        /// Index of the scenario.
        scenario: usize,
        /// The change.
        splice: Splice<Output>,
    },
    /// The log of verdicts.
    Verdicts(Splice<VerdictEvent>),
}

/// A patch that does not fit the workspace it is applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the change does not fit the workspace it was made for")]
pub struct Misfit;

/// What turns `old` into `new`. Shared parts are recognised by pointer, so this costs little
/// more than the change is large.
pub fn diff(old: &Workspace, new: &Workspace) -> Vec<Patch> {
    let mut patches = Vec::new();
    if old.title != new.title || old.extra != new.extra {
        patches.push(Patch::Head {
            title: new.title.clone(),
            extra: new.extra.clone(),
        });
    }
    if old.rule != new.rule {
        patches.push(Patch::Rule(new.rule.clone()));
    }
    if !same_items(&old.packs, &new.packs) {
        patches.push(Patch::Packs(new.packs.clone()));
    }
    diff_spec(&old.spec, &new.spec, &mut patches);
    diff_scenarios(&old.scenarios, &new.scenarios, &mut patches);
    patches.extend(splice(&old.verdicts, &new.verdicts).map(Patch::Verdicts));
    patches
}

fn diff_spec(old: &SpecDocument, new: &SpecDocument, patches: &mut Vec<Patch>) {
    let same_document = (&old.name, &old.origin, old.excerpt, &old.extra)
        == (&new.name, &new.origin, new.excerpt, &new.extra);
    if !same_document {
        patches.push(Patch::Spec(new.clone()));
        return;
    }
    if !Arc::ptr_eq(&old.text, &new.text)
        && let Some((span, insert)) = diff_text(&old.text, &new.text)
    {
        let insert = insert.to_owned();
        patches.push(Patch::SpecText { span, insert });
    }
    if !same_items(&old.adjustments, &new.adjustments) {
        patches.push(Patch::Adjustments(new.adjustments.clone()));
    }
}

/// The one replacement that turns `old` into `new`, or `None` where they are equal.
pub fn diff_text<'a>(old: &str, new: &'a str) -> Option<(Span, &'a str)> {
    let shared = shared_start(old.as_bytes(), new.as_bytes());
    if shared == old.len() && shared == new.len() {
        return None;
    }
    let start = floor_boundary(old, shared);
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let mut kept = shared_end(old_rest.as_bytes(), new_rest.as_bytes());
    while !old_rest.is_char_boundary(old_rest.len() - kept) {
        kept -= 1;
    }
    Some((
        Span::new(start, old.len() - kept),
        &new[start..new.len() - kept],
    ))
}

fn diff_scenarios(old: &[Arc<Scenario>], new: &[Arc<Scenario>], patches: &mut Vec<Patch>) {
    let Some(splice) = splice(old, new) else {
        return;
    };
    let at = splice.at;
    match (&splice.insert[..], splice.remove) {
        ([changed], 1) if changed.id == old[at].id => diff_scenario(at, &old[at], changed, patches),
        _ => patches.push(Patch::Scenarios(splice)),
    }
}

fn diff_scenario(at: usize, old: &Scenario, new: &Scenario, patches: &mut Vec<Patch>) {
    let details = details_of(new);
    if details_of(old) != details {
        patches.push(Patch::Details {
            scenario: at,
            details: Arc::new(details),
        });
    }
    if let Some(splice) = splice(&old.messages, &new.messages) {
        patches.push(Patch::Messages {
            scenario: at,
            output: None,
            splice,
        });
    }
    let Some(splice) = splice(&old.outputs, &new.outputs) else {
        return;
    };
    match (&splice.insert[..], splice.remove) {
        ([changed], 1) => diff_output(at, splice.at, &old.outputs[splice.at], changed, patches),
        _ => patches.push(Patch::Outputs {
            scenario: at,
            splice,
        }),
    }
}

fn diff_output(
    scenario: usize,
    at: usize,
    old: &Output,
    new: &Arc<Output>,
    patches: &mut Vec<Patch>,
) {
    let only_messages = Output {
        messages: old.messages.clone(),
        ..new.as_ref().clone()
    } == *old;
    if !only_messages {
        let splice = Splice {
            at,
            remove: 1,
            insert: vec![new.clone()],
        };
        patches.push(Patch::Outputs { scenario, splice });
    } else if let Some(splice) = splice(&old.messages, &new.messages) {
        patches.push(Patch::Messages {
            scenario,
            output: Some(at),
            splice,
        });
    }
}

fn details_of(scenario: &Scenario) -> Scenario {
    Scenario {
        id: scenario.id.clone(),
        title: scenario.title.clone(),
        messages: Vec::new(),
        outputs: Vec::new(),
        clauses: scenario.clauses.clone(),
        factors: scenario.factors.clone(),
        family: scenario.family.clone(),
        minutes: scenario.minutes,
        origin: scenario.origin.clone(),
        checks: scenario.checks.clone(),
        verdicts: scenario.verdicts.clone(),
        extra: scenario.extra.clone(),
    }
}

/// Whether two lists hold the same items, by pointer.
pub(crate) fn same_items<T>(old: &[Arc<T>], new: &[Arc<T>]) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(a, b)| Arc::ptr_eq(a, b))
}

/// The one splice that turns `old` into `new`, or `None` where all pointers are equal.
fn splice<T>(old: &[Arc<T>], new: &[Arc<T>]) -> Option<Splice<T>> {
    if same_items(old, new) {
        return None;
    }
    let at = old
        .iter()
        .zip(new)
        .take_while(|(a, b)| Arc::ptr_eq(a, b))
        .count();
    let tails = old[at..].iter().rev().zip(new[at..].iter().rev());
    let kept = tails.take_while(|(a, b)| Arc::ptr_eq(a, b)).count();
    let insert = new[at..new.len() - kept].to_vec();
    Some(Splice {
        at,
        remove: old.len() - kept - at,
        insert,
    })
}

impl<T> Splice<T> {
    /// Makes the change.
    ///
    /// # Errors
    ///
    /// [`Misfit`] where the list is shorter.
    pub fn apply(self, list: &mut Vec<Arc<T>>) -> Result<(), Misfit> {
        let end = self
            .at
            .checked_add(self.remove)
            .filter(|end| *end <= list.len())
            .ok_or(Misfit)?;
        list.splice(self.at..end, self.insert);
        Ok(())
    }
}

impl Workspace {
    /// Applies one patch.
    ///
    /// # Errors
    ///
    /// [`Misfit`] where an index or span lies outside the workspace; nothing is changed then.
    pub fn apply(&mut self, patch: Patch) -> Result<(), Misfit> {
        match patch {
            Patch::Head { title, extra } => (self.title, self.extra) = (title, extra),
            Patch::Rule(rule) => self.rule = rule,
            Patch::Packs(packs) => self.packs = packs,
            Patch::Spec(spec) => self.spec = spec,
            Patch::SpecText { span, insert } => {
                self.spec.text = replace(&self.spec.text, span, &insert)?.into();
            }
            Patch::Adjustments(all) => self.spec.adjustments = all,
            Patch::Scenarios(splice) => splice.apply(&mut self.scenarios)?,
            Patch::Details { scenario, details } => {
                let scenario = self.scenario_mut(scenario)?;
                let (messages, outputs) = (scenario.messages.clone(), scenario.outputs.clone());
                *scenario = Scenario {
                    messages,
                    outputs,
                    ..details.as_ref().clone()
                };
            }
            Patch::Messages {
                scenario,
                output,
                splice,
            } => {
                splice.apply(self.messages_mut(scenario, output)?)?;
            }
            Patch::Outputs { scenario, splice } => {
                splice.apply(&mut self.scenario_mut(scenario)?.outputs)?;
            }
            Patch::Verdicts(splice) => splice.apply(&mut self.verdicts)?,
        }
        Ok(())
    }

    /// The scenario at `index`, unshared so that it can be changed.
    pub fn scenario_mut(&mut self, index: usize) -> Result<&mut Scenario, Misfit> {
        self.scenarios
            .get_mut(index)
            .map(Arc::make_mut)
            .ok_or(Misfit)
    }

    /// The messages of the scenario at `scenario`, or of its output at `output`, unshared.
    pub fn messages_mut(
        &mut self,
        scenario: usize,
        output: Option<usize>,
    ) -> Result<&mut Vec<Arc<Message>>, Misfit> {
        let scenario = self.scenario_mut(scenario)?;
        match output {
            None => Ok(&mut scenario.messages),
            Some(at) => {
                let output = scenario.outputs.get_mut(at).ok_or(Misfit)?;
                Ok(&mut Arc::make_mut(output).messages)
            }
        }
    }
}

/// The text with `insert` in place of the bytes of `span`.
///
/// # Errors
///
/// [`Misfit`] where the span is not one of this text.
pub fn replace(text: &str, span: Span, insert: &str) -> Result<String, Misfit> {
    let before = text.get(..span.start).ok_or(Misfit)?;
    let after = text.get(span.end..).ok_or(Misfit)?;
    Ok([before, insert, after].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Role;
    use proptest::prelude::*;

    fn message(text: &str) -> Arc<Message> {
        Arc::new(Message::new(Role::User, text))
    }

    fn sample() -> Workspace {
        let mut scenario = Scenario::new("s");
        scenario.messages = vec![message("a"), message("b")];
        let reply = |text: &str| {
            Arc::new(Output {
                candidate: "m".to_owned(),
                epoch: 1,
                origin: Default::default(),
                messages: vec![message(text)],
                graded: None,
                end_reason: None,
                tokens: None,
                minutes: None,
                extra: Map::new(),
            })
        };
        scenario.outputs = vec![reply("x"), reply("y")];
        let mut workspace = Workspace::new(SpecDocument::written("n", "# Täst\n\nMust.\n"));
        workspace.scenarios = vec![Arc::new(Scenario::new("r")), Arc::new(scenario)];
        workspace
    }

    /// One edit, chosen by three numbers, so that proptest can shrink it.
    fn edit(workspace: &mut Workspace, (kind, at, text): (u8, usize, String)) {
        let n_scenarios = workspace.scenarios.len();
        let index = at % n_scenarios.max(1);
        match kind % 9 {
            0 => workspace.spec.text = text.into(),
            1 => workspace
                .scenarios
                .insert(index, Arc::new(Scenario::new(text))),
            2 if n_scenarios > 0 => drop(workspace.scenarios.remove(index)),
            3 if n_scenarios > 0 => {
                workspace
                    .scenario_mut(index)
                    .unwrap()
                    .messages
                    .push(message(&text));
            }
            4 if n_scenarios > 0 => workspace.scenario_mut(index).unwrap().title = text,
            5 => workspace.title = text,
            6 if n_scenarios > 0 => {
                if let Ok(messages) = workspace.messages_mut(index, Some(0)) {
                    messages.insert(0, message(&text));
                }
            }
            7 => workspace.spec.name = text,
            8 => {
                let json = serde_json::json!({"section": text, "hash": ""});
                let adjustment = serde_json::from_value(json).unwrap();
                workspace.spec.adjustments.push(Arc::new(adjustment));
            }
            _ => {}
        }
    }

    proptest! {
        #[test]
        fn applying_the_difference_gives_the_new_workspace(
            edits in prop::collection::vec((any::<u8>(), any::<usize>(), "[aä😀 ]{0,4}"), 0..8)
        ) {
            let old = sample();
            let mut new = old.clone();
            edits.into_iter().for_each(|it| edit(&mut new, it));
            let mut patched = old.clone();
            for patch in diff(&old, &new) {
                let wire = serde_json::to_string(&patch).unwrap();
                patched.apply(serde_json::from_str(&wire).unwrap()).unwrap();
            }
            prop_assert_eq!(patched, new);
        }

        #[test]
        fn a_text_change_is_one_replacement(old in "[aä😀é]{0,6}", new in "[aä😀é]{0,6}") {
            match diff_text(&old, &new) {
                None => prop_assert_eq!(old, new),
                Some((span, insert)) => prop_assert_eq!(replace(&old, span, insert).unwrap(), new),
            }
        }
    }

    #[test]
    fn typing_in_a_reply_sends_that_message_alone() {
        let old = sample();
        let mut new = old.clone();
        *Arc::make_mut(&mut new.messages_mut(1, Some(0)).unwrap()[0]) =
            Message::new(Role::User, "xy");
        let patches = diff(&old, &new);
        let [
            Patch::Messages {
                scenario: 1,
                output: Some(0),
                splice,
            },
        ] = &patches[..]
        else {
            panic!("{patches:?}");
        };
        assert_eq!((splice.at, splice.remove, splice.insert.len()), (0, 1, 1));
    }

    #[test]
    fn a_patch_for_another_workspace_is_refused() {
        let mut workspace = sample();
        let patch = Patch::SpecText {
            span: Span::new(4, 99),
            insert: String::new(),
        };
        assert_eq!(workspace.apply(patch), Err(Misfit));
    }
}
