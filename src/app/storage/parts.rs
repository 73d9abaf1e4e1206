//! How a piece of work is cut into parts, and which of them a save must write.

use super::database::{Change, SCENARIOS, TEXTS, document_key, part_key};
use super::{StorageError, WorkEntry};
use crate::text::Span;
use crate::workspace::patch::{Patch, Splice, diff, replace, same_items};
use crate::workspace::{SpecDocument, Workspace};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is stored to list a piece of work and to tell whether it changed.
#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    pub entry: WorkEntry,
    pub revision: u64,
}

/// What is stored beside spec and scenarios.
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
    /// As its parts say, without what is kept [beside](Beside) them.
    pub workspace: Arc<Workspace>,
    /// The names of the scenarios' parts, in order.
    pub parts: Vec<String>,
}

/// The longest edit of a spec that a save keeps beside its text, in bytes.
const LONGEST_EDIT: usize = 4_000;

/// What was typed since the parts were written, kept beside them: each pause in typing is saved,
/// and the part it is in may be long.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Beside {
    /// What changed of the spec's text, as [`put_edit`](Beside::put_edit) reads it.
    pub edit: Option<String>,
    /// What one message says now, as [`put_message`](Beside::put_message) reads it.
    pub message: Option<String>,
}

impl Beside {
    /// Where the edit of the spec's text is kept, in [`TEXTS`].
    pub(super) fn edit_key(id: &str) -> String {
        part_key(id, "edit")
    }

    /// Where the message is kept, in [`SCENARIOS`].
    pub(super) fn message_key(id: &str) -> String {
        part_key(id, "message")
    }

    /// What `new` says differently, where that is one edit of the spec's text of at most `longest`
    /// bytes, one message, or both.
    pub(super) fn of(
        old: &Known,
        new: &Workspace,
        longest: usize,
    ) -> Result<Option<Beside>, StorageError> {
        let mut beside = Beside::default();
        if !same_document(&old.workspace, new) {
            return Ok(None);
        }
        for patch in diff(&old.workspace, new) {
            match patch {
                Patch::SpecText { span, insert } if insert.len() <= longest => {
                    let length = old.workspace.spec.text.len();
                    let Span { start, end } = span;
                    beside.edit = Some(format!("{length} {start} {end} {insert}"));
                }
                Patch::Messages {
                    scenario,
                    output,
                    splice:
                        Splice {
                            at,
                            remove: 1,
                            insert,
                        },
                } if insert.len() == 1 && beside.message.is_none() => {
                    let Some(part) = old.parts.get(scenario) else {
                        return Ok(None);
                    };
                    let output = output.map_or(String::new(), |it| it.to_string());
                    let message = write(insert[0].as_ref())?;
                    beside.message = Some(format!("{part} {output} {at} {message}"));
                }
                _ => return Ok(None),
            }
        }
        Ok(Some(beside))
    }

    /// Has what there is written, and what there is no more taken away.
    fn push_changes(self, id: &str, changes: &mut Vec<Change>) {
        let kept = [
            (TEXTS, Beside::edit_key(id), self.edit),
            (SCENARIOS, Beside::message_key(id), self.message),
        ];
        changes.extend(kept.map(|(store, key, text)| match text {
            Some(text) => Change::Put(store, key, text),
            None => Change::Remove(store, key),
        }));
    }

    /// Says in the workspace, whose scenarios' parts have these names, what was typed since.
    pub(super) fn put_into(&self, workspace: &mut Workspace, parts: &[String]) {
        if let Some(edit) = &self.edit {
            Beside::put_edit(&mut workspace.spec, edit);
        }
        if let Some(message) = &self.message {
            Beside::put_message(workspace, parts, message);
        }
    }

    /// Makes the edit in the spec's text. One of another text is left out.
    fn put_edit(spec: &mut SpecDocument, edit: &str) {
        let Some([length, start, end, insert]) = words(edit) else {
            return;
        };
        if let (Ok(start), Ok(end)) = (start.parse(), end.parse())
            && length.parse() == Ok(spec.text.len())
            && let Ok(text) = replace(&spec.text, Span::new(start, end), insert)
        {
            spec.text = text.into();
        }
    }

    /// Puts the message into its own place. One that has no place there any more is left out.
    fn put_message(workspace: &mut Workspace, parts: &[String], text: &str) {
        let Some([part, output, at, message]) = words(text) else {
            return;
        };
        let scenario = parts.iter().position(|it| it == part);
        let messages = scenario.map(|it| workspace.messages_mut(it, output.parse().ok()));
        let place = at.parse::<usize>().ok();
        if let (Some(Ok(messages)), Some(at), Ok(message)) = (messages, place, read(message))
            && let Some(place) = messages.get_mut(at)
        {
            *place = message;
        }
    }
}

/// Three words and the rest, where there are as many.
fn words(text: &str) -> Option<[&str; 4]> {
    let mut words = text.splitn(4, ' ');
    Some([words.next()?, words.next()?, words.next()?, words.next()?])
}

/// What must be written where `old` is stored, and what is stored then. Shared parts are recognised
/// by pointer, so a keystroke in a reply writes that message alone, one in the spec what changed of
/// its text, and the first one in another message the scenario.
pub(super) fn changed_parts(
    id: &str,
    old: Option<&Known>,
    revision: u64,
    new: &Arc<Workspace>,
    changes: &mut Vec<Change>,
) -> Result<Known, StorageError> {
    if let Some(old) = old
        && let Some(beside) = Beside::of(old, new, LONGEST_EDIT)?
    {
        beside.push_changes(id, changes);
        return Ok(Known {
            revision,
            workspace: old.workspace.clone(),
            parts: old.parts.clone(),
        });
    }
    Beside::default().push_changes(id, changes);
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

/// Whether two versions of one piece of work have the same [document](Document).
fn same_document(old: &Workspace, new: &Workspace) -> bool {
    // Every field is named, so that a further one is not forgotten.
    let Workspace {
        title,
        spec,
        packs,
        scenarios: _,
        verdicts,
        rule,
        extra,
    } = old;
    let SpecDocument {
        name,
        origin,
        text: _,
        excerpt,
        published,
        adjustments,
        extra: more,
    } = spec;
    let other = &new.spec;
    (title, rule, extra) == (&new.title, &new.rule, &new.extra)
        && (name, origin, excerpt) == (&other.name, &other.origin, &other.excerpt)
        && (published, more) == (&other.published, &other.extra)
        && same_items(adjustments, &other.adjustments)
        && same_items(packs, &new.packs)
        && same_items(verdicts, &new.verdicts)
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
