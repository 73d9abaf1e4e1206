//! Changes of the workspace: every one can be undone.

use crate::message::{Message, Role, ToolCall};
use crate::transcript::{Output, Scenario};
use crate::verdict::{Origin, OriginKind, Verdict, VerdictEvent};
use crate::workspace::patch::Misfit;
use crate::workspace::{PackDocument, Workspace};
use serde_json::{Map, Value};
use std::sync::Arc;

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MessageAt {
    /// Index of the scenario.
    pub scenario: usize,
    /// Index of the output; `None` for the scenario's own messages.
    pub output: Option<usize>,
    /// Index of the message in that list.
    pub message: usize,
}

/// A change a person makes to their work.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// The spec's text.
    SpecText(String),
    /// The work's title.
    Title(String),
    /// A scenario comes in at an index.
    ScenarioAdded(usize, Arc<Scenario>),
    /// Scenarios come in at the end; an id that is taken gets a number.
    ScenariosAdded(Vec<Arc<Scenario>>),
    /// A check pack comes in beside the spec; one of the same name is replaced.
    PackAdded(Arc<PackDocument>),
    /// A copy of a scenario, under a new id.
    ScenarioDuplicated(usize, String),
    /// A scenario goes.
    ScenarioDeleted(usize),
    /// A scenario's title.
    ScenarioTitled(usize, String),
    /// A clause is named by a scenario, or no longer.
    ClauseNamed(usize, String, bool),
    /// A factor's level; empty removes the factor.
    FactorSet(usize, String, String),
    /// What a message says.
    MessageSaid(MessageAt, String),
    /// Who speaks a message.
    MessageSpokenBy(MessageAt, Role),
    /// A message comes in at that place.
    MessageAdded(MessageAt, Role),
    /// A copy of a message follows it.
    MessageDuplicated(MessageAt),
    /// A message changes places with its neighbour: -1 up, 1 down.
    MessageMoved(MessageAt, isize),
    /// A message goes.
    MessageDeleted(MessageAt),
    /// A tool call of a message, by index: name and arguments as typed.
    ToolCallSet(MessageAt, usize, String, String),
    /// A tool call is added to a message.
    ToolCallAdded(MessageAt),
    /// A tool call of a message goes.
    ToolCallDeleted(MessageAt, usize),
    /// An empty reply is added to a scenario.
    ReplyAdded(usize),
    /// A copy of a reply follows it.
    ReplyDuplicated(usize, usize),
    /// A reply goes.
    ReplyDeleted(usize, usize),
    /// Who is said to have given a reply.
    ReplyCandidate(usize, usize, String),
    /// A verdict is given.
    VerdictGiven(Box<Verdict>),
    /// A verdict is given with its reason as written so far: until the run of typing ends, the
    /// same id comes again.
    VerdictReasoned(Box<Verdict>),
    /// A verdict is withdrawn: its id, then the event's id and time.
    VerdictWithdrawn(String, Stamp),
}

/// A new id and the time, which a pure step cannot make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Unlike any other.
    pub id: String,
    /// RFC 3339, UTC.
    pub time: String,
}

impl Edit {
    /// What is being typed into, for edits that come one keystroke at a time: a run of them is
    /// undone at once.
    pub fn typing(&self) -> Option<String> {
        match self {
            Edit::SpecText(_) => Some("spec".to_owned()),
            Edit::Title(_) => Some("title".to_owned()),
            Edit::ScenarioTitled(at, _) => Some(format!("scenario {at}")),
            Edit::MessageSaid(at, _) => Some(format!("message {at:?}")),
            Edit::ToolCallSet(at, call, ..) => Some(format!("call {at:?} {call}")),
            Edit::ReplyCandidate(scenario, at, _) => Some(format!("reply {scenario} {at}")),
            Edit::VerdictReasoned(verdict) => Some(format!("reason {}", verdict.id)),
            Edit::FactorSet(at, name, _) => Some(format!("factor {at} {name}")),
            _ => None,
        }
    }

    /// The workspace after this edit.
    ///
    /// # Errors
    ///
    /// [`Misfit`] where it names something that is not there.
    pub fn apply(self, workspace: &Workspace) -> Result<Workspace, Misfit> {
        let mut new = workspace.clone();
        match self {
            Edit::SpecText(text) => new.spec.text = text.into(),
            Edit::Title(title) => new.title = title,
            Edit::ScenarioAdded(at, scenario) => {
                new.scenarios.insert(at.min(new.scenarios.len()), scenario);
            }
            Edit::ScenariosAdded(added) => {
                added.into_iter().for_each(|it| new.add_scenario(it));
            }
            Edit::PackAdded(pack) => {
                new.packs.retain(|it| it.name != pack.name);
                new.packs.push(pack);
            }
            Edit::ScenarioDuplicated(at, id) => duplicate_scenario(&mut new, at, id)?,
            Edit::ScenarioDeleted(at) => drop(take(&mut new.scenarios, at)?),
            Edit::ScenarioTitled(at, title) => new.scenario_mut(at)?.title = title,
            Edit::ClauseNamed(at, clause, named) => {
                name_clause(new.scenario_mut(at)?, clause, named);
            }
            Edit::FactorSet(at, name, level) => set_factor(new.scenario_mut(at)?, name, level),
            Edit::ReplyAdded(at) => add_reply(new.scenario_mut(at)?, None),
            Edit::ReplyDuplicated(at, output) => add_reply(new.scenario_mut(at)?, Some(output)),
            Edit::ReplyDeleted(at, output) => {
                take(&mut new.scenario_mut(at)?.outputs, output)?;
            }
            Edit::ReplyCandidate(at, output, name) => rename_reply(&mut new, at, output, name)?,
            Edit::VerdictGiven(verdict) => {
                new.verdicts.push(Arc::new(VerdictEvent::Given(*verdict)));
            }
            Edit::VerdictReasoned(verdict) => {
                let again = new.verdicts.last().is_some_and(|it| it.id() == verdict.id);
                new.verdicts
                    .truncate(new.verdicts.len() - usize::from(again));
                new.verdicts.push(Arc::new(VerdictEvent::Given(*verdict)));
            }
            Edit::VerdictWithdrawn(withdraws, stamp) => {
                new.verdicts.push(withdrawal(withdraws, stamp));
            }
            message_edit => edit_message(&mut new, message_edit)?,
        }
        Ok(new)
    }
}

/// The event that withdraws the verdict called `withdraws`.
pub(super) fn withdrawal(withdraws: String, stamp: Stamp) -> Arc<VerdictEvent> {
    let Stamp { id, time } = stamp;
    Arc::new(VerdictEvent::Withdrawal {
        id,
        withdraws,
        time,
        extra: Map::new(),
    })
}

fn edit_message(workspace: &mut Workspace, edit: Edit) -> Result<(), Misfit> {
    let at = match &edit {
        Edit::MessageSaid(at, _)
        | Edit::MessageSpokenBy(at, _)
        | Edit::MessageAdded(at, _)
        | Edit::MessageDuplicated(at)
        | Edit::MessageMoved(at, _)
        | Edit::MessageDeleted(at)
        | Edit::ToolCallSet(at, ..)
        | Edit::ToolCallAdded(at)
        | Edit::ToolCallDeleted(at, _) => *at,
        _ => return Err(Misfit),
    };
    let messages = workspace.messages_mut(at.scenario, at.output)?;
    change_messages(messages, at.message, edit)?;
    if let Some(output) = at.output {
        mark_edited(workspace, at.scenario, output)?;
    }
    Ok(())
}

fn change_messages(messages: &mut Vec<Arc<Message>>, at: usize, edit: Edit) -> Result<(), Misfit> {
    match edit {
        Edit::MessageAdded(_, role) => {
            messages.insert(at.min(messages.len()), Arc::new(Message::new(role, "")));
        }
        Edit::MessageDeleted(_) => drop(take(messages, at)?),
        Edit::MessageDuplicated(_) => {
            let copy = messages.get(at).cloned().ok_or(Misfit)?;
            messages.insert(at + 1, copy);
        }
        Edit::MessageMoved(_, by) => {
            let to = at
                .checked_add_signed(by)
                .filter(|to| *to < messages.len())
                .ok_or(Misfit)?;
            messages.swap(at, to);
        }
        edit => change_message(Arc::make_mut(messages.get_mut(at).ok_or(Misfit)?), edit)?,
    }
    Ok(())
}

fn change_message(message: &mut Message, edit: Edit) -> Result<(), Misfit> {
    match edit {
        Edit::MessageSaid(_, text) => message.content = text,
        Edit::MessageSpokenBy(_, role) => message.role = role,
        Edit::ToolCallAdded(_) => message.tool_calls.push(ToolCall {
            id: format!("call_{}", message.tool_calls.len() + 1),
            name: "tool".to_owned(),
            arguments: Value::Object(Map::new()),
            extra: Map::new(),
        }),
        Edit::ToolCallSet(_, call, name, arguments) => {
            let call = message.tool_calls.get_mut(call).ok_or(Misfit)?;
            call.name = name;
            // What is not JSON stays as the words the model wrote.
            call.arguments = serde_json::from_str(&arguments).unwrap_or(Value::String(arguments));
        }
        Edit::ToolCallDeleted(_, call) if call < message.tool_calls.len() => {
            message.tool_calls.remove(call);
        }
        _ => return Err(Misfit),
    }
    Ok(())
}

/// An output that a model gave and a person changed says so from then on.
fn mark_edited(workspace: &mut Workspace, scenario: usize, output: usize) -> Result<(), Misfit> {
    let outputs = &mut workspace.scenario_mut(scenario)?.outputs;
    let output = outputs.get_mut(output).ok_or(Misfit)?;
    if output.origin.kind != OriginKind::Written && !output.origin.edited {
        Arc::make_mut(output).origin.edited = true;
    }
    Ok(())
}

fn take<T>(list: &mut Vec<T>, at: usize) -> Result<T, Misfit> {
    if at < list.len() {
        Ok(list.remove(at))
    } else {
        Err(Misfit)
    }
}

fn duplicate_scenario(workspace: &mut Workspace, at: usize, id: String) -> Result<(), Misfit> {
    let original = workspace.scenarios.get(at).ok_or(Misfit)?;
    let copy = Scenario {
        id,
        title: format!("{} (copy)", original.name()),
        // Made from one another, so not independent.
        family: Some(
            original
                .family
                .clone()
                .unwrap_or_else(|| original.id.clone()),
        ),
        ..original.as_ref().clone()
    };
    workspace.scenarios.insert(at + 1, Arc::new(copy));
    Ok(())
}

fn name_clause(scenario: &mut Scenario, clause: String, named: bool) {
    scenario.clauses.retain(|it| *it != clause);
    if named {
        scenario.clauses.push(clause);
    }
}

fn set_factor(scenario: &mut Scenario, name: String, level: String) {
    if level.is_empty() {
        scenario.factors.shift_remove(&name);
    } else {
        scenario.factors.insert(name, Value::String(level));
    }
}

/// The name under which replies written on the page stand.
pub const WRITTEN_HERE: &str = "written here";

/// Adds a copy of the reply at `of`, or an empty reply. Where the scenario's own messages ended in
/// the output, that stays as it was: the new reply answers what came before it.
fn add_reply(scenario: &mut Scenario, of: Option<usize>) {
    let copied = of.and_then(|at| scenario.outputs.get(at)).cloned();
    let mut output = copied.map_or_else(empty_reply, |it| it.as_ref().clone());
    output.epoch = free_epoch(scenario, &output.candidate);
    let at = of
        .map_or(scenario.outputs.len(), |at| at + 1)
        .min(scenario.outputs.len());
    scenario.outputs.insert(at, Arc::new(output));
}

fn empty_reply() -> Output {
    Output {
        candidate: WRITTEN_HERE.to_owned(),
        epoch: 1,
        origin: Origin::written(),
        messages: vec![Arc::new(Message::new(Role::Assistant, ""))],
        end_reason: None,
        tokens: None,
        minutes: None,
        extra: Map::new(),
    }
}

fn free_epoch(scenario: &Scenario, candidate: &str) -> u32 {
    let taken = scenario
        .outputs
        .iter()
        .filter(|it| it.candidate == candidate);
    taken
        .map(|it| it.epoch)
        .max()
        .map_or(1, |epoch| epoch.saturating_add(1))
}

/// Renames the candidate of a reply; verdicts on the reply follow it to its new id.
fn rename_reply(
    workspace: &mut Workspace,
    at: usize,
    output: usize,
    name: String,
) -> Result<(), Misfit> {
    let scenario = workspace.scenario_mut(at)?;
    let mut renamed = scenario.outputs.get(output).ok_or(Misfit)?.as_ref().clone();
    let old_id = scenario.transcript_id(&renamed);
    let others = scenario
        .outputs
        .iter()
        .enumerate()
        .filter(|(it, _)| *it != output);
    let taken = others
        .filter(|(_, it)| it.candidate == name)
        .map(|(_, it)| it.epoch)
        .max();
    renamed.candidate = name;
    renamed.epoch = taken.map_or(renamed.epoch, |epoch| epoch.saturating_add(1));
    let new_id = scenario.transcript_id(&renamed);
    scenario.outputs[output] = Arc::new(renamed);
    for event in &mut workspace.verdicts {
        if matches!(event.as_ref(), VerdictEvent::Given(it) if it.transcript == old_id)
            && let VerdictEvent::Given(verdict) = Arc::make_mut(event)
        {
            verdict.transcript.clone_from(&new_id);
        }
    }
    Ok(())
}
