//! A transcript as checks see it: which messages they look at, and what several of them derive
//! from the same text.

use crate::message::{Message, Role};
use crate::transcript::Transcript;
use std::cell::OnceCell;

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// A transcript with what checks derived from its texts. Make one per transcript and run all
/// checks on it.
#[derive(Debug)]
pub struct View<'t> {
    transcript: &'t Transcript,
    lowered: Vec<OnceCell<Lowered>>,
}

/// A text in lower case, and the way back.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) text: String,
    /// Every character is as long in lower case as it was.
    same_lengths: bool,
}

impl<'t> View<'t> {
    /// A view of `transcript`; derives nothing yet.
    pub fn new(transcript: &'t Transcript) -> View<'t> {
        let lowered = transcript
            .messages
            .iter()
            .map(|_| OnceCell::new())
            .collect();
        View {
            transcript,
            lowered,
        }
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

    /// The text as JavaScript's `toLowerCase` gives it.
    pub(crate) fn lowered(&self, at: usize) -> &Lowered {
        self.lowered[at].get_or_init(|| Lowered::new(self.text(at)))
    }
}

impl Lowered {
    pub(crate) fn new(text: &str) -> Lowered {
        let same = |it: char| it.to_lowercase().map(char::len_utf8).sum::<usize>() == it.len_utf8();
        let same_lengths = text.is_ascii() || text.chars().all(same);
        Lowered {
            text: text.to_lowercase(),
            same_lengths,
        }
    }

    /// Ranges of the lower-case text, ascending, as ranges of the `original`. One that begins or
    /// ends inside what a character became takes in the whole character.
    pub(crate) fn to_original(
        &self,
        original: &str,
        ranges: &[std::ops::Range<usize>],
    ) -> Vec<std::ops::Range<usize>> {
        if self.same_lengths || ranges.is_empty() {
            return ranges.to_vec();
        }
        let starts = self.map_offsets(original, ranges.iter().map(|it| it.start), false);
        let ends = self.map_offsets(original, ranges.iter().map(|it| it.end), true);
        starts
            .into_iter()
            .zip(ends)
            .map(|(start, end)| start..end)
            .collect()
    }

    /// Maps ascending offsets; one inside a character's lower case goes to the character's start,
    /// or to its end.
    fn map_offsets(
        &self,
        original: &str,
        offsets: impl Iterator<Item = usize>,
        round_up: bool,
    ) -> Vec<usize> {
        let mut offsets = offsets.peekable();
        let (mut mapped, mut lower) = (Vec::new(), 0);
        for (at, character) in original.char_indices() {
            let next = lower + character.to_lowercase().map(char::len_utf8).sum::<usize>();
            while let Some(offset) = offsets.next_if(|it| *it < next) {
                let inside = offset > lower;
                mapped.push(if inside && round_up {
                    at + character.len_utf8()
                } else {
                    at
                });
            }
            lower = next;
        }
        mapped.extend(offsets.map(|_| original.len()));
        mapped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_case_finds_its_way_back() {
        #[track_caller]
        fn check(text: &str, needle: &str, expected: &[&str]) {
            let lowered = Lowered::new(text);
            let found: Vec<_> = lowered
                .text
                .match_indices(needle)
                .map(|(at, it)| at..at + it.len())
                .collect();
            let back = lowered.to_original(text, &found);
            let words: Vec<_> = back.into_iter().map(|it| &text[it]).collect();
            assert_eq!(words, expected, "{text}");
        }
        check("HELLO hello", "hello", &["HELLO", "hello"]);
        check("in İstanbul, STANBUL", "stanbul", &["stanbul", "STANBUL"]);
        check("İx İx", "i̇x", &["İx", "İx"]);
        check("İ!", "\u{307}!", &["İ!"]);
        check("ẞ ẞ", "ß", &["ẞ", "ẞ"]);
        check("ΟΔΟΣ", "οδος", &["ΟΔΟΣ"]);
    }
}
