//! What is typed in the last moments before the page is left. The browser answers no request for
//! its database then; what it takes at once is a text of `localStorage`, where it stays until the
//! work is saved again.

use super::parts::{Beside, read, write};
use serde::{Deserialize, Serialize};

/// What was typed, and the revision of the stored work that it was typed after.
#[derive(Serialize, Deserialize)]
struct Left {
    revision: u64,
    beside: Beside,
}

fn key(id: &str) -> String {
    format!("plumbline.left.{id}")
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// Keeps what was typed into the work since it had that revision.
pub(super) fn keep(id: &str, revision: u64, beside: Beside) {
    let text = write(&Left { revision, beside });
    if let (Some(storage), Ok(text)) = (storage(), text) {
        // Where there is no space for it, the save that has begun is all that can be done.
        let _ = storage.set_item(&key(id), &text);
    }
}

/// What was typed last into the work that is stored with this revision.
pub(super) fn find(id: &str, revision: u64) -> Option<Beside> {
    let text = storage()?.get_item(&key(id)).ok().flatten()?;
    let left = read::<Left>(&text).ok()?;
    // The save that was under way may have been completed.
    let is_next = [left.revision, left.revision + 1].contains(&revision);
    is_next.then_some(left.beside)
}

/// The work is saved, or gone.
pub(super) fn forget(id: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(id));
    }
}
