//! How a piece of work is cut into parts, and which of them a save must write.

use super::database::{Change, SCENARIOS, TEXTS, document_key, part_key};
use super::{StorageError, WorkEntry};
use crate::workspace::Workspace;
use crate::workspace::patch::{Patch, diff};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is stored to list a piece of work and to tell whether it changed.
#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    pub entry: WorkEntry,
    pub revision: u64,
}

/// What is stored beside spec and scenarios. The first version kept it in the head.
#[derive(Serialize, Deserialize)]
pub(super) struct Document {
    /// The names of the scenarios' parts, in order.
    pub scenarios: Vec<String>,
    /// The workspace without its scenarios and the spec's text.
    pub document: Workspace,
}

/// What is stored of a piece of work, to write only what changed.
pub(super) struct Known {
    pub revision: u64,
    /// As its parts say, without the [message](message_key) beside them.
    pub workspace: Arc<Workspace>,
    /// The names of the scenarios' parts, in order.
    pub parts: Vec<String>,
}

/// Where the one message is kept that says something else than its scenario's part.
pub(super) fn message_key(id: &str) -> String {
    part_key(id, "message")
}

/// What must be written where `old` is stored, and what is stored then. Shared parts are recognised
/// by pointer, so a keystroke in a reply writes that message alone, and the first one in another
/// message the scenario.
pub(super) fn changed_parts(
    id: &str,
    old: Option<&Known>,
    revision: u64,
    new: &Arc<Workspace>,
    changes: &mut Vec<Change>,
) -> Result<Known, StorageError> {
    if let Some(old) = old
        && let Some(text) = changed_message(old, new)?
    {
        changes.push(Change::Put(SCENARIOS, message_key(id), text));
        return Ok(Known {
            revision,
            workspace: old.workspace.clone(),
            parts: old.parts.clone(),
        });
    }
    changes.push(Change::Remove(SCENARIOS, message_key(id)));
    let (was, old_parts) = old.map_or((None, &[][..]), |it| (Some(&it.workspace), &it.parts[..]));
    if !was.is_some_and(|it| Arc::ptr_eq(&it.spec.text, &new.spec.text)) {
        changes.push(Change::Put(TEXTS, id.to_owned(), new.spec.text.to_string()));
    }
    let old_scenarios = was.map_or(&[][..], |it| &it.scenarios[..]);
    let (n_before, n_after) = shared_ends(old_scenarios, &new.scenarios);
    let (end, old_end) = (new.scenarios.len() - n_after, old_parts.len() - n_after);
    let mut parts = old_parts[..n_before].to_vec();
    for (at, scenario) in new.scenarios[..end].iter().enumerate().skip(n_before) {
        // Numbered by the save that wrote it first: ids may occur twice in files from elsewhere.
        let name = old_parts.get(at).filter(|_| end == old_end);
        let name = name.cloned().unwrap_or_else(|| format!("{revision}.{at}"));
        changes.push(Change::Put(
            SCENARIOS,
            part_key(id, &name),
            write(scenario.as_ref())?,
        ));
        parts.push(name);
    }
    if end != old_end {
        let gone = old_parts[n_before..old_end].iter();
        changes.extend(gone.map(|it| Change::Remove(SCENARIOS, part_key(id, it))));
    }
    parts.extend_from_slice(&old_parts[old_end..]);
    if parts != old_parts || !was.is_some_and(|was| same_document(was, new)) {
        let document = Document {
            scenarios: parts.clone(),
            document: without_bulk(new),
        };
        changes.push(Change::Put(TEXTS, document_key(id), write(&document)?));
    }
    Ok(Known {
        revision,
        workspace: new.clone(),
        parts,
    })
}

/// Where nothing but one message changed since its scenario was written: its place and what it
/// says, as [`put_message`] reads it.
fn changed_message(old: &Known, new: &Workspace) -> Result<Option<String>, StorageError> {
    let [
        Patch::Messages {
            scenario,
            output,
            splice,
        },
    ] = &diff(&old.workspace, new)[..]
    else {
        return Ok(None);
    };
    let is_alone = splice.remove == 1 && same_document(&old.workspace, new);
    let (Some(part), [message], true) = (old.parts.get(*scenario), &splice.insert[..], is_alone)
    else {
        return Ok(None);
    };
    let output = output.map_or(String::new(), |it| it.to_string());
    let message = write(message.as_ref())?;
    Ok(Some(format!("{part} {output} {} {message}", splice.at)))
}

/// Puts the message kept beside the scenarios into its own. One that has no place there any more
/// is left out.
pub(super) fn put_message(workspace: &mut Workspace, parts: &[String], text: &str) {
    let mut words = text.splitn(4, ' ');
    let mut next = || words.next().unwrap_or_default();
    let (part, output, at, message) = (next(), next(), next(), next());
    let scenario = parts.iter().position(|it| it == part);
    let messages = scenario.map(|it| workspace.messages_mut(it, output.parse().ok()));
    let place = at.parse::<usize>().ok();
    if let (Some(Ok(messages)), Some(at), Ok(message)) = (messages, place, read(message))
        && let Some(place) = messages.get_mut(at)
    {
        *place = message;
    }
}

/// How many items two lists share at the start, and at the end of what remains.
fn shared_ends<T>(old: &[Arc<T>], new: &[Arc<T>]) -> (usize, usize) {
    let same = |(a, b): &(&Arc<T>, &Arc<T>)| Arc::ptr_eq(a, b);
    let n_before = old.iter().zip(new).take_while(same).count();
    let ends = old[n_before..]
        .iter()
        .rev()
        .zip(new[n_before..].iter().rev());
    (n_before, ends.take_while(same).count())
}

/// Whether two versions of one piece of work differ in nothing but spec and scenarios.
fn same_document(old: &Workspace, new: &Workspace) -> bool {
    let (a, b) = (&old.spec, &new.spec);
    let same_spec = (&a.name, &a.origin, a.excerpt, &a.published)
        == (&b.name, &b.origin, b.excerpt, &b.published);
    let same_head = (&old.title, &old.rule) == (&new.title, &new.rule);
    same_spec
        && same_head
        && same_items(&a.adjustments, &b.adjustments)
        && same_items(&old.packs, &new.packs)
        && same_items(&old.verdicts, &new.verdicts)
}

fn same_items<T>(old: &[Arc<T>], new: &[Arc<T>]) -> bool {
    old.len() == new.len() && shared_ends(old, new).0 == old.len()
}

/// The workspace without its scenarios and the spec's text, which are kept beside it.
fn without_bulk(workspace: &Workspace) -> Workspace {
    let mut document = Workspace {
        scenarios: Vec::new(),
        ..workspace.clone()
    };
    document.spec.text = "".into();
    document
}

pub(super) fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, StorageError> {
    serde_json::from_str(text).map_err(|error| StorageError::Unreadable(error.to_string()))
}

pub(super) fn write<T: Serialize>(value: &T) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(|_| StorageError::Refused)
}
