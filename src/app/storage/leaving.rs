//! What is typed in the last moments before the page is left. The browser answers no request for
//! its database then; what it takes at once is a text of `localStorage`, where it stays until the
//! work is saved again.

use super::parts::{Beside, Head, read, write};
use crate::app::dom::local_storage;
use serde::{Deserialize, Serialize};

/// What was typed into a piece of work, and after what.
#[derive(Serialize, Deserialize)]
pub(super) struct Left {
    /// The revision that was stored last.
    pub revision: u64,
    /// When the save began that was under way, which makes the next revision: another tab's save
    /// is no base for what was typed here.
    pub writing: Option<String>,
    pub beside: Beside,
}

fn key(id: &str) -> String {
    format!("plumbline.left.{id}")
}

/// Keeps what was typed.
pub(super) fn keep(id: &str, left: &Left) {
    if let (Some(storage), Ok(text)) = (local_storage(), write(left)) {
        // Where there is no space for it, the save that has begun is all that can be done.
        let _ = storage.set_item(&key(id), &text);
    }
}

/// What was typed last into the work that is stored with this head.
pub(super) fn find(id: &str, head: &Head) -> Option<Beside> {
    let text = local_storage()?.get_item(&key(id)).ok().flatten()?;
    let left = read::<Left>(&text).ok()?;
    let is_last = left.revision == head.revision;
    let is_written =
        left.revision + 1 == head.revision && left.writing.as_ref() == Some(&head.entry.saved);
    (is_last || is_written).then_some(left.beside)
}

/// What was typed is saved, here or as a copy, or the work is gone.
pub(super) fn forget(id: &str) {
    if let Some(storage) = local_storage() {
        let _ = storage.remove_item(&key(id));
    }
}
