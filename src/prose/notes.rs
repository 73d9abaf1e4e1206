//! Footnotes of a whole document: a note stands wherever its mark is set, so a reader of a section
//! has it even where the author wrote all notes at the end.

use crate::text::Span;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::collections::HashMap;

/// Longer notes stay where they are written: each section that names one would carry it along.
const MAX_BYTES: usize = 4_000;

/// The notes that stand at their marks. Every other definition stays where it is written, so that
/// none is lost.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    /// Keys in lower case and definitions, in document order.
    pub(super) spans: Vec<(String, Span)>,
    by_key: HashMap<String, usize>,
}

impl Notes {
    /// Reads the definitions of `source` and which of them its text names.
    pub(super) fn of(source: &str) -> Notes {
        let mut notes = Notes::default();
        let is_definition = |line: &str| line.trim_start().starts_with("[^") && line.contains("]:");
        if !source.lines().any(is_definition) {
            return notes;
        }
        // With numbers that are not needed: another type of map would be code to download.
        let (mut used, mut inside) = (HashMap::<String, usize>::new(), false);
        for (event, range) in Parser::new_ext(source, super::markdown::options()).into_offset_iter()
        {
            match event {
                Event::Start(Tag::FootnoteDefinition(key)) => {
                    inside = true;
                    if range.len() <= MAX_BYTES {
                        notes.spans.push((key.to_lowercase(), range.into()));
                    }
                }
                Event::End(TagEnd::FootnoteDefinition) => inside = false,
                // One that only another note names would have no mark to stand at.
                Event::FootnoteReference(key) if !inside => {
                    used.insert(key.to_lowercase(), 0);
                }
                _ => {}
            }
        }
        notes.spans.retain(|(key, _)| used.contains_key(key));
        for (at, (key, _)) in notes.spans.iter().enumerate() {
            notes.by_key.entry(key.clone()).or_insert(at);
        }
        notes
    }

    /// Which of [`spans`](Notes::spans) `key` names.
    pub(super) fn find(&self, key: &str) -> Option<usize> {
        self.by_key.get(&key.to_lowercase()).copied()
    }
}
