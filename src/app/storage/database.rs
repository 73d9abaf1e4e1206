//! What IndexedDB is asked: opening, reading, and all changes of a save at once.

use super::StorageError;
use idb::{Database, DatabaseEvent, Factory, KeyRange, Transaction};
use std::future::IntoFuture as _;
use wasm_bindgen::JsValue;
use web_sys::IdbTransaction;

const DATABASE: &str = "plumbline";

/// What is listed of each piece of work, and its revision.
pub(super) const WORKS: &str = "works";
/// The text of its spec and what was typed there since; under the key of [`document_key`]
/// everything else but scenarios.
pub(super) const TEXTS: &str = "texts";
/// Its scenarios, and the message that was typed since.
pub(super) const SCENARIOS: &str = "scenarios";
/// Which piece of work was open last.
pub(super) const SETTINGS: &str = "settings";

/// One change of a store.
pub(super) enum Change {
    /// A text under a key.
    Put(&'static str, String, String),
    /// Nothing under a key any more.
    Remove(&'static str, String),
    /// Nothing under the keys of a work's parts any more.
    RemoveParts(&'static str, String),
}

/// Where a part of a piece of work is kept.
pub(super) fn part_key(work: &str, part: &str) -> String {
    format!("{work}/{part}")
}

/// Where the document of a piece of work is kept, beside its spec's text.
pub(super) fn document_key(work: &str) -> String {
    part_key(work, "document")
}

/// Opens the database, making it where there is none.
pub(super) async fn open() -> Result<Database, StorageError> {
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

/// The text under a key.
pub(super) async fn get(
    transaction: &Transaction,
    store: &str,
    key: &str,
) -> Result<Option<String>, StorageError> {
    let texts = get_each(transaction, store, vec![key.to_owned()]).await;
    Ok(texts?.pop())
}

/// The texts under these keys, asked for all at once; a key without one is passed over.
pub(super) async fn get_each(
    transaction: &Transaction,
    store: &str,
    keys: Vec<String>,
) -> Result<Vec<String>, StorageError> {
    let store = transaction.object_store(store)?;
    let (mut asked, mut texts) = (Vec::new(), Vec::new());
    for key in keys {
        asked.push(store.get(JsValue::from_str(&key))?.into_future());
    }
    for answer in asked {
        texts.extend(answer.await?.and_then(|value| value.as_string()));
    }
    Ok(texts)
}

/// Makes all changes, or none.
///
/// A browser without space may accept every change and take back the whole when it ends, so only
/// the end of the transaction says whether anything was stored.
pub(super) async fn commit(
    transaction: Transaction,
    changes: Vec<Change>,
) -> Result<(), StorageError> {
    for change in changes {
        match change {
            Change::Put(store, key, text) => {
                let (key, text) = (JsValue::from_str(&key), JsValue::from_str(&text));
                transaction.object_store(store)?.put(&text, Some(&key))?;
            }
            Change::Remove(store, key) => {
                let key = JsValue::from_str(&key);
                transaction.object_store(store)?.delete(key)?;
            }
            Change::RemoveParts(store, work) => {
                // `0` is the letter after `/`.
                let ends = [format!("{work}/"), format!("{work}0")];
                let [lower, upper] = ends.map(|it| JsValue::from_str(&it));
                let parts = KeyRange::bound(&lower, &upper, None, Some(true))?;
                transaction.object_store(store)?.delete(parts)?;
            }
        }
    }
    let raw = IdbTransaction::from(transaction);
    let end = Transaction::from(raw.clone()).commit()?.await;
    if end.is_ok_and(|it| it.is_committed()) {
        return Ok(());
    }
    let is_full = raw
        .error()
        .is_some_and(|it| it.name() == "QuotaExceededError");
    Err(if is_full {
        StorageError::Full
    } else {
        StorageError::Refused
    })
}
