//! Work in the browser: one small document per piece of work, its scenarios beside it.
//!
//! A save is one read-write transaction that first compares the revision, so a second tab cannot
//! overwrite the first: the browser lets only one such transaction run at a time, in any tab.

use crate::transcript::Scenario;
use crate::workspace::Workspace;
use idb::{Database, DatabaseEvent, Factory, ObjectStore, Query, Transaction, TransactionMode};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::JsValue;

const DATABASE: &str = "plumbline";
const WORKS: &str = "works";
const TEXTS: &str = "texts";
const SCENARIOS: &str = "scenarios";
const SETTINGS: &str = "settings";
const CURRENT: &str = "current";

/// A piece of work as listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct WorkEntry {
    /// Its id.
    pub id: String,
    /// What to call it.
    pub title: String,
    /// When it was last saved: RFC 3339, UTC.
    pub saved: String,
}

#[derive(Serialize, Deserialize)]
struct StoredWork {
    entry: WorkEntry,
    revision: u64,
    scenarios: Vec<String>,
    /// The workspace without its scenarios and the spec's text.
    document: Workspace,
}

/// Why work could not be stored or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum StorageError {
    /// Private mode, a policy, or no space.
    #[error("the browser does not let this page store anything: {0}")]
    Refused(String),
    /// What is stored cannot be read.
    #[error("the stored work cannot be read: {0}")]
    Unreadable(String),
    /// Another tab saved the same work since this one read it.
    #[error("another tab changed this work")]
    ChangedElsewhere,
}

impl From<idb::Error> for StorageError {
    fn from(error: idb::Error) -> StorageError {
        StorageError::Refused(error.to_string())
    }
}

/// The storage, and what of the open work it already holds.
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
    /// A save is on its way.
    saving: bool,
    revisions: BTreeMap<String, u64>,
    /// The last workspace saved of each piece of work, to write only what changed.
    saved: BTreeMap<String, Arc<Workspace>>,
}

/// The right to save, for as long as it is kept.
pub(crate) struct Turn(Storage);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.0.borrow_mut().saving = false;
    }
}

impl Storage {
    /// The right to save, or `None` while an earlier save is on its way: two at once would each
    /// take the other's revision for another tab's.
    pub(crate) fn take_turn(&self) -> Option<Turn> {
        let mut held = self.0.borrow_mut();
        let is_free = !std::mem::replace(&mut held.saving, true);
        is_free.then(|| Turn(self.clone()))
    }

    /// The work that was open last.
    ///
    /// # Errors
    ///
    /// [`StorageError`] where storage is forbidden or what it holds cannot be read.
    pub(crate) async fn current(&self) -> Result<Option<(String, Workspace)>, StorageError> {
        let transaction = self.begin(&[SETTINGS], TransactionMode::ReadOnly).await?;
        let id = get(&transaction.object_store(SETTINGS)?, CURRENT).await?;
        match id {
            Some(id) => Ok(self.load(&id).await?.map(|workspace| (id, workspace))),
            None => Ok(None),
        }
    }

    /// Reads a piece of work.
    ///
    /// # Errors
    ///
    /// As [`current`](Storage::current).
    pub(crate) async fn load(&self, id: &str) -> Result<Option<Workspace>, StorageError> {
        let transaction = self
            .begin(&[WORKS, TEXTS, SCENARIOS], TransactionMode::ReadOnly)
            .await?;
        let works = transaction.object_store(WORKS)?;
        let Some(text) = get(&works, id).await? else {
            return Ok(None);
        };
        let stored: StoredWork = read(&text)?;
        let mut workspace = stored.document;
        if let Some(text) = get(&transaction.object_store(TEXTS)?, id).await? {
            workspace.spec.text = text.into();
        }
        let scenarios = transaction.object_store(SCENARIOS)?;
        for scenario in &stored.scenarios {
            if let Some(text) = get(&scenarios, &key(id, scenario)).await? {
                workspace.scenarios.push(Arc::new(read(&text)?));
            }
        }
        let mut held = self.0.borrow_mut();
        held.revisions.insert(id.to_owned(), stored.revision);
        held.saved.remove(id);
        Ok(Some(workspace))
    }

    /// All work, the latest first.
    ///
    /// # Errors
    ///
    /// As [`current`](Storage::current).
    pub(crate) async fn list(&self) -> Result<Vec<WorkEntry>, StorageError> {
        let transaction = self.begin(&[WORKS], TransactionMode::ReadOnly).await?;
        let all = transaction
            .object_store(WORKS)?
            .get_all(None, None)?
            .await?;
        let texts = all.iter().filter_map(JsValue::as_string);
        let works = texts.filter_map(|text| serde_json::from_str::<StoredWork>(&text).ok());
        let mut entries: Vec<_> = works.map(|work| work.entry).collect();
        entries.sort_by(|a, b| b.saved.cmp(&a.saved));
        Ok(entries)
    }

    /// Writes what changed since the last save, and remembers the work as the one open last.
    ///
    /// # Errors
    ///
    /// [`StorageError::ChangedElsewhere`] where another tab saved it; nothing is written then.
    pub(crate) async fn save(
        &self,
        entry: WorkEntry,
        workspace: &Arc<Workspace>,
    ) -> Result<(), StorageError> {
        let stores = [WORKS, TEXTS, SCENARIOS, SETTINGS];
        let transaction = self.begin(&stores, TransactionMode::ReadWrite).await?;
        let revision = self.next_revision(&transaction, &entry.id).await?;
        self.write_text(&transaction, &entry.id, workspace).await?;
        self.write_scenarios(&transaction, &entry.id, workspace)
            .await?;
        let id = entry.id.clone();
        let stored = StoredWork {
            entry,
            revision,
            scenarios: workspace.scenarios.iter().map(|it| it.id.clone()).collect(),
            document: without_bulk(workspace),
        };
        put(&transaction.object_store(WORKS)?, &id, &write(&stored)?).await?;
        put(&transaction.object_store(SETTINGS)?, CURRENT, &id).await?;
        transaction.commit()?.await?;
        let mut held = self.0.borrow_mut();
        held.revisions.insert(id.clone(), revision);
        held.saved.insert(id, workspace.clone());
        Ok(())
    }

    async fn next_revision(
        &self,
        transaction: &Transaction,
        id: &str,
    ) -> Result<u64, StorageError> {
        let stored = get(&transaction.object_store(WORKS)?, id).await?;
        let stored: Option<StoredWork> = stored.map(|text| read(&text)).transpose()?;
        let known = self.0.borrow().revisions.get(id).copied();
        match (stored, known) {
            (Some(stored), Some(known)) if stored.revision == known => Ok(known + 1),
            (None, _) => Ok(known.unwrap_or(0) + 1),
            (Some(_), _) => Err(StorageError::ChangedElsewhere),
        }
    }

    /// Writes the spec's text where it changed: it is long, and seldom what is being typed.
    async fn write_text(
        &self,
        transaction: &Transaction,
        id: &str,
        workspace: &Workspace,
    ) -> Result<(), StorageError> {
        let saved = self.0.borrow().saved.get(id).cloned();
        if saved.is_some_and(|it| Arc::ptr_eq(&it.spec.text, &workspace.spec.text)) {
            return Ok(());
        }
        put(&transaction.object_store(TEXTS)?, id, &workspace.spec.text).await
    }

    async fn write_scenarios(
        &self,
        transaction: &Transaction,
        id: &str,
        workspace: &Workspace,
    ) -> Result<(), StorageError> {
        let saved = self.0.borrow().saved.get(id).cloned();
        let mut old = BTreeMap::<&str, &Arc<Scenario>>::new();
        let scenarios = saved.iter().flat_map(|it| &it.scenarios);
        old.extend(scenarios.map(|it| (it.id.as_str(), it)));
        let store = transaction.object_store(SCENARIOS)?;
        for scenario in &workspace.scenarios {
            let is_saved = old
                .get(scenario.id.as_str())
                .is_some_and(|it| Arc::ptr_eq(it, scenario));
            if !is_saved {
                put(&store, &key(id, &scenario.id), &write(scenario.as_ref())?).await?;
            }
        }
        for gone in old
            .keys()
            .filter(|it| workspace.scenario_index(it).is_none())
        {
            store
                .delete(Query::Key(JsValue::from_str(&key(id, gone))))?
                .await?;
        }
        Ok(())
    }

    async fn begin(
        &self,
        stores: &[&str],
        mode: TransactionMode,
    ) -> Result<Transaction, StorageError> {
        let open = self.0.borrow().database.clone();
        let database = match open {
            Some(database) => database,
            None => {
                let database = Rc::new(open_database().await?);
                self.0.borrow_mut().database = Some(database.clone());
                database
            }
        };
        Ok(database.transaction(stores, mode)?)
    }
}

async fn open_database() -> Result<Database, StorageError> {
    let mut request = Factory::new()?.open(DATABASE, Some(1))?;
    request.on_upgrade_needed(|event| {
        let Ok(database) = event.database() else {
            return;
        };
        for store in [WORKS, TEXTS, SCENARIOS, SETTINGS] {
            // A store that exists already is the one wanted.
            let _ = database.create_object_store(store, idb::ObjectStoreParams::new());
        }
    });
    Ok(request.await?)
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

fn key(work: &str, scenario: &str) -> String {
    format!("{work}/{scenario}")
}

async fn get(store: &ObjectStore, key: &str) -> Result<Option<String>, StorageError> {
    let value = store.get(Query::Key(JsValue::from_str(key)))?.await?;
    Ok(value.and_then(|value| value.as_string()))
}

async fn put(store: &ObjectStore, key: &str, text: &str) -> Result<(), StorageError> {
    store
        .put(&JsValue::from_str(text), Some(&JsValue::from_str(key)))?
        .await?;
    Ok(())
}

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, StorageError> {
    serde_json::from_str(text).map_err(|error| StorageError::Unreadable(error.to_string()))
}

fn write<T: Serialize>(value: &T) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(|error| StorageError::Refused(error.to_string()))
}
