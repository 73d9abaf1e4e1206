//! What buttons on sheets have the engine do: each act gives changes for the page to make to the
//! work, where they can be undone, and what to show or hand out next.
//!
//! To write a further one, add a function of the engine, the [`Act`] and the words after its name,
//! and a line in [`ACTS`].

use super::Engine;
use super::deciding;
use super::labelling;
#[cfg(feature = "study")]
use super::report;
use crate::spec::Adjustment;
use crate::verdict::VerdictEvent;
use crate::workspace::Workspace;
use crate::workspace::patch::{Misfit, Splice};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;

/// What a person asks for with a button of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// The act's name and what it is about, as the sheet wrote it.
    pub what: String,
    /// What stands in the sheet's fields, by name, and what was handed in with the act: the texts of
    /// files as `_text0`, `_text1` and so on.
    pub fields: Vec<(String, String)>,
    /// Words that are selected in a message.
    pub selected: Option<Selected>,
    /// An id unlike any other.
    pub id: String,
    /// The time: RFC 3339, UTC.
    pub time: String,
}

/// Words selected in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selected {
    /// Index of the message in the transcript.
    pub message: usize,
    /// Where they begin, in UTF-16 units.
    pub start: usize,
    /// Where they end.
    pub end: usize,
}

/// What an act changes in the work, which the page does as one step. What is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// A change of the log of verdicts.
    pub verdicts: Option<Splice<VerdictEvent>>,
    /// The workspace's fields of later versions, all of them.
    pub extra: Option<Map<String, Value>>,
    /// The spec's text.
    pub spec: Option<String>,
    /// All that is decided on the spec's clauses.
    pub adjustments: Option<Vec<Arc<Adjustment>>>,
}

impl Changes {
    /// Whether everything stays.
    pub fn is_empty(&self) -> bool {
        self.verdicts.is_none()
            && self.extra.is_none()
            && self.spec.is_none()
            && self.adjustments.is_none()
    }

    /// Changes a work.
    ///
    /// # Errors
    ///
    /// [`Misfit`] where its log of verdicts is shorter than when the act was done.
    pub fn apply(self, workspace: &mut Workspace) -> Result<(), Misfit> {
        if let Some(splice) = self.verdicts {
            splice.apply(&mut workspace.verdicts)?;
        }
        if let Some(extra) = self.extra {
            workspace.extra = extra;
        }
        if let Some(text) = self.spec {
            workspace.spec.text = text.into();
        }
        if let Some(all) = self.adjustments {
            workspace.spec.adjustments = all;
        }
        Ok(())
    }
}

/// What comes of an act. What is empty does nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Acted {
    /// What changes in the work.
    pub changes: Changes,
    /// The sheet to show next, by its address.
    pub go_to: String,
    /// Whether that is the one that is shown, and its fields and its place stay as they are.
    pub stays: bool,
    /// What to tell the person; a fault where there is a `hint`.
    pub said: String,
    /// What they can do about it.
    pub hint: String,
    /// The name of a file to save; none where it is empty.
    pub file: String,
    /// What stands in the file.
    pub text: String,
    /// What to put on the clipboard.
    pub copy: String,
}

impl Acted {
    /// An act that could not be done: why, and what to do about it.
    pub(super) fn fault(said: impl Into<String>, hint: impl Into<String>) -> Acted {
        Acted {
            said: said.into(),
            hint: hint.into(),
            ..Acted::default()
        }
    }

    /// Changes the work and does nothing else.
    pub(super) fn changing(changes: Changes) -> Acted {
        Acted {
            changes,
            ..Acted::default()
        }
    }

    /// Goes to a sheet and does nothing else.
    pub(super) fn going_to(address: String) -> Acted {
        Acted {
            go_to: address,
            ..Acted::default()
        }
    }
}

/// Does an act that is about the words after its name.
type Do = fn(&Engine, &Act, &str) -> Acted;

const ACTS: &[(&str, Do)] = &[
    ("adjust", deciding::adjust),
    ("add-check", deciding::add_check),
    ("replace-checks", deciding::replace_checks),
    ("remove-checks", deciding::remove_checks),
    ("save-markdown", deciding::save_markdown),
    ("label-new", labelling::new_list),
    ("label-begin", labelling::begin),
    ("label-drop", labelling::drop_list),
    ("label", labelling::label),
    ("label-mark", labelling::mark),
    ("label-unmark", labelling::unmark),
    ("label-undo", labelling::undo),
    ("labels-code", labelling::copy_code),
    ("labels-file", labelling::save),
    ("labels-link", labelling::copy_link),
    #[cfg(feature = "study")]
    ("merge", labelling::merge),
    #[cfg(feature = "study")]
    ("tally", labelling::tally),
    #[cfg(feature = "study")]
    ("settle", labelling::settle),
    #[cfg(feature = "study")]
    ("reword-new", labelling::new_test),
    #[cfg(feature = "study")]
    ("report-copy", report::copy),
    #[cfg(feature = "study")]
    ("report-save", report::save),
];

impl Act {
    /// Whether this build of the engine can do it.
    pub fn is_known(&self) -> bool {
        self.found().is_some()
    }

    fn found(&self) -> Option<(Do, &str)> {
        let (name, what) = self.what.split_once(' ').unwrap_or((&self.what, ""));
        let found = ACTS.iter().find(|it| it.0 == name)?;
        Some((found.1, what))
    }
}

impl Engine {
    /// Does what a button of a sheet asks for. Nothing changes here: the page changes the work and
    /// says so as it does of every edit.
    pub fn act(&mut self, act: &Act) -> Acted {
        self.read_changes();
        match act.found() {
            Some((it, what)) if self.workspace.is_some() => it(self, act, what),
            _ => Acted::fault("This button does nothing here", "reload the page"),
        }
    }
}

impl Act {
    /// What stands in a field, without spaces around it.
    pub(super) fn field(&self, name: &str) -> &str {
        self.given(name).trim()
    }

    /// What stands in a field, as it stands there.
    pub(super) fn given(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|it| it.0 == name);
        found.map_or("", |it| &it.1)
    }
}
