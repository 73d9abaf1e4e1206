//! Plumbline puts a reply beside the rule it should follow, points to the words that keep or
//! break it, and shows who agrees.
//!
//! `Markdown → Spec`; `files → Transcripts`; `(Spec, Transcripts, Checks, Judges) → Verdicts →
//! Report → view`; `Workspace ⇄ link | file`. A workspace holds inputs only; everything else is
//! recomputed. `ARCHITECTURE.md` lists the modules in order of dependence and the invariants.
//!
//! ```
//! use plumbline::spec::{self, Authority, Strength};
//!
//! let charter = "## Be brief {#be-brief authority=user}\n\nThe assistant must be brief.\n";
//! let spec = spec::parse(charter);
//! let clause = &spec.clauses[0];
//! assert_eq!((clause.id.as_str(), clause.strength), ("be-brief", Strength::Must));
//! assert_eq!(clause.authority, Some(Authority::User));
//! ```

pub mod agreement;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod app;
pub mod check;
pub mod diagnostic;
pub mod engine;
mod json;
pub mod message;
pub mod prose;
pub mod protocol;
#[cfg(feature = "study")]
pub mod report;
pub mod spec;
pub mod state;
pub mod stats;
pub mod suggest;
pub mod text;
pub mod transcript;
pub mod verdict;
pub mod workspace;

pub use diagnostic::{Diagnostic, Severity};
pub use message::{Message, Role, ToolCall};
pub use text::{LineIndex, Span};
