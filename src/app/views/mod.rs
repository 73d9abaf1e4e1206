//! What is drawn: one component a file, each drawing what it is given.

mod altered;
mod conversation;
mod evidence;
mod evidence_card;
mod finding;
mod header;
mod marked;
mod menu;
mod message;
mod name_field;
mod open_dialog;
pub(crate) mod outcome;
mod palette;
mod pane;
mod replies;
mod scenario;
mod share_dialog;
mod sheet;
mod spec;
mod status;
mod tool_call;
mod tour;
mod verdicts;
mod works;

pub(crate) use evidence_card::EvidenceCard;
pub(crate) use finding::Finding;
pub(crate) use header::Header;
pub(crate) use open_dialog::OpenDialog;
pub(crate) use palette::Palette;
pub(crate) use pane::{Splitter, Tabs};
pub(crate) use scenario::{ScenarioPane, blank_scenario};
pub(crate) use share_dialog::ShareDialog;
pub(crate) use sheet::{Sheet, all_fields, field_value};
pub(crate) use spec::SpecPane;
pub(crate) use status::{Banner, KeysDialog, NoticeBar, StatusBar};
pub(crate) use tour::TourCard;
pub(crate) use verdicts::{VerdictPane, send_verdict};

use super::engine_client::EngineClient;
use super::storage::Storage;
use super::store::{Dispatch, Store};
use super::texts::T;
use crate::state::AppState;
use yew::prelude::*;

/// What most components need: the state, and a way to change it. Equal where the views look the
/// same, so none of them may draw what [`AppState::looks_like`] leaves out.
#[derive(Properties, Clone)]
pub(crate) struct ViewProps {
    /// The state.
    pub state: Store,
    /// Where actions go.
    pub dispatch: Dispatch,
}

impl PartialEq for ViewProps {
    fn eq(&self, other: &ViewProps) -> bool {
        self.dispatch == other.dispatch
            && (self.state == other.state || self.state.looks_like(&other.state))
    }
}

/// What components need that ask the engine or the storage something.
#[derive(Properties, Clone, PartialEq)]
pub(crate) struct ServiceProps {
    /// The state.
    pub state: Store,
    /// Where actions go.
    pub dispatch: Dispatch,
    /// The engine.
    pub engine: EngineClient,
    /// The storage.
    pub storage: Storage,
}

/// What to call the work on the page: its title, else its spec's.
pub(crate) fn work_title(state: &AppState) -> String {
    let title = &state.workspace().title;
    if title.is_empty() {
        spec_title(state)
    } else {
        title.clone()
    }
}

/// What to call the spec on the page.
pub(crate) fn spec_title(state: &AppState) -> String {
    let name = spec::plain(state.spec_name());
    if name.is_empty() {
        T.untitled_spec.to_owned()
    } else {
        name
    }
}
