//! The workspace file: JSON with a version, frozen by the files in `tests/fixtures/workspaces`.
//!
//! Fields this version does not know ride along, so a file that a newer page of the same format
//! wrote loses nothing here.

use super::{FORMAT, Workspace};
use crate::json::{self, Fault};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;

/// Largest file read: far above any piece of work, far below what a browser tab can hold.
pub const LIMIT_BYTES: usize = 50_000_000;

/// Deepest nesting read: a link adds levels of its own and must stay below `serde_json`'s 128.
const MAX_DEPTH: usize = 100;

/// The field that holds the version of the format.
const VERSION_FIELD: &str = "plumbline";

/// Why a workspace could not be read. The message says what is wrong, [`WorkspaceError::hint`]
/// what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkspaceError {
    /// There is nothing to read.
    #[error("the workspace file is empty")]
    Empty,
    /// Positions count from 1; columns count bytes.
    #[error("the workspace is not JSON: {reason} in line {line}, column {column}")]
    NotJson {
        /// Line of the fault.
        line: usize,
        /// Column of the fault.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// Some other JSON.
    #[error("the file has no `plumbline` version, so it is not a Plumbline workspace")]
    NotAWorkspace,
    /// Written by a later version of Plumbline.
    #[error("the workspace uses format {found}, this version reads formats up to {newest}")]
    NewerFormat {
        /// The file's format.
        found: u64,
        /// The newest format read here.
        newest: u32,
    },
    /// A field is missing or holds something else than it should.
    #[error("`{path}` in line {line} of the workspace: {reason}")]
    WrongField {
        /// The field, such as `scenarios[0].messages`.
        path: String,
        /// 1-based line.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// Checked before anything is parsed.
    #[error("the workspace file has more than {limit_bytes} bytes")]
    TooLarge {
        /// The most that is read.
        limit_bytes: usize,
    },
    /// Such nesting serves no purpose but to exhaust the reader.
    #[error("the workspace is nested more than {limit} levels deep")]
    TooDeep {
        /// The deepest nesting read.
        limit: usize,
    },
}

impl WorkspaceError {
    /// What the reader can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            WorkspaceError::Empty => "save the workspace again, or open another file",
            WorkspaceError::NotJson { .. } => {
                "the file may be cut or edited; open a whole copy of it"
            }
            WorkspaceError::NotAWorkspace => {
                "open a file saved by Plumbline; import other records as scenarios"
            }
            WorkspaceError::NewerFormat { .. } => {
                "reload the page, or update Plumbline, and open it again"
            }
            WorkspaceError::WrongField { .. } => {
                "correct the field, or open a copy that was not edited by hand"
            }
            WorkspaceError::TooLarge { .. } => {
                "split the workspace; records belong in files of their own"
            }
            WorkspaceError::TooDeep { .. } => "open a file saved by Plumbline",
        }
    }
}

#[derive(Serialize)]
struct Written<'a> {
    plumbline: u32,
    #[serde(flatten)]
    workspace: Cow<'a, Workspace>,
}

/// The workspace as the text of a file: indented JSON that ends with a line break.
pub fn write(workspace: &Workspace) -> String {
    let mut workspace = Cow::Borrowed(workspace);
    if workspace.extra.contains_key(VERSION_FIELD) {
        workspace.to_mut().extra.shift_remove(VERSION_FIELD);
    }
    let written = Written {
        plumbline: FORMAT,
        workspace,
    };
    // By way of a value, so that the types need no second writer: that is 10 KB of code to download.
    let json = serde_json::to_string(&written).and_then(|it| serde_json::from_str::<Value>(&it));
    let json = json.and_then(|it| serde_json::to_string_pretty(&it));
    json.expect("all keys of a workspace are strings") + "\n"
}

/// Whether a text, whole or cut, is a workspace file rather than other JSON: by its outermost keys.
pub fn is_one(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('{') && json::has_outermost(text, VERSION_FIELD)
}

/// Reads the text of a workspace file.
///
/// # Errors
///
/// [`WorkspaceError`] says what is wrong and where. Nothing is guessed: it is our own format.
pub fn read(text: &str) -> Result<Workspace, WorkspaceError> {
    let text = text.trim_start_matches('\u{feff}');
    if text.len() > LIMIT_BYTES {
        return Err(WorkspaceError::TooLarge {
            limit_bytes: LIMIT_BYTES,
        });
    }
    if text.trim().is_empty() {
        return Err(WorkspaceError::Empty);
    }
    if json::depth(text) > MAX_DEPTH {
        return Err(WorkspaceError::TooDeep { limit: MAX_DEPTH });
    }
    check_version(text)?;
    let mut workspace: Workspace = parse(text)?;
    workspace.extra.shift_remove(VERSION_FIELD);
    workspace.make_ids_distinct();
    Ok(workspace)
}

/// Looks at the version alone, so that a newer file is called newer and not faulty.
fn check_version(text: &str) -> Result<(), WorkspaceError> {
    #[derive(Deserialize)]
    struct Versioned {
        #[serde(default)]
        plumbline: Value,
    }
    match parse::<Versioned>(text)?.plumbline.as_u64() {
        None | Some(0) => Err(WorkspaceError::NotAWorkspace),
        Some(found) if found > u64::from(FORMAT) => Err(WorkspaceError::NewerFormat {
            found,
            newest: FORMAT,
        }),
        Some(_) => Ok(()),
    }
}

/// Parses `text`, with faults in the words of this module.
pub(super) fn parse<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, WorkspaceError> {
    let (text, _) = json::replace_lone_surrogates(text);
    serde_json::from_str(&text).map_err(|error| json::explain(&error, &text).into())
}

impl From<Fault> for WorkspaceError {
    fn from(fault: Fault) -> WorkspaceError {
        let Fault {
            line,
            column,
            is_syntax,
            path,
            reason,
        } = fault;
        if is_syntax {
            WorkspaceError::NotJson {
                line,
                column,
                reason,
            }
        } else if path.is_empty() {
            WorkspaceError::NotAWorkspace
        } else {
            WorkspaceError::WrongField { path, line, reason }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_say_what_and_where() {
        #[track_caller]
        fn check(text: &str, message: &str) {
            let error = read(text).unwrap_err();
            assert_eq!(error.to_string(), message, "{text}");
            assert!(!error.hint().is_empty());
        }
        check(" \n", "the workspace file is empty");
        check(
            "{\n \"plumbline\": 1,\n",
            "the workspace is not JSON: it ends before a value in line 3, column 0",
        );
        check(
            "hello",
            "the workspace is not JSON: expected a value in line 1, column 1",
        );
        let other = "the file has no `plumbline` version, so it is not a Plumbline workspace";
        check("{\"version\": 1}", other);
        check("[]", other);
        check("{\"plumbline\": \"1\"}", other);
        check("{\"plumbline\": 0}", other);
        check(
            "{\"plumbline\": 7, \"spec\": 5}",
            "the workspace uses format 7, this version reads formats up to 1",
        );
        check(
            "{\"plumbline\": 1}",
            "`spec` in line 1 of the workspace: the field is missing",
        );
        check(
            "{\"plumbline\": 1,\n\"spec\": {\"name\": 5}}",
            "`spec.name` in line 2 of the workspace: expected a string, found integer `5`",
        );
        let deep = format!("{{\"plumbline\": 1, \"x\": {}", "[".repeat(200));
        check(&deep, "the workspace is nested more than 100 levels deep");
    }

    #[test]
    fn a_huge_file_is_refused_before_it_is_parsed() {
        let error = read(&" ".repeat(LIMIT_BYTES + 1)).unwrap_err();
        assert_eq!(
            error,
            WorkspaceError::TooLarge {
                limit_bytes: LIMIT_BYTES
            }
        );
    }
}
