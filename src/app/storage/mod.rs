//! Work in the browser: what is listed of each piece of work, and its parts beside it.
//!
//! A save writes the parts that changed, in one read-write transaction that first compares the
//! revision, so a second tab cannot overwrite the first: the browser lets only one such
//! transaction run at a time, in any tab. What cannot be stored is kept for as long as the tab is.

mod database;

use crate::workspace::Workspace;
use database::{
    Change, SCENARIOS, SETTINGS, TEXTS, WORKS, commit, document_key, get, get_each, part_key,
};
use idb::{Database, Transaction, TransactionMode};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

const CURRENT: &str = "current";

/// A piece of work as listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct WorkEntry {
    /// Its id.
    pub id: String,
    /// What to call it.
    pub title: String,
    /// What its spec is called.
    #[serde(default)]
    pub spec: String,
    /// How many scenarios it holds.
    #[serde(default)]
    pub n_scenarios: usize,
    /// When it was last saved: RFC 3339, UTC.
    pub saved: String,
}

/// What is stored to list a piece of work and to tell whether it changed.
#[derive(Serialize, Deserialize)]
struct Head {
    entry: WorkEntry,
    revision: u64,
}

/// What is stored beside spec and scenarios. The first version kept it in the head.
#[derive(Serialize, Deserialize)]
struct Document {
    /// The names of the scenarios' parts, in order.
    scenarios: Vec<String>,
    /// The workspace without its scenarios and the spec's text.
    document: Workspace,
}

/// Why work could not be stored or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum StorageError {
    /// There is no space left.
    #[error("the browser's storage is full")]
    Full,
    /// Private mode or a policy.
    #[error("the browser does not let this page store anything")]
    Refused,
    /// What is stored cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// Another tab saved the same work since this one read it.
    #[error("another tab changed this work")]
    ChangedElsewhere,
}

impl From<idb::Error> for StorageError {
    fn from(_: idb::Error) -> StorageError {
        StorageError::Refused
    }
}

/// The storage, and what of it this tab knows.
#[derive(Clone, Default)]
pub(crate) struct Storage(Rc<RefCell<Held>>);

/// Equal when it is the same storage.
impl PartialEq for Storage {
    fn eq(&self, other: &Storage) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Default)]
struct Held {
    database: Option<Rc<Database>>,
    /// What is stored of the work read or written here.
    known: Vec<(String, Rc<Known>)>,
    /// Work that could not be stored.
    unsaved: Vec<(WorkEntry, Arc<Workspace>)>,
    /// Work deleted for as long as that can be undone.
    hidden: Vec<String>,
}

/// What is stored of a piece of work, to write only what changed.
struct Known {
    revision: u64,
    workspace: Arc<Workspace>,
    /// The names of the scenarios' parts, in order.
    parts: Vec<String>,
}

impl Held {
    fn known(&self, id: &str) -> Option<Rc<Known>> {
        let known = self.known.iter().find(|it| it.0 == id);
        known.map(|it| it.1.clone())
    }

    fn note(&mut self, id: &str, known: Known) {
        self.known.retain(|it| it.0 != id);
        self.known.push((id.to_owned(), Rc::new(known)));
    }
}

impl Storage {
    /// The work that was open last, or saved last where that is gone.
    ///
    /// # Errors
    ///
    /// [`StorageError`] where storage is forbidden or what it holds cannot be read.
    pub(crate) async fn current(&self) -> Result<Option<(String, Workspace)>, StorageError> {
        let transaction = self.begin(&[SETTINGS], TransactionMode::ReadOnly).await?;
        let open_last = get(&transaction, SETTINGS, CURRENT).await?;
        let mut ids: Vec<_> = open_last.into_iter().collect();
        ids.extend(self.list().await?.into_iter().map(|it| it.id));
        for id in ids {
            if let Some(workspace) = self.load(&id).await? {
                return Ok(Some((id, workspace)));
            }
        }
        Ok(None)
    }

    /// Reads a piece of work.
    ///
    /// # Errors
    ///
    /// As [`current`](Storage::current).
    pub(crate) async fn load(&self, id: &str) -> Result<Option<Workspace>, StorageError> {
        if let Some(unsaved) = self.0.borrow().unsaved.iter().find(|it| it.0.id == id) {
            return Ok(Some(unsaved.1.as_ref().clone()));
        }
        let stores = [WORKS, TEXTS, SCENARIOS];
        let transaction = self.begin(&stores, TransactionMode::ReadOnly).await?;
        let Some(head) = get(&transaction, WORKS, id).await? else {
            return Ok(None);
        };
        let document = get(&transaction, TEXTS, &document_key(id)).await?;
        let document: Document = read(document.as_ref().unwrap_or(&head))?;
        let mut workspace = document.document;
        if let Some(text) = get(&transaction, TEXTS, id).await? {
            workspace.spec.text = text.into();
        }
        let keys = document.scenarios.iter().map(|it| part_key(id, it));
        for text in get_each(&transaction, SCENARIOS, keys.collect()).await? {
            workspace.scenarios.push(Arc::new(read(&text)?));
        }
        let (mut stored, mut parts) = (workspace.clone(), document.scenarios);
        if parts.len() != stored.scenarios.len() {
            // A part is missing, so the next save writes them all.
            (stored.scenarios, parts) = Default::default();
        }
        let known = Known {
            revision: read::<Head>(&head)?.revision,
            workspace: Arc::new(stored),
            parts,
        };
        self.0.borrow_mut().note(id, known);
        Ok(Some(workspace))
    }

    /// All work, the latest first; also what could not be stored and lives in this tab only.
    ///
    /// # Errors
    ///
    /// As [`current`](Storage::current), where there is nothing to list beside.
    pub(crate) async fn list(&self) -> Result<Vec<WorkEntry>, StorageError> {
        let stored = self.stored().await;
        let held = self.0.borrow();
        let mut all: Vec<_> = held.unsaved.iter().map(|it| it.0.clone()).collect();
        match stored {
            Ok(stored) => all.extend(stored),
            Err(error) if all.is_empty() => return Err(error),
            Err(_) => {}
        }
        let mut entries = Vec::<WorkEntry>::new();
        for entry in all {
            if !held.hidden.contains(&entry.id) && entries.iter().all(|it| it.id != entry.id) {
                let at = entries.partition_point(|it| it.saved >= entry.saved);
                entries.insert(at, entry);
            }
        }
        Ok(entries)
    }

    async fn stored(&self) -> Result<Vec<WorkEntry>, StorageError> {
        let transaction = self.begin(&[WORKS], TransactionMode::ReadOnly).await?;
        let works = transaction.object_store(WORKS)?;
        let mut entries = Vec::new();
        for value in works.get_all(None, None)?.await? {
            // What cannot be read is not listed, and not touched.
            let head = value.as_string().and_then(|it| read::<Head>(&it).ok());
            entries.extend(head.map(|it| it.entry));
        }
        Ok(entries)
    }

    /// Writes what changed since the last save, and remembers the work as the one open last.
    ///
    /// # Errors
    ///
    /// [`StorageError::ChangedElsewhere`] where another tab saved it; nothing is written then.
    /// After any other error the work is kept for as long as this tab is.
    pub(crate) async fn save(
        &self,
        entry: &WorkEntry,
        workspace: &Arc<Workspace>,
        is_open: bool,
    ) -> Result<(), StorageError> {
        let saved = self.try_save(entry, workspace, is_open).await;
        let mut held = self.0.borrow_mut();
        held.unsaved.retain(|it| it.0.id != entry.id);
        match saved {
            Ok(known) => held.note(&entry.id, known),
            Err(StorageError::ChangedElsewhere) => return Err(StorageError::ChangedElsewhere),
            Err(error) => {
                held.unsaved.push((entry.clone(), workspace.clone()));
                // The next attempt may find the storage open again.
                held.database = None;
                return Err(error);
            }
        }
        Ok(())
    }

    async fn try_save(
        &self,
        entry: &WorkEntry,
        workspace: &Arc<Workspace>,
        is_open: bool,
    ) -> Result<Known, StorageError> {
        let stores = [WORKS, TEXTS, SCENARIOS, SETTINGS];
        let transaction = self.begin(&stores, TransactionMode::ReadWrite).await?;
        let stored = get(&transaction, WORKS, &entry.id).await?;
        let known = self.0.borrow().known(&entry.id);
        let revision = known.as_ref().map_or(0, |it| it.revision);
        if let Some(head) = &stored
            && (known.is_none() || read::<Head>(head).map(|it| it.revision) != Ok(revision))
        {
            return Err(StorageError::ChangedElsewhere);
        }
        // Work that is new or gone is written as a whole.
        let known = known.filter(|_| stored.is_some());
        let mut changes = Vec::new();
        let known = changed_parts(
            &entry.id,
            known.as_deref(),
            revision + 1,
            workspace,
            &mut changes,
        )?;
        let head = Head {
            entry: entry.clone(),
            revision: known.revision,
        };
        changes.push(Change::Put(WORKS, entry.id.clone(), write(&head)?));
        if is_open {
            changes.push(is_current(&entry.id));
        }
        commit(transaction, changes).await?;
        Ok(known)
    }

    /// Work that could not be stored, to be tried again.
    pub(crate) fn take_unsaved(&self) -> Option<(WorkEntry, Arc<Workspace>)> {
        self.0.borrow_mut().unsaved.pop()
    }

    /// Remembers the work as the one open last.
    pub(crate) async fn remember(&self, id: &str) -> Result<(), StorageError> {
        let transaction = self.begin(&[SETTINGS], TransactionMode::ReadWrite).await?;
        commit(transaction, vec![is_current(id)]).await
    }

    /// Takes a piece of work off the list, until it is [restored](Storage::restore) or
    /// [gone](Storage::purge).
    pub(crate) fn hide(&self, id: String) {
        self.0.borrow_mut().hidden.push(id);
    }

    /// Puts a piece of work back on the list.
    pub(crate) fn restore(&self, id: &str) {
        self.0.borrow_mut().hidden.retain(|it| it != id);
    }

    /// Deletes a piece of work that is off the list; where that fails, it is there on the next
    /// visit.
    pub(crate) async fn purge(&self, id: String) -> Result<(), StorageError> {
        if !self.0.borrow().hidden.contains(&id) {
            return Ok(());
        }
        self.0.borrow_mut().unsaved.retain(|it| it.0.id != id);
        let stores = [WORKS, TEXTS, SCENARIOS];
        let transaction = self.begin(&stores, TransactionMode::ReadWrite).await?;
        let changes = vec![
            Change::Remove(WORKS, id.clone()),
            Change::Remove(TEXTS, id.clone()),
            Change::RemoveParts(TEXTS, id.clone()),
            Change::RemoveParts(SCENARIOS, id),
        ];
        commit(transaction, changes).await
    }

    async fn begin(
        &self,
        stores: &[&str],
        mode: TransactionMode,
    ) -> Result<Transaction, StorageError> {
        let open = self.0.borrow().database.clone();
        // A browser that needs the space may have closed the database behind our back.
        if let Some(Ok(transaction)) = open.map(|it| it.transaction(stores, mode)) {
            return Ok(transaction);
        }
        let database = Rc::new(database::open().await?);
        self.0.borrow_mut().database = Some(database.clone());
        Ok(database.transaction(stores, mode)?)
    }
}

fn is_current(id: &str) -> Change {
    Change::Put(SETTINGS, CURRENT.to_owned(), id.to_owned())
}

/// What must be written where `old` is stored, and what is stored then. Shared parts are recognised
/// by pointer, so a keystroke in a reply writes its scenario alone.
fn changed_parts(
    id: &str,
    old: Option<&Known>,
    revision: u64,
    new: &Arc<Workspace>,
    changes: &mut Vec<Change>,
) -> Result<Known, StorageError> {
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

/// Whether two versions of one piece of work differ in nothing but spec and scenarios.
fn same_document(old: &Workspace, new: &Workspace) -> bool {
    let (a, b) = (&old.spec, &new.spec);
    let same_spec = (&a.name, &a.origin, a.excerpt) == (&b.name, &b.origin, b.excerpt);
    let same_head = (&old.title, &old.rule) == (&new.title, &new.rule);
    same_spec
        && same_head
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

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, StorageError> {
    serde_json::from_str(text).map_err(|error| StorageError::Unreadable(error.to_string()))
}

fn write<T: Serialize>(value: &T) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(|_| StorageError::Refused)
}
