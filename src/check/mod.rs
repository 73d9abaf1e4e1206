//! Checks: the computer looks for something.
//!
//! A check is a deterministic test with parameters, bound to a clause. It says what it matched
//! and where; one that did not match says what it looked for and where it looked.
//!
//! ```yaml
//! - type: not-icontains-any
//!   value: ["as an AI language model"]
//!   on: output
//!   when: {type: regex, on: user, value: "are you (a )?human", flags: i}
//!   decides: break
//! ```
//!
//! # What a check means
//!
//! - **Where it looks** (`on`): `output` is what is judged, without messages that only call tools.
//!   An empty reply is a reply; where there is none at all, the check does not apply.
//! - **Two kinds of type**: a *finder* looks for something and by default is content with one
//!   message that has it (`turn: any`); a *requirement* states a property of every message
//!   (`turn: every`). A numbered turn that does not exist makes the check not applicable.
//! - **`not-`** turns the answer round after all messages were looked at: `not-contains` means
//!   "in no message".
//! - **`when`** is a check of its own. Unless it passes, the check does not apply; if it passes,
//!   the clause applies to this transcript.
//! - **`decides: nothing`** makes it a signal: a finder says "look here" where it found what it
//!   looks for (whatever `not-` says), a requirement where it failed.
//! - **Groups** (`any-of`, `all-of`, `none-of`) combine whole checks, each with its own `on` and
//!   `turn`; with a `turn` of their own they are asked message by message. Members that do not
//!   apply are left out.
//! - **Scores** are promptfoo's, for the types it has: where a type works none out, 1 or 0.
//! - **`use: ID`** stands for the check with that `id`, in the same list, the spec or its packs;
//!   what is said beside it takes the place of what that check says (`names`).
//! - **Rules over time** (`time`) ask other checks when they hold: before, after, how often.
//! - A check that cannot run is an `error` with the reason, never a pass.
//!
//! # Other tools' lists
//!
//! promptfoo's assertions and Weval's points are read as they are written; `value` may hold
//! templates over `vars`. What needs a program, a model, a server or a file is known by name and
//! said to be not judged here (`elsewhere`), with what to use instead.
//!
//! [`registry()`] lists the types. Each family has a file that documents its types as forms: what
//! they look for, parameters, blind spots, replies that pass and fail.

mod behaviour;
mod called;
mod choices;
mod compose;
mod contradictions;
mod counts;
mod definition;
mod derived;
mod elsewhere;
mod embedded_json;
mod english;
mod equality;
mod fields;
mod flow;
mod grams;
mod html;
mod ids;
mod ifeval;
mod js;
mod json;
mod language;
mod names;
mod needle;
mod node;
mod overlap;
mod pack;
mod parts;
mod pattern;
mod promptfoo;
mod python;
mod read;
mod refusal;
mod regex;
mod registry;
mod result;
mod schema;
mod scope;
mod segments;
mod similarity;
mod survey;
mod template;
mod text_search;
mod time;
mod tool;
mod values;
mod view;
mod weval;
mod xml;
mod yaml;

pub use called::CalledTools;
pub(crate) use called::says_tools;
pub use definition::{CheckDefinition, ToolName};
pub use ids::Ids;
pub use names::Names;
pub use pack::{Pack, PackClause, read_pack};
pub use parts::Part;
pub use read::{read_checks, read_checks_from, read_values};
pub use registry::{COMMON, CheckType, Example, Parameter, registry};
pub use result::{Brief, CheckOutcome, CheckResult, Decides, Reads};
pub use view::View;

use result::Look;
use view::Wants;

/// A type's compiled parameters. Definitions are read once and run on many transcripts, so what
/// can be prepared is prepared when they are read.
pub(crate) trait Check: Send + Sync + std::fmt::Debug {
    /// What is looked for, to complete "looks for …"; for a requirement, what must be so, to
    /// complete "wants …". User text in curly quotes.
    fn aim(&self) -> String;

    /// Looks at one message.
    fn look(&self, view: &View, message: usize) -> Look;

    /// Looks at several; for types that compare messages with each other.
    fn look_at_all(&self, view: &View, messages: &[usize]) -> Vec<Look> {
        messages
            .iter()
            .map(|message| self.look(view, *message))
            .collect()
    }

    /// Whether its look at a message would hold, where that can be told without one: the look
    /// neither stops nor abstains then. `None` where only a look tells.
    fn holds(&self, _view: &View, _message: usize) -> Option<bool> {
        None
    }

    /// Which messages say something to it.
    fn wants(&self) -> Wants {
        Wants::Words
    }

    /// How often it holds in one message, or nothing where it does not apply to it; quicker than a
    /// look where nobody asks for the words.
    ///
    /// # Errors
    ///
    /// Why the message cannot be judged.
    fn times(&self, view: &View, message: usize) -> Result<Option<u32>, String> {
        let look = self.look(view, message);
        match look.stopped {
            Some(reason) => Err(reason),
            None if look.abstains.is_some() => Ok(None),
            None => Ok(Some(look.times())),
        }
    }
}
