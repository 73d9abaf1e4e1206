//! Plumbline puts a reply beside the rule it should follow, points to the words that keep or
//! break it, and shows who agrees.
//!
//! `Markdown → Spec`; `files → Transcripts`; `(Spec, Transcripts, Checks, Judges) → Verdicts →
//! Report → view`; `Workspace ⇄ link | file`. A workspace holds inputs only; everything else is
//! recomputed. `ARCHITECTURE.md` lists the modules in order of dependence and the invariants.

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod app;
pub mod check;
pub mod diagnostic;
pub mod engine;
mod json;
pub mod message;
pub mod protocol;
pub mod spec;
pub mod state;
pub mod text;
pub mod transcript;
pub mod verdict;
pub mod workspace;

pub use diagnostic::{Diagnostic, Severity};
pub use message::{Message, Role, ToolCall};
pub use text::{LineIndex, Span};
