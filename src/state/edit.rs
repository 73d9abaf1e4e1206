//! Changes of the workspace: every one can be undone.

use crate::engine::Changes;
use crate::message::{Message, Role, ToolCall};
use crate::transcript::{Output, Scenario, free_epoch};
use crate::verdict::{Origin, OriginKind, Verdict, VerdictEvent, all_standing};
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
    /// The spec's text. It is left out where other work was opened before it came.
    SpecText {
        /// [`AppState::n_opened`](super::AppState::n_opened) when the work was opened.
        n_opened: u32,
        /// What it says now.
        text: Arc<str>,
    },
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
    /// A chat takes the place of a message. Pasted at the end of a conversation that has replies of
    /// its own, the chat's last answer is one more, or the one that is not yet written.
    ChatPasted(MessageAt, Vec<Message>),
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
    /// An empty reply is added to a scenario; the stamp is for verdicts on a run that so far stood
    /// in its messages.
    ReplyAdded(usize, Stamp),
    /// A copy of a reply follows it; a copy of what a model said is written here.
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
    /// What a button of a sheet came to.
    Acted(Box<Changes>),
}

/// A new id and the time, which a pure step cannot make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Unlike any other.
    pub id: String,
    /// RFC 3339, UTC.
    pub time: String,
}

impl Stamp {
    /// The same time, and the `n`-th id made from this one.
    pub(super) fn numbered(&self, n: usize) -> Stamp {
        Stamp {
            id: format!("{}.{n}", self.id),
            time: self.time.clone(),
        }
    }
}

impl Edit {
    /// What is being typed into, for edits that come one keystroke at a time: a run of them is
    /// undone at once.
    pub fn typing(&self) -> Option<String> {
        match self {
            Edit::SpecText { .. } => Some("spec".to_owned()),
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
            Edit::SpecText { text, .. } => new.spec.text = text,
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
            Edit::ReplyAdded(at, stamp) => add_reply(&mut new, at, &stamp)?,
            Edit::ReplyDuplicated(at, output) => duplicate_reply(new.scenario_mut(at)?, output)?,
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
            Edit::Acted(changes) => changes.apply(&mut new)?,
            message_edit => edit_message(&mut new, message_edit)?,
        }
        Ok(new)
    }
}

/// The event that withdraws the verdict called `withdraws`.
pub(super) fn withdrawal(withdraws: String, stamp: Stamp) -> Arc<VerdictEvent> {
    let Stamp { id, time } = stamp;
    Arc::new(VerdictEvent::withdrawal(id, withdraws, time))
}

fn edit_message(workspace: &mut Workspace, edit: Edit) -> Result<(), Misfit> {
    let at = match &edit {
        Edit::MessageSaid(at, _)
        | Edit::MessageSpokenBy(at, _)
        | Edit::MessageAdded(at, _)
        | Edit::ChatPasted(at, _)
        | Edit::MessageDuplicated(at)
        | Edit::MessageMoved(at, _)
        | Edit::MessageDeleted(at)
        | Edit::ToolCallSet(at, ..)
        | Edit::ToolCallAdded(at)
        | Edit::ToolCallDeleted(at, _) => *at,
        _ => return Err(Misfit),
    };
    let had_run = workspace.scenario_mut(at.scenario)?.is_run();
    let messages = workspace.messages_mut(at.scenario, at.output)?;
    let is_chat = matches!(edit, Edit::ChatPasted(..)) && at.message + 1 == messages.len();
    change_messages(messages, at.message, edit)?;
    let scenario = workspace.scenario_mut(at.scenario)?;
    match at.output {
        Some(output) => mark_edited(scenario, output)?,
        None if is_chat && scenario.outputs.is_empty() && !had_run => {
            scenario.origin.get_or_insert_default();
        }
        None if is_chat => answer_with_pasted(scenario),
        None => mark_run_edited(scenario, had_run),
    }
    Ok(())
}

/// The name under which the answer of a pasted chat stands until someone says whose it is.
const PASTED: &str = "pasted";

/// The last answer of a pasted chat becomes a reply, in place of one that nobody wrote yet.
fn answer_with_pasted(scenario: &mut Scenario) {
    let Some(messages) = split_answer(&mut scenario.messages) else {
        return;
    };
    scenario
        .outputs
        .retain(|it| !it.messages.iter().all(|it| it.is_unwritten()));
    scenario.outputs.push(Arc::new(Output {
        candidate: PASTED.to_owned(),
        epoch: free_epoch(&scenario.outputs, PASTED),
        messages,
        origin: Origin::default(),
        ..empty_reply()
    }));
}

fn change_messages(messages: &mut Vec<Arc<Message>>, at: usize, edit: Edit) -> Result<(), Misfit> {
    match edit {
        Edit::MessageAdded(_, role) => {
            messages.insert(at.min(messages.len()), Arc::new(Message::new(role, "")));
        }
        Edit::MessageDeleted(_) => drop(take(messages, at)?),
        Edit::ChatPasted(_, chat) if at < messages.len() => {
            messages.splice(at..=at, chat.into_iter().map(Arc::new));
        }
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
fn mark_edited(scenario: &mut Scenario, output: usize) -> Result<(), Misfit> {
    let output = scenario.outputs.get_mut(output).ok_or(Misfit)?;
    if output.origin.is_unedited() {
        Arc::make_mut(output).origin.edited = true;
    }
    Ok(())
}

/// The same of a run that stands in a scenario's own messages. One that begins here is written.
fn mark_run_edited(scenario: &mut Scenario, had_run: bool) {
    if had_run {
        let origin = scenario.origin.get_or_insert_default();
        origin.edited |= origin.is_unedited();
    } else if scenario.is_run() {
        scenario.origin.get_or_insert_with(Origin::written);
    }
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

/// Adds an empty reply. A run that stood in the scenario's messages becomes the first reply, or it
/// would be gone: the new one answers what came before it.
fn add_reply(workspace: &mut Workspace, at: usize, stamp: &Stamp) -> Result<(), Misfit> {
    let scenario = workspace.scenario_mut(at)?;
    if let Some(run) = take_run(scenario) {
        let (old, new) = (scenario.id.clone(), scenario.transcript_id(&run));
        scenario.outputs.push(Arc::new(run));
        move_verdicts(&mut workspace.verdicts, &old, &new, stamp);
    }
    let scenario = workspace.scenario_mut(at)?;
    let mut output = empty_reply();
    output.epoch = free_epoch(&scenario.outputs, &output.candidate);
    scenario.outputs.push(Arc::new(output));
    Ok(())
}

/// Takes the run out of a scenario's own messages.
fn take_run(scenario: &mut Scenario) -> Option<Output> {
    if !scenario.outputs.is_empty() {
        return None;
    }
    let messages = split_answer(&mut scenario.messages)?;
    let origin = scenario.origin.take().unwrap_or_default();
    let model = origin.details.get("model").and_then(Value::as_str);
    Some(Output {
        candidate: model.unwrap_or_default().to_owned(),
        messages,
        origin,
        ..empty_reply()
    })
}

/// Takes the reply, and the tool calls that led to it, from the end of a conversation.
fn split_answer(messages: &mut Vec<Arc<Message>>) -> Option<Vec<Arc<Message>>> {
    let is_run = |it: &Arc<Message>| matches!(it.role, Role::Assistant | Role::Tool);
    let before = messages.iter().rposition(|it| !is_run(it));
    let start = before.map_or(0, |it| it + 1);
    let has_reply = messages[start..]
        .iter()
        .any(|it| it.role == Role::Assistant);
    has_reply.then(|| messages.split_off(start))
}

/// Withdraws the verdicts that stand on one transcript and gives them on another. Their hashes
/// stay: where the judged words are not all there any more, the verdicts do not count.
fn move_verdicts(log: &mut Vec<Arc<VerdictEvent>>, old: &str, new: &str, stamp: &Stamp) {
    let on_old: Vec<_> = all_standing(log)
        .into_iter()
        .filter(|it| it.transcript == old)
        .cloned()
        .collect();
    for (n, verdict) in on_old.into_iter().enumerate() {
        log.push(withdrawal(verdict.id.clone(), stamp.numbered(2 * n + 1)));
        let Stamp { id, time } = stamp.numbered(2 * n + 2);
        log.push(Arc::new(VerdictEvent::Given(Verdict {
            id,
            time,
            transcript: new.to_owned(),
            ..verdict
        })));
    }
}

/// A copy of a reply follows it. What a model said once it did not say twice: unless the reply is
/// written anyway, its copy stands as written here and says what it was copied from.
fn duplicate_reply(scenario: &mut Scenario, at: usize) -> Result<(), Misfit> {
    let original = scenario.outputs.get(at).ok_or(Misfit)?;
    let mut copy = original.as_ref().clone();
    if copy.origin.kind != OriginKind::Written {
        let from = Value::String(scenario.transcript_id(original));
        copy = Output {
            messages: copy.messages,
            ..empty_reply()
        };
        copy.origin.details.insert("copied_from".to_owned(), from);
    }
    copy.epoch = free_epoch(&scenario.outputs, &copy.candidate);
    scenario.outputs.insert(at + 1, Arc::new(copy));
    Ok(())
}

/// A reply that is still to be written.
pub fn empty_reply() -> Output {
    Output {
        candidate: WRITTEN_HERE.to_owned(),
        epoch: 1,
        origin: Origin::written(),
        messages: vec![Arc::new(Message::new(Role::Assistant, ""))],
        graded: None,
        end_reason: None,
        tokens: None,
        minutes: None,
        extra: Map::new(),
    }
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
    if renamed.candidate == name {
        return Ok(());
    }
    let old_id = scenario.transcript_id(&renamed);
    renamed.candidate = name;
    let same = |it: &Arc<Output>| it.candidate == renamed.candidate && it.epoch == renamed.epoch;
    if scenario.outputs.iter().any(same) {
        renamed.epoch = free_epoch(&scenario.outputs, &renamed.candidate);
    }
    // Anyone may say who wrote what they pasted. What came with a name had another one.
    let came_with_name = matches!(renamed.origin.kind, OriginKind::Run | OriginKind::Imported);
    renamed.origin.edited |= came_with_name;
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
