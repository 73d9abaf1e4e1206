//! Work in the browser: what is listed of each piece of work, and its parts beside it.
//!
//! A save writes the parts that changed, in one read-write transaction that first compares the
//! revision, so a second tab cannot overwrite the first: the browser lets only one such
//! transaction run at a time, in any tab. What cannot be stored is kept for as long as the tab is.

mod database;
mod leaving;
mod parts;

use crate::workspace::Workspace;
use database::{
    Change, SCENARIOS, SETTINGS, TEXTS, WORKS, commit, document_key, get, get_each, part_key,
};
use idb::{Database, Transaction, TransactionMode};
use leaving::Left;
use parts::{Beside, Document, Head, Known, changed_parts, read, write};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

const CURRENT: &str = "current";
/// The longest edit that is kept where the page is left, in bytes: a browser has a few megabytes.
const MOST_LEFT: usize = 500_000;

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
    /// When the save began that is under way, as its head says.
    writing: Option<String>,
    /// Work deleted for as long as that can be undone.
    hidden: Vec<String>,
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
        let document: Document = read(&document.unwrap_or_default())?;
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
        let edit = get(&transaction, TEXTS, &Beside::edit_key(id)).await?;
        let message = get(&transaction, SCENARIOS, &Beside::message_key(id)).await?;
        let head = read::<Head>(&head)?;
        let left = leaving::find(id, &head);
        let beside = left.unwrap_or(Beside { edit, message });
        beside.put_into(&mut workspace, &parts);
        let known = Known {
            revision: head.revision,
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
        self.0.borrow_mut().writing = Some(entry.saved.clone());
        let saved = self.try_save(entry, workspace, is_open).await;
        let mut held = self.0.borrow_mut();
        held.writing = None;
        held.unsaved.retain(|it| it.0.id != entry.id);
        match saved {
            Ok(known) => {
                held.note(&entry.id, known);
                leaving::forget(&entry.id);
            }
            Err(StorageError::ChangedElsewhere) => {
                leaving::forget(&entry.id);
                return Err(StorageError::ChangedElsewhere);
            }
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

    /// Keeps what was typed into a piece of work since it was saved, before the page is left: a
    /// save that begins now may not end.
    pub(crate) fn leave(&self, id: &str, workspace: &Workspace) {
        let held = self.0.borrow();
        let Some(known) = held.known(id) else {
            return;
        };
        if let Ok(Some(beside)) = Beside::of(&known, workspace, MOST_LEFT) {
            let left = Left {
                revision: known.revision,
                writing: held.writing.clone(),
                beside,
            };
            leaving::keep(id, &left);
        }
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
        leaving::forget(&id);
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
