use crate::workspace::file::WorkspaceError;

/// Why a link could not be opened. The page shows the message, then each source, then the
/// [`hint`](LinkError::hint).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The text holds no Plumbline link.
    #[error("there is no Plumbline link in this text")]
    NotALink,
    /// Characters are counted from 1, from the `#` on.
    #[error("character {position} of the link is not base64url")]
    NotBase64 {
        /// Which character.
        position: usize,
    },
    /// Made by a later version of Plumbline; reloading may help.
    #[error("the link uses format {found}, this version reads formats up to {newest}")]
    NewerFormat {
        /// The link's format.
        found: u32,
        /// The newest format read here.
        newest: u32,
    },
    /// A way of packing that later versions of this format may use.
    #[error("the link is packed in a way this version does not know: `{found}`")]
    UnknownCodec {
        /// The character that names it.
        found: char,
    },
    /// Its checksum does not fit what it carries.
    #[error("the link is incomplete or was altered")]
    Altered,
    /// Counted while unpacking, before the memory is taken; and while packing, so that no link
    /// is made that cannot be opened.
    #[error("the link unpacks to more than {limit_bytes} bytes")]
    TooLarge {
        /// The most that is unpacked.
        limit_bytes: usize,
    },
    /// What it carries is not a workspace.
    #[error("the link does not contain a readable workspace")]
    Workspace(#[from] WorkspaceError),
    /// It names a spec of the project in a release that this version does not have.
    #[error("this version does not have the text of `{name}` that the link was made with")]
    UnknownSpec {
        /// The spec's name.
        name: String,
    },
    /// Its changes lie outside the text they were made for.
    #[error("the changes in the link do not fit the spec they were made for")]
    EditsDoNotFit,
}

impl LinkError {
    /// What the reader can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            LinkError::NotALink => "paste the whole address, from `https://` to its end",
            LinkError::NotBase64 { .. } | LinkError::Altered => {
                "ask for it again, or copy it whole"
            }
            LinkError::NewerFormat { .. }
            | LinkError::UnknownCodec { .. }
            | LinkError::UnknownSpec { .. } => {
                "reload the page, or update Plumbline, and try again"
            }
            LinkError::TooLarge { .. } => "pass the workspace on as a file instead",
            LinkError::Workspace(error) => match error {
                WorkspaceError::NewerFormat { .. } => error.hint(),
                _ => "ask whoever made the link for the workspace as a file",
            },
            LinkError::EditsDoNotFit => "ask whoever made the link for the workspace as a file",
        }
    }
}
