//! A transcript as checks see it: which messages they look at, and what several of them derive
//! from the same text.

use crate::check::derived::{Derived, Lowered};
use crate::check::grams::Needed;
use crate::message::{Message, Role};
use crate::transcript::Transcript;
use std::any::Any;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

/// Where a check looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum On {
    /// The output that is judged.
    #[default]
    Output,
    /// All messages of a role, the assistant's earlier ones included.
    Role(Role),
    /// Every message.
    Conversation,
}

/// Which of the messages it looks at count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// One is enough.
    Any,
    /// All of them.
    Every,
    /// The first.
    First,
    /// The last.
    Last,
    /// The n-th, from 1.
    Number(usize),
}

/// Which messages say something to a check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wants {
    /// What is said. A message that only calls tools is left out; an empty one is not.
    #[default]
    Words,
    /// What is called: every message.
    Calls,
}

impl On {
    pub(crate) const NAMES: [&str; 7] = [
        "output",
        "assistant",
        "user",
        "system",
        "developer",
        "tool",
        "conversation",
    ];

    pub(crate) fn from_name(name: &str) -> Option<On> {
        match name {
            "output" => Some(On::Output),
            "conversation" => Some(On::Conversation),
            name => Role::from_name(name).map(On::Role),
        }
    }

    /// Where that is, for people.
    pub(crate) fn place(self) -> &'static str {
        match self {
            On::Output => "the reply",
            On::Conversation => "the conversation",
            On::Role(Role::System) => "the system messages",
            On::Role(Role::Developer) => "the developer messages",
            On::Role(Role::User) => "the user's messages",
            On::Role(Role::Assistant) => "the assistant's messages",
            On::Role(Role::Tool) => "the tools' answers",
        }
    }

    /// That there is nothing there, for people.
    pub(crate) fn nothing_there(self) -> String {
        match self {
            On::Output => "there is no reply".to_owned(),
            On::Conversation => "there is no message".to_owned(),
            On::Role(role) => format!("there is no {role} message"),
        }
    }

    /// Indices of the messages there, in order.
    pub(crate) fn messages(self, transcript: &Transcript, wants: Wants) -> Vec<usize> {
        let says = |at: &usize| match wants {
            Wants::Words => !transcript.messages[*at].only_calls_tools(),
            Wants::Calls => true,
        };
        let all = 0..transcript.messages.len();
        match self {
            On::Output => transcript.output.iter().copied().filter(says).collect(),
            On::Role(role) => all
                .filter(|at| transcript.messages[*at].role == role)
                .filter(says)
                .collect(),
            On::Conversation => all.filter(says).collect(),
        }
    }
}

/// So many checks have what a text has noted first.
const MANY: usize = 8;

/// A transcript with what checks derived from its texts. Make one per transcript and run all
/// checks on it.
#[derive(Debug)]
pub struct View<'t> {
    transcript: &'t Transcript,
    texts: Vec<Derived<'t>>,
    /// The messages that most checks look at.
    said: OnceCell<Vec<usize>>,
    is_for_many: bool,
    /// What was derived from the whole conversation, by what it is.
    kept: RefCell<Vec<(String, Rc<dyn Any>)>>,
}

/// For each message how often a check holds in it, or nothing where it does not look there.
pub(crate) type Moments = Vec<Option<u32>>;

/// When a check holds, or why that cannot be told.
pub(crate) type Told = Result<Rc<Moments>, String>;

impl<'t> View<'t> {
    /// A view of `transcript`; derives nothing yet.
    pub fn new(transcript: &'t Transcript) -> View<'t> {
        let texts = transcript
            .messages
            .iter()
            .map(|it| Derived::new(&it.content));
        View {
            transcript,
            texts: texts.collect(),
            said: OnceCell::new(),
            is_for_many: false,
            kept: RefCell::default(),
        }
    }

    /// The same for so many checks: for more than a few it pays to note first what a text has.
    #[must_use]
    pub fn for_checks(self, n: usize) -> View<'t> {
        View {
            is_for_many: n >= MANY,
            ..self
        }
    }

    /// Messages of the output that say something.
    pub(crate) fn said(&self) -> &[usize] {
        let messages = || On::Output.messages(self.transcript, Wants::Words);
        self.said.get_or_init(messages)
    }

    /// `false` where it is known that a message has not what is needed.
    pub(crate) fn may_have(&self, at: usize, needed: &Needed) -> bool {
        !self.is_for_many || self.derived(at).grams().may_have(needed)
    }

    /// What `make` derives from the conversation, made once for all messages and checks that ask.
    /// `key` says what it is, so that no two things share one.
    pub(crate) fn once<T: 'static>(&self, key: &str, make: impl FnOnce() -> T) -> Rc<T> {
        // There are few; a map would be more code to download.
        let kept = self.kept.borrow();
        let known = kept.iter().find(|it| it.0 == key).map(|it| it.1.clone());
        drop(kept);
        if let Some(known) = known.and_then(|it| it.downcast::<T>().ok()) {
            return known;
        }
        let made = Rc::new(make());
        self.kept.borrow_mut().push((key.to_owned(), made.clone()));
        made
    }

    pub(crate) fn transcript(&self) -> &'t Transcript {
        self.transcript
    }

    pub(crate) fn message(&self, at: usize) -> &'t Message {
        &self.transcript.messages[at]
    }

    pub(crate) fn text(&self, at: usize) -> &'t str {
        &self.message(at).content
    }

    /// The text, and what is derived from it.
    pub(crate) fn derived(&self, at: usize) -> &Derived<'t> {
        &self.texts[at]
    }

    /// The text as JavaScript's `toLowerCase` gives it.
    pub(crate) fn lowered(&self, at: usize) -> &Lowered {
        self.derived(at).lowered()
    }
}
