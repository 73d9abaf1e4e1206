//! What buttons on sheets have the engine do: each act gives changes for the page to make to the
//! work, where they can be undone, and what to show or hand out next.
//!
//! To write a further one, add a function of the engine, the [`Act`] and the words after its name,
//! and a line in [`ACTS`].

use super::Engine;
use super::labelling;
#[cfg(feature = "study")]
use super::report;
use crate::verdict::VerdictEvent;
use crate::workspace::patch::Splice;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a person asks for with a button of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// The act's name and what it is about, as the sheet wrote it.
    pub what: String,
    /// What stands in the sheet's fields, by name, and what was handed in with the act: the `text` of
    /// a file, and its `file` name.
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

/// What comes of an act. What is empty stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Acted {
    /// A change of the log of verdicts.
    pub verdicts: Option<Splice<VerdictEvent>>,
    /// The workspace's fields of later versions, all of them.
    pub extra: Option<Map<String, Value>>,
    /// The sheet to show next, by its address.
    pub go_to: String,
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
    ("merge", labelling::merge),
    ("tally", labelling::tally),
    #[cfg(feature = "study")]
    ("settle", labelling::settle),
    #[cfg(feature = "study")]
    ("report-copy", report::copy),
    #[cfg(feature = "study")]
    ("report-save", report::save),
];

impl Engine {
    /// Does what a button of a sheet asks for. Nothing changes here: the page changes the work and
    /// says so as it does of every edit.
    pub fn act(&mut self, act: &Act) -> Acted {
        self.read_changes();
        let (name, what) = act.what.split_once(' ').unwrap_or((&act.what, ""));
        match ACTS.iter().find(|it| it.0 == name) {
            Some((_, it)) if self.workspace.is_some() => it(self, act, what),
            _ => Acted::fault("This button does nothing here", "reload the page"),
        }
    }
}

impl Act {
    /// What stands in a field, without spaces around it.
    pub(super) fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|it| it.0 == name);
        found.map_or("", |it| it.1.trim())
    }
}
