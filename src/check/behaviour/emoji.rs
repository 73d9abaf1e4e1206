//! `unprompted-emoji`: emoji that nobody asked for.
//!
//! **Looks for** emoji in a reply to a conversation in which neither the user nor the instructions
//! used one or said the word.
//! **Why**: clauses on tone; emoji are a favourite of models and not of all readers.
//! **Passes** where there is one. Does not apply where emoji were used or named before.
//! **Blind spots**: emoticons such as `:-)`; signs that are letters to some fonts and pictures to
//! others (`✓`, `™`) count only where the text asks for the picture.

use crate::check::Check;
use crate::check::definition::Body;
use crate::check::parts::conduct;
use crate::check::registry::{CheckType, Example};
use crate::check::result::{Look, Reads};
use crate::check::view::View;
use crate::message::Role;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

pub(super) const TYPES: &[CheckType] = &[CheckType {
    name: "unprompted-emoji",
    family: super::FAMILY,
    summary: "emoji in a conversation where nobody else used or named any",
    why: "for clauses on tone and on output that a program reads",
    reads: Reads::Finder,
    parameters: &[],
    blind_spots: "misses emoticons such as `:-)`; a casual tone may ask for emoji without a word",
    examples: &[Example {
        yaml: "type: unprompted-emoji",
        asked: "When is it due?",
        passes: &["On Friday 😊", "✅ Renewed", "On Friday ❤️"],
        fails: &["On Friday :-)", "✓ Renewed", "On Friday 1️ ™ ©"],
    }],
    build: conduct(|_| Ok(Body::Looks(Box::new(Unprompted)))),
}];

#[derive(Debug)]
struct Unprompted;

impl Check for Unprompted {
    fn aim(&self) -> String {
        "an emoji".to_owned()
    }

    fn look(&self, view: &View, message: usize) -> Look {
        let text = view.text(message);
        let mut found = emoji(text).peekable();
        if found.peek().is_none() {
            return Look::missing(self.aim());
        }
        let prompting = view.once("messages that prompt emoji", || {
            let all = view.transcript().messages.iter().enumerate();
            let prompting = all.filter(|it| it.1.role != Role::Assistant && prompts(&it.1.content));
            prompting.map(|it| it.0).collect::<Vec<usize>>()
        });
        let n_before = prompting.partition_point(|at| *at < message);
        if let Some(at) = prompting[..n_before].last() {
            return Look::abstaining(format!("emoji are used or named in message {}", at + 1));
        }
        Look::found(message, found)
    }
}

/// Whether a text has emoji or speaks of them.
fn prompts(text: &str) -> bool {
    let lowered = text.to_lowercase();
    lowered.contains("emoji") || lowered.contains("emoticon") || emoji(text).next().is_some()
}

/// The emoji of a text, as readers see them.
fn emoji(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let places = text.grapheme_indices(true);
    let shown = places.filter(|(_, it)| it.len() > 2 && is_emoji(it));
    shown.map(|(at, it)| at..at + it.len())
}

/// Whether a character, with what belongs to it, is shown as a picture.
fn is_emoji(grapheme: &str) -> bool {
    let mut chars = grapheme.chars();
    let first = u32::from(chars.next().unwrap_or_default());
    let as_picture = chars.next() == Some('\u{fe0f}');
    match first {
        // Flags, pictographs, faces, transport, more pictographs.
        0x1f1e6..=0x1f1ff | 0x1f300..=0x1f64f | 0x1f680..=0x1f6ff | 0x1f7e0..=0x1f7eb => true,
        0x1f900..=0x1f9ff | 0x1fa70..=0x1faff => true,
        // Of the older signs, those that are pictures unless the text says otherwise.
        0x231a | 0x231b | 0x23e9..=0x23ec | 0x23f0 | 0x23f3 | 0x25fd | 0x25fe => true,
        0x2614 | 0x2615 | 0x2648..=0x2653 | 0x267f | 0x2693 | 0x26a1 | 0x26aa | 0x26ab => true,
        0x26bd | 0x26be | 0x26c4 | 0x26c5 | 0x26ce | 0x26d4 | 0x26ea | 0x26f2 | 0x26f3 => true,
        0x26f5 | 0x26fa | 0x26fd | 0x2705 | 0x270a | 0x270b | 0x2728 | 0x274c | 0x274e => true,
        0x2753..=0x2755 | 0x2757 | 0x2795..=0x2797 | 0x27b0 | 0x27bf | 0x2b1b | 0x2b1c => true,
        0x2b50 | 0x2b55 => true,
        0x2190..=0x2bff => as_picture,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, run};
    use crate::check::CheckOutcome;

    #[test]
    fn pictures_are_told_from_signs() {
        let yaml = "type: unprompted-emoji";
        check(yaml, "👩‍👩‍👧 and 🇫🇷!", &["👩‍👩‍👧", "🇫🇷"]);
        check(yaml, "→ ★ ✓ ™ 日本 é", &[]);
        check(yaml, "☀️", &["☀️"]);
    }

    #[test]
    fn where_emoji_were_used_or_named_it_does_not_apply() {
        for before in ["user: yo 😄", "system: Use emojis sparingly."] {
            let talk = [before, "user: Hello", "assistant: Hi 😊"];
            let result = run("type: unprompted-emoji", &talk);
            assert_eq!(result.outcome, CheckOutcome::NotApplicable, "{before}");
        }
    }
}
